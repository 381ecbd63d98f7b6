//! What does a roster keep of its own beside the person? Its row keys, deciles and components.

use std::num::{NonZeroU8, NonZeroU64};

use super::anomaly::AnomalyCode as Code;
use super::chunk::{Part, enter_text, words};
use super::coded;
use super::distinct::{Cells, Memo};
use super::habits::Habit;
use crate::record::{Field, TextColumn};
use crate::region::roman;

impl Part {
    pub(super) fn row_keys(&mut self, chunk: &Cells<'_>) {
        match chunk.column(Field::UniqueKey) {
            Some(column) => self.key.extend(column.text.iter().map(row_key)),
            None => self.key.resize(self.len(), None),
        }
    }

    pub(super) fn deciles(&mut self, chunk: &Cells<'_>, habit: Habit) {
        self.decile.resize(self.len(), None);
        let Some(column) = chunk.column(Field::Decile) else { return };
        let mut memo = Memo::new(column.distinct);
        for row in 0..self.len() {
            let (decile, unread) = memo.get(row, || {
                let text = column.text.get(row);
                let decile = decile(text, habit.percentiles);
                // 0 says that the household was not ranked.
                (decile, decile.is_none() && number(text) != Some(0.0) && !coded::is_blank(text))
            });
            self.decile[row] = decile;
            if unread {
                self.note(row, Field::Decile, Code::DecileUnreadable);
            }
        }
    }

    pub(super) fn components(&mut self, chunk: &Cells<'_>) {
        self.component.resize(self.len(), 0);
        let Some(column) = chunk.column(Field::Component) else { return };
        let mut memo = Memo::new(column.distinct);
        let mut buffer = String::new();
        let texts = &mut self.texts;
        for (row, component) in self.component.iter_mut().enumerate() {
            *component = memo.get(row, || {
                let text = column.text.get(row);
                if coded::is_blank(text) {
                    return 0;
                }
                words(text, &mut buffer);
                enter_text(texts, &buffer)
            });
        }
    }
}

/// A roster's own row key as a number that is the same every night on every machine: the first eight bytes of the
/// BLAKE3 of its text, which is trimmed and upper case, without a quote before it, and, where it is all digits, without
/// leading zeros and Excel's final ".0", because a spreadsheet adds and drops these from one night to the next. Two of
/// 100 million keys meet by chance once in 3,700 nights, and then count as one key of two rows.
///
/// None when the cell says that there is no key.
pub fn row_key(text: &str) -> Option<NonZeroU64> {
    let text = text.trim().trim_start_matches(['\'', '\u{2019}']).trim_start();
    if coded::is_blank(text) {
        return None;
    }
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let digest = if whole.bytes().all(|byte| byte.is_ascii_digit()) {
        let digits = whole.trim_start_matches('0');
        if digits.is_empty() {
            return None;
        }
        blake3::hash(digits.as_bytes())
    } else if text.bytes().any(|byte| byte.is_ascii_lowercase()) {
        blake3::hash(text.to_ascii_uppercase().as_bytes())
    } else {
        blake3::hash(text.as_bytes())
    };
    let mut first = [0; 8];
    first.copy_from_slice(&digest.as_bytes()[..8]);
    Some(NonZeroU64::new(u64::from_le_bytes(first)).unwrap_or(NonZeroU64::MIN))
}

/// A decile: "1", "1.0", "Desil 4", "DESIL IV", "D4"; "Persentil 37", or any number where the file holds percentiles.
/// A range ("6-10") is none: which of its deciles is meant, nobody knows.
fn decile(text: &str, percentiles: bool) -> Option<NonZeroU8> {
    let upper = text.to_ascii_uppercase();
    let named = upper.contains("DESIL") || upper.contains("DECIL");
    let percentile = upper.contains("PERSENTIL") || upper.contains("PERCENTIL") || (percentiles && !named);
    let decile = match number(&upper) {
        Some(value) if percentile && value <= 100.0 => (value / 10.0).ceil(),
        Some(value) if !percentile && value.fract() == 0.0 => value,
        Some(_) => return None,
        None if named => f64::from(numeral(&upper)?),
        None => return None,
    };
    if (1.0..=10.0).contains(&decile) { NonZeroU8::new(decile as u8) } else { None }
}

/// The only number of a cell, with a decimal point or comma.
fn number(text: &str) -> Option<f64> {
    let start = text.bytes().position(|byte| byte.is_ascii_digit())?;
    let rest = &text[start..];
    let end = rest
        .bytes()
        .position(|byte| !(byte.is_ascii_digit() || matches!(byte, b'.' | b',')))
        .unwrap_or(rest.len());
    let only = !rest[end..].bytes().any(|byte| byte.is_ascii_digit());
    let number = rest[..end].trim_end_matches(['.', ',']);
    if only { number.replace(',', ".").parse().ok() } else { None }
}

/// The Roman numeral among a cell's words.
fn numeral(text: &str) -> Option<u16> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric()).map(roman).find(|&value| value > 0)
}

/// Whether a decile column holds percentiles: a fifth of its numbers are over 10, and not all the same, which would be
/// a code for "not ranked".
pub(super) fn percentiles(column: &TextColumn) -> bool {
    let (mut seen, mut over) = (0_usize, 0_usize);
    let mut first = None;
    let mut several = false;
    for value in column.iter().filter(|cell| !cell.is_empty()).filter_map(number) {
        seen += 1;
        if value > 10.0 && value <= 100.0 {
            over += 1;
            several |= first.is_some_and(|first| first != value);
            first = first.or(Some(value));
        }
    }
    several && over * 5 >= seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_key_survives_a_spreadsheet() {
        let same = |a: &str, b: &str| assert_eq!(row_key(a), row_key(b), "{a} {b}");
        same("pkh-0012/a", " PKH-0012/A ");
        same("'0012", "12");
        same("12.0", "12");
        let differ = |a: &str, b: &str| assert_ne!(row_key(a), row_key(b), "{a} {b}");
        differ("12/3", "1/23");
        differ("A-1", "A1");
        differ("12.5", "125");
        for blank in ["", " ", "-", "0", "000", "TIDAK ADA", "'"] {
            assert_eq!(row_key(blank), None, "{blank}");
        }
        // The number must never change: ids that letters carry hang on it.
        assert_eq!(row_key("33140100001").map(NonZeroU64::get), Some(318_662_611_936_984_474));
    }

    fn check(text: &str, percentiles: bool, expected: u8) {
        assert_eq!(decile(text, percentiles).map_or(0, NonZeroU8::get), expected, "{text}");
    }

    #[test]
    fn deciles_are_read_in_every_form() {
        for (text, expected) in [
            ("1", 1),
            ("10", 10),
            ("4.0", 4),
            ("Desil 3", 3),
            ("DESIL IV", 4),
            ("D2", 2),
            ("desil 1 (sangat miskin)", 1),
            ("Persentil 37", 4),
            ("persentil 10", 1),
            ("0", 0),
            ("11", 0),
            ("6-10", 0),
            ("2,5", 0),
            ("X", 0),
            ("miskin", 0),
            ("", 0),
        ] {
            check(text, false, expected);
        }
        for (text, expected) in
            [("1", 1), ("10", 1), ("10,5", 2), ("37", 4), ("100", 10), ("101", 0), ("Desil 3", 3)]
        {
            check(text, true, expected);
        }
    }

    #[test]
    fn a_column_with_numbers_over_ten_holds_percentiles() {
        let check = |cells: &[&str], expected| {
            assert_eq!(percentiles(&cells.iter().copied().collect()), expected, "{cells:?}");
        };
        check(&["3", "12", "37", "8"], true);
        check(&["1", "2", "10", ""], false);
        check(&["1", "99", "2", "99"], false);
        check(&["1", "2", "3", "4", "5", "6", "7", "8", "9", "12", "1"], false);
        check(&[], false);
    }
}
