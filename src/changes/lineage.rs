//! Whom does a retired id stand for? Mergers and splits of all nights, and the way along them.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::Tonight;
use crate::register::{Lineage, LineageKind};

/// A merger or split of some night.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The id as it was.
    pub old: String,
    /// The id that took it over or came out of it.
    pub new: String,
    /// Which of the two.
    pub kind: LineageKind,
    /// Number of the night.
    pub number: u32,
    /// Date of the night.
    pub date: Date,
    /// Why, in a sentence.
    pub reason: String,
}

impl Past {
    pub(super) fn tonight(line: &Lineage, tonight: &Tonight<'_>) -> Past {
        Past {
            old: line.old.clone(),
            new: line.new.clone(),
            kind: line.kind,
            number: tonight.number,
            date: tonight.date,
            reason: super::reason(line).to_owned(),
        }
    }
}

/// The id that an id stands for now: itself, where it was never merged.
pub fn resolve<'a>(lineage: &'a [Past], id: &'a str) -> &'a str {
    let merged = lineage.iter().filter(|past| past.kind == LineageKind::Merged);
    // An id is retired once; should a damaged table say it twice, the last night counts.
    let next: FxHashMap<&str, &str> = merged.map(|past| (past.old.as_str(), past.new.as_str())).collect();
    let mut now = id;
    // No way is longer than there are steps; a circle ends there.
    for _ in 0..next.len() {
        match next.get(now) {
            Some(further) => now = further,
            None => break,
        }
    }
    now
}
