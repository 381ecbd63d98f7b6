//! What does comparing need of one row? Everything but declared fields in 64 bytes, one line of the processor's cache:
//! rows of a block lie anywhere in memory, and each column looked at would cost a line of its own.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Options;
use super::words::{Called, Names};
use crate::block::Order;
use crate::record::{Birth, Kk, NameId, Neighbourhood, Nik, RosterId, RowId, Sex, TextId};
use crate::region::{self, RegionId};
use crate::similarity::Digits;
use crate::standardise::{Marks, NikMarks, People};

/// One side of a pair of rows.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Side {
    /// NIK by digits, 0 without one.
    pub(super) nik: Digits,
    /// Family card by digits, 0 without one.
    pub(super) kk: Digits,
    /// Date of birth as far as it is known, from the NIK too.
    pub(super) birth: Birth,
    pub(super) name: Option<Called>,
    pub(super) alias: Option<Called>,
    pub(super) mother: Option<Called>,
    pub(super) father: Option<Called>,
    pub(super) head: Option<Called>,
    pub(super) place: Option<RegionId>,
    pub(super) hamlet: Option<TextId>,
    pub(super) birth_place: Option<TextId>,
    pub(super) rt: Option<Neighbourhood>,
    pub(super) rw: Option<Neighbourhood>,
    pub(super) roster: RosterId,
    /// As far as it is known, from the NIK too.
    pub(super) sex: Sex,
    pub(super) flags: Flags,
}

impl Side {
    /// Nothing known.
    const NOBODY: Side = Side {
        nik: Digits(0),
        kk: Digits(0),
        birth: Birth::UNKNOWN,
        name: None,
        alias: None,
        mother: None,
        father: None,
        head: None,
        place: None,
        hamlet: None,
        birth_place: None,
        rt: None,
        rw: None,
        roster: RosterId(0),
        sex: Sex::Unknown,
        flags: Flags(0),
    };
}

/// What is known of a row by yes or no: a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags(u8);

impl Flags {
    /// The NIK can serve as evidence of identity.
    pub(super) const NIK_TRUSTED: Flags = Flags(1);
    /// The NIK's last digit may be lost.
    pub(super) const LAST_DIGIT_LOST: Flags = Flags(2);
    /// The NIK bears the row's own date of birth.
    pub(super) const OWN_DATE: Flags = Flags(4);
    /// The NIK begins with a district that was issued.
    pub(super) const IN_DISTRICT: Flags = Flags(8);
    /// The name may have been cut at its column's width.
    pub(super) const NAME_CUT: Flags = Flags(16);
    /// More rows are on the family card than a family has.
    pub(super) const LARGE_CARD: Flags = Flags(32);
    /// A declared field is filled.
    pub(super) const DECLARED: Flags = Flags(64);

    pub(super) fn has(self, flag: Flags) -> bool {
        self.0 & flag.0 != 0
    }

    pub(super) fn bits(self) -> u8 {
        self.0
    }

    fn when(self, is: bool, flag: Flags) -> Flags {
        if is { Flags(self.0 | flag.0) } else { self }
    }
}

/// Rows that are made at a time, before they are put in their order.
const AT_A_TIME: usize = 1 << 16;

/// The rows of `people` by their places; `extras` are the declared fields compared.
pub(super) fn sides(
    people: &People,
    order: &Order,
    names: &Names<'_>,
    extras: &[usize],
    options: &Options,
) -> Vec<Side> {
    let large = large_cards(&people.kk, options.large_kk);
    let called = |name: Option<NameId>| name.map(|name| names.called(name));
    let side = |row: RowId| {
        let index = row as usize;
        let birth = people.birth_known(row, options.night_year);
        let (nik, kk) = (people.nik[index], people.kk[index]);
        let marks = people.nik_marks[index];
        let flags = Flags::default()
            .when(marks.trusted(), Flags::NIK_TRUSTED)
            .when(marks.has(NikMarks::LAST_DIGIT_LOST), Flags::LAST_DIGIT_LOST)
            .when(nik.is_some_and(|nik| bears(nik, birth)), Flags::OWN_DATE)
            .when(nik.is_some_and(is_district), Flags::IN_DISTRICT)
            .when(people.marks[index].has(Marks::NAME_CUT), Flags::NAME_CUT)
            .when(kk.is_some_and(|kk| large.contains_key(&kk)), Flags::LARGE_CARD)
            .when(extras.iter().any(|extra| people.extras[*extra].value[index].is_some()), Flags::DECLARED);
        let digits = |number: Option<crate::record::Digits16>| {
            number.map_or(Digits::default(), |number| Digits::of(number.value()))
        };
        Side {
            nik: digits(nik),
            kk: digits(kk),
            birth,
            name: called(people.name[index]),
            alias: called(people.alias[index]),
            mother: called(people.mother[index]),
            father: called(people.father[index]),
            head: called(people.head[index]),
            place: people.place[index],
            hamlet: people.hamlet[index],
            birth_place: people.birth_place[index],
            rt: people.rt[index],
            rw: people.rw[index],
            roster: people.roster[index],
            sex: people.sex_known(row),
            flags,
        }
    };
    // Made in the order of the columns and put in theirs, some at a time: one look into far memory a row instead of one a
    // column, and never all of them twice.
    let mut sides = vec![Side::NOBODY; people.len()];
    let mut made: Vec<Side> = Vec::with_capacity(AT_A_TIME.min(people.len()));
    let all = people.len() as RowId;
    for first in (0..all).step_by(AT_A_TIME) {
        (first..all.min(first + AT_A_TIME as RowId)).into_par_iter().map(side).collect_into_vec(&mut made);
        for (row, side) in (first..).zip(&made) {
            sides[order.place(row) as usize] = *side;
        }
    }
    sides
}

/// Cards with more rows than a family has.
fn large_cards(kk: &[Option<Kk>], large_kk: u32) -> FxHashMap<Kk, u32> {
    let mut counts: FxHashMap<Kk, u32> = FxHashMap::default();
    for card in kk.iter().flatten() {
        *counts.entry(*card).or_default() += 1;
    }
    counts.retain(|_, rows| *rows > large_kk);
    counts
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_one_cache_line() {
        assert_eq!(size_of::<Side>(), 64);
    }
}
