//! Does Padan speak the reader's language? Errors and findings, by `--lang`, else by the locale, else by the settings;
//! and are both halves of each message in the source the same message?

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use padan::error::CANNOT;
use serde_json::Value;
use tempfile::TempDir;

use crate::binary::{Ended, padan};

/// How a reader says which language is wanted, and whether it is Indonesian: an argument, a locale, the settings'
/// language. A locale without a language (`C`) leaves it to the settings.
const READERS: [(Option<&str>, &str, &str, bool); 6] = [
    (Some("id"), "en_US.UTF-8", "en", true),
    (Some("en"), "id_ID.UTF-8", "id", false),
    (None, "id_ID.UTF-8", "en", true),
    (None, "en_GB.UTF-8", "id", false),
    (None, "C", "id", true),
    (None, "C", "en", false),
];

/// A night of two rosters of its own, small and whole.
struct Night {
    folder: TempDir,
    settings: PathBuf,
}

impl Night {
    fn new() -> Night {
        let folder = tempfile::tempdir().unwrap();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/moved_house");
        for file in ["padan.toml", "bdt.csv", "pbi_jkn.csv"] {
            fs::copy(source.join(file), folder.path().join(file)).unwrap();
        }
        let settings = folder.path().join("padan.toml");
        Night { folder, settings }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// Rewrites the settings.
    fn with(&self, from: &str, to: &str) {
        let text = fs::read_to_string(&self.settings).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(&self.settings, text.replacen(from, to, 1)).unwrap();
    }

    fn run(&self) {
        padan().args(["run", "--quiet", "--date", "2026-07-01"]).arg(&self.settings).ended(0);
    }

    /// What a command that ends with `code` says to each reader: `expected` in Indonesian and in English, each without
    /// the other.
    fn check(&self, words: &[&str], code: i32, expected: [&[&str]; 2]) {
        for (lang, locale, settings, indonesian) in READERS {
            let written = fs::read_to_string(&self.settings).unwrap_or_default();
            let speaking =
                written.replacen("[night]", &format!("[night]\nreport_language = \"{settings}\""), 1);
            if self.settings.exists() {
                fs::write(&self.settings, speaking).unwrap();
            }
            let mut command = padan();
            command.args(words).env("LANG", locale).current_dir(self.folder.path());
            command.args(lang.iter().flat_map(|lang| ["--lang", lang]));
            let output = command.ended(code);
            if self.settings.exists() {
                fs::write(&self.settings, written).unwrap();
            }
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8(said).unwrap().replace(['│', '|'], " ");
            let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
            let [own, other] = if indonesian { expected } else { [expected[1], expected[0]] };
            for part in own {
                assert!(said.contains(part), "{words:?} {lang:?} {locale} {settings}: no `{part}` in {said}");
            }
            for part in other {
                assert!(!said.contains(part), "{words:?} {lang:?} {locale} {settings}: `{part}` in {said}");
            }
        }
    }
}

#[test]
fn what_a_command_cannot_read_is_said_in_the_readers_language() {
    let night = Night::new();
    night.with("name = \"moved_house\"", "nmae = \"moved_house\"");
    let unknown: [&[&str]; 2] = [
        &["kunci `nmae` tidak dikenal", "Langkah berikutnya: Maksudnya `name`?"],
        &["unknown key `nmae`", "help: Did you mean `name`?"],
    ];
    night.check(&["run", "padan.toml"], 1, unknown);
    night.check(&["decide", "padan.toml", "--list"], 1, unknown);
    fs::remove_file(&night.settings).unwrap();
    for (lang, part) in [("id", "tidak dapat dibaca"), ("en", "cannot be read")] {
        let output = padan().args(["status", "--lang", lang, "tidak_ada.toml"]).ended(1);
        assert!(String::from_utf8_lossy(&output.stderr).contains(part));
    }
    // Without settings nothing says which language: Indonesian, as reports are.
    let output = padan().args(["status", "tidak_ada.toml"]).env("LANG", "C").ended(1);
    assert!(String::from_utf8_lossy(&output.stderr).contains("tidak dapat dibaca"));
}

#[test]
fn a_state_in_use_or_damaged_is_told_in_the_readers_language() {
    let night = Night::new();
    night.check(
        &["find", "padan.toml", "siti"],
        1,
        [
            &["belum ada malam", "Jalankan malam lebih dahulu"],
            &["no night is remembered", "Run the night first"],
        ],
    );
    night.run();
    let lock = File::options().read(true).write(true).open(night.path("keadaan/kunci")).unwrap();
    lock.lock().unwrap();
    night.check(
        &["run", "padan.toml"],
        4,
        [&["sedang dipakai oleh", "Tunggu sampai selesai"], &["in use by", "Wait until it is done"]],
    );
    drop(lock);
    fs::write(night.path("keadaan/malam-000001/state.json"), "{}").unwrap();
    night.check(
        &["verify", "padan.toml"],
        6,
        [
            &["RUSAK", "isi state.json bukan yang ditulis Padan"],
            &["DAMAGED", "state.json is not what was written"],
        ],
    );
    night.check(
        &["run", "padan.toml"],
        6,
        [
            &["tidak satu pun keadaannya utuh", "Ganti folder ini"],
            &["the state of none is whole", "Put a copy"],
        ],
    );
}

#[test]
fn a_tripped_breaker_and_a_bad_file_of_verdicts_are_told_in_the_readers_language() {
    let night = Night::new();
    night.run();
    fs::write(night.path("putusan.csv"), "a;b\n1;2\n").unwrap();
    night.check(
        &["decide", "padan.toml", "--from", "putusan.csv", "--by", "Sari", "--reason", "KTP"],
        1,
        [&["tidak ada tabel di dalamnya", "kolom kuningnya"], &["no table in it", "yellow columns"]],
    );
    night.check(
        &["decide", "padan.toml", "same", "bdt:1", "pbi_jkn:1"],
        1,
        [&["keputusan memerlukan nama dan alasan", "--by NAMA"], &["needs a name and a reason", "--by NAME"]],
    );
    let rows = fs::read_to_string(night.path("bdt.csv")).unwrap();
    let first: Vec<&str> = rows.lines().take(2).collect();
    fs::write(night.path("bdt.csv"), first.join("\n")).unwrap();
    night.with("[[roster]]", "[breaker]\nmin_rows = 1\n\n[[roster]]");
    night.check(
        &["run", "--date", "2026-07-02", "padan.toml"],
        5,
        [
            &["tidak diterbitkan", "bdt: 1 baris", "--accept \"ALASAN\""],
            &["was not published", "bdt: 1 rows", "--accept \"REASON\""],
        ],
    );
}

#[test]
fn findings_are_told_and_kept_in_both_languages() {
    let night = Night::new();
    night.with("pbi_jkn.csv", "pbi_lain.csv");
    for (lang, own, other) in [("id", "tidak ada.", "is not there."), ("en", "is not there.", "tidak ada.")] {
        let run = ["run", "--date", "2026-07-01", "--lang", lang];
        let said = padan().args(run).arg(&night.settings).ended(3);
        let said = String::from_utf8(said.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        let next = if lang == "id" { "Berkas yang mirip" } else { "A file with a similar name" };
        assert!(said.contains(own) && said.contains(next) && !said.contains(other), "{said}");
        let page = fs::read_to_string(night.path("keluaran/2026-07-01/report.html")).unwrap();
        assert!(page.contains(next) && page.contains(&format!("pbi_lain.csv {own}")), "{lang}");
        assert!(!page.contains(&format!("pbi_lain.csv {other}")), "{lang}");
        let manifest = fs::read(night.path("keluaran/2026-07-01/manifest.json")).unwrap();
        let manifest: Value = serde_json::from_slice(&manifest).unwrap();
        let findings = manifest["findings"].as_array().unwrap();
        let missing = findings.iter().find(|finding| finding["code"] == "BERKAS_TIDAK_ADA").unwrap();
        for (key, part) in
            [("message", "tidak ada"), ("message_en", "not there"), ("next_step_en", "similar")]
        {
            assert!(missing[key].as_str().unwrap().contains(part), "{missing}");
        }
    }
    // The very same night again: what the state remembers of the reading knows both languages, too.
    let said = padan().args(["run", "--date", "2026-07-02", "--lang", "en"]).arg(&night.settings).ended(3);
    assert!(String::from_utf8_lossy(&said.stdout).contains("A file with a similar name"));
}

/// The sources with their names.
fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}

/// The string literal that a text begins with, as the program says it, and what follows it.
fn literal(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start().strip_prefix('"')?;
    let (mut said, mut letters) = (String::new(), text.char_indices());
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((said, &text[at + 1..])),
            '\\' => match letters.next()?.1 {
                '\n' => {
                    let rest = letters.as_str();
                    let skipped = rest.len() - rest.trim_start().len();
                    letters.by_ref().take(rest[..skipped].chars().count()).for_each(drop);
                }
                escaped => said.push(escaped),
            },
            letter => said.push(letter),
        }
    }
    None
}

/// What both halves must hold alike: values, options, keys in brackets, numbers, and how the sentence ends.
fn held(said: &str) -> Vec<String> {
    let mut held = Vec::new();
    let mut rest = said;
    while let Some((_, from)) = rest.split_once('{') {
        let (name, after) = from.split_once('}').unwrap();
        held.push(format!("{{{name}}}"));
        rest = after;
    }
    for word in said.split_whitespace() {
        let word = word.trim_matches(|letter: char| !letter.is_alphanumeric() && !"-[]".contains(letter));
        // A word in capitals stands for what the reader puts there, in the reader's language.
        let key = word.starts_with('[') && word.contains(|letter: char| letter.is_lowercase());
        let option = word.starts_with("--") || key;
        let number = word.starts_with(|letter: char| letter.is_ascii_digit());
        if option || number {
            held.push(word.replace(['.', ','], ""));
        }
    }
    held.sort();
    held.dedup();
    held.push(if said.trim_end().ends_with(['.', '?']) { "sentence".into() } else { "words".into() });
    held
}

#[test]
fn both_halves_of_every_message_say_the_same_values() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let mut count = 0;
    for (path, text) in &files {
        for (at, _) in text.match_indices("message!(") {
            let Some((indonesian, rest)) = literal(&text[at + "message!(".len()..]) else { continue };
            let (english, _) = literal(rest.trim_start().strip_prefix(',').unwrap()).unwrap();
            let place = format!("{}: {indonesian} / {english}", path.display());
            assert!(!indonesian.trim().is_empty() && !english.trim().is_empty(), "{place}");
            assert_eq!(held(&indonesian), held(&english), "{place}");
            count += 1;
        }
    }
    assert!(count > 200, "{count}");
}

#[test]
fn what_cannot_be_done_with_a_file_is_known_in_both_languages() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let mut count = 0;
    for (path, text) in &files {
        for (at, _) in text.match_indices("Error::file(") {
            let Some(begin) = text[at..].find("\"cannot ") else { continue };
            let (what, _) = literal(&text[at + begin..]).unwrap();
            assert!(CANNOT.iter().any(|(known, _)| *known == what), "{}: {what}", path.display());
            count += 1;
        }
    }
    assert!(count > 80, "{count}");
    assert!(CANNOT.windows(2).all(|two| two[0].0 < two[1].0), "the table is sorted");
}
