//! Which tables of the last run can stand for tonight's? On a night on which nothing was sent, those that neither date
//! nor decisions can change: they are linked, or copied where somebody may write into them, instead of made again.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::manifest::Output;
use crate::error::{Error, Result};

/// Tables that follow from the rows and the persons alone.
const FROM_ROWS: [&str; 4] = ["members", "review_queue", "refusals", "anomalies"];

/// The files of a run that may be taken over.
#[derive(Clone, Debug)]
pub struct Kept {
    folder: PathBuf,
    outputs: Vec<Output>,
}

/// What is read of a manifest.
#[derive(Deserialize)]
struct Listed {
    outputs: Vec<Output>,
}

impl Kept {
    /// The files of a run folder; none when its manifest cannot be read.
    pub fn of(folder: &Path) -> Option<Kept> {
        let text = fs::read(folder.join("manifest.json")).ok()?;
        let Listed { outputs } = serde_json::from_slice(&text).ok()?;
        Some(Kept { folder: folder.to_owned(), outputs })
    }

    /// Whether it has everything that tells what pairs were judged by.
    pub fn has_pairs(&self) -> bool {
        ["review_queue.csv", "review_queue.parquet", super::pairs::FILE]
            .into_iter()
            .all(|name| self.outputs.iter().any(|output| output.file == name && self.is_there(output)))
    }

    fn is_there(&self, output: &Output) -> bool {
        fs::metadata(self.folder.join(&output.file)).is_ok_and(|known| known.len() == output.bytes)
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
        if !self.is_there(output) {
            return Ok(None);
        }
        // What office programs open is copied: a change there must not reach the other night. So is what the state keeps
        // too: damage must not reach the night before, which is there for that case.
        let shared = name.ends_with(".parquet") && name != "members.parquet";
        let linked = shared && fs::hard_link(&from, &to).is_ok();
        if !linked {
            fs::copy(&from, &to).map_err(|source| Error::file(&to, "cannot be written", source))?;
        }
        Ok(Some(output.clone()))
    }
}
