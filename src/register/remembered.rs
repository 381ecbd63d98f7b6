//! What is remembered of the rows of earlier nights? Enough to know a row again, and whose it was.
//!
//! Rows that the last night did not have stay behind those it had: a roster that misses a night, or a person who comes
//! back, finds its rows and ids again.

use std::ops::Range;

use rayon::prelude::*;

use crate::record::{Digits16, RosterId};
use crate::standardise::{Fingerprints, People};

/// What is compared to know a row again, one entry a row; 0 wherever there is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// The roster's own row key.
    pub key: Vec<u64>,
    /// Fingerprint of everything that the row says.
    pub content: Vec<u64>,
    /// NIK.
    pub nik: Vec<u64>,
    /// No. KK.
    pub kk: Vec<u64>,
    /// Fingerprint of the name.
    pub name: Vec<u64>,
    /// Date of birth, packed.
    pub birth: Vec<u32>,
    /// Number of the region of residence.
    pub home: Vec<u64>,
}

impl Traits {
    /// Those of some of tonight's rows, in row id order.
    pub fn of(people: &People, fingerprints: &Fingerprints, rows: Range<usize>) -> Traits {
        fn each<T: Send>(rows: &Range<usize>, value: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
            rows.clone().into_par_iter().map(value).collect()
        }
        let regions = crate::region::table();
        Traits {
            key: each(&rows, |row| people.key[row].map_or(0, |key| key.get() & (u64::MAX >> 1))),
            content: fingerprints.content[rows.clone()].to_vec(),
            nik: each(&rows, |row| people.nik[row].map_or(0, Digits16::value)),
            kk: each(&rows, |row| people.kk[row].map_or(0, Digits16::value)),
            name: each(&rows, |row| fingerprints.name(people.name[row])),
            birth: each(&rows, |row| people.birth[row].year().map_or(0, |_| people.birth[row].packed())),
            home: each(&rows, |row| people.place[row].map_or(0, |place| regions.number(place))),
        }
    }

    /// The traits of some rows, in the order asked for.
    pub fn pick(&self, rows: &[u32]) -> Traits {
        Traits {
            key: pick(&self.key, rows),
            content: pick(&self.content, rows),
            nik: pick(&self.nik, rows),
            kk: pick(&self.kk, rows),
            name: pick(&self.name, rows),
            birth: pick(&self.birth, rows),
            home: pick(&self.home, rows),
        }
    }

    fn append(&mut self, others: Traits) {
        self.key.extend(others.key);
        self.content.extend(others.content);
        self.nik.extend(others.nik);
        self.kk.extend(others.kk);
        self.name.extend(others.name);
        self.birth.extend(others.birth);
        self.home.extend(others.home);
    }
}

/// The values at some places.
pub(super) fn pick<T: Copy>(values: &[T], places: &[u32]) -> Vec<T> {
    places.iter().map(|&place| values[place as usize]).collect()
}

/// The rows of all earlier nights: first those of the last night in its row id order, then those that are gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remembered {
    /// Number of the last night; 0 when there was none.
    pub night: u32,
    /// Rows of the last night.
    pub present: usize,
    /// Names of all rosters that any row is of.
    pub rosters: Vec<String>,
    /// What rows are known by.
    pub traits: Traits,
    /// Roster of each row, index into the names.
    pub roster: Vec<u16>,
    /// 1-based data row in the roster, as of the night the row was last seen.
    pub row: Vec<u32>,
    /// The row's lasting number.
    pub uid: Vec<u64>,
    /// Number of its person's id.
    pub person: Vec<u64>,
    /// Number of its family's id.
    pub family: Vec<u64>,
    /// Night since which the person has this id.
    pub since: Vec<u32>,
    /// Night the row was last seen.
    pub seen: Vec<u32>,
    /// Numbers of persons' ids that no row bears any more, ascending: never given again.
    pub retired_persons: Vec<u64>,
    /// Numbers of families' ids that no row bears any more, ascending.
    pub retired_families: Vec<u64>,
}

/// What the next night will remember. What rows are known by is the most of it, and made when it is asked for.
pub struct ToRemember<'a> {
    /// All rows; traits of those that tonight did not have.
    pub(super) rows: Remembered,
    pub(super) people: &'a People,
    pub(super) fingerprints: Fingerprints,
}

impl ToRemember<'_> {
    /// The rows, tonight's first. They hold no traits of tonight's.
    pub fn rows(&self) -> &Remembered {
        &self.rows
    }

    /// The traits of a stretch of the rows.
    pub fn traits(&self, rows: Range<usize>) -> Traits {
        let tonight = self.people.len();
        let mut traits =
            Traits::of(self.people, &self.fingerprints, rows.start.min(tonight)..rows.end.min(tonight));
        let gone: Vec<u32> =
            (rows.start.max(tonight)..rows.end.max(tonight)).map(|row| (row - tonight) as u32).collect();
        traits.append(self.rows.traits.pick(&gone));
        traits
    }
}

/// Nothing is remembered before the first night.
pub static NOTHING: Remembered = Remembered {
    night: 0,
    present: 0,
    rosters: Vec::new(),
    traits: Traits {
        key: Vec::new(),
        content: Vec::new(),
        nik: Vec::new(),
        kk: Vec::new(),
        name: Vec::new(),
        birth: Vec::new(),
        home: Vec::new(),
    },
    roster: Vec::new(),
    row: Vec::new(),
    uid: Vec::new(),
    person: Vec::new(),
    family: Vec::new(),
    since: Vec::new(),
    seen: Vec::new(),
    retired_persons: Vec::new(),
    retired_families: Vec::new(),
};

/// Tonight's rows as the register leaves them.
pub(super) struct Tonight<'a> {
    pub(super) people: &'a People,
    pub(super) sources: &'a [String],
    pub(super) uid: Vec<u64>,
    /// Number of the person's id, and since when it has it, one a row.
    pub(super) person: Vec<u64>,
    pub(super) since: Vec<u32>,
    pub(super) family: Vec<u64>,
}

impl Remembered {
    /// Rows remembered.
    pub fn len(&self) -> usize {
        self.uid.len()
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.uid.is_empty()
    }

    /// Every number given so far of a kind of id, ascending.
    pub(super) fn given(&self, borne: &[u64], retired: &[u64]) -> Vec<u64> {
        let mut given: Vec<u64> = borne.iter().chain(retired).copied().collect();
        given.par_sort_unstable();
        given.dedup();
        given
    }

    /// What the next night will remember: tonight's rows, and those of earlier nights that tonight did not have. Traits are
    /// there of the latter only.
    ///
    /// `gone` are the places of the latter, and what they are known by; `persons` and `families` say which ids were taken over by which tonight,
    /// ascending by the old one: rows that are gone follow their person.
    pub(super) fn followed_by(
        &self,
        tonight: Tonight<'_>,
        (gone, gone_traits): (&[u32], Traits),
        persons: &[(u64, u64)],
        families: &[(u64, u64)],
    ) -> Remembered {
        let night = self.night + 1;
        let mut rosters: Vec<String> = tonight.sources.to_vec();
        let renumbered: Vec<u16> = self
            .rosters
            .iter()
            .map(|name| match rosters.iter().position(|known| known == name) {
                Some(known) => known as u16,
                None => {
                    rosters.push(name.clone());
                    rosters.len() as u16 - 1
                }
            })
            .collect();
        let rows = tonight.people.len();
        let mut next = Remembered {
            night,
            present: rows,
            rosters,
            traits: gone_traits,
            roster: tonight.people.roster.iter().map(|&RosterId(roster)| roster).collect(),
            row: tonight.people.row.clone(),
            uid: tonight.uid,
            person: tonight.person,
            family: tonight.family,
            since: tonight.since,
            seen: vec![night; rows],
            retired_persons: Vec::new(),
            retired_families: Vec::new(),
        };
        next.roster.extend(gone.iter().map(|&place| renumbered[usize::from(self.roster[place as usize])]));
        next.row.extend(pick(&self.row, gone));
        next.uid.extend(pick(&self.uid, gone));
        next.since.extend(pick(&self.since, gone));
        next.seen.extend(pick(&self.seen, gone));
        let heir = |taken: &[(u64, u64)], old: u64| match taken.binary_search_by_key(&old, |pair| pair.0) {
            Ok(place) => taken[place].1,
            Err(_) => old,
        };
        next.person.extend(gone.iter().map(|&place| heir(persons, self.person[place as usize])));
        next.family.extend(gone.iter().map(|&place| heir(families, self.family[place as usize])));
        next.retired_persons = retired(&self.person, &self.retired_persons, &next.person);
        next.retired_families = retired(&self.family, &self.retired_families, &next.family);
        next
    }
}

/// The numbers given on any night that no row bears now, ascending: of those that rows bore last night, and of those
/// that were retired before.
fn retired(last: &[u64], before: &[u64], borne: &[u64]) -> Vec<u64> {
    if last == borne {
        return before.to_vec();
    }
    let ascending = |mut numbers: Vec<u64>| {
        numbers.par_sort_unstable();
        numbers.dedup();
        numbers
    };
    let borne = ascending(borne.to_vec());
    let mut given = ascending([last, before].concat());
    given.retain(|number| borne.binary_search(number).is_err());
    given
}
