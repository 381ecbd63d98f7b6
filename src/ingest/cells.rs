//! Where does each cell of a line begin and end? Splits plain and quoted lines, and cleans single cells.
//!
//! A quote opens a cell only at the cell's start (`"`, or Excel's `="` that keeps digits as text). Which of
//! several readings of a faulty line is right is decided in `records`, which knows how wide a row is.

use std::fmt::Write as _;

/// How a quote inside a quoted cell is taken when neither another quote nor a delimiter follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strictness {
    /// The line is malformed.
    Strict,
    /// It is a letter of the cell: `"BUDI "AMBON" S"`.
    Lenient,
}

/// How the reading of a quoted line ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoted {
    /// Every quote was closed.
    Closed,
    /// The last cell's quote is still open: the record may go on in the next line.
    Open,
    /// A quote stands where none may be.
    Malformed,
}

/// A cell as byte offsets into a text.
pub(super) type Span = (u32, u32);

/// Cuts at every delimiter; quotes are letters. Eight bytes at a time: cells are short, and a branch a byte
/// costs more than the reading.
pub(super) fn split_plain(line: &str, delimiter: u8, spans: &mut Vec<Span>) {
    const LOW: u64 = u64::from_ne_bytes([0x7f; 8]);
    spans.clear();
    let pattern = u64::from_ne_bytes([delimiter; 8]);
    let (words, rest) = line.as_bytes().as_chunks::<8>();
    let mut start = 0;
    let mut at = 0;
    for word in words {
        let difference = u64::from_le_bytes(*word) ^ pattern;
        // The high bit of every byte that is zero, exactly: no carry crosses a byte.
        let mut hits = !(((difference & LOW) + LOW) | difference | LOW);
        while hits != 0 {
            let end = at + hits.trailing_zeros() / 8;
            spans.push((start, end));
            start = end + 1;
            hits &= hits - 1;
        }
        at += 8;
    }
    for &byte in rest {
        if byte == delimiter {
            spans.push((start, at));
            start = at + 1;
        }
        at += 1;
    }
    spans.push((start, at));
}

/// Cuts at delimiters outside quotes. The cells' text, unescaped and with line ends as blanks, goes to `text`.
pub(super) fn split_quoted(
    line: &str,
    delimiter: u8,
    strictness: Strictness,
    text: &mut String,
    spans: &mut Vec<Span>,
) -> Quoted {
    spans.clear();
    text.clear();
    let bytes = line.as_bytes();
    let mut at = 0;
    loop {
        let start = text.len() as u32;
        if let Some(content) = quoted_content(bytes, at, delimiter) {
            match take_quoted(line, content, delimiter, strictness, text) {
                Ok(next) => at = next,
                Err(outcome) => {
                    spans.push((start, text.len() as u32));
                    return outcome;
                }
            }
        } else {
            let end = bytes[at..].iter().position(|&byte| byte == delimiter).map_or(bytes.len(), |n| at + n);
            text.push_str(&line[at..end]);
            at = end;
        }
        spans.push((start, text.len() as u32));
        if at >= bytes.len() {
            return Quoted::Closed;
        }
        at += 1;
    }
}

/// Start of the content, when the cell at `at` opens with `"` or `="` (blanks before it do not count).
fn quoted_content(bytes: &[u8], at: usize, delimiter: u8) -> Option<usize> {
    let mut first = at;
    while bytes.get(first).is_some_and(|&byte| byte == b' ' && byte != delimiter) {
        first += 1;
    }
    match bytes.get(first) {
        Some(b'"') => Some(first + 1),
        Some(b'=') if bytes.get(first + 1) == Some(&b'"') => Some(first + 2),
        _ => None,
    }
}

/// Reads a quoted cell's content into `text`; gives the place of the delimiter after it.
fn take_quoted(
    line: &str,
    content: usize,
    delimiter: u8,
    strictness: Strictness,
    text: &mut String,
) -> Result<usize, Quoted> {
    let bytes = line.as_bytes();
    let mut at = content;
    loop {
        let Some(quote) = bytes[at..].iter().position(|&byte| byte == b'"').map(|n| at + n) else {
            push_unbroken(text, &line[at..]);
            return Err(Quoted::Open);
        };
        push_unbroken(text, &line[at..quote]);
        if bytes.get(quote + 1) == Some(&b'"') {
            text.push('"');
            at = quote + 2;
            continue;
        }
        let mut after = quote + 1;
        while bytes.get(after).is_some_and(|&byte| byte == b' ' && byte != delimiter) {
            after += 1;
        }
        if after == bytes.len() || bytes[after] == delimiter {
            return Ok(after);
        }
        if strictness == Strictness::Strict {
            return Err(Quoted::Malformed);
        }
        text.push('"');
        at = quote + 1;
    }
}

/// Appends text with line ends as single blanks.
fn push_unbroken(text: &mut String, piece: &str) {
    if !piece.contains(['\n', '\r']) {
        text.push_str(piece);
        return;
    }
    for (index, part) in piece.split(['\n', '\r']).enumerate() {
        if index > 0 && !text.ends_with(' ') {
            text.push(' ');
        }
        text.push_str(part);
    }
}

/// A cell without surrounding blanks and without Excel's `="..."` around it.
pub(super) fn clean(cell: &str) -> &str {
    let bytes = cell.as_bytes();
    let plain = |byte: u8| byte > b' ' && byte < 0x7f && byte != b'=';
    if let (Some(&first), Some(&last)) = (bytes.first(), bytes.last())
        && plain(first)
        && plain(last)
    {
        return cell;
    }
    let trimmed = cell.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
    match trimmed.strip_prefix("=\"").and_then(|inner| inner.strip_suffix('"')) {
        Some(inner) => inner.trim(),
        None => trimmed,
    }
}

/// A number as its float shows it, all digits and no exponent: `3314014101900000`, `0.5`.
pub(super) fn write_number(value: f64, text: &mut String) {
    // Writing to a string cannot fail.
    let _ = write!(text, "{value}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, strictness: Strictness, outcome: Quoted, expected: &[&str]) {
        let (mut text, mut spans) = (String::new(), Vec::new());
        assert_eq!(split_quoted(line, b';', strictness, &mut text, &mut spans), outcome, "{line}");
        let cells: Vec<_> = spans.iter().map(|&(start, end)| &text[start as usize..end as usize]).collect();
        assert_eq!(cells, expected, "{line}");
    }

    #[test]
    fn plain_lines() {
        let check = |line: &str| {
            let mut spans = Vec::new();
            split_plain(line, b';', &mut spans);
            let cells: Vec<_> =
                spans.iter().map(|&(start, end)| &line[start as usize..end as usize]).collect();
            assert_eq!(cells, line.split(';').collect::<Vec<_>>());
        };
        for line in [
            "",
            ";",
            "A",
            "A;B",
            ";;;;;;;;;;",
            "12345678;12345678;",
            ":;<;\u{bb};\u{3b};\u{13b}é",
            "ABCDEFG;",
        ] {
            check(line);
        }
    }

    #[test]
    fn well_quoted_lines() {
        use Quoted::{Closed, Open};
        check(r#"1;"A;B";2"#, Strictness::Strict, Closed, &["1", "A;B", "2"]);
        check(r#""A ""B"" C";"#, Strictness::Strict, Closed, &["A \"B\" C", ""]);
        check(r#"1;"";2"#, Strictness::Strict, Closed, &["1", "", "2"]);
        check(r#"1;"A ""B""";2"#, Strictness::Strict, Closed, &["1", "A \"B\"", "2"]);
        check(r#"1;="3314";2"#, Strictness::Strict, Closed, &["1", "3314", "2"]);
        check("\"A\r\nB\";2", Strictness::Strict, Closed, &["A B", "2"]);
        check("1;\"A", Strictness::Strict, Open, &["1", "A"]);
        check(r#"1; "A" ;2"#, Strictness::Strict, Closed, &["1", "A", "2"]);
    }

    #[test]
    fn faulty_quotes() {
        check(r#"1;"A "B" C";2"#, Strictness::Strict, Quoted::Malformed, &["1", "A "]);
        check(r#"1;"A "B" C";2"#, Strictness::Lenient, Quoted::Closed, &["1", "A \"B\" C", "2"]);
        check(r#"1;A "B" C;2"#, Strictness::Strict, Quoted::Closed, &["1", "A \"B\" C", "2"]);
    }

    #[test]
    fn numbers_show_all_their_digits() {
        let check = |value: f64, expected: &str| {
            let mut text = String::new();
            write_number(value, &mut text);
            assert_eq!(text, expected);
        };
        check(3_314_014_101_900_000.0, "3314014101900000");
        check(3.31401e15, "3314010000000000");
        check(0.5, "0.5");
        check(12.0, "12");
    }

    #[test]
    fn single_cells() {
        assert_eq!(clean("  BUDI \u{a0}"), "BUDI");
        assert_eq!(clean("=\"3314010101800001\""), "3314010101800001");
        assert_eq!(clean("\u{feff}NIK"), "NIK");
        assert_eq!(clean(""), "");
    }
}
