//! Are contradicting decisions found, all of them and no other, and what is asked of clustering for the rest?

use proptest::prelude::*;

use super::*;
use crate::state::decisions::DecidedRow;

use Verdict::{Different, Same};

/// Decisions of (verdict, row, row), numbered from 1.
fn decisions(list: &[(Verdict, u64, u64)]) -> Vec<Decision> {
    let row = |uid: u64| DecidedRow { uid, row: format!("pkh:{uid}") };
    let decision = |(at, (verdict, a, b)): (usize, &(Verdict, u64, u64))| Decision {
        id: at as u64 + 1,
        verdict: *verdict,
        rows: [row(*a), row(*b)],
        by: format!("petugas {}", at + 1),
        reason: "lapangan".into(),
        at: "2026-03-01T08:00:00+07:00".into(),
        source: "perintah".into(),
        taken_back: None,
    };
    list.iter().enumerate().map(decision).collect()
}

fn check(list: &[(Verdict, u64, u64)], expected: &[&[u64]]) {
    let found: Vec<Vec<u64>> = contradictions(&decisions(list)).iter().map(Contradiction::numbers).collect();
    assert_eq!(found, expected, "{list:?}");
}

#[test]
fn a_pair_that_is_one_person_and_two_is_a_contradiction() {
    check(&[(Same, 1, 2), (Different, 2, 1), (Same, 3, 4)], &[&[1, 2]]);
    check(&[(Same, 1, 2), (Same, 1, 2), (Different, 2, 1)], &[&[1, 2, 3]]);
    check(&[(Same, 1, 2), (Different, 1, 3), (Different, 2, 3)], &[]);
}

#[test]
fn every_chain_counts_and_what_hangs_on_it_does_not() {
    // 1 - 2 - 3 and 1 - 4 - 3; on 2 hang 5 and the loop 6 - 7 - 8.
    let list = [
        (Same, 1, 2),
        (Same, 2, 3),
        (Same, 1, 4),
        (Same, 4, 3),
        (Same, 2, 5),
        (Same, 2, 6),
        (Same, 6, 7),
        (Same, 7, 8),
        (Same, 8, 6),
        (Different, 3, 1),
    ];
    check(&list, &[&[1, 2, 3, 4, 10]]);
}

#[test]
fn contradictions_that_share_a_decision_are_one() {
    let list =
        [(Same, 1, 2), (Same, 2, 3), (Different, 1, 2), (Different, 1, 3), (Same, 8, 9), (Different, 9, 8)];
    check(&list, &[&[1, 2, 3, 4], &[5, 6]]);
}

#[test]
fn none_of_a_contradiction_is_applied_and_its_officers_are_named() {
    let list = [(Same, 1, 2), (Same, 2, 3), (Different, 1, 3), (Same, 3, 4), (Different, 4, 5)];
    let decisions = decisions(&list);
    let (constraints, findings) = constraints(&decisions, &|uid| Some(uid as RowId));
    assert_eq!((constraints.same, constraints.different), (vec![(3, 4)], vec![(4, 5)]));
    let [finding] = &findings[..] else { panic!("one finding: {findings:?}") };
    assert_eq!((finding.code, finding.severity), ("KEPUTUSAN_BERTENTANGAN", Severity::Serious));
    for said in ["#1 (petugas 1)", "#2 (petugas 2)", "#3 (petugas 3)"] {
        assert!(finding.message.id.contains(said), "{:?}", finding.message);
    }
}

#[test]
fn a_row_that_is_away_still_joins_the_others() {
    let list = [(Same, 1, 2), (Same, 2, 3), (Different, 2, 9), (Same, 20, 21), (Different, 20, 22)];
    let away = [2, 21, 22];
    let row_of = |uid: u64| (!away.contains(&uid)).then_some(uid as RowId);
    let (constraints, findings) = constraints(&decisions(&list), &row_of);
    assert_eq!((constraints.same, constraints.different), (vec![(1, 3)], vec![(1, 9)]));
    assert_eq!(findings[0].code, "KEPUTUSAN_MENUNGGU");
    assert!(findings[0].message.id.starts_with("5 "), "{:?}", findings[0].message);
}

proptest! {
    /// A chain decision is one that some path uses which visits no row twice: tried out here, path by path.
    #[test]
    fn chains_are_those_of_a_naive_search(
        edges in proptest::collection::vec((0u64..7, 0u64..7), 0..10),
        a in 0u64..7,
        b in 0u64..7,
    ) {
        prop_assume!(a != b);
        let same: Vec<(Verdict, u64, u64)> =
            edges.iter().filter(|(x, y)| x != y).map(|(x, y)| (Same, *x, *y)).collect();
        let mut list = same.clone();
        list.push((Different, a, b));
        fn walk(
            edges: &[(Verdict, u64, u64)],
            at: u64,
            to: u64,
            path: &mut Vec<(u64, usize)>,
            used: &mut BTreeSet<u64>,
        ) {
            if at == to {
                used.extend(path.iter().map(|(_, edge)| *edge as u64 + 1));
                return;
            }
            for (edge, (_, x, y)) in edges.iter().enumerate() {
                let other = if *x == at { *y } else if *y == at { *x } else { continue };
                if other != to && path.iter().any(|(row, _)| *row == other) {
                    continue;
                }
                path.push((at, edge));
                if !path.iter().any(|(row, _)| *row == other) {
                    walk(edges, other, to, path, used);
                }
                path.pop();
            }
        }
        let mut used = BTreeSet::new();
        walk(&same, a, b, &mut Vec::new(), &mut used);
        let found = contradictions(&decisions(&list));
        let expected: Vec<u64> = used.iter().copied().collect();
        prop_assert_eq!(found.first().map_or(Vec::new(), |found| found.same.clone()), expected);
    }
}
