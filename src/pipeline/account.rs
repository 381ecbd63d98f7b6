//! Why were two rows taken for one person, or not? The rows are read and linked once more, with the model of the
//! latest run, and the strongest pair between the two is accounted for.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::again::{date_of, model_of};
use super::{Linkage, Reading, Stopwatch, link, options, read};
use crate::cluster::CutReason;
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::record::RowId;
use crate::report::Language;
use crate::report::read::read_columns;
use crate::report::waterfall::{Waterfall, waterfall};
use crate::settings::Settings;
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

/// How a row is cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cited {
    /// Roster and data row: `pkh:12`.
    pub row: String,
    /// File, without its folder.
    pub file: String,
    /// 1-based line in the file.
    pub line: u32,
}

/// Which model weighed the pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "file")]
pub enum ModelUsed {
    /// The frozen one of the settings.
    Frozen(PathBuf),
    /// The latest run's.
    OfRun(PathBuf),
    /// None was at hand: trained for this question.
    Trained,
}

/// How two rows ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Together {
    /// In one person, by a link of their own.
    Linked,
    /// In one person, though the two alone would not be linked: other rows join them.
    ThroughOthers,
    /// Apart: no blocking key brought them together.
    NeverCompared,
    /// Apart: compared, and below the threshold.
    Below,
    /// Apart though above the threshold: two well-formed NIKs whose birth dates, sexes or mothers differ.
    CutDifferentNik,
    /// Apart though above the threshold: twins by their NIKs' serials.
    CutTwinSerial,
    /// Apart though above the threshold: their roster holds each person once.
    CutOneRowPerPerson,
    /// Apart though above the threshold: the other rows weigh against it.
    CutOutweighed,
}

/// The account of one pair of rows.
#[derive(Clone, Debug, Serialize)]
pub struct Account {
    /// The first row.
    pub first: Cited,
    /// The second.
    pub second: Cited,
    /// Pairs of rows between the two subjects; the strongest is the one accounted for.
    pub pairs: u64,
    /// How they ended.
    pub together: Together,
    /// The model used.
    pub model: ModelUsed,
    /// Step by step.
    pub waterfall: Waterfall,
}

/// Accounts for the strongest pair of rows between two rows or persons; for one person named twice, within it.
///
/// # Errors
/// When a subject is not there, or the two are one and the same row.
pub fn account(
    settings: &Settings,
    today: Date,
    [a, b]: [&Subject; 2],
    language: Language,
    unmasked: bool,
    progress: &dyn Progress,
) -> Result<Account> {
    let run = latest_run(&settings.night.out);
    // Persons are looked up before anything is read, so that a mistyped id costs no time.
    let cited = [cited_rows(a, run.as_deref())?, cited_rows(b, run.as_deref())?];
    let date = run.as_deref().map_or(Ok(today), date_of)?;
    let (model, used) = match (options::frozen_model(settings)?, &settings.model, &run) {
        (Some(model), Some(path), _) => (Some(model), ModelUsed::Frozen(path.clone())),
        (_, _, Some(run)) => (Some(model_of(run)?), ModelUsed::OfRun(run.join("model.json"))),
        _ => (None, ModelUsed::Trained),
    };
    let mut watch = Stopwatch::default();
    let Reading { people, intake, .. } = read(settings, date, None, progress, &mut watch)?;
    let rows = [row_ids(settings, &people, &cited[0])?, row_ids(settings, &people, &cited[1])?];
    let linkage = link(&people, settings, date, model, progress, &mut watch);
    progress.finish();
    let (pairs, strongest) = strongest(&linkage, &people, &rows);
    let (first, second) = strongest.ok_or_else(|| Error::Input {
        what: "the two are one and the same row: there is no pair to explain".into(),
        next_step: "Give two rows, or a person with more than one row.".into(),
    })?;
    let cite = |row: RowId| {
        let index = row as usize;
        let path = &intake.files[usize::from(people.file[index])].path;
        let roster = &settings.rosters[people.roster[index].index()].roster.name;
        Cited {
            row: format!("{roster}:{}", people.row[index]),
            file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            line: people.line[index],
        }
    };
    Ok(Account {
        first: cite(first),
        second: cite(second),
        pairs,
        together: together(&linkage, &people, first, second),
        model: used,
        waterfall: waterfall(&people, &linkage.comparer, &linkage.scorer, first, second, language, unmasked),
    })
}

/// The folder of the latest night below `out`: run folders are named by their date.
fn latest_run(out: &Path) -> Option<PathBuf> {
    let folders = std::fs::read_dir(out).ok()?.flatten();
    let dated = folders.filter_map(|entry| {
        let date: Date = entry.file_name().to_str()?.parse().ok()?;
        entry.path().join("manifest.json").exists().then(|| (date, entry.path()))
    });
    dated.max().map(|(_, path)| path)
}

/// The rows of a subject as rosters and data rows; a person's from the members of the latest run.
fn cited_rows(subject: &Subject, run: Option<&Path>) -> Result<Vec<(String, u32)>> {
    let id = match subject {
        Subject::Row { roster, row } => return Ok(vec![(roster.clone(), *row)]),
        Subject::Person(id) => id,
    };
    let run = run.ok_or_else(|| Error::Input {
        what: format!("{id} is no row, and there is no run whose persons could be asked about"),
        next_step: "Run the night first, or give rows as roster:row (pkh:120).".into(),
    })?;
    let parquet = run.join("members.parquet");
    let path = if parquet.exists() { parquet } else { run.join("members.csv") };
    let columns = read_columns(&path, &[&["roster"], &["row"], &["person_id"]])?;
    let rows: Vec<(String, u32)> = columns[2]
        .iter()
        .enumerate()
        .filter(|(_, person)| person.eq_ignore_ascii_case(id))
        .filter_map(|(at, _)| Some((columns[0].get(at).to_owned(), columns[1].get(at).parse().ok()?)))
        .collect();
    if rows.is_empty() {
        return Err(Error::Input {
            what: format!("{}: no person {id}", run.display()),
            next_step: "Copy the id from the person_id column of this run's register, or give roster:row."
                .into(),
        });
    }
    Ok(rows)
}

/// The cited rows' ids among the rows read now.
fn row_ids(settings: &Settings, people: &People, cited: &[(String, u32)]) -> Result<Vec<RowId>> {
    cited
        .iter()
        .map(|(name, row)| {
            let known =
                |roster: &crate::settings::RosterSettings| roster.roster.name.eq_ignore_ascii_case(name);
            let Some(roster) = settings.rosters.iter().position(known) else {
                let names: Vec<&str> =
                    settings.rosters.iter().map(|roster| roster.roster.name.as_str()).collect();
                return Err(Error::Input {
                    what: format!("no roster is named {name}"),
                    next_step: format!("The rosters are {}.", names.join(", ")),
                });
            };
            // Row ids follow the rosters, and data rows ascend within each; refused rows leave gaps.
            let from = people.roster.partition_point(|id| id.index() < roster);
            let to = people.roster.partition_point(|id| id.index() <= roster);
            match people.row[from..to].binary_search(row) {
                Ok(place) => Ok((from + place) as RowId),
                Err(_) => Err(Error::Input {
                    what: format!(
                        "{name} has no row {row}: {} rows were read, the last is {}",
                        to - from,
                        people.row[from..to].last().unwrap_or(&0)
                    ),
                    next_step: "Rows are counted from 1 below the header; refused rows are in `refusals`."
                        .into(),
                }),
            }
        })
        .collect()
}

/// Number of pairs between the two sets of rows, and the one with the largest match weight; ties by row id.
fn strongest(
    linkage: &Linkage<'_>,
    people: &People,
    [first, second]: &[Vec<RowId>; 2],
) -> (u64, Option<(RowId, RowId)>) {
    let mut weights: FxHashMap<(RowId, RowId), f32> = FxHashMap::default();
    let mut best: Option<((RowId, RowId), f32)> = None;
    for &a in first {
        for &b in second {
            let pair = (a.min(b), a.max(b));
            if a == b || weights.contains_key(&pair) {
                continue;
            }
            let weight = super::edge(&linkage.comparer, &linkage.scorer, people, a, b).weight;
            weights.insert(pair, weight);
            let stronger = |(known, strength): ((RowId, RowId), f32)| {
                weight > strength || weight.total_cmp(&strength).is_eq() && pair < known
            };
            if best.is_none_or(stronger) {
                best = Some((pair, weight));
            }
        }
    }
    (weights.len() as u64, best.map(|(pair, _)| pair))
}

fn together(linkage: &Linkage<'_>, people: &People, a: RowId, b: RowId) -> Together {
    let clusters = &linkage.clusters;
    let same = super::edge(&linkage.comparer, &linkage.scorer, people, a, b).same;
    let linked = f64::from(same) >= linkage.scorer.thresholds.strong;
    if clusters.of[a as usize] == clusters.of[b as usize] {
        return if linked { Together::Linked } else { Together::ThroughOthers };
    }
    match clusters.cuts.iter().find(|cut| (cut.a, cut.b) == (a, b)).map(|cut| cut.reason) {
        Some(CutReason::DifferentNik) => Together::CutDifferentNik,
        Some(CutReason::TwinSerial) => Together::CutTwinSerial,
        Some(CutReason::OneRowPerPerson) => Together::CutOneRowPerPerson,
        Some(CutReason::Outweighed) => Together::CutOutweighed,
        None if !linkage.candidates.meets(a, b) => Together::NeverCompared,
        None => Together::Below,
    }
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
