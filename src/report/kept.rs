//! Which tables of the last run can stand for tonight's? On a night on which nothing was sent, those that neither date
//! nor decisions can change: they are linked, or copied where somebody may write into them, instead of made again.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Deserialize;

use super::known_groups::KnownGroups;
use super::manifest::Output;
use super::table::Table;
use crate::error::Result;
use crate::state::file::{copy_whole, copy_whole_unread};
use crate::state::is_as_written;

/// Tables that follow from the rows and the persons alone.
const FROM_ROWS: [&str; 4] = ["members", "review_queue", "refusals", "anomalies"];

/// What the date can change of a table that otherwise follows from the rows and the persons.
const OF_DATE: (&str, [&str; 2]) = ("register", ["conflicts", "payments"]);

/// What tells what pairs were judged by; whether it stands is asked before anything is written.
const OF_PAIRS: [&str; 3] = ["review_queue.csv", "review_queue.parquet", super::pairs::FILE];

/// Whether a file of a run can be one of tonight's.
fn may_stand(file: &str) -> bool {
    file == super::pairs::FILE || file.split_once('.').is_some_and(|(table, _)| FROM_ROWS.contains(&table))
}

/// Whether a file is the same file in both runs. What office programs open is copied: a change there must not reach the
/// other night. So is what the state keeps too: damage must not reach the night before, which is there for that case.
fn is_shared(file: &str) -> bool {
    file.ends_with(".parquet") && file != "members.parquet"
}

/// The files of a run that may be taken over.
#[derive(Clone, Debug)]
pub struct Kept {
    folder: PathBuf,
    outputs: Vec<Output>,
    /// Where the state keeps tables of that night, each held to its fingerprint.
    state: Option<PathBuf>,
}

/// What is read of a manifest.
#[derive(Deserialize)]
struct Listed {
    outputs: Vec<Output>,
}

impl Kept {
    /// The files of a run folder that may be taken over; none when its manifest cannot be read. Those that are to be copied
    /// are held to their fingerprints then, the others here.
    pub fn of(folder: &Path) -> Option<Kept> {
        let text = fs::read(folder.join("manifest.json")).ok()?;
        let Listed { outputs } = serde_json::from_slice(&text).ok()?;
        // Somebody may have written into one; what is wrong tonight would be wrong every night after.
        let is_whole = |output: &Output| {
            let later = !is_shared(&output.file) && !OF_PAIRS.contains(&output.file.as_str());
            may_stand(&output.file)
                && (later || is_as_written(folder, &output.file, output.bytes, &output.blake3))
        };
        let outputs = outputs.into_par_iter().filter(is_whole).collect();
        Some(Kept { folder: folder.to_owned(), outputs, state: None })
    }

    /// With the folder of the same night's state, as it was opened.
    pub fn with_state(self, state: Option<&Path>) -> Kept {
        Kept { state: state.map(Path::to_owned), ..self }
    }

    /// What stands of a table's Parquet file where the table itself does not.
    pub(super) fn groups(&self, table: &Table<'_>) -> Option<KnownGroups> {
        let (name, again) = OF_DATE;
        let state = self.state.as_ref().filter(|_| table.name == name)?;
        KnownGroups::of(&state.join(format!("{name}.parquet")), table, &again)
    }

    /// Whether it has everything that tells what pairs were judged by.
    pub fn has_pairs(&self) -> bool {
        OF_PAIRS.into_iter().all(|name| self.outputs.iter().any(|output| output.file == name))
    }

    /// Where a table stands that will be taken over, to be read from.
    pub(super) fn parquet(&self, name: &str) -> Option<PathBuf> {
        let has = |format: &str| {
            let file = format!("{name}.{format}");
            self.outputs.iter().any(|output| output.file == file).then(|| self.folder.join(file))
        };
        has("csv").and(has("parquet"))
    }

    /// Takes a table over in both formats, when it may be: its files as they were listed.
    pub(super) fn table(&self, name: &str, into: &Path) -> Result<Option<Vec<Output>>> {
        if !FROM_ROWS.contains(&name) {
            return Ok(None);
        }
        let csv = self.file(&format!("{name}.csv"), into)?;
        let parquet = self.file(&format!("{name}.parquet"), into)?;
        Ok(csv.zip(parquet).map(|(csv, parquet)| vec![csv, parquet]))
    }

    /// Takes a file over; none when the run does not have it as it was listed.
    pub(super) fn file(&self, name: &str, into: &Path) -> Result<Option<Output>> {
        let Some(output) = self.outputs.iter().find(|output| output.file == name) else { return Ok(None) };
        let (from, to) = (self.folder.join(name), into.join(name));
        if is_shared(name) && fs::hard_link(&from, &to).is_ok() {
            return Ok(Some(output.clone()));
        }
        // The state has what is no CSV, and it was proved when that was opened.
        let copied =
            if name.ends_with(".csv") { copy_whole_unread(&from, &to) } else { copy_whole(&from, &to) }?;
        let is_whole = (copied.bytes, &copied.blake3) == (output.bytes, &output.blake3);
        // What is put in its place takes its name.
        Ok(is_whole.then(|| output.clone()))
    }
}
