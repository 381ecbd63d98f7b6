//! What is a person called in a letter? Short public ids with a check character, the same for any thread count
//! and any order of rows or rosters. Who had an id keeps it ([`inherit`](super::inherit)); here the others get theirs.
//!
//! An id is `P-XXXXX-XXXXX-C` for a person and `K-XXXXX-XXXXX-C` for a family: ten symbols of Crockford's
//! base 32 (no I, L, O, U; 50 bits), then the check character. The symbols are the first 50 bits of a keyed
//! BLAKE3 of the person's smallest row identity: roster name and the roster's own row key, or what the row says
//! where it has none. A family takes the smallest identity of its members.
//!
//! A roster's key may be the family's and stand on several persons. Where it does, the key is not enough for a
//! person, and the row's own content joins it: its NIK when it can be trusted, else name and birth date. That goes
//! for every person of a roster whose keys are shared throughout, so that nobody inherits the id of a relative who
//! left the list, and elsewhere for the persons who share a key tonight. The order of rows decides only between
//! persons whose key and content are equal.
//!
//! Should two hashes meet (a few times in 100 million persons), the one with the smaller full digest keeps the id
//! and the other is hashed again; so is one that meets an id given on an earlier night, to whomever.
//!
//! The check character makes the polynomial with the symbols as coefficients, over the field of 32 elements,
//! equal a constant (1 for persons, 2 for families) at a primitive element. The powers of that element differ for
//! 31 places, so any one wrong symbol and any swap of two symbols, adjacent or not, is found.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::Index;

use rayon::prelude::*;

use super::Options;
use super::families::Families;
use crate::record::{Nik, RosterId, RowId};
use crate::standardise::People;

/// One key in so many on several persons makes the keys of a roster families' keys: duplicates that were not found
/// share a key too, and are fewer.
const SHARED_SHARE: usize = 10;
/// Keys of a roster that are looked at, about.
const SAMPLE: usize = 1 << 16;
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

/// Ids that are not free: those kept from earlier nights, and those of subjects who are gone.
pub(super) struct Given<'a> {
    /// Number of the id that each subject keeps; 0 for one that needs a new id.
    pub(super) kept: &'a [u64],
    /// Ids of earlier nights, ascending.
    pub(super) earlier: &'a [u64],
}

/// The subjects of tonight that ids are for.
pub(super) struct Subjects<'a> {
    pub(super) person_of: &'a [u32],
    pub(super) starts: &'a [u32],
    pub(super) rows: &'a [RowId],
    pub(super) families: &'a Families,
    /// Fingerprint of what each row says.
    pub(super) content: &'a [u64],
}

/// Gives every person and every family the number of its id: persons', then families'.
pub(super) fn name(
    people: &People,
    subjects: &Subjects<'_>,
    persons: &Given<'_>,
    families: &Given<'_>,
    options: &Options,
) -> (Vec<u64>, Vec<u64>) {
    let identity = Identity::new(people, subjects, options);
    let &Subjects { starts, rows, families: joined, .. } = subjects;
    let person_rows: Vec<RowId> = (0..starts.len() - 1)
        .into_par_iter()
        .map(|person| {
            identity.smallest(rows[starts[person] as usize..starts[person + 1] as usize].iter().copied())
        })
        .collect();
    let family_rows: Vec<RowId> = (0..joined.starts.len() - 1)
        .into_par_iter()
        .map(|family| {
            let members = &joined.members[joined.starts[family] as usize..joined.starts[family + 1] as usize];
            identity.smallest(members.iter().map(|&person| person_rows[person as usize]))
        })
        .collect();
    (
        identity.codes(Kind::Person, &person_rows, persons),
        identity.codes(Kind::Family, &family_rows, families),
    )
}

/// Persons' ids as they are written.
pub(super) fn person_ids(codes: &[u64]) -> Ids {
    Ids::new(Kind::Person, codes)
}

/// Families' ids as they are written.
pub(super) fn family_ids(codes: &[u64]) -> Ids {
    Ids::new(Kind::Family, codes)
}

/// A person's id as it is written.
pub fn person_id(code: u64) -> String {
    text(Kind::Person, code)
}

/// A family's id as it is written.
pub fn family_id(code: u64) -> String {
    text(Kind::Family, code)
}

/// How a row is known apart from its place in tonight's tables.
struct Identity<'a> {
    people: &'a People,
    said: &'a [u64],
    options: &'a Options,
    /// Rank of each roster by name.
    rank: Vec<u32>,
    /// Rosters whose keys are families'.
    shared: Vec<bool>,
}

impl<'a> Identity<'a> {
    fn new(people: &'a People, subjects: &Subjects<'a>, options: &'a Options) -> Identity<'a> {
        let rosters = people.roster.iter().map(|roster| roster.index() + 1).max().unwrap_or(0);
        let mut order: Vec<u32> = (0..rosters as u32).collect();
        order.sort_by_key(|&roster| (source_name(options, roster as usize), roster));
        let mut rank = vec![0; rosters];
        for (place, &roster) in order.iter().enumerate() {
            rank[roster as usize] = place as u32;
        }
        let shared = rosters_with_shared_keys(people, subjects.person_of, rosters);
        Identity { people, said: subjects.content, options, rank, shared }
    }

    /// What a row says of the person by itself: a trusted NIK, else name and birth date.
    fn content(&self, row: RowId) -> (Option<Nik>, String, u32) {
        let people = self.people;
        let at = row as usize;
        match people.nik[at].filter(|_| people.nik_marks[at].trusted()) {
            Some(nik) => (Some(nik), String::new(), 0),
            None => {
                let name = people.name[at].map(|name| people.name_text(name)).unwrap_or_default();
                (None, name, people.birth[at].packed())
            }
        }
    }

    fn compare(&self, a: RowId, b: RowId) -> Ordering {
        let rank = |row: RowId| self.rank[self.people.roster[row as usize].index()];
        let key = |row: RowId| self.people.key[row as usize];
        // A row with a key of its own stands before rows that only have what they say.
        let bare = |row: RowId| key(row).is_none();
        let said = |row: RowId| self.said[row as usize];
        rank(a)
            .cmp(&rank(b))
            .then_with(|| bare(a).cmp(&bare(b)))
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| {
                if a == b {
                    Ordering::Equal
                } else if bare(a) {
                    said(a).cmp(&said(b))
                } else {
                    self.content(a).cmp(&self.content(b))
                }
            })
            .then_with(|| self.people.row[a as usize].cmp(&self.people.row[b as usize]))
    }

    fn smallest(&self, rows: impl Iterator<Item = RowId>) -> RowId {
        // Most persons have a row or two, and a single row is not looked at.
        rows.min_by(|&a, &b| self.compare(a, b)).unwrap_or_default()
    }

    /// Hash of a row's identity; `again` counts the attempts after a collision, which all look at the content.
    fn digest(&self, kind: Kind, row: RowId, again: u32, buffer: &mut Vec<u8>) -> [u8; 32] {
        buffer.clear();
        buffer.push(kind.letter());
        buffer.extend_from_slice(&again.to_le_bytes());
        let roster = self.people.roster[row as usize].index();
        buffer.extend_from_slice(source_name(self.options, roster).as_bytes());
        buffer.push(0);
        if let Some(key) = self.people.key[row as usize] {
            buffer.push(b'k');
            buffer.extend_from_slice(&key.get().to_le_bytes());
            // A family is what the key of a family stands for.
            if again > 0 || (self.shared[roster] && matches!(kind, Kind::Person)) {
                let (nik, name, birth) = self.content(row);
                buffer.extend_from_slice(&nik.map_or(0, Nik::value).to_le_bytes());
                buffer.extend_from_slice(&birth.to_le_bytes());
                buffer.extend_from_slice(name.as_bytes());
            }
        } else {
            buffer.push(b'c');
            buffer.extend_from_slice(&self.said[row as usize].to_le_bytes());
        }
        *blake3::keyed_hash(&self.options.id_key, buffer).as_bytes()
    }

    fn codes(&self, kind: Kind, rows: &[RowId], given: &Given<'_>) -> Vec<u64> {
        let mut codes: Vec<u64> = rows
            .par_iter()
            .zip(given.kept)
            .map_init(
                Vec::new,
                |buffer, (&row, &kept)| {
                    if kept == 0 { code(&self.digest(kind, row, 0, buffer)) } else { kept }
                },
            )
            .collect();
        self.part(kind, rows, given, &mut codes);
        codes
    }

    /// Gives the losers of each collision a code of their own.
    fn part(&self, kind: Kind, rows: &[RowId], given: &Given<'_>, codes: &mut [u64]) {
        if !given.kept.contains(&0) {
            return;
        }
        let earlier = |code: u64| given.earlier.binary_search(&code).is_ok();
        let is_new = |subject: u32| given.kept[subject as usize] == 0;
        let mut order: Vec<(u64, u32)> =
            codes.par_iter().enumerate().map(|(subject, &code)| (code, subject as u32)).collect();
        order.par_sort_unstable();
        let mut buffer = Vec::new();
        let mut late = BTreeSet::new();
        for equal in order.chunk_by(|a, b| a.0 == b.0) {
            let held = equal.len() > 1 || (is_new(equal[0].1) && earlier(equal[0].0));
            if !held {
                continue;
            }
            let mut digests: Vec<([u8; 32], [u8; 32], u32, u32)> = equal
                .iter()
                .filter(|(_, subject)| is_new(*subject))
                .map(|&(_, subject)| {
                    let row = rows[subject as usize];
                    let mut digest = |again| self.digest(kind, row, again, &mut buffer);
                    (digest(0), digest(1), self.people.row[row as usize], subject)
                })
                .collect();
            digests.sort_unstable();
            // Subjects of one identity are told apart by their content, and none of them keeps the bare one; else
            // the first keeps its code, when it has not been given before.
            let first = digests.len() == equal.len() && !earlier(equal[0].0);
            let keeps = usize::from(first && digests.len() > 1 && digests[0].0 != digests[1].0);
            let mut again = 0;
            let mut tried = None;
            for &(_, digest, _, subject) in &digests[keeps..] {
                // Each takes the next free code; those of one identity try the same ones, and go on where the one
                // before found its own.
                if tried.replace(digest) != Some(digest) {
                    again = 0;
                }
                codes[subject as usize] = loop {
                    again += 1;
                    let next = code(&self.digest(kind, rows[subject as usize], again, &mut buffer));
                    let free = order.binary_search_by_key(&next, |&(code, _)| code).is_err();
                    if free && !earlier(next) && late.insert(next) {
                        break next;
                    }
                };
            }
        }
    }
}

/// Rosters of which a tenth of the keys stand on several persons. Keys are sampled by themselves, so that all rows of
/// a key are looked at or none.
fn rosters_with_shared_keys(people: &People, person_of: &[u32], rosters: usize) -> Vec<bool> {
    let mut keyed = vec![0_usize; rosters];
    for (roster, _) in people.roster.iter().zip(&people.key).filter(|(_, key)| key.is_some()) {
        keyed[roster.index()] += 1;
    }
    let mut seen: Vec<(RosterId, u64, u32)> = Vec::new();
    for ((&roster, key), &person) in people.roster.iter().zip(&people.key).zip(person_of) {
        let Some(key) = key else { continue };
        let step = (keyed[roster.index()] / SAMPLE).next_power_of_two() as u64;
        if key.get() & (step - 1) == 0 {
            seen.push((roster, key.get(), person));
        }
    }
    seen.sort_unstable();
    seen.dedup();
    let mut counts = vec![[0_usize; 2]; rosters];
    for same in seen.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let [keys, shared] = &mut counts[same[0].0.index()];
        *keys += 1;
        *shared += usize::from(same.len() > 1);
    }
    counts.iter().map(|&[keys, shared]| shared > 0 && shared * SHARED_SHARE >= keys).collect()
}

fn source_name(options: &Options, roster: usize) -> &str {
    options.sources.get(roster).map_or("", |source| &source.name)
}

fn code(digest: &[u8; 32]) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    u64::from_le_bytes(first) & ((1 << BITS) - 1)
}

/// Bytes of an id.
const LENGTH: usize = SYMBOLS + 5;

/// An id as it is written; every byte is a plain letter, digit or hyphen.
fn write(kind: Kind, code: u64) -> [u8; LENGTH] {
    let mut id = [b'-'; LENGTH];
    id[0] = kind.letter();
    let mut sum = 0;
    for place in 0..SYMBOLS {
        let symbol = (code >> (BITS - 5 - 5 * place as u32) & 31) as u8;
        sum = times_two(sum) ^ symbol;
        // The letter, a hyphen, five symbols, a hyphen, five symbols, a hyphen, the check character.
        id[2 + place + place / 5] = ALPHABET[usize::from(symbol)];
    }
    id[LENGTH - 1] = ALPHABET[usize::from(times_two(sum) ^ kind.constant())];
    id
}

fn text(kind: Kind, code: u64) -> String {
    write(kind, code).iter().copied().map(char::from).collect()
}

/// Public ids, one behind the other: a string of its own for each would take four times the memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Ids(String);

impl Ids {
    fn new(kind: Kind, codes: &[u64]) -> Ids {
        let mut bytes = vec![0; codes.len() * LENGTH];
        bytes.par_chunks_mut(LENGTH).with_min_len(4096).zip(codes).for_each(|(id, &code)| {
            id.copy_from_slice(&write(kind, code));
        });
        // Plain letters are always text.
        Ids(String::from_utf8(bytes).unwrap_or_default())
    }

    /// Ids held.
    pub fn len(&self) -> usize {
        self.0.len() / LENGTH
    }

    /// Whether it holds no id.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All ids in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| &self[at])
    }
}

impl<'a> FromIterator<&'a str> for Ids {
    /// Ids as they were written on another night. One of another length would shift all behind it: it becomes an id of
    /// zeros, which no person has.
    fn from_iter<I: IntoIterator<Item = &'a str>>(ids: I) -> Ids {
        let ids = ids.into_iter();
        let mut text = String::with_capacity(ids.size_hint().0 * LENGTH);
        for id in ids {
            text.push_str(if id.len() == LENGTH { id } else { "000000000000000" });
        }
        Ids(text)
    }
}

impl Index<usize> for Ids {
    type Output = str;

    fn index(&self, at: usize) -> &str {
        &self.0[at * LENGTH..(at + 1) * LENGTH]
    }
}

/// Multiplies by the primitive element of the field of 32 elements, modulo x^5 + x^2 + 1.
fn times_two(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 32 == 0 { shifted } else { shifted ^ 0b10_0101 }
}

/// An id as it is written in the register, from what a person typed: case, hyphens and spaces do not matter, and
/// O, I, L are read as 0, 1, 1. None when it is no id or its check character does not agree.
pub fn canonical_id(typed: &str) -> Option<String> {
    let (kind, code) = read(typed)?;
    Some(text(kind, code))
}

/// The number behind an id as a person typed it; none when it is no id.
pub fn code_of(typed: &str) -> Option<u64> {
    Some(read(typed)?.1)
}

fn read(typed: &str) -> Option<(Kind, u64)> {
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
    (count == SYMBOLS + 1 && sum == kind.constant()).then_some((kind, code))
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
        let id = text(Kind::Person, 0x2_3456_789a_bcde & ((1 << BITS) - 1));
        assert_eq!(id.len(), 15);
        assert!(verify(&id));
        assert_eq!(canonical_id(&id.to_lowercase().replace('-', " ")), Some(id.clone()));
        assert_eq!(canonical_id(&id.replace('0', "o").replace('1', "l")), Some(id));
    }

    #[test]
    fn every_wrong_symbol_and_every_swap_is_found() {
        for seed in [0u64, 1, 0x3_ffff_ffff_ffff, 0x1_2345_6789_abcd] {
            let id = text(Kind::Person, seed);
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
        let id = text(Kind::Person, 12345);
        assert!(!verify(&id.replacen('P', "K", 1)));
        assert!(!verify("P-00000"));
        assert!(!verify(""));
        assert!(!verify("P-ÜÜÜÜÜ-ÜÜÜÜÜ-Ü"));
    }
}
