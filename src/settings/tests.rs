//! Is every key read, and every mistake refused at its line with a next step?

use std::path::Path;

use super::{Breaker, CodeSystem, Language, Names, Settings, parse_memory};
use crate::error::Error;
use crate::record::Field;
use crate::standardise::ExtraKind;

const FULL: &str = r#"
[night]
name = "Sragen"
out  = "keluaran"
report_language = "en"
regency = "33.14"
date = 2025-02-01
state = "ingatan"
keep_runs = 30

[[roster]]
name      = "pkh"
programme = "PKH"
path      = "masuk/pkh_*.csv"
owner     = "Kemensos"
unique_key = "No Peserta PKH"
one_row_per_person = true
region_codes = "bps"
delimiter = "tab"
encoding = "latin1"
header_row = 5
sheet = "Tahap 1"
[roster.columns]
nik = "NIK Pengurus"
name = ["given_name", "surname"]
birth_date = ["Tgl", "Bln", "Thn"]
address = ["Alamat", "RT", "RW"]
province = ""
nisn = "NISN"

[[field]]
name = "nisn"
kind = "identifier"

[standardise]
names = "plain"

[model]
file = "model.json"
household_pass = false

[programmes]
file = "/etc/padan/programmes.toml"

[breaker]
max_vanished_share = 0.5
min_rows = 10

[limits]
threads = 2
memory = "2G"
"#;

fn parse(text: &str) -> crate::error::Result<Settings> {
    Settings::parse(text, Path::new("desa/padan.toml"))
}

#[test]
fn everything_is_read() {
    let settings = parse(FULL).unwrap();
    assert_eq!(settings.night.name, "Sragen");
    assert_eq!(settings.night.out, Path::new("desa/keluaran"));
    assert_eq!(settings.night.language, Language::English);
    assert_eq!(settings.night.regency.as_deref(), Some("33.14"));
    assert_eq!(settings.night.date.unwrap().to_string(), "2025-02-01");
    assert_eq!(settings.names, Names::Plain);
    assert_eq!(settings.model.as_deref(), Some(Path::new("desa/model.json")));
    assert!(!settings.household_pass);
    assert_eq!(settings.programmes.as_deref(), Some(Path::new("/etc/padan/programmes.toml")));
    assert_eq!(settings.limits.threads, Some(2));
    assert_eq!(settings.limits.memory, Some(2 << 30));
    assert_eq!(settings.fields[0].kind, ExtraKind::Identifier);

    let roster = &settings.rosters[0];
    assert_eq!(roster.programme, "PKH");
    assert_eq!(roster.owner.as_deref(), Some("Kemensos"));
    assert!(roster.one_row_per_person);
    assert_eq!(roster.region_codes, Some(CodeSystem::Bps));
    assert_eq!(roster.roster.path, Path::new("desa/masuk/pkh_*.csv"));
    assert_eq!(roster.roster.delimiter, Some(b'\t'));
    assert_eq!(roster.roster.encoding.as_deref(), Some("windows-1252"));
    assert_eq!(roster.roster.header_row, Some(5));
    assert_eq!(roster.roster.sheet.as_deref(), Some("Tahap 1"));
    let columns: Vec<(Field, String)> =
        roster.roster.columns.iter().map(|(field, headers)| (*field, headers.join("+"))).collect();
    let expected = [
        (Field::Nik, "NIK Pengurus"),
        (Field::Name, "given_name+surname"),
        (Field::BirthDay, "Tgl"),
        (Field::BirthMonth, "Bln"),
        (Field::BirthYear, "Thn"),
        (Field::Address, "Alamat+RT+RW"),
        (Field::Extra(0), "NISN"),
        (Field::UniqueKey, "No Peserta PKH"),
    ];
    assert_eq!(columns, expected.map(|(field, header)| (field, header.to_owned())));
}

#[test]
fn the_least_file_has_defaults() {
    let text = "[[roster]]\nname='a'\nprogramme='PKH'\npath='a.csv'\ncolumns.name='Nama'\n";
    let settings = Settings::parse(text, Path::new("padan.toml")).unwrap();
    assert_eq!(settings.night.out, Path::new("./keluaran"));
    assert_eq!(settings.night.language, Language::Indonesian);
    assert_eq!(settings.names, Names::Indonesian);
    assert!(!settings.rosters[0].one_row_per_person);
    assert_eq!(settings.rosters[0].region_codes, None);
}

/// Replaces `from` by `to` in the full file and expects a refusal at the line of `to`, with these words.
#[track_caller]
fn refused(from: &str, to: &str, what: &str, next: &str) {
    assert!(FULL.contains(from), "the full file has no {from}");
    let text = FULL.replacen(from, to, 1);
    let place = text.find(to).unwrap();
    let expected = text[..place].matches('\n').count() + 1 + to.matches('\n').count();
    match parse(&text) {
        Err(Error::Settings { line, what: said, next_step, .. }) => {
            assert_eq!(line, Some(expected), "{said:?}");
            assert!(said.en.contains(what), "said: {said:?}");
            assert!(next_step.en.contains(next), "next step: {next_step:?}");
        }
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[test]
fn unknown_keys_name_the_nearest() {
    refused("report_language = \"en\"", "report_langauge = \"en\"", "report_langauge", "`report_language`");
    refused("programme = \"PKH\"", "program = \"PKH\"", "unknown key `program`", "`programme`");
    refused("nik = \"NIK Pengurus\"", "nikk = \"NIK Pengurus\"", "nikk", "`nik`");
    refused("nisn = \"NISN\"", "nsin = \"NISN\"", "nsin", "`nisn`");
    refused("kind = \"identifier\"", "type = \"identifier\"", "unknown key `type`", "Known here: name, kind");
    refused("[standardise]", "[standardize]", "standardize", "`standardise`");
    refused("threads = 2", "cores = 2", "unknown key `cores`", "Known here: threads, memory");
}

#[test]
fn words_outside_the_list_are_refused() {
    refused("\"en\"", "\"eng\"", "none of id, en", "`en`");
    refused("\"bps\"", "\"BPS2020\"", "none of kemendagri, bps", "bps");
    refused("\"identifier\"", "\"identifer\"", "none of identifier", "`identifier`");
    refused("\"plain\"", "\"plan\"", "none of indonesian, plain", "`plain`");
}

#[test]
fn values_that_cannot_be_meant_are_refused() {
    refused("\"tab\"", "\"||\"", "no delimiter", "detected");
    refused("\"latin1\"", "\"ansi-7\"", "no known encoding", "windows-1252");
    refused("header_row = 5", "header_row = 0", "counts lines from 1", "detected");
    refused("2025-02-01", "\"31/12/2024\"", "no date", "2025-01-31");
    refused("date = 2025-02-01", "date = 20250201", "expected a date", "docs/settings.md");
    refused("threads = 2", "threads = 0", "1 to 1024", "all cores");
    refused("\"2G\"", "\"two\"", "no amount of memory", "Leave the key out");
    refused(
        "one_row_per_person = true",
        "one_row_per_person = \"ya\"",
        "expected a boolean",
        "docs/settings.md",
    );
    refused("[\"Tgl\", \"Bln\", \"Thn\"]", "[\"Tgl\", \"Bln\"]", "2 headers", "day, month and year");
    refused("nik = \"NIK Pengurus\"", "nik = 5", "expected a header", "docs/settings.md");
    refused("name      = \"pkh\"", "name = \"pkh:1\"", "cannot stand in it", "roster:row");
}

#[test]
fn what_is_declared_twice_is_refused() {
    let twice = FULL.replace("[standardise]", "[[field]]\nname = \"nisn\"\n\n[standardise]");
    assert!(parse(&twice).unwrap_err().to_string().contains("declared twice"));
    refused("name = \"nisn\"", "name = \"kk\"", "field of its own", "another name");
    refused("province = \"\"", "birth_year = \"Tahun\"", "`birth_year` is mapped twice", "Keep one");
    let roster = "[[roster]]\nname='PKH'\nprogramme='PKH'\npath='b.csv'\ncolumns.name='Nama'\n";
    assert!(parse(&format!("{FULL}\n{roster}")).unwrap_err().to_string().contains("two rosters are named"));
}

#[test]
fn what_is_missing_is_asked_for() {
    for (line, key) in [
        ("name      = \"pkh\"", "name"),
        ("programme = \"PKH\"", "programme"),
        ("path      = \"masuk/pkh_*.csv\"", "path"),
    ] {
        let error = parse(&FULL.replace(line, "")).unwrap_err();
        assert!(error.to_string().contains(&format!("has no `{key}`")), "{error}");
    }
    let nobody =
        FULL.replace("nik = \"NIK Pengurus\"", "").replace("name = [\"given_name\", \"surname\"]", "");
    assert!(parse(&nobody).unwrap_err().to_string().contains("neither `name` nor `nik`"));
    assert!(parse("[night]\nname='x'\n").unwrap_err().to_string().contains("no roster is declared"));
    assert!(parse("[night\n").unwrap_err().to_string().contains("desa/padan.toml:1"));
}

#[test]
fn memory_is_read_in_any_unit() {
    assert_eq!(parse_memory("2G"), Ok(2 << 30));
    assert_eq!(parse_memory("512 mb"), Ok(512 << 20));
    assert_eq!(parse_memory("1.5G"), Ok(3 << 29));
    assert_eq!(parse_memory("1,5 GiB"), Ok(3 << 29));
    assert_eq!(parse_memory("1T"), Ok(1 << 40));
    assert_eq!(parse_memory("2097152"), Ok(2 << 20));
    for (text, why) in
        [("2.000M", "two ways"), ("2", "less than"), ("1e3", "less than"), ("NaN", "no amount")]
    {
        assert!(parse_memory(text).unwrap_err().contains(why), "{text}");
    }
    assert!(parse_memory("-1G").is_err());
    assert!(parse_memory("G").is_err());
}

#[test]
fn the_state_and_the_breaker_are_said_or_usual() {
    let full = parse(FULL).unwrap();
    assert_eq!(full.night.state, Path::new("desa/ingatan"));
    assert_eq!(full.night.keep_runs, Some(30));
    assert_eq!((full.breaker.max_vanished_share, full.breaker.min_rows), (0.5, 10));
    assert_eq!(full.breaker.max_refused_jump, Breaker::default().max_refused_jump);
    let usual = parse(&FULL[FULL.find("[[roster]]").unwrap()..FULL.find("[breaker]").unwrap()]).unwrap();
    assert_eq!(usual.night.state, Path::new("desa/keadaan"));
    assert_eq!((usual.night.keep_runs, usual.breaker), (None, Breaker::default()));
    for (typed, wrong) in [
        ("keep_runs = 30", "keep_runs = 0"),
        ("min_rows = 10", "min_rows = -1"),
        ("max_vanished_share = 0.5", "max_vanished_share = 20.0"),
        ("max_vanished_share", "max_vanish_share"),
    ] {
        let error = parse(&FULL.replace(typed, wrong)).unwrap_err();
        assert!(matches!(error, Error::Settings { line: Some(_), .. }), "{wrong}: {error}");
    }
}
