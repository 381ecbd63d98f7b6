//! Do decisions hold whatever the evidence says, and is the rest the best that they allow?

use proptest::prelude::*;

use super::super::number;
use super::*;
use crate::cluster::partition::VETO;

/// A weight a pair, from a list that is gone through again and again; the smallest values are hard facts.
fn weigh(values: &[i8]) -> impl Fn(RowId, RowId) -> f32 + Sync + '_ {
    |a, b| match values[(a.min(b) * 31 + a.max(b)) as usize % values.len()] {
        -20..=-18 => VETO,
        value => f32::from(value),
    }
}

/// Rows joined by chains of "same", as labels.
fn joined(rows: usize, same: &[(RowId, RowId)]) -> Vec<usize> {
    let mut label: Vec<usize> = (0..rows).collect();
    for _ in 0..rows {
        for &(a, b) in same {
            let least = label[a as usize].min(label[b as usize]);
            (label[a as usize], label[b as usize]) = (least, least);
        }
    }
    label
}

/// Constraints of rows below `rows` without contradictions.
fn constraints(rows: usize, same: &[(u32, u32)], different: &[(u32, u32)]) -> Constraints {
    let fit = |pairs: &[(u32, u32)]| -> Vec<(RowId, RowId)> {
        let rows = rows as u32;
        pairs.iter().map(|(a, b)| (a % rows, b % rows)).filter(|(a, b)| a != b).collect()
    };
    let same = fit(same);
    let label = joined(rows, &same);
    let mut different = fit(different);
    different.retain(|(a, b)| label[*a as usize] != label[*b as usize]);
    Constraints { same, different }
}

fn holds(constraints: &Constraints, of: &[u32]) -> bool {
    let one = |(a, b): &(RowId, RowId)| of[*a as usize] == of[*b as usize];
    constraints.same.iter().all(one) && !constraints.different.iter().any(one)
}

fn value(of: &[u32], weigh: &Weigh<'_>) -> f32 {
    let rows = 0..of.len() as RowId;
    let pairs = rows.clone().flat_map(|a| rows.clone().filter(move |b| a < *b).map(move |b| (a, b)));
    pairs.filter(|(a, b)| of[*a as usize] == of[*b as usize]).map(|(a, b)| bounded(weigh(a, b))).sum()
}

/// Every partition of so many rows, as labels.
fn all_partitions(rows: usize) -> Vec<Vec<u32>> {
    let mut list: Vec<Vec<u32>> = vec![vec![]];
    for _ in 0..rows {
        let longer = |of: Vec<u32>| {
            let next = of.iter().max().map_or(0, |most| most + 1);
            (0..=next).map(move |part| of.iter().copied().chain([part]).collect())
        };
        list = list.into_iter().flat_map(longer).collect();
    }
    list
}

/// The clusters of components under constraints, as the stage makes them of components that decisions touch.
fn clusters(
    rows: usize,
    components: &[Vec<RowId>],
    constraints: &Constraints,
    weigh: &Weigh<'_>,
    weighed_rows: usize,
) -> Vec<u32> {
    let decided = Decided::new(constraints);
    let (free, bundles) = decided.bundles(side_by_side(components));
    let bound = bundles.iter().flat_map(|bundle| decided.persons(bundle, weigh, weighed_rows));
    let parts: Vec<Vec<RowId>> = bound.chain(free.iter().map(<[RowId]>::to_vec)).collect();
    let mut listed: Vec<RowId> = parts.iter().flatten().copied().collect();
    listed.sort_unstable();
    let all = listed.len();
    listed.dedup();
    assert_eq!(listed.len(), all, "a row is in one part only");
    number(rows, parts.iter().map(Vec::as_slice)).of
}

fn side_by_side(list: &[Vec<RowId>]) -> Components {
    let mut components = Components::none();
    list.iter().for_each(|rows| components.add(rows));
    components
}

fn pairs() -> impl Strategy<Value = Vec<(u32, u32)>> {
    proptest::collection::vec((0u32..64, 0u32..64), 0..6)
}

proptest! {
    #[test]
    fn around_decisions_the_partition_is_the_best_of_all(
        rows in 2usize..8,
        values in proptest::collection::vec(-20i8..20, 37),
        same in pairs(),
        different in pairs(),
    ) {
        let constraints = constraints(rows, &same, &different);
        let weigh = weigh(&values);
        let found = clusters(rows, &[(0..rows as RowId).collect()], &constraints, &weigh, 120);
        prop_assume!(!constraints.is_empty());
        prop_assert!(holds(&constraints, &found), "{found:?}");
        let allowed = all_partitions(rows).into_iter().filter(|of| holds(&constraints, of));
        let best = allowed.map(|of| value(&of, &weigh)).fold(f32::MIN, f32::max);
        prop_assert!((value(&found, &weigh) - best).abs() < 0.5, "{} {best}", value(&found, &weigh));
    }

    #[test]
    fn decisions_hold_in_components_of_any_size(
        rows in 2usize..60,
        every in 1u32..9,
        weighed_rows in 1usize..20,
        values in proptest::collection::vec(-20i8..25, 37),
        same in proptest::collection::vec((0u32..60, 0u32..60), 0..25),
        different in proptest::collection::vec((0u32..60, 0u32..60), 0..25),
    ) {
        let constraints = constraints(rows, &same, &different);
        let mut components: Vec<Vec<RowId>> = vec![Vec::new(); every as usize];
        (0..rows as RowId).for_each(|row| components[(row / 2 % every) as usize].push(row));
        components.retain(|rows| rows.len() > 1);
        let found = clusters(rows, &components, &constraints, &weigh(&values), weighed_rows);
        prop_assert!(holds(&constraints, &found), "{found:?}");
    }
}

#[test]
fn rows_without_any_link_become_one_person_and_a_whole_component_is_parted() {
    let strangers = |_: RowId, _: RowId| VETO;
    let one = Constraints { same: vec![(4, 1)], different: Vec::new() };
    assert_eq!(clusters(5, &[vec![0, 1]], &one, &strangers, 120), [0, 1, 2, 3, 1]);

    // Ten rows that no bar parts, too many to be weighed: 3 leaves with its nearest, 7.
    let alike = |a: RowId, b: RowId| if (a, b) == (3, 7) { 20.0 } else { 5.0 };
    let two = Constraints { same: Vec::new(), different: vec![(0, 3)] };
    let found = clusters(10, &[(0..10).collect()], &two, &alike, 4);
    assert_eq!(found, [0, 0, 0, 1, 0, 0, 0, 1, 0, 0]);
}

#[test]
fn without_decisions_nothing_is_touched() {
    let components = vec![vec![0, 1], vec![2, 5, 7]];
    let decided = Decided::new(&Constraints::default());
    let (free, bundles) = decided.bundles(side_by_side(&components));
    assert!(free.iter().eq(&components) && bundles.is_empty());
}

#[test]
fn one_row_can_be_told_apart_from_many() {
    let alike = |_: RowId, _: RowId| 20.0;
    let constraints = Constraints { same: vec![(1, 2)], different: (1..9).map(|row| (0, row)).collect() };
    let found = clusters(9, &[(0..9).collect()], &constraints, &alike, 120);
    assert_eq!(found, [0, 1, 1, 1, 1, 1, 1, 1, 1]);
}
