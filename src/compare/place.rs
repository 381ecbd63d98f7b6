//! How do two households, addresses and other short texts agree?

use crate::record::TextId;
use crate::region::{self, Level};
use crate::similarity::{DigitChange, Letters, digit_change, jaro_winkler, within_one_edit};
use crate::standardise::{ExtraKind, People};

const KK: u8 = 1;
const KK_LARGE: u8 = 2;
const KK_SLIP: u8 = 3;
const NEIGHBOURS: u8 = 4;
const NEIGHBOURS_OTHER_KK: u8 = 5;
const VILLAGE: u8 = 6;
const VILLAGE_OTHER_KK: u8 = 7;
const DISTRICT: u8 = 8;
const DISTRICT_OTHER_KK: u8 = 9;
const REGENCY: u8 = 10;
const REGENCY_OTHER_KK: u8 = 11;
const ELSEWHERE: u8 = 12;
const ELSEWHERE_OTHER_KK: u8 = 13;

const SAME_RARE: u8 = 1;
const SAME: u8 = 2;
const ALIKE: u8 = 3;
const DIFFERENT: u8 = 4;

/// Bits from which an agreement on a text is rare: one row in 250 or fewer.
const RARE_BITS: f32 = 8.0;

/// What agreement on each text is worth, and which letters it holds; by text id minus one.
pub(super) struct TextWorth {
    /// log2 of one over the share of rows that carry the text.
    pub(super) bits: Vec<f32>,
    pub(super) letters: Vec<Letters>,
}

/// Family card and place of residence, as levels of one field; 0 when neither can be compared.
pub(super) fn household(people: &People, i: usize, j: usize, kk_rows: u32, large_kk: u32) -> u8 {
    let mut other_kk = false;
    if let (Some(x), Some(y)) = (people.kk[i], people.kk[j]) {
        match digit_change(x.value(), y.value()) {
            DigitChange::Same => return if kk_rows > large_kk { KK_LARGE } else { KK },
            // Cards issued one after another differ in the serial's last digits: that is no slip.
            DigitChange::One(place) if place >= 2 => return KK_SLIP,
            DigitChange::Swap(_) => return KK_SLIP,
            _ => other_kk = true,
        }
    }
    let (Some(x), Some(y)) = (people.place[i], people.place[j]) else {
        return 0;
    };
    match region::table().meet(x, y) {
        Some(Level::Village) => match (neighbours(people, i, j), other_kk) {
            (true, false) => NEIGHBOURS,
            (true, true) => NEIGHBOURS_OTHER_KK,
            (false, false) => VILLAGE,
            (false, true) => VILLAGE_OTHER_KK,
        },
        Some(Level::District) if other_kk => DISTRICT_OTHER_KK,
        Some(Level::District) => DISTRICT,
        Some(Level::Regency) if other_kk => REGENCY_OTHER_KK,
        Some(Level::Regency) => REGENCY,
        Some(Level::Province) | None if other_kk => ELSEWHERE_OTHER_KK,
        Some(Level::Province) | None => ELSEWHERE,
    }
}

/// Same RT and RW where both rows have them, else the same hamlet.
fn neighbours(people: &People, i: usize, j: usize) -> bool {
    match (people.rt[i], people.rt[j]) {
        (Some(x), Some(y)) => x == y && !matches!((people.rw[i], people.rw[j]), (Some(x), Some(y)) if x != y),
        _ => people.hamlet[i].is_some() && people.hamlet[i] == people.hamlet[j],
    }
}

/// Address text; only where a village is unknown, since inside one village it is part of the household levels.
pub(super) fn address(people: &People, i: usize, j: usize, worth: &TextWorth) -> u8 {
    let known = |row: usize| people.place[row].is_some();
    if known(i) && known(j) {
        return 0;
    }
    text(people, people.hamlet[i], people.hamlet[j], worth)
}

/// Two short texts.
pub(super) fn text(people: &People, x: Option<TextId>, y: Option<TextId>, worth: &TextWorth) -> u8 {
    let (Some(x), Some(y)) = (x, y) else {
        return 0;
    };
    if x == y {
        return if worth.bits[x.0.get() as usize - 1] >= RARE_BITS { SAME_RARE } else { SAME };
    }
    // A similarity of 0.9 leaves at most a quarter of the letters unmatched.
    let letters = |text: TextId| worth.letters[text.0.get() as usize - 1];
    let (differing, x, y) = (letters(x).differing(letters(y)), people.texts.get(x), people.texts.get(y));
    if differing as usize > 2 + x.len().max(y.len()) / 2 {
        return DIFFERENT;
    }
    if jaro_winkler(x.as_bytes(), y.as_bytes()) >= 0.9 { ALIKE } else { DIFFERENT }
}

/// A declared field.
pub(super) fn extra(
    people: &People,
    kind: ExtraKind,
    x: Option<TextId>,
    y: Option<TextId>,
    worth: &TextWorth,
) -> u8 {
    let (Some(left), Some(right)) = (x, y) else {
        return 0;
    };
    match kind {
        ExtraKind::Identifier => {
            if left == right {
                1
            } else if within_one_edit(people.texts.get(left).as_bytes(), people.texts.get(right).as_bytes()) {
                2
            } else {
                3
            }
        }
        ExtraKind::Text => text(people, x, y, worth),
        ExtraKind::Code | ExtraKind::Number | ExtraKind::Date | ExtraKind::Carry => {
            if left != right {
                DIFFERENT
            } else if worth.bits[left.0.get() as usize - 1] >= RARE_BITS {
                SAME_RARE
            } else {
                SAME
            }
        }
    }
}
