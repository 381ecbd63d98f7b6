//! Is each class of conflict found where it stands, and nowhere else? Small nights by hand, one behaviour each.

use jiff::civil::{Date, date};
use padan::conflict::{
    Class, Conflict, Conflicts, Options, Programmes, ROWS_MAX, RosterInfo, Standing, Unit, conflict,
};
use padan::error::Severity;
use padan::record::{Birth, Precision, Relation, RowId, Sex};
use padan::standardise::{Marks, NikMarks};
use proptest::prelude::*;

use crate::register::{
    ASN, BANARAN, BARU, BDT, BLTDD, DAERAH, KALIJAMBE, KEMATIAN, LKSA, PBI, PIP, PKH, ROSTERS, ROW, Row,
    SEMBAKO, SRAGEN, TASIKMADU, any_rows, born, clusters, made, options, people, register,
};

const NIGHT: Date = date(2025, 8, 1);

fn night(day: Date) -> Options {
    Options {
        night: day,
        rosters: ROSTERS
            .iter()
            .map(|&(name, programme, _)| RosterInfo {
                name: name.into(),
                programme: programme.into(),
                owner: String::new(),
                one_row_per_person: false,
            })
            .collect(),
        displaced: Vec::new(),
    }
}

fn on(rows: &[Row], options: &Options) -> Conflicts {
    let (people, register) = made(rows);
    conflict(&people, &register, &clusters(rows), &Programmes::shipped(), options)
}

/// A conflict with what its numbers stand for.
#[derive(Clone, Debug)]
struct Told {
    id: u64,
    class: Class,
    severity: Severity,
    rule: Option<String>,
    unit: Unit,
    person: u32,
    rows: Vec<RowId>,
    amount: Option<u64>,
    office: String,
    message: String,
    message_en: String,
}

fn told(conflicts: &Conflicts) -> Vec<Told> {
    let told = |conflict: &Conflict| {
        let [message, message_en] = conflicts.messages[conflict.message as usize].clone();
        Told {
            id: conflict.id,
            class: conflict.class,
            severity: conflict.severity,
            rule: conflict.rule.map(|rule| conflicts.rules[usize::from(rule)].key.clone()),
            unit: conflict.unit,
            person: conflict.person,
            rows: conflicts.rows_of(conflict).to_vec(),
            amount: conflict.amount,
            office: conflicts.offices[conflict.office as usize].clone(),
            message,
            message_en,
        }
    };
    conflicts.list.iter().map(told).collect()
}

fn of(rows: &[Row], class: Class) -> Vec<Told> {
    told(&on(rows, &night(NIGHT))).into_iter().filter(|conflict| conflict.class == class).collect()
}

#[track_caller]
fn one(rows: &[Row], class: Class) -> Told {
    let mut found = of(rows, class);
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

#[track_caller]
fn none(rows: &[Row], class: Class) {
    let found = of(rows, class);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn twice_in_one_roster_puts_the_second_payment_at_risk() {
    let row = Row { roster: PBI, amount: 42_000, ..ROW };
    let found = one(&[row.clone(), Row { amount: 35_000, ..row.clone() }], Class::GandaDalamRoster);
    assert_eq!((found.amount, found.severity), (Some(35_000), Severity::Serious));
    assert_eq!(found.rule.as_deref(), Some("SATU-ORANG-SATU"));
    assert_eq!(found.rows, [0, 1]);
    assert_eq!(found.office, "Kemensos");
    assert!(found.message.contains("2 kali dalam roster pbi"), "{}", found.message);
    none(&[row.clone(), Row { marks: Marks::INACTIVE, ..row.clone() }], Class::GandaDalamRoster);
    none(&[row.clone(), Row { roster: PKH, ..row }], Class::GandaDalamRoster);
}

#[test]
fn twice_in_the_base_register_pays_nothing() {
    let found = one(&[Row { roster: BDT, ..ROW }, Row { roster: BDT, ..ROW }], Class::GandaDalamRoster);
    assert_eq!((found.amount, found.severity, found.rule), (Some(0), Severity::Warning, None));
}

#[test]
fn two_trusted_niks_need_more_than_a_slip_between_them() {
    const FIRST: u64 = 3_314_010_307_850_001;
    let first = Row { nik: FIRST, ..ROW };
    let check = |nik, expected: usize| {
        let found = of(&[first.clone(), Row { roster: PKH, nik, ..ROW }], Class::OrangDuaNik);
        assert_eq!(found.len(), expected, "{nik}");
    };
    check(FIRST, 0);
    check(FIRST + 1, 0);
    check(3_314_010_307_580_001, 0);
    check(3_314_010_307_850_000, 0);
    check(3_314_020_307_850_017, 1);
    let suspect = Row { nik: 3_314_020_307_850_017, nik_marks: NikMarks::DATE_CONTRADICTS, ..ROW };
    none(&[first, suspect], Class::OrangDuaNik);
}

#[test]
fn one_nik_on_two_people() {
    let row = Row { roster: PBI, person: 1, nik: 3_314_010_307_850_001, kk: 1, ..ROW };
    let other = Row { person: 2, kk: 2, ..row.clone() };
    let found = one(&[row.clone(), other.clone()], Class::NikDipakaiBersama);
    assert_eq!((found.amount, found.severity), (Some(42_000), Severity::Serious));
    let found = one(&[row.clone(), Row { kk: 1, ..other.clone() }], Class::NikDipakaiBersama);
    assert_eq!(found.severity, Severity::Warning, "a relative's number");
    let lost = NikMarks::LAST_DIGIT_LOST;
    none(&[Row { nik_marks: lost, ..row }, Row { nik_marks: lost, ..other }], Class::NikDipakaiBersama);
}

#[test]
fn a_number_on_thousands_is_one_conflict_with_few_rows() {
    let rows: Vec<Row> = (0..2000).map(|person| Row { person, nik: 1_234_567_890_123_456, ..ROW }).collect();
    let found = one(&rows, Class::NikDipakaiBersama);
    assert_eq!(found.rows.len(), ROWS_MAX);
    assert!(found.message.contains("2000 orang"));
}

#[test]
fn programmes_that_may_not_go_together_do_so_by_date_and_family() {
    let wife = Row { roster: PKH, person: 1, kk: 5, amount: 750_000, place: BANARAN, ..ROW };
    let husband = Row { roster: BLTDD, person: 2, kk: 5, amount: 300_000, place: BANARAN, ..ROW };
    let rows = [wife.clone(), husband.clone()];
    let class = Class::ProgramTidakBolehBersamaan;
    let found = one(&rows, class);
    assert_eq!((found.rule.as_deref(), found.severity), (Some("BLTDD-2023"), Severity::Warning));
    assert_eq!((found.amount, found.unit), (Some(300_000), Unit::Family));
    assert_eq!(found.office, "Dinas Sosial Kabupaten Sragen", "where two owners meet");
    let then = on(&rows, &night(date(2021, 6, 1)));
    let found: Vec<_> = told(&then).into_iter().filter(|conflict| conflict.class == class).collect();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].rule.as_deref(), found[0].severity), (Some("BLTDD-2020"), Severity::Serious));
    none(&[wife.clone(), Row { kk: 6, ..husband.clone() }], class);
    none(&[wife.clone(), Row { marks: Marks::INACTIVE, ..husband }], class);
    none(&[wife.clone(), Row { roster: SEMBAKO, ..wife }], class);
}

#[test]
fn rules_of_one_person_do_not_look_at_the_family() {
    let central = Row { roster: PBI, person: 1, kk: 5, ..ROW };
    let regional = Row { roster: DAERAH, person: 1, kk: 5, ..ROW };
    let class = Class::ProgramTidakBolehBersamaan;
    assert_eq!(one(&[central.clone(), regional.clone()], class).amount, Some(42_000));
    none(&[central, Row { person: 2, ..regional }], class);
}

#[test]
fn a_family_programme_goes_to_a_family_once() {
    let wife = Row { roster: PKH, person: 1, kk: 5, amount: 750_000, ..ROW };
    let husband = Row { person: 2, amount: 225_000, ..wife.clone() };
    let class = Class::GandaProgramSatuKeluarga;
    let found = one(&[wife.clone(), husband.clone()], class);
    assert_eq!((found.amount, found.rule.as_deref()), (Some(225_000), Some("SATU-KELUARGA-SATU")));
    none(&[wife.clone(), Row { kk: 6, ..husband.clone() }], class);
    none(&[wife.clone(), wife.clone()], class);
    none(&[Row { roster: PBI, ..wife }, Row { roster: PBI, ..husband }], class);
}

#[test]
fn a_roster_that_lists_members_is_no_second_payment_but_has_a_limit() {
    let rows: Vec<Row> = (0..30u32)
        .flat_map(|family| {
            let members = if family == 7 { 6 } else { 3 };
            (0..members).map(move |member| Row {
                roster: PKH,
                person: family * 10 + member,
                kk: 3_314_010_101_080_000 + u64::from(family) * 111,
                amount: 100_000 * (member + 1),
                ..ROW
            })
        })
        .collect();
    let found = one(&rows, Class::GandaProgramSatuKeluarga);
    assert_eq!(found.rule.as_deref(), Some("PKH-KOMPONEN"));
    assert_eq!(found.amount, Some(300_000), "the two smallest of six");
    assert_eq!(on(&rows, &night(NIGHT)).member_lists, [PKH as u16]);
}

#[test]
fn the_deceased_are_not_eligible_by_mark_or_by_list() {
    let paid = Row { roster: PKH, amount: 750_000, ..ROW };
    let found = one(&[Row { marks: Marks::DECEASED, ..paid.clone() }], Class::TidakLayak);
    assert_eq!((found.rule.as_deref(), found.amount), (Some("MENINGGAL"), Some(750_000)));
    let found = one(&[paid.clone(), Row { roster: KEMATIAN, ..ROW }], Class::TidakLayak);
    assert_eq!((found.rows, found.office.as_str()), (vec![0, 1], "Kemensos"));
    none(&[Row { marks: Marks::DECEASED.with(Marks::INACTIVE), ..paid }], Class::TidakLayak);
    none(&[Row { roster: BDT, marks: Marks::DECEASED, ..ROW }], Class::TidakLayak);
}

#[test]
fn a_civil_servant_in_the_family_counts_where_the_rule_says_so() {
    let wife = Row { roster: PKH, person: 1, kk: 5, ..ROW };
    let listed = Row { roster: ASN, person: 2, kk: 5, ..ROW };
    let found = one(&[wife.clone(), listed.clone()], Class::TidakLayak);
    assert_eq!((found.rule.as_deref(), found.unit), (Some("ASN-KELUARGA"), Unit::Family));
    assert_eq!(found.rows, [0, 1]);
    one(
        &[wife.clone(), Row { roster: BDT, marks: Marks::CIVIL_SERVANT, ..listed.clone() }],
        Class::TidakLayak,
    );
    none(&[Row { roster: PIP, ..wife }, listed], Class::TidakLayak);
}

#[test]
fn ages_are_judged_only_as_far_as_they_are_known() {
    let pupil = |birth| Row { roster: PIP, birth, ..ROW };
    let class = Class::TidakLayak;
    one(&[pupil(born(2003, 1, 1))], class);
    one(&[pupil(born(2022, 1, 1))], class);
    none(&[pupil(born(2004, 1, 1))], class);
    none(&[pupil(born(2010, 1, 1))], class);
    none(&[pupil(Birth::UNKNOWN)], class);
    none(&[pupil(Birth::new(Precision::Age, 2003, 0, 0))], class);
    one(&[Row { roster: LKSA, birth: born(2000, 1, 1), ..ROW }], class);
    let elderly = Row { roster: PKH, birth: born(1980, 1, 1), component: "LANSIA", ..ROW };
    assert_eq!(one(std::slice::from_ref(&elderly), class).rule.as_deref(), Some("USIA-PKH-LANSIA"));
    none(&[Row { component: "SD", ..elderly }], class);
}

#[test]
fn defects_of_a_nik_are_one_conflict_a_person() {
    let bad = Row { nik: 3_314_010_307_850_001, nik_marks: NikMarks::DATE_CONTRADICTS, ..ROW };
    let cut = Row { roster: PKH, nik: 3_314_010_307_850_000, nik_marks: NikMarks::LAST_DIGIT_LOST, ..ROW };
    let found = one(&[bad.clone(), bad.clone(), cut], Class::NikAnomali);
    assert_eq!((found.severity, found.rows.len()), (Severity::Warning, 3));
    assert!(found.message.contains("(2 baris)") && found.message.contains("(1 baris)"), "{}", found.message);
    let sound = Row { roster: PKH, nik: 3_314_010_307_850_009, ..ROW };
    assert_eq!(one(&[bad, sound.clone()], Class::NikAnomali).severity, Severity::Info);
    none(&[sound.clone(), Row { nik_marks: NikMarks::REPAIRED, ..sound }], Class::NikAnomali);
}

#[test]
fn rows_contradict_each_other_beyond_slips() {
    let check = |a: Row, b: Row, expected: &str| {
        let found = of(&[a, Row { roster: PKH, ..b }], Class::IsianBertentangan);
        let message = found.first().map_or("", |conflict| &conflict.message_en);
        assert_eq!(message.strip_prefix("Rows of one person differ in ").unwrap_or(""), expected);
    };
    let birth = |birth| Row { birth, ..ROW };
    check(birth(born(1980, 3, 9)), birth(born(1980, 9, 3)), "");
    check(birth(born(1980, 3, 9)), birth(born(1986, 3, 9)), "");
    check(birth(born(1980, 3, 9)), birth(Birth::new(Precision::Placeholder, 1981, 7, 1)), "");
    check(birth(born(1980, 3, 9)), birth(born(1991, 12, 30)), "birth date; needs verification.");
    check(
        Row { sex: Sex::Male, ..ROW },
        Row { sex: Sex::Female, mother: "SUMINI", ..ROW },
        "sex; needs verification.",
    );
    let name = |name| Row { name, ..ROW };
    check(name("SUPRIYADI"), name("SUPRIADI"), "");
    check(name("NURHAYATI"), name("NUR HAYATI"), "");
    check(name("AHMAD DAHLAN"), name("A DAHLAN"), "");
    check(name("SLAMET"), name("BAMBANG"), "name; needs verification.");
    check(Row { alias: "BAMBANG", ..name("SLAMET") }, name("BAMBANG"), "");
    check(
        Row { mother: "SUMINI", sex: Sex::Male, ..ROW },
        Row { mother: "WARTINAH", sex: Sex::Female, ..ROW },
        "sex and mother's name; needs verification.",
    );
}

#[test]
fn a_common_word_alone_makes_two_names_no_ones() {
    let mut rows: Vec<Row> = (0..60).map(|person| Row { person, name: "SITI", ..ROW }).collect();
    rows.push(Row { person: 99, name: "SITI AMINAH", ..ROW });
    rows.push(Row { person: 99, roster: PKH, name: "SITI RAHAYU", ..ROW });
    one(&rows, Class::IsianBertentangan);
}

#[test]
fn displaced_rows_are_said_once_a_person() {
    let rows = [ROW, Row { roster: PKH, ..ROW }, Row { person: 2, ..ROW }];
    let mut options = night(NIGHT);
    options.displaced = vec![1, 0];
    let found: Vec<_> =
        told(&on(&rows, &options)).into_iter().filter(|c| c.class == Class::WilayahTidakSesuai).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].rows, [0, 1]);
}

#[test]
fn served_in_two_regencies() {
    let here = Row { roster: PBI, place: BANARAN, ..ROW };
    let there = Row { place: TASIKMADU, amount: 30_000, ..here.clone() };
    let class = Class::DuaDaerah;
    let found = one(&[here.clone(), there.clone()], class);
    assert_eq!((found.severity, found.amount), (Severity::Serious, Some(30_000)));
    assert_eq!(found.office, "Dinas Sosial Kabupaten Karanganyar dan Dinas Sosial Kabupaten Sragen");
    let stale = one(&[here.clone(), Row { roster: BDT, ..there.clone() }], class);
    assert_eq!((stale.severity, stale.amount), (Severity::Info, Some(0)));
    none(&[here.clone(), Row { place: SRAGEN, ..here.clone() }], class);
    none(&[here, Row { roster: LKSA, ..there }], class);
}

#[test]
fn not_in_the_base_register_where_one_reaches() {
    let base = Row { roster: BDT, person: 1, kk: 1, place: BANARAN, ..ROW };
    let served = Row { roster: PKH, person: 2, kk: 2, place: KALIJAMBE, amount: 750_000, ..ROW };
    let class = Class::TidakAdaDiBasis;
    let found = one(&[base.clone(), served.clone()], class);
    assert_eq!((found.rule.as_deref(), found.amount), (Some("DI-BASIS"), Some(750_000)));
    none(&[base.clone(), Row { kk: 1, ..served.clone() }], class);
    none(&[base.clone(), Row { place: TASIKMADU, ..served.clone() }], class);
    none(std::slice::from_ref(&served), class);
    let child = Row { roster: LKSA, kk: 1, ..served };
    assert_eq!(one(&[base, child], class).rule.as_deref(), Some("DI-BASIS-PERORANGAN"));
}

#[test]
fn entitled_and_not_served() {
    let base = Row { roster: BDT, person: 1, kk: 1, place: BANARAN, birth: born(1985, 1, 1), ..ROW };
    let child = Row { person: 2, birth: born(2014, 1, 1), ..base.clone() };
    let served = Row { roster: PIP, person: 3, kk: 3, place: BANARAN, ..ROW };
    let rows = [base.clone(), child.clone(), served];
    let night = on(&rows, &night(NIGHT));
    let key = |programme: u8| night.programmes[usize::from(programme)].as_str();
    let found: Vec<_> = night.referrals.iter().map(|r| (r.person, key(r.programme), r.unit)).collect();
    assert_eq!(found, [(1, "PIP", Unit::Person)]);
    assert_eq!(night.count(Class::BelumMenerima), 1);
    // No roster of a programme, no referral to it: tonight cannot know who has it.
    assert!(of(&[base.clone(), child.clone()], Class::BelumMenerima).is_empty());
    let dead = Row { marks: Marks::DECEASED, ..child.clone() };
    none(&[base.clone(), dead, rows[2].clone()], Class::BelumMenerima);
    let official = Row { marks: Marks::CIVIL_SERVANT, ..base };
    none(&[official, child, rows[2].clone()], Class::BelumMenerima);
}

#[test]
fn a_regional_premium_or_a_high_decile_needs_no_referral() {
    let base = Row { roster: BDT, person: 1, place: BANARAN, ..ROW };
    let other = Row { roster: PBI, person: 2, place: BANARAN, ..ROW };
    let class = Class::BelumMenerima;
    one(&[base.clone(), other.clone()], class);
    one(&[Row { decile: 5, ..base.clone() }, other.clone()], class);
    none(&[Row { decile: 8, ..base.clone() }, other.clone()], class);
    none(&[base.clone(), other, Row { roster: DAERAH, ..base }], class);
}

#[test]
fn a_family_is_referred_once() {
    let base = |person| Row { roster: BDT, person, kk: 1, place: BANARAN, decile: 2, ..ROW };
    let holder = Row { roster: PKH, person: 3, kk: 1, place: BANARAN, ..ROW };
    let other = Row { roster: SEMBAKO, person: 9, kk: 9, place: BANARAN, ..ROW };
    let found = one(&[base(1), base(2), holder, other], Class::BelumMenerima);
    assert_eq!((found.rule.as_deref(), found.unit), (Some("RUJUK-SEMBAKO"), Unit::Family));
}

#[test]
fn a_familys_referral_shows_the_same_row_in_any_order() {
    let holder = |person, number| Row { roster: PKH, person, number, kk: 1, place: BANARAN, ..ROW };
    let other = Row { roster: SEMBAKO, person: 9, number: 7, kk: 9, place: BANARAN, ..ROW };
    for rows in [[holder(1, 5), holder(2, 3), other.clone()], [holder(2, 3), holder(1, 5), other.clone()]] {
        let found = one(&rows, Class::BelumMenerima);
        assert_eq!(rows[found.rows[0] as usize].number, 3);
    }
}

#[test]
fn coverage_counts_children_in_care() {
    let child = Row { roster: LKSA, person: 1, place: BANARAN, birth: born(2015, 1, 1), amount: 0, ..ROW };
    let rows = [
        child.clone(),
        Row { roster: BDT, ..child.clone() },
        Row { person: 2, ..child.clone() },
        Row { person: 3, place: SRAGEN, nik: 3_314_010_307_850_001, ..child.clone() },
        Row { person: 4, place: 0, ..child },
    ];
    let coverage = on(&rows, &night(NIGHT)).coverage;
    let found: Vec<_> = coverage
        .rows
        .iter()
        .filter(|row| row.programme == "LKSA")
        .map(|row| {
            let place =
                row.district.or(row.regency).map_or(0, |region| padan::region::table().number(region));
            (place, row.persons, row.children_in_base, row.without_nik, row.base_persons)
        })
        .collect();
    assert_eq!(found, [(0, 1, 0, 1, 0), (SRAGEN, 3, 1, 2, 1), (KALIJAMBE, 2, 1, 2, 1)]);
}

#[test]
fn a_programme_that_no_rule_knows_is_still_counted() {
    let rows = [Row { roster: BARU, ..ROW }, Row { roster: BARU, ..ROW }];
    let found = one(&rows, Class::GandaDalamRoster);
    assert_eq!((found.rule, found.amount), (None, None));
    let overlap = on(&rows, &night(NIGHT)).overlap;
    assert_eq!((overlap.programmes, overlap.persons), (vec!["PROGRAM-BARU".to_string()], vec![1]));
}

#[test]
fn no_rows_no_conflicts() {
    let night = on(&[], &night(NIGHT));
    assert!(night.list.is_empty() && night.coverage.rows.is_empty() && night.overlap.programmes.is_empty());
}

#[test]
fn messages_carry_no_personal_value() {
    let row = Row {
        roster: PBI,
        name: "RAHASIA SEKALI",
        mother: "IBUNDA",
        nik: 3_314_010_307_850_001,
        nik_marks: NikMarks::MALFORMED,
        kk: 3_314_010_101_080_001,
        birth: born(1985, 7, 3),
        relation: Relation::Head,
        ..ROW
    };
    let rows = [
        row.clone(),
        Row { name: "LAIN", birth: born(1966, 2, 1), person: 0, ..row.clone() },
        Row { person: 5, ..row },
    ];
    for conflict in told(&on(&rows, &night(NIGHT))) {
        for text in [&conflict.message, &conflict.message_en, &conflict.office] {
            for secret in ["RAHASIA", "LAIN", "IBUNDA", "3314", "1985", "1966"] {
                assert!(!text.contains(secret), "{text}");
            }
        }
    }
}

/// What lasts of a conflict whatever the order of rows: its identity, and its rows as roster and number.
fn lasting(rows: &[Row], conflicts: &Conflicts) -> Vec<String> {
    let mut lasting: Vec<String> = told(conflicts)
        .iter()
        .map(|conflict| {
            let mut proof: Vec<_> = conflict.rows.iter().map(|&row| rows[row as usize].number).collect();
            proof.sort_unstable();
            format!(
                "{:?} {:?} {:?} {:?} {:016x} {} {:?}",
                conflict.class,
                conflict.rule,
                conflict.amount,
                proof,
                conflict.id,
                conflict.message,
                conflict.severity
            )
        })
        .collect();
    lasting.sort();
    lasting
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn overlap_adds_up(rows in any_rows()) {
        let people = people(&rows);
        let register = register(&people, &clusters(&rows), &options());
        let (rules, options) = (Programmes::shipped(), night(NIGHT));
        let standing = Standing::new(&people, &register, &rules, &options);
        let overlap = padan::conflict::overlap(&standing);
        for (a, key) in overlap.programmes.iter().enumerate() {
            let at = standing.programmes.iter().position(|programme| programme.key == *key).unwrap();
            let total = standing.person.iter().filter(|&&set| set >> at & 1 == 1).count() as u64;
            prop_assert_eq!(overlap.persons(a, a), total);
            for b in 0..overlap.programmes.len() {
                prop_assert_eq!(overlap.persons(a, b), overlap.persons(b, a));
                prop_assert!(overlap.persons(a, b) <= overlap.persons(a, a));
                prop_assert!(overlap.families(a, b) <= overlap.families(a, a));
            }
        }
        let served = standing.person.iter().filter(|&&set| set != 0).count() as u64;
        let coverage = conflict(&people, &register, &clusters(&rows), &rules, &options).coverage;
        for (a, key) in overlap.programmes.iter().enumerate() {
            let own = coverage.rows.iter().filter(|row| row.programme == *key && row.district.is_none());
            let counted: u64 = own.map(|row| row.persons).sum();
            let listed = ["KEMATIAN", "ASN"].contains(&key.as_str());
            prop_assert_eq!(counted, if listed { 0 } else { overlap.persons(a, a) });
        }
        prop_assert!(overlap.programmes.is_empty() == (served == 0));
    }

    #[test]
    fn conflicts_are_the_same_in_any_order_of_rows(rows in any_rows(), seed in any::<u64>()) {
        let mut shuffled = rows.clone();
        shuffled.sort_by_key(|row| u64::from(row.number).wrapping_mul(seed | 1));
        let (one, other) = (on(&rows, &night(NIGHT)), on(&shuffled, &night(NIGHT)));
        prop_assert_eq!(lasting(&rows, &one), lasting(&shuffled, &other));
        prop_assert_eq!(one.overlap, other.overlap);
    }

    #[test]
    fn conflicts_are_sorted_and_each_has_its_own_id(rows in any_rows()) {
        let list = told(&on(&rows, &night(NIGHT)));
        prop_assert!(list.is_sorted_by_key(|conflict| (conflict.class, conflict.rule.clone(), conflict.person)));
        let mut ids: Vec<u64> = list.iter().map(|conflict| conflict.id).collect();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), list.len());
        for conflict in &list {
            prop_assert!(!conflict.rows.is_empty() && conflict.rows.is_sorted());
            prop_assert!(!conflict.message.is_empty() && !conflict.message_en.is_empty());
        }
    }
}
