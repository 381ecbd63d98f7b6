//! How do two households, addresses and other short texts agree?

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::frequencies::Texts;
use super::memory::Memory;
use super::side::{Flags, Side};
use crate::record::TextId;
use crate::region::{Level, RegionTable};
use crate::similarity::{DigitChange, Digits, Letters, jaro_winkler, within_one_edit};
use crate::standardise::{ExtraKind, People};

const KK: u8 = 1;
const KK_LARGE: u8 = 2;
const KK_SLIP: u8 = 3;
/// First level of each ladder, from the nearest place to different regencies.
const OTHER_KK: u8 = 4;
const HOOD: u8 = 9;
const VILLAGE: u8 = 14;
const DISTRICT: u8 = 18;
const REGENCY: u8 = 21;

const SAME_RARE: u8 = 1;
const SLIP: u8 = 6;
const ALIKE: u8 = 7;
const PART: u8 = 8;
const DIFFERENT: u8 = 9;

/// Bits from which agreement on a text is very rare, rare, neither, common.
const RARITY: [f32; 4] = [12.0, 8.0, 5.0, 2.0];
/// Share of the longer text's bits that the shared words must carry: to be alike, to be the same in part.
const ALIKE_SHARE: f32 = 0.6;
const PART_SHARE: f32 = 0.3;

/// What agreement on each text is worth, and which letters and words it holds; by text id minus one.
pub(super) struct TextWorth {
    /// log2 of one over the share of rows that carry the text; of rare ones, that of a text seen once.
    bits: Vec<f32>,
    letters: Vec<Letters>,
    /// Words of text `t`: `words[starts[t]..starts[t + 1]]`, each with the bits that sharing it carries.
    words: Vec<(u32, f32)>,
    starts: Vec<u32>,
}

impl TextWorth {
    /// How rare each text and word is, as the model counted them.
    pub(super) fn new(people: &People, counted: &Texts) -> TextWorth {
        fn by_text(rows: &BTreeMap<String, u32>) -> FxHashMap<&str, u32> {
            rows.iter().map(|(text, rows)| (text.as_str(), *rows)).collect()
        }
        let (whole, word_rows) = (by_text(&counted.whole), by_text(&counted.words));
        let worth = |rows: &FxHashMap<&str, u32>, text: &str| {
            bits(counted.filled, rows.get(text).copied().unwrap_or(1))
        };
        let texts = &people.texts.text;
        let mut known: FxHashMap<&str, (u32, f32)> = FxHashMap::default();
        let (mut words, mut starts) = (Vec::new(), vec![0u32]);
        for text in texts.iter() {
            for word in text.split_ascii_whitespace() {
                let next = known.len() as u32;
                words.push(*known.entry(word).or_insert_with(|| (next, worth(&word_rows, word))));
            }
            starts.push(words.len() as u32);
        }
        TextWorth {
            bits: texts.iter().map(|text| worth(&whole, text)).collect(),
            letters: texts.iter().map(|text| Letters::of(text.as_bytes())).collect(),
            words,
            starts,
        }
    }

    fn words(&self, text: TextId) -> &[(u32, f32)] {
        let index = text.0.get() as usize - 1;
        &self.words[self.starts[index] as usize..self.starts[index + 1] as usize]
    }

    /// Share of the bits of the heavier text that words of both carry.
    fn shared(&self, x: TextId, y: TextId) -> f32 {
        let (x, y) = (self.words(x), self.words(y));
        let all = |words: &[(u32, f32)]| words.iter().map(|(_, bits)| bits).sum::<f32>();
        let both = x.iter().filter(|(word, _)| y.iter().any(|(other, _)| other == word));
        both.map(|(_, bits)| bits).sum::<f32>() / all(x).max(all(y)).max(1.0)
    }

    fn same(&self, text: TextId) -> u8 {
        let bits = self.bits[text.0.get() as usize - 1];
        SAME_RARE + rarity(bits)
    }
}

/// Bits that agreement on a text of so many rows carries, where `filled` rows hold one.
fn bits(filled: u32, rows: u32) -> f32 {
    (f64::from(filled.max(1)) / f64::from(rows.max(1))).log2().max(0.0) as f32
}

/// From very rare (0) to very common.
fn rarity(bits: f32) -> u8 {
    RARITY.iter().map(|limit| u8::from(bits < *limit)).sum()
}

/// Whether agreement on a text of so many rows says less than on one seen once.
pub(super) fn is_common(filled: u32, rows: u32) -> bool {
    rarity(bits(filled, rows)) != rarity(bits(filled, 1))
}

/// Family card and place of residence, as levels of one field; 0 when neither can be compared.
///
/// Places are compared as far as both rows know theirs: the ladder is chosen by what is known, the step on it by
/// what agrees.
#[inline]
pub(super) fn household(table: &RegionTable, a: &Side, b: &Side) -> u8 {
    let other_kk = a.kk != Digits::default() && b.kk != Digits::default();
    if other_kk {
        match a.kk.change(b.kk) {
            DigitChange::Same => return if a.flags.has(Flags::LARGE_CARD) { KK_LARGE } else { KK },
            // Cards issued one after another differ in the serial's last digits: that is no slip.
            DigitChange::One(place) if place >= 2 => return KK_SLIP,
            DigitChange::Swap(_) => return KK_SLIP,
            _ => {}
        }
    }
    let (Some(x), Some(y)) = (a.place, b.place) else {
        return 0;
    };
    let met = table.meet(x, y);
    let hood = if met == Some(Level::Village) { neighbours(a, b) } else { hoods_known(a, b) };
    // From one neighbourhood (0) to two regencies (4).
    let apart = match met {
        Some(Level::Village) => u8::from(hood != Some(true)),
        Some(Level::District) => 2,
        Some(Level::Regency) => 3,
        Some(Level::Province) | None => 4,
    };
    if other_kk {
        return OTHER_KK + apart;
    }
    match (table.level(x).min(table.level(y)), hood) {
        (Level::Village, Some(_)) => HOOD + apart,
        (Level::Village, None) => VILLAGE + apart - 1,
        (Level::District, _) => DISTRICT + apart - 2,
        (Level::Regency, _) => REGENCY + apart - 3,
        (Level::Province, _) => 0,
    }
}

/// Same RT and RW where both rows have them, else the same hamlet; none when neither is known on both sides.
fn neighbours(a: &Side, b: &Side) -> Option<bool> {
    match (a.rt, b.rt) {
        (Some(x), Some(y)) => Some(x == y && !matches!((a.rw, b.rw), (Some(x), Some(y)) if x != y)),
        _ => Some(a.hamlet? == b.hamlet?),
    }
}

/// Whether both rows say in which part of their village they are, though the villages differ.
fn hoods_known(a: &Side, b: &Side) -> Option<bool> {
    let both = a.rt.is_some() && b.rt.is_some() || a.hamlet.is_some() && b.hamlet.is_some();
    both.then_some(false)
}

/// Address text; only where a village is unknown, since inside one village it is part of the household levels.
pub(super) fn address(people: &People, a: &Side, b: &Side, worth: &TextWorth, memory: &mut Memory) -> u8 {
    if a.place.is_some() && b.place.is_some() {
        return 0;
    }
    text(people, a.hamlet, b.hamlet, worth, memory)
}

/// Two short texts.
pub(super) fn text(
    people: &People,
    x: Option<TextId>,
    y: Option<TextId>,
    worth: &TextWorth,
    memory: &mut Memory,
) -> u8 {
    match (x, y) {
        (Some(x), Some(y)) if x == y => worth.same(x),
        (Some(x), Some(y)) => {
            let (x, y) = (x.min(y), x.max(y));
            memory.of_texts(x, y, || different_texts(people, x, y, worth))
        }
        _ => 0,
    }
}

fn different_texts(people: &People, x: TextId, y: TextId, worth: &TextWorth) -> u8 {
    // Taken in an order that the letters give: the numbers of texts follow the night's rows.
    let (x, y) = if people.texts.get(x) <= people.texts.get(y) { (x, y) } else { (y, x) };
    let letters = |text: TextId| worth.letters[text.0.get() as usize - 1];
    let (differing, one, other) =
        (letters(x).differing(letters(y)), people.texts.get(x), people.texts.get(y));
    let longest = one.len().max(other.len());
    if longest >= 4 && differing <= 2 && one_slip(one.as_bytes(), other.as_bytes()) {
        return SLIP;
    }
    // A similarity of 0.9 leaves at most a quarter of the letters unmatched.
    if differing as usize <= 2 + longest / 2 && jaro_winkler(one.as_bytes(), other.as_bytes()) >= 0.9 {
        return ALIKE;
    }
    match worth.shared(x, y) {
        share if share >= ALIKE_SHARE => ALIKE,
        share if share >= PART_SHARE => PART,
        _ => DIFFERENT,
    }
}

/// One letter wrong, lost or added, or two neighbours exchanged.
fn one_slip(x: &[u8], y: &[u8]) -> bool {
    if within_one_edit(x, y) {
        return true;
    }
    let mut differing = (0..x.len().min(y.len())).filter(|place| x[*place] != y[*place]);
    match (differing.next(), differing.next(), differing.next()) {
        (Some(a), Some(b), None) => x.len() == y.len() && b == a + 1 && x[a] == y[b] && x[b] == y[a],
        _ => false,
    }
}

/// A declared field.
pub(super) fn extra(
    people: &People,
    kind: ExtraKind,
    x: Option<TextId>,
    y: Option<TextId>,
    worth: &TextWorth,
    memory: &mut Memory,
) -> u8 {
    let (Some(left), Some(right)) = (x, y) else {
        return 0;
    };
    let letters = |text: TextId| people.texts.get(text).as_bytes();
    match kind {
        ExtraKind::Identifier if left == right => 1,
        ExtraKind::Identifier if one_slip(letters(left), letters(right)) => 2,
        ExtraKind::Identifier => 3,
        ExtraKind::Text => text(people, x, y, worth, memory),
        ExtraKind::Code | ExtraKind::Number | ExtraKind::Date | ExtraKind::Carry => {
            if left == right {
                worth.same(left)
            } else if letters(left).len() >= 4 && one_slip(letters(left), letters(right)) {
                SLIP
            } else {
                DIFFERENT
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_hand() {
        for (x, y, expected) in
            [("4220", "4202", true), ("4220", "422", true), ("4220", "4200", true), ("4220", "2402", false)]
        {
            assert_eq!(one_slip(x.as_bytes(), y.as_bytes()), expected, "{x} {y}");
        }
    }
}
