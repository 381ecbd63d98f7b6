//! Can an officer work through `report.xlsx` and hand it back? The demo night as a workbook: how it is made, what an
//! officer fills in, and the next night that obeys; through LibreOffice where there is one.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use padan::ingest::{SheetRows, sheet_rows};
use padan::report::read::read_columns;
use tempfile::TempDir;

use crate::binary::{Ended, padan};

/// The demo regency, copied.
fn sragen() -> (TempDir, PathBuf) {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for path in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap();
            match path.is_dir() {
                true if name == "masuk" => copy(&path, &to.join(name)),
                true => {}
                false => drop(fs::copy(&path, to.join(name)).unwrap()),
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sragen"), folder.path());
    let settings = folder.path().join("padan.toml");
    (folder, settings)
}

fn run(settings: &Path, date: &str) -> PathBuf {
    padan().args(["run", "--quiet", "--date", date]).arg(settings).ended(0);
    settings.with_file_name("keluaran").join(date)
}

/// The files within a workbook.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let number = |at: usize, length: usize| -> usize {
        bytes[at..at + length].iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
    };
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06").expect("an end of the list");
    let (mut at, mut parts) = (number(end + 16, 4), BTreeMap::new());
    for _ in 0..number(end + 10, 2) {
        let [name, extra, comment] = [28, 30, 32].map(|place| number(at + place, 2));
        let file = String::from_utf8(bytes[at + 46..at + 46 + name].to_vec()).unwrap();
        let (packed, local) = (number(at + 20, 4), number(at + 42, 4));
        let from = local + 30 + number(local + 26, 2) + number(local + 28, 2);
        let mut text = Vec::new();
        let data = &bytes[from..from + packed];
        match number(at + 10, 2) {
            0 => text.extend(data),
            _ => drop(flate2::read::DeflateDecoder::new(data).read_to_end(&mut text).unwrap()),
        }
        parts.insert(file, String::from_utf8(text).unwrap_or_default());
        at += 46 + name + extra + comment;
    }
    parts
}

/// Whether a text holds sixteen digits in a row that are no conflict's id.
fn holds_a_number_in_full(text: &str) -> bool {
    let digits = |text: &str| text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-').any(digits)
}

fn check_how_it_is_made(book: &Path) {
    let parts = parts(&fs::read(book).unwrap());
    let names: Vec<&str> = parts["xl/workbook.xml"]
        .split("<sheet name=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    let expected = [
        "Ringkasan",
        "Konflik",
        "Daftar verifikasi per desa",
        "Ganda",
        "Tidak ada di basis",
        "Belum menerima",
        "Penolakan",
        "Anomali",
        "Perubahan",
    ];
    assert_eq!(names, expected);
    assert!(parts["docProps/core.xml"].contains("2026-07-01T00:00:00Z"));
    for (sheet, choices) in [(2, "abaikan,benar,ragu"), (3, "sama,beda,ragu"), (4, "abaikan"), (6, "abaikan")]
    {
        let text = &parts[&format!("xl/worksheets/sheet{sheet}.xml")];
        for expected in [
            "ySplit=\"5\"",
            "state=\"frozen\"",
            "<autoFilter ref=\"A5:",
            "<col ",
            "<conditionalFormatting",
            "<dataValidation type=\"list\"",
            choices,
        ] {
            assert!(text.contains(expected), "no {expected} on sheet {sheet}");
        }
    }
    for (name, text) in parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")) {
        assert!(!text.contains("<f>"), "a formula in {name}");
        assert!(!holds_a_number_in_full(text), "a number in full in {name}");
    }
}

/// The sheets of a workbook as an office program saves them: the same cells without what they look like.
fn saved(sheets: &[SheetRows], path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (line, cells) in rows {
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(line - 1, column as u16, cell).unwrap();
            }
        }
    }
    book.save(path).unwrap();
}

/// The place of a column on a sheet.
fn column(rows: &[(u32, Vec<String>)], head: &str) -> usize {
    rows[4].1.iter().position(|cell| cell == head).unwrap_or_else(|| panic!("no column {head}"))
}

/// What LibreOffice makes of a workbook; none where there is no LibreOffice.
fn through_office(book: &Path, form: &str, folder: &Path) -> Option<PathBuf> {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profil").display());
    let out = folder.join("kantor");
    let ran = Command::new("soffice")
        .args([&profile, "--headless", "--norestore", "--convert-to", form, "--outdir"])
        .arg(&out)
        .arg(book)
        .output()
        .ok()?;
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    Some(out.join(book.file_stem().unwrap()).with_extension(form))
}

#[test]
fn an_officer_fills_in_the_workbook_and_the_next_night_obeys() {
    let (folder, settings) = sragen();
    let first = run(&settings, "2026-07-01");
    let book = first.join("report.xlsx");
    check_how_it_is_made(&book);

    let mut sheets = sheet_rows(&book, &fs::read(&book).unwrap()).unwrap();
    let lines = |sheets: &[SheetRows], sheet: usize| sheets[sheet].1.len() - 5;
    let conflicts = read_columns(&first.join("conflicts.csv"), &[&["conflict_id"]]).unwrap();
    let on_sheets: usize = [1, 3, 4, 5].map(|sheet| lines(&sheets, sheet)).iter().sum();
    assert_eq!(on_sheets, conflicts[0].len(), "each conflict on one sheet");

    let fill = |sheets: &mut [SheetRows], sheet: usize, line: usize, [verdict, reason, by]: [&str; 3]| {
        let cells = &mut sheets[sheet].1[5 + line].1;
        (cells[0], cells[1], cells[2]) = (verdict.into(), reason.into(), by.into());
    };
    fill(&mut sheets, 2, 0, ["sama", "KTP dilihat", "Sari"]);
    fill(&mut sheets, 2, 1, ["beda", "dua KIA", "Sari"]);
    fill(&mut sheets, 2, 2, ["ragu", "", ""]);
    fill(&mut sheets, 1, 0, ["abaikan", "pensiunan", "Budi"]);
    fill(&mut sheets, 1, 1, ["benar", "", ""]);
    fill(&mut sheets, 5, 0, ["abaikan", "", "Budi"]);
    fill(&mut sheets, 5, 1, ["entah", "", "Budi"]);
    let filled = folder.path().join("putusan.xlsx");
    saved(&sheets, &filled);
    let filled = through_office(&filled, "xlsx", folder.path()).unwrap_or(filled);

    let decide = || {
        let output =
            padan().args(["decide", "--lang", "id"]).arg(&settings).arg("--from").arg(&filled).ended(0);
        String::from_utf8(output.stdout).unwrap()
    };
    let said = decide();
    assert!(said.contains("3 dicatat, 0 sudah berlaku, 1 benar dan tetap terbuka, 1 ragu"), "{said}");
    assert!(
        said.contains("2 tidak diterima") && said.contains("! Belum menerima, baris 6: tidak ada alasan"),
        "{said}"
    );
    let again = decide();
    assert!(again.contains("0 dicatat, 3 sudah berlaku"), "{again}");

    let id = column(&sheets[1].1, "ID konflik");
    let dismissed = sheets[1].1[5].1[id].clone();
    let pairs = &sheets[2].1;
    let cited = |line: usize, side: &str| {
        let cell = |head: &str| pairs[5 + line].1[column(pairs, &format!("{head} {side}"))].clone();
        (cell("Roster"), cell("Baris"))
    };
    let wanted = [(0, true), (1, false)].map(|(line, same)| (cited(line, "A"), cited(line, "B"), same));
    let second = run(&settings, "2026-07-02");
    let members =
        read_columns(&second.join("members.csv"), &[&["roster"], &["row"], &["person_id"]]).unwrap();
    let person = |(roster, row): &(String, String)| {
        let at = (0..members[0].len()).find(|&at| members[0].get(at) == roster && members[1].get(at) == row);
        members[2].get(at.expect("the row is there")).to_owned()
    };
    for (a, b, same) in &wanted {
        assert_eq!(person(a) == person(b), *same, "{a:?} {b:?}");
    }
    let conflicts =
        read_columns(&second.join("conflicts.csv"), &[&["conflict_id"], &["status"], &["dismissed_by"]])
            .unwrap();
    let at = conflicts[0].iter().position(|conflict| conflict == dismissed).unwrap();
    assert_eq!((conflicts[1].get(at), conflicts[2].get(at)), ("DITOLAK", "Budi"));
}

#[test]
fn a_small_workbook_says_what_it_leaves_out_and_one_may_be_left_out() {
    let (_folder, settings) = sragen();
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, text.replace("[night]", "[night]\nworkbook = 3")).unwrap();
    let run_folder = run(&settings, "2026-07-01");
    let book = run_folder.join("report.xlsx");
    let sheets = sheet_rows(&book, &fs::read(&book).unwrap()).unwrap();
    let (name, rows) = &sheets[1];
    assert_eq!((name.as_str(), rows.len()), ("Konflik", 5 + 3));
    assert!(rows[2].1[0].contains("3 dari") && rows[2].1[0].contains("conflicts.csv"), "{:?}", rows[2]);
    fs::write(&settings, text.replace("[night]", "[night]\nworkbook = false")).unwrap();
    assert!(!run(&settings, "2026-07-02").join("report.xlsx").exists());
}
