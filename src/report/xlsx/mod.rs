//! How does a night reach an officer who works in Excel? `report.xlsx`: a summary and one sheet a kind of work, with
//! columns to fill in that `padan decide --from` reads back.
//!
//! Nothing is left out silently: each sheet says how many lines there are, how many it lists, and which table has the
//! rest. A night's lists are written in full up to [`FULL`] lines together; a larger one would cost more time than the
//! night has to give, and nobody works through it by hand, so that it shows the lines with the most at stake.

mod conflicts;
mod lines;
mod lists;
mod pairs;
mod sheet;
mod summary;
#[cfg(test)]
mod tests;

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, XlsxError};

use super::language::Language;
use super::night::Night;
use super::page::Extras;
use super::read::read_columns;
use crate::error::{Error, Result};
use crate::record::TextColumn;
use crate::state::file::{Written, write_whole};
use lists::lists;
use sheet::{Formats, Layout, List, Part};
use summary::summary;

/// Lines of all lists together up to which each is written in full. 100,000 lines cost 0.6 CPU seconds here; a regency of
/// 100,000 rows has about 80,000.
const FULL: usize = 150_000;
/// Lines of each list above that.
const SHORT: usize = 10_000;
/// Rows that a sheet of the format has.
const SHEET_ROWS: usize = 1_048_576;

/// How much the workbook lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkbookSize {
    /// Everything up to [`FULL`] lines, else [`SHORT`] lines a list.
    #[default]
    Auto,
    /// Everything, on as many sheets as it takes.
    Full,
    /// So many lines a list at most.
    AtMost(usize),
    /// There is no workbook.
    Off,
}

impl WorkbookSize {
    /// Lines of each list at most, where the lists have `all` lines together.
    fn most(self, all: usize) -> usize {
        match self {
            WorkbookSize::Auto if all > FULL => SHORT,
            WorkbookSize::Auto | WorkbookSize::Full => usize::MAX,
            WorkbookSize::AtMost(lines) => lines,
            WorkbookSize::Off => 0,
        }
    }
}

/// Writes the workbook; none when none is wanted.
///
/// # Errors
/// When the file cannot be written.
pub fn write_workbook(
    night: &Night<'_>,
    extras: &Extras<'_>,
    language: Language,
    path: &Path,
) -> Result<Option<Written>> {
    if extras.workbook == WorkbookSize::Off {
        return Ok(None);
    }
    let failed = |error: XlsxError| Error::Output { path: path.to_owned(), what: error.to_string() };
    let folder = path.parent().unwrap_or(Path::new("."));
    let explanations = explanations(folder)?;
    let lists = lists(night, &explanations, language);
    let mut book = make(night, extras, language, folder, &lists).map_err(failed)?;
    write_whole(path, |out| book.save_to_writer(out).map_err(failed)).map(Some)
}

/// The workbook, unsaved. Its sheets gather in files without a name in `folder`: names of people stand in them.
fn make(
    night: &Night<'_>,
    extras: &Extras<'_>,
    language: Language,
    folder: &Path,
    lists: &[List<'_>],
) -> std::result::Result<rust_xlsxwriter::Workbook, XlsxError> {
    let most = extras.workbook.most(lists.iter().map(|list| list.lines).sum());
    let mut book = rust_xlsxwriter::Workbook::new();
    book.set_tempdir(folder)?;
    // Half the size costs twice the time; the folder holds far larger files.
    book.set_zip_compression_level(1);
    let title =
        format!("{} {} {}", language.pick("Laporan pemadanan", "Matching report"), night.name, night.date);
    let properties = DocProperties::new().set_title(title).set_author("Padan");
    book.set_properties(&properties.set_creation_datetime(&made_on(night.date)?));
    let formats = Formats::new();
    let layouts: Vec<Layout> = lists.iter().map(|list| list.layout(most, SHEET_ROWS)).collect();
    summary(&mut book, night, extras, language, lists, &layouts)?;
    for (list, layout) in lists.iter().zip(&layouts) {
        let lines = (list.order)(layout.listed);
        let size = layout.lines_a_sheet.max(1);
        for part in 0..layout.sheets {
            let from = part * size;
            let lines = &lines[from.min(lines.len())..(from + size).min(lines.len())];
            let sheet = book.add_worksheet_with_constant_memory()?;
            Part { list, layout, number: part, lines }.write(sheet, &formats, language)?;
        }
    }
    Ok(book)
}

/// Why each pair waits, as the table of the night says it, made or taken over: on a night on which nothing was sent no
/// pair is weighed again. None where there is no such table.
fn explanations(folder: &Path) -> Result<TextColumn> {
    let table = folder.join("review_queue.parquet");
    if !table.exists() {
        return Ok(TextColumn::default());
    }
    Ok(read_columns(&table, &[&["explanation"]])?.swap_remove(0))
}

/// The night's date: the same night gives the same bytes whenever it is run.
fn made_on(date: &str) -> std::result::Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::parse_from_str(date).or_else(|_| ExcelDateTime::from_ymd(2000, 1, 1))
}
