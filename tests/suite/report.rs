//! Does a night reach its readers whole? A small night is written as every file of the run folder and read again:
//! numbers add up, nothing opens as a formula, nobody's number is shown, and the bytes never change.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use padan::changes::{Tonight, changes};
use padan::cluster::{Clusters, Cut, CutReason};
use padan::conflict::{self, Conflicts, Programmes, RosterInfo};
use padan::error::{Finding, Message, Severity};
use padan::ingest::{FileReading, Intake, Refusal, RowChunk};
use padan::record::{Field, RosterId, TextColumn};
use padan::region;
use padan::register::{self, Register, Source};
use padan::report::findings::Totals;
use padan::report::manifest::SettingsTrace;
use padan::report::quality::quality;
use padan::report::read::read_columns;
use padan::report::{Estimate, Extras, Language, Manifest, Masking, Night, RawText, Trace, write_run};
use padan::score::{Band, Edge};
use padan::standardise::{self, Anomalies, People};
use padan::state::{Draft, RawReader, RawWriter};

const FIELDS: [Field; 7] =
    [Field::Nik, Field::Kk, Field::Name, Field::BirthDate, Field::Sex, Field::Regency, Field::Amount];

/// One roster's rows, cells in the order of [`FIELDS`]. Nobody here exists.
const BDT: [[&str; 7]; 4] = [
    ["3314014101900002", "3314010101100001", "Siti Aminah", "01-01-1990", "P", "Kab. Sragen", ""],
    ["", "3314010101100002", "Budi Santoso", "1985-03-02", "L", "Kab. Sragen", ""],
    ["3314011505150001", "3314010101100003", "Hasan", "15/05/2015", "L", "Kab. Sragen", ""],
    ["3314011505150002", "3314010101100003", "Husen", "15/05/2015", "L", "Kab. Sragen", ""],
];
const PKH: [[&str; 7]; 2] = [
    ["3314014101900002", "3314010101100001", "SITI AMINAH", "01/01/1990", "P", "Sragen", "750000"],
    ["3314010303800009", "", "=HYPERLINK(\"http://x\";\"klik\")", "03-03-1980", "L", "Sragen", "750000"],
];
const BLT: [[&str; 7]; 2] = [
    ["'3314014101900002", "3314010101100001", "St. Aminah", "1 Januari 1990", "P", "Sragen", "300000"],
    ["", "3314010101100002", "Budi Santosa", "02-03-1985", "L", "Sragen", "300000"],
];

/// Everything the stages before the report give, held so that a [`Night`] can borrow it.
struct Story {
    rosters: Vec<RosterInfo>,
    chunks: Vec<RowChunk>,
    intake: Intake,
    people: People,
    anomalies: Anomalies,
    clusters: Clusters,
    register: Register,
    conflicts: Conflicts,
}

fn story() -> Story {
    let night = jiff::civil::date(2026, 3, 1);
    let rosters: Vec<RosterInfo> =
        [("bdt", "BDT", "Dinas Sosial"), ("pkh", "PKH", "Kemensos"), ("blt", "BLT-DD", "Desa")]
            .map(|(name, programme, owner)| RosterInfo {
                name: name.into(),
                programme: programme.into(),
                owner: owner.into(),
                one_row_per_person: false,
            })
            .to_vec();
    let chunks = vec![chunk(0, &BDT), chunk(1, &PKH), chunk(2, &BLT)];
    let options = standardise::Options {
        context: region::table().by_code("33.14"),
        ..standardise::Options::new(night)
    };
    let (mut people, anomalies) = standardise::standardise_all(&chunks, &options);
    // Where people live is not this story's question.
    people.place.fill(options.context);
    let clusters = clusters();
    let named = register::Options {
        sources: rosters
            .iter()
            .enumerate()
            .map(|(at, roster)| Source {
                name: roster.name.clone(),
                programme: roster.programme.clone(),
                precedence: at as u16,
            })
            .collect(),
        ..register::Options::default()
    };
    let register = register::register(&people, &clusters, &register::Known::first(&people, &named), &named);
    let options = conflict::Options { night, rosters: rosters.clone(), displaced: Vec::new() };
    let conflicts = conflict::conflict(&people, &register, &clusters, &Programmes::shipped(), &options);
    Story { rosters, intake: intake(&chunks), chunks, people, anomalies, clusters, register, conflicts }
}

fn chunk(roster: u16, rows: &[[&str; 7]]) -> RowChunk {
    let cells = FIELDS
        .iter()
        .enumerate()
        .map(|(at, &field)| (field, rows.iter().map(|row| row[at]).collect::<TextColumn>()))
        .collect();
    let count = rows.len() as u32;
    RowChunk {
        roster: RosterId(roster),
        file: roster,
        lines: (2..count + 2).collect(),
        rows: (1..=count).collect(),
        cells,
    }
}

/// Siti in all three rosters, Budi in two, the twins apart, and one more.
fn clusters() -> Clusters {
    let edge = Edge { a: 2, b: 3, weight: 3.25, same: 0.6, family: 0.39 };
    Clusters {
        of: vec![0, 1, 2, 3, 0, 4, 0, 1],
        count: 5,
        probability: vec![0.999_9, 0.97, 1.0, 1.0, 0.999_9, 1.0, 0.999_9, 0.97],
        band: [
            Band::Certain,
            Band::Strong,
            Band::Certain,
            Band::Certain,
            Band::Certain,
            Band::Certain,
            Band::Certain,
        ]
        .map(Some)
        .into_iter()
        .chain([Some(Band::Strong)])
        .collect(),
        family_links: vec![edge],
        review: vec![edge, Edge { a: 1, b: 7, weight: 6.5, same: 0.97, family: 0.01 }],
        cuts: vec![Cut { a: 2, b: 3, weight: 3.25, reason: CutReason::TwinSerial }],
    }
}

fn intake(chunks: &[RowChunk]) -> Intake {
    let reading = |chunk: &RowChunk, name: &str, refused: u64| FileReading {
        roster: name.into(),
        path: PathBuf::from(format!("masuk/{name}.csv")),
        encoding: "UTF-8".into(),
        delimiter: Some(';'),
        lines: chunk.len() as u64 + 1 + refused,
        row_lines: chunk.len() as u64,
        rows: chunk.len() as u64,
        structural_lines: 1,
        refused_lines: refused,
        ..FileReading::default()
    };
    let refusal = |roster: u16, line: u32, code: &'static str, text: &str| Refusal {
        roster: RosterId(roster),
        file: roster,
        line,
        lines: 1,
        row: None,
        column: None,
        code,
        text: text.into(),
    };
    Intake {
        files: vec![
            reading(&chunks[0], "bdt", 0),
            reading(&chunks[1], "pkh", 1),
            reading(&chunks[2], "blt", 0),
        ],
        refusals: vec![
            refusal(0, 1, "KEPALA_KOLOM", "NIK;KK;NAMA"),
            refusal(1, 1, "KEPALA_KOLOM", "NIK;KK;NAMA"),
            refusal(1, 4, "KOLOM_KURANG", "3314014101900007;RATNA;01-02-1991"),
            refusal(2, 1, "KEPALA_KOLOM", "NIK;KK;NAMA"),
        ],
        ..Intake::default()
    }
}

/// Writes the story's run and gives its folder and manifest.
fn write(story: &Story, out: &Path, masking: Masking, language: Language) -> (PathBuf, Manifest) {
    let draft = Draft::begin(out, "2026-03-01").unwrap();
    let raw = draft.folder().join("raw.parquet");
    let mut writer = RawWriter::create(&raw, &FIELDS).unwrap();
    story.chunks.iter().for_each(|chunk| writer.append(chunk).unwrap());
    writer.finish().unwrap();
    let raw = RawText::read(&RawReader::open(&raw).unwrap()).unwrap();
    let tonight = Tonight {
        same_persons: false,
        date: jiff::civil::date(2026, 3, 1),
        number: 1,
        people: &story.people,
        register: &story.register,
        conflicts: &story.conflicts,
        dismissals: &BTreeMap::new(),
        name_as_read: &|row| raw.name(row),
        address_as_read: &|row| raw.address(row),
    };
    let changes = changes(None, &tonight);
    let night = Night {
        name: "Sragen",
        date: "2026-03-01",
        rosters: &story.rosters,
        intake: &story.intake,
        people: &story.people,
        anomalies: &story.anomalies,
        clusters: &story.clusters,
        register: &story.register,
        conflicts: &story.conflicts,
        totals: &Totals::default(),
        changes: Some(&changes),
        raw: &raw,
        masking,
    };
    let totals = Totals::of(&night);
    let night = Night { totals: &totals, ..night };
    let findings = [Finding {
        code: "BERKAS_TIDAK_ADA",
        severity: Severity::Warning,
        place: "kube".into(),
        message: Message::new(
            "Berkas roster kube tidak ditemukan.",
            "The file of the roster kube was not found.",
        ),
        next_step: Message::new(
            "Letakkan berkas di masuk/ lalu jalankan lagi.",
            "Put it into masuk/ and run again.",
        ),
    }];
    let extras = Extras {
        kept: None,
        findings: &findings,
        precision: Some(Estimate { value: 0.992, low: 0.987, high: 0.996 }),
        recall: Some(Estimate { value: 0.981, low: 0.97, high: 0.99 }),
        uncompared: Some(&[0, 1, 0]),
        ..Extras::default()
    };
    let trace = Trace { settings: SettingsTrace::new(Path::new("padan.toml"), "x"), ..Trace::default() };
    let manifest = write_run(&draft, (&night, &quality(&night)), &extras, trace, language).unwrap();
    (draft.publish().unwrap(), manifest)
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap()
}

#[test]
fn every_file_is_there_and_the_numbers_add_up() {
    let out = tempfile::tempdir().unwrap();
    let (folder, manifest) = write(&story(), out.path(), Masking::Masked, Language::Indonesian);
    for table in [
        "register",
        "members",
        "conflicts",
        "review_queue",
        "refusals",
        "anomalies",
        "changes",
        "lineage",
        "coverage",
        "overlap",
        "referrals",
    ] {
        let csv = read(&folder, &format!("{table}.csv"));
        assert!(csv.starts_with('\u{feff}') && csv.ends_with("\r\n"), "{table}");
        assert!(folder.join(format!("{table}.parquet")).exists(), "{table}");
    }
    assert!(manifest.checks.iter().all(|check| check.holds), "{:?}", manifest.checks);
    let text: serde_json::Value = serde_json::from_str(&read(&folder, "manifest.json")).unwrap();
    assert_eq!(text["counts"]["lines"], 12);
    assert_eq!(text["counts"]["persons"], 5);
    assert_eq!(text["outputs"].as_array().unwrap().len(), 24);
    for output in &manifest.outputs {
        let bytes = fs::read(folder.join(&output.file)).unwrap();
        assert_eq!(output.blake3, blake3::hash(&bytes).to_hex().to_string(), "{}", output.file);
    }
}

#[test]
fn members_name_every_row_once_in_both_formats() {
    let story = story();
    let out = tempfile::tempdir().unwrap();
    let (folder, _) = write(&story, out.path(), Masking::Masked, Language::Indonesian);
    let csv = read(&folder, "members.csv");
    let mut lines = csv.trim_start_matches('\u{feff}').lines();
    assert_eq!(lines.next(), Some("roster;line;row;person_id;family_id;band;match_probability"));
    let siti = &story.register.person_ids[0];
    let family = &story.register.family_ids[story.register.family_of[0] as usize];
    assert_eq!(lines.next(), Some(format!("bdt;2;1;{siti};{family};PADAN PASTI;0.999900").as_str()));
    assert_eq!(lines.count(), 7);

    let wanted: [&[&str]; 4] = [&["roster"], &["row"], &["person_id"], &["match_probability"]];
    let from_csv = read_columns(&folder.join("members.csv"), &wanted).unwrap();
    let from_parquet = read_columns(&folder.join("members.parquet"), &wanted).unwrap();
    for (a, b) in from_csv.iter().zip(&from_parquet).take(3) {
        assert_eq!(a, b);
    }
    for (a, b) in from_csv[3].iter().zip(from_parquet[3].iter()) {
        assert_eq!(a.parse::<f64>().unwrap().to_bits(), b.parse::<f64>().unwrap().to_bits());
    }
}

#[test]
fn masked_tables_show_nobodys_number() {
    let story = story();
    let out = tempfile::tempdir().unwrap();
    let (folder, _) = write(&story, out.path(), Masking::Masked, Language::Indonesian);
    let numbers: Vec<&str> =
        BDT.iter().chain(&PKH).flat_map(|row| [row[0], row[1]]).filter(|number| !number.is_empty()).collect();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        // The run's raw cells are for the machine and readable by the owner alone.
        if path.file_name().unwrap() == "raw.parquet" {
            continue;
        }
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        for number in numbers.iter().chain(&["3314014101900007"]) {
            assert!(!text.contains(number), "{} shows a number", path.display());
        }
        assert!(!text.contains("01-02-1991") && !text.contains("1990-01-01"), "{}", path.display());
    }
    let shown = read_columns(&folder.join("register.parquet"), &[&["nik"], &["birth_date"]]).unwrap();
    assert_eq!((shown[0].get(0), shown[1].get(0)), ("3314********0002", "1990"));
    let register = read(&folder, "register.csv");
    assert!(
        register.contains("\"=\"\"3314********0002\"\"\";\"=\"\"3314********0001\"\"\";Siti Aminah;1990"),
        "{register}"
    );
    assert!(read(&folder, "refusals.csv").contains("3314********0007;RATNA;**-**-1991"));

    let out = tempfile::tempdir().unwrap();
    let (folder, _) = write(&story, out.path(), Masking::Open, Language::Indonesian);
    let register = read(&folder, "register.csv");
    assert!(register.contains("\"=\"\"3314014101900002\"\"\""), "{register}");
    assert!(register.contains(";Siti Aminah;1990-01-01;"), "{register}");
}

#[test]
fn a_name_cannot_open_as_a_formula() {
    let out = tempfile::tempdir().unwrap();
    let (folder, _) = write(&story(), out.path(), Masking::Masked, Language::Indonesian);
    let register = read(&folder, "register.csv");
    assert!(register.contains(";\"'=HYPERLINK(\"\"http://x\"\";\"\"klik\"\")\";"), "{register}");
    let names = read_columns(&folder.join("register.parquet"), &[&["name"]]).unwrap();
    assert!(names[0].iter().any(|name| name == PKH[1][2]), "Parquet keeps the name as it was read");
}

#[test]
fn the_register_says_where_each_value_comes_from() {
    let out = tempfile::tempdir().unwrap();
    let (folder, _) = write(&story(), out.path(), Masking::Masked, Language::Indonesian);
    let wanted: [&[&str]; 6] =
        [&["programmes"], &["rosters"], &["rows"], &["band"], &["provenance"], &["regency"]];
    let columns = read_columns(&folder.join("register.parquet"), &wanted).unwrap();
    let siti: Vec<&str> = columns.iter().map(|column| column.get(0)).collect();
    assert_eq!(&siti[..4], ["BDT, PKH, BLT-DD", "3", "3", "PADAN PASTI"]);
    assert!(siti[4].starts_with("nik=bdt:1 kk=bdt:1 name=bdt:1 birth_date=bdt:1"), "{}", siti[4]);
    assert_eq!(siti[5], "Kabupaten Sragen");
    assert_eq!(columns[3].get(1), "PADAN KUAT");
}

#[test]
fn a_cut_pair_waits_with_its_reason() {
    let out = tempfile::tempdir().unwrap();
    let (folder, _) = write(&story(), out.path(), Masking::Masked, Language::Indonesian);
    let csv = read(&folder, "review_queue.csv");
    let line = csv.lines().nth(1).unwrap();
    assert!(line.starts_with("1;bdt;4;3;"), "{line}");
    // Without what pairs were judged by, the two columns of explanations are there and empty.
    assert!(line.ends_with(";3.2500;0.600000;0.390000;KEMBAR;;"), "{line}");
    assert!(csv.lines().nth(2).unwrap().ends_with(";MENDEKATI_AMBANG;;"));
}

#[test]
fn the_same_night_gives_the_same_bytes_for_any_thread_count() {
    let story = story();
    let bytes = |threads: usize| {
        let out = tempfile::tempdir().unwrap();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let (folder, _) = pool.install(|| write(&story, out.path(), Masking::Masked, Language::English));
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // Timings and memory are in the manifest and nowhere else.
            if path.file_name().unwrap() != "manifest.json" {
                files.insert(path.file_name().unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
        files
    };
    let one = bytes(1);
    assert_eq!(one.len(), 25);
    for (name, content) in bytes(4) {
        assert!(one[&name] == content, "{} differs", name.display());
    }
}

#[test]
fn the_page_speaks_both_languages_and_asks_nothing_of_the_network() {
    let story = story();
    for (language, title, total) in [
        (Language::Indonesian, "Laporan pemadanan Sragen", "1 Maret 2026"),
        (Language::English, "Matching report Sragen", "1 March 2026"),
    ] {
        let out = tempfile::tempdir().unwrap();
        let (folder, _) = write(&story, out.path(), Masking::Masked, language);
        let page = read(&folder, "report.html");
        assert!(page.contains(title) && page.contains(total), "{title}");
        assert!(page.contains("default-src 'none'"));
        for outside in ["http://", "https://", " src=", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
        // Every table says what it is and which cells head which.
        assert_eq!(page.matches("<table").count(), page.matches("<caption").count());
        assert_eq!(page.matches("<th ").count(), page.matches("scope=\"").count());
        assert!(page.contains("BERKAS_TIDAK_ADA"));
    }
}

/// Text between two marks, every time.
fn between<'t>(text: &'t str, from: &str, to: &str) -> Vec<&'t str> {
    text.split(from).skip(1).filter_map(|rest| rest.split(to).next()).collect()
}

/// The first table with such a caption, as rows of cells without their tags.
fn table_of(page: &str, caption: &str) -> Vec<Vec<String>> {
    let at = page.find(&format!("<caption>{caption}")).unwrap_or_else(|| panic!("no table {caption}"));
    let table = page[at..].split("</table>").next().unwrap();
    let plain = |cell: &str| -> String {
        let mut text = String::new();
        let mut inside = false;
        for letter in cell.chars() {
            match letter {
                '<' => inside = true,
                '>' => inside = false,
                _ if !inside => text.push(letter),
                _ => {}
            }
        }
        text
    };
    let cells = |row: &str| -> Vec<String> {
        row.split("</t").filter_map(|cell| Some(plain(&cell[cell.find("<t")?..]))).collect()
    };
    between(table, "<tr", "</tr>").into_iter().map(|row| cells(&format!("<tr{row}"))).collect()
}

#[test]
fn pictures_say_what_they_show_and_agree_with_the_tables() {
    let out = tempfile::tempdir().unwrap();
    let (folder, _) = write(&story(), out.path(), Masking::Masked, Language::English);
    let page = read(&folder, "report.html");
    // Every picture with a meaning has its words; the others stand beside their numbers and are not read out.
    for picture in between(&page, "<svg", "</svg>") {
        let told =
            picture.contains("role=\"img\"") && picture.contains("<title") && picture.contains("<desc");
        assert!(told || picture.contains("aria-hidden=\"true\""), "{picture}");
    }
    let mut ids = between(&page, " id=\"", "\"");
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice");
    for link in between(&page, "href=\"#", "\"") {
        assert!(ids.binary_search(&link).is_ok(), "{link} leads nowhere");
    }

    // The bars of the first screen are the table's lines.
    let said = between(&page, "id=\"jenis-d\">", "</desc>")[0].to_owned();
    let classes = table_of(&page, "Conflicts, persons and rupiah of each class");
    for row in &classes[1..classes.len() - 1] {
        let label = row[0].trim_end_matches(|letter: char| letter.is_ascii_uppercase() || letter == '_');
        assert!(said.contains(&format!("{label}: {}", row[1])), "{label} {said}");
    }
    // Each person stands in one combination, none in two.
    let combinations = table_of(&page, "Combinations of programmes");
    let persons: u64 = combinations[1..].iter().map(|row| row[2].parse::<u64>().unwrap()).sum();
    assert_eq!(persons, 5);
    let upset = between(&page, "id=\"kombinasi-d\">", "</desc>")[0];
    assert!(upset.contains(&format!("{}: {}", combinations[1][0], combinations[1][2])), "{upset}");
}

#[test]
fn the_page_may_do_nothing_but_show_itself() {
    let out = tempfile::tempdir().unwrap();
    let (folder, _) = write(&story(), out.path(), Masking::Masked, Language::Indonesian);
    let page = read(&folder, "report.html");
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"")[0];
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    // With styles held to a fingerprint, an attribute would be refused; so would a script of any other text.
    assert!(!page.contains(" style=\"") && !page.contains(" onclick"));
    assert_eq!((page.matches("<style").count(), page.matches("<script").count()), (1, 1));
}

#[test]
fn the_page_shows_no_value_of_a_person() {
    let out = tempfile::tempdir().unwrap();
    for masking in [Masking::Masked, Masking::Open] {
        let (folder, _) = write(&story(), out.path(), masking, Language::Indonesian);
        let page = read(&folder, "report.html").to_lowercase();
        for row in BDT.iter().chain(&PKH).chain(&BLT) {
            for value in [row[0], row[1], row[2], row[3]].into_iter().filter(|value| !value.is_empty()) {
                assert!(!page.contains(&value.to_lowercase()), "the page shows {value}");
            }
        }
    }
}

/// Half as many rows as there are villages, all over the country, everybody twice in one programme.
fn whole_country() -> Story {
    let mut story = story();
    let villages = region::table().all(region::Level::Village);
    let rows = 40_000;
    let base = chunk(0, &BDT[..1]);
    let paid = RowChunk {
        roster: RosterId(1),
        file: 1,
        lines: (2..rows + 2).collect(),
        rows: (1..=rows).collect(),
        cells: vec![
            (
                Field::Name,
                (0..rows).map(|row| if row % 2 == 0 { "Made Up" } else { "Nobody Here" }).collect(),
            ),
            (Field::Nik, (0..rows).map(|_| "123").collect()),
            (Field::Amount, (0..rows).map(|_| "750000").collect()),
        ],
    };
    let options = standardise::Options::new(jiff::civil::date(2026, 3, 1));
    (story.people, story.anomalies) = standardise::standardise_all(&[base, paid], &options);
    let rows = rows + 1;
    for (row, place) in story.people.place.iter_mut().enumerate() {
        *place = Some(villages[row * villages.len() / rows as usize]);
    }
    story.clusters = Clusters {
        // The first row is the base register's; then every two rows of the programme are one person, paid twice.
        of: (0..rows).map(|row| row.div_ceil(2)).collect(),
        count: rows.div_ceil(2) + 1,
        probability: vec![1.0; rows as usize],
        band: vec![None; rows as usize],
        ..Clusters::default()
    };
    let named = register::Options {
        sources: vec![Source { name: "pkh".into(), programme: "PKH".into(), precedence: 0 }; 3],
        ..register::Options::default()
    };
    let known = register::Known::first(&story.people, &named);
    story.register = register::register(&story.people, &story.clusters, &known, &named);
    let night = jiff::civil::date(2026, 3, 1);
    let options = conflict::Options { night, rosters: story.rosters.clone(), displaced: Vec::new() };
    let rules = Programmes::shipped();
    story.conflicts = conflict::conflict(&story.people, &story.register, &story.clusters, &rules, &options);
    story
}

#[test]
fn a_national_night_is_no_larger_and_loses_no_place() {
    let story = whole_country();
    let raw = RawText::default();
    let night = Night {
        name: "Indonesia",
        date: "2026-03-01",
        rosters: &story.rosters,
        intake: &story.intake,
        people: &story.people,
        anomalies: &story.anomalies,
        clusters: &story.clusters,
        register: &story.register,
        conflicts: &story.conflicts,
        totals: &Totals::default(),
        changes: None,
        raw: &raw,
        masking: Masking::Masked,
    };
    let totals = Totals::of(&night);
    let night = Night { totals: &totals, ..night };
    let quality = quality(&night);
    let page =
        padan::report::page::page(&night, &quality, &Extras::default(), Language::English).into_string();
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
    let conflicts = story.conflicts.list.len() as u64;
    assert!(conflicts >= 15_000, "{conflicts}");
    let number = |text: &str| text.replace(',', "").parse::<u64>().unwrap_or(0);
    // Places that do not fit are summed in the last line: nothing is lost.
    let regencies = table_of(&page, "Conflicts of each regency or city by class");
    assert_eq!(regencies[1..].iter().map(|row| number(&row[1])).sum::<u64>(), conflicts);
    assert!(regencies.last().unwrap()[0].ends_with("other places"), "{:?}", regencies.last());
    let first = &regencies[1];
    let districts = table_of(&page, &format!("Districts of {}", first[0]));
    assert_eq!(districts[1..].iter().map(|row| number(&row[1])).sum::<u64>(), number(&first[1]));
    let villages = table_of(&page, &format!("Villages of {}", districts[1][0]));
    assert_eq!(villages[1..].iter().map(|row| number(&row[1])).sum::<u64>(), number(&districts[1][1]));
}

#[test]
fn a_lost_row_is_told_in_the_manifest_and_on_the_page() {
    let mut story = story();
    story.intake.files[0].rows += 1;
    let out = tempfile::tempdir().unwrap();
    let (folder, manifest) = write(&story, out.path(), Masking::Masked, Language::Indonesian);
    assert!(manifest.findings.iter().any(|finding| finding.code == "HITUNGAN_TIDAK_COCOK"));
    assert!(read(&folder, "report.html").contains("HITUNGAN_TIDAK_COCOK"));
}
