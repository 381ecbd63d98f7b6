//! Which files were sent, and are they those of another night? Every file of every roster with the fingerprint of its
//! bytes, without reading a line of it.

use std::path::PathBuf;

use rayon::prelude::*;

use super::{Roster, discover};

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

/// Bytes of all files of all rosters.
pub fn bytes(rosters: &[Roster]) -> u64 {
    let files = rosters.iter().filter_map(|roster| discover::files(roster).ok()).flatten();
    files.filter_map(|path| std::fs::metadata(path).ok()).map(|found| found.len()).sum()
}

/// The files of all rosters, in roster and path order; a roster without any is there with an empty path.
pub fn inputs(rosters: &[Roster]) -> Vec<Input> {
    let files: Vec<(String, PathBuf)> = rosters
        .iter()
        .flat_map(|roster| {
            let found = discover::files(roster).unwrap_or_else(|_| vec![PathBuf::new()]);
            found.into_iter().map(|path| (roster.name.clone(), path))
        })
        .collect();
    files
        .into_par_iter()
        .map(|(roster, path)| {
            let mut hasher = blake3::Hasher::new();
            let read = std::fs::File::open(&path).and_then(|file| hasher.update_reader(file).map(drop));
            let blake3 = read.map_or_else(|_| String::new(), |()| hasher.finalize().to_hex().to_string());
            Input { roster, path, blake3 }
        })
        .collect()
}
