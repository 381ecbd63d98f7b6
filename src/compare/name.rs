//! How do two names agree? Free of word order: words are paired best first, joined and split words are seen,
//! initials stand for words, and what agrees is weighed by its rarity in bits.

use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::FxHashMap;

use super::levels::{NAME_ALIKE, NAME_DIFFERING, NAME_PART, NAME_SLIP};
use crate::record::NameId;
use crate::similarity::{Letters, jaro_winkler, within_one_edit};
use crate::standardise::{NameTable, People, TokenId, TokenTable};

/// Bits that divide the levels of exact agreement: one name in 256 million by its words, one in 16 million ...
const EXACT: [f32; 6] = [28.0, 24.0, 20.0, 16.0, 12.0, 8.0];
/// Bits from which looser agreement is very rare, and rare.
const LOOSER: [f32; 2] = [20.0, 12.0];
/// Bits that divide the levels of names with words left out.
const LEFT_OUT: [f32; 3] = [20.0, RARE, SOME];
/// Bits that divide the levels of names with words shared and others differing.
const SHARED: [f32; 2] = [16.0, SHARED_RARE];
/// Bits from which looser agreement is rare.
const RARE: f32 = 13.0;
/// Bits from which the words that remain when others are left out say something.
const SOME: f32 = 8.0;
/// Bits from which one shared word among differing ones is rare.
const SHARED_RARE: f32 = 9.0;
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

/// First level of each kind of agreement; see `levels.rs`.
const EXACT_SAME: u8 = 1;
const INITIAL: u8 = 18;
const OTHER_SHARED: u8 = 23;
const WEAK: u8 = 26;
const DIFFERENT: u8 = 27;

/// How well the worst of the paired words agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// Letter by letter.
    Exact,
    /// By sound key B.
    Sound,
    /// A slip of the hand apart.
    Typo,
    /// One is the other's first letter.
    Initial,
}

/// What two names have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NameAgreement {
    /// Worst quality among the paired words, initials left out.
    pub quality: Quality,
    /// log2 of one over the chance that a random row shares the paired words.
    pub bits: f32,
    /// Words paired.
    pub paired: u8,
    /// Of those, by initial.
    pub initials: u8,
    /// Words of the first name left over.
    pub left_first: u8,
    /// Words of the second name left over.
    pub left_second: u8,
    /// Nothing paired, but the whole names look somewhat alike.
    pub weak: bool,
    /// The first words are paired with each other.
    pub first: bool,
    /// The shorter whole name is a beginning of the longer, letter by letter.
    pub prefix: bool,
}

impl NameAgreement {
    /// The level of the name comparison; `cut` when one of the names may have been cut at its column's width.
    pub fn level(&self, cut: bool) -> u8 {
        let step = |limits: &[f32]| limits.iter().map(|limit| u8::from(self.bits < *limit)).sum::<u8>();
        if cut && self.prefix && (self.left_first > 0 || self.left_second > 0) {
            return NAME_PART + step(&[RARE, SOME]);
        }
        let whole = self.paired > self.initials;
        match (self.left_first, self.left_second) {
            (0, 0) if self.initials > 0 => INITIAL + step(&[RARE]),
            (0, 0) => match self.quality {
                Quality::Exact => EXACT_SAME + step(&EXACT),
                Quality::Sound => NAME_ALIKE + step(&LOOSER),
                Quality::Typo | Quality::Initial => NAME_SLIP + step(&LOOSER),
            },
            (0, _) | (_, 0) if whole => {
                if self.initials > 0 && self.bits < RARE {
                    INITIAL + 1
                } else {
                    NAME_PART + step(&LEFT_OUT)
                }
            }
            _ if whole && self.first => NAME_DIFFERING + step(&SHARED),
            _ if whole => OTHER_SHARED + step(&SHARED),
            _ if self.weak => WEAK,
            _ => DIFFERENT,
        }
    }

    /// The level of the mother's name comparison.
    pub fn mother_level(&self) -> u8 {
        let rare = self.bits >= RARE;
        let whole = self.paired > self.initials;
        match (self.left_first, self.left_second) {
            (0, 0) if self.quality <= Quality::Sound && self.initials == 0 => 2 - u8::from(rare),
            (0, 0) if whole => 4 - u8::from(rare),
            (0, _) | (_, 0) if whole => {
                if rare {
                    3
                } else {
                    5
                }
            }
            _ if whole && self.bits >= SHARED_RARE => 5,
            _ if self.weak => 5,
            _ => 6,
        }
    }

    /// The level of the father's name comparison.
    pub fn father_level(&self) -> u8 {
        match (self.left_first, self.left_second) {
            (0, 0) if self.initials == 0 => 1,
            (0, _) | (_, 0) if self.paired > 0 => 2,
            _ if self.weak => 2,
            _ => 3,
        }
    }

    /// Whether this is one name beyond doubt, as far as names go.
    pub fn is_same_name(&self) -> bool {
        let left = self.left_first.min(self.left_second);
        let more = self.left_first.max(self.left_second);
        left == 0 && self.initials == 0 && (more == 0 && self.bits >= SOME || self.bits >= RARE)
    }
}

/// Words of all distinct names with the bits that agreement on each carries.
pub(super) struct Names<'a> {
    people: &'a People,
    /// By token.
    words: Vec<Word>,
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
    length: u16,
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
            length: text.len().min(usize::from(u16::MAX)) as u16,
            first: text.bytes().next().unwrap_or(0),
        };
        Names { people, words: tokens.text.iter().enumerate().map(word).collect(), familiarity }
    }

    /// Bits that agreement with itself carries, and the level it has (as a mother's name or as one's own).
    pub(super) fn own(&self, name: NameId, mother: bool) -> (f32, usize) {
        let agreement = self.agreement(name, name);
        let level = if mother { agreement.mother_level() } else { agreement.level(false) };
        (agreement.bits, usize::from(level))
    }

    fn text(&self, token: TokenId) -> &'a [u8] {
        self.people.tokens.text.get(token as usize).as_bytes()
    }

    fn token_bits(&self, token: TokenId) -> f32 {
        self.words[token as usize].bits
    }

    /// Quality of two words, none when they have nothing in common.
    fn relation(&self, x: TokenId, y: TokenId) -> Option<Quality> {
        if x == y {
            return Some(Quality::Exact);
        }
        let (one, other) = (&self.words[x as usize], &self.words[y as usize]);
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
        // A similarity of 0.92 leaves at most a fifth of the letters unmatched; one edit changes two letters.
        if one.letters.differing(other.letters) > 2 + u32::from(one.length.max(other.length)) / 3 {
            return None;
        }
        let (a, b) = (self.text(x), self.text(y));
        let close = within_one_edit(a, b) || shortest >= 5 && jaro_winkler(a, b) >= 0.92;
        close.then_some(Quality::Typo)
    }

    /// Relations of all words of two names.
    fn relations(&self, a: &[TokenId], b: &[TokenId]) -> Relations {
        let mut relations = [[None; MAX_WORDS]; MAX_WORDS];
        for (i, x) in a.iter().enumerate() {
            for (j, y) in b.iter().enumerate() {
                relations[i][j] = self.relation(*x, *y);
            }
        }
        relations
    }

    /// Words are paired greedily, so the names are taken in the order of their letters: which of two rows comes
    /// first must not matter.
    fn agreement(&self, x: NameId, y: NameId) -> NameAgreement {
        let names = &self.people.names;
        let letters = |name: NameId| names.tokens(name).iter().map(|token| self.text(*token));
        if letters(x).gt(letters(y)) {
            let turned = self.ordered_agreement(y, x);
            return NameAgreement {
                left_first: turned.left_second,
                left_second: turned.left_first,
                ..turned
            };
        }
        self.ordered_agreement(x, y)
    }

    fn ordered_agreement(&self, x: NameId, y: NameId) -> NameAgreement {
        let names = &self.people.names;
        let (a, b) = (names.tokens(x), names.tokens(y));
        let (a, b) = (&a[..a.len().min(MAX_WORDS)], &b[..b.len().min(MAX_WORDS)]);
        let sum = |words: &[TokenId]| words.iter().map(|word| self.token_bits(*word)).sum::<f32>();
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
        let joined = names.joined_sound[NameTable::index(x)] == names.joined_sound[NameTable::index(y)];
        if x == y || joined && !same_words(a, b) {
            let quality =
                if x == y || self.joined(a) == self.joined(b) { Quality::Exact } else { Quality::Sound };
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
        if agreement.left_first > 0 || agreement.left_second > 0 {
            let all = |words: &[TokenId]| {
                words
                    .iter()
                    .fold(Letters::default(), |sum, word| sum.with(self.words[*word as usize].letters))
            };
            // A similarity of 0.86 leaves at most a quarter of the letters unmatched.
            let possible = agreement.paired == 0 && all(a).differing(all(b)) <= 8;
            if possible
                || agreement.paired > 0 && self.words[a[0] as usize].first == self.words[b[0] as usize].first
            {
                let (whole_a, whole_b) = (self.joined(a), self.joined(b));
                let shorter = whole_a.len().min(whole_b.len());
                agreement.prefix = shorter >= 8 && whole_a[..shorter] == whole_b[..shorter];
                agreement.weak = possible && jaro_winkler(&whole_a, &whole_b) >= 0.86;
            }
        }
        agreement
    }

    fn joined(&self, words: &[TokenId]) -> Vec<u8> {
        words.iter().flat_map(|word| self.text(*word)).copied().collect()
    }

    /// Pairs words best quality first, the rarest of equal quality first.
    fn pair_words(&self, a: &[TokenId], b: &[TokenId], none: NameAgreement) -> NameAgreement {
        let mut agreement = none;
        let (mut used_a, mut used_b) = ([false; MAX_WORDS], [false; MAX_WORDS]);
        let relations = self.relations(a, b);
        for wanted in [Quality::Exact, Quality::Sound, Quality::Typo] {
            for (i, x) in a.iter().enumerate() {
                let found = (0..b.len()).find(|&j| !used_b[j] && relations[i][j] == Some(wanted));
                if let (false, Some(j)) = (used_a[i], found) {
                    (used_a[i], used_b[j]) = (true, true);
                    agreement.first |= i == 0 && j == 0;
                    let slip = if wanted == Quality::Typo { 2.0 } else { 0.0 };
                    let bits = (self.token_bits(*x).min(self.token_bits(b[j])) - slip).max(0.5);
                    take(&mut agreement, wanted, bits, 1, 1);
                }
            }
        }
        self.pair_split_words(a, b, &mut used_a, &mut used_b, &mut agreement, false);
        self.pair_split_words(b, a, &mut used_b, &mut used_a, &mut agreement, true);
        for (i, x) in a.iter().enumerate() {
            let found =
                (0..b.len()).find(|&j| !used_b[j] && self.relation(*x, b[j]) == Some(Quality::Initial));
            if let (false, Some(j)) = (used_a[i], found) {
                (used_a[i], used_b[j]) = (true, true);
                agreement.initials += 1;
                // A letter in common is worth about two bits.
                take(&mut agreement, Quality::Exact, 2.0, 1, 1);
            }
        }
        agreement
    }

    /// One word on one side against two neighbours on the other ("NURHAYATI", "NUR HAYATI").
    fn pair_split_words(
        &self,
        ones: &[TokenId],
        twos: &[TokenId],
        used_ones: &mut [bool; MAX_WORDS],
        used_twos: &mut [bool; MAX_WORDS],
        agreement: &mut NameAgreement,
        turned: bool,
    ) {
        for (i, one) in ones.iter().enumerate() {
            for j in 1..twos.len() {
                if used_ones[i] || used_twos[j - 1] || used_twos[j] {
                    continue;
                }
                let (whole, first, second) = (self.text(*one), self.text(twos[j - 1]), self.text(twos[j]));
                if whole.len() < 5
                    || whole.len().abs_diff(first.len() + second.len()) > 1
                    || whole[0] != first[0]
                {
                    continue;
                }
                let pair = [first, second].concat();
                if !within_one_edit(whole, &pair) {
                    continue;
                }
                (used_ones[i], used_twos[j - 1], used_twos[j]) = (true, true, true);
                let bits = self.token_bits(*one).max(self.token_bits(twos[j - 1]) + self.token_bits(twos[j]));
                let quality = if whole == pair { Quality::Exact } else { Quality::Typo };
                let (first, second) = if turned { (2, 1) } else { (1, 2) };
                take(agreement, quality, bits, first, second);
            }
        }
    }
}

/// Quality of every word of one name with every word of the other.
type Relations = [[Option<Quality>; MAX_WORDS]; MAX_WORDS];

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

/// Agreements measured before, by a thread: a direct-mapped table, so that a lookup costs one cache line.
pub(super) struct Memory {
    entries: Vec<Option<(u64, u64, NameAgreement)>>,
}

const MEMORY_BITS: u32 = 15;

impl Memory {
    pub(super) fn new() -> Memory {
        Memory { entries: vec![None; 1 << MEMORY_BITS] }
    }

    /// The agreement of two names of `names`; `space` tells apart the tables that share this memory.
    pub(super) fn agreement(&mut self, space: u64, names: &Names<'_>, x: NameId, y: NameId) -> NameAgreement {
        let key = u64::from(x.0.get()) << 32 | u64::from(y.0.get());
        let slot = (key ^ space).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - MEMORY_BITS);
        let entry = &mut self.entries[slot as usize];
        match entry {
            Some((known, known_space, agreement)) if *known == key && *known_space == space => *agreement,
            _ => {
                let agreement = names.agreement(x, y);
                *entry = Some((key, space, agreement));
                agreement
            }
        }
    }
}

/// A number that no other comparer of this process has, so that remembered agreements are never mixed up.
pub(super) fn next_serial() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
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
