//! Which agreement patterns do the candidate pairs show, and how often? What training learns from.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::expected::scatter;
use super::{Comparer, Pattern};
use crate::block::Candidates;
use crate::record::RosterId;

/// A distinct pattern among the pairs of two rosters (or within one), with the pairs it stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Count {
    /// The pattern.
    pub pattern: Pattern,
    /// The rosters, smaller first.
    pub rosters: (RosterId, RosterId),
    /// Pairs, scaled up when only a part was looked at.
    pub pairs: f64,
}

/// Counts patterns over the candidate pairs, or over an even part of them when they are more than `at_most`.
///
/// The part is chosen by what the two rows say, so it is the same for any number of threads and any order of rows.
/// Sorted by rosters and pattern.
pub fn tally(comparer: &Comparer<'_>, candidates: &Candidates, at_most: u64) -> Vec<Count> {
    let every = candidates.pairs_at_most().div_ceil(at_most.max(1)).max(1);
    // By place, as everything else that is asked of every pair.
    let contents: Vec<u64> = if every > 1 {
        let contents = comparer.people.contents();
        comparer.order().rows().par_iter().map(|row| contents[*row as usize]).collect()
    } else {
        Vec::new()
    };
    let counts = candidates
        .units()
        .par_iter()
        .fold(FxHashMap::<(RosterId, RosterId, Pattern), u64>::default, |mut counts, unit| {
            let mut comparing = comparer.comparing();
            candidates.places(*unit, |a, b| {
                if every == 1 || chosen(contents[a as usize], contents[b as usize], every) {
                    let (x, y) = (comparer.roster_at(a), comparer.roster_at(b));
                    *counts.entry((x.min(y), x.max(y), comparing.compare_at(a, b))).or_default() += 1;
                }
            });
            counts
        })
        .reduce(FxHashMap::default, |mut sum, part| {
            for (key, count) in part {
                *sum.entry(key).or_default() += count;
            }
            sum
        });
    let mut list: Vec<Count> = counts
        .into_iter()
        .map(|((x, y, pattern), pairs)| Count { pattern, rosters: (x, y), pairs: (pairs * every) as f64 })
        .collect();
    list.sort_unstable_by_key(|count| (count.rosters, count.pattern));
    list
}

fn chosen(x: u64, y: u64, every: u64) -> bool {
    let mixed = scatter(x.min(y) ^ x.max(y).rotate_left(23));
    mixed & 0xfff_ffff < (1 << 28) / every
}
