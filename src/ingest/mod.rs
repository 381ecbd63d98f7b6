//! How do roster files become rows? Takes rosters (files and column maps), gives chunks of [`RowChunk`] in
//! file order and an [`Intake`]: what was read, what was refused and what was noticed.
//! Every line of every file ends in exactly one of rows or refusals; memory is bounded by a chunk.

mod cells;
mod discover;
mod grid;
mod header;
mod inputs;
mod kind;
mod lines;
mod notices;
mod parquet;
pub mod probe;
mod ragged;
mod records;
mod shape;
mod sheet;
mod sniff;
mod structure;
mod table;
mod text;
mod xlsx;

pub use inputs::{Input, inputs, inputs_as_read, sizes};

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::Serialize;

use crate::error::{Finding, Message, Result};
use crate::record::{Field, RosterId, TextColumn};

pub use self::sheet::{SheetRows, sheet_rows};

use self::kind::Kind;
use self::table::Target;

/// One roster as ingest needs it: where its files are, how they are written, what its columns mean.
#[derive(Clone, Debug)]
pub struct Roster {
    /// Place in the settings file.
    pub id: RosterId,
    /// Unique name, used in every output.
    pub name: String,
    /// Path pattern (globs allowed), already resolved against the settings file's folder.
    pub path: PathBuf,
    /// Fixed delimiter, or detected per file.
    pub delimiter: Option<u8>,
    /// Fixed encoding label (WHATWG name, "windows-1252"), or detected per file.
    pub encoding: Option<String>,
    /// Fixed 1-based line of the header, or detected per file.
    pub header_row: Option<u32>,
    /// Sheet name for workbooks; all sheets that have the header when none.
    pub sheet: Option<String>,
    /// Field and the headers that make it, joined by a space; in the order of the settings file.
    pub columns: Vec<(Field, Vec<String>)>,
}

/// How the stage works.
#[derive(Clone, Debug)]
pub struct Options {
    /// Rows a chunk, at most.
    pub chunk_rows: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { chunk_rows: 32_768 }
    }
}

/// Rows of one file, in line order: the mapped fields' raw text, one column a field.
#[derive(Clone, Debug)]
pub struct RowChunk {
    /// The roster.
    pub roster: RosterId,
    /// Index into [`Intake::files`].
    pub file: u16,
    /// 1-based line in the file where each row starts (for workbooks the sheet's row).
    pub lines: Vec<u32>,
    /// 1-based data row within the roster, counted through its files in path order; refused data rows count.
    pub rows: Vec<u32>,
    /// The mapped fields in settings order, each as long as `lines`. Cells are trimmed; empty is missing.
    pub cells: Vec<(Field, TextColumn)>,
}

impl RowChunk {
    /// Rows held.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether it holds no row.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// This chunk without its rows, for other rows of fields whose columns begin empty; the room stays.
    fn emptied(mut self, roster: RosterId, file: u16, fields: impl Iterator<Item = Field>) -> RowChunk {
        self.lines.clear();
        self.rows.clear();
        let mut room = std::mem::take(&mut self.cells).into_iter().map(|(_, column)| column);
        for field in fields {
            let mut column = room.next().unwrap_or_default();
            column.clear();
            self.cells.push((field, column));
        }
        RowChunk { roster, file, ..self }
    }

    /// A field's column, when the roster maps it.
    pub fn column(&self, field: Field) -> Option<&TextColumn> {
        self.cells.iter().find(|(name, _)| *name == field).map(|(_, column)| column)
    }
}

/// A line that did not become a row, and why. Nothing of it is lost: the text is kept.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Refusal {
    /// The roster.
    pub roster: RosterId,
    /// Index into [`Intake::files`].
    pub file: u16,
    /// 1-based line where it starts.
    pub line: u32,
    /// Lines it spans (a quoted cell may hold line ends).
    pub lines: u32,
    /// Data row number, for refused data rows; none for titles, headers, blanks and footers.
    pub row: Option<u32>,
    /// Column (header) the refusal is about, when it is about one.
    pub column: Option<String>,
    /// Stable code (`JUDUL`, `KEPALA_KOLOM`, `BARIS_KOSONG`, `BARIS_TOTAL`, `TANDA_TANGAN`, `KOLOM_KURANG` ...).
    #[serde(deserialize_with = "crate::error::code")]
    pub code: crate::error::Code,
    /// The line as read, decoded to UTF-8.
    pub text: String,
}

/// What was learnt of one file.
#[derive(Clone, Debug, Default, Serialize, serde::Deserialize)]
pub struct FileReading {
    /// The roster's name.
    pub roster: String,
    /// The file as found.
    pub path: PathBuf,
    /// Sheet, for workbooks.
    pub sheet: Option<String>,
    /// Bytes.
    pub bytes: u64,
    /// BLAKE3 of the bytes, hex.
    pub blake3: String,
    /// Encoding it was read as.
    pub encoding: String,
    /// Delimiter, for text files.
    pub delimiter: Option<char>,
    /// 1-based line of the (last) header line.
    pub header_line: Option<u32>,
    /// Headers as read.
    pub header: Vec<String>,
    /// Headers no field uses.
    pub unused: Vec<String>,
    /// Lines in the file (or rows in the sheet).
    pub lines: u64,
    /// Lines that became rows (a row may span several).
    pub row_lines: u64,
    /// Rows given on.
    pub rows: u64,
    /// Lines among the refusals that hold no data (titles, headers, blanks, footers).
    pub structural_lines: u64,
    /// Lines among the refusals that hold data.
    pub refused_lines: u64,
}

/// Everything ingest learnt beside the rows.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Intake {
    /// Every file (or sheet) met, in roster and path order. `lines = row_lines + structural_lines + refused_lines`.
    pub files: Vec<FileReading>,
    /// Every line that is no row, in file and line order.
    pub refusals: Vec<Refusal>,
    /// What the operator should know (missing file, empty file, binary file, columns not found).
    pub findings: Vec<Finding>,
    /// Rosters of which nothing could be read.
    pub failed: Vec<RosterId>,
}

/// Where chunks go. It may give back one that is done with: memory that is used again need not be made anew.
pub type Sink<'a> = dyn FnMut(RowChunk) -> Result<Option<RowChunk>> + 'a;

/// Reads all rosters in order and hands every chunk to `sink`, in order.
///
/// # Errors
/// Only the sink's own: an unreadable roster is a finding, and the others still run.
pub fn ingest(rosters: &[Roster], options: &Options, sink: &mut Sink<'_>) -> Result<Intake> {
    let mut intake = Intake::default();
    for roster in rosters {
        let first_file = intake.files.len();
        match discover::files(roster) {
            Ok(files) => {
                let mut target = Target { roster, options, intake: &mut intake, sink, rows: 0 };
                for path in &files {
                    let before = stamp(path);
                    read_file(&mut target, path)?;
                    if before.is_some() && stamp(path) != before {
                        target
                            .intake
                            .findings
                            .push(notices::changed(notices::place(roster, path, None), path));
                    }
                }
            }
            Err(finding) => intake.findings.push(finding),
        }
        find_twins(roster, &mut intake, first_file);
        if intake.files[first_file..].iter().all(|file| file.rows == 0) {
            intake.failed.push(roster.id);
        }
    }
    Ok(intake)
}

/// Reads one file as what its first bytes say it is.
fn read_file(target: &mut Target<'_>, path: &Path) -> Result<()> {
    let place = notices::place(target.roster, path, None);
    let (file, head, is_whole) = match open(path) {
        Ok(opened) => opened,
        Err(error) => {
            target.intake.findings.push(notices::unreadable(place, path, &error.to_string()));
            return Ok(());
        }
    };
    let finding = match kind::kind(&head) {
        Kind::Text => return text::read(target, path, file, &head, is_whole),
        Kind::Parquet => return parquet::read(target, path),
        Kind::Workbook => match std::fs::read(path) {
            Ok(bytes) => return sheet::read(target, path, &bytes),
            Err(error) => notices::unreadable(place, path, &error.to_string()),
        },
        Kind::Empty => notices::empty_file(place, path),
        Kind::Foreign(what, next) => {
            notices::foreign(place, path, &Message::new(what.0, what.1), Message::new(next.0, next.1))
        }
    };
    target.intake.findings.push(finding);
    let mut reading = table::new_reading(target.roster, path.to_owned(), "");
    if let Ok((bytes, blake3)) = fingerprint(path) {
        (reading.bytes, reading.blake3) = (bytes, blake3);
    }
    target.intake.files.push(reading);
    Ok(())
}

/// What changes when a file is written to or another takes its place: its length, and when it was last written.
fn stamp(path: &Path) -> Option<(u64, Option<SystemTime>)> {
    let found = std::fs::metadata(path).ok()?;
    Some((found.len(), found.modified().ok()))
}

/// Opens a file and reads its head; true when the head is all of it.
fn open(path: &Path) -> io::Result<(File, Vec<u8>, bool)> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    Read::by_ref(&mut file).take(sniff::HEAD as u64).read_to_end(&mut head)?;
    let is_whole = head.len() < sniff::HEAD;
    Ok((file, head, is_whole))
}

/// Size and BLAKE3 of a file.
fn fingerprint(path: &Path) -> io::Result<(u64, String)> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok((hasher.count(), hasher.finalize().to_hex().to_string()))
}

/// Notices files of a roster that are copies of each other.
fn find_twins(roster: &Roster, intake: &mut Intake, first_file: usize) {
    let files = &intake.files[first_file..];
    let mut findings = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let same = |other: &&FileReading| other.blake3 == file.blake3 && other.path != file.path;
        if file.rows > 0
            && let Some(other) = files[..index].iter().find(same)
        {
            let place = notices::place(roster, &file.path, None);
            findings.push(notices::same_bytes(place, &notices::file_name(&other.path)));
        }
    }
    findings.dedup();
    intake.findings.extend(findings);
}
