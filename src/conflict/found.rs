//! What did a check find, before it has its place in the list? Facts as numbers; they are put into words once for all
//! conflicts that say the same.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::standing::Standing;
use super::wording::{Office, Said};
use super::{Class, Conflict, ROWS_MAX, Unit};
use crate::cluster::Clusters;
use crate::error::Severity;
use crate::record::RowId;

/// A conflict before it has its identity.
#[derive(Debug)]
pub(super) struct Draft {
    pub class: Class,
    pub severity: Severity,
    /// Index into the rules in force.
    pub rule: Option<u16>,
    pub unit: Unit,
    pub person: u32,
    pub amount: Option<u64>,
    pub office: Office,
    pub said: Said,
    pub aspect: Aspect,
}

/// What tells two conflicts of one class, rule and subject apart from night to night.
#[derive(Clone, Copy, Debug)]
pub(super) enum Aspect {
    None,
    /// The roster of a row.
    Roster(RowId),
    Programme(usize),
    /// The other persons, a list of [`Found`].
    Others(u32),
}

/// What was found in some subjects.
#[derive(Default)]
pub(super) struct Found {
    drafts: Vec<(Draft, u32)>,
    /// The rows of all drafts, one after another.
    rows: Vec<RowId>,
    /// Lists that drafts refer to: regencies, owners, persons.
    pub(super) lists: Vec<Vec<u32>>,
}

/// Conflicts of some subjects, with offices and sentences numbered among themselves.
#[derive(Default)]
pub(super) struct Part {
    pub(super) list: Vec<Conflict>,
    pub(super) rows: Vec<RowId>,
    pub(super) offices: Vec<String>,
    pub(super) messages: Vec<[String; 2]>,
}

impl Found {
    /// Adds a draft and the rows that prove it, in any order and more than once if need be.
    pub(super) fn push(&mut self, draft: Draft, rows: impl IntoIterator<Item = RowId>) {
        self.rows.extend(rows);
        self.drafts.push((draft, self.rows.len() as u32));
    }

    /// Keeps a list that a draft refers to.
    pub(super) fn list(&mut self, list: Vec<u32>) -> u32 {
        self.lists.push(list);
        self.lists.len() as u32 - 1
    }

    fn clear(&mut self) {
        self.drafts.clear();
        self.rows.clear();
        self.lists.clear();
    }
}

/// Runs checks.
pub(super) struct Search<'s, 'a> {
    pub(super) standing: &'s Standing<'a>,
    pub(super) clusters: &'s Clusters,
}

impl Search<'_, '_> {
    /// Runs a check over `0..subjects` in parallel and keeps what it found in order.
    pub(super) fn each(&self, subjects: usize, check: impl Fn(u32, &mut Found) + Sync) -> Vec<Part> {
        const RANGE: usize = 16_384;
        (0..subjects.div_ceil(RANGE))
            .into_par_iter()
            .map_init(Found::default, |found, range| {
                found.clear();
                for subject in range * RANGE..((range + 1) * RANGE).min(subjects) {
                    check(subject as u32, found);
                }
                self.part(found)
            })
            .collect()
    }

    /// Gives each draft its lasting identity, its rows in order, and numbers for what it says.
    fn part(&self, found: &mut Found) -> Part {
        let Found { drafts, rows, lists } = found;
        let mut part = Part::default();
        part.list.reserve_exact(drafts.len());
        let (mut offices, mut messages) = (FxHashMap::default(), FxHashMap::default());
        let mut buffer = Vec::new();
        let mut from = 0;
        for (draft, to) in drafts.iter() {
            let proof = &mut rows[std::mem::replace(&mut from, *to as usize)..*to as usize];
            proof.sort_unstable();
            let start = part.rows.len();
            let mut probability = 1.0_f32;
            let mut last = None;
            for &row in proof.iter() {
                if last.replace(row) == Some(row) {
                    continue;
                }
                probability =
                    probability.min(self.clusters.probability.get(row as usize).copied().unwrap_or(1.0));
                if part.rows.len() < start + ROWS_MAX {
                    part.rows.push(row);
                }
            }
            part.list.push(Conflict {
                id: self.identity(draft, lists, &mut buffer),
                amount: draft.amount,
                person: draft.person,
                rows: (start as u32, (part.rows.len() - start) as u8),
                office: *offices.entry(draft.office).or_insert_with(|| {
                    part.offices.push(draft.office.text(self.standing, lists));
                    part.offices.len() as u32 - 1
                }),
                message: *messages.entry((draft.said, draft.rule)).or_insert_with(|| {
                    part.messages.push(draft.said.texts(self.standing, draft.rule, lists));
                    part.messages.len() as u32 - 1
                }),
                probability,
                rule: draft.rule,
                class: draft.class,
                severity: draft.severity,
                unit: draft.unit,
            });
        }
        part
    }

    /// Hash of class, rule, aspect and the subject's public id: the same conflict has the same number every night.
    fn identity(&self, draft: &Draft, lists: &[Vec<u32>], buffer: &mut Vec<u8>) -> u64 {
        let standing = self.standing;
        let register = standing.register;
        let subject = match draft.unit {
            Unit::Person => &register.person_ids[draft.person as usize],
            Unit::Family => &register.family_ids[register.family_of[draft.person as usize] as usize],
        };
        buffer.clear();
        for part in [draft.class.code(), draft.rule.map_or("", |rule| standing.rule_key(rule)), subject] {
            buffer.extend_from_slice(part.as_bytes());
            buffer.push(0);
        }
        match draft.aspect {
            Aspect::None => {}
            Aspect::Roster(row) => buffer.extend_from_slice(super::wording::roster(standing, row).as_bytes()),
            Aspect::Programme(at) => buffer.extend_from_slice(standing.programmes[at].key.as_bytes()),
            Aspect::Others(list) => {
                for (place, &person) in lists[list as usize].iter().enumerate() {
                    if place > 0 {
                        buffer.push(b' ');
                    }
                    buffer.extend_from_slice(register.person_ids[person as usize].as_bytes());
                }
            }
        }
        buffer.push(0);
        super::list::first_bytes(&blake3::hash(buffer))
    }
}
