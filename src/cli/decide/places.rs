//! Which rows of the last night do names mean? A row by roster and data row or key, a person by its id; all of them in
//! one walk through the rows.

use std::num::NonZeroU64;

use rustc_hash::FxHashMap;

use crate::labels::{Named, same_rosters};
use crate::register::{self, Remembered};
use crate::report::Language;
use crate::standardise::row_key;
use crate::state::DecidedRow;

/// Where a named row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Here.
    Row(DecidedRow),
    /// The last night has no such roster.
    NoRoster,
    /// Its roster has no such row.
    NoRow,
    /// Its key stands on several rows.
    SeveralRows,
    /// Nobody bears the id in the last night.
    NoPerson,
    /// The row was another person when the file was written: the file is of another night.
    OtherPerson,
}

impl Place {
    /// Why there is no row, in words.
    pub(super) fn words(&self, language: Language) -> &'static str {
        match self {
            Place::Row(_) => "",
            Place::NoRoster => {
                language.pick("roster itu tidak ada pada malam terakhir", "the last night has no such roster")
            }
            Place::NoRow => {
                language.pick("baris itu tidak ada pada malam terakhir", "the last night has no such row")
            }
            Place::SeveralRows => {
                language.pick("kuncinya ada di beberapa baris", "the key stands on several rows")
            }
            Place::NoPerson => language.pick(
                "tidak ada orang dengan id itu pada malam terakhir",
                "nobody bears that id in the last night",
            ),
            Place::OtherPerson => language.pick(
                "baris itu kini orang lain: berkas ini dari malam yang lain",
                "the row is another person now: the file is of another night",
            ),
        }
    }
}

/// What stands at a number, a key or an id, by place in the remembered rows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Met {
    Nothing,
    At(usize),
    Several,
}

/// Keys as they are remembered: without their first bit.
const KEY_BITS: u64 = u64::MAX >> 1;

/// Finds named rows. With `by_id` an id may be the roster's own key: for each roster the reading that finds more counts,
/// keys where both find as many.
pub(super) fn find(remembered: &Remembered, named: &[&Named], by_id: bool) -> Vec<Place> {
    let rosters = rosters(remembered, named);
    let key = |id: &str| row_key(id).filter(|_| by_id).map(|key: NonZeroU64| key.get() & KEY_BITS);
    let mut numbers: FxHashMap<(u16, u32), Met> = FxHashMap::default();
    let mut keys: FxHashMap<(u16, u64), Met> = FxHashMap::default();
    let mut persons: FxHashMap<u64, Met> = FxHashMap::default();
    for (name, roster) in named.iter().zip(&rosters) {
        if let Some(roster) = *roster {
            numbers.extend(data_row(&name.id).map(|row| ((roster, row), Met::Nothing)));
            keys.extend(key(&name.id).map(|key| ((roster, key), Met::Nothing)));
        } else if let Some(code) = register::code_of(&name.id) {
            persons.insert(code, Met::Nothing);
        }
    }
    for place in 0..remembered.present {
        let roster = remembered.roster[place];
        if let Some(met) = numbers.get_mut(&(roster, remembered.row[place])) {
            *met = Met::At(place);
        }
        if let Some(met) = keys.get_mut(&(roster, remembered.traits.key[place])) {
            *met = if *met == Met::Nothing { Met::At(place) } else { Met::Several };
        }
        if let Some(met) = persons.get_mut(&remembered.person[place]) {
            *met = match *met {
                Met::At(first) if remembered.uid[first] < remembered.uid[place] => Met::At(first),
                _ => Met::At(place),
            };
        }
    }
    let by_key = |roster: u16| {
        let keys = keys.iter().filter(|((of, _), met)| *of == roster && matches!(met, Met::At(_))).count();
        let rows = numbers.iter().filter(|((of, _), met)| *of == roster && matches!(met, Met::At(_))).count();
        keys > 0 && keys >= rows
    };
    let key_rosters: Vec<bool> = (0..remembered.rosters.len() as u16).map(by_key).collect();
    let place = |(name, roster): (&&Named, &Option<u16>)| {
        let Some(roster) = *roster else {
            return match register::code_of(&name.id).filter(|_| name.roster.is_empty()) {
                Some(code) => row(remembered, name, persons[&code], Place::NoPerson),
                None => Place::NoRoster,
            };
        };
        let met = if key_rosters[usize::from(roster)] {
            key(&name.id).map(|key| keys[&(roster, key)])
        } else {
            data_row(&name.id).map(|row| numbers[&(roster, row)])
        };
        row(remembered, name, met.unwrap_or(Met::Nothing), Place::NoRow)
    };
    named.iter().zip(&rosters).map(place).collect()
}

/// The roster that each name means; none for persons, and where there is no such roster.
fn rosters(remembered: &Remembered, named: &[&Named]) -> Vec<Option<u16>> {
    let mut names: Vec<String> = named.iter().map(|name| name.roster.clone()).collect();
    names.sort_unstable();
    names.dedup();
    let known = same_rosters(&remembered.rosters, &names);
    let only = (remembered.rosters.len() == 1).then_some(0);
    let roster = |name: &&Named| {
        if name.roster.is_empty() {
            // A file of one roster need not name it.
            return only.filter(|_| register::code_of(&name.id).is_none());
        }
        known[names.partition_point(|other| *other < name.roster)].map(|roster| roster as u16)
    };
    named.iter().map(roster).collect()
}

fn row(remembered: &Remembered, name: &Named, met: Met, otherwise: Place) -> Place {
    let place = match met {
        Met::Nothing => return otherwise,
        Met::Several => return Place::SeveralRows,
        Met::At(place) => place,
    };
    if !name.person.is_empty() && register::code_of(&name.person) != Some(remembered.person[place]) {
        return Place::OtherPerson;
    }
    let roster = &remembered.rosters[usize::from(remembered.roster[place])];
    Place::Row(DecidedRow { uid: remembered.uid[place], row: format!("{roster}:{}", remembered.row[place]) })
}

/// A data row's number; programs that write tables make `12.0` of it.
fn data_row(id: &str) -> Option<u32> {
    id.strip_suffix(".0").unwrap_or(id).parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::Traits;

    /// pkh: rows 1 and 2 with keys; bdt: row 1, and row 9 that is gone. P22 has two rows.
    fn remembered() -> Remembered {
        let key = |text: &str| row_key(text).map_or(0, |key| key.get() & KEY_BITS);
        Remembered {
            night: 3,
            present: 3,
            rosters: vec!["pkh".into(), "bdt".into()],
            traits: Traits { key: vec![key("K-1"), key("K-2"), 0, 0], ..Traits::default() },
            roster: vec![0, 0, 1, 1],
            row: vec![1, 2, 1, 9],
            uid: vec![14, 12, 13, 11],
            person: vec![22, 23, 22, 22],
            ..Remembered::default()
        }
    }

    fn check(roster: &str, id: &str, person: &str, by_id: bool, expected: &Result<u64, Place>) {
        let name = Named { roster: roster.into(), id: id.into(), person: person.into() };
        let found = match find(&remembered(), &[&name], by_id).remove(0) {
            Place::Row(row) => Ok(row.uid),
            other => Err(other),
        };
        assert_eq!(&found, expected, "{roster} {id} {person}");
    }

    #[test]
    fn rows_and_persons_are_found_or_it_is_said_why_not() {
        let [p22, p23, p99] = [22, 23, 99].map(register::person_id);
        check("PKH", "2", "", false, &Ok(12));
        check("pkh.csv", "1.0", &p22, false, &Ok(14));
        check("", &p22, "", false, &Ok(13));
        check("pkh", "K-2", "", true, &Ok(12));
        check("pkh", "2", &p22, false, &Err(Place::OtherPerson));
        check("pkh", "2", &p23, false, &Ok(12));
        check("bdt", "9", "", false, &Err(Place::NoRow));
        check("kis", "1", "", false, &Err(Place::NoRoster));
        check("", &p99, "", false, &Err(Place::NoPerson));
        check("", "7", "", false, &Err(Place::NoRoster));
    }
}
