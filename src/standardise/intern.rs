//! How does each distinct value get one small number? An open-addressing table of ids beside the values' own
//! columns: nothing is stored twice, and ids follow first occurrence.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::keys::{Keys, Letters, Long, long_key, run_key};
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

    #[expect(
        clippy::slow_vector_initialization,
        reason = "memory that is zero only by promise is fetched twice, to be read and to be written"
    )]
    fn grow(&mut self) {
        let wide = (self.slots.len() * 2).max(64);
        let mut slots = Vec::with_capacity(wide);
        slots.resize(wide, 0);
        let old = std::mem::replace(&mut self.slots, slots);
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
    /// Without its texts; the room stays.
    pub(super) fn emptied(mut self) -> Texts {
        self.text.clear();
        self.slots.clear();
        self
    }

    /// The text's number, and whether it is new.
    pub(super) fn intern(&mut self, text: &str) -> (u32, bool) {
        intern_text(&mut self.text, &mut self.slots, text)
    }
}

/// The number of `text` among the distinct texts of `column`, and whether it is new.
pub(super) fn intern_text(column: &mut TextColumn, slots: &mut Slots, text: &str) -> (u32, bool) {
    let next = column.len() as u32;
    let found = slots.find_or_add(hash_text(text), next, |id| column.is(id as usize, text));
    if found.1 {
        column.push(text);
    }
    found
}

/// Distinct words, numbered from 0.
#[derive(Default)]
pub(super) struct Words {
    /// The words by id.
    pub(super) text: TextColumn,
    keys: Keys<2>,
    /// Words that have no key.
    slots: Slots,
    spare: String,
}

impl Words {
    /// Forgets all words; the room stays.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.keys.clear();
        self.slots.clear();
    }

    /// The word's number, and whether it is new.
    pub(super) fn intern(&mut self, word: &str) -> (u32, bool) {
        match Letters::of(word) {
            Some(letters) => self.intern_letters(letters),
            None => intern_text(&mut self.text, &mut self.slots, word),
        }
    }

    /// The word's number, if a single look finds it. Several such looks side by side wait for the memory once.
    pub(super) fn guess(&self, word: &str) -> Option<u32> {
        self.keys.guess(Letters::of(word)?.key())
    }

    /// The same for a word that is known by its letters.
    pub(super) fn intern_letters(&mut self, letters: Letters) -> (u32, bool) {
        let found = self.keys.find_or_add(letters.key(), self.text.len() as u32);
        if found.1 {
            self.spare.clear();
            letters.write(&mut self.spare);
            self.text.push(&self.spare);
        }
        found
    }
}

/// Distinct runs of ids, numbered from 0.
#[derive(Default)]
pub(super) struct Runs {
    /// The ids of all runs, one behind another.
    pub(super) flat: Vec<u32>,
    /// Where each run ends in `flat`.
    pub(super) ends: Vec<u32>,
    keys: Keys<2>,
    /// Runs that have no key.
    slots: Slots,
}

impl Runs {
    /// The run's number, and whether it is new.
    pub(super) fn intern(&mut self, run: &[u32]) -> (u32, bool) {
        let next = self.ends.len() as u32;
        let found = match run_key(run) {
            Some(key) => self.keys.find_or_add(key, next),
            None => {
                let Runs { flat, ends, slots, .. } = self;
                let start = |id: u32| if id == 0 { 0 } else { ends[id as usize - 1] as usize };
                slots.find_or_add(hash_ids(run), next, |id| {
                    flat[start(id)..ends[id as usize] as usize] == *run
                })
            }
        };
        if found.1 {
            self.flat.extend_from_slice(run);
            self.ends.push(self.flat.len() as u32);
        }
        found
    }

    /// The run's number, if a single look finds it. Several such looks side by side wait for the memory once.
    pub(super) fn guess(&self, run: &[u32]) -> Option<u32> {
        self.keys.guess(run_key(run)?)
    }
}

/// Numbers from 0 for distinct texts that nobody reads back; most are short and of letters.
#[derive(Default)]
pub(super) struct Numbers {
    keys: Keys<4>,
    /// Texts that have no key, and their numbers.
    others: Texts,
    of_others: Vec<u32>,
    held: u32,
}

impl Numbers {
    /// The number of a text.
    pub(super) fn of(&mut self, text: &[u8]) -> u32 {
        match long_key(text) {
            Some(key) => self.of_key(key),
            None => self.of_other(&String::from_utf8_lossy(text)),
        }
    }

    /// The numbers of texts in their order. Looked up several at once, they wait for the memory once.
    pub(super) fn of_all(&mut self, texts: &[LongText], numbers: &mut Vec<u32>) {
        for some in texts.chunks(AT_ONCE) {
            let mut guesses = [None; AT_ONCE];
            for (guess, text) in guesses.iter_mut().zip(some) {
                *guess = if let LongText::Key(key) = text { self.keys.guess(*key) } else { None };
            }
            for (text, guess) in some.iter().zip(guesses) {
                numbers.push(match (guess, text) {
                    (Some(number), _) => number,
                    (None, LongText::Key(key)) => self.of_key(*key),
                    (None, LongText::Other(text)) => self.of_other(text),
                    (None, LongText::Known(number)) => *number,
                });
            }
        }
    }

    fn of_key(&mut self, key: Long) -> u32 {
        let (number, new) = self.keys.find_or_add(key, self.held);
        self.held += u32::from(new);
        number
    }

    fn of_other(&mut self, text: &str) -> u32 {
        let (place, new) = self.others.intern(text);
        if new {
            self.of_others.push(self.held);
            self.held += 1;
        }
        self.of_others[place as usize]
    }
}

/// A text that waits for its number, or has it.
pub(super) enum LongText {
    Key(Long),
    Other(String),
    Known(u32),
}

impl LongText {
    pub(super) fn of(text: &[u8]) -> LongText {
        match long_key(text) {
            Some(key) => LongText::Key(key),
            None => LongText::Other(String::from_utf8_lossy(text).into_owned()),
        }
    }
}

/// Values looked up together.
pub(super) const AT_ONCE: usize = 16;
