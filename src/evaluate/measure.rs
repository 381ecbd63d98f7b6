//! How are clusters measured against the truth? From counts of (cluster, true person) alone: a cluster of a
//! million rows costs one count, never its pairs.

use rayon::prelude::*;
use serde::Serialize;

use super::assignment::{Assignment, align};
use super::calibration::Calibration;
use super::families::FamilyMerges;
use super::labels::{LabelCounts, Labels};
use super::loss::PairLoss;
use super::slices::Slice;
use super::thresholds::{Point, Thresholds};
use super::worst::WorstError;
use crate::record::RowId;

/// What a run is worth, where the truth is known.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Evaluation {
    /// Which rows could be measured.
    pub rows: RowCounts,
    /// Pairs of rows, from counts.
    pub pair_counts: PairCounts,
    /// Precision and recall over pairs of rows.
    pub pairwise: Measure,
    /// Precision and recall averaged over rows (Bagga and Baldwin 1998): a giant cluster does not drown the rest.
    pub b_cubed: Measure,
    /// Clusters and true persons against each other.
    pub clusters: Clusters,
    /// The same by roster.
    pub by_roster: Vec<RosterFigures>,
    /// Where the lost pairs were lost, when that was looked into.
    pub losses: Option<PairLoss>,
    /// Whether probabilities mean what they say; none where the run kept no pairs.
    pub calibration: Option<Calibration>,
    /// What each threshold is worth; none where the run kept no pairs.
    pub thresholds: Option<Thresholds>,
    /// The precision-recall curve over the pairs kept, strongest first.
    pub curve: Vec<Point>,
    /// What became of the labels, where labels were given.
    pub labels: Option<LabelCounts>,
    /// The figures by group of rows.
    pub slices: Vec<Slice>,
    /// How often members of one family were taken for one person, where the truth has households.
    pub families: Option<FamilyMerges>,
    /// The worst errors, to be looked at.
    pub worst: Vec<WorstError>,
}

/// Rows met in the run, in the truth, in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RowCounts {
    /// Rows of the run.
    pub members: u64,
    /// Records of the truth.
    pub truth: u64,
    /// Rows in both: those that are measured.
    pub matched: u64,
    /// Rows of the run that the truth does not know.
    pub members_only: u64,
    /// Rows of the truth that the run does not have (refused, or not read).
    pub truth_only: u64,
    /// Truth records that name a row again.
    pub truth_repeated: u64,
}

/// Pairs of rows among those measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PairCounts {
    /// Pairs that the run says are one person.
    pub predicted: u64,
    /// Pairs that are one person.
    pub actual: u64,
    /// Pairs that are and that the run says so.
    pub correct: u64,
}

/// Precision, recall and their harmonic mean; none where there is nothing to divide by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Measure {
    /// Share of what was said that is right.
    pub precision: Option<f64>,
    /// Share of what is right that was said.
    pub recall: Option<f64>,
    /// Harmonic mean of both.
    pub f1: Option<f64>,
}

impl Measure {
    /// Of counts of pairs.
    pub(super) fn of_pairs(counts: PairCounts) -> Measure {
        Measure::new(ratio(counts.correct, counts.predicted), ratio(counts.correct, counts.actual))
    }

    fn new(precision: Option<f64>, recall: Option<f64>) -> Measure {
        let f1 = match (precision, recall) {
            (Some(precision), Some(recall)) if precision + recall > 0.0 => {
                Some(2.0 * precision * recall / (precision + recall))
            }
            (Some(_), Some(_)) => Some(0.0),
            _ => None,
        };
        Measure { precision, recall, f1 }
    }
}

/// Clusters and true persons against each other, among the rows measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Clusters {
    /// Clusters.
    pub clusters: u64,
    /// True persons.
    pub persons: u64,
    /// Clusters that are exactly one true person, whole.
    pub exact: u64,
    /// Clusters that hold more than one true person.
    pub mixed: u64,
    /// True persons in more than one cluster.
    pub split: u64,
    /// Rows in mixed clusters.
    pub rows_in_mixed: u64,
    /// Rows of the largest mixed cluster.
    pub largest_mixed: u64,
}

/// A roster's share in the figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RosterFigures {
    /// Roster.
    pub roster: String,
    /// Rows measured.
    pub rows: u64,
    /// Pairs with at least one row of this roster.
    pub pair_counts: PairCounts,
    /// Over those pairs.
    pub pairwise: Measure,
    /// Averaged over the roster's rows.
    pub b_cubed: Measure,
}

/// Measures a run against the truth.
pub fn evaluate(members: &Assignment, truth: &Assignment, losses: Option<PairLoss>) -> Evaluation {
    let aligned = align(members, truth);
    let cells = Cells::count(&members.person, &aligned.truth, &members.roster);
    let matched = cells.rows.len() as u64;
    let (by_roster, b_cubed) = rows_in_turn(&cells, &members.rosters);
    let pair_counts = cells.pair_counts();
    Evaluation {
        rows: RowCounts {
            members: members.len() as u64,
            truth: truth.len() as u64,
            matched,
            members_only: members.len() as u64 - matched,
            truth_only: aligned.truth_only,
            truth_repeated: aligned.repeated,
        },
        pair_counts,
        pairwise: Measure::of_pairs(pair_counts),
        b_cubed,
        clusters: clusters(&cells),
        by_roster,
        losses,
        ..Evaluation::default()
    }
}

/// Measures a run against labelled pairs: figures are of those pairs only, and B-cubed, which needs whole persons,
/// stays unknown.
pub fn evaluate_labels(members: &Assignment, labels: &Labels) -> Evaluation {
    let known = labels.known();
    let mut rows: Vec<RowId> = labels.pairs.iter().flat_map(|label| [label.0, label.1]).collect();
    rows.sort_unstable();
    rows.dedup();
    let pair_counts = known.counts(&members.person);
    let rosters = known.by_group(&members.person, &members.roster, members.rosters.len());
    let by_roster = members.rosters.iter().zip(rosters).map(|(roster, (rows, pair_counts))| RosterFigures {
        roster: roster.clone(),
        rows,
        pair_counts,
        pairwise: Measure::of_pairs(pair_counts),
        b_cubed: Measure::default(),
    });
    let (all, matched) = (members.len() as u64, rows.len() as u64);
    Evaluation {
        rows: RowCounts { members: all, matched, members_only: all - matched, ..RowCounts::default() },
        pair_counts,
        pairwise: Measure::of_pairs(pair_counts),
        by_roster: by_roster.collect(),
        labels: Some(labels.counts.clone()),
        ..Evaluation::default()
    }
}

/// Counts of pairs where every row has a cluster and perhaps a person; from counts of rows.
pub(super) fn count_pairs(cluster: &[Option<u32>], person: &[Option<u32>]) -> PairCounts {
    Cells::count(cluster, person, &vec![0; cluster.len()]).pair_counts()
}

fn pairs(n: u64) -> u64 {
    n * n.saturating_sub(1) / 2
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Within each whole of sorted (whole, group) rows, the pairs between any two of its groups.
fn crossings<W: PartialEq>(rows: &[(W, u32)], groups: usize, mut add: impl FnMut(usize, u64)) {
    for whole in rows.chunk_by(|a, b| a.0 == b.0) {
        let runs: Vec<(usize, u64)> =
            whole.chunk_by(|a, b| a.1 == b.1).map(|run| (run[0].1 as usize, run.len() as u64)).collect();
        for (at, &(x, rows_x)) in runs.iter().enumerate() {
            add(x * groups + x, pairs(rows_x));
            for &(y, rows_y) in &runs[at + 1..] {
                add(x * groups + y, rows_x * rows_y);
            }
        }
    }
}

/// Rows that one cluster and one true person share.
struct Joint {
    cluster: u32,
    person: u32,
    rows: u64,
}

/// The contingency counts of the rows measured.
pub(super) struct Cells {
    /// (cluster, person, group) of each row measured, sorted.
    rows: Vec<(u32, u32, u32)>,
    joint: Vec<Joint>,
    of_cluster: Vec<u64>,
    of_person: Vec<u64>,
}

impl Cells {
    /// Counts the rows that have a cluster and a person; `group` is whatever the figures are split by.
    pub(super) fn count(cluster: &[Option<u32>], person: &[Option<u32>], group: &[u32]) -> Cells {
        let mut rows: Vec<(u32, u32, u32)> =
            (0..cluster.len()).filter_map(|row| Some((cluster[row]?, person[row]?, group[row]))).collect();
        rows.par_sort_unstable();
        let most = |of: fn(&(u32, u32, u32)) -> u32| {
            rows.iter().map(|row| of(row) as usize + 1).max().unwrap_or_default()
        };
        let mut of_cluster = vec![0; most(|row| row.0)];
        let mut of_person = vec![0; most(|row| row.1)];
        let mut joint: Vec<Joint> = Vec::new();
        for &(cluster, person, _) in &rows {
            of_cluster[cluster as usize] += 1;
            of_person[person as usize] += 1;
            match joint.last_mut() {
                Some(cell) if (cell.cluster, cell.person) == (cluster, person) => cell.rows += 1,
                _ => joint.push(Joint { cluster, person, rows: 1 }),
            }
        }
        Cells { rows, joint, of_cluster, of_person }
    }

    /// For each group its rows, and the pairs with at least one row of it: those of the whole less those among the
    /// other groups' rows.
    pub(super) fn by_group(&self, groups: usize) -> Vec<(u64, PairCounts)> {
        let mut sums = vec![(0, PairCounts::default()); groups];
        let mut start = 0;
        for cell in &self.joint {
            let end = start + cell.rows as usize;
            for run in self.rows[start..end].chunk_by(|a, b| a.2 == b.2) {
                let here = run.len() as u64;
                let sum = &mut sums[run[0].2 as usize];
                sum.0 += here;
                sum.1.correct += pairs(cell.rows) - pairs(cell.rows - here);
            }
            start = end;
        }
        self.touching(|row| row.0, &self.of_cluster, |group, count| sums[group].1.predicted += count);
        self.touching(|row| row.1, &self.of_person, |group, count| sums[group].1.actual += count);
        sums
    }

    /// For every whole (a cluster, a person) and every group in it, the whole's pairs with a row of that group.
    fn touching(
        &self,
        whole: impl Fn(&(u32, u32, u32)) -> u32 + Sync,
        sizes: &[u64],
        mut add: impl FnMut(usize, u64),
    ) {
        for run in self.parts(&whole).chunk_by(|a, b| a == b) {
            let size = sizes[run[0].0 as usize];
            add(run[0].1 as usize, pairs(size) - pairs(size - run.len() as u64));
        }
    }

    /// (whole, group) of each row, sorted.
    fn parts(&self, whole: &(impl Fn(&(u32, u32, u32)) -> u32 + Sync)) -> Vec<(u32, u32)> {
        let mut parts: Vec<(u32, u32)> = self.rows.par_iter().map(|row| (whole(row), row.2)).collect();
        parts.par_sort_unstable();
        parts
    }

    /// Pairs with one row of each of two groups (or both of one), by `[x * groups + y]` with `x <= y`.
    pub(super) fn between_groups(&self, groups: usize) -> Vec<PairCounts> {
        let mut counts = vec![PairCounts::default(); groups * groups];
        let joint: Vec<((u32, u32), u32)> = self.rows.iter().map(|row| ((row.0, row.1), row.2)).collect();
        crossings(&joint, groups, |at, count| counts[at].correct += count);
        crossings(&self.parts(&|row| row.0), groups, |at, count| counts[at].predicted += count);
        crossings(&self.parts(&|row| row.1), groups, |at, count| counts[at].actual += count);
        counts
    }

    fn pair_counts(&self) -> PairCounts {
        PairCounts {
            predicted: self.of_cluster.iter().map(|&n| pairs(n)).sum(),
            actual: self.of_person.iter().map(|&n| pairs(n)).sum(),
            correct: self.joint.iter().map(|cell| pairs(cell.rows)).sum(),
        }
    }
}

/// One roster's B-cubed sums while the rows are gone through.
#[derive(Clone, Copy, Default)]
struct Sums {
    rows: u64,
    precision: f64,
    recall: f64,
}

/// B-cubed sums in the sorted order of rows, so that they add up the same on every machine; the cells are grouped by
/// roster.
fn rows_in_turn(cells: &Cells, rosters: &[String]) -> (Vec<RosterFigures>, Measure) {
    let mut sums = vec![Sums::default(); rosters.len()];
    let mut start = 0;
    for cell in &cells.joint {
        let end = start + cell.rows as usize;
        let precision = cell.rows as f64 / cells.of_cluster[cell.cluster as usize] as f64;
        let recall = cell.rows as f64 / cells.of_person[cell.person as usize] as f64;
        for run in cells.rows[start..end].chunk_by(|a, b| a.2 == b.2) {
            let sum = &mut sums[run[0].2 as usize];
            sum.rows += run.len() as u64;
            sum.precision += precision * run.len() as f64;
            sum.recall += recall * run.len() as f64;
        }
        start = end;
    }
    let rows: u64 = sums.iter().map(|sum| sum.rows).sum();
    let mean = |total: f64, rows: u64| (rows > 0).then(|| total / rows as f64);
    let all = Measure::new(
        mean(sums.iter().map(|sum| sum.precision).sum(), rows),
        mean(sums.iter().map(|sum| sum.recall).sum(), rows),
    );
    let by_roster = rosters
        .iter()
        .zip(&sums)
        .zip(cells.by_group(rosters.len()))
        .map(|((roster, sum), (rows, pair_counts))| RosterFigures {
            roster: roster.clone(),
            rows,
            pair_counts,
            pairwise: Measure::of_pairs(pair_counts),
            b_cubed: Measure::new(mean(sum.precision, sum.rows), mean(sum.recall, sum.rows)),
        })
        .collect();
    (by_roster, all)
}

fn clusters(cells: &Cells) -> Clusters {
    let mut found = Clusters {
        clusters: cells.of_cluster.iter().filter(|&&rows| rows > 0).count() as u64,
        persons: cells.of_person.iter().filter(|&&rows| rows > 0).count() as u64,
        ..Clusters::default()
    };
    for group in cells.joint.chunk_by(|a, b| a.cluster == b.cluster) {
        let rows = cells.of_cluster[group[0].cluster as usize];
        if group.len() > 1 {
            found.mixed += 1;
            found.rows_in_mixed += rows;
            found.largest_mixed = found.largest_mixed.max(rows);
        } else if cells.of_person[group[0].person as usize] == rows {
            found.exact += 1;
        }
    }
    let mut parts = vec![0_u32; cells.of_person.len()];
    for cell in &cells.joint {
        parts[cell.person as usize] += 1;
    }
    found.split = parts.iter().filter(|&&parts| parts > 1).count() as u64;
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn assignment(roster: &[u32], person: &[u32]) -> Assignment {
        Assignment {
            rosters: (0..=roster.iter().copied().max().unwrap_or(0)).map(|r| format!("r{r}")).collect(),
            roster: roster.to_vec(),
            row: (1..=roster.len() as u32).collect(),
            person: person.iter().copied().map(Some).collect(),
            persons: person.iter().copied().max().map_or(0, |last| last + 1),
            household: Vec::new(),
        }
    }

    #[test]
    fn a_small_case_by_hand() {
        // Clusters {0,1,2} {3,4}; persons {0,1} {2,3,4}.
        let roster = [0, 1, 0, 1, 1];
        let found =
            evaluate(&assignment(&roster, &[0, 0, 0, 1, 1]), &assignment(&roster, &[0, 0, 1, 1, 1]), None);
        assert_eq!(found.pair_counts, PairCounts { predicted: 4, actual: 4, correct: 2 });
        assert_eq!(found.pairwise.f1, Some(0.5));
        // Row precisions 2/3 2/3 1/3 1 1, recalls 1 1 1/3 2/3 2/3.
        assert!((found.b_cubed.precision.unwrap() - 11.0 / 15.0).abs() < 1e-12);
        assert!((found.b_cubed.recall.unwrap() - 11.0 / 15.0).abs() < 1e-12);
        let expected = Clusters {
            clusters: 2,
            persons: 2,
            exact: 0,
            mixed: 1,
            split: 1,
            rows_in_mixed: 3,
            largest_mixed: 3,
        };
        assert_eq!(found.clusters, expected);
        // Pairs with a row of roster 0 (rows 0 and 2): predicted 01 02 12, actual 01 23 24, correct 01.
        assert_eq!(found.by_roster[0].pair_counts, PairCounts { predicted: 3, actual: 3, correct: 1 });
    }

    #[test]
    fn rows_of_one_side_only_are_counted_not_measured() {
        let members = assignment(&[0, 0, 0], &[0, 0, 1]);
        let mut truth = assignment(&[0, 0, 0, 0], &[0, 0, 0, 0]);
        truth.row = vec![1, 2, 8, 9];
        let found = evaluate(&members, &truth, None);
        assert_eq!(
            found.rows,
            RowCounts { members: 3, truth: 4, matched: 2, members_only: 1, truth_only: 2, truth_repeated: 0 }
        );
        assert_eq!(found.pairwise.f1, Some(1.0));
    }

    #[test]
    fn nothing_to_measure_is_unknown_and_not_zero() {
        let found = evaluate(&Assignment::default(), &Assignment::default(), None);
        assert_eq!((found.pairwise.precision, found.b_cubed.f1), (None, None));
    }

    proptest! {
        #[test]
        fn counts_agree_with_every_pair_looked_at(
            rows in prop::collection::vec((0_u32..3, 0_u32..6, 0_u32..6), 0..60)
        ) {
            let roster: Vec<u32> = rows.iter().map(|row| row.0).collect();
            let cluster: Vec<u32> = rows.iter().map(|row| row.1).collect();
            let person: Vec<u32> = rows.iter().map(|row| row.2).collect();
            let found = evaluate(&assignment(&roster, &cluster), &assignment(&roster, &person), None);
            let mut all = PairCounts::default();
            let mut of_roster = vec![PairCounts::default(); found.by_roster.len()];
            for a in 0..rows.len() {
                for b in a + 1..rows.len() {
                    let (said, is) = (cluster[a] == cluster[b], person[a] == person[b]);
                    let add = |counts: &mut PairCounts| {
                        counts.predicted += u64::from(said);
                        counts.actual += u64::from(is);
                        counts.correct += u64::from(said && is);
                    };
                    add(&mut all);
                    for (index, counts) in of_roster.iter_mut().enumerate() {
                        if roster[a] as usize == index || roster[b] as usize == index {
                            add(counts);
                        }
                    }
                }
            }
            prop_assert_eq!(found.pair_counts, all);
            for (figures, counts) in found.by_roster.iter().zip(of_roster) {
                prop_assert_eq!(figures.pair_counts, counts);
            }
        }
    }
}
