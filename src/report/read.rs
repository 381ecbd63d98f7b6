//! How are tables read back? By column name, from Parquet or from CSV of any usual delimiter, ours or another's.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use polars::prelude::{Column, DataType, ParquetReader, PolarsError, SerReader};

use super::csv::plain_value;
use crate::error::{Error, Result};
use crate::record::TextColumn;

/// The named columns of a table file as text, in the order asked for. Each column may go by several names, the
/// first that is there wins; case and the order of columns do not matter.
///
/// # Errors
/// When the file cannot be read, or a column is not there: the error lists the columns that are.
pub fn read_columns(path: &Path, wanted: &[&[&str]]) -> Result<Vec<TextColumn>> {
    Ok(read(path, wanted, true)?.into_iter().flatten().collect())
}

/// The same, with none for a column that is not there.
///
/// # Errors
/// When the file cannot be read.
pub fn read_known_columns(path: &Path, wanted: &[&[&str]]) -> Result<Vec<Option<TextColumn>>> {
    read(path, wanted, false)
}

/// The cells of named columns in some rows, in the order asked for; empty where there is no such row. Only these cells
/// are kept of what is read.
///
/// # Errors
/// As [`read_columns`].
pub(super) fn read_cells(path: &Path, wanted: &[&[&str]], rows: &[usize]) -> Result<Vec<TextColumn>> {
    if !is_parquet(path) {
        let columns = read_columns(path, wanted)?;
        let cells = |column: &TextColumn| -> TextColumn {
            rows.iter().map(|row| if *row < column.len() { column.get(*row) } else { "" }).collect()
        };
        return Ok(columns.iter().map(cells).collect());
    }
    let columns = open_parquet(path, wanted, true)?.into_iter().flatten();
    columns
        .map(|column| {
            let cells = column.str().map_err(|error| damaged(path, &error))?;
            Ok(rows.iter().map(|row| cells.get(*row).unwrap_or_default()).collect())
        })
        .collect()
}

fn read(path: &Path, wanted: &[&[&str]], all: bool) -> Result<Vec<Option<TextColumn>>> {
    if is_parquet(path) { read_parquet(path, wanted, all) } else { read_text(path, wanted, all) }
}

/// The names of a table file's columns, as written.
///
/// # Errors
/// When the file cannot be read.
pub fn column_names(path: &Path) -> Result<Vec<String>> {
    if is_parquet(path) {
        let schema = ParquetReader::new(open(path)?).schema().map_err(|error| damaged(path, &error))?;
        return Ok(schema.iter_names().map(ToString::to_string).collect());
    }
    open_text(path).map(|(_, header)| header)
}

fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"))
}

fn damaged(path: &Path, error: &PolarsError) -> Error {
    Error::Input {
        what: message!(
            "{path}: tidak dapat dibaca sebagai Parquet: {error}",
            "{path}: cannot be read as Parquet: {error}",
            path = path.display()
        ),
        next_step: message!(
            "Buat berkasnya lagi, atau berikan kembarannya yang CSV.",
            "Make the file again, or give its CSV twin."
        ),
    }
}

fn read_parquet(path: &Path, wanted: &[&[&str]], all: bool) -> Result<Vec<Option<TextColumn>>> {
    let columns = open_parquet(path, wanted, all)?;
    let text = |column: Column| -> Result<TextColumn> {
        let cells = column.str().map_err(|error| damaged(path, &error))?;
        Ok(cells.iter().map(Option::unwrap_or_default).collect())
    };
    columns.into_iter().map(|column| column.map(text).transpose()).collect()
}

/// The columns as text, in the pieces they are stored in.
fn open_parquet(path: &Path, wanted: &[&[&str]], all: bool) -> Result<Vec<Option<Column>>> {
    let damaged = |error: PolarsError| damaged(path, &error);
    let mut reader = ParquetReader::new(open(path)?);
    let schema = reader.schema().map_err(damaged)?;
    let header: Vec<String> = schema.iter_names().map(ToString::to_string).collect();
    let places = find(path, &header, wanted, all)?;
    let mut projection: Vec<usize> = places.iter().copied().flatten().collect();
    projection.sort_unstable();
    projection.dedup();
    let frame = reader.set_rechunk(false).with_projection(Some(projection)).finish().map_err(damaged)?;
    let text = |place: usize| {
        frame.column(&header[place]).and_then(|column| column.cast(&DataType::String)).map_err(damaged)
    };
    places.into_iter().map(|place| place.map(text).transpose()).collect()
}

/// A text table's reader, past its header, and the header.
fn open_text(path: &Path) -> Result<(csv::Reader<BufReader<File>>, Vec<String>)> {
    let cannot = |source| Error::file(path, "cannot be read", source);
    let mut input = BufReader::with_capacity(1 << 18, open(path)?);
    skip_byte_order_mark(&mut input).map_err(cannot)?;
    let start = input.fill_buf().map_err(cannot)?;
    let delimiter = delimiter_of(start);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(input);
    let header = reader.headers().map_err(|error| broken(path, &error))?;
    let header = header.iter().map(|name| plain_value(name).to_owned()).collect();
    Ok((reader, header))
}

fn broken(path: &Path, error: &csv::Error) -> Error {
    let line = error.position().map_or(0, csv::Position::line);
    Error::Input {
        what: message!(
            "{path}:{line}: tidak dapat dibaca sebagai CSV UTF-8",
            "{path}:{line}: cannot be read as UTF-8 CSV",
            path = path.display()
        ),
        next_step: message!("Simpan berkasnya sebagai CSV UTF-8.", "Save the file as CSV UTF-8."),
    }
}

fn read_text(path: &Path, wanted: &[&[&str]], all: bool) -> Result<Vec<Option<TextColumn>>> {
    let (mut reader, header) = open_text(path)?;
    let broken = |error: csv::Error| broken(path, &error);
    let places = find(path, &header, wanted, all)?;
    let mut columns: Vec<Option<TextColumn>> =
        places.iter().map(|place| place.map(|_| TextColumn::default())).collect();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(broken)? {
        for (column, place) in columns.iter_mut().zip(&places) {
            if let (Some(column), Some(place)) = (column, place) {
                column.push(plain_value(record.get(*place).unwrap_or_default().trim_matches(' ')));
            }
        }
    }
    Ok(columns)
}

fn open(path: &Path) -> Result<File> {
    File::open(path).map_err(|source| Error::file(path, "cannot be read", source))
}

fn skip_byte_order_mark(input: &mut impl BufRead) -> std::io::Result<()> {
    if input.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        input.consume(3);
    }
    Ok(())
}

/// The candidate that occurs most in the first line; `;` when none does.
fn delimiter_of(start: &[u8]) -> u8 {
    let line = start.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| line.iter().filter(|&&byte| byte == delimiter).count();
    // The last of equals wins, so the likeliest stands last.
    b"|\t,;".iter().copied().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b';')
}

/// The place of each column wanted; none where it may be missing and is.
fn find(path: &Path, header: &[String], wanted: &[&[&str]], all: bool) -> Result<Vec<Option<usize>>> {
    let place = |names: &[&str]| {
        names.iter().find_map(|name| header.iter().position(|head| head.trim().eq_ignore_ascii_case(name)))
    };
    wanted
        .iter()
        .map(|names| match place(names) {
            None if all => Err(Error::Input {
                what: message!(
                    "{path}: tidak ada kolom `{name}`",
                    "{path}: no column `{name}`",
                    path = path.display(),
                    name = names[0]
                ),
                next_step: message!(
                    "Kolom yang terbaca: {columns}.",
                    "The columns that were read: {columns}.",
                    columns = header.join(", ")
                ),
            }),
            found => Ok(found),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &str, expected: &[(&str, &str)]) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, content).unwrap();
        let columns = read_columns(&path, &[&["roster"], &["row", "baris"]]).unwrap();
        let read: Vec<(&str, &str)> = columns[0].iter().zip(columns[1].iter()).collect();
        assert_eq!(read, expected);
    }

    #[test]
    fn any_delimiter_order_and_case() {
        check("roster,row\npkh,1\n", &[("pkh", "1")]);
        check("\u{feff}Person;BARIS;Roster\r\nx;2;pkh\r\n", &[("pkh", "2")]);
        check("row\troster\n3\t\"a\tb\"\n", &[("a\tb", "3")]);
        check("roster;row\n\"=\"\"007\"\"\";'-1\n", &[("007", "-1")]);
    }

    #[test]
    fn a_missing_column_names_those_that_are_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, "a;b\n1;2\n").unwrap();
        let error = read_columns(&path, &[&["roster"]]).unwrap_err();
        assert!(error.to_string().contains("no column `roster`"), "{error}");
        assert!(error.next_step().en.contains("a, b"));
    }
}
