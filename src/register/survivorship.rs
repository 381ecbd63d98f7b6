//! Which of a person's values is the one to show? Field by field: the best kind of value, then the roster's
//! precedence, rows in force before retired ones, the newer roster, the commonest value, the fullest one, the
//! first row. A blank never overwrites.
//!
//! What "best kind" means differs: a NIK that can be trusted, a full date before a placeholder, a village before
//! a district, an address that lies in the chosen village, a name that no column width has cut.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Chosen, Options};
use crate::record::{Birth, Kk, Nik, Precision, RosterId, RowId, Sex};
use crate::region::{self, Level};
use crate::standardise::{Marks, NameTable, NikMarks, People};

/// For each person and field the row whose value was chosen.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Picks {
    /// One list a field, in [`Chosen::ALL`] order.
    rows: [Vec<RowId>; 9],
}

/// Stands for no row in [`Picks`]: half the memory of an `Option`.
const NONE: RowId = RowId::MAX;

impl Picks {
    /// The row chosen for a field of a person; none where no row has one.
    pub fn get(&self, person: u32, field: Chosen) -> Option<RowId> {
        let row = self.rows[field as usize][person as usize];
        (row != NONE).then_some(row)
    }
}

/// Chooses for every person. Fields are independent of each other, but for the address, which follows the residence;
/// each is one pass over the rows in their order, so that memory is read from its beginning to its end.
pub(super) fn choose(
    people: &People,
    person_of: &[u32],
    starts: &[u32],
    rows: &[RowId],
    options: &Options,
) -> Picks {
    let choice = Choice { people, person_of, starts, rows, rank: roster_ranks(people, options) };
    let fields: Vec<Vec<RowId>> =
        Chosen::ALL[..8].par_iter().map(|&field| choice.field(field, &[])).collect();
    let address = choice.field(Chosen::Address, &fields[Chosen::Place as usize]);
    let mut picks = Picks::default();
    for (place, chosen) in picks.rows.iter_mut().zip(fields.into_iter().chain(std::iter::once(address))) {
        *place = chosen;
    }
    picks
}

/// Two numbers a roster, of its rows in force and of those it has retired: precedence, then being in force, then
/// recency; smaller is better.
fn roster_ranks(people: &People, options: &Options) -> Vec<[u32; 2]> {
    let named = people.roster.iter().map(|roster| roster.index() + 1).max().unwrap_or(0);
    let standing = |roster: usize, retired: bool| {
        let precedence = options.sources.get(roster).map_or(u16::MAX, |source| source.precedence);
        let recency = options.recency.get(roster).copied().unwrap_or(0);
        (precedence, retired, u32::MAX - recency)
    };
    let rosters = named.max(options.sources.len());
    let mut order: Vec<_> =
        (0..rosters).flat_map(|roster| [standing(roster, false), standing(roster, true)]).collect();
    order.sort_unstable();
    order.dedup();
    let rank = |standing| order.binary_search(&standing).map_or(0, |at| at as u32);
    (0..rosters).map(|roster| [false, true].map(|retired| rank(standing(roster, retired)))).collect()
}

struct Choice<'a> {
    people: &'a People,
    person_of: &'a [u32],
    starts: &'a [u32],
    rows: &'a [RowId],
    rank: Vec<[u32; 2]>,
}

/// The best offer of a person so far: its order, and whether another of the same order says something else.
#[derive(Clone, Copy)]
struct Best(u32);

impl Best {
    const NONE: Best = Best(u32::MAX);

    /// How good a kind of value is, then the rank of its row; smaller is better.
    fn of(quality: u8, rank: u32) -> Best {
        Best(u32::from(quality) << 24 | rank << 1)
    }

    fn disputed(self) -> bool {
        self.0 & 1 == 1
    }
}

/// A value that a row offers for a field.
#[derive(Clone, Copy)]
struct Offer {
    order: u32,
    value: u64,
    row: RowId,
}

impl Choice<'_> {
    /// The chosen row of every person for a field; `homes` are the rows chosen for the residence.
    fn field(&self, field: Chosen, homes: &[RowId]) -> Vec<RowId> {
        let people = self.people;
        match field {
            Chosen::Nik => self.pass(field, homes, |row| people.nik[row].is_some()),
            Chosen::Kk => self.pass(field, homes, |row| people.kk[row].is_some()),
            Chosen::Name => self.pass(field, homes, |row| people.name[row].is_some()),
            Chosen::Birth => self.pass(field, homes, |row| people.birth[row] != Birth::UNKNOWN),
            Chosen::BirthPlace => self.pass(field, homes, |row| people.birth_place[row].is_some()),
            Chosen::Sex => self.pass(field, homes, |row| people.sex[row] != Sex::Unknown),
            Chosen::Mother => self.pass(field, homes, |row| people.mother[row].is_some()),
            Chosen::Place => self.pass(field, homes, |row| people.place[row].is_some()),
            Chosen::Address => self.pass(field, homes, |row| {
                people.rt[row].is_some() || people.rw[row].is_some() || people.hamlet[row].is_some()
            }),
        }
    }

    /// One pass over the rows that have a value. Where rows of the best order differ, the person is looked at again.
    fn pass(&self, field: Chosen, homes: &[RowId], known: impl Fn(usize) -> bool) -> Vec<RowId> {
        let persons = self.starts.len() - 1;
        let mut chosen = vec![NONE; persons];
        let mut best = vec![Best::NONE; persons];
        for (row, &person) in self.person_of.iter().enumerate().filter(|&(row, _)| known(row)) {
            let person = person as usize;
            let row = row as RowId;
            let home = homes.get(person).copied().filter(|&home| home != NONE);
            let order = self.order(field, row, home);
            let before = best[person];
            if order.0 < before.0 & !1 {
                (best[person], chosen[person]) = (order, row);
            } else if order.0 == before.0 & !1 && !before.disputed() {
                if value(self.people, field, row) != value(self.people, field, chosen[person]) {
                    best[person].0 |= 1;
                } else if self.place_in_rosters(row) < self.place_in_rosters(chosen[person]) {
                    chosen[person] = row;
                }
            }
        }
        let mut offers = Vec::new();
        for person in (0..persons).filter(|&person| best[person].0 != u32::MAX && best[person].disputed()) {
            let home = homes.get(person).copied().filter(|&home| home != NONE);
            offers.clear();
            for &row in &self.rows[self.starts[person] as usize..self.starts[person + 1] as usize] {
                if let Some(value) = value(self.people, field, row) {
                    offers.push(Offer { order: self.order(field, row, home).0, value, row });
                }
            }
            chosen[person] = self.commonest(field, best[person].0 & !1, &mut offers);
        }
        chosen
    }

    fn order(&self, field: Chosen, row: RowId, home: Option<RowId>) -> Best {
        let retired = self.people.marks[row as usize].has(Marks::INACTIVE);
        let rank = self.rank[self.people.roster[row as usize].index()][usize::from(retired)];
        Best::of(self.quality(field, row, home), rank)
    }

    /// Settles ties by where a row stands in its roster, so that a choice does not hang on tonight's row ids.
    fn place_in_rosters(&self, row: RowId) -> (RosterId, u32) {
        (self.people.roster[row as usize], self.people.row[row as usize])
    }

    /// The winner where rows of equal standing differ: the value that most of the person's rows carry. Sorting by value
    /// counts in one pass even for a person with a million rows.
    fn commonest(&self, field: Chosen, best: u32, offers: &mut [Offer]) -> RowId {
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
            .map_or(NONE, |(_, row)| row)
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
        let chosen = home.filter(|&home| home != row).and_then(|home| people.place[home as usize]);
        let elsewhere = match (people.place[at], chosen) {
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
