//! How common is each word? Counted once, over the rows that a model is trained on, and kept with the model: two rows
//! must not agree more or less tomorrow because other rows came or went.
//!
//! Only what tells more than "seen once" is kept: a word that is not here counts as one of a single row. Numbers of
//! persons and cards (declared identifiers) are never kept.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::place::is_common;
use super::words::common_words;
use crate::record::{TextColumn, TextId};
use crate::standardise::{ExtraColumn, ExtraKind, People, TokenTable};

/// How often the rows that a model was trained on hold each word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frequencies {
    /// Rows counted.
    pub rows: u64,
    /// Words of the people's own names.
    pub names: Words,
    /// Words of their mothers' names.
    pub mothers: Words,
    /// Addresses, places of birth and declared fields.
    pub texts: Texts,
}

/// Words of names in one role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Words, each as often as rows hold it.
    pub words: u64,
    /// Of those, the ones that the shipped list of common words knows.
    pub common: u64,
    /// Rows by how a word sounds (the sum over its spellings); what sounds like nothing else and stands once is left out.
    pub sounds: BTreeMap<String, u32>,
}

/// Short texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// Rows that the fullest column of texts fills.
    pub filled: u32,
    /// Rows by whole text, of those so common that agreement on them says less than agreement on one seen once.
    pub whole: BTreeMap<String, u32>,
    /// Rows by word of a text, of words that stand twice or more.
    pub words: BTreeMap<String, u32>,
}

impl Frequencies {
    /// Counts over all rows.
    pub fn count(people: &People) -> Frequencies {
        let tokens = &people.tokens;
        let keys = tokens.sound_keys();
        let common = common_words();
        let words = |rows: &[u32]| Words {
            words: rows.iter().map(|rows| u64::from(*rows)).sum(),
            common: (tokens.text.iter().zip(rows))
                .filter(|(text, _)| common.contains_key(text))
                .map(|(_, rows)| u64::from(*rows))
                .sum(),
            sounds: sounds(tokens, &keys, rows),
        };
        Frequencies {
            rows: people.len() as u64,
            names: words(&tokens.rows),
            mothers: words(&tokens.mother_rows),
            texts: Texts::count(people),
        }
    }
}

/// Rows by sound.
fn sounds(tokens: &TokenTable, keys: &TextColumn, rows: &[u32]) -> BTreeMap<String, u32> {
    let numbers = tokens.sound.iter().max().map_or(0, |number| *number as usize + 1);
    let mut by_sound = vec![0u32; numbers];
    for (sound, rows) in tokens.sound.iter().zip(rows) {
        by_sound[*sound as usize] += rows;
    }
    let mut sounds = BTreeMap::new();
    for (sound, key) in tokens.sound.iter().zip(keys.iter()) {
        // Each sound once, with the first of its words.
        let rows = std::mem::take(&mut by_sound[*sound as usize]);
        if rows > 1 {
            sounds.insert(key.to_owned(), rows);
        }
    }
    sounds
}

impl Texts {
    fn count(people: &People) -> Texts {
        let texts = &people.texts.text;
        let mut rows = vec![0u32; texts.len()];
        let mut filled = 0u32;
        let extras = people.extras.iter().map(|column| &column.value);
        for column in [&people.hamlet, &people.birth_place].into_iter().chain(extras) {
            for text in column.iter().flatten() {
                rows[index(*text)] += 1;
            }
            filled = filled.max(column.iter().flatten().count() as u32);
        }
        let asked = Asked::new(people);
        let mut whole = BTreeMap::new();
        let mut words: FxHashMap<&str, u32> = FxHashMap::default();
        let mut asked_words: FxHashSet<&str> = FxHashSet::default();
        for (place, (text, rows)) in texts.iter().zip(&rows).enumerate() {
            if asked.whole[place] && is_common(filled, *rows) {
                whole.insert(text.to_owned(), *rows);
            }
            for word in text.split_ascii_whitespace() {
                *words.entry(word).or_default() += rows;
                if asked.words[place] {
                    asked_words.insert(word);
                }
            }
        }
        let kept = asked_words.into_iter().map(|word| (word.to_owned(), words[word]));
        Texts { filled, whole, words: kept.filter(|(_, rows)| *rows > 1).collect() }
    }
}

/// Which texts are ever asked how common they are, as a whole and by their words; by text.
struct Asked {
    whole: Vec<bool>,
    words: Vec<bool>,
}

impl Asked {
    fn new(people: &People) -> Asked {
        let none = vec![false; people.texts.text.len()];
        let mut asked = Asked { whole: none.clone(), words: none };
        let compared: Vec<&ExtraColumn> =
            super::compared_extras(people).into_iter().map(|extra| &people.extras[extra]).collect();
        let of_kind = |wanted: fn(ExtraKind) -> bool| {
            let columns = compared.iter().filter(move |column| wanted(column.kind));
            columns.map(|column| &column.value)
        };
        let always = || [&people.hamlet, &people.birth_place].into_iter();
        for column in always().chain(of_kind(|kind| kind != ExtraKind::Identifier)) {
            column.iter().flatten().for_each(|text| asked.whole[index(*text)] = true);
        }
        for column in always().chain(of_kind(|kind| kind == ExtraKind::Text)) {
            column.iter().flatten().for_each(|text| asked.words[index(*text)] = true);
        }
        asked
    }
}

fn index(text: TextId) -> usize {
    text.0.get() as usize - 1
}

#[cfg(test)]
#[path = "frequencies_tests.rs"]
mod tests;
