//! How does a roster become a file? Delimiters, encodings, line ends, titles, one- and two-row headers, headers
//! repeated, cells left blank below the first of a group, totals and signatures; text or workbook.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use crate::error::{Error, Result};

use super::listing::{BREAK, NUMERIC, RUNNING};
use super::rosters::{Cell, FileForm, Footer, Roster};

/// A sheet ends at 1,048,576 rows; the card reaches about a fifth of the people.
const MOST_PEOPLE_IN_A_WORKBOOK: u64 = 4_000_000;

/// How a file differs from the way its roster is usually sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Guise {
    /// Stands behind the roster's name in the file's.
    pub(super) suffix: String,
    /// Between cells, instead of the usual; a workbook has none.
    pub(super) delimiter: Option<char>,
    /// The usual columns in another order; empty for the usual one.
    pub(super) order: Vec<usize>,
}

/// One roster's file while it is written.
pub(super) struct RosterFile {
    pub(super) roster: &'static Roster,
    /// Data rows so far.
    pub(super) rows: u64,
    path: PathBuf,
    sink: Sink,
    sum: u64,
    amount_column: Option<usize>,
    /// Last values of the columns that are filled down.
    above: Vec<String>,
    district: u64,
    line: Vec<String>,
    text: String,
    order: Vec<usize>,
}

enum Sink {
    Text {
        out: BufWriter<File>,
        form: FileForm,
    },
    /// The workbook and the next free row.
    Book(Box<Workbook>, u32),
}

impl RosterFile {
    /// Opens the file in `folder` and writes what stands above the first row.
    pub(super) fn open(roster: &'static Roster, folder: &Path, people: u64) -> Result<RosterFile> {
        RosterFile::open_as(roster, folder, people, &Guise::default())
    }

    /// Opens the file in another guise.
    pub(super) fn open_as(
        roster: &'static Roster,
        folder: &Path,
        people: u64,
        guise: &Guise,
    ) -> Result<RosterFile> {
        let stem = format!("{}{}", roster.name, guise.suffix);
        let small = people <= MOST_PEOPLE_IN_A_WORKBOOK;
        let (sink, path) = match roster.file {
            FileForm::Workbook if small => {
                let path = folder.join(format!("{stem}.xlsx"));
                (Sink::Book(Box::new(new_book(&path)?), 0), path)
            }
            form => {
                let path = folder.join(format!("{stem}.{}", roster.ending));
                let file =
                    File::create(&path).map_err(|source| Error::file(&path, "cannot be written", source))?;
                let form = match form {
                    FileForm::Workbook => FileForm::Utf8 { delimiter: ',', mark: true, crlf: true },
                    other => other,
                };
                let form = guise.delimiter.map_or(form, |delimiter| form.with(delimiter));
                (Sink::Text { out: BufWriter::with_capacity(1 << 18, file), form }, path)
            }
        };
        let mut file = RosterFile {
            roster,
            rows: 0,
            path,
            sink,
            sum: 0,
            amount_column: roster.columns.iter().position(|(_, cell)| *cell == Cell::Amount),
            above: vec![String::new(); roster.fill_down.len()],
            district: 0,
            line: Vec::new(),
            text: String::new(),
            order: guise.order.clone(),
        };
        file.mark()?;
        for title in roster.titles {
            file.write_line(&[(*title).to_owned()])?;
        }
        file.header()?;
        Ok(file)
    }

    /// The byte-order mark, where the file has one.
    fn mark(&mut self) -> Result<()> {
        let Sink::Text { out, form } = &mut self.sink else { return Ok(()) };
        let mark: &[u8] = match form {
            FileForm::Utf8 { mark: true, .. } => "\u{feff}".as_bytes(),
            FileForm::Utf16 { .. } => &[0xff, 0xfe],
            _ => &[],
        };
        out.write_all(mark).map_err(|source| Error::file(&self.path, "cannot be written", source))
    }

    fn header(&mut self) -> Result<()> {
        let columns = self.roster.columns;
        if !self.roster.groups.is_empty() {
            // The upper row names groups; the lower the columns within them, and every other column stands above.
            let first = self.roster.groups[0].0;
            let after = first + 6;
            let in_group = |place: usize| (first..after).contains(&place);
            let mut upper: Vec<String> = Vec::new();
            let mut lower: Vec<String> = Vec::new();
            for (place, (name, _)) in columns.iter().enumerate() {
                let group = self.roster.groups.iter().find(|(at, _)| *at == place);
                upper.push(match group {
                    Some((_, name)) => (*name).to_owned(),
                    None if in_group(place) => String::new(),
                    None => (*name).to_owned(),
                });
                lower.push(if in_group(place) { (*name).to_owned() } else { String::new() });
            }
            self.write_line(&upper)?;
            return self.write_line(&lower);
        }
        let names: Vec<String> = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
        self.write_ordered(&names)
    }

    /// Writes one data row (cells apart by [`BREAK`]) of a village (10 digits); gives its number from 1.
    pub(super) fn write_row(&mut self, row: &str, village: u64) -> Result<u64> {
        let district = village / 10_000;
        if self.roster.header_again && self.district != 0 && self.district != district {
            self.header()?;
            self.above.fill(String::new());
        }
        self.district = district;
        self.rows += 1;
        let mut line = std::mem::take(&mut self.line);
        let mut count = 0;
        for (column, cell) in row.split(BREAK).enumerate() {
            if line.len() <= column {
                line.push(String::new());
            }
            line[column].clear();
            count += 1;
            if cell.starts_with(RUNNING) {
                line[column].push_str(&self.rows.to_string());
            } else {
                line[column].push_str(cell);
            }
        }
        line.truncate(count);
        if let Some(column) = self.amount_column {
            self.sum += line[column].parse::<u64>().unwrap_or(0);
        }
        self.fill_down(&mut line);
        let written = self.write_ordered(&line);
        self.line = line;
        written.map(|()| self.rows)
    }

    /// Blanks what stands above already; a group that begins anew shows all its columns.
    fn fill_down(&mut self, line: &mut [String]) {
        let same =
            self.roster.fill_down.iter().zip(&self.above).all(|(column, above)| line[*column] == *above);
        for (column, above) in self.roster.fill_down.iter().zip(&mut self.above) {
            if same {
                line[*column].clear();
            } else {
                above.clone_from(&line[*column]);
            }
        }
    }

    /// Writes what stands below the last row and closes the file.
    pub(super) fn close(mut self) -> Result<()> {
        if self.roster.footer != Footer::None {
            let mut total = vec![String::new(); self.roster.columns.len()];
            total[1] = "JUMLAH".to_owned();
            if let Some(column) = self.amount_column {
                total[column] = self.sum.to_string();
            }
            self.write_line(&total)?;
        }
        if self.roster.footer == Footer::TotalAndSignature {
            let width = self.roster.columns.len();
            for text in ["", "Mengetahui,", "Kepala Desa", "", "(....................)"] {
                let mut line = vec![String::new(); width];
                line[width - 3] = text.to_owned();
                self.write_line(&line)?;
            }
        }
        match self.sink {
            Sink::Text { mut out, .. } => {
                out.flush().map_err(|source| Error::file(&self.path, "cannot be written", source))
            }
            Sink::Book(mut book, _) => book.save(&self.path).map_err(|trouble| broken(&self.path, &trouble)),
        }
    }

    /// Writes cells that stand in the roster's columns, in the order of this file.
    fn write_ordered(&mut self, cells: &[String]) -> Result<()> {
        if self.order.is_empty() {
            return self.write_line(cells);
        }
        let cells: Vec<String> = self.order.iter().map(|column| cells[*column].clone()).collect();
        self.write_line(&cells)
    }

    fn write_line(&mut self, cells: &[String]) -> Result<()> {
        match &mut self.sink {
            Sink::Text { out, form } => {
                text_line(&mut self.text, cells, *form);
                encode(out, &self.text, *form)
                    .map_err(|source| Error::file(&self.path, "cannot be written", source))
            }
            Sink::Book(book, next) => {
                let sheet = book.worksheet_from_index(0).map_err(|trouble| broken(&self.path, &trouble))?;
                for (column, cell) in cells.iter().enumerate() {
                    let column = column as u16;
                    let number = cell.strip_prefix(NUMERIC).and_then(|digits| digits.parse::<f64>().ok());
                    let done = match number {
                        Some(number) => sheet.write_number(*next, column, number),
                        None if cell.is_empty() => continue,
                        None => sheet.write_string(*next, column, cell),
                    };
                    done.map_err(|trouble| broken(&self.path, &trouble))?;
                }
                *next += 1;
                Ok(())
            }
        }
    }
}

/// A workbook whose bytes do not tell when it was made.
fn new_book(path: &Path) -> Result<Workbook> {
    let made = ExcelDateTime::from_ymd(2026, 1, 1).map_err(|trouble| broken(path, &trouble))?;
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    book.add_worksheet_with_constant_memory()
        .and_then(|sheet| sheet.set_name("Data"))
        .map_err(|trouble| broken(path, &trouble))?;
    Ok(book)
}

fn broken(path: &Path, trouble: &dyn std::fmt::Display) -> Error {
    Error::Output { path: path.to_owned(), what: trouble.to_string() }
}

fn text_line(text: &mut String, cells: &[String], form: FileForm) {
    let (delimiter, end) = match form {
        FileForm::Utf8 { delimiter, crlf, .. } => (delimiter, if crlf { "\r\n" } else { "\n" }),
        FileForm::Windows { delimiter } | FileForm::Utf16 { delimiter } => (delimiter, "\r\n"),
        FileForm::Workbook => (',', "\r\n"),
    };
    text.clear();
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            text.push(delimiter);
        }
        let cell = cell.strip_prefix(NUMERIC).unwrap_or(cell);
        if cell.contains(delimiter) || cell.contains('"') {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push_str(end);
}

fn encode(out: &mut impl Write, text: &str, form: FileForm) -> std::io::Result<()> {
    match form {
        FileForm::Utf16 { .. } => {
            for unit in text.encode_utf16() {
                out.write_all(&unit.to_le_bytes())?;
            }
            Ok(())
        }
        FileForm::Windows { .. } => out.write_all(&encoding_rs::WINDOWS_1252.encode(text).0),
        _ => out.write_all(text.as_bytes()),
    }
}
