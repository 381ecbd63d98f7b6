//! Are a row's words read as the place they mean, and left open where they do not say?

use super::*;

fn words(text: &'static str) -> PlaceWords<'static> {
    let mut cells = text.split('|');
    let mut cell = || cells.next().unwrap_or("").trim();
    PlaceWords {
        village: cell(),
        district: cell(),
        regency: cell(),
        province: cell(),
        code: cell(),
        code_system: CodeSystem::Kemendagri,
    }
}

fn place(code: &str) -> Option<RegionId> {
    (!code.is_empty()).then(|| table().by_code(code).expect("a code of today"))
}

fn read(words: PlaceWords<'_>, context: &str) -> (String, Vec<PlaceNote>) {
    let reading = Resolver::new().resolve(&words, place(context));
    (reading.place.map_or(String::new(), |id| table().code(id)), reading.notes.iter().collect())
}

/// `text` is village | district | regency | province | code.
fn check(text: &'static str, expected: &str, notes: &[PlaceNote]) {
    assert_eq!(read(words(text), ""), (expected.to_owned(), notes.to_vec()), "{text}");
}

fn check_within(context: &str, text: &'static str, expected: &str, notes: &[PlaceNote]) {
    assert_eq!(read(words(text), context), (expected.to_owned(), notes.to_vec()), "{text} in {context}");
}

use PlaceNote::{
    Ambiguous, CodeDisagrees, CodeInPart, CodeRetired, CodeUnknown, DistrictUnknown, FromContext,
    KindDiffers, Misspelt, ProvinceFormer, ProvinceUnknown, ProvinceWrong, RegencyUnknown, VillageUnknown,
};

#[test]
fn names_are_read_each_within_the_one_before() {
    check("Jambeyan | Sambirejo | Sragen | Jawa Tengah", "33.14.05.2002", &[]);
    check("DESA JAMBEYAN | KEC. SAMBIREJO | KAB. SRAGEN | PROV. JATENG", "33.14.05.2002", &[]);
    check(" | Kec. Gemolong | Kabupaten Sragen | ", "33.14.13", &[]);
    check(" | | KAB SRAGEN", "33.14", &[]);
    check(" | | | Jawa Tengah", "33", &[]);
    check("Jambeyan | | Sragen", "33.14.05.2002", &[]);
    check("Jambeyan | Sambirejo", "33.14.05.2002", &[]);
    check("- | 0 | NULL | ", "", &[]);
    check("", "", &[]);
}

#[test]
fn berau_in_the_wrong_province_is_still_berau() {
    check(" | | Berau | Kalimantan Utara", "64.03", &[ProvinceWrong]);
    check(" | | Kab. Berau | Kalimantan Timur", "64.03", &[]);
    check("| Tanjung Redeb | BERAU | KALTARA", "64.03.05", &[ProvinceWrong]);
    check(" | | | Kalimantan Utara | 64.03", "64.03", &[ProvinceWrong]);
}

#[test]
fn bare_sukabumi_stays_open_unless_district_or_code_decides() {
    check(" | | Sukabumi | ", "32", &[Ambiguous]);
    check(" | | SUKABUMI | Jawa Barat", "32", &[Ambiguous]);
    check(" | | Kota Sukabumi | Jawa Barat", "32.72", &[]);
    check(" | | Kab. Sukabumi | Jawa Barat", "32.02", &[]);
    check(" | | SUKABUMI KOTA | ", "32.72", &[]);
    check(" | Cikole | Sukabumi | ", "32.72.02", &[]);
    check(" | Cisaat | Sukabumi | ", "32.02.29", &[]);
    check(" | | Sukabumi | | 32.72", "32.72", &[]);
    check(" | | Sukabumi | | 3202292001", "32.02.29.2001", &[]);
    check_within("32.72", " | | Sukabumi | ", "32.72", &[]);
}

#[test]
fn kota_banjar_is_not_kabupaten_banjar() {
    check(" | | Kota Banjar | ", "32.79", &[]);
    check(" | | Kabupaten Banjar | ", "63.03", &[]);
    check(" | | Banjar | Jawa Barat", "32.79", &[]);
    check(" | | Banjar | Kalsel", "63.03", &[]);
    check(" | | Banjar | ", "", &[Ambiguous]);
    check(" | Pataruman | Banjar | ", "32.79.02", &[]);
    check(" | Martapura | Banjar | ", "63.03.05", &[]);
    check(" | | Kab. Banjar | Jawa Barat", "63.03", &[ProvinceWrong]);
    check(" | Pataruman | Kab. Banjar | Jawa Barat", "32.79.02", &[KindDiffers]);
}

#[test]
fn kabupaten_or_kota_is_forgiven_where_there_is_no_twin() {
    check(" | | Kota Sragen", "33.14", &[KindDiffers]);
    check(" | | Kab. Payakumbuh", "13.76", &[KindDiffers]);
    check(" | | Kab/Kota Payakumbuh", "13.76", &[]);
    check(" | | Kota Baru", "63.02", &[]);
}

#[test]
fn tolala_and_katoi_changed_codes_so_the_name_counts() {
    check(" | Tolala | Kolaka Utara | | 74.08.13", "74.08.15", &[CodeDisagrees]);
    check(" | Katoi | Kolaka Utara | | 74.08.15", "74.08.13", &[CodeDisagrees]);
    check(" | Tolala | Kolaka Utara | | 74.08.15", "74.08.15", &[]);
    check("Lawaki Jaya | Tolala | Kolaka Utara | | 7408132001", "74.08.15.2001", &[CodeDisagrees]);
}

#[test]
fn retired_codes_are_read_through_the_crosswalk() {
    check(" | | | | 64.04", "65.01", &[CodeRetired]);
    check(" | | | | 91.04", "94.01", &[CodeRetired]);
    check(" | | Merauke | Papua | 91.01", "93.01", &[ProvinceFormer, CodeRetired]);
    check(" | | Merauke | Papua Selatan | ", "93.01", &[]);
    check(" | | Nunukan | Kalimantan Timur | ", "65.03", &[ProvinceFormer]);
    check(" | | | | 91.13.44", "95.03", &[CodeRetired, CodeInPart]);
    check(" | | | | 3314059999", "33.14.05", &[CodeInPart]);
    check(" | | | | 99.99", "", &[CodeUnknown]);
    check(" | | | | ABC", "", &[]);
    check(" | | | | 12345", "", &[CodeUnknown]);
}

#[test]
fn statistics_office_codes_are_never_read_as_the_ministrys() {
    let bps = |text| PlaceWords { code_system: CodeSystem::Bps, ..words(text) };
    // 1101 is Simeulue to the one and Aceh Selatan to the other.
    assert_eq!(read(bps(" | | Simeulue | Aceh | 1101"), ""), ("11.09".into(), vec![]));
    assert_eq!(read(bps(" | | | | 1101"), ""), (String::new(), vec![]));
    check(" | | Simeulue | Aceh | 1101", "11.09", &[CodeDisagrees]);
    check(" | | | | 1101", "11.01", &[]);
    let undecided = |text| PlaceWords { code_system: CodeSystem::Undecided, ..words(text) };
    assert_eq!(read(undecided(" | | | | 1101"), ""), (String::new(), vec![]));
    assert_eq!(read(undecided(" | | Sragen | | 3314051001"), ""), ("33.14".into(), vec![CodeInPart]));
    assert_eq!(read(undecided(" | | Sukabumi | | 3272"), ""), ("32.72".into(), vec![]));
}

#[test]
fn a_code_refines_what_names_leave_coarse() {
    check(" | | Sragen | | 33.14.05.2002", "33.14.05.2002", &[]);
    check("Jambeyan | Sambirejo | Sragen | | 33.14", "33.14.05.2002", &[]);
    check(" | | Sragen | | 33.13.01.2001", "33.14", &[CodeDisagrees]);
    check("Sorkam Kanan | Sorkam Barat | Tapanuli Tengah", "12.01.10", &[Ambiguous]);
    check("Sorkam Kanan | Sorkam Barat | Tapanuli Tengah | | 1201102018", "12.01.10.2018", &[]);
    check("Kel. Sorkam Kanan | Sorkam Barat | Tapanuli Tengah", "12.01.10.1001", &[]);
}

#[test]
fn a_misspelt_name_is_read_within_its_parent_only() {
    check("Jambayan | Sambirjo | Sragen | Jawa Tengah", "33.14.05.2002", &[Misspelt]);
    check(" | GEMOLNOG | SRAGEN", "33.14.13", &[Misspelt]);
    check(" | | Sargen | Jateng", "33.14", &[Misspelt]);
    check(" | | Sragen | Jawa Tengha", "33.14", &[Misspelt]);
    check(" | STM Hilir | Deli Serdang", "12.07.08", &[Misspelt]);
    check(" | Gemolnog | ", "", &[DistrictUnknown]);
    check(" | Tolala | Sragen", "33.14", &[DistrictUnknown]);
    check("Zzzz | Sambirejo | Sragen", "33.14.05", &[VillageUnknown]);
    check(" | | Atlantis | Jawa Tengah", "33", &[RegencyUnknown]);
    check(" | | Sragen | Atlantis", "33.14", &[ProvinceUnknown]);
}

#[test]
fn a_roster_about_one_regency_need_not_name_it() {
    check_within("33.14", "Jambeyan | Sambirejo", "33.14.05.2002", &[FromContext]);
    check_within("33.14", "Jambeyan", "33.14.05.2002", &[FromContext]);
    check_within("33.14", " | Sambirjo", "33.14.05", &[Misspelt, FromContext]);
    check_within("33.14", " | Cikole | Kota Sukabumi", "32.72.02", &[]);
    check_within("33.14", "| Tolala", "74.08.15", &[]);
    check_within("33.14", "Zzzz", "", &[VillageUnknown]);
    check("Jambeyan", "", &[VillageUnknown]);
    check("| Karanganyar", "", &[Ambiguous]);
    check("| Karanganyar | | Jawa Tengah", "33", &[Ambiguous]);
    check_within("33.13", "| Karanganyar", "33.13.09", &[FromContext]);
    check_within("33", "| Karanganyar | Karanganyar", "33.13.09", &[]);
}

#[test]
fn every_village_is_found_by_its_own_names() {
    let regions = table();
    let mut resolver = Resolver::new();
    let (mut settled, mut open) = (0, 0);
    // Every 7th village: all regencies and most districts, in a fraction of the time.
    for &village in regions.all(Level::Village).iter().step_by(7) {
        let name = |level| regions.ancestor(village, level).map_or("", |id| regions.name(id));
        let regency = regions.regency_of(village).map(|id| regions.full_name(id)).unwrap_or_default();
        let words = PlaceWords {
            village: name(Level::Village),
            district: name(Level::District),
            regency: &regency,
            province: name(Level::Province),
            ..PlaceWords::default()
        };
        let reading = resolver.resolve(&words, None);
        if reading.place == Some(village) {
            settled += 1;
        } else {
            assert!(reading.notes.has(Ambiguous), "{}", regions.code(village));
            open += 1;
        }
    }
    assert_eq!(settled + open, 11_966);
    assert!(open <= 15, "{open} villages are not told apart by name");
}

#[test]
fn the_same_words_give_the_same_reading_from_memory() {
    let mut resolver = Resolver::new();
    let first = resolver.resolve(&words(" | | Sukabumi"), None);
    assert_eq!(resolver.resolve(&words(" | | Sukabumi"), None), first);
    assert_ne!(resolver.resolve(&words(" | | Sukabumi"), place("32.72")), first);
}
