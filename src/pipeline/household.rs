//! Household evidence flows back once: after a first clustering, two rows whose families share other members gain, and
//! two whose families contradict each other lose.

use rayon::prelude::*;

use super::{Linkage, edge};
use crate::cluster::{self, SecondPass};
use crate::compare::{Relatives, levels};
use crate::record::RowId;
use crate::score::{Edge, FAMILIES_ASKED, RosterSize, Scorer};
use crate::standardise::People;

/// Weighs the pairs in doubt once more, by the families that the first clustering shows, and clusters again.
///
/// What families say is learnt from the first pass when the model was trained tonight; a frozen model brings it along.
pub(super) fn weigh_again<'a>(
    mut first: Linkage<'a>,
    people: &'a People,
    trained: bool,
    sizes: &[RosterSize],
    options: &cluster::Options,
) -> Linkage<'a> {
    let relatives = Relatives::new(people, first.clusters.of.clone());
    if relatives.is_empty() {
        return first;
    }
    let comparer = first.comparer.with_relatives(relatives);
    if trained {
        first.model.restate("relatives", &cluster::relatives_chances(&comparer, &first.edges));
    }
    let scorer = Scorer::new(&first.model, &comparer.comparisons(), sizes);
    let again = |before: &Edge| {
        let known = FAMILIES_ASKED.contains(&before.same) && comparer.relatives(before.a, before.b) > 0;
        if known { edge(&comparer, &scorer, people, before.a, before.b) } else { *before }
    };
    let edges: Vec<Edge> = first.edges.par_iter().map(again).collect();
    let weigh = |a: RowId, b: RowId| edge(&comparer, &scorer, people, a, b);
    let clusters = cluster::persons(people, &comparer, &edges, &weigh, options);
    let link = cluster::log_odds(options.thresholds.strong);
    let mut changed = SecondPass {
        persons_changed: cluster::persons_changed(&first.clusters, &clusters),
        ..SecondPass::default()
    };
    for (before, after) in first.edges.iter().zip(&edges) {
        if !FAMILIES_ASKED.contains(&before.same) {
            continue;
        }
        let level = comparer.relatives(before.a, before.b);
        changed.pairs_known += u64::from(level > 0);
        changed.pairs_shared += u64::from(level == levels::RELATIVES_SHARED);
        changed.links_gained += u64::from(before.weight < link && after.weight >= link);
        changed.links_lost += u64::from(before.weight >= link && after.weight < link);
    }
    Linkage { comparer, scorer, edges, clusters, second_pass: Some(changed), ..first }
}
