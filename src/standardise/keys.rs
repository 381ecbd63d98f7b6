//! Which short values are the same number? Words of up to twelve letters and runs of up to three ids fit into 64 bits,
//! longer words into 128: such a key proves itself, so finding its id touches one place in memory and compares no text.

/// Bits of a letter.
const LETTER: u32 = 5;

/// Bits of an id in a run, and the ids that fit into them.
const ID: u32 = 21;
const IDS: u32 = (1 << ID) - 1;

/// A key of 64 bits.
pub(super) type Short = [u32; 2];

/// A key of 128 bits.
pub(super) type Long = [u32; 4];

/// Distinct keys with their ids, which the owner counts. A power of two long.
#[derive(Debug, Default)]
pub(super) struct Keys<const WIDTH: usize> {
    /// A key, and one more than its id; 0 is free.
    slots: Vec<([u32; WIDTH], u32)>,
    held: usize,
}

impl<const WIDTH: usize> Keys<WIDTH> {
    /// The id of a key, or `next` newly entered.
    pub(super) fn find_or_add(&mut self, key: [u32; WIDTH], next: u32) -> (u32, bool) {
        if self.held * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut place = spread(key) & mask;
        loop {
            let (held, id) = self.slots[place];
            if id == 0 {
                self.slots[place] = (key, next + 1);
                self.held += 1;
                return (next, true);
            }
            if held == key {
                return (id - 1, false);
            }
            place = (place + 1) & mask;
        }
    }

    /// A key's id, if it stands where it is looked for first. A look ahead at several keys waits for the memory once
    /// instead of once a key.
    pub(super) fn guess(&self, key: [u32; WIDTH]) -> Option<u32> {
        let &(held, id) = self.slots.get(spread(key) & self.slots.len().wrapping_sub(1))?;
        if held == key { id.checked_sub(1) } else { None }
    }

    /// Forgets all keys; the room stays.
    pub(super) fn clear(&mut self) {
        self.slots.fill(([0; WIDTH], 0));
        self.held = 0;
    }

    fn grow(&mut self) {
        let wide = (self.slots.len() * 2).max(64);
        // Written through at once: memory that is zero only by promise is fetched twice, to be read and to be written.
        let mut slots = Vec::with_capacity(wide);
        slots.resize(wide, ([0; WIDTH], 0));
        let old = std::mem::replace(&mut self.slots, slots);
        for (key, id) in old.into_iter().filter(|(_, id)| *id != 0) {
            let mut place = spread(key) & (wide - 1);
            while self.slots[place].1 != 0 {
                place = (place + 1) & (wide - 1);
            }
            self.slots[place] = (key, id);
        }
    }
}

/// Spreads keys over the slots; the same on every machine and in every run.
fn spread<const WIDTH: usize>(key: [u32; WIDTH]) -> usize {
    let mut hash = 0_u64;
    for pair in key.chunks_exact(2) {
        let half = u64::from(pair[0]) | u64::from(pair[1]) << 32;
        hash = (hash ^ half).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^= hash >> 32;
    }
    hash as usize
}

/// The letters of a word, put one behind another into a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Letters(u64);

impl Letters {
    /// Letters that fit.
    pub(super) const MOST: usize = 12;

    /// Adds a letter, A to Z or a to z. A word of more letters than fit has no key.
    #[inline]
    pub(super) fn push(&mut self, letter: u8) {
        self.0 = self.0 << LETTER | u64::from(letter & 31);
    }

    /// The key of a word of upper-case letters; none when it is too long or holds anything else.
    pub(super) fn of(word: &str) -> Option<Letters> {
        let mut letters = Letters::default();
        let fits =
            (1..=Letters::MOST).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase());
        word.bytes().filter(|_| fits).for_each(|letter| letters.push(letter));
        fits.then_some(letters)
    }

    pub(super) fn key(self) -> Short {
        [self.0 as u32, (self.0 >> 32) as u32]
    }

    /// The word itself, in upper case.
    pub(super) fn write(self, word: &mut String) {
        let letters = (u64::BITS - self.0.leading_zeros()).div_ceil(LETTER);
        let letter = |place: u32| (self.0 >> (LETTER * place)) as u8 & 31;
        word.extend((0..letters).rev().map(|place| char::from(b'A' - 1 + letter(place))));
    }
}

/// The key of up to 25 upper-case letters; none for anything else.
pub(super) fn long_key(word: &[u8]) -> Option<Long> {
    if word.len() > 25 {
        return None;
    }
    let (mut key, mut others) = (0_u128, false);
    for &letter in word {
        others |= !letter.is_ascii_uppercase();
        key = key << LETTER | u128::from(letter & 31);
    }
    (!others).then_some([key as u32, (key >> 32) as u32, (key >> 64) as u32, (key >> 96) as u32])
}

/// The key of one to three ids in their order; none for more, or for an id too large.
pub(super) fn run_key(ids: &[u32]) -> Option<Short> {
    let mut key = 0_u64;
    if ids.len() > 3 || ids.iter().any(|&id| id >= IDS) {
        return None;
    }
    for &id in ids {
        key = key << ID | u64::from(id + 1);
    }
    Some([key as u32, (key >> 32) as u32])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_have_one_id() {
        let mut keys = Keys::<2>::default();
        let mut find = |id: u32, next| keys.find_or_add([id, id ^ 7], next);
        for id in 0..1000 {
            assert_eq!(find(id, id), (id, true));
        }
        assert!((0..1000).all(|id| find(id, 5000) == (id, false)));
        let found = (0..1000).filter(|&id| keys.guess([id, id ^ 7]) == Some(id)).count();
        assert!(found > 300, "{found}");
        assert_eq!(keys.guess([1, 1]), None);
        assert_eq!(Keys::<2>::default().guess([0, 0]), None);
    }

    #[test]
    fn words_have_keys_of_their_own() {
        let key = |word| Letters::of(word).map(Letters::key);
        assert_ne!(key("AB"), key("BA"));
        assert_ne!(key("A"), key("AA"));
        assert_eq!([key(""), key("a"), key("A-B"), key("ABCDEFGHIJKLM"), key("É")], [None; 5]);
        for word in ["A", "SITI", "ZZZZZZZZZZZZ"] {
            let mut written = String::new();
            Letters::of(word).unwrap().write(&mut written);
            assert_eq!(written, word);
        }
        let long = |word: &str| long_key(word.as_bytes());
        assert_ne!(long(&"Z".repeat(24)), long(&"Z".repeat(25)));
        assert_eq!([long(&"Z".repeat(26)), long("A B"), long("é")], [None; 3]);
    }

    #[test]
    fn runs_of_ids_have_keys_of_their_own() {
        let keys = [run_key(&[0]), run_key(&[0, 0]), run_key(&[0, 0, 0]), run_key(&[1, 0]), run_key(&[0, 1])];
        for (place, key) in keys.iter().enumerate() {
            assert!(key.is_some() && !keys[..place].contains(key));
        }
        assert_eq!([run_key(&[IDS]), run_key(&[0; 4])], [None; 2]);
    }
}
