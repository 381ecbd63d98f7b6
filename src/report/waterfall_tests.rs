//! Does an account say what an officer can act on? The sentence for each verdict, the table, what is masked.

use super::*;

fn step(comparison: &str, label: &str, level: &str, weight: f32) -> Step {
    Step {
        comparison: comparison.into(),
        label: label.into(),
        level: level.into(),
        first: "x".into(),
        second: "y".into(),
        weight,
        total: weight,
    }
}

fn account(verdict: Band, family: f32, steps: Vec<Step>) -> Waterfall {
    let band = verdict.label().into();
    Waterfall { prior: -12.0, steps, weight: 3.0, same: 0.9, family, stranger: 0.05, band, verdict }
}

fn name(weight: f32) -> Step {
    step("name", "Nama", "nama sama, langka", weight)
}

#[test]
fn the_sentence_names_the_two_strongest_reasons_for_and_against() {
    let steps = || {
        vec![
            name(9.0),
            step("birth", "Tanggal lahir", "beda 1-2 tahun", -4.0),
            step("sex", "Jenis kelamin", "jenis kelamin sama", 1.0),
            step("nik", "NIK", "NIK sama", 14.0),
            step("birth_place", "Tempat lahir", "beda", -0.7),
            step("address", "Alamat", "mirip", 0.1),
        ]
    };
    let check = |verdict: Band, family: f32, expected: &str| {
        assert_eq!(account(verdict, family, steps()).sentence(Language::Indonesian), expected);
    };
    check(
        Band::Strong,
        0.0,
        "Kemungkinan besar orang yang sama karena NIK sama dan nama sama (langka); yang tidak mendukung: tanggal \
         lahir beda 1-2 tahun dan tempat lahir beda.",
    );
    check(
        Band::NoMatch,
        0.9,
        "Kemungkinan besar dua orang dari satu keluarga karena tanggal lahir beda 1-2 tahun dan tempat lahir beda; \
         yang mirip: NIK sama dan nama sama (langka).",
    );
    check(
        Band::NoMatch,
        0.1,
        "Kemungkinan besar dua orang yang berbeda karena tanggal lahir beda 1-2 tahun dan tempat lahir beda; yang \
         mirip: NIK sama dan nama sama (langka).",
    );
}

#[test]
fn no_reason_is_said_as_such() {
    let text = account(Band::NoMatch, 0.0, vec![name(0.2)]).sentence(Language::Indonesian);
    assert_eq!(
        text,
        "Kemungkinan besar dua orang yang berbeda karena isian yang dapat dibandingkan terlalu sedikit."
    );
    let text = account(Band::Certain, 0.0, vec![name(8.0)]).sentence(Language::Indonesian);
    assert_eq!(text, "Hampir pasti orang yang sama karena nama sama (langka).");
}

#[test]
fn english_names_each_field() {
    let steps = vec![step("household", "Family card and place", "same village, other card", 2.0)];
    assert_eq!(
        account(Band::Review, 0.0, steps).sentence(Language::English),
        "Not certain; an officer must look because of family card and place same village (other card)."
    );
}

#[test]
fn the_table_fits_a_page_and_leaves_silent_fields_out() {
    let mut steps = vec![name(9.0), step("address", "Alamat", "tidak ada di salah satu", 0.0)];
    steps[0].first = "A".repeat(60);
    (steps[1].first, steps[1].second) = (String::new(), String::new());
    let text = account(Band::Strong, 0.0, steps).to_text(Language::Indonesian);
    assert!(text.lines().all(|line| line.chars().count() <= usize::from(WIDTH)), "{text}");
    assert!(!text.contains("Alamat") && text.contains("+9.0"), "{text}");
    assert!(
        text.ends_with("Peluang: orang yang sama 90,0%, satu keluarga 0,0%, orang lain 5,0%.\n"),
        "{text}"
    );
}

#[test]
fn births_keep_their_year_only() {
    let check = |precision: Precision, masked: &str, open: &str| {
        let date = Birth::new(precision, 1980, 12, 31);
        assert_eq!([birth(date, false), birth(date, true)], [masked, open]);
    };
    check(Precision::Full, "1980-**-**", "1980-12-31");
    check(Precision::Placeholder, "1980 (isian)", "1980-12-31");
    check(Precision::Year, "1980", "1980");
    check(Precision::Age, "~1980", "~1980");
    check(Precision::Unknown, "", "");
}
