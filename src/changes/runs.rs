//! What is different between two nights of which only the tables are left? The same comparison as from one night to the
//! next, of what the tables show.

use rustc_hash::{FxHashMap, FxHashSet};

use super::cases::{CaseTotal, Status};
use super::join::{NEW, join};
use super::persons::compare;
use super::{Changes, Kind, Line, Past, Persons, Who, class_of, resolve};
use crate::register::{Lineage, LineageKind};

/// A conflict as the tables of a run tell it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunCase {
    /// Number.
    pub id: u64,
    /// Class code.
    pub class: String,
    /// Key of the rule, empty where none is broken.
    pub rule: String,
    /// Id of the person or family it is about.
    pub subject: String,
    /// Id of the person it is about (first of the family).
    pub person: String,
    /// Rupiah at risk a payment.
    pub amount: Option<u64>,
    /// Whether it was dismissed.
    pub dismissed: bool,
    /// Whether it was resolved or dismissed once before.
    pub reopened: bool,
}

/// A night as its tables tell it.
#[derive(Clone, Debug, Default)]
pub struct RunSide {
    /// Everybody in the register; the nights that gave the ids are not known.
    pub persons: Persons,
    /// The conflicts.
    pub cases: Vec<RunCase>,
}

/// Compares two nights. `lineage` is what happened between them, the earliest first.
pub fn between(old: &RunSide, new: &RunSide, lineage: &[Past]) -> Changes {
    let mut changes =
        Changes { lineage: lineage.to_vec(), lineage_tonight: lineage.len(), ..Changes::default() };
    changes.totals.before = old.persons.ids.len() as u64;
    changes.totals.after = new.persons.ids.len() as u64;
    let lines: Vec<Lineage> = lineage
        .iter()
        .map(|past| Lineage {
            old: past.old.clone(),
            new: match past.kind {
                LineageKind::Merged => resolve(lineage, &past.old).to_owned(),
                LineageKind::Split => past.new.clone(),
            },
            kind: past.kind,
        })
        .collect();
    let family = |person: usize| -> &str { &new.persons.families[person] };
    compare(&old.persons, &new.persons.side(&family, &lines, 0), &mut changes);
    compare_cases(old, new, &lines, &mut changes);
    changes.sort();
    changes
}

fn compare_cases(old: &RunSide, new: &RunSide, lineage: &[Lineage], changes: &mut Changes) {
    let joined = join(old.cases.len(), new.cases.len(), |at| old.cases[at].id, |at| new.cases[at].id);
    let went_on = gone_on(old, new, &joined.gone, &joined.before, lineage);
    let mut sums = Sums::default();
    for (case, &before) in new.cases.iter().zip(&joined.before) {
        let was = (before != NEW).then(|| &old.cases[before as usize]);
        let was =
            was.or_else(|| went_on.iter().find(|(_, id)| *id == case.id).map(|(at, _)| &old.cases[*at]));
        let (status, kind) = match was {
            _ if case.dismissed && was.is_some_and(|was| was.dismissed) => (Status::Dismissed, None),
            _ if case.dismissed => (Status::Dismissed, Some(Kind::CaseDismissed)),
            Some(was) if was.dismissed => (Status::Reopened, Some(Kind::CaseReopened)),
            Some(_) => (Status::Still, None),
            None if case.reopened => (Status::Reopened, Some(Kind::CaseReopened)),
            None => (Status::New, Some(Kind::CaseNew)),
        };
        sums.add(Some(status), case);
        if let Some(kind) = kind {
            push(kind, case, changes);
        }
    }
    for &place in &joined.gone {
        if went_on.iter().all(|(at, _)| *at != place as usize) {
            let case = &old.cases[place as usize];
            sums.add(None, case);
            push(Kind::CaseResolved, case, changes);
        }
    }
    let totals = &mut changes.totals;
    totals.conflicts_new = sums.of(Some(Status::New));
    totals.conflicts_still = sums.of(Some(Status::Still));
    totals.conflicts_reopened = sums.of(Some(Status::Reopened));
    totals.conflicts_dismissed = sums.of(Some(Status::Dismissed));
    totals.conflicts_resolved = sums.of(None);
}

/// Conflicts of the old night that go on under another number: place and number. Of a person who was merged into another
/// also those that the other has had all along, for the two are one case since.
fn gone_on(
    old: &RunSide,
    new: &RunSide,
    gone: &[u32],
    before: &[u32],
    lineage: &[Lineage],
) -> Vec<(usize, u64)> {
    let mut heirs: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for line in lineage {
        heirs.entry(&line.old).or_default().push(&line.new);
    }
    if heirs.is_empty() {
        return Vec::new();
    }
    let concerned: FxHashSet<&str> = heirs.values().flatten().copied().collect();
    let mut known: FxHashMap<(&str, &str, &str), Vec<usize>> = FxHashMap::default();
    for (at, case) in new.cases.iter().enumerate().filter(|(_, case)| concerned.contains(&case.subject[..])) {
        known.entry((&case.class, &case.rule, &case.subject)).or_default().push(at);
    }
    let merged: FxHashSet<&str> = lineage
        .iter()
        .filter(|line| line.kind == LineageKind::Merged)
        .map(|line| line.old.as_str())
        .collect();
    let mut taken: FxHashSet<usize> = FxHashSet::default();
    let mut went_on = Vec::new();
    for &place in gone {
        let case = &old.cases[place as usize];
        let subjects = heirs.get(case.subject.as_str()).into_iter().flatten();
        let of_heir =
            subjects.filter_map(|subject| known.get(&(case.class.as_str(), case.rule.as_str(), *subject)));
        let candidates: Vec<usize> = of_heir.flatten().copied().collect();
        let is_fresh = |at: &usize| before[*at] == NEW && !taken.contains(at);
        let fresh = candidates.iter().copied().find(is_fresh);
        let any = candidates.first().copied().filter(|_| merged.contains(case.subject.as_str()));
        if let Some(at) = fresh.or(any) {
            taken.insert(at);
            went_on.push((place as usize, new.cases[at].id));
        }
    }
    went_on
}

fn push(kind: Kind, case: &RunCase, changes: &mut Changes) {
    let who = Who::Gone(changes.text(&case.person));
    let class = class_of(&case.class).map_or("", |class| class.code());
    changes.list.push(Line::of_case(kind, who, case.id, class, case.amount));
}

/// Conflicts and rupiah by status; none for the resolved. Each person counts once with the largest amount.
#[derive(Default)]
struct Sums<'a> {
    counts: FxHashMap<Option<Status>, u64>,
    largest: FxHashMap<(Option<Status>, &'a str), u64>,
}

impl<'a> Sums<'a> {
    fn add(&mut self, status: Option<Status>, case: &'a RunCase) {
        *self.counts.entry(status).or_default() += 1;
        let largest = self.largest.entry((status, &case.person)).or_default();
        *largest = case.amount.unwrap_or(0).max(*largest);
    }

    fn of(&self, status: Option<Status>) -> CaseTotal {
        CaseTotal {
            count: self.counts.get(&status).copied().unwrap_or(0),
            // A sum of whole numbers is the same in any order.
            amount: self.largest.iter().filter(|(key, _)| key.0 == status).map(|(_, amount)| amount).sum(),
        }
    }
}
