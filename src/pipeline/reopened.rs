//! What did a night hold of which the memory is gone, or was written by another version of the program? Its rows once more
//! from the raw cells that it published, linked once more by its model; who is who stays as it published it.

use std::path::Path;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::again::model_of;
use super::linking::link;
use super::opened::row_of;
use super::options::{cluster_options, standardise_options};
use super::{Stopwatch, yesterday::RAW};
use crate::cluster::{self, Clusters};
use crate::error::{Error, Result};
use crate::ingest::RowChunk;
use crate::progress::Silent;
use crate::record::{Field, RosterId, RowId};
use crate::region::Resolver;
use crate::register::Remembered;
use crate::report::read::read_columns;
use crate::settings::Settings;
use crate::standardise::{Cells, Gathered, Habits, Part, People, standardise};
use crate::state::{Found, LastNight, RawReader};

/// Rows a chunk: as many as a run writes into one group of its raw cells.
const CHUNK: usize = 32_768;

/// What a manifest says of a file.
#[derive(Debug, Deserialize)]
pub(super) struct FileOfRun {
    roster: String,
    pub(super) path: String,
    pub(super) bytes: u64,
    rows: usize,
}

#[derive(Debug, Deserialize)]
struct ManifestOfRun {
    inputs: Vec<FileOfRun>,
}

/// The rows of the last night and the names of their files, in the order of row ids; none when it did not publish the raw
/// cells as they are there now, or the settings name other rosters.
pub(super) fn rows(settings: &Settings, last: &LastNight) -> Result<Option<(People, Vec<String>)>> {
    let Some(raw) = last.run_file(RAW).filter(|_| last.run_is_its_own()) else { return Ok(None) };
    let raw = RawReader::open(&raw)?;
    let files = files(&last.run)?;
    let members = read_columns(&last.run.join("members.parquet"), &[&["row"], &["line"]])?;
    let numbers: Vec<Vec<u32>> =
        members.iter().map(|column| column.iter().map(|cell| cell.parse().unwrap_or(0)).collect()).collect();
    let [numbers, lines] = &numbers[..] else { return Ok(None) };
    let rows: usize = files.iter().map(|file| file.rows).sum();
    if rows != raw.len() || rows != numbers.len() {
        return Ok(None);
    }
    let Some(pieces) = pieces(settings, &files) else { return Ok(None) };
    let options = standardise_options(settings, last.date);
    let mut habits = Habits::default();
    let mut gathered = Gathered::new(&options, raw.len());
    // As many chunks at a time as threads, so that memory does not depend on how many rows there are.
    for wave in pieces.chunks(rayon::current_num_threads().max(1) * 2) {
        let chunks: Vec<RowChunk> = wave
            .par_iter()
            .map(|Piece { roster, file, from, to, fields }| {
                let columns = raw.columns(fields, *from..*to)?;
                let cells = fields.iter().copied().zip(columns).collect();
                let (rows, lines) = (numbers[*from..*to].to_vec(), lines[*from..*to].to_vec());
                Ok(RowChunk { roster: *roster, file: *file, lines, rows, cells })
            })
            .collect::<Result<_>>()?;
        let learnt: Vec<_> = chunks.iter().map(|chunk| habits.learn(chunk, &options)).collect();
        let parts: Vec<Part> = chunks
            .par_iter()
            .zip(learnt)
            .map_init(Resolver::new, |resolver, (chunk, habit)| {
                standardise(&Cells::of(chunk), &options, habit, resolver, Part::default())
            })
            .collect();
        parts.iter().for_each(|part| gathered.append(part));
    }
    let name = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    Ok(Some((gathered.finish().0, files.iter().map(|file| name(&file.path)).collect())))
}

/// The files that a run was made from.
pub(super) fn files(folder: &Path) -> Result<Vec<FileOfRun>> {
    let path = folder.join("manifest.json");
    let text = std::fs::read(&path).map_err(|source| Error::file(&path, "cannot be read", source))?;
    let manifest: ManifestOfRun = serde_json::from_slice(&text).map_err(|error| Error::Damaged {
        what: message!(
            "{path}: bukan manifes: {error}",
            "{path}: is no manifest: {error}",
            path = path.display()
        ),
        next_step: message!("Jalankan malamnya sekali lagi: padan run.", "Run the night again: padan run."),
    })?;
    Ok(manifest.inputs)
}

/// A run of rows of one file, and the fields that its roster has.
struct Piece {
    roster: RosterId,
    file: u16,
    from: usize,
    to: usize,
    fields: Vec<Field>,
}

/// The files in pieces; none when one is of a roster that the settings do not know.
fn pieces(settings: &Settings, files: &[FileOfRun]) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for (index, file) in files.iter().enumerate() {
        let roster = settings.rosters.iter().position(|roster| roster.roster.name == file.roster)?;
        let fields: Vec<Field> =
            settings.rosters[roster].roster.columns.iter().map(|(field, _)| *field).collect();
        let end = from + file.rows;
        while from < end {
            let to = (from + CHUNK).min(end);
            let (roster, fields) = (RosterId(roster as u16), fields.clone());
            pieces.push(Piece { roster, file: index as u16, from, to, fields });
            from = to;
        }
    }
    Some(pieces)
}

/// What the linkage of a night came to: its pairs are scored once more by its model, its persons are those that it
/// published.
///
/// # Errors
/// When the night's model cannot be read.
pub(super) fn found(
    people: &People,
    settings: &Settings,
    last: &LastNight,
    remembered: &Remembered,
) -> Result<Found> {
    let model = model_of(&last.folder)?;
    let mut linkage =
        link(people, settings, last.date, Some(model), None, &Silent, &mut Stopwatch::default())?;
    let clusters = published(&remembered.person[..remembered.present]);
    let options = cluster_options(settings, &linkage.scorer);
    linkage.clusters = Clusters::default();
    let weigh = |a, b| super::linking::edge(&linkage.comparer, &linkage.scorer, people, a, b);
    let mut clusters =
        cluster::complete(clusters, people, &linkage.comparer, &linkage.edges, &weigh, &options);
    let asked = asked(people, settings, last)?;
    clusters.review.retain(|edge| asked.contains(&(edge.a, edge.b)));
    Ok(Found { clusters, relatives: linkage.comparer.first_persons().to_vec(), ..Found::default() })
}

/// The pairs that the night put before officers: what they had told apart before is not asked again.
fn asked(people: &People, settings: &Settings, last: &LastNight) -> Result<FxHashSet<(RowId, RowId)>> {
    let columns: [&[&str]; 4] = [&["a_roster"], &["a_row"], &["b_roster"], &["b_row"]];
    let queue = read_columns(&last.run.join("review_queue.parquet"), &columns)?;
    let place = |name: &str| settings.rosters.iter().position(|roster| roster.roster.name == name);
    let row = |side: usize, line: usize| {
        row_of(people, place(queue[side].get(line))?, queue[side + 1].get(line).parse().ok()?)
    };
    let pairs = (0..queue[0].len()).filter_map(|line| row(0, line).zip(row(2, line)));
    Ok(pairs.map(|(a, b)| (a.min(b), a.max(b))).collect())
}

/// The persons of a night by number, each numbered by its first row.
fn published(persons: &[u64]) -> Clusters {
    let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
    let mut of = Vec::with_capacity(persons.len());
    for person in persons {
        let next = numbers.len() as u32;
        of.push(*numbers.entry(*person).or_insert(next));
    }
    Clusters { of, count: numbers.len() as u32, ..Clusters::default() }
}
