//! Household evidence flows back once: after a first clustering, two rows whose families share other members gain, and
//! two whose families contradict each other lose.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::around::{Judge, component};
use super::linking::{EDGE_FLOOR, Linkage, edge};
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
        let chances = cluster::relatives_chances(&comparer, &first.edges, &options.thresholds);
        first.model.restate("relatives", &chances);
    }
    let scorer = Scorer::new(&first.model, &comparer.comparisons(), sizes);
    let link = cluster::log_odds(options.thresholds.strong);
    let mut edges = std::mem::take(&mut first.edges);
    let before: Vec<(u32, Edge, bool)> = edges
        .par_iter_mut()
        .enumerate()
        .filter(|(_, edge)| FAMILIES_ASKED.contains(&edge.same))
        .filter_map(|(place, pair)| {
            let level = comparer.relatives(pair.a, pair.b);
            if level == 0 {
                return None;
            }
            let before = std::mem::replace(pair, edge(&comparer, &scorer, people, pair.a, pair.b));
            let shared = [levels::RELATIVES_SHARED, levels::RELATIVES_SHARED_ONE].contains(&level);
            Some((place as u32, before, shared))
        })
        .collect();
    let mut changed = SecondPass::default();
    for (place, before, shared) in &before {
        let after = &edges[*place as usize];
        changed.pairs_known += 1;
        changed.pairs_shared += u64::from(*shared);
        changed.links_gained += u64::from(before.weight < link && after.weight >= link);
        changed.links_lost += u64::from(before.weight >= link && after.weight < link);
    }
    let before_families = before.into_iter().map(|(place, edge, _)| (place, edge)).collect();
    let weigh = |a: RowId, b: RowId| edge(&comparer, &scorer, people, a, b);
    let clusters = cluster::persons(people, &comparer, &edges, &weigh, options);
    changed.persons_changed = cluster::persons_changed(&first.clusters, &clusters);
    Linkage { comparer, scorer, edges, before_families, clusters, second_pass: Some(changed), ..first }
}

/// Lets families speak for a few rows as in the whole night: the first clustering is made of these rows, of those that
/// may hang on them, and of everyone on their family cards.
pub(super) fn know_families<'a>(judge: Judge<'a>, asked: &[RowId]) -> Judge<'a> {
    let first = component(&judge, asked);
    let mut near: Vec<RowId> = first.rows.clone();
    for &row in &first.rows {
        let doubtful = |other: &RowId| judge.edge(row, *other).same >= EDGE_FLOOR;
        near.extend(judge.candidates.partners(row).into_iter().filter(doubtful));
    }
    let near = component(&judge, &near).rows;
    let people = judge.people;
    let cards: FxHashSet<_> = near.iter().filter_map(|&row| people.kk[row as usize]).collect();
    let on_cards = |row: &RowId| people.kk[*row as usize].is_some_and(|kk| cards.contains(&kk));
    let mut seeds: Vec<RowId> = people.rows().filter(on_cards).collect();
    seeds.extend(near);
    let persons = component(&judge, &seeds).clusters.of;
    Judge { comparer: judge.comparer.with_relatives(Relatives::new(people, persons)), ..judge }
}
