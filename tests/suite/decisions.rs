//! Does what officers decide stick? Decided on the command line and from a file, taken back, listed; who, when and why
//! stay on record.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::{Ended, padan};

/// A small night that has run once.
fn night() -> (TempDir, PathBuf) {
    night_of("moved_house")
}

fn night_of(story: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(story);
    for entry in fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    let settings = folder.path().join("padan.toml");
    padan().args(["run", "--quiet", "--date", "2026-07-01"]).arg(&settings).ended(0);
    (folder, settings)
}

/// Runs `padan decide` and gives what it printed and, on an error, said.
fn decide(settings: &Path, arguments: &[&str], code: i32) -> String {
    let output = padan().args(["decide", "--lang", "id"]).arg(settings).args(arguments).ended(code);
    let said = if code == 0 { output.stdout } else { output.stderr };
    String::from_utf8(said).unwrap()
}

fn listed(settings: &Path) -> Value {
    serde_json::from_str(&decide(settings, &["--list", "--json"], 0)).unwrap()
}

const SARI: [&str; 4] = ["--by", "Sari", "--reason", "KTP dilihat"];

fn by_sari<'a>(words: &[&'a str]) -> Vec<&'a str> {
    words.iter().copied().chain(SARI).collect()
}

#[test]
fn a_decision_is_written_once_taken_back_and_stays_on_record() {
    let (_folder, settings) = night();
    let said = decide(&settings, &by_sari(&["same", "bdt:1", "pbi_jkn:2"]), 0);
    assert!(said.contains("#1  bdt:1 – pbi_jkn:2: satu orang"), "{said}");
    let again = decide(&settings, &by_sari(&["sama", "PBI_JKN:2", "bdt:1"]), 0);
    assert!(again.contains("#1 sudah berlaku"), "{again}");

    let against = decide(&settings, &by_sari(&["beda", "bdt:1", "pbi_jkn:2"]), 0);
    assert!(against.contains("#1 (Sari) menyebut satu orang, #2 (Sari) menyebut dua orang"), "{against}");
    decide(&settings, &["--take-back", "#1", "--by", "Budi", "--reason", "salah baris"], 0);
    let list = listed(&settings);
    assert_eq!(list["decisions"][0]["taken_back"]["by"], "Budi");
    assert_eq!(list["decisions"][0]["rows"][1]["row"], "pbi_jkn:2");
    assert_eq!((list["decisions"].as_array().unwrap().len(), list["contradictions"][0].is_null()), (2, true));
    let text = decide(&settings, &["--list"], 0);
    assert!(text.contains("dicabut: Budi"), "{text}");
}

#[test]
fn what_cannot_be_decided_says_why() {
    let (folder, settings) = night();
    for (words, expected) in [
        (&["same", "bdt:1", "pbi_jkn:2"][..], "--by NAMA"),
        (&by_sari(&["same", "bdt:1", "bdt:1"]), "keduanya baris yang sama"),
        (&by_sari(&["same", "bdt:1", "kis:1"]), "roster itu tidak ada"),
        (&by_sari(&["same", "bdt:1", "pbi_jkn:99999"]), "baris itu tidak ada"),
        (&by_sari(&["--take-back", "7"]), "keputusan 7 tidak ada"),
        (&by_sari(&["dismiss", "C-0000000000000000"]), "tidak ada konflik"),
        (&["maybe", "bdt:1", "bdt:2"], "bukan keputusan: maybe"),
    ] {
        let said = decide(&settings, words, 1);
        let words_said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words_said.contains(expected), "{words:?}: {said}");
    }
    let fresh = folder.path().join("baru.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&fresh, text.replace("[night]", "[night]\nstate = \"keadaan-lain\"")).unwrap();
    let said = decide(&fresh, &by_sari(&["same", "bdt:1", "bdt:2"]), 1);
    assert!(said.contains("padan run"), "{said}");
}

#[test]
fn every_line_of_a_filled_in_file_is_taken_or_named() {
    let (folder, settings) = night();
    let file = folder.path().join("antrean.csv");
    let lines = "\u{feff}a_roster;a_row;a_person_id;b_roster;b_row;b_person_id;reason;putusan;alasan\r\n\
                 bdt;1;;pbi_jkn;2;;KEMBAR;beda;kembar\r\n\
                 bdt;1;;pbi_jkn;2;;KEMBAR;BEDA;kembar\r\n\
                 bdt;2;;pbi_jkn;1;;KEMBAR;ragu;\r\n\
                 bdt;2;;pbi_jkn;1;;KEMBAR;;\r\n\
                 bdt;1;;pbi_jkn;9999;;KEMBAR;sama;ok\r\n\
                 bdt;2;;pbi_jkn;2;;KEMBAR;mungkin;ok\r\n\
                 bdt;1;P-7K2M9X4Q;bdt;2;;KEMBAR;sama;\r\n";
    fs::write(&file, lines).unwrap();
    let from = ["--from", file.to_str().unwrap(), "--by", "Sari"];
    let told: Value =
        serde_json::from_str(&decide(&settings, &[&from[..], &["--json"]].concat(), 0)).unwrap();
    assert_eq!((told["taken"].as_array().unwrap().len(), told["known"].as_array().unwrap().len()), (1, 1));
    assert_eq!((&told["doubtful"], &told["empty"]), (&1.into(), &1.into()));
    let refused: Vec<u64> = told["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|refused| refused["at"]["line"].as_u64().unwrap())
        .collect();
    assert_eq!(refused, [6, 7, 8], "{told:#}");
    assert_eq!(listed(&settings)["decisions"][0]["source"], "antrean.csv:2");
    let again = decide(&settings, &from, 0);
    assert!(again.contains("0 dicatat, 2 sudah berlaku, 1 ragu, 1 kosong, 3 tidak diterima."), "{again}");
}

#[test]
fn a_person_is_decided_on_by_its_first_row_and_a_damaged_file_is_mended() {
    let (folder, settings) = night();
    let members = fs::read_to_string(folder.path().join("keluaran/2026-07-01/members.csv")).unwrap();
    let mut lines = members.trim_start_matches('\u{feff}').lines();
    let header: Vec<&str> = lines.next().unwrap().split(';').collect();
    let column = |name: &str| header.iter().position(|head| *head == name).unwrap();
    let mut cells = lines.map(|line| line.split(';').collect::<Vec<_>>());
    let first = cells.next().unwrap();
    let person = first[column("person_id")];
    let other = cells.find(|cells| cells[column("person_id")] != person).unwrap();
    let other = format!("{}:{}", other[column("roster")], other[column("row")]);
    let said = decide(&settings, &by_sari(&["different", person, &other]), 0);
    assert!(said.contains(&format!("{person}: diwakili baris ")), "{said}");

    let file = folder.path().join("keadaan/decisions.sqlite");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0xAA);
    fs::write(&file, bytes).unwrap();
    let output = padan().arg("decide").arg(&settings).args(["--take-back", "1"]).args(SARI).ended(0);
    let remarks = String::from_utf8(output.stderr).unwrap();
    assert!(remarks.contains("rusak") && remarks.contains("decisions.rusak-1.sqlite"), "{remarks}");
    assert_eq!(listed(&settings)["decisions"][0]["taken_back"]["by"], "Sari");
}

fn json(settings: &Path, arguments: &[&str]) -> Value {
    let output = padan().args([arguments[0], "--json"]).arg(settings).args(&arguments[1..]).ended(0);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A column of a table of the first night.
fn column(folder: &Path, table: &str, name: &str) -> Vec<String> {
    let path = folder.join(format!("keluaran/2026-07-01/{table}.csv"));
    padan::report::read::read_columns(&path, &[&[name]]).unwrap()[0].iter().map(str::to_owned).collect()
}

#[test]
fn a_dismissed_conflict_is_no_longer_open() {
    let (folder, settings) = night_of("siblings_one_nik");
    let open = |settings: &Path| -> u64 {
        let status = json(settings, &["status"]);
        let conflicts = status["last_night"]["conflicts"].as_object().unwrap().values();
        conflicts.map(|count| count.as_u64().unwrap()).sum()
    };
    let conflicts = column(folder.path(), "conflicts", "conflict_id");
    assert_eq!(open(&settings), conflicts.len() as u64);
    decide(&settings, &by_sari(&["abaikan", &conflicts[0]]), 0);
    padan().args(["run", "--quiet", "--date", "2026-07-02"]).arg(&settings).ended(0);
    assert_eq!(open(&settings), conflicts.len() as u64 - 1);
}

#[test]
fn the_history_of_a_person_tells_who_decided_what() {
    let (folder, settings) = night();
    decide(&settings, &by_sari(&["beda", "bdt:1", "pbi_jkn:2"]), 0);
    decide(&settings, &["--take-back", "1", "--by", "Budi", "--reason", "salah baris"], 0);
    let rosters = column(folder.path(), "members", "roster");
    let at = rosters.iter().position(|roster| roster == "bdt").unwrap();
    let person = column(folder.path(), "members", "person_id")[at].clone();
    let told = json(&settings, &["history", &person]);
    let events = told["events"].as_array().unwrap().iter();
    let said: Vec<[&str; 4]> = events
        .filter(|event| event["change"].as_str().unwrap().starts_with("PUTUSAN"))
        .map(|event| ["change", "id", "field", "by"].map(|key| event[key].as_str().unwrap()))
        .collect();
    let rows = "bdt:1 – pbi_jkn:2";
    assert_eq!(said, [["PUTUSAN_BEDA", "#1", rows, "Sari"], ["PUTUSAN_DICABUT", "#1", rows, "Budi"]]);
}
