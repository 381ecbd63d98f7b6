//! How good is each roster? Rows read and refused, numbers missing and doubtful, fields empty, and how sure its
//! rows found their person.

use rayon::prelude::*;
use serde::Serialize;

use super::night::Night;
use crate::record::{Birth, Sex};
use crate::score::Band;
use crate::standardise::People;

/// The fields whose gaps are counted, in output order.
pub const FIELDS: [&str; 8] = ["kk", "name", "birth_date", "sex", "mother", "region", "rt", "amount"];

/// One roster's figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RosterQuality {
    /// Roster.
    pub roster: String,
    /// Programme key.
    pub programme: String,
    /// Files (or sheets) read.
    pub files: u64,
    /// Rows.
    pub rows: u64,
    /// Lines with data that were refused.
    pub refused_lines: u64,
    /// Rows without a NIK.
    pub nik_missing: u64,
    /// Rows with a NIK that cannot be evidence by itself: impossible, shared, or against the row's own date.
    pub nik_doubtful: u64,
    /// Rows without each of [`FIELDS`].
    pub missing: [u64; 8],
    /// Rows by band: not, to be verified, strong, certain.
    pub bands: [u64; 4],
    /// Rows whose person is known to no other row.
    pub alone: u64,
    /// Distinct persons.
    pub persons: u64,
    /// Rupiah a payment, all rows.
    pub amount: u64,
}

/// The figures of every roster, in settings order.
pub fn quality(night: &Night<'_>) -> Vec<RosterQuality> {
    let people = night.people;
    let ranges = ranges(people, night.rosters.len());
    let mut all: Vec<RosterQuality> =
        ranges.into_par_iter().map(|(from, to)| of_rows(night, from..to)).collect();
    for (quality, roster) in all.iter_mut().zip(night.rosters) {
        quality.roster.clone_from(&roster.name);
        quality.programme.clone_from(&roster.programme);
        for file in night.intake.files.iter().filter(|file| file.roster == roster.name) {
            quality.files += 1;
            quality.refused_lines += file.refused_lines;
        }
    }
    all
}

/// First and last row of each roster: row ids follow the rosters.
fn ranges(people: &People, rosters: usize) -> Vec<(usize, usize)> {
    (0..rosters)
        .map(|roster| {
            let from = people.roster.partition_point(|id| id.index() < roster);
            let to = people.roster.partition_point(|id| id.index() <= roster);
            (from, to)
        })
        .collect()
}

fn of_rows(night: &Night<'_>, rows: std::ops::Range<usize>) -> RosterQuality {
    let people = night.people;
    let mut quality = RosterQuality { rows: rows.len() as u64, ..RosterQuality::default() };
    let mut met = vec![false; night.register.len()];
    for &person in &night.register.person_of[rows.clone()] {
        quality.persons += u64::from(!std::mem::replace(&mut met[person as usize], true));
    }
    for row in rows {
        quality.nik_missing += u64::from(people.nik[row].is_none());
        quality.nik_doubtful += u64::from(people.nik[row].is_some() && !people.nik_marks[row].trusted());
        for (count, missing) in quality.missing.iter_mut().zip(gaps(people, row)) {
            *count += u64::from(missing);
        }
        if let Some(band) = night.clusters.band[row] {
            quality.bands[band as usize] += 1;
        }
        quality.alone += u64::from(night.register.rows_of(night.register.person_of[row]).len() == 1);
        quality.amount += people.amount[row].map_or(0, |amount| u64::from(amount.get()));
    }
    quality
}

/// Which of [`FIELDS`] a row lacks.
fn gaps(people: &People, row: usize) -> [bool; 8] {
    [
        people.kk[row].is_none(),
        people.name[row].is_none(),
        people.birth[row] == Birth::UNKNOWN,
        people.sex[row] == Sex::Unknown,
        people.mother[row].is_none(),
        people.place[row].is_none(),
        people.rt[row].is_none(),
        people.amount[row].is_none(),
    ]
}

impl RosterQuality {
    /// Rows in a band.
    pub fn in_band(&self, band: Band) -> u64 {
        self.bands[band as usize]
    }
}
