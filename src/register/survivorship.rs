//! Which of a person's values is the one to show? Field by field: the best kind of value, then the roster's
//! precedence, rows in force before retired ones, the newer roster, the commonest value, the fullest one, the
//! first row. A blank never overwrites.
//!
//! What "best kind" means differs: a NIK that can be trusted, a full date before a placeholder, a village before
//! a district, an address that lies in the chosen village, a name that no column width has cut.

use rayon::prelude::*;

use super::{Chosen, Options};
use crate::record::{Kk, Nik, Precision, RosterId, RowId, Sex};
use crate::region::{self, Level};
use crate::standardise::{Marks, NameTable, NikMarks, People};

/// Chooses for every person. Persons are independent, so the work is spread over threads.
pub(super) fn choose(
    people: &People,
    starts: &[u32],
    rows: &[RowId],
    options: &Options,
) -> Vec<[Option<RowId>; 9]> {
    let rank = roster_ranks(people, options);
    let choice = Choice { people, rank: &rank };
    (0..starts.len() - 1)
        .into_par_iter()
        .map_init(Vec::new, |scratch, person| {
            choice.person(&rows[starts[person] as usize..starts[person + 1] as usize], scratch)
        })
        .collect()
}

/// One number a roster: precedence above recency, smaller is better. The bit between them is the row's own: a
/// retired row stands behind every row in force of the same precedence.
fn roster_ranks(people: &People, options: &Options) -> Vec<u64> {
    let named = people.roster.iter().map(|roster| roster.index() + 1).max().unwrap_or(0);
    (0..named.max(options.sources.len()))
        .map(|roster| {
            let precedence = options.sources.get(roster).map_or(u16::MAX, |source| source.precedence);
            let recency = options.recency.get(roster).copied().unwrap_or(0);
            (u64::from(precedence) << 33) | u64::from(u32::MAX - recency)
        })
        .collect()
}

const RETIRED: u64 = 1 << 32;

struct Choice<'a> {
    people: &'a People,
    rank: &'a [u64],
}

/// A value that a row offers for a field.
#[derive(Clone, Copy)]
struct Offer {
    /// How good its kind is, then the roster's rank; smaller is better.
    order: (u8, u64),
    value: u64,
    row: RowId,
}

impl Choice<'_> {
    fn person(&self, rows: &[RowId], scratch: &mut Vec<Offer>) -> [Option<RowId>; 9] {
        let mut chosen = [None; 9];
        for field in Chosen::ALL {
            let home = if field == Chosen::Address { chosen[Chosen::Place as usize] } else { None };
            scratch.clear();
            for &row in rows {
                if let Some(value) = value(self.people, field, row) {
                    let quality = self.quality(field, row, home);
                    scratch.push(Offer { order: (quality, self.row_rank(row)), value, row });
                }
            }
            chosen[field as usize] = self.best(field, scratch);
        }
        chosen
    }

    fn row_rank(&self, row: RowId) -> u64 {
        let rank = self.rank[self.people.roster[row as usize].index()];
        if self.people.marks[row as usize].has(Marks::INACTIVE) { rank | RETIRED } else { rank }
    }

    /// Settles ties by where a row stands in its roster, so that a choice does not hang on tonight's row ids.
    fn place_in_rosters(&self, row: RowId) -> (RosterId, u32) {
        (self.people.roster[row as usize], self.people.row[row as usize])
    }

    /// The winner among a person's offers for one field.
    fn best(&self, field: Chosen, offers: &mut [Offer]) -> Option<RowId> {
        let best = offers.iter().map(|offer| offer.order).min()?;
        let first = offers
            .iter()
            .filter(|offer| offer.order == best)
            .min_by_key(|offer| self.place_in_rosters(offer.row))?;
        let (first_row, first_value) = (first.row, first.value);
        if offers.iter().all(|offer| offer.order != best || offer.value == first_value) {
            return Some(first_row);
        }
        // Rows of equal standing differ: the value that most of the person's rows carry wins. Sorting by value
        // counts in one pass even for a person with a million rows.
        offers.sort_unstable_by_key(|offer| (offer.value, offer.row));
        offers
            .chunk_by(|a, b| a.value == b.value)
            .filter_map(|same| {
                let rows = same.iter().filter(|offer| offer.order == best).map(|offer| offer.row);
                let row = rows.min_by_key(|&row| self.place_in_rosters(row))?;
                let place = std::cmp::Reverse(self.place_in_rosters(row));
                Some(((same.len(), self.fullness(field, row), place), row))
            })
            .max()
            .map(|(_, row)| row)
    }

    /// 0 is the best kind of value a field can have.
    fn quality(&self, field: Chosen, row: RowId, home: Option<RowId>) -> u8 {
        let people = self.people;
        let at = row as usize;
        match field {
            Chosen::Nik => nik_quality(people.nik_marks[at]),
            Chosen::Birth => match people.birth[at].precision() {
                Precision::Full => 0,
                Precision::Placeholder => 1,
                Precision::Month => 2,
                Precision::Year => 3,
                Precision::Age | Precision::Unknown => 4,
            },
            Chosen::Name => u8::from(people.marks[at].has(Marks::NAME_CUT)),
            Chosen::Place => match people.place[at].map(|place| region::table().level(place)) {
                Some(Level::Village) => 0,
                Some(Level::District) => 1,
                Some(Level::Regency) => 2,
                Some(Level::Province) => 3,
                None => 4,
            },
            Chosen::Address => self.address_quality(row, home),
            Chosen::Kk | Chosen::BirthPlace | Chosen::Sex | Chosen::Mother => 0,
        }
    }

    /// An address of another village than the chosen one would make a place that does not exist.
    fn address_quality(&self, row: RowId, home: Option<RowId>) -> u8 {
        let at = row as usize;
        let people = self.people;
        let elsewhere = match (people.place[at], home.and_then(|home| people.place[home as usize])) {
            (Some(here), Some(chosen)) => !region::table().nested(here, chosen),
            _ => false,
        };
        let missing = u8::from(people.rt[at].is_none())
            + u8::from(people.rw[at].is_none())
            + u8::from(people.hamlet[at].is_none());
        missing + 4 * u8::from(elsewhere)
    }

    /// Among equally common names the fullest spelling says most.
    fn fullness(&self, field: Chosen, row: RowId) -> usize {
        let name = match field {
            Chosen::Name => self.people.name[row as usize],
            Chosen::Mother => self.people.mother[row as usize],
            _ => None,
        };
        name.map_or(0, |name| {
            let table: &NameTable = &self.people.names;
            table.tokens(name).iter().map(|&token| self.people.tokens.text.get(token as usize).len()).sum()
        })
    }
}

fn nik_quality(marks: NikMarks) -> u8 {
    match (marks.trusted(), marks.has(NikMarks::MALFORMED)) {
        (true, _) if !marks.has(NikMarks::LAST_DIGIT_LOST) => 0,
        (true, _) => 1,
        (false, false) => 2,
        (false, true) => 3,
    }
}

/// A field's value on a row as a number that is equal when the values are; none when the row has none.
pub(super) fn value(people: &People, field: Chosen, row: RowId) -> Option<u64> {
    let at = row as usize;
    match field {
        Chosen::Nik => people.nik[at].map(Nik::value),
        Chosen::Kk => people.kk[at].map(Kk::value),
        Chosen::Name => people.name[at].map(|name| u64::from(name.0.get())),
        Chosen::Birth => match people.birth[at].precision() {
            Precision::Unknown => None,
            _ => Some(u64::from(people.birth[at].packed())),
        },
        Chosen::BirthPlace => people.birth_place[at].map(|place| u64::from(place.0.get())),
        Chosen::Sex => match people.sex[at] {
            Sex::Unknown => None,
            Sex::Male => Some(1),
            Sex::Female => Some(2),
        },
        Chosen::Mother => people.mother[at].map(|name| u64::from(name.0.get())),
        Chosen::Place => people.place[at].map(|place| u64::from(place.0.get())),
        Chosen::Address => {
            let rt = people.rt[at].map_or(0, |rt| u64::from(rt.get()));
            let rw = people.rw[at].map_or(0, |rw| u64::from(rw.get()));
            let hamlet = people.hamlet[at].map_or(0, |hamlet| u64::from(hamlet.0.get()));
            let address = (hamlet << 32) | (rt << 16) | rw;
            (address != 0).then_some(address)
        }
    }
}
