//! What does a night's state say of itself? `state.json`: which night, whose run, what was counted, and every file
//! beside it with length and fingerprint; it is written last, and `state.b3` holds its own fingerprint.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use jiff::civil::Date;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::file::{Written, write_whole};
use super::{linkage_memory, night_memory};
use crate::error::{Error, Message, Result};

/// Name of the record in a night's state folder.
pub const FILE: &str = "state.json";
/// Name of its fingerprint's file, in the form that `b3sum --check` reads.
pub const SUM: &str = "state.b3";
/// Files that are held to their fingerprints when they are read: not every night asks for them, and they are large.
const PROVED_LATER: [&str; 2] = [night_memory::FILE, linkage_memory::FILE];
/// Layout that this version writes.
pub const LAYOUT: u32 = 1;

/// A night's state, as its record has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NightRecord {
    /// Layout of this record.
    pub layout: u32,
    /// The night's number, from 1.
    pub number: u32,
    /// The night's date, ISO.
    pub date: String,
    /// Name of its run folder.
    pub run: String,
    /// Version of Padan that wrote it.
    pub version: String,
    /// The run's manifest.
    pub manifest: FileSum,
    /// Files of the run that its manifest does not list: raw cells, the model. Earlier versions did not note them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub run_files: Vec<FileSum>,
    /// What was counted.
    pub counts: NightCounts,
    /// Who let the night pass although it differed too much from the one before; none when nobody had to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Accepted>,
    /// Every other file of the folder, by name.
    pub files: Vec<FileSum>,
}

/// A file's length and fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSum {
    /// Its name within the folder.
    pub file: String,
    /// Bytes.
    pub bytes: u64,
    /// BLAKE3 of the bytes, hex.
    pub blake3: String,
    /// Whether a night can do without it, only slower: damage to it costs time and nothing else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub only_memory: bool,
}

/// Somebody's word that a night goes on although it differs too much from the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Who; none when it was not said.
    pub by: Option<String>,
    /// Why.
    pub reason: String,
}

/// What a night came to, for the night after to compare with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NightCounts {
    /// Rows over all rosters.
    pub rows: u64,
    /// Persons.
    pub persons: u64,
    /// Families.
    pub families: u64,
    /// Every roster, in settings order.
    pub rosters: Vec<RosterCounts>,
    /// Open conflicts by class; those that were dismissed do not count.
    pub conflicts: BTreeMap<String, u64>,
}

/// What one roster came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterCounts {
    /// Its name.
    pub roster: String,
    /// Rows.
    pub rows: u64,
    /// Lines with data that were refused.
    pub refused_lines: u64,
    /// Distinct persons among its rows.
    pub persons: u64,
}

impl NightRecord {
    /// The night's date.
    pub fn date(&self) -> Option<Date> {
        self.date.parse().ok()
    }

    /// Writes the record into a folder that is otherwise complete: its fingerprint first, itself last.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(FILE);
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::Output { path: path.clone(), what: error.to_string() })?;
        text.push('\n');
        let sum = format!("{}  {FILE}\n", blake3::hash(text.as_bytes()).to_hex());
        for (path, text) in [(folder.join(SUM), sum), (path, text)] {
            write_whole(&path, |out| {
                out.write_all(text.as_bytes())
                    .map_err(|source| Error::file(&path, "cannot be written", source))
            })?;
        }
        Ok(())
    }
}

/// What a night's state folder turned out to be.
#[derive(Debug)]
pub(super) enum Proof {
    /// Whole, but for the files named: those are only memory.
    Whole(Box<NightRecord>, Vec<String>),
    /// Not what was written, and what is wrong.
    Damaged(Message),
}

/// Reads the record of a folder and holds it to its own fingerprint. The outer error is a record of a later version,
/// which is no damage; the inner one says what is wrong.
pub(super) fn read(folder: &Path) -> Result<std::result::Result<NightRecord, Message>> {
    let (Ok(bytes), Ok(sum)) = (std::fs::read(folder.join(FILE)), std::fs::read_to_string(folder.join(SUM)))
    else {
        return Ok(Err(message!("{FILE} atau {SUM} tidak dapat dibaca", "{FILE} or {SUM} cannot be read")));
    };
    if sum.split_whitespace().next() != Some(blake3::hash(&bytes).to_hex().as_str()) {
        return Ok(Err(message!("isi {FILE} bukan yang ditulis Padan", "{FILE} is not what was written")));
    }
    #[derive(Deserialize)]
    struct Head {
        layout: u32,
    }
    match serde_json::from_slice::<Head>(&bytes) {
        Ok(head) if head.layout > LAYOUT => Err(Error::Input {
            what: message!(
                "{folder}: ditulis oleh versi Padan yang lebih baru (tata letak {layout})",
                "{folder}: written by a later version of Padan (layout {layout})",
                folder = folder.display(),
                layout = head.layout
            ),
            next_step: message!(
                "Pakai versi itu atau yang lebih baru; tidak ada yang diubah.",
                "Use that version or a later one; nothing was changed."
            ),
        }),
        Ok(_) => {
            Ok(serde_json::from_slice(&bytes).map_err(|error| Message::same(format!("{FILE}: {error}"))))
        }
        Err(error) => Ok(Err(Message::same(format!("{FILE}: {error}")))),
    }
}

/// Reads the record of a folder and holds every file to it, byte by byte; those that are proved when they
/// are read by their length.
pub(super) fn prove(folder: &Path) -> Result<Proof> {
    let record = match read(folder)? {
        Ok(record) => record,
        Err(reason) => return Ok(Proof::Damaged(reason)),
    };
    let look = |sum: &FileSum| match PROVED_LATER.contains(&sum.file.as_str()) {
        true => other_length(folder, sum),
        false => differs(folder, sum),
    };
    let wrong: Vec<(&FileSum, Message)> =
        record.files.par_iter().filter_map(|sum| look(sum).map(|reason| (sum, reason))).collect();
    if let Some((_, reason)) = wrong.iter().find(|(sum, _)| !sum.only_memory) {
        return Ok(Proof::Damaged(reason.clone()));
    }
    let lost = wrong.iter().map(|(sum, _)| sum.file.clone()).collect();
    Ok(Proof::Whole(Box::new(record), lost))
}

/// What is wrong with a file; none when it is what was written. The length is asked first: it costs nothing.
pub(super) fn differs(folder: &Path, sum: &FileSum) -> Option<Message> {
    other_length(folder, sum).or_else(|| match fingerprint(&folder.join(&sum.file)) {
        Ok((_, blake3)) if blake3 == sum.blake3 => None,
        Ok(_) => Some(not_as_written(&sum.file)),
        Err(error) => Some(Message::same(format!("{}: {error}", sum.file))),
    })
}

/// Whether a file is missing or of another length, and how.
fn other_length(folder: &Path, sum: &FileSum) -> Option<Message> {
    match std::fs::metadata(folder.join(&sum.file)) {
        Err(error) => Some(Message::same(format!("{}: {error}", sum.file))),
        Ok(found) if found.len() != sum.bytes => {
            let (read, written) = (Message::count(found.len()), Message::count(sum.bytes));
            Some(message!(
                "{file}: {read} bita, seharusnya {written}",
                "{file}: {read} bytes instead of {written}",
                file = sum.file;
                read, written
            ))
        }
        Ok(_) => None,
    }
}

/// That a file is another than the one that was written.
pub(super) fn not_as_written(file: &str) -> Message {
    message!("{file}: isinya bukan yang ditulis Padan", "{file}: not what was written")
}

/// Whether a file in a folder is what was written, by its length and BLAKE3.
pub fn is_as_written(folder: &Path, file: &str, bytes: u64, blake3: &str) -> bool {
    let sum = FileSum { file: file.to_owned(), bytes, blake3: blake3.to_owned(), only_memory: false };
    differs(folder, &sum).is_none()
}

/// Length and BLAKE3 of a file.
pub(super) fn fingerprint(path: &Path) -> io::Result<(u64, String)> {
    let mut hasher = blake3::Hasher::new();
    let mut file = File::open(path)?;
    let mut block = vec![0; 1 << 20];
    loop {
        match io::Read::read(&mut file, &mut block)? {
            0 => break,
            read => hasher.update(&block[..read]),
        };
    }
    Ok((hasher.count(), hasher.finalize().to_hex().to_string()))
}

impl FileSum {
    /// The sum of a file as it was written.
    pub(super) fn of(written: &Written) -> FileSum {
        let file = written.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        FileSum { file, bytes: written.bytes, blake3: written.blake3.clone(), only_memory: false }
    }

    /// The sum of a file as it stands.
    pub(super) fn read(folder: &Path, file: &str) -> Result<FileSum> {
        let path = folder.join(file);
        let (bytes, blake3) =
            fingerprint(&path).map_err(|source| Error::file(&path, "cannot be read", source))?;
        Ok(FileSum { file: file.to_owned(), bytes, blake3, only_memory: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Layout 1 as the first version wrote it. Never changed: later versions must still read it.
    const FIRST: &str = include_str!("state_layout_1.json");

    fn folder(record: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), record).unwrap();
        let sum = blake3::hash(record.as_bytes()).to_hex().to_string();
        std::fs::write(folder.path().join(SUM), format!("{sum}  {FILE}\n")).unwrap();
        folder
    }

    #[test]
    fn the_first_layout_is_still_read() {
        let folder = folder(FIRST);
        std::fs::write(folder.path().join("rows.parquet"), "padan").unwrap();
        let Proof::Whole(record, lost) = prove(folder.path()).unwrap() else { panic!("damaged") };
        assert_eq!(
            (record.number, record.date.as_str(), record.run.as_str()),
            (12, "2026-03-01", "2026-03-01")
        );
        assert_eq!(record.counts.rosters[0].roster, "pkh");
        assert_eq!(record.counts.conflicts["GANDA_DALAM_ROSTER"], 7);
        assert_eq!(lost, ["linkage.bin"], "memory that is gone costs time alone");
    }

    #[test]
    fn damage_is_found_wherever_it_is() {
        let damaged = |file: &str, bytes: &[u8]| {
            let folder = folder(FIRST);
            std::fs::write(folder.path().join("rows.parquet"), "padan").unwrap();
            std::fs::write(folder.path().join(file), bytes).unwrap();
            matches!(prove(folder.path()).unwrap(), Proof::Damaged(_))
        };
        assert!(damaged("rows.parquet", b"padam"));
        assert!(damaged("rows.parquet", b"padan "));
        assert!(damaged(FILE, FIRST.replace("\"persons\": 90", "\"persons\": 91").as_bytes()));
        assert!(damaged(SUM, b""));
    }

    #[test]
    fn a_later_layout_is_no_damage() {
        let folder = folder("{\"layout\": 2, \"number\": \"twelve\"}");
        assert!(matches!(prove(folder.path()), Err(Error::Input { .. })));
    }
}
