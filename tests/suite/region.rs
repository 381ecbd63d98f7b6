//! Do the golden cases about places hold through the public interface?

use std::fs;

use padan::region::{
    CodeLookup, CodeSystem, Kind, Level, PlaceNote, PlaceWords, PrefixStatus, RegionId, Resolver, table,
};

fn asset(name: &str) -> String {
    let path = format!("{}/assets/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("assets/{name}: {error}"))
}

/// The rows of a table below its header, cell by cell.
fn rows(text: &str) -> Vec<Vec<&str>> {
    text.lines().skip(1).map(|line| line.split('\t').collect()).collect()
}

fn resolve(words: PlaceWords<'_>) -> (Option<RegionId>, Vec<PlaceNote>) {
    let reading = Resolver::new().resolve(&words, None);
    (reading.place, reading.notes.iter().collect())
}

#[test]
fn the_tables_of_facts_are_sorted_and_rectangular() {
    for (name, columns, count) in [
        ("region_retired_regencies.tsv", 4, 36),
        ("region_retired_districts.tsv", 5, 594),
        ("region_twin_names.tsv", 3, 26),
        ("region_aliases.tsv", 2, 0),
        ("region_words.tsv", 2, 0),
        ("region_kind_words.tsv", 2, 0),
        ("address_words.tsv", 3, 0),
    ] {
        let text = asset(name);
        let rows = rows(&text);
        assert!(rows.iter().all(|row| row.len() == columns), "{name}");
        assert!(rows.is_sorted_by(|a, b| a[0] < b[0]), "{name} is sorted by its first column");
        assert!(rows.len() >= count && (count == 0 || rows.len() == count), "{name}: {} rows", rows.len());
    }
    assert!(asset("regions.LICENSE.txt").contains("Cahya DSN"), "the notice of the region data is kept");
}

#[test]
fn every_pair_of_twins_is_open_by_name_and_settled_by_its_kind() {
    let text = asset("region_twin_names.tsv");
    for row in rows(&text) {
        let regency = table().by_code(row[1]);
        let city = table().by_code(row[2]);
        assert_eq!(regency.map(|id| table().kind(id)), Some(Kind::Regency), "{}", row[0]);
        assert_eq!(city.map(|id| table().kind(id)), Some(Kind::City), "{}", row[0]);

        let (place, notes) = resolve(PlaceWords { regency: row[0], ..PlaceWords::default() });
        assert!(place.is_none_or(|id| table().level(id) == Level::Province), "{}", row[0]);
        assert_eq!(notes, [PlaceNote::Ambiguous], "{}", row[0]);
        for (word, expected) in [("KAB.", regency), ("Kota", city)] {
            let named = format!("{word} {}", row[0]);
            assert_eq!(resolve(PlaceWords { regency: &named, ..PlaceWords::default() }), (expected, vec![]));
        }
    }
}

#[test]
fn no_other_name_is_borne_twice_among_regencies() {
    let mut names: Vec<&str> = table().all(Level::Regency).iter().map(|id| table().name(*id)).collect();
    names.sort_unstable();
    let twins: Vec<&str> = names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    let text = asset("region_twin_names.tsv");
    assert_eq!(twins, rows(&text).iter().map(|row| row[0]).collect::<Vec<_>>());
}

#[test]
fn berau_in_kalimantan_utara_is_berau_with_an_anomaly() {
    let words = PlaceWords { regency: "BERAU", province: "Kalimantan Utara", ..PlaceWords::default() };
    assert_eq!(resolve(words), (table().by_code("64.03"), vec![PlaceNote::ProvinceWrong]));
    assert!(PlaceNote::ProvinceWrong.is_anomaly());
}

#[test]
fn simeulue_and_aceh_selatan_share_a_code_of_two_systems() {
    let words = PlaceWords { regency: "Simeulue", code: "1101", ..PlaceWords::default() };
    let bps = PlaceWords { code_system: CodeSystem::Bps, ..words };
    assert_eq!(resolve(bps), (table().by_code("11.09"), vec![]));
    assert_eq!(resolve(words), (table().by_code("11.09"), vec![PlaceNote::CodeDisagrees]));
}

#[test]
fn niks_of_retired_regions_are_valid() {
    assert_eq!(table().nik_prefix(640_401), PrefixStatus::RetiredRegency);
    assert_eq!(table().nik_prefix(910_401), PrefixStatus::Retired);
    let nabire = table().by_code("94.01").expect("Nabire");
    assert_eq!(table().lookup_code("91.04"), CodeLookup::Retired(nabire));
}
