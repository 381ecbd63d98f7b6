//! How does a [`Table`] become a CSV file that Excel opens rightly and no cell of it runs as a formula?
//!
//! `;` and UTF-8 with a byte order mark, as an Excel with Indonesian settings expects, and CRLF line ends.
//! Digits that must stay text are written as the formula `="3314…"`: it survives opening by double click, where
//! a leading apostrophe would stay visible as a part of the value. A text that begins like a formula gets an
//! apostrophe in front. Fractions have a decimal point and four decimals at least: `12.5` would be read as a
//! time and `12.345` as twelve thousand by a machine that writes thousands with a point, while `12.3450` stays
//! what it is.

use std::io::Write;
use std::path::Path;

use rayon::prelude::*;

use super::table::{Column, Data, Table, rounded};
use crate::error::{Error, Result};
use crate::state::file::{Written, write_whole};

/// Rows formatted at a time by one thread.
const CHUNK_ROWS: usize = 16_384;
/// Chunks formatted before they are written: bounds what waits in memory, the bytes do not depend on it.
const WAVE_CHUNKS: usize = 32;
/// An Excel formula holds at most this many characters in one text.
const LONGEST_FORMULA_TEXT: usize = 255;

/// Writes the table to `path`.
///
/// # Errors
/// When the file cannot be written.
pub fn write_csv(table: &Table, path: &Path) -> Result<Written> {
    write_whole(path, |out| {
        let mut put = |bytes: &[u8]| {
            out.write_all(bytes).map_err(|source| Error::file(path, "cannot be written", source))
        };
        put("\u{feff}".as_bytes())?;
        put(&header(table))?;
        let columns: Vec<Cells<'_>> = table.columns.iter().map(Cells::new).collect();
        let rows = table.rows();
        let starts: Vec<usize> = (0..rows).step_by(CHUNK_ROWS).collect();
        for wave in starts.chunks(WAVE_CHUNKS) {
            let texts: Vec<Vec<u8>> = wave
                .par_iter()
                .map(|&start| format_rows(&columns, start..(start + CHUNK_ROWS).min(rows)))
                .collect();
            for text in &texts {
                put(text)?;
            }
        }
        Ok(())
    })
}

fn header(table: &Table) -> Vec<u8> {
    let mut line = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        if index > 0 {
            line.push(b';');
        }
        push_text(&mut line, &column.name);
    }
    line.extend_from_slice(b"\r\n");
    line
}

/// A column ready to be written: labels are escaped once, not once a row.
enum Cells<'a> {
    Data(&'a Data),
    Escaped(Vec<Vec<u8>>, &'a [u32]),
}

impl<'a> Cells<'a> {
    fn new(column: &'a Column) -> Cells<'a> {
        match &column.data {
            Data::Label(labels, codes) => {
                let escaped = labels
                    .iter()
                    .map(|label| {
                        let mut cell = Vec::new();
                        push_text(&mut cell, label);
                        cell
                    })
                    .collect();
                Cells::Escaped(escaped, codes)
            }
            data => Cells::Data(data),
        }
    }

    fn push(&self, out: &mut Vec<u8>, row: usize) {
        match self {
            Cells::Escaped(labels, codes) => out.extend_from_slice(&labels[codes[row] as usize]),
            Cells::Data(Data::Text(column)) => push_text(out, column.get(row)),
            Cells::Data(Data::Digits(column)) => push_digits(out, column.get(row)),
            Cells::Data(Data::Count(values)) => {
                if let Some(value) = values[row] {
                    push_count(out, value);
                }
            }
            Cells::Data(Data::Number(values, decimals)) => {
                if let Some(value) = rounded(values[row], *decimals) {
                    let decimals = usize::from(*decimals).max(4);
                    // Writing to a Vec cannot fail.
                    let _ = write!(out, "{value:.decimals$}");
                }
            }
            Cells::Data(Data::Label(..)) => unreachable!("labels are escaped when the column is prepared"),
        }
    }
}

fn format_rows(columns: &[Cells<'_>], rows: std::ops::Range<usize>) -> Vec<u8> {
    let mut out = Vec::with_capacity(rows.len() * columns.len() * 12);
    for row in rows {
        for (index, column) in columns.iter().enumerate() {
            if index > 0 {
                out.push(b';');
            }
            column.push(&mut out, row);
        }
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// A text cell: defused when it begins like a formula, quoted when it holds what separates cells or lines.
fn push_text(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let Some(first) = bytes.first() else { return };
    let formula = matches!(first, b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n');
    if bytes.iter().any(|byte| matches!(byte, b';' | b'"' | b'\n' | b'\r' | b'\t')) {
        out.push(b'"');
        if formula {
            out.push(b'\'');
        }
        for &byte in bytes {
            if byte == b'"' {
                out.push(b'"');
            }
            out.push(byte);
        }
        out.push(b'"');
    } else {
        if formula {
            out.push(b'\'');
        }
        out.extend_from_slice(bytes);
    }
}

/// A cell whose digits stay text: `"=""3314…"""`. What a formula cannot hold is an ordinary text cell.
fn push_digits(out: &mut Vec<u8>, text: &str) {
    if text.is_empty() {
        return;
    }
    let plain = text.bytes().all(|byte| (b' '..0x7f).contains(&byte) && byte != b'"');
    if !plain || text.len() > LONGEST_FORMULA_TEXT {
        return push_text(out, text);
    }
    out.extend_from_slice(b"\"=\"\"");
    out.extend_from_slice(text.as_bytes());
    out.extend_from_slice(b"\"\"\"");
}

fn push_count(out: &mut Vec<u8>, mut value: u64) {
    let mut digits = [0_u8; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[start..]);
}

/// The value that [`write_csv`] wrote into a cell: the formula that keeps digits text and the defusing
/// apostrophe are taken off again.
pub(crate) fn plain_value(cell: &str) -> &str {
    if let Some(text) = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return text;
    }
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::TextColumn;

    fn check_text(input: &str, expected: &str) {
        let mut out = Vec::new();
        push_text(&mut out, input);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn text_cells_are_quoted_only_when_they_must() {
        check_text("", "");
        check_text("SITI AMINAH, S.Pd", "SITI AMINAH, S.Pd");
        check_text("a;b", "\"a;b\"");
        check_text("the \"one\"", "\"the \"\"one\"\"\"");
        check_text("two\nlines", "\"two\nlines\"");
    }

    #[test]
    fn a_cell_cannot_begin_a_formula() {
        check_text("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"");
        check_text("+62812", "'+62812");
        check_text("-", "'-");
        check_text("@SUM(1)", "'@SUM(1)");
        check_text("\t=1", "\"'\t=1\"");
        check_text("\r=1", "\"'\r=1\"");
    }

    #[test]
    fn digits_stay_text() {
        let check = |input: &str, expected: &str| {
            let mut out = Vec::new();
            push_digits(&mut out, input);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        };
        check("", "");
        check("0014014101900002", "\"=\"\"0014014101900002\"\"\"");
        check("3314********0002", "\"=\"\"3314********0002\"\"\"");
        // A quote could close the formula's text and begin another: such a cell is no formula at all.
        check("1\"&cmd", "\"1\"\"&cmd\"");
        check("=1\n", "\"'=1\n\"");
    }

    #[test]
    fn a_written_cell_reads_back() {
        for value in ["0014", "=1+1", "-", "'quoted", "plain", "", "@x"] {
            let table = Table {
                name: "t",
                columns: vec![
                    Column { name: "a".into(), data: Data::Text([value].into_iter().collect()) },
                    Column { name: "b".into(), data: Data::Digits([value].into_iter().collect()) },
                ],
            };
            let columns: Vec<Cells<'_>> = table.columns.iter().map(Cells::new).collect();
            let text = format_rows(&columns, 0..1);
            let mut reader =
                csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(text.as_slice());
            if let Some(record) = reader.records().next() {
                let record = record.unwrap();
                assert_eq!((plain_value(&record[0]), plain_value(&record[1])), (value, value));
            }
        }
    }

    #[test]
    fn bytes_are_the_same_for_any_thread_count() {
        let rows = CHUNK_ROWS * 3 + 7;
        let names: TextColumn = (0..rows).map(|_| "A;B").collect();
        let table = Table {
            name: "t",
            columns: vec![
                Column { name: "name".into(), data: Data::Text(names) },
                Column { name: "n".into(), data: Data::Count((0..rows as u64).map(Some).collect()) },
            ],
        };
        let folder = tempfile::tempdir().unwrap();
        let bytes = |threads: usize| {
            let path = folder.path().join(format!("{threads}.csv"));
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| write_csv(&table, &path)).unwrap();
            std::fs::read(path).unwrap()
        };
        let one = bytes(1);
        assert_eq!(one, bytes(3));
        assert!(one.starts_with(b"\xef\xbb\xbfname;n\r\n\"A;B\";0\r\n"));
        assert!(one.ends_with(format!("\"A;B\";{}\r\n", rows - 1).as_bytes()));
    }

    #[test]
    fn numbers_cannot_be_taken_for_thousands() {
        let table = Table {
            name: "t",
            columns: vec![Column {
                name: "w".into(),
                data: Data::Number(vec![Some(12.345), None, Some(f64::NAN)], 3),
            }],
        };
        let columns: Vec<Cells<'_>> = table.columns.iter().map(Cells::new).collect();
        assert_eq!(String::from_utf8(format_rows(&columns, 0..3)).unwrap(), "12.3450\r\n\r\n\r\n");
    }
}
