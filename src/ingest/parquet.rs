//! How is a Parquet file read? Slice by slice, so that memory does not depend on the file; every column as text;
//! the line of a row is its number.

use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;

use polars::prelude::{
    AnyValue, ArrowDataType, Column, DataFrame, ParquetReader, PolarsResult, SerReader, Series,
};

use crate::error::Result;

use super::cells::write_number;
use super::header::{Header, Sample, SampleRecord};
use super::notices;
use super::records::JoinedCells;
use super::table::{self, Table, Target};

/// Rows read at a time.
const SLICE: usize = 131_072;

/// Rows looked at to learn the looks of columns.
const SAMPLED: usize = 2000;

/// A Parquet file's columns and rows, before any is read.
pub(super) struct Columns<'p> {
    path: &'p Path,
    /// Names of the columns that can be read.
    pub names: Vec<String>,
    /// Names of the columns whose type has no text (lists, structures).
    pub unreadable: Vec<String>,
    projection: Vec<usize>,
    /// Rows.
    pub rows: usize,
}

impl Columns<'_> {
    /// Reads the file's schema.
    pub(super) fn open(path: &Path) -> PolarsResult<Columns<'_>> {
        let mut reader = ParquetReader::new(File::open(path)?);
        let rows = reader.num_rows()?;
        let schema = reader.schema()?;
        let mut columns =
            Columns { path, names: Vec::new(), unreadable: Vec::new(), projection: Vec::new(), rows };
        for (index, field) in schema.iter_values().enumerate() {
            if has_text(&field.dtype) {
                columns.names.push(field.name.to_string());
                columns.projection.push(index);
            } else {
                columns.unreadable.push(field.name.to_string());
            }
        }
        Ok(columns)
    }

    /// Rows from `start` on, at most `most`.
    fn slice(&self, start: usize, most: usize) -> PolarsResult<DataFrame> {
        let reader = ParquetReader::new(File::open(self.path)?);
        reader
            .with_slice(Some((start, most)))
            .with_projection(Some(self.projection.clone()))
            .set_rechunk(true)
            .finish()
    }

    /// The columns' names as a header; it stands on no line.
    pub(super) fn header(&self) -> Header {
        Header::of_names(&self.names)
    }

    /// The first rows, as text.
    pub(super) fn sample(&self, most: usize) -> PolarsResult<Sample> {
        let mut sample = Sample { records: Vec::new(), is_whole: most >= self.rows };
        each_row(&self.slice(0, most)?, 1, &mut |cells, line| {
            let cells = cells.record(line, 1).cells().map(str::to_owned).collect();
            sample.records.push(SampleRecord { line, lines: 1, cells });
            Ok(())
        })
        .unwrap_or(());
        Ok(sample)
    }
}

/// Reads one Parquet file.
///
/// # Errors
/// Only the sink's own.
pub(super) fn read(target: &mut Target<'_>, path: &Path) -> Result<()> {
    let place = notices::place(target.roster, path, None);
    let opened = Columns::open(path).and_then(|columns| Ok((columns.sample(SAMPLED)?, columns)));
    let (sample, columns) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            target.intake.findings.push(notices::unreadable(place, path, &error.to_string()));
            return Ok(());
        }
    };
    for column in &columns.unreadable {
        target.intake.findings.push(notices::column_without_text(place.clone(), column));
    }
    let mut reading = table::new_reading(target.roster, path.to_owned(), "parquet");
    if let Ok((bytes, blake3)) = super::fingerprint(path) {
        (reading.bytes, reading.blake3) = (bytes, blake3);
    }
    let header = columns.header();
    if !table::is_usable(target.roster, &header) {
        target.intake.findings.push(notices::no_header(place, path, &columns.names));
        reading.lines = columns.rows as u64;
        target.refuse_all(reading, "KEPALA_TIDAK_DITEMUKAN", String::new());
        return Ok(());
    }
    let mut table = Table::open(target, reading, header, &sample);
    let mut start = 0;
    while start < columns.rows {
        match columns.slice(start, SLICE) {
            Ok(frame) => {
                each_row(&frame, start as u32 + 1, &mut |cells, line| table.take(&cells.record(line, 1)))?;
            }
            Err(error) => {
                table.broke_off(&error.to_string());
                break;
            }
        }
        start += SLICE;
    }
    table.close()
}

/// Hands on every row of a frame with its line.
fn each_row(
    frame: &DataFrame,
    first_line: u32,
    take: &mut dyn FnMut(&JoinedCells, u32) -> Result<()>,
) -> Result<()> {
    let columns: Vec<&Series> = frame.columns().iter().map(Column::as_materialized_series).collect();
    let mut cells = JoinedCells::default();
    for row in 0..frame.height() {
        cells.clear();
        for column in &columns {
            cells.push(|text| write_value(column, row, text));
        }
        take(&cells, first_line + row as u32)?;
    }
    Ok(())
}

/// One value as text; null is empty.
fn write_value(column: &Series, row: usize, text: &mut String) {
    if let Ok(strings) = column.str() {
        let value = strings.get(row).unwrap_or_default();
        text.extend(
            value
                .chars()
                .filter(|letter| !matches!(letter, '\0' | '\r'))
                .map(|letter| if matches!(letter, '\n' | '\t') { ' ' } else { letter }),
        );
        return;
    }
    // Writing to a string cannot fail.
    let _ = match column.get(row) {
        Err(_) | Ok(AnyValue::Null) => Ok(()),
        Ok(AnyValue::Boolean(value)) => write!(text, "{value}"),
        Ok(AnyValue::Float64(value)) => {
            write_number(value, text);
            Ok(())
        }
        Ok(AnyValue::Float32(value)) => {
            write_number(f64::from(value), text);
            Ok(())
        }
        Ok(value) => match value.get_str() {
            Some(value) => write!(text, "{value}"),
            None => write!(text, "{value}"),
        },
    };
}

/// Types that can be written as text. Others would stop the reader, not only the column.
fn has_text(dtype: &ArrowDataType) -> bool {
    match dtype {
        ArrowDataType::Null
        | ArrowDataType::Boolean
        | ArrowDataType::Int8
        | ArrowDataType::Int16
        | ArrowDataType::Int32
        | ArrowDataType::Int64
        | ArrowDataType::UInt8
        | ArrowDataType::UInt16
        | ArrowDataType::UInt32
        | ArrowDataType::UInt64
        | ArrowDataType::Float32
        | ArrowDataType::Float64
        | ArrowDataType::Utf8
        | ArrowDataType::LargeUtf8
        | ArrowDataType::Utf8View
        | ArrowDataType::Date32
        | ArrowDataType::Date64
        | ArrowDataType::Timestamp(_, None) => true,
        // Numbers of up to 38 digits, as databases export a NIK; a zone's table of hours is not built in.
        ArrowDataType::Decimal(precision, _) => *precision <= 38,
        ArrowDataType::Dictionary(_, values, _) => {
            matches!(**values, ArrowDataType::Utf8 | ArrowDataType::LargeUtf8 | ArrowDataType::Utf8View)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use polars::prelude::{DataType, NamedFrom, ParquetWriter, TimeUnit};

    use super::*;

    #[test]
    fn dates_and_long_decimals_are_read_as_text() {
        let days = |kind: &DataType| Series::new("hari".into(), [Some(3653_i64), None]).cast(kind).unwrap();
        let moment = Series::new("saat".into(), [Some(3653_i64 * 86_400_000), None]);
        let nik = Series::new("nik".into(), [Some(3_314_010_101_900_002_i64), None]);
        let columns = vec![
            Column::from(days(&DataType::Int32).cast(&DataType::Date).unwrap()),
            Column::from(moment.cast(&DataType::Datetime(TimeUnit::Milliseconds, None)).unwrap()),
            Column::from(nik.cast(&DataType::Decimal(20, 0)).unwrap()),
        ];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.parquet");
        let mut frame = DataFrame::new(2, columns).unwrap();
        ParquetWriter::new(File::create(&path).unwrap()).finish(&mut frame).unwrap();
        let columns = Columns::open(&path).unwrap();
        assert_eq!(columns.names, ["hari", "saat", "nik"]);
        let sample = columns.sample(10).unwrap();
        assert_eq!(sample.records[0].cells, ["1980-01-02", "1980-01-02 00:00:00", "3314010101900002"]);
        assert_eq!(sample.records[1].cells, ["", "", ""]);
    }
}
