//! What of a person may a reader see? By default a NIK without its middle, a birth date without its day, and
//! refused lines without the digits that would give either away.

use serde::{Deserialize, Serialize};

use super::sink::Sink;
use crate::record::{Birth, Digits16};

/// Whether tables show numbers and dates of birth in full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Masking {
    /// First four and last four digits; year of birth only.
    #[default]
    Masked,
    /// Everything; asked for by name and logged.
    Open,
}

impl Masking {
    /// A NIK or No. KK, appended.
    pub fn push_number(self, out: &mut Sink, number: Digits16) {
        let value = number.value();
        match self {
            Masking::Open => out.digits(value, 16),
            // The middle would give region, birth date and sex away; its length is no secret.
            Masking::Masked => {
                out.digits(value / 1_000_000_000_000, 4);
                out.push_str("********");
                out.digits(value % 10_000, 4);
            }
        }
    }

    /// A date of birth, appended: ISO as far as known, or its year.
    pub fn push_birth(self, out: &mut Sink, birth: Birth) {
        match (self, birth.year()) {
            (Masking::Open, _) => out.push_str(&birth.to_string()),
            (Masking::Masked, Some(year)) => out.count(u64::from(year)),
            (Masking::Masked, None) => {}
        }
    }

    /// A line as it was read, appended. Masked, dates keep their year and long numbers their first and last four
    /// digits.
    pub fn push_line(self, out: &mut Sink, line: &str) {
        if self == Masking::Open {
            out.push_str(line);
            return;
        }
        let mut rest = line;
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            out.push_str(&rest[..start]);
            rest = &rest[start..];
            let length = number_length(rest);
            push_masked_number(out, &rest[..length]);
            rest = &rest[length..];
        }
        out.push_str(rest);
    }
}

/// Bytes of the number at the start of `text`: digits, and single dots, dashes, slashes or spaces between them.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len() {
        let joined = matches!(bytes[end], b'.' | b'-' | b'/' | b' ')
            && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if !bytes[end].is_ascii_digit() && !joined {
            break;
        }
        end += 1;
    }
    end
}

/// Three groups of eight digits at most are a date: its year stays. Twelve digits or more keep the first and last
/// four, seven or more the last four; fewer (RT/RW, counts, house numbers) say nothing of anybody.
fn push_masked_number(out: &mut Sink, number: &str) {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let groups: Vec<&str> = number.split(|c: char| !c.is_ascii_digit()).collect();
    let date = digits <= 8 && groups.len() == 3 && groups[1].len() <= 2;
    let (first, last) = match digits {
        _ if date && groups[0].len() == 4 => (4, 0),
        _ if date => (0, groups[2].len()),
        12.. => (4, 4),
        7.. => (0, 4),
        _ => (digits, 0),
    };
    let mut place = 0;
    for character in number.chars() {
        if !character.is_ascii_digit() {
            out.push(character);
            continue;
        }
        let visible = place < first || place + last >= digits;
        out.push(if visible { character } else { '*' });
        place += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Precision;

    fn check_line(input: &str, expected: &str) {
        let mut out = Sink::default();
        Masking::Masked.push_line(&mut out, input);
        assert_eq!(out.written(), expected.as_bytes());
    }

    #[test]
    fn refused_lines_lose_the_digits_that_identify() {
        check_line("12;'3314014101900002;SITI", "12;'3314********0002;SITI");
        check_line("33.14.01.410190.0002;RT 003/013", "33.14.**.******.0002;RT 003/013");
        check_line("SRAGEN, 01-07-1955;1990-12-31;1/7/90", "SRAGEN, **-**-1955;1990-**-**;*/*/90");
        check_line("01071955;Rp 1.250.000", "****1955;Rp *.**0.000");
        check_line("Jumlah;350", "Jumlah;350");
        check_line("ñ 0812 3456 7890.", "ñ 0812 **** 7890.");
        check_line("", "");
    }

    #[test]
    fn numbers_and_dates() {
        let mut out = Sink::default();
        Masking::Masked.push_number(&mut out, Digits16::new(3_201_014_101_900_001).unwrap());
        out.push(' ');
        Masking::Masked.push_birth(&mut out, Birth::new(Precision::Full, 1990, 1, 1));
        assert_eq!(out.written(), b"3201********0001 1990");
        out.clear();
        Masking::Open.push_birth(&mut out, Birth::new(Precision::Full, 1990, 1, 1));
        assert_eq!(out.written(), b"1990-01-01");
    }
}
