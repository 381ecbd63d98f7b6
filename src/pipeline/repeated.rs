//! Which single value stands on far more rows than people can share it? One NIK, one family card, one name or one
//! birthday all over the rosters is a fault of an export or a habit of a counter, and brings strangers together.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::error::{Finding, Message, Severity};
use crate::record::Field;
use crate::settings::Settings;
use crate::standardise::{Anomalies, AnomalyCode, People};

/// Rows below which nothing is too many: a large dormitory's card, a small night's common name.
const ROWS_AT_LEAST: u64 = 200;
/// Rows looked at to learn which values are frequent at all. A value on half a per cent of the rows is among them
/// some 300 times.
const LOOKED_AT: u64 = 65_536;

/// A column, what may repeat in it, and how it is said.
struct Repeating {
    code: &'static str,
    severity: Severity,
    /// Rows with the same value that are too many, of a thousand rows that have one. A number belongs to one person
    /// or family. The most frequent whole names stand on about 3 rows of a thousand, and 27 would share each birthday
    /// if birthdays of a tenth of all people were unknown and written as one.
    of_thousand: u64,
    /// In Indonesian and in English, as the next step.
    what: [&'static str; 2],
    next_step: [&'static str; 2],
}

const NIK: Repeating = Repeating {
    code: "NIK_BERULANG",
    severity: Severity::Warning,
    of_thousand: 5,
    what: ["memuat satu NIK yang sama", "hold one and the same NIK"],
    next_step: [
        "Periksa pengisian NIK pada ekspor itu; minta NIK masing-masing orang.",
        "Check how the export filled in NIK; ask for each person's own.",
    ],
};
const NIK_OF_NOBODY: Repeating = Repeating {
    code: "NIK_BUKAN_MILIK_SIAPA_PUN",
    // Fillers such as 0000000000000000 are common and known row by row; nothing is lost but the number.
    severity: Severity::Info,
    of_thousand: 5,
    what: [
        "memuat NIK pengganti: isian, atau satu nomor pada orang-orang yang jelas berbeda; NIK itu tidak dipakai",
        "hold a NIK that is nobody's: a filler, or one number on people who clearly differ; it is not used",
    ],
    next_step: [
        "Minta NIK masing-masing orang; tanpa itu mereka dikenali dari nama, tanggal lahir dan tempat saja.",
        "Ask for each person's own NIK; without it they are known by name, birth date and place only.",
    ],
};
const KK: Repeating = Repeating {
    code: "KK_BERULANG",
    severity: Severity::Warning,
    of_thousand: 5,
    what: ["memuat satu No. KK yang sama", "hold one and the same No. KK"],
    next_step: [
        "Periksa pengisian No. KK pada ekspor itu; satu kartu keluarga tidak memuat orang sebanyak itu.",
        "Check how the export filled in No. KK; no family card holds so many people.",
    ],
};
const NAME: Repeating = Repeating {
    code: "NAMA_BERULANG",
    severity: Severity::Warning,
    of_thousand: 20,
    what: ["memuat satu nama yang sama", "hold one and the same name"],
    next_step: [
        "Periksa apakah nama itu isian; orang yang benar-benar bernama sama dibedakan dari tanggal lahir dan tempat.",
        "Check whether the name is a filler; people who do share a name are told apart by birth date and place.",
    ],
};
const BIRTHDAY: Repeating = Repeating {
    code: "TANGGAL_LAHIR_SERAGAM",
    severity: Severity::Warning,
    of_thousand: 200,
    what: ["memuat tanggal dan bulan lahir yang sama", "hold the same day and month of birth"],
    next_step: [
        "Tanggal itu rupanya isian: hanya tahunnya yang membedakan orang. Minta tanggal lahir yang sebenarnya.",
        "The date seems to be a filler: only its year tells people apart. Ask for the real birth dates.",
    ],
};

/// One finding for each value that stands on too many rows, numbers first.
pub(super) fn findings(settings: &Settings, people: &People, anomalies: &Anomalies) -> Vec<Finding> {
    let rows = people.len();
    let columns = [
        too_many(rows, &|row| people.nik[row], &NIK).map(|held| (NIK, held)),
        nobodys(rows, anomalies).map(|held| (NIK_OF_NOBODY, held)),
        too_many(rows, &|row| people.kk[row], &KK).map(|held| (KK, held)),
        too_many(rows, &|row| people.name[row], &NAME).map(|held| (NAME, held)),
        too_many(rows, &|row| people.birth[row].day().zip(people.birth[row].month()), &BIRTHDAY)
            .map(|held| (BIRTHDAY, held)),
    ];
    columns.into_iter().flatten().map(|(column, held)| finding(settings, people, &column, &held)).collect()
}

/// The rows that hold a column's most frequent value, when they are too many.
fn too_many<T: Copy + Eq + Hash + Ord>(
    rows: usize,
    value: &dyn Fn(usize) -> Option<T>,
    column: &Repeating,
) -> Option<Vec<usize>> {
    let frequent = frequent(rows, value)?;
    let known = (0..rows).filter(|row| value(*row).is_some()).count() as u64;
    let held: Vec<usize> = (0..rows).filter(|row| value(*row) == Some(frequent)).collect();
    column.is_too_many(held.len() as u64, known).then_some(held)
}

impl Repeating {
    fn is_too_many(&self, held: u64, of: u64) -> bool {
        held >= ROWS_AT_LEAST && held * 1_000 >= of * self.of_thousand
    }
}

/// The most frequent value among rows drawn from all of them; the smallest of equally frequent ones.
fn frequent<T: Copy + Eq + Hash + Ord>(rows: usize, value: &dyn Fn(usize) -> Option<T>) -> Option<T> {
    let rows = rows as u64;
    let mut counts: FxHashMap<T, u32> = FxHashMap::default();
    for number in 0..LOOKED_AT.min(rows) {
        // Spread by a multiplication instead of every n-th row: rosters repeat by line, and no step may fit theirs.
        let spread = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let row = if rows <= LOOKED_AT { number } else { (spread * rows) >> 32 };
        if let Some(value) = value(row as usize) {
            *counts.entry(value).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .max_by_key(|(value, count)| (*count, std::cmp::Reverse(*value)))
        .map(|(value, _)| value)
}

/// Rows whose NIK stood for nobody and was put aside.
fn nobodys(rows: usize, anomalies: &Anomalies) -> Option<Vec<usize>> {
    let dummy = |anomaly: &&crate::standardise::Anomaly| {
        anomaly.code == AnomalyCode::NikDummy && anomaly.field == Field::Nik
    };
    let held: Vec<usize> = anomalies.list.iter().filter(dummy).map(|anomaly| anomaly.row as usize).collect();
    NIK_OF_NOBODY.is_too_many(held.len() as u64, rows as u64).then_some(held)
}

fn finding(settings: &Settings, people: &People, column: &Repeating, held: &[usize]) -> Finding {
    let mut by_roster = vec![false; settings.rosters.len()];
    held.iter().for_each(|row| by_roster[people.roster[*row].index()] = true);
    let names: Vec<&str> = settings
        .rosters
        .iter()
        .zip(by_roster)
        .filter_map(|(roster, holds)| holds.then_some(roster.roster.name.as_str()))
        .collect();
    let both = |[id, en]: [&str; 2]| Message::new(id, en);
    let (rows, what) = (Message::count(held.len() as u64), both(column.what));
    Finding {
        code: column.code,
        severity: column.severity,
        place: names.join(", "),
        message: message!("{rows} baris {what}.", "{rows} rows {what}."; rows, what),
        next_step: both(column.next_step),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every n-th of so many rows holds one value, the others one of their own.
    fn check(rows: usize, nth: usize, column: &Repeating, expected: Option<usize>) {
        let value = |row: usize| Some(if row.is_multiple_of(nth) { 0 } else { row });
        assert_eq!(
            too_many(rows, &value, column).map(|held| held.len()),
            expected,
            "{rows} rows, every {nth}"
        );
    }

    #[test]
    fn a_value_on_too_many_rows_is_met_however_they_lie() {
        check(30_000, 20, &NIK, Some(1_500));
        // Every 16th of 16 times the rows looked at: a step of 16 would meet all or none of them.
        check(1_048_576, 16, &NIK, Some(65_536));
        check(1_048_576, 199, &KK, Some(5_270));
        check(30_000, 20, &NAME, Some(1_500));
    }

    #[test]
    fn what_people_do_share_is_no_finding() {
        check(30_000, 160, &NIK, None);
        check(1_000_000, 250, &KK, None);
        check(30_000, 60, &NAME, None);
        check(30_000, 6, &BIRTHDAY, None);
        assert!(too_many(30_000, &|_| None::<u64>, &NIK).is_none());
    }
}
