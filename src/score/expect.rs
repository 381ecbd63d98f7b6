//! To which class does each counted pattern belong, by the chances known so far? The E step of EM.
//!
//! The same pattern is shown by pairs of many rosters, which differ in their priors only: so what the comparisons say
//! is worked out once a pattern. Patterns are taken in runs of a fixed size, side by side, and the runs summed in
//! order, so that sums do not depend on the number of threads.

use rayon::prelude::*;

use super::interaction::{Agreeing, Placed, Together};
use crate::compare::{Count, LEVELS, Pattern, levels};

/// Patterns of a run.
const RUN: usize = 2048;
/// No interaction says anything of the pattern.
const SILENT: u8 = 4;

/// Chances by class (same, family, stranger), comparison and level (0 unused).
pub(super) struct Chances(pub(super) [Vec<[f64; LEVELS]>; 3]);

/// Sums of posteriors by class (same, family), comparison and level, and by pair of rosters.
pub(super) struct Posterior {
    pub(super) levels: [Vec<[f64; LEVELS]>; 2],
    pub(super) groups: Vec<[f64; 2]>,
}

impl Posterior {
    pub(super) fn empty(fields: usize, groups: usize) -> Posterior {
        Posterior {
            levels: [const { Vec::new() }; 2].map(|_: Vec<[f64; LEVELS]>| vec![[0.0; LEVELS]; fields]),
            groups: vec![[0.0; 2]; groups],
        }
    }

    /// Adds the sums by level of judged pairs; how many of them there are says nothing of priors.
    pub(super) fn add(&mut self, judged: &Posterior) {
        for (mine, theirs) in
            self.levels.iter_mut().flatten().flatten().zip(judged.levels.iter().flatten().flatten())
        {
            *mine += theirs;
        }
    }
}

/// Chances laid out for one E step.
struct Laid {
    /// Those of the three classes side by side, by [`Seen::places`]; one for what is missing and for the fourth.
    chances: Vec<[f64; 4]>,
    /// A family's chances of name levels.
    family_names: [f64; LEVELS],
    /// Class and lifts of each interaction, by cell; one where it says nothing.
    lifts: Vec<(usize, [f64; SILENT as usize + 1])>,
}

impl Laid {
    fn new(chances: &Chances, seen: &Seen) -> Laid {
        let [same, family, stranger] = &chances.0;
        let place = |field: usize, level: usize| match level {
            0 => [1.0; 4],
            _ => [same[field][level], family[field][level], stranger[field][level], 1.0],
        };
        let places = (0..seen.fields).flat_map(|field| (0..LEVELS).map(move |level| (field, level)));
        Laid {
            chances: places.map(|(field, level)| place(field, level)).collect(),
            family_names: family[levels::NAME],
            lifts: seen
                .interactions
                .iter()
                .map(|placed| {
                    let [neither, second, first, both] = placed.lift;
                    (placed.class, [neither, second, first, both, 1.0])
                })
                .collect(),
        }
    }
}

/// Counted patterns laid out for many E steps.
pub(super) struct Seen {
    patterns: Vec<Pattern>,
    /// The level of each comparison, a pattern's side by side: `comparison * LEVELS + level`.
    places: Vec<u16>,
    /// Pair of rosters and number of pairs; those of pattern `p` are `counts[ends[p - 1]..ends[p]]`.
    counts: Vec<(u32, f64)>,
    ends: Vec<u32>,
    interactions: Vec<Placed>,
    /// Which cell of each interaction a pattern falls into, a pattern's side by side.
    cells: Vec<u8>,
    fields: usize,
    groups: usize,
}

impl Seen {
    /// Lays out counts; groups are the pairs of `rosters` rosters, the upper triangle, row by row.
    pub(super) fn new(counts: &[Count], fields: usize, rosters: usize) -> Seen {
        let group = |count: &Count| {
            let (x, y) = (count.rosters.0.index(), count.rosters.1.index());
            (x * rosters - x * x.saturating_sub(1) / 2 + (y - x)) as u32
        };
        let mut sorted: Vec<(Pattern, u32, f64)> =
            counts.iter().map(|count| (count.pattern, group(count), count.pairs)).collect();
        sorted.sort_unstable_by_key(|count| (count.0, count.1));
        let (mut patterns, mut ends) = (Vec::new(), Vec::new());
        for run in sorted.chunk_by(|x, y| x.0 == y.0) {
            patterns.push(run[0].0);
            ends.push(ends.last().copied().unwrap_or(0) + run.len() as u32);
        }
        let counts = sorted.into_iter().map(|(_, group, pairs)| (group, pairs)).collect();
        let groups = rosters * (rosters + 1) / 2;
        let place = |pattern: Pattern, field: usize| (field * LEVELS + pattern.level(field)) as u16;
        let places = (patterns.iter())
            .flat_map(|pattern| (0..fields).map(move |field| place(*pattern, field)))
            .collect();
        Seen { patterns, places, counts, ends, interactions: Vec::new(), cells: Vec::new(), fields, groups }
    }

    /// Takes in what comparisons tell of each other, from now on.
    pub(super) fn take_in(&mut self, agreeing: &Agreeing, interactions: &[Placed]) {
        self.interactions = interactions.to_vec();
        self.cells.clear();
        for pattern in &self.patterns {
            self.cells.extend(
                interactions
                    .iter()
                    .map(|placed| agreeing.cell(*pattern, placed.fields).map_or(SILENT, |cell| cell as u8)),
            );
        }
    }

    /// The places of a pattern's levels.
    fn places(&self, index: usize) -> &[u16] {
        &self.places[index * self.fields..][..self.fields]
    }

    /// Calls `visit` for each pattern of a run, by its number, with its pairs by class (same, family) and, for each of
    /// its counts, `visit_count` with their group and pairs by class.
    fn classes(
        &self,
        laid: &Laid,
        priors: &[[f64; 2]],
        open: &[f64; 3],
        run: std::ops::Range<usize>,
        mut visit: impl FnMut(usize, [f64; 2]),
        mut visit_count: impl FnMut(usize, [f64; 2]),
    ) {
        for index in run {
            let evidence = self.evidence(laid, open, index);
            let first = if index == 0 { 0 } else { self.ends[index - 1] as usize };
            let mut sums = [0.0; 2];
            for (group, pairs) in &self.counts[first..self.ends[index] as usize] {
                let [same, family] = priors[*group as usize];
                let joint = [same * evidence[0], family * evidence[1], (1.0 - same - family) * evidence[2]];
                let scale = pairs / (joint[0] + joint[1] + joint[2]).max(1e-300);
                let shares = [joint[0] * scale, joint[1] * scale];
                visit_count(*group as usize, shares);
                sums = [sums[0] + shares[0], sums[1] + shares[1]];
            }
            visit(index, sums);
        }
    }

    /// Chance of a pattern in each class, the classes that are not open left out.
    #[inline]
    fn evidence(&self, laid: &Laid, &[same, family, stranger]: &[f64; 3], index: usize) -> [f64; 3] {
        let mut evidence = [same, family, stranger, 1.0];
        for place in self.places(index) {
            let chances = &laid.chances[usize::from(*place)];
            evidence = std::array::from_fn(|class| evidence[class] * chances[class]);
        }
        let [same, family, stranger, _] = evidence;
        let mut evidence = [same, family, stranger];
        let cells = &self.cells[index * laid.lifts.len()..][..laid.lifts.len()];
        for ((class, lift), cell) in laid.lifts.iter().zip(cells) {
            evidence[*class] *= lift[usize::from(*cell)];
        }
        evidence[1] *= twin_names(&laid.family_names, self.patterns[index]);
        evidence
    }

    fn runs(&self) -> impl IndexedParallelIterator<Item = std::ops::Range<usize>> {
        let runs = self.patterns.len().div_ceil(RUN);
        (0..runs).into_par_iter().map(|run| run * RUN..((run + 1) * RUN).min(self.patterns.len()))
    }
}

/// E step: posterior of each class for every counted pattern, summed; `open` tells which classes are possible.
pub(super) fn expect(chances: &Chances, seen: &Seen, priors: &[[f64; 2]], open: &[f64; 3]) -> Posterior {
    let laid = Laid::new(chances, seen);
    let parts: Vec<Posterior> = seen
        .runs()
        .map(|run| {
            let mut part = Posterior::empty(seen.fields, seen.groups);
            let groups = &mut part.groups;
            // Both classes of a level side by side.
            let mut levels = vec![[0.0; 2]; seen.fields * LEVELS];
            let add = |index: usize, sums: [f64; 2]| {
                for place in seen.places(index) {
                    let level = &mut levels[usize::from(*place)];
                    *level = [level[0] + sums[0], level[1] + sums[1]];
                }
            };
            let add_count = |group: usize, shares: [f64; 2]| {
                groups[group] = [groups[group][0] + shares[0], groups[group][1] + shares[1]];
            };
            seen.classes(&laid, priors, open, run, add, add_count);
            for (class, fields) in part.levels.iter_mut().enumerate() {
                for (level, sums) in fields.iter_mut().flatten().zip(&levels) {
                    *level = sums[class];
                }
            }
            part
        })
        .collect();
    let mut posterior = Posterior::empty(seen.fields, seen.groups);
    for part in &parts {
        posterior.add(part);
        for (sum, part) in posterior.groups.iter_mut().zip(&part.groups) {
            *sum = [sum[0] + part[0], sum[1] + part[1]];
        }
    }
    posterior
}

/// How the fields of each class agree together.
pub(super) fn together(chances: &Chances, seen: &Seen, priors: &[[f64; 2]], agreeing: &Agreeing) -> Together {
    let mut together = Together::new(seen.fields);
    let add = |index: usize, sums: [f64; 2]| together.add(agreeing, seen.patterns[index], sums);
    seen.classes(&Laid::new(chances, seen), priors, &[1.0; 3], 0..seen.patterns.len(), add, |_, _| ());
    together
}

/// Factor by which a family's chance of a name level changes for two born on one day.
#[inline]
fn twin_names(family_names: &[f64; LEVELS], pattern: Pattern) -> f64 {
    let name = pattern.level(levels::NAME);
    if name == 0 || !levels::born_together(pattern.level(levels::BIRTH)) {
        return 1.0;
    }
    levels::twin_names(name, family_names[name]) / family_names[name].max(1e-9)
}
