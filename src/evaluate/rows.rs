//! Who are the rows of a run? Its raw cells, standardised once more: nothing but the run folder is needed.

use std::path::Path;

use jiff::civil::Date;

use super::assignment::Assignment;
use crate::error::Result;
use crate::ingest::RowChunk;
use crate::record::{Field, RosterId, TextColumn};
use crate::region::CodeSystem;
use crate::standardise::{self, People};
use crate::state::RawReader;

/// Rows a chunk: enough for each thread to have work, little enough to balance.
const CHUNK_ROWS: usize = 16_384;

/// The people of a run, in the members' order; none where its raw cells are not at hand. Declared fields are left
/// out, since only the settings know of what kind they are.
///
/// # Errors
/// When the raw cells are there and cannot be read.
pub fn people_of_run(run: &Path, members: &Assignment, night: Date) -> Result<Option<People>> {
    let Some(raw) = raw_of_run(run, members)? else { return Ok(None) };
    let fields: Vec<Field> =
        raw.fields().iter().copied().filter(|field| !matches!(field, Field::Extra(_))).collect();
    let columns = fields.iter().map(|&field| raw.column(field)).collect::<Result<Vec<TextColumn>>>()?;
    let mut chunks = Vec::new();
    let mut start = 0;
    for rows in members.roster.chunk_by(|a, b| a == b) {
        let end = start + rows.len();
        for from in (start..end).step_by(CHUNK_ROWS) {
            chunks.push(chunk(members, &fields, &columns, from..(from + CHUNK_ROWS).min(end)));
        }
        start = end;
    }
    drop(columns);
    let options = standardise::Options {
        codes: vec![CodeSystem::Undecided; members.rosters.len()],
        ..standardise::Options::new(night)
    };
    Ok(Some(standardise::standardise_all(&chunks, &options).0))
}

/// The names as they were read, one a row; empty where the run has none or its raw cells are not at hand.
///
/// # Errors
/// When the raw cells are there and cannot be read.
pub fn names_of_run(run: &Path, members: &Assignment) -> Result<TextColumn> {
    match raw_of_run(run, members)? {
        Some(raw) => raw.column(Field::Name),
        None => Ok(std::iter::repeat_n("", members.len()).collect()),
    }
}

fn raw_of_run(run: &Path, members: &Assignment) -> Result<Option<RawReader>> {
    let path = run.join("raw.parquet");
    if !path.exists() {
        return Ok(None);
    }
    let raw = RawReader::open(&path)?;
    Ok((raw.len() == members.len()).then_some(raw))
}

fn chunk(
    members: &Assignment,
    fields: &[Field],
    columns: &[TextColumn],
    rows: std::ops::Range<usize>,
) -> RowChunk {
    let roster = members.roster[rows.start] as u16;
    let cells = fields.iter().zip(columns);
    RowChunk {
        roster: RosterId(roster),
        // What a file's habits are is learnt by file; a roster stands for its files here.
        file: roster,
        lines: members.row[rows.clone()].to_vec(),
        rows: members.row[rows.clone()].to_vec(),
        cells: cells
            .map(|(&field, column)| (field, rows.clone().map(|row| column.get(row)).collect()))
            .collect(),
    }
}
