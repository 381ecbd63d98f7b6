//! What would a run cost here? Rows are counted, candidate pairs too in a part of the blocks; reading, blocking and a
//! trial of comparing are timed on this machine; the rest follows from rows and pairs by [`COSTS`].

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;

use super::Stopwatch;
use super::linking::TRAINING_PAIRS;
use super::options::{block_options, compare_options};
use super::room::{blocks_of, has_been_a_night};
use crate::block::{self, Candidates, Unit};
use crate::compare::{Comparer, Frequencies};
use crate::progress::Progress;
use crate::report::{Cost, Running};
use crate::settings::Settings;
use crate::standardise::People;

/// The cost of a run, as far as it can be told beforehand: meant to be within 30 per cent.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Estimate {
    /// Rows to be linked.
    pub rows: u64,
    /// Candidate pairs, each counted once.
    pub candidate_pairs: u64,
    /// Bytes of memory at the most.
    pub memory_bytes: u64,
    /// Bytes of memory below which the run refuses; with less than the above it puts blocks away on disk.
    pub least_memory_bytes: u64,
    /// Bytes of the run folder.
    pub disk_bytes: u64,
    /// Processor seconds of the whole run, all threads together.
    pub cpu_seconds: f64,
    /// Wall-clock seconds of the whole run on this machine with these threads, while it is as busy as now.
    pub seconds: f64,
    /// Pairs that the trial compared.
    pub trial_pairs: u64,
    /// Wall-clock seconds that the trial took.
    pub trial_seconds: f64,
    /// Threads.
    pub threads: usize,
}

/// What rows and pairs cost where it is not measured on the spot.
struct Costs {
    /// Bytes held however few rows there are: the region table with its spellings.
    memory_at_least: u64,
    /// Bytes held for each row under way: raw rows in chunks that a thread works on, as long as there are as many.
    memory_a_row_under_way: u64,
    /// Rows that a thread has under way, and threads that parts of tables are made for at a time.
    rows_under_way: u64,
    threads_under_way: u64,
    /// Bytes held for each row of the first million when a run holds the most, and for each more: wide blocks shrink from
    /// there on, and with them the edges a row.
    memory_a_row: [u64; 2],
    /// The same with the blocks on disk.
    memory_a_row_on_disk: [u64; 2],
    /// Bytes held for each row of the first million and for each more while blocks are made, and for each row and thread
    /// that makes them: with many threads this is the most.
    memory_a_row_blocking: [u64; 2],
    memory_a_row_and_thread: u64,
    /// Bytes held beside for each row on a later night: what the last one knew of it, and what has changed.
    memory_a_row_remembered: u64,
    /// Bytes of the run folder for each row.
    disk_a_row: u64,
    /// Reading in a run, which keeps the raw cells, as a multiple of reading in a check, which does not.
    keeping: f64,
    /// Scoring a pair and keeping its edge, as a multiple of comparing it in the trial.
    scoring: f64,
    /// Processor seconds that training takes however few pairs there are, and for each million it looks at.
    training_at_least: f64,
    training: f64,
    /// Processor seconds from clustering to the last file for each million rows.
    closing_rows: f64,
    /// The same for each million pairs: they become edges, and edges become work.
    closing_pairs: f64,
    /// Processor seconds of [`yardstick`] on the machine where these were measured.
    yardstick: f64,
    /// How well work is shared among threads after the trial, where the trial is 1.
    sharing: f64,
}

/// Measured by `benches/night.sh` on 2 cores; its last table holds them against what came true.
const COSTS: Costs = Costs {
    memory_at_least: 50 << 20,
    memory_a_row_under_way: 1_200,
    rows_under_way: 48_000,
    threads_under_way: 8,
    memory_a_row: [480, 550],
    memory_a_row_on_disk: [413, 462],
    memory_a_row_blocking: [375, 320],
    memory_a_row_and_thread: 21,
    memory_a_row_remembered: 170,
    disk_a_row: 775,
    keeping: 1.2,
    scoring: 1.75,
    training_at_least: 0.6,
    training: 0.85,
    closing_rows: 3.5,
    closing_pairs: 0.24,
    yardstick: 0.024,
    sharing: 0.8,
};

/// Units of candidate pairs that the trial compares, evenly spread over all passes: some 2 to 4 million pairs. A night
/// with no more units is tried as a whole.
const TRIAL_UNITS: usize = 256;

/// Blocking passes that rosters of Indonesia have, about: more threads do not make more at a time.
const PASSES: u64 = 30;

/// Where a night keeps its blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blocks {
    InMemory,
    OnDisk,
}

/// Bytes of memory that a night of so many rows takes at the most; `later` is a night that remembers one before.
pub(super) fn memory_of(rows: u64, blocks: Blocks, later: bool) -> u64 {
    let a_row = match blocks {
        Blocks::InMemory => COSTS.memory_a_row,
        Blocks::OnDisk => COSTS.memory_a_row_on_disk,
    };
    let more = rows.saturating_sub(1_000_000);
    let of_rows = |[first, further]: [u64; 2]| (rows - more) * first + more * further;
    let threads = rayon::current_num_threads() as u64;
    let under_way = rows.min(COSTS.rows_under_way * threads.min(COSTS.threads_under_way));
    let at_the_end = of_rows(a_row) + under_way * COSTS.memory_a_row_under_way;
    let blocking =
        of_rows(COSTS.memory_a_row_blocking) + rows * COSTS.memory_a_row_and_thread * threads.min(PASSES);
    let remembered = if later { rows } else { 0 };
    COSTS.memory_at_least + remembered * COSTS.memory_a_row_remembered + at_the_end.max(blocking)
}

/// Estimates the cost of linking these rows. `watch` knows how long reading them took.
pub(super) fn estimate(
    people: &People,
    settings: &Settings,
    date: Date,
    progress: &dyn Progress,
    watch: &Stopwatch,
) -> (Estimate, Candidates) {
    progress.begin("menyusun pasangan", None);
    let blocking = Running::start();
    let candidates = block::block(people, &block_options(date));
    let comparer = Comparer::new(people, &candidates, &Frequencies::count(people), &compare_options(date));
    let blocking = blocking.cost();
    progress.begin("mencoba membandingkan", None);
    let trial = trial(&candidates, &comparer);
    let factor = candidates.units().len() as f64 / trial.units.max(1) as f64;
    let (rows, pairs) = (people.len() as u64, (trial.pairs as f64 * factor) as u64);
    let later = has_been_a_night(settings);

    let read =
        |of: fn(&crate::report::Stage) -> f64| watch.stages.iter().map(of).sum::<f64>() * COSTS.keeping;
    let millions = |count: u64| count as f64 / 1e6;
    // Training compares as many pairs as it looks at; a frozen model was trained before.
    let trains = !settings.model.as_ref().is_some_and(|path| path.exists());
    let training = if trains {
        COSTS.training_at_least + COSTS.training * millions(pairs.min(TRAINING_PAIRS))
    } else {
        0.0
    };
    let unseen = training + COSTS.closing_rows * millions(rows) + COSTS.closing_pairs * millions(pairs);
    let linking = trial.cost.cpu.as_secs_f64() * factor * COSTS.scoring + unseen * slowness();
    let estimate = Estimate {
        rows,
        candidate_pairs: pairs,
        memory_bytes: memory_of(rows, blocks_of(settings, rows, later), later),
        least_memory_bytes: memory_of(rows, Blocks::OnDisk, later),
        disk_bytes: rows * COSTS.disk_a_row,
        cpu_seconds: read(|stage| stage.cpu_seconds) + blocking.cpu.as_secs_f64() + linking,
        seconds: read(|stage| stage.seconds)
            + blocking.wall.as_secs_f64()
            + linking / (trial.threads_at_work() * COSTS.sharing),
        trial_pairs: trial.pairs,
        trial_seconds: trial.cost.wall.as_secs_f64(),
        threads: rayon::current_num_threads(),
    };
    (estimate, candidates)
}

/// How many times slower this machine is, now, than the one that [`COSTS`] was measured on.
fn slowness() -> f64 {
    yardstick() / COSTS.yardstick
}

/// Processor seconds of a piece of work that no change to Padan makes faster: sorting a million numbers.
fn yardstick() -> f64 {
    let mut numbers: Vec<u64> =
        (0..1u64 << 20).map(|number| number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
    let running = Running::start();
    numbers.sort_unstable();
    std::hint::black_box(&numbers);
    running.cost().cpu.as_secs_f64()
}

struct Trial {
    units: usize,
    pairs: u64,
    cost: Cost,
}

impl Trial {
    /// Threads that were at work at once, all of the time; another program's share of the machine is not ours.
    fn threads_at_work(&self) -> f64 {
        let most = rayon::current_num_threads() as f64;
        let (cpu, wall) = (self.cost.cpu.as_secs_f64(), self.cost.wall.as_secs_f64());
        // A trial shorter than a tick of the clock says nothing.
        if wall < 1e-3 { most } else { (cpu / wall).clamp(most / 8.0, most) }
    }
}

/// Compares the pairs of every n-th unit, in parallel as a run does.
fn trial(candidates: &Candidates, comparer: &Comparer<'_>) -> Trial {
    let step = candidates.units().len().div_ceil(TRIAL_UNITS).max(1);
    let units: Vec<Unit> = candidates.units().iter().step_by(step).copied().collect();
    let pairs = AtomicU64::new(0);
    let running = Running::start();
    units.par_iter().for_each(|unit| {
        let mut comparing = comparer.comparing();
        let mut met = 0;
        let told_apart = candidates.batches(*unit, |batch| {
            met += batch.len() as u64;
            comparing.compare_all(batch, |_, _, pattern| {
                std::hint::black_box(pattern);
            });
        });
        pairs.fetch_add(met + told_apart, Ordering::Relaxed);
    });
    Trial { units: units.len(), pairs: pairs.into_inner(), cost: running.cost() }
}
