//! In what do two rows agree? Takes pairs of rows, gives agreement patterns: one comparison level a field.
//! No weights here. Each distinct pair of names is measured once and remembered while its block is compared.

mod birth;
mod expected;
mod four_words;
mod frequencies;
mod identity;
mod lasting;
mod memory;
mod name;
mod place;
mod relatives;
mod side;
mod tables;
mod tally;
mod words;

pub mod levels;

pub use expected::{Expected, expected};
pub use frequencies::Frequencies;
pub use identity::NEXT_SERIALS;
pub use levels::{Comparison, comparisons};
pub use relatives::Relatives;
pub use tally::{Count, tally};

use std::sync::{Arc, OnceLock};

use crate::block::{Candidates, Order};
use crate::record::{Birth, RosterId, RowId};
use crate::region::RegionTable;
use crate::standardise::{ExtraKind, People};
use memory::{Memory, Role};
use name::NameLevels;
use side::{Flags, Side};
use words::{Called, Names};

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
    #[inline]
    pub fn level(self, field: usize) -> usize {
        (self.0 >> (LEVEL_BITS * field)) as usize % LEVELS
    }

    /// Whether a declared field was compared.
    #[inline]
    pub fn has_declared(self) -> bool {
        self.0 >> (LEVEL_BITS * levels::FIRST_EXTRA) != 0
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
    order: Arc<Order>,
    /// By place.
    sides: Vec<Side>,
    names: Names<'a>,
    texts: place::TextWorth,
    regions: &'static RegionTable,
    /// What each row says, in row id order; made when it is asked for.
    contents: OnceLock<Vec<u64>>,
    /// Known once a first clustering is.
    relatives: Option<Relatives>,
    /// Declared fields that are compared: index into `people.extras`.
    extras: Vec<usize>,
}

impl<'a> Comparer<'a> {
    /// Prepares all rows; 64 bytes a row beside `people`. They lie in memory in the order of the candidates.
    /// `frequencies` are those of the model that the patterns are for: of tonight's rows only when it is trained on them.
    pub fn new(
        people: &'a People,
        candidates: &Candidates,
        frequencies: &Frequencies,
        options: &Options,
    ) -> Comparer<'a> {
        Comparer::in_order(people, Arc::clone(candidates.order()), frequencies, options)
    }

    /// The same without candidates: for pairs that are known already.
    pub fn in_order(
        people: &'a People,
        order: Arc<Order>,
        frequencies: &Frequencies,
        options: &Options,
    ) -> Comparer<'a> {
        let extras = compared_extras(people);
        let names = Names::new(people, order.rows(), frequencies);
        Comparer {
            people,
            sides: side::sides(people, &order, &names, &extras, options),
            order,
            names,
            contents: OnceLock::new(),
            texts: place::TextWorth::new(people, &frequencies.texts),
            regions: crate::region::table(),
            relatives: None,
            extras,
        }
    }

    /// The same rows compared by their families too, from now on.
    #[must_use]
    pub fn with_relatives(self, relatives: Relatives) -> Comparer<'a> {
        Comparer { relatives: Some(relatives), ..self }
    }

    /// The person of each row by the clustering that families are known from; empty when they are not.
    pub fn first_persons(&self) -> &[u32] {
        self.relatives.as_ref().map_or(&[], Relatives::persons)
    }

    /// How the families of two rows agree, beside the two: a level of [`levels::RELATIVES`].
    pub fn relatives(&self, a: RowId, b: RowId) -> u8 {
        self.relatives.as_ref().map_or(0, |relatives| relatives.level(a, b))
    }

    fn relatives_at(&self, a: u32, b: u32) -> u8 {
        if self.relatives.is_none() { 0 } else { self.relatives(self.order.row(a), self.order.row(b)) }
    }

    /// The comparisons, in pattern order.
    pub fn comparisons(&self) -> Vec<Comparison> {
        comparisons(self.people)
    }

    /// The agreement pattern of two rows, without memory: for a pair now and then.
    pub fn compare(&self, a: RowId, b: RowId) -> Pattern {
        Comparing { comparer: self, memory: Memory::none(), near: Near::none() }.compare(a, b)
    }

    /// Comparing many pairs, with a memory for what has been measured; a thread each.
    pub fn comparing(&self) -> Comparing<'_, 'a> {
        Comparing { comparer: self, memory: Memory::new(), near: Near::new() }
    }

    /// The rows by place.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// The roster of the row at a place.
    pub fn roster_at(&self, place: u32) -> RosterId {
        self.sides[place as usize].roster
    }

    /// What each row says as one number, in row id order.
    fn contents(&self) -> &[u64] {
        self.contents.get_or_init(|| self.people.contents())
    }

    /// Lets go of what only training asks for; it is made again for whoever asks.
    pub fn forget_contents(&mut self) {
        self.contents = OnceLock::new();
    }

    /// Each row's date of birth as far as it is known.
    fn births(&self) -> Vec<Birth> {
        self.sides.iter().map(|side| side.birth).collect()
    }
}

/// Pairs whose rows are fetched from memory at once: few enough to stay in the processor's second cache.
const FETCHED: usize = 256;
/// Rows taken to be in the processor's second cache since they were fetched, a power of two: 400 bytes a row or so.
const NEAR: usize = 1024;

/// Which rows were fetched a short while ago? A row stands in many pairs, and is fetched for the first of them.
struct Near {
    /// By the last bits of the place.
    places: Vec<u32>,
    /// Those to be fetched now.
    fresh: Vec<u32>,
}

impl Near {
    const fn none() -> Near {
        Near { places: Vec::new(), fresh: Vec::new() }
    }

    fn new() -> Near {
        Near { places: vec![u32::MAX; NEAR], fresh: Vec::with_capacity(2 * FETCHED) }
    }

    /// Lists the rows of the pairs that were not fetched lately.
    fn meet(&mut self, pairs: &[(u32, u32)]) {
        self.fresh.clear();
        let Ok(places) = <&mut [u32; NEAR]>::try_from(self.places.as_mut_slice()) else { return };
        for place in pairs.iter().flat_map(|&(a, b)| [a, b]) {
            let known = std::mem::replace(&mut places[place as usize % NEAR], place);
            if known != place {
                self.fresh.push(place);
            }
        }
    }
}

/// A [`Comparer`] at work in one thread.
pub struct Comparing<'c, 'a> {
    comparer: &'c Comparer<'a>,
    memory: Memory,
    near: Near,
}

impl Comparing<'_, '_> {
    /// The agreement pattern of two rows.
    pub fn compare(&mut self, a: RowId, b: RowId) -> Pattern {
        let order = &self.comparer.order;
        self.compare_at(order.place(a), order.place(b))
    }

    /// The agreement patterns of many pairs of places, one after another.
    pub fn compare_all(&mut self, pairs: &[(u32, u32)], mut take: impl FnMut(u32, u32, Pattern)) {
        for pairs in pairs.chunks(FETCHED) {
            self.fetch(pairs);
            for &(a, b) in pairs {
                take(a, b, self.compare_at(a, b));
            }
        }
    }

    /// Looks once at everything that the pairs will be compared by, kind by kind: looks that do not wait for each other
    /// reach into memory side by side, where comparing would wait for each in turn.
    fn fetch(&mut self, pairs: &[(u32, u32)]) {
        let Comparer { sides, names, .. } = self.comparer;
        self.near.meet(pairs);
        let rows = || self.near.fresh.iter().map(|place| &sides[*place as usize]);
        std::hint::black_box(rows().fold(0, |sum, side| sum ^ side.roster.0));
        let called = || rows().flat_map(|side| [side.name, side.mother]).flatten();
        std::hint::black_box(called().fold(0, |sum, name| sum ^ names.first_word(name)));
        std::hint::black_box(called().fold(0, |sum, name| sum ^ names.look_at_words(name)));
    }

    /// The agreement pattern of the rows at two places.
    pub fn compare_at(&mut self, a: u32, b: u32) -> Pattern {
        let comparer = self.comparer;
        let (x, y) = (&comparer.sides[a as usize], &comparer.sides[b as usize]);
        let (people, texts) = (comparer.people, &comparer.texts);
        let birth = birth::level(x.birth, y.birth);
        let nik = identity::nik(x, y, levels::born_together(usize::from(birth)));
        let pattern = Pattern(0)
            .with(levels::NAME, self.name_level(x, y))
            .with(levels::BIRTH, birth)
            .with(levels::SEX, identity::sex(x.sex, y.sex))
            .with(levels::NIK, nik)
            .with(levels::HOUSEHOLD, place::household(comparer.regions, x, y))
            .with(levels::MOTHER, self.mother_level(x, y))
            .with(levels::FATHER, self.father_level(x, y))
            .with(
                levels::BIRTH_PLACE,
                place::text(people, x.birth_place, y.birth_place, texts, &mut self.memory),
            )
            .with(levels::ADDRESS, place::address(people, x, y, texts, &mut self.memory))
            .with(levels::RELATIVES, comparer.relatives_at(a, b));
        if x.flags.has(Flags::DECLARED) && y.flags.has(Flags::DECLARED) {
            self.declared(pattern, comparer.order.row(a) as usize, comparer.order.row(b) as usize)
        } else {
            pattern
        }
    }

    /// With the levels of the declared fields.
    fn declared(&mut self, mut pattern: Pattern, i: usize, j: usize) -> Pattern {
        let people = self.comparer.people;
        for (offset, extra) in self.comparer.extras.iter().enumerate() {
            let column = &people.extras[*extra];
            let (x, y) = (column.value[i], column.value[j]);
            let level = place::extra(people, column.kind, x, y, &self.comparer.texts, &mut self.memory);
            pattern = pattern.with(levels::FIRST_EXTRA + offset, level);
        }
        pattern
    }

    fn names(&mut self, role: Role, x: Called, y: Called) -> NameLevels {
        self.memory.of_names(role, x, y, || self.comparer.names.agreement(role, x, y, false).into())
    }

    fn name_level(&mut self, x: &Side, y: &Side) -> u8 {
        let (Some(name_x), Some(name_y)) = (x.name, y.name) else {
            return 0;
        };
        let level = if x.flags.has(Flags::NAME_CUT) || y.flags.has(Flags::NAME_CUT) {
            self.comparer.names.agreement(Role::Own, name_x, name_y, true).level(true)
        } else {
            self.names(Role::Own, name_x, name_y).own
        };
        // An alias is another name of the same person: the better of the two readings counts.
        let aliases = [x.alias.map(|alias| (alias, name_y)), y.alias.map(|alias| (name_x, alias))];
        aliases.into_iter().flatten().fold(level, |best, (alias, name)| {
            best.min(self.names(Role::Own, alias, name).own.max(levels::NAME_ALIKE))
        })
    }

    fn mother_level(&mut self, x: &Side, y: &Side) -> u8 {
        if let (Some(mother_x), Some(mother_y)) = (x.mother, y.mother) {
            let level = self.names(Role::Mother, mother_x, mother_y).mother;
            if level < levels::MOTHER_DIFFERENT {
                return level;
            }
        }
        let mut is_mother = |child: &Side, parent: &Side| match (child.mother, parent.name) {
            (Some(mother), Some(name)) if birth::may_be_parent(parent.birth, child.birth) => {
                self.names(Role::Own, mother, name).same
            }
            _ => false,
        };
        if is_mother(x, y) || is_mother(y, x) {
            return levels::MOTHER_IS_OTHER;
        }
        if x.mother.is_some() && y.mother.is_some() { levels::MOTHER_DIFFERENT } else { 0 }
    }

    fn father_level(&mut self, x: &Side, y: &Side) -> u8 {
        // The head's own row names the head too: that is no kinship, so only the father's name is asked.
        let mut is_father = |child: &Side, parent: &Side| match (child.father, parent.name) {
            (Some(father), Some(name)) if birth::may_be_parent(parent.birth, child.birth) => {
                self.names(Role::Own, father, name).same
            }
            _ => false,
        };
        if is_father(x, y) || is_father(y, x) {
            return levels::FATHER_IS_OTHER;
        }
        match ((x.father, y.father), (x.head, y.head)) {
            ((Some(x), Some(y)), _) | (_, (Some(x), Some(y))) => self.names(Role::Own, x, y).father,
            _ => match (x.father.or(x.head), y.father.or(y.head)) {
                (Some(x), Some(y)) if self.names(Role::Own, x, y).same => levels::FATHER_SAME,
                _ => 0,
            },
        }
    }
}

/// The declared fields that take part: all but carried ones, as many as a pattern has room for.
pub fn compared_extras(people: &People) -> Vec<usize> {
    let compared = |index: &usize| !matches!(people.extras[*index].kind, ExtraKind::Carry);
    (0..people.extras.len()).filter(compared).take(MAX_FIELDS - levels::FIRST_EXTRA).collect()
}
