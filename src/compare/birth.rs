//! How do two dates of birth agree, each as far as it is known?

use crate::record::{Birth, Precision};
use crate::similarity::{DigitChange, Digits};

const SAME: u8 = 1;
const SWAPPED: u8 = 2;
const SLIP: u8 = 3;
const ONE_PART: u8 = 4;
const YEAR_SLIP: u8 = 5;
const YEAR: u8 = 6;
const SAME_PLACEHOLDER: u8 = 10;
/// First of the levels with a placeholder, a coarse date and an age.
const PLACEHOLDER_YEAR: u8 = 11;
const COARSE_SAME: u8 = 15;
const AGE_SAME: u8 = 19;

/// The level of two dates, 0 when either is unknown. What is asked depends on what both say: two dates to the day,
/// one placeholder, one year, one age.
#[inline]
pub(super) fn level(x: Birth, y: Birth) -> u8 {
    let (Some(year_x), Some(year_y)) = (x.year(), y.year()) else {
        return 0;
    };
    let years = year_x.abs_diff(year_y);
    let is = |precision: Precision| x.precision() == precision || y.precision() == precision;
    if is(Precision::Age) {
        // An age counted from a date whose year is not known to a day is off by one either way.
        return AGE_SAME + step(years, [1, 3, 15]);
    }
    if is(Precision::Year) || is(Precision::Month) {
        let months_agree = match (x.month(), y.month()) {
            (Some(month_x), Some(month_y)) => month_x == month_y || is(Precision::Placeholder),
            _ => true,
        };
        // The same year and another month is as far apart as another year.
        return COARSE_SAME + step(years.max(u16::from(!months_agree)), [0, 2, 15]);
    }
    let (day, month) = (x.day() == y.day(), x.month() == y.month());
    if is(Precision::Placeholder) {
        return if years == 0 && day && month {
            SAME_PLACEHOLDER
        } else {
            PLACEHOLDER_YEAR + step(years, [0, 2, 15])
        };
    }
    match (years, day, month) {
        (0, true, true) => SAME,
        (0, ..) if x.day() == y.month() && x.month() == y.day() => SWAPPED,
        _ if written(x, y) == DigitChange::More => match (years, day, month) {
            (0, true, _) | (0, _, true) => ONE_PART,
            (_, true, true) => YEAR_SLIP,
            _ => YEAR + step(years, [0, 2, 15]),
        },
        _ => SLIP,
    }
}

/// How the two dates differ as eight digits, day, month, year.
#[inline]
fn written(x: Birth, y: Birth) -> DigitChange {
    let digits = |date: Birth| {
        let (year, month, day) = date.parts();
        let year = two_digits(year / 100) << 8 | two_digits(year % 100);
        Digits(two_digits(day.into()) << 24 | two_digits(month.into()) << 16 | year)
    };
    digits(x).change(digits(y))
}

/// A number below a hundred, four bits a digit.
#[inline]
fn two_digits(number: u16) -> u64 {
    u64::from(number + number / 10 * 6)
}

/// How many of the limits lie below.
fn step(years: u16, limits: [u16; 3]) -> u8 {
    limits.into_iter().map(|limit| u8::from(years > limit)).sum()
}

/// Whether `parent` may have borne `child`: at least 12 years older, or not known to be otherwise.
pub(super) fn may_be_parent(parent: Birth, child: Birth) -> bool {
    match (parent.year(), child.year()) {
        (Some(parent), Some(child)) => parent + 12 <= child,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(year: u16, month: u8, day: u8) -> Birth {
        let placeholder = matches!((day, month), (1, 7) | (31, 12) | (1, 1));
        Birth::new(if placeholder { Precision::Placeholder } else { Precision::Full }, year, month, day)
    }

    #[test]
    fn levels() {
        let year = |year| Birth::new(Precision::Year, year, 0, 0);
        let age = |year| Birth::new(Precision::Age, year, 0, 0);
        for (x, y, expected) in [
            (full(1980, 3, 4), full(1980, 3, 4), SAME),
            (full(1980, 7, 1), full(1980, 7, 1), SAME_PLACEHOLDER),
            (full(1980, 3, 4), full(1980, 4, 3), SWAPPED),
            (full(1980, 3, 4), full(1980, 3, 14), SLIP),
            (full(1980, 3, 4), full(1990, 3, 4), SLIP),
            (full(1980, 3, 4), full(1908, 3, 4), SLIP),
            (full(1980, 3, 4), full(1980, 3, 15), ONE_PART),
            (full(1980, 3, 4), full(1992, 3, 4), YEAR_SLIP),
            (full(1980, 7, 1), full(1980, 3, 14), PLACEHOLDER_YEAR),
            (full(1980, 7, 1), full(1981, 7, 1), PLACEHOLDER_YEAR + 1),
            (full(1980, 3, 4), year(1980), COARSE_SAME),
            (full(1980, 3, 4), age(1981), AGE_SAME),
            (full(1980, 3, 4), age(1983), AGE_SAME + 1),
            (year(1980), year(1981), COARSE_SAME + 1),
            (full(1980, 3, 4), full(1980, 5, 6), YEAR),
            (full(1980, 3, 4), full(1982, 5, 6), YEAR + 1),
            (full(1980, 3, 4), full(1990, 5, 6), YEAR + 2),
            (full(1980, 3, 4), full(2000, 5, 6), YEAR + 3),
            (full(1980, 3, 4), Birth::UNKNOWN, 0),
        ] {
            assert_eq!(level(x, y), expected, "{x:?} {y:?}");
            assert_eq!(level(y, x), expected, "{y:?} {x:?}");
        }
    }
}
