//! What does a row say, as one number that lasts? A row that is sent again, in another place, another file or under
//! another key, has the same number; a row of which any entry changed has another.
//!
//! The numbers are the first 63 bits of BLAKE3 over the standardised entries by their text, never over tonight's own
//! numbering, so that they mean the same on every night and every machine. 63 bits, because tables hold signed numbers.

use rayon::prelude::*;

use super::{NameTable, People};
use crate::record::{Digits16, NameId, Neighbourhood, RowId, TextId};
use crate::region;

/// Bits of a fingerprint.
const MASK: u64 = u64::MAX >> 1;

/// The first 63 bits of BLAKE3, never 0: 0 stands for nothing.
pub fn fingerprint(bytes: &[u8]) -> u64 {
    first_bits(&blake3::hash(bytes))
}

/// The fingerprint of a standardised name, words one space apart.
pub fn name_fingerprint(name: &str) -> u64 {
    fingerprint(format!("{name} ").as_bytes())
}

fn first_bits(hash: &blake3::Hash) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    (u64::from_le_bytes(first) & MASK).max(1)
}

/// Fingerprints of tonight's rows and of the names and texts they hold.
#[derive(Debug, Default)]
pub struct Fingerprints {
    /// What each row says: all entries but the roster's own key.
    pub content: Vec<u64>,
    /// Of each distinct name.
    names: Vec<u64>,
    /// Of each distinct text.
    texts: Vec<u64>,
}

impl Fingerprints {
    /// Of all rows, in row id order.
    pub fn new(people: &People) -> Fingerprints {
        let name = |index: u32| {
            let mut text = String::new();
            for &token in people.names.tokens(NameTable::numbered(index)) {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(people.tokens.text.get(token as usize));
            }
            name_fingerprint(&text)
        };
        let names = (0..people.names.len() as u32).into_par_iter().map(name).collect();
        let count = people.texts.text.len();
        let texts = (0..count)
            .into_par_iter()
            .map(|index| fingerprint(people.texts.text.get(index).as_bytes()))
            .collect();
        let mut made = Fingerprints { content: Vec::new(), names, texts };
        made.content = people
            .rows()
            .into_par_iter()
            .map_init(Vec::new, |entries, row| made.row(people, row, entries))
            .collect();
        made
    }

    /// Of a name; 0 without one.
    pub fn name(&self, name: Option<NameId>) -> u64 {
        name.map_or(0, |name| self.names[NameTable::index(name)])
    }

    /// Of a text; 0 without one.
    pub fn text(&self, text: Option<TextId>) -> u64 {
        text.map_or(0, |text| self.texts[text.0.get() as usize - 1])
    }

    /// What a row would say had its name this fingerprint.
    pub fn content_under(&self, people: &People, row: RowId, name: u64) -> u64 {
        self.content_of(people, row, name, &mut Vec::new())
    }

    fn row(&self, people: &People, row: RowId, entries: &mut Vec<u8>) -> u64 {
        self.content_of(people, row, self.name(people.name[row as usize]), entries)
    }

    fn content_of(&self, people: &People, row: RowId, name: u64, entries: &mut Vec<u8>) -> u64 {
        let at = row as usize;
        let names = [people.alias[at], people.mother[at], people.father[at], people.head[at]];
        let [alias, mother, father, head] = names.map(|name| self.name(name));
        let texts = [people.hamlet[at], people.birth_place[at], people.component[at]];
        let [hamlet, birth_place, component] = texts.map(|text| self.text(text));
        let born = u64::from(people.birth[at].packed()) << 16;
        let neighbourhood =
            |number: Option<Neighbourhood>| number.map_or(0, |number| u64::from(number.get()));
        let decile = people.decile[at].map_or(0, |decile| u64::from(decile.get()));
        entries.clear();
        for entry in [
            people.nik[at].map_or(0, Digits16::value),
            people.kk[at].map_or(0, Digits16::value),
            born | (people.sex[at] as u64) << 8 | people.relation[at] as u64,
            name,
            alias,
            mother,
            father,
            head,
            people.place[at].map_or(0, |place| region::table().number(place)),
            neighbourhood(people.rt[at]) << 32 | neighbourhood(people.rw[at]),
            hamlet,
            birth_place,
            component,
            people.amount[at].map_or(0, |amount| u64::from(amount.get())),
            u64::from(people.marks[at].0) << 8 | decile,
        ] {
            entries.extend_from_slice(&entry.to_le_bytes());
        }
        for extra in people.extras.iter().filter(|extra| extra.value[at].is_some()) {
            entries.extend_from_slice(&self.text(extra.value[at]).to_le_bytes());
            entries.extend_from_slice(extra.name.as_bytes());
        }
        fingerprint(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Birth, Nik, RosterId};

    fn people(niks: &[u64]) -> People {
        let rows = niks.len();
        People {
            roster: vec![RosterId(0); rows],
            file: vec![0; rows],
            line: (2..).take(rows).collect(),
            row: (1..).take(rows).collect(),
            nik: niks.iter().map(|&nik| Nik::new(nik)).collect(),
            nik_marks: vec![Default::default(); rows],
            kk: vec![None; rows],
            birth: vec![Birth::default(); rows],
            sex: vec![crate::record::Sex::Unknown; rows],
            relation: vec![crate::record::Relation::Unknown; rows],
            name: vec![None; rows],
            alias: vec![None; rows],
            mother: vec![None; rows],
            father: vec![None; rows],
            head: vec![None; rows],
            place: vec![None; rows],
            rt: vec![None; rows],
            rw: vec![None; rows],
            hamlet: vec![None; rows],
            birth_place: vec![None; rows],
            amount: vec![None; rows],
            marks: vec![Default::default(); rows],
            key: vec![None; rows],
            decile: vec![None; rows],
            component: vec![None; rows],
            ..People::default()
        }
    }

    #[test]
    fn what_is_said_counts_and_where_does_not() {
        let mut people = people(&[3_314_010_101_900_001, 3_314_010_101_900_002, 3_314_010_101_900_002]);
        let before = Fingerprints::new(&people).content;
        assert_eq!(before[1], before[2]);
        assert_ne!(before[0], before[1]);
        people.line[2] = 99;
        people.row[2] = 98;
        assert_eq!(Fingerprints::new(&people).content, before);
        people.amount[2] = std::num::NonZeroU32::new(300_000);
        assert_ne!(Fingerprints::new(&people).content[2], before[2]);
    }
}
