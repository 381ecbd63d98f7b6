//! What is true of one synthetic person, household and home? Only values and the numbers made from them (NIK,
//! No. KK); how families come to be is in `family`, what rosters make of them in `listing`.

use rustc_hash::FxHashMap;

use crate::record::{Relation, Sex};

use super::dice::Dice;
use super::naming::Name;

/// A day of the calendar; always a real one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Day {
    pub(super) year: i16,
    pub(super) month: u8,
    pub(super) day: u8,
}

impl Day {
    /// Any day of a year; the 29th to 31st where every month has them.
    pub(super) fn random(year: i16, dice: &mut Dice) -> Day {
        let month = dice.between(1, 12) as u8;
        let last = match month {
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        Day { year, month, day: dice.between(1, last) as u8 }
    }

    /// The same day some years later or earlier; 29 February is never made.
    pub(super) fn shifted(self, years: i16) -> Day {
        Day { year: self.year + years, ..self }
    }

    /// Whole years from here to `then`, at least 0.
    pub(super) fn age_at(self, then: Day) -> i16 {
        let before = (then.month, then.day) < (self.month, self.day);
        (then.year - self.year - i16::from(before)).max(0)
    }

    /// Days in the spreadsheet count that begins at 1900 with a leap day that never was.
    pub(super) fn spreadsheet_serial(self) -> i64 {
        let (year, month) = if self.month <= 2 {
            (i64::from(self.year) - 1, i64::from(self.month) + 9)
        } else {
            (i64::from(self.year), i64::from(self.month) - 3)
        };
        let days =
            365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + i64::from(self.day);
        days - 693_900
    }

    /// `DDMMYY` as a number, the day plus 40 for women.
    fn in_nik(self, sex: Sex) -> u64 {
        let day = u64::from(self.day) + if sex == Sex::Female { 40 } else { 0 };
        day * 10_000 + u64::from(self.month) * 100 + u64::from(self.year.unsigned_abs() % 100)
    }
}

/// Where a household lives, as an address has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Home {
    /// Index into the run's villages.
    pub(super) village: usize,
    pub(super) rt: u16,
    pub(super) rw: u16,
    pub(super) hamlet: &'static str,
    /// Street, or "" (most of the countryside has none).
    pub(super) street: &'static str,
    pub(super) house: u16,
}

/// A home or a number that was given up some years before the night.
#[derive(Clone, Copy, Debug)]
pub(super) struct Former<T> {
    pub(super) value: T,
    /// Years before the night.
    pub(super) until: f64,
}

/// One person as the civil register has them tonight.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// Unique in the run.
    pub(super) number: u64,
    /// Index of the household within its clan.
    pub(super) household: usize,
    pub(super) name: Name,
    /// What neighbours say, or "".
    pub(super) nickname: &'static str,
    pub(super) honorific: &'static str,
    pub(super) degree: &'static str,
    pub(super) sex: Sex,
    pub(super) birth: Day,
    /// The date that the NIK was made from: another one when the birth date was corrected later.
    pub(super) birth_in_nik: Day,
    /// Nobody knows the day: the register has a placeholder.
    pub(super) unsure: bool,
    pub(super) birth_place: &'static str,
    pub(super) mother: Name,
    pub(super) father: Name,
    pub(super) nik: u64,
    /// From a second registration after a move; 0 when there is none.
    pub(super) second_nik: u64,
    pub(super) relation: Relation,
    pub(super) job: &'static str,
    pub(super) civil_servant: bool,
    pub(super) died: Option<Day>,
    pub(super) disability: &'static str,
    /// The institution (and its family card) that a child in care lives in.
    pub(super) care: Option<CareHome>,
}

/// A child-welfare institution.
#[derive(Clone, Copy, Debug)]
pub(super) struct CareHome {
    pub(super) name: &'static str,
    /// The manager's family card.
    pub(super) kk: u64,
}

/// One household: a family card and who stands on it.
#[derive(Clone, Debug)]
pub(super) struct Household {
    /// Unique in the run.
    pub(super) number: u64,
    pub(super) home: Home,
    pub(super) former_home: Option<Former<Home>>,
    pub(super) kk: u64,
    pub(super) former_kk: Option<Former<u64>>,
    /// 0 poorest, 1 richest.
    pub(super) wealth: f64,
    pub(super) head: Name,
}

/// Related households, generated together.
#[derive(Clone, Debug, Default)]
pub(super) struct Clan {
    pub(super) households: Vec<Household>,
    /// In household order.
    pub(super) people: Vec<Person>,
}

impl Clan {
    /// Forgets everything and keeps the room.
    pub(super) fn clear(&mut self) {
        self.households.clear();
        self.people.clear();
    }
}

/// The serials given out by one district's registry, so that no two people get one number.
#[derive(Default)]
pub(super) struct Registry {
    next: FxHashMap<u64, u16>,
}

impl Registry {
    /// A NIK for someone first registered in this district. `close` follows the number before (twins).
    pub(super) fn nik(&mut self, district: u32, birth: Day, sex: Sex, close: bool, dice: &mut Dice) -> u64 {
        let stem = u64::from(district) * 1_000_000 + birth.in_nik(sex);
        let gap = if close || dice.chance(0.6) { 0 } else { dice.run_length(0.45, 9) as u16 };
        stem * 10_000 + u64::from(self.serial(stem, gap))
    }

    /// A No. KK issued in this district.
    pub(super) fn kk(&mut self, district: u32, issued: Day, dice: &mut Dice) -> u64 {
        let stem = u64::from(district) * 1_000_000 + issued.in_nik(Sex::Male);
        let gap = dice.run_length(0.7, 12) as u16 - 1;
        // One space of serials for both would tie a KK to a man's NIK; the bit keeps them apart.
        stem * 10_000 + u64::from(self.serial(stem | 1 << 60, gap))
    }

    fn serial(&mut self, stem: u64, gap: u16) -> u16 {
        let last = self.next.entry(stem).or_insert(0);
        *last = (*last + 1 + gap) % 10_000;
        if *last == 0 {
            *last = 1;
        }
        *last
    }

    /// A number from a registry that is not simulated: its serials begin where the simulated ones seldom come.
    pub(super) fn elsewhere(district: u32, birth: Day, sex: Sex, dice: &mut Dice) -> u64 {
        let draw = dice.unit();
        let serial = 21 + (draw * draw * 300.0) as u64;
        (u64::from(district) * 1_000_000 + birth.in_nik(sex)) * 10_000 + serial
    }
}

/// The code that a district had when someone was registered there: North Kalimantan and Papua got new ones,
/// and the NIKs kept the old (domain: 64.04 to 65.01 in 2012, 91.xx to 93-96 in 2022).
pub(super) fn code_at_registration(district: u32, birth: Day) -> u32 {
    const MOVED: [(u32, u32, i16); 9] = [
        (6501, 6404, 2012),
        (6502, 6406, 2012),
        (6503, 6405, 2012),
        (6504, 6410, 2012),
        (6571, 6473, 2012),
        (9301, 9101, 2022),
        (9401, 9104, 2022),
        (9501, 9102, 2022),
        (9671, 9271, 2022),
    ];
    match MOVED.iter().find(|(now, _, year)| *now == district / 100 && birth.year < *year) {
        Some((_, before, _)) => before * 100 + district % 100,
        None => district,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreadsheet_serials_count_from_1900() {
        let check = |year, month, day, expected| {
            assert_eq!(Day { year, month, day }.spreadsheet_serial(), expected);
        };
        check(1900, 3, 1, 61);
        check(1980, 12, 31, 29_586);
        check(2000, 1, 1, 36_526);
    }

    #[test]
    fn numbers_follow_the_rules_and_twins_follow_each_other() {
        let mut registry = Registry::default();
        let mut dice = Dice::new(1, 1, 1);
        let birth = Day { year: 1990, month: 1, day: 1 };
        let first = registry.nik(331_401, birth, Sex::Female, false, &mut dice);
        let second = registry.nik(331_401, birth, Sex::Female, true, &mut dice);
        assert_eq!(first / 10_000, 331_401_410_190);
        assert_eq!(second, first + 1);
        let kk = registry.kk(331_401, birth, &mut dice);
        assert_eq!(kk / 10_000, 331_401_010_190);
    }

    #[test]
    fn ages_count_whole_years() {
        let night = Day { year: 2026, month: 6, day: 15 };
        assert_eq!(Day { year: 2000, month: 6, day: 15 }.age_at(night), 26);
        assert_eq!(Day { year: 2000, month: 6, day: 16 }.age_at(night), 25);
    }
}
