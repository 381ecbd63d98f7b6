//! What became of a NIK or No. KK on its way through spreadsheets? Raw text to sixteen digits, with one named
//! anomaly a defect, and the NIK held against its own row's birth date and sex.
//!
//! There is no check digit: "well formed" is weak evidence of "right", and a NIK whose date differs from the row's is
//! still valid when the date was corrected after registration. So mismatches are marks, never refusals.

use super::anomaly::AnomalyCode as Code;
use super::birth::{days_in_month, is_placeholder};
use super::coded::is_blank;
use super::people::NikMarks;
use crate::record::{Birth, Digits16, Nik, Precision, Sex};
use crate::region::{self, CodeLookup, Level, PrefixStatus};

/// A set of anomaly codes, in code order when listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Notes(u64);

impl Notes {
    /// One code.
    pub(super) fn of(code: Code) -> Notes {
        Notes(1 << code as u64)
    }

    /// Adds a code.
    pub(super) fn add(&mut self, code: Code) {
        self.0 |= 1 << code as u64;
    }

    /// Whether nothing was noticed.
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The codes in order.
    pub(super) fn list(self) -> impl Iterator<Item = Code> {
        Code::ALL.into_iter().filter(move |&code| self.0 & (1 << code as u64) != 0)
    }
}

/// Which of the two numbers a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Person.
    Nik,
    /// Family card.
    Kk,
}

/// What a cell says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// The number, when sixteen digits could be had and they are no placeholder.
    pub(super) number: Option<Digits16>,
    /// Marks for a NIK.
    pub(super) marks: NikMarks,
    /// Defects.
    pub(super) notes: Notes,
    /// Region digits that survived although the number did not.
    pub(super) region_hint: Option<u32>,
}

impl Reading {
    fn missing(code: Code) -> Reading {
        Reading { notes: Notes::of(code), ..Reading::default() }
    }
}

/// The codes of the defects that both numbers share.
struct Codes {
    scientific: Code,
    dummy: Code,
    not_sixteen: Code,
    fifteen: Code,
    seventeen: Code,
    letters: Code,
    last_digit_lost: Code,
}

const NIK_CODES: Codes = Codes {
    scientific: Code::NikScientific,
    dummy: Code::NikDummy,
    not_sixteen: Code::NikNotSixteen,
    fifteen: Code::NikFifteen,
    seventeen: Code::NikSeventeen,
    letters: Code::NikLettersRepaired,
    last_digit_lost: Code::NikLastDigitLost,
};

const KK_CODES: Codes = Codes {
    scientific: Code::KkScientific,
    dummy: Code::KkDummy,
    not_sixteen: Code::KkNotSixteen,
    fifteen: Code::KkNotSixteen,
    seventeen: Code::KkNotSixteen,
    letters: Code::KkLettersRepaired,
    last_digit_lost: Code::KkLastDigitLost,
};

/// Reads one cell of a NIK or No. KK column.
pub(super) fn read(text: &str, kind: Kind) -> Reading {
    let mut reading = if let Some(value) = sixteen(text.as_bytes()) {
        Reading { number: Digits16::new(value), ..Reading::default() }
    } else if text.is_empty() {
        return Reading::default();
    } else {
        repaired(text, kind)
    };
    let codes = codes(kind);
    if sixteen(text.as_bytes()) == Some(0) {
        return Reading::missing(codes.dummy);
    }
    let Some(number) = reading.number else { return reading };
    if is_dummy(number) {
        reading.number = None;
        reading.marks = NikMarks::default();
        reading.notes = Notes::of(codes.dummy);
        return reading;
    }
    match kind {
        Kind::Nik => judge_nik(number, &mut reading),
        Kind::Kk => judge_kk(number, &mut reading),
    }
    reading
}

fn codes(kind: Kind) -> &'static Codes {
    match kind {
        Kind::Nik => &NIK_CODES,
        Kind::Kk => &KK_CODES,
    }
}

/// Exactly sixteen ASCII digits as a number.
fn sixteen(bytes: &[u8]) -> Option<u64> {
    if bytes.len() != 16 {
        return None;
    }
    let mut value = 0;
    for byte in bytes {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value * 10 + u64::from(byte - b'0');
    }
    Some(value)
}

/// A cell that is not plainly sixteen digits.
fn repaired(text: &str, kind: Kind) -> Reading {
    let codes = codes(kind);
    if is_blank(text) {
        return Reading::missing(codes.dummy);
    }
    let mut notes = Notes::default();
    let quoted = text.trim();
    let bare = quoted
        .trim_start_matches(['=', '"', '\'', '’', '‘', '`', '´'])
        .trim_end_matches(['"', '\'', '’', '`'])
        .trim();
    if bare.len() < quoted.len() && kind == Kind::Nik {
        notes.add(Code::NikQuoted);
    }
    if let Some(reading) = scientific(bare, codes.scientific) {
        return reading;
    }
    let (bare, tail) = without_decimals(bare);
    if tail && kind == Kind::Nik {
        notes.add(Code::NikDecimalTail);
    }
    let Some(digits) = digits(bare) else {
        return Reading { notes: Notes::of(codes.not_sixteen), ..Reading::default() };
    };
    if digits.separators && kind == Kind::Nik {
        notes.add(Code::NikSeparators);
    }
    match digits.count {
        16 => {}
        _ if digits.all_same => return Reading::missing(codes.dummy),
        15 => return Reading::missing(codes.fifteen),
        17 => return Reading::missing(codes.seventeen),
        _ => return Reading::missing(codes.not_sixteen),
    }
    let Some(number) = Digits16::new(digits.value) else { return Reading::missing(codes.dummy) };
    if digits.letters {
        // A letter read as a digit invents that digit: only where the whole then makes sense.
        if !validates(number, kind) {
            return Reading::missing(codes.not_sixteen);
        }
        notes.add(codes.letters);
    }
    Reading { number: Some(number), marks: NikMarks::REPAIRED, notes, region_hint: None }
}

/// What remains of `3.31401E+15`: six digits are the region and nothing else; fifteen or sixteen are the number
/// itself, written by a program that kept them.
fn scientific(text: &str, code: Code) -> Option<Reading> {
    let at = text.find(['E', 'e'])?;
    let power: u32 = text[at + 1..].trim_start_matches('+').parse().ok()?;
    let mut value: u64 = 0;
    let mut count: u32 = 0;
    for byte in text[..at].bytes() {
        match byte {
            b'0'..=b'9' if count < 17 => {
                value = value * 10 + u64::from(byte - b'0');
                count += 1;
            }
            b'.' | b',' => {}
            _ => return None,
        }
    }
    let mut reading = Reading::missing(code);
    if power == 15 && (15..=16).contains(&count) {
        reading.number = Digits16::new(value * 10_u64.pow(16 - count));
        reading.marks = NikMarks::REPAIRED;
        if count == 15 {
            reading.marks = reading.marks.with(NikMarks::LAST_DIGIT_LOST);
        }
    } else if power == 15 && count > 0 {
        // Trailing zeros of the mantissa are not written: 3.314E+15 is region 331400, a hint all the same.
        let six = if count >= 6 { value / 10_u64.pow(count - 6) } else { value * 10_u64.pow(6 - count) };
        reading.region_hint = u32::try_from(six).ok();
    }
    Some(reading)
}

/// Without a tail of `.0` or `,00`, when enough digits stand before it.
fn without_decimals(text: &str) -> (&str, bool) {
    for tail in [".0", ",0", ".00", ",00"] {
        if let Some(rest) = text.strip_suffix(tail)
            && rest.bytes().filter(u8::is_ascii_digit).count() >= 15
            && !rest.contains(['.', ','])
        {
            return (rest, true);
        }
    }
    (text, false)
}

/// The digits of a cell, with what had to be done to see them.
struct Digits {
    value: u64,
    count: u32,
    letters: bool,
    separators: bool,
    all_same: bool,
}

/// The digits among separators; `O`, `I` and `l` read as the digits they resemble. None when anything else stands
/// there.
fn digits(text: &str) -> Option<Digits> {
    let mut found = Digits { value: 0, count: 0, letters: false, separators: false, all_same: true };
    let mut first = None;
    for letter in text.chars() {
        let digit = match letter {
            '0'..='9' => u64::from(u32::from(letter) - u32::from('0')),
            'O' | 'o' => 0,
            'I' | 'l' | 'i' | '|' => 1,
            _ if letter.is_alphabetic() => return None,
            _ => {
                found.separators = true;
                continue;
            }
        };
        found.letters |= !letter.is_ascii_digit();
        found.all_same &= *first.get_or_insert(digit) == digit;
        found.count += 1;
        if found.count <= 17 {
            found.value = found.value * 10 + digit;
        }
    }
    Some(found)
}

/// Placeholders that people type where a number is demanded.
fn is_dummy(number: Digits16) -> bool {
    let value = number.value();
    let repeated = |count: u32| (10_u64.pow(count) - 1) / 9;
    let tail = value % 10_000_000_000;
    value.is_multiple_of(repeated(16))
        || tail.is_multiple_of(repeated(10))
        || matches!(value, 1_234_567_890_123_456 | 123_456_789_012_345 | 9_876_543_210_987_654)
        || value < 10_000_000_000
        || number.date_part() == 0
}

fn judge_nik(number: Nik, reading: &mut Reading) {
    if number.serial() == 0 {
        reading.marks = reading.marks.with(NikMarks::LAST_DIGIT_LOST);
        reading.notes.add(NIK_CODES.last_digit_lost);
    } else if number.value().is_multiple_of(10) {
        reading.marks = reading.marks.with(NikMarks::LAST_DIGIT_LOST);
        reading.notes.add(Code::NikLastDigitZero);
    }
    if nik_date(number).is_none() {
        reading.marks = reading.marks.with(NikMarks::MALFORMED);
        reading.notes.add(Code::NikDateImpossible);
    }
    if !region_known(number) {
        reading.notes.add(Code::NikRegionUnknown);
        // District codes retired before 2016 are not on record: only an unknown regency is impossible.
        if !regency_known(number) {
            reading.marks = reading.marks.with(NikMarks::MALFORMED);
        }
    }
}

fn judge_kk(number: Digits16, reading: &mut Reading) {
    let date = nik_date(number);
    if date.is_some_and(|date| date.female) && region_known(number) {
        // Dates of issue carry no +40: this is a woman's NIK.
        reading.number = None;
        reading.notes.add(Code::KkHoldsNik);
        return;
    }
    if number.serial() == 0 {
        reading.notes.add(KK_CODES.last_digit_lost);
    } else if date.is_none() || !region_known(number) {
        reading.notes.add(Code::KkMalformed);
    }
}

/// Whether a number repaired from letters makes sense as a whole.
fn validates(number: Digits16, kind: Kind) -> bool {
    let date = nik_date(number);
    date.is_some_and(|date| kind == Kind::Nik || !date.female) && number.serial() != 0 && region_known(number)
}

/// Whether the first six digits were ever a district's code, retired codes included.
fn region_known(number: Digits16) -> bool {
    region::table().nik_prefix(number.region()) != PrefixStatus::Unknown
}

/// Whether the first four digits were ever a regency's code.
fn regency_known(number: Digits16) -> bool {
    let regency = u64::from(number.region() / 100);
    region::table().lookup_number(Level::Regency, regency) != CodeLookup::Unknown
}

/// Birth date and sex as a NIK states them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NikDate {
    /// 1 to 31.
    pub(super) day: u8,
    /// 1 to 12.
    pub(super) month: u8,
    /// Two digits.
    pub(super) year: u8,
    /// The day carried the 40.
    pub(super) female: bool,
}

/// Digits 7-12, when they can be a date in some century.
pub(super) fn nik_date(nik: Nik) -> Option<NikDate> {
    let part = nik.date_part();
    let (mut day, month, year) = (part / 10_000, part / 100 % 100, part % 100);
    let female = day > 40;
    if female {
        day -= 40;
    }
    // 2000 was a leap year and 1900 was not: the kinder of the two.
    if day == 0 || day > days_in_month(2000 + year, month) {
        return None;
    }
    Some(NikDate { day: day as u8, month: month as u8, year: year as u8, female })
}

/// How a NIK's date stands to its row's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateFit {
    /// Nothing to compare.
    Unknown,
    /// Agrees as far as both are known.
    Agrees,
    /// Day and month exchanged.
    Swapped,
    /// One digit of the six differs.
    OneDigit,
    /// None of these.
    Contradicts,
}

/// Years that an age, or an official placeholder date, may be off.
const LOOSE_YEARS: u32 = 2;

/// Holds a NIK's date against the row's own. The century is the row's: only two digits are compared.
pub(super) fn date_fit(date: NikDate, birth: Birth) -> DateFit {
    let Some(year) = birth.year() else { return DateFit::Unknown };
    let own = u32::from(year) % 100;
    let theirs = u32::from(date.year);
    let apart = own.abs_diff(theirs).min(100 - own.abs_diff(theirs));
    let years = |allowed: u32| if apart <= allowed { DateFit::Agrees } else { DateFit::Contradicts };
    match (birth.precision(), birth.month(), birth.day()) {
        (Precision::Full | Precision::Placeholder, Some(month), Some(day)) => {
            if apart == 0 && (month, day) == (date.month, date.day) {
                return DateFit::Agrees;
            }
            if birth.precision() == Precision::Placeholder || is_placeholder(date.day, date.month) {
                return years(LOOSE_YEARS);
            }
            if apart == 0 && (month, day) == (date.day, date.month) {
                return DateFit::Swapped;
            }
            let pairs = [
                (u32::from(day), u32::from(date.day)),
                (u32::from(month), u32::from(date.month)),
                (own, theirs),
            ];
            let differing: u32 =
                pairs.iter().map(|(a, b)| u32::from(a / 10 != b / 10) + u32::from(a % 10 != b % 10)).sum();
            if differing <= 1 { DateFit::OneDigit } else { DateFit::Contradicts }
        }
        (Precision::Month, Some(month), _) => match years(1) {
            DateFit::Agrees if month == date.month || is_placeholder(date.day, date.month) => DateFit::Agrees,
            DateFit::Agrees => DateFit::OneDigit,
            fit => fit,
        },
        (Precision::Age, ..) => years(LOOSE_YEARS),
        _ => years(1),
    }
}

/// Marks and notes from holding a NIK against its own row.
pub(super) fn hold_against_row(nik: Nik, birth: Birth, sex: Sex) -> (NikMarks, Notes) {
    let mut marks = NikMarks::default();
    let mut notes = Notes::default();
    let Some(date) = nik_date(nik) else { return (marks, notes) };
    match date_fit(date, birth) {
        DateFit::Unknown | DateFit::Agrees => {}
        DateFit::Swapped => notes.add(Code::NikDateSwapped),
        DateFit::OneDigit => notes.add(Code::NikDateOneDigit),
        DateFit::Contradicts => {
            marks = marks.with(NikMarks::DATE_CONTRADICTS);
            notes.add(Code::NikDateContradicts);
        }
    }
    let theirs = if date.female { Sex::Female } else { Sex::Male };
    if sex != Sex::Unknown && sex != theirs {
        marks = marks.with(NikMarks::SEX_CONTRADICTS);
        notes.add(Code::NikSexContradicts);
    }
    (marks, notes)
}

#[cfg(test)]
mod tests;
