//! Which hard facts forbid that two rows are one person, whatever their weight?

use super::CutReason;
use crate::compare::{Comparer, NEXT_SERIALS, levels};
use crate::record::{Birth, Precision, RowId, Sex};
use crate::similarity::{DigitChange, digit_change};
use crate::standardise::{NikMarks, People};

/// What vetoes are decided from.
pub(super) struct Facts<'a, 'c> {
    pub(super) people: &'a People,
    pub(super) comparer: &'c Comparer<'a>,
    pub(super) one_row_per_person: &'c [bool],
}

impl Facts<'_, '_> {
    /// The fact that forbids the pair, if any.
    pub(super) fn veto(&self, a: RowId, b: RowId) -> Option<CutReason> {
        let (i, j) = (a as usize, b as usize);
        let people = self.people;
        let roster = people.roster[i];
        if roster == people.roster[j] && self.one_row_per_person.get(roster.index()).copied().unwrap_or(false)
        {
            return Some(CutReason::OneRowPerPerson);
        }
        let (Some(x), Some(y)) = (people.nik[i], people.nik[j]) else {
            return None;
        };
        let sound = |row: usize| {
            people.nik_marks[row].trusted() && !people.nik_marks[row].has(NikMarks::LAST_DIGIT_LOST)
        };
        if !sound(i) || !sound(j) || digit_change(x.value(), y.value()) == DigitChange::Same {
            return None;
        }
        let own_sex = |row: usize| {
            !people.nik_marks[row].has(NikMarks::SEX_CONTRADICTS) && people.sex[row] != Sex::Unknown
        };
        if people.sex[i] != people.sex[j] && own_sex(i) && own_sex(j) {
            // Two numbers of different sexes, each borne out by its own row.
            return Some(CutReason::DifferentNik);
        }
        let pattern = self.comparer.compare(a, b);
        let same_prefix = x.value() / 10_000 == y.value() / 10_000;
        let more_than_a_slip = digit_change(x.value(), y.value()) == DigitChange::More;
        if (more_than_a_slip || same_prefix)
            && pattern.level(levels::MOTHER) == usize::from(levels::MOTHER_DIFFERENT)
        {
            // Two numbers and two mothers.
            return Some(CutReason::DifferentNik);
        }
        if same_prefix {
            // Serials given out together are the mark of twins, whose names may be one letter apart.
            let next = x.serial().abs_diff(y.serial()) <= NEXT_SERIALS;
            let from = if next { levels::NAME_SLIP } else { levels::NAME_DIFFERING };
            return (pattern.level(levels::NAME) >= usize::from(from)).then_some(CutReason::TwinSerial);
        }
        let (date_x, date_y) = (people.birth[i], people.birth[j]);
        let full = |date: Birth| date.precision() == Precision::Full;
        if x.date_part() != y.date_part() && full(date_x) && full(date_y) {
            // Each row's own date stands by its NIK, and the two rows' dates differ in more than one part.
            let differ = u8::from(date_x.year() != date_y.year())
                + u8::from(date_x.month() != date_y.month())
                + u8::from(date_x.day() != date_y.day());
            let swapped = date_x.month() == date_y.day() && date_x.day() == date_y.month();
            return (differ >= 2 && !swapped).then_some(CutReason::DifferentNik);
        }
        None
    }
}
