//! On which other nights would every date be read as tonight? Dates are held against the night's: one after it is no
//! birth, and one of two digits is of the last century. Between two nights of a year nothing changes unless some date
//! that was written lies between them.

use jiff::civil::Date;

/// The dates that were written nearest to the night, as the numbers YYYYMMDD.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NearDates {
    night: u32,
    /// The last one that is not after it.
    last: u32,
    /// The first one after it.
    next: u32,
}

impl Default for NearDates {
    fn default() -> NearDates {
        NearDates { night: 0, last: 0, next: u32::MAX }
    }
}

impl NearDates {
    /// Nothing written yet.
    pub fn new(night: Date) -> NearDates {
        NearDates { night: number(night), ..NearDates::default() }
    }

    /// Notes a date that was held against the night's.
    #[inline]
    pub(super) fn note(&mut self, written: u32) {
        if written <= self.night {
            self.last = self.last.max(written);
        } else {
            self.next = self.next.min(written);
        }
    }

    /// Notes what was noted elsewhere of the same night.
    pub(super) fn join(&mut self, other: &NearDates) {
        self.last = self.last.max(other.last);
        self.next = self.next.min(other.next);
    }

    /// Whether every date is read on another night as on this one.
    pub fn read_alike_on(&self, other: Date) -> bool {
        let other = number(other);
        if other == self.night {
            return true;
        }
        // Of a date of this very night it is said that it is the night's.
        let same_year = other / 10_000 == self.night / 10_000;
        let quiet = if other > self.night { self.next > other } else { self.last < other };
        same_year && self.last != self.night && quiet
    }
}

fn number(date: Date) -> u32 {
    let part = |part: i8| u32::from(part.unsigned_abs());
    u32::from(date.year().unsigned_abs()) * 10_000 + part(date.month()) * 100 + part(date.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn check(written: &[u32], other: Date, alike: bool) {
        let mut near = NearDates::new(date(2026, 7, 10));
        written.iter().for_each(|date| near.note(*date));
        assert_eq!(near.read_alike_on(other), alike, "{written:?} {other}");
    }

    #[test]
    fn only_dates_between_two_nights_matter() {
        check(&[19_800_101, 20_260_701, 20_260_801], date(2026, 7, 20), true);
        check(&[20_260_715], date(2026, 7, 20), false);
        check(&[20_260_720], date(2026, 7, 20), false);
        check(&[20_260_721], date(2026, 7, 20), true);
        check(&[20_260_710], date(2026, 7, 11), false);
        check(&[20_260_701], date(2026, 7, 5), true);
        check(&[20_260_705], date(2026, 7, 5), false);
        check(&[], date(2027, 7, 10), false);
    }
}
