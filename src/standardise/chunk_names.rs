//! Which names do a chunk's rows hold? The person's own, mother's, father's and head's; each distinct cell is read once.

use super::Names;
use super::anomaly::AnomalyCode as Code;
use super::chunk::{Local, Part};
use super::coded::is_blank;
use super::distinct::{Cell, Cells, Memo};
use super::habits::Habit;
use super::intern::Words;
use super::keys::Letters;
use super::name::{self, LONGEST_BLANK, NameReader};
use super::name_words::has_uses;
use super::people::Marks;
use crate::record::{Field, Sex};

/// Distinct names of one chunk.
#[derive(Default)]
pub(super) struct LocalNames {
    pub(super) tokens: Words,
    /// The tokens of all names, one behind another, and where each name ends. One name may stand here several times,
    /// from several cells: the night's table finds that out.
    pub(super) flat: Vec<u32>,
    pub(super) ends: Vec<u32>,
    words: Vec<PlainWord>,
}

/// A word of letters: its key, when it is short enough to have one, and its place in the cell.
#[derive(Clone, Copy)]
struct PlainWord {
    letters: Option<Letters>,
    start: usize,
    end: usize,
}

impl LocalNames {
    /// Without its names; the room stays.
    pub(super) fn emptied(mut self) -> LocalNames {
        self.tokens.clear();
        self.flat.clear();
        self.ends.clear();
        self
    }

    fn enter(&mut self, words: &name::Words) -> Local {
        if words.is_empty() {
            return 0;
        }
        for word in words.iter() {
            self.flat.push(self.tokens.intern(word).0);
        }
        self.end()
    }

    /// The name of a cell of letters and blanks whose words have no other use, as most names are: there is nothing to
    /// tell apart in it. None for any other cell.
    fn enter_plain(&mut self, cell: &str) -> Option<Local> {
        self.words.clear();
        let (mut letters, mut start, mut single) = (Letters::default(), 0, 0);
        // One blank more closes the last word.
        for (place, byte) in cell.bytes().chain([b' ']).enumerate() {
            if byte.is_ascii_alphabetic() {
                letters.push(byte);
                continue;
            }
            if byte != b' ' {
                return None;
            }
            let length = place - start;
            if length > 0 {
                let letters = Some(letters).filter(|_| length <= Letters::MOST);
                if letters.is_some_and(has_uses) {
                    return None;
                }
                single += usize::from(length == 1);
                self.words.push(PlainWord { letters, start, end: place });
            }
            (letters, start) = (Letters::default(), place + 1);
        }
        // Three letters by themselves may spell a name.
        if self.words.is_empty() || single >= 3 || (cell.len() <= LONGEST_BLANK && is_blank(cell)) {
            return None;
        }
        for &PlainWord { letters, start, end } in &self.words {
            self.flat.push(match letters {
                Some(letters) => self.tokens.intern_letters(letters).0,
                None => self.tokens.intern(&cell[start..end].to_ascii_uppercase()).0,
            });
        }
        Some(self.end())
    }

    /// The number of the name whose tokens came last.
    fn end(&mut self) -> Local {
        self.ends.push(self.flat.len() as u32);
        self.ends.len() as Local
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
        self.name.resize(rows, 0);
        self.alias.resize(rows, 0);
        self.father.resize(rows, 0);
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
        if let Some(column) = chunk.column(Field::Mother) {
            let read = self.name_column(column, names);
            self.mother.extend(read.iter().map(|read| read.name));
        }
        self.mother.resize(rows, 0);
        if let Some(column) = chunk.column(Field::Father) {
            for (row, read) in self.name_column(column, names).into_iter().enumerate() {
                if read.name != 0 {
                    self.father[row] = read.name;
                }
            }
        }
        if let Some(column) = chunk.column(Field::Head) {
            let read = self.name_column(column, names);
            self.head.extend(read.iter().map(|read| read.name));
        }
        self.head.resize(rows, 0);
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
                    let text = column.text.get(row);
                    if names == Names::Indonesian
                        && let Some(name) = local.enter_plain(text)
                    {
                        return NameCell { name, ..NameCell::default() };
                    }
                    reader.read(text, names);
                    NameCell {
                        name: local.enter(&reader.name),
                        alias: local.enter(&reader.alias),
                        father: local.enter(&reader.father),
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
