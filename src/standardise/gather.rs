//! How do the chunks of a night become one [`People`]? Appended in order, with ids by first occurrence in row order,
//! so that they are the same for any number of threads; then closed with what only the whole night can tell.

use super::anomaly::{Anomalies, Anomaly};
use super::chunk::{Local, Part};
use super::chunk_names::LocalNames;
use super::intern::{AT_ONCE, LongText, Numbers, Runs, Slots, Words, intern_text};
use super::near_dates::NearDates;
use super::people::{ExtraColumn, People, TokenTable};
use super::sound::{Sounder, family_spelling};
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
    near: NearDates,
    tokens: Words,
    name_runs: Runs,
    text_slots: Slots,
    sounds: Numbers,
    coarse: Numbers,
    sounder: Sounder,
    /// The spelling of each token's family.
    spellings: Vec<Spelling>,
    /// How the new names of a chunk sound.
    waiting: Vec<LongText>,
    spare: Vec<u8>,
}

impl Gathered {
    /// No rows yet; about so many are expected.
    pub fn new(options: &Options, rows: usize) -> Gathered {
        let mut gathered = Gathered::empty(options);
        gathered.people.reserve(rows);
        gathered
    }

    fn empty(options: &Options) -> Gathered {
        let extras = options
            .extra_columns()
            .map(|(name, kind, _)| ExtraColumn { name: name.to_owned(), kind, value: Vec::new() })
            .collect();
        Gathered {
            people: People {
                extras,
                tokens: TokenTable { spoken: options.names, ..TokenTable::default() },
                ..People::default()
            },
            anomalies: Vec::new(),
            names: options.names,
            night_year: u16::try_from(options.night.year()).unwrap_or(0),
            near: NearDates::new(options.night),
            tokens: Words::default(),
            name_runs: Runs::default(),
            text_slots: Slots::default(),
            sounds: Numbers::default(),
            coarse: Numbers::default(),
            sounder: Sounder::default(),
            spellings: Vec::new(),
            waiting: Vec::new(),
            spare: Vec::new(),
        }
    }

    /// Rows gathered.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// The dates that were written nearest to the night.
    pub fn near_dates(&self) -> NearDates {
        self.near
    }

    /// Whether no row was gathered.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Closes the night: shared and misplaced NIKs, and how many rows hold each token and name.
    pub fn finish(mut self) -> (People, Anomalies) {
        self.people.tokens.text = std::mem::take(&mut self.tokens).text;
        let Runs { flat, ends, .. } = std::mem::take(&mut self.name_runs);
        (self.people.names.tokens, self.people.names.ends) = (flat, ends);
        // What only found the numbers has no more use, and closing needs room.
        (self.sounds, self.coarse, self.spellings) = Default::default();
        (self.text_slots, self.waiting) = Default::default();
        self.people.fit();
        sharing::mark_misplaced(&mut self.people, &mut self.anomalies);
        sharing::mark_shared(&mut self.people, &mut self.anomalies);
        count_names(&mut self.people);
        counted_ages::move_to_their_year(&mut self.people, self.night_year);
        self.anomalies.sort_unstable();
        self.anomalies.dedup();
        (self.people, Anomalies { list: self.anomalies })
    }

    /// Appends a chunk; chunks come in ingest order.
    pub fn append(&mut self, part: &Part) {
        self.near.join(&part.near);
        let base = self.people.len() as RowId;
        let tokens = self.tokens_of(&part.names);
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

    /// The night's numbers of a chunk's tokens.
    fn tokens_of(&mut self, local: &LocalNames) -> Vec<u32> {
        let texts = &local.tokens.text;
        let mut numbers = Vec::with_capacity(texts.len());
        for first in (0..texts.len()).step_by(AT_ONCE) {
            let some = first..(first + AT_ONCE).min(texts.len());
            let mut guesses = [None; AT_ONCE];
            for (guess, index) in guesses.iter_mut().zip(some.clone()) {
                *guess = self.tokens.guess(texts.get(index));
            }
            for (index, guess) in some.zip(guesses) {
                numbers.push(match guess {
                    Some(id) => id,
                    None => self.token(texts.get(index)),
                });
            }
        }
        numbers
    }

    /// The night's number of a token; a new one gets its sounds.
    fn token(&mut self, text: &str) -> u32 {
        let table = &mut self.people.tokens;
        let (id, new) = self.tokens.intern(text);
        if !new {
            return id;
        }
        let sounder = &mut self.sounder;
        let sound = match self.names {
            Names::Indonesian => {
                self.spare.clear();
                self.spare.extend_from_slice(sounder.key_b(text));
                self.sounds.of(&self.spare)
            }
            // A foreign name keeps its spelling as its sound; the Indonesian key B serves as the coarse one.
            Names::Plain => self.sounds.of(sounder.plain_key([text].into_iter())),
        };
        table.sound.push(sound);
        let (old, coarse) = match self.names {
            Names::Indonesian => {
                let old = sounder.old_key_b(text).map(|old| self.sounds.of(old));
                (old, self.coarse.of(sounder.key_c(&self.spare)))
            }
            Names::Plain => (None, self.coarse.of(sounder.key_b(text))),
        };
        self.spellings.push(Spelling::of(family_spelling(text)));
        table.old_sound.push(old.unwrap_or(sound));
        table.coarse.push(coarse);
        id
    }

    /// The night's numbers of a chunk's names.
    fn names_of(&mut self, local: &LocalNames, tokens: &[u32]) -> Vec<u32> {
        let flat: Vec<u32> = local.flat.iter().map(|&token| tokens[token as usize]).collect();
        let count = local.ends.len();
        let start_of = |index: usize| if index == 0 { 0 } else { local.ends[index - 1] as usize };
        let run_of = |index: usize| &flat[start_of(index)..local.ends[index] as usize];
        let mut numbers = Vec::with_capacity(count);
        for first in (0..count).step_by(AT_ONCE) {
            // The night's tables are far larger than any cache: what several names need is fetched at once.
            let place = |index: usize| (first + index < count).then(|| run_of(first + index));
            let guesses: [Option<u32>; AT_ONCE] =
                std::array::from_fn(|index| place(index).and_then(|run| self.name_runs.guess(run)));
            for (index, guess) in (first..count).zip(guesses) {
                numbers.push(match guess {
                    Some(id) => id,
                    None => self.name(run_of(index)),
                });
            }
        }
        self.sounds.of_all(&self.waiting, &mut self.people.names.joined_sound);
        self.waiting.clear();
        numbers
    }

    /// The night's number of a name; a new one gets its sound.
    fn name(&mut self, run: &[u32]) -> u32 {
        let (id, new) = self.name_runs.intern(run);
        if !new {
            return id;
        }
        if let [token] = *run {
            self.waiting.push(LongText::Known(self.people.tokens.sound[token as usize]));
            return id;
        }
        let word = |&token: &u32| self.tokens.text.get(token as usize);
        self.waiting.push(LongText::of(match self.names {
            Names::Indonesian => {
                self.sounder.begin();
                for token in run {
                    match self.spellings[*token as usize].get() {
                        Some((letters, length)) => self.sounder.add_some(letters, length),
                        None => self.sounder.add(family_spelling(word(token))),
                    }
                }
                self.sounder.joined()
            }
            Names::Plain => self.sounder.plain_key(run.iter().map(word)),
        }));
        id
    }
}

/// A spelling where it is looked for: millions of names are put together from few tokens.
struct Spelling {
    letters: [u8; 15],
    /// Too long for the letters when it is more than they are.
    length: u8,
}

impl Spelling {
    fn of(word: &str) -> Spelling {
        let mut letters = [0; 15];
        match letters.get_mut(..word.len()) {
            Some(place) => {
                place.copy_from_slice(word.as_bytes());
                Spelling { letters, length: word.len() as u8 }
            }
            None => Spelling { letters, length: u8::MAX },
        }
    }

    /// The spelling, in room that is always as long; none when it is too long.
    fn get(&self) -> Option<(&[u8; 15], usize)> {
        let length = usize::from(self.length);
        (length <= self.letters.len()).then_some((&self.letters, length))
    }
}

/// Counts the rows of each name and token.
fn count_names(people: &mut People) {
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

/// The night's number of a chunk's name or text, from 1.
fn global(local: Local, numbers: &[u32]) -> Option<NonZeroU32> {
    let index = (local as usize).checked_sub(1)?;
    NonZeroU32::MIN.checked_add(numbers[index])
}
