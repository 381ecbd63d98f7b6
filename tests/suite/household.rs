//! Do families tell who is one person, once most persons are known? A night of strangers and namesakes with three
//! families in it, linked with the second pass and without.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use jiff::civil::date;
use padan::pipeline::{self, Linkage, Stopwatch, Subject, Together};
use padan::progress::Silent;
use padan::report::Language;
use padan::report::waterfall::Reader;
use padan::score::Edge;
use padan::settings::Settings;

/// NIK, No. KK, name, sex, birth, village, district; the first rows of each list, which the tests ask about.
type Row = [&'static str; 7];

/// Sutrisno with his family; Sugeng with his sister and mother; the Hartonos, all on one card.
const FIRST: [Row; 10] = [
    ["", "3314021203100001", "SUTRISNO", "", "1980", "PURWOSUMAN", "SIDOHARJO"],
    ["3314025604820001", "3314021203100001", "LASTRI", "P", "16/04/1982", "PURWOSUMAN", "SIDOHARJO"],
    ["3314020911050002", "3314021203100001", "BAYU SETIAWAN", "L", "09/11/2005", "PURWOSUMAN", "SIDOHARJO"],
    ["", "3314031507120004", "SUGENG", "", "1991", "TANGKIL", "SRAGEN"],
    ["3314036203950003", "3314031507120004", "SITI NUR KHASANAH", "P", "22/03/1995", "TANGKIL", "SRAGEN"],
    ["3314034107600002", "3314031507120004", "SUMINAH", "P", "01/07/1960", "TANGKIL", "SRAGEN"],
    ["3314052508700001", "3314052001110007", "HARTONO", "L", "25/08/1970", "GEMOLONG", "GEMOLONG"],
    ["3314055109730002", "3314052001110007", "WARTINI", "P", "11/09/1973", "GEMOLONG", "GEMOLONG"],
    ["", "3314052001110007", "EKO HARTONO", "L", "14/02/1996", "GEMOLONG", "GEMOLONG"],
    ["", "3314052001110007", "EKI HARTONO", "L", "03/05/1998", "GEMOLONG", "GEMOLONG"],
];

/// Another Sutrisno of the same village and year, with another family; Sugeng and his sister moved; the brothers Eko
/// and Eki left their parents' card, Eko with a wife.
const SECOND: [Row; 10] = [
    ["", "3314022806140009", "SUTRISNO", "", "1980", "PURWOSUMAN", "SIDOHARJO"],
    ["3314026112790003", "3314022806140009", "MARNI", "P", "21/12/1979", "PURWOSUMAN", "SIDOHARJO"],
    ["3314025503080001", "3314022806140009", "DEWI LESTARI", "P", "15/03/2008", "PURWOSUMAN", "SIDOHARJO"],
    ["", "3314101902190002", "SUGENG", "", "1991", "KALIJAMBE", "KALIJAMBE"],
    [
        "3314036203950003",
        "3314101902190002",
        "SITI NUR KHASANAH",
        "P",
        "22/03/1995",
        "KALIJAMBE",
        "KALIJAMBE",
    ],
    ["3314052508700001", "3314052001110007", "HARTONO", "L", "25/08/1970", "GEMOLONG", "GEMOLONG"],
    ["3314055109730002", "3314052001110007", "WARTINI", "P", "11/09/1973", "GEMOLONG", "GEMOLONG"],
    ["", "3314060504200003", "EKO HARTONO", "L", "14/02/1996", "GEMOLONG", "GEMOLONG"],
    ["3314066007970002", "3314060504200003", "YULI ASTUTI", "P", "20/07/1997", "GEMOLONG", "GEMOLONG"],
    ["", "3314060504200003", "EKI HARTONO", "L", "03/05/1998", "GEMOLONG", "GEMOLONG"],
];

const NAMES: [&str; 12] = [
    "SUTRISNO",
    "SRI WAHYUNI",
    "SLAMET",
    "SUPARNO",
    "WARSINI",
    "MULYONO",
    "SUGENG",
    "PARTINI",
    "SUWARNO",
    "TUKINEM",
    "MARYATI",
    "JUMADI",
];
const PLACES: [(&str, &str); 6] = [
    ("PURWOSUMAN", "SIDOHARJO"),
    ("TANGKIL", "SRAGEN"),
    ("KALIJAMBE", "KALIJAMBE"),
    ("GEMOLONG", "GEMOLONG"),
    ("SAMBUNGMACAN", "SAMBUNGMACAN"),
    ("TANON", "TANON"),
];

/// The list: its story rows, 120 people of the village whom only this list knows, and 60 whom both know.
fn list(story: &[Row], with_cards: bool, offset: usize) -> String {
    let mut text = "No;NIK;NoKK;Nama;JK;TglLahir;Desa;Kecamatan;Kabupaten\n".to_owned();
    for (place, [nik, kk, name, sex, birth, village, district]) in story.iter().enumerate() {
        let kk = if with_cards { kk } else { "" };
        let row = [*nik, kk, name, sex, birth, village, district].join(";");
        writeln!(text, "{};{row};SRAGEN", place + 1).unwrap();
    }
    for i in 0..120 {
        // The two names of the stories are common, their years of birth are not.
        let name = match i % 4 {
            1 => "SUGENG",
            3 => NAMES[(i * 7 + offset) % 12],
            _ => "SUTRISNO",
        };
        let (village, district) = PLACES[(i * 5 + offset * 3) % 6];
        let (day, month) = (1 + (i * 11 + offset) % 28, 1 + (i * 5 + offset) % 12);
        let year = 1940 + (i * 13 + offset * 7) % 35;
        writeln!(text, "{};;;{name};;{day:02}/{month:02}/{year};{village};{district};SRAGEN", 100 + i)
            .unwrap();
    }
    for i in 0..60 {
        let second = ["SANTOSO", "RAHAYU", "WIBOWO", "LESTARI", "UTOMO"][i % 5];
        let (day, month, year) = (1 + i % 28, 1 + i % 12, 60 + i % 30);
        let (village, district) = PLACES[i % 6];
        let nik = format!("33140{}{day:02}{month:02}{year}{:04}", 1 + i % 6, 1 + i % 7);
        let name = NAMES[(i * 5) % 12];
        writeln!(
            text,
            "{};{nik};;{name} {second};L;{day:02}/{month:02}/19{year};{village};{district};SRAGEN",
            300 + i
        )
        .unwrap();
    }
    text
}

fn settings(folder: &Path, with_cards: bool, household_pass: bool) -> Settings {
    fs::write(folder.join("a.csv"), list(&FIRST, with_cards, 0)).unwrap();
    fs::write(folder.join("b.csv"), list(&SECOND, with_cards, 5)).unwrap();
    let mut text = format!("[night]\nout = \"keluaran\"\n[model]\nhousehold_pass = {household_pass}\n");
    for (roster, programme) in [("a", "BDT"), ("b", "PKH")] {
        write!(
            text,
            "[[roster]]\nname = \"{roster}\"\nprogramme = \"{programme}\"\npath = \"{roster}.csv\"\n\
             [roster.columns]\nnik = \"NIK\"\nkk = \"NoKK\"\nname = \"Nama\"\nsex = \"JK\"\n\
             birth_date = \"TglLahir\"\nvillage = \"Desa\"\ndistrict = \"Kecamatan\"\nregency = \"Kabupaten\"\n"
        )
        .unwrap();
    }
    let path = folder.join("padan.toml");
    fs::write(&path, text).unwrap();
    Settings::read(&path).unwrap()
}

/// Links the night and hands it over; rows of the first list start at 0, of the second at `second`.
fn linked(with_cards: bool, household_pass: bool, look: impl FnOnce(&Linkage<'_>, u32)) {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path(), with_cards, household_pass);
    let night = date(2026, 7, 1);
    let mut watch = Stopwatch::default();
    let reading = pipeline::read(&settings, night, None, &Silent, &mut watch).unwrap();
    let second = reading.people.roster.iter().filter(|roster| roster.index() == 0).count() as u32;
    let linkage = pipeline::link(&reading.people, &settings, night, None, None, &Silent, &mut watch).unwrap();
    look(&linkage, second);
}

/// Whether the story rows `a` of the first list and `b` of the second (from 1) are one person.
fn one(linkage: &Linkage<'_>, second: u32, a: u32, b: u32) -> bool {
    linkage.clusters.of[(a - 1) as usize] == linkage.clusters.of[(second + b - 1) as usize]
}

#[test]
fn namesakes_of_one_village_whose_families_differ_are_two() {
    linked(true, false, |linkage, second| {
        assert!(one(linkage, second, 1, 1), "else the story tells nothing");
    });
    linked(true, true, |linkage, second| {
        assert!(!one(linkage, second, 1, 1));
        assert!(linkage.second_pass.unwrap().links_lost >= 1);
    });
}

#[test]
fn who_moved_with_a_sister_is_known_by_her() {
    linked(true, false, |linkage, second| {
        assert!(one(linkage, second, 5, 5), "the sister is known by her NIK");
        assert!(!one(linkage, second, 4, 4), "else the story tells nothing");
    });
    linked(true, true, |linkage, second| {
        assert!(one(linkage, second, 4, 4));
        let pass = linkage.second_pass.unwrap();
        assert!(pass.links_gained >= 1 && pass.persons_changed >= 1 && pass.pairs_shared >= 1, "{pass:?}");
    });
}

/// Eko and Eki share their parents on the old card and each other on the new one: both are found again, and a shared
/// family does not make brothers one person.
#[test]
fn brothers_who_leave_a_card_together_stay_two() {
    linked(true, true, |linkage, second| {
        assert!(one(linkage, second, 9, 8) && one(linkage, second, 10, 10));
        assert!(!one(linkage, second, 9, 10) && !one(linkage, second, 10, 8));
        assert!(!one(linkage, second, 9, 9), "nor his wife");
    });
}

#[test]
fn rosters_without_cards_are_linked_as_before() {
    let mut found: Vec<(Vec<u32>, Vec<Edge>)> = Vec::new();
    for household_pass in [false, true] {
        linked(false, household_pass, |linkage, _| {
            assert_eq!(linkage.second_pass, None);
            found.push((linkage.clusters.of.clone(), linkage.edges.clone()));
        });
    }
    assert!(found[0] == found[1]);
}

/// What `padan explain` says adds up, family step and all, and is what the run did.
#[test]
fn the_account_holds_the_families_and_adds_up() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path(), true, true);
    let night = date(2026, 7, 1);
    let summary = pipeline::run(&settings, night, &pipeline::RunOptions::default(), &Silent).unwrap();
    assert!(summary.manifest.model["second_pass"]["pairs_known"].as_u64().unwrap() >= 2);
    let page = fs::read_to_string(summary.folder.join("report.html")).unwrap();
    assert!(page.contains("ditimbang sekali lagi menurut anggota keluarga lain"));
    for (number, together, sign) in [(1, Together::Below, -1.0), (4, Together::Linked, 1.0)] {
        let subjects = ["a", "b"].map(|roster| Subject::Row { roster: roster.into(), row: number });
        let reader = Reader { language: Language::English, unmasked: false };
        let account =
            pipeline::account(&settings, night, [&subjects[0], &subjects[1]], reader, &Silent).unwrap();
        assert_eq!(account.together, together, "row {number}");
        assert_eq!(account.as_in_run, Some(true), "row {number}");
        let said = &account.waterfall;
        let families = said.steps.iter().find(|step| step.comparison == "relatives").unwrap();
        assert!(families.weight * sign > 1.0, "row {number}: {families:?}");
        let sum = said.prior + said.steps.iter().map(|step| step.weight).sum::<f32>();
        assert!((sum - said.weight).abs() < 1e-3, "row {number}: {sum} and {}", said.weight);
    }
}

#[test]
fn what_the_pass_changed_is_the_same_for_any_number_of_threads() {
    let counts = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut found = None;
        pool.install(|| {
            linked(true, true, |linkage, _| {
                let relatives =
                    linkage.model.comparisons.iter().find(|known| known.key == "relatives").cloned();
                found = Some((
                    linkage.second_pass,
                    relatives,
                    linkage.edges.clone(),
                    linkage.clusters.of.clone(),
                ));
            });
        });
        found
    };
    assert!(counts(1) == counts(3));
}
