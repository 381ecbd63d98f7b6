//! Small made nights: who came, went, merged, split; programmes; conflicts between two run folders.

use jiff::civil::date;

use super::persons::{Persons, compare};
use super::runs::{RunCase, RunSide, between};
use super::*;
use crate::register::{Ids, Lineage};

/// An id of the length that ids have.
fn id(kind: char, number: u32) -> String {
    format!("{kind}-{number:05}-00000-0")
}

/// One person: number, family, prints of NIK and name, programmes.
type One = (u32, u32, [u32; 2], &'static [(&'static str, u64)]);

fn persons(list: &[One], since: u32) -> Persons {
    let ids: Vec<String> = list.iter().map(|one| id('P', one.0)).collect();
    let families: Vec<String> = list.iter().map(|one| id('K', one.1)).collect();
    let lists: Vec<Payments> = list
        .iter()
        .map(|one| {
            let mut list: Payments =
                one.3.iter().map(|(key, amount)| (key.to_string(), Some(*amount))).collect();
            list.sort();
            list
        })
        .collect();
    Persons {
        ids: ids.iter().map(String::as_str).collect::<Ids>(),
        families: families.iter().map(String::as_str).collect(),
        prints: list.iter().map(|one| [one.2[0], 0, one.2[1], 0, 0, 0, 0, 0, 0]).collect(),
        served: (0..list.len() as u32).collect(),
        lists,
        since: vec![since; list.len()],
    }
}

fn line(kind: LineageKind, old: &str, new: &str) -> Lineage {
    Lineage { old: old.into(), new: new.into(), kind }
}

/// The lines as `KIND who field before>after programme amount`.
fn told(changes: &mut Changes, tonight: &Persons) -> Vec<String> {
    changes.sort();
    let say = |line: &Line| {
        let who = match line.who {
            Who::Tonight(person) => tonight.ids[person as usize].to_owned(),
            Who::Gone(text) => changes.said(text).to_owned(),
            Who::Nobody => "-".into(),
        };
        let mut said = format!("{} {}", line.kind.code(), who);
        if line.about != About::Nothing {
            let (before, after) = (changes.said(line.before), changes.said(line.after));
            said.push_str(&format!(" {} {before}>{after}", About::NAMES[line.about.place()]));
        }
        if line.programme.is_some() {
            said.push_str(&format!(" {} {:?}", changes.programme_of(line), line.amount));
        }
        said.replace("-00000-0", "").replace("-0000", "")
    };
    changes.list.iter().map(say).collect()
}

fn check(old: &[One], new: &[One], lineage: &[Lineage], expected: &[&str]) -> (Changes, Vec<u32>) {
    let (old, new) = (persons(old, 3), persons(new, 0));
    let mut changes = Changes::default();
    let family = |person: usize| -> &str { &new.families[person] };
    let since = compare(&old, &new.side(&family, lineage, 9), &mut changes);
    assert_eq!(told(&mut changes, &new), expected);
    (changes, since)
}

const PKH: &[(&str, u64)] = &[("PKH", 750)];
const BPNT: &[(&str, u64)] = &[("BPNT", 200)];
const BOTH: &[(&str, u64)] = &[("BPNT", 200), ("PKH", 750)];

#[test]
fn an_equal_night_changes_nothing_in_any_order() {
    let (one, two): (One, One) = ((1, 1, [5, 6], PKH), (2, 1, [7, 8], BOTH));
    let (changes, since) = check(&[one, two], &[one, two], &[], &[]);
    assert_eq!((changes.totals, since), (Totals::default(), vec![3, 3]));
    check(&[one, two], &[two, one], &[], &[]);
}

#[test]
fn persons_come_and_go_with_their_programmes() {
    let (changes, since) = check(
        &[(1, 1, [5, 6], PKH), (2, 1, [7, 8], &[])],
        &[(2, 1, [7, 8], &[]), (3, 2, [9, 9], BOTH)],
        &[],
        &[
            "BARU P3",
            "HILANG P1",
            "MASUK_PROGRAM P3 BPNT Some(200)",
            "MASUK_PROGRAM P3 PKH Some(750)",
            "KELUAR_PROGRAM P1 PKH Some(750)",
        ],
    );
    assert_eq!(since, [3, 9]);
    let pkh = changes.totals.programmes.iter().find(|total| total.programme == "PKH").unwrap();
    assert_eq!((pkh.entered, pkh.entered_amount, pkh.left, pkh.left_amount), (1, 750, 1, 750));
    assert_eq!(changes.gone.len(), 1);
}

#[test]
fn what_changed_of_a_person_is_told_field_by_field() {
    let (changes, _) = check(
        &[(1, 1, [5, 6], PKH), (2, 1, [0, 8], PKH)],
        &[(1, 4, [5, 7], &[("PKH", 900)]), (2, 1, [3, 8], BPNT)],
        &[],
        &[
            "UBAH P1 name >",
            "UBAH P1 family_id K1>K4",
            "UBAH P1 amount 750>900 PKH Some(900)",
            "UBAH P2 nik >",
            "MASUK_PROGRAM P2 BPNT Some(200)",
            "KELUAR_PROGRAM P2 PKH Some(750)",
        ],
    );
    let totals = &changes.totals;
    assert_eq!((totals.changed, totals.family_changed, totals.amount_changed), (2, 1, 1));
    // Values are read later, from the place that the person had yesterday.
    assert_eq!(changes.list[0].unread, Some(0));
    assert_eq!(changes.list[3].unread, Some(1));
}

#[test]
fn a_merger_brings_its_programmes_and_is_neither_gone_nor_an_entry() {
    let lineage = [
        line(LineageKind::Merged, &id('P', 2), &id('P', 1)),
        line(LineageKind::Merged, &id('K', 2), &id('K', 1)),
    ];
    let (changes, _) = check(
        &[(1, 1, [5, 6], PKH), (2, 2, [5, 6], BPNT)],
        &[(1, 1, [5, 6], BOTH)],
        &lineage,
        &["GABUNG P1 person_id P2>P1", "GABUNG - family_id K2>K1"],
    );
    assert_eq!((changes.totals.merged, changes.totals.families_merged, changes.totals.gone), (1, 1, 0));
    // A programme that neither had is entered, one that none has any more is left.
    check(
        &[(1, 1, [5, 6], PKH), (2, 2, [5, 6], &[])],
        &[(1, 1, [5, 6], BPNT)],
        &lineage[..1],
        &["GABUNG P1 person_id P2>P1", "MASUK_PROGRAM P1 BPNT Some(200)", "KELUAR_PROGRAM P1 PKH Some(750)"],
    );
}

#[test]
fn a_split_takes_its_programmes_along() {
    let lineage = [line(LineageKind::Split, &id('P', 1), &id('P', 2))];
    let (changes, since) = check(
        &[(1, 1, [5, 6], BOTH)],
        &[(1, 1, [5, 6], PKH), (2, 1, [9, 6], BPNT)],
        &lineage,
        &["PISAH P2 person_id P1>P2"],
    );
    assert_eq!((changes.totals.split, changes.totals.new), (1, 0));
    assert_eq!(since, [3, 9]);
}

#[test]
fn who_was_gone_is_back_with_the_night_that_gave_the_id() {
    let (old, new) = (persons(&[], 3), persons(&[(1, 1, [5, 6], &[])], 0));
    let mut changes = Changes::default();
    let family = |person: usize| -> &str { &new.families[person] };
    let once = [(id('P', 1), 2)];
    let mut side = new.side(&family, &[], 9);
    side.once = &once;
    let since = compare(&old, &side, &mut changes);
    assert_eq!((told(&mut changes, &new), since), (vec!["KEMBALI P1".to_owned()], vec![2]));
}

fn past(old: u32, new: u32, kind: LineageKind, number: u32) -> Past {
    Past {
        old: id('P', old),
        new: id('P', new),
        kind,
        number,
        date: date(2026, 3, number as i8),
        reason: String::new(),
    }
}

#[test]
fn a_retired_id_resolves_along_a_chain_and_never_in_circles() {
    let lineage = [
        past(1, 2, LineageKind::Merged, 1),
        past(2, 5, LineageKind::Split, 2),
        past(2, 3, LineageKind::Merged, 3),
        past(3, 4, LineageKind::Merged, 7),
    ];
    assert_eq!(resolve(&lineage, &id('P', 1)), id('P', 4));
    assert_eq!(resolve(&lineage, &id('P', 3)), id('P', 4));
    assert_eq!(resolve(&lineage, &id('P', 5)), id('P', 5));
    let circle = [past(1, 2, LineageKind::Merged, 1), past(2, 1, LineageKind::Merged, 2)];
    resolve(&circle, &id('P', 1));
}

fn run_case(case: u64, person: u32, amount: u64) -> RunCase {
    let person = id('P', person);
    RunCase {
        id: case,
        class: "GANDA_DALAM_ROSTER".into(),
        subject: person.clone(),
        person,
        amount: Some(amount),
        ..RunCase::default()
    }
}

#[test]
fn two_run_folders_are_compared_like_two_nights() {
    let side = |persons_of: &[One], cases: &[RunCase]| RunSide {
        persons: persons(persons_of, 0),
        cases: cases.to_vec(),
    };
    let old = side(
        &[(1, 1, [5, 6], PKH), (2, 2, [5, 6], &[]), (3, 3, [1, 1], &[])],
        &[run_case(10, 1, 750), run_case(11, 2, 200), run_case(12, 3, 100)],
    );
    // P2 became P1 in two steps; its conflict goes on under another number.
    let new = side(
        &[(1, 1, [5, 6], PKH), (3, 3, [1, 1], &[])],
        &[
            run_case(10, 1, 750),
            run_case(21, 1, 200),
            RunCase { dismissed: true, ..run_case(12, 3, 100) },
            RunCase { reopened: true, ..run_case(30, 3, 50) },
        ],
    );
    let lineage = [past(2, 9, LineageKind::Merged, 4), past(9, 1, LineageKind::Merged, 5)];
    let mut changes = between(&old, &new, &lineage);
    let totals = changes.totals.clone();
    assert_eq!((totals.conflicts_new.count, totals.conflicts_still.count), (0, 2));
    assert_eq!(totals.conflicts_still.amount, 750, "each person counts once");
    assert_eq!((totals.conflicts_dismissed.count, totals.conflicts_dismissed.amount), (1, 100));
    assert_eq!((totals.conflicts_reopened.count, totals.conflicts_resolved.count), (1, 0));
    let said = told(&mut changes, &new.persons);
    assert_eq!(
        said,
        [
            "GABUNG P1 person_id P2>P1",
            "GABUNG P1 person_id P9>P1",
            "KONFLIK_DIBUKA_LAGI P3",
            "KONFLIK_DITOLAK P3"
        ]
    );

    // P2's conflict meets one that P1 has had all along: the two are one case, and nothing was resolved.
    let both =
        side(&[(1, 1, [5, 6], PKH), (3, 3, [1, 1], &[])], &[run_case(10, 1, 750), run_case(12, 3, 100)]);
    let totals = between(&old, &both, &lineage).totals;
    assert_eq!((totals.conflicts_still.count, totals.conflicts_resolved.count), (2, 0));
    let parted = [past(2, 1, LineageKind::Split, 4)];
    assert_eq!(between(&old, &both, &parted).totals.conflicts_resolved.count, 1, "a split leaves the case");

    let empty = RunSide::default();
    let changes = between(&old, &empty, &[]);
    assert_eq!((changes.totals.gone, changes.totals.conflicts_resolved.amount), (3, 1050));
}

#[test]
fn ids_of_conflicts_are_read_back() {
    for number in [0, 1, u64::MAX, 0x0123_4567_89ab_cdef] {
        assert_eq!(case_number(&case_id(number)), Some(number));
    }
    assert_eq!(case_number("C-123"), None);
    assert_eq!(case_number("P-00001-00000-0"), None);
}
