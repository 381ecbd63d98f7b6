//! `padan history`: what happened to a person, a family or a conflict, night by night, and who decided?

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{Global, Outcome, output};
use crate::changes::{Past, case_id, case_number, lineage_code, resolve};
use crate::error::{Error, Result};
use crate::register::{LineageKind, canonical_id};
use crate::report::Language;
use crate::report::read::read_known_columns;
use crate::settings::Settings;
use crate::state::recall::{CaseLine, NightLine};
use crate::state::yesterday::since_of;
use crate::state::{LastNight, Ledger};

/// What `history` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The settings file (padan.toml)
    #[arg(value_name = "SETTINGS")]
    pub settings: PathBuf,
    /// A person (P-...), a family (K-...) or a conflict (C-...); case, hyphens and spaces do not matter
    #[arg(value_name = "ID")]
    pub id: String,
    /// Print it as JSON
    #[arg(long)]
    pub json: bool,
}

/// Everything about one id.
#[derive(Debug, Serialize)]
struct History {
    /// The id, as it is written.
    asked: String,
    /// What it stands for now.
    id: String,
    /// Ids that stand for the same now.
    retired: Vec<String>,
    /// What the register of the last night shows, masked; empty for who is not in it.
    now: Vec<(&'static str, String)>,
    /// What happened, the earliest first.
    events: Vec<Event>,
}

/// Something that happened one night.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct Event {
    night: u32,
    date: String,
    /// Whom or what it happened to.
    id: String,
    change: String,
    field: String,
    before: String,
    after: String,
    programme: String,
    class: String,
    amount: Option<u64>,
    by: String,
    reason: String,
}

/// Prints the history.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let settings = Settings::read(&arguments.settings)?;
    let language = global.messages(settings.night.language);
    let Some(last) = LastNight::read(&settings.night.state, &settings.night.out)? else {
        return Err(Error::Input {
            what: format!("{}: no night is remembered yet", settings.night.state.display()),
            next_step: "Run a night first: padan run.".into(),
        });
    };
    let ledger = Ledger::open(&last.folder)?;
    let history = match (canonical_id(&arguments.id), typed_case(&arguments.id)) {
        (Some(id), _) => of_person(&ledger, &last, &id)?,
        (None, Some(number)) => of_case(&ledger, number)?,
        (None, None) => return Err(no_id(&arguments.id)),
    };
    if history.events.is_empty() && history.now.is_empty() {
        return Err(Error::Input {
            what: format!("{}: not known to any night", history.asked),
            next_step: "Look the id up in register or conflicts of a run folder.".into(),
        });
    }
    output::result(&if arguments.json {
        format!("{:#}\n", serde_json::json!(history))
    } else {
        text(&history, language)
    })?;
    Ok(Outcome::Done)
}

/// What was typed may be a number of the population register by mistake, so it is not said again.
fn no_id(typed: &str) -> Error {
    Error::Input {
        what: format!("what was given ({} characters) is no id, or has a slip in it", typed.chars().count()),
        next_step:
            "Give a person (P-...), a family (K-...) or a conflict (C-...) as it stands in the tables.".into(),
    }
}

/// The number of a conflict's id, however it was typed.
fn typed_case(typed: &str) -> Option<u64> {
    let plain: String = typed.chars().filter(|letter| !matches!(letter, '-' | ' ')).collect();
    let digits = plain.strip_prefix(['C', 'c'])?;
    case_number(&format!("C-{digits}"))
}

fn of_person(ledger: &Ledger, last: &LastNight, asked: &str) -> Result<History> {
    let lineage = ledger.lineage()?;
    let nights = ledger.nights()?;
    let id = resolve(&lineage, asked).to_owned();
    let mut ids: Vec<&str> = vec![&id];
    // Whatever was merged into it on the way, also in several steps.
    let merged = lineage.iter().filter(|past| past.kind == LineageKind::Merged);
    ids.extend(merged.map(|past| past.old.as_str()).filter(|old| *old != id && resolve(&lineage, old) == id));
    ids.dedup();
    let mut events = Vec::new();
    for &id in &ids {
        let since = match since_of(&last.folder, id)? {
            Some(night) => Some(night),
            None => ledger.since_of_gone(id)?,
        };
        let told = ledger.events_of(id)?;
        // An id that came with a line of its own needs no other.
        let own = |night: u32| told.iter().any(|event| event.night == night && is_beginning(&event.change));
        if let Some(night) = since.filter(|night| !own(*night)) {
            events.push(Event { night, id: id.into(), change: "BARU".into(), ..Event::default() });
        }
        // Mergers and splits come from the lineage, which tells both sides.
        let told = told.into_iter().filter(|event| !matches!(event.change.as_str(), "GABUNG" | "PISAH"));
        events.extend(told.map(|event| Event {
            night: event.night,
            id: event.person,
            change: event.change,
            field: event.field,
            before: event.before,
            after: event.after,
            programme: event.programme,
            amount: event.amount,
            ..Event::default()
        }));
        for case in ledger.cases_about(id)? {
            events.extend(events_of_case(ledger, &case, &nights)?);
        }
    }
    let kin =
        lineage.iter().filter(|past| ids.contains(&past.old.as_str()) || ids.contains(&past.new.as_str()));
    events.extend(kin.map(of_lineage));
    let retired = ids[1..].iter().map(|id| (*id).to_owned()).collect();
    let now = now(last, &id)?;
    Ok(History { asked: asked.to_owned(), retired, now, events: in_order(events, &nights), id })
}

fn is_beginning(change: &str) -> bool {
    matches!(change, "BARU" | "PISAH")
}

fn of_lineage(past: &Past) -> Event {
    Event {
        night: past.number,
        date: past.date.to_string(),
        id: past.new.clone(),
        change: lineage_code(past.kind).into(),
        before: past.old.clone(),
        after: past.new.clone(),
        reason: past.reason.clone(),
        ..Event::default()
    }
}

fn of_case(ledger: &Ledger, number: u64) -> Result<History> {
    let nights = ledger.nights()?;
    let aliases = ledger.aliases()?;
    let further = |id: u64| aliases.iter().rev().find(|(_, old)| *old == id).map(|(new, _)| *new);
    let mut now = number;
    // No way is longer than there are steps.
    for _ in 0..aliases.len() {
        now = further(now).unwrap_or(now);
    }
    let mut ids = vec![now];
    for (new, old) in aliases.iter().rev() {
        if ids.contains(new) && !ids.contains(old) {
            ids.push(*old);
        }
    }
    let mut events = Vec::new();
    for &id in &ids {
        if let Some(case) = ledger.case_of(id)? {
            events.extend(events_of_case(ledger, &case, &nights)?);
        }
    }
    let shown = ledger.case_of(now)?.map(|case| {
        let mut shown = vec![("status", case.status), ("since", case.since), ("class", case.class)];
        shown.extend([("rule", case.rule), ("subject", case.subject)]);
        shown.extend(case.amount.map(|amount| ("amount", amount.to_string())));
        shown.retain(|(_, value)| !value.is_empty());
        shown
    });
    Ok(History {
        asked: case_id(number),
        id: case_id(now),
        retired: ids[1..].iter().map(|&id| case_id(id)).collect(),
        now: shown.unwrap_or_default(),
        events: in_order(events, &nights),
    })
}

/// When a conflict was found, and what became of it.
fn events_of_case(ledger: &Ledger, case: &CaseLine, nights: &[NightLine]) -> Result<Vec<Event>> {
    let event = |night: u32, change: String| Event {
        night,
        id: case_id(case.id),
        change,
        class: case.class.clone(),
        amount: case.amount,
        ..Event::default()
    };
    let later = ledger.case_events(case.id)?;
    let first = nights.iter().find(|night| night.date == case.since).map_or(case.night, |night| night.number);
    // A case that goes on from another number was found under that one.
    let went_on = ledger.aliases()?.iter().any(|(new, _)| *new == case.id);
    let mut events = Vec::new();
    if !went_on {
        events.push(Event { date: case.since.clone(), ..event(first, "KONFLIK_BARU".into()) });
    }
    events.extend(later.into_iter().map(|line| Event {
        by: line.by,
        reason: line.reason,
        ..event(line.night, format!("KONFLIK_{}", line.status))
    }));
    Ok(events)
}

/// By night, with its date; what happened in one night stays in the order it was found.
fn in_order(mut events: Vec<Event>, nights: &[NightLine]) -> Vec<Event> {
    for event in events.iter_mut().filter(|event| event.date.is_empty()) {
        let night = nights.iter().find(|night| night.number == event.night);
        event.date = night.map(|night| night.date.clone()).unwrap_or_default();
    }
    events.sort_by_key(|event| event.night);
    let mut seen: Vec<Event> = Vec::with_capacity(events.len());
    for event in events {
        // A family's conflict is about its first person too.
        if !seen.contains(&event) {
            seen.push(event);
        }
    }
    seen
}

/// What the register of the last night shows of a person, or the persons of a family.
fn now(last: &LastNight, id: &str) -> Result<Vec<(&'static str, String)>> {
    const SHOWN: [&str; 7] = ["name", "nik", "birth_date", "village", "payments", "family_id", "conflicts"];
    let path = last.folder.join("register.parquet");
    let mut wanted: Vec<[&str; 1]> = vec![["person_id"], ["family_id"]];
    wanted.extend(SHOWN.map(|name| [name]));
    let wanted: Vec<&[&str]> = wanted.iter().map(<[&str; 1]>::as_slice).collect();
    let columns = read_known_columns(&path, &wanted)?;
    let cell = |column: usize, at: usize| columns[column].as_ref().map_or("", |column| column.get(at));
    let is_family = id.starts_with('K');
    let key = usize::from(is_family);
    let rows = columns[key].as_ref().map_or(0, crate::record::TextColumn::len);
    let mut shown = Vec::new();
    for at in (0..rows).filter(|&at| cell(key, at) == id) {
        if is_family {
            shown.push(("person", format!("{} {}", cell(0, at), cell(2, at))));
            continue;
        }
        let values = SHOWN.iter().zip(2..).map(|(name, column)| (*name, cell(column, at).to_owned()));
        shown.extend(values.filter(|(_, value)| !value.is_empty()));
    }
    Ok(shown)
}

fn text(history: &History, language: Language) -> String {
    let mut text = format!("{}\n", history.id);
    if history.asked != history.id {
        let said = language.pick("yang ditanyakan kini menjadi", "which was asked for, is now");
        text = format!("{} {said} {}\n", history.asked, history.id);
    }
    let retired: Vec<&str> =
        history.retired.iter().map(String::as_str).filter(|id| *id != history.asked).collect();
    if !retired.is_empty() {
        let label = language.pick("Juga pernah", "Also once");
        text.push_str(&format!("{label}: {}\n", retired.join(", ")));
    }
    if history.now.is_empty() {
        let said =
            language.pick("Tidak ada di register malam terakhir.", "Not in the register of the last night.");
        text.push_str(&format!("{said}\n"));
    }
    for (name, value) in &history.now {
        text.push_str(&format!("  {name:<12} {value}\n"));
    }
    text.push('\n');
    for event in &history.events {
        let night = language.pick("malam", "night");
        text.push_str(&format!("{}  {night} {:<4} {}\n", event.date, event.night, event.said(language)));
    }
    text
}

impl Event {
    /// `UBAH P-…: address Jl. A → Jl. B`.
    fn said(&self, language: Language) -> String {
        let mut said = format!("{:<20} {}", self.change, self.id);
        for part in [&self.class, &self.field, &self.programme].into_iter().filter(|part| !part.is_empty()) {
            said.push_str(&format!("  {part}"));
        }
        if !self.before.is_empty() || !self.after.is_empty() {
            let or_none = |value: &str| if value.is_empty() { "–".to_owned() } else { value.to_owned() };
            said.push_str(&format!("  {} → {}", or_none(&self.before), or_none(&self.after)));
        }
        if let Some(amount) = self.amount.filter(|_| self.field.is_empty()) {
            said.push_str(&format!("  {}", language.rupiah(amount)));
        }
        if !self.by.is_empty() {
            said.push_str(&format!("  {} {}", language.pick("oleh", "by"), self.by));
        }
        if !self.reason.is_empty() {
            said.push_str(&format!("  ({})", self.reason));
        }
        said
    }
}
