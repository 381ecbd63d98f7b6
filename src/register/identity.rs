//! What is a person called in a letter? Short public ids with a check character, the same for any thread count
//! and any order of rows or rosters.
//!
//! An id is `P-XXXXX-XXXXX-C` for a person and `K-XXXXX-XXXXX-C` for a family: ten symbols of Crockford's
//! base 32 (no I, L, O, U; 50 bits), then the check character. The symbols are the first 50 bits of a keyed
//! BLAKE3 of the person's smallest row identity: roster name and the roster's own row key, or the row's number
//! where it has none. A family takes the smallest identity of its members. Should two hashes meet (a few times in
//! 100 million persons), the one with the smaller full digest keeps the id and the other is hashed again.
//!
//! The check character makes the polynomial with the symbols as coefficients, over the field of 32 elements,
//! equal a constant (1 for persons, 2 for families) at a primitive element. The powers of that element differ for
//! 31 places, so any one wrong symbol and any swap of two symbols, adjacent or not, is found.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use rayon::prelude::*;

use super::Options;
use super::families::Families;
use crate::record::RowId;
use crate::standardise::{ExtraColumn, People};

/// The declared field that carries a roster's own row key, when the settings name one.
const UNIQUE_KEY: &str = "unique_key";
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SYMBOLS: usize = 10;
const BITS: u32 = 50;

/// What an id stands for.
#[derive(Clone, Copy)]
enum Kind {
    Person,
    Family,
}

impl Kind {
    fn letter(self) -> u8 {
        match self {
            Kind::Person => b'P',
            Kind::Family => b'K',
        }
    }

    /// The polynomial's value, so that a person's id is never a valid family id.
    fn constant(self) -> u8 {
        match self {
            Kind::Person => 1,
            Kind::Family => 2,
        }
    }
}

/// Gives every person and every family its id.
pub(super) fn name(
    people: &People,
    starts: &[u32],
    rows: &[RowId],
    families: &Families,
    options: &Options,
) -> (Vec<String>, Vec<String>) {
    let identity = Identity::new(people, options);
    let person_rows: Vec<RowId> = (0..starts.len() - 1)
        .into_par_iter()
        .map(|person| {
            identity.smallest(rows[starts[person] as usize..starts[person + 1] as usize].iter().copied())
        })
        .collect();
    let family_rows: Vec<RowId> = (0..families.starts.len() - 1)
        .into_par_iter()
        .map(|family| {
            let members =
                &families.members[families.starts[family] as usize..families.starts[family + 1] as usize];
            identity.smallest(members.iter().map(|&person| person_rows[person as usize]))
        })
        .collect();
    (identity.ids(Kind::Person, &person_rows), identity.ids(Kind::Family, &family_rows))
}

/// How a row is known apart from its place in tonight's tables.
struct Identity<'a> {
    people: &'a People,
    options: &'a Options,
    /// Rank of each roster by name.
    rank: Vec<u32>,
    keys: Option<&'a ExtraColumn>,
}

impl<'a> Identity<'a> {
    fn new(people: &'a People, options: &'a Options) -> Identity<'a> {
        let rosters = people.roster.iter().map(|roster| roster.index() + 1).max().unwrap_or(0);
        let mut order: Vec<u32> = (0..rosters as u32).collect();
        order.sort_by_key(|&roster| (source_name(options, roster as usize), roster));
        let mut rank = vec![0; rosters];
        for (place, &roster) in order.iter().enumerate() {
            rank[roster as usize] = place as u32;
        }
        let keys = people.extras.iter().find(|extra| extra.name == UNIQUE_KEY);
        Identity { people, options, rank, keys }
    }

    fn key(&self, row: RowId) -> Option<&str> {
        let text = self.keys?.value[row as usize]?;
        Some(self.people.texts.get(text))
    }

    fn compare(&self, a: RowId, b: RowId) -> Ordering {
        let rank = |row: RowId| self.rank[self.people.roster[row as usize].index()];
        // A row with a key of its own stands before rows that only have a number.
        let bare = |row: RowId| self.key(row).is_none();
        rank(a)
            .cmp(&rank(b))
            .then_with(|| bare(a).cmp(&bare(b)))
            .then_with(|| self.key(a).cmp(&self.key(b)))
            .then_with(|| self.people.row[a as usize].cmp(&self.people.row[b as usize]))
    }

    fn smallest(&self, rows: impl Iterator<Item = RowId>) -> RowId {
        rows.min_by(|&a, &b| self.compare(a, b)).unwrap_or_default()
    }

    /// Hash of a row's identity; `again` counts the attempts after a collision.
    fn digest(&self, kind: Kind, row: RowId, again: u32, buffer: &mut Vec<u8>) -> [u8; 32] {
        buffer.clear();
        buffer.push(kind.letter());
        buffer.extend_from_slice(&again.to_le_bytes());
        let roster = self.people.roster[row as usize].index();
        buffer.extend_from_slice(source_name(self.options, roster).as_bytes());
        buffer.push(0);
        if let Some(key) = self.key(row) {
            buffer.push(b'k');
            buffer.extend_from_slice(key.as_bytes());
        } else {
            buffer.push(b'r');
            buffer.extend_from_slice(&self.people.row[row as usize].to_le_bytes());
        }
        *blake3::keyed_hash(&self.options.id_key, buffer).as_bytes()
    }

    fn ids(&self, kind: Kind, rows: &[RowId]) -> Vec<String> {
        let mut codes: Vec<u64> = rows
            .par_iter()
            .map_init(Vec::new, |buffer, &row| code(&self.digest(kind, row, 0, buffer)))
            .collect();
        self.part(kind, rows, &mut codes);
        codes.into_par_iter().map(|code| write(kind, code)).collect()
    }

    /// Gives the losers of each collision a code of their own.
    fn part(&self, kind: Kind, rows: &[RowId], codes: &mut [u64]) {
        let mut order: Vec<(u64, u32)> =
            codes.par_iter().enumerate().map(|(subject, &code)| (code, subject as u32)).collect();
        order.par_sort_unstable();
        let mut buffer = Vec::new();
        let mut given = BTreeSet::new();
        for equal in order.chunk_by(|a, b| a.0 == b.0).filter(|equal| equal.len() > 1) {
            let mut digests: Vec<([u8; 32], u32)> = equal
                .iter()
                .map(|&(_, subject)| (self.digest(kind, rows[subject as usize], 0, &mut buffer), subject))
                .collect();
            digests.sort_unstable();
            for &(_, subject) in &digests[1..] {
                // Rows that share their identity (a roster's key that is not unique) are told apart by further
                // attempts: each takes the next free code.
                let mut again = 1;
                codes[subject as usize] = loop {
                    let next = code(&self.digest(kind, rows[subject as usize], again, &mut buffer));
                    let free = order.binary_search_by_key(&next, |&(code, _)| code).is_err();
                    if free && given.insert(next) {
                        break next;
                    }
                    again += 1;
                };
            }
        }
    }
}

fn source_name(options: &Options, roster: usize) -> &str {
    options.sources.get(roster).map_or("", |source| &source.name)
}

fn code(digest: &[u8; 32]) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    u64::from_le_bytes(first) & ((1 << BITS) - 1)
}

fn write(kind: Kind, code: u64) -> String {
    let mut id = String::with_capacity(SYMBOLS + 6);
    id.push(char::from(kind.letter()));
    let mut sum = 0;
    for place in 0..SYMBOLS as u32 {
        if place % 5 == 0 {
            id.push('-');
        }
        let symbol = (code >> (BITS - 5 - 5 * place) & 31) as u8;
        sum = times_two(sum) ^ symbol;
        id.push(char::from(ALPHABET[usize::from(symbol)]));
    }
    id.push('-');
    id.push(char::from(ALPHABET[usize::from(times_two(sum) ^ kind.constant())]));
    id
}

/// Multiplies by the primitive element of the field of 32 elements, modulo x^5 + x^2 + 1.
fn times_two(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 32 == 0 { shifted } else { shifted ^ 0b10_0101 }
}

/// An id as it is written in the register, from what a person typed: case, hyphens and spaces do not matter, and
/// O, I, L are read as 0, 1, 1. None when it is no id or its check character does not agree.
pub fn canonical_id(typed: &str) -> Option<String> {
    let mut letters =
        typed.chars().filter(|letter| !matches!(letter, '-' | ' ')).map(|l| l.to_ascii_uppercase());
    let kind = match letters.next()? {
        'P' => Kind::Person,
        'K' => Kind::Family,
        _ => return None,
    };
    let (mut sum, mut code, mut count) = (0, 0u64, 0);
    for letter in letters {
        let letter = match letter {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let symbol = ALPHABET.iter().position(|&known| char::from(known) == letter)? as u8;
        sum = times_two(sum) ^ symbol;
        count += 1;
        if count > SYMBOLS + 1 {
            return None;
        }
        if count <= SYMBOLS {
            code = (code << 5) | u64::from(symbol);
        }
    }
    (count == SYMBOLS + 1 && sum == kind.constant()).then(|| write(kind, code))
}

/// Whether a person's or a family's id is well formed and its check character agrees.
pub fn verify(id: &str) -> bool {
    canonical_id(id).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_being_typed() {
        let id = write(Kind::Person, 0x2_3456_789a_bcde & ((1 << BITS) - 1));
        assert_eq!(id.len(), 15);
        assert!(verify(&id));
        assert_eq!(canonical_id(&id.to_lowercase().replace('-', " ")), Some(id.clone()));
        assert_eq!(canonical_id(&id.replace('0', "o").replace('1', "l")), Some(id));
    }

    #[test]
    fn every_wrong_symbol_and_every_swap_is_found() {
        for seed in [0u64, 1, 0x3_ffff_ffff_ffff, 0x1_2345_6789_abcd] {
            let id = write(Kind::Person, seed);
            let places: Vec<usize> =
                id.char_indices().skip(1).filter(|(_, l)| *l != '-').map(|(i, _)| i).collect();
            for &place in &places {
                for &symbol in ALPHABET {
                    let mut wrong = id.clone().into_bytes();
                    wrong[place] = symbol;
                    let wrong = String::from_utf8(wrong).unwrap();
                    assert_eq!(verify(&wrong), wrong == id, "{wrong}");
                }
                for &other in &places {
                    let mut swapped = id.clone().into_bytes();
                    swapped.swap(place, other);
                    let swapped = String::from_utf8(swapped).unwrap();
                    assert_eq!(verify(&swapped), swapped == id, "{swapped}");
                }
            }
        }
    }

    #[test]
    fn a_persons_id_is_no_family_id() {
        let id = write(Kind::Person, 12345);
        assert!(!verify(&id.replacen('P', "K", 1)));
        assert!(!verify("P-00000"));
        assert!(!verify(""));
        assert!(!verify("P-ÜÜÜÜÜ-ÜÜÜÜÜ-Ü"));
    }
}
