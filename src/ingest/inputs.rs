//! Which files were sent, and are they those of another night? Every file of every roster with the fingerprint of its
//! bytes, without reading a line of it, or as they were when they were read.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Intake, Roster, discover, notices};

/// A file of a roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The roster's name.
    pub roster: String,
    /// The file.
    pub path: PathBuf,
    /// BLAKE3 of its bytes, hex; empty when it cannot be read.
    pub blake3: String,
}

/// Bytes of each file of each roster, in their order.
pub fn sizes(rosters: &[Roster]) -> Vec<u64> {
    files(rosters).map(|(_, path)| std::fs::metadata(path).map_or(0, |found| found.len())).collect()
}

/// The files of all rosters, in roster and path order; a roster without any is there with an empty path.
pub fn inputs(rosters: &[Roster]) -> Vec<Input> {
    let files: Vec<(String, PathBuf)> = files(rosters).collect();
    files
        .into_par_iter()
        .map(|(roster, path)| Input { blake3: fingerprint_of(&path), roster, path })
        .collect()
}

/// The same when they have been read: by the fingerprints of what was read. None when a file changed meanwhile, and may
/// have been read half as it was.
pub fn inputs_as_read(rosters: &[Roster], intake: &Intake) -> Option<Vec<Input>> {
    if intake.findings.iter().any(|finding| finding.code == notices::CHANGED) {
        return None;
    }
    let as_read = |path: &Path| intake.files.iter().find(|file| file.path == path);
    let fingerprint =
        |path: &Path| as_read(path).map_or_else(|| fingerprint_of(path), |file| file.blake3.clone());
    Some(files(rosters).map(|(roster, path)| Input { blake3: fingerprint(&path), roster, path }).collect())
}

fn files(rosters: &[Roster]) -> impl Iterator<Item = (String, PathBuf)> {
    rosters.iter().flat_map(|roster| {
        let found = discover::files(roster).unwrap_or_else(|_| vec![PathBuf::new()]);
        found.into_iter().map(|path| (roster.name.clone(), path))
    })
}

fn fingerprint_of(path: &Path) -> String {
    let mut hasher = blake3::Hasher::new();
    let read = std::fs::File::open(path).and_then(|file| hasher.update_reader(file).map(drop));
    read.map_or_else(|_| String::new(), |()| hasher.finalize().to_hex().to_string())
}
