//! What do two names have in common? Free of word order: words are paired best first, joined and split words are
//! seen, initials stand for words, and what agrees is weighed by its rarity in bits.

use std::num::NonZeroU32;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::four_words::{FOUR, FourRelations, FourWords, MAY_SLIP_TWICE, MAY_SPLIT};
use super::frequencies::{Frequencies, Words};
use super::memory::Role;
use super::name::{NameAgreement, Quality};
use crate::record::{NameId, RowId, TextColumn};
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
    words: Vec<FourWords>,
    /// By role and token: log2 of one over the share of rows that hold the word, in their names or in their mothers', as
    /// the model counted them.
    bits: [Vec<f32>; 2],
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
pub(super) fn common_words() -> FxHashMap<&'static str, f64> {
    let lines = include_str!("../../assets/common_words.tsv").lines().skip(1);
    let entry = |line: &'static str| {
        let (word, share) = line.split_once('\t')?;
        Some((word, share.parse::<f64>().ok()? / 100_000.0))
    };
    lines.filter_map(entry).collect()
}

/// How far the shipped shares of words are those of these rosters, 0 to 1: by the share of all words that they know.
/// Names of another country hold hardly any, and then their own counts must do.
fn familiarity(words: &Words) -> f64 {
    let known = words.common as f64 / f64::max(words.words as f64, 1.0);
    ((known - STRANGE) / (FAMILIAR - STRANGE)).clamp(0.0, 1.0)
}

/// What comparing needs of a whole name, side by side in memory.
#[derive(Clone, Copy)]
struct Name {
    /// Where its words begin, four by four.
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

/// Bits that agreement on each word carries, and how far the shipped shares of words are those of these rosters.
/// `keys` says how each token sounds; `counted` are the words in the role the names are compared in, among `rows` rows.
fn word_bits(tokens: &TokenTable, keys: &TextColumn, rows: u64, counted: &Words) -> (Vec<f32>, f64) {
    let by_sound: FxHashMap<&str, u32> =
        counted.sounds.iter().map(|(sound, rows)| (sound.as_str(), *rows)).collect();
    let common = common_words();
    let familiarity = familiarity(counted);
    let shipped_rows = SHIPPED_ROWS * familiarity;
    let total = rows as f64 + shipped_rows + OWN_ROWS;
    let bits = |(text, sound): (&str, &str)| {
        let share = common.get(text).copied();
        let counted = by_sound.get(sound).map_or(1, |rows| (*rows).max(1));
        // A word nobody has counted stands in one of 100,000 names; one seen once may be half as frequent.
        let rows = f64::from(counted) + shipped_rows * share.unwrap_or(1e-5);
        let most = share.map_or(f64::MAX, |share| -share.log2() + COMMON_SLACK);
        (total / rows).log2().clamp(0.0, most) as f32
    };
    (tokens.text.iter().zip(keys.iter()).map(bits).collect(), familiarity)
}

impl<'a> Names<'a> {
    /// `rows` are the rows in the order they lie in memory.
    pub(super) fn new(people: &'a People, rows: &[RowId], frequencies: &Frequencies) -> Names<'a> {
        let tokens = &people.tokens;
        let keys = tokens.sound_keys();
        let bits = |counted: &Words| word_bits(tokens, &keys, frequencies.rows, counted);
        let (own_bits, familiarity) = bits(&frequencies.names);
        let (mother_bits, _) = bits(&frequencies.mothers);
        let hashes: Vec<u32> = tokens.text.iter().map(|text| hash(&text) as u32).collect();
        let (numbers, order) = numbered(people, rows);
        let mut words = Vec::with_capacity(order.len() + order.len() / 16);
        let mut names = Vec::with_capacity(order.len());
        for name in order {
            let tokens = people.names.tokens(name);
            let tokens = &tokens[..tokens.len().min(MAX_WORDS)];
            let start = words.len();
            words.extend(tokens.chunks(FOUR).map(|four| FourWords::new(four, &people.tokens)));
            let held = Held { fours: &words[start..], words: tokens.len() };
            let number =
                |number: u32, token: &TokenId| number.rotate_left(5).wrapping_add(hashes[*token as usize]);
            let length =
                tokens.iter().map(|token| people.tokens.text.bytes(*token as usize).len()).sum::<usize>();
            names.push(Name {
                start: start as u32,
                sound: people.names.joined_sound[NameTable::index(name)],
                letters: (0..held.words)
                    .fold(Letters::default(), |letters, word| letters.with(held.letters(word))),
                number: tokens.iter().fold(0, number),
                length: length.min(usize::from(u16::MAX)) as u16,
                words: held.words as u8,
                first: if held.words > 0 { held.first(0) } else { 0 },
            });
        }
        Names { people, names, words, bits: [own_bits, mother_bits], numbers, familiarity }
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
        let fours = self.held(self.name(name)).fours;
        // Four words lie on two lines of the cache.
        fours.first().map_or(0, |words| words.tokens[0] ^ u32::from(words.firsts[0]))
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
        let letters = |name: &Name| {
            let held = self.held(name);
            (0..held.words).map(move |word| self.text(held.token(word)))
        };
        letters(one).gt(letters(other))
    }

    #[inline]
    fn held(&self, name: &Name) -> Held<'_> {
        let words = usize::from(name.words);
        Held { fours: &self.words[name.start as usize..][..words.div_ceil(FOUR)], words }
    }

    #[inline]
    fn text(&self, token: TokenId) -> &'a [u8] {
        self.people.tokens.text.bytes(token as usize)
    }

    /// Bits that agreement on a word carries.
    #[inline]
    fn bits(&self, role: Role, token: TokenId) -> f32 {
        self.bits[role as usize][token as usize]
    }

    fn ordered_agreement(&self, one: &Name, other: &Name, asked: Asked) -> NameAgreement {
        let (a, b) = (self.held(one), self.held(other));
        let sum = |held: Held<'_>| held.tokens().map(|token| self.bits(asked.role, token)).sum::<f32>();
        let none = NameAgreement {
            quality: Quality::Exact,
            bits: 0.0,
            paired: 0,
            initials: 0,
            left_first: a.words as u8,
            left_second: b.words as u8,
            weak: false,
            first: false,
            prefix: false,
        };
        if asked.equal || one.sound == other.sound && !same_words(a, b) {
            let quality = if asked.equal || self.joined(a).flatten().eq(self.joined(b).flatten()) {
                Quality::Exact
            } else {
                Quality::Sound
            };
            let paired = a.words.max(b.words) as u8;
            return NameAgreement {
                quality,
                bits: sum(a).max(sum(b)),
                paired,
                left_first: 0,
                left_second: 0,
                ..none
            };
        }
        let mut agreement = self.pair_words(a, b, asked.role, none);
        if agreement.left_first == 0 && agreement.left_second == 0 {
            return agreement;
        }
        let possible = agreement.paired == 0 && one.letters.differing(other.letters) <= 8;
        if asked.cut && (possible || agreement.paired > 0 && one.first == other.first) {
            let shorter = usize::from(one.length.min(other.length));
            agreement.prefix = shorter >= PREFIX
                && one.first == other.first
                && self.joined(a).flatten().zip(self.joined(b).flatten()).all(|(x, y)| x == y);
        }
        agreement.weak = possible && one.may_resemble(other) && {
            let (mut x, mut y) = (Spelt::new(), Spelt::new());
            jaro_winkler(x.of(self.joined(a)), y.of(self.joined(b))) >= NAMES_ALIKE
        };
        agreement
    }

    /// The letters of words written without spaces.
    fn joined<'n>(&'n self, held: Held<'n>) -> impl Iterator<Item = &'a [u8]> + Clone + use<'n, 'a> {
        held.tokens().map(|token| self.text(token))
    }

    /// Whether two words that neither are one nor sound alike are a slip of the hand apart.
    fn is_slip(&self, (one, i): (&FourWords, usize), (other, j): (&FourWords, usize)) -> bool {
        let (length, other_length) = (one.lengths[i], other.lengths[j]);
        let (mine, theirs) = (one.letters[i], other.letters[j]);
        let one_edit =
            length.abs_diff(other_length) <= 1 && mine.beyond(theirs) <= 1 && theirs.beyond(mine) <= 1;
        let same_first = one.firsts[i] == other.firsts[j];
        let lengths = (u32::from(length), u32::from(other_length));
        let alike = i32::from(length.min(other_length)) >= MAY_SLIP_TWICE
            && mine.may_reach(theirs, lengths, same_first, WORDS_ALIKE as f32);
        if !one_edit && !alike {
            return false;
        }
        let (a, b) = (self.text(one.tokens[i]), self.text(other.tokens[j]));
        one_edit && within_one_edit(a, b) || alike && jaro_winkler(a, b) >= WORDS_ALIKE
    }

    /// Relations of all words of two names.
    #[inline]
    fn relations(&self, a: Held<'_>, b: Held<'_>) -> Relations {
        let mut relations = Relations::default();
        if let ([one], [other]) = (a.fours, b.fours) {
            let found = one.relations(other);
            for (words, found) in relations.by.iter_mut().zip(&found.by) {
                words[..FOUR].copy_from_slice(found);
            }
            relations.may_split = found.may_split;
            if found.is_unsure {
                self.look_closer((0, one), (0, other), &found, &mut relations);
            }
            return relations;
        }
        // Words at the ends of two fours may be one word of the other name, which no look at fours sees.
        relations.may_split = true;
        for (p, one) in a.fours.iter().enumerate() {
            for (q, other) in b.fours.iter().enumerate() {
                let found = one.relations(other);
                for (words, found) in relations.by.iter_mut().zip(&found.by) {
                    for (words, found) in words[FOUR * p..].iter_mut().zip(found) {
                        *words |= found << (FOUR * q);
                    }
                }
                self.look_closer((p, one), (q, other), &found, &mut relations);
            }
        }
        relations
    }

    /// Looks at the letters of words that may be a slip of the hand apart.
    fn look_closer(
        &self,
        (p, one): (usize, &FourWords),
        (q, other): (usize, &FourWords),
        found: &FourRelations,
        relations: &mut Relations,
    ) {
        for (i, mut unsure) in found.unsure.into_iter().enumerate() {
            while unsure != 0 {
                let j = unsure.trailing_zeros() as usize;
                unsure &= unsure - 1;
                if self.is_slip((one, i), (other, j)) {
                    relations.by[Quality::Typo as usize][FOUR * p + i] |= 1 << (FOUR * q + j);
                }
            }
        }
    }

    /// Pairs words best quality first, the rarest of equal quality first.
    fn pair_words(&self, a: Held<'_>, b: Held<'_>, role: Role, none: NameAgreement) -> NameAgreement {
        let mut agreement = none;
        let (mut used_a, mut used_b) = (0u32, 0u32);
        let relations = self.relations(a, b);
        for wanted in [Quality::Exact, Quality::Sound, Quality::Typo] {
            if !relations.any(wanted) {
                continue;
            }
            for i in 0..a.words {
                let found = relations.by[wanted as usize][i] & !used_b;
                if used_a & 1 << i == 0 && found != 0 {
                    let j = found.trailing_zeros() as usize;
                    (used_a, used_b) = (used_a | 1 << i, used_b | 1 << j);
                    agreement.first |= i == 0 && j == 0;
                    let slip = if wanted == Quality::Typo { 2.0 } else { 0.0 };
                    let bits = self.bits(role, a.token(i)).min(self.bits(role, b.token(j)));
                    take(&mut agreement, wanted, (bits - slip).max(0.5), 1, 1);
                }
            }
        }
        if usize::from(agreement.left_first.min(agreement.left_second)) == 0 {
            return agreement;
        }
        if relations.may_split {
            self.pair_split_words(a, b, role, &mut used_a, &mut used_b, &mut agreement, false);
            self.pair_split_words(b, a, role, &mut used_b, &mut used_a, &mut agreement, true);
        }
        if relations.any(Quality::Initial) {
            for i in 0..a.words {
                let found = relations.by[Quality::Initial as usize][i] & !used_b;
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
        ones: Held<'_>,
        twos: Held<'_>,
        role: Role,
        used_ones: &mut u32,
        used_twos: &mut u32,
        agreement: &mut NameAgreement,
        turned: bool,
    ) {
        for i in 0..ones.words {
            for j in 0..twos.words.saturating_sub(1) {
                if *used_ones & 1 << i != 0
                    || *used_twos & 3 << j != 0
                    || ones.first(i) != twos.first(j)
                    || ones.length(i) < MAY_SPLIT
                    || ones.length(i).abs_diff(twos.length(j) + twos.length(j + 1)) > 1
                {
                    continue;
                }
                let whole = self.text(ones.token(i));
                let text = [self.text(twos.token(j)), self.text(twos.token(j + 1))].concat();
                if !within_one_edit(whole, &text) {
                    continue;
                }
                (*used_ones, *used_twos) = (*used_ones | 1 << i, *used_twos | 3 << j);
                let parts = self.bits(role, twos.token(j)) + self.bits(role, twos.token(j + 1));
                let bits = self.bits(role, ones.token(i)).max(parts);
                let quality = if whole == text { Quality::Exact } else { Quality::Typo };
                let (first, second) = if turned { (2, 1) } else { (1, 2) };
                take(agreement, quality, bits, first, second);
            }
        }
    }
}

/// The words of a name.
#[derive(Clone, Copy)]
struct Held<'n> {
    fours: &'n [FourWords],
    words: usize,
}

impl<'n> Held<'n> {
    fn token(self, word: usize) -> TokenId {
        self.fours[word / FOUR].tokens[word % FOUR]
    }

    fn tokens(self) -> impl Iterator<Item = TokenId> + Clone + use<'n> {
        (0..self.words).map(move |word| self.token(word))
    }

    fn letters(self, word: usize) -> Letters {
        self.fours[word / FOUR].letters[word % FOUR]
    }

    fn length(self, word: usize) -> i32 {
        i32::from(self.fours[word / FOUR].lengths[word % FOUR])
    }

    fn first(self, word: usize) -> u8 {
        self.fours[word / FOUR].firsts[word % FOUR]
    }
}

/// Room for a name written without spaces, so that none is asked for each time.
struct Spelt {
    room: [u8; 64],
    /// A name that needs more.
    long: Vec<u8>,
}

impl Spelt {
    const fn new() -> Spelt {
        Spelt { room: [0; 64], long: Vec::new() }
    }

    fn of<'w>(&mut self, words: impl Iterator<Item = &'w [u8]> + Clone) -> &[u8] {
        let mut end = 0;
        for word in words.clone() {
            let Some(room) = self.room.get_mut(end..end + word.len()) else {
                self.long = words.flatten().copied().collect();
                return &self.long;
            };
            room.copy_from_slice(word);
            end += word.len();
        }
        &self.room[..end]
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
    let columns = [&people.name, &people.mother, &people.father, &people.head, &people.alias];
    let held = |row: usize| columns.map(|column| column.get(row).copied().flatten());
    // Side by side first: one look into far memory a row instead of one a column.
    let held: Vec<[Option<NameId>; 5]> = (0..people.len()).into_par_iter().map(held).collect();
    rows.iter().for_each(|row| held[*row as usize].into_iter().flatten().for_each(&mut meet));
    let all = (0..people.names.len() as u32).map(|name| NameId(NonZeroU32::MIN.saturating_add(name)));
    all.for_each(meet);
    (numbers, order)
}

impl Name {
    /// Whether the two may be somewhat alike; false only where they are not.
    fn may_resemble(&self, other: &Name) -> bool {
        let lengths = (u32::from(self.length), u32::from(other.length));
        self.letters.may_reach(other.letters, lengths, self.first == other.first, NAMES_ALIKE as f32)
    }
}

/// [`FourRelations`] of whole names.
#[derive(Default)]
struct Relations {
    by: [[u32; MAX_WORDS]; 4],
    may_split: bool,
}

impl Relations {
    /// Whether any words are so to each other.
    fn any(&self, quality: Quality) -> bool {
        self.by[quality as usize].iter().fold(0, |any, words| any | words) != 0
    }
}

fn take(agreement: &mut NameAgreement, quality: Quality, bits: f32, first: u8, second: u8) {
    agreement.quality = agreement.quality.max(quality);
    agreement.bits += bits;
    agreement.paired += 1;
    agreement.left_first -= first;
    agreement.left_second -= second;
}

fn same_words(a: Held<'_>, b: Held<'_>) -> bool {
    a.words == b.words && a.tokens().all(|word| b.tokens().any(|other| other == word))
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
