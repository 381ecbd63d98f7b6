//! Which letters do two words hold? A bound on how alike they can be, for the price of one instruction.

/// The set of letters in a word.
#[derive(Clone, Copy, Debug, Default)]
pub struct Letters(u32);

impl Letters {
    /// The letters of a word in capitals.
    pub fn of(word: &[u8]) -> Letters {
        // Letters have a bit each; digits and others share what is left.
        let bit = |letter: &u8| if letter.is_ascii_uppercase() { letter - b'A' } else { 26 + letter % 6 };
        Letters(word.iter().fold(0, |set, letter| set | 1 << bit(letter)))
    }

    /// The letters of both.
    #[must_use]
    pub fn with(self, other: Letters) -> Letters {
        Letters(self.0 | other.0)
    }

    /// Letters that only one of the two holds.
    pub fn differing(self, other: Letters) -> u32 {
        (self.0 ^ other.0).count_ones()
    }
}
