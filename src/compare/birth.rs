//! How do two dates of birth agree, each as far as it is known?

use crate::record::{Birth, Precision};

const SAME: u8 = 1;
const SAME_PLACEHOLDER: u8 = 2;
const SWAPPED: u8 = 3;
const ONE_PART: u8 = 4;
const YEAR_SLIP: u8 = 5;
const PLACEHOLDER_YEAR: u8 = 6;
const COARSE_SAME: u8 = 7;
const YEAR: u8 = 8;
const NEAR_YEAR: u8 = 9;
const SOME_YEARS: u8 = 10;
const FAR: u8 = 11;

/// The level of two dates, 0 when either is unknown.
pub(super) fn level(x: Birth, y: Birth) -> u8 {
    let (Some(year_x), Some(year_y)) = (x.year(), y.year()) else {
        return 0;
    };
    let full = |date: Birth| matches!(date.precision(), Precision::Full | Precision::Placeholder);
    if !full(x) || !full(y) {
        return coarse(x, y, year_x.abs_diff(year_y));
    }
    let placeholder = |date: Birth| date.precision() == Precision::Placeholder;
    let (day, month) = (x.day() == y.day(), x.month() == y.month());
    if year_x == year_y {
        if day && month {
            return if placeholder(x) { SAME_PLACEHOLDER } else { SAME };
        }
        if x.day() == y.month() && x.month() == y.day() {
            return SWAPPED;
        }
        if placeholder(x) || placeholder(y) {
            return PLACEHOLDER_YEAR;
        }
        return if day || month { ONE_PART } else { YEAR };
    }
    if day && month && !placeholder(x) {
        return YEAR_SLIP;
    }
    by_years(year_x.abs_diff(year_y))
}

/// At least one date is only a month, a year or an age.
fn coarse(x: Birth, y: Birth, years: u16) -> u8 {
    if x.precision() == Precision::Age || y.precision() == Precision::Age {
        // An age counted from a date whose year is not known to a day is off by one either way.
        return if years <= 1 { COARSE_SAME } else { by_years(years) };
    }
    let months_agree = match (x.month(), y.month()) {
        (Some(month_x), Some(month_y)) => {
            month_x == month_y
                || x.precision() == Precision::Placeholder
                || y.precision() == Precision::Placeholder
        }
        _ => true,
    };
    match (years, months_agree) {
        (0, true) => COARSE_SAME,
        (0, false) => YEAR,
        _ => by_years(years),
    }
}

fn by_years(years: u16) -> u8 {
    match years {
        0 => YEAR,
        1..=2 => NEAR_YEAR,
        3..=15 => SOME_YEARS,
        _ => FAR,
    }
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
            (full(1980, 3, 4), full(1980, 3, 14), ONE_PART),
            (full(1980, 3, 4), full(1990, 3, 4), YEAR_SLIP),
            (full(1980, 7, 1), full(1980, 3, 14), PLACEHOLDER_YEAR),
            (full(1980, 7, 1), full(1981, 7, 1), NEAR_YEAR),
            (full(1980, 3, 4), year(1980), COARSE_SAME),
            (full(1980, 3, 4), age(1981), COARSE_SAME),
            (year(1980), year(1981), NEAR_YEAR),
            (full(1980, 3, 4), full(1980, 5, 6), YEAR),
            (full(1980, 3, 4), full(1990, 5, 6), SOME_YEARS),
            (full(1980, 3, 4), full(2000, 5, 6), FAR),
            (full(1980, 3, 4), Birth::UNKNOWN, 0),
        ] {
            assert_eq!(level(x, y), expected, "{x:?} {y:?}");
            assert_eq!(level(y, x), expected, "{y:?} {x:?}");
        }
    }
}
