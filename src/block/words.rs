//! Which words of an address or another short text are rare enough to bring two rows together?

use rustc_hash::FxHashMap;

use crate::record::TextId;
use crate::standardise::People;

/// The rarest word of each text and where it stands in it, from 1, by text id minus one; none for texts without words.
pub(super) struct RarestWords(Vec<Option<(u32, u32)>>);

impl RarestWords {
    /// Counts words over the given columns of texts.
    pub(super) fn new<'a>(
        people: &'a People,
        columns: impl Iterator<Item = &'a Vec<Option<TextId>>>,
    ) -> RarestWords {
        let texts = &people.texts.text;
        let mut rows = vec![0u32; texts.len()];
        for text in columns.flatten().flatten() {
            rows[text.0.get() as usize - 1] += 1;
        }
        let mut known: FxHashMap<&str, u32> = FxHashMap::default();
        let mut word_rows: Vec<u32> = Vec::new();
        for (text, rows) in texts.iter().zip(&rows).filter(|(_, rows)| **rows > 0) {
            for word in text.split_ascii_whitespace() {
                let id = *known.entry(word).or_insert(word_rows.len() as u32);
                if id as usize == word_rows.len() {
                    word_rows.push(0);
                }
                word_rows[id as usize] += rows;
            }
        }
        // A word of letters says more than a number: house numbers are few and repeat in every street.
        let rarest = |(text, rows): (&str, &u32)| {
            let words = text.split_ascii_whitespace().filter(|_| *rows > 0);
            let ranked = words.zip(1..).map(|(word, at)| {
                let id = known[word];
                (!word.bytes().any(|byte| byte.is_ascii_alphabetic()), word_rows[id as usize], word, id, at)
            });
            ranked.min().map(|(.., id, at)| (id, at))
        };
        RarestWords(texts.iter().zip(&rows).map(rarest).collect())
    }

    pub(super) fn of(&self, text: TextId) -> Option<u32> {
        self.0[text.0.get() as usize - 1].map(|(word, _)| word)
    }

    /// Where the rarest word of a text stands in it, from 1; 0 without one.
    pub(super) fn stands_at(&self, text: TextId) -> u32 {
        self.0[text.0.get() as usize - 1].map_or(0, |(_, at)| at)
    }
}
