//! What do two names have in common? Free of word order: words are paired best first, joined and split words are
//! seen, initials stand for words, and what agrees is weighed by its rarity in bits.

use std::num::NonZeroU32;

use rustc_hash::FxHashMap;

use super::memory::Role;
use super::name::{NameAgreement, Quality};
use crate::record::{NameId, RowId};
use crate::similarity::{Letters, jaro_winkler, within_one_edit};
use crate::standardise::{NameTable, People, TokenId, TokenTable, hash};

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

/// All distinct names as they are compared, those of people who live near each other side by side in memory.
pub(super) struct Names<'a> {
    people: &'a People,
    names: Vec<Name>,
    /// The words of each name, as often as names hold them.
    words: Vec<Word>,
    /// By the name's number in [`People`].
    numbers: Vec<u32>,
    /// How far the shipped shares of words are those of these rosters, 0 to 1.
    pub(super) familiarity: f64,
}

/// A name as it is compared, numbered in the order in which its people lie in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Called(pub(super) NonZeroU32);

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

/// What comparing needs of a word, side by side in memory.
#[derive(Clone, Copy)]
struct Word {
    token: TokenId,
    sound: u32,
    old_sound: u32,
    coarse: u32,
    letters: Letters,
    /// log2 of one over the share of rows that hold the word, in their names and in their mothers'.
    bits: [f32; 2],
    length: u16,
    first: u8,
}

/// What comparing needs of a whole name, side by side in memory.
#[derive(Clone, Copy)]
struct Name {
    /// Where its words begin.
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

/// Bits that agreement on each word carries, and how far the shipped shares of words are those of these rosters;
/// `rows` counts the rows that hold each token, in the role the names are compared in.
fn word_bits(people: &People, rows: &[u32]) -> (Vec<f32>, f64) {
    let keys = people.tokens.sound.iter().chain(&people.names.joined_sound).max();
    let mut by_sound = vec![0u32; keys.map_or(0, |key| *key as usize + 1)];
    for (token, sound) in people.tokens.sound.iter().enumerate() {
        by_sound[*sound as usize] += rows[token];
    }
    let common = common_words();
    let familiarity = familiarity(&people.tokens, rows, &common);
    let shipped_rows = SHIPPED_ROWS * familiarity;
    let total = people.len() as f64 + shipped_rows + OWN_ROWS;
    let bits = |(text, sound): (&str, &u32)| {
        let share = common.get(text).copied();
        // A word nobody has counted stands in one of 100,000 names; one seen once may be half as frequent.
        let rows = f64::from(by_sound[*sound as usize].max(1)) + shipped_rows * share.unwrap_or(1e-5);
        let most = share.map_or(f64::MAX, |share| -share.log2() + COMMON_SLACK);
        (total / rows).log2().clamp(0.0, most) as f32
    };
    (people.tokens.text.iter().zip(&people.tokens.sound).map(bits).collect(), familiarity)
}

impl<'a> Names<'a> {
    /// `rows` are the rows in the order they lie in memory.
    pub(super) fn new(people: &'a People, rows: &[RowId]) -> Names<'a> {
        let (bits, familiarity) = word_bits(people, &people.tokens.rows);
        let (mother_bits, _) = word_bits(people, &people.tokens.mother_rows);
        let tokens = &people.tokens;
        let word = |token: TokenId| {
            let index = token as usize;
            let text = tokens.text.bytes(index);
            Word {
                token,
                sound: tokens.sound[index],
                old_sound: tokens.old_sound[index],
                coarse: tokens.coarse[index],
                letters: Letters::of(text),
                bits: [bits[index], mother_bits[index]],
                length: text.len().min(usize::from(u16::MAX)) as u16,
                first: text.first().copied().unwrap_or(0),
            }
        };
        let known: Vec<Word> = (0..tokens.text.len() as TokenId).map(word).collect();
        let hashes: Vec<u32> = tokens.text.iter().map(|text| hash(&text) as u32).collect();
        let (numbers, order) = numbered(people, rows);
        let mut words = Vec::with_capacity(people.names.tokens.len());
        let mut names = Vec::with_capacity(order.len());
        for name in order {
            let tokens = people.names.tokens(name);
            let tokens = &tokens[..tokens.len().min(MAX_WORDS)];
            let start = words.len() as u32;
            words.extend(tokens.iter().map(|token| known[*token as usize]));
            let held: &[Word] = &words[start as usize..];
            let number =
                |number: u32, token: &TokenId| number.rotate_left(5).wrapping_add(hashes[*token as usize]);
            names.push(Name {
                start,
                sound: people.names.joined_sound[NameTable::index(name)],
                letters: held.iter().fold(Letters::default(), |letters, word| letters.with(word.letters)),
                number: tokens.iter().fold(0, number),
                length: held.iter().fold(0, |length, word| length.saturating_add(word.length)),
                words: held.len() as u8,
                first: held.first().map_or(0, |word| word.first),
            });
        }
        Names { people, names, words, numbers, familiarity }
    }

    /// A name as it is compared.
    pub(super) fn called(&self, name: NameId) -> Called {
        Called(NonZeroU32::MIN.saturating_add(self.numbers[NameTable::index(name)]))
    }

    /// Where the name's words begin: a look that brings the name near.
    pub(super) fn first_word(&self, name: Called) -> u32 {
        self.name(name).start
    }

    /// A look that brings the name's words near.
    pub(super) fn look_at_words(&self, name: Called) -> u32 {
        let words = self.held(self.name(name));
        words.first().map_or(0, |word| word.token) ^ words.last().map_or(0, |word| word.token)
    }

    fn name(&self, name: Called) -> &Name {
        &self.names[name.0.get() as usize - 1]
    }

    /// Bits that agreement with itself carries, and the level it has (as a mother's name or as one's own).
    pub(super) fn own(&self, role: Role, name: NameId) -> (f32, usize) {
        let name = self.called(name);
        let agreement = self.agreement(role, name, name, false);
        let level = if role == Role::Mother { agreement.mother_level() } else { agreement.level(false) };
        (agreement.bits, usize::from(level))
    }

    /// What two names have in common in a role; `cut` asks whether one is the beginning of the other.
    ///
    /// Words are paired greedily, so the names are taken in an order that their letters give: which of two rows comes
    /// first must not matter.
    pub(super) fn agreement(&self, role: Role, x: Called, y: Called, cut: bool) -> NameAgreement {
        let (one, other) = (self.name(x), self.name(y));
        let asked = Asked { role, equal: x == y, cut };
        if x != y && self.in_turn(one, other) {
            let turned = self.ordered_agreement(other, one, asked);
            return NameAgreement {
                left_first: turned.left_second,
                left_second: turned.left_first,
                ..turned
            };
        }
        self.ordered_agreement(one, other, asked)
    }

    /// Whether the second name stands before the first.
    fn in_turn(&self, one: &Name, other: &Name) -> bool {
        if one.number != other.number {
            return one.number > other.number;
        }
        let letters = |name: &Name| self.held(name).iter().map(|word| self.text(word));
        letters(one).gt(letters(other))
    }

    #[inline]
    fn held(&self, name: &Name) -> &[Word] {
        &self.words[name.start as usize..][..usize::from(name.words)]
    }

    #[inline]
    fn text(&self, word: &Word) -> &'a [u8] {
        self.people.tokens.text.bytes(word.token as usize)
    }

    fn ordered_agreement(&self, one: &Name, other: &Name, asked: Asked) -> NameAgreement {
        let (a, b) = (self.held(one), self.held(other));
        let sum = |words: &[Word]| words.iter().map(|word| word.bits[asked.role as usize]).sum::<f32>();
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
        if asked.equal || one.sound == other.sound && !same_words(a, b) {
            let quality = if asked.equal || self.joined(a).eq(self.joined(b)) {
                Quality::Exact
            } else {
                Quality::Sound
            };
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
        let mut agreement = self.pair_words(a, b, asked.role as usize, none);
        if agreement.left_first == 0 && agreement.left_second == 0 {
            return agreement;
        }
        let possible = agreement.paired == 0 && one.letters.differing(other.letters) <= 8;
        if asked.cut && (possible || agreement.paired > 0 && one.first == other.first) {
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
    fn joined(&self, words: &[Word]) -> impl Iterator<Item = u8> {
        words.iter().flat_map(|word| self.text(word)).copied()
    }

    /// Quality of two words, none when they have nothing in common.
    #[inline]
    fn relation(&self, one: &Word, other: &Word) -> Option<Quality> {
        if one.token == other.token {
            return Some(Quality::Exact);
        }
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
        let (a, b) = (self.text(one), self.text(other));
        let close = one_edit && within_one_edit(a, b) || alike && jaro_winkler(a, b) >= WORDS_ALIKE;
        close.then_some(Quality::Typo)
    }

    /// Relations of all words of two names.
    fn relations(&self, a: &[Word], b: &[Word]) -> Relations {
        let mut relations = Relations::default();
        for (i, x) in a.iter().enumerate() {
            for (j, y) in b.iter().enumerate() {
                if let Some(quality) = self.relation(x, y) {
                    relations.0[quality as usize][i] |= 1 << j;
                    relations.1[quality as usize] = true;
                }
            }
        }
        relations
    }

    /// Pairs words best quality first, the rarest of equal quality first.
    fn pair_words(&self, a: &[Word], b: &[Word], role: usize, none: NameAgreement) -> NameAgreement {
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
                    let bits = (x.bits[role].min(b[j].bits[role]) - slip).max(0.5);
                    take(&mut agreement, wanted, bits, 1, 1);
                }
            }
        }
        if usize::from(agreement.left_first.min(agreement.left_second)) == 0 {
            return agreement;
        }
        self.pair_split_words(a, b, role, &mut used_a, &mut used_b, &mut agreement, false);
        self.pair_split_words(b, a, role, &mut used_b, &mut used_a, &mut agreement, true);
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
    #[expect(clippy::too_many_arguments, reason = "the state of one pairing, both ways round")]
    fn pair_split_words(
        &self,
        ones: &[Word],
        twos: &[Word],
        role: usize,
        used_ones: &mut u16,
        used_twos: &mut u16,
        agreement: &mut NameAgreement,
        turned: bool,
    ) {
        for (i, whole) in ones.iter().enumerate() {
            for (j, pair) in twos.windows(2).enumerate() {
                let [first, second] = [&pair[0], &pair[1]];
                if *used_ones & 1 << i != 0
                    || *used_twos & 3 << j != 0
                    || whole.first != first.first
                    || whole.length < 5
                    || whole.length.abs_diff(first.length + second.length) > 1
                {
                    continue;
                }
                let text = [self.text(first), self.text(second)].concat();
                if !within_one_edit(self.text(whole), &text) {
                    continue;
                }
                (*used_ones, *used_twos) = (*used_ones | 1 << i, *used_twos | 3 << j);
                let bits = whole.bits[role].max(first.bits[role] + second.bits[role]);
                let quality = if self.text(whole) == text { Quality::Exact } else { Quality::Typo };
                let (first, second) = if turned { (2, 1) } else { (1, 2) };
                take(agreement, quality, bits, first, second);
            }
        }
    }
}

/// How two names are asked to be compared.
#[derive(Clone, Copy)]
struct Asked {
    role: Role,
    equal: bool,
    /// Whether one may have been cut at its column's width.
    cut: bool,
}

/// The number of each name in the order in which its people lie in memory, and the names in that order. Names that no
/// row bears come last.
fn numbered(people: &People, rows: &[RowId]) -> (Vec<u32>, Vec<NameId>) {
    let mut numbers = vec![u32::MAX; people.names.len()];
    let mut order = Vec::with_capacity(people.names.len());
    let mut meet = |name: NameId| {
        let number = &mut numbers[NameTable::index(name)];
        if *number == u32::MAX {
            *number = order.len() as u32;
            order.push(name);
        }
    };
    for row in rows {
        let row = *row as usize;
        for column in [&people.name, &people.mother, &people.father, &people.head, &people.alias] {
            column.get(row).copied().flatten().into_iter().for_each(&mut meet);
        }
    }
    let all = (0..people.names.len() as u32).map(|name| NameId(NonZeroU32::MIN.saturating_add(name)));
    all.for_each(meet);
    (numbers, order)
}

impl Word {
    /// Whether the two may be one word with slips; false only where they are not.
    fn may_resemble(&self, other: &Word) -> bool {
        let lengths = (u32::from(self.length), u32::from(other.length));
        self.letters.may_reach(other.letters, lengths, self.first == other.first, WORDS_ALIKE as f32)
    }
}

impl Name {
    /// Whether the two may be somewhat alike; false only where they are not.
    fn may_resemble(&self, other: &Name) -> bool {
        let lengths = (u32::from(self.length), u32::from(other.length));
        self.letters.may_reach(other.letters, lengths, self.first == other.first, NAMES_ALIKE as f32)
    }
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

fn same_words(a: &[Word], b: &[Word]) -> bool {
    a.len() == b.len() && a.iter().all(|word| b.iter().any(|other| other.token == word.token))
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
