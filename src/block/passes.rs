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
#[derive(Default)]
struct Pass {
    rows: Vec<RowId>,
    blocks: Vec<Block>,
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
    /// Block of each row in each pass, a row's passes side by side; none for rows alone and in windowed blocks.
    block_of: Vec<u32>,
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
        let number = unit.pass as usize;
        let pass = &self.passes[number];
        for block in &pass.blocks[unit.first_block as usize..unit.last_block as usize] {
            let rows = &pass.rows[block.start as usize..block.end as usize];
            for (place, &one) in rows.iter().enumerate() {
                let until = rows.len().min(place + 1 + block.reach as usize);
                for &other in &rows[place + 1..until] {
                    if !self.met_before(number, one, other) {
                        visit(one.min(other), one.max(other));
                    }
                }
            }
        }
    }

    /// Whether any pass compares the two rows.
    pub fn meets(&self, one: RowId, other: RowId) -> bool {
        self.met_before(self.passes.len(), one, other)
    }

    /// The rows that some pass compares with this one, ascending.
    pub fn partners(&self, row: RowId) -> Vec<RowId> {
        let mut partners = Vec::new();
        for (pass, block) in self.passes.iter().zip(self.blocks(row)) {
            if let Some(block) = pass.blocks.get(*block as usize) {
                partners.extend_from_slice(&pass.rows[block.start as usize..block.end as usize]);
            }
            let Some(place) = pass.place_of.get(row as usize).filter(|place| **place != NO_BLOCK) else {
                continue;
            };
            let near = place.saturating_sub(self.window)..place.saturating_add(self.window + 1);
            let near = near.start as usize..(near.end as usize).min(pass.rows.len());
            let met = |other: &&RowId| pass.within_reach(row, **other, self.window);
            partners.extend(pass.rows[near].iter().filter(met));
        }
        partners.sort_unstable();
        partners.dedup();
        partners.retain(|other| *other != row);
        partners
    }

    /// How many passes compare the two rows.
    pub fn times_met(&self, one: RowId, other: RowId) -> u32 {
        if self.passes.is_empty() {
            return 0;
        }
        let blocks = self.blocks(one).iter().zip(self.blocks(other));
        let together = blocks.filter(|(x, y)| x == y && **x != NO_BLOCK).count();
        let windowed = self.passes.iter().filter(|pass| !pass.place_of.is_empty());
        (together + windowed.filter(|pass| pass.within_reach(one, other, self.window)).count()) as u32
    }

    /// No candidates at all.
    #[cfg(test)]
    pub(crate) fn none() -> Candidates {
        Candidates {
            passes: Vec::new(),
            block_of: Vec::new(),
            units: Vec::new(),
            window: 0,
            reports: Vec::new(),
            not_compared: Vec::new(),
            without_key: Vec::new(),
        }
    }

    /// Whether one of the first `passes` passes compares the two rows.
    fn met_before(&self, passes: usize, one: RowId, other: RowId) -> bool {
        let (x, y) = (self.blocks(one), self.blocks(other));
        let together = x[..passes].iter().zip(&y[..passes]).any(|(x, y)| x == y && *x != NO_BLOCK);
        together
            || self.passes[..passes]
                .iter()
                .any(|pass| !pass.place_of.is_empty() && pass.within_reach(one, other, self.window))
    }

    /// The row's block in each pass.
    fn blocks(&self, row: RowId) -> &[u32] {
        let width = self.passes.len();
        &self.block_of[row as usize * width..(row as usize + 1) * width]
    }
}

impl Pass {
    /// Whether the two rows stand near each other in a windowed block.
    fn within_reach(&self, one: RowId, other: RowId, window: u32) -> bool {
        let (x, y) = (self.place_of[one as usize], self.place_of[other as usize]);
        x != NO_BLOCK && y != NO_BLOCK && x.abs_diff(y) <= window && self.same_windowed_block(x, y)
    }

    fn same_windowed_block(&self, x: u32, y: u32) -> bool {
        let block = self.blocks.partition_point(|block| block.end <= x.min(y));
        self.blocks.get(block).is_some_and(|block| block.start <= x.min(y) && x.max(y) < block.end)
    }

    fn is_windowed(&self, block: &Block) -> bool {
        block.reach < block.end - block.start
    }
}

/// Runs all passes, side by side: none depends on another.
pub(super) fn run(people: &People, keys: &Keys<'_>, options: &Options) -> Candidates {
    let all = Key::all(&people.extras);
    let (mut passes, reports): (Vec<Pass>, Vec<PassReport>) =
        all.par_iter().map(|key| one_pass(people, keys, *key, options)).unzip();
    // A pass without blocks (rosters without that field) costs no column.
    passes.retain(|pass| !pass.blocks.is_empty());
    let width = passes.len();
    let mut block_of = vec![NO_BLOCK; people.len() * width];
    for (number, pass) in passes.iter().enumerate() {
        for (index, block) in pass.blocks.iter().enumerate().filter(|(_, block)| !pass.is_windowed(block)) {
            for row in &pass.rows[block.start as usize..block.end as usize] {
                block_of[*row as usize * width + number] = index as u32;
            }
        }
    }
    let compared = |row: RowId| {
        let row = row as usize;
        block_of[row * width..(row + 1) * width].iter().any(|block| *block != NO_BLOCK)
            || passes.iter().any(|pass| pass.place_of.get(row).is_some_and(|place| *place != NO_BLOCK))
    };
    let not_compared: Vec<RowId> = people.rows().into_par_iter().filter(|row| !compared(*row)).collect();
    let keyed = |row: RowId| all.iter().any(|key| keys.key(*key, row).is_some());
    let without_key = not_compared.par_iter().copied().filter(|row| !keyed(*row)).collect();
    let units = units(&passes);
    Candidates { passes, block_of, units, window: options.window as u32, reports, not_compared, without_key }
}

fn one_pass(people: &People, keys: &Keys<'_>, key: Key, options: &Options) -> (Pass, PassReport) {
    let mut entries: Vec<(u64, RowId)> =
        people.rows().into_par_iter().filter_map(|row| keys.key(key, row).map(|key| (key, row))).collect();
    entries.par_sort_unstable();
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
    let mut pass = Pass::default();
    for run in entries.chunk_by(|x, y| x.0 == y.0) {
        report.largest = report.largest.max(run.len() as u64);
        if run.len() > options.cap {
            report.split += 1;
            let rows = run.iter().map(|(_, row)| *row).collect();
            split(keys, key, rows, 0, options, &mut pass, &mut report);
        } else if run.len() > 1 {
            add_block(&mut pass, &mut report, run.iter().map(|(_, row)| *row), run.len());
        }
    }
    // Only rows in blocks are kept; rows of windowed blocks need their place.
    if pass.blocks.iter().any(|block| pass.is_windowed(block)) {
        pass.place_of = vec![NO_BLOCK; people.len()];
        for block in pass.blocks.iter().filter(|block| block.reach < block.end - block.start) {
            for place in block.start..block.end {
                pass.place_of[pass.rows[place as usize] as usize] = place;
            }
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
        add_block(pass, report, rows.into_iter(), reach);
        return;
    }
    if depth == Keys::REFINEMENTS {
        report.windowed += 1;
        report.windowed_rows += rows.len() as u64;
        add_block(pass, report, rows.into_iter(), options.window);
        return;
    }
    let mut finer: Vec<(u64, RowId)> =
        rows.iter().map(|row| (keys.refinement(key, depth, *row), *row)).collect();
    finer.sort_unstable();
    for run in finer.chunk_by(|x, y| x.0 == y.0) {
        split(keys, key, run.iter().map(|(_, row)| *row).collect(), depth + 1, options, pass, report);
    }
}

fn add_block(pass: &mut Pass, report: &mut PassReport, rows: impl Iterator<Item = RowId>, reach: usize) {
    let start = pass.rows.len() as u32;
    pass.rows.extend(rows);
    let block = Block { start, end: pass.rows.len() as u32, reach: reach as u32 };
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
