//! Which columns of last night's table stand for tonight's? Where the same persons stand in the same lines and only some
//! columns can differ, the bytes of the others are taken from the last night's file, which was held to its fingerprint:
//! to compress them again would give the same.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use polars::prelude::{ParquetReader, SerReader};

use super::parquet::Chunk;
use super::table::Table;
use crate::state::thrift::read_numbers;

/// The row groups of a table that was written by this version of the program.
pub(super) struct KnownGroups {
    path: PathBuf,
    groups: Vec<KnownGroup>,
    /// For each column whether it is made again.
    again: Vec<bool>,
}

/// One row group: its rows, and where its columns lie.
struct KnownGroup {
    rows: Range<usize>,
    at: u64,
    bytes: usize,
    columns: Vec<Column>,
}

/// A column from the first byte of its group.
#[derive(Clone, Copy)]
struct Column {
    at: usize,
    chunk: Chunk,
}

/// A row group that was read.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    of: &'a KnownGroups,
    group: &'a KnownGroup,
    bytes: &'a [u8],
}

impl KnownGroups {
    /// The row groups of a file, but for the columns that are made `again`; none where the file is not that of such a
    /// table.
    pub(super) fn of(path: &Path, table: &Table<'_>, again: &[&str]) -> Option<KnownGroups> {
        let mut reader = ParquetReader::new(File::open(path).ok()?);
        let footer = reader.get_metadata().ok()?;
        let (mut groups, mut next) = (Vec::new(), 0);
        for group in &footer.row_groups {
            let rows = next..next + group.num_rows();
            next = rows.end;
            let metas = group.parquet_columns();
            if metas.len() != table.columns.len() {
                return None;
            }
            let mut columns = Vec::with_capacity(metas.len());
            let mut end = None;
            let mut first = 0;
            for (meta, column) in metas.iter().zip(&table.columns) {
                if meta.descriptor().path_in_schema.first()?.as_str() != column.name {
                    return None;
                }
                let place = |at: i64| u64::try_from(at).ok();
                let data = place(meta.data_page_offset())?;
                let start = meta.dictionary_page_offset().map_or(Some(data), place)?;
                if end.is_none() {
                    first = start;
                } else if end != Some(start) {
                    return None;
                }
                let bytes = place(meta.compressed_size())?;
                end = Some(start + bytes);
                let chunk = Chunk {
                    encoding: 0,
                    dictionary: usize::try_from(data.checked_sub(start)?).ok()?,
                    bytes: usize::try_from(bytes).ok()?,
                    plain_bytes: usize::try_from(meta.uncompressed_size()).ok()?,
                };
                columns.push(Column { at: usize::try_from(start - first).ok()?, chunk });
            }
            let bytes = usize::try_from(end? - first).ok()?;
            groups.push(KnownGroup { rows, at: first, bytes, columns });
        }
        let again = table.columns.iter().map(|column| again.contains(&column.name.as_str())).collect();
        (next == table.rows).then(|| KnownGroups { path: path.to_owned(), groups, again })
    }

    /// The row group that holds just these rows, read into `bytes`; none where there is none.
    pub(super) fn read<'a>(&'a self, rows: &Range<usize>, bytes: &'a mut Vec<u8>) -> Option<Known<'a>> {
        let at = self.groups.binary_search_by_key(&rows.start, |group| group.rows.start).ok()?;
        let group = self.groups.get(at).filter(|group| group.rows == *rows)?;
        let mut file = File::open(&self.path).ok()?;
        file.seek(SeekFrom::Start(group.at)).ok()?;
        bytes.resize(group.bytes, 0);
        file.read_exact(bytes).ok()?;
        Some(Known { of: self, group, bytes })
    }
}

impl<'a> Known<'a> {
    /// The bytes of a column as they lie in the file; none where it is made again.
    pub(super) fn column(&self, at: usize) -> Option<(Chunk, &'a [u8])> {
        if self.of.again[at] {
            return None;
        }
        let Column { at, chunk } = self.group.columns[at];
        let bytes = self.bytes.get(at..at + chunk.bytes)?;
        // The encoding stands in the header of the data page.
        let mut encoding = None;
        read_numbers(&mut bytes.get(chunk.dictionary..)?, 0, &mut |within, field, number| {
            if (within, field) == (5, 2) {
                encoding = Some(number as u32);
            }
        })?;
        Some((Chunk { encoding: encoding?, ..chunk }, bytes))
    }
}
