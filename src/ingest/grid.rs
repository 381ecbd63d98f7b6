//! How are the cells of a sheet held? As text, one after another, with the column and length of each: a sheet of a
//! million rows takes little more than the same list as CSV.

/// The filled cells of a sheet, in row and column order.
#[derive(Debug, Default)]
pub(super) struct Grid {
    text: String,
    cells: Vec<GridCell>,
    rows: Vec<GridRow>,
    /// The first and the last line, and the leftmost and the rightmost column.
    bounds: Option<((u32, u32), (u16, u16))>,
}

#[derive(Clone, Copy, Debug)]
struct GridCell {
    column: u16,
    length: u32,
}

/// A row with a cell in it, and where its cells begin.
#[derive(Clone, Copy, Debug)]
struct GridRow {
    line: u32,
    cell: usize,
    text: usize,
}

impl Grid {
    /// Adds a cell, on the 1-based line `line`; false when it does not come after the last one. `write` appends its
    /// text.
    pub(super) fn push(&mut self, line: u32, column: u16, write: impl FnOnce(&mut String)) -> bool {
        let last = self.rows.last().map_or(0, |row| row.line);
        let begins = line != last;
        if line < last || (!begins && self.cells.last().is_some_and(|cell| cell.column >= column)) {
            return false;
        }
        let start = self.text.len();
        if begins {
            self.rows.push(GridRow { line, cell: self.cells.len(), text: start });
        }
        write(&mut self.text);
        self.cells.push(GridCell { column, length: (self.text.len() - start) as u32 });
        self.reach(line, column);
        true
    }

    /// Says that the sheet reaches as far as this place, though the cell there may be empty.
    pub(super) fn reach(&mut self, line: u32, column: u16) {
        let ((top, bottom), (left, right)) = self.bounds.unwrap_or(((line, line), (column, column)));
        self.bounds = Some(((top.min(line), bottom.max(line)), (left.min(column), right.max(column))));
    }

    /// The 1-based line of the first row and of the last.
    pub(super) fn lines(&self) -> Option<(u32, u32)> {
        self.bounds.map(|(lines, _)| lines)
    }

    /// Every row from the first to the last, with its line: its cells from the leftmost column of the
    /// sheet to the rightmost, empty ones too.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u32, GridCells<'_>)> {
        let mut next = 0;
        let ((first, last), (left, right)) = self.bounds.unwrap_or(((1, 0), (0, 0)));
        (first..=last).map(move |line| {
            let (mut text, mut cells): (&str, &[GridCell]) = ("", &[]);
            if let Some(row) = self.rows.get(next).filter(|row| row.line == line) {
                next += 1;
                let end = self.rows.get(next).map_or(self.cells.len(), |row| row.cell);
                (text, cells) = (&self.text[row.text..], &self.cells[row.cell..end]);
            }
            (line, GridCells { text, cells, column: left, end: right })
        })
    }
}

/// The cells of one row, from left to right.
pub(super) struct GridCells<'a> {
    text: &'a str,
    cells: &'a [GridCell],
    column: u16,
    end: u16,
}

impl<'a> Iterator for GridCells<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.column > self.end {
            return None;
        }
        let mut cell = "";
        if let Some((first, rest)) = self.cells.split_first()
            && first.column == self.column
        {
            (cell, self.text) = self.text.split_at(first.length as usize);
            self.cells = rest;
        }
        self.column += 1;
        Some(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_wide_as_the_sheet() {
        let mut grid = Grid::default();
        for (line, column, text) in [(3, 1, "NIK"), (3, 3, "Nama"), (5, 2, "é"), (6, 1, "")] {
            assert!(grid.push(line, column, |cell| cell.push_str(text)));
        }
        assert_eq!(grid.lines(), Some((3, 6)));
        let rows: Vec<(u32, Vec<&str>)> = grid.rows().map(|(line, cells)| (line, cells.collect())).collect();
        let expected = [(3, ["NIK", "", "Nama"]), (4, [""; 3]), (5, ["", "é", ""]), (6, [""; 3])];
        assert_eq!(rows, expected.map(|(line, cells)| (line, cells.to_vec())));
        assert!(!grid.push(6, 1, |_| {}) && !grid.push(5, 9, |_| {}), "cells come in order");
        grid.reach(7, 0);
        assert_eq!(grid.rows().last().map(|(line, cells)| (line, cells.count())), Some((7, 4)));
        assert_eq!(Grid::default().rows().count(), 0);
    }
}
