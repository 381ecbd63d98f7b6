//! Do roster files become rows, whatever is wrong with them? One story a fault: a folder of `fixtures/` with
//! `expected.txt` beside the files, rewritten by `PADAN_BLESS=1`. Binary files are made here.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use padan::ingest::{Intake, Options, Roster, RowChunk, ingest};
use padan::record::{Field, RosterId};
use polars::prelude::{DataFrame, IntoColumn, NamedFrom, ParquetWriter, Series};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

/// NIK, name and what else a story maps.
const PERSON: &[(Field, &str)] = &[(Field::Nik, "NIK"), (Field::Name, "Nama")];

fn fixture(story: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(story)
}

fn roster(name: &str, path: PathBuf, columns: &[(Field, &str)]) -> Roster {
    let headers = |text: &str| text.split('+').map(str::to_owned).collect();
    Roster {
        id: RosterId(0),
        name: name.to_owned(),
        path,
        delimiter: None,
        encoding: None,
        header_row: None,
        sheet: None,
        columns: columns.iter().map(|&(field, text)| (field, headers(text))).collect(),
    }
}

fn read(rosters: &[Roster], chunk_rows: usize) -> (Vec<RowChunk>, Intake) {
    let mut rosters = rosters.to_vec();
    for (roster, id) in rosters.iter_mut().zip(0..) {
        roster.id = RosterId(id);
    }
    let mut chunks = Vec::new();
    let mut keep = |chunk| {
        chunks.push(chunk);
        Ok(None)
    };
    let intake = ingest(&rosters, &Options { chunk_rows }, &mut keep).unwrap();
    (chunks, intake)
}

/// Everything read, as a person would want to look at it.
fn show(folder: &Path, rosters: &[Roster]) -> String {
    let (chunks, intake) = read(rosters, 3);
    let mut page = String::new();
    for (index, file) in intake.files.iter().enumerate() {
        let name = file.path.file_name().unwrap().to_string_lossy();
        let sheet = file.sheet.as_ref().map(|sheet| format!(" [{sheet}]")).unwrap_or_default();
        let delimiter = file.delimiter.map(|letter| format!(" {letter:?}")).unwrap_or_default();
        writeln!(page, "{}: {name}{sheet} ({}{delimiter})", file.roster, file.encoding).unwrap();
        writeln!(
            page,
            "  {} lines = {} of {} rows + {} structural + {} refused; header {:?}; unused {:?}",
            file.lines,
            file.row_lines,
            file.rows,
            file.structural_lines,
            file.refused_lines,
            file.header_line,
            file.unused
        )
        .unwrap();
        for chunk in chunks.iter().filter(|chunk| usize::from(chunk.file) == index) {
            for row in 0..chunk.len() {
                write!(page, "  line {} row {}:", chunk.lines[row], chunk.rows[row]).unwrap();
                for (field, column) in &chunk.cells {
                    write!(page, " {}=[{}]", field.key(), column.get(row)).unwrap();
                }
                page.push('\n');
            }
        }
        for refusal in intake.refusals.iter().filter(|refusal| usize::from(refusal.file) == index) {
            let row = refusal.row.map(|row| format!(" row {row}")).unwrap_or_default();
            let column = refusal.column.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
            let lines = if refusal.lines == 1 { String::new() } else { format!("+{}", refusal.lines - 1) };
            let text = refusal.text.replace('\n', "\\n");
            writeln!(page, "  line {}{lines}{row}: {}{column} [{text}]", refusal.line, refusal.code).unwrap();
        }
    }
    for finding in &intake.findings {
        writeln!(page, "{} {:?} {}", finding.code, finding.severity, finding.place).unwrap();
        writeln!(page, "  {}", finding.message.id).unwrap();
        if !finding.next_step.is_empty() {
            writeln!(page, "  -> {}", finding.next_step.id).unwrap();
        }
    }
    if !intake.failed.is_empty() {
        let names: Vec<&str> = intake.failed.iter().map(|id| rosters[id.index()].name.as_str()).collect();
        writeln!(page, "failed: {}", names.join(", ")).unwrap();
    }
    page.replace(&*folder.to_string_lossy(), "<folder>")
}

/// Compares with the story's page; `PADAN_BLESS=1` writes it anew.
fn check_page(story: &str, folder: &Path, rosters: &[Roster]) {
    let page = show(folder, rosters);
    let expected = fixture(story).join("expected.txt");
    if std::env::var_os("PADAN_BLESS").is_some() {
        fs::create_dir_all(fixture(story)).unwrap();
        fs::write(&expected, &page).unwrap();
    }
    let expected = fs::read_to_string(&expected).unwrap_or_default().replace("\r\n", "\n");
    assert!(page == expected, "{story} reads otherwise:\n{page}\nexpected:\n{expected}");
}

fn check(story: &str, columns: &[(Field, &str)]) {
    let folder = fixture(story);
    check_page(story, &folder, &[roster("roster", folder.join("*.csv"), columns)]);
}

fn with(more: &[(Field, &'static str)]) -> Vec<(Field, &'static str)> {
    PERSON.iter().chain(more).copied().collect()
}

#[test]
fn delimiters() {
    let folder = fixture("delimiters");
    let files = ["a_semicolon.csv", "b_comma.csv", "c_tab.txt", "d_pipe.csv", "e_declared.csv"];
    let columns = with(&[(Field::Address, "Alamat")]);
    let rosters: Vec<Roster> = files.iter().map(|file| roster(file, folder.join(file), &columns)).collect();
    check_page("delimiters", &folder, &rosters);
}

#[test]
fn header_on_row_five() {
    let columns = [
        (Field::Nik, "NIK"),
        (Field::Name, "Nama Anak"),
        (Field::BirthDate, "Tanggal Lahir"),
        (Field::Sex, "Jenis Kelamin"),
    ];
    check("header_on_row_five", &columns);
}

#[test]
fn two_row_header() {
    check("two_row_header", &with(&[(Field::Mother, "Data Ibu Nama"), (Field::Father, "data ayah: nama")]));
}

#[test]
fn numbered_row_under_header() {
    check("numbered_row_under_header", &with(&[(Field::District, "Kecamatan")]));
}

#[test]
fn header_said_again() {
    check("header_said_again", &with(&[(Field::District, "Kecamatan"), (Field::Village, "Desa")]));
}

#[test]
fn district_once_per_group() {
    let columns =
        with(&[(Field::District, "Kecamatan"), (Field::Village, "Desa"), (Field::Occupation, "Pekerjaan")]);
    check("district_once_per_group", &columns);
}

#[test]
fn village_missing_here_and_there() {
    check("village_missing_here_and_there", &with(&[(Field::Village, "Desa")]));
}

#[test]
fn total_and_signature() {
    let columns =
        with(&[(Field::Address, "Alamat"), (Field::Occupation, "Pekerjaan"), (Field::Amount, "Jumlah")]);
    check("total_and_signature", &columns);
}

#[test]
fn ragged_rows() {
    let columns =
        with(&[(Field::Mother, "Nama Ibu"), (Field::BirthDate, "Tanggal Lahir"), (Field::Rt, "RT")]);
    check("ragged_rows", &columns);
}

#[test]
fn stray_quotes() {
    check("stray_quotes", &with(&[(Field::Address, "Alamat")]));
}

#[test]
fn excel_text_cells() {
    check("excel_text_cells", &with(&[(Field::Kk, "NO KK")]));
}

#[test]
fn file_cut_off() {
    check("file_cut_off", &with(&[(Field::Village, "Desa")]));
}

#[test]
fn several_files() {
    check("several_files", PERSON);
}

#[test]
fn columns_by_several_names() {
    let columns = [
        (Field::Kk, "No. KK"),
        (Field::Nik, "NIK PENGURUS"),
        (Field::Name, "nama_pengurus"),
        (Field::Address, "Alamat+RT+RW"),
        (Field::Regency, "Kab Kota"),
        (Field::BirthDate, "Tanggal Lahir"),
        (Field::Province, ""),
    ];
    check("columns_by_several_names", &columns);
}

#[test]
fn nothing_to_read() {
    let folder = fixture("nothing_to_read");
    let file = |name: &str, path: &str| roster(name, folder.join(path), PERSON);
    let rosters = [
        file("kosong", "kosong.csv"),
        file("tanpa_baris", "tanpa_baris.csv"),
        file("lain", "lain.csv"),
        file("halaman", "halaman.xls"),
        file("salah_ketik", "pkh_2042.csv"),
        file("tidak_ada", "zzz.parquet"),
        file("pola", "bpnt_*.csv"),
        roster("terbaca", folder.join("pkh_2024.csv"), &[(Field::Nik, "NIK"), (Field::Name, "Nama Penerma")]),
    ];
    check_page("nothing_to_read", &folder, &rosters);
}

#[test]
fn renamed_binary() {
    let folder = fixture("renamed_binary");
    let files = ["surat.csv", "foto.csv", "arsip.csv", "biner.csv"];
    let rosters: Vec<Roster> = files.iter().map(|file| roster(file, folder.join(file), PERSON)).collect();
    check_page("renamed_binary", &folder, &rosters);
}

/// Writes files of a story into a folder that is gone afterwards, and checks the story's page.
fn check_made(story: &str, files: &[(&str, Vec<u8>)], columns: &[(Field, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    let mut rosters = Vec::new();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        rosters.push(roster(name, path, columns));
    }
    check_page(story, folder.path(), &rosters);
}

#[test]
fn encodings() {
    let text = "NIK;Nama\r\n3314010101800001;RENÉ D’ARC\r\n3314010201800002;SITI\r\n";
    let utf16 = |to_bytes: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
        let mark = mark.then_some(0xfeff);
        mark.into_iter().chain(text.encode_utf16()).flat_map(to_bytes).collect()
    };
    let with_mark = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    let windows = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let mixed =
        [text.as_bytes(), b"3314010301800003;JOS\xc9\r\n", "3314010401800004;ÉÉÉÉÉÉÉÉ\r\n".as_bytes()]
            .concat();
    let files = [
        ("utf8.csv", text.as_bytes().to_vec()),
        ("utf8_mark.csv", with_mark),
        ("utf16le_mark.csv", utf16(u16::to_le_bytes, true)),
        ("utf16le.csv", utf16(u16::to_le_bytes, false)),
        ("utf16be.csv", utf16(u16::to_be_bytes, false)),
        ("windows1252.csv", windows),
        ("mixed.csv", mixed),
    ];
    check_made("encodings", &files, PERSON);
}

#[test]
fn line_ends() {
    let text = "NIK;Nama\n3314010101800001;BUDI\n3314010201800002;SITI\n";
    let files = [
        ("crlf.csv", text.replace('\n', "\r\n").into_bytes()),
        ("cr.csv", text.replace('\n', "\r").into_bytes()),
        ("no_last_end.csv", text.trim_end().as_bytes().to_vec()),
        ("blank_lines.csv", format!("\n{}\n\n", text.replace('\n', "\n\n")).into_bytes()),
    ];
    check_made("line_ends", &files, PERSON);
}

#[test]
fn nul_bytes() {
    let text = b"NIK;Nama;Alamat\n3314010101800001;BU\0DI;JATI\n3314010201800002;SITI\0\0\0;JATI\n".to_vec();
    let padded = [text.as_slice(), &[0; 12], b"\n"].concat();
    check_made("nul_bytes", &[("nul.csv", text), ("padded.csv", padded)], PERSON);
}

/// Two sheets of people, one summary; a NIK typed as a number, a date as a date, an RT/RW that became one.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = book.add_worksheet().set_name("Rekap").unwrap();
    sheet.write(0, 0, "Kecamatan").unwrap();
    sheet.write(0, 1, "Penerima").unwrap();
    sheet.write(1, 0, "MASARAN").unwrap();
    sheet.write(1, 1, 2).unwrap();
    for (name, first) in [("Masaran", 1_u8), ("Sidoharjo", 3)] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write(1, 0, "DAFTAR PENERIMA").unwrap();
        for (column, header) in (0..).zip(["No", "NIK", "Nama", "Tanggal Lahir", "RT/RW"]) {
            sheet.write(3, column, header).unwrap();
        }
        for number in first..first + 2 {
            let row = u32::from(number - first) + 4;
            let born = ExcelDateTime::from_ymd(1980, 1, number).unwrap();
            let place = ExcelDateTime::from_ymd(2024, 3, number).unwrap();
            sheet.write(row, 0, number).unwrap();
            if number % 2 == 1 {
                sheet.write(row, 1, format!("331401{number:02}0180000{number}")).unwrap();
            } else {
                sheet.write(row, 1, 3_314_010_101_800_000.0 + 1_000_000.0 * f64::from(number)).unwrap();
            }
            sheet.write(row, 2, format!("WARGA KE\n{number}")).unwrap();
            sheet.write_with_format(row, 3, &born, &date).unwrap();
            sheet.write_with_format(row, 4, &place, &date).unwrap();
        }
        sheet.write(7, 2, "JUMLAH").unwrap();
        sheet.write(7, 3, 2).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn workbook_with_several_sheets() {
    let columns = with(&[(Field::BirthDate, "Tanggal Lahir"), (Field::RtRw, "RT/RW")]);
    let book = workbook();
    check_made("workbook_with_several_sheets", &[("data.xlsx", book.clone()), ("data.csv", book)], &columns);
}

#[test]
fn one_sheet_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.xlsx");
    fs::write(&path, workbook()).unwrap();
    let named = |sheet: &str| Roster { sheet: Some(sheet.to_owned()), ..roster(sheet, path.clone(), PERSON) };
    check_page("one_sheet_by_name", folder.path(), &[named("sidoharjo"), named("Gemolong")]);
}

#[test]
fn parquet_file() {
    let mut frame = DataFrame::new_infer_height(vec![
        Series::new("nik".into(), [3_314_010_101_800_001_i64, 3_314_010_201_800_002]).into_column(),
        Series::new("nama".into(), [Some("BUDI"), None]).into_column(),
        Series::new("nominal".into(), [Some(300_000.0), Some(0.5)]).into_column(),
        Series::new("aktif".into(), [Some(true), None]).into_column(),
    ])
    .unwrap();
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
    let columns = with(&[(Field::Amount, "Nominal"), (Field::Status, "Aktif")]);
    check_made("parquet_file", &[("data.parquet", bytes)], &columns);
}

#[test]
fn settings_can_fix_what_is_detected() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.csv");
    fs::write(&path, "NIK,Nama\nNIK;Nama\n3314010101800001;REN\u{c9}, S.PD\n").unwrap();
    let fixed = Roster {
        delimiter: Some(b';'),
        encoding: Some("windows-1252".to_owned()),
        header_row: Some(2),
        ..roster("roster", path.clone(), PERSON)
    };
    let bare = Roster {
        header_row: Some(0),
        delimiter: Some(b';'),
        ..roster("tanpa_kepala", path, &[(Field::Nik, "kolom 1"), (Field::Name, "kolom 2")])
    };
    check_page("settings_can_fix_what_is_detected", folder.path(), &[fixed, bare]);
}

/// What a file looks like before it is mutilated.
const WHOLE: &str = "DAFTAR PENERIMA;;;\n\nNo;NIK;Nama;Alamat\n1;3314010101800001;BUDI;\"JL A; NO 1\"\n\
    2;3314010201800002;SITI;\"JL B\nRT 02\"\n3;;SUKIYEM;JATI\n4;3314010401800004;\"PAIJO\";JATI\n\
    ;JUMLAH;;4\n;;;KEPALA DESA\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is done to a file: no line is lost or counted twice, rows are numbered without gap, and the
    /// size of chunks changes nothing.
    #[test]
    fn every_line_is_a_row_or_a_refusal(
        repeats in 1_usize..6,
        edits in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(
            &[b'"', b';', b',', b'\n', b'\r', 0, 0xe9, b'=', b' ', b'7', b'X'][..]), 0_u8..3), 0..12),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut file = WHOLE.repeat(repeats).into_bytes();
        for (place, byte, kind) in edits {
            let at = place.index(file.len());
            match kind {
                0 => file.insert(at, byte),
                1 => file[at] = byte,
                _ => { file.remove(at); }
            }
        }
        if is_cut {
            let at = cut.index(file.len());
            file.truncate(at);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data.csv");
        fs::write(&path, &file).unwrap();
        let rosters = [roster("roster", path, &with(&[(Field::Address, "Alamat")]))];
        let (chunks, intake) = read(&rosters, 2);
        let Some(reading) = intake.files.first() else {
            prop_assert!(!intake.findings.is_empty());
            return Ok(());
        };
        prop_assert_eq!(reading.lines, reading.row_lines + reading.structural_lines + reading.refused_lines);
        prop_assert_eq!(reading.bytes, file.len() as u64);
        let returns = file.windows(2).filter(|pair| pair[0] == b'\r' && pair[1] != b'\n').count();
        if returns == 0 && reading.lines > 0 {
            let ends = file.iter().filter(|&&byte| byte == b'\n').count() as u64;
            let has_rest = file.last().is_some_and(|&byte| byte != b'\n');
            prop_assert_eq!(reading.lines, ends + u64::from(has_rest));
        }
        let mut numbers: Vec<u32> = chunks.iter().flat_map(|chunk| chunk.rows.clone()).collect();
        numbers.extend(intake.refusals.iter().filter_map(|refusal| refusal.row));
        numbers.sort_unstable();
        let expected: Vec<u32> = (1..=numbers.len() as u32).collect();
        prop_assert_eq!(numbers, expected);
        let mut starts: Vec<u32> = chunks.iter().flat_map(|chunk| chunk.lines.clone()).collect();
        starts.extend(intake.refusals.iter().map(|refusal| refusal.line));
        let count = starts.len();
        starts.sort_unstable();
        starts.dedup();
        prop_assert_eq!(starts.len(), count);
        let (whole, again) = read(&rosters, 1000);
        let cells = |chunks: &[RowChunk]| -> Vec<(u32, Vec<String>)> {
            let rows = chunks.iter().flat_map(|chunk| (0..chunk.len()).map(move |row| (chunk, row)));
            rows.map(|(chunk, row)| {
                let cells = chunk.cells.iter().map(|(_, column)| column.get(row).to_owned());
                (chunk.lines[row], cells.collect())
            }).collect()
        };
        prop_assert_eq!(cells(&chunks), cells(&whole));
        prop_assert_eq!(intake.refusals, again.refusals);
    }
}
