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

use super::sink::Sink;
use super::table::{Data, Table, Texts, Values};
use crate::error::{Error, Result};
use crate::state::file::{Written, write_whole};

/// An Excel formula holds at most this many characters in one text.
const LONGEST_FORMULA_TEXT: usize = 255;

/// Writes a small table to `path`.
///
/// # Errors
/// When the file cannot be written.
pub fn write_csv(table: &Table<'_>, path: &Path) -> Result<Written> {
    let (mut data, mut text) = (Vec::new(), Sink::default());
    let form = Form::new(table);
    text.bytes(form.header());
    let rows = table.part(&(0..table.rows), &mut data);
    form.write(rows, &data, &mut text);
    write_whole(path, |out| {
        out.write_all(text.written()).map_err(|source| Error::file(path, "cannot be written", source))
    })
}

/// What all parts of a table share: its labels, escaped once.
pub(super) struct Form {
    header: Vec<u8>,
    /// Escaped labels of each column; none for columns without.
    labels: Vec<Option<Labels>>,
}

impl Form {
    pub(super) fn new(table: &Table<'_>) -> Form {
        let labels = |values: &Values<'_>| match values {
            Values::Label(labels, _) => Some(Labels::new(labels, false)),
            Values::DigitLabel(labels, _) => Some(Labels::new(labels, true)),
            _ => None,
        };
        Form {
            header: header(table),
            labels: table.columns.iter().map(|column| labels(&column.values)).collect(),
        }
    }

    /// What stands before the first row: the byte order mark and the names of the columns.
    pub(super) fn header(&self) -> &[u8] {
        &self.header
    }

    /// Writes the rows of a part.
    pub(super) fn write(&self, rows: usize, data: &[Data], out: &mut Sink) {
        let made: Vec<Option<Labels>> = data
            .iter()
            .map(|data| match data {
                Data::PartLabel((labels, _)) => Some(Labels::new(labels, false)),
                _ => None,
            })
            .collect();
        let labels = self.labels.iter().zip(&made).map(|(given, made)| given.as_ref().or(made.as_ref()));
        let cells: Vec<Cells<'_>> =
            data.iter().zip(labels).map(|(data, labels)| Cells::new(data, labels)).collect();
        let mut runs: Vec<Run<'_>> = cells
            .chunk_by(|one, next| one.is_label() && next.is_label())
            .map(|cells| Run::new(cells, rows))
            .collect();
        for row in 0..rows {
            for (index, run) in runs.iter_mut().enumerate() {
                if index > 0 {
                    out.byte(b';');
                }
                run.write(out, row);
            }
            out.bytes(b"\r\n");
        }
    }
}

fn header(table: &Table<'_>) -> Vec<u8> {
    let mut line = Sink::default();
    line.bytes("\u{feff}".as_bytes());
    for (index, column) in table.columns.iter().enumerate() {
        if index > 0 {
            line.byte(b';');
        }
        push_text(&mut line, column.name.as_bytes());
    }
    line.bytes(b"\r\n");
    line.written().to_vec()
}

/// Texts as cells, one after another.
struct Labels {
    cells: Sink,
    ends: Vec<u32>,
}

impl Labels {
    fn new(texts: &Texts, digits: bool) -> Labels {
        let mut out = Sink::default();
        let mut ends = Vec::with_capacity(texts.len());
        for at in 0..texts.len() {
            if digits {
                push_digits(&mut out, texts.get(at));
            } else {
                push_text(&mut out, texts.get(at));
            }
            ends.push(out.len() as u32);
        }
        Labels { cells: out, ends }
    }

    #[inline]
    fn write(&self, out: &mut Sink, at: u32) {
        let at = at as usize;
        let from = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        out.part_of(self.cells.with_room(), (from, self.ends[at] as usize));
    }
}

/// A column of a part, ready to be written.
enum Cells<'a> {
    /// Texts of which none needs a quote or an apostrophe.
    Plain(&'a Texts),
    Text(&'a Texts),
    Digits(&'a Texts),
    /// Digits that all can stand in a formula.
    PlainDigits(&'a Texts),
    Label(&'a Labels, &'a [u32]),
    Count(&'a [Option<u64>]),
    Number(&'a [Option<f64>], u8),
}

impl<'a> Cells<'a> {
    fn new(data: &'a Data, labels: Option<&'a Labels>) -> Cells<'a> {
        match (data, labels) {
            (Data::Text(texts), _) if all_plain(texts) => Cells::Plain(texts),
            (Data::Text(texts), _) => Cells::Text(texts),
            (Data::Digits(texts), _) if all_plain_digits(texts) => Cells::PlainDigits(texts),
            (Data::Digits(texts), _) => Cells::Digits(texts),
            (Data::Label(codes) | Data::PartLabel((_, codes)), Some(labels)) => Cells::Label(labels, codes),
            (Data::Label(_) | Data::PartLabel(_), None) => unreachable!("every label column has labels"),
            (Data::Count(values), _) => Cells::Count(values),
            (Data::Number(values, decimals), _) => Cells::Number(values, *decimals),
        }
    }

    fn is_label(&self) -> bool {
        matches!(self, Cells::Label(..))
    }

    #[inline]
    fn write(&self, out: &mut Sink, row: usize) {
        match self {
            Cells::Plain(texts) => out.part_of(texts.with_room(), texts.bounds(row)),
            Cells::Text(texts) => push_text(out, texts.get(row)),
            Cells::Digits(texts) => push_digits(out, texts.get(row)),
            Cells::PlainDigits(texts) => {
                let (from, to) = texts.bounds(row);
                if from < to {
                    push_formula(out, texts.with_room(), (from, to));
                }
            }
            Cells::Label(labels, codes) => labels.write(out, codes[row]),
            Cells::Count(values) => {
                if let Some(value) = values[row] {
                    out.count(value);
                }
            }
            Cells::Number(values, decimals) => {
                if let Some(value) = values[row] {
                    push_number(out, value, *decimals);
                }
            }
        }
    }
}

/// Neighbouring columns of labels, or one column of another kind.
struct Run<'a> {
    cells: &'a [Cells<'a>],
    /// For each row how many of its first labels are those of the row before; empty for a single column.
    kept: Vec<u8>,
    /// Where the first cell of the row before begins, and where each ends.
    from: usize,
    ends: Vec<usize>,
}

impl<'a> Run<'a> {
    fn new(cells: &'a [Cells<'a>], rows: usize) -> Run<'a> {
        let mut kept = Vec::new();
        if cells.len() > 1 {
            kept.resize(rows, 0_u8);
            for cell in cells.iter().rev() {
                let Cells::Label(_, codes) = cell else { continue };
                for (kept, code) in kept[1.min(rows)..].iter_mut().zip(codes.windows(2)) {
                    *kept = if code[0] == code[1] { *kept + 1 } else { 0 };
                }
            }
        }
        Run { cells, kept, from: 0, ends: vec![0; cells.len()] }
    }

    /// Labels often are those of the row before: lines of one rule or of one village stand together. These are copied in
    /// one go.
    #[inline]
    fn write(&mut self, out: &mut Sink, row: usize) {
        match self.kept.get(row) {
            None => self.cells[0].write(out, row),
            Some(&kept) => self.write_labels(out, row, usize::from(kept)),
        }
    }

    fn write_labels(&mut self, out: &mut Sink, row: usize, kept: usize) {
        let begin = out.len();
        if kept > 0 {
            out.again(self.from, self.ends[kept - 1]);
            self.ends[..kept].iter_mut().for_each(|end| *end += begin - self.from);
        }
        for (index, cell) in self.cells.iter().enumerate().skip(kept) {
            let Cells::Label(labels, codes) = cell else { continue };
            if index > 0 {
                out.byte(b';');
            }
            labels.write(out, codes[row]);
            self.ends[index] = out.len();
        }
        self.from = begin;
    }
}

/// Whether a byte makes a cell that holds it be quoted.
fn separates(byte: u8) -> bool {
    matches!(byte, b';' | b'"' | b'\n' | b'\r' | b'\t')
}

/// Whether a cell that begins with this byte could run as a formula.
pub(super) fn begins_formula(byte: u8) -> bool {
    matches!(byte, b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n')
}

/// Whether any byte separates cells or lines. Looked at without stopping early, which takes many bytes at a time.
fn any_separates(bytes: &[u8]) -> bool {
    bytes.chunks(1024).any(|chunk| chunk.iter().fold(false, |any, &byte| any | separates(byte)))
}

fn all_plain(texts: &Texts) -> bool {
    let bytes = texts.bytes();
    let mut from = 0;
    let formula = texts.ends().iter().fold(false, |any, &end| {
        let begin = std::mem::replace(&mut from, end as usize);
        any | (begin < end as usize && begins_formula(bytes[begin]))
    });
    !formula && !any_separates(bytes)
}

/// A text cell: defused when it begins like a formula, quoted when it holds what separates cells or lines.
fn push_text(out: &mut Sink, bytes: &[u8]) {
    let Some(&first) = bytes.first() else { return };
    let formula = begins_formula(first);
    let quoted = any_separates(bytes);
    if quoted {
        out.byte(b'"');
    }
    if formula {
        out.byte(b'\'');
    }
    if quoted {
        for &byte in bytes {
            if byte == b'"' {
                out.byte(b'"');
            }
            out.byte(byte);
        }
        out.byte(b'"');
    } else {
        out.bytes(bytes);
    }
}

/// A cell whose digits stay text: `"=""3314…"""`. What a formula cannot hold is an ordinary text cell.
fn push_digits(out: &mut Sink, text: &[u8]) {
    if text.is_empty() {
        return;
    }
    if !text.iter().all(|&byte| in_formula(byte)) || text.len() > LONGEST_FORMULA_TEXT {
        return push_text(out, text);
    }
    push_formula(out, text, (0, text.len()));
}

/// A part of some texts as a formula.
fn push_formula(out: &mut Sink, texts: &[u8], part: (usize, usize)) {
    out.bytes(b"\"=\"\"");
    out.part_of(texts, part);
    out.bytes(b"\"\"\"");
}

/// Whether a byte may stand in a formula's text.
fn in_formula(byte: u8) -> bool {
    (b' '..0x7f).contains(&byte) && byte != b'"'
}

/// Looked at without stopping early, as in [`any_separates`].
fn all_plain_digits(texts: &Texts) -> bool {
    let mut from = 0;
    let long = texts.ends().iter().fold(false, |any, &end| {
        any | ((end - std::mem::replace(&mut from, end)) as usize > LONGEST_FORMULA_TEXT)
    });
    let plain = |chunk: &[u8]| chunk.iter().fold(true, |all, &byte| all & in_formula(byte));
    !long && texts.bytes().chunks(1024).all(plain)
}

/// A number that is rounded already, with at least four decimals.
fn push_number(out: &mut Sink, value: f64, decimals: u8) {
    let scaled = value * 10_f64.powi(i32::from(decimals.max(4)));
    let decimals = usize::from(decimals.max(4));
    if scaled.abs() >= 1e15 {
        // Past the whole numbers that a float holds exactly: the slow way. Writing to a Vec cannot fail.
        let mut text = Vec::new();
        let _ = write!(text, "{value:.decimals$}");
        return out.bytes(&text);
    }
    if value.is_sign_negative() {
        out.byte(b'-');
    }
    let scaled = scaled.abs().round() as u64;
    // Divided by what is known beforehand, which takes no division.
    let (whole, part) = match decimals {
        4 => (scaled / 10_000, scaled % 10_000),
        6 => (scaled / 1_000_000, scaled % 1_000_000),
        _ => (scaled / 10_u64.pow(decimals as u32), scaled % 10_u64.pow(decimals as u32)),
    };
    out.count(whole);
    out.byte(b'.');
    out.digits(part, decimals);
}

/// The value that this module wrote into a cell: the formula that keeps digits text and the defusing
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
    use crate::report::table::Column;

    fn check_text(input: &str, expected: &str) {
        let mut out = Sink::default();
        push_text(&mut out, input.as_bytes());
        assert_eq!(out.written(), expected.as_bytes());
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
            let mut out = Sink::default();
            push_digits(&mut out, input.as_bytes());
            assert_eq!(out.written(), expected.as_bytes());
        };
        check("", "");
        check("0014014101900002", "\"=\"\"0014014101900002\"\"\"");
        check("3314********0002", "\"=\"\"3314********0002\"\"\"");
        // A quote could close the formula's text and begin another: such a cell is no formula at all.
        check("1\"&cmd", "\"1\"\"&cmd\"");
        check("=1\n", "\"'=1\n\"");
    }

    /// The rows of a table as text, without its header.
    fn rows_of(table: &Table<'_>) -> String {
        let (mut data, mut out) = (Vec::new(), Sink::default());
        table.part(&(0..table.rows), &mut data);
        Form::new(table).write(table.rows, &data, &mut out);
        String::from_utf8(out.written().to_vec()).unwrap()
    }

    #[test]
    fn a_written_cell_reads_back() {
        for value in ["0014", "=1+1", "-", "'quoted", "plain", "", "@x"] {
            let table = Table {
                name: "t",
                rows: 1,
                columns: vec![
                    Column::text("a", |_, out| out.push_str(value)),
                    Column::digits("b", |_, out| out.push_str(value)),
                    Column::label("c", [value], |_| 0),
                ],
            };
            let text = rows_of(&table);
            let mut reader =
                csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(text.as_bytes());
            if let Some(record) = reader.records().next() {
                let record = record.unwrap();
                let read = [0, 1, 2].map(|cell| plain_value(&record[cell]).to_owned());
                assert_eq!(read, [value; 3]);
            }
        }
    }

    #[test]
    fn one_cell_in_quotes_leaves_its_neighbours_alone() {
        let names = ["SITI", "a;b", "", "SRI WAHYUNINGSIH BINTI HARDJOSOEMARTO", "-"];
        let table = Table {
            name: "t",
            rows: names.len(),
            columns: vec![
                Column::text("name", move |row, out| out.push_str(names[row])),
                Column::count("n", |row| row as u64 * 99),
            ],
        };
        let long = "SRI WAHYUNINGSIH BINTI HARDJOSOEMARTO;297";
        assert_eq!(rows_of(&table), format!("SITI;0\r\n\"a;b\";99\r\n;198\r\n{long}\r\n'-;396\r\n"));
    }

    #[test]
    fn labels_of_the_row_before_are_written_again() {
        let codes = [[0, 0, 0], [0, 0, 0], [0, 0, 1], [1, 0, 1], [1, 1, 1], [1, 1, 1], [0, 1, 1]];
        let labels = ["desa yang namanya lebih panjang dari satu blok", "a;b", "x"];
        let column = |at: usize| Column::label("l", labels, move |row| codes[row][at]);
        let table = Table { name: "t", rows: 7, columns: vec![column(0), column(1), column(2)] };
        let cell = |code: u32| if code == 1 { "\"a;b\"" } else { labels[code as usize] };
        let lines = codes.map(|row| format!("{}\r\n", row.map(cell).join(";")));
        assert_eq!(rows_of(&table), lines.concat());
    }

    #[test]
    fn numbers_cannot_be_taken_for_thousands() {
        let values = [Some(12.345), None, Some(f64::NAN), Some(-0.0001), Some(-0.0), Some(1e18)];
        let table =
            Table { name: "t", rows: 6, columns: vec![Column::number("w", 3, move |row| values[row])] };
        let expected = "12.3450\r\n\r\n\r\n-0.0000\r\n-0.0000\r\n1000000000000000000.0000\r\n";
        assert_eq!(rows_of(&table), expected);
    }

    #[test]
    fn numbers_are_written_as_the_standard_library_writes_them() {
        for step in 0..20_000_u32 {
            let value = (f64::from(step) * 0.618_033 - 6_000.0) / f64::from(step % 977 + 1);
            let rounded = (value * 1e6).round() / 1e6;
            let mut out = Sink::default();
            push_number(&mut out, rounded, 6);
            assert_eq!(out.written(), format!("{rounded:.6}").as_bytes());
        }
    }
}
