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
    #[inline]
    pub fn differing(self, other: Letters) -> u32 {
        (self.0 ^ other.0).count_ones()
    }

    /// Letters that the other does not hold.
    #[inline]
    pub fn beyond(self, other: Letters) -> u32 {
        (self.0 & !other.0).count_ones()
    }

    /// One bit a letter.
    #[inline]
    pub fn set(self) -> u32 {
        self.0
    }

    /// Whether words with these letters and lengths may reach a Jaro-Winkler similarity of `least` (0.7 to 1), given
    /// that they begin with the same letter or not. Never says no to words that do.
    ///
    /// A letter that only one word holds finds no partner there, which bounds the matches m; then Jaro is at most
    /// (m/a + m/b + 1)/3, and the boost at most what four equal first letters give.
    #[inline]
    pub fn may_reach(self, other: Letters, lengths: (u32, u32), same_first: bool, least: f32) -> bool {
        let (a, b) = lengths;
        let matches = a.saturating_sub(self.beyond(other)).min(b.saturating_sub(other.beyond(self)));
        let jaro = if same_first { (least - 0.4) / 0.6 } else { least };
        // A little slack, for rounding.
        (matches * (a + b)) as f32 >= (3.0 * jaro - 1.001) * (a * b) as f32
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::similarity::jaro_winkler;

    proptest! {
        #[test]
        fn the_bound_never_refuses_what_reaches_it(a in "[A-H3-5]{1,16}", b in "[A-H3-5]{1,16}") {
            let (x, y) = (a.as_bytes(), b.as_bytes());
            let similarity = jaro_winkler(x, y) as f32;
            let may = |least: f32| {
                let lengths = (x.len() as u32, y.len() as u32);
                Letters::of(x).may_reach(Letters::of(y), lengths, x[0] == y[0], least)
            };
            for least in [0.8, 0.86, 0.9, 0.92] {
                prop_assert!(similarity < least || may(least), "{} {} {}", a, b, least);
            }
        }
    }
}
