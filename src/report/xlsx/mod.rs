//! How does a night reach an officer who works in Excel? `report.xlsx`: a summary and one sheet a kind of work, with
//! columns to fill in that `padan decide --from` reads back.
//!
//! Nothing is left out silently: each sheet says how many lines there are, how many it lists, and which table has the
//! rest. A night's lists are written in full up to 150,000 lines together; a larger one would cost more time than the
//! night has to give, and nobody works through it by hand, so that it shows the lines with the most at stake.

mod book;
mod cells;
mod conflicts;
mod lines;
mod lists;
mod pairs;
mod sheet;
mod summary;
#[cfg(test)]
mod tests;

use std::path::Path;

use rayon::prelude::*;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, XlsxError};

use super::accounts::Accounts;
use super::language::Language;
use super::night::Night;
use super::page::Extras;
use crate::error::{Error, Result};
use crate::state::file::{Written, write_whole};
use lists::lists;
use sheet::{Formats, Layout, List, Part};
use summary::summary;

/// Lines of all lists together up to which each is written in full. 55,000 lines cost 0.3 CPU seconds here; a regency of
/// 100,000 rows has about 80,000.
const FULL: usize = 150_000;
/// Lines of each list above that.
const SHORT: usize = 10_000;
/// Rows that a sheet of the format has.
const SHEET_ROWS: usize = 1_048_576;

/// How much the workbook lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkbookSize {
    /// Everything up to 150,000 lines, else 10,000 lines a list.
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

/// Writes the workbook; none when none is wanted. What it is made from is known before any table is written.
///
/// # Errors
/// When the file cannot be written.
pub fn write_workbook(
    night: &Night<'_>,
    accounts: &Accounts,
    extras: &Extras<'_>,
    language: Language,
    path: &Path,
) -> Result<Option<Written>> {
    if extras.workbook == WorkbookSize::Off {
        return Ok(None);
    }
    let failed = |error: XlsxError| Error::Output { path: path.to_owned(), what: error.to_string() };
    let lists = lists(night, accounts, language);
    let most = extras.workbook.most(lists.iter().map(|list| list.lines).sum());
    let layouts: Vec<Layout> = lists.iter().map(|list| list.layout(most, SHEET_ROWS)).collect();
    let order = |(list, layout): (&List<'_>, &Layout)| (list.order)(layout.listed);
    let lines: Vec<Vec<u32>> = lists.par_iter().zip(&layouts).map(order).collect();
    let parts = parts(&lists, &layouts, &lines);
    let mut book = rust_xlsxwriter::Workbook::new();
    let frame = |book: &mut rust_xlsxwriter::Workbook| -> std::result::Result<(), XlsxError> {
        properties(book, night, language)?;
        summary(book, night, extras, language, &lists, &layouts)?;
        let formats = Formats::new();
        parts.iter().try_for_each(|part| part.write_frame(book.add_worksheet(), &formats, language))
    };
    frame(&mut book).map_err(failed)?;
    let bound = book::bound(&mut book, &parts).map_err(failed)?;
    write_whole(path, |out| bound.write(out).map_err(failed)).map(Some)
}

/// The sheets of all lists, in order.
fn parts<'p, 'a>(lists: &'p [List<'a>], layouts: &'p [Layout], lines: &'p [Vec<u32>]) -> Vec<Part<'p, 'a>> {
    let of_list = |((list, layout), lines): ((&'p List<'a>, &'p Layout), &'p Vec<u32>)| {
        (0..layout.sheets).map(move |number| {
            let from = number * layout.lines_a_sheet;
            let to = (from + layout.lines_a_sheet).min(lines.len());
            Part { list, layout, number, lines: &lines[from.min(to)..to] }
        })
    };
    lists.iter().zip(layouts).zip(lines).flat_map(of_list).collect()
}

/// What the file says of itself.
fn properties(
    book: &mut rust_xlsxwriter::Workbook,
    night: &Night<'_>,
    language: Language,
) -> std::result::Result<(), XlsxError> {
    let title =
        format!("{} {} {}", language.pick("Laporan pemadanan", "Matching report"), night.name, night.date);
    let properties = DocProperties::new().set_title(title).set_author("Padan");
    book.set_properties(&properties.set_creation_datetime(&made_on(night.date)?));
    Ok(())
}

/// The night's date: the same night gives the same bytes whenever it is run.
fn made_on(date: &str) -> std::result::Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::parse_from_str(date).or_else(|_| ExcelDateTime::from_ymd(2000, 1, 1))
}
