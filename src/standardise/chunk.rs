//! What does one chunk of rows say? Its cells become columns of small values with ids of the chunk's own, so that
//! chunks can be read side by side; `gather` gives the ids that hold for the whole night.

use std::num::NonZeroU32;

use super::address::{self, AddressNote, AddressNotes};
use super::anomaly::AnomalyCode as Code;
use super::birth;
use super::coded;
use super::habits::{Habit, Habits};
use super::identity_number::{self as number, Kind};
use super::intern::{Slots, Texts, hash_text, intern_sequence};
use super::name::{NameReader, Words};
use super::people::{ExtraKind, Marks, NikMarks};
use super::place;
use super::sound::Sounder;
use super::{Names, Options};
use crate::ingest::RowChunk;
use crate::record::{Birth, Field, Kk, Neighbourhood, Nik, Relation, RosterId, Sex, TextColumn};
use crate::region::{self, PlaceNote, PlaceReading, PlaceWords, RegionId, Resolver};

/// The outcome of one [`super::standardise`]: what its chunks say, in their order.
pub struct Batch {
    pub(super) parts: Vec<Part>,
}

/// A chunk-local name or text: its number from 1, or 0 for none.
pub(super) type Local = u32;

/// Distinct names of one chunk.
#[derive(Default)]
pub(super) struct LocalNames {
    pub(super) tokens: Texts,
    pub(super) flat: Vec<u32>,
    pub(super) ends: Vec<u32>,
    /// Sound of each name written without spaces.
    pub(super) joined: TextColumn,
    slots: Slots,
    sequence: Vec<u32>,
    sounder: Sounder,
}

impl LocalNames {
    fn enter(&mut self, words: &Words, names: Names) -> Local {
        if words.is_empty() {
            return 0;
        }
        self.sequence.clear();
        for word in words.iter() {
            self.sequence.push(self.tokens.intern(word).0);
        }
        let (id, new) = intern_sequence(&mut self.flat, &mut self.ends, &mut self.slots, &self.sequence);
        if new {
            let joined = match names {
                Names::Indonesian => self.sounder.joined_b(words.iter()),
                Names::Plain => self.sounder.plain_key(words.iter()),
            };
            self.joined.push(joined);
        }
        id + 1
    }
}

/// One chunk's rows, column by column.
#[derive(Default)]
pub(super) struct Part {
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
    pub(super) extras: Vec<Vec<Local>>,
    pub(super) names: LocalNames,
    pub(super) texts: Texts,
    /// Row within the chunk, field, defect; sorted, each once.
    pub(super) notes: Vec<(u32, Field, Code)>,
}

/// Values by distinct cell text: what was read once is not read again.
struct Cached<T> {
    slots: Slots,
    first: Vec<u32>,
    values: Vec<T>,
}

impl<T: Copy> Cached<T> {
    fn new() -> Cached<T> {
        Cached { slots: Slots::default(), first: Vec::new(), values: Vec::new() }
    }

    fn get(&mut self, column: &TextColumn, row: usize, read: impl FnOnce(&str) -> T) -> T {
        let cell = column.get(row);
        let next = self.first.len() as u32;
        let first = &self.first;
        let same = |id: u32| column.get(first[id as usize] as usize) == cell;
        let (id, new) = self.slots.find_or_add(hash_text(cell), next, same);
        if new {
            self.first.push(row as u32);
            self.values.push(read(cell));
        }
        self.values[id as usize]
    }
}

/// What a name cell gave, in ids of the chunk.
#[derive(Clone, Copy, Default)]
struct NameCell {
    name: Local,
    alias: Local,
    father: Local,
    sex: Option<Sex>,
    deceased: bool,
    digits: bool,
}

/// Reads one chunk.
pub(super) fn part(chunk: &RowChunk, options: &Options, habits: &Habits, resolver: &mut Resolver) -> Part {
    let habit = habits.of(chunk.file);
    let mut part = Part {
        roster: Some(chunk.roster),
        file: chunk.file,
        lines: chunk.lines.clone(),
        rows: chunk.rows.clone(),
        ..Part::default()
    };
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
    part.extras(chunk, options);
    part.hold_niks();
    part.notes.sort_unstable();
    part.notes.dedup();
    part
}

impl Part {
    fn len(&self) -> usize {
        self.lines.len()
    }

    fn note(&mut self, row: usize, field: Field, code: Code) {
        self.notes.push((row as u32, field, code));
    }

    fn numbers(&mut self, chunk: &RowChunk) {
        let rows = self.len();
        self.nik = vec![None; rows];
        self.nik_marks = vec![NikMarks::default(); rows];
        self.kk = vec![None; rows];
        if let Some(column) = chunk.column(Field::Nik) {
            for row in 0..rows {
                let reading = number::read(column.get(row), Kind::Nik);
                self.nik[row] = reading.number;
                self.nik_marks[row] = reading.marks;
                self.add_notes(row, Field::Nik, reading.notes);
                if let Some(hint) = reading.region_hint {
                    self.nik_hints.push((row as u32, hint));
                }
            }
        }
        if let Some(column) = chunk.column(Field::Kk) {
            for row in 0..rows {
                let reading = number::read(column.get(row), Kind::Kk);
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
    fn births(&mut self, chunk: &RowChunk, options: &Options, habit: Habit) {
        let night = options.night;
        let date = chunk.column(Field::BirthDate);
        let (day, month, year) =
            (chunk.column(Field::BirthDay), chunk.column(Field::BirthMonth), chunk.column(Field::BirthYear));
        let joined = chunk.column(Field::PlaceAndDate);
        let ages = chunk.column(Field::Age);
        self.birth = Vec::with_capacity(self.len());
        for row in 0..self.len() {
            let mut field = Field::BirthDate;
            let mut reading = birth::read(cell(date, row), night, habit.month_first);
            if reading.birth == Birth::UNKNOWN && year.is_some() {
                let parts = birth::read_columns(cell(day, row), cell(month, row), cell(year, row), night);
                if reading.note.is_none() || parts.birth != Birth::UNKNOWN {
                    (field, reading) = (Field::BirthYear, parts);
                }
            }
            if reading.birth == Birth::UNKNOWN && !cell(joined, row).is_empty() {
                let (_, written) = birth::split_place_and_date(cell(joined, row));
                let parts = birth::read(written, night, habit.month_first);
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

    fn sexes(&mut self, chunk: &RowChunk, habit: Habit) {
        self.sex = vec![Sex::Unknown; self.len()];
        let Some(column) = chunk.column(Field::Sex) else { return };
        for row in 0..self.len() {
            let text = column.get(row);
            let sex = coded::sex(text, habit.sex);
            if sex == Sex::Unknown && !text.is_empty() && !coded::is_blank(text) {
                self.note(row, Field::Sex, Code::SexUnreadable);
            }
            self.sex[row] = sex;
        }
    }

    fn marks(&mut self, chunk: &RowChunk) {
        self.marks = vec![Marks::default(); self.len()];
        let columns: [(Field, fn(&str) -> Marks); 3] = [
            (Field::Status, coded::status_marks),
            (Field::Occupation, coded::occupation_marks),
            (Field::Deceased, coded::death_marks),
        ];
        for (field, read) in columns {
            let Some(column) = chunk.column(field) else { continue };
            let mut cache = Cached::new();
            for row in 0..self.len() {
                let marks = cache.get(column, row, read);
                self.marks[row] = self.marks[row].with(marks);
            }
        }
    }

    fn relations(&mut self, chunk: &RowChunk, habit: Habit) {
        self.relation = match chunk.column(Field::Relation) {
            Some(column) => column.iter().map(|text| coded::relation(text, habit.relation)).collect(),
            None => vec![Relation::Unknown; self.len()],
        };
    }

    /// The person's own name, with what its column tells beside it.
    fn own_names(&mut self, chunk: &RowChunk, names: Names, habit: Habit) {
        let rows = self.len();
        self.name = vec![0; rows];
        self.alias = vec![0; rows];
        self.father = vec![0; rows];
        for field in [Field::Name, Field::NameCorrection] {
            let Some(column) = chunk.column(field) else { continue };
            let cells = self.name_column(column, names);
            for (row, read) in cells.into_iter().enumerate() {
                if read.name == 0 && field == Field::NameCorrection {
                    continue;
                }
                self.name[row] = read.name;
                self.alias[row] = read.alias;
                self.father[row] = read.father;
                if read.deceased {
                    self.marks[row] = self.marks[row].with(Marks::DECEASED);
                }
                if self.sex[row] == Sex::Unknown {
                    self.sex[row] = read.sex.unwrap_or(Sex::Unknown);
                }
                if read.digits {
                    self.note(row, field, Code::NameHasDigits);
                }
                if field == Field::Name && is_cut(column.get(row), habit.name_width) {
                    self.marks[row] = self.marks[row].with(Marks::NAME_CUT);
                    self.note(row, field, Code::NameCut);
                }
            }
        }
        if chunk.column(Field::Name).is_some() || chunk.column(Field::NameCorrection).is_some() {
            for row in 0..rows {
                if self.name[row] == 0 {
                    self.note(row, Field::Name, Code::NameMissing);
                }
            }
        }
    }

    /// Names of mother, father and head; a guardian only where neither parent is named.
    fn family_names(&mut self, chunk: &RowChunk, names: Names) {
        let rows = self.len();
        self.mother = vec![0; rows];
        self.head = vec![0; rows];
        if let Some(column) = chunk.column(Field::Mother) {
            self.mother = self.name_column(column, names).iter().map(|read| read.name).collect();
        }
        if let Some(column) = chunk.column(Field::Father) {
            for (row, read) in self.name_column(column, names).into_iter().enumerate() {
                if read.name != 0 {
                    self.father[row] = read.name;
                }
            }
        }
        if let Some(column) = chunk.column(Field::Head) {
            self.head = self.name_column(column, names).iter().map(|read| read.name).collect();
        }
        if let Some(column) = chunk.column(Field::Guardian) {
            for (row, read) in self.name_column(column, names).into_iter().enumerate() {
                if self.mother[row] != 0 || self.father[row] != 0 {
                    continue;
                }
                // Whether a guardian stands for mother or father only a title can tell; father weighs less.
                if read.sex == Some(Sex::Female) {
                    self.mother[row] = read.name;
                } else {
                    self.father[row] = read.name;
                }
            }
        }
    }

    fn name_column(&mut self, column: &TextColumn, names: Names) -> Vec<NameCell> {
        let mut cache = Cached::new();
        let mut reader = NameReader::default();
        let local = &mut self.names;
        (0..column.len())
            .map(|row| {
                cache.get(column, row, |text| {
                    reader.read(text, names);
                    NameCell {
                        name: local.enter(&reader.name, names),
                        alias: local.enter(&reader.alias, names),
                        father: local.enter(&reader.father, names),
                        sex: Some(reader.sex.get()).filter(|&sex| sex != Sex::Unknown),
                        deceased: reader.deceased,
                        digits: reader.digits,
                    }
                })
            })
            .collect()
    }

    fn places(&mut self, chunk: &RowChunk, options: &Options, habit: Habit, resolver: &mut Resolver) {
        let readings = place::places(chunk, habit.codes, options.context, resolver);
        self.place = readings.iter().map(|reading| reading.place).collect();
        for (row, reading) in
            readings.into_iter().enumerate().filter(|(_, reading)| !reading.notes.is_empty())
        {
            for note in reading.notes.iter() {
                if let Some((field, code)) = place_anomaly(note) {
                    self.note(row, field, code);
                }
            }
        }
    }

    /// RT, RW and hamlet; and, in a roster without a village column, the village that the address mentions.
    fn addresses(&mut self, chunk: &RowChunk, options: &Options, habit: Habit, resolver: &mut Resolver) {
        let rows = self.len();
        self.rt = vec![None; rows];
        self.rw = vec![None; rows];
        self.hamlet = vec![0; rows];
        const FIELDS: [Field; 5] = [Field::Address, Field::Rt, Field::Rw, Field::RtRw, Field::Hamlet];
        let columns = FIELDS.map(|field| chunk.column(field));
        if columns.iter().all(Option::is_none) {
            return;
        }
        let hints = chunk.column(Field::Village).is_none();
        let words = place::PlaceColumns::of(chunk);
        let mut slots = Slots::default();
        let mut first: Vec<usize> = Vec::new();
        let mut read: Vec<AddressCell> = Vec::new();
        for row in 0..rows {
            let cells = columns.map(|column| cell(column, row));
            let hash = cells.iter().fold(0_u32, |sum, text| sum.rotate_left(5) ^ hash_text(text));
            let same = |id: u32| columns.map(|column| cell(column, first[id as usize])) == cells;
            let (id, new) = slots.find_or_add(hash, first.len() as u32, same);
            if new {
                first.push(row);
                read.push(AddressCell::read(cells, hints, &mut self.texts));
            }
            let found = &read[id as usize];
            self.rt[row] = found.rt;
            self.rw[row] = found.rw;
            self.hamlet[row] = found.locality;
            for note in found.notes.iter() {
                self.notes.push((row as u32, Field::RtRw, address_anomaly(note)));
            }
            if let Some(hint) = &found.hint {
                let columns = words.words(row, habit.codes);
                let known = self.place[row];
                let finer = hint.sharpen(&columns, known, options.context, resolver);
                self.place[row] = finer.or(known);
            }
        }
    }

    fn birth_places(&mut self, chunk: &RowChunk) {
        let rows = self.len();
        self.birth_place = vec![0; rows];
        let mut buffer = String::new();
        for (field, joined) in [(Field::BirthPlace, false), (Field::PlaceAndDate, true)] {
            let Some(column) = chunk.column(field) else { continue };
            let mut cache = Cached::new();
            let texts = &mut self.texts;
            for row in 0..rows {
                if self.birth_place[row] == 0 {
                    self.birth_place[row] = cache.get(column, row, |text| {
                        let text = if joined { birth::split_place_and_date(text).0 } else { text };
                        place_words(text, &mut buffer);
                        enter_text(texts, &buffer)
                    });
                }
            }
        }
    }

    fn amounts(&mut self, chunk: &RowChunk) {
        self.amount = vec![None; self.len()];
        let Some(column) = chunk.column(Field::Amount) else { return };
        let mut cache = Cached::new();
        for row in 0..self.len() {
            let (amount, unread) = cache.get(column, row, |text| {
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

    fn extras(&mut self, chunk: &RowChunk, options: &Options) {
        let rows = self.len();
        let mut buffer = String::new();
        for (index, (_, kind)) in options.extras.iter().enumerate() {
            let mut values = vec![0; rows];
            if let Some(column) = chunk.column(Field::Extra(index as u16)) {
                let mut cache = Cached::new();
                let texts = &mut self.texts;
                for (row, value) in values.iter_mut().enumerate() {
                    *value = cache.get(column, row, |text| {
                        extra_text(text, *kind, options, &mut buffer);
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

/// What one distinct address gave.
struct AddressCell {
    rt: Option<Neighbourhood>,
    rw: Option<Neighbourhood>,
    locality: Local,
    notes: AddressNotes,
    hint: Option<PlaceHint>,
}

/// Place names within an address.
struct PlaceHint {
    village: String,
    district: String,
    regency: String,
}

impl AddressCell {
    fn read([line, rt, rw, rt_rw, hamlet]: [&str; 5], hints: bool, texts: &mut Texts) -> AddressCell {
        let line = if coded::is_blank(line) { "" } else { line };
        let found = address::address(line, rt, rw, rt_rw, hamlet);
        let locality = enter_text(texts, &found.locality());
        let named =
            hints && !(found.village.is_empty() && found.district.is_empty() && found.regency.is_empty());
        let (rt, rw, notes) = (found.rt, found.rw, found.notes);
        let hint = named.then(|| PlaceHint {
            village: found.village,
            district: found.district,
            regency: found.regency,
        });
        AddressCell { rt, rw, locality, notes, hint }
    }
}

impl PlaceHint {
    /// A place within the known one that the hint names; the columns count more than the address.
    fn sharpen(
        &self,
        columns: &PlaceWords<'_>,
        known: Option<RegionId>,
        context: Option<RegionId>,
        resolver: &mut Resolver,
    ) -> Option<RegionId> {
        let either = |column, hint| if str::is_empty(column) { hint } else { column };
        let words = PlaceWords {
            village: either(columns.village, self.village.as_str()),
            district: either(columns.district, self.district.as_str()),
            regency: either(columns.regency, self.regency.as_str()),
            ..*columns
        };
        let PlaceReading { place, .. } = resolver.resolve(&words, context);
        let place = place?;
        known.is_none_or(|known| region::table().contains(known, place)).then_some(place)
    }
}

/// The anomaly of a place note; none for how reading normally goes.
fn place_anomaly(note: PlaceNote) -> Option<(Field, Code)> {
    Some(match note {
        PlaceNote::ProvinceWrong => (Field::Province, Code::PlaceProvinceWrong),
        PlaceNote::ProvinceFormer => (Field::Province, Code::PlaceProvinceFormer),
        PlaceNote::KindDiffers => (Field::Regency, Code::PlaceKindDiffers),
        PlaceNote::Misspelt => (Field::Village, Code::PlaceMisspelt),
        PlaceNote::ProvinceUnknown => (Field::Province, Code::PlaceProvinceUnknown),
        PlaceNote::RegencyUnknown => (Field::Regency, Code::PlaceRegencyUnknown),
        PlaceNote::DistrictUnknown => (Field::District, Code::PlaceDistrictUnknown),
        PlaceNote::VillageUnknown => (Field::Village, Code::PlaceVillageUnknown),
        PlaceNote::Ambiguous => (Field::Regency, Code::PlaceAmbiguous),
        PlaceNote::CodeDisagrees => (Field::VillageCode, Code::PlaceCodeDisagrees),
        PlaceNote::CodeRetired => (Field::VillageCode, Code::PlaceCodeRetired),
        PlaceNote::CodeUnknown => (Field::VillageCode, Code::PlaceCodeUnknown),
        PlaceNote::CodeInPart => (Field::VillageCode, Code::PlaceCodeInPart),
        PlaceNote::FromContext => return None,
    })
}

fn address_anomaly(note: AddressNote) -> Code {
    match note {
        AddressNote::RtRwFromDate => Code::AddressDateInRtRw,
        AddressNote::RtRwUnreadable => Code::AddressRtRwUnreadable,
        AddressNote::RtRwDisagrees => Code::AddressRtRwDisagrees,
    }
}

/// A cell of a column that may not be mapped.
fn cell(column: Option<&TextColumn>, row: usize) -> &str {
    column.map_or("", |column| column.get(row))
}

/// Years that an age may be behind or ahead of the birth date: rosters keep the age of the year they were made.
const AGE_SLACK: i32 = 5;

fn age_apart(birth: Birth, age: u8, night: jiff::civil::Date) -> bool {
    birth
        .year()
        .is_some_and(|year| (i32::from(night.year()) - i32::from(year) - i32::from(age)).abs() > AGE_SLACK)
}

fn is_cut(text: &str, width: Option<u16>) -> bool {
    width.is_some_and(|width| text.len() >= usize::from(width) && text.chars().count() == usize::from(width))
}

fn enter_text(texts: &mut Texts, text: &str) -> Local {
    if text.is_empty() { 0 } else { texts.intern(text).0 + 1 }
}

/// Upper-case words, one space between them, marks dropped.
fn words(text: &str, buffer: &mut String) {
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

/// A place of birth without the word for its kind; empty when the cell says nothing.
fn place_words(text: &str, buffer: &mut String) {
    if coded::is_blank(text) {
        buffer.clear();
        return;
    }
    words(text, buffer);
    const KINDS: [&str; 8] =
        ["KABUPATEN ", "KAB ", "KOTA ", "KOTAMADYA ", "KODYA ", "KECAMATAN ", "KEC ", "DESA "];
    for kind in KINDS {
        if buffer.starts_with(kind) {
            buffer.drain(..kind.len());
            break;
        }
    }
}

/// A declared field's value in the form in which it is compared.
fn extra_text(text: &str, kind: ExtraKind, options: &Options, buffer: &mut String) {
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
        }
        ExtraKind::Text => words(text, buffer),
        ExtraKind::Number => match coded::amount(text) {
            Some(number) => buffer.push_str(&number.to_string()),
            None if text.bytes().any(|byte| byte == b'0') => buffer.push('0'),
            None => {}
        },
        ExtraKind::Date => buffer.push_str(&birth::read(text, options.night, false).birth.to_string()),
        ExtraKind::Carry => buffer.push_str(text.trim()),
    }
}
