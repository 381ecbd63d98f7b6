//! Which rows that a pass brings together are not worth comparing? Rows whose dates of birth contradict each other, and beside
//! them either the names or two sound NIKs, are one person only when much else agrees, and then several passes bring them
//! together: village, mother, card and numbers stand in more than one.
//!
//! So such rows are told apart when few passes bring them together and nothing is to be learnt of their family either: they
//! stand on one card, which says so already, or live in different villages. In one village a single pass tells of a family
//! only by the mother's name. How many blocks two rows share is what meta-blocking calls the common-blocks scheme
//! (Papadakis, Koutrika, Palpanas, Nejdl, "Meta-Blocking", IEEE TKDE 26(8), 2014); here it bears only on rows that
//! contradict each other. Training still sees all pairs that meet, or it would learn that contradicting dates go with
//! names that agree.

use rayon::prelude::*;

use super::keys::Keys;
use super::order::Order;
use super::passes::Candidates;
use crate::record::{Birth, NameId, Precision};
use crate::region::RegionId;
use crate::standardise::{NameTable, NikMarks, People};

/// Years between two dates known to the day, from which on two passes are few; below, one is.
const YEARS: u16 = 3;
/// Years from which two dates contradict each other where one is a placeholder or not known to the day.
const YEARS_UNSURE: u16 = 16;

/// Letters that one of two names has and the other has not, from which on they are not alike: a slip of the hand brings one
/// letter on either side, an initial one on one side, a word left out none there.
const UNLIKE: u32 = 2;

/// What the rows of a pass share, as far as it tells of families.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shared {
    /// The family card.
    Card,
    /// The mother's name, among others.
    Mother,
    /// Neither.
    #[default]
    Other,
}

/// What tells a row from others.
#[derive(Clone, Copy)]
struct Told {
    born: Birth,
    village: Option<RegionId>,
    called: Called,
}

/// The letters of a row's name and alias, a bit each, how many words of more than a letter the name has, and whether the row
/// has a sound NIK beside a date of its own.
#[derive(Clone, Copy, Default)]
struct Called(u32);

/// What tells rows apart, by place.
pub(super) struct Worth {
    rows: Vec<Told>,
    /// By number of the pass.
    shared: Vec<Shared>,
    /// The pass of family cards, when it has blocks.
    cards: Option<usize>,
}

impl Worth {
    pub(super) fn new(
        people: &People,
        order: &Order,
        keys: &Keys<'_>,
        shared: impl Iterator<Item = Shared>,
    ) -> Worth {
        let names: Vec<Called> =
            (0..people.names.len() as u32).into_par_iter().map(|name| Called::of(people, name)).collect();
        let of =
            |name: Option<NameId>| name.map_or_else(Called::default, |name| names[NameTable::index(name)]);
        let told = |row: &u32| {
            let (born, village) = keys.birth_and_village(*row);
            let row = *row as usize;
            let alias = people.alias.get(row).copied().flatten();
            let called = of(people.name[row]).or(of(alias)).with_sound_nik(has_sound_nik(people, row));
            Told { born, village, called }
        };
        let rows = order.rows().par_iter().map(told).collect();
        let shared: Vec<Shared> = shared.collect();
        let cards = shared.iter().position(|shared| *shared == Shared::Card);
        Worth { rows, shared, cards }
    }
}

impl Candidates {
    /// Whether two rows that pass `number` brings together, and none before it, need not be compared.
    #[inline]
    pub(super) fn is_told_apart(&self, number: usize, one: u32, other: u32) -> bool {
        let (x, y) = (self.worth.rows[one as usize], self.worth.rows[other as usize]);
        let few = few_passes(x.born, y.born);
        if few == 0 || !x.called.contradicts(y.called) {
            return false;
        }
        let both_known = x.village.is_some() && y.village.is_some();
        let times = self.times_met(one, other);
        if times == 1 && both_known && self.worth.shared[number] == Shared::Other {
            return true;
        }
        let one_card = |cards| self.block_of.share(cards, one, other);
        times <= few && (both_known && x.village != y.village || self.worth.cards.is_some_and(one_card))
    }
}

impl Called {
    const LETTERS: u32 = (1 << 26) - 1;
    const WORDS: u32 = 7 << 26;
    const SOUND_NIK: u32 = 1 << 31;

    fn of(people: &People, name: u32) -> Called {
        let tokens = people.names.tokens(NameTable::numbered(name));
        Called::spelled(tokens.iter().map(|token| people.tokens.text.get(*token as usize)))
    }

    fn spelled<'w>(words: impl Iterator<Item = &'w str>) -> Called {
        let (mut letters, mut whole) = (0, 0u32);
        for word in words {
            let of_word = word.bytes().map(|byte| byte.to_ascii_uppercase().wrapping_sub(b'A'));
            letters |= of_word.filter(|letter| *letter < 26).fold(0, |all, letter| all | 1 << letter);
            whole += u32::from(word.len() > 1);
        }
        Called(whole.min(7) << 26 | letters)
    }

    /// Either name may be meant; the words are those of the first.
    fn or(self, alias: Called) -> Called {
        Called(self.0 | alias.0 & Called::LETTERS)
    }

    fn with_sound_nik(self, sound: bool) -> Called {
        Called(self.0 | if sound { Called::SOUND_NIK } else { 0 })
    }

    /// Whether two rows whose dates contradict each other have NIKs that bear both out, which is what forbids one person to
    /// the clusters too, or names that are further apart than a slip of the hand, an initial and words left out.
    #[inline]
    fn contradicts(self, other: Called) -> bool {
        if self.0 & other.0 & Called::SOUND_NIK != 0 {
            return true;
        }
        let mine = (self.0 & !other.0 & Called::LETTERS).count_ones();
        let others = (other.0 & !self.0 & Called::LETTERS).count_ones();
        let same_words = (self.0 ^ other.0) & Called::WORDS == 0;
        (if same_words { mine.max(others) } else { mine.min(others) }) >= UNLIKE
    }
}

/// Whether a row has a NIK that vetoes trust, and a date of its own beside it.
fn has_sound_nik(people: &People, row: usize) -> bool {
    let marks = people.nik_marks[row];
    people.nik[row].is_some()
        && marks.trusted()
        && !marks.has(NikMarks::LAST_DIGIT_LOST)
        && people.birth[row].precision() == Precision::Full
}

/// How many passes are too few for rows with these dates of birth to be one person; 0 unless the dates contradict each
/// other: unless they are further apart than by a slip of the hand in one part.
#[inline]
fn few_passes(one: Birth, other: Birth) -> u32 {
    let (Some(year), Some(other_year)) = (one.year(), other.year()) else { return 0 };
    let years = year.abs_diff(other_year);
    if one.precision() != Precision::Full || other.precision() != Precision::Full {
        return if years >= YEARS_UNSURE { 2 } else { 0 };
    }
    if years == 0 || (one.month(), one.day()) == (other.month(), other.day()) {
        return 0;
    }
    if years >= YEARS { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_or_a_word_left_out_leaves_names_alike() {
        let of = |name: &str| Called::spelled(name.split(' '));
        for (one, other, expected) in [
            ("SITI NURHAYATI", "NURHAYATI", false),
            ("SITI NURHAYATI", "S NURHAYATI", false),
            ("MUHAMMAD IDRIS", "M IDRIS", false),
            ("BUDI", "BUOI", false),
            ("IRIH", "DIRIH", false),
            ("", "DIRIH", false),
            ("SITI NURHAYATI", "AGUS WIBOWO", true),
            ("SITI WIBOWO", "AGUS WIBOWO", true),
            ("BUDI", "SRI", true),
        ] {
            let (one_called, other_called) = (of(one), of(other));
            assert_eq!(one_called.contradicts(other_called), expected, "{one}, {other}");
            assert_eq!(other_called.contradicts(one_called), expected, "{other}, {one}");
            let sound = one_called.with_sound_nik(true);
            assert!(sound.contradicts(other_called.with_sound_nik(true)), "{one}, {other}");
            assert_eq!(sound.contradicts(other_called), expected, "{one}, {other}");
        }
    }

    #[test]
    fn a_slip_in_one_part_of_a_date_contradicts_nothing() {
        let full = |year, month, day| Birth::new(Precision::Full, year, month, day);
        let about = |year| Birth::new(Precision::Age, year, 0, 0);
        for (one, other, expected) in [
            (full(1980, 3, 12), full(1985, 4, 12), 2),
            (full(1980, 3, 12), full(1983, 3, 13), 2),
            (full(1980, 3, 12), full(1981, 3, 13), 1),
            (full(1980, 3, 12), full(1985, 3, 12), 0),
            (full(1980, 3, 12), full(1908, 3, 12), 0),
            (full(1980, 3, 12), full(1980, 12, 3), 0),
            (full(1980, 3, 12), full(1980, 4, 13), 0),
            (full(1980, 3, 12), about(1990), 0),
            (full(1980, 3, 12), about(2001), 2),
            (full(1980, 3, 12), Birth::UNKNOWN, 0),
        ] {
            assert_eq!(few_passes(one, other), expected, "{one} {other}");
            assert_eq!(few_passes(other, one), expected, "{other} {one}");
        }
    }
}
