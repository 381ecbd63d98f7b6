//! What is known to be true of a run's rows? Persons for all of them, or labels for some pairs; the figures ask
//! the same questions of both.

use super::assignment::{Assignment, align};
use super::measure::{Cells, PairCounts, count_pairs};
use crate::record::RowId;

/// What is known to be true; rows are numbered as the members are.
#[derive(Clone, Debug)]
pub enum Known {
    /// The person of each row, where known.
    Persons(Vec<Option<u32>>),
    /// Labelled pairs, ascending, `a < b`: whether the two rows are one person.
    Labels(Vec<(RowId, RowId, bool)>),
}

impl Known {
    /// The truth's persons, by the members' rows.
    pub fn of_truth(members: &Assignment, truth: &Assignment) -> Known {
        Known::Persons(align(members, truth).truth)
    }

    /// Whether two rows are one person; none where nobody said.
    pub fn same(&self, a: RowId, b: RowId) -> Option<bool> {
        match self {
            Known::Persons(person) => Some(person[a as usize]? == person[b as usize]?),
            Known::Labels(labels) => {
                let wanted = (a.min(b), a.max(b));
                let place = labels.binary_search_by_key(&wanted, |label| (label.0, label.1)).ok()?;
                Some(labels[place].2)
            }
        }
    }

    /// Pairs said and pairs true, for clusters: the cluster of each row.
    pub fn counts(&self, cluster: &[Option<u32>]) -> PairCounts {
        match self {
            Known::Persons(person) => count_pairs(cluster, person),
            Known::Labels(labels) => {
                let mut counts = PairCounts::default();
                for &(a, b, same) in labels {
                    counts.add(together(cluster, a, b), same);
                }
                counts
            }
        }
    }
}

impl Known {
    /// For each group its rows, and the pairs with at least one row of it.
    pub(super) fn by_group(
        &self,
        cluster: &[Option<u32>],
        group: &[u32],
        groups: usize,
    ) -> Vec<(u64, PairCounts)> {
        let labels = match self {
            Known::Persons(person) => return Cells::count(cluster, person, group).by_group(groups),
            Known::Labels(labels) => labels,
        };
        let mut sums = vec![(0, PairCounts::default()); groups];
        let mut rows: Vec<RowId> = labels.iter().flat_map(|label| [label.0, label.1]).collect();
        rows.sort_unstable();
        rows.dedup();
        for row in rows {
            sums[group[row as usize] as usize].0 += 1;
        }
        for &(a, b, same) in labels {
            let (x, y) = (group[a as usize] as usize, group[b as usize] as usize);
            sums[x].1.add(together(cluster, a, b), same);
            if x != y {
                sums[y].1.add(together(cluster, a, b), same);
            }
        }
        sums
    }

    /// Pairs between any two groups, by `[x * groups + y]` with `x <= y`.
    pub(super) fn between_groups(
        &self,
        cluster: &[Option<u32>],
        group: &[u32],
        groups: usize,
    ) -> Vec<PairCounts> {
        let labels = match self {
            Known::Persons(person) => return Cells::count(cluster, person, group).between_groups(groups),
            Known::Labels(labels) => labels,
        };
        let mut sums = vec![PairCounts::default(); groups * groups];
        for &(a, b, same) in labels {
            let (x, y) = (group[a as usize] as usize, group[b as usize] as usize);
            sums[x.min(y) * groups + x.max(y)].add(together(cluster, a, b), same);
        }
        sums
    }
}

/// Whether two rows are in one cluster.
pub(super) fn together(cluster: &[Option<u32>], a: RowId, b: RowId) -> bool {
    cluster[a as usize].is_some() && cluster[a as usize] == cluster[b as usize]
}

impl PairCounts {
    /// Counts one pair.
    pub(super) fn add(&mut self, said: bool, same: bool) {
        self.predicted += u64::from(said);
        self.actual += u64::from(same);
        self.correct += u64::from(said && same);
    }
}
