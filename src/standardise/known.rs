//! What is known of a row once its columns and its NIK are read together?

use super::People;
use crate::record::{Birth, Nik, Precision, RowId, Sex};
use crate::region::{Level, RegionId};

impl People {
    /// The row's birth date from its own columns, else as far as its NIK tells it.
    ///
    /// An age or a year alone gives way to the full date of a NIK that agrees with it within a year.
    pub fn birth_known(&self, row: RowId, night_year: u16) -> Birth {
        let own = self.birth[row as usize];
        if own.precision() >= Precision::Month {
            return own;
        }
        let marks = self.nik_marks[row as usize];
        if !marks.trusted() {
            return own;
        }
        let Some(read) = self.nik[row as usize].and_then(|nik| nik_birth(nik, night_year)) else {
            return own;
        };
        match own.year() {
            None => read,
            Some(year) => {
                let off = year.abs_diff(read.year().unwrap_or(year));
                if off <= 1 { read } else { own }
            }
        }
    }

    /// The row's sex from its own column, else from its NIK.
    pub fn sex_known(&self, row: RowId) -> Sex {
        match (self.sex[row as usize], self.nik[row as usize]) {
            (Sex::Unknown, Some(nik)) if self.nik_marks[row as usize].trusted() => {
                if nik.date_part() / 10_000 > 40 { Sex::Female } else { Sex::Male }
            }
            (sex, _) => sex,
        }
    }

    /// The row's region at a level, when it is known as finely as that.
    pub fn place_at(&self, row: RowId, level: Level) -> Option<RegionId> {
        crate::region::table().ancestor(self.place[row as usize]?, level)
    }
}

/// The birth date that a NIK's digits 7-12 spell, the century by the night's year; none when impossible.
pub fn nik_birth(nik: Nik, night_year: u16) -> Option<Birth> {
    let part = nik.date_part();
    let (day, month, year) = (part / 10_000 % 40, part / 100 % 100, (part % 100) as u16);
    let century = night_year / 100 * 100;
    let year = if century + year <= night_year { century + year } else { century - 100 + year };
    if !(1..=31).contains(&day) || !(1..=12).contains(&month) || part / 10_000 > 71 {
        return None;
    }
    let placeholder = matches!((day, month), (1, 7) | (31, 12) | (1, 1));
    let precision = if placeholder { Precision::Placeholder } else { Precision::Full };
    Some(Birth::new(precision, year, month as u8, day as u8))
}
