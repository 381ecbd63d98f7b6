//! What happened to a person, a family or a conflict, night by night, and who decided? From the ledger, with all ids that
//! stand for the same now.

use std::path::Path;

use serde::Serialize;

use crate::changes::{Past, case_id, lineage_code, resolve};
use crate::error::Result;
use crate::register::LineageKind;
use crate::state::recall::{CaseLine, NightLine};
use crate::state::yesterday::since_of;
use crate::state::{Decision, Decisions, LastNight, Ledger, Rows, Verdict};

/// Everything that happened to one id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What the id stands for now.
    pub id: String,
    /// Ids that stand for the same now.
    pub retired: Vec<String>,
    /// What happened, the earliest first.
    pub events: Vec<Event>,
    /// How a conflict stands; empty for persons and families.
    pub stands: Vec<(&'static str, String)>,
}

/// Something that happened one night.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Number of the night.
    pub night: u32,
    /// Its date, ISO.
    pub date: String,
    /// Whom or what it happened to.
    pub id: String,
    /// The word of the table `changes`, or `KONFLIK_` and how it stands.
    pub change: String,
    /// What of the person; empty where nothing by name.
    pub field: String,
    /// What it was, masked as the ledger keeps it.
    pub before: String,
    /// What it is, masked as the ledger keeps it.
    pub after: String,
    /// Programme; empty where none.
    pub programme: String,
    /// Class of the conflict; empty where none.
    pub class: String,
    /// Rupiah a payment.
    pub amount: Option<u64>,
    /// Who did it; empty where nobody.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// The history of a person or a family.
///
/// # Errors
/// When the state cannot be read.
pub fn of_person(ledger: &Ledger, last: &LastNight, root: &Path, asked: &str) -> Result<Told> {
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
    events.extend(decisions_about(last, root, &ids, &nights)?);
    let retired = ids[1..].iter().map(|id| (*id).to_owned()).collect();
    Ok(Told { retired, events: in_order(events, &nights), id, stands: Vec::new() })
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

/// What officers decided about rows of a person, and took back: after the last night of that date or before.
fn decisions_about(last: &LastNight, root: &Path, ids: &[&str], nights: &[NightLine]) -> Result<Vec<Event>> {
    let decided = Decisions::look(root)?;
    let Some(decided) = decided.filter(|decided| !decided.all_pairs().is_empty()) else {
        return Ok(Vec::new());
    };
    let rows = Rows::read(&last.folder)?;
    let uids: Vec<u64> = ids.iter().flat_map(|id| rows.uids_of_person(id)).collect();
    let event = |at: &str, change: &str, decision: &Decision, by: &str, reason: &str| {
        let date = at.get(..10).unwrap_or(at);
        let [a, b] = decision.rows.each_ref().map(|row| row.row.as_str());
        Event {
            night: nights
                .iter()
                .rev()
                .find(|night| night.date.as_str() <= date)
                .map_or(0, |night| night.number),
            date: date.to_owned(),
            id: format!("#{}", decision.id),
            change: change.into(),
            field: format!("{a} – {b}"),
            by: by.into(),
            reason: reason.into(),
            ..Event::default()
        }
    };
    let mut events = Vec::new();
    for decision in decided.all_pairs() {
        if !decision.rows.iter().any(|row| uids.contains(&row.uid)) {
            continue;
        }
        let word = match decision.verdict {
            Verdict::Same => "PUTUSAN_SAMA",
            Verdict::Different => "PUTUSAN_BEDA",
        };
        events.push(event(&decision.at, word, decision, &decision.by, &decision.reason));
        if let Some(said) = &decision.taken_back {
            events.push(event(&said.at, "PUTUSAN_DICABUT", decision, &said.by, &said.reason));
        }
    }
    Ok(events)
}

/// The history of a conflict.
///
/// # Errors
/// When the ledger cannot be read.
pub fn of_case(ledger: &Ledger, number: u64) -> Result<Told> {
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
    Ok(Told {
        id: case_id(now),
        retired: ids[1..].iter().map(|&id| case_id(id)).collect(),
        stands: shown.unwrap_or_default(),
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
