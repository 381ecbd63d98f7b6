//! What do the values of each column look like? Learnt from good rows of the sample, used to judge whether a
//! ragged row, repaired, still has every value under its own header, and whether a column fills down.

use crate::record::Field;

use super::header::SampleRecord;

/// The look of a column, as far as it can contradict a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Anything: names, addresses.
    Free,
    /// Numbers of ten digits and more: NIK, No. KK, account numbers.
    LongNumber,
    /// Short numbers: RT, RW, age, running number.
    ShortNumber,
    /// Dates of any form with digits and separators.
    Date,
    /// One or two letters, or one digit: sex, yes or no.
    Letter,
}

/// Values a column must show before its look is believed, and the share (in tenths) that must have it.
const ENOUGH: usize = 4;
const MOST_TENTHS: usize = 9;

impl Shape {
    /// Whether a value may stand in such a column. Empty values may always.
    pub(super) fn allows(self, value: &str) -> bool {
        let value = value.trim_matches(|letter: char| letter == '\'' || letter.is_whitespace());
        if value.is_empty() || value == "-" {
            return true;
        }
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let others = value.chars().count() - digits;
        match self {
            Shape::Free => true,
            Shape::LongNumber => digits >= 6 && others <= 6 && !value.contains('/'),
            Shape::ShortNumber => (1..=9).contains(&digits) && others <= 3,
            Shape::Date => is_date(value),
            Shape::Letter => value.len() <= 2,
        }
    }

    /// The look of each column, from data records of full width.
    pub(super) fn learn(data: &[&SampleRecord], width: usize) -> Vec<Shape> {
        (0..width)
            .map(|column| {
                let values: Vec<&str> = data
                    .iter()
                    .filter(|record| record.cells.len() == width)
                    .map(|record| record.cells[column].as_str())
                    .filter(|value| !value.is_empty() && *value != "-")
                    .collect();
                if values.len() < ENOUGH {
                    return Shape::Free;
                }
                [Shape::LongNumber, Shape::Date, Shape::ShortNumber, Shape::Letter]
                    .into_iter()
                    .find(|shape| {
                        let allowed = values.iter().filter(|value| shape.allows(value)).count();
                        allowed * 10 >= values.len() * MOST_TENTHS
                    })
                    .unwrap_or(Shape::Free)
            })
            .collect()
    }
}

/// `31/12/1980`, `1980-12-31 00:00:00`, `31 Des 1980`: two to four digits, separators, at most one word.
fn is_date(value: &str) -> bool {
    let bytes = value.as_bytes();
    let starts_with_number = bytes.first().is_some_and(u8::is_ascii_digit);
    let separators = bytes.iter().filter(|byte| matches!(byte, b'/' | b'-' | b'.' | b' ')).count();
    let letters = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    starts_with_number && separators >= 2 && letters <= 9 && (3..=14).contains(&digits) && bytes.len() <= 30
}

/// Whether a field may be given once for a group of rows. Only regions are: an empty name or NIK is a fact.
pub(super) fn may_fill_down(field: Field) -> bool {
    matches!(
        field,
        Field::Province
            | Field::Regency
            | Field::District
            | Field::Village
            | Field::VillageCode
            | Field::Hamlet
    )
}

/// Rank of a region field from coarse to fine: when a coarse one changes, the finer ones start anew.
pub(super) fn region_rank(field: Field) -> u8 {
    match field {
        Field::Province => 0,
        Field::Regency => 1,
        Field::District => 2,
        Field::Village | Field::VillageCode => 3,
        _ => 4,
    }
}

/// Whether the values of a column, in row order, show one value a group: the first is given, at least a third
/// is empty, and a value given is nearly always a new one. A column with values missing here and there repeats
/// the same value before and after a gap, and is left alone.
pub(super) fn fills_down<'a>(values: impl Iterator<Item = &'a str>) -> bool {
    let (mut rows, mut given, mut repeats) = (0_usize, 0_usize, 0_usize);
    let mut last = "";
    for value in values {
        if rows == 0 && value.is_empty() {
            return false;
        }
        rows += 1;
        if !value.is_empty() {
            given += 1;
            repeats += usize::from(value == last);
            last = value;
        }
    }
    let empty = rows - given;
    empty >= 2 && empty * 3 >= rows && repeats * 10 <= given
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_allow_their_values() {
        let check = |shape: Shape, value: &str, expected: bool| {
            assert_eq!(shape.allows(value), expected, "{shape:?} {value}");
        };
        check(Shape::LongNumber, "3314010101800001", true);
        check(Shape::LongNumber, "'33.14.01.010180.0001", true);
        check(Shape::LongNumber, "3,31401E+15", true);
        check(Shape::LongNumber, "BUDI", false);
        check(Shape::LongNumber, "01/02/1980", false);
        check(Shape::Date, "31/12/1980", true);
        check(Shape::Date, "1980-12-31 00:00:00", true);
        check(Shape::Date, "31 Desember 1980", true);
        check(Shape::Date, "SRAGEN", false);
        check(Shape::ShortNumber, "003", true);
        check(Shape::ShortNumber, "JL MAWAR", false);
        check(Shape::Letter, "P", true);
        check(Shape::Letter, "PEREMPUAN", false);
    }

    #[test]
    fn filling_down_needs_its_pattern() {
        let check = |values: &[&str], expected: bool| {
            assert_eq!(fills_down(values.iter().copied()), expected, "{values:?}");
        };
        check(&["A", "", "", "B", "", ""], true);
        check(&["A", "", "", ""], true);
        check(&["A", "A", "", "A", "A", "A"], false);
        check(&["A", "", "A", "", "A", ""], false);
        check(&["", "A", "", ""], false);
        check(&["A", "B", "C", "D"], false);
    }
}
