//! Are birth dates read in every form, with the precision that they have?

use super::*;

const NIGHT: Date = Date::constant(2026, 3, 10);

fn check(text: &str, expected: &str) {
    let reading = read(text, NIGHT, false);
    assert_eq!(reading.birth.to_string(), expected, "{text}");
    assert_eq!(reading.note, None, "{text}");
}

fn check_missing(text: &str, code: AnomalyCode) {
    let reading = read(text, NIGHT, false);
    assert_eq!(reading.birth, Birth::UNKNOWN, "{text}");
    assert_eq!(reading.note, Some(code), "{text}");
}

#[test]
fn all_written_forms_of_one_date() {
    for text in [
        "30/12/1980",
        "30-12-1980",
        "1980-12-30",
        "30/12/1980 0:00:00",
        "30 Desember 1980",
        "30-Des-80",
        "30121980",
        "1980-12-30 00:00:00",
        "1980-12-30T00:00:00.000Z",
        "30.12.1980",
        "30 dec 1980",
        "December 30, 1980",
        "Selasa, 30 Desember 1980",
        "30DES1980",
        "1980/12/30",
        "30 - 12 - 1980",
        "19801230",
        "30/12/80",
        "29585",
        "29585.0",
        "30-XII-1980",
        "301280",
    ] {
        check(text, "1980-12-30");
    }
}

#[test]
fn months_in_all_spellings() {
    for (text, month) in [
        ("2 Januari 1990", 1),
        ("2 Peb 1990", 2),
        ("2 Pebruari 1990", 2),
        ("2 Mrt 1990", 3),
        ("2 Mei 1990", 5),
        ("2 Agt 1990", 8),
        ("2 Agst 1990", 8),
        ("2 Ags 1990", 8),
        ("2 Agustus 1990", 8),
        ("2 Sept 1990", 9),
        ("2 Oct 1990", 10),
        ("2 Okt 1990", 10),
        ("2 Nop 1990", 11),
        ("2 Nopember 1990", 11),
        ("2 May 1990", 5),
    ] {
        check(text, &format!("1990-{month:02}-02"));
    }
}

#[test]
fn the_table_of_months_is_sorted() {
    let lines: Vec<&str> = MONTHS.lines().skip(1).collect();
    assert!(lines.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(lines.iter().all(|line| {
        line.split_once('\t')
            .and_then(|(_, number)| number.parse().ok())
            .is_some_and(|number: u32| (1..=12).contains(&number))
    }));
}

#[test]
fn what_is_known_decides_the_precision() {
    let precision = |text: &str| read(text, NIGHT, false).birth.precision();
    assert_eq!(precision("01-07-1955"), Precision::Placeholder);
    assert_eq!(precision("31-12-1955"), Precision::Placeholder);
    assert_eq!(precision("01-01-1955"), Precision::Placeholder);
    assert_eq!(precision("15-08-1955"), Precision::Full);
    check("00-00-1980", "1980");
    check("00-07-1980", "1980-07");
    check("1980", "1980");
    check("Juli 1980", "1980-07");
    check("07/1980", "1980-07");
    check("1071990", "1990-07-01");
    check("", "");
    check("-", "");
}

#[test]
fn two_digit_years_are_never_in_the_future() {
    check("09/03/26", "2026-03-09");
    check("11/03/26", "1926-03-11");
    check("01-08-55", "1955-08-01");
    check("02-08-07", "2007-08-02");
    let settle = |text, age| settle_century(read(text, NIGHT, false), Some(age), NIGHT).to_string();
    assert_eq!(settle("02-08-20", 105), "1920-08-02");
    assert_eq!(settle("02-08-20", 5), "2020-08-02");
}

#[test]
fn a_slip_in_one_part_leaves_the_others() {
    for (text, precision, month) in [
        ("31-02-1990", Precision::Month, 2),
        ("29-02-1990", Precision::Month, 2),
        ("13-13-1990", Precision::Year, 0),
        ("19900264", Precision::Month, 2),
    ] {
        let reading = read(text, NIGHT, false);
        assert_eq!(reading.birth, Birth::new(precision, 1990, month, 0), "{text}");
        assert_eq!(reading.note, Some(AnomalyCode::BirthImpossible), "{text}");
    }
}

#[test]
fn what_cannot_be_is_missing_and_named() {
    check_missing("01-05-0199", AnomalyCode::BirthImpossible);
    check_missing("01-05-2030", AnomalyCode::BirthInFuture);
    check_missing("1900-01-01", AnomalyCode::BirthDummy);
    check_missing("00-00-0000", AnomalyCode::BirthDummy);
    check_missing("0", AnomalyCode::BirthDummy);
    check_missing("10-03-2026", AnomalyCode::BirthDummy);
    check_missing("tidak tahu", AnomalyCode::BirthUnreadable);
    check_missing("99999999999999999999", AnomalyCode::BirthUnreadable);
    check("29-02-1992", "1992-02-29");
}

#[test]
fn us_order_is_seen_where_the_date_or_the_file_says_so() {
    let reading = read("12/25/1980", NIGHT, false);
    assert_eq!(reading.birth.to_string(), "1980-12-25");
    assert_eq!(reading.note, Some(AnomalyCode::BirthMonthFirst));
    assert_eq!(read("03/04/1980", NIGHT, true).birth.to_string(), "1980-03-04");
    assert_eq!(read("03/04/1980", NIGHT, false).birth.to_string(), "1980-04-03");
    assert_eq!(leading_pair("12/25/1980"), Some((12, 25)));
    assert_eq!(leading_pair("12251980"), Some((12, 25)));
    assert_eq!(leading_pair("19801225"), None);
    for (text, month_first, expected) in [
        ("12042018", true, "2018-12-04"),
        ("12042018", false, "2018-04-12"),
        ("12252018", false, "2018-12-25"),
        ("25122018", true, "2018-12-25"),
        ("20181204", true, "2018-12-04"),
        ("120480", true, "1980-12-04"),
        ("25/12/1980", true, "1980-12-25"),
    ] {
        assert_eq!(read(text, NIGHT, month_first).birth.to_string(), expected, "{text} {month_first}");
    }
    assert_eq!(leading_pair("1980-12-25"), None);
}

#[test]
fn place_and_date_part() {
    let check =
        |text, place: &str, date: &str| assert_eq!(split_place_and_date(text), (place, date), "{text}");
    check("SRAGEN, 01-07-1955", "SRAGEN", "01-07-1955");
    check("SRAGEN 01-07-1955", "SRAGEN", "01-07-1955");
    check("SRAGEN / 1 Juli 1955", "SRAGEN", "1 Juli 1955");
    check("KAB. BERAU, 12 Mei 1980", "KAB. BERAU", "12 Mei 1980");
    check("SRAGEN", "SRAGEN", "");
    check("", "", "");
}

#[test]
fn columns_of_parts_and_ages() {
    let columns = |day, month, year| read_columns(day, month, year, NIGHT).birth.to_string();
    assert_eq!(columns("3", "8", "1977"), "1977-08-03");
    assert_eq!(columns("3", "Agustus", "1977"), "1977-08-03");
    assert_eq!(columns("", "8", "1977"), "1977-08");
    assert_eq!(columns("", "", "1977"), "1977");
    assert_eq!(columns("3", "8", ""), "");
    assert_eq!(from_age(8, NIGHT).to_string(), "~2018");
}

mod total {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,30}", month_first: bool) {
            read(&text, NIGHT, month_first);
            let (place, date) = split_place_and_date(&text);
            prop_assert!(place.len() + date.len() <= text.len());
            read_columns(&text, &text, &text, NIGHT);
        }

        #[test]
        fn dates_like_text_are_read(text in "[0-9 /.:,-]{0,14}(JAN|Mei|Nop)?[0-9/-]{0,6}", month_first: bool) {
            let birth = read(&text, NIGHT, month_first).birth;
            if let Some(year) = birth.year() {
                prop_assert!((1880..=2026).contains(&year));
            }
        }

        #[test]
        fn a_date_survives_its_form(year in 1900_u16..2026, month in 1_u8..13, day in 1_u8..29) {
            prop_assume!((year, month, day) != (1900, 1, 1));
            for text in [format!("{day}/{month}/{year}"), format!("{year}-{month:02}-{day:02}"), format!("{day:02}{month:02}{year}")] {
                let birth = read(&text, NIGHT, false).birth;
                prop_assert_eq!((birth.year(), birth.month(), birth.day()), (Some(year), Some(month), Some(day)));
            }
        }
    }
}
