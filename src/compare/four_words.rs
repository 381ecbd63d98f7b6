//! How do the words of two names relate? Four words against four at once: each word of the one name with all of the
//! other, in the same few instructions for any of them, since which words agree cannot be foretold.

use wide::{u8x16, u32x4};

use crate::similarity::Letters;
use crate::standardise::{TokenId, TokenTable};

/// Words side by side.
pub(super) const FOUR: usize = 4;
/// Letters of the shortest word that may hold a slip, and of the shortest that may hold more than one.
const MAY_SLIP: u8 = 4;
pub(super) const MAY_SLIP_TWICE: u8 = 5;
/// Letters from which words may be one though two letters of the shorter are not in the longer: a similarity of 0.92
/// asks for four fifths of the letters of the shorter.
const LONG: u8 = 10;
/// Letters of the shortest word that may be two.
pub(super) const MAY_SPLIT: u8 = 5;

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
    /// Letters of each word and the next together, 0 for the last; up to 255.
    pairs: [u8; FOUR],
    pub(super) firsts: [u8; FOUR],
}

/// How the words of two names relate: of each relation one bit a pair of words, word `i` of the one and word `j` of the
/// other at `4 * j + i`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct FourRelations {
    /// By the number of each quality.
    pub(super) by: [u32; 4],
    /// What may be a slip of the hand: letters must tell.
    pub(super) unsure: u32,
    /// Whether a word may be two neighbouring words of the other, in either name.
    pub(super) may_split: bool,
}

impl FourRelations {
    /// Whether nothing relates, whatever letters tell.
    #[inline]
    pub(super) fn are_none(&self) -> bool {
        let [exact, sound, typo, initial] = self.by;
        exact | sound | typo | initial | self.unsure == 0 && !self.may_split
    }

    /// The words of the other name that a word is so to, one bit a word.
    #[inline]
    pub(super) fn row(so: u32, word: usize) -> u16 {
        let row = so >> word & 0x1111;
        ((row | row >> 3 | row >> 6 | row >> 9) & 15) as u16
    }
}

impl FourWords {
    pub(super) fn new(tokens: &[TokenId], table: &TokenTable) -> FourWords {
        fn each<T: Copy>(tokens: &[TokenId], none: T, of: impl Fn(TokenId) -> T) -> [T; FOUR] {
            std::array::from_fn(|word| tokens.get(word).map_or(none, |token| of(*token)))
        }
        let text = |token: TokenId| table.text.bytes(token as usize);
        let lengths = each(tokens, 0, |token| text(token).len().min(usize::from(u8::MAX)) as u8);
        FourWords {
            tokens: each(tokens, TokenId::MAX, |token| token),
            sounds: each(tokens, 0, |token| table.sound[token as usize]),
            old_sounds: each(tokens, 0, |token| table.old_sound[token as usize]),
            coarse: each(tokens, 0, |token| table.coarse[token as usize]),
            letters: each(tokens, Letters::default(), |token| Letters::of(text(token))),
            lengths,
            pairs: pairs(lengths),
            firsts: each(tokens, 0, |token| text(token).first().copied().unwrap_or(0)),
        }
    }

    /// How each word relates to each of the other four.
    #[inline]
    pub(super) fn relations(&self, other: &FourWords) -> FourRelations {
        let shape = self.shape(other);
        let [sounds, old_sounds, coarse] = [self.sounds, self.old_sounds, self.coarse].map(u32x4::new);
        let letters = u32x4::new(self.letters.map(Letters::set));
        let [mut alike, mut coarsely, mut few, mut fewer] = [0; 4];
        let mut look = |j: usize| {
            let (sound, old_sound) = (u32x4::splat(other.sounds[j]), u32x4::splat(other.old_sounds[j]));
            let theirs = u32x4::splat(other.letters[j].set());
            let so = sounds.simd_eq(sound) | old_sounds.simd_eq(sound) | sounds.simd_eq(old_sound);
            alike |= so.to_bitmask() << (FOUR * j);
            coarsely |= coarse.simd_eq(u32x4::splat(other.coarse[j])).to_bitmask() << (FOUR * j);
            few |= at_most_one(letters & !theirs).to_bitmask() << (FOUR * j);
            fewer |= at_most_one(theirs & !letters).to_bitmask() << (FOUR * j);
        };
        look(0);
        look(1);
        // Half of the names have two words.
        if other.lengths[2] > 0 {
            look(2);
            look(3);
        }
        let alike = alike & shape.held;
        // One word sounds like itself.
        let exact = if alike == 0 { 0 } else { self.equal(other) & alike };
        let apart = shape.held & !alike;
        let may_slip = shape.slip & apart;
        let one_edit = few & fewer & shape.near;
        let close = (few | fewer | shape.long) & shape.twice;
        FourRelations {
            by: [exact, alike & !exact, coarsely & may_slip, shape.initial & apart],
            unsure: (one_edit | close) & !coarsely & may_slip,
            may_split: shape.may_split,
        }
    }

    /// Which words are letter by letter one.
    fn equal(&self, other: &FourWords) -> u32 {
        let tokens = u32x4::new(self.tokens);
        let equal = |j: usize| tokens.simd_eq(u32x4::splat(other.tokens[j])).to_bitmask() << (FOUR * j);
        (0..FOUR).fold(0, |all, j| all | equal(j))
    }

    /// What lengths and first letters let words be to each other: all sixteen pairs in one look.
    #[inline]
    fn shape(&self, other: &FourWords) -> Shape {
        let mine = |of: [u8; FOUR]| u8x16::new(std::array::from_fn(|pair| of[pair % FOUR]));
        let theirs = |of: [u8; FOUR]| u8x16::new(std::array::from_fn(|pair| of[pair / FOUR]));
        let (length, other_length) = (mine(self.lengths), theirs(other.lengths));
        let shorter = length.min(other_length);
        let at_least = |lengths: u8x16, least: u8| lengths.max(u8x16::splat(least)).simd_eq(lengths);
        let near = |a: u8x16, b: u8x16| {
            let apart = a.saturating_sub(b) | b.saturating_sub(a);
            apart.min(u8x16::splat(1)).simd_eq(apart)
        };
        let first = mine(self.firsts).simd_eq(theirs(other.firsts));
        let single = shorter.simd_eq(u8x16::splat(1));
        let mine_split = near(length, theirs(other.pairs)) & at_least(length, MAY_SPLIT);
        let theirs_split = near(mine(self.pairs), other_length) & at_least(other_length, MAY_SPLIT);
        Shape {
            held: at_least(shorter, 1).to_bitmask(),
            slip: at_least(shorter, MAY_SLIP).to_bitmask(),
            twice: at_least(shorter, MAY_SLIP_TWICE).to_bitmask(),
            long: at_least(shorter, LONG).to_bitmask(),
            near: near(length, other_length).to_bitmask(),
            initial: (first & single).to_bitmask(),
            may_split: (first & (mine_split | theirs_split)).to_bitmask() != 0,
        }
    }
}

/// What the lengths and first letters of words allow, one bit a pair of words as in [`FourRelations`].
struct Shape {
    /// Both are words.
    held: u32,
    /// Both have letters enough for a slip, for two, and for more.
    slip: u32,
    twice: u32,
    long: u32,
    /// A letter more or less, at most.
    near: u32,
    /// One is the first letter of the other.
    initial: u32,
    may_split: bool,
}

/// Letters of each word and the next together, 0 for the last.
fn pairs(lengths: [u8; FOUR]) -> [u8; FOUR] {
    let pair = |word: usize| match lengths.get(word + 1) {
        None | Some(0) => 0,
        Some(next) => lengths[word].saturating_add(*next),
    };
    std::array::from_fn(pair)
}

/// Where a set holds one letter at most.
#[inline]
fn at_most_one(sets: u32x4) -> u32x4 {
    (sets & (sets - u32x4::splat(1))).simd_eq(u32x4::ZERO)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
        assert_eq!(relations.by, [0b10, 0, 0, 0]);
        assert_eq!(all(&["SITI", "N"], &["NUR"]).by[3], 0b10);
        assert_eq!(all(&["NUR"], &["SITI", "N"]).by[3], 0b1_0000);
        assert!(all(&[], &["NUR"]).are_none() && all(&["SITI"], &["NUR"]).are_none());
    }

    #[test]
    fn slips_and_split_words_are_not_overlooked() {
        let table = table(&["SITI", "NUR", "N", "HAYATI", "HAYATO", "NURHAYATI"]);
        let all = |words: &[&str], others: &[&str]| four(&table, words).relations(&four(&table, others));
        assert_eq!(all(&["SITI", "HAYATI"], &["HAYATO"]).unsure, 0b10);
        assert!(all(&["NURHAYATI"], &["SITI", "NUR", "HAYATI"]).may_split);
        assert!(all(&["NUR", "HAYATI"], &["NURHAYATI"]).may_split);
        assert!(!all(&["NUR", "HAYATI"], &["HAYATI"]).may_split);
    }

    /// What [`FourWords::relations`] looks at all at once, word by word.
    fn one_by_one(one: &FourWords, other: &FourWords) -> FourRelations {
        let mut relations = FourRelations::default();
        for (i, j) in (0..FOUR).flat_map(|i| (0..FOUR).map(move |j| (i, j))) {
            let (length, other_length) = (i32::from(one.lengths[i]), i32::from(other.lengths[j]));
            let same_first = one.firsts[i] == other.firsts[j];
            let splits = |whole: i32, pair: u8| whole >= 5 && (whole - i32::from(pair)).abs() <= 1;
            let split = splits(length, other.pairs[j]) || splits(other_length, one.pairs[i]);
            relations.may_split |= same_first && split;
            let shorter = length.min(other_length);
            if shorter == 0 {
                continue;
            }
            let bit = 1 << (FOUR * j + i);
            let alike = one.sounds[i] == other.sounds[j]
                || one.old_sounds[i] == other.sounds[j]
                || one.sounds[i] == other.old_sounds[j];
            if one.tokens[i] == other.tokens[j] {
                relations.by[0] |= bit;
            } else if alike {
                relations.by[1] |= bit;
            } else {
                let coarse = one.coarse[i] == other.coarse[j];
                relations.by[2] |= if shorter >= 4 && coarse { bit } else { 0 };
                relations.by[3] |= if shorter == 1 && same_first { bit } else { 0 };
                let (few, fewer) = (
                    one.letters[i].beyond(other.letters[j]) <= 1,
                    other.letters[j].beyond(one.letters[i]) <= 1,
                );
                let one_edit = few && fewer && (length - other_length).abs() <= 1;
                let close = (few || fewer || shorter >= 10) && shorter >= 5;
                relations.unsure |= if shorter >= 4 && !coarse && (one_edit || close) { bit } else { 0 };
            }
        }
        relations
    }

    proptest! {
        #[test]
        fn all_at_once_is_one_by_one(
            texts in proptest::collection::btree_set("[A-E]{1,12}", 8),
            keys in proptest::collection::vec((0u32..4, 0u32..4, 0u32..4), 8),
            words in proptest::collection::vec(0u32..8, 0..5),
            others in proptest::collection::vec(0u32..8, 0..5),
        ) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let table = TokenTable {
                sound: keys.iter().map(|key| key.0).collect(),
                old_sound: keys.iter().map(|key| key.1).collect(),
                coarse: keys.iter().map(|key| key.2).collect(),
                ..table(&texts)
            };
            let (one, other) = (FourWords::new(&words, &table), FourWords::new(&others, &table));
            prop_assert_eq!(one.relations(&other), one_by_one(&one, &other));
        }
    }
}
