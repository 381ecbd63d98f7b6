//! What is known to be true of a run's rows? Persons for all of them, or labels for some pairs; the figures ask
//! the same questions of both.

use super::assignment::{Assignment, align};
use super::measure::{PairCounts, count_pairs};
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
