//! What do the words of a query mean in this night? Each word with the words of the dictionary that it may be, and the
//! places that are called so.

use rustc_hash::FxHashMap;

use super::query::{Query, cells};
use super::tables::{Section, Tables, u32_at};
use super::words::{SHORT, Word};
use crate::error::Result;
use crate::record::Field;
use crate::similarity::{jaro_winkler, within_one_edit};
use crate::standardise::Options;

/// Words of the dictionary that one typed word may be, at most.
const MEANINGS: usize = 60;
/// Words of the dictionary that begin with a typed word, at most.
const CONTINUED: usize = 40;

/// One word asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// As a word of a name; none for a word of a place alone.
    pub(super) word: Option<Word>,
    /// Letters of it as a word of a place; empty for a word of a name alone.
    pub(super) place: String,
    /// Words of the dictionary it may be, the likest first.
    pub(super) meanings: Vec<Meaning>,
    /// Places called so.
    pub(super) places: FxHashMap<u32, Called>,
    /// How much it tells: more the fewer bear it.
    pub(super) weight: f32,
}

/// A word of the dictionary that a typed word may be.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Meaning {
    pub(super) token: u32,
    pub(super) text: String,
    pub(super) alike: f32,
}

/// A place with a name that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Called {
    pub(super) alike: f32,
    pub(super) name: String,
}

/// The words of a query, each with what it may be.
pub(super) fn asked(
    query: &Query,
    tables: &Tables,
    places: &[[String; 3]],
    options: &Options,
) -> Result<Vec<Asked>> {
    let mut asked = Vec::new();
    for (typed, may_be_place) in [(&query.words, true), (&query.name, false)] {
        asked.extend(of_name(typed, may_be_place, options));
    }
    asked.extend(query.place.iter().map(|word| Asked { place: letters(word), ..Asked::default() }));
    for word in &mut asked {
        if let Some(name) = &word.word {
            word.meanings = meanings(name, tables)?;
        }
    }
    know_places(&mut asked, places);
    // What names nobody and no place, and was not read as a name either, says nothing.
    asked.retain(|word| word.word.is_some() || !word.places.is_empty() || !query.place.is_empty());
    Ok(asked)
}

/// Typed words as the name they are: titles fall away, abbreviations are spelt out, as in rosters.
fn of_name(typed: &[String], may_be_place: bool, options: &Options) -> Vec<Asked> {
    if typed.is_empty() {
        return Vec::new();
    }
    let whole = typed.join(" ");
    let mut texts: Vec<&str> = vec![&whole];
    texts.extend(typed.iter().map(String::as_str));
    let people = cells(Field::Name, &texts, options);
    let (sounds, old) = (people.tokens.sound_keys(), people.tokens.old_sound_keys());
    let tokens = |row: usize| people.name[row].map_or(&[][..], |name| people.names.tokens(name));
    let word = |token: u32| Word {
        text: people.tokens.text.get(token as usize).to_owned(),
        sound: sounds.get(token as usize).to_owned(),
        old_sound: old.get(token as usize).to_owned(),
    };
    let mut left: Vec<u32> = tokens(0).to_vec();
    let mut asked = Vec::new();
    for (at, text) in typed.iter().enumerate() {
        let place = if may_be_place { letters(text) } else { String::new() };
        let own = |token: &u32| {
            tokens(at + 1).contains(token) || people.tokens.text.get(*token as usize) == letters(text)
        };
        let name = left.iter().position(own).map(|found| left.remove(found));
        if name.is_some() || !place.is_empty() {
            asked.push(Asked { word: name.map(word), place, ..Asked::default() });
        }
    }
    asked.extend(left.into_iter().map(|token| Asked { word: Some(word(token)), ..Asked::default() }));
    asked
}

/// The letters of a word, upper case.
fn letters(word: &str) -> String {
    word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// The words of the dictionary that a word may be, the likest first.
fn meanings(word: &Word, tables: &Tables) -> Result<Vec<Meaning>> {
    let mut tokens: Vec<u32> = Vec::new();
    for key in word.keys() {
        tokens.extend(tables.values(Section::WordKeys, u64::from(key))?);
    }
    tokens.extend(continued(word, tables)?);
    tokens.sort_unstable();
    tokens.dedup();
    let mut meanings = Vec::new();
    for token in tokens {
        let other = dictionary(tables, token)?;
        let alike = alike(word, &other);
        if alike > 0.0 {
            meanings.push(Meaning { token, text: other.text, alike });
        }
    }
    meanings.sort_by(|a, b| b.alike.total_cmp(&a.alike).then(a.token.cmp(&b.token)));
    meanings.truncate(MEANINGS);
    Ok(meanings)
}

/// Words that begin with a word: the dictionary is in order.
fn continued(word: &Word, tables: &Tables) -> Result<Vec<u32>> {
    if word.text.len() < SHORT {
        return Ok(Vec::new());
    }
    let words = (tables.length(Section::WordEnds) / 4) as u32;
    let (mut low, mut high) = (0, words);
    while low < high {
        let middle = low + (high - low) / 2;
        if dictionary(tables, middle)?.text < word.text { low = middle + 1 } else { high = middle }
    }
    let mut found = Vec::new();
    for token in (low..words).take(CONTINUED) {
        if !dictionary(tables, token)?.text.starts_with(&word.text) {
            break;
        }
        found.push(token);
    }
    Ok(found)
}

/// A word of the dictionary.
pub(super) fn dictionary(tables: &Tables, token: u32) -> Result<Word> {
    let at = u64::from(token) * 4;
    let (from, to) = if token == 0 {
        (0, u32_at(&tables.bytes(Section::WordEnds, 0, 4)?, 0))
    } else {
        let ends = tables.bytes(Section::WordEnds, at - 4, 8)?;
        (u32_at(&ends, 0), u32_at(&ends, 4))
    };
    let length = to.checked_sub(from).ok_or_else(|| tables.damaged())?;
    let text = tables.bytes(Section::WordText, u64::from(from), length as usize)?;
    let text = String::from_utf8_lossy(&text);
    let mut parts = text.split('\x1f').map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    Ok(Word { text: next(), sound: next(), old_sound: next() })
}

/// How alike two words are, 0 to 1; 0 where they are two words.
pub(super) fn alike(a: &Word, b: &Word) -> f32 {
    if a.text == b.text {
        return 1.0;
    }
    let sounds = |x: &str, y: &str| !x.is_empty() && x == y;
    if sounds(&a.sound, &b.sound) || sounds(&a.old_sound, &b.sound) || sounds(&a.sound, &b.old_sound) {
        return 0.96;
    }
    let shorter = a.text.len().min(b.text.len());
    if shorter < SHORT {
        return 0.0;
    }
    // One letter of four weighs more than one of ten.
    let letter = 0.4 / shorter as f32;
    if within_one_edit(a.text.as_bytes(), b.text.as_bytes()) {
        return 0.98 - letter;
    }
    if within_one_edit(a.sound.as_bytes(), b.sound.as_bytes()) {
        return 0.93 - letter;
    }
    if b.text.starts_with(&a.text) {
        return 0.6 + 0.3 * a.text.len() as f32 / b.text.len() as f32;
    }
    let jaro = jaro_winkler(a.text.as_bytes(), b.text.as_bytes()) as f32;
    if shorter > SHORT && jaro >= 0.9 { jaro - 0.1 } else { 0.0 }
}

/// Which places each word names: a word of their name, or the whole name written as one word.
fn know_places(asked: &mut [Asked], places: &[[String; 3]]) {
    let wanted: Vec<String> = asked.iter().map(|word| word.place.clone()).collect();
    if wanted.iter().all(String::is_empty) {
        return;
    }
    let mut known: FxHashMap<&str, Vec<(usize, f32)>> = FxHashMap::default();
    for (place, names) in places.iter().enumerate() {
        for name in names.iter().filter(|name| !name.is_empty()) {
            let found = known.entry(name).or_insert_with(|| named(name, &wanted));
            for &(at, alike) in found.iter() {
                let called = Called { alike, name: name.clone() };
                let held = asked[at].places.entry(place as u32).or_insert_with(|| called.clone());
                if held.alike < alike {
                    *held = called;
                }
            }
        }
    }
}

/// Which of the words wanted are in the name of a place, and how alike.
fn named(name: &str, wanted: &[String]) -> Vec<(usize, f32)> {
    let words: Vec<String> = name.split_whitespace().map(letters).collect();
    let joined = words.concat();
    let alike = |wanted: &str, word: &str| match word {
        _ if wanted == word => 1.0,
        _ if wanted.len() > SHORT && within_one_edit(wanted.as_bytes(), word.as_bytes()) => 0.9,
        _ => 0.0,
    };
    let mut found = Vec::new();
    for (at, word) in wanted.iter().enumerate().filter(|(_, word)| word.len() >= 3) {
        let mut best = alike(word, &joined);
        // Kinds of places are no names: "kabupaten" would fit everywhere.
        let own = words.iter().filter(|word| !matches!(word.as_str(), "KABUPATEN" | "KOTA" | "KECAMATAN"));
        best = own.map(|own| alike(word, own) * 0.98).fold(best, f32::max);
        // Written as two words what is one.
        if let Some(next) = wanted.get(at + 1).filter(|next| !next.is_empty())
            && alike(&format!("{word}{next}"), &joined) > 0.0
        {
            found.push((at + 1, 0.97));
            best = best.max(0.97);
        }
        if best > 0.0 {
            found.push((at, best));
        }
    }
    found
}
