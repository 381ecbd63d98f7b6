//! What would a run cost here? Pairs from blocking, memory from rows, time from a trial of comparing on this machine.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;

use super::{Stopwatch, TRAINING_PAIRS};
use crate::block::{self, Candidates, Unit};
use crate::compare::{self, Comparer};
use crate::progress::Progress;
use crate::settings::Settings;
use crate::standardise::People;

/// The cost of a run, as far as it can be told beforehand.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Estimate {
    /// Rows to be linked.
    pub rows: u64,
    /// Candidate pairs, each counted once.
    pub candidate_pairs: u64,
    /// Bytes of memory at the most.
    pub memory_bytes: u64,
    /// Wall-clock seconds of the whole run on this machine with these threads.
    pub seconds: f64,
    /// Pairs that the trial compared.
    pub trial_pairs: u64,
    /// Seconds that the trial took.
    pub trial_seconds: f64,
    /// Threads.
    pub threads: usize,
}

/// Units of candidate pairs that the trial compares, evenly spread over all passes: some 2 million pairs. A night
/// with no more units is tried as a whole.
const TRIAL_UNITS: usize = 128;

/// Bytes a row when a run holds the most, which is while the outputs are written: columns (80) and what makes them
/// comparable (15), blocking (8 for each of 16 passes), register and families, the raw names and addresses, and the
/// tables being written. Measured as the peak of a night of 387,212 rows (988 MB, `peak_memory_bytes` of its
/// manifest; `padan synthesise --people 250000 --seed 7`).
const BYTES_A_ROW: u64 = 2_500;

/// Bytes of memory that a night of so many rows takes at the most.
pub(super) fn memory_of(rows: u64) -> u64 {
    BYTES_AT_LEAST + rows * BYTES_A_ROW
}

/// Bytes that a run holds however few rows there are: the region table with its spellings, and one chunk of raw
/// rows a thread with its standardised twin.
const BYTES_AT_LEAST: u64 = 60 << 20;

/// Weighing and keeping edges, beside comparing the pair itself; the trial only compares.
const SCORING_FACTOR: f64 = 1.5;

/// Seconds that training takes however few rows there are: it draws random pairs and repeats until it settles.
const TRAINING_AT_LEAST: f64 = 1.0;

/// What register, conflicts and outputs take, as a part of reading and standardising: all of them grow with rows.
const CLOSING_PART: f64 = 0.6;

/// Estimates the cost of linking these rows. `watch` knows how long reading them took.
pub(super) fn estimate(
    people: &People,
    settings: &Settings,
    date: Date,
    progress: &dyn Progress,
    watch: &Stopwatch,
) -> (Estimate, Candidates) {
    let reading: f64 = watch.stages.iter().map(|stage| stage.seconds).sum();
    progress.begin("menyusun pasangan", None);
    let start = Instant::now();
    let night_year = date.year() as u16;
    let candidates = block::block(people, &block::Options { night_year, ..block::Options::default() });
    let comparer =
        Comparer::new(people, &candidates, &compare::Options { night_year, ..compare::Options::default() });
    let blocking = start.elapsed();
    progress.begin("mencoba membandingkan", None);
    let trial = trial(&candidates, &comparer);
    let factor = candidates.units().len() as f64 / trial.units.max(1) as f64;
    let pairs = (trial.pairs as f64 * factor) as u64;
    let comparing = trial.took.as_secs_f64() * factor;
    // Training compares again, as many pairs as it looks at.
    let trains = !settings.model.as_ref().is_some_and(|path| path.exists());
    let training = if trains {
        comparing * (TRAINING_PAIRS as f64 / pairs.max(1) as f64).min(1.0) + TRAINING_AT_LEAST
    } else {
        0.0
    };
    let seconds =
        reading * (1.0 + CLOSING_PART) + blocking.as_secs_f64() + training + comparing * SCORING_FACTOR;
    let rows = people.len() as u64;
    let estimate = Estimate {
        rows,
        candidate_pairs: pairs,
        memory_bytes: memory_of(rows),
        seconds,
        trial_pairs: trial.pairs,
        trial_seconds: trial.took.as_secs_f64(),
        threads: rayon::current_num_threads(),
    };
    (estimate, candidates)
}

struct Trial {
    units: usize,
    pairs: u64,
    took: Duration,
}

/// Compares the pairs of every n-th unit, in parallel as a run does.
fn trial(candidates: &Candidates, comparer: &Comparer<'_>) -> Trial {
    let step = candidates.units().len().div_ceil(TRIAL_UNITS).max(1);
    let units: Vec<Unit> = candidates.units().iter().step_by(step).copied().collect();
    let pairs = AtomicU64::new(0);
    let start = Instant::now();
    units.par_iter().for_each(|unit| {
        let mut met = 0;
        candidates.pairs(*unit, |a, b| {
            std::hint::black_box(comparer.compare(a, b));
            met += 1;
        });
        pairs.fetch_add(met, Ordering::Relaxed);
    });
    Trial { units: units.len(), pairs: pairs.into_inner(), took: start.elapsed() }
}
