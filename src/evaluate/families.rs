//! How often are members of one family taken for one person? Twins and siblings of one sex are where linkage errs
//! in a way that takes somebody's aid away.

use serde::Serialize;

use super::assignment::{Assignment, align};
use crate::record::{Birth, Precision, RowId, Sex};
use crate::standardise::People;

/// Merges within true households, counted over pairs of persons. Groups do not overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FamilyMerges {
    /// Persons of one household born on one day.
    pub twins: Merges,
    /// Persons of one household and sex born less than sixteen years apart: as a rule, siblings.
    pub same_sex_siblings: Merges,
    /// Other persons of one household and sex: as a rule, a parent and a child.
    pub same_sex_others: Merges,
    /// Persons of one household who differ in sex.
    pub other_sex: Merges,
}

/// Pairs of persons, and those that share a cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Merges {
    /// Pairs of persons.
    pub pairs: u64,
    /// Pairs of whom rows are in one cluster.
    pub merged: u64,
}

impl Merges {
    /// Merged pairs among a thousand.
    pub fn per_thousand(self) -> Option<f64> {
        (self.pairs > 0).then(|| self.merged as f64 * 1_000.0 / self.pairs as f64)
    }
}

/// Years from which two persons of a household are rather parent and child.
const GENERATION: u16 = 16;

/// Persons of a household who are looked at; a larger one is an institution.
const MOST_PERSONS: usize = 40;

/// A true person, as most of the rows have it.
struct Person {
    household: u32,
    sex: Sex,
    birth: Birth,
    clusters: Vec<u32>,
}

/// Counts merges within households; none where the truth has no households.
pub fn family_merges(
    members: &Assignment,
    truth: &Assignment,
    people: &People,
    year: u16,
) -> Option<FamilyMerges> {
    let aligned = align(members, truth);
    if aligned.household.iter().all(Option::is_none) {
        return None;
    }
    let mut rows: Vec<(u32, RowId)> =
        (0..members.len()).filter_map(|row| Some((aligned.truth[row]?, row as RowId))).collect();
    rows.sort_unstable();
    let mut persons: Vec<Person> = rows
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|rows| {
            let rows: Vec<RowId> = rows.iter().map(|row| row.1).collect();
            let household = most_common(rows.iter().filter_map(|&row| aligned.household[row as usize]))?;
            let mut clusters: Vec<u32> =
                rows.iter().filter_map(|&row| members.person[row as usize]).collect();
            clusters.sort_unstable();
            clusters.dedup();
            let full = |birth: &Birth| birth.precision() == Precision::Full;
            let births = || rows.iter().map(|&row| people.birth_known(row, year));
            Some(Person {
                household,
                sex: most_common(
                    rows.iter().map(|&row| people.sex_known(row)).filter(|sex| *sex != Sex::Unknown),
                )?,
                birth: most_common(births().filter(full))
                    .or_else(|| births().max_by_key(|b| b.precision()))?,
                clusters,
            })
        })
        .collect();
    persons.sort_by_key(|person| person.household);
    let mut found = FamilyMerges::default();
    for household in persons.chunk_by(|a, b| a.household == b.household) {
        let household = &household[..household.len().min(MOST_PERSONS)];
        for (at, a) in household.iter().enumerate() {
            for b in &household[at + 1..] {
                let merges = found.group(a, b);
                merges.pairs += 1;
                merges.merged += u64::from(a.clusters.iter().any(|cluster| b.clusters.contains(cluster)));
            }
        }
    }
    Some(found)
}

impl FamilyMerges {
    fn group(&mut self, a: &Person, b: &Person) -> &mut Merges {
        let full = a.birth.precision() == Precision::Full;
        let years = a.birth.year().zip(b.birth.year()).map(|(a, b)| a.abs_diff(b));
        if full && a.birth == b.birth {
            &mut self.twins
        } else if a.sex != b.sex {
            &mut self.other_sex
        } else if years.is_some_and(|years| years < GENERATION) {
            &mut self.same_sex_siblings
        } else {
            &mut self.same_sex_others
        }
    }
}

/// The value that occurs most often, of equals the first.
fn most_common<T: PartialEq + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: Vec<(T, u32)> = Vec::new();
    for value in values {
        match counts.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count += 1,
            None => counts.push((value, 1)),
        }
    }
    // `max_by_key` gives the last of equals.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(value, _)| value)
}
