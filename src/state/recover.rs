//! What did a killed run leave, and is it finished or cleared away? A night whose run folder and state were both
//! complete is put in its place; anything less is removed, and yesterday stays as it was.

use std::fs;
use std::path::Path;

use jiff::civil::Date;

use super::night_record::{self, NightRecord, Proof};
use super::nights::{entries, name};
use super::run_folder::{put_in_place, remove, sync_folder};
use crate::error::{Error, Finding, Message, Result, Severity};

/// Name of the state of a night under way.
pub(super) const DRAFT: &str = ".baru";
/// What ends the name of a folder that is being removed: half of one is no night.
pub(super) const GOING: &str = ".hapus";

/// Name of what a run says of itself.
pub(super) const MANIFEST: &str = "manifest.json";

/// Finishes what was complete and clears away the rest. Called with the lock held.
pub(super) fn recover(root: &Path, out: &Path) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let draft = root.join(DRAFT);
    if draft.exists() {
        match complete(root, out)? {
            Some(record) => {
                finish(root, out, &record)?;
                findings.push(finished(&record));
            }
            None => remove(&draft)?,
        }
    }
    for entry in entries(root)? {
        if entry.ends_with(GOING) {
            remove(&root.join(entry))?;
        }
    }
    clear_runs(out)?;
    Ok(findings)
}

/// The record of the state left behind, when it and its run folder are complete.
fn complete(root: &Path, out: &Path) -> Result<Option<NightRecord>> {
    let Proof::Whole(record, _) = night_record::prove(&root.join(DRAFT))? else { return Ok(None) };
    if record.run.parse::<Date>().is_err() || root.join(name(record.number)).exists() {
        return Ok(None);
    }
    let (place, unfinished) = (out.join(&record.run), out.join(run_draft(&record.run)));
    let there =
        is_run_of(&place, &record) || (is_run_of(&unfinished, &record) && is_whole(&unfinished, &record));
    Ok(there.then_some(*record))
}

fn finish(root: &Path, out: &Path, record: &NightRecord) -> Result<()> {
    let place = out.join(&record.run);
    if !is_run_of(&place, record) {
        put_in_place(&out.join(run_draft(&record.run)), &place, &out.join(format!(".{}.lama", record.run)))?;
    }
    let folder = root.join(name(record.number));
    fs::rename(root.join(DRAFT), &folder)
        .map_err(|source| Error::file(&folder, "cannot be put in place", source))?;
    sync_folder(root);
    Ok(())
}

/// Name of the draft of a run.
fn run_draft(run: &str) -> String {
    format!(".{run}.baru")
}

/// Whether a run folder is the one that a record speaks of.
pub(super) fn is_run_of(run: &Path, record: &NightRecord) -> bool {
    night_record::differs(run, &record.manifest).is_none()
}

/// Whether every output that manifest and record list is there in its length. A run that is complete has been put on the
/// disk byte by byte before its manifest was; what happens to it later is for `padan verify`.
fn is_whole(run: &Path, record: &NightRecord) -> bool {
    let is_there =
        |file: &str, bytes: u64| fs::metadata(run.join(file)).is_ok_and(|found| found.len() == bytes);
    record.run_files.iter().all(|sum| is_there(&sum.file, sum.bytes))
        && outputs(run).is_some_and(|outputs| outputs.iter().all(|(file, bytes, _)| is_there(file, *bytes)))
}

/// The outputs that a run's manifest lists: name, bytes, BLAKE3.
pub(super) fn outputs(run: &Path) -> Option<Vec<(String, u64, String)>> {
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(run.join(MANIFEST)).ok()?).ok()?;
    let outputs = manifest["outputs"].as_array()?.iter();
    outputs
        .map(|output| {
            let text = |key: &str| Some(output[key].as_str()?.to_owned());
            Some((text("file")?, output["bytes"].as_u64()?, text("blake3")?))
        })
        .collect()
}

/// Drafts of runs go; a run that was moved away for another that never came returns.
fn clear_runs(out: &Path) -> Result<()> {
    for entry in entries(out)? {
        let Some((night, end)) = entry.strip_prefix('.').and_then(|rest| rest.rsplit_once('.')) else {
            continue;
        };
        if night.parse::<Date>().is_err() {
            continue;
        }
        let (left, place) = (out.join(&entry), out.join(night));
        match end {
            "lama" if !place.exists() => {
                fs::rename(&left, &place)
                    .map_err(|source| Error::file(&place, "cannot be put back", source))?;
            }
            "lama" | "baru" | "hapus" => remove(&left)?,
            _ => {}
        }
    }
    Ok(())
}

fn finished(record: &NightRecord) -> Finding {
    Finding {
        code: "MALAM_DITUNTASKAN",
        severity: Severity::Info,
        place: "keadaan".into(),
        message: message!(
            "Malam ke-{number} ({date}) sudah lengkap ketika terhenti; penerbitannya dituntaskan.",
            "Night {number} ({date}) was complete when it was cut off; its publishing was finished.",
            number = record.number,
            date = record.date
        ),
        next_step: Message::none(),
    }
}
