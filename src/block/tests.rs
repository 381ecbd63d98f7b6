//! Is every pair met at most once, and does no block run away?

use std::collections::BTreeMap;

use super::*;
use crate::record::{Birth, Digits16, Precision, RosterId, RowId, Sex};
use crate::standardise::{Marks, NikMarks};

/// Rows with a NIK, a family card and a birth date from small numbers, nothing else. Those born on the third or later are
/// born years later too.
fn people(rows: &[(u64, u64, u8)]) -> People {
    let mut people = People::default();
    for (nik, kk, day) in rows {
        people.roster.push(RosterId(0));
        people.nik.push(Digits16::new(*nik));
        people.nik_marks.push(NikMarks::default());
        people.kk.push(Digits16::new(*kk));
        people.birth.push(if *day == 0 {
            Birth::UNKNOWN
        } else {
            Birth::new(Precision::Full, if *day < 3 { 1980 } else { 1995 }, 3, *day)
        });
        people.sex.push(Sex::Unknown);
        people.place.push(None);
        people.hamlet.push(None);
        people.name.push(None);
        people.mother.push(None);
        people.marks.push(Marks::default());
    }
    people
}

fn met(candidates: &Candidates) -> BTreeMap<(RowId, RowId), u32> {
    let mut pairs = BTreeMap::new();
    for unit in candidates.units() {
        candidates.pairs(*unit, |a, b| {
            assert!(a < b);
            *pairs.entry((a, b)).or_insert(0) += 1;
        });
    }
    pairs
}

/// The pairs of places unit by unit, with how many passes compare each.
fn in_order(candidates: &Candidates) -> Vec<Vec<((u32, u32), u32)>> {
    let of_unit = |unit: &Unit| {
        let mut met = Vec::new();
        candidates.batches(*unit, |pairs| {
            met.extend(pairs.iter().map(|&(a, b)| ((a, b), candidates.times_met(a, b))));
        });
        met
    };
    candidates.units().iter().map(of_unit).collect()
}

#[test]
fn each_pair_once_though_several_keys_join_it() {
    let rows =
        [(3314010101800001, 7, 4), (3314010101800001, 7, 4), (0, 7, 4), (0, 8, 0), (3314010101800002, 0, 0)];
    let candidates = block(&people(&rows), &Options::default());
    let pairs = met(&candidates);
    assert!(pairs.values().all(|times| *times == 1), "{pairs:?}");
    let keys: Vec<_> = pairs.keys().copied().collect();
    // 0 and 1 by NIK and card, 2 by card, 4 by the first twelve digits; 3 meets nobody.
    assert_eq!(keys, [(0, 1), (0, 2), (0, 4), (1, 2), (1, 4)]);
    assert_eq!(candidates.not_compared, [3]);
    assert!(candidates.meets(1, 0) && !candidates.meets(0, 3));
}

#[test]
fn rows_whose_dates_contradict_each_other_are_compared_when_much_else_brings_them_together() {
    let [own, sister] = [3314010101800001, 3314014303950002];
    let card = 3314011203140007;
    // Two of a family, and one whose number two passes know, then three; the card brings all of them together.
    let rows = [(own, card, 1), (sister, card, 3), (own, card, 3), (own + 8_000, card, 3)];
    let candidates = block(&people(&rows), &Options::default());
    let pairs: Vec<_> = met(&candidates).into_keys().collect();
    assert_eq!(pairs, [(0, 2), (1, 2), (1, 3), (2, 3)]);
    assert!(!candidates.meets(0, 1) && candidates.partners(0) == [2]);
    // By the first digits of a NIK alone.
    let compared = |villages: [Option<&str>; 2], day: u8| {
        let mut two = people(&[(own, 0, 1), (own + 8_000, 0, day)]);
        two.place = villages.map(|code| crate::region::table().by_code(code?)).to_vec();
        met(&block(&two, &Options::default())).len() == 1
    };
    let [here, there] = [Some("3314012001"), Some("3314012002")];
    assert!(!compared([here, there], 3) && compared([here, there], 2), "in two villages");
    assert!(
        !compared([here, here], 3) && compared([here, here], 2),
        "in one, by nothing that families share"
    );
    assert!(compared([None, there], 3), "who knows where");
    // The dates contradict each other, and nothing beside them: one NIK is not to be trusted, and nobody has a name.
    let mut unsure = people(&rows);
    unsure.nik_marks[1] = NikMarks::default().with(NikMarks::SHARED);
    let pairs: Vec<_> = met(&block(&unsure, &Options::default())).into_keys().collect();
    assert_eq!(pairs, [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)]);
}

#[test]
fn a_block_that_nothing_splits_is_compared_in_a_window() {
    let rows = vec![(3314010101800001, 7, 0); 5_000];
    let options = Options::default();
    let candidates = block(&people(&rows), &options);
    let pairs = met(&candidates);
    assert!(pairs.values().all(|times| *times == 1));
    assert!(pairs.len() <= 5_000 * options.window, "{} pairs", pairs.len());
    assert!(pairs.keys().all(|(a, b)| candidates.meets(*a, *b)));
    assert!(candidates.not_compared.is_empty());
    assert!(candidates.reports.iter().any(|report| report.windowed == 1 && report.windowed_rows == 5_000));
    // Many threads share it.
    let largest = in_order(&candidates).iter().map(Vec::len).max();
    assert!(candidates.units().len() >= 1_000 && largest <= Some(5 * options.window), "{largest:?}");
}

proptest::proptest! {
    #[test]
    fn pairs_are_met_once_and_meets_agrees(
        rows in proptest::collection::vec((0u64..6, 0u64..5, 0u8..4), 2..60),
        // From a hundredth of the rows with a NIK, a pass that few have, to all.
        with_nik in 1u64..100,
        chosen in 0u32..7,
    ) {
        let has_nik = |row: usize| (row as u64 * 37) % 100 < with_nik;
        let rows: Vec<_> = rows
            .into_iter()
            .enumerate()
            .map(|(row, (nik, kk, day))| {
                (if has_nik(row) { nik * 1_111_111_111_111_111 } else { 0 }, kk * 77, day)
            })
            .collect();
        let options = Options { cap: 6, window: 2, ..Options::default() };
        let candidates = block(&people(&rows), &options);
        let pairs = met(&candidates);
        proptest::prop_assert!(pairs.values().all(|times| *times == 1));
        for a in 0..rows.len() as RowId {
            let met: Vec<RowId> =
                (0..rows.len() as RowId).filter(|b| pairs.contains_key(&(a.min(*b), a.max(*b)))).collect();
            proptest::prop_assert_eq!(candidates.partners(a), met);
            for b in a + 1..rows.len() as RowId {
                proptest::prop_assert_eq!(candidates.meets(a, b), pairs.contains_key(&(a, b)));
            }
        }
        proptest::prop_assert!(pairs.len() as u64 <= candidates.pairs_at_most());

        let some = Chosen::new(rows.len(), |place| place % 7 == chosen);
        let is_chosen = |row: RowId| candidates.order().place(row) % 7 == chosen;
        let all_met = |chosen: Option<&Chosen>| {
            let mut all = Vec::new();
            for unit in candidates.units() {
                candidates.batches_met(*unit, chosen, |pairs| {
                    let rows = pairs.iter().map(|(a, b)| (candidates.order().row(*a), candidates.order().row(*b)));
                    all.extend(rows.map(|(a, b)| (a.min(b), a.max(b))));
                });
            }
            all.sort_unstable();
            all
        };
        let all = all_met(None);
        proptest::prop_assert!(all.windows(2).all(|pairs| pairs[0] < pairs[1]));
        // Of those that meet, only the ones that are told apart are not compared.
        let told_apart: u64 = candidates.units().iter().map(|unit| candidates.batches(*unit, |_| ())).sum();
        proptest::prop_assert_eq!(all.len() as u64, pairs.len() as u64 + told_apart);
        proptest::prop_assert!(pairs.keys().all(|pair| all.binary_search(pair).is_ok()));
        let expected: Vec<_> = all.into_iter().filter(|(a, b)| is_chosen(*a) || is_chosen(*b)).collect();
        proptest::prop_assert_eq!(all_met(Some(&some)), expected);

        let mut left = block(&people(&rows), &options);
        let mut backwards = BTreeMap::new();
        for unit in left.units().to_vec().into_iter().rev() {
            left.pairs(unit, |a, b| *backwards.entry((a, b)).or_insert(0) += 1);
            left.forget_from(unit);
        }
        proptest::prop_assert_eq!(backwards, pairs);

        let folder = tempfile::tempdir().unwrap();
        let away = block_on_disk(&people(&rows), &options, Shelf(folder.path())).unwrap();
        proptest::prop_assert!(away.units().is_empty());
        let parts: Vec<Candidates> = (0..away.parts()).map(|part| away.part(part).unwrap()).collect();
        let of_parts: Vec<_> = parts.iter().flat_map(in_order).collect();
        // Files of passes have no name that anybody could meet.
        proptest::prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        proptest::prop_assert_eq!(of_parts, in_order(&candidates));
        let of_rows = away.part_of(&some).unwrap();
        let of_rows = of_rows.as_ref().unwrap_or(&away);
        let mut met_by_chosen = Vec::new();
        for unit in of_rows.units() {
            of_rows.batches_met(*unit, Some(&some), |pairs| met_by_chosen.extend_from_slice(pairs));
        }
        let mut of_some = Vec::new();
        for unit in candidates.units() {
            candidates.batches_met(*unit, Some(&some), |pairs| of_some.extend_from_slice(pairs));
        }
        proptest::prop_assert_eq!(met_by_chosen, of_some);
        proptest::prop_assert_eq!(&away.not_compared, &candidates.not_compared);
        proptest::prop_assert_eq!(&away.traces, &candidates.traces);
    }
}
