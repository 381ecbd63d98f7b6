//! How is what the index holds read? By place and number: a person, a row, a place, an id.

use std::sync::OnceLock;

use super::night::Searched;
use super::records::{Once, PersonRecord, RowRecord, Shown};
use super::tables::{Section, Tables, u64_at};
use super::words::Word;
use crate::error::Result;
use crate::record::Field;
use crate::register::{family_id, person_id};
use crate::settings::Settings;
use crate::standardise::Options;

/// An open index.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) tables: Tables,
    /// How names are read.
    pub(super) options: Options,
    places: OnceLock<Vec<[String; 3]>>,
    once: OnceLock<Once>,
}

impl Store {
    /// Opens the index of a night; none when it has to be made.
    pub(super) fn open(settings: &Settings, night: &Searched) -> Result<Option<Store>> {
        let Some(tables) = Tables::open(&night.index, night.stamp)? else { return Ok(None) };
        let options = Options { names: settings.names, ..Options::new(night.name.date) };
        Ok(Some(Store { tables, options, places: OnceLock::new(), once: OnceLock::new() }))
    }

    /// Persons held.
    pub(super) fn persons(&self) -> u32 {
        (self.tables.length(Section::Persons) / PersonRecord::BYTES as u64) as u32
    }

    /// A person and the texts of it.
    pub(super) fn person(&self, person: u32) -> Result<(PersonRecord, Shown)> {
        let at = u64::from(person) * PersonRecord::BYTES as u64;
        let record = PersonRecord::read(&self.tables.bytes(Section::Persons, at, PersonRecord::BYTES)?);
        let texts = self.tables.bytes(Section::Texts, record.texts, record.text_bytes as usize)?;
        Ok((record, Shown::read(&texts)))
    }

    /// Village, district and regency, by number.
    pub(super) fn places(&self) -> Result<&[[String; 3]]> {
        if let Some(places) = self.places.get() {
            return Ok(places);
        }
        let text = self.tables.whole(Section::Places)?;
        let text = String::from_utf8_lossy(&text);
        let read = |line: &str| {
            let mut parts = line.split('\x1f').map(str::to_owned);
            std::array::from_fn(|_| parts.next().unwrap_or_default())
        };
        let places = text.split('\n').map(read).collect();
        Ok(self.places.get_or_init(|| places))
    }

    /// One of them.
    pub(super) fn place(&self, number: u32) -> Result<&[String; 3]> {
        self.places()?.get(number as usize).ok_or_else(|| self.tables.damaged())
    }

    /// What is said once.
    pub(super) fn once(&self) -> Result<&Once> {
        if let Some(once) = self.once.get() {
            return Ok(once);
        }
        let bytes = self.tables.whole(Section::Once)?;
        let once = serde_json::from_slice(&bytes).map_err(|_| self.tables.damaged())?;
        Ok(self.once.get_or_init(|| once))
    }

    /// A row by its row id.
    pub(super) fn row_at(&self, row: u32) -> Result<RowRecord> {
        let at = u64::from(row) * RowRecord::BYTES as u64;
        Ok(RowRecord::read(&self.tables.bytes(Section::Rows, at, RowRecord::BYTES)?))
    }

    /// A row by roster and data row.
    pub(super) fn row(&self, roster: &str, row: u32) -> Result<Option<(u32, RowRecord)>> {
        let Some((mut low, high)) = self.once()?.span(roster) else { return Ok(None) };
        let (end, mut high) = (high, high);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.row_at(middle)?.row < row { low = middle + 1 } else { high = middle }
        }
        if low >= end {
            return Ok(None);
        }
        let found = self.row_at(low)?;
        Ok((found.row == row).then_some((low, found)))
    }

    /// The id that a retired one stands for.
    pub(super) fn now(&self, id: u64) -> Result<Option<u64>> {
        let Some(place) = self.tables.values(Section::Retired, id)?.pop() else { return Ok(None) };
        let bytes = self.tables.bytes(Section::Now, u64::from(place) * 8, 8)?;
        Ok(Some(u64_at(&bytes, 0)))
    }

    /// The words of the dictionary that are written like each text, or sound like it; none for a text that is read as
    /// several words or none.
    pub(super) fn words_written(&self, texts: &[String]) -> Result<Vec<Vec<u32>>> {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let people = super::query::cells(Field::Name, &texts, &self.options);
        let (sounds, old) = (people.tokens.sound_keys(), people.tokens.old_sound_keys());
        let mut found = Vec::with_capacity(texts.len());
        for name in &people.name {
            let mut written = Vec::new();
            if let Some(&[token]) = name.map(|name| people.names.tokens(name)) {
                let at = token as usize;
                let text = people.tokens.text.get(at).to_owned();
                let word = Word { text, sound: sounds.get(at).to_owned(), old_sound: old.get(at).to_owned() };
                for key in word.whole_keys() {
                    written.extend(self.tables.values(Section::WordKeys, u64::from(key))?);
                }
                written.sort_unstable();
                written.dedup();
                let mut alike = Vec::new();
                for token in written {
                    if super::asked::alike(&word, &super::asked::dictionary(&self.tables, token)?) >= 0.96 {
                        alike.push(token);
                    }
                }
                written = alike;
            }
            found.push(written);
        }
        Ok(found)
    }

    /// A person's id as it is written.
    pub(super) fn person_id(&self, id: u64) -> String {
        person_id(id)
    }

    /// A family's id as it is written; empty where none.
    pub(super) fn family_id(&self, id: u64) -> String {
        if id == 0 { String::new() } else { family_id(id) }
    }
}

/// A birth date in ISO form as far as it is known.
pub(super) fn birth_text(record: &PersonRecord) -> String {
    let (year, month, day) = (record.birth / 10_000, record.birth / 100 % 100, record.birth % 100);
    match (year, month, day) {
        (0, ..) => String::new(),
        (year, 0, _) if record.about => format!("~{year:04}"),
        (year, 0, _) => format!("{year:04}"),
        (year, month, 0) => format!("{year:04}-{month:02}"),
        (year, month, day) => format!("{year:04}-{month:02}-{day:02}"),
    }
}
