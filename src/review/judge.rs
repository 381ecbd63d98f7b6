//! How does a verdict get into the file of decisions? Under the lock of the state, whole or not at all, with the officer's
//! name and note; and how is it taken back?

use std::collections::BTreeMap;
use std::sync::PoisonError;

use super::ask::{Answer, Ask, Fault, Told};
use super::fields::Fields;
use super::layout::pair_address;
use super::name_page::back;
use super::queue::{Eyes, FILTER, Filter};
use super::server::App;
use super::sessions::Undoable;
use super::words;
use crate::error::Result;
use crate::report::Language;
use crate::report::waterfall::Reader;
use crate::state::lock::Lock;
use crate::state::{self, DecidedRow, Decisions, NewDecision, OpinionAnswer, Said, Saying};

/// What a decision of this page says of where it comes from.
pub(super) const SOURCE: &str = "halaman periksa";
/// Letters of a note at most.
pub(super) const LONGEST_NOTE: usize = 500;

/// Writes something of an officer's under the lock of the state; a run or another command that holds it is waited for
/// half a second.
pub(super) fn write<T>(
    app: &App,
    work: impl FnOnce(&mut Decisions, &str) -> Result<T>,
) -> std::result::Result<T, Fault> {
    let _one = app.writing.lock().unwrap_or_else(PoisonError::into_inner);
    let root = &app.settings.night.state;
    let _lock = Lock::take(root, "review")?;
    let mut decisions = Decisions::open(root)?;
    let done = work(&mut decisions, &now())?;
    app.decided.renew(&app.settings, &decisions);
    Ok(done)
}

/// This moment (RFC 3339, seconds).
pub(super) fn now() -> String {
    jiff::Zoned::now().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// A note or reason as it was typed, of bounded length.
pub(super) fn note<'a>(ask: &'a Ask, name: &str) -> std::result::Result<&'a str, Fault> {
    let text = ask.form.get(name);
    if text.chars().count() <= LONGEST_NOTE {
        return Ok(text);
    }
    Err(Fault::Unclear(ask.language().pick(
        format!("Catatan paling panjang {LONGEST_NOTE} huruf."),
        format!("A note has {LONGEST_NOTE} letters at most."),
    )))
}

/// Takes a verdict on two rows and goes on to the next pair.
pub(super) fn judge(app: &App, ask: &Ask) -> Told {
    let language = ask.language();
    let Some(answer) = words::answer_of(ask.form.get("putusan")) else {
        return Err(Fault::Unclear(
            language.pick("putusan: sama, beda, ragu", "verdict: sama, beda, ragu").into(),
        ));
    };
    let cited = [ask.form.get("a"), ask.form.get("b")];
    let night = app.nights.now(&app.settings);
    let reader = Reader { language, unmasked: false };
    let seen = night.pair(cited, reader)?.ok_or(Fault::NotFound)?;
    let rows =
        [0, 1].map(|side: usize| DecidedRow { uid: seen.uids[side], row: seen.cited[side].row.clone() });
    // Before the verdict is in force and the pair no longer waits.
    let filter = ask.form.only(&FILTER);
    let next = next(app, ask, &filter, night.queue()?.place(cited))?;
    let what = format!("{} – {}", rows[0].row, rows[1].row);
    let place = pair_address(rows.each_ref().map(|row| row.row.as_str()), "");
    let groups = match answer {
        OpinionAnswer::Same => Some(vec![0, 0]),
        OpinionAnswer::Different => Some(vec![0, 1]),
        OpinionAnswer::Unsure => None,
    };
    let judged = Judged { rows: rows.into(), groups };
    say(app, ask, &judged, (what, place), words::answer(answer, language))?;
    Ok(Answer::Go(next))
}

/// Some rows and what an officer says of them: two of one number are one person, two of different numbers are two; without
/// numbers it cannot be told.
pub(super) struct Judged {
    pub(super) rows: Vec<DecidedRow>,
    pub(super) groups: Option<Vec<usize>>,
}

impl Judged {
    /// The pairs that say it: each row with the first of its number, and the first of every two numbers.
    fn pairs(&self) -> Vec<(OpinionAnswer, [usize; 2])> {
        let Some(groups) = &self.groups else {
            return (1..self.rows.len()).map(|row| (OpinionAnswer::Unsure, [0, row])).collect();
        };
        let mut first: BTreeMap<usize, usize> = BTreeMap::new();
        let mut pairs = Vec::new();
        for (row, group) in groups.iter().enumerate() {
            if let Some(&own) = first.get(group) {
                pairs.push((OpinionAnswer::Same, [own, row]));
            } else {
                pairs.extend(first.values().map(|&other| (OpinionAnswer::Different, [other, row])));
                first.insert(*group, row);
            }
        }
        pairs
    }

    /// What it says of two rows, where it speaks of both.
    fn of(&self, pair: [u64; 2]) -> Option<OpinionAnswer> {
        let [a, b] = pair.map(|uid| self.rows.iter().position(|row| row.uid == uid));
        let (a, b) = (a?, b?);
        Some(match &self.groups {
            None => OpinionAnswer::Unsure,
            Some(groups) if groups[a] == groups[b] => OpinionAnswer::Same,
            Some(_) => OpinionAnswer::Different,
        })
    }
}

/// Writes what an officer says and the decisions that follow from it, remembers it for undoing, and says so on the next
/// page.
pub(super) fn say(
    app: &App,
    ask: &Ask,
    judged: &Judged,
    (what, place): (String, String),
    answer: &str,
) -> std::result::Result<(), Fault> {
    let note = note(ask, "catatan")?;
    let (by, blind) = (ask.session.officer.as_str(), ask.session.blind);
    let (opinions, replaced, contradicted) = write(app, |decisions, at| {
        // Openly, a verdict takes the place of whatever was decided; blindly, only of one's own.
        let otherwise = |decision: &state::Decision| {
            judged.of(decision.pair()).is_some_and(|answer| {
                answer.verdict() != Some(decision.verdict)
                    && (decision.by == by || !blind && answer != OpinionAnswer::Unsure)
            })
        };
        let mut replaced: Vec<u64> =
            decisions.pairs().iter().filter(|one| otherwise(one)).map(|one| one.id).collect();
        let all_replaced = replaced.clone();
        let mut sayings = Vec::new();
        for (answer, [a, b]) in judged.pairs() {
            let rows = [judged.rows[a].clone(), judged.rows[b].clone()];
            let verdict = answer
                .verdict()
                .filter(|verdict| decisions.known(*verdict, [rows[0].uid, rows[1].uid]).is_none());
            let reason = if note.is_empty() { SOURCE } else { note };
            let decision = verdict.map(|verdict| NewDecision {
                verdict,
                rows: rows.clone(),
                by: by.to_owned(),
                reason: reason.to_owned(),
                source: SOURCE.into(),
            });
            sayings.push(Saying { answer, rows, decision, replaced: std::mem::take(&mut replaced) });
        }
        let opinions = decisions.say(&sayings, Said { at, by, reason: note }, blind)?;
        let mine: Vec<u64> = decisions
            .opinions()
            .filter(|opinion| opinions.contains(&opinion.id))
            .filter_map(|opinion| opinion.decision)
            .collect();
        let found = state::contradictions(&decisions.pairs());
        let contradicted = found.iter().any(|one| one.numbers().iter().any(|id| mine.contains(id)));
        Ok((opinions, all_replaced, contradicted))
    })?;
    let language = ask.language();
    let mut notice = format!("{what}: {answer}.");
    if contradicted && !blind {
        notice.push_str(language.pick(
            " Bertentangan dengan keputusan lain yang berlaku: tidak satu pun diterapkan sampai salah satunya dicabut.",
            " It contradicts other decisions in force: none of them is applied until one is taken back.",
        ));
    }
    app.sessions.change(&ask.session.key, |session| {
        session.has_said(Undoable { opinions, replaced, place, what });
        session.notice = Some(notice);
    });
    Ok(())
}

/// The address of what comes after a place of the queue; of the queue when nothing waits.
pub(super) fn next(
    app: &App,
    ask: &Ask,
    filter: &Fields,
    here: Option<usize>,
) -> std::result::Result<String, Fault> {
    let night = app.nights.now(&app.settings);
    let queue = night.queue()?;
    let decided = app.decided.now(&app.settings);
    let eyes = Eyes { officer: &ask.session.officer, blind: ask.session.blind };
    let wanted = queue.wanted(&Filter::of(filter), &decided, eyes);
    let after = wanted.iter().find(|place| here.is_some_and(|here| **place > here));
    let next = after.or_else(|| wanted.first()).filter(|place| Some(**place) != here);
    let query = filter.to_query();
    Ok(next.map_or_else(|| format!("/antrean{query}"), |place| queue.address(*place, &query)))
}

/// Takes back the last verdict of this session, and shows again what it was of.
pub(super) fn undo(app: &App, ask: &Ask) -> Told {
    let language = ask.language();
    let Some(last) = ask.session.said.last() else {
        let words = language.pick("Tidak ada yang dapat dibatalkan.", "There is nothing to undo.");
        app.sessions.change(&ask.session.key, |session| session.notice = Some(words.into()));
        return Ok(Answer::Go(back(ask)));
    };
    let by = ask.session.officer.as_str();
    let undone = write(app, |decisions, at| {
        let reason = language.pick("dibatalkan di halaman periksa", "undone on the review page");
        decisions.take_back_opinions(&last.opinions, &last.replaced, Said { at, by, reason })
    });
    app.sessions.change(&ask.session.key, |session| {
        // One that someone else took back cannot be undone again; one that met a busy state can.
        if !matches!(undone, Err(Fault::Trouble(crate::error::Error::Busy { .. }))) {
            session.said.retain(|known| known != last);
        }
    });
    undone?;
    let mut words = format!("{}: {}", last.what, language.pick("putusan dibatalkan.", "verdict undone."));
    if !last.replaced.is_empty() {
        words.push_str(
            language.pick(" Keputusan sebelumnya berlaku lagi.", " What was decided before holds again."),
        );
    }
    app.sessions.change(&ask.session.key, |session| session.notice = Some(words));
    Ok(Answer::Go(format!("{}{}", last.place, ask.form.only(&FILTER).to_query())))
}

/// Takes back a decision by its number, with a reason.
pub(super) fn take_back(app: &App, ask: &Ask) -> Told {
    let language = ask.language();
    let reason = note(ask, "alasan")?;
    let (Ok(number), false) = (ask.form.get("nomor").parse::<u64>(), reason.is_empty()) else {
        return Err(Fault::Unclear(needs_reason(language)));
    };
    let by = ask.session.officer.as_str();
    write(app, |decisions, at| decisions.take_back(number, Said { at, by, reason }))?;
    let words =
        language.pick(format!("Keputusan #{number} dicabut."), format!("Decision #{number} taken back."));
    app.sessions.change(&ask.session.key, |session| session.notice = Some(words));
    Ok(Answer::Go(back(ask)))
}

pub(super) fn needs_reason(language: Language) -> String {
    language.pick("Tulis alasannya.", "Say why.").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_division_is_said_in_as_few_pairs_as_say_it() {
        use OpinionAnswer::{Different, Same, Unsure};
        let rows: Vec<DecidedRow> = (0..5).map(|uid| DecidedRow { uid, row: format!("pkh:{uid}") }).collect();
        let judged = Judged { rows: rows.clone(), groups: Some(vec![0, 0, 1, 0, 2]) };
        let pairs =
            [(Same, [0, 1]), (Different, [0, 2]), (Same, [0, 3]), (Different, [0, 4]), (Different, [2, 4])];
        assert_eq!(judged.pairs(), pairs);
        assert_eq!(
            [judged.of([3, 1]), judged.of([1, 2]), judged.of([1, 9])],
            [Some(Same), Some(Different), None]
        );
        let unsure = Judged { rows: rows[..3].to_vec(), groups: None };
        assert_eq!(unsure.pairs(), [(Unsure, [0, 1]), (Unsure, [0, 2])]);
    }
}
