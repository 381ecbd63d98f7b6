//! How do keys become pairs? Passes over radix-sorted (key, row) arrays; a pair that an earlier pass had is skipped.

use rayon::prelude::*;

use super::Options;
use super::keys::{Key, Keys};
use crate::record::RowId;
use crate::standardise::People;

const NO_BLOCK: u32 = u32::MAX;

/// What a pass did, for the report.
#[derive(Clone, Debug, serde::Serialize)]
pub struct PassReport {
    /// Name of the key.
    pub name: String,
    /// Rows that have the key.
    pub keyed_rows: u64,
    /// Blocks of two rows or more.
    pub blocks: u64,
    /// Largest block as the key alone makes it.
    pub largest: u64,
    /// Blocks over the cap that finer keys split.
    pub split: u64,
    /// Blocks that no finer key could split: their rows were compared with the next few only.
    pub windowed: u64,
    /// Rows in those.
    pub windowed_rows: u64,
    /// Pairs, before those that earlier passes had are left out.
    pub pairs: u64,
}

/// Rows of one pass, ordered by key; blocks are runs of them.
struct Pass {
    rows: Vec<RowId>,
    blocks: Vec<Block>,
    /// Block of each row; none for rows alone and rows of windowed blocks.
    block_of: Vec<u32>,
    /// For rows of windowed blocks their place in `rows`; empty when the pass has no such block.
    place_of: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Block {
    start: u32,
    end: u32,
    /// Rows further on that each row is compared with.
    reach: u32,
}

impl Block {
    fn pairs(self) -> u64 {
        let (n, reach) = (u64::from(self.end - self.start), u64::from(self.reach));
        if reach + 1 >= n { n * (n - 1) / 2 } else { reach * n - reach * (reach + 1) / 2 }
    }
}

/// A run of work: part of a pass whose pairs are about as many as every other unit's.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    pass: u32,
    first_block: u32,
    last_block: u32,
}

/// All candidate pairs of the night, never written out as a whole.
pub struct Candidates {
    passes: Vec<Pass>,
    units: Vec<Unit>,
    window: u32,
    /// One a pass, in the order they run.
    pub reports: Vec<PassReport>,
    /// Rows that no key compared with any other row, ascending.
    pub not_compared: Vec<RowId>,
    /// Rows that have no key at all, ascending.
    pub without_key: Vec<RowId>,
}

/// Pairs a unit holds at least; small enough to share out, large enough to be worth the trip.
const UNIT_PAIRS: u64 = 16_384;

impl Candidates {
    /// Units of work, in order; their pairs are disjoint.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Pairs before those met twice are left out: an upper bound of the work.
    pub fn pairs_at_most(&self) -> u64 {
        self.reports.iter().map(|report| report.pairs).sum()
    }

    /// Calls `visit` with every pair of the unit, smaller id first, in an order that is always the same.
    pub fn pairs(&self, unit: Unit, mut visit: impl FnMut(RowId, RowId)) {
        let index = unit.pass as usize;
        let (earlier, pass) = (&self.passes[..index], &self.passes[index]);
        for block in &pass.blocks[unit.first_block as usize..unit.last_block as usize] {
            let rows = &pass.rows[block.start as usize..block.end as usize];
            for (place, &one) in rows.iter().enumerate() {
                let until = rows.len().min(place + 1 + block.reach as usize);
                for &other in &rows[place + 1..until] {
                    if !earlier.iter().any(|pass| pass.has(one, other, self.window)) {
                        visit(one.min(other), one.max(other));
                    }
                }
            }
        }
    }

    /// Whether any pass compares the two rows.
    pub fn meets(&self, one: RowId, other: RowId) -> bool {
        self.passes.iter().any(|pass| pass.has(one, other, self.window))
    }
}

impl Pass {
    /// Whether this pass compares the two rows.
    fn has(&self, one: RowId, other: RowId, window: u32) -> bool {
        let (x, y) = (self.block_of[one as usize], self.block_of[other as usize]);
        if x != NO_BLOCK || y != NO_BLOCK {
            return x == y;
        }
        if self.place_of.is_empty() {
            return false;
        }
        let (x, y) = (self.place_of[one as usize], self.place_of[other as usize]);
        x != NO_BLOCK && y != NO_BLOCK && x.abs_diff(y) <= window && self.same_windowed_block(x, y)
    }

    fn same_windowed_block(&self, x: u32, y: u32) -> bool {
        let block = self.blocks.partition_point(|block| block.end <= x.min(y));
        self.blocks.get(block).is_some_and(|block| block.start <= x.min(y) && x.max(y) < block.end)
    }
}

/// Runs all passes.
pub(super) fn run(people: &People, keys: &Keys<'_>, options: &Options) -> Candidates {
    let mut passes = Vec::new();
    let mut reports = Vec::new();
    let mut keyed = vec![false; people.len()];
    let extras = people.extras.len();
    for key in Key::all(extras) {
        let (pass, report) = one_pass(people, keys, key, options, &mut keyed);
        passes.push(pass);
        reports.push(report);
    }
    let compared = |row: usize| {
        passes.iter().any(|pass: &Pass| {
            pass.block_of[row] != NO_BLOCK || pass.place_of.get(row).is_some_and(|place| *place != NO_BLOCK)
        })
    };
    let not_compared = people.rows().filter(|row| !compared(*row as usize)).collect();
    let without_key = people.rows().filter(|row| !keyed[*row as usize]).collect();
    let units = units(&passes);
    Candidates { passes, units, window: options.window as u32, reports, not_compared, without_key }
}

fn one_pass(
    people: &People,
    keys: &Keys<'_>,
    key: Key,
    options: &Options,
    keyed: &mut [bool],
) -> (Pass, PassReport) {
    let mut entries: Vec<(u64, RowId)> =
        people.rows().into_par_iter().filter_map(|row| keys.key(key, row).map(|key| (key, row))).collect();
    entries.par_sort_unstable();
    for (_, row) in &entries {
        keyed[*row as usize] = true;
    }
    let mut report = PassReport {
        name: keys.name(key),
        keyed_rows: entries.len() as u64,
        blocks: 0,
        largest: 0,
        split: 0,
        windowed: 0,
        windowed_rows: 0,
        pairs: 0,
    };
    let mut pass = Pass {
        rows: Vec::new(),
        blocks: Vec::new(),
        block_of: vec![NO_BLOCK; people.len()],
        place_of: Vec::new(),
    };
    for run in entries.chunk_by(|x, y| x.0 == y.0) {
        report.largest = report.largest.max(run.len() as u64);
        let rows: Vec<RowId> = run.iter().map(|(_, row)| *row).collect();
        if rows.len() > options.cap {
            report.split += 1;
            split(keys, key, rows, 0, options, &mut pass, &mut report);
        } else if rows.len() > 1 {
            add_block(&mut pass, &mut report, &rows, rows.len());
        }
    }
    (pass, report)
}

/// Splits an oversized block by one finer key after another; what none of them splits is compared in a window.
fn split(
    keys: &Keys<'_>,
    key: Key,
    rows: Vec<RowId>,
    depth: u32,
    options: &Options,
    pass: &mut Pass,
    report: &mut PassReport,
) {
    if rows.len() < 2 {
        return;
    }
    if rows.len() <= options.cap {
        let reach = rows.len();
        add_block(pass, report, &rows, reach);
        return;
    }
    if depth == Keys::REFINEMENTS {
        report.windowed += 1;
        report.windowed_rows += rows.len() as u64;
        add_block(pass, report, &rows, options.window);
        return;
    }
    let mut finer: Vec<(u64, RowId)> =
        rows.iter().map(|row| (keys.refinement(key, depth, *row), *row)).collect();
    finer.sort_unstable();
    for run in finer.chunk_by(|x, y| x.0 == y.0) {
        split(keys, key, run.iter().map(|(_, row)| *row).collect(), depth + 1, options, pass, report);
    }
}

fn add_block(pass: &mut Pass, report: &mut PassReport, rows: &[RowId], reach: usize) {
    let start = pass.rows.len() as u32;
    let block = Block { start, end: start + rows.len() as u32, reach: reach as u32 };
    let number = pass.blocks.len() as u32;
    pass.rows.extend_from_slice(rows);
    if reach < rows.len() {
        if pass.place_of.is_empty() {
            pass.place_of = vec![NO_BLOCK; pass.block_of.len()];
        }
        for (place, row) in rows.iter().enumerate() {
            pass.place_of[*row as usize] = start + place as u32;
        }
    } else {
        for row in rows {
            pass.block_of[*row as usize] = number;
        }
    }
    report.blocks += 1;
    report.pairs += block.pairs();
    pass.blocks.push(block);
}

fn units(passes: &[Pass]) -> Vec<Unit> {
    let mut units = Vec::new();
    for (number, pass) in passes.iter().enumerate() {
        let (mut first, mut pairs) = (0, 0);
        for (index, block) in pass.blocks.iter().enumerate() {
            pairs += block.pairs();
            if pairs >= UNIT_PAIRS || index + 1 == pass.blocks.len() {
                units.push(Unit { pass: number as u32, first_block: first, last_block: index as u32 + 1 });
                (first, pairs) = (index as u32 + 1, 0);
            }
        }
    }
    units
}
