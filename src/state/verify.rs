//! Is everything that was written still what was written? Every file of the nights in the state and of their run
//! folders, byte by byte against its fingerprint. Only reads, so that it may be asked at any time.

use std::path::Path;

use rayon::prelude::*;
use rusqlite::{Connection, OpenFlags};
use serde::{Serialize, Serializer};

use super::guarded::{is_being_written, to_read};
use super::night_record::{self, FileSum, NightRecord};
use super::nights::{entries, name, nights, set_asides};
use super::recover::{DRAFT, is_run_of, outputs};
use crate::error::{Message, Result};

/// Name of the decisions in the state folder.
const DECISIONS: &str = "decisions.sqlite";

/// What was found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Verified {
    /// The nights of the state, the newest first.
    pub nights: Vec<NightVerified>,
    /// What is wrong with the decisions; none when nothing is, or when there are none yet.
    #[serde(serialize_with = "one_in_english")]
    pub decisions: Option<Message>,
    /// Nights that were set aside as damaged earlier.
    pub set_aside: Vec<u32>,
    /// Whether a run was cut off or is going on; the next run finishes or clears what is there.
    pub unfinished: bool,
}

/// One night.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NightVerified {
    /// Its number.
    pub number: u32,
    /// Its date; empty when its record cannot be read.
    pub date: String,
    /// Files looked at, and bytes.
    pub files: u64,
    /// Bytes in them.
    pub bytes: u64,
    /// What is damaged: the file and how.
    #[serde(serialize_with = "in_english")]
    pub damaged: Vec<Message>,
    /// What became of its run folder.
    pub run: RunThere,
}

/// What became of a run folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RunThere {
    /// It is there.
    #[default]
    There,
    /// A later night of the same date stands in its place.
    Replaced,
    /// It was removed.
    Removed,
}

impl Verified {
    /// Files that are damaged or missing.
    pub fn damaged(&self) -> usize {
        let files: usize = self.nights.iter().map(|night| night.damaged.len()).sum();
        files + usize::from(self.decisions.is_some())
    }
}

/// Programs that read the JSON read one language.
fn in_english<S: Serializer>(messages: &[Message], to: S) -> std::result::Result<S::Ok, S::Error> {
    to.collect_seq(messages.iter().map(|message| &message.en))
}

#[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
fn one_in_english<S: Serializer>(message: &Option<Message>, to: S) -> std::result::Result<S::Ok, S::Error> {
    message.as_ref().map(|message| &message.en).serialize(to)
}

/// Holds everything to its fingerprint.
///
/// # Errors
/// When a folder cannot be read, or a later version of Padan wrote it.
pub fn verify(root: &Path, out: &Path) -> Result<Verified> {
    let mut verified = Verified {
        decisions: decisions(&root.join(DECISIONS)),
        set_aside: set_asides(root)?,
        unfinished: root.join(DRAFT).exists() || is_being_written(&root.join(DECISIONS)),
        ..Verified::default()
    };
    for number in nights(root)?.into_iter().rev() {
        let newest = verified.nights.is_empty();
        verified.nights.push(night(root, out, number, newest)?);
    }
    verified.unfinished |= entries(out)?.iter().any(|entry| entry.starts_with('.') && entry.ends_with(DRAFT));
    Ok(verified)
}

fn night(root: &Path, out: &Path, number: u32, newest: bool) -> Result<NightVerified> {
    let folder = root.join(name(number));
    let mut verified = NightVerified { number, ..NightVerified::default() };
    let record = match night_record::read(&folder)? {
        Ok(record) => record,
        Err(reason) => {
            verified.damaged.push(reason.within(&format!("{}/", name(number)), ""));
            return Ok(verified);
        }
    };
    verified.date.clone_from(&record.date);
    look_at(&folder, &name(number), &record.files, &mut verified);
    let (run, retired) = (out.join(&record.run), out.join(format!(".{}.lama", record.run)));
    // Once another run stands in its place, the retired one is being removed.
    let own = if run.exists() { &run } else { &retired };
    if is_run_of(own, &record) {
        look_at(own, &record.run, &sums(own, &record), &mut verified);
    } else if newest && !is_replaced(root, &run) {
        verified.damaged.push(night_record::not_as_written(&format!("{}/manifest.json", record.run)));
    } else {
        verified.run = if run.exists() { RunThere::Replaced } else { RunThere::Removed };
    }
    Ok(verified)
}

/// Whether a run is that of the night being published: its state comes next, or with the next to open the state.
fn is_replaced(root: &Path, run: &Path) -> bool {
    matches!(night_record::read(&root.join(DRAFT)), Ok(Ok(record)) if is_run_of(run, &record))
}

/// The files of a run, by its manifest; the manifest itself and what it does not list are held to the state's record.
fn sums(run: &Path, record: &NightRecord) -> Vec<FileSum> {
    let of_output = |(file, bytes, blake3)| FileSum { file, bytes, blake3, only_memory: false };
    let mut sums: Vec<FileSum> = outputs(run).unwrap_or_default().into_iter().map(of_output).collect();
    sums.push(record.manifest.clone());
    sums.extend(record.run_files.iter().cloned());
    sums
}

fn look_at(folder: &Path, place: &str, sums: &[FileSum], verified: &mut NightVerified) {
    verified.files += sums.len() as u64;
    verified.bytes += sums.iter().map(|sum| sum.bytes).sum::<u64>();
    let wrong: Vec<Message> = sums.par_iter().filter_map(|sum| night_record::differs(folder, sum)).collect();
    verified.damaged.extend(wrong.into_iter().map(|reason| reason.within(&format!("{place}/"), "")));
}

/// What is wrong with the decisions, which change between nights: by the mark beside them, and by SQLite's own check.
fn decisions(path: &Path) -> Option<Message> {
    if !path.exists() {
        return None;
    }
    // The mark says what was written last, unless somebody is writing now.
    let mark = std::fs::read_to_string(path.with_extension("sum")).unwrap_or_default();
    if let (Some(sum), Ok((_, found))) = (mark.trim().strip_prefix("clean "), night_record::fingerprint(path))
        && sum != found
    {
        return Some(night_record::not_as_written(DECISIONS));
    }
    let whole = to_read(path);
    if whole == path && is_being_written(path) {
        // The very first decision was cut off: there is nothing yet to be damaged.
        return None;
    }
    let check = || -> rusqlite::Result<String> {
        let file = Connection::open_with_flags(&whole, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        file.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
    };
    match check() {
        Ok(word) if word == "ok" => None,
        Ok(word) => Some(Message::same(format!("{DECISIONS}: {word}"))),
        Err(error) => Some(Message::same(format!("{DECISIONS}: {error}"))),
    }
}
