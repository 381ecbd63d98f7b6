//! Which pairs of rows are worth comparing? Takes [`People`], gives [`Candidates`]: a stream of pair chunks.
//! Each pair at most once, smaller id first. A row that no key compared, and every oversized block, is a finding.

mod batch;
mod block_of;
mod chosen;
mod keys;
mod met;
mod on_disk;
mod order;
mod passes;
mod radix;
mod traces;
mod units;
mod words;
mod worth;

use std::convert::Infallible;

pub use chosen::Chosen;
pub use order::Order;
pub use passes::{Candidates, PassReport};
pub use units::Unit;

use crate::error::Result;
use crate::shelf::Shelf;
use crate::standardise::People;

/// How the stage works.
#[derive(Clone, Debug)]
pub struct Options {
    /// Largest block whose pairs are all compared; a larger one is split by finer keys.
    pub cap: usize,
    /// Rows further on that a row is compared with, in blocks that no finer key splits.
    pub window: usize,
    /// The year of the night, for the century of two-digit years.
    pub night_year: u16,
}

impl Default for Options {
    fn default() -> Options {
        Options { cap: 48, window: 12, night_year: 2025 }
    }
}

/// Rows up to which blocks of strangers may be as large as any other, and keys that many strangers share stay as they are.
const FEW_ROWS: f64 = 600_000.0;
/// No cap is smaller.
const LEAST_CAP: f64 = 6.0;

impl Options {
    /// Largest block of a key that many strangers share. The more rows, the more of such a block are strangers, and the
    /// more it pays to split it: so the cap shrinks with the root of the rows, and pairs a row do not grow with them.
    fn wide_cap(&self, rows: usize) -> usize {
        let most = self.cap as f64;
        (most * (FEW_ROWS / rows as f64).sqrt()).clamp(LEAST_CAP.min(most), most) as usize
    }
}

/// Finds the candidate pairs of the night.
pub fn block(people: &People, options: &Options) -> Candidates {
    match passes::run(people, &keys_of(people, options), options, Ok::<_, Infallible>) {
        Ok(candidates) => candidates,
    }
}

/// The same with less memory: blocks are put away on a shelf, and pairs are asked for [part by part](Candidates::part).
///
/// # Errors
/// When the blocks cannot be written.
pub fn block_on_disk(people: &People, options: &Options, shelf: Shelf<'_>) -> Result<Candidates> {
    let put_away = |pass| on_disk::PassFile::put_away(pass, people.len(), &shelf);
    passes::run(people, &keys_of(people, options), options, put_away)
}

fn keys_of<'a>(people: &'a People, options: &Options) -> keys::Keys<'a> {
    keys::Keys::new(people, options.night_year, people.len() as f64 > FEW_ROWS)
}

#[cfg(test)]
mod tests;
