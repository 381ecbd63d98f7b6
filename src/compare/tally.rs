//! Which agreement patterns do the candidate pairs show, and how often? What training learns from.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::expected::drawn;
use super::{Comparer, Pattern};
use crate::block::{Candidates, Chosen};
use crate::error::Result;
use crate::record::RosterId;
use crate::spare::Spare;

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

/// Counts patterns over the candidate pairs, or over those of some rows when they are more than `at_most`.
///
/// The rows are chosen by what they say, so they are the same for any number of threads and any order of rows. Sorted
/// by rosters and pattern.
///
/// # Errors
/// When the candidates lie on disk and cannot be read back.
pub fn tally(comparer: &Comparer<'_>, candidates: &Candidates, at_most: u64) -> Result<Vec<Count>> {
    let share = at_most.max(1) as f64 / candidates.pairs_at_most().max(1) as f64;
    let chosen = (share < 1.0).then(|| some_rows(comparer, share));
    let of_chosen = chosen.as_ref().map(|chosen| candidates.part_of(chosen)).transpose()?.flatten();
    let mut counts = counted(comparer, of_chosen.as_ref().unwrap_or(candidates), chosen.as_ref());
    // All pairs of a night that is put away though it has few.
    for part in (0..candidates.parts()).filter(|_| chosen.is_none()) {
        counts = together(counts, counted(comparer, &candidates.part(part)?, None));
    }
    let scale = f64::max(1.0 / share, 1.0);
    let mut list: Vec<Count> = counts
        .into_iter()
        .map(|((x, y, pattern), pairs)| Count { pattern, rosters: (x, y), pairs: pairs as f64 * scale })
        .collect();
    list.sort_unstable_by_key(|count| (count.rosters, count.pattern));
    Ok(list)
}

/// Pairs by their rosters and pattern.
type Counts = FxHashMap<(RosterId, RosterId, Pattern), u64>;

/// Counts the pairs that are in memory, or those of them that hold a chosen row.
fn counted(comparer: &Comparer<'_>, candidates: &Candidates, chosen: Option<&Chosen>) -> Counts {
    let counting = Spare::new();
    candidates.units().par_iter().for_each(|unit| {
        let make = || (Counts::default(), comparer.comparing());
        counting.lend(make, |(counts, comparing)| {
            let count = |pairs: &[(u32, u32)]| {
                comparing.compare_all(pairs, |a, b, pattern| {
                    let (x, y) = (comparer.roster_at(a), comparer.roster_at(b));
                    *counts.entry((x.min(y), x.max(y), pattern)).or_default() += 1;
                });
            };
            candidates.batches_met(*unit, chosen, count);
        });
    });
    counting.all().into_iter().map(|(counts, _)| counts).reduce(together).unwrap_or_default()
}

fn together(mut sum: Counts, part: Counts) -> Counts {
    for (key, count) in part {
        *sum.entry(key).or_default() += count;
    }
    sum
}

/// Rows of which one or both stand in the given share of all pairs.
fn some_rows(comparer: &Comparer<'_>, share: f64) -> Chosen {
    let contents = comparer.contents();
    let part = 1.0 - (1.0 - share).sqrt();
    let order = comparer.order();
    let rows = order.rows().len();
    let is_drawn = drawn(contents, part);
    let chosen = Chosen::new(rows, |place| is_drawn(&order.row(place)));
    if (chosen.count() as f64) < 0.25 * part * rows as f64 {
        // Rows that say the same are all in or all out: then every so many-th of all.
        let every = (1.0 / part).ceil() as u32;
        return Chosen::new(rows, |place| place % every == 0);
    }
    chosen
}
