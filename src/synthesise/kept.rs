//! How does a roster wait for its next night? As a text file of one line a row beside the nights, until the last
//! night is written: who the row is, and its cells. Only one roster is in memory at a time.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Between the fields of a kept row; its cells are apart by `listing::BREAK`.
const FIELD: char = '\u{1c}';

/// One row as it waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kept<'a> {
    /// The row's own identity: the same on every night, whatever becomes of its key, place and cells.
    pub(super) entry: &'a str,
    /// Who it is.
    pub(super) person: &'a str,
    /// The household of that person, as it is true tonight.
    pub(super) household: &'a str,
    /// Village of the address, 10 digits.
    pub(super) village: u64,
    /// The person's own number, whatever the cell says.
    pub(super) nik: u64,
    /// The cells, in the roster's columns.
    pub(super) cells: &'a str,
}

impl<'a> Kept<'a> {
    /// Reads a line of [`write_line`](Kept::write_line); what it did not write has no row.
    pub(super) fn read(line: &'a str) -> Option<Kept<'a>> {
        let mut fields = line.splitn(6, FIELD);
        Some(Kept {
            entry: fields.next()?,
            person: fields.next()?,
            household: fields.next()?,
            village: fields.next()?.parse().ok()?,
            nik: fields.next()?.parse().ok()?,
            cells: fields.next()?,
        })
    }

    /// The row as a line, without its end.
    pub(super) fn line(&self) -> String {
        let Kept { entry, person, household, village, nik, cells } = self;
        format!("{entry}{FIELD}{person}{FIELD}{household}{FIELD}{village}{FIELD}{nik}{FIELD}{cells}")
    }
}

/// A file of kept rows while it is written.
pub(super) struct Keeper {
    path: PathBuf,
    out: BufWriter<File>,
}

impl Keeper {
    /// Begins the file anew.
    pub(super) fn open(path: &Path) -> Result<Keeper> {
        let file = File::create(path).map_err(|source| Error::file(path, "cannot be written", source))?;
        Ok(Keeper { path: path.to_owned(), out: BufWriter::with_capacity(1 << 18, file) })
    }

    /// Adds a row, as [`Kept::line`] gives it.
    pub(super) fn write(&mut self, line: &str) -> Result<()> {
        writeln!(self.out, "{line}").map_err(|source| Error::file(&self.path, "cannot be written", source))
    }

    pub(super) fn close(mut self) -> Result<()> {
        self.out.flush().map_err(|source| Error::file(&self.path, "cannot be written", source))
    }
}

/// All kept rows of a file.
pub(super) fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|source| Error::file(path, "cannot be read", source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_comes_back_as_it_was_kept() {
        let row = Kept {
            entry: "bdt-7",
            person: "1-2",
            household: "k1-1",
            village: 3_314_012_001,
            nik: 3_314_010_101_900_001,
            cells: "SITI\u{1f}2\u{1f}",
        };
        assert_eq!(Kept::read(&row.line()), Some(row));
        assert_eq!(Kept::read("bdt-7"), None);
    }
}
