//! Which lines make one record? A record is a line, or the lines of a quoted cell that holds line ends.
//!
//! A lone quote must not swallow the rows after it, so a quote that is still open at the line's end is believed
//! only when it closes properly within a few lines and the lines do not read better one by one. Wrong bytes
//! and NULs are repaired here, because later stages see text only.

use std::io::{self, Read};

use memchr::memchr;

use super::cells::{self, Quoted, Span, Strictness};
use super::lines::{Line, Lines};
use super::ragged;
use super::table::Limits;

/// Most lines a quoted cell may span. Addresses and notes have two or three; a lone quote has the whole file.
const MOST_LINES: u32 = 16;

/// What had to be repaired to read a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Repairs {
    /// A stray quote was taken as a letter.
    pub quote: bool,
    /// NUL bytes were dropped.
    pub nul: bool,
    /// Bytes that are not UTF-8 were read as Windows-1252.
    pub encoding: bool,
    /// An unquoted line end inside a cell was taken as a blank.
    pub line_end: bool,
}

/// A record: its place, the text of its lines, its cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    /// 1-based first line.
    pub line: u32,
    /// Lines it spans.
    pub lines: u32,
    /// The lines as read, without the last line end.
    pub raw: &'a str,
    /// What the spans point into.
    pub text: &'a str,
    /// The cells.
    pub spans: &'a [Span],
    /// What was repaired.
    pub repairs: Repairs,
    /// Whether a line end follows.
    pub ended: bool,
}

impl<'a> Record<'a> {
    /// A cell, cleaned; empty when the record is too short.
    pub(super) fn cell(&self, index: usize) -> &'a str {
        match self.spans.get(index) {
            Some(&(start, end)) => cells::clean(&self.text[start as usize..end as usize]),
            None => "",
        }
    }

    /// A cell as it stands, blanks and all.
    pub(super) fn untrimmed(&self, index: usize) -> &'a str {
        let (start, end) = self.spans[index];
        &self.text[start as usize..end as usize]
    }

    /// Cells.
    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// All cells, cleaned.
    pub(super) fn cells(self) -> impl Iterator<Item = &'a str> {
        (0..self.len()).map(move |index| self.cell(index))
    }

    /// Cells that are not empty, with their places.
    pub(super) fn filled(self) -> impl Iterator<Item = (usize, &'a str)> {
        self.cells().enumerate().filter(|(_, cell)| !cell.is_empty())
    }
}

/// A record made of cells that were never text (sheet rows, sample rows): joined by tabs, so that the text can
/// be kept when the row is refused.
#[derive(Clone, Debug, Default)]
pub(super) struct JoinedCells {
    text: String,
    spans: Vec<Span>,
}

impl JoinedCells {
    /// Starts a new record.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.spans.clear();
    }

    /// Adds a cell; `write` appends its text.
    pub(super) fn push(&mut self, write: impl FnOnce(&mut String)) {
        if !self.spans.is_empty() {
            self.text.push('\t');
        }
        let start = self.text.len() as u32;
        write(&mut self.text);
        self.spans.push((start, self.text.len() as u32));
    }

    /// The record, on line `line`.
    pub(super) fn record(&self, line: u32, lines: u32) -> Record<'_> {
        let repairs = Repairs::default();
        Record { line, lines, raw: &self.text, text: &self.text, spans: &self.spans, repairs, ended: true }
    }
}

/// The records of a text file.
pub(super) struct Records<R> {
    pub(super) lines: Lines<R>,
    delimiter: u8,
    next_line: u32,
    raw: String,
    text: String,
    spans: Vec<Span>,
}

/// How one record was read: bytes of the window it takes, its lines and its repairs.
struct Extent {
    length: usize,
    lines: u32,
    repairs: Repairs,
    ended: bool,
    /// The cells point into `text` (unescaped), not into `raw`.
    unescaped: bool,
}

impl<R: Read> Records<R> {
    /// Records of `lines`, cut at `delimiter`.
    pub(super) fn new(lines: Lines<R>, delimiter: u8) -> Records<R> {
        Records { lines, delimiter, next_line: 1, raw: String::new(), text: String::new(), spans: Vec::new() }
    }

    /// Lines read so far.
    pub(super) fn lines_read(&self) -> u32 {
        self.next_line - 1
    }

    /// The next record; `limits` tell what a good row is, where that is known.
    pub(super) fn next(&mut self, limits: Option<&Limits>) -> io::Result<Option<Record<'_>>> {
        let width = limits.map(|limits| limits.width);
        let Some(first) = self.lines.line_at(0)? else {
            return Ok(None);
        };
        let mut repairs = Repairs::default();
        put_text(self.lines.bytes(first.start, first.end), &mut self.raw, &mut repairs);
        let extent = if memchr(b'"', self.raw.as_bytes()).is_some() {
            self.read_quoted(first, width, repairs)?
        } else {
            cells::split_plain(&self.raw, self.delimiter, &mut self.spans);
            let broken = limits.filter(|limits| self.spans.len() < limits.width);
            match broken.map(|limits| self.mend(first, limits, repairs)).transpose()?.flatten() {
                Some(mended) => mended,
                None => {
                    Extent { length: first.next, lines: 1, repairs, ended: first.ended, unescaped: false }
                }
            }
        };
        let line = self.next_line;
        self.next_line += extent.lines;
        self.lines.consume(extent.length);
        Ok(Some(Record {
            line,
            lines: extent.lines,
            raw: &self.raw,
            text: if extent.unescaped { &self.text } else { &self.raw },
            spans: &self.spans,
            repairs: extent.repairs,
            ended: extent.ended,
        }))
    }

    /// Chooses the best reading of a line with quotes. In order: as written, with the quote going on in the
    /// next lines, with quotes inside quotes, with all quotes as letters.
    fn read_quoted(&mut self, first: Line, width: Option<usize>, repairs: Repairs) -> io::Result<Extent> {
        let fits = |cells: usize| width.is_none_or(|width| cells == width);
        let single = |repairs, unescaped| Extent {
            length: first.next,
            lines: 1,
            repairs,
            ended: first.ended,
            unescaped,
        };
        let strict = self.split(Strictness::Strict);
        if strict == Quoted::Closed && fits(self.spans.len()) {
            return Ok(single(repairs, true));
        }
        let is_row_by_itself = width.is_some_and(|width| is_row(&self.raw, self.delimiter, width));
        if strict == Quoted::Open
            && let Some(extent) = self.read_on(first, width, repairs)?
        {
            return Ok(extent);
        }
        if strict == Quoted::Closed && !is_row_by_itself {
            self.split(Strictness::Strict);
            return Ok(single(repairs, true));
        }
        let repairs = Repairs { quote: true, ..repairs };
        if self.split(Strictness::Lenient) == Quoted::Closed && (fits(self.spans.len()) || !is_row_by_itself)
        {
            return Ok(single(repairs, true));
        }
        cells::split_plain(&self.raw, self.delimiter, &mut self.spans);
        Ok(single(repairs, false))
    }

    /// Tries whether the open quote closes within the next lines, makes a row of the right width, and covers no
    /// row that stands by itself. Leaves `raw` as the first line when it does not.
    fn read_on(&mut self, first: Line, width: Option<usize>, repairs: Repairs) -> io::Result<Option<Extent>> {
        let first_length = self.raw.len();
        let is_row = |line: &str| width.is_some_and(|width| is_row(line, self.delimiter, width));
        let first_is_row = is_row(&self.raw);
        let mut last = first;
        let mut more = repairs;
        let mut piece = String::new();
        for lines in 2..=MOST_LINES {
            let Some(line) = self.lines.line_at(last.next)? else { break };
            put_text(self.lines.bytes(line.start, line.end), &mut piece, &mut more);
            // The last line of an honest cell may look like a row only when the first line does not.
            let may_close = !(first_is_row && is_row(&piece));
            let may_go_on = !is_row(&piece);
            self.raw.push('\n');
            self.raw.push_str(&piece);
            last = line;
            if piece.contains('"') && may_close {
                let outcome = cells::split_quoted(
                    &self.raw,
                    self.delimiter,
                    Strictness::Strict,
                    &mut self.text,
                    &mut self.spans,
                );
                if outcome == Quoted::Closed && width.is_none_or(|width| self.spans.len() == width) {
                    let (length, ended) = (last.next, last.ended);
                    return Ok(Some(Extent { length, lines, repairs: more, ended, unescaped: true }));
                }
                if outcome != Quoted::Open {
                    break;
                }
            }
            if !may_go_on {
                break;
            }
        }
        self.raw.truncate(first_length);
        Ok(None)
    }

    /// Tries whether a short line and the next one are a row broken by an unquoted line end.
    fn mend(&mut self, first: Line, limits: &Limits, repairs: Repairs) -> io::Result<Option<Extent>> {
        let Some(second) = self.lines.line_at(first.next)? else {
            return Ok(None);
        };
        let mut more = Repairs { line_end: true, ..repairs };
        let mut piece = String::new();
        put_text(self.lines.bytes(second.start, second.end), &mut piece, &mut more);
        let cells = self.spans.len() + piece.bytes().filter(|&byte| byte == self.delimiter).count();
        if cells != limits.width || piece.contains('"') || self.spans.len() < 2 {
            return Ok(None);
        }
        let broken_at = self.raw.len();
        self.text.clear();
        self.text.push_str(&self.raw);
        self.text.push(' ');
        self.text.push_str(&piece);
        cells::split_plain(&self.text, self.delimiter, &mut self.spans);
        if ragged::is_one_row(&self.text, &self.spans, broken_at + 1, limits) {
            self.raw.push('\n');
            self.raw.push_str(&piece);
            let (length, ended) = (second.next, second.ended);
            return Ok(Some(Extent { length, lines: 2, repairs: more, ended, unescaped: true }));
        }
        cells::split_plain(&self.raw, self.delimiter, &mut self.spans);
        Ok(None)
    }

    fn split(&mut self, strictness: Strictness) -> Quoted {
        cells::split_quoted(&self.raw, self.delimiter, strictness, &mut self.text, &mut self.spans)
    }
}

/// Whether a line has the cells of a row when every quote in it is a letter.
fn is_row(line: &str, delimiter: u8, width: usize) -> bool {
    width > 1 && line.bytes().filter(|&byte| byte == delimiter).count() + 1 == width
}

/// Replaces `text` with a line's bytes as UTF-8, without NULs.
fn put_text(bytes: &[u8], text: &mut String, repairs: &mut Repairs) {
    text.clear();
    match std::str::from_utf8(bytes) {
        Ok(line) => text.push_str(line),
        Err(_) => {
            repairs.encoding = true;
            put_mixed(bytes, text);
        }
    }
    if memchr(0, text.as_bytes()).is_some() {
        repairs.nul = true;
        text.retain(|letter| letter != '\0');
    }
}

/// UTF-8 where it is valid, Windows-1252 byte by byte where it is not: files pasted together from two sources.
fn put_mixed(bytes: &[u8], text: &mut String) {
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            let (wrong, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(chunk.invalid());
            text.push_str(&wrong);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::LineEnds;
    use super::*;

    fn check(file: &[u8], width: Option<usize>, expected: &[(u32, &[&str])]) {
        use super::super::shape::Shape::{Free, ShortNumber};
        let shapes = vec![ShortNumber, Free, Free, ShortNumber];
        let limits = width.map(|width| Limits { width, needed: width, required: Vec::new(), shapes });
        let mut records = Records::new(Lines::new(file, encoding_rs::UTF_8, LineEnds::Feed), b';');
        let mut found = Vec::new();
        while let Some(record) = records.next(limits.as_ref()).unwrap() {
            found.push((record.lines, record.cells().map(str::to_owned).collect::<Vec<_>>()));
        }
        let expected: Vec<_> = expected
            .iter()
            .map(|(lines, cells)| (*lines, cells.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_cell_over_two_lines() {
        check(b"1;\"A\nB\";2\n3;C;4\n", Some(3), &[(2, &["1", "A B", "2"]), (1, &["3", "C", "4"])]);
        check(b"1;2;\"A\nB\nC\"\n3;4;D\n", Some(3), &[(3, &["1", "2", "A B C"]), (1, &["3", "4", "D"])]);
        check(b"\"A\nB\";1;2\n", Some(3), &[(2, &["A B", "1", "2"])]);
        check(b"\"Nama\r\nLengkap\";NIK\r\n", None, &[(2, &["Nama Lengkap", "NIK"])]);
    }

    #[test]
    fn a_lone_quote_swallows_nothing() {
        check(b"1;\"A;2\n3;B;4\n", Some(3), &[(1, &["1", "\"A", "2"]), (1, &["3", "B", "4"])]);
        check(b"1;\"A;2\n3;B\";4\n", Some(3), &[(1, &["1", "\"A", "2"]), (1, &["3", "B\"", "4"])]);
        check(b"1;\"A;2\n3;\"B\";4\n", Some(3), &[(1, &["1", "\"A", "2"]), (1, &["3", "B", "4"])]);
        check(b"1;\"A;2", Some(3), &[(1, &["1", "\"A", "2"])]);
    }

    #[test]
    fn quotes_inside_cells() {
        check(b"1;\"A \"B\", C\";2\n", Some(3), &[(1, &["1", "A \"B\", C", "2"])]);
        check(b"1;A \"B\" C;2\n", Some(3), &[(1, &["1", "A \"B\" C", "2"])]);
    }

    #[test]
    fn an_unquoted_line_end_is_mended() {
        check(b"1;A\nB;C;7\n2;D;E;8\n", Some(4), &[(2, &["1", "A B", "C", "7"]), (1, &["2", "D", "E", "8"])]);
        check(b"1;A\n2;B;C\n", Some(4), &[(1, &["1", "A"]), (1, &["2", "B", "C"])]);
        check(b"1;A\nB;C;D\n", Some(4), &[(1, &["1", "A"]), (1, &["B", "C", "D"])]);
    }

    #[test]
    fn wrong_bytes_are_repaired() {
        check(b"1;R\xe9my\x00;\xc3\xa9\n", Some(3), &[(1, &["1", "R\u{e9}my", "\u{e9}"])]);
    }
}
