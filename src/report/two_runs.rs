//! What is different between two run folders? Their tables are read back and compared as one night with the next;
//! values are those that the tables show, masked.

use std::path::{Path, PathBuf};

use super::csv::write_csv;
use super::history;
use super::read::{read_columns, read_known_columns};
use super::values::{columns_of, tell_values_of_tables};
use crate::changes::{
    Changes, Past, Payments, Persons, Prints, RunCase, RunSide, Status, between, case_number, print_of_text,
};
use crate::error::{Error, Result};
use crate::record::TextColumn;
use crate::register::{Chosen, Ids, LineageKind};
use rustc_hash::FxHashMap;

/// Two nights beside each other.
pub struct TwoRuns {
    /// What is different in the newer one.
    pub changes: Changes,
    /// Ids of the newer one's register.
    ids: Ids,
}

/// Compares two run folders, the older first.
///
/// # Errors
/// When a folder holds no run, or a table cannot be read.
pub fn compare_runs(older: &Path, newer: &Path) -> Result<TwoRuns> {
    let (old, new) = (read_side(older)?, read_side(newer)?);
    let before = read_lineage(older)?;
    let mut lineage = read_lineage(newer)?;
    lineage.retain(|past| !before.contains(past));
    let mut changes = between(&old, &new, &lineage);
    tell_values_of_tables(&mut changes, &table(older, "register")?, &table(newer, "register")?)?;
    Ok(TwoRuns { changes, ids: new.persons.ids })
}

impl TwoRuns {
    /// Writes every change as CSV, in the columns and the order of the table `changes`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let ids = &self.ids;
        let table = history::table(Some(&self.changes), move |person, out| out.push_str(&ids[person]));
        write_csv(&table, path).map(|_| ())
    }
}

/// A table of a run: as Parquet, else as CSV.
fn table(run: &Path, name: &str) -> Result<PathBuf> {
    let files = [run.join(format!("{name}.parquet")), run.join(format!("{name}.csv"))];
    files.into_iter().find(|file| file.exists()).ok_or_else(|| Error::Input {
        what: message!(
            "{run}: tidak ada {name}.parquet maupun {name}.csv",
            "{run}: no {name}.parquet and no {name}.csv",
            run = run.display()
        ),
        next_step: message!(
            "Berikan folder hasil dua malam, misalnya keluaran/2026-03-01 keluaran/2026-03-02.",
            "Give the folders of two runs, such as keluaran/2026-03-01 keluaran/2026-03-02."
        ),
    })
}

fn read_side(run: &Path) -> Result<RunSide> {
    Ok(RunSide {
        persons: read_persons(&table(run, "register")?)?,
        cases: read_cases(&table(run, "conflicts")?)?,
    })
}

fn read_persons(path: &Path) -> Result<Persons> {
    let ids = read_columns(path, &[&["person_id"], &["family_id"]])?;
    let mut prints = vec![Prints::default(); ids[0].len()];
    for (field, chosen) in Chosen::ALL.into_iter().enumerate() {
        // A region is its code; its names may be spelt otherwise in another version.
        let names = if chosen == Chosen::Place { &columns_of(chosen)[..1] } else { columns_of(chosen) };
        let names: Vec<[&str; 1]> = names.iter().map(|&name| [name]).collect();
        let names: Vec<&[&str]> = names.iter().map(<[&str; 1]>::as_slice).collect();
        let columns = read_columns(path, &names)?;
        for (person, prints) in prints.iter_mut().enumerate() {
            let cells: Vec<&str> = columns.iter().map(|column| column.get(person)).collect();
            prints[field] = print_of_text(&cells.join("/"));
        }
    }
    // A run of an older Padan tells programmes without amounts.
    let programmes = read_known_columns(path, &[&["payments", "programmes"]])?.pop().flatten();
    let (served, lists) = programmes.map(|column| lists(&column)).unwrap_or_default();
    let since = vec![0; ids[0].len()];
    Ok(Persons {
        ids: ids[0].iter().collect(),
        families: ids[1].iter().collect(),
        prints,
        served,
        lists,
        since,
    })
}

/// Which list each person has, and the lists.
fn lists(column: &TextColumn) -> (Vec<u32>, Vec<Payments>) {
    let mut known: FxHashMap<&str, u32> = FxHashMap::default();
    let mut lists: Vec<Payments> = Vec::new();
    let served = column
        .iter()
        .map(|text| {
            *known.entry(text).or_insert_with(|| {
                let mut list: Payments =
                    text.split(", ").filter(|one| !one.is_empty()).map(payment).collect();
                list.sort_unstable();
                lists.push(list);
                lists.len() as u32 - 1
            })
        })
        .collect();
    (served, lists)
}

fn payment(text: &str) -> (String, Option<u64>) {
    match text.rsplit_once('=').map(|(key, amount)| (key, amount.parse().ok())) {
        Some((key, Some(amount))) => (key.to_owned(), Some(amount)),
        _ => (text.to_owned(), None),
    }
}

fn read_cases(path: &Path) -> Result<Vec<RunCase>> {
    let wanted: [&[&str]; 7] =
        [&["conflict_id"], &["class"], &["rule"], &["unit"], &["person_id"], &["family_id"], &["amount"]];
    let columns = read_columns(path, &wanted)?;
    // A run of an older Padan says nothing of how conflicts stand.
    let status = read_known_columns(path, &[&["status"]])?.pop().flatten();
    let case = |at: usize| -> Result<RunCase> {
        let cell = |column: usize| columns[column].get(at).to_owned();
        let id = case_number(columns[0].get(at)).ok_or_else(|| Error::Input {
            what: message!(
                "{path}: baris {row}: bukan id konflik",
                "{path}: row {row}: no id of a conflict",
                path = path.display(),
                row = at + 1
            ),
            next_step: message!("Jalankan malam itu lagi.", "Make the run again."),
        })?;
        let status = status.as_ref().map_or("", |column| column.get(at));
        let person = cell(4);
        Ok(RunCase {
            id,
            class: cell(1),
            rule: cell(2),
            subject: if columns[3].get(at) == super::findings::UNITS[1] { cell(5) } else { person.clone() },
            person,
            amount: columns[6].get(at).parse().ok(),
            dismissed: status == Status::Dismissed.code(),
            reopened: status == Status::Reopened.code(),
        })
    };
    (0..columns[0].len()).map(case).collect()
}

/// The lineage that a run tells.
fn read_lineage(run: &Path) -> Result<Vec<Past>> {
    let path = table(run, "lineage")?;
    let columns = read_columns(&path, &[&["old_id"], &["new_id"], &["kind"], &["night"], &["reason"]])?;
    let past = |at: usize| Past {
        old: columns[0].get(at).to_owned(),
        new: columns[1].get(at).to_owned(),
        kind: if columns[2].get(at) == crate::changes::lineage_code(LineageKind::Split) {
            LineageKind::Split
        } else {
            LineageKind::Merged
        },
        number: 0,
        date: columns[3].get(at).parse().unwrap_or_default(),
        reason: columns[4].get(at).to_owned(),
    };
    Ok((0..columns[0].len()).map(past).collect())
}
