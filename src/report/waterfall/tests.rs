//! Does an account say what an officer can act on? The sentence for each verdict, the table, the picture, what is
//! masked and what is marked.

use super::values::birth;
use super::*;
use crate::record::{Birth, Precision};

/// A step by what it says against strangers and against a family; the weight is that against strangers.
fn step(comparison: &str, label: &str, level: &str, against_strangers: f32, against_family: f32) -> Step {
    Step {
        comparison: comparison.into(),
        label: label.into(),
        level: level.into(),
        first: "x".into(),
        second: "y".into(),
        weight: against_strangers,
        total: against_strangers,
        against_family,
        against_strangers,
    }
}

fn account(verdict: Band, family: f32, steps: Vec<Step>) -> Waterfall {
    let weight = steps.iter().map(|step| step.weight).sum::<f32>() - 12.0;
    let mut total = -12.0;
    let add = |mut step: Step| {
        total += step.weight;
        step.total = total;
        step
    };
    Waterfall {
        prior: -12.0,
        steps: steps.into_iter().map(add).collect(),
        weight,
        same: 0.9,
        family,
        stranger: 0.05,
        family_decides: family >= 0.05,
        limits: limits(&Thresholds::default()),
        band: verdict.label().into(),
        verdict,
    }
}

fn reader(unmasked: bool) -> Reader {
    Reader { language: Language::Indonesian, unmasked }
}

fn twins() -> Vec<Step> {
    vec![
        step("name", "Nama", "satu kata umum sama, kata lain beda", -2.0, -4.5),
        step("birth", "Tanggal lahir", "tanggal lahir sama", 14.5, 6.0),
        step("sex", "Jenis kelamin", "jenis kelamin sama", 1.0, 1.0),
        step("nik", "NIK", "NIK bernomor urut berdekatan", -4.6, -7.0),
        step("household", "KK dan tempat tinggal", "No. KK sama", 12.0, -0.1),
        step("birth_place", "Tempat lahir", "sama", 0.9, 0.1),
    ]
}

#[test]
fn a_family_is_told_by_what_it_shares_and_what_one_person_would_not_differ_in() {
    assert_eq!(
        account(Band::NoMatch, 0.9, twins()).sentence(Language::Indonesian),
        "Kemungkinan besar dua orang dari satu keluarga: No. KK sama dan tanggal lahir sama, tetapi NIK bernomor urut \
         berdekatan dan satu kata umum sama (kata lain beda)."
    );
}

#[test]
fn one_person_is_told_by_what_strangers_do_not_share_strongest_first() {
    assert_eq!(
        account(Band::Strong, 0.04, twins()).sentence(Language::Indonesian),
        "Kemungkinan besar orang yang sama karena tanggal lahir sama, No. KK sama dan jenis kelamin sama; yang tidak \
         mendukung: NIK bernomor urut berdekatan dan satu kata umum sama (kata lain beda)."
    );
    assert_eq!(
        account(Band::Review, 0.4, twins()).sentence(Language::Indonesian),
        "Belum dapat dipastikan, perlu diperiksa petugas. Mirip: tanggal lahir sama, No. KK sama dan jenis kelamin \
         sama; meragukan: NIK bernomor urut berdekatan dan satu kata umum sama (kata lain beda); bisa jadi dua orang \
         dari satu keluarga."
    );
}

#[test]
fn strangers_are_told_by_what_differs() {
    let steps = vec![
        step("birth", "Tanggal lahir", "beda lebih dari 15 tahun", -9.0, -8.0),
        step("name", "Nama", "nama beda", -7.5, -6.0),
        step("household", "KK dan tempat tinggal", "satu desa, KK beda", 1.2, 0.0),
    ];
    assert_eq!(
        account(Band::NoMatch, 0.0, steps).sentence(Language::Indonesian),
        "Kemungkinan besar dua orang yang berbeda karena tanggal lahir beda lebih dari 15 tahun dan nama beda; yang \
         mirip: satu desa (KK beda)."
    );
    let little = vec![step("sex", "Jenis kelamin", "jenis kelamin sama", 0.9, 0.9)];
    assert_eq!(
        account(Band::NoMatch, 0.0, little).sentence(Language::Indonesian),
        "Kemungkinan besar dua orang yang berbeda karena yang sama terlalu umum atau terlalu sedikit."
    );
}

#[test]
fn english_names_each_field_once() {
    let check = |comparison: &str, label: &str, level: &str, expected: &str| {
        assert_eq!(step(comparison, label, level, 2.0, 0.0).phrase(Language::English), expected);
    };
    check("household", "Family card and place", "same village, other card", "same village (other card)");
    check("nik", "NIK", "differs, same region", "NIK differs (same region)");
    check("birth", "Birth date", "3 to 15 years apart", "born 3 to 15 years apart");
    check("birth_place", "Birthplace", "same, rare", "birthplace same (rare)");
    check("mother", "Mother's name", "mother alike, rare name", "mother alike (rare name)");
    check("nisn", "NISN", "same", "NISN same");
}

#[test]
fn contradictions_name_both_values() {
    let mut steps = twins();
    steps[0].second = "".into();
    let expected = ["NIK bernomor urut berdekatan: x dan y", "satu kata umum sama (kata lain beda)"];
    assert_eq!(account(Band::NoMatch, 0.9, steps).contradictions(Language::Indonesian), expected);
    // Two numbers contradict each other though their regions agree, which speaks for one person by itself.
    let mut steps = vec![step("nik", "NIK", "NIK beda, wilayah sama", 0.6, 0.1)];
    (steps[0].first.differs, steps[0].second.differs) = (vec![true], vec![true]);
    let expected = ["NIK beda (wilayah sama): x dan y"];
    assert_eq!(account(Band::Strong, 0.0, steps).contradictions(Language::Indonesian), expected);
}

#[test]
fn the_short_text_adds_up() {
    let account = account(Band::Strong, 0.0, twins());
    let short = account.short(Language::Indonesian);
    assert!(short.starts_with("awal -12,0; satu kata umum sama (kata lain beda) -2,0; tanggal"), "{short}");
    let numbers: Vec<f32> = short
        .split("; ")
        .map(|part| part.rsplit(' ').next().unwrap().replace(',', ".").parse().unwrap())
        .collect();
    let (total, parts) = numbers.split_last().unwrap();
    assert!((parts.iter().sum::<f32>() - total).abs() < 0.3, "{short}");
}

#[test]
fn the_table_fits_a_page_and_leaves_silent_fields_out() {
    let mut steps = vec![step("name", "Nama", "nama sama, langka", 9.0, 3.0)];
    steps.push(step("address", "Alamat", "tidak ada di salah satu", 0.0, 0.0));
    steps[0].first = "A".repeat(60).as_str().into();
    (steps[1].first, steps[1].second) = ("".into(), "".into());
    let text = account(Band::Strong, 0.3, steps).to_text(Language::Indonesian);
    assert!(text.lines().all(|line| line.chars().count() <= usize::from(text::WIDTH)), "{text}");
    assert!(!text.contains("Alamat") && text.contains("+9,0") && text.contains("+3,0"), "{text}");
    assert!(text.contains("Peluang: orang yang sama 90,0%, satu keluarga 30,0%, orang lain 5,0%."), "{text}");
}

#[test]
fn the_picture_has_words_for_who_does_not_see_it() {
    let account = account(Band::Strong, 0.1, twins());
    for size in [Size::Full, Size::Small] {
        let svg = chart(&account, size, "a", "pkh:1 & bdt:2 <x>", Language::Indonesian).into_string();
        assert!(svg.contains("role=\"img\" aria-labelledby=\"a-t a-d\""), "{svg}");
        assert!(svg.contains("<title id=\"a-t\">pkh:1 &amp; bdt:2 &lt;x&gt;</title>"), "{svg}");
        assert!(svg.contains("<desc id=\"a-d\">Kemungkinan besar"), "{svg}");
        // One bar a step, one before and one for the sum, over the four zones; a step of nothing has none.
        assert_eq!(svg.matches("<rect").count(), twins().len() + 2 + 4);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        assert!(
            !svg.contains("http") || svg.matches("http").count() == 1,
            "only the name space is an address"
        );
    }
    let bar = classes_bar(&account, "b", Language::English).into_string();
    assert!(bar.contains("The same person 90.0%"), "{bar}");
}

#[test]
fn a_picture_of_nothing_compared_still_stands() {
    let mut account = account(Band::NoMatch, 0.0, Vec::new());
    (account.prior, account.weight) = (0.0, 0.0);
    let svg = chart(&account, Size::Full, "a", "t", Language::English).into_string();
    assert!(!svg.contains("NaN") && svg.ends_with("</svg>"), "{svg}");
}

#[test]
fn letters_that_differ_are_marked() {
    let check = |a: &str, b: &str, expected: [&str; 2]| {
        let marked = |text: &str, marks: &[bool]| {
            text.chars()
                .zip(marks)
                .map(|(letter, differs)| if *differs { '^' } else { letter })
                .collect::<String>()
        };
        let [x, y] = differing(a, b);
        assert_eq!([marked(a, &x), marked(b, &y)], expected);
    };
    check("WIDYA", "WIDIA", ["WID^A", "WID^A"]);
    check("NUR HAYATI", "NURHAYATI", ["NUR^HAYATI", "NURHAYATI"]);
    check("1974-03-12", "1979-12-03", ["197^-^^-^^", "197^-^^-^^"]);
    check("", "ADI", ["", "^^^"]);
    check("ADI", "ADI", ["ADI", "ADI"]);
    let runs = Value { text: "ABCD".into(), differs: vec![false, true, true, false] }.runs();
    assert_eq!(runs, [("A".to_owned(), false), ("BC".into(), true), ("D".into(), false)]);
}

#[test]
fn niks_that_look_alike_when_masked_are_marked_where_they_differ() {
    let people = People {
        nik: [3_314_014_101_900_002, 3_314_015_101_900_002].map(crate::record::Digits16::new).to_vec(),
        nik_marks: vec![Default::default(); 2],
        kk: vec![None; 2],
        ..People::default()
    };
    let [x, y] = values::pair(&people, [0, 1], crate::compare::levels::NIK, reader(false));
    assert_eq!((x.text.as_str(), y.text.as_str()), ("3314********0002", "3314********0002"));
    assert_eq!((x.differs.iter().filter(|marked| **marked).count(), x.differs[6]), (1, true));
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
