//! How are the match weights spread, and do the probabilities hold? Counted from the candidate pairs above the floor:
//! how many weigh so much, how many of them should be one person, how they ended, and what officers decided of them.

use crate::cluster::{Clusters, Constraints};
use crate::record::RowId;
use crate::score::{Edge, Thresholds};

/// Weights from here on share a bin, in bits.
const HIGHEST: i32 = 40;
/// Weights below share a bin.
const LOWEST: i32 = -10;

/// Parts of a probability that are told apart.
const PARTS: f64 = (1u64 << 24) as f64;

/// Pairs that weigh, or are as probable, alike.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Bin {
    pub pairs: u64,
    /// Sum of the probabilities, in parts of [`PARTS`]: sums of whole numbers do not depend on the order of pairs.
    parts: u64,
    /// Those that ended as one person.
    pub joined: u64,
    /// Of pairs that officers judged: one person, two persons.
    pub decided: [u64; 2],
}

impl Bin {
    pub fn apart(&self) -> u64 {
        self.pairs - self.joined
    }

    /// How many of them should be one person.
    pub fn expected(&self) -> f64 {
        self.parts as f64 / PARTS
    }

    fn count(&mut self, same: f64, joined: bool) {
        self.pairs += 1;
        self.parts += (same * PARTS).round() as u64;
        self.joined += u64::from(joined);
    }
}

/// The spread of weights.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Spread {
    /// Whole bits at which the first bin begins.
    pub from: i32,
    /// One bit each; the last holds everything from there on.
    pub bins: Vec<Bin>,
    /// Probabilities at which the bands begin, ascending.
    pub limits: Vec<f64>,
    /// One band more than limits: the first holds what lies below the floor, of which only decided pairs are known.
    pub bands: Vec<Bin>,
}

/// Counts the pairs from the floor on.
pub(super) fn spread(
    (edges, floor): (&[Edge], f32),
    clusters: &Clusters,
    thresholds: &Thresholds,
    decided: Option<&Constraints>,
) -> Spread {
    let mut limits =
        vec![f64::from(floor), thresholds.review, 0.5, thresholds.strong, 0.95, thresholds.certain];
    limits.sort_unstable_by(f64::total_cmp);
    limits.dedup();
    let mut bins = vec![Bin::default(); (HIGHEST - LOWEST + 1) as usize];
    let mut bands = vec![Bin::default(); limits.len() + 1];
    let mut verdicts = Verdicts::new(decided, clusters.of.len());
    for edge in edges.iter().filter(|edge| edge.same >= floor) {
        let bin = (edge.weight.floor() as i32).clamp(LOWEST, HIGHEST) - LOWEST;
        let band = limits.partition_point(|limit| *limit <= f64::from(edge.same));
        let joined = clusters.of[edge.a as usize] == clusters.of[edge.b as usize];
        for bin in [&mut bins[bin as usize], &mut bands[band]] {
            bin.count(f64::from(edge.same), joined);
        }
        if let Some(same) = verdicts.take(edge.a, edge.b) {
            bands[band].decided[usize::from(!same)] += 1;
            bins[bin as usize].decided[usize::from(!same)] += 1;
        }
    }
    bands[0].decided = verdicts.left();
    let first = bins.iter().position(|bin| bin.pairs > 0).unwrap_or(0);
    let end = bins.iter().rposition(|bin| bin.pairs > 0).map_or(0, |last| last + 1);
    let bins = bins.get(first..end).map(<[Bin]>::to_vec).unwrap_or_default();
    let from = (LOWEST..).nth(first).unwrap_or(LOWEST);
    Spread { from, bins, limits, bands }
}

/// The pairs that officers judged.
struct Verdicts {
    /// Smaller row, larger row, one person; ascending.
    pairs: Vec<(RowId, RowId, bool)>,
    met: Vec<bool>,
    /// Whether anything is decided of each row: of most pairs nothing is.
    of_row: Vec<bool>,
}

impl Verdicts {
    fn new(decided: Option<&Constraints>, rows: usize) -> Verdicts {
        let mut pairs = Vec::new();
        for (list, same) in
            decided.map(|decided| [(&decided.same, true), (&decided.different, false)]).iter().flatten()
        {
            pairs.extend(list.iter().map(|&(a, b)| (a.min(b), a.max(b), *same)));
        }
        pairs.sort_unstable();
        pairs.dedup_by_key(|(a, b, _)| (*a, *b));
        let mut of_row = vec![false; if pairs.is_empty() { 0 } else { rows }];
        pairs.iter().for_each(|(a, _, _)| of_row[*a as usize] = true);
        Verdicts { met: vec![false; pairs.len()], pairs, of_row }
    }

    fn take(&mut self, a: RowId, b: RowId) -> Option<bool> {
        let (a, b) = (a.min(b), a.max(b));
        if !self.of_row.get(a as usize).copied().unwrap_or(false) {
            return None;
        }
        let at = self.pairs.binary_search_by_key(&(a, b), |&(a, b, _)| (a, b)).ok()?;
        self.met[at] = true;
        Some(self.pairs[at].2)
    }

    /// Judged pairs that were not met: one person, two persons.
    fn left(&self) -> [u64; 2] {
        let mut left = [0; 2];
        for ((_, _, same), _) in self.pairs.iter().zip(&self.met).filter(|(_, met)| !**met) {
            left[usize::from(!same)] += 1;
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(a: RowId, b: RowId, weight: f32) -> Edge {
        Edge { a, b, weight, same: 1.0 / (1.0 + (-weight).exp2()), family: 0.0 }
    }

    #[test]
    fn every_pair_is_in_one_bin_and_one_band() {
        let edges = [edge(0, 1, 12.3), edge(0, 2, 99.0), edge(1, 2, 12.9), edge(2, 3, 0.5), edge(3, 4, -8.0)];
        let clusters = Clusters { of: vec![0, 0, 0, 1, 2], count: 3, ..Clusters::default() };
        let decided = Constraints { same: vec![(1, 0)], different: vec![(2, 3), (0, 4)] };
        let spread = spread((&edges, 0.01), &clusters, &Thresholds::default(), Some(&decided));
        assert_eq!((spread.from, spread.bins.len()), (0, 41));
        assert_eq!((spread.bins[12].pairs, spread.bins[40].pairs, spread.bins[0].pairs), (2, 1, 1));
        assert_eq!(spread.bins.iter().map(|bin| bin.pairs).sum::<u64>(), 4);
        assert_eq!(spread.bands.iter().map(|bin| bin.pairs).sum::<u64>(), 4);
        assert_eq!(spread.bands.last().unwrap().decided, [1, 0]);
        // 0.5 bits are 0.59: above one half, below the threshold.
        assert_eq!(spread.bands[3].decided, [0, 1]);
        assert_eq!(spread.bands[0].decided, [0, 1], "decided below the floor");
        assert_eq!(spread.bands.last().unwrap().joined, 3);
    }
}
