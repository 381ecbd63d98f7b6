//! How good are the clusters, as far as the model can tell without the truth? Expected precision and recall of the
//! pairs, with an interval.
//!
//! Precision: the mean match probability of the pairs inside clusters, where a pair joined by other rows counts the
//! best way over one of them. Recall: what was found against that and what the model expects among pairs left apart,
//! plus pairs that no blocking key brought together, estimated as unseen kinds are from those seen once and twice
//! (Chao 1984), with blocking passes as the sightings.
//!
//! Passes share fields, so the last is a lower bound; and where a model is wrong it is surer than it should be. The
//! interval therefore takes the match weights to be off by up to [`OFF_BITS`], what was measured on rosters with truth
//! (docs/model.md), beside the chance of drawing.

use rayon::prelude::*;

use super::{Clusters, CutReason, group};
use crate::record::RowId;
use crate::score::Edge;

/// Bits that the match weights may be too high or too low by.
const OFF_BITS: [f64; 3] = [-2.0, 0.0, 1.0];
/// Part of the pairs cut apart against other links that were one person after all, measured on rosters with truth.
const CUT_SHARE: f64 = 0.2;
/// Pairs inside clusters that are weighed for the estimate, about; of more clusters every so many-th is taken.
const WEIGHED_PAIRS: u64 = 200_000;
/// Rows of a cluster that is weighed; a larger one is no person.
const WEIGHED_ROWS: usize = 64;
/// Probability from which a pair counts as a sighting of one person.
const SIGHTED: f64 = 0.99;
/// Two standard errors, about.
const SPREAD: f64 = 1.96;

/// A share with the interval it probably lies in.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Share {
    /// The expected share.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Expected quality of a night's clusters.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Quality {
    /// Of the pairs inside clusters, those of one person.
    pub precision: Share,
    /// Of the pairs of one person, those inside clusters.
    pub recall: Share,
    /// Pairs inside clusters.
    pub inside: f64,
    /// Pairs of one person expected among those compared and left apart.
    pub left_apart: f64,
    /// Pairs of one person expected among those never compared, at least.
    pub never_compared: f64,
}

/// Sums under weights too high, right, too low.
type Sums = [f64; 3];

/// What was seen of a part of the clusters.
#[derive(Clone, Copy, Default)]
struct Seen {
    pairs: f64,
    expected: Sums,
    variance: f64,
    /// Sighted pairs by the number of passes that met them: none, one, two, more.
    met: [f64; 4],
}

/// Estimates the quality of clusters; none when no two rows are in one. `met` says for each edge how many blocking passes met
/// its rows, three for more.
pub fn quality(
    clusters: &Clusters,
    edges: &[Edge],
    met: &[u8],
    weigh: &(dyn Fn(RowId, RowId) -> Edge + Sync),
) -> Option<Quality> {
    let (starts, rows) = group(&clusters.of, clusters.count);
    let members =
        |cluster: u32| &rows[starts[cluster as usize] as usize..starts[cluster as usize + 1] as usize];
    let mut weighed: Vec<u32> = (0..clusters.count).collect();
    weighed.retain(|cluster| (2..=WEIGHED_ROWS).contains(&members(*cluster).len()));
    let all: u64 = weighed.iter().map(|cluster| pairs(members(*cluster).len())).sum();
    let every = all.div_ceil(WEIGHED_PAIRS).max(1) as usize;
    let weighed: Vec<u32> = weighed.into_iter().step_by(every).collect();
    let sightings = Sightings::inside(clusters, &weighed, edges, met);
    let parts: Vec<Seen> =
        weighed.par_iter().map(|cluster| inside(members(*cluster), &sightings, weigh)).collect();
    let seen = parts.iter().fold(Seen::default(), Seen::and);
    if seen.pairs == 0.0 {
        return None;
    }
    let scale = all as f64 / seen.pairs;
    let apart = left_apart(clusters, edges);
    let [once, twice] = [seen.met[1] * scale, seen.met[2] * scale];
    let unmet = once * (once - 1.0).max(0.0) / (2.0 * (twice + 1.0));
    let spread = SPREAD * seen.variance.sqrt() / seen.pairs;
    let share = |off: usize| seen.expected[off] / seen.pairs;
    let found = |off: usize| seen.expected[off] * scale;
    // Weights too high make too many of the pairs left apart as well, so the ends of recall cross over.
    let recall = |found: f64, apart: f64, unmet: f64| found / (found + apart + unmet).max(1.0);
    Some(Quality {
        precision: Share {
            value: share(1),
            low: (share(0) - spread).max(0.0),
            high: (share(2) + spread).min(1.0),
        },
        recall: Share {
            value: recall(found(1), apart[1], unmet),
            low: recall(found(1), apart[2], 2.0 * unmet),
            high: recall(found(1), apart[0], 0.5 * unmet),
        },
        inside: all as f64,
        left_apart: apart[1],
        never_compared: unmet,
    })
}

impl Seen {
    fn and(self, other: &Seen) -> Seen {
        Seen {
            pairs: self.pairs + other.pairs,
            expected: std::array::from_fn(|off| self.expected[off] + other.expected[off]),
            variance: self.variance + other.variance,
            met: std::array::from_fn(|times| self.met[times] + other.met[times]),
        }
    }
}

/// Pairs of so many rows.
fn pairs(rows: usize) -> u64 {
    rows as u64 * (rows as u64 - 1) / 2
}

/// How many passes met each pair inside the clusters that are weighed, ascending by pair; others were met by none.
struct Sightings(Vec<(RowId, RowId, u8)>);

impl Sightings {
    fn inside(clusters: &Clusters, weighed: &[u32], edges: &[Edge], met: &[u8]) -> Sightings {
        let mut is_weighed = vec![false; clusters.count as usize];
        weighed.iter().for_each(|cluster| is_weighed[*cluster as usize] = true);
        let asked = |edge: &Edge| {
            let cluster = clusters.of[edge.a as usize];
            is_weighed[cluster as usize] && clusters.of[edge.b as usize] == cluster
        };
        let seen = edges.iter().zip(met).filter(|(edge, _)| asked(edge));
        let mut sightings: Vec<_> = seen.map(|(edge, met)| (edge.a, edge.b, *met)).collect();
        sightings.sort_unstable();
        Sightings(sightings)
    }

    /// Passes that met the two, the smaller row first.
    fn of(&self, a: RowId, b: RowId) -> u8 {
        self.0.binary_search_by_key(&(a, b), |(a, b, _)| (*a, *b)).map_or(0, |place| self.0[place].2)
    }
}

/// Probability of a match weight that is off by so many bits.
fn probability(weight: f32, off: f64) -> f64 {
    1.0 / (1.0 + (-(f64::from(weight) + off)).exp2())
}

fn inside(rows: &[RowId], sightings: &Sightings, weigh: &(dyn Fn(RowId, RowId) -> Edge + Sync)) -> Seen {
    let n = rows.len();
    let mut weights = vec![f32::INFINITY; n * n];
    let mut seen = Seen::default();
    for i in 0..n {
        for j in i + 1..n {
            let weight = weigh(rows[i], rows[j]).weight;
            (weights[i * n + j], weights[j * n + i]) = (weight, weight);
            if probability(weight, 0.0) >= SIGHTED {
                seen.met[usize::from(sightings.of(rows[i], rows[j])).min(3)] += 1.0;
            }
        }
    }
    for i in 0..n {
        for j in i + 1..n {
            let best: Sums = OFF_BITS.map(|off| {
                let by =
                    |k: usize| probability(weights[i * n + k], off) * probability(weights[k * n + j], off);
                (0..n)
                    .filter(|k| *k != i && *k != j)
                    .map(by)
                    .fold(probability(weights[i * n + j], off), f64::max)
            });
            seen.pairs += 1.0;
            seen.expected = std::array::from_fn(|off| seen.expected[off] + best[off]);
            seen.variance += best[1] * (1.0 - best[1]);
        }
    }
    seen
}

/// Pairs of one person expected among the edges whose rows are apart. Hard facts are not argued with.
fn left_apart(clusters: &Clusters, edges: &[Edge]) -> Sums {
    let mut cuts: Vec<(RowId, RowId, bool)> = clusters
        .cuts
        .iter()
        .map(|cut| (cut.a.min(cut.b), cut.a.max(cut.b), cut.reason == CutReason::Outweighed))
        .collect();
    cuts.sort_unstable();
    let counts_for = |edge: &Edge| match cuts.binary_search_by_key(&(edge.a, edge.b), |cut| (cut.0, cut.1)) {
        Ok(place) if cuts[place].2 => CUT_SHARE,
        Ok(_) => 0.0,
        Err(_) => 1.0,
    };
    let apart = |edge: &&Edge| clusters.of[edge.a as usize] != clusters.of[edge.b as usize];
    edges.iter().filter(apart).fold([0.0; 3], |sums, edge| {
        let counts_for = counts_for(edge);
        std::array::from_fn(|off| sums[off] + counts_for * probability(edge.weight, OFF_BITS[off]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clusters(of: &[u32]) -> Clusters {
        Clusters { of: of.to_vec(), count: of.iter().max().map_or(0, |last| last + 1), ..Clusters::default() }
    }

    fn edge(a: RowId, b: RowId, weight: f32) -> Edge {
        Edge { a, b, weight, same: 1.0 / (1.0 + (-weight).exp2()), family: 0.0 }
    }

    #[test]
    fn a_pair_joined_by_others_counts_its_best_way() {
        let weigh = |a: RowId, b: RowId| edge(a, b, if (a, b) == (0, 2) { -9.0 } else { 10.0 });
        let seen = inside(&[0, 1, 2], &Sightings(Vec::new()), &weigh);
        assert_eq!(seen.pairs, 3.0);
        assert!(seen.expected[1] > 2.99, "{:?}", seen.expected);
        assert!(seen.expected[0] < seen.expected[1] && seen.expected[1] < seen.expected[2]);
    }

    #[test]
    fn pairs_left_apart_lower_recall_and_nothing_else() {
        let clusters = clusters(&[0, 0, 1, 2]);
        let weigh = |a: RowId, b: RowId| edge(a, b, 12.0);
        let certain = quality(&clusters, &[edge(0, 1, 12.0)], &[1], &weigh).expect("a pair");
        let doubtful =
            quality(&clusters, &[edge(0, 1, 12.0), edge(2, 3, 1.0)], &[1, 1], &weigh).expect("a pair");
        assert_eq!(certain.precision, doubtful.precision);
        assert!(certain.recall.value > 0.99 && doubtful.recall.value < 0.7, "{doubtful:?}");
        assert!(doubtful.recall.low < doubtful.recall.value && doubtful.recall.value < doubtful.recall.high);
    }

    #[test]
    fn rows_all_alone_have_no_quality() {
        assert_eq!(quality(&clusters(&[0, 1]), &[], &[], &|a, b| edge(a, b, 0.0)), None);
    }
}
