//! When was the person born? Every form in which rosters write a date, read byte by byte to a [`Birth`] with its
//! precision. Dates that registration assigns when the day is unknown are known as placeholders.

use std::sync::OnceLock;

use jiff::civil::Date;

use super::anomaly::AnomalyCode;
use crate::record::{Birth, Precision};

/// Days and months that registration assigns when the day is unknown: 1 July (SIAK, since 2004), 31 December
/// (before) and 1 January (everywhere).
pub(super) const PLACEHOLDERS: [(u8, u8); 3] = [(1, 7), (31, 12), (1, 1)];

/// The day assigned when only the month is known. A weak sign (one birth in thirty falls on it anyway), so such a
/// date stays [`Precision::Full`]; stages that weigh dates by their frequency may use it.
pub const WEAK_PLACEHOLDER_DAY: u8 = 15;

/// Nobody on a roster was born before it; older years are typing errors.
const FIRST_YEAR: u32 = 1880;

/// Excel's day 0 in the 1900 system, with its phantom 29 February 1900 counted.
const EXCEL_EPOCH: Date = Date::constant(1899, 12, 30);

/// Month words and their numbers: three first letters, or a whole roman numeral.
static MONTHS: &str = include_str!("../../assets/months.tsv");

/// What a cell says of the date of birth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// The date, as far as known.
    pub(super) birth: Birth,
    /// What was wrong with it.
    pub(super) note: Option<AnomalyCode>,
    /// The year was written with two digits, so an age may move it by a century.
    pub(super) short_year: bool,
    /// The date that was held against the night's, as the number YYYYMMDD; 0 for none.
    pub(super) compared: u32,
}

impl Reading {
    fn missing(note: AnomalyCode) -> Reading {
        Reading { birth: Birth::UNKNOWN, note: Some(note), short_year: false, compared: 0 }
    }

    const EMPTY: Reading = Reading { birth: Birth::UNKNOWN, note: None, short_year: false, compared: 0 };
}

/// One part of a written date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Digits: value and how many.
    Number(u32, u8),
    /// A month's name.
    Month(u32),
}

/// The parts of a written date, at most three: what follows is a time of day.
#[derive(Default)]
struct Parts {
    list: [Option<Part>; 3],
    count: usize,
    /// A word that is no month.
    foreign: bool,
}

/// Reads one cell. `month_first` says that the file writes US dates.
pub(super) fn read(text: &str, night: Date, month_first: bool) -> Reading {
    let parts = parts(text.as_bytes());
    use Part::{Month, Number};
    match (parts.list[0], parts.list[1], parts.list[2]) {
        (None, ..) if !parts.foreign => Reading::EMPTY,
        (Some(Number(value, digits)), second, None)
            if second.is_none() || (digits == 5 && matches!(second, Some(Number(_, 1..=12)))) =>
        {
            undivided(value, digits, text, night, month_first)
        }
        (Some(Number(a, a_digits)), Some(Number(b, _)), Some(Number(c, c_digits))) => {
            numbers((a, a_digits), b, (c, c_digits), night, month_first)
        }
        (Some(Number(day, 1..=2)), Some(Month(month)), Some(Number(year, digits))) => {
            dated(year, digits, month, day, night)
        }
        (Some(Number(year, digits)), Some(Month(month)), Some(Number(day, 1..=2))) => {
            dated(year, digits, month, day, night)
        }
        (Some(Month(month)), Some(Number(day, 1..=2)), Some(Number(year, digits))) => {
            dated(year, digits, month, day, night)
        }
        (Some(Month(month)), Some(Number(year, digits)), None)
        | (Some(Number(year, digits @ 4)), Some(Month(month)), None) => dated(year, digits, month, 0, night),
        (Some(Number(month, 1..=2)), Some(Number(year, 4)), None)
        | (Some(Number(year, 4)), Some(Number(month, 1..=2)), None) => dated(year, 4, month, 0, night),
        _ => Reading::missing(AnomalyCode::BirthUnreadable),
    }
}

/// Reads day, month and year from columns of their own; empty parts are unknown.
pub(super) fn read_columns(day: &str, month: &str, year: &str, night: Date) -> Reading {
    let one = |text: &str| match parts(text.as_bytes()).list[0] {
        Some(Part::Number(value, digits)) => (value, digits),
        Some(Part::Month(month)) => (month, 2),
        None => (0, 0),
    };
    let ((day, _), (month, _), (year, digits)) = (one(day), one(month), one(year));
    if digits == 0 {
        return Reading::EMPTY;
    }
    dated(year, digits, month, day, night)
}

/// The date of a person of `age` years: only the year, give or take one.
pub(super) fn from_age(age: u8, night: Date) -> Birth {
    let year = night.year() - i16::from(age);
    Birth::new(Precision::Age, year.unsigned_abs(), 0, 0)
}

/// Splits "SRAGEN, 01-07-1955" into place and date.
pub(super) fn split_place_and_date(text: &str) -> (&str, &str) {
    let has_digit = |part: &str| part.bytes().any(|byte| byte.is_ascii_digit());
    let at = match text.rfind(',').filter(|&comma| has_digit(&text[comma..])) {
        // "12 Mei, 1980" has its comma inside the date.
        Some(comma) if !has_digit(&text[..comma]) => comma,
        _ => text.bytes().position(|byte| byte.is_ascii_digit()).unwrap_or(text.len()),
    };
    let (place, date) = text.split_at(at);
    (place.trim_end_matches([',', '/', '-', ' ', '.', ';']).trim(), date.trim_start_matches([',', ' ']))
}

/// Moves a date with a two-digit year to the century that its row's age asks for.
pub(super) fn settle_century(reading: Reading, age: Option<u8>, night: Date) -> Birth {
    let (Some(age), Some(year), true) = (age, reading.birth.year(), reading.short_year) else {
        return reading.birth;
    };
    let from_age = i32::from(night.year()) - i32::from(age);
    if i32::from(year) - from_age > 50 {
        let birth = reading.birth;
        return Birth::new(
            birth.precision(),
            year - 100,
            birth.month().unwrap_or(0),
            birth.day().unwrap_or(0),
        );
    }
    reading.birth
}

/// Whether a day and month are those that registration assigns.
pub(super) fn is_placeholder(day: u8, month: u8) -> bool {
    PLACEHOLDERS.contains(&(day, month))
}

/// Days of a month; 0 for an impossible month.
pub(super) fn days_in_month(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

/// For the vote on the order of day and month: the first two numbers of a date that starts with them, with
/// separators or, in eight digits that end with a year, without.
pub(super) fn leading_pair(text: &str) -> Option<(u32, u32)> {
    match parts(text.as_bytes()).list {
        [Some(Part::Number(a, 1..=2)), Some(Part::Number(b, 1..=2)), Some(Part::Number(..))] => Some((a, b)),
        [Some(Part::Number(value, 8)), None, None] if value % 10_000 >= FIRST_YEAR => {
            Some((value / 1_000_000, value / 10_000 % 100))
        }
        _ => None,
    }
}

fn parts(bytes: &[u8]) -> Parts {
    let mut parts = Parts::default();
    let mut index = 0;
    while index < bytes.len() && parts.count < 3 {
        let start = index;
        if bytes[index].is_ascii_digit() {
            let mut value: u32 = 0;
            while index < bytes.len() && bytes[index].is_ascii_digit() {
                value = value.saturating_mul(10).saturating_add(u32::from(bytes[index] - b'0'));
                index += 1;
            }
            let digits = u8::try_from(index - start).unwrap_or(u8::MAX);
            parts.list[parts.count] = Some(Part::Number(value, digits));
            parts.count += 1;
        } else if bytes[index].is_ascii_alphabetic() {
            while index < bytes.len() && bytes[index].is_ascii_alphabetic() {
                index += 1;
            }
            match month(&bytes[start..index]) {
                Some(month) => {
                    parts.list[parts.count] = Some(Part::Month(month));
                    parts.count += 1;
                }
                None => parts.foreign = true,
            }
        } else {
            index += 1;
        }
    }
    parts
}

/// A month by its name in Indonesian (with the spellings in use) or English, or as a roman numeral.
fn month(word: &[u8]) -> Option<u32> {
    let fits = |&&(name, whole, _): &&Month| {
        let long_enough = if whole { word.len() == name.len() } else { word.len() >= name.len() };
        long_enough && word[..name.len()].eq_ignore_ascii_case(name)
    };
    months()[usize::from(word.first()? & 31)].iter().find(fits).map(|&(_, _, number)| number)
}

/// A written month: its name, whether it must be the whole word, its number.
type Month = (&'static [u8], bool, u32);

/// The written months by the last five bits of their first letter.
fn months() -> &'static [Vec<Month>; 32] {
    static TABLE: OnceLock<[Vec<Month>; 32]> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: [Vec<_>; 32] = Default::default();
        for (name, number) in MONTHS.lines().skip(1).filter_map(|line| line.split_once('\t')) {
            let (name, whole) = match name.as_bytes() {
                [rest @ .., b'='] => (rest, true),
                name => (name, false),
            };
            if let (Some(first), Ok(number)) = (name.first(), number.parse()) {
                table[usize::from(first & 31)].push((name, whole, number));
            }
        }
        table
    })
}

/// A date without separators: `31121980`, `1071990`, `19801231`, `311280`, a year, or an Excel serial; `12311980` and
/// `123180` where the file writes the month first.
fn undivided(value: u32, digits: u8, text: &str, night: Date, month_first: bool) -> Reading {
    let this_year = night.year().unsigned_abs().into();
    match digits {
        1..=3 if value == 0 => Reading::missing(AnomalyCode::BirthDummy),
        4 if (FIRST_YEAR..=this_year).contains(&value) => dated(value, 4, 0, 0, night),
        4 | 5 => excel(value, night),
        6 => day_and_month(value / 10_000, value / 100 % 100, (value % 100, 2), night, month_first),
        7 | 8 => {
            let year_first = (value / 10_000, value / 100 % 100, value % 100);
            let (year, month, day) = year_first;
            // No number is both: a year first ends in at most 1231, a year last is at least 1880.
            let starts_with_year = digits == 8
                && (FIRST_YEAR..=this_year).contains(&year)
                && ((1..=days_in_month(year, month)).contains(&day)
                    || !(FIRST_YEAR..=this_year).contains(&(value % 10_000)));
            if starts_with_year {
                dated(year, 4, month, day, night)
            } else {
                let (first, second) = (value / 1_000_000, value / 10_000 % 100);
                day_and_month(first, second, (value % 10_000, 4), night, month_first)
            }
        }
        12..=14 => {
            // A timestamp without separators: the first eight digits are the date.
            let date = text.trim_start().get(..8).and_then(|head| head.parse().ok()).unwrap_or(0);
            dated(date / 10_000, 4, date / 100 % 100, date % 100, night)
        }
        _ => Reading::missing(AnomalyCode::BirthUnreadable),
    }
}

/// A day number of Excel's 1900 system.
fn excel(serial: u32, night: Date) -> Reading {
    let date = EXCEL_EPOCH.saturating_add(jiff::Span::new().days(i64::from(serial)));
    let (year, month, day) =
        (date.year().unsigned_abs(), date.month().unsigned_abs(), date.day().unsigned_abs());
    dated(year.into(), 4, month.into(), day.into(), night)
}

/// Three numbers: the year is the one with four digits, or the last.
fn numbers(
    (a, a_digits): (u32, u8),
    b: u32,
    (c, c_digits): (u32, u8),
    night: Date,
    month_first: bool,
) -> Reading {
    if a_digits >= 3 || (c_digits <= 2 && a > 31) {
        let (month, day) = if b > 12 && c <= 12 { (c, b) } else { (b, c) };
        return dated(a, a_digits, month, day, night);
    }
    day_and_month(a, b, (c, c_digits), night, month_first)
}

/// Two numbers before a year: in the file's order, or the other way round where only that makes a date.
fn day_and_month(
    first: u32,
    second: u32,
    (year, digits): (u32, u8),
    night: Date,
    month_first: bool,
) -> Reading {
    let (day, month) = if month_first { (second, first) } else { (first, second) };
    if month > 12 && (1..=12).contains(&day) {
        let mut reading = dated(year, digits, day, month, night);
        // Day-first in a month-first file is simply the Indonesian way; only the US way is worth a note.
        if !month_first {
            reading.note = reading.note.or(Some(AnomalyCode::BirthMonthFirst));
        }
        return reading;
    }
    dated(year, digits, month, day, night)
}

/// Checks the parts against the calendar and the night; 0 is unknown.
fn dated(year: u32, year_digits: u8, month: u32, day: u32, night: Date) -> Reading {
    let full_year = if year_digits <= 2 { 2000 + year } else { year };
    let compared = full_year.saturating_mul(10_000).saturating_add(month * 100 + day);
    Reading { compared, ..held_against(year, year_digits, month, day, night) }
}

fn held_against(year: u32, year_digits: u8, month: u32, day: u32, night: Date) -> Reading {
    let tonight = (
        u32::from(night.year().unsigned_abs()),
        u32::from(night.month().unsigned_abs()),
        u32::from(night.day().unsigned_abs()),
    );
    let short_year = year_digits <= 2;
    let year = match year_digits {
        0 => 0,
        1 | 2 if (2000 + year, month, day) <= tonight => 2000 + year,
        1 | 2 => 1900 + year,
        _ => year,
    };
    if (year == 0 && month == 0) || (year, month, day) == (1900, 1, 1) || (year, month, day) == tonight {
        return Reading::missing(AnomalyCode::BirthDummy);
    }
    if year < FIRST_YEAR {
        return Reading::missing(AnomalyCode::BirthImpossible);
    }
    if month > 12 || day > 31 || (month > 0 && day > days_in_month(year, month)) {
        return impossible(year, month, short_year, tonight.0);
    }
    if (year, month, day) > tonight {
        return Reading::missing(AnomalyCode::BirthInFuture);
    }
    let (month, day) = (month as u8, day as u8);
    let precision = match (month, day) {
        (0, _) => Precision::Year,
        (_, 0) => Precision::Month,
        (month, day) if is_placeholder(day, month) => Precision::Placeholder,
        _ => Precision::Full,
    };
    Reading { birth: Birth::new(precision, year as u16, month, day), note: None, short_year, compared: 0 }
}

/// A day that no month has, or a month that no year has: what can stand is kept, for a slip in one part leaves the
/// others as they were.
fn impossible(year: u32, month: u32, short_year: bool, this_year: u32) -> Reading {
    if year > this_year {
        return Reading::missing(AnomalyCode::BirthImpossible);
    }
    let month = if month > 12 { 0 } else { month as u8 };
    let precision = if month == 0 { Precision::Year } else { Precision::Month };
    let birth = Birth::new(precision, year as u16, month, 0);
    Reading { birth, note: Some(AnomalyCode::BirthImpossible), short_year, compared: 0 }
}

#[cfg(test)]
mod tests;
