//! Are damaged numbers repaired or named, and never invented?

use super::*;

/// A well-formed NIK of a woman born on 4 May 1980, registered in Sragen.
const WELL_FORMED: &str = "3314014405800003";

fn nik(text: &str) -> Reading {
    read(text, Kind::Nik)
}

fn check(text: &str, expected: Option<u64>, codes: &[Code]) {
    let reading = nik(text);
    assert_eq!(reading.number.map(Digits16::value), expected, "{text}");
    assert_eq!(reading.notes.list().collect::<Vec<_>>(), codes, "{text}");
}

const WOMAN: u64 = 3_314_014_405_800_003;

#[test]
fn a_good_number_has_no_notes() {
    check(WELL_FORMED, Some(WOMAN), &[]);
    assert_eq!(nik(WELL_FORMED).marks, NikMarks::default());
    check("", None, &[]);
}

#[test]
fn scientific_notation_keeps_the_region() {
    for text in ["3.31401E+15", "3,31401E+15", "3.31401e15"] {
        check(text, None, &[Code::NikScientific]);
        assert_eq!(nik(text).region_hint, Some(331_401), "{text}");
    }
    assert_eq!(nik("3.314E+15").region_hint, Some(331_400));
    check("3.314014405800003E+15", Some(WOMAN), &[Code::NikScientific]);
    check(
        "3.31401440580001E+15",
        Some(3_314_014_405_800_010),
        &[Code::NikLastDigitZero, Code::NikScientific],
    );
    assert!(nik("3.31401440580001E+15").marks.has(NikMarks::LAST_DIGIT_LOST.with(NikMarks::REPAIRED)));
}

#[test]
fn truncation_to_fifteen_digits_is_certain_or_possible() {
    check("3314014405800000", Some(3_314_014_405_800_000), &[Code::NikLastDigitLost]);
    assert!(nik("3314014405800000").marks.has(NikMarks::LAST_DIGIT_LOST));
    assert!(nik("3314014405800000").marks.trusted());
    check("3314014405800010", Some(3_314_014_405_800_010), &[Code::NikLastDigitZero]);
    assert!(nik("3314014405800010").marks.has(NikMarks::LAST_DIGIT_LOST));
}

#[test]
fn wrappings_and_separators_are_removed_and_named() {
    check("'3314014405800003", Some(WOMAN), &[Code::NikQuoted]);
    check("=\"3314014405800003\"", Some(WOMAN), &[Code::NikQuoted]);
    check("\u{2019}3314014405800003", Some(WOMAN), &[Code::NikQuoted]);
    check("33.14.01.440580.0003", Some(WOMAN), &[Code::NikSeparators]);
    check("3314 0144 0580 0003", Some(WOMAN), &[Code::NikSeparators]);
    check("3314\u{a0}014405800003", Some(WOMAN), &[Code::NikSeparators]);
    check("331401-440580-0003", Some(WOMAN), &[Code::NikSeparators]);
    check("3314014405800003.0", Some(WOMAN), &[Code::NikDecimalTail]);
    check("3314014405800003,00", Some(WOMAN), &[Code::NikDecimalTail]);
    assert!(nik("3314 0144 0580 0003").marks.has(NikMarks::REPAIRED));
}

#[test]
fn letters_are_read_as_digits_only_where_the_whole_makes_sense() {
    check("33140I440580OOO3", Some(WOMAN), &[Code::NikLettersRepaired]);
    check("33l4014405800003", Some(WOMAN), &[Code::NikLettersRepaired]);
    check("331401440580OOOO", None, &[Code::NikNotSixteen]);
    check("331401441380O003", None, &[Code::NikNotSixteen]);
    check("33140144058A0003", None, &[Code::NikNotSixteen]);
}

#[test]
fn wrong_lengths_are_missing() {
    check("331401440580003", None, &[Code::NikFifteen]);
    check("33140144058000033", None, &[Code::NikSeventeen]);
    check("12345", None, &[Code::NikNotSixteen]);
    check("331401440580000333333333333333333333333", None, &[Code::NikNotSixteen]);
}

#[test]
fn placeholders_are_missing() {
    for text in [
        "0000000000000000",
        "1111111111111111",
        "9999999999999999",
        "1234567890123456",
        "3314010000000000",
        "3314019999999999",
        "-",
        "0",
        "000",
        "TIDAK ADA",
        "Belum Ada",
        "3314010000000001",
        "#N/A",
    ] {
        check(text, None, &[Code::NikDummy]);
    }
}

#[test]
fn impossible_structure_is_carried_but_marked() {
    check("3314013202800003", Some(3_314_013_202_800_003), &[Code::NikDateImpossible]);
    check("3314013102800003", Some(3_314_013_102_800_003), &[Code::NikDateImpossible]);
    check("3314011213800003", Some(3_314_011_213_800_003), &[Code::NikDateImpossible]);
    check("9914010412800003", Some(9_914_010_412_800_003), &[Code::NikRegionUnknown]);
    assert!(nik("3314011213800003").marks.has(NikMarks::MALFORMED));
    assert!(nik("9914010412800003").marks.has(NikMarks::MALFORMED));
    // Retired codes stay valid: Bulungan before Kalimantan Utara, Merauke before Papua Selatan.
    check("6404010412800003", Some(6_404_010_412_800_003), &[]);
    check("9101010412800003", Some(9_101_010_412_800_003), &[]);
}

#[test]
fn a_family_card_has_rules_of_its_own() {
    let check = |text: &str, expected: Option<u64>, codes: &[Code]| {
        let reading = read(text, Kind::Kk);
        assert_eq!(reading.number.map(Digits16::value), expected, "{text}");
        assert_eq!(reading.notes.list().collect::<Vec<_>>(), codes, "{text}");
    };
    check("3314010405120003", Some(3_314_010_405_120_003), &[]);
    check("'3314010405120003", Some(3_314_010_405_120_003), &[]);
    check(WELL_FORMED, None, &[Code::KkHoldsNik]);
    check("3.31401E+15", None, &[Code::KkScientific]);
    check("3314010405120000", Some(3_314_010_405_120_000), &[Code::KkLastDigitLost]);
    check("3314013905120003", Some(3_314_013_905_120_003), &[Code::KkMalformed]);
    check("-", None, &[Code::KkDummy]);
    check("331401040512003", None, &[Code::KkNotSixteen]);
}

#[test]
fn the_date_in_the_number_against_the_row() {
    let number = Digits16::new(3_314_010_405_800_003).expect("sixteen digits");
    let date = nik_date(number).expect("a date");
    assert_eq!(date, NikDate { day: 4, month: 5, year: 80, female: false });
    let full = |year, month, day| Birth::new(Precision::Full, year, month, day);
    let check = |birth: Birth, expected: DateFit| assert_eq!(date_fit(date, birth), expected, "{birth}");
    check(full(1980, 5, 4), DateFit::Agrees);
    check(full(1980, 4, 5), DateFit::Swapped);
    check(full(1980, 5, 14), DateFit::OneDigit);
    check(full(1981, 5, 4), DateFit::OneDigit);
    check(full(1962, 11, 23), DateFit::Contradicts);
    check(Birth::new(Precision::Placeholder, 1980, 7, 1), DateFit::Agrees);
    check(Birth::new(Precision::Placeholder, 1960, 7, 1), DateFit::Contradicts);
    check(Birth::new(Precision::Year, 1980, 0, 0), DateFit::Agrees);
    check(Birth::new(Precision::Age, 1978, 0, 0), DateFit::Agrees);
    check(Birth::new(Precision::Age, 1970, 0, 0), DateFit::Contradicts);
    check(Birth::new(Precision::Month, 1980, 5, 0), DateFit::Agrees);
    check(Birth::UNKNOWN, DateFit::Unknown);
    // The century is the row's: a woman of 106 and a boy of 6 have the same two digits.
    check(full(1880, 5, 4), DateFit::Agrees);
    let july = nik_date(Digits16::new(3_314_010_107_800_003).expect("sixteen digits")).expect("a date");
    assert_eq!(date_fit(july, full(1981, 3, 22)), DateFit::Agrees);
}

#[test]
fn sex_in_the_number_against_the_row() {
    let number = Digits16::new(WOMAN).expect("sixteen digits");
    let (marks, notes) = hold_against_row(number, Birth::UNKNOWN, Sex::Male);
    assert_eq!(marks, NikMarks::SEX_CONTRADICTS);
    assert_eq!(notes, Notes::of(Code::NikSexContradicts));
    assert_eq!(hold_against_row(number, Birth::UNKNOWN, Sex::Female).0, NikMarks::default());
}

mod total {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,30}") {
            read(&text, Kind::Nik);
            read(&text, Kind::Kk);
        }

        #[test]
        fn numbers_of_any_shape_are_read(text in "['=\"]{0,2}[0-9OIlE+., -]{0,24}") {
            let reading = read(&text, Kind::Nik);
            prop_assert!(reading.number.is_none() || reading.number.is_some_and(|number| number.to_string().len() == 16));
            read(&text, Kind::Kk);
        }

        #[test]
        fn sixteen_digits_are_kept_or_named(value in 1_000_000_000_000_000_u64..10_000_000_000_000_000) {
            let reading = read(&value.to_string(), Kind::Nik);
            prop_assert!(reading.number.map(Digits16::value) == Some(value) || !reading.notes.is_empty());
        }
    }
}
