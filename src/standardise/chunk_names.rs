//! Which names do a chunk's rows hold? The person's own, mother's, father's and head's; each distinct cell is read once.

use super::Names;
use super::anomaly::AnomalyCode as Code;
use super::chunk::{Local, Part};
use super::coded::is_blank;
use super::distinct::{Cell, Cells, Memo};
use super::habits::Habit;
use super::intern::{Slots, Texts, hash_text, intern_sequence};
use super::name::{LONGEST_BLANK, NameReader, Words};
use super::name_words::{may_have_uses, uses};
use super::people::Marks;
use crate::record::{Field, Sex};

/// Distinct names of one chunk.
#[derive(Default)]
pub(super) struct LocalNames {
    pub(super) tokens: Texts,
    pub(super) flat: Vec<u32>,
    pub(super) ends: Vec<u32>,
    slots: Slots,
    sequence: Vec<u32>,
    upper: String,
    words: Vec<(usize, usize, u32)>,
}

impl LocalNames {
    fn enter(&mut self, words: &Words) -> Local {
        if words.is_empty() {
            return 0;
        }
        self.sequence.clear();
        for word in words.iter() {
            self.sequence.push(self.tokens.intern(word).0);
        }
        intern_sequence(&mut self.flat, &mut self.ends, &mut self.slots, &self.sequence).0 + 1
    }

    /// The name of a cell of letters and blanks whose words have no other use, as most names are: there is nothing to
    /// tell apart in it. None for any other cell.
    fn enter_plain(&mut self, cell: &str) -> Option<Local> {
        let plain = |letters: bool, byte: &u8| letters & (byte.is_ascii_alphabetic() | (*byte == b' '));
        if !cell.as_bytes().iter().fold(true, plain) || (cell.len() <= LONGEST_BLANK && is_blank(cell)) {
            return None;
        }
        let lower = |lower: bool, byte: &u8| lower | byte.is_ascii_lowercase();
        let text = if cell.as_bytes().iter().fold(false, lower) {
            self.upper.clear();
            self.upper.push_str(cell);
            self.upper.make_ascii_uppercase();
            &self.upper
        } else {
            cell
        };
        self.words.clear();
        let (mut start, mut letters) = (0, 0);
        while start < text.len() {
            let rest = &text.as_bytes()[start..];
            let length = rest.iter().position(|&byte| byte == b' ').unwrap_or(rest.len());
            if length > 0 {
                let word = &text[start..start + length];
                let hash = hash_text(word);
                if may_have_uses(hash) && uses(word).is_some() {
                    return None;
                }
                letters += usize::from(length == 1);
                self.words.push((start, start + length, hash));
            }
            start += length + 1;
        }
        // Three letters by themselves may spell a name.
        if self.words.is_empty() || letters >= 3 {
            return None;
        }
        self.sequence.clear();
        for &(start, end, hash) in &self.words {
            self.sequence.push(self.tokens.intern_hashed(&text[start..end], hash).0);
        }
        Some(intern_sequence(&mut self.flat, &mut self.ends, &mut self.slots, &self.sequence).0 + 1)
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
