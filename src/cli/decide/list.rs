//! What was decided so far, what of it is in force, and what contradicts? Reads only.

use serde_json::json;

use super::told::verdict;
use crate::cli::output;
use crate::error::{Finding, Result};
use crate::report::Language;
use crate::settings::Settings;
use crate::state::{self, Decision, Decisions, TakenBack};

/// All decisions and dismissals, in words or as JSON.
pub(super) fn list(settings: &Settings, as_json: bool, language: Language) -> Result<String> {
    let decisions = Decisions::look(&settings.night.state)?;
    let (pairs, dismissals) = match &decisions {
        Some(decisions) => (decisions.all_pairs(), decisions.all_dismissals()),
        None => (&[][..], &[][..]),
    };
    let in_force = decisions.as_ref().map(Decisions::pairs).unwrap_or_default();
    let found = state::contradictions(&in_force);
    let findings: Vec<Finding> = found.iter().map(|one| one.finding(&in_force)).collect();
    if as_json {
        let value = json!({"decisions": pairs, "dismissals": dismissals, "contradictions": findings});
        return Ok(format!("{value:#}\n"));
    }
    let mut text = String::new();
    for decision in pairs {
        text.push_str(&line(decision, language));
    }
    for dismissal in dismissals {
        let dismissed = language.pick("diabaikan", "dismissed");
        let (day, by, reason) = (language.day_of(&dismissal.at), &dismissal.by, &dismissal.reason);
        text.push_str(&format!("{}  {dismissed}  ({by}, {day}: {reason})\n", dismissal.conflict));
        text.push_str(&taken_back(dismissal.taken_back.as_ref(), language));
    }
    if text.is_empty() {
        text.push_str(language.pick("Belum ada keputusan.\n", "Nothing was decided yet.\n"));
    }
    findings.iter().for_each(|finding| text.push_str(&output::finding(finding, language)));
    Ok(text)
}

fn line(decision: &Decision, language: Language) -> String {
    let [a, b] = decision.rows.each_ref().map(|row| row.row.as_str());
    let said = verdict(decision.verdict, language);
    let (day, by, reason, source) =
        (language.day_of(&decision.at), &decision.by, &decision.reason, &decision.source);
    let first = format!("#{}  {a} – {b}: {said}  ({by}, {day}, {source}: {reason})\n", decision.id);
    first + &taken_back(decision.taken_back.as_ref(), language)
}

fn taken_back(taken_back: Option<&TakenBack>, language: Language) -> String {
    taken_back.map_or_else(String::new, |said| {
        let word = language.pick("dicabut", "taken back");
        format!("    {word}: {}, {}: {}\n", said.by, language.day_of(&said.at), said.reason)
    })
}
