//! Do the families of two rows share other members? Known only once most persons are: a first clustering says which
//! rows are one person, and the family cards (KK) say who stands beside them.
//!
//! Two rows on one card are left to the household comparison, which has counted it already. Only cards are asked, not
//! the links that comparing found between family members: such a link rests on the mother and the place that the pair
//! itself is compared by, and would count them twice.

use rayon::prelude::*;

use super::levels;
use crate::record::RowId;
use crate::standardise::People;

/// A card with more rows over all rosters is an institution's or a filler.
const CARD_ROWS: usize = 40;
/// A card with more persons is no family; the register takes the same limit.
const CARD_PERSONS: usize = 12;
/// No card, or one that says nothing.
const NONE: u32 = u32::MAX;

/// Who stands on whose card, by the persons of a first clustering. About 10 bytes a row.
pub struct Relatives {
    person: Vec<u32>,
    /// Number of each row's card.
    card: Vec<u32>,
    /// Persons on card `c`, ascending: `on_cards[starts[c]..starts[c + 1]]`.
    on_cards: Vec<u32>,
    starts: Vec<u32>,
}

impl Relatives {
    /// Lists the persons on each card; `person` is the person of each row.
    pub fn new(people: &People, person: Vec<u32>) -> Relatives {
        let mut holders: Vec<(u64, RowId)> =
            people.kk.iter().zip(0..).filter_map(|(kk, row)| Some(((*kk)?.value(), row))).collect();
        holders.par_sort_unstable();
        let mut card = vec![NONE; person.len()];
        let (mut persons, mut starts) = (Vec::new(), vec![0u32]);
        for rows in holders.chunk_by(|x, y| x.0 == y.0) {
            let from = persons.len();
            if (2..=CARD_ROWS).contains(&rows.len()) {
                persons.extend(rows.iter().map(|(_, row)| person[*row as usize]));
            }
            persons[from..].sort_unstable();
            let held = distinct(&mut persons, from);
            if !(2..=CARD_PERSONS).contains(&held) {
                persons.truncate(from);
                continue;
            }
            let number = starts.len() as u32 - 1;
            rows.iter().for_each(|(_, row)| card[*row as usize] = number);
            starts.push(persons.len() as u32);
        }
        Relatives { person, card, on_cards: persons, starts }
    }

    /// The person of each row.
    pub fn persons(&self) -> &[u32] {
        &self.person
    }

    /// Whether no card holds two persons: then no pair is told anything.
    pub fn is_empty(&self) -> bool {
        self.on_cards.is_empty()
    }

    /// The level of two rows; missing where one has no family but the two themselves.
    pub(super) fn level(&self, a: RowId, b: RowId) -> u8 {
        let (i, j) = (a as usize, b as usize);
        if self.card[i] == NONE || self.card[j] == NONE || self.card[i] == self.card[j] {
            return 0;
        }
        let own = [self.person[i], self.person[j]];
        let others = |row: usize| {
            let card = self.card[row] as usize;
            let held = &self.on_cards[self.starts[card] as usize..self.starts[card + 1] as usize];
            held.iter().filter(move |person| !own.contains(person))
        };
        let fewest = others(i).count().min(others(j).count());
        let shared = fewest > 0 && others(i).any(|x| others(j).any(|y| x == y));
        match (fewest, shared) {
            (0, _) => 0,
            (1, true) => levels::RELATIVES_SHARED_ONE,
            (1, false) => levels::RELATIVES_APART_ONE,
            (_, true) => levels::RELATIVES_SHARED,
            (_, false) => levels::RELATIVES_APART,
        }
    }
}

/// Removes neighbours that are equal from `from` on; gives how many are left there.
fn distinct(list: &mut Vec<u32>, from: usize) -> usize {
    let mut kept = from;
    for at in from..list.len() {
        if kept == from || list[kept - 1] != list[at] {
            list[kept] = list[at];
            kept += 1;
        }
    }
    list.truncate(kept);
    kept - from
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Kk;

    /// One row a pair of card (0 for none) and person.
    fn relatives(rows: &[(u64, u32)]) -> Relatives {
        let card = |card: u64| (card > 0).then(|| Kk::new(3_300_000_000_000_000 + card)).flatten();
        let people =
            People { kk: rows.iter().map(|(number, _)| card(*number)).collect(), ..People::default() };
        Relatives::new(&people, rows.iter().map(|(_, person)| *person).collect())
    }

    #[test]
    fn a_sibling_on_both_cards_is_shared_and_other_people_are_not() {
        // Rows 0 and 1 are asked about: on cards 1 and 2, each with one more person.
        let shared = relatives(&[(1, 0), (2, 1), (1, 7), (2, 7)]);
        assert_eq!(shared.level(0, 1), levels::RELATIVES_SHARED_ONE);
        assert_eq!(shared.level(1, 0), levels::RELATIVES_SHARED_ONE);
        let apart = relatives(&[(1, 0), (2, 1), (1, 7), (2, 8)]);
        assert_eq!(apart.level(0, 1), levels::RELATIVES_APART_ONE);
        let large = |second: u32| relatives(&[(1, 0), (2, 1), (1, 7), (1, 8), (2, 9), (2, second)]);
        assert_eq!(large(8).level(0, 1), levels::RELATIVES_SHARED);
        assert_eq!(large(10).level(0, 1), levels::RELATIVES_APART);
    }

    #[test]
    fn nothing_is_known_without_others_on_both_cards() {
        assert_eq!(relatives(&[(1, 0), (0, 1), (1, 7)]).level(0, 1), 0, "no card");
        assert_eq!(relatives(&[(1, 0), (2, 1), (1, 7)]).level(0, 1), 0, "alone on the card");
        assert_eq!(relatives(&[(1, 0), (1, 1), (1, 7)]).level(0, 1), 0, "one card: the household says it");
        // Each stands on the other's card: the two themselves are nobody's evidence.
        assert_eq!(relatives(&[(1, 0), (2, 1), (1, 1), (2, 0)]).level(0, 1), 0);
        // The same person twice on a card is no family.
        assert_eq!(relatives(&[(1, 0), (2, 1), (1, 0), (2, 7)]).level(0, 1), 0);
    }

    #[test]
    fn an_institutions_card_is_no_family() {
        let mut rows = vec![(1, 0), (2, 1), (2, 50)];
        rows.extend((0..CARD_PERSONS as u32).map(|other| (1, 50 + other)));
        assert_eq!(relatives(&rows).level(0, 1), 0);
        rows.pop();
        assert_eq!(relatives(&rows).level(0, 1), levels::RELATIVES_SHARED_ONE);
    }
}
