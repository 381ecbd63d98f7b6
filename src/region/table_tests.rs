//! Does the embedded table hold what it should, and do its relations agree with the codes?

use super::*;

fn id(code: &str) -> RegionId {
    table().by_code(code).unwrap_or_else(|| panic!("{code} is a region"))
}

#[test]
fn holds_every_region_in_code_order() {
    let regions = table();
    let count = |level| regions.all(level).len();
    assert_eq!(
        Level::ALL.map(count),
        [38, 514, 7_285, 83_762],
        "provinces, regencies, districts and villages"
    );
    assert_eq!(regions.len(), 91_599);
    assert!(regions.packed.is_sorted_by(|a, b| a < b));
    for index in 0..regions.len() {
        let region = RegionId::at(index);
        assert!(!regions.name(region).is_empty());
        assert_eq!(regions.by_number(regions.level(region), regions.number(region)), Some(region));
        match regions.parent(region) {
            Some(parent) => assert!(regions.contains(parent, region)),
            None => assert_eq!(regions.level(region), Level::Province),
        }
    }
}

#[test]
fn a_code_is_read_with_and_without_dots() {
    let regions = table();
    for code in ["33.14.01.2001", "3314012001", "'33.14.01.2001", "33 14 01 2001", "3314012001.0"] {
        assert_eq!(regions.code(id(code)), "33.14.01.2001", "{code}");
    }
    assert_eq!(regions.code(id("33")), "33");
    assert_eq!(regions.code(id("3314")), "33.14");
    assert_eq!(regions.code(id("331401")), "33.14.01");
    for code in ["", "3", "331", "3314010", "33140120011", "99", "abc", "00"] {
        assert_eq!(regions.lookup_code(code), CodeLookup::Unknown, "{code}");
    }
}

#[test]
fn the_pilot_regions_have_their_names() {
    let check = |code: &str, expected: &str| assert_eq!(table().full_name(id(code)), expected);
    check("13.76", "Kota Payakumbuh");
    check("32.72", "Kota Sukabumi");
    check("33.14", "Kabupaten Sragen");
    check("64.03", "Kabupaten Berau");
    check("73.03", "Kabupaten Bantaeng");
    check("19.06", "Kabupaten Belitung Timur");
    check("31.71", "Kota Administrasi Jakarta Pusat");
    check("93.01.01", "Distrik Merauke");
    check("34", "Daerah Istimewa Yogyakarta");
    check("33", "Provinsi Jawa Tengah");
    assert_eq!(table().name(id("33.14")), "Sragen");
}

#[test]
fn relations_follow_the_codes() {
    let regions = table();
    let village = id("33.14.01.2001");
    assert_eq!(regions.district_of(village), Some(id("33.14.01")));
    assert_eq!(regions.regency_of(village), Some(id("33.14")));
    assert_eq!(regions.province_of(village), Some(id("33")));
    assert_eq!(regions.district_of(id("33")), None);
    assert_eq!(regions.children(id("33.14")).count(), 20);
    assert!(regions.children(id("33.14")).all(|child| regions.parent(child) == Some(id("33.14"))));
    assert_eq!(regions.within(id("33.14"), Level::District).len(), 20);
    assert_eq!(regions.within(id("33.14"), Level::Regency), [id("33.14")]);
    assert!(regions.contains(id("33"), village) && !regions.contains(village, id("33")));
    assert!(!regions.contains(id("32"), village));
}

#[test]
fn regions_meet_at_their_deepest_common_level() {
    let check = |a: &str, b: &str, expected| {
        assert_eq!(table().meet(id(a), id(b)), expected, "{a} {b}");
        assert_eq!(table().meet(id(b), id(a)), expected, "{b} {a}");
    };
    check("33.14.01.2001", "33.14.01.2001", Some(Level::Village));
    check("33.14.01.2001", "33.14.01.2002", Some(Level::District));
    check("33.14.01.2001", "33.14.02.2001", Some(Level::Regency));
    check("33.14.01.2001", "33.13.01.2001", Some(Level::Province));
    check("33.14.01.2001", "32.01.01", None);
    check("33.14.01.2001", "33.14", Some(Level::Regency));
    check("33.14", "33.14", Some(Level::Regency));
    check("33", "33.14.01", Some(Level::Province));
    assert_eq!(table().common(id("33.14.01.2001"), id("33.14.02")), Some(id("33.14")));
}

#[test]
fn retired_codes_lead_to_their_successors() {
    let regions = table();
    let check = |code: &str, expected: &str| match regions.lookup_code(code) {
        CodeLookup::Retired(found) => assert_eq!(regions.code(found), expected, "{code}"),
        other => panic!("{code}: {other:?}"),
    };
    check("64.04", "65.01");
    check("64.73", "65.71");
    check("64.04.05", "65.01");
    check("73.19", "76.04");
    check("91.04", "94.01");
    check("92.71", "96.71");
    check("91.01.01", "93.01.01");
    check("91.01.01.2001", "93.01.01");
    assert_eq!(regions.lookup_code("91.13.44"), CodeLookup::RetiredUnknown);
    assert_eq!(regions.lookup_code("33.99"), CodeLookup::Unknown);
    assert_eq!(regions.lookup_code("33.14"), CodeLookup::Current(id("33.14")));
}

#[test]
fn a_niks_prefix_is_current_retired_or_unknown() {
    let check = |prefix, expected| assert_eq!(table().nik_prefix(prefix), expected, "{prefix}");
    check(331_401, PrefixStatus::Current);
    check(910_401, PrefixStatus::Retired);
    check(640_401, PrefixStatus::RetiredRegency);
    check(640_400, PrefixStatus::Unknown);
    check(910_499, PrefixStatus::Unknown);
    check(331_499, PrefixStatus::Unknown);
    check(0, PrefixStatus::Unknown);
    check(9_999_999, PrefixStatus::Unknown);
    let known = (0..1_000_000).filter(|prefix| table().nik_prefix(*prefix) != PrefixStatus::Unknown).count();
    assert_eq!(
        known,
        7_285 + 594 + 10 * 99,
        "districts of today, retired since 2016, of regencies moved before"
    );
}
