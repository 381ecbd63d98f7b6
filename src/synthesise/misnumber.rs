//! How does a 16-digit number get lost between a card and a spreadsheet? The defects of domain 1.3, each as the
//! text that a roster then holds.

use std::fmt::Write;

use super::dice::Dice;

/// How often a roster's NIK column holds what; each a probability, tried in this order.
#[derive(Clone, Copy, Debug)]
pub(super) struct NikHabits {
    pub(super) missing: f64,
    /// Zeros, nines, `TIDAK ADA`, the district's code with nothing behind.
    pub(super) dummy: f64,
    /// The NIK of someone else on the same card.
    pub(super) relative: f64,
    /// The No. KK in the NIK column.
    pub(super) card: f64,
    /// `3,31401E+15`.
    pub(super) scientific: f64,
    /// The last digit turned to 0 by a spreadsheet.
    pub(super) fifteen: f64,
    /// One digit wrong, or two swapped.
    pub(super) mistyped: f64,
    /// A digit too many or too few.
    pub(super) length: f64,
    /// The second NIK, where the person has two.
    pub(super) second: f64,
    /// Dots, dashes, blanks, O for 0: ugly and whole.
    pub(super) dressed: f64,
    /// Every number behind an apostrophe.
    pub(super) apostrophe: bool,
}

/// Writes a whole number.
pub(super) fn plain(out: &mut String, number: u64) {
    out.clear();
    write_number(out, number);
}

fn write_number(out: &mut String, number: u64) {
    // Writing to a String cannot fail.
    let _ = write!(out, "{number:016}");
}

/// One digit wrong (60 %), two neighbours swapped (30 %), or a shift to the left with a new last digit.
pub(super) fn mistyped(out: &mut String, number: u64, dice: &mut Dice) {
    plain(out, number);
    let mut digits: [u8; 16] = [b'0'; 16];
    digits.copy_from_slice(&out.as_bytes()[..16]);
    match dice.below(10) {
        0..6 => {
            let at = dice.index(16);
            digits[at] = b'0' + (digits[at] - b'0' + 1 + dice.below(9) as u8) % 10;
        }
        6..9 => {
            let at = dice.index(15);
            digits.swap(at, at + 1);
        }
        _ => {
            let at = dice.index(12);
            digits[at..].rotate_left(1);
        }
    }
    out.clear();
    out.extend(digits.iter().map(|digit| char::from(*digit)));
}

/// Fifteen or seventeen digits.
pub(super) fn wrong_length(out: &mut String, number: u64, dice: &mut Dice) {
    plain(out, number);
    let at = dice.index(16);
    if dice.chance(0.6) {
        out.remove(at);
    } else {
        let digit = out.as_bytes()[at];
        out.insert(at, char::from(digit));
    }
}

/// What a spreadsheet shows of a long number; six digits survive, the region's.
pub(super) fn scientific(out: &mut String, number: u64, comma: bool) {
    out.clear();
    let head = number / 10_000_000_000 + u64::from(number % 10_000_000_000 >= 5_000_000_000);
    let mark = if comma { ',' } else { '.' };
    let fraction = format!("{:05}", head % 100_000);
    let _ = write!(out, "{}{mark}{}E+15", head / 100_000, fraction.trim_end_matches('0'));
}

/// What is left when a spreadsheet keeps fifteen digits.
pub(super) fn fifteen_digits(number: u64) -> u64 {
    number / 10 * 10
}

/// Something that is there to fill the column.
pub(super) fn dummy(out: &mut String, district: u32, dice: &mut Dice) {
    out.clear();
    match dice.below(8) {
        0 => out.push_str("0000000000000000"),
        1 => out.push_str("9999999999999999"),
        2 => out.push_str("1234567890123456"),
        3 => out.push_str("TIDAK ADA"),
        4 => out.push_str("BELUM ADA"),
        5 => out.push('0'),
        _ => {
            let _ = write!(out, "{district:06}0000000000");
        }
    }
}

/// Dots as on the card, blanks between groups, letters for digits, a spreadsheet's `.0`.
pub(super) fn dressed(out: &mut String, number: u64, dice: &mut Dice) {
    plain(out, number);
    match dice.below(5) {
        0 => {
            for at in [12, 6, 4, 2] {
                out.insert(at, '.');
            }
        }
        1 => {
            for at in [12, 8, 4] {
                out.insert(at, ' ');
            }
        }
        2 => *out = out.replacen('0', "O", 1),
        3 => out.push_str(".0"),
        _ => out.insert(0, ' '),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scientific_keeps_the_region_and_no_more() {
        let mut out = String::new();
        scientific(&mut out, 3_314_014_101_900_002, true);
        assert_eq!(out, "3,31401E+15");
        scientific(&mut out, 3_314_014_101_900_002, false);
        assert_eq!(out, "3.31401E+15");
    }

    #[test]
    fn a_spreadsheet_keeps_fifteen_digits() {
        assert_eq!(fifteen_digits(3_314_014_101_900_002), 3_314_014_101_900_000);
    }

    #[test]
    fn slips_change_the_number_and_keep_or_lose_its_length() {
        let mut dice = Dice::new(1, 1, 1);
        let mut out = String::new();
        for _ in 0..200 {
            mistyped(&mut out, 3_314_014_101_900_002, &mut dice);
            assert_eq!(out.len(), 16);
            wrong_length(&mut out, 3_314_014_101_900_002, &mut dice);
            assert_ne!(out.len(), 16);
        }
    }
}
