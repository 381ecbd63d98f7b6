//! How do the lines of a list become the text of a sheet? Everything around them, and one line as a pattern, is made by
//! the library; the lines themselves, which are nearly all of a workbook, are written here, as bytes and sheet by sheet
//! on any thread. Through the library each cell looks its format up again, which takes four times as long.

use std::io::Write;

use jiff::civil::Date;
use rust_xlsxwriter::XlsxError;

use super::sheet::{ABOVE, Cells, List, Part};
use crate::report::csv::begins_formula;
use crate::report::sink::Sink;

/// A sheet without its lines, and what each line has beside its values.
pub(super) struct Frame<'f> {
    /// The file up to the first line.
    before: &'f str,
    /// The file behind the last.
    after: &'f str,
    /// Attributes of a line behind its number.
    row: &'f str,
    /// For each column its letters and its format.
    columns: Vec<(&'f str, &'f str)>,
}

/// Lines are handed on in pieces of about this size.
const PIECE: usize = 1 << 16;

impl<'f> Frame<'f> {
    /// Takes a sheet apart that holds one line, its cells blank and formatted: the pattern of all.
    pub(super) fn of(sheet: &'f str) -> Result<Frame<'f>, XlsxError> {
        let unknown = || XlsxError::ParameterError("a sheet is not made as expected".into());
        let pattern = format!("<row r=\"{}\"", ABOVE + 1);
        let (before, rest) = sheet.split_once(&pattern).ok_or_else(unknown)?;
        let (row, rest) = rest.split_once('>').ok_or_else(unknown)?;
        let (cells, after) = rest.split_once("</row>").ok_or_else(unknown)?;
        let column = |cell: &'f str| -> Option<(&'f str, &'f str)> {
            let (place, format) = cell.split_once("\" s=\"")?;
            let letters = place.trim_end_matches(|sign: char| sign.is_ascii_digit());
            Some((letters, format.split_once('"')?.0))
        };
        let columns: Option<Vec<_>> = cells.split("<c r=\"").skip(1).map(column).collect();
        Ok(Frame { before, after, row, columns: columns.ok_or_else(unknown)? })
    }

    /// Writes the sheet with the lines of a part.
    pub(super) fn fill(&self, part: &Part<'_, '_>, out: &mut impl Write) -> Result<(), XlsxError> {
        let (mut text, mut value) = (Sink::default(), Sink::default());
        self.begin(&mut text, ABOVE as usize + part.lines.len());
        for (at, &line) in part.lines.iter().enumerate() {
            self.line(&mut text, &mut value, part.list, (ABOVE as usize + at + 1, line as usize));
            if text.len() > PIECE {
                out.write_all(text.written())?;
                text.clear();
            }
        }
        text.push_str(self.after);
        out.write_all(text.written())?;
        Ok(())
    }

    /// Up to the first line; the sheet says up front how far it goes.
    fn begin(&self, out: &mut Sink, last_row: usize) {
        const SAID: &str = "<dimension ref=\"";
        let said =
            self.before.split_once(SAID).and_then(|(before, rest)| Some((before, rest.split_once('"')?)));
        let Some((before, (range, rest))) = said else { return out.push_str(self.before) };
        out.push_str(before);
        out.push_str(SAID);
        out.push_str(range.trim_end_matches(|sign: char| sign.is_ascii_digit()));
        out.count(last_row as u64);
        out.push('"');
        out.push_str(rest);
    }

    fn line(&self, out: &mut Sink, value: &mut Sink, list: &List<'_>, (row, line): (usize, usize)) {
        out.push_str("<row r=\"");
        out.count(row as u64);
        out.push('"');
        out.push_str(self.row);
        out.push('>');
        for (column, &(letters, format)) in list.columns.iter().zip(&self.columns) {
            let begin = |out: &mut Sink| {
                out.push_str("<c r=\"");
                out.push_str(letters);
                out.count(row as u64);
                out.push_str("\" s=\"");
                out.push_str(format);
            };
            value.clear();
            match &column.cells {
                Cells::Officer => {
                    begin(out);
                    out.push_str("\"/>");
                    continue;
                }
                Cells::Text(write) => {
                    write(line, value);
                    if value.len() > 0 {
                        begin(out);
                        push_text(out, value.written());
                    }
                    continue;
                }
                Cells::Count(of) => of(line).map(|count| value.count(count)),
                Cells::Share(of) => of(line).map(|share| push_share(value, share)),
                Cells::Day(of) => of(line).and_then(day_number).map(|day| value.count(day)),
            };
            if value.len() > 0 {
                begin(out);
                out.push_str("\"><v>");
                out.bytes(value.written());
                out.push_str("</v></c>");
            }
        }
        out.push_str("</row>");
    }
}

/// A text, and the end of its cell.
fn push_text(out: &mut Sink, text: &[u8]) {
    const END: &str = "</t></is></c>";
    // Nearly every text is plain, and goes as it is.
    let plain = |&byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'&' | b'<' | b'>' | b'_');
    let spaced = |text: &[u8]| text.first() == Some(&b' ') || text.last() == Some(&b' ');
    if text.len() <= LONGEST && text.iter().all(plain) && !begins_formula(text[0]) && !spaced(text) {
        out.push_str("\" t=\"inlineStr\"><is><t>");
        out.bytes(text);
        return out.push_str(END);
    }
    let text = cell_text(text);
    let spaced = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
    out.push_str("\" t=\"inlineStr\"><is><t");
    out.push_str(if spaced { " xml:space=\"preserve\">" } else { ">" });
    for (at, sign) in text.char_indices() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // What Excel would read as the number of a sign, is written so that it reads what stands there.
            '_' if names_a_sign(&text.as_bytes()[at..]) => out.push_str("_x005F_"),
            sign => out.push(sign),
        }
    }
    out.push_str(END);
}

/// Whether a text begins like `_x000D_`.
fn names_a_sign(text: &[u8]) -> bool {
    matches!(text, [b'_', b'x', a, b, c, d, b'_', ..] if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()))
}

/// A share with four decimals at most: what is shown needs no more, and a long one would look like a number of sixteen
/// digits.
fn push_share(out: &mut Sink, share: f64) {
    let tenths = (share.clamp(0.0, 1.0) * 10_000.0).round() as u64;
    out.count(tenths / 10_000);
    let (mut rest, mut digits) = (tenths % 10_000, 4);
    if rest > 0 {
        out.push('.');
        while rest.is_multiple_of(10) {
            (rest, digits) = (rest / 10, digits - 1);
        }
        out.digits(rest, digits);
    }
}

/// The number of a day in a workbook; none before March 1900, where workbooks count a day that never was.
fn day_number(day: Date) -> Option<u64> {
    const NONE: Date = jiff::civil::date(1899, 12, 30);
    let days = day.since(NONE).ok()?.get_days();
    u64::try_from(days).ok().filter(|&days| days > 60)
}

/// A cell holds at most this many characters.
const LONGEST: usize = 32_000;

/// A text as a cell can hold it: one that begins like a formula has an apostrophe in front, as in our CSV files, so that
/// it is none when the cell is edited or the sheet saved as CSV; signs that no workbook may hold are blanks.
pub(super) fn cell_text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut cell = String::with_capacity(text.len() + 1);
    if text.bytes().next().is_some_and(begins_formula) {
        cell.push('\'');
    }
    let plain = |sign: char| match sign {
        '\n' => '\n',
        sign if sign.is_control() || matches!(sign, '\u{fffe}' | '\u{ffff}') => ' ',
        sign => sign,
    };
    cell.extend(text.chars().map(plain).take(LONGEST));
    if text.len() > LONGEST && text.chars().count() > LONGEST {
        cell.push('…');
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Sink)) -> String {
        let mut out = Sink::default();
        write(&mut out);
        String::from_utf8(out.written().to_vec()).unwrap()
    }

    #[test]
    fn no_cell_runs_as_a_formula_or_breaks_the_file() {
        assert_eq!(cell_text(b"=HYPERLINK(\"http://x\")"), "'=HYPERLINK(\"http://x\")");
        assert_eq!(cell_text(b"+62 812"), "'+62 812");
        assert_eq!(cell_text(b"-"), "'-");
        assert_eq!(cell_text(b"SITI\x01\x0bNUR\nA"), "SITI  NUR\nA");
        assert_eq!(cell_text(b"3314"), "3314");
        assert_eq!(cell_text("é".repeat(40_000).as_bytes()).chars().count(), 32_001);
    }

    #[test]
    fn a_text_stands_in_its_cell_as_it_is() {
        let check = |text: &str, expected: &str| {
            let cell = written(|out| push_text(out, text.as_bytes()));
            assert_eq!(cell, format!("\" t=\"inlineStr\"><is><t{expected}</t></is></c>"), "{text}");
        };
        check("SITI NUR'AINI", ">SITI NUR'AINI");
        check("A & <B>", ">A &amp; &lt;B&gt;");
        check(" A", " xml:space=\"preserve\"> A");
        check("pkh_x000D_1", ">pkh_x005F_x000D_1");
        check("BAD_CHECK", ">BAD_CHECK");
        check("=1", ">'=1");
        check("ÀYU", ">ÀYU");
        check("a\u{0}b", ">a b");
    }

    #[test]
    fn numbers_are_short_and_days_count_from_1900() {
        let check = |share: f64, expected: &str| assert_eq!(written(|out| push_share(out, share)), expected);
        check(0.0, "0");
        check(1.0, "1");
        check(0.5, "0.5");
        check(0.012_34, "0.0123");
        check(0.999_96, "1");
        let day = |year, month, day| day_number(jiff::civil::date(year, month, day));
        assert_eq!([day(1900, 3, 1), day(2026, 7, 1)], [Some(61), Some(46_204)]);
        assert_eq!([day(1900, 2, 28), day(1850, 1, 1)], [None, None]);
    }
}
