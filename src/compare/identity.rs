//! How do two NIKs agree in what they say beyond the birth date, and two sexes?
//!
//! The date inside a NIK is compared once, by the birth comparison. What is left is the region of first
//! registration and the serial; whether the births agree is the condition these levels are stated under.

use crate::record::{Birth, Nik, Sex};
use crate::region;
use crate::similarity::{DigitChange, digit_change};
use crate::standardise::{NikMarks, People};

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
/// What women have added to the day, in the date part's last six digits.
const SEX_DAYS: u32 = 400_000;
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

/// The level of two rows' NIKs, 0 when either has none. `birth` is each row's date as far as it is known, and
/// `births_agree` what the comparison of the two said.
pub(super) fn nik(people: &People, birth: &[Birth], births_agree: bool, i: usize, j: usize) -> u8 {
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
    let equal = change == DigitChange::Same || same_but_last;
    let same_region = x.region() == y.region();
    if !births_agree {
        return match change {
            _ if equal => THOUGH_EQUAL,
            // Two NIKs that each bear their own row's date differ as the births do, which is counted already.
            _ if bears(x, birth[i]) && bears(y, birth[j]) => match (same_region, x.serial() == y.serial()) {
                (true, true) => OWN_REST,
                (true, false) => OWN_REGION,
                (false, _) => OWN_DIFFERENT,
            },
            DigitChange::More => THOUGH_DIFFERENT,
            _ => THOUGH_SLIP,
        };
    }
    if equal {
        return if lost { LOST_DIGIT } else { EQUAL };
    }
    let sexes = x.date_part().abs_diff(y.date_part()) == SEX_DAYS;
    match (x.date_part() == y.date_part(), same_region, change) {
        (true, true, _) if x.serial().abs_diff(y.serial()) <= NEXT_SERIALS => SERIAL_NEXT,
        (true, true, _) => SERIAL,
        (true, false, DigitChange::More) => OTHER_REGION,
        // Two districts next to each other differ in a digit too; a slip seldom makes a district.
        (true, false, _) if is_district(x) && is_district(y) => OTHER_REGION,
        (true, false, _) => SLIP,
        // Forty days apart is the other sex, not a slip of the hand: a brother and a sister of one birthday.
        (false, _, DigitChange::One(_)) if sexes => DIFFERENT,
        (false, _, DigitChange::One(_) | DigitChange::Swap(_)) => DATE_SLIP,
        (false, ..) => DIFFERENT,
    }
}

fn is_district(nik: Nik) -> bool {
    region::table().nik_prefix(nik.region()) != region::PrefixStatus::Unknown
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
