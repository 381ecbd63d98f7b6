//! Which rows does the state remember, and how does it find one? `rows.parquet` holds them column by column, `rows.json`
//! what is said once for all, `retired.parquet` the ids that no row bears any more.

use std::borrow::Cow;
use std::fs::File;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};

use polars::prelude::{DataFrame, ParquetReader, PolarsError, SerReader};
use serde::{Deserialize, Serialize};

use super::file::{Written, write_whole};
use super::number_table::{NumberTable, Numbers};
use crate::error::{Error, Message, Result};
use crate::register::{self, Remembered, Traits};

/// Files that stay as they are when no row is another.
pub const ROWS_KEPT: [&str; 2] = [ROWS, RETIRED];
/// Names of the files in the folder of a night's state.
const ROWS: &str = "rows.parquet";
const RETIRED: &str = "retired.parquet";
const ONCE: &str = "rows.json";

/// Version of these files' layout.
const LAYOUT: u32 = 1;

/// What is said once for all rows.
#[derive(Debug, Serialize, Deserialize)]
struct Once {
    layout: u32,
    night: u32,
    present: usize,
    rosters: Vec<String>,
}

/// Writes what is remembered of the rows into the folder of a night's state; `traits` gives those of a stretch of them.
/// Gives the files, fingerprinted on the way.
///
/// # Errors
/// When a file cannot be written.
pub fn write_rows(
    folder: &Path,
    remembered: &Remembered,
    traits: impl Fn(Range<usize>) -> Traits,
) -> Result<[Written; 2]> {
    let Remembered { night, present, rosters, .. } = remembered;
    write_once(folder, &Once { layout: LAYOUT, night: *night, present: *present, rosters: rosters.clone() })?;
    // Rows of the night itself do not say so, so that a night with the same rows has the same file.
    let seen = |place: usize| if place < *present { 0 } else { remembered.seen[place] };
    let columns = |rows: Range<usize>| {
        let seen = rows.clone().map(seen).collect();
        let roster = remembered.roster[rows.clone()].iter().map(|&roster| u32::from(roster)).collect();
        let traits = traits(rows.clone());
        vec![
            ("uid", Numbers::Long((&remembered.uid[rows.clone()]).into())),
            ("roster", Numbers::Small(Cow::Owned(roster))),
            ("row", Numbers::Small((&remembered.row[rows.clone()]).into())),
            ("person", Numbers::Long((&remembered.person[rows.clone()]).into())),
            ("family", Numbers::Long((&remembered.family[rows.clone()]).into())),
            ("since", Numbers::Small((&remembered.since[rows]).into())),
            ("seen", Numbers::Small(Cow::Owned(seen))),
            ("key", Numbers::Long(traits.key.into())),
            ("content", Numbers::Long(traits.content.into())),
            ("nik", Numbers::Long(traits.nik.into())),
            ("kk", Numbers::Long(traits.kk.into())),
            ("name", Numbers::Long(traits.name.into())),
            ("birth", Numbers::Small(traits.birth.into())),
            ("home", Numbers::Long(traits.home.into())),
        ]
    };
    let of_rows = write(&folder.join(ROWS), remembered.len(), columns)?;
    let kinds: Vec<u32> = std::iter::repeat_n(0, remembered.retired_persons.len())
        .chain(std::iter::repeat_n(1, remembered.retired_families.len()))
        .collect();
    let retired = [&remembered.retired_persons[..], &remembered.retired_families].concat();
    let columns = |rows: Range<usize>| {
        vec![
            ("kind", Numbers::Small((&kinds[rows.clone()]).into())),
            ("id", Numbers::Long((&retired[rows]).into())),
        ]
    };
    Ok([of_rows, write(&folder.join(RETIRED), retired.len(), columns)?])
}

/// Writes into the folder of a night's state, beside the [`ROWS_KEPT`], that its rows are those of the night before.
///
/// # Errors
/// When the night before is damaged, or the file cannot be written.
pub fn rows_once_more(last: &Path, folder: &Path) -> Result<()> {
    let once = read_once(last)?;
    write_once(folder, &Once { night: once.night + 1, ..once })
}

fn write_once(folder: &Path, once: &Once) -> Result<()> {
    let path = folder.join(ONCE);
    let text = serde_json::to_vec_pretty(once)
        .map_err(|error| Error::Output { path: path.clone(), what: error.to_string() })?;
    write_whole(&path, |out| {
        out.write_all(&text).map_err(|source| Error::file(&path, "cannot be written", source))
    })?;
    Ok(())
}

fn read_once(folder: &Path) -> Result<Once> {
    let path = folder.join(ONCE);
    let text =
        std::fs::read_to_string(&path).map_err(|source| Error::file(&path, "cannot be read", source))?;
    let once: Once =
        serde_json::from_str(&text).map_err(|error| broken(&path, &Message::same(error.to_string())))?;
    if once.layout != LAYOUT {
        return Err(broken(
            &path,
            &message!(
                "tata letaknya {found}, sedangkan program ini membaca {LAYOUT}",
                "is of layout {found}, this program reads {LAYOUT}",
                found = once.layout
            ),
        ));
    }
    Ok(once)
}

/// Rows that are put into their file at a time.
const AT_A_TIME: usize = 1 << 17;

fn write<'a>(
    path: &Path,
    rows: usize,
    columns: impl Fn(Range<usize>) -> Vec<(&'static str, Numbers<'a>)>,
) -> Result<Written> {
    write_whole(path, |out| {
        let written = || {
            let mut table = NumberTable::begin(out, &columns(0..0))?;
            for first in (0..rows).step_by(AT_A_TIME) {
                table.append(&columns(first..rows.min(first + AT_A_TIME)))?;
            }
            table.finish().map(drop)
        };
        written().map_err(|source| Error::file(path, "cannot be written", source))
    })
}

/// Reads what is remembered of the rows.
///
/// # Errors
/// When a file is missing, damaged, or of a later version.
pub fn read_rows(folder: &Path) -> Result<Remembered> {
    let once = read_once(folder)?;
    let rows = Table::read(folder.join(ROWS))?;
    let retired = Table::read(folder.join(RETIRED))?;
    let kinds = retired.small("kind")?;
    let ids = retired.numbers("id")?;
    let of_kind = |wanted: u32| {
        ids.iter().zip(&kinds).filter(|(_, kind)| **kind == wanted).map(|(id, _)| *id).collect::<Vec<u64>>()
    };
    let mut seen = rows.small("seen")?;
    seen.iter_mut().take(once.present).for_each(|seen| *seen = once.night);
    Ok(Remembered {
        night: once.night,
        present: once.present,
        rosters: once.rosters,
        traits: Traits {
            key: rows.numbers("key")?,
            content: rows.numbers("content")?,
            nik: rows.numbers("nik")?,
            kk: rows.numbers("kk")?,
            name: rows.numbers("name")?,
            birth: rows.small("birth")?,
            home: rows.numbers("home")?,
        },
        roster: rows.small("roster")?.into_iter().map(|roster| roster as u16).collect(),
        row: rows.small("row")?,
        uid: rows.numbers("uid")?,
        person: rows.numbers("person")?,
        family: rows.numbers("family")?,
        since: rows.small("since")?,
        seen,
        retired_persons: of_kind(0),
        retired_families: of_kind(1),
    })
}

struct Table {
    path: PathBuf,
    frame: DataFrame,
}

impl Table {
    fn read(path: PathBuf) -> Result<Table> {
        let file = File::open(&path).map_err(|source| Error::file(&path, "cannot be read", source))?;
        let frame = ParquetReader::new(file).finish().map_err(|error| damaged(&path, &error))?;
        Ok(Table { path, frame })
    }

    fn numbers(&self, name: &str) -> Result<Vec<u64>> {
        let column = self.frame.column(name).and_then(|column| column.u64());
        let column = column.map_err(|error| damaged(&self.path, &error))?;
        Ok(column.into_no_null_iter().collect())
    }

    fn small(&self, name: &str) -> Result<Vec<u32>> {
        let column = self.frame.column(name).and_then(|column| column.u32());
        let column = column.map_err(|error| damaged(&self.path, &error))?;
        Ok(column.into_no_null_iter().collect())
    }
}

fn damaged(path: &Path, error: &PolarsError) -> Error {
    broken(path, &Message::same(error.to_string()))
}

fn broken(path: &Path, what: &Message) -> Error {
    Error::Input {
        what: what.within(&format!("{}: ", path.display()), ""),
        next_step: message!(
            "Jalankan `padan verify`: tertulis apa yang rusak dan keadaan malam mana yang utuh.",
            "Run `padan verify`; it says what is damaged and which night's state is whole."
        ),
    }
}

/// The remembered rows, to be looked up one at a time.
#[derive(Debug)]
pub struct Rows {
    remembered: Remembered,
}

impl Rows {
    /// Reads the rows of a night's state.
    ///
    /// # Errors
    /// When a file is missing, damaged, or of a later version.
    pub fn read(folder: &Path) -> Result<Rows> {
        Ok(Rows { remembered: read_rows(folder)? })
    }

    /// The lasting number of a row of the last night, by its roster and its data row.
    pub fn uid_at(&self, roster: &str, row: u32) -> Option<u64> {
        let rows = &self.remembered;
        let roster = rows.rosters.iter().position(|known| known == roster)? as u16;
        let place =
            (0..rows.present).find(|&place| rows.roster[place] == roster && rows.row[place] == row)?;
        Some(rows.uid[place])
    }

    /// The lasting numbers of a person's rows, the smallest first; those of the last night go before those that are
    /// gone. None for an id that nobody bears.
    pub fn uids_of_person(&self, id: &str) -> Vec<u64> {
        let rows = &self.remembered;
        let Some(code) = register::code_of(id) else { return Vec::new() };
        let mut found: Vec<(bool, u64)> = (0..rows.len())
            .filter(|&place| rows.person[place] == code)
            .map(|place| (place >= rows.present, rows.uid[place]))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, uid)| uid).collect()
    }

    /// The roster and data row of a row, as of the night it was last seen.
    pub fn place_of(&self, uid: u64) -> Option<(&str, u32)> {
        let place = self.place(uid)?;
        let rows = &self.remembered;
        Some((&rows.rosters[usize::from(rows.roster[place])], rows.row[place]))
    }

    /// The id of the person that a row belongs to.
    pub fn person_of(&self, uid: u64) -> Option<String> {
        Some(register::person_id(self.remembered.person[self.place(uid)?]))
    }

    fn place(&self, uid: u64) -> Option<usize> {
        self.remembered.uid.iter().position(|known| *known == uid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remembered() -> Remembered {
        let traits = Traits {
            key: vec![0, 7, 0],
            content: vec![u64::MAX >> 1, 2, 3],
            nik: vec![3_314_010_101_900_001, 0, 0],
            kk: vec![0; 3],
            name: vec![5, 6, 7],
            birth: vec![1, 2, 3],
            home: vec![33, 0, 3314],
        };
        Remembered {
            night: 4,
            present: 2,
            rosters: vec!["pkh".into(), "bdt".into()],
            traits,
            roster: vec![0, 1, 1],
            row: vec![1, 1, 9],
            uid: vec![11, 12, 13],
            person: vec![21, 22, 22],
            family: vec![31, 31, 31],
            since: vec![1, 2, 2],
            seen: vec![4, 4, 3],
            retired_persons: vec![40, 41],
            retired_families: vec![50],
        }
    }

    #[test]
    fn what_is_remembered_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let traits = |rows: Range<usize>| {
            let rows: Vec<u32> = rows.map(|row| row as u32).collect();
            remembered().traits.pick(&rows)
        };
        write_rows(folder.path(), &remembered(), traits).unwrap();
        assert_eq!(read_rows(folder.path()).unwrap(), remembered());
    }

    #[test]
    fn rows_are_found_by_place_person_and_number() {
        let rows = Rows { remembered: remembered() };
        assert_eq!(rows.uid_at("bdt", 1), Some(12));
        assert_eq!(rows.uid_at("bdt", 9), None, "gone rows have no place in the last night");
        assert_eq!(rows.uids_of_person(&register::person_id(22)), [12, 13]);
        assert_eq!(rows.place_of(13), Some(("bdt", 9)));
        assert_eq!(rows.person_of(11), Some(register::person_id(21)));
    }
}
