//! Which cells say the same? Columns of a roster repeat themselves: villages, dates, names of mothers. Equal cells get
//! one number, so that each is read once, and the file of raw cells is written with a dictionary for nothing.

use super::intern::{Slots, hash_ids, hash_text};
use crate::ingest::RowChunk;
use crate::record::{Field, TextColumn};

/// The distinct cells of a run of rows, numbered from 0 by first occurrence.
#[derive(Debug, Default)]
pub struct Distinct {
    ids: Vec<u32>,
    firsts: Vec<u32>,
}

impl Distinct {
    /// Distinct cells.
    pub fn len(&self) -> usize {
        self.firsts.len()
    }

    /// Whether there is no cell at all.
    pub fn is_empty(&self) -> bool {
        self.firsts.is_empty()
    }

    /// The number of each row's cell.
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// The first row that holds cell `id`.
    pub fn first(&self, id: usize) -> usize {
        self.firsts[id] as usize
    }
}

/// Rows after which a column without repeats is given up.
const TRIED: usize = 2048;

/// A chunk's columns with their distinct cells.
pub struct Cells<'a> {
    chunk: &'a RowChunk,
    distinct: Vec<Option<Distinct>>,
}

/// One column of [`Cells`].
#[derive(Clone, Copy)]
pub struct Cell<'a> {
    /// The text.
    pub text: &'a TextColumn,
    /// Which cells are equal; none where nearly all differ, as numbers of persons do.
    pub distinct: Option<&'a Distinct>,
}

impl<'a> Cells<'a> {
    /// Finds the distinct cells of every column.
    pub fn of(chunk: &'a RowChunk) -> Cells<'a> {
        let mut slots = Slots::default();
        let distinct = chunk.cells.iter().map(|(_, column)| distinct(column, &mut slots)).collect();
        Cells { chunk, distinct }
    }

    /// The chunk itself.
    pub fn chunk(&self) -> &'a RowChunk {
        self.chunk
    }

    /// A field's column, when the roster maps it.
    pub fn column(&self, field: Field) -> Option<Cell<'_>> {
        let place = self.chunk.cells.iter().position(|(name, _)| *name == field)?;
        Some(Cell { text: &self.chunk.cells[place].1, distinct: self.distinct[place].as_ref() })
    }
}

fn distinct(column: &TextColumn, slots: &mut Slots) -> Option<Distinct> {
    slots.clear();
    let rows = column.len();
    let mut found = Distinct { ids: Vec::with_capacity(rows), firsts: Vec::new() };
    let mut last = ("", u32::MAX);
    for (row, cell) in column.iter().enumerate() {
        if cell != last.0 || last.1 == u32::MAX {
            let next = found.firsts.len() as u32;
            let firsts = &found.firsts;
            let same = |id: u32| column.is(firsts[id as usize] as usize, cell);
            let (id, new) = slots.find_or_add(hash_text(cell), next, same);
            if new {
                found.firsts.push(row as u32);
            }
            last = (cell, id);
        }
        found.ids.push(last.1);
        if row == TRIED && found.firsts.len() * 8 > TRIED * 7 {
            return None;
        }
    }
    Some(found)
}

/// The distinct combinations of several columns; none where one of them has no repeats. A column that is not mapped is
/// the same in every row.
pub(super) fn combined<const N: usize>(columns: &[Option<Cell<'_>>; N], rows: usize) -> Option<Distinct> {
    let mut ids: [&[u32]; N] = [&[]; N];
    let mut held = 0;
    for column in columns.iter().flatten() {
        ids[held] = column.distinct?.ids();
        held += 1;
    }
    let ids = &ids[..held];
    let mut found = Distinct { ids: Vec::with_capacity(rows), firsts: Vec::new() };
    let mut slots = Slots::default();
    let mut sequence = [0; N];
    for row in 0..rows {
        if row > 0 && ids.iter().all(|ids| ids[row] == ids[row - 1]) {
            found.ids.push(found.ids[row - 1]);
            continue;
        }
        for (place, ids) in sequence.iter_mut().zip(ids) {
            *place = ids[row];
        }
        let firsts = &found.firsts;
        let same = |id: u32| ids.iter().all(|ids| ids[firsts[id as usize] as usize] == ids[row]);
        let (id, new) = slots.find_or_add(hash_ids(&sequence[..held]), firsts.len() as u32, same);
        if new {
            found.firsts.push(row as u32);
        }
        found.ids.push(id);
    }
    Some(found)
}

/// Values by distinct cell: what was read once is not read again.
pub(super) struct Memo<'a, T> {
    ids: Option<&'a [u32]>,
    values: Vec<Option<T>>,
}

impl<'a, T: Copy> Memo<'a, T> {
    pub(super) fn new(distinct: Option<&'a Distinct>) -> Memo<'a, T> {
        let values = distinct.map_or(0, Distinct::len);
        Memo { ids: distinct.map(Distinct::ids), values: vec![None; values] }
    }

    /// The value of a row, read now if its cell was not met before.
    pub(super) fn get(&mut self, row: usize, read: impl FnOnce() -> T) -> T {
        match self.ids {
            Some(ids) => *self.values[ids[row] as usize].get_or_insert_with(read),
            None => read(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cells: &[&str], ids: &[u32], firsts: &[u32]) {
        let column: TextColumn = cells.iter().copied().collect();
        let found = distinct(&column, &mut Slots::default()).expect("it repeats");
        assert_eq!((&found.ids[..], &found.firsts[..]), (ids, firsts), "{cells:?}");
    }

    #[test]
    fn equal_cells_have_one_number() {
        check(&["A", "A", "B", "", "A", ""], &[0, 0, 1, 2, 0, 2], &[0, 2, 3]);
        check(&["", ""], &[0, 0], &[0]);
        check(&[], &[], &[]);
    }

    #[test]
    fn a_column_without_repeats_is_given_up() {
        let column = |step: usize| -> Vec<String> { (0..5000).map(|row| (row / step).to_string()).collect() };
        let found = |texts: &[String]| {
            let column: TextColumn = texts.iter().map(String::as_str).collect();
            distinct(&column, &mut Slots::default()).map(|found| found.len())
        };
        assert_eq!(found(&column(1)), None);
        assert_eq!(found(&column(2)), Some(2500));
    }

    #[test]
    fn combinations_follow_first_occurrence() {
        let (a, b): (TextColumn, TextColumn) =
            (["X", "X", "Y", "X"].into_iter().collect(), ["1", "2", "1", "1"].into_iter().collect());
        let (of_a, of_b) =
            (distinct(&a, &mut Slots::default()).unwrap(), distinct(&b, &mut Slots::default()).unwrap());
        let columns = [
            Some(Cell { text: &a, distinct: Some(&of_a) }),
            None,
            Some(Cell { text: &b, distinct: Some(&of_b) }),
        ];
        let found = combined(&columns, 4).unwrap();
        assert_eq!((&found.ids[..], &found.firsts[..]), (&[0, 1, 2, 0][..], &[0, 1, 2][..]));
        assert_eq!(combined(&[None; 3], 2).unwrap().ids, [0, 0]);
    }
}
