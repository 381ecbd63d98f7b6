//! What do two names have in common? Free of word order: words are paired best first, joined and split words are
//! seen, initials stand for words, and what agrees is weighed by its rarity in bits.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::name::{NameAgreement, Quality};
use crate::record::NameId;
use crate::similarity::{Letters, jaro_winkler, within_one_edit};
use crate::standardise::{NameTable, People, TokenId, TokenTable};

/// Rows that the shipped shares of common words count for.
const SHIPPED_ROWS: f64 = 20_000.0;
/// Rows that are added to every count in rosters of unknown names, so that a word seen once is not thought unique.
const OWN_ROWS: f64 = 50.0;
/// Shares of all words that the shipped list knows in rosters of another country, and in Indonesian ones.
const STRANGE: f64 = 0.02;
const FAMILIAR: f64 = 0.10;
/// Bits that a common word may be rarer in these rosters than in the country; its region's names explain more.
const COMMON_SLACK: f64 = 2.0;
/// Words a name holds at most for this comparison; more are left out.
const MAX_WORDS: usize = 12;
/// Similarity from which two words are one with slips, and from which two whole names are somewhat alike.
const WORDS_ALIKE: f64 = 0.92;
const NAMES_ALIKE: f64 = 0.86;
/// Letters of the shorter name that a longer one must begin with to be the same name, not cut.
const PREFIX: usize = 8;

/// Words of all distinct names with the bits that agreement on each carries.
pub(super) struct Names<'a> {
    people: &'a People,
    /// By token.
    words: Vec<Word>,
    /// By name.
    whole: Vec<Whole>,
    /// How far the shipped shares of words are those of these rosters, 0 to 1.
    pub(super) familiarity: f64,
}

/// Share of the country's names that hold each common word, from `assets/common_words.tsv`. Birth-order words of
/// Bali stand there with the share they have in Bali: they tell siblings apart and nobody else.
fn common_words() -> FxHashMap<&'static str, f64> {
    let lines = include_str!("../../assets/common_words.tsv").lines().skip(1);
    let entry = |line: &'static str| {
        let (word, share) = line.split_once('\t')?;
        Some((word, share.parse::<f64>().ok()? / 100_000.0))
    };
    lines.filter_map(entry).collect()
}

/// How far the shipped shares of words are those of these rosters, 0 to 1: by the share of all words that they know.
/// Names of another country hold hardly any, and then their own counts must do.
fn familiarity(tokens: &TokenTable, rows: &[u32], common: &FxHashMap<&'static str, f64>) -> f64 {
    let (mut known, mut all) = (0.0, 0.0);
    for (text, rows) in tokens.text.iter().zip(rows) {
        all += f64::from(*rows);
        known += if common.contains_key(text) { f64::from(*rows) } else { 0.0 };
    }
    ((known / f64::max(all, 1.0) - STRANGE) / (FAMILIAR - STRANGE)).clamp(0.0, 1.0)
}

/// What comparing needs of a token, side by side in memory.
#[derive(Clone, Copy)]
struct Word {
    sound: u32,
    old_sound: u32,
    coarse: u32,
    letters: Letters,
    /// log2 of one over the share of rows that hold the word.
    bits: f32,
    /// A number from its letters.
    number: u32,
    length: u16,
    first: u8,
}

/// What comparing needs of a whole name, side by side in memory.
#[derive(Clone, Copy)]
struct Whole {
    /// Where its words begin in the table of names.
    start: u32,
    /// Its sound when written without spaces.
    sound: u32,
    letters: Letters,
    /// A number from its letters, by which names have an order.
    number: u32,
    /// Letters without spaces.
    length: u16,
    words: u8,
    first: u8,
}

impl<'a> Names<'a> {
    /// `rows` counts the rows that hold each token, in the role the names are compared in.
    pub(super) fn new(people: &'a People, rows: &[u32]) -> Names<'a> {
        let keys = people.tokens.sound.iter().chain(&people.names.joined_sound).max();
        let mut by_sound = vec![0u32; keys.map_or(0, |key| *key as usize + 1)];
        for (token, sound) in people.tokens.sound.iter().enumerate() {
            by_sound[*sound as usize] += rows[token];
        }
        let common = common_words();
        let familiarity = familiarity(&people.tokens, rows, &common);
        let shipped_rows = SHIPPED_ROWS * familiarity;
        let total = people.len() as f64 + shipped_rows + OWN_ROWS;
        let bits = |text: &str, count: u32| {
            let share = common.get(text).copied();
            // A word nobody has counted stands in one of 100,000 names; one seen once may be half as frequent.
            let rows = f64::from(count.max(1)) + shipped_rows * share.unwrap_or(1e-5);
            let most = share.map_or(f64::MAX, |share| -share.log2() + COMMON_SLACK);
            (total / rows).log2().clamp(0.0, most) as f32
        };
        let tokens = &people.tokens;
        let word = |(token, text): (usize, &str)| Word {
            sound: tokens.sound[token],
            old_sound: tokens.old_sound[token],
            coarse: tokens.coarse[token],
            letters: Letters::of(text.as_bytes()),
            bits: bits(text, by_sound[tokens.sound[token] as usize]),
            number: crate::standardise::hash(&text) as u32,
            length: text.len().min(usize::from(u16::MAX)) as u16,
            first: text.bytes().next().unwrap_or(0),
        };
        let words: Vec<Word> = tokens.text.iter().enumerate().map(word).collect();
        let whole = whole_names(people, &words);
        Names { people, words, whole, familiarity }
    }

    /// Bits that agreement with itself carries, and the level it has (as a mother's name or as one's own).
    pub(super) fn own(&self, name: NameId, mother: bool) -> (f32, usize) {
        let agreement = self.agreement(name, name);
        let level = if mother { agreement.mother_level() } else { agreement.level(false) };
        (agreement.bits, usize::from(level))
    }

    /// Words are paired greedily, so the names are taken in an order that their letters give: which of two rows comes
    /// first must not matter.
    pub(super) fn agreement(&self, x: NameId, y: NameId) -> NameAgreement {
        let (one, other) = (&self.whole[NameTable::index(x)], &self.whole[NameTable::index(y)]);
        if x != y && self.in_turn(one, other) {
            let turned = self.ordered_agreement(other, one, false);
            return NameAgreement {
                left_first: turned.left_second,
                left_second: turned.left_first,
                ..turned
            };
        }
        self.ordered_agreement(one, other, x == y)
    }

    /// Whether the second name stands before the first.
    fn in_turn(&self, one: &Whole, other: &Whole) -> bool {
        if one.number != other.number {
            return one.number > other.number;
        }
        let letters = |name: &Whole| self.tokens(name).iter().map(|token| self.text(*token));
        letters(one).gt(letters(other))
    }

    /// The words that are compared.
    fn tokens(&self, name: &Whole) -> &'a [TokenId] {
        &self.people.names.tokens[name.start as usize..][..usize::from(name.words)]
    }

    #[inline]
    fn text(&self, token: TokenId) -> &'a [u8] {
        self.people.tokens.text.bytes(token as usize)
    }

    #[inline]
    fn word(&self, token: TokenId) -> &Word {
        &self.words[token as usize]
    }

    fn ordered_agreement(&self, one: &Whole, other: &Whole, equal: bool) -> NameAgreement {
        let (a, b) = (self.tokens(one), self.tokens(other));
        let sum = |words: &[TokenId]| words.iter().map(|word| self.word(*word).bits).sum::<f32>();
        let none = NameAgreement {
            quality: Quality::Exact,
            bits: 0.0,
            paired: 0,
            initials: 0,
            left_first: a.len() as u8,
            left_second: b.len() as u8,
            weak: false,
            first: false,
            prefix: false,
        };
        if equal || one.sound == other.sound && !same_words(a, b) {
            let quality =
                if equal || self.joined(a).eq(self.joined(b)) { Quality::Exact } else { Quality::Sound };
            let paired = a.len().max(b.len()) as u8;
            return NameAgreement {
                quality,
                bits: sum(a).max(sum(b)),
                paired,
                left_first: 0,
                left_second: 0,
                ..none
            };
        }
        let mut agreement = self.pair_words(a, b, none);
        if agreement.left_first == 0 && agreement.left_second == 0 {
            return agreement;
        }
        let possible = agreement.paired == 0 && one.letters.differing(other.letters) <= 8;
        if possible || agreement.paired > 0 && one.first == other.first {
            let shorter = usize::from(one.length.min(other.length));
            agreement.prefix = shorter >= PREFIX
                && one.first == other.first
                && self.joined(a).zip(self.joined(b)).all(|(x, y)| x == y);
        }
        agreement.weak = possible && one.may_resemble(other) && {
            let (a, b): (Vec<u8>, Vec<u8>) = (self.joined(a).collect(), self.joined(b).collect());
            jaro_winkler(&a, &b) >= NAMES_ALIKE
        };
        agreement
    }

    /// The letters of words written without spaces.
    fn joined(&self, words: &[TokenId]) -> impl Iterator<Item = u8> {
        words.iter().flat_map(|word| self.text(*word)).copied()
    }

    /// Quality of two words, none when they have nothing in common.
    #[inline]
    fn relation(&self, x: TokenId, y: TokenId) -> Option<Quality> {
        if x == y {
            return Some(Quality::Exact);
        }
        let (one, other) = (self.word(x), self.word(y));
        if one.sound == other.sound || one.old_sound == other.sound || one.sound == other.old_sound {
            return Some(Quality::Sound);
        }
        let shortest = one.length.min(other.length);
        if shortest == 1 {
            return (one.first == other.first).then_some(Quality::Initial);
        }
        if shortest < 4 {
            return None;
        }
        if one.coarse == other.coarse {
            return Some(Quality::Typo);
        }
        let one_edit = one.length.abs_diff(other.length) <= 1
            && one.letters.beyond(other.letters) <= 1
            && other.letters.beyond(one.letters) <= 1;
        let alike = shortest >= 5 && one.may_resemble(other);
        if !one_edit && !alike {
            return None;
        }
        let (a, b) = (self.text(x), self.text(y));
        let close = one_edit && within_one_edit(a, b) || alike && jaro_winkler(a, b) >= WORDS_ALIKE;
        close.then_some(Quality::Typo)
    }

    /// Relations of all words of two names.
    fn relations(&self, a: &[TokenId], b: &[TokenId]) -> Relations {
        let mut relations = Relations::default();
        for (i, x) in a.iter().enumerate() {
            for (j, y) in b.iter().enumerate() {
                if let Some(quality) = self.relation(*x, *y) {
                    relations.0[quality as usize][i] |= 1 << j;
                    relations.1[quality as usize] = true;
                }
            }
        }
        relations
    }

    /// Pairs words best quality first, the rarest of equal quality first.
    fn pair_words(&self, a: &[TokenId], b: &[TokenId], none: NameAgreement) -> NameAgreement {
        let mut agreement = none;
        let (mut used_a, mut used_b) = (0u16, 0u16);
        let relations = self.relations(a, b);
        for wanted in [Quality::Exact, Quality::Sound, Quality::Typo] {
            if !relations.1[wanted as usize] {
                continue;
            }
            for (i, x) in a.iter().enumerate() {
                let found = relations.0[wanted as usize][i] & !used_b;
                if used_a & 1 << i == 0 && found != 0 {
                    let j = found.trailing_zeros() as usize;
                    (used_a, used_b) = (used_a | 1 << i, used_b | 1 << j);
                    agreement.first |= i == 0 && j == 0;
                    let slip = if wanted == Quality::Typo { 2.0 } else { 0.0 };
                    let bits = (self.word(*x).bits.min(self.word(b[j]).bits) - slip).max(0.5);
                    take(&mut agreement, wanted, bits, 1, 1);
                }
            }
        }
        self.pair_split_words(a, b, &mut used_a, &mut used_b, &mut agreement, false);
        self.pair_split_words(b, a, &mut used_b, &mut used_a, &mut agreement, true);
        if relations.1[Quality::Initial as usize] {
            for i in 0..a.len() {
                let found = relations.0[Quality::Initial as usize][i] & !used_b;
                if used_a & 1 << i == 0 && found != 0 {
                    (used_a, used_b) = (used_a | 1 << i, used_b | 1 << found.trailing_zeros());
                    agreement.initials += 1;
                    // A letter in common is worth about two bits.
                    take(&mut agreement, Quality::Exact, 2.0, 1, 1);
                }
            }
        }
        agreement
    }

    /// One word on one side against two neighbours on the other ("NURHAYATI", "NUR HAYATI").
    fn pair_split_words(
        &self,
        ones: &[TokenId],
        twos: &[TokenId],
        used_ones: &mut u16,
        used_twos: &mut u16,
        agreement: &mut NameAgreement,
        turned: bool,
    ) {
        for (i, one) in ones.iter().enumerate() {
            for j in 1..twos.len() {
                let pair = 3 << (j - 1);
                let (whole, first, second) = (self.word(*one), self.word(twos[j - 1]), self.word(twos[j]));
                if *used_ones & 1 << i != 0
                    || *used_twos & pair != 0
                    || whole.first != first.first
                    || whole.length < 5
                    || whole.length.abs_diff(first.length + second.length) > 1
                {
                    continue;
                }
                let text = [self.text(twos[j - 1]), self.text(twos[j])].concat();
                if !within_one_edit(self.text(*one), &text) {
                    continue;
                }
                (*used_ones, *used_twos) = (*used_ones | 1 << i, *used_twos | pair);
                let bits = whole.bits.max(first.bits + second.bits);
                let quality = if self.text(*one) == text { Quality::Exact } else { Quality::Typo };
                let (first, second) = if turned { (2, 1) } else { (1, 2) };
                take(agreement, quality, bits, first, second);
            }
        }
    }
}

impl Word {
    /// Whether the two may be one word with slips; false only where they are not.
    fn may_resemble(&self, other: &Word) -> bool {
        let lengths = (u32::from(self.length), u32::from(other.length));
        self.letters.may_reach(other.letters, lengths, self.first == other.first, WORDS_ALIKE as f32)
    }
}

impl Whole {
    /// Whether the two may be somewhat alike; false only where they are not.
    fn may_resemble(&self, other: &Whole) -> bool {
        let lengths = (u32::from(self.length), u32::from(other.length));
        self.letters.may_reach(other.letters, lengths, self.first == other.first, NAMES_ALIKE as f32)
    }
}

/// What comparing needs of every distinct name, by name.
fn whole_names(people: &People, words: &[Word]) -> Vec<Whole> {
    let names = &people.names;
    let whole = |index: usize| {
        let start = if index == 0 { 0 } else { names.ends[index - 1] };
        let tokens = &names.tokens[start as usize..names.ends[index] as usize];
        let tokens = &tokens[..tokens.len().min(MAX_WORDS)];
        let empty = Whole {
            start,
            sound: names.joined_sound[index],
            letters: Letters::default(),
            number: 0,
            length: 0,
            words: tokens.len() as u8,
            first: 0,
        };
        tokens.iter().rev().fold(empty, |whole, token| {
            let word = &words[*token as usize];
            Whole {
                letters: whole.letters.with(word.letters),
                number: whole.number.rotate_left(5).wrapping_add(word.number),
                length: whole.length.saturating_add(word.length),
                first: word.first,
                ..whole
            }
        })
    };
    (0..names.len()).into_par_iter().map(whole).collect()
}

/// For each quality and each word of one name the words of the other that are so to it, one bit a word; and which
/// qualities are there at all.
#[derive(Default)]
struct Relations([[u16; MAX_WORDS]; 4], [bool; 4]);

fn take(agreement: &mut NameAgreement, quality: Quality, bits: f32, first: u8, second: u8) {
    agreement.quality = agreement.quality.max(quality);
    agreement.bits += bits;
    agreement.paired += 1;
    agreement.left_first -= first;
    agreement.left_second -= second;
}

fn same_words(a: &[TokenId], b: &[TokenId]) -> bool {
    a.len() == b.len() && a.iter().all(|word| b.contains(word))
}

#[cfg(test)]
mod tests {
    use super::common_words;

    #[test]
    fn common_words_are_sorted_and_all_read() {
        let lines: Vec<&str> = include_str!("../../assets/common_words.tsv").lines().skip(1).collect();
        assert!(lines.windows(2).all(|pair| pair[0] < pair[1]));
        let words = common_words();
        assert_eq!(words.len(), lines.len());
        assert!(words.values().all(|share| (0.0..=0.5).contains(share)));
        assert!(words["MUHAMMAD"] > 0.07 && words["SITI"] < words["NUR"]);
    }
}
