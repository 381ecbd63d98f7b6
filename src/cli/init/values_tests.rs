//! Are the shapes of values counted as they are?

use super::{profile, year_of_date};

#[test]
fn niks_and_family_cards_differ() {
    let niks = profile(["3314014107800001", "33.14.01.310755.0002", "'3314014512990003", "-", ""]);
    assert_eq!((niks.cells, niks.filled), (5, 3));
    assert_eq!(niks.nik, 1.0);
    assert!(niks.plus_forty > 0.6);
    let cards = profile(["3314010107080001", "3314013107150002", "3314011207200003"]);
    assert_eq!(cards.nik, 1.0);
    assert_eq!(cards.plus_forty, 0.0);
    assert_eq!(cards.issued, 1.0);
    assert_eq!(profile(["3,31401E+15", "3.31401E+15"]).long_number, 1.0);
    assert_eq!(profile(["081234567890", "1234567890123456"]).nik, 0.0);
}

#[test]
fn dates_in_all_forms_have_a_year() {
    for (text, year) in [
        ("31/12/1980", 1980),
        ("31-12-1980", 1980),
        ("1980-12-31", 1980),
        ("1/7/1990 0:00:00", 1990),
        ("1980-12-31 00:00:00", 1980),
        ("1980-12-31T00:00:00", 1980),
        ("31 DESEMBER 1980", 1980),
        ("31-DES-80", 1980),
        ("31121980", 1980),
        ("19801231", 1980),
        ("07/01/1985", 1985),
        ("3 AGT 15", 2015),
        ("31.12.1980", 1980),
    ] {
        assert_eq!(year_of_date(text), Some(year), "{text}");
    }
    for text in ["001/002", "12345678", "SRAGEN", "33.14.01.2001", "1980", "600.000", "3314-01-02"] {
        assert_eq!(year_of_date(text), None, "{text}");
    }
}

#[test]
fn births_are_spread_and_admissions_are_not() {
    assert!(profile(["01/07/1955", "31/12/1980", "15/03/1999", "02/02/2010"]).births());
    assert!(!profile(["01/07/2021", "31/12/2022", "15/03/2023"]).births());
}

#[test]
fn other_shapes() {
    assert_eq!(profile(["SRAGEN, 01-07-1955", "Kab. Sragen 31 Desember 1980"]).place_and_date, 1.0);
    assert_eq!(profile(["L", "P", "Laki-laki", "perempuan"]).sex, 1.0);
    assert_eq!(profile(["001/002", "3/13", "RT 01 RW 02", "RT.003/RW.013"]).rt_rw, 1.0);
    assert_eq!(profile(["600000", "Rp 1.200.000", "900.000", "300,000.00"]).amount, 1.0);
    assert_eq!(profile(["8 tahun", "17", "70 THN"]).age, 1.0);
    assert_eq!(profile(["3314012001", "33.14.01.2001"]).region_code, 1.0);
    assert_eq!(profile(["Siti Aminah", "Moh. Ridwan", "Slamet"]).name, 1.0);
    assert_eq!(profile(["JL. MAWAR 3", "DSN KRAJAN RT 01/02"]).address, 1.0);
    assert!(profile(["1", "2", "3", "4", "5"]).sequence);
    assert!(profile(["A-1", "A-2", "A-3", "A-4", "A-5"]).is_key());
    assert!(!profile(["A-1", "A-2", "A-2", "A-4", "A-5"]).is_key());
}

#[test]
fn regions_by_name_and_level() {
    let villages = profile(["Gemolong", "Kec. Kalijambe", "MASARAN"]);
    assert_eq!(villages.region[2], 1.0);
    assert_eq!(profile(["Kab. Sragen", "KOTA SUKABUMI"]).region[1], 1.0);
    assert_eq!(profile(["Jawa Tengah"]).region[0], 1.0);
    assert_eq!(profile(["Siti Aminah", "Moh. Ridwan"]).region[1], 0.0);
}
