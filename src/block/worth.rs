//! Which rows that a pass brings together are not worth comparing? Rows whose dates of birth contradict each other are one
//! person only when much else agrees, and then several passes bring them together: name, village, mother and numbers
//! stand in more than one.
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
use crate::record::{Birth, Precision};
use crate::region::RegionId;

/// Years between two dates known to the day, from which on two passes are few; below, one is.
const YEARS: u16 = 3;
/// Years from which two dates contradict each other where one is a placeholder or not known to the day.
const YEARS_UNSURE: u16 = 16;

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

/// What tells rows apart, by place.
pub(super) struct Worth {
    rows: Vec<(Birth, Option<RegionId>)>,
    /// By number of the pass.
    shared: Vec<Shared>,
    /// The pass of family cards, when it has blocks.
    cards: Option<usize>,
}

impl Worth {
    pub(super) fn new(order: &Order, keys: &Keys<'_>, shared: impl Iterator<Item = Shared>) -> Worth {
        let rows = order.rows().par_iter().map(|row| keys.birth_and_village(*row)).collect();
        let shared: Vec<Shared> = shared.collect();
        let cards = shared.iter().position(|shared| *shared == Shared::Card);
        Worth { rows, shared, cards }
    }
}

impl Candidates {
    /// Whether two rows that pass `number` brings together, and none before it, need not be compared.
    #[inline]
    pub(super) fn is_told_apart(&self, number: usize, one: u32, other: u32) -> bool {
        let (born, village) = self.worth.rows[one as usize];
        let (other_born, other_village) = self.worth.rows[other as usize];
        let few = few_passes(born, other_born);
        if few == 0 {
            return false;
        }
        let both_known = village.is_some() && other_village.is_some();
        let times = self.times_met(one, other);
        if times == 1 && both_known && self.worth.shared[number] == Shared::Other {
            return true;
        }
        let one_card = |cards| self.block_of.share(cards, one, other);
        times <= few && (both_known && village != other_village || self.worth.cards.is_some_and(one_card))
    }
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
