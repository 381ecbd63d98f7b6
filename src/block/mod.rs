//! Which pairs of rows are worth comparing? Takes [`People`], gives [`Candidates`]: a stream of pair chunks.
//! Each pair at most once, smaller id first. A row that no key compared, and every oversized block, is a finding.

mod keys;
mod order;
mod passes;
mod radix;
mod words;

pub use order::Order;
pub use passes::{Candidates, Chosen, PassReport, Unit};

use crate::standardise::People;

/// How the stage works.
#[derive(Clone, Debug)]
pub struct Options {
    /// Largest block whose pairs are all compared; a larger one is split by finer keys.
    pub cap: usize,
    /// The same for keys that many strangers share.
    pub wide_cap: usize,
    /// Rows further on that a row is compared with, in blocks that no finer key splits.
    pub window: usize,
    /// The year of the night, for the century of two-digit years.
    pub night_year: u16,
}

impl Default for Options {
    fn default() -> Options {
        Options { cap: 48, wide_cap: 48, window: 12, night_year: 2025 }
    }
}

/// Finds the candidate pairs of the night.
pub fn block(people: &People, options: &Options) -> Candidates {
    let keys = keys::Keys::new(people, options.night_year);
    passes::run(people, &keys, options)
}

#[cfg(test)]
mod tests;
