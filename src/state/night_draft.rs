//! How does a night become yesterday? Its state is written beside its run, both complete and on the disk, and then
//! each is renamed into its place: the run first, the state last. A process killed in between is finished by the next.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rayon::prelude::*;

use super::file::Written;
use super::night_record::{Accepted, FileSum, LAYOUT, NightCounts, NightRecord};
use super::nights::{self, StateFolder, entries};
use super::recover::{DRAFT, GOING, MANIFEST, outputs};
use super::run_folder::{Draft, new_folder, remove, sync_folder};
use super::{linkage_memory, night_memory};
use crate::error::{Error, Result};

/// Files that a night can do without.
const ONLY_MEMORY: [&str; 2] = [linkage_memory::FILE, night_memory::FILE];
/// States of nights that are kept: the last, and the one before as its backup.
const KEPT: usize = 2;

/// The state of tonight while it is written. Dropped without being published, it is removed.
#[derive(Debug)]
pub struct StateDraft<'a> {
    state: &'a StateFolder,
    folder: PathBuf,
    number: u32,
    /// Fingerprints of files that were taken while they were written.
    known: BTreeMap<String, FileSum>,
    /// Files that are also files of the run; its manifest has their fingerprints.
    linked: Vec<String>,
    /// Whether it stays when this is dropped.
    stays: bool,
}

/// What the record of a night says beyond its files.
#[derive(Clone, Debug)]
pub struct Closing {
    /// The night's date.
    pub date: Date,
    /// What was counted.
    pub counts: NightCounts,
    /// Who let it pass, when it needed that.
    pub accepted: Option<Accepted>,
    /// Run folders to keep; all when none.
    pub keep_runs: Option<usize>,
}

/// A night that is in its place.
#[derive(Clone, Debug)]
pub struct Published {
    /// Its number.
    pub number: u32,
    /// Its run folder.
    pub run: PathBuf,
    /// The folder of its state.
    pub state: PathBuf,
}

impl<'a> StateDraft<'a> {
    pub(super) fn begin(state: &'a StateFolder, number: u32) -> Result<StateDraft<'a>> {
        let folder = state.root.join(DRAFT);
        remove(&folder)?;
        new_folder(&folder)?;
        Ok(StateDraft { state, folder, number, known: BTreeMap::new(), linked: Vec::new(), stays: false })
    }

    /// Where the state's files are written until it is published.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The night's number.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Notes the fingerprint of a file of this folder that was taken while it was written; others are read again.
    pub fn wrote(&mut self, written: &Written) {
        let sum = FileSum::of(written);
        self.known.insert(sum.file.clone(), sum);
    }

    /// Takes a file of the run into the state as it is: the same file under two names, where the disk can do that.
    ///
    /// # Errors
    /// When it can neither be linked nor copied.
    pub fn link(&mut self, run: &Draft, file: &str) -> Result<()> {
        let (from, to) = (run.folder().join(file), self.folder.join(file));
        if fs::hard_link(&from, &to).is_err() {
            fs::copy(&from, &to).map_err(|source| Error::file(&to, "cannot be written", source))?;
        }
        self.linked.push(file.to_owned());
        Ok(())
    }

    /// Puts the night in its place. Until the first rename nothing of it can be seen; from then on the next to open
    /// the state finishes what is left. `step` is told what comes next, for whoever watches.
    ///
    /// # Errors
    /// When something cannot be written or renamed: yesterday is then as it was.
    pub fn publish(mut self, run: Draft, closing: &Closing, step: &dyn Fn(&str)) -> Result<Published> {
        step("menutup malam");
        let folders = [run.folder(), &self.folder];
        let (on_disk, record) = std::thread::scope(|scope| {
            let on_disk = scope.spawn(|| put_on_disk(&folders));
            let record = self.record(&run, closing);
            (on_disk.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), record)
        });
        on_disk?;
        let record = record?;
        record.write(&self.folder)?;
        sync_folder(&self.folder);
        step("menerbitkan hasil");
        let place = run.publish()?;
        // The run is out. Should the last rename fail, the next to open the state does it.
        self.stays = true;
        step("menerbitkan keadaan");
        let state = self.state.root.join(nights::name(self.number));
        fs::rename(&self.folder, &state)
            .map_err(|source| Error::file(&state, "cannot be put in place", source))?;
        sync_folder(&self.state.root);
        step("membersihkan");
        prune_states(&self.state.root);
        if let Some(keep) = closing.keep_runs {
            prune_runs(&self.state.out, &record.run, keep);
        }
        Ok(Published { number: self.number, run: place, state })
    }

    fn record(&self, run: &Draft, closing: &Closing) -> Result<NightRecord> {
        let manifest = FileSum::read(run.folder(), MANIFEST)?;
        let run_files = self.unlisted(run)?;
        let mut of_run: BTreeMap<String, FileSum> =
            run_files.iter().map(|sum| (sum.file.clone(), sum.clone())).collect();
        of_run.extend(outputs(run.folder()).unwrap_or_default().into_iter().map(|(file, bytes, blake3)| {
            (file.clone(), FileSum { file, bytes, blake3, only_memory: false })
        }));
        let sum = |file: &String| -> Result<FileSum> {
            let of_run = of_run.get(file).filter(|_| self.linked.contains(file));
            let known = match of_run.or_else(|| self.known.get(file)) {
                Some(known) => known.clone(),
                None => FileSum::read(&self.folder, file)?,
            };
            Ok(FileSum { only_memory: ONLY_MEMORY.contains(&file.as_str()), ..known })
        };
        let files: Vec<String> = entries(&self.folder)?;
        let target = run.target().file_name().unwrap_or_default();
        Ok(NightRecord {
            layout: LAYOUT,
            number: self.number,
            date: closing.date.to_string(),
            run: target.to_string_lossy().into_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            manifest,
            run_files,
            counts: closing.counts.clone(),
            accepted: closing.accepted.clone(),
            files: files.par_iter().map(sum).collect::<Result<_>>()?,
        })
    }

    /// The sums of the run's files that its manifest does not list. One that is last night's under a second name has its
    /// sum of last night: it was held to that before it was taken over.
    fn unlisted(&self, run: &Draft) -> Result<Vec<FileSum>> {
        let listed = outputs(run.folder()).unwrap_or_default();
        let is_listed = |file: &String| file == MANIFEST || listed.iter().any(|(known, ..)| known == file);
        let files: Vec<String> = entries(run.folder())?.into_iter().filter(|file| !is_listed(file)).collect();
        let sum = |file: &String| {
            let last = self.state.last().and_then(|last| last.sum_of_run_file(file, run.folder()));
            last.map_or_else(|| FileSum::read(run.folder(), file), Ok)
        };
        files.par_iter().map(sum).collect()
    }
}

impl Drop for StateDraft<'_> {
    fn drop(&mut self) {
        if !self.stays {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Files that the disk is asked to keep at a time: each waits for it, and it does several at once.
const AT_A_TIME: usize = 8;

/// Asks the disk to keep every file of some folders, and the folders.
fn put_on_disk(folders: &[&Path]) -> Result<()> {
    let mut files = Vec::new();
    for folder in folders {
        files.extend(entries(folder)?.into_iter().map(|name| folder.join(name)));
    }
    let some = |first: usize| {
        files.iter().skip(first).step_by(AT_A_TIME).try_for_each(|path| {
            let cannot = |source| Error::file(path, "cannot be put on the disk", source);
            // Windows flushes only what is open for writing.
            let file = fs::OpenOptions::new().read(true).write(true).open(path).map_err(cannot)?;
            file.sync_all().map_err(cannot)
        })
    };
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..AT_A_TIME).map(|first| scope.spawn(move || some(first))).collect();
        let kept = |asked: std::thread::ScopedJoinHandle<'_, Result<()>>| {
            asked.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        asked.into_iter().try_for_each(kept)
    })?;
    folders.iter().for_each(|folder| sync_folder(folder));
    Ok(())
}

/// Removes the states of all nights but the last ones. One that cannot be removed is tried again by the next night.
fn prune_states(root: &Path) {
    let Ok(nights) = nights::nights(root) else { return };
    for number in nights.iter().rev().skip(KEPT) {
        let name = nights::name(*number);
        take_away(&root.join(&name), &root.join(format!(".{name}{GOING}")));
    }
}

/// Removes all runs but the `keep` with the latest dates; never `newest`, whatever its date.
fn prune_runs(out: &Path, newest: &str, keep: usize) {
    let Ok(names) = entries(out) else { return };
    let is_run = |name: &&String| {
        name.parse::<Date>().is_ok()
            && name.as_str() != newest
            && out.join(name).join("manifest.json").is_file()
    };
    let older: Vec<&String> = names.iter().filter(is_run).collect();
    for name in older.iter().rev().skip(keep.saturating_sub(1)) {
        take_away(&out.join(name), &out.join(format!(".{name}{GOING}")));
    }
}

/// Removes a folder by way of another name, so that half of it is never taken for the whole.
fn take_away(folder: &Path, going: &Path) {
    let _ = fs::remove_dir_all(going);
    if fs::rename(folder, going).is_ok() {
        let _ = fs::remove_dir_all(going);
    }
}
