//! How well does one person fit what was asked? Each word is laid to the word of a name that is likest, also where
//! two words were written as one, or to the place; the share of what was asked for that is there is the fit.

use super::asked::Asked;
use super::hit::Reason;
use super::query::YearOrDate;
use super::records::{PersonRecord, Shown};
use super::search::{DATE, YEAR};
use crate::similarity::{DigitChange, digit_change, jaro_winkler};

/// What a word of the name that nobody asked for costs, of 1, and all of them at most.
const UNASKED: f32 = 0.02;
const MOST_UNASKED: f32 = 0.08;
/// What words in another order cost.
const ORDER: f32 = 0.01;
/// What a birth that is not known counts for, of 1: it speaks neither way.
const UNKNOWN_BIRTH: f32 = 0.35;

/// What of a query a person fits.
#[derive(Clone, Debug, Default)]
pub(super) struct Fit {
    gained: f32,
    asked: f32,
    cost: f32,
    reasons: Vec<Reason>,
}

impl Fit {
    /// Something asked for, and how much of it is there.
    pub(super) fn add(&mut self, gained: f32, asked: f32, reasons: Vec<Reason>) {
        self.gained += gained;
        self.asked += asked;
        self.reasons.extend(reasons);
    }

    /// How much of all is there, of 1.
    pub(super) fn share(&self) -> f32 {
        if self.asked == 0.0 { 0.0 } else { (self.gained / self.asked - self.cost).clamp(0.0, 1.0) }
    }

    /// Why, the strongest first.
    pub(super) fn reasons(mut self) -> Vec<Reason> {
        self.reasons.sort();
        self.reasons.dedup();
        self.reasons
    }
}

/// Holds a person against the words and the birth asked for.
pub(super) fn fit(words: &[Asked], birth: Option<YearOrDate>, record: &PersonRecord, shown: &Shown) -> Fit {
    let mut fit = Fit::default();
    let best = shown
        .names
        .iter()
        .map(|name| laid(words, name))
        .max_by(|a, b| (a.gained(words) - a.cost).total_cmp(&(b.gained(words) - b.cost)));
    let laid = best.unwrap_or_else(|| Laid::nothing(words.len()));
    fit.cost = laid.cost;
    let (mut least, mut by_name, mut left_out) = (1.0_f32, 0, 0);
    for (word, alike) in words.iter().zip(&laid.alike) {
        let place = word.places.get(&record.place);
        let by_place = place.map_or(0.0, |called| called.alike);
        if by_place > *alike {
            fit.reasons.extend(place.map(|called| Reason::Place(called.name.clone())));
        } else if *alike > 0.0 {
            by_name += 1;
            least = least.min(*alike);
        } else if word.word.is_some() {
            left_out += 1;
        }
        fit.add(word.weight * by_place.max(*alike), word.weight, Vec::new());
    }
    if by_name > 0 {
        fit.reasons.push(match least {
            _ if left_out > 0 => Reason::NamePart,
            least if least >= 0.955 && laid.unasked > 0 => Reason::NameLonger,
            1.0 => Reason::NameSame,
            least if least >= 0.955 => Reason::NameSound,
            _ => Reason::NameNear,
        });
    }
    if let Some(birth) = birth {
        let (share, weight, reason) = born(birth, record, shown);
        fit.add(share * weight, weight, reason.into_iter().collect());
    }
    fit
}

/// Words laid to those of one name.
struct Laid {
    /// How alike each word's counterpart is.
    alike: Vec<f32>,
    unasked: usize,
    cost: f32,
}

impl Laid {
    fn nothing(words: usize) -> Laid {
        Laid { alike: vec![0.0; words], unasked: 0, cost: 0.0 }
    }

    fn gained(&self, words: &[Asked]) -> f32 {
        let all: f32 = words.iter().map(|word| word.weight).sum();
        let gained: f32 = words.iter().zip(&self.alike).map(|(word, alike)| word.weight * alike).sum();
        if all == 0.0 { 0.0 } else { gained / all }
    }
}

/// Lays words to a name: the likest pairs first, each word once.
fn laid(words: &[Asked], name: &str) -> Laid {
    let own: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).take(16).collect();
    let mut pairs: Vec<(f32, u32, u32)> = Vec::new();
    for (at, word) in words.iter().enumerate().take(16) {
        for (place, other) in own.iter().enumerate() {
            push(&mut pairs, alike(word, other), 1 << at, 1 << place);
        }
        // One word for two.
        for (place, two) in own.windows(2).enumerate() {
            push(&mut pairs, whole(word, None, &two.concat()), 1 << at, 3 << place);
        }
        if let Some(next) = words.get(at + 1).filter(|_| at < 15) {
            for (place, other) in own.iter().enumerate() {
                push(&mut pairs, whole(word, Some(next), other), 3 << at, 1 << place);
            }
        }
    }
    // What covers more comes first where it is about as alike.
    let rank = |pair: &(f32, u32, u32)| pair.0 + 0.05 * (pair.1.count_ones() + pair.2.count_ones()) as f32;
    pairs.sort_by(|a, b| rank(b).total_cmp(&rank(a)).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut laid = Laid::nothing(words.len());
    let (mut words_used, mut own_used) = (0u32, 0u32);
    let mut order = vec![0u32; words.len()];
    for (alike, asked, held) in pairs {
        if words_used & asked != 0 || own_used & held != 0 {
            continue;
        }
        words_used |= asked;
        own_used |= held;
        for at in (0..words.len().min(16)).filter(|at| asked & (1 << at) != 0) {
            laid.alike[at] = alike;
            order[at] = held.trailing_zeros() + 1;
        }
    }
    if let Some(count) = written_as_one(words, &own) {
        laid.alike[..count].iter_mut().for_each(|alike| *alike = alike.max(0.97));
        own_used = u32::MAX;
    }
    let in_order: Vec<u32> = order.into_iter().filter(|place| *place > 0).collect();
    laid.unasked = (0..own.len()).filter(|place| own_used & (1 << place) == 0).count();
    laid.cost = (UNASKED * laid.unasked as f32).min(MOST_UNASKED);
    if !in_order.is_sorted() {
        laid.cost += ORDER;
    }
    laid
}

/// How many of the first words are the whole name, were it not for spaces.
fn written_as_one(words: &[Asked], own: &[&str]) -> Option<usize> {
    let name = own.concat();
    let mut asked = String::new();
    for (at, word) in words.iter().enumerate() {
        asked.push_str(word.word.as_ref().map_or("", |word| &word.text));
        if asked.len() >= name.len() {
            return (asked == name).then_some(at + 1);
        }
    }
    None
}

fn push(pairs: &mut Vec<(f32, u32, u32)>, alike: f32, asked: u32, held: u32) {
    if alike > 0.0 {
        pairs.push((alike, asked, held));
    }
}

/// How alike a word asked for and a word of a name are.
fn alike(asked: &Asked, other: &str) -> f32 {
    let Some(word) = &asked.word else { return 0.0 };
    if let Some(meaning) = asked.meanings.iter().find(|meaning| meaning.text == other) {
        return meaning.alike;
    }
    let first = |text: &str| text.bytes().next();
    if (word.text.len() == 1 || other.len() == 1) && first(&word.text) == first(other) {
        return 0.6;
    }
    0.0
}

/// How alike a word, or two written as one, and another are.
fn whole(first: &Asked, second: Option<&Asked>, other: &str) -> f32 {
    let Some(word) = &first.word else { return 0.0 };
    let mut text = word.text.clone();
    if let Some(second) = second {
        let Some(word) = &second.word else { return 0.0 };
        text.push_str(&word.text);
    }
    if text == other {
        return 0.97;
    }
    // Other first letters or lengths are other words; most end here.
    if text.len() < 6 || text.len().abs_diff(other.len()) > 1 || text.as_bytes()[0] != other.as_bytes()[0] {
        return 0.0;
    }
    let jaro = jaro_winkler(text.as_bytes(), other.as_bytes()) as f32;
    if jaro >= 0.94 { jaro - 0.05 } else { 0.0 }
}

/// How far the birth of a person is what was asked for; every date of the person's rows counts.
fn born(asked: YearOrDate, record: &PersonRecord, shown: &Shown) -> (f32, f32, Option<Reason>) {
    let mut days = shown.births.clone();
    days.extend((record.birth > 0).then_some(record.birth));
    let weight = if matches!(asked, YearOrDate::Year(_)) { YEAR } else { DATE };
    let best = days.iter().map(|day| alike_birth(asked, *day)).max_by(|a, b| a.0.total_cmp(&b.0));
    let (share, reason) = best.unwrap_or((UNKNOWN_BIRTH, None));
    (share, weight, reason)
}

fn alike_birth(asked: YearOrDate, day: u32) -> (f32, Option<Reason>) {
    let year = day / 10_000;
    let by_year = |asked: u16, same: f32| match year.abs_diff(u32::from(asked)) {
        0 => (same, Some(Reason::YearSame)),
        1 => (same * 0.6, Some(Reason::YearNear)),
        2 => (same * 0.4, Some(Reason::YearNear)),
        _ => (0.0, None),
    };
    match asked {
        YearOrDate::Year(asked) => by_year(asked, 1.0),
        YearOrDate::Date(asked, month, of_month) => {
            let number = (u32::from(asked) * 100 + u32::from(month)) * 100 + u32::from(of_month);
            let swapped = (u32::from(asked) * 100 + u32::from(of_month)) * 100 + u32::from(month);
            match digit_change(u64::from(number), u64::from(day)) {
                _ if number == day => (1.0, Some(Reason::BirthSame)),
                _ if swapped == day => (0.85, Some(Reason::BirthNear)),
                DigitChange::One(_) | DigitChange::Swap(_) => (0.8, Some(Reason::BirthNear)),
                _ => by_year(asked, 0.55),
            }
        }
    }
}
