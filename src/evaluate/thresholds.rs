//! Which threshold would have been best? Precision and recall of pairs and of clusters at each, and the curve.

use serde::Serialize;

use super::known::Known;
use super::measure::{Measure, PairCounts};
use super::scored::{Scored, ScoredPair, probability_of, weight_of};
use crate::report::pairs::Outcome;

/// The match probabilities that are tried, beside the run's own.
const TRIED: [f64; 18] =
    [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.999_9];

/// What each threshold is worth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Thresholds {
    /// Whether clusters were made by the clustering stage; else they are connected components over the kept pairs
    /// less the recorded cuts, which is an approximation.
    pub clustered_again: bool,
    /// One line a threshold, ascending.
    pub table: Vec<Threshold>,
}

/// One threshold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Threshold {
    /// Match probability from which pairs link.
    pub probability: f64,
    /// The same as match weight.
    pub weight: f64,
    /// Whether it is the run's own.
    pub own: bool,
    /// Whether the pairs' F1 is best here.
    pub best_of_pairs: bool,
    /// Whether the clusters' F1 is best here.
    pub best_of_clusters: bool,
    /// Candidate pairs at or above it; `actual` counts all true pairs, also those never compared.
    pub pair_counts: PairCounts,
    /// Over those.
    pub pairs: Measure,
    /// Pairs of the clusters it makes.
    pub cluster_counts: PairCounts,
    /// Over those.
    pub clusters: Measure,
}

/// Measures every threshold. `clusters_at` gives the cluster of each row when pairs link from a weight on; it is
/// asked for ever lower weights.
pub fn thresholds(
    scored: &Scored,
    known: &Known,
    own: Option<f64>,
    actual: u64,
    clustered_again: bool,
    mut clusters_at: impl FnMut(f64) -> Vec<Option<u32>>,
) -> Thresholds {
    let mut tried = TRIED.to_vec();
    tried.extend(own.filter(|own| TRIED.iter().all(|known| (known - own).abs() > 1e-9)));
    tried.sort_by(|x, y| y.total_cmp(x));
    let mut candidates = scored.candidates().peekable();
    let mut pair_counts = PairCounts { actual, ..PairCounts::default() };
    let mut table: Vec<Threshold> = Vec::new();
    for probability in tried {
        let weight = weight_of(probability);
        while let Some(pair) = candidates.next_if(|pair| pair.weight >= weight) {
            add_said(&mut pair_counts, known, pair);
        }
        let cluster_counts = known.counts(&clusters_at(weight));
        table.push(Threshold {
            probability,
            weight,
            own: own.is_some_and(|own| (own - probability).abs() <= 1e-9),
            best_of_pairs: false,
            best_of_clusters: false,
            pair_counts,
            pairs: Measure::of_pairs(pair_counts),
            cluster_counts,
            clusters: Measure::of_pairs(cluster_counts),
        });
    }
    table.reverse();
    // Of equals the highest: it errs on the side of not merging.
    let best = |f1: fn(&Threshold) -> Option<f64>| {
        let known = table.iter().enumerate().filter_map(|(at, line)| Some((at, f1(line)?)));
        known.max_by(|x, y| x.1.total_cmp(&y.1)).map(|(at, _)| at)
    };
    let (pairs, clusters) = (best(|line| line.pairs.f1), best(|line| line.clusters.f1));
    for (at, line) in table.iter_mut().enumerate() {
        line.best_of_pairs = Some(at) == pairs;
        line.best_of_clusters = Some(at) == clusters;
    }
    Thresholds { clustered_again, table }
}

fn add_said(counts: &mut PairCounts, known: &Known, pair: &ScoredPair) {
    if let Some(same) = known.same(pair.a, pair.b) {
        counts.predicted += 1;
        counts.correct += u64::from(same);
    }
}

/// Connected components over ever more of the pairs, strongest first, without the links that the run cut.
pub struct Components<'a> {
    parent: Vec<u32>,
    links: std::iter::Peekable<Box<dyn Iterator<Item = &'a ScoredPair> + 'a>>,
}

impl<'a> Components<'a> {
    /// Every row alone.
    pub fn new(scored: &'a Scored, rows: usize) -> Components<'a> {
        let kept = |pair: &&ScoredPair| !matches!(pair.outcome, Outcome::Cut(_));
        let links: Box<dyn Iterator<Item = &ScoredPair>> = Box::new(scored.candidates().filter(kept));
        Components { parent: (0..rows as u32).collect(), links: links.peekable() }
    }

    /// The component of each row when pairs link from this weight on; weights must not rise from call to call.
    pub fn at(&mut self, weight: f64) -> Vec<Option<u32>> {
        while let Some(pair) = self.links.next_if(|pair| pair.weight >= weight) {
            let (x, y) = (self.root(pair.a), self.root(pair.b));
            self.parent[x.max(y) as usize] = x.min(y);
        }
        (0..self.parent.len() as u32).map(|row| Some(self.root(row))).collect()
    }

    fn root(&mut self, mut row: u32) -> u32 {
        while self.parent[row as usize] != row {
            let up = self.parent[row as usize];
            self.parent[row as usize] = self.parent[up as usize];
            row = self.parent[row as usize];
        }
        row
    }
}

/// One point of the precision-recall curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    /// Pairs from this match weight on are said to be one person.
    pub weight: f64,
    /// The same as probability.
    pub probability: f64,
    /// Candidate pairs said.
    pub pairs: u64,
    /// Share of them that is right.
    pub precision: f64,
    /// Share of all true pairs among them.
    pub recall: f64,
}

/// Points that a curve keeps, about; where there are more, only those a step apart.
const MOST_POINTS: u64 = 400;

/// The curve over the candidate pairs, strongest first: a point wherever the weight changes, thinned to even steps.
pub fn curve(scored: &Scored, known: &Known, actual: u64) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    let mut counts = PairCounts { actual, ..PairCounts::default() };
    let judged = scored.candidates().filter(|pair| known.same(pair.a, pair.b).is_some()).count() as u64;
    let step = judged / MOST_POINTS;
    let mut shown = 0;
    let mut candidates = scored.candidates().peekable();
    while let Some(pair) = candidates.next() {
        add_said(&mut counts, known, pair);
        let more = candidates.peek();
        let complete = more.is_none_or(|next| next.weight < pair.weight);
        if !complete || counts.predicted == shown || (more.is_some() && counts.predicted - shown <= step) {
            continue;
        }
        shown = counts.predicted;
        let measure = Measure::of_pairs(counts);
        if let (Some(precision), Some(recall)) = (measure.precision, measure.recall) {
            points.push(Point {
                weight: pair.weight,
                probability: probability_of(pair.weight),
                pairs: counts.predicted,
                precision,
                recall,
            });
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::CutReason;

    fn pair(a: u32, b: u32, probability: f64, outcome: Outcome) -> ScoredPair {
        let weight = weight_of(probability);
        ScoredPair { a, b, weight, family: 0.0, pattern: 0, outcome, candidate: true }
    }

    /// Persons {0, 1, 2} and {3, 4}; one wrong pair between them, and one true pair that was never compared.
    fn world() -> (Scored, Known) {
        let pairs = vec![
            pair(0, 1, 0.999, Outcome::Linked),
            pair(2, 3, 0.97, Outcome::Cut(CutReason::Outweighed)),
            pair(1, 2, 0.85, Outcome::Linked),
            pair(0, 4, 0.03, Outcome::Below),
        ];
        let persons = [0, 0, 0, 1, 1].map(Some).to_vec();
        (Scored { pairs, patterns: vec![String::new()] }, Known::Persons(persons))
    }

    #[test]
    fn pairs_and_clusters_at_each_threshold_by_hand() {
        let (scored, known) = world();
        let mut components = Components::new(&scored, 5);
        let found = thresholds(&scored, &known, Some(0.85), 4, false, |weight| components.at(weight));
        assert_eq!(found.table.len(), 19);
        let at = |probability: f64| {
            *found.table.iter().find(|line| (line.probability - probability).abs() < 1e-9).unwrap()
        };
        let counts = |predicted, correct| PairCounts { predicted, actual: 4, correct };
        assert_eq!(at(0.999_9).pair_counts, counts(0, 0));
        assert_eq!(at(0.98).pair_counts, counts(1, 1));
        assert_eq!(at(0.9).pair_counts, counts(2, 1));
        assert_eq!(at(0.85).pair_counts, counts(3, 2));
        assert_eq!(at(0.02).pair_counts, counts(4, 2));
        // The cut link joins nothing: {0, 1, 2} are three pairs, all right.
        assert_eq!(at(0.85).cluster_counts, counts(3, 3));
        // 0-4 joins row 4 to the three.
        assert_eq!(at(0.01).cluster_counts, counts(6, 3));
        assert!(at(0.85).own && at(0.85).best_of_clusters && at(0.85).best_of_pairs);
        assert_eq!(found.table.iter().filter(|line| line.best_of_clusters).count(), 1);
    }

    #[test]
    fn the_curve_has_a_point_wherever_the_weight_changes() {
        let (scored, known) = world();
        let shown: Vec<(u64, f64, f64)> = curve(&scored, &known, 4)
            .iter()
            .map(|point| (point.pairs, point.precision, point.recall))
            .collect();
        assert_eq!(shown, [(1, 1.0, 0.25), (2, 0.5, 0.25), (3, 2.0 / 3.0, 0.5), (4, 0.5, 0.5)]);
    }
}
