//! Which files does a roster's path mean? Resolves globs, in path order, and leaves out lock files.

use std::path::{Path, PathBuf};

use crate::error::Finding;

use super::Roster;
use super::notices;

/// The files of a roster, sorted by path; a finding when there is none.
pub(super) fn files(roster: &Roster) -> Result<Vec<PathBuf>, Finding> {
    let path = &roster.path;
    // A file whose own name has brackets is meant before the pattern is.
    if path.is_file() {
        return Ok(vec![path.clone()]);
    }
    let place = roster.name.clone();
    let pattern = path.to_string_lossy();
    if !pattern.contains(['*', '?', '[']) {
        return Err(notices::missing_file(place, path, file_alike(path)));
    }
    let found = match glob::glob(&pattern) {
        Ok(found) => found,
        Err(error) => return Err(notices::pattern_without_file(place, path, Some(error.msg.to_owned()))),
    };
    let mut files: Vec<PathBuf> =
        found.filter_map(Result::ok).filter(|file| file.is_file() && !is_lock(file)).collect();
    files.sort();
    if files.is_empty() { Err(notices::pattern_without_file(place, path, None)) } else { Ok(files) }
}

/// Files that office programs leave beside an open workbook.
fn is_lock(file: &Path) -> bool {
    let name = file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    name.starts_with("~$") || name.starts_with(".~lock")
}

/// A file in the same folder whose name is nearly the missing one's.
fn file_alike(path: &Path) -> Option<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let wanted = path.file_name()?.to_string_lossy().to_lowercase();
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .ok()?
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let likeness = |name: &String| strsim::jaro_winkler(&wanted, &name.to_lowercase());
    let best = names.into_iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)))?;
    (likeness(&best) >= 0.8).then_some(best)
}
