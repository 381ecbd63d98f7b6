//! How is a workbook read? Every sheet whose header has the roster's columns becomes a table; the line of a row
//! is its row number in the sheet. XLSX, XLSB, XLS and ODS, told by content, not by name.

use std::fmt::Write as _;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, ExcelDateTime, Range, Reader, open_workbook_auto_from_rs};

use crate::error::{Error, Message, Result};

use super::FileReading;
use super::cells::write_number;
use super::grid::{Grid, GridCells};
use super::header::{self, Header, Sample, SampleRecord};
use super::notices;
use super::records::JoinedCells;
use super::table::{self, Table, Target};
use super::text::{KEPT_LINES, likeliest};
use super::xlsx;

/// Rows looked at to find the header and the looks of columns.
const SAMPLED: usize = 2000;

/// A workbook's sheets in order, or what the file is instead: what, and the next step.
pub(super) fn sheets(bytes: &[u8]) -> std::result::Result<(&'static str, Vec<Sheet>), (Message, Message)> {
    if let Some(sheets) = xlsx::sheets(bytes) {
        let sheets = sheets.into_iter().map(|(name, cells)| Sheet { name, cells: Ok(cells) }).collect();
        return Ok(("xlsx", sheets));
    }
    sheets_of_any_kind(bytes)
}

/// The same by way of calamine.
pub(super) fn sheets_of_any_kind(
    bytes: &[u8],
) -> std::result::Result<(&'static str, Vec<Sheet>), (Message, Message)> {
    let mut workbook = match open_workbook_auto_from_rs(Cursor::new(bytes)) {
        Ok(workbook) => workbook,
        Err(_) => return Err(instead(bytes)),
    };
    let kind = match &workbook {
        calamine::Sheets::Xls(_) => "xls",
        calamine::Sheets::Xlsx(_) => "xlsx",
        calamine::Sheets::Xlsb(_) => "xlsb",
        calamine::Sheets::Ods(_) => "ods",
    };
    let names = workbook.sheet_names();
    let sheets = names
        .into_iter()
        .map(|name| {
            let cells = workbook.worksheet_range(&name).map_err(|error| error.to_string());
            Sheet { name, cells: cells.map(|range| grid(&range)) }
        })
        .collect();
    Ok((kind, sheets))
}

/// A sheet's cells as text.
fn grid(range: &Range<Data>) -> Grid {
    let mut grid = Grid::default();
    let (Some((top, left)), Some((bottom, right))) = (range.start(), range.end()) else { return grid };
    for (row, column, cell) in range.used_cells() {
        grid.push(top + row as u32 + 1, (left + column as u32) as u16, |text| write_cell(cell, text));
    }
    grid.reach(top + 1, left as u16);
    grid.reach(bottom + 1, right as u16);
    grid
}

/// A sheet's name, and its rows as text, each with its line.
pub type SheetRows = (String, Vec<(u32, Vec<String>)>);

/// All rows of a workbook's sheets, for small tables that people fill in; a sheet that cannot be read has none.
///
/// # Errors
/// When the file is no workbook: the error says what it is instead.
pub fn sheet_rows(path: &Path, bytes: &[u8]) -> Result<Vec<SheetRows>> {
    let (_, sheets) = sheets(bytes)
        .map_err(|(what, next_step)| Error::Input { what: notices::no_table(path, &what), next_step })?;
    let texts = |row: GridCells<'_>| row.map(|cell| super::cells::clean(cell).to_owned()).collect();
    let rows = |sheet: &Sheet| sheet.filled_rows().map(|(line, row)| (line, texts(row))).collect();
    Ok(sheets.iter().map(|sheet| (sheet.name.clone(), rows(sheet))).collect())
}

/// What a container is that is no workbook.
fn instead(bytes: &[u8]) -> (Message, Message) {
    let is_ole = bytes.starts_with(b"\xd0\xcf\x11\xe0");
    let locked: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
    if is_ole && bytes.windows(locked.len()).any(|window| window == locked) {
        let next = message!(
            "Buka di Excel dengan kata sandinya, lalu simpan tanpa kata sandi.",
            "Open it in Excel with its password, and save it without one."
        );
        return (message!("buku kerja terkunci kata sandi", "a workbook locked by a password"), next);
    }
    if is_ole {
        let next = message!(
            "Buka di Excel atau Word, lalu simpan tabelnya sebagai .xlsx.",
            "Open it in Excel or Word, and save its table as .xlsx."
        );
        let what = message!(
            "dokumen Office lama atau buku kerja yang rusak",
            "an old Office document or a damaged workbook"
        );
        return (what, next);
    }
    let next = message!(
        "Bila arsip, buka dan letakkan isinya di folder masukan; bila buku kerja, simpan ulang dari Excel.",
        "If it is an archive, open it and put what is in it into the input folder; if it is a workbook, save it \
         again from Excel."
    );
    (message!("arsip ZIP atau buku kerja yang rusak", "a ZIP archive or a damaged workbook"), next)
}

/// One sheet: its cells, or why they cannot be read.
pub(super) struct Sheet {
    /// Name on the tab.
    pub name: String,
    /// Its cells, as text.
    pub cells: std::result::Result<Grid, String>,
}

impl Sheet {
    /// Rows of the sheet, the empty ones above the first filled one too.
    pub(super) fn rows(&self) -> u32 {
        self.lines().map_or(0, |(_, last)| last)
    }

    /// Rows above the first filled one.
    fn rows_above(&self) -> u32 {
        self.lines().map_or(0, |(first, _)| first - 1)
    }

    fn lines(&self) -> Option<(u32, u32)> {
        self.cells.as_ref().ok().and_then(Grid::lines)
    }

    fn filled_rows(&self) -> impl Iterator<Item = (u32, GridCells<'_>)> {
        self.cells.iter().flat_map(Grid::rows)
    }

    /// The first rows, as text.
    pub(super) fn sample(&self, most: usize) -> Sample {
        let records = self
            .filled_rows()
            .take(most)
            .map(|(line, row)| {
                let cells = row.map(|cell| super::cells::clean(cell).to_owned()).collect();
                SampleRecord { line, lines: 1, cells }
            })
            .collect();
        Sample { records, is_whole: self.filled_rows().nth(most).is_none() }
    }
}

/// Reads a workbook.
///
/// # Errors
/// Only the sink's own.
pub(super) fn read(target: &mut Target<'_>, path: &Path, bytes: &[u8]) -> Result<()> {
    let place = notices::place(target.roster, path, None);
    let blake3 = blake3::hash(bytes).to_hex().to_string();
    let size = bytes.len() as u64;
    let (kind, mut sheets) = match sheets(bytes) {
        Ok(found) => found,
        Err((what, next_step)) => {
            target.intake.findings.push(notices::foreign(place, path, &what, next_step));
            let reading = table::new_reading(target.roster, path.to_owned(), "");
            target.intake.files.push(FileReading { bytes: size, blake3, ..reading });
            return Ok(());
        }
    };
    if let Some(wanted) = &target.roster.sheet {
        let names: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
        sheets.retain(|sheet| header::compact(&sheet.name) == header::compact(wanted));
        if sheets.is_empty() {
            target.intake.findings.push(notices::missing_sheet(place.clone(), wanted, &names));
        }
    }
    let mut read_any = sheets.is_empty();
    let mut headers = Vec::new();
    for sheet in &sheets {
        let reading = FileReading {
            sheet: Some(sheet.name.clone()),
            bytes: size,
            blake3: blake3.clone(),
            ..table::new_reading(target.roster, path.to_owned(), kind)
        };
        read_any |= read_sheet(target, sheet, reading, &mut headers)?;
    }
    if !read_any {
        target.intake.findings.push(notices::no_header(place, path, &headers));
    }
    Ok(())
}

/// Reads one sheet; false when it is not the roster's. `headers` gathers what its columns are called instead.
fn read_sheet(
    target: &mut Target<'_>,
    sheet: &Sheet,
    mut reading: FileReading,
    headers: &mut Vec<String>,
) -> Result<bool> {
    let place = notices::place(target.roster, &reading.path, Some(&sheet.name));
    if let Err(reason) = &sheet.cells {
        let finding = notices::unreadable(place, &reading.path, reason);
        target.intake.findings.push(finding);
        return Ok(false);
    }
    let sample = sheet.sample(SAMPLED);
    if sample.records.is_empty() {
        return Ok(false);
    }
    let found = Header::find(&sample, &target.wanted(), target.roster.header_row);
    let Some(header) = found.filter(|header| table::is_usable(target.roster, header)) else {
        headers.extend(likeliest(&sample).names.into_iter().filter(|name| !name.is_empty()));
        target.intake.findings.push(notices::sheet_without_header(place));
        reading.lines = u64::from(sheet.rows());
        let kept = sample.records.iter().take(KEPT_LINES);
        let text = kept.map(|record| record.cells.join("\t") + "\n").collect();
        target.leave_out(reading, "LEMBAR_DILEWATI", text);
        return Ok(false);
    };
    let mut table = Table::open(target, reading, header, &sample);
    for line in 1..=sheet.rows_above() {
        table.take_blank(line);
    }
    let mut cells = JoinedCells::default();
    for (line, row) in sheet.filled_rows() {
        cells.clear();
        for cell in row {
            cells.push(|text| text.push_str(cell));
        }
        table.take(&cells.record(line, 1))?;
    }
    table.close()?;
    Ok(true)
}

/// A cell as text. A number shows every digit its float has: a NIK typed as a number has lost its last one,
/// and that must stay visible.
fn write_cell(cell: &Data, text: &mut String) {
    // Writing to a string cannot fail.
    let _ = match cell {
        Data::Empty => Ok(()),
        Data::String(value) | Data::DateTimeIso(value) | Data::DurationIso(value) => {
            write_line(value, text);
            Ok(())
        }
        Data::Int(value) => write!(text, "{value}"),
        Data::Float(value) => {
            write_number(*value, text);
            Ok(())
        }
        Data::Bool(value) => write!(text, "{}", if *value { "TRUE" } else { "FALSE" }),
        Data::Error(error) => write!(text, "{error}"),
        Data::DateTime(moment) => write_moment(moment, text),
    };
}

/// Text without line ends: a row is one line in everything that is written later.
pub(super) fn write_line(value: &str, text: &mut String) {
    if value.bytes().any(|byte| matches!(byte, b'\n' | b'\r' | b'\t' | b'\0')) {
        text.extend(
            value
                .chars()
                .filter(|&letter| letter != '\r' && letter != '\0')
                .map(|letter| if letter == '\n' || letter == '\t' { ' ' } else { letter }),
        );
    } else {
        text.push_str(value);
    }
}

/// `1980-12-31`, with the time only when there is one; a duration as its number of days.
fn write_moment(moment: &ExcelDateTime, text: &mut String) -> std::fmt::Result {
    if moment.is_duration() {
        write_number(moment.as_f64(), text);
        return Ok(());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    write!(text, "{year:04}-{month:02}-{day:02}")?;
    if (hour, minute, second) != (0, 0, 0) {
        write!(text, " {hour:02}:{minute:02}:{second:02}")?;
    }
    Ok(())
}
