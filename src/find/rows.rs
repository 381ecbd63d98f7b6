//! What do the night's rows say, in canonical form? The raw cells of the run folder are standardised once more, as far
//! as a search needs them; the rosters themselves may have changed since.

use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;

use super::night::Searched;
use crate::error::{Error, Result};
use crate::ingest::RowChunk;
use crate::pipeline::standardise_options;
use crate::progress::Progress;
use crate::record::{Field, RosterId};
use crate::region::Resolver;
use crate::settings::Settings;
use crate::standardise::{Cells, Gathered, Habits, Options, Part, People, standardise};
use crate::state::RawReader;

/// The fields that a search reads. Residences are taken from the register, which has settled them.
const FIELDS: [Field; 9] = [
    Field::Nik,
    Field::Kk,
    Field::Name,
    Field::BirthDate,
    Field::Age,
    Field::PlaceAndDate,
    Field::BirthPlace,
    Field::Sex,
    Field::Relation,
];

/// Rows a chunk: as many as a run writes into one group of its raw cells.
const CHUNK: usize = 32_768;

/// What a manifest says of a file.
#[derive(Debug, Deserialize)]
pub(super) struct FileOfRun {
    /// Roster.
    pub(super) roster: String,
    /// Path, of which people see the name.
    pub(super) path: String,
    /// Rows given.
    pub(super) rows: usize,
}

#[derive(Debug, Deserialize)]
struct ManifestOfRun {
    inputs: Vec<FileOfRun>,
}

/// The rosters' files of a run, in row id order.
pub(super) fn files(run: &Path) -> Result<Vec<FileOfRun>> {
    let path = run.join("manifest.json");
    let text = std::fs::read(&path).map_err(|source| Error::file(&path, "cannot be read", source))?;
    let manifest: ManifestOfRun = serde_json::from_slice(&text).map_err(|error| Error::Damaged {
        what: message!(
            "{path}: bukan manifes: {error}",
            "{path}: is no manifest: {error}",
            path = path.display()
        ),
        next_step: message!("Jalankan malam itu lagi: padan run.", "Run the night again: padan run."),
    })?;
    Ok(manifest.inputs)
}

/// The rows of a night, standardised as far as [`FIELDS`] go.
pub(super) fn people(
    settings: &Settings,
    night: &Searched,
    files: &[FileOfRun],
    progress: &dyn Progress,
) -> Result<People> {
    let raw = RawReader::open(&night.name.run.join("raw.parquet"))?;
    let options = options(settings, night, files);
    let pieces = pieces(files);
    progress.begin("membuat indeks pencarian", Some(raw.len() as u64));
    let mut habits = Habits::default();
    let mut gathered = Gathered::new(&options, raw.len());
    // As many chunks at a time as threads, so that memory does not depend on how many rows there are.
    for wave in pieces.chunks(rayon::current_num_threads().max(1) * 2) {
        let chunks: Vec<RowChunk> = wave.par_iter().map(|piece| chunk(&raw, piece)).collect::<Result<_>>()?;
        let learnt: Vec<_> = chunks.iter().map(|chunk| habits.learn(chunk, &options)).collect();
        let parts: Vec<Part> = chunks
            .par_iter()
            .zip(learnt)
            .map_init(Resolver::new, |resolver, (chunk, habit)| {
                standardise(&Cells::of(chunk), &options, habit, resolver, Part::default())
            })
            .collect();
        parts.iter().for_each(|part| gathered.append(part));
        progress.advance(chunks.iter().map(RowChunk::len).sum::<usize>() as u64);
    }
    Ok(gathered.finish().0)
}

/// As the night was read, without declared fields.
fn options(settings: &Settings, night: &Searched, files: &[FileOfRun]) -> Options {
    let options = standardise_options(settings, night.name.date);
    let mut codes = Vec::new();
    for (index, file) in files.iter().enumerate() {
        if index == 0 || files[index - 1].roster != file.roster {
            let declared = settings.rosters.iter().position(|roster| roster.roster.name == file.roster);
            codes.push(declared.and_then(|at| options.codes.get(at).copied()).unwrap_or_default());
        }
    }
    Options { codes, extras: Vec::new(), places_as_texts: Vec::new(), ..options }
}

/// A run of rows of one file.
struct Piece {
    roster: u16,
    file: u16,
    rows: Range<usize>,
}

fn pieces(files: &[FileOfRun]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut roster, mut from) = (0u16, 0);
    for (index, file) in files.iter().enumerate() {
        if index > 0 && files[index - 1].roster != file.roster {
            roster += 1;
        }
        let end = from + file.rows;
        while from < end {
            let to = (from + CHUNK).min(end);
            pieces.push(Piece { roster, file: index as u16, rows: from..to });
            from = to;
        }
    }
    pieces
}

fn chunk(raw: &RawReader, piece: &Piece) -> Result<RowChunk> {
    let columns = raw.columns(&FIELDS, piece.rows.clone())?;
    let rows = (1..=piece.rows.len() as u32).collect::<Vec<u32>>();
    let cells = FIELDS.into_iter().zip(columns).collect();
    Ok(RowChunk { roster: RosterId(piece.roster), file: piece.file, lines: rows.clone(), rows, cells })
}
