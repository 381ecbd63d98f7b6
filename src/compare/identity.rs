//! How do two NIKs agree in what they say beyond the birth date, and two sexes?
//!
//! The date inside a NIK is compared once, by the birth comparison. What is left is the region of first
//! registration and the serial; whether the dates inside agree is the condition these levels are stated under.

use crate::record::{Birth, Nik, Sex};
use crate::similarity::{DigitChange, digit_change};
use crate::standardise::{NikMarks, People};

const EQUAL: u8 = 1;
const LOST_DIGIT: u8 = 2;
const SLIP: u8 = 3;
const SERIAL_NEXT: u8 = 4;
const SERIAL: u8 = 5;
const OTHER_REGION: u8 = 6;
const DATE_SLIP: u8 = 7;
const REGION: u8 = 8;
const DIFFERENT: u8 = 9;
const OWN_REST: u8 = 13;
const OWN_REGION: u8 = 14;
const OWN_DIFFERENT: u8 = 15;
/// What women have added to the day, in the date part's last six digits.
const SEX_DAYS: u32 = 400_000;
const SUSPECT_EQUAL: u8 = 10;
const SUSPECT_SLIP: u8 = 11;
const SUSPECT_DIFFERENT: u8 = 12;
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

/// The level of two rows' NIKs, 0 when either has none. `birth` is each row's date as far as it is known.
pub(super) fn nik(people: &People, birth: &[Birth], i: usize, j: usize) -> u8 {
    let (Some(x), Some(y)) = (people.nik[i], people.nik[j]) else {
        return 0;
    };
    let (marks_x, marks_y) = (people.nik_marks[i], people.nik_marks[j]);
    let change = digit_change(x.value(), y.value());
    // A lost last digit reads as 0 and agrees with any.
    let lost = marks_x.has(NikMarks::LAST_DIGIT_LOST) || marks_y.has(NikMarks::LAST_DIGIT_LOST);
    let same_but_last = lost && x.value() / 10 == y.value() / 10;
    if !marks_x.trusted() || !marks_y.trusted() {
        // Serials of one day and district are small numbers, so any two are a digit apart: that is no slip.
        let serial_only = x.value() / 10_000 == y.value() / 10_000;
        return match change {
            DigitChange::Same => SUSPECT_EQUAL,
            _ if same_but_last => SUSPECT_SLIP,
            DigitChange::More => SUSPECT_DIFFERENT,
            _ if serial_only => SUSPECT_DIFFERENT,
            _ => SUSPECT_SLIP,
        };
    }
    if change == DigitChange::Same {
        return if lost { LOST_DIGIT } else { EQUAL };
    }
    if same_but_last {
        return LOST_DIGIT;
    }
    let (same_date, same_region) = (x.date_part() == y.date_part(), x.region() == y.region());
    // Two NIKs that each bear their own row's date differ in it because the births do, which is counted already.
    if !same_date && bears(x, birth[i]) && bears(y, birth[j]) {
        return match (same_region, x.serial() == y.serial()) {
            (true, true) => OWN_REST,
            (true, false) => OWN_REGION,
            (false, _) => OWN_DIFFERENT,
        };
    }
    match (same_date, same_region, change) {
        (true, true, _) if x.serial().abs_diff(y.serial()) <= NEXT_SERIALS => SERIAL_NEXT,
        (true, true, _) => SERIAL,
        (true, false, DigitChange::One(_) | DigitChange::Swap(_)) => SLIP,
        (true, false, DigitChange::More | DigitChange::Same) => OTHER_REGION,
        // Forty days apart is the other sex, not a slip of the hand: a brother and a sister of one birthday.
        (false, _, DigitChange::One(_)) if x.date_part().abs_diff(y.date_part()) == SEX_DAYS => REGION,
        (false, _, DigitChange::One(_) | DigitChange::Swap(_)) => DATE_SLIP,
        (false, true, DigitChange::More | DigitChange::Same) => REGION,
        (false, false, DigitChange::More | DigitChange::Same) => DIFFERENT,
    }
}

/// Whether the date in a NIK is the given one, the sex aside.
fn bears(nik: Nik, birth: Birth) -> bool {
    let part = nik.date_part();
    let (Some(year), Some(month), Some(day)) = (birth.year(), birth.month(), birth.day()) else {
        return false;
    };
    part / 10_000 % 40 == u32::from(day)
        && part / 100 % 100 == u32::from(month)
        && part % 100 == u32::from(year % 100)
}
