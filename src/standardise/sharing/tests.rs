//! Are NIKs on clearly different people marked, and those of one misspelt person not?

use super::super::{Options, People, standardise_all};
use super::*;
use crate::ingest::RowChunk;
use crate::record::{RosterId, TextColumn};

/// Two rows under one NIK, each `name|birth date`.
fn verdict_of(rows: &[&str]) -> Verdict {
    let mut names = TextColumn::default();
    let mut births = TextColumn::default();
    for row in rows {
        let (name, birth) = row.split_once('|').unwrap_or((row, ""));
        names.push(name);
        births.push(birth);
    }
    let count = rows.len() as u32;
    let chunk = RowChunk {
        roster: RosterId(0),
        file: 0,
        lines: (1..=count).collect(),
        rows: (1..=count).collect(),
        cells: vec![(Field::Name, names), (Field::BirthDate, births)],
    };
    let options = Options::new(jiff::civil::date(2026, 3, 10));
    let (people, _): (People, _) = standardise_all(&[chunk], &options);
    let group: Vec<(u64, RowId)> = (0..count).map(|row| (1, row)).collect();
    verdict(&group, &Names::of(&people))
}

#[test]
fn name_and_birth_date_must_both_differ() {
    let check = |rows: &[&str], expected: Verdict| assert_eq!(verdict_of(rows), expected, "{rows:?}");
    check(&["SUPARDI|04-05-1980", "RINI|11-09-2009"], Verdict::Shared);
    check(&["SUPARDI|04-05-1980", "RINI|04-05-1980"], Verdict::OnePerson);
    check(&["SUPARDI|04-05-1980", "SUPARDI|11-09-2009"], Verdict::OnePerson);
    // Where no date tells, clearly different names do.
    check(&["SUPARDI|04-05-1980", "RINI|"], Verdict::Shared);
    check(&["SUPARDI|", "RINI|"], Verdict::Shared);
    check(&["NUR HAYATI|", "NOORHAYATI|"], Verdict::OnePerson);
    // Placeholder dates need years between them.
    check(&["SUPARDI|01-07-1980", "RINI|31-12-1981"], Verdict::OnePerson);
    check(&["SUPARDI|01-07-1950", "RINI|11-09-2009"], Verdict::Shared);
}

#[test]
fn spellings_of_one_name_are_not_strangers() {
    for rows in [
        ["MOCH CHOIRUL|04-05-1980", "MUHAMMAD KHAIRUL|11-09-1962"],
        ["NUR HAYATI|04-05-1980", "NOORHAYATI|11-09-1962"],
        ["DJOKO SUSILO|04-05-1980", "JOKO SUSILO|11-09-1962"],
        ["SUPRIYADI|04-05-1980", "SUPIRYADI|11-09-1962"],
        ["TJAHJONO|04-05-1980", "CAHYONO|11-09-1962"],
    ] {
        assert_eq!(verdict_of(&rows), Verdict::OnePerson, "{rows:?}");
    }
    // Muhammad alone makes no brothers one.
    assert_eq!(verdict_of(&["MUHAMMAD RIDWAN|04-05-1980", "MUHAMMAD FAJAR|11-09-2009"]), Verdict::Shared);
}
