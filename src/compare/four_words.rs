//! How do the words of two names relate? Four words against four at once: each word of the one name with all of the
//! other, in the same few instructions for any of them, since which words agree cannot be foretold.

use wide::{i32x4, u32x4};

use crate::similarity::Letters;
use crate::standardise::{TokenId, TokenTable};

/// Words side by side.
pub(super) const FOUR: usize = 4;
/// Letters of the shortest word that may hold a slip, and of the shortest that may hold more than one.
const MAY_SLIP: i32 = 4;
pub(super) const MAY_SLIP_TWICE: i32 = 5;
/// Letters from which words may be one though two letters of the shorter are not in the longer: a similarity of 0.92
/// asks for four fifths of the letters of the shorter.
const LONG: i32 = 10;
/// Letters of the shortest word that may be two.
pub(super) const MAY_SPLIT: i32 = 5;

/// Up to four words of a name; where there are fewer, the last have no letters.
#[derive(Clone, Copy)]
pub(super) struct FourWords {
    pub(super) tokens: [TokenId; FOUR],
    sounds: [u32; FOUR],
    old_sounds: [u32; FOUR],
    coarse: [u32; FOUR],
    pub(super) letters: [Letters; FOUR],
    /// Letters; words of more than 255 count as 255.
    pub(super) lengths: [u8; FOUR],
    pub(super) firsts: [u8; FOUR],
}

/// For each quality (by its number), and each word of one name, the words of the other that are so to it: one bit a
/// word.
#[derive(Clone, Copy, Default)]
pub(super) struct FourRelations {
    pub(super) by: [[u32; FOUR]; 4],
    /// What may be a slip of the hand: letters must tell.
    pub(super) unsure: [u32; FOUR],
    pub(super) is_unsure: bool,
    /// Whether a word may be two neighbouring words of the other, in either name.
    pub(super) may_split: bool,
}

impl FourWords {
    pub(super) fn new(tokens: &[TokenId], table: &TokenTable) -> FourWords {
        fn each<T: Copy>(tokens: &[TokenId], none: T, of: impl Fn(TokenId) -> T) -> [T; FOUR] {
            std::array::from_fn(|word| tokens.get(word).map_or(none, |token| of(*token)))
        }
        let text = |token: TokenId| table.text.bytes(token as usize);
        FourWords {
            tokens: each(tokens, TokenId::MAX, |token| token),
            sounds: each(tokens, 0, |token| table.sound[token as usize]),
            old_sounds: each(tokens, 0, |token| table.old_sound[token as usize]),
            coarse: each(tokens, 0, |token| table.coarse[token as usize]),
            letters: each(tokens, Letters::default(), |token| Letters::of(text(token))),
            lengths: each(tokens, 0, |token| text(token).len().min(usize::from(u8::MAX)) as u8),
            firsts: each(tokens, 0, |token| text(token).first().copied().unwrap_or(0)),
        }
    }

    /// How each word relates to each of the other four.
    #[inline]
    pub(super) fn relations(&self, other: &FourWords) -> FourRelations {
        let [mut exact, mut sound, mut typo, mut initial, mut unsure, mut split] = [u32x4::ZERO; 6];
        let (tokens, sounds) = (u32x4::new(self.tokens), u32x4::new(self.sounds));
        let (old_sounds, coarse) = (u32x4::new(self.old_sounds), u32x4::new(self.coarse));
        let letters = u32x4::new(self.letters.map(Letters::set));
        let firsts = u32x4::new(self.firsts.map(u32::from));
        let (lengths, pairs) = (i32x4::new(self.lengths.map(i32::from)), i32x4::new(self.pair_lengths()));
        let other_pairs = other.pair_lengths();
        let at_least = |letters: i32| mask(lengths.simd_gt(i32x4::splat(letters - 1)));
        let held = at_least(1);
        let (slip, twice, long, splits) =
            (at_least(MAY_SLIP), at_least(MAY_SLIP_TWICE), at_least(LONG), at_least(MAY_SPLIT));
        let single = mask(lengths.simd_eq(i32x4::splat(1)));
        for (j, &pair) in other_pairs.iter().enumerate() {
            let length = i32::from(other.lengths[j]);
            if length == 0 {
                break;
            }
            let bit = u32x4::splat(1 << j) & held;
            let both = |mine: u32x4, least: i32| mine & when(length >= least);
            let one = tokens.simd_eq(u32x4::splat(other.tokens[j]));
            let alike = sounds.simd_eq(u32x4::splat(other.sounds[j]))
                | old_sounds.simd_eq(u32x4::splat(other.sounds[j]))
                | sounds.simd_eq(u32x4::splat(other.old_sounds[j]));
            let apart = !(one | alike) & bit;
            exact |= one & bit;
            sound |= alike & !one & bit;
            let may_slip = both(slip, MAY_SLIP) & apart;
            let coarse = coarse.simd_eq(u32x4::splat(other.coarse[j]));
            typo |= coarse & may_slip;
            let first = firsts.simd_eq(u32x4::splat(u32::from(other.firsts[j])));
            initial |= first & (single | when(length == 1)) & apart;
            let theirs = u32x4::splat(other.letters[j].set());
            let (few, fewer) = (at_most_one(letters & !theirs), at_most_one(theirs & !letters));
            let one_edit = few & fewer & near(lengths - i32x4::splat(length));
            let close = (few | fewer | both(long, LONG)) & both(twice, MAY_SLIP_TWICE);
            unsure |= (one_edit | close) & !coarse & may_slip;
            let mine_split = near(lengths - i32x4::splat(pair)) & splits;
            let theirs_split = near(pairs - i32x4::splat(length)) & when(length >= MAY_SPLIT);
            split |= first & (mine_split | theirs_split);
        }
        FourRelations {
            by: [exact, sound, typo, initial].map(u32x4::to_array),
            unsure: unsure.to_array(),
            is_unsure: unsure != u32x4::ZERO,
            may_split: split != u32x4::ZERO,
        }
    }

    /// Letters of each word and the next together, 0 for the last.
    #[inline]
    fn pair_lengths(&self) -> [i32; FOUR] {
        let [a, b, c, d] = self.lengths.map(i32::from);
        let pair = |one: i32, next: i32| if next == 0 { 0 } else { one + next };
        [pair(a, b), pair(b, c), pair(c, d), 0]
    }
}

/// All bits of each number where the comparison holds, else none.
#[inline]
fn mask(comparison: i32x4) -> u32x4 {
    u32x4::new(comparison.to_array().map(i32::cast_unsigned))
}

#[inline]
fn when(is: bool) -> u32x4 {
    u32x4::splat(if is { u32::MAX } else { 0 })
}

/// Where a set holds one letter at most.
#[inline]
fn at_most_one(sets: u32x4) -> u32x4 {
    (sets & (sets - u32x4::splat(1))).simd_eq(u32x4::ZERO)
}

/// Where a difference is one at most, either way.
#[inline]
fn near(differences: i32x4) -> u32x4 {
    mask(differences.simd_gt(i32x4::splat(-2)) & differences.simd_lt(i32x4::splat(2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of words that all sound unlike and are as they are spelt.
    fn four(table: &TokenTable, words: &[&str]) -> FourWords {
        let token = |word: &&str| table.text.iter().position(|text| text == *word).expect("word") as TokenId;
        FourWords::new(&words.iter().map(token).collect::<Vec<TokenId>>(), table)
    }

    fn table(words: &[&str]) -> TokenTable {
        let mut table = TokenTable::default();
        for (number, word) in (0..).zip(words) {
            table.text.push(word);
            table.sound.push(number);
            table.old_sound.push(number);
            table.coarse.push(number);
        }
        table
    }

    #[test]
    fn words_that_are_not_there_relate_to_nothing() {
        let table = table(&["SITI", "NUR", "N", "HAYATI", "HAYATO", "NURHAYATI"]);
        let all = |words: &[&str], others: &[&str]| four(&table, words).relations(&four(&table, others));
        let relations = all(&["SITI", "NUR"], &["NUR"]);
        assert_eq!(relations.by[0], [0, 1, 0, 0]);
        assert_eq!((relations.by[1], relations.by[2], relations.by[3]), ([0; 4], [0; 4], [0; 4]));
        assert_eq!(all(&["SITI", "N"], &["NUR"]).by[3], [0, 1, 0, 0]);
        assert_eq!(all(&[], &["NUR"]).by, [[0; 4]; 4]);
    }

    #[test]
    fn slips_and_split_words_are_not_overlooked() {
        let table = table(&["SITI", "NUR", "N", "HAYATI", "HAYATO", "NURHAYATI"]);
        let all = |words: &[&str], others: &[&str]| four(&table, words).relations(&four(&table, others));
        assert_eq!(all(&["SITI", "HAYATI"], &["HAYATO"]).unsure, [0, 1, 0, 0]);
        assert!(all(&["NURHAYATI"], &["SITI", "NUR", "HAYATI"]).may_split);
        assert!(all(&["NUR", "HAYATI"], &["NURHAYATI"]).may_split);
        assert!(!all(&["NUR", "HAYATI"], &["HAYATI"]).may_split);
    }
}
