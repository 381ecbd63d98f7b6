//! What does one chunk of rows say? Its cells become columns of small values with ids of the chunk's own, so that
//! chunks can be read side by side; `gather` gives the ids that hold for the whole night.

use std::num::{NonZeroU8, NonZeroU32, NonZeroU64};

use super::Options;
use super::anomaly::AnomalyCode as Code;
use super::birth;
use super::chunk_names::LocalNames;
use super::coded;
use super::distinct::{Cell, Cells, Memo};
use super::habits::Habit;
use super::identity_number::{self as number, Kind};
use super::intern::Texts;
use super::near_dates::NearDates;
use super::people::{ExtraKind, Marks, NikMarks};
use crate::ingest::RowChunk;
use crate::record::{Birth, Field, Kk, Neighbourhood, Nik, Relation, RosterId, Sex};
use crate::region::{RegionId, Resolver};

/// A chunk-local name or text: its number from 1, or 0 for none.
pub(super) type Local = u32;

/// One chunk's rows, column by column.
#[derive(Default)]
pub struct Part {
    pub(super) near: NearDates,
    pub(super) roster: Option<RosterId>,
    pub(super) file: u16,
    pub(super) lines: Vec<u32>,
    pub(super) rows: Vec<u32>,
    pub(super) nik: Vec<Option<Nik>>,
    pub(super) nik_marks: Vec<NikMarks>,
    pub(super) nik_hints: Vec<(u32, u32)>,
    pub(super) kk: Vec<Option<Kk>>,
    pub(super) birth: Vec<Birth>,
    pub(super) sex: Vec<Sex>,
    pub(super) relation: Vec<Relation>,
    pub(super) name: Vec<Local>,
    pub(super) alias: Vec<Local>,
    pub(super) mother: Vec<Local>,
    pub(super) father: Vec<Local>,
    pub(super) head: Vec<Local>,
    pub(super) place: Vec<Option<RegionId>>,
    pub(super) rt: Vec<Option<Neighbourhood>>,
    pub(super) rw: Vec<Option<Neighbourhood>>,
    pub(super) hamlet: Vec<Local>,
    pub(super) birth_place: Vec<Local>,
    pub(super) amount: Vec<Option<NonZeroU32>>,
    pub(super) marks: Vec<Marks>,
    pub(super) key: Vec<Option<NonZeroU64>>,
    pub(super) decile: Vec<Option<NonZeroU8>>,
    pub(super) component: Vec<Local>,
    pub(super) extras: Vec<Vec<Local>>,
    pub(super) names: LocalNames,
    pub(super) texts: Texts,
    /// Row within the chunk, field, defect; sorted, each once.
    pub(super) notes: Vec<(u32, Field, Code)>,
}

/// How a column's cell becomes marks.
type ReadMarks = fn(&str) -> Marks;

/// Reads one chunk; `part` is the room for it.
pub(super) fn part(
    chunk: &Cells<'_>,
    options: &Options,
    habit: Habit,
    resolver: &mut Resolver,
    mut part: Part,
) -> Part {
    part.begin(chunk.chunk());
    part.near = NearDates::new(options.night);
    part.numbers(chunk);
    part.births(chunk, options, habit);
    part.sexes(chunk, habit);
    part.marks(chunk);
    part.relations(chunk, habit);
    part.own_names(chunk, options.names, habit);
    part.family_names(chunk, options.names);
    part.places(chunk, options, habit, resolver);
    part.addresses(chunk, options, habit, resolver);
    part.birth_places(chunk);
    part.amounts(chunk);
    part.row_keys(chunk);
    part.deciles(chunk, habit);
    part.components(chunk);
    part.extras(chunk, options, habit);
    part.hold_niks();
    part.notes.sort_unstable();
    part.notes.dedup();
    part
}

impl Part {
    /// Rows held.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether it holds no row.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Forgets the chunk before, and takes what this one says of its rows. The room stays.
    fn begin(&mut self, chunk: &RowChunk) {
        let spare = std::mem::take(self);
        fn cleared<T>(mut column: Vec<T>) -> Vec<T> {
            column.clear();
            column
        }
        *self = Part {
            near: NearDates::default(),
            roster: Some(chunk.roster),
            file: chunk.file,
            lines: cleared(spare.lines),
            rows: cleared(spare.rows),
            nik: cleared(spare.nik),
            nik_marks: cleared(spare.nik_marks),
            nik_hints: cleared(spare.nik_hints),
            kk: cleared(spare.kk),
            birth: cleared(spare.birth),
            sex: cleared(spare.sex),
            relation: cleared(spare.relation),
            name: cleared(spare.name),
            alias: cleared(spare.alias),
            mother: cleared(spare.mother),
            father: cleared(spare.father),
            head: cleared(spare.head),
            place: cleared(spare.place),
            rt: cleared(spare.rt),
            rw: cleared(spare.rw),
            hamlet: cleared(spare.hamlet),
            birth_place: cleared(spare.birth_place),
            amount: cleared(spare.amount),
            marks: cleared(spare.marks),
            key: cleared(spare.key),
            decile: cleared(spare.decile),
            component: cleared(spare.component),
            extras: cleared(spare.extras),
            names: spare.names.emptied(),
            texts: spare.texts.emptied(),
            notes: cleared(spare.notes),
        };
        self.lines.extend_from_slice(&chunk.lines);
        self.rows.extend_from_slice(&chunk.rows);
    }

    pub(super) fn note(&mut self, row: usize, field: Field, code: Code) {
        self.notes.push((row as u32, field, code));
    }

    fn numbers(&mut self, chunk: &Cells<'_>) {
        let rows = self.len();
        self.nik.resize(rows, None);
        self.nik_marks.resize(rows, NikMarks::default());
        self.kk.resize(rows, None);
        if let Some(column) = chunk.column(Field::Nik) {
            for row in 0..rows {
                let reading = number::read(column.text.get(row), Kind::Nik);
                self.nik[row] = reading.number;
                self.nik_marks[row] = reading.marks;
                self.add_notes(row, Field::Nik, reading.notes);
                if let Some(hint) = reading.region_hint {
                    self.nik_hints.push((row as u32, hint));
                }
            }
        }
        if let Some(column) = chunk.column(Field::Kk) {
            let mut memo = Memo::new(column.distinct);
            for row in 0..rows {
                let reading = memo.get(row, || number::read(column.text.get(row), Kind::Kk));
                self.kk[row] = reading.number;
                self.add_notes(row, Field::Kk, reading.notes);
            }
        }
    }

    fn add_notes(&mut self, row: usize, field: Field, notes: number::Notes) {
        if !notes.is_empty() {
            self.notes.extend(notes.list().map(|code| (row as u32, field, code)));
        }
    }

    /// Birth date from its own column, from columns of its parts, from a joined column, else from the age.
    fn births(&mut self, chunk: &Cells<'_>, options: &Options, habit: Habit) {
        let night = options.night;
        let date = chunk.column(Field::BirthDate);
        let (day, month, year) =
            (chunk.column(Field::BirthDay), chunk.column(Field::BirthMonth), chunk.column(Field::BirthYear));
        let joined = chunk.column(Field::PlaceAndDate);
        let ages = chunk.column(Field::Age);
        self.birth.reserve(self.len());
        for row in 0..self.len() {
            let mut field = Field::BirthDate;
            let mut reading = birth::read(cell(date, row), night, habit.month_first);
            self.near.note(reading.compared);
            if reading.birth == Birth::UNKNOWN && year.is_some() {
                let parts = birth::read_columns(cell(day, row), cell(month, row), cell(year, row), night);
                self.near.note(parts.compared);
                if reading.note.is_none() || parts.birth != Birth::UNKNOWN {
                    (field, reading) = (Field::BirthYear, parts);
                }
            }
            if reading.birth == Birth::UNKNOWN && !cell(joined, row).is_empty() {
                let (_, written) = birth::split_place_and_date(cell(joined, row));
                let parts = birth::read(written, night, habit.month_first);
                self.near.note(parts.compared);
                if reading.note.is_none() || parts.birth != Birth::UNKNOWN {
                    (field, reading) = (Field::PlaceAndDate, parts);
                }
            }
            if let Some(code) = reading.note {
                self.note(row, field, code);
            }
            let age_cell = cell(ages, row);
            let age = coded::age(age_cell);
            if age.is_none() && !age_cell.is_empty() && !coded::is_blank(age_cell) {
                self.note(row, Field::Age, Code::AgeUnreadable);
            }
            let mut born = birth::settle_century(reading, age, night);
            if let Some(age) = age {
                if born == Birth::UNKNOWN {
                    born = birth::from_age(age, night);
                } else if age_apart(born, age, night) {
                    self.note(row, Field::Age, Code::AgeContradicts);
                }
            }
            self.birth.push(born);
        }
    }

    fn sexes(&mut self, chunk: &Cells<'_>, habit: Habit) {
        self.sex.resize(self.len(), Sex::Unknown);
        let Some(column) = chunk.column(Field::Sex) else { return };
        let mut memo = Memo::new(column.distinct);
        for row in 0..self.len() {
            let (sex, unread) = memo.get(row, || {
                let text = column.text.get(row);
                let sex = coded::sex(text, habit.sex);
                (sex, sex == Sex::Unknown && !text.is_empty() && !coded::is_blank(text))
            });
            if unread {
                self.note(row, Field::Sex, Code::SexUnreadable);
            }
            self.sex[row] = sex;
        }
    }

    fn marks(&mut self, chunk: &Cells<'_>) {
        self.marks.resize(self.len(), Marks::default());
        let columns: [(Field, ReadMarks); 3] = [
            (Field::Status, coded::status_marks),
            (Field::Occupation, coded::occupation_marks),
            (Field::Deceased, coded::death_marks),
        ];
        for (field, read) in columns {
            let Some(column) = chunk.column(field) else { continue };
            let mut memo = Memo::new(column.distinct);
            for row in 0..self.len() {
                let marks = memo.get(row, || read(column.text.get(row)));
                self.marks[row] = self.marks[row].with(marks);
            }
        }
    }

    fn relations(&mut self, chunk: &Cells<'_>, habit: Habit) {
        let rows = self.len();
        match chunk.column(Field::Relation) {
            Some(column) => {
                let mut memo = Memo::new(column.distinct);
                let read = |row| memo.get(row, || coded::relation(column.text.get(row), habit.relation));
                self.relation.extend((0..rows).map(read));
            }
            None => self.relation.resize(rows, Relation::Unknown),
        }
    }

    fn amounts(&mut self, chunk: &Cells<'_>) {
        self.amount.resize(self.len(), None);
        let Some(column) = chunk.column(Field::Amount) else { return };
        let mut memo = Memo::new(column.distinct);
        for row in 0..self.len() {
            let (amount, unread) = memo.get(row, || {
                let text = column.text.get(row);
                let amount = coded::amount(text);
                let zero = text.bytes().all(|byte| !byte.is_ascii_digit() || byte == b'0');
                let digits = text.bytes().any(|byte| byte.is_ascii_digit());
                (amount, amount.is_none() && !coded::is_blank(text) && !(zero && digits))
            });
            self.amount[row] = amount;
            if unread {
                self.note(row, Field::Amount, Code::AmountUnreadable);
            }
        }
    }

    fn extras(&mut self, chunk: &Cells<'_>, options: &Options, habit: Habit) {
        let rows = self.len();
        let mut buffer = String::new();
        for (_, kind, field) in options.extra_columns() {
            let mut values = vec![0; rows];
            if let Some(column) = chunk.column(field) {
                let mut memo = Memo::new(column.distinct);
                let (texts, near) = (&mut self.texts, &mut self.near);
                for (row, value) in values.iter_mut().enumerate() {
                    *value = memo.get(row, || {
                        extra_text(column.text.get(row), kind, options, habit, near, &mut buffer);
                        enter_text(texts, &buffer)
                    });
                }
            }
            self.extras.push(values);
        }
    }

    /// Holds each NIK against its own row, now that birth date and sex are known.
    fn hold_niks(&mut self) {
        for row in 0..self.len() {
            let Some(nik) = self.nik[row] else { continue };
            let (marks, notes) = number::hold_against_row(nik, self.birth[row], self.sex[row]);
            self.nik_marks[row] = self.nik_marks[row].with(marks);
            self.add_notes(row, Field::Nik, notes);
            if self.kk[row] != Some(nik) {
                continue;
            }
            // The same digits in both columns are one number: whose, the date part tells.
            let date = number::nik_date(nik);
            let own = date.is_some_and(|date| {
                date.female || number::date_fit(date, self.birth[row]) == number::DateFit::Agrees
            });
            if own {
                self.kk[row] = None;
                self.note(row, Field::Kk, Code::KkHoldsNik);
            } else {
                self.nik[row] = None;
                self.nik_marks[row] = NikMarks::default();
                self.note(row, Field::Nik, Code::NikHoldsKk);
            }
        }
    }
}

/// A cell of a column that may not be mapped.
pub(super) fn cell<'a>(column: Option<Cell<'a>>, row: usize) -> &'a str {
    column.map_or("", |column| column.text.get(row))
}

/// Years that an age may be behind or ahead of the birth date: rosters keep the age of the year they were made.
const AGE_SLACK: i32 = 5;

fn age_apart(birth: Birth, age: u8, night: jiff::civil::Date) -> bool {
    birth
        .year()
        .is_some_and(|year| (i32::from(night.year()) - i32::from(year) - i32::from(age)).abs() > AGE_SLACK)
}

pub(super) fn enter_text(texts: &mut Texts, text: &str) -> Local {
    if text.is_empty() { 0 } else { texts.intern(text).0 + 1 }
}

/// Upper-case words, one space between them, marks dropped.
pub(super) fn words(text: &str, buffer: &mut String) {
    buffer.clear();
    let mut gap = false;
    for letter in text.chars() {
        if letter.is_alphanumeric() {
            if gap && !buffer.is_empty() {
                buffer.push(' ');
            }
            gap = false;
            if letter.is_ascii() {
                buffer.push(letter.to_ascii_uppercase());
            } else {
                buffer.extend(letter.to_uppercase());
            }
        } else if !matches!(letter, '\'' | '\u{2019}' | '`') {
            gap = true;
        }
    }
}

/// A declared field's value in the form in which it is compared.
fn extra_text(
    text: &str,
    kind: ExtraKind,
    options: &Options,
    habit: Habit,
    near: &mut NearDates,
    buffer: &mut String,
) {
    buffer.clear();
    if text.is_empty() || (kind != ExtraKind::Carry && coded::is_blank(text)) {
        return;
    }
    match kind {
        ExtraKind::Identifier | ExtraKind::Code => {
            let kept = text
                .bytes()
                .filter(u8::is_ascii_alphanumeric)
                .map(|byte| char::from(byte.to_ascii_uppercase()));
            buffer.extend(kept);
            // 000-00-0000 and 999999999 fill a form that would not be left empty.
            let first = buffer.bytes().next();
            let filler = buffer.len() >= 4 && buffer.bytes().all(|byte| Some(byte) == first);
            if kind == ExtraKind::Identifier && filler {
                buffer.clear();
            }
        }
        ExtraKind::Text => words(text, buffer),
        ExtraKind::Number => match coded::amount(text) {
            Some(number) => buffer.push_str(&number.to_string()),
            None if text.bytes().any(|byte| byte == b'0') => buffer.push('0'),
            None => {}
        },
        ExtraKind::Date => {
            let reading = birth::read(text, options.night, habit.month_first);
            near.note(reading.compared);
            buffer.push_str(&reading.birth.to_string());
        }
        ExtraKind::Carry => buffer.push_str(text.trim()),
    }
}
