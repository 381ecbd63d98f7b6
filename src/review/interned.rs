//! How is a column of few texts held? Each text once, and for each line which of them it is.

use rustc_hash::FxHashMap;

use crate::record::TextColumn;

/// A column of few texts.
#[derive(Debug, Default)]
pub(super) struct Interned {
    /// Each text once, in the order of first occurrence.
    pub(super) texts: Vec<String>,
    of: Vec<u32>,
}

impl Interned {
    pub(super) fn of(column: &TextColumn) -> Interned {
        let mut known: FxHashMap<&str, u32> = FxHashMap::default();
        let mut texts = Vec::new();
        let of = column.iter().map(|text| {
            *known.entry(text).or_insert_with(|| {
                texts.push(text.to_owned());
                texts.len() as u32 - 1
            })
        });
        let of = of.collect();
        Interned { texts, of }
    }

    /// The text of a line.
    pub(super) fn get(&self, line: usize) -> &str {
        &self.texts[self.of[line] as usize]
    }

    /// The texts that are not empty, sorted.
    pub(super) fn sorted(&self) -> Vec<&str> {
        let mut texts: Vec<&str> =
            self.texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        texts.sort_unstable();
        texts
    }

    /// Which of the texts one is; none where no line has it.
    pub(super) fn number(&self, text: &str) -> Option<u32> {
        self.texts.iter().position(|known| known == text).map(|place| place as u32)
    }

    /// Whether a line has the text of a number.
    pub(super) fn is(&self, line: usize, number: u32) -> bool {
        self.of[line] == number
    }
}
