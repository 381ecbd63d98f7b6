//! How does each distinct value get one small number? An open-addressing table of ids beside the values' own
//! columns: nothing is stored twice, and ids follow first occurrence.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::record::TextColumn;

/// Ids by hash; the values themselves are held elsewhere.
#[derive(Default)]
pub(super) struct Slots {
    /// Hash in the high half, id plus one in the low half; 0 is free. A power of two long.
    slots: Vec<u64>,
    held: usize,
}

impl Slots {
    /// Forgets all ids; the room stays.
    pub(super) fn clear(&mut self) {
        self.slots.fill(0);
        self.held = 0;
    }

    /// The id of an equal value, or `next` newly entered; `same` says whether an id's value is the one sought.
    pub(super) fn find_or_add(&mut self, hash: u32, next: u32, same: impl Fn(u32) -> bool) -> (u32, bool) {
        if self.held * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            let slot = self.slots[place];
            if slot == 0 {
                self.slots[place] = u64::from(hash) << 32 | (u64::from(next) + 1);
                self.held += 1;
                return (next, true);
            }
            let id = (slot as u32).wrapping_sub(1);
            if (slot >> 32) as u32 == hash && same(id) {
                return (id, false);
            }
            place = (place + 1) & mask;
        }
    }

    /// Where a value of this hash most likely is: its id, or that of another value, or none. A look ahead at several
    /// values waits for the memory once instead of once a value.
    pub(super) fn guess(&self, hash: u32) -> Option<u32> {
        let slot = *self.slots.get(hash as usize & self.slots.len().wrapping_sub(1))?;
        if (slot >> 32) as u32 == hash { (slot as u32).checked_sub(1) } else { None }
    }

    fn grow(&mut self) {
        let wide = (self.slots.len() * 2).max(64);
        let old = std::mem::replace(&mut self.slots, vec![0; wide]);
        for slot in old.into_iter().filter(|&slot| slot != 0) {
            let mut place = (slot >> 32) as usize & (wide - 1);
            while self.slots[place] != 0 {
                place = (place + 1) & (wide - 1);
            }
            self.slots[place] = slot;
        }
    }
}

/// A hash of text for [`Slots`]; the same on every machine and in every run.
pub(super) fn hash_text(text: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    fold(hasher.finish())
}

/// A hash of a sequence of ids for [`Slots`].
pub(super) fn hash_ids(ids: &[u32]) -> u32 {
    let mut hasher = FxHasher::default();
    for &id in ids {
        hasher.write_u32(id);
    }
    fold(hasher.finish())
}

fn fold(hash: u64) -> u32 {
    (hash >> 32) as u32 ^ hash as u32
}

/// Distinct texts, numbered from 0.
#[derive(Default)]
pub(super) struct Texts {
    /// The texts by id.
    pub(super) text: TextColumn,
    slots: Slots,
}

impl Texts {
    /// The text's number, and whether it is new.
    pub(super) fn intern(&mut self, text: &str) -> (u32, bool) {
        intern_text(&mut self.text, &mut self.slots, text)
    }

    /// The same for a text whose hash is known.
    pub(super) fn intern_hashed(&mut self, text: &str, hash: u32) -> (u32, bool) {
        intern_hashed(&mut self.text, &mut self.slots, text, hash)
    }
}

/// The number of `text` among the distinct texts of `column`, and whether it is new.
pub(super) fn intern_text(column: &mut TextColumn, slots: &mut Slots, text: &str) -> (u32, bool) {
    intern_hashed(column, slots, text, hash_text(text))
}

fn intern_hashed(column: &mut TextColumn, slots: &mut Slots, text: &str, hash: u32) -> (u32, bool) {
    let next = column.len() as u32;
    let found = slots.find_or_add(hash, next, |id| column.is(id as usize, text));
    if found.1 {
        column.push(text);
    }
    found
}

/// The number of a sequence of ids among those held as `flat` with `ends`, and whether it is new.
pub(super) fn intern_sequence(
    flat: &mut Vec<u32>,
    ends: &mut Vec<u32>,
    slots: &mut Slots,
    sequence: &[u32],
) -> (u32, bool) {
    let hash = hash_ids(sequence);
    intern_hashed_sequence(flat, ends, slots, sequence, hash)
}

/// The same for a sequence whose hash is known.
pub(super) fn intern_hashed_sequence(
    flat: &mut Vec<u32>,
    ends: &mut Vec<u32>,
    slots: &mut Slots,
    sequence: &[u32],
    hash: u32,
) -> (u32, bool) {
    let next = ends.len() as u32;
    let found = slots.find_or_add(hash, next, |id| {
        let start = if id == 0 { 0 } else { ends[id as usize - 1] as usize };
        flat[start..ends[id as usize] as usize] == *sequence
    });
    if found.1 {
        flat.extend_from_slice(sequence);
        ends.push(flat.len() as u32);
    }
    found
}
