//! How do the chunks of a night become one [`People`]? Appended in order, with ids by first occurrence in row order,
//! so that they are the same for any number of threads; then closed with what only the whole night can tell.

use super::anomaly::{Anomalies, Anomaly};
use super::chunk::{Local, Part};
use super::chunk_names::LocalNames;
use super::intern::{Slots, Texts, hash_ids, intern_hashed_sequence, intern_text};
use super::people::{ExtraColumn, NameTable, People};
use super::sound::Sounder;
use super::{Names, Options};
use super::{counted_ages, sharing};
use crate::record::{NameId, RowId, TextId};

use std::num::NonZeroU32;

/// The rows gathered so far.
pub struct Gathered {
    people: People,
    anomalies: Vec<Anomaly>,
    names: Names,
    night_year: u16,
    token_slots: Slots,
    name_slots: Slots,
    text_slots: Slots,
    sounds: Texts,
    coarse: Texts,
    sounder: Sounder,
}

impl Gathered {
    /// No rows yet.
    pub fn new(options: &Options) -> Gathered {
        let extras = options
            .extra_columns()
            .map(|(name, kind, _)| ExtraColumn { name: name.to_owned(), kind, value: Vec::new() })
            .collect();
        Gathered {
            people: People { extras, ..People::default() },
            anomalies: Vec::new(),
            names: options.names,
            night_year: u16::try_from(options.night.year()).unwrap_or(0),
            token_slots: Slots::default(),
            name_slots: Slots::default(),
            text_slots: Slots::default(),
            sounds: Texts::default(),
            coarse: Texts::default(),
            sounder: Sounder::default(),
        }
    }

    /// Rows gathered.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether no row was gathered.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Closes the night: shared and misplaced NIKs, and how many rows hold each token and name.
    pub fn finish(mut self) -> (People, Anomalies) {
        sharing::mark_misplaced(&mut self.people, &mut self.anomalies);
        sharing::mark_shared(&mut self.people, &mut self.anomalies);
        self.count_names();
        counted_ages::move_to_their_year(&mut self.people, self.night_year);
        self.anomalies.sort_unstable();
        self.anomalies.dedup();
        (self.people, Anomalies { list: self.anomalies })
    }

    /// Appends a chunk; chunks come in ingest order.
    pub fn append(&mut self, part: &Part) {
        let base = self.people.len() as RowId;
        let tokens: Vec<u32> = part.names.tokens.text.iter().map(|text| self.token(text)).collect();
        let names = self.names_of(&part.names, &tokens);
        let texts: Vec<u32> = part
            .texts
            .text
            .iter()
            .map(|text| intern_text(&mut self.people.texts.text, &mut self.text_slots, text).0)
            .collect();
        let count = part.lines.len();
        let people = &mut self.people;
        let Some(roster) = part.roster else { return };
        people.roster.resize(people.roster.len() + count, roster);
        people.file.resize(people.file.len() + count, part.file);
        people.line.extend_from_slice(&part.lines);
        people.row.extend_from_slice(&part.rows);
        people.nik.extend_from_slice(&part.nik);
        people.nik_marks.extend_from_slice(&part.nik_marks);
        people.nik_hints.extend(part.nik_hints.iter().map(|&(row, hint)| (base + row, hint)));
        people.kk.extend_from_slice(&part.kk);
        people.birth.extend_from_slice(&part.birth);
        people.sex.extend_from_slice(&part.sex);
        people.relation.extend_from_slice(&part.relation);
        let name = |locals: &[Local], column: &mut Vec<Option<NameId>>| {
            column.extend(locals.iter().map(|&local| global(local, &names).map(NameId)));
        };
        name(&part.name, &mut people.name);
        name(&part.alias, &mut people.alias);
        name(&part.mother, &mut people.mother);
        name(&part.father, &mut people.father);
        name(&part.head, &mut people.head);
        people.place.extend_from_slice(&part.place);
        people.rt.extend_from_slice(&part.rt);
        people.rw.extend_from_slice(&part.rw);
        let text = |locals: &[Local], column: &mut Vec<Option<TextId>>| {
            column.extend(locals.iter().map(|&local| global(local, &texts).map(TextId)));
        };
        text(&part.hamlet, &mut people.hamlet);
        text(&part.birth_place, &mut people.birth_place);
        people.amount.extend_from_slice(&part.amount);
        people.marks.extend_from_slice(&part.marks);
        people.key.extend_from_slice(&part.key);
        people.decile.extend_from_slice(&part.decile);
        text(&part.component, &mut people.component);
        for (column, locals) in people.extras.iter_mut().zip(&part.extras) {
            text(locals, &mut column.value);
        }
        self.anomalies.extend(part.notes.iter().map(|&(row, field, code)| Anomaly {
            row: base + row,
            field,
            code,
        }));
    }

    /// The night's number of a token; a new one gets its sounds.
    fn token(&mut self, text: &str) -> u32 {
        let table = &mut self.people.tokens;
        let (id, new) = intern_text(&mut table.text, &mut self.token_slots, text);
        if !new {
            return id;
        }
        let (key, coarse) = match self.names {
            Names::Indonesian => (self.sounder.key_b(text).to_owned(), None),
            // A foreign name keeps its spelling as its sound; the Indonesian key B serves as the coarse one.
            Names::Plain => {
                let coarse = self.sounder.key_b(text).to_owned();
                (self.sounder.plain_key([text].into_iter()).to_owned(), Some(coarse))
            }
        };
        let sound = self.sounds.intern(&key).0;
        table.sound.push(sound);
        let old = match self.names {
            Names::Indonesian => self.sounder.old_key_b(text).map(|old| self.sounds.intern(old).0),
            Names::Plain => None,
        };
        table.old_sound.push(old.unwrap_or(sound));
        let coarse = coarse.unwrap_or_else(|| self.sounder.key_c(&key).to_owned());
        table.coarse.push(self.coarse.intern(&coarse).0);
        id
    }

    /// The night's numbers of a chunk's names.
    fn names_of(&mut self, local: &LocalNames, tokens: &[u32]) -> Vec<u32> {
        let (table, spelt) = (&mut self.people.names, &self.people.tokens.text);
        let flat: Vec<u32> = local.flat.iter().map(|&token| tokens[token as usize]).collect();
        let start_of = |index: usize| if index == 0 { 0 } else { local.ends[index - 1] as usize };
        let sequence_of = |index: usize| &flat[start_of(index)..local.ends[index] as usize];
        let mut numbers = Vec::with_capacity(local.ends.len());
        let mut hashes = [0; AT_ONCE];
        for first in (0..local.ends.len()).step_by(AT_ONCE) {
            let some = first..(first + AT_ONCE).min(local.ends.len());
            // The night's tables are far larger than any cache: what several names need is fetched at once.
            for (hash, index) in hashes.iter_mut().zip(some.clone()) {
                *hash = hash_ids(sequence_of(index));
            }
            let guesses = hashes.map(|hash| self.name_slots.guess(hash));
            let firsts = guesses.map(|id| id.and_then(|id| first_token(table, id)));
            for ((index, hash), (guess, word)) in some.zip(hashes).zip(guesses.into_iter().zip(firsts)) {
                let sequence = sequence_of(index);
                if let Some(id) = guess
                    && word == sequence.first().copied()
                    && tokens_of(table, id) == sequence
                {
                    numbers.push(id);
                    continue;
                }
                let (id, new) = intern_hashed_sequence(
                    &mut table.tokens,
                    &mut table.ends,
                    &mut self.name_slots,
                    sequence,
                    hash,
                );
                if new && let [token] = *sequence {
                    table.joined_sound.push(self.people.tokens.sound[token as usize]);
                } else if new {
                    let words = sequence.iter().map(|&token| spelt.get(token as usize));
                    let joined = match self.names {
                        Names::Indonesian => self.sounder.joined_b(words),
                        Names::Plain => self.sounder.plain_key(words),
                    };
                    table.joined_sound.push(self.sounds.intern(joined).0);
                }
                numbers.push(id);
            }
        }
        numbers
    }

    fn count_names(&mut self) {
        let people = &mut self.people;
        let names = people.names.len();
        let count = |column: &[Option<NameId>]| {
            let mut rows = vec![0_u32; names];
            for name in column.iter().flatten() {
                rows[name.0.get() as usize - 1] += 1;
            }
            rows
        };
        people.names.rows = count(&people.name);
        people.names.mother_rows = count(&people.mother);
        let table = &people.names;
        let mut rows = vec![0_u32; people.tokens.text.len()];
        let mut mother_rows = rows.clone();
        let mut start = 0;
        for (index, &end) in table.ends.iter().enumerate() {
            let tokens = &table.tokens[start..end as usize];
            start = end as usize;
            for (place, &token) in tokens.iter().enumerate() {
                // A row counts once for a token that its name holds twice.
                if !tokens[..place].contains(&token) {
                    rows[token as usize] += table.rows[index];
                    mother_rows[token as usize] += table.mother_rows[index];
                }
            }
        }
        people.tokens.rows = rows;
        people.tokens.mother_rows = mother_rows;
    }
}

/// Names looked up together.
const AT_ONCE: usize = 16;

/// Where a name's tokens begin, by its number from 0.
fn start_of(table: &NameTable, id: u32) -> usize {
    if id == 0 { 0 } else { table.ends[id as usize - 1] as usize }
}

fn tokens_of(table: &NameTable, id: u32) -> &[u32] {
    &table.tokens[start_of(table, id)..table.ends[id as usize] as usize]
}

fn first_token(table: &NameTable, id: u32) -> Option<u32> {
    table.tokens.get(start_of(table, id)).copied()
}

/// The night's number of a chunk's name or text, from 1.
fn global(local: Local, numbers: &[u32]) -> Option<NonZeroU32> {
    let index = (local as usize).checked_sub(1)?;
    NonZeroU32::MIN.checked_add(numbers[index])
}
