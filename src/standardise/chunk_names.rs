//! Which names do a chunk's rows hold? The person's own, mother's, father's and head's; each distinct cell is read once.

use super::Names;
use super::anomaly::AnomalyCode as Code;
use super::chunk::{Local, Part};
use super::distinct::{Cell, Cells, Memo};
use super::habits::Habit;
use super::intern::{Slots, Texts, intern_sequence};
use super::name::{NameReader, Words};
use super::people::Marks;
use super::sound::Sounder;
use crate::record::{Field, Sex, TextColumn};

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

impl Part {
    /// The person's own name, with what its column tells beside it.
    pub(super) fn own_names(&mut self, chunk: &Cells<'_>, names: Names, habit: Habit) {
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
                if field == Field::Name && is_cut(column.text.get(row), habit.name_width) {
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
    pub(super) fn family_names(&mut self, chunk: &Cells<'_>, names: Names) {
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

    fn name_column(&mut self, column: Cell<'_>, names: Names) -> Vec<NameCell> {
        let mut memo = Memo::new(column.distinct);
        let mut reader = NameReader::default();
        let local = &mut self.names;
        (0..column.text.len())
            .map(|row| {
                memo.get(row, || {
                    reader.read(column.text.get(row), names);
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
}

fn is_cut(text: &str, width: Option<u16>) -> bool {
    width.is_some_and(|width| text.len() >= usize::from(width) && text.chars().count() == usize::from(width))
}
