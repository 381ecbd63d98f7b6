//! What became of yesterday's conflicts? A conflict is a case that lasts: it is new, still open, open again, dismissed
//! by someone, or resolved because the rosters no longer show it.
//!
//! The number of a conflict hangs on the id of whom it is about. When that id was merged into another tonight, or the
//! rows in question got an id of their own, the case goes on under the new number.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::join::{NEW, join};
use super::{Changes, Dismissal, Kind, Line, Tonight, Who, Yesterday};
use crate::conflict::{Conflict, Unit};
use crate::register::{Lineage, LineageKind};

/// How a conflict of tonight stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Not known before.
    New,
    /// Open yesterday too.
    Still,
    /// Resolved or dismissed once, and open again.
    Reopened,
    /// Dismissed, and not counted.
    Dismissed,
}

impl Status {
    /// Every status, in the order of codes.
    pub const ALL: [Status; 4] = [Status::New, Status::Still, Status::Reopened, Status::Dismissed];

    /// The word in tables.
    pub fn code(self) -> &'static str {
        match self {
            Status::New => "BARU",
            Status::Still => "MASIH",
            Status::Reopened => "DIBUKA_LAGI",
            Status::Dismissed => "DITOLAK",
        }
    }
}

/// The word for a conflict that is there no longer; it stands in the ledger and in `changes`.
pub const RESOLVED: &str = "SELESAI";

/// A conflict of tonight as a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// How it stands.
    pub status: Status,
    /// The night that first found it.
    pub since: Date,
    /// Whether it stood otherwise yesterday.
    pub moved: bool,
}

/// Yesterday's conflicts, in the order of its table; the columns are equally long.
#[derive(Clone, Debug, Default)]
pub struct OpenCases {
    /// Numbers.
    pub ids: Vec<u64>,
    /// The night that first found each.
    pub since: Vec<Date>,
    /// Whether each was dismissed.
    pub dismissed: Vec<bool>,
}

/// A conflict of yesterday that tonight's rosters no longer show, at least not under its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoneCase {
    /// Number.
    pub id: u64,
    /// Class code.
    pub class: String,
    /// Key of the rule, empty where none is broken.
    pub rule: String,
    /// Id of the person or family it was about.
    pub subject: String,
    /// Id of the person it was about (first of the family).
    pub person: String,
    /// Rupiah at risk a payment.
    pub amount: Option<u64>,
    /// The night that first found it.
    pub since: Date,
}

/// A case that ended tonight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// What it was.
    pub case: GoneCase,
    /// The conflict of tonight that it goes on as; none when it is resolved.
    pub into: Option<u64>,
}

/// Conflicts and the rupiah a payment at risk in them, each person once with the largest amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CaseTotal {
    /// Conflicts.
    pub count: u64,
    /// Rupiah a payment.
    pub amount: u64,
}

/// Gives each of tonight's conflicts its status, and says which of yesterday's ended.
pub(super) fn follow(yesterday: &Yesterday, tonight: &Tonight<'_>, first: bool, changes: &mut Changes) {
    let list = &tonight.conflicts.list;
    let (ids, open) = (&yesterday.open.ids, &yesterday.open);
    let joined = join(ids.len(), list.len(), |at| ids[at], |at| list[at].id);
    let was = |at: u32| (at != NEW).then_some(at as usize);
    let mut cases: Vec<Case> = (joined.before.iter())
        .map(|&before| match was(before) {
            Some(before) => Case { status: Status::Still, since: open.since[before], moved: false },
            None => Case { status: Status::New, since: tonight.date, moved: true },
        })
        .collect();
    let gone: Vec<&GoneCase> = {
        let places: FxHashSet<u64> = joined.gone.iter().map(|&place| ids[place as usize]).collect();
        yesterday.gone.iter().filter(|gone| places.contains(&gone.id)).collect()
    };
    go_on(tonight, &gone, &joined.before, &mut cases, changes);
    for (case, conflict) in cases.iter_mut().zip(list).filter(|(case, _)| case.status == Status::New) {
        if let Ok(at) = yesterday.closed.binary_search_by_key(&conflict.id, |closed| closed.0) {
            *case = Case { status: Status::Reopened, since: yesterday.closed[at].1, moved: true };
        }
    }
    changes.aliases.splice(0..0, yesterday.aliases.iter().copied());
    let dismissed = dismissed(tonight.dismissals, &changes.aliases);
    // Of a case that goes on under a new number, the old number tells whether it was dismissed.
    let before: FxHashMap<u64, u64> = changes.aliases.iter().copied().collect();
    let dismissed_before: FxHashSet<u64> =
        ids.iter().zip(&open.dismissed).filter(|(_, dismissed)| **dismissed).map(|(&id, _)| id).collect();
    for (at, (case, conflict)) in cases.iter_mut().zip(list).enumerate() {
        let was_dismissed = !dismissed_before.is_empty()
            && (dismissed_before.contains(&conflict.id)
                || (was(joined.before[at]).is_none()
                    && before.get(&conflict.id).is_some_and(|old| dismissed_before.contains(old))));
        if let Some(dismissal) = dismissed.get(&conflict.id) {
            *case = Case { status: Status::Dismissed, moved: !was_dismissed, ..*case };
            changes.dismissed.insert(at as u32, (*dismissal).clone());
        } else if was_dismissed {
            *case = Case { status: Status::Reopened, moved: true, ..*case };
        }
    }
    if !first {
        list_lines(list, &cases, changes);
    }
    total(tonight, &cases, changes);
    changes.cases = cases;
}

/// Finds the cases that go on under another number, and notes how those of `gone` ended.
fn go_on(
    tonight: &Tonight<'_>,
    gone: &[&GoneCase],
    before: &[u32],
    cases: &mut [Case],
    changes: &mut Changes,
) {
    let lineage = &tonight.register.lineage;
    let mut heirs: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for Lineage { old, new, .. } in lineage {
        heirs.entry(old).or_default().push(new);
    }
    let concerned: FxHashSet<&str> =
        gone.iter().filter_map(|case| heirs.get(case.subject.as_str())).flatten().copied().collect();
    let mut known: FxHashMap<(&str, &str, &str), Vec<usize>> = FxHashMap::default();
    if !concerned.is_empty() {
        for (at, conflict) in tonight.conflicts.list.iter().enumerate() {
            let subject = subject(tonight, conflict);
            if concerned.contains(subject) {
                let rule = conflict.rule.map_or("", |rule| &tonight.conflicts.rules[usize::from(rule)].key);
                known.entry((conflict.class.code(), rule, subject)).or_default().push(at);
            }
        }
    }
    let mut taken: FxHashSet<usize> = FxHashSet::default();
    for case in gone {
        let subjects = heirs.get(case.subject.as_str()).into_iter().flatten();
        let candidates: Vec<usize> = subjects
            .filter_map(|subject| known.get(&(case.class.as_str(), case.rule.as_str(), *subject)))
            .flatten()
            .copied()
            .collect();
        let fresh = candidates.iter().copied().find(|at| before[*at] == NEW && !taken.contains(at));
        // A split leaves the case with whom it was about; only a merger lets two cases become one.
        let merged =
            |at: &usize| is_merged(lineage, &case.subject) && (before[*at] != NEW || taken.contains(at));
        let into = fresh.or_else(|| candidates.iter().copied().find(merged));
        if let Some(at) = into {
            taken.insert(at);
            let moved = cases[at].since.min(case.since);
            cases[at] = match before[at] {
                NEW => Case { status: Status::Still, since: moved, moved: true },
                _ => Case { moved: cases[at].moved || moved != cases[at].since, since: moved, ..cases[at] },
            };
            changes.aliases.push((tonight.conflicts.list[at].id, case.id));
        }
        let into = into.map(|at| tonight.conflicts.list[at].id);
        changes.ended.push(Ended { case: (*case).clone(), into });
    }
}

fn is_merged(lineage: &[Lineage], subject: &str) -> bool {
    lineage.iter().any(|line| line.kind == LineageKind::Merged && line.old == subject)
}

/// The id of whom a conflict is about.
fn subject<'a>(tonight: &Tonight<'a>, conflict: &Conflict) -> &'a str {
    let register = tonight.register;
    match conflict.unit {
        Unit::Person => &register.person_ids[conflict.person as usize],
        Unit::Family => &register.family_ids[register.family_of[conflict.person as usize] as usize],
    }
}

/// Dismissals by number, also under the numbers that cases went on as.
fn dismissed<'a>(
    dismissals: &'a BTreeMap<String, Dismissal>,
    aliases: &[(u64, u64)],
) -> FxHashMap<u64, &'a Dismissal> {
    let mut dismissed: FxHashMap<u64, &Dismissal> =
        dismissals.iter().filter_map(|(id, dismissal)| Some((case_number(id)?, dismissal))).collect();
    if !dismissed.is_empty() {
        for (new, old) in aliases {
            if let Some(&dismissal) = dismissed.get(old) {
                dismissed.entry(*new).or_insert(dismissal);
            }
        }
    }
    dismissed
}

/// The number of a conflict's id (`C-0123456789abcdef`); none of what is no such id.
pub fn case_number(id: &str) -> Option<u64> {
    let digits = id.trim().strip_prefix("C-").or_else(|| id.trim().strip_prefix("c-"))?;
    (digits.len() == 16).then(|| u64::from_str_radix(digits, 16).ok()).flatten()
}

/// The id of a conflict's number.
pub fn case_id(number: u64) -> String {
    format!("C-{number:016x}")
}

fn list_lines(list: &[Conflict], cases: &[Case], changes: &mut Changes) {
    for (case, conflict) in cases.iter().zip(list).filter(|(case, _)| case.moved) {
        let kind = match case.status {
            Status::New => Kind::CaseNew,
            Status::Reopened => Kind::CaseReopened,
            Status::Dismissed => Kind::CaseDismissed,
            // It goes on under another number.
            Status::Still => continue,
        };
        let who = Who::Tonight(conflict.person);
        changes.list.push(Line::of_case(kind, who, conflict.id, conflict.class.code(), conflict.amount));
    }
    for at in 0..changes.ended.len() {
        let Ended { case, into: None } = &changes.ended[at] else { continue };
        let (id, amount, person) = (case.id, case.amount, case.person.clone());
        let class = crate::conflict::Class::ALL.into_iter().find(|class| class.code() == case.class);
        let who = Who::Gone(changes.text(&person));
        changes.list.push(Line::of_case(
            Kind::CaseResolved,
            who,
            id,
            class.map_or("", |class| class.code()),
            amount,
        ));
    }
}

fn total(tonight: &Tonight<'_>, cases: &[Case], changes: &mut Changes) {
    let list = &tonight.conflicts.list;
    let mut largest = vec![0_u64; tonight.register.len()];
    for status in Status::ALL {
        let mut total = CaseTotal::default();
        let of_status = || cases.iter().zip(list).filter(|(case, _)| case.status == status).map(|(_, c)| c);
        for conflict in of_status() {
            total.count += 1;
            let amount = &mut largest[conflict.person as usize];
            *amount = conflict.amount.unwrap_or(0).max(*amount);
        }
        for conflict in of_status() {
            total.amount += std::mem::take(&mut largest[conflict.person as usize]);
        }
        let totals = &mut changes.totals;
        *match status {
            Status::New => &mut totals.conflicts_new,
            Status::Still => &mut totals.conflicts_still,
            Status::Reopened => &mut totals.conflicts_reopened,
            Status::Dismissed => &mut totals.conflicts_dismissed,
        } = total;
    }
    let mut persons: BTreeMap<&str, u64> = BTreeMap::new();
    for Ended { case, .. } in changes.ended.iter().filter(|ended| ended.into.is_none()) {
        changes.totals.conflicts_resolved.count += 1;
        let amount = persons.entry(&case.person).or_default();
        *amount = case.amount.unwrap_or(0).max(*amount);
    }
    changes.totals.conflicts_resolved.amount = persons.values().sum();
}
