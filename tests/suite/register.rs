//! Does every row end in exactly one person and every person in one family, with the right values and a lasting
//! id? Also holds the builder of small nights by hand that the conflict stories use.

use std::num::{NonZeroU8, NonZeroU16, NonZeroU32};

use padan::cluster::Clusters;
use padan::record::{Birth, Digits16, NameId, Precision, Relation, RosterId, Sex, TextColumn, TextId};
use padan::region::{Level, RegionId, table};
use padan::register::{
    Chosen, HeldReason, Known, Options, Register, Source, canonical_id, provenance, verify,
};
use padan::score::Edge;
use padan::standardise::{Marks, NikMarks, People, row_key};
use proptest::prelude::*;

/// The register of a first night.
pub fn register(people: &People, clusters: &Clusters, options: &Options) -> Register {
    padan::register::register(people, clusters, &Known::first(people, options), options)
}

/// One row of a night made by hand; what a story does not mention is unknown.
#[derive(Clone, Debug)]
pub struct Row {
    /// Index into [`ROSTERS`].
    pub roster: usize,
    /// Any number; rows with the same are one cluster.
    pub person: u32,
    pub nik: u64,
    pub nik_marks: NikMarks,
    pub kk: u64,
    pub name: &'static str,
    pub alias: &'static str,
    pub mother: &'static str,
    pub head: &'static str,
    pub birth: Birth,
    pub sex: Sex,
    pub relation: Relation,
    /// Region code as a number, 0 for unknown.
    pub place: u64,
    pub rt: u16,
    pub hamlet: &'static str,
    pub amount: u32,
    pub marks: Marks,
    pub key: &'static str,
    pub decile: u8,
    pub component: &'static str,
    /// Row number in the roster; 0 for the place in the list.
    pub number: u32,
}

pub const ROW: Row = Row {
    roster: 0,
    person: 0,
    nik: 0,
    nik_marks: NikMarks(0),
    kk: 0,
    name: "",
    alias: "",
    mother: "",
    head: "",
    birth: Birth::UNKNOWN,
    sex: Sex::Unknown,
    relation: Relation::Unknown,
    place: 0,
    rt: 0,
    hamlet: "",
    amount: 0,
    marks: Marks(0),
    key: "",
    decile: 0,
    component: "",
    number: 0,
};

/// Rosters that stories name by index: name, programme, precedence.
pub const ROSTERS: [(&str, &str, u16); 12] = [
    ("bdt", "BDT", 0),
    ("pkh", "PKH", 1),
    ("sembako", "SEMBAKO", 1),
    ("pbi", "PBI-JKN", 1),
    ("pip", "PIP", 1),
    ("bltdd", "BLT-DD", 1),
    ("lksa", "LKSA", 2),
    ("kematian", "KEMATIAN", 2),
    ("asn", "ASN", 2),
    ("daerah", "PBI-APBD", 1),
    ("atensi", "ATENSI", 1),
    ("baru", "PROGRAM-BARU", 3),
];
pub const BDT: usize = 0;
pub const PKH: usize = 1;
pub const SEMBAKO: usize = 2;
pub const PBI: usize = 3;
pub const PIP: usize = 4;
pub const BLTDD: usize = 5;
pub const LKSA: usize = 6;
pub const KEMATIAN: usize = 7;
pub const ASN: usize = 8;
pub const DAERAH: usize = 9;
pub const BARU: usize = 11;

pub const JAWA_TENGAH: u64 = 33;
/// A regency, with a district of it and a village of that.
pub const SRAGEN: u64 = 3314;
pub const KALIJAMBE: u64 = 331_401;
pub const BANARAN: u64 = 3_314_012_009;
/// Another district of the regency.
pub const PLUPUH: u64 = 33_14_02;
/// The regency next to it, with a district of that.
pub const KARANGANYAR: u64 = 33_13;
pub const TASIKMADU: u64 = 33_13_10;

pub fn born(year: u16, month: u8, day: u8) -> Birth {
    Birth::new(Precision::Full, year, month, day)
}

fn text(words: &mut Vec<String>, word: &str) -> Option<TextId> {
    (!word.is_empty()).then(|| {
        let at = words.iter().position(|known| known == word).unwrap_or_else(|| {
            words.push(word.into());
            words.len() - 1
        });
        TextId(NonZeroU32::new(at as u32 + 1).unwrap())
    })
}

fn place(code: u64) -> Option<RegionId> {
    let digits = code.checked_ilog10()? as usize + 1;
    table().by_number(Level::of_digits(digits).unwrap(), code)
}

/// Holds rows as the standardise stage would.
pub fn people(rows: &[Row]) -> People {
    let mut people = People::default();
    let mut texts = Vec::new();
    let mut tokens: Vec<String> = Vec::new();
    let mut names: Vec<Vec<u32>> = Vec::new();
    let mut name = |written: &str, mother: bool, people: &mut People| -> Option<NameId> {
        if written.is_empty() {
            return None;
        }
        let sequence: Vec<u32> = written
            .split(' ')
            .map(|word| {
                let at = tokens.iter().position(|known| known == word).unwrap_or_else(|| {
                    tokens.push(word.into());
                    people.tokens.text.push(word);
                    people.tokens.sound.push(tokens.len() as u32);
                    people.tokens.coarse.push(tokens.len() as u32);
                    people.tokens.rows.push(0);
                    people.tokens.mother_rows.push(0);
                    tokens.len() - 1
                });
                if mother {
                    people.tokens.mother_rows[at] += 1;
                } else {
                    people.tokens.rows[at] += 1;
                }
                at as u32
            })
            .collect();
        let at = names.iter().position(|known| *known == sequence).unwrap_or_else(|| {
            people.names.tokens.extend(&sequence);
            people.names.ends.push(people.names.tokens.len() as u32);
            names.push(sequence);
            people.names.joined_sound.push(10_000 + names.len() as u32);
            names.len() - 1
        });
        Some(NameId(NonZeroU32::new(at as u32 + 1).unwrap()))
    };
    for (at, row) in rows.iter().enumerate() {
        people.roster.push(RosterId(row.roster as u16));
        people.file.push(0);
        people.line.push(at as u32 + 2);
        people.row.push(if row.number == 0 { at as u32 + 1 } else { row.number });
        people.nik.push(Digits16::new(row.nik));
        people.nik_marks.push(row.nik_marks);
        people.kk.push(Digits16::new(row.kk));
        people.birth.push(row.birth);
        people.sex.push(row.sex);
        people.relation.push(row.relation);
        let written = name(row.name, false, &mut people);
        people.name.push(written);
        let written = name(row.alias, false, &mut people);
        people.alias.push(written);
        let written = name(row.mother, true, &mut people);
        people.mother.push(written);
        people.father.push(None);
        let written = name(row.head, false, &mut people);
        people.head.push(written);
        people.place.push(place(row.place));
        people.rt.push(NonZeroU16::new(row.rt));
        people.rw.push(NonZeroU16::new(row.rt));
        people.hamlet.push(text(&mut texts, row.hamlet));
        people.birth_place.push(None);
        people.amount.push(NonZeroU32::new(row.amount));
        people.marks.push(row.marks);
        people.key.push(row_key(row.key));
        people.decile.push(NonZeroU8::new(row.decile));
        people.component.push(text(&mut texts, row.component));
    }
    people.texts.text = texts.iter().map(String::as_str).collect::<TextColumn>();
    people
}

/// Rows with the same `person` are one cluster.
pub fn clusters(rows: &[Row]) -> Clusters {
    let mut seen = Vec::new();
    let of = rows
        .iter()
        .map(|row| {
            let at = seen.iter().position(|&known| known == row.person).unwrap_or_else(|| {
                seen.push(row.person);
                seen.len() - 1
            });
            at as u32
        })
        .collect();
    Clusters {
        of,
        count: seen.len() as u32,
        probability: vec![0.99; rows.len()],
        band: vec![None; rows.len()],
        ..Clusters::default()
    }
}

pub fn options() -> Options {
    Options {
        sources: ROSTERS
            .iter()
            .map(|&(name, programme, precedence)| Source {
                name: name.into(),
                programme: programme.into(),
                precedence,
            })
            .collect(),
        ..Options::default()
    }
}

pub fn made(rows: &[Row]) -> (People, Register) {
    let people = people(rows);
    let register = register(&people, &clusters(rows), &options());
    (people, register)
}

#[track_caller]
fn check_chosen(rows: &[Row], field: Chosen, expected: Option<u32>) {
    let (_, register) = made(rows);
    assert_eq!(register.chosen_row(0, field), expected);
}

#[test]
fn a_blank_never_overwrites() {
    check_chosen(&[ROW, Row { roster: BARU, name: "SITI", ..ROW }], Chosen::Name, Some(1));
    check_chosen(&[ROW, ROW], Chosen::Name, None);
}

#[test]
fn precedence_comes_before_frequency() {
    let base = Row { roster: BDT, mother: "SUMINI", ..ROW };
    let other = Row { roster: PKH, mother: "SUMIYEM", ..ROW };
    check_chosen(&[other.clone(), other.clone(), base.clone()], Chosen::Mother, Some(2));
    let retired = Row { marks: Marks::INACTIVE, ..base };
    check_chosen(&[retired.clone(), Row { roster: BDT, mother: "SUMINAH", ..ROW }], Chosen::Mother, Some(1));
    check_chosen(&[other.clone(), retired], Chosen::Mother, Some(1));
}

#[test]
fn frequency_comes_before_fullness() {
    let short = Row { roster: PKH, name: "MUH ALI", ..ROW };
    let full = Row { roster: PBI, name: "MUHAMMAD ALI", ..ROW };
    check_chosen(&[short.clone(), full.clone()], Chosen::Name, Some(1));
    check_chosen(&[short.clone(), full.clone(), short.clone()], Chosen::Name, Some(0));
    check_chosen(&[Row { marks: Marks::NAME_CUT, ..full }, short], Chosen::Name, Some(1));
}

#[test]
fn the_better_kind_of_value_comes_first() {
    let suspect = Row { nik: 3_314_010_101_900_001, nik_marks: NikMarks::DATE_CONTRADICTS, ..ROW };
    let sound = Row { roster: BARU, nik: 3_314_010_101_900_002, ..ROW };
    check_chosen(&[suspect, sound], Chosen::Nik, Some(1));
    let assigned = Row { birth: Birth::new(Precision::Placeholder, 1955, 7, 1), ..ROW };
    check_chosen(&[assigned, Row { roster: BARU, birth: born(1955, 3, 9), ..ROW }], Chosen::Birth, Some(1));
    let regency = Row { place: SRAGEN, ..ROW };
    check_chosen(&[regency, Row { roster: BARU, place: BANARAN, ..ROW }], Chosen::Place, Some(1));
}

#[test]
fn an_address_lies_in_the_chosen_village() {
    let elsewhere = Row { place: TASIKMADU, rt: 3, hamlet: "KRAJAN", ..ROW };
    let home = Row { roster: BARU, place: BANARAN, rt: 1, ..ROW };
    check_chosen(&[elsewhere, home], Chosen::Address, Some(1));
}

#[test]
fn a_newer_roster_wins_among_equals() {
    let rows = [Row { roster: PKH, kk: 1, ..ROW }, Row { roster: SEMBAKO, kk: 2, ..ROW }];
    let mut options = options();
    options.recency = vec![0, 20_000, 20_001];
    let register = register(&people(&rows), &clusters(&rows), &options);
    assert_eq!(register.chosen_row(0, Chosen::Kk), Some(1));
}

#[test]
fn rejected_values_stay_visible() {
    let rows = [
        Row { roster: BDT, name: "SITI", ..ROW },
        Row { roster: PKH, name: "SITTI", ..ROW },
        Row { roster: PBI, name: "SITI", ..ROW },
        Row { roster: PIP, name: "SITTI", ..ROW },
    ];
    let (people, register) = made(&rows);
    let name =
        provenance(&people, &register, 0).into_iter().find(|source| source.field == Chosen::Name).unwrap();
    assert_eq!((name.row, name.agreeing), (0, 2));
    assert_eq!(
        name.rejected.iter().map(|rejected| (rejected.row, rejected.rows)).collect::<Vec<_>>(),
        [(1, 2)]
    );
}

#[test]
fn ids_hang_on_row_keys_not_on_order() {
    let rows = [
        Row { roster: PKH, person: 1, key: "A-1", ..ROW },
        Row { roster: PBI, person: 2, number: 9, ..ROW },
        Row { roster: BDT, person: 1, number: 7, ..ROW },
    ];
    let mut turned = rows.clone();
    turned.reverse();
    let (_, one) = made(&rows);
    let (_, other) = made(&turned);
    assert_eq!(one.person_ids, other.person_ids);
    assert!(one.person_ids.iter().chain(one.family_ids.iter()).all(verify));
    assert_eq!(canonical_id(&one.person_ids[0].to_lowercase()), Some(one.person_ids[0].to_owned()));
    let mut keyed = options();
    keyed.id_key = [7; 32];
    let keyed = register(&people(&rows), &clusters(&rows), &keyed);
    assert_ne!(keyed.person_ids[0], one.person_ids[0]);
}

/// The ids of some persons, in the order of the numbers that the story gives them.
fn ids_by_person(rows: &[Row]) -> Vec<(u32, String)> {
    let (_, register) = made(rows);
    let mut ids: Vec<(u32, String)> = rows
        .iter()
        .zip(&register.person_of)
        .map(|(row, &person)| (row.person, register.person_ids[person as usize].to_owned()))
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

/// A roster of families: each member has the family's key.
fn families_with_keys() -> Vec<Row> {
    const KEYS: [&str; 3] = ["F-1", "F-2", "F-3"];
    let member = |person: u32, name, birth| Row {
        roster: PKH,
        person,
        name,
        birth,
        key: KEYS[person as usize / 10],
        kk: 3_314_010_101_080_001 + u64::from(person / 10) * 111,
        number: person + 1,
        ..ROW
    };
    (0..3)
        .flat_map(|family| {
            [
                member(family * 10, "SUMINI", born(1980, 2, 3)),
                member(family * 10 + 1, "SLAMET", born(1975, 4, 5)),
                Row {
                    nik: 3_314_010_307_100_001 + u64::from(family),
                    ..member(family * 10 + 2, "RINI", Birth::UNKNOWN)
                },
            ]
        })
        .collect()
}

#[test]
fn members_with_the_familys_key_have_ids_that_do_not_hang_on_order() {
    let rows = families_with_keys();
    let ids = ids_by_person(&rows);
    let mut distinct: Vec<&String> = ids.iter().map(|(_, id)| id).collect();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 9);
    let mut turned: Vec<Row> = rows.iter().rev().cloned().collect();
    for (at, row) in turned.iter_mut().enumerate() {
        row.number = at as u32 + 1;
    }
    assert_eq!(ids_by_person(&turned), ids);
    let families = |rows: &[Row]| {
        let register = made(rows).1;
        let mut ids: Vec<String> = register.family_ids.iter().map(str::to_owned).collect();
        ids.sort();
        ids
    };
    assert_eq!(families(&turned), families(&rows));
    // Whoever leaves the list takes the id along, and the family keeps its own.
    let fewer: Vec<Row> = rows.iter().filter(|row| row.person != 0 && row.person != 11).cloned().collect();
    let kept: Vec<(u32, String)> = ids.into_iter().filter(|(person, _)| ![0, 11].contains(person)).collect();
    assert_eq!(ids_by_person(&fewer), kept);
    assert_eq!(families(&fewer), families(&rows));
}

#[test]
fn a_key_that_two_persons_share_by_mistake_gives_nobody_the_others_id() {
    const KEYS: [&str; 12] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];
    let mut rows: Vec<Row> = (0..12)
        .map(|person| Row { roster: PKH, person, key: KEYS[person as usize], name: "SITI", ..ROW })
        .collect();
    let alone = ids_by_person(&rows);
    rows.push(Row { roster: PKH, person: 12, key: "12", name: "SLAMET", ..ROW });
    let shared = ids_by_person(&rows);
    assert_eq!(shared[..11], alone[..11], "the others keep theirs");
    assert!(alone.iter().all(|(_, id)| *id != shared[12].1));
    assert_ne!(shared[11].1, shared[12].1);
    rows.reverse();
    assert_eq!(ids_by_person(&rows), shared);
}

#[test]
fn rows_with_one_key_still_get_ids_of_their_own() {
    let rows: Vec<Row> = (0..50).map(|person| Row { roster: PKH, person, key: "SAMA", ..ROW }).collect();
    let (_, register) = made(&rows);
    let mut ids: Vec<&str> = register.person_ids.iter().collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 50);
    assert!(ids.iter().all(|id| verify(id)));
}

#[track_caller]
fn check_families(rows: &[Row], links: &[(u32, u32)], expected: &[u32]) -> Register {
    let people = people(rows);
    let mut clusters = clusters(rows);
    clusters.family_links =
        links.iter().map(|&(a, b)| Edge { a, b, weight: -3.0, same: 0.01, family: 0.98 }).collect();
    let register = register(&people, &clusters, &options());
    assert_eq!(register.family_of, expected);
    register
}

#[test]
fn a_card_makes_a_family() {
    let member = |person, kk| Row { person, kk, ..ROW };
    check_families(&[member(1, 11), member(2, 22), member(3, 11), member(4, 0)], &[], &[0, 1, 0, 2]);
}

#[test]
fn an_old_card_alone_does_not_join_a_married_daughter_to_her_parents() {
    const OLD: u64 = 3_314_010_101_080_001;
    const NEW: u64 = 3_314_012_503_190_007;
    let rows = [
        Row { person: 1, kk: OLD, name: "SLAMET", relation: Relation::Head, place: BANARAN, ..ROW },
        Row { person: 2, kk: OLD, name: "SUMINI", head: "SLAMET", place: BANARAN, ..ROW },
        Row { person: 3, kk: NEW, name: "RINI", head: "JOKO", place: BANARAN, ..ROW },
        Row { person: 3, roster: BARU, kk: OLD, name: "RINI", head: "SLAMET", place: BANARAN, ..ROW },
        Row { person: 4, kk: NEW, name: "JOKO", relation: Relation::Head, place: BANARAN, ..ROW },
    ];
    let register = check_families(&rows, &[], &[0, 0, 1, 1]);
    assert_eq!(
        register.held.iter().map(|held| (held.reason, held.row)).collect::<Vec<_>>(),
        [(HeldReason::OldKk, 3)]
    );
}

#[test]
fn a_card_that_was_issued_anew_keeps_the_family_together() {
    const OLD: u64 = 3_314_010_101_080_001;
    const NEW: u64 = 3_314_012_503_190_007;
    let both = |person, name| {
        [
            Row { person, kk: NEW, name, place: BANARAN, ..ROW },
            Row { person, roster: BARU, kk: OLD, name, place: BANARAN, ..ROW },
        ]
    };
    let mut rows = vec![Row { person: 9, roster: BARU, kk: OLD, name: "NENEK", place: BANARAN, ..ROW }];
    rows.extend(both(1, "SUMINI"));
    rows.extend(both(2, "RINI"));
    check_families(&rows, &[], &[0, 0, 0]);
}

#[test]
fn forty_children_on_the_managers_card_are_no_family_but_siblings_are() {
    const MOTHERS: [&str; 4] = ["WARSI", "WARTI", "WARNI", ""];
    let mut rows = vec![Row { person: 0, kk: 77, name: "PENGURUS", relation: Relation::Head, ..ROW }];
    rows.extend((1..=40).map(|person| Row {
        person,
        roster: LKSA,
        kk: 77,
        head: "PENGURUS",
        mother: if person <= 6 { MOTHERS[(person as usize - 1) / 2] } else { "" },
        ..ROW
    }));
    let (_, register) = made(&rows);
    assert_eq!(register.families(), 38);
    assert_eq!(register.members_of(register.family_of[1]), [1, 2]);
    assert_eq!(register.held[0].reason, HeldReason::InstitutionalKk);
    assert_eq!(register.held[0].persons, 41);
}

#[test]
fn one_number_in_the_card_column_glues_no_village() {
    let rows: Vec<Row> = (0..3000).map(|person| Row { person, kk: 9, mother: "SITI", ..ROW }).collect();
    let (_, register) = made(&rows);
    assert_eq!(register.families(), 3000);
}

#[test]
fn a_large_house_with_one_head_is_a_family() {
    let rows: Vec<Row> = (0..15).map(|person| Row { person, kk: 9, head: "SLAMET", ..ROW }).collect();
    let (_, register) = made(&rows);
    assert_eq!(register.families(), 1);
}

#[test]
fn a_link_joins_a_child_without_card_and_leaves_neighbours_apart() {
    let rows = [
        Row { person: 1, kk: 11, mother: "SUMINI", place: BANARAN, rt: 1, ..ROW },
        Row { person: 2, mother: "SUMINI", place: BANARAN, rt: 1, ..ROW },
        Row { person: 3, mother: "WARSI", place: BANARAN, rt: 1, ..ROW },
        Row { person: 4, kk: 44_444, mother: "SUMINI", place: BANARAN, rt: 1, ..ROW },
        Row { person: 5, mother: "SUMINI", place: TASIKMADU, rt: 1, ..ROW },
    ];
    check_families(&rows, &[(0, 1), (1, 2), (0, 3), (0, 4)], &[0, 0, 1, 2, 3]);
}

#[test]
fn links_do_not_chain_past_the_cap() {
    let rows: Vec<Row> = (0..60).map(|person| Row { person, mother: "SITI", ..ROW }).collect();
    let links: Vec<(u32, u32)> = (0..59).map(|row| (row, row + 1)).collect();
    let people = people(&rows);
    let mut clusters = clusters(&rows);
    clusters.family_links =
        links.iter().map(|&(a, b)| Edge { a, b, weight: -3.0, same: 0.0, family: 0.99 }).collect();
    let register = register(&people, &clusters, &options());
    let largest = (0..register.families() as u32).map(|family| register.members_of(family).len()).max();
    assert_eq!(largest, Some(20));
    assert!(register.held.iter().any(|held| held.reason == HeldReason::FamilyTooLarge));
}

#[test]
fn nobody_makes_an_empty_register() {
    let (_, register) = made(&[]);
    assert!(register.is_empty());
    assert_eq!(register.families(), 0);
    assert_eq!((register.starts, register.family_starts), (vec![0], vec![0]));
}

/// Small nights of any shape: few numbers, cards, names and places, so that they meet often.
pub fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..ROSTERS.len(), 0..12u32, 0..6u64, 0..5u64, 0..5usize, 0..4u16, 0..8usize, 0..40u8)
        .prop_map(|(roster, person, nik, kk, name, year, place, bits)| Row {
            roster,
            person,
            nik: if nik == 0 { 0 } else { 3_314_010_101_900_000 + nik * 1_111 },
            nik_marks: NikMarks(if bits % 5 == 0 { bits & 0b11_1111 } else { 0 }),
            kk: if kk == 0 { 0 } else { 3_314_010_101_080_000 + kk * 1_111 },
            name: ["SLAMET", "SITI AMINAH", "SITI RAHAYU", "MUHAMMAD ALI", ""][name],
            mother: ["SUMINI", "", "WARSI", "SUMINI", ""][usize::from(bits) % 5],
            birth: if year == 0 { Birth::UNKNOWN } else { born(1950 + year * 20, 3, 9) },
            sex: [Sex::Unknown, Sex::Male, Sex::Female][usize::from(bits) % 3],
            place: [0, JAWA_TENGAH, SRAGEN, KALIJAMBE, BANARAN, PLUPUH, KARANGANYAR, TASIKMADU][place],
            amount: u32::from(bits) * 1000,
            marks: Marks([0, 0, 0, 1, 2, 4][usize::from(bits) % 6]),
            ..ROW
        });
    prop::collection::vec(row, 0..60).prop_map(|mut rows| {
        for (at, row) in rows.iter_mut().enumerate() {
            row.number = at as u32 + 1;
        }
        rows
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_row_is_in_one_person_and_every_person_in_one_family(rows in any_rows()) {
        let (people, register) = made(&rows);
        let mut rows_seen = vec![0; people.len()];
        for person in 0..register.len() as u32 {
            let own = register.rows_of(person);
            prop_assert!(!own.is_empty() && own.is_sorted());
            for &row in own {
                rows_seen[row as usize] += 1;
                prop_assert_eq!(register.person_of[row as usize], person);
            }
            for field in Chosen::ALL {
                let chosen = register.chosen_row(person, field);
                prop_assert!(chosen.is_none_or(|row| own.contains(&row)), "{:?}", field);
            }
        }
        prop_assert!(rows_seen.iter().all(|&seen| seen == 1));
        let mut persons_seen = vec![0; register.len()];
        let mut smallest = Vec::new();
        for family in 0..register.families() as u32 {
            let members = register.members_of(family);
            prop_assert!(!members.is_empty() && members.is_sorted());
            smallest.push(members[0]);
            for &person in members {
                persons_seen[person as usize] += 1;
                prop_assert_eq!(register.family_of[person as usize], family);
            }
        }
        prop_assert!(persons_seen.iter().all(|&seen| seen == 1));
        prop_assert!(smallest.is_sorted());
        let mut ids: Vec<&str> = register.person_ids.iter().chain(register.family_ids.iter()).collect();
        ids.sort();
        ids.dedup();
        prop_assert_eq!(ids.len(), register.len() + register.families());
    }
}
