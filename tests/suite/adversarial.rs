//! Does a night stay in a straight line that is made to be slow? One value on far too many rows, then twice as many
//! rows: the work may double and a little more, and the manifest says what is the matter. Work is counted, not timed,
//! so that a busy machine changes nothing; `benches/adversarial.sh` times a million rows.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::binary::{Ended, padan};
use padan::region::{self, Level};

/// A row of a made-up village roster: the values that cases change.
struct Row {
    nik: String,
    kk: String,
    name: String,
    birth: String,
    mother: String,
    /// District, village.
    place: [&'static str; 2],
}

const SYLLABLES: [&str; 16] =
    ["SU", "MAR", "TI", "WA", "NI", "RO", "HA", "DI", "KAR", "SA", "YU", "LES", "PRI", "BA", "GUN", "TO"];
/// A number that looks drawn, and is the same for the same two numbers.
fn drawn(seed: u64, what: u64) -> u64 {
    let mut x = (seed << 8 | what).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}

fn name(seed: u64, what: u64) -> String {
    let word = |from: u64| -> String {
        (0..3).map(|place| SYLLABLES[(drawn(seed, what) >> (from + 4 * place)) as usize % 16]).collect()
    };
    format!("{} {}", word(0), word(20))
}

/// The row of a person; every third person stands on two rows. More people live in more villages.
fn row(number: u64) -> Row {
    let person = number - number / 3;
    let family = person / 4;
    let (day, month, year) =
        (1 + drawn(person, 1) % 28, 1 + drawn(person, 2) % 12, 1940 + drawn(person, 3) % 80);
    let table = region::table();
    let villages = table.all(Level::Village);
    let first = villages.partition_point(|village| table.number(*village) < 3_314_000_000);
    let village = villages[first + (person / PEOPLE_A_VILLAGE) as usize];
    let district = table.number(village) / 10_000;
    Row {
        nik: format!("{district}{day:02}{month:02}{:02}{:04}", year % 100, person % 9_999 + 1),
        kk: format!("{district}010110{:04}", family % 9_999 + 1),
        name: name(person, 4),
        birth: format!("{day:02}/{month:02}/{year}"),
        mother: name(family, 5),
        place: [table.name(table.parent(village).unwrap()), table.name(village)],
    }
}

const PEOPLE_A_VILLAGE: u64 = 250;

/// A night of so many rows; gives its manifest.
fn night(rows: u64, change: fn(u64, &mut Row)) -> serde_json::Value {
    let folder = tempfile::tempdir().unwrap();
    let mut text = "NIK;NO KK;NAMA;TGL LAHIR;JK;NAMA IBU;KECAMATAN;DESA\n".to_owned();
    for number in 0..rows {
        let mut row = row(number);
        change(number, &mut row);
        let Row { nik, kk, name, birth, mother, place: [district, village] } = row;
        writeln!(text, "{nik};{kk};{name};{birth};L;{mother};{district};{village}").unwrap();
    }
    fs::write(folder.path().join("bdt.csv"), text).unwrap();
    run(folder.path())
}

fn run(folder: &Path) -> serde_json::Value {
    padan().args(["init", "-q"]).arg(folder).ended(0);
    padan().args(["run", "-q", "--date", "2026-07-01"]).arg(folder.join("padan.toml")).ended(0);
    let manifest = fs::read_to_string(folder.join("keluaran/2026-07-01/manifest.json")).unwrap();
    serde_json::from_str(&manifest).unwrap()
}

/// Work that may grow no faster than the rows: pairs compared, pairs kept, what is written of them.
const WORK: [&str; 4] =
    ["/model/candidate_pairs", "/model/candidate_pairs_at_most", "/model/edges", "/counts/conflicts"];
/// What twice the rows may cost; two thousand steps more is noise.
const GROWTH: f64 = 2.6;
const NOISE: f64 = 2_000.0;

/// Twice the rows cost about twice the work, and the finding says why the night is odd.
fn check(finding: &str, change: fn(u64, &mut Row)) {
    let (small, large) = (night(10_000, change), night(20_000, change));
    for path in WORK {
        let count = |manifest: &serde_json::Value| {
            manifest.pointer(path).and_then(serde_json::Value::as_f64).unwrap()
        };
        let (before, after) = (count(&small), count(&large));
        assert!(after <= before * GROWTH + NOISE, "{finding}: {path} grew from {before} to {after}");
    }
    let findings = large["findings"].as_array().unwrap();
    assert!(findings.iter().any(|found| found["code"] == finding), "{finding} is not among {findings:?}");
    assert!(large["checks"].as_array().unwrap().iter().all(|check| check["holds"] == true));
}

#[test]
fn one_name_on_a_twentieth_of_the_rows() {
    check("NAMA_BERULANG", |number, row| {
        if number % 20 == 0 {
            row.name = "SITI AMINAH".into();
        }
    });
}

#[test]
fn one_nik_on_a_twentieth_of_the_rows() {
    check("NIK_BUKAN_MILIK_SIAPA_PUN", |number, row| {
        if number % 20 == 0 {
            row.nik = "3314014107800001".into();
        }
    });
}

#[test]
fn one_card_on_a_twenty_fifth_of_the_rows() {
    check("KK_BERULANG", |number, row| {
        if number % 25 == 0 {
            row.kk = "3314010101100001".into();
        }
    });
}

#[test]
fn everyone_is_born_on_the_first_of_july() {
    check("TANGGAL_LAHIR_SERAGAM", |_, row| {
        let year = row.birth[6..].to_owned();
        row.birth = format!("01/07/{year}");
        row.nik.replace_range(6..10, "0107");
    });
}

#[test]
fn one_row_all_over() {
    check("BLOK_TERLALU_BESAR", |_, row| *row = self::row(0));
}
