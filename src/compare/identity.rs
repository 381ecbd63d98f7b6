//! How do two NIKs agree in what they say beyond the birth date, and two sexes?
//!
//! The date inside a NIK is compared once, by the birth comparison. What is left is the region of first
//! registration and the serial; whether the births agree is the condition these levels are stated under.

use super::side::{Flags, Side};
use crate::record::Sex;
use crate::similarity::{DigitChange, Digits};

/// Given births that agree.
const EQUAL: u8 = 1;
const LOST_DIGIT: u8 = 2;
const SLIP: u8 = 3;
const SERIAL_NEXT: u8 = 4;
const SERIAL: u8 = 5;
const OTHER_REGION: u8 = 6;
const DATE_SLIP: u8 = 7;
const DIFFERENT: u8 = 8;
/// Given births that differ, or that one is not known.
const THOUGH_EQUAL: u8 = 9;
const THOUGH_SLIP: u8 = 10;
const OWN_REST: u8 = 11;
const OWN_REGION: u8 = 12;
const OWN_DIFFERENT: u8 = 13;
const THOUGH_DIFFERENT: u8 = 14;
const SUSPECT_EQUAL: u8 = 15;
const SUSPECT_SLIP: u8 = 16;
const SUSPECT_DIFFERENT: u8 = 17;
/// What women have added to the day, in the date part's six digits.
const SEX_DAYS: u64 = 0x40_00_00;
/// Serials this near are given out together: twins registered on one day.
pub const NEXT_SERIALS: u16 = 2;

/// 0 unknown, 1 same, 2 different.
pub(super) fn sex(x: Sex, y: Sex) -> u8 {
    match (x, y) {
        (Sex::Unknown, _) | (_, Sex::Unknown) => 0,
        (x, y) if x == y => 1,
        _ => 2,
    }
}

/// The level of two rows' NIKs, 0 when either has none; `births_agree` is what the comparison of the two dates said.
#[inline]
pub(super) fn nik(a: &Side, b: &Side, births_agree: bool) -> u8 {
    let (x, y) = (a.nik, b.nik);
    if x == Digits::default() || y == Digits::default() {
        return 0;
    }
    let change = x.change(y);
    // A lost last digit reads as 0 and agrees with any.
    let lost = a.flags.has(Flags::LAST_DIGIT_LOST) || b.flags.has(Flags::LAST_DIGIT_LOST);
    let same_but_last = lost && x.0 >> 4 == y.0 >> 4;
    if !a.flags.has(Flags::NIK_TRUSTED) || !b.flags.has(Flags::NIK_TRUSTED) {
        // Serials of one day and district are small numbers, so any two are a digit apart: that is no slip.
        let serial_only = x.0 >> SERIAL_BITS == y.0 >> SERIAL_BITS;
        return match change {
            DigitChange::Same => SUSPECT_EQUAL,
            _ if same_but_last => SUSPECT_SLIP,
            DigitChange::More => SUSPECT_DIFFERENT,
            _ if serial_only => SUSPECT_DIFFERENT,
            _ => SUSPECT_SLIP,
        };
    }
    let equal = change == DigitChange::Same || same_but_last;
    let same_region = x.0 >> REGION_FROM == y.0 >> REGION_FROM;
    if !births_agree {
        return match change {
            _ if equal => THOUGH_EQUAL,
            // Two NIKs that each bear their own row's date differ as the births do, which is counted already.
            _ if a.flags.has(Flags::OWN_DATE) && b.flags.has(Flags::OWN_DATE) => {
                match (same_region, serial(x) == serial(y)) {
                    (true, true) => OWN_REST,
                    (true, false) => OWN_REGION,
                    (false, _) => OWN_DIFFERENT,
                }
            }
            DigitChange::More => THOUGH_DIFFERENT,
            _ => THOUGH_SLIP,
        };
    }
    if equal {
        return if lost { LOST_DIGIT } else { EQUAL };
    }
    let sexes = date_part(x).abs_diff(date_part(y)) == SEX_DAYS;
    match (date_part(x) == date_part(y), same_region, change) {
        (true, true, _) if number(serial(x)).abs_diff(number(serial(y))) <= NEXT_SERIALS => SERIAL_NEXT,
        (true, true, _) => SERIAL,
        (true, false, DigitChange::More) => OTHER_REGION,
        // Two districts next to each other differ in a digit too; a slip seldom makes a district.
        (true, false, _) if a.flags.has(Flags::IN_DISTRICT) && b.flags.has(Flags::IN_DISTRICT) => {
            OTHER_REGION
        }
        (true, false, _) => SLIP,
        // Forty days apart is the other sex, not a slip of the hand: a brother and a sister of one birthday.
        (false, _, DigitChange::One(_)) if sexes => DIFFERENT,
        (false, _, DigitChange::One(_) | DigitChange::Swap(_)) => DATE_SLIP,
        (false, ..) => DIFFERENT,
    }
}

/// Bits of the last four digits, and those below the first six.
const SERIAL_BITS: u32 = 16;
const REGION_FROM: u32 = 40;

/// Digits 7-12, four bits each.
fn date_part(nik: Digits) -> u64 {
    nik.0 >> SERIAL_BITS & 0xff_ffff
}

/// Digits 13-16, four bits each.
fn serial(nik: Digits) -> u64 {
    nik.0 & 0xffff
}

fn number(serial: u64) -> u16 {
    Digits(serial).value() as u16
}
