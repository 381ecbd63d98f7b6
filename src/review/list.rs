//! How does a list leave the page? As CSV or as a workbook, in which no cell runs as a formula: a text that begins like
//! one gets an apostrophe in CSV, and is a text and nothing else in a workbook.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::ask::Fault;
use crate::error::Error;

/// Lines of a sheet at most, the head apart.
const MOST_LINES: usize = 1_000_000;

/// A cell.
pub(super) enum Cell {
    Text(String),
    Number(f64),
    Empty,
}

impl Cell {
    pub(super) fn text(text: &str) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
    }

    pub(super) fn amount(amount: Option<u64>) -> Cell {
        amount.map_or(Cell::Empty, |amount| Cell::Number(amount as f64))
    }
}

/// A list: its head, and how each line is made.
pub(super) struct List<'a> {
    pub(super) head: Vec<&'static str>,
    pub(super) lines: usize,
    pub(super) line: Box<dyn Fn(usize) -> Vec<Cell> + 'a>,
}

impl List<'_> {
    /// `;` between cells and a byte order mark, as a spreadsheet with Indonesian settings expects.
    pub(super) fn csv(&self) -> Vec<u8> {
        let mut text = String::from("\u{feff}");
        text.push_str(&self.head.join(";"));
        text.push_str("\r\n");
        for line in 0..self.lines {
            for (place, cell) in (self.line)(line).iter().enumerate() {
                if place > 0 {
                    text.push(';');
                }
                match cell {
                    Cell::Text(value) => push(&mut text, value),
                    Cell::Number(value) => text.push_str(&value.to_string()),
                    Cell::Empty => {}
                }
            }
            text.push_str("\r\n");
        }
        text.into_bytes()
    }

    /// A workbook of one sheet, with the head frozen and filters on it.
    pub(super) fn workbook(&self, name: &str) -> Result<Vec<u8>, Fault> {
        if self.lines > MOST_LINES {
            return Err(Fault::TooLarge);
        }
        let fill = || -> Result<Vec<u8>, XlsxError> {
            let mut workbook = Workbook::new();
            let sheet = workbook.add_worksheet_with_constant_memory()?;
            sheet.set_name(name)?.set_freeze_panes(1, 0)?;
            let head = Format::new().set_bold();
            for (column, title) in self.head.iter().enumerate() {
                let column = column as u16;
                sheet.set_column_width(column, 18)?.write_string_with_format(0, column, *title, &head)?;
            }
            sheet.autofilter(0, 0, self.lines as u32, self.head.len().saturating_sub(1) as u16)?;
            for line in 0..self.lines {
                for (column, cell) in (self.line)(line).into_iter().enumerate() {
                    let (row, column) = (line as u32 + 1, column as u16);
                    match cell {
                        Cell::Text(value) => sheet.write_string(row, column, value)?,
                        Cell::Number(value) => sheet.write_number(row, column, value)?,
                        Cell::Empty => continue,
                    };
                }
            }
            workbook.save_to_buffer()
        };
        fill().map_err(|error| {
            Fault::Trouble(Error::Output { path: format!("{name}.xlsx").into(), what: error.to_string() })
        })
    }
}

/// A text as a cell of CSV.
fn push(out: &mut String, value: &str) {
    let runs = value.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let quoted = runs || value.contains([';', '"', '\n', '\r', ',']);
    if !quoted {
        out.push_str(value);
        return;
    }
    out.push('"');
    if runs {
        out.push('\'');
    }
    out.push_str(&value.replace('"', "\"\""));
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_runs_as_a_formula() {
        let texts = ["=1+2", "+62", "-3", "@A1", "SITI; \"AMI\"", "biasa", ""];
        let list = List {
            head: vec!["apa", "berapa"],
            lines: texts.len(),
            line: Box::new(|line| vec![Cell::text(texts[line]), Cell::Number(1500.0)]),
        };
        let csv = String::from_utf8(list.csv()).unwrap();
        let expected = "\u{feff}apa;berapa\r\n\"'=1+2\";1500\r\n\"'+62\";1500\r\n\"'-3\";1500\r\n\"'@A1\";1500\r\n\
                        \"SITI; \"\"AMI\"\"\";1500\r\nbiasa;1500\r\n;1500\r\n";
        assert_eq!(csv, expected);
        assert!(list.workbook("uji").unwrap().starts_with(b"PK"));
    }
}
