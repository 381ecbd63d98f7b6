//! What do families say of who is one person, once most persons are known? The chances of the second pass, learnt from
//! the first, and what the pass changed.

use rayon::prelude::*;
use serde::Serialize;

use super::Clusters;
use crate::compare::{Comparer, levels};
use crate::score::{Edge, FAMILIES_ASKED, Thresholds, shipped_stranger};

/// Pairs that the shipped chances count for: of one person, of strangers.
const SHIPPED_PAIRS: [f64; 2] = [50.0, 200.0];
/// One person's families meet in at least half of the cases: below, the cards of a night would not be families.
const LEAST_SHARED: f64 = 0.5;
/// Parts of a posterior that are told apart: sums of whole numbers do not depend on the order of rows.
const PARTS: f64 = (1u64 << 24) as f64;
/// Edges summed at a time.
const UNIT: usize = 16_384;

/// Chances of each level of [`levels::RELATIVES`], by key, in the three classes.
pub type Chances = Vec<(&'static str, [f64; 3])>;

/// Learns how often the families of two rows share a member, from pairs that the first pass left in some doubt.
///
/// The class of a family takes the chance of one person: brothers on two cards share their parents as one man on two
/// cards does, so a shared member must not turn the one into the other. One person's chance is learnt from links only:
/// among doubtful pairs are strangers enough to make families contradict each other (measured with the truth 0.81;
/// from all pairs in doubt 0.68, from links 0.79).
pub fn relatives_chances(comparer: &Comparer<'_>, edges: &[Edge], thresholds: &Thresholds) -> Chances {
    let sums = sums(comparer, edges, thresholds);
    let comparison = &comparer.comparisons()[levels::RELATIVES];
    // Shared and apart, by how much is known of the two families.
    let states = [
        [levels::RELATIVES_SHARED, levels::RELATIVES_APART],
        [levels::RELATIVES_SHARED_ONE, levels::RELATIVES_APART_ONE],
    ];
    let chances = states.into_iter().flat_map(|state| {
        let [shared, apart] = state.map(|level| &comparison.levels[usize::from(level) - 1]);
        let shipped = [shared.same, shipped_stranger(comparison, shared.key).unwrap_or(shared.same)];
        let chance = |class: usize| {
            let [shared, apart] = state.map(|level| sums[class][usize::from(level)]);
            (shared + SHIPPED_PAIRS[class] * shipped[class]) / (shared + apart + SHIPPED_PAIRS[class])
        };
        let same = chance(0).max(LEAST_SHARED);
        let stranger = chance(1).min(same);
        let differ = [1.0 - same, 1.0 - same, 1.0 - stranger];
        [(shared.key, [same, same, stranger]), (apart.key, differ)]
    });
    chances.collect()
}

/// Pairs expected on each level: of one person among the links, of strangers among all pairs in doubt.
fn sums(comparer: &Comparer<'_>, edges: &[Edge], thresholds: &Thresholds) -> [[f64; 5]; 2] {
    let parts = |probability: f32| (f64::from(probability.clamp(0.0, 1.0)) * PARTS) as u64;
    let units: Vec<[[u64; 5]; 2]> = edges
        .par_chunks(UNIT)
        .map(|unit| {
            let mut sums = [[0u64; 5]; 2];
            for edge in unit.iter().filter(|edge| FAMILIES_ASKED.contains(&edge.same)) {
                let level = usize::from(comparer.relatives(edge.a, edge.b));
                if f64::from(edge.same) >= thresholds.strong {
                    sums[0][level] += parts(edge.same);
                }
                sums[1][level] += parts(1.0 - edge.same - edge.family);
            }
            sums
        })
        .collect();
    let sum =
        |class: usize, level: usize| units.iter().map(|unit| unit[class][level]).sum::<u64>() as f64 / PARTS;
    std::array::from_fn(|class| std::array::from_fn(|level| sum(class, level)))
}

/// What the second pass changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct SecondPass {
    /// Pairs in doubt of which both families are known.
    pub pairs_known: u64,
    /// Of them, those whose families share a member.
    pub pairs_shared: u64,
    /// Pairs that became links.
    pub links_gained: u64,
    /// Links that are none any more.
    pub links_lost: u64,
    /// Persons whose rows were not one person in the first pass.
    pub persons_changed: u64,
}

/// Persons of the second clustering that are none of the first.
pub fn persons_changed(before: &Clusters, after: &Clusters) -> u64 {
    let mut sizes = [vec![0u32; before.count as usize], vec![0u32; after.count as usize]];
    for (x, y) in before.of.iter().zip(&after.of) {
        sizes[0][*x as usize] += 1;
        sizes[1][*y as usize] += 1;
    }
    let mut was = vec![None; after.count as usize];
    let mut changed = vec![false; after.count as usize];
    for (x, y) in before.of.iter().zip(&after.of) {
        let one = *was[*y as usize].get_or_insert(*x) == *x && sizes[0][*x as usize] == sizes[1][*y as usize];
        changed[*y as usize] |= !one;
    }
    changed.iter().filter(|changed| **changed).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_that_was_joined_or_split_has_changed_and_others_have_not() {
        let clusters = |of: &[u32]| Clusters {
            of: of.to_vec(),
            count: of.iter().max().map_or(0, |last| last + 1),
            ..Clusters::default()
        };
        let changed = |before: &[u32], after: &[u32]| persons_changed(&clusters(before), &clusters(after));
        assert_eq!(changed(&[0, 0, 1, 2], &[0, 0, 1, 2]), 0);
        assert_eq!(changed(&[0, 0, 1, 2], &[0, 0, 1, 1]), 1, "joined");
        assert_eq!(changed(&[0, 0, 1, 2], &[0, 1, 2, 3]), 2, "split");
        assert_eq!(changed(&[0, 0, 1, 1], &[0, 1, 1, 0]), 2, "swapped");
    }
}
