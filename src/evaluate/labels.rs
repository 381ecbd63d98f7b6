//! Which rows of a run do a clerk's labels mean? Looked up among its members, and among the rosters' own keys in its raw
//! cells.

use std::path::Path;

use super::assignment::Assignment;
use super::known::Known;
use crate::error::Result;
use crate::labels::{Labelled, find, read_labels};
use crate::record::{Field, TextColumn};
use crate::standardise::row_key;
use crate::state::RawReader;

/// Reads a label file and finds its rows in a run.
///
/// # Errors
/// When a file cannot be read, or the columns are not those of a label file.
pub fn labels_of_run(path: &Path, run: &Path, members: &Assignment) -> Result<Labelled> {
    let labels = read_labels(path)?;
    let keys = if labels.by_id { unique_keys(run, members)? } else { None };
    let key = |row: usize| keys.as_ref().and_then(|keys| row_key(keys.get(row)));
    let rows = (0..members.len()).map(|row| (members.roster[row], members.row[row], key(row)));
    Ok(find(&labels, &members.rosters, rows))
}

/// The rosters' own keys, one a row; none where no roster maps one.
fn unique_keys(run: &Path, members: &Assignment) -> Result<Option<TextColumn>> {
    let path = run.join("raw.parquet");
    if !path.exists() {
        return Ok(None);
    }
    let raw = RawReader::open(&path)?;
    let there = raw.fields().contains(&Field::UniqueKey) && raw.len() == members.len();
    there.then(|| raw.column(Field::UniqueKey)).transpose()
}

impl Known {
    /// The labelled pairs, as what is known of the rows.
    pub fn of_labels(labels: &Labelled) -> Known {
        Known::Labels(labels.pairs.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::RowChunk;
    use crate::record::RosterId;
    use crate::state::RawWriter;

    #[test]
    fn ids_may_be_the_rosters_own_keys() {
        let folder = tempfile::tempdir().unwrap();
        let mut raw = RawWriter::create(&folder.path().join("raw.parquet"), &[Field::UniqueKey]).unwrap();
        let keys = ["A-7", "A-8"].into_iter().collect();
        let cells = vec![(Field::UniqueKey, keys)];
        raw.append(&RowChunk { roster: RosterId(0), file: 0, lines: vec![2, 3], rows: vec![1, 2], cells })
            .unwrap();
        raw.finish().unwrap();
        let members = Assignment {
            rosters: vec!["bdt".into()],
            roster: vec![0, 0],
            row: vec![1, 2],
            person: vec![Some(0), Some(1)],
            persons: 2,
            household: Vec::new(),
        };
        let file = folder.path().join("labels.csv");
        std::fs::write(&file, "unique_id_l,unique_id_r,clerical_match_score\na-8,A-7,1\nA-9,A-7,1\n")
            .unwrap();
        let labels = labels_of_run(&file, folder.path(), &members).unwrap();
        assert_eq!(labels.pairs, [(0, 1, true)]);
        assert_eq!((labels.account.by_key, labels.account.unknown_row), (vec!["bdt".to_owned()], vec![2]));
    }
}
