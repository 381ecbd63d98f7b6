//! What stands on a few lines of a large table? Only they are read, by their place.

use std::fs::File;
use std::path::Path;

use polars::io::parquet::metadata::FileMetadataRef;
use polars::prelude::{DataType, ParquetReader, PolarsError, SerReader};

use crate::error::{Error, Result};

/// A line of a table: each filled cell under its column's name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TableLine(Vec<(String, String)>);

impl TableLine {
    /// A cell; empty where there is none.
    pub(super) fn get(&self, column: &str) -> &str {
        self.0.iter().find(|(name, _)| name == column).map_or("", |(_, value)| value)
    }

    /// A cell as its own text.
    pub(super) fn text(&self, column: &str) -> String {
        self.get(column).to_owned()
    }

    /// A cell that holds a number.
    pub(super) fn number(&self, column: &str) -> Option<u64> {
        self.get(column).parse().ok()
    }
}

/// Some lines of a Parquet table, by place, in the order asked for.
pub(super) fn lines(path: &Path, places: &[u32]) -> Result<Vec<TableLine>> {
    let unreadable = |error: PolarsError| Error::Input {
        what: message!(
            "{path}: tidak dapat dibaca sebagai Parquet: {error}",
            "{path}: cannot be read as Parquet: {error}",
            path = path.display()
        ),
        next_step: message!("Jalankan malam itu lagi: padan run.", "Run the night again: padan run."),
    };
    let open = || File::open(path).map_err(|source| Error::file(path, "cannot be read", source));
    let mut found = Vec::new();
    let mut footer = None;
    for &place in places {
        let mut reader = ParquetReader::new(open()?);
        match &footer {
            None => footer = Some(reader.get_metadata().map_err(unreadable)?.clone()),
            Some(known) => reader.set_metadata(FileMetadataRef::clone(known)),
        }
        let frame = reader.with_slice(Some((place as usize, 1))).finish().map_err(unreadable)?;
        let mut line = Vec::new();
        for column in frame.columns() {
            let texts = column.cast(&DataType::String).map_err(unreadable)?;
            let texts = texts.str().map_err(unreadable)?;
            if let Some(Some(cell)) = texts.iter().next() {
                line.push((column.name().to_string(), cell.to_owned()));
            }
        }
        found.push(TableLine(line));
    }
    Ok(found)
}
