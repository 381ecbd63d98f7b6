//! How is a table written without ever being there as a whole? Part by part, in both formats at once; while some parts
//! are written, the next are made.

use std::io::Write;
use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;

use super::beside::beside;
use super::csv::Form;
use super::known_groups::KnownGroups;
use super::parquet::{Encoder, Group, Writer};
use super::sink::Sink;
use super::table::{Data, Table};
use crate::error::{Error, Result};
use crate::state::file::{HashingWriter, Written, write_whole};

/// Cells of a part: a few megabytes of text, and a row group of the Parquet file. The bytes of the files depend on it,
/// so it does not depend on the machine.
const PART_CELLS: usize = 1 << 18;
/// Text of a part in most tables, as CSV.
const PART_BYTES: usize = 23 * PART_CELLS;
/// Parts that are made at a time, at most; bounds the memory of a machine with many cores.
const MOST_AT_A_TIME: usize = 8;

/// What was written of a table.
pub(super) struct WrittenTable {
    /// Rows that were written.
    pub rows: u64,
    /// The files.
    pub files: Vec<Written>,
}

/// What parts are made from.
#[derive(Clone, Copy)]
struct ToMake<'t, 'a> {
    table: &'t Table<'a>,
    /// None where there is no CSV.
    form: Option<&'t Form>,
    /// What stands of the last night.
    known: Option<&'t KnownGroups>,
}

/// A part of a table on its way into the files. Its buffers are used again.
struct Part {
    data: Vec<Data>,
    csv: Sink,
    encoder: Encoder,
    group: Group,
    /// The group of last night.
    known: Vec<u8>,
    rows: usize,
}

impl Part {
    fn new() -> std::io::Result<Part> {
        let encoder = Encoder::new()?;
        let (data, csv, group) = (Vec::new(), Sink::default(), Group::default());
        Ok(Part { data, csv, encoder, group, known: Vec::new(), rows: 0 })
    }

    fn make(&mut self, to_make: &ToMake<'_, '_>, rows: &Range<usize>) -> std::io::Result<()> {
        let ToMake { table, form, known } = *to_make;
        self.csv.clear();
        self.rows = table.part(rows, &mut self.data);
        if let Some(form) = form {
            if rows.len() < table.rows {
                self.csv.expect(PART_BYTES);
            }
            form.write(self.rows, &self.data, &mut self.csv);
        }
        let known = known.and_then(|known| known.read(rows, &mut self.known));
        self.encoder.encode(table, (self.rows, &self.data), known, &mut self.group)
    }
}

/// Writes tables into a folder, one after another.
pub(super) struct Press<'a> {
    folder: &'a Path,
    now: Vec<Part>,
    next: Vec<Part>,
}

impl Press<'_> {
    pub(super) fn new(folder: &Path) -> Result<Press<'_>> {
        let parts = || -> std::io::Result<Vec<Part>> {
            (0..rayon::current_num_threads().min(MOST_AT_A_TIME)).map(|_| Part::new()).collect()
        };
        let failed = |source| Error::file(folder, "cannot be written", source);
        Ok(Press { folder, now: parts().map_err(failed)?, next: parts().map_err(failed)? })
    }

    /// Where it writes.
    pub(super) fn folder(&self) -> &Path {
        self.folder
    }

    /// Writes a table as CSV and Parquet; what is `known` of the second is taken as it is.
    pub(super) fn both(&mut self, table: &Table<'_>, known: Option<&KnownGroups>) -> Result<WrittenTable> {
        let csv_path = self.folder.join(format!("{}.csv", table.name));
        let parquet_path = self.folder.join(format!("{}.parquet", table.name));
        let cannot = |source| Error::file(&csv_path, "cannot be written", source);
        let form = Form::new(table);
        let mut told = None;
        let csv = write_whole(&csv_path, |csv| {
            csv.write_all(form.header()).map_err(cannot)?;
            let mut take = |part: &Part| csv.write_all(part.csv.written()).map_err(cannot);
            let to_make = ToMake { table, form: Some(&form), known };
            told = Some(self.parquet(&to_make, &parquet_path, &mut take)?);
            Ok(())
        })?;
        let (rows, parquet) = told.unwrap_or_else(|| unreachable!("the file was written"));
        Ok(WrittenTable { rows, files: vec![csv, parquet] })
    }

    /// Writes a table as Parquet alone, under a name of its own.
    pub(super) fn parquet_alone(&mut self, table: &Table<'_>, file: &str) -> Result<(u64, Written)> {
        let to_make = ToMake { table, form: None, known: None };
        self.parquet(&to_make, &self.folder.join(file), &mut |_| Ok(()))
    }

    fn parquet(
        &mut self,
        to_make: &ToMake<'_, '_>,
        path: &Path,
        take: &mut (dyn FnMut(&Part) -> Result<()> + Send),
    ) -> Result<(u64, Written)> {
        let mut rows = 0;
        let written = write_whole(path, |out| {
            rows = self.parts(to_make, path, out, take)?;
            Ok(())
        })?;
        Ok((rows, written))
    }

    /// Makes the parts, some at a time, and writes them in order.
    fn parts(
        &mut self,
        to_make: &ToMake<'_, '_>,
        path: &Path,
        out: &mut HashingWriter,
        take: &mut (dyn FnMut(&Part) -> Result<()> + Send),
    ) -> Result<u64> {
        let table = to_make.table;
        let cannot = |source| Error::file(path, "cannot be written", source);
        let size = (PART_CELLS / table.columns.len().max(1)).max(1);
        let ranges: Vec<Range<usize>> =
            (0..table.rows).step_by(size).map(|start| start..(start + size).min(table.rows)).collect();
        let mut writer = Writer::begin(out).map_err(cannot)?;
        let (mut waiting, mut rows) = (0, 0);
        // Buffers of another table may be of other kinds.
        self.now.iter_mut().chain(&mut self.next).for_each(|part| part.data.clear());
        for wave in ranges.chunks(self.now.len()).chain(std::iter::once(&[][..])) {
            let (now, next) = (&self.now[..waiting], &mut self.next[..wave.len()]);
            let write = || -> Result<()> {
                for part in now {
                    take(part)?;
                    writer.append(&part.group).map_err(cannot)?;
                    rows += part.rows as u64;
                }
                Ok(())
            };
            let mut make = || {
                next.par_iter_mut()
                    .zip(wave)
                    .try_for_each(|(part, range)| part.make(to_make, range))
                    .map_err(cannot)
            };
            let (made, wrote) = if now.is_empty() { (make(), Ok(())) } else { beside(write, make) };
            wrote.and(made)?;
            waiting = wave.len();
            std::mem::swap(&mut self.now, &mut self.next);
        }
        writer.finish(table).map_err(cannot)?;
        Ok(rows)
    }
}
