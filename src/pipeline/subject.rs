//! Which rows does a question mean? A row is named by roster and data row, a person by its id in the latest run.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::error::{Error, Result};
use crate::record::{RowId, TextColumn};
use crate::report::read::read_columns;
use crate::settings::{RosterSettings, Settings};
use crate::standardise::People;

/// What can be asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A row by its roster and 1-based data row.
    Row {
        /// The roster's name.
        roster: String,
        /// The data row, from 1.
        row: u32,
    },
    /// A person of the register by id.
    Person(String),
}

impl std::str::FromStr for Subject {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Subject, String> {
        let text = text.trim();
        match text.rsplit_once(':') {
            Some((roster, row)) => match row.parse() {
                Ok(row) if row > 0 && !roster.is_empty() => {
                    Ok(Subject::Row { roster: roster.to_owned(), row })
                }
                _ => Err("write a roster and a row from 1, as in pkh:120".into()),
            },
            None if text.is_empty() => Err("write a row (pkh:120) or a person id".into()),
            None => Ok(Subject::Person(text.to_owned())),
        }
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Subject::Row { roster, row } => write!(formatter, "{roster}:{row}"),
            Subject::Person(id) => formatter.write_str(id),
        }
    }
}

/// The folder of the latest night below `out`: run folders are named by their date.
pub(super) fn latest_run(out: &Path) -> Option<PathBuf> {
    let folders = std::fs::read_dir(out).ok()?.flatten();
    let dated = folders.filter_map(|entry| {
        let date: Date = entry.file_name().to_str()?.parse().ok()?;
        entry.path().join("manifest.json").exists().then(|| (date, entry.path()))
    });
    dated.max().map(|(_, path)| path)
}

/// Columns of a run's members, which are in row id order.
pub(super) fn members(run: &Path, columns: &[&str]) -> Result<Vec<TextColumn>> {
    let parquet = run.join("members.parquet");
    let path = if parquet.exists() { parquet } else { run.join("members.csv") };
    let names: Vec<[&str; 1]> = columns.iter().map(|name| [*name]).collect();
    let wanted: Vec<&[&str]> = names.iter().map(|name| &name[..]).collect();
    read_columns(&path, &wanted)
}

/// The rows of a subject as rosters and data rows; a person's from the members of the latest run.
pub(super) fn cited_rows(subject: &Subject, run: Option<&Path>) -> Result<Vec<(String, u32)>> {
    let id = match subject {
        Subject::Row { roster, row } => return Ok(vec![(roster.clone(), *row)]),
        Subject::Person(id) => id,
    };
    let run = run.ok_or_else(|| Error::Input {
        what: message!(
            "{id} bukan baris, dan belum ada hasil malam untuk mencari orang",
            "{id} is no row, and there is no run whose persons could be asked about"
        ),
        next_step: message!(
            "Jalankan malam lebih dahulu, atau sebutkan baris sebagai roster:row (pkh:120).",
            "Run the night first, or give rows as roster:row (pkh:120)."
        ),
    })?;
    let columns = members(run, &["roster", "row", "person_id"])?;
    let rows: Vec<(String, u32)> = columns[2]
        .iter()
        .enumerate()
        .filter(|(_, person)| person.eq_ignore_ascii_case(id))
        .filter_map(|(at, _)| Some((columns[0].get(at).to_owned(), columns[1].get(at).parse().ok()?)))
        .collect();
    if rows.is_empty() {
        return Err(Error::Input {
            what: message!("{run}: tidak ada orang {id}", "{run}: no person {id}", run = run.display()),
            next_step: message!(
                "Salin id dari kolom person_id di register malam itu, atau tulis roster:row.",
                "Copy the id from the person_id column of this run's register, or give roster:row."
            ),
        });
    }
    Ok(rows)
}

/// The cited rows' ids among the rows read now.
pub(super) fn row_ids(settings: &Settings, people: &People, cited: &[(String, u32)]) -> Result<Vec<RowId>> {
    cited
        .iter()
        .map(|(name, row)| {
            let known = |roster: &RosterSettings| roster.roster.name.eq_ignore_ascii_case(name);
            let Some(roster) = settings.rosters.iter().position(known) else {
                let names: Vec<&str> =
                    settings.rosters.iter().map(|roster| roster.roster.name.as_str()).collect();
                return Err(Error::Input {
                    what: message!("tidak ada roster bernama {name}", "no roster is named {name}"),
                    next_step: message!(
                        "Roster yang ada: {names}.",
                        "The rosters are {names}.",
                        names = names.join(", ")
                    ),
                });
            };
            // Row ids follow the rosters, and data rows ascend within each; refused rows leave gaps.
            let from = people.roster.partition_point(|id| id.index() < roster);
            let to = people.roster.partition_point(|id| id.index() <= roster);
            match people.row[from..to].binary_search(row) {
                Ok(place) => Ok((from + place) as RowId),
                Err(_) => Err(Error::Input {
                    what: message!(
                        "{name} tidak punya baris {row}: terbaca {read} baris, yang terakhir {last}",
                        "{name} has no row {row}: {read} rows were read, the last is {last}",
                        read = to - from,
                        last = people.row[from..to].last().unwrap_or(&0)
                    ),
                    next_step: message!(
                        "Baris dihitung dari 1 di bawah kepala kolom; baris yang ditolak ada di `refusals`.",
                        "Rows are counted from 1 below the header; refused rows are in `refusals`."
                    ),
                }),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_persons_are_told_apart() {
        assert_eq!("pkh:120".parse(), Ok(Subject::Row { roster: "pkh".into(), row: 120 }));
        assert_eq!("P7K2M9".parse(), Ok(Subject::Person("P7K2M9".into())));
        assert!("pkh:0".parse::<Subject>().is_err());
        assert!("pkh:x".parse::<Subject>().is_err());
        assert!(":3".parse::<Subject>().is_err());
    }

    #[test]
    fn the_latest_night_is_the_one_explained() {
        let out = tempfile::tempdir().unwrap();
        assert_eq!(latest_run(out.path()), None);
        for (night, whole) in
            [("2026-02-28", true), ("2026-03-01", true), ("2026-03-02", false), ("arsip", true)]
        {
            std::fs::create_dir(out.path().join(night)).unwrap();
            if whole {
                std::fs::write(out.path().join(night).join("manifest.json"), "{}").unwrap();
            }
        }
        assert_eq!(latest_run(out.path()), Some(out.path().join("2026-03-01")));
    }
}
