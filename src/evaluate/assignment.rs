//! Which row belongs to whom? The answer of a run (`members`) or of the truth, read from a file.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::labels::same_rosters;
use crate::record::TextColumn;
use crate::report::read::{read_columns, read_known_columns};

/// Rows and the person each belongs to. Rosters and persons are numbered in the order they are met.
#[derive(Clone, Debug, Default)]
pub struct Assignment {
    /// Roster names.
    pub rosters: Vec<String>,
    /// Roster of each record.
    pub roster: Vec<u32>,
    /// 1-based data row of each record.
    pub row: Vec<u32>,
    /// Person of each record; none where the file leaves it open.
    pub person: Vec<Option<u32>>,
    /// Number of persons.
    pub persons: u32,
    /// Household of each record, where the file knows households; else empty.
    pub household: Vec<Option<u32>>,
}

impl Assignment {
    /// Records held.
    pub fn len(&self) -> usize {
        self.roster.len()
    }

    /// Whether it holds no record.
    pub fn is_empty(&self) -> bool {
        self.roster.is_empty()
    }
}

/// The rows of a run, in row id order: `members.parquet` of the run folder, or `members.csv` where that is all
/// there is.
///
/// # Errors
/// When neither is there or cannot be read.
pub fn read_members(run: &Path) -> Result<Assignment> {
    let file = |name: &str| -> PathBuf { run.join(name) };
    let path = if file("members.parquet").exists() { file("members.parquet") } else { file("members.csv") };
    if !path.exists() {
        return Err(Error::Input {
            what: message!(
                "{run}: tidak ada tabel members di folder ini",
                "{run}: no members table in this folder",
                run = run.display()
            ),
            next_step: message!(
                "Berikan folder malam yang sudah selesai, misalnya keluaran/2026-03-01.",
                "Give the folder of a finished run, for instance keluaran/2026-03-01."
            ),
        });
    }
    read(&path, &[&["roster"], &["row"], &["person_id"]])
}

/// The truth: a CSV (or Parquet) with the columns roster, row and person; other columns are passed over.
///
/// # Errors
/// When it cannot be read or a column is missing.
pub fn read_truth(path: &Path) -> Result<Assignment> {
    let truth = read(
        path,
        &[
            &["roster", "source", "dataset", "sumber"],
            &["row", "baris", "row_number"],
            &["person", "person_id", "entity", "entity_id", "orang"],
        ],
    )?;
    let household = read_known_columns(path, &[&["household", "family", "rumah_tangga", "keluarga"]])?;
    let household = household.into_iter().flatten().next().map(|column| known(&column).1).unwrap_or_default();
    Ok(Assignment { household, ..truth })
}

fn read(path: &Path, wanted: &[&[&str]]) -> Result<Assignment> {
    let columns = read_columns(path, wanted)?;
    let (rosters, roster) = number(&columns[0]);
    let mut row = Vec::with_capacity(roster.len());
    for (index, text) in columns[1].iter().enumerate() {
        row.push(text.trim().parse::<u32>().map_err(|_| Error::Input {
            what: message!(
                "{path}: catatan {record}: isi kolom baris bukan angka",
                "{path}: record {record}: the row is no number",
                path = path.display(),
                record = index + 1
            ),
            next_step: message!(
                "Kolom `row` memuat nomor baris data di roster, dihitung dari 1.",
                "The column `row` holds the data row of the roster, counted from 1."
            ),
        })?);
    }
    let (persons, person) = known(&columns[2]);
    Ok(Assignment { rosters, roster, row, person, persons, household: Vec::new() })
}

/// Numbered names. An empty person is not a person of its own: nobody said who it is.
fn known(column: &TextColumn) -> (u32, Vec<Option<u32>>) {
    let (names, codes) = number(column);
    let open = names.iter().position(String::is_empty).map(|open| open as u32);
    (names.len() as u32, codes.into_iter().map(|code| (Some(code) != open).then_some(code)).collect())
}

/// Distinct texts in the order they are met, and the place of each row's text among them.
fn number(column: &TextColumn) -> (Vec<String>, Vec<u32>) {
    let mut names = Vec::new();
    let mut places: FxHashMap<&str, u32> = FxHashMap::default();
    let codes = column
        .iter()
        .map(|text| {
            let text = text.trim();
            *places.entry(text).or_insert_with(|| {
                names.push(text.to_owned());
                names.len() as u32 - 1
            })
        })
        .collect();
    (names, codes)
}

/// The members' rows beside the truth's.
#[derive(Clone, Debug, Default)]
pub(super) struct Aligned {
    /// True person of each member row, where the truth has the row.
    pub truth: Vec<Option<u32>>,
    /// True household of each member row, where the truth has households.
    pub household: Vec<Option<u32>>,
    /// Truth records whose row is not among the members.
    pub truth_only: u64,
    /// Truth records that name a row again; the first counts.
    pub repeated: u64,
}

/// Finds each member row in the truth. Rosters meet as [`same_rosters`] says.
pub(super) fn align(members: &Assignment, truth: &Assignment) -> Aligned {
    let roster_of_truth = same_rosters(&members.rosters, &truth.rosters);
    let mut places: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    let mut aligned = Aligned {
        truth: vec![None; members.len()],
        household: vec![None; members.len()],
        ..Aligned::default()
    };
    for record in 0..truth.len() {
        match roster_of_truth[truth.roster[record] as usize] {
            Some(roster) if places.contains_key(&(roster, truth.row[record])) => aligned.repeated += 1,
            Some(roster) => {
                places.insert((roster, truth.row[record]), record as u32);
            }
            None => aligned.truth_only += 1,
        }
    }
    let mut met = 0;
    for record in 0..members.len() {
        if let Some(&place) = places.get(&(members.roster[record], members.row[record])) {
            aligned.truth[record] = truth.person[place as usize];
            aligned.household[record] = truth.household.get(place as usize).copied().flatten();
            met += 1;
        }
    }
    aligned.truth_only += (places.len() as u64).saturating_sub(met);
    aligned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truth_may_name_files_and_come_in_any_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str, content: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, content).unwrap();
            path
        };
        path(
            "members.csv",
            "\u{feff}roster;line;row;person_id\r\npkh;2;1;P-1\r\npkh;3;2;P-2\r\nbdt;2;1;P-1\r\n",
        );
        let truth = path(
            "truth.csv",
            "person,row,roster\na,1,BDT.csv\nb,2,pkh\na,1,masuk/pkh.csv\nc,9,pkh\na,1,pkh\nd,1,x\n",
        );
        let members = read_members(folder.path()).unwrap();
        let truth = read_truth(&truth).unwrap();
        let aligned = align(&members, &truth);
        assert_eq!(aligned.truth, [Some(0), Some(1), Some(0)]);
        assert_eq!((aligned.truth_only, aligned.repeated), (2, 1));
    }

    #[test]
    fn a_stem_meets_the_name_that_init_made_of_it() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let members = names(&["kk_miskin", "pkh_2024_1", "pkh", "dukcapil_v2"]);
        let truth = names(&["KK miskin", "masuk/PKH 2024-1.xlsx", "pkh", "pkh_2025", "dukcapil.v2"]);
        assert_eq!(same_rosters(&members, &truth), [Some(0), Some(1), Some(2), None, Some(3)]);
    }

    #[test]
    fn a_row_that_is_no_number_is_told_by_record() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("truth.csv");
        std::fs::write(&path, "roster,row,person\npkh,1,a\npkh,satu,b\n").unwrap();
        let error = read_truth(&path).unwrap_err().to_string();
        assert!(error.contains("record 2"), "{error}");
    }

    #[test]
    fn an_empty_folder_says_what_to_give() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read_members(folder.path()).unwrap_err().next_step().en.contains("folder of a finished run"));
    }
}
