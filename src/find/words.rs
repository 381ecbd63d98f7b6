//! Under which keys is a word of a name found when it is written otherwise? By its spelling, by its sound, and by both
//! with any one letter left out: two words that are one letter apart share such a key.

use crate::standardise::fingerprint;

/// A word of a name: canonical spelling, and how it sounds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Word {
    /// Spelling, upper case.
    pub(super) text: String,
    /// Sound, as the comparison of names knows it.
    pub(super) sound: String,
    /// Sound when read as old spelling; empty where nothing speaks for it.
    pub(super) old_sound: String,
}

/// Shorter words are held to their spelling and sound alone: one letter of three is another name.
pub(super) const SHORT: usize = 4;

impl Word {
    /// All keys of the word, ascending and each once.
    pub(super) fn keys(&self) -> Vec<u32> {
        let mut keys = Vec::new();
        push_keys(b't', &self.text, &mut keys);
        push_keys(b's', &self.sound, &mut keys);
        if !self.old_sound.is_empty() {
            push_keys(b's', &self.old_sound, &mut keys);
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The keys of its spelling and sound as they are.
    pub(super) fn whole_keys(&self) -> Vec<u32> {
        let mut keys = vec![key(b't', self.text.as_bytes()), key(b's', self.sound.as_bytes())];
        if !self.old_sound.is_empty() {
            keys.push(key(b's', self.old_sound.as_bytes()));
        }
        keys
    }
}

/// The keys of a whole name, its words and their sounds written as one.
pub(super) fn whole_name_keys(text: &str, sound: &str) -> [u32; 2] {
    [key(b'T', text.as_bytes()), key(b'S', sound.as_bytes())]
}

fn push_keys(kind: u8, text: &str, keys: &mut Vec<u32>) {
    keys.push(key(kind, text.as_bytes()));
    let letters = text.as_bytes();
    if letters.len() < SHORT {
        return;
    }
    let mut without = Vec::with_capacity(letters.len());
    for left_out in 0..letters.len() {
        without.clear();
        without.extend_from_slice(&letters[..left_out]);
        without.extend_from_slice(&letters[left_out + 1..]);
        keys.push(key(kind, &without));
    }
}

fn key(kind: u8, letters: &[u8]) -> u32 {
    // FNV-1a: keys are many and short, and what shares one is held against the words themselves.
    let mut hash = 0x811c_9dc5_u32;
    for byte in std::iter::once(&kind).chain(letters) {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    hash ^ (hash >> 15)
}

/// The number under which an id of the tables is filed: that of a canonical id, else one made of its text.
pub(super) fn id_number(id: &str) -> u64 {
    crate::register::code_of(id).unwrap_or_else(|| fingerprint(id.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Word {
        Word { text: text.into(), sound: text.into(), old_sound: String::new() }
    }

    #[test]
    fn words_one_letter_apart_share_a_key() {
        let share = |a: &str, b: &str| {
            let keys = word(a).keys();
            word(b).keys().iter().any(|key| keys.contains(key))
        };
        for (a, b) in [("SITI", "SITTI"), ("NURHAYATI", "NURHAYTI"), ("BUDI", "BUDY"), ("AHMAD", "AMHAD")] {
            assert!(share(a, b), "{a} {b}");
        }
        for (a, b) in [("SITI", "RATNA"), ("ADI", "ADE"), ("SUTRISNO", "SUTIKNA")] {
            assert!(!share(a, b), "{a} {b}");
        }
    }
}
