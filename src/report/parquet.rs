//! How does a [`Table`] become a Parquet file? The same values as in the CSV, typed, without what only a
//! spreadsheet needs.

use std::ops::Range;
use std::path::Path;

use polars::prelude::{
    Column as PolarsColumn, DataFrame, DataType, IntoColumn, NamedFrom, ParquetWriter, PlSmallStr,
    PolarsError, Schema, Series, StringChunkedBuilder,
};
use rayon::prelude::*;

use super::table::{Column, Data, Table, rounded};
use crate::error::{Error, Result};
use crate::state::file::{Written, write_whole};
use crate::state::raw::fast_zstd;

/// Rows a row group; the frame of one group is all that is built beside the table.
const GROUP_ROWS: usize = 262_144;

/// Writes the table to `path`, zstd. Empty text is null; counts are 64-bit signed, which every reader knows.
///
/// # Errors
/// When the file cannot be written.
pub fn write_parquet(table: &Table, path: &Path) -> Result<Written> {
    write_groups(path, &schema(table), table.rows(), GROUP_ROWS, |group| frame(table, group))
}

/// Writes a table that is made part by part, `part_rows` rows a row group; it is never there as a whole.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn write_in_parts(
    path: &Path,
    rows: usize,
    part_rows: usize,
    part: impl Fn(Range<usize>) -> Table,
) -> Result<Written> {
    write_groups(path, &schema(&part(0..0)), rows, part_rows, |group| {
        let table = part(group);
        frame(&table, 0..table.rows())
    })
}

fn write_groups(
    path: &Path,
    schema: &Schema,
    rows: usize,
    group_rows: usize,
    frame: impl Fn(Range<usize>) -> std::result::Result<DataFrame, PolarsError>,
) -> Result<Written> {
    let failed = |error: PolarsError| Error::Output { path: path.to_owned(), what: error.to_string() };
    write_whole(path, |out| {
        let mut parquet = ParquetWriter::new(out)
            .with_compression(fast_zstd())
            // The writer's own threads would be a second pool beside the run's, of another size.
            .set_parallel(false)
            .batched(schema)
            .map_err(failed)?;
        for start in (0..rows).step_by(group_rows) {
            let frame = frame(start..(start + group_rows).min(rows)).map_err(failed)?;
            parquet.write_batch(&frame).map_err(failed)?;
        }
        parquet.finish().map_err(failed)?;
        Ok(())
    })
}

fn schema(table: &Table) -> Schema {
    let column = |column: &Column| (PlSmallStr::from(column.name.as_str()), data_type(&column.data));
    table.columns.iter().map(column).collect()
}

fn frame(table: &Table, rows: Range<usize>) -> std::result::Result<DataFrame, PolarsError> {
    let columns: Vec<PolarsColumn> =
        table.columns.par_iter().map(|column| group_column(column, rows.clone())).collect();
    DataFrame::new(rows.len(), columns)
}

fn data_type(data: &Data) -> DataType {
    match data {
        Data::Text(_) | Data::Digits(_) | Data::Label(..) => DataType::String,
        Data::Count(_) => DataType::Int64,
        Data::Number(..) => DataType::Float64,
    }
}

fn group_column(column: &Column, rows: Range<usize>) -> PolarsColumn {
    let name = PlSmallStr::from(column.name.as_str());
    match &column.data {
        Data::Text(texts) | Data::Digits(texts) => text_column(name, rows, |row| texts.get(row)),
        Data::Label(labels, codes) => text_column(name, rows, |row| &labels[codes[row] as usize]),
        Data::Count(values) => {
            let values: Vec<Option<i64>> = values[rows]
                .iter()
                .map(|value| value.map(|value| i64::try_from(value).unwrap_or(i64::MAX)))
                .collect();
            Series::new(name, values).into_column()
        }
        Data::Number(values, decimals) => {
            let values: Vec<Option<f64>> =
                values[rows].iter().map(|&value| rounded(value, *decimals)).collect();
            Series::new(name, values).into_column()
        }
    }
}

fn text_column<'a>(name: PlSmallStr, rows: Range<usize>, text: impl Fn(usize) -> &'a str) -> PolarsColumn {
    let mut builder = StringChunkedBuilder::new(name, rows.len());
    for row in rows {
        let value = text(row);
        builder.append_option((!value.is_empty()).then_some(value));
    }
    builder.finish().into_column()
}
