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

/// LibreOffice with a profile of its own; none where it is not installed and `PADAN_OFFICE` does not require it.
struct Office {
    profile: PathBuf,
}

impl Office {
    /// Opens a workbook with it and saves it again, which also makes the profile.
    fn of(folder: &Path, book: &Path) -> Option<(Office, PathBuf)> {
        let office = Office { profile: folder.join("profil") };
        let out = folder.join("kantor");
        let opened = office.run(&["--convert-to", "xlsx", "--outdir", out.to_str()?, book.to_str()?]);
        if opened.is_none() {
            assert!(
                std::env::var_os("PADAN_OFFICE").is_none_or(|wish| wish != "required"),
                "soffice is not there: apt-get install --no-install-recommends libreoffice-calc"
            );
        }
        opened.map(|()| (office, out.join(book.file_name().unwrap())))
    }

    /// Runs it without a window; what it says beyond which Java it misses is a warning.
    fn run(&self, args: &[&str]) -> Option<()> {
        let profile = format!("-env:UserInstallation=file://{}", self.profile.display());
        let mut office = Command::new("soffice");
        let ran = office.args([&profile, "--headless", "--norestore"]).args(args).output().ok()?;
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        let warnings: Vec<&str> =
            said.lines().filter(|line| !line.contains("javaldx") && !line.trim().is_empty()).collect();
        assert!(ran.status.success() && warnings.is_empty(), "LibreOffice says: {said}");
        Some(())
    }

    /// Types into cells of a workbook, as an officer would, and saves it: sheet, column and row from 0, and the text.
    fn fill(&self, book: &Path, cells: &[(usize, usize, usize, &str)], filled: &Path) {
        let module = self.profile.join("user/basic/Standard/Module1.xba");
        let typed: String = cells
            .iter()
            .map(|(sheet, column, row, text)| {
                format!("  book.Sheets.getByIndex({sheet}).getCellByPosition({column}, {row}).setString(\"{text}\")\n")
            })
            .collect();
        let macro_text = format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Fill
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL("file://{}", "_blank", 0, hidden())
{typed}  Dim form(0) As New com.sun.star.beans.PropertyValue
  form(0).Name = "FilterName"
  form(0).Value = "Calc MS Excel 2007 XML"
  book.storeToURL("file://{}", form())
  book.close(True)
End Sub
</script:module>
"#,
            book.display(),
            filled.display()
        );
        fs::write(module, macro_text).unwrap();
        self.run(&["macro:///Standard.Module1.Fill"]).unwrap();
        assert!(filled.exists(), "LibreOffice did not save the workbook");
    }
}

/// Every cell is what it was: numbers may be written otherwise.
fn check_same_cells(before: &[SheetRows], after: &[SheetRows]) {
    for ((name, before), (name_after, after)) in before.iter().zip(after) {
        assert_eq!((name, before.len()), (name_after, after.len()));
        for ((line, before), (_, after)) in before.iter().zip(after) {
            for (at, cell) in before.iter().enumerate() {
                let other = after.get(at).map_or("", String::as_str);
                let number = |text: &str| text.parse::<f64>().ok();
                let alike = number(cell).zip(number(other)).is_some_and(|(a, b)| (a - b).abs() < 1e-9);
                assert!(cell == other || alike, "{name}, line {line}, cell {at}: {cell:?} became {other:?}");
            }
        }
    }
    assert_eq!(before.len(), after.len());
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

    let verdicts: [(usize, usize, [&str; 3]); 7] = [
        (2, 0, ["sama", "KTP dilihat", "Sari"]),
        (2, 1, ["beda", "dua KIA", "Sari"]),
        (2, 2, ["ragu", "", ""]),
        (1, 0, ["abaikan", "pensiunan", "Budi"]),
        (1, 1, ["benar", "", ""]),
        (5, 0, ["abaikan", "", "Budi"]),
        (5, 1, ["entah", "", "Budi"]),
    ];
    let filled = folder.path().join("putusan.xlsx");
    if let Some((office, opened)) = Office::of(folder.path(), &book) {
        check_same_cells(&sheets, &sheet_rows(&opened, &fs::read(&opened).unwrap()).unwrap());
        let typed: Vec<_> = verdicts
            .iter()
            .flat_map(|&(sheet, line, said)| {
                (0..3).map(move |column| (sheet, column, 5 + line, said[column]))
            })
            .collect();
        office.fill(&book, &typed, &filled);
    } else {
        for (sheet, line, said) in verdicts {
            sheets[sheet].1[5 + line].1.iter_mut().zip(said).for_each(|(cell, said)| *cell = said.into());
        }
        saved(&sheets, &filled);
    }

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
