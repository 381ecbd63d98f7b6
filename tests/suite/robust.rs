//! Does a night stay sensible when its rosters say little? Lists of names alone, without NIK, without dates, of few
//! rows or none, in another order, from another country: no panic, no invention, and a word on what cannot be known.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::binary::{Ended, padan};
use padan::report::read::read_columns;
use padan::settings::{Names, Settings};

/// A folder of rosters, each a file name and its lines.
fn folder(rosters: &[(&str, Vec<String>)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, lines) in rosters {
        fs::write(folder.path().join(name), lines.join("\n") + "\n").unwrap();
    }
    folder
}

fn lines(text: &str) -> Vec<String> {
    text.split('|').map(str::to_owned).collect()
}

/// `init` and `run`, as an officer does; gives the run folder.
fn night(folder: &Path) -> PathBuf {
    if !folder.join("padan.toml").exists() {
        padan().args(["init", "-q"]).arg(folder).ended(0);
    }
    padan().args(["run", "-q", "--date", "2026-07-01"]).arg(folder.join("padan.toml")).ended(0);
    folder.join("keluaran/2026-07-01")
}

/// The codes of a run's findings, without those on programmes.
fn findings(run: &Path) -> BTreeSet<String> {
    let manifest = fs::read_to_string(run.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let list = manifest["findings"].as_array().unwrap().iter();
    list.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

/// Rows by person, each as `roster:row`.
fn persons(run: &Path) -> BTreeSet<BTreeSet<String>> {
    let columns = read_columns(&run.join("members.csv"), &[&["roster"], &["row"], &["person_id"]]).unwrap();
    let [rosters, rows, ids] = &columns[..] else { panic!("three columns") };
    let mut persons: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for ((roster, row), id) in rosters.iter().zip(rows.iter()).zip(ids.iter()) {
        persons.entry(id).or_default().insert(format!("{roster}:{row}"));
    }
    persons.into_values().collect()
}

fn alone(persons: &BTreeSet<BTreeSet<String>>) -> bool {
    persons.iter().all(|rows| rows.len() == 1)
}

const NAMES: [&str; 12] = [
    "SITI",
    "SLAMET RIYADI",
    "SRI",
    "SITI",
    "SUPARMAN",
    "AGUS SUSANTO",
    "SITI",
    "DEWI SARTIKA",
    "SRI",
    "BUDI",
    "BUDI SANTOSO",
    "NUR HASANAH",
];

#[test]
fn one_column_of_names_merges_nothing_common() {
    let rows = [vec!["nama".to_owned()], NAMES.map(str::to_owned).to_vec()].concat();
    let folder = folder(&[("warga.csv", rows)]);
    let run = night(folder.path());
    let persons = persons(&run);
    assert!(alone(&persons), "{persons:?}");
    assert_eq!(
        findings(&run),
        BTreeSet::from(["BARIS_SEDIKIT", "HANYA_NAMA", "MODEL_DUA_KELAS"].map(str::to_owned))
    );
}

#[test]
fn rosters_of_nothing_and_of_one_row() {
    let empty = folder(&[("warga.csv", lines("nama;nik"))]);
    let said = padan().args(["init", "--lang", "en"]).arg(empty.path()).ended(1);
    assert!(String::from_utf8_lossy(&said.stderr).contains("no data row"));
    let folder = folder(&[
        ("kosong.csv", lines("nama;nik;tanggal_lahir")),
        ("satu.csv", lines("nama;nik;tanggal_lahir|SITI AMINAH;3314014203800001;02-03-1980")),
    ]);
    let run = night(folder.path());
    assert_eq!(persons(&run).len(), 1);
}

#[test]
fn numbers_without_names_say_what_they_cannot_tell() {
    let row = |i: usize| format!("33140142038{:05}", i % 9 + 1);
    let folder = folder(&[("a.csv", [lines("NIK"), (0..12).map(row).collect()].concat())]);
    let found = findings(&night(folder.path()));
    assert!(found.contains("TANPA_NAMA"), "{found:?}");
}

#[test]
fn what_a_roster_lacks_is_said() {
    let check = |header: &str, row: &str, expected: &[&str]| {
        let folder = folder(&[("a.csv", [lines(header), vec![row.to_owned(); 3]].concat())]);
        let found = findings(&night(folder.path()));
        for code in expected {
            assert!(found.contains(*code), "{header}: {found:?}");
        }
        assert_eq!(found.contains("TANPA_NOMOR"), expected.contains(&"TANPA_NOMOR"), "{header}: {found:?}");
    };
    check("nama;desa;kecamatan", "SITI AMINAH;Jetis;Sambirejo", &["TANPA_NOMOR_DAN_TANGGAL_LAHIR"]);
    check("nama;umur", "SITI AMINAH;46", &["HANYA_TAHUN_LAHIR"]);
    check("nama;tanggal_lahir", "SITI AMINAH;02-03-1980", &["TANPA_NOMOR"]);
    check("nama;nik", "SITI AMINAH;3314014203800001", &["TANPA_TANGGAL_LAHIR"]);
    check("nama;nik;tanggal_lahir", "SITI AMINAH;3314014203800001;02-03-1980", &[]);
}

/// A small made-up world of three rosters, 1 row a person and roster, with truth by row number.
fn world() -> Vec<(&'static str, Vec<String>)> {
    const FIRST: [&str; 9] =
        ["SUPARJAN", "KASIYEM", "WIRYANTO", "TUMINAH", "JUMADI", "SULASTRI", "PAIMIN", "NGATINAH", "RATMAN"];
    const LAST: [&str; 7] = ["HARTONO", "LESTARI", "UTOMO", "PRAYITNO", "WIDODO", "RAHAYU", "KUSUMO"];
    let row = |i: usize, form: usize| {
        let (day, month, year) = (i * 7 % 28 + 1, i * 5 % 12 + 1, 1950 + i * 11 % 60);
        let name = format!("{} {}", FIRST[i % 9], LAST[i * 3 % 7]);
        let nik = format!("331401{day:02}{month:02}{:02}{:04}", year % 100, i % 7 + 1);
        match form {
            0 => format!("{nik};{name};{day:02}-{month:02}-{year};Jetis"),
            _ => format!("{nik};{name};{year}-{month:02}-{day:02};JETIS"),
        }
    };
    let head = || lines("nik;nama;tanggal_lahir;desa");
    vec![
        ("a.csv", [head(), (0..60).map(|i| row(i, 0)).collect()].concat()),
        ("b.csv", [head(), (20..80).map(|i| row(i, 1)).collect()].concat()),
    ]
}

#[test]
fn rows_in_another_order_make_the_same_persons() {
    let rosters = world();
    let straight = folder(&rosters);
    let mut turned = rosters.clone();
    for (_, lines) in &mut turned {
        lines[1..].reverse();
    }
    let turned = folder(&turned);
    let persons_straight = persons(&night(straight.path()));
    let persons_turned = persons(&night(turned.path()));
    let back = |rows: &BTreeSet<String>| -> BTreeSet<String> {
        let row = |name: &String| {
            let (roster, row) = name.split_once(':').unwrap();
            format!("{roster}:{}", 61 - row.parse::<usize>().unwrap())
        };
        rows.iter().map(row).collect()
    };
    let model = |folder: &TempDir| fs::read(night(folder.path()).join("model.json")).unwrap();
    assert!(model(&straight) == model(&turned), "the model depends on the order of rows");
    assert_eq!(persons_straight.len(), 80);
    assert_eq!(persons_straight, persons_turned.iter().map(back).collect());
}

#[test]
fn threads_and_memory_change_no_byte() {
    let folder = folder(&world());
    let run = night(folder.path());
    let outputs = |run: &Path| -> Vec<(String, Vec<u8>)> {
        let names = fs::read_dir(run).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> = names.filter(|path| !path.ends_with("manifest.json")).collect();
        files.sort();
        files
            .iter()
            .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap()))
            .collect()
    };
    let first = outputs(&run);
    for (threads, memory) in [("1", "200M"), ("2", "2G"), ("8", "100G")] {
        fs::remove_dir_all(&run).unwrap();
        fs::remove_dir_all(folder.path().join("keadaan")).unwrap();
        let settings = folder.path().join("padan.toml");
        let limits = ["--threads", threads, "--memory", memory];
        padan().args(["run", "-q", "--date", "2026-07-01"]).args(limits).arg(settings).ended(0);
        for ((name, one), (_, other)) in first.iter().zip(outputs(&run)) {
            assert_eq!(*one, other, "{name} with {threads} threads and {memory}");
        }
    }
}

/// A first night and one with changes, each with its blocks in memory and with them on disk.
#[test]
fn blocks_on_disk_change_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("padan.toml");
    let people = ["synthesise", "-q", "--people", "3000", "--seed", "8", "--out"];
    padan().args(people).arg(folder.path()).ended(0);
    padan().args(["init", "-q"]).arg(folder.path()).ended(0);
    let pkh = folder.path().join("pkh.csv");
    let sent = fs::read_to_string(&pkh).unwrap();
    let lines: Vec<&str> = sent.lines().collect();
    let changed: Vec<String> =
        [&lines[..40], &lines[60..]].concat().iter().map(|line| line.replace("SITI", "SITTI")).collect();
    let nights = |on_disk: bool| -> Vec<BTreeMap<PathBuf, Vec<u8>>> {
        fs::write(&pkh, &sent).unwrap();
        let folders = ["keluaran", "keadaan"].map(|name| folder.path().join(name));
        folders.iter().filter(|path| path.exists()).for_each(|path| fs::remove_dir_all(path).unwrap());
        let outputs = ["2026-07-02", "2026-07-03"].map(|date| {
            let estimate =
                padan().args(["check", "-q", "--json", "--memory", "100G"]).arg(&settings).ended(0);
            let estimate: serde_json::Value = serde_json::from_slice(&estimate.stdout).unwrap();
            let bytes = |key: &str| estimate["estimate"][key].as_u64().unwrap();
            let (most, least) = (bytes("memory_bytes"), bytes("least_memory_bytes"));
            assert!(least < most, "{least} {most}");
            let memory = if on_disk { (most + least) / 2 } else { most };
            let log = padan()
                .args(["run", "--log", "json", "--date", date, "--memory", &memory.to_string()])
                .arg(&settings)
                .ended(0);
            let said = String::from_utf8_lossy(&log.stderr).contains("menyusun pasangan di disk");
            assert_eq!(said, on_disk, "{date} with {memory} bytes");
            let run = folder.path().join("keluaran").join(date);
            let files = fs::read_dir(&run).unwrap().map(|entry| entry.unwrap().path());
            let files = files.filter(|path| !path.ends_with("manifest.json"));
            let files = files.map(|path| (path.clone(), fs::read(path).unwrap())).collect();
            fs::write(&pkh, changed.join("\n") + "\n").unwrap();
            files
        });
        outputs.into()
    };
    let (in_memory, on_disk) = (nights(false), nights(true));
    for (one, other) in in_memory.iter().zip(&on_disk) {
        assert!(one.len() > 10);
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        for (path, bytes) in one {
            assert!(other[path] == *bytes, "{}", path.display());
        }
    }
}

#[test]
fn a_frozen_model_over_the_same_rows_changes_no_byte() {
    let folder = folder(&world());
    let run = night(folder.path());
    let settings = folder.path().join("padan.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("{text}\n[model]\nfile = \"model.json\"\n")).unwrap();
    let outputs = |run: &Path| -> BTreeMap<PathBuf, Vec<u8>> {
        let names = fs::read_dir(run).unwrap().map(|entry| entry.unwrap().path());
        let files = names.filter(|path| !path.ends_with("manifest.json"));
        files.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
    };
    // The first night trains the model and keeps it, the second reads it.
    let nights = [(); 2].map(|()| {
        fs::remove_dir_all(&run).unwrap();
        fs::remove_dir_all(folder.path().join("keadaan")).unwrap();
        outputs(&night(folder.path()))
    });
    assert!(nights[0].len() > 5 && folder.path().join("model.json").exists());
    for (path, bytes) in &nights[0] {
        assert!(nights[1][path] == *bytes, "{}", path.display());
    }
}

/// Two lists of one people from elsewhere: one writes US dates and the place in words, the other ISO dates.
fn lists_from_elsewhere() -> TempDir {
    const FIRST: [&str; 8] =
        ["Oliver", "Harriet", "Mitchell", "Georgia", "Lachlan", "Imogen", "Hamish", "Freya"];
    const LAST: [&str; 7] =
        ["Whitlock", "Bradshaw", "Hathaway", "Kingsley", "Ashworth", "Pemberton", "Fairfax"];
    let person =
        |i: usize| (FIRST[i % 8], LAST[i * 3 % 7], i * 7 % 28 + 1, i * 5 % 12 + 1, 1940 + i * 11 % 60);
    let a = (0..50).map(|i| {
        let (first, last, day, month, year) = person(i);
        // A date typed the other way round turns no column.
        let dob = if i == 12 { format!("{day}/{month}/{year}") } else { format!("{month}/{day}/{year}") };
        format!("rec-{i}-org,{first},{last},{dob},{} Church Road,Wollongong,{}", i + 1, i / 2)
    });
    let b = (0..50).map(|i| {
        let (first, last, day, month, year) = person(i);
        format!("{last},{first},{year}-{month:02}-{day:02},{} church road,WOLLONGONG", i + 1)
    });
    folder(&[
        ("a.csv", [lines("rec_id,first_name,last_name,dob,address,suburb,cluster"), a.collect()].concat()),
        ("b.csv", [lines("surname,given_name,date_of_birth,address_1,suburb"), b.collect()].concat()),
    ])
}

#[test]
fn lists_from_elsewhere_link_by_all_they_have() {
    let folder = lists_from_elsewhere();
    let run = night(folder.path());
    let text = fs::read_to_string(folder.path().join("padan.toml")).unwrap();
    let settings = Settings::read(&folder.path().join("padan.toml")).unwrap();
    assert_eq!(settings.names, Names::Plain);
    assert!(text.contains("sengaja tidak dipakai: cluster"), "{text}");
    assert!(text.contains("unique_key = \"rec_id\""), "{text}");
    assert!(text.contains("kata nama lazim di Indonesia"), "{text}");
    let persons = persons(&run);
    let pairs: BTreeSet<BTreeSet<String>> =
        (1..=50).map(|row| BTreeSet::from([format!("a:{row}"), format!("b:{row}")])).collect();
    let wrong: Vec<_> = persons.symmetric_difference(&pairs).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn places_of_elsewhere_are_texts_and_no_anomalies() {
    let folder = lists_from_elsewhere();
    let roster = |name: &str, columns: &str| {
        format!(
            "[[roster]]\nname = \"{name}\"\nprogramme = \"X\"\npath = \"{name}.csv\"\n[roster.columns]\n{columns}\n"
        )
    };
    let settings = [
        "[standardise]\nnames = \"plain\"\n".to_owned(),
        roster("a", "name = [\"first_name\", \"last_name\"]\nbirth_date = \"dob\"\nvillage = \"suburb\""),
        roster(
            "b",
            "name = [\"given_name\", \"surname\"]\nbirth_date = \"date_of_birth\"\nvillage = \"suburb\"",
        ),
    ];
    fs::write(folder.path().join("padan.toml"), settings.concat()).unwrap();
    let run = night(folder.path());
    let model = fs::read_to_string(run.join("model.json")).unwrap();
    assert!(model.contains("\"key\": \"village\""), "the village is compared as a text");
    let anomalies = fs::read_to_string(run.join("anomalies.csv")).unwrap();
    assert!(!anomalies.contains("TIDAK_DIKENAL"), "{anomalies}");
}
