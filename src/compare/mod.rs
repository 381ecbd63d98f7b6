//! In what do two rows agree? Takes pairs of rows, gives agreement patterns: one comparison level a field.
//! No weights here. Each distinct pair of names is measured once a thread and remembered.

mod birth;
mod expected;
mod identity;
mod name;
mod place;
mod relatives;
mod tables;
mod tally;

pub mod levels;

use std::cell::RefCell;

pub use expected::{Expected, expected};
pub use identity::NEXT_SERIALS;
pub use levels::{Comparison, comparisons};
pub use name::NameAgreement;
pub use relatives::Relatives;
pub use tally::{Count, tally};

use crate::record::{Birth, Kk, NameId, RowId, Sex};
use crate::standardise::{ExtraKind, People};

/// How the stage works.
#[derive(Clone, Debug)]
pub struct Options {
    /// The year of the night, for the century of two-digit years.
    pub night_year: u16,
    /// A family card with more rows than this holds no family (an institution's card).
    pub large_kk: u32,
}

impl Default for Options {
    fn default() -> Options {
        Options { night_year: 2025, large_kk: 40 }
    }
}

/// Levels that a comparison has room for, "missing" among them.
pub const LEVELS: usize = 32;
/// Bits of a level.
const LEVEL_BITS: usize = LEVELS.trailing_zeros() as usize;
/// Fields that a pattern holds at most.
pub const MAX_FIELDS: usize = 25;

/// One comparison level a field, five bits each, the first field lowest. Level 0 is always "missing".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern(pub u128);

impl Pattern {
    /// The level of a field, by its place in [`comparisons`].
    pub fn level(self, field: usize) -> usize {
        (self.0 >> (LEVEL_BITS * field)) as usize % LEVELS
    }

    /// Only the first fields; the rest missing.
    pub fn first(self, fields: usize) -> Pattern {
        Pattern(self.0 & ((1u128 << (LEVEL_BITS * fields.min(MAX_FIELDS))) - 1))
    }

    /// With one field missing.
    #[must_use]
    pub fn without(self, field: usize) -> Pattern {
        Pattern(self.0 & !((LEVELS as u128 - 1) << (LEVEL_BITS * field)))
    }

    fn with(self, field: usize, level: u8) -> Pattern {
        debug_assert!(usize::from(level) < LEVELS);
        Pattern(self.0 | u128::from(level) << (LEVEL_BITS * field))
    }
}

/// Two rows of [`People`] made comparable: what each comparison needs, one entry a row or a distinct name.
pub struct Comparer<'a> {
    people: &'a People,
    birth: Vec<Birth>,
    sex: Vec<Sex>,
    /// Rows on the row's family card.
    kk_rows: Vec<u32>,
    names: name::Names<'a>,
    mothers: name::Names<'a>,
    texts: place::TextWorth,
    /// Known once a first clustering is.
    relatives: Option<Relatives>,
    /// Declared fields that are compared: index into `people.extras`.
    extras: Vec<usize>,
    options: Options,
    serial: u64,
}

thread_local! {
    static REMEMBERED: RefCell<name::Memory> = RefCell::new(name::Memory::new());
}

impl<'a> Comparer<'a> {
    /// Prepares all rows; about 15 bytes a row beside `people`.
    pub fn new(people: &'a People, options: &Options) -> Comparer<'a> {
        let birth = people.rows().map(|row| people.birth_known(row, options.night_year)).collect();
        let sex = people.rows().map(|row| people.sex_known(row)).collect();
        Comparer {
            people,
            birth,
            sex,
            kk_rows: kk_rows(&people.kk),
            names: name::Names::new(people, &people.tokens.rows),
            mothers: name::Names::new(people, &people.tokens.mother_rows),
            texts: place::TextWorth::new(people),
            relatives: None,
            extras: compared_extras(people),
            options: options.clone(),
            serial: name::next_serial(),
        }
    }

    /// The same rows compared by their families too, from now on.
    #[must_use]
    pub fn with_relatives(self, relatives: Relatives) -> Comparer<'a> {
        Comparer { relatives: Some(relatives), ..self }
    }

    /// How the families of two rows agree, beside the two: a level of [`levels::RELATIVES`].
    pub fn relatives(&self, a: RowId, b: RowId) -> u8 {
        self.relatives.as_ref().map_or(0, |relatives| relatives.level(a, b))
    }

    /// The comparisons, in pattern order.
    pub fn comparisons(&self) -> Vec<Comparison> {
        comparisons(self.people)
    }

    /// The agreement pattern of two rows.
    pub fn compare(&self, a: RowId, b: RowId) -> Pattern {
        let (i, j) = (a as usize, b as usize);
        let people = self.people;
        let birth = birth::level(self.birth[i], self.birth[j]);
        let nik = identity::nik(people, &self.birth, levels::born_together(usize::from(birth)), i, j);
        let mut pattern = Pattern(0)
            .with(levels::NAME, self.name_level(i, j))
            .with(levels::BIRTH, birth)
            .with(levels::SEX, identity::sex(self.sex[i], self.sex[j]))
            .with(levels::NIK, nik)
            .with(levels::HOUSEHOLD, place::household(people, i, j, self.kk_rows[i], self.options.large_kk))
            .with(levels::MOTHER, self.mother_level(i, j))
            .with(levels::FATHER, self.father_level(i, j))
            .with(levels::BIRTH_PLACE, self.birth_place_level(i, j))
            .with(levels::ADDRESS, place::address(people, i, j, &self.texts))
            .with(levels::RELATIVES, self.relatives(a, b));
        for (offset, extra) in self.extras.iter().enumerate() {
            let column = &people.extras[*extra];
            let level = place::extra(people, column.kind, column.value[i], column.value[j], &self.texts);
            pattern = pattern.with(levels::FIRST_EXTRA + offset, level);
        }
        pattern
    }

    /// How two full names agree; remembered by the calling thread.
    pub fn names_agree(&self, x: NameId, y: NameId) -> NameAgreement {
        self.remembered(&self.names, 0, x, y)
    }

    fn remembered(&self, names: &name::Names<'_>, space: u64, x: NameId, y: NameId) -> NameAgreement {
        REMEMBERED.with(|memory| memory.borrow_mut().agreement(self.serial * 2 + space, names, x, y))
    }

    fn name_level(&self, i: usize, j: usize) -> u8 {
        let (Some(x), Some(y)) = (self.people.name[i], self.people.name[j]) else {
            return 0;
        };
        let agreement = self.names_agree(x, y);
        let level = agreement.level(self.people.cut(i) || self.people.cut(j));
        // An alias is another name of the same person: the better of the two readings counts.
        let aliases = [(self.people.alias[i], Some(y)), (Some(x), self.people.alias[j])];
        aliases.into_iter().fold(level, |best, pair| match pair {
            (Some(x), Some(y)) => best.min(self.names_agree(x, y).level(false).max(levels::NAME_ALIKE)),
            _ => best,
        })
    }

    fn mother_level(&self, i: usize, j: usize) -> u8 {
        let people = self.people;
        let (mother_i, mother_j) = (people.mother[i], people.mother[j]);
        if let (Some(x), Some(y)) = (mother_i, mother_j) {
            let level = self.remembered(&self.mothers, 1, x, y).mother_level();
            if level < levels::MOTHER_DIFFERENT {
                return level;
            }
        }
        let is_mother = |mother: Option<NameId>, name: Option<NameId>, child: usize, parent: usize| {
            let (Some(mother), Some(name)) = (mother, name) else { return false };
            self.names_agree(mother, name).is_same_name()
                && birth::may_be_parent(self.birth[parent], self.birth[child])
        };
        if is_mother(mother_i, people.name[j], i, j) || is_mother(mother_j, people.name[i], j, i) {
            return levels::MOTHER_IS_OTHER;
        }
        if mother_i.is_some() && mother_j.is_some() { levels::MOTHER_DIFFERENT } else { 0 }
    }

    fn father_level(&self, i: usize, j: usize) -> u8 {
        let people = self.people;
        let either = |row: usize| people.father[row].or(people.head[row]);
        let is_father = |x: Option<NameId>, y: Option<NameId>, child: usize, parent: usize| {
            let (Some(x), Some(y)) = (x, y) else { return false };
            // The head's own row names the head too: that is no kinship.
            people.father[child].is_some()
                && self.names_agree(x, y).is_same_name()
                && birth::may_be_parent(self.birth[parent], self.birth[child])
        };
        if is_father(people.father[i], people.name[j], i, j)
            || is_father(people.father[j], people.name[i], j, i)
        {
            return levels::FATHER_IS_OTHER;
        }
        let same_kind = (people.father[i].is_some() && people.father[j].is_some())
            || (people.head[i].is_some() && people.head[j].is_some());
        let (Some(x), Some(y)) = (either(i), either(j)) else { return 0 };
        if !same_kind {
            return if self.names_agree(x, y).is_same_name() { levels::FATHER_SAME } else { 0 };
        }
        let (x, y) = match (people.father[i], people.father[j]) {
            (Some(x), Some(y)) => (x, y),
            _ => (people.head[i].unwrap_or(x), people.head[j].unwrap_or(y)),
        };
        self.names_agree(x, y).father_level()
    }

    fn birth_place_level(&self, i: usize, j: usize) -> u8 {
        place::text(self.people, self.people.birth_place[i], self.people.birth_place[j], &self.texts)
    }
}

impl People {
    fn cut(&self, row: usize) -> bool {
        self.marks[row].has(crate::standardise::Marks::NAME_CUT)
    }
}

/// The declared fields that take part: all but carried ones, as many as a pattern has room for.
pub fn compared_extras(people: &People) -> Vec<usize> {
    let compared = |index: &usize| !matches!(people.extras[*index].kind, ExtraKind::Carry);
    (0..people.extras.len()).filter(compared).take(MAX_FIELDS - levels::FIRST_EXTRA).collect()
}

/// Number of rows on each row's family card, 0 without one.
fn kk_rows(kk: &[Option<Kk>]) -> Vec<u32> {
    let mut counts: rustc_hash::FxHashMap<Kk, u32> = rustc_hash::FxHashMap::default();
    for card in kk.iter().flatten() {
        *counts.entry(*card).or_default() += 1;
    }
    kk.iter().map(|card| card.map_or(0, |card| counts[&card])).collect()
}
