//! How do keys become pairs? Passes over sorted (key, row) arrays; a pair that an earlier pass had is skipped.
//!
//! Rows go by their places in [`Order`], and the blocks of a pass stand in the order of their first row, so that a
//! pass walks through memory once.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::batch::Batch;
use super::block_of::BlockOf;
use super::chosen::Chosen;
use super::keys::{Key, Keys};
use super::on_disk::{OnDisk, PassFile};
use super::order::Order;
use super::traces::Traces;
use super::units::Unit;
use super::worth::{Shared, Worth};
use super::{Options, radix, units};
use crate::error::Result;
use crate::record::RowId;
use crate::spare::Spare;
use crate::standardise::People;

/// A place that is in no block.
const NOWHERE: u32 = u32::MAX;
/// What a pass did, for the report.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
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

/// Places of one pass's rows, block after block.
#[derive(Default)]
pub(super) struct Pass {
    /// Empty while they lie in `file`.
    pub(super) places: Vec<u32>,
    /// Block `b` is `places[starts[b]..starts[b + 1]]`, ascending.
    pub(super) starts: Vec<u32>,
    /// Blocks whose rows are compared with the next few only, ascending.
    pub(super) windowed: Vec<u32>,
    /// Where rows of those stand.
    pub(super) stands: Arc<Stands>,
    /// The first places of all blocks, until work is cut into units.
    pub(super) begins: Chosen,
    /// The places, put away on disk.
    pub(super) file: Option<PassFile>,
    /// What its rows share.
    pub(super) shared: Shared,
}

/// Where the rows of a pass's windowed blocks stand; empty when it has no such block.
#[derive(Default)]
pub(super) struct Stands {
    /// By place, where it stands among the places of the pass.
    at: Vec<u32>,
    /// Where each windowed block ends, ascending.
    ends: Vec<u32>,
}

impl Stands {
    /// Where the row at a place stands, if it is in a windowed block.
    pub(super) fn of(&self, place: u32) -> Option<u32> {
        self.at.get(place as usize).copied().filter(|stands| *stands != NOWHERE)
    }
}

impl Pass {
    pub(super) fn blocks(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Rows in its blocks.
    pub(super) fn rows(&self) -> usize {
        self.starts.last().map_or(0, |end| *end as usize)
    }

    pub(super) fn block(&self, block: usize) -> &[u32] {
        &self.places[self.starts[block] as usize..self.starts[block + 1] as usize]
    }

    pub(super) fn is_windowed(&self, block: usize) -> bool {
        !self.windowed.is_empty() && self.windowed.binary_search(&(block as u32)).is_ok()
    }

    /// Pairs of a block.
    pub(super) fn pairs(&self, block: usize, window: u32) -> u64 {
        let n = u64::from(self.starts[block + 1] - self.starts[block]);
        let reach = if self.is_windowed(block) { u64::from(window) } else { n };
        if reach + 1 >= n { n * (n - 1) / 2 } else { reach * n - reach * (reach + 1) / 2 }
    }

    /// Whether two places stand near each other in a windowed block.
    pub(super) fn within_reach(&self, one: u32, other: u32, window: u32) -> bool {
        let (Some(x), Some(y)) = (self.stands.of(one), self.stands.of(other)) else {
            return false;
        };
        let (x, y) = (x.min(y), x.max(y));
        let ends = &self.stands.ends;
        y - x <= window && y < ends[ends.partition_point(|end| *end <= x)]
    }
}

/// All candidate pairs of the night, never written out as a whole.
pub struct Candidates {
    pub(super) order: Arc<Order>,
    pub(super) passes: Vec<Pass>,
    /// In which block of each pass a row stands.
    pub(super) block_of: BlockOf,
    /// First block of each unit's number in each pass, a number's side by side; and after the last the number of blocks.
    pub(super) bounds: Vec<u32>,
    pub(super) units: Vec<Unit>,
    pub(super) window: u32,
    /// By what pairs are told that are not worth comparing.
    pub(super) worth: Arc<Worth>,
    /// By place, see [`Candidates::trace`].
    pub(super) traces: Vec<u64>,
    /// The blocks, when they are too many for memory: then they are asked for part by part.
    pub(super) on_disk: Option<OnDisk>,
    /// One a pass, in the order they run.
    pub reports: Vec<PassReport>,
    /// Rows that no key brought together with any other row, ascending.
    pub not_compared: Vec<RowId>,
    /// Rows that have no key at all, ascending.
    pub without_key: Vec<RowId>,
}

impl Candidates {
    /// Units of work, in order; their pairs are disjoint. None where pairs are asked for part by part.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Where rows lie in memory.
    pub fn order(&self) -> &Arc<Order> {
        &self.order
    }

    /// Pairs before those met twice are left out: an upper bound of the work.
    pub fn pairs_at_most(&self) -> u64 {
        self.reports.iter().map(|report| report.pairs).sum()
    }

    /// How the row at a place came into its blocks, beyond what it says: as long as this and what two rows say are as
    /// on another night, the two met on that night exactly when they meet tonight. 0 promises nothing.
    pub fn trace(&self, place: u32) -> u64 {
        self.traces.get(place as usize).copied().unwrap_or(0)
    }

    /// Calls `visit` with every pair of the unit that is worth comparing, smaller id first, in an order that is always the
    /// same.
    pub fn pairs(&self, unit: Unit, mut visit: impl FnMut(RowId, RowId)) {
        self.batches(unit, |pairs| {
            for (one, other) in pairs {
                let (one, other) = (self.order.row(*one), self.order.row(*other));
                visit(one.min(other), one.max(other));
            }
        });
    }

    /// [`Candidates::pairs`] by the places of the rows, smaller place first, many pairs at a time. Gives how many pairs met
    /// that are not worth comparing (`worth`).
    pub fn batches(&self, unit: Unit, visit: impl FnMut(&[(u32, u32)])) -> u64 {
        let mut batch = Batch::new(visit);
        let mut told_apart = 0;
        self.blocks_of(unit, |number, places, rows, reach| {
            for (index, &one) in places.iter().enumerate().take(rows) {
                let blocks = self.block_of.of(one);
                for &other in &places[index + 1..places.len().min(index + 1 + reach)] {
                    let fresh = !self.met_before(number, (one, blocks), other);
                    let worth = fresh && !self.is_told_apart(number, one, other);
                    told_apart += u64::from(fresh && !worth);
                    batch.take((one, other), worth);
                }
            }
        });
        batch.end();
        told_apart
    }

    /// All pairs that meet in the unit, or those of them that hold a chosen row, worth comparing or not.
    pub fn batches_met(&self, unit: Unit, chosen: Option<&Chosen>, visit: impl FnMut(&[(u32, u32)])) {
        let mut batch = Batch::new(visit);
        let mut picked = Vec::new();
        self.blocks_of(unit, |number, places, rows, reach| {
            picked.clear();
            picked.extend(
                (0..places.len()).filter(|index| chosen.is_none_or(|chosen| chosen.holds(places[*index]))),
            );
            if picked.is_empty() {
                return;
            }
            let mut next = 0;
            for (index, &one) in places.iter().enumerate().take(rows) {
                let end = places.len().min(index + 1 + reach);
                let blocks = self.block_of.of(one);
                let mut take = |other: u32| {
                    batch.take((one, other), !self.met_before(number, (one, blocks), other));
                };
                if picked.get(next) == Some(&index) {
                    next += 1;
                    places[index + 1..end].iter().copied().for_each(&mut take);
                } else {
                    picked[next..]
                        .iter()
                        .take_while(|other| **other < end)
                        .for_each(|other| take(places[*other]));
                }
            }
        });
        batch.end();
    }

    /// Calls `visit` with each block of the unit, or its slice of one: the number of the pass, the places, how many of these
    /// are compared with those after them, and with how many of those.
    fn blocks_of(&self, unit: Unit, mut visit: impl FnMut(usize, &[u32], usize, usize)) {
        let width = self.passes.len();
        let bounds = &self.bounds[unit.number as usize * width..][..2 * width];
        for (number, pass) in self.passes.iter().enumerate() {
            for block in bounds[number] as usize..bounds[width + number] as usize {
                let (places, windowed) = (pass.block(block), pass.is_windowed(block));
                let reach = if windowed { self.window as usize } else { places.len() };
                let slice = unit.slice_of(places.len(), windowed);
                visit(number, &places[slice.start..places.len().min(slice.end + reach)], slice.len(), reach);
            }
        }
    }

    /// Lets go of the blocks of a unit and all that follow it; units before can still be asked for.
    pub fn forget_from(&mut self, unit: Unit) {
        let bounds = &self.bounds[unit.done_from() as usize * self.passes.len()..];
        for (pass, &block) in self.passes.iter_mut().zip(bounds) {
            pass.places.truncate(pass.starts[block as usize] as usize);
            pass.places.shrink_to_fit();
            pass.starts.truncate(block as usize + 1);
            pass.starts.shrink_to_fit();
        }
    }

    /// Lets go of how rows came into their blocks.
    pub fn forget_traces(&mut self) {
        self.traces = Vec::new();
    }

    /// Lets go of what tells which rows meet, once no more is asked; reports and order stay.
    pub fn forget_pairs(&mut self) {
        self.passes = Vec::new();
        self.block_of = BlockOf::default();
        self.bounds = Vec::new();
        self.units = Vec::new();
        self.traces = Vec::new();
        self.on_disk = None;
    }

    /// In how many parts pairs are to be asked for; 0 when they can be asked for here.
    pub fn parts(&self) -> usize {
        self.on_disk.as_ref().map_or(0, OnDisk::parts)
    }

    /// Some of the pairs, by the same places. The units of all parts together are those of the whole, in order.
    ///
    /// # Errors
    /// When the blocks cannot be read back.
    pub fn part(&self, number: usize) -> Result<Candidates> {
        self.brought(number..number + 1, None)
    }

    /// The blocks in which chosen rows stand, of all parts at once; their pairs are to be asked for by
    /// [`Candidates::batches_met`] of these rows. None where the pairs can be asked for here.
    ///
    /// # Errors
    /// When the blocks cannot be read back.
    pub fn part_of(&self, chosen: &Chosen) -> Result<Option<Candidates>> {
        (self.parts() > 0).then(|| self.brought(0..self.parts(), Some(chosen))).transpose()
    }

    fn brought(&self, parts: Range<usize>, only: Option<&Chosen>) -> Result<Candidates> {
        let all = || Ok(Candidates::empty(self));
        self.on_disk.as_ref().map_or_else(all, |blocks| blocks.part(self, parts, only))
    }

    /// None of the pairs of another.
    pub(super) fn empty(whole: &Candidates) -> Candidates {
        Candidates {
            order: Arc::clone(&whole.order),
            passes: Vec::new(),
            block_of: BlockOf::default(),
            bounds: Vec::new(),
            units: Vec::new(),
            window: whole.window,
            worth: Arc::clone(&whole.worth),
            traces: Vec::new(),
            on_disk: None,
            reports: Vec::new(),
            not_compared: Vec::new(),
            without_key: Vec::new(),
        }
    }
}

/// Runs all passes, side by side: none depends on another.
///
/// `put_away` is called with each pass as soon as it is made, and says where its blocks are kept.
pub(super) fn run<E: Send>(
    people: &People,
    keys: &Keys<'_>,
    options: &Options,
    put_away: impl Fn(Pass) -> std::result::Result<Pass, E> + Sync,
) -> std::result::Result<Candidates, E> {
    let all = Key::all(&people.extras);
    let order = Arc::new(Order::new(people));
    let rows = people.len();
    let traces = Traces::new(rows);
    let (in_any_block, windowed) = (Chosen::none(rows), Chosen::none(rows));
    let benches = Spare::new();
    let made: Vec<(Pass, PassReport)> = all
        .par_iter()
        .map(|key| {
            let one_pass = |bench: &mut Bench| one_pass(&order, keys, *key, options, &traces, bench);
            let (pass, report) = benches.lend(Bench::default, one_pass);
            pass.places.iter().for_each(|place| in_any_block.add(*place));
            pass.windowed
                .iter()
                .flat_map(|block| pass.block(*block as usize))
                .for_each(|place| windowed.add(*place));
            Ok((put_away(pass)?, report))
        })
        .collect::<std::result::Result<_, E>>()?;
    drop(benches);
    let (passes, reports): (Vec<Pass>, Vec<PassReport>) = made.into_iter().unzip();
    let names: Vec<&str> = reports.iter().map(|report| report.name.as_str()).collect();
    // A pass without blocks (rosters without that field) costs no column. Each pair of a pass is looked up in all passes
    // before it: those of many pairs go first.
    let mut passes: Vec<(Pass, u64)> = passes
        .into_iter()
        .zip(reports.iter().map(|report| report.pairs))
        .filter(|(pass, _)| pass.blocks() > 0)
        .collect();
    passes.sort_by_cached_key(|(pass, pairs)| (BlockOf::is_rare(pass, rows), std::cmp::Reverse(*pairs)));
    let mut passes: Vec<Pass> = passes.into_iter().map(|(pass, _)| pass).collect();
    let traces = traces.closed(&names, |place| !windowed.holds(place), |place| keys.choice(order.row(place)));
    let compared = |row: &RowId| in_any_block.holds(order.place(*row));
    let not_compared: Vec<RowId> = people.rows().into_par_iter().filter(|row| !compared(row)).collect();
    let keyed = |row: RowId| all.iter().any(|key| keys.key(*key, row).is_some());
    let without_key = not_compared.par_iter().copied().filter(|row| !keyed(*row)).collect();
    let worth = Arc::new(Worth::new(people, &order, keys, passes.iter().map(|pass| pass.shared)));
    let bounds = units::bounds(&passes, options.window as u32);
    passes.iter_mut().for_each(|pass| pass.begins = Chosen::default());
    let (units, block_of, on_disk) = if passes.iter().any(|pass| pass.file.is_some()) {
        (Vec::new(), BlockOf::default(), Some(OnDisk::new(std::mem::take(&mut passes), &bounds)))
    } else {
        (units::units(&passes, &bounds), BlockOf::new(rows, &passes), None)
    };
    Ok(Candidates {
        order,
        passes,
        block_of,
        bounds,
        units,
        window: options.window as u32,
        worth,
        traces,
        on_disk,
        reports,
        not_compared,
        without_key,
    })
}

/// The blocks of one key.
fn one_pass(
    order: &Order,
    keys: &Keys<'_>,
    key: Key,
    options: &Options,
    traces: &Traces,
    Bench { room, blocks }: &mut Bench,
) -> (Pass, PassReport) {
    let mut report = PassReport {
        name: keys.name(key),
        keyed_rows: 0,
        blocks: 0,
        largest: 0,
        split: 0,
        windowed: 0,
        windowed_rows: 0,
        pairs: 0,
    };
    let cap = if key.is_sure() { options.cap } else { options.wide_cap(order.rows().len()) };
    blocks.clear();
    let rows = 0..order.rows().len() as RowId;
    let keyed = rows.map(|row| keys.key(key, row));
    report.keyed_rows = radix::runs(room, keyed, order.places(), |run| {
        report.largest = report.largest.max(run.len() as u64);
        if run.len() > cap {
            report.split += 1;
            split(order, keys, key, run, 0, cap, blocks);
        } else if run.len() > 1 {
            blocks.add(run, false);
        }
    });
    traces.note(&report.name, &blocks.depths);
    let mut pass = blocks.in_order(order.rows().len());
    pass.shared = key.shared();
    report.blocks = pass.blocks() as u64;
    report.windowed = pass.windowed.len() as u64;
    report.windowed_rows = pass.windowed.iter().map(|block| pass.block(*block as usize).len() as u64).sum();
    report.pairs = (0..pass.blocks()).map(|block| pass.pairs(block, options.window as u32)).sum();
    (pass, report)
}

/// Room that a pass is made in.
#[derive(Default)]
struct Bench {
    room: radix::Room,
    blocks: Blocks,
}

/// Blocks as they are found.
#[derive(Default)]
struct Blocks {
    places: Vec<u32>,
    /// First place, where the block begins and ends in `places`, and whether it is windowed.
    found: Vec<(u32, u32, u32, bool)>,
    /// By number of the block in the pass: where it stands in `found`.
    order: Vec<u32>,
    /// Places of oversized blocks, and how many finer keys it took until each was in a block or alone.
    depths: Vec<(u32, u8)>,
}

impl Blocks {
    fn clear(&mut self) {
        self.places.clear();
        self.found.clear();
        self.depths.clear();
    }

    /// Adds a block of two places or more, ascending.
    fn add(&mut self, places: &[u32], windowed: bool) {
        let start = self.places.len() as u32;
        self.places.extend_from_slice(places);
        self.found.push((places[0], start, self.places.len() as u32, windowed));
    }

    /// The blocks in the order of their first place; no two blocks of a pass share one.
    fn in_order(&mut self, rows: usize) -> Pass {
        let mut pass = Pass { begins: Chosen::none(rows), ..Pass::default() };
        self.found.iter().for_each(|(first, ..)| pass.begins.add(*first));
        let ranks = pass.begins.ranks();
        self.order.resize(self.found.len(), 0);
        for (at, (first, ..)) in (0..).zip(&self.found) {
            self.order[ranks.of(*first)] = at;
        }
        pass.places.reserve_exact(self.places.len());
        pass.starts.reserve_exact(self.found.len() + 1);
        for (block, at) in self.order.iter().enumerate() {
            let (_, start, end, windowed) = &self.found[*at as usize];
            pass.starts.push(pass.places.len() as u32);
            pass.places.extend_from_slice(&self.places[*start as usize..*end as usize]);
            if *windowed {
                pass.windowed.push(block as u32);
            }
        }
        pass.starts.push(pass.places.len() as u32);
        if !pass.windowed.is_empty() {
            let mut stands =
                Stands { at: vec![NOWHERE; rows], ends: Vec::with_capacity(pass.windowed.len()) };
            for block in &pass.windowed {
                let block = pass.starts[*block as usize]..pass.starts[*block as usize + 1];
                stands.ends.push(block.end);
                for at in block {
                    stands.at[pass.places[at as usize] as usize] = at;
                }
            }
            pass.stands = Arc::new(stands);
        }
        pass
    }
}

/// Splits an oversized block by one finer key after another; what none of them splits is compared in a window.
fn split(
    order: &Order,
    keys: &Keys<'_>,
    key: Key,
    places: &[u32],
    depth: u32,
    cap: usize,
    blocks: &mut Blocks,
) {
    let ends = places.len() <= cap || depth == Keys::REFINEMENTS;
    if ends {
        blocks.depths.extend(places.iter().map(|place| (*place, depth as u8)));
    }
    if places.len() < 2 {
        return;
    }
    if ends {
        blocks.add(places, places.len() > cap);
        return;
    }
    let mut finer: Vec<(u64, u32)> =
        places.iter().map(|place| (keys.refinement(key, depth, order.row(*place)), *place)).collect();
    finer.sort_unstable();
    for run in finer.chunk_by(|x, y| x.0 == y.0) {
        let run: Vec<u32> = run.iter().map(|(_, place)| *place).collect();
        split(order, keys, key, &run, depth + 1, cap, blocks);
    }
}
