//! What do threads share out? Runs of work that hold about as many pairs each, in an order that is always the same.

use std::ops::Range;

use super::chosen::{Chosen, in_any};
use super::passes::Pass;

/// A run of work: of every pass the blocks that begin within a stretch of places. Their rows are mostly the same, so
/// that they are fetched from memory once for all passes.
///
/// A block that nothing splits can be as large as a roster: of those the unit holds one slice, and further units of the same
/// number hold the others.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    /// Which blocks.
    pub(super) number: u32,
    /// Which slice of the large ones; the first has all others too.
    pub(super) slice: u32,
}

/// Pairs a unit holds at least; small enough to share out, large enough to be worth the trip. In tests the few rows they
/// have make several units too.
const UNIT_PAIRS: u64 = if cfg!(test) { 40 } else { 16_384 };
/// Rows of a slice. With the usual window it has about as many pairs as a unit needs.
const SLICE: usize = if cfg!(test) { 5 } else { 2_048 };

impl Unit {
    /// Which rows of a block are compared, in this unit, with those after them.
    pub(super) fn slice_of(self, rows: usize, windowed: bool) -> Range<usize> {
        let (slice, of_each) = (self.slice as usize, if windowed { SLICE } else { rows });
        rows.min(slice * of_each)..rows.min((slice + 1) * of_each)
    }

    /// From which number on nothing is asked for any more once this unit and all that follow it are done with.
    pub(super) fn done_from(self) -> u32 {
        self.number + u32::from(self.slice > 0)
    }
}

/// The first block of each unit's number in every pass, and of one more: stretches of places whose blocks hold about as
/// many pairs each.
pub(super) fn bounds(passes: &[Pass], window: u32) -> Vec<u32> {
    let mut next = vec![0u32; passes.len()];
    let mut bounds = next.clone();
    let mut pairs = 0;
    let begins: Vec<&Chosen> = passes.iter().map(|pass| &pass.begins).collect();
    for place in in_any(&begins) {
        for (next, pass) in next.iter_mut().zip(passes).filter(|(_, pass)| pass.begins.holds(place)) {
            pairs += pass.pairs(*next as usize, window);
            *next += 1;
        }
        if pairs >= UNIT_PAIRS {
            bounds.extend_from_slice(&next);
            pairs = 0;
        }
    }
    if pairs > 0 {
        bounds.extend_from_slice(&next);
    }
    bounds
}

/// The units of some passes.
pub(super) fn units(passes: &[Pass], bounds: &[u32]) -> Vec<Unit> {
    let width = passes.len();
    let numbers = bounds.len().checked_div(width).unwrap_or(1) - 1;
    let mut slices = vec![1; numbers];
    for (pass, at) in passes.iter().zip(0..) {
        let mut number = 0;
        for block in &pass.windowed {
            while bounds[(number + 1) * width + at] <= *block {
                number += 1;
            }
            let rows = pass.block(*block as usize).len();
            slices[number] = u32::max(slices[number], rows.div_ceil(SLICE) as u32);
        }
    }
    let of_number = |(number, slices)| (0..slices).map(move |slice| Unit { number, slice });
    (0..).zip(slices).flat_map(of_number).collect()
}
