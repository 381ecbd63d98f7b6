//! How do columns of whole numbers become a Parquet file? One page a column and group, as the numbers lie in memory; a
//! column that says the same in all rows of a group says it once.
//!
//! A general writer looks for values that return, to name them in a dictionary, and most columns of the state are numbers
//! that hardly do: looking took most of the time of writing.

use std::borrow::Cow;
use std::io::{self, Write};

use super::text_table::{
    DATA_PAGE, DICTIONARY_PAGE, MAGIC, PLAIN, RLE, RLE_DICTIONARY, UNCOMPRESSED, begin_page,
};
use super::thrift::{Struct, write_varint};

/// Parquet's numbers for what is used of it.
const INT32: u32 = 1;
const INT64: u32 = 2;
const REQUIRED: u32 = 0;
const UINT_32: u32 = 13;
const UINT_64: u32 = 14;

/// Numbers that are copied at a time.
const AT_A_TIME: usize = 1 << 13;

/// A column of a group of rows.
pub(super) enum Numbers<'a> {
    Long(Cow<'a, [u64]>),
    Small(Cow<'a, [u32]>),
}

impl Numbers<'_> {
    fn len(&self) -> usize {
        match self {
            Numbers::Long(values) => values.len(),
            Numbers::Small(values) => values.len(),
        }
    }

    /// Bytes of a number.
    fn width(&self) -> usize {
        match self {
            Numbers::Long(_) => size_of::<u64>(),
            Numbers::Small(_) => size_of::<u32>(),
        }
    }

    fn is_constant(&self) -> bool {
        match self {
            Numbers::Long(values) => values.iter().all(|value| *value == values[0]),
            Numbers::Small(values) => values.iter().all(|value| *value == values[0]),
        }
    }

    /// Adds the bytes of some of the numbers.
    fn append(&self, from: usize, to: usize, bytes: &mut Vec<u8>) {
        let start = bytes.len();
        bytes.resize(start + (to - from) * self.width(), 0);
        let bytes = &mut bytes[start..];
        match self {
            Numbers::Long(values) => {
                let places = bytes.as_chunks_mut().0;
                places
                    .iter_mut()
                    .zip(&values[from..to])
                    .for_each(|(place, value)| *place = value.to_le_bytes());
            }
            Numbers::Small(values) => {
                let places = bytes.as_chunks_mut().0;
                places
                    .iter_mut()
                    .zip(&values[from..to])
                    .for_each(|(place, value)| *place = value.to_le_bytes());
            }
        }
    }
}

/// Where one column of a group lies in the file; its dictionary, if it has one, stands in front.
struct Place {
    start: u64,
    data: u64,
    end: u64,
}

/// A file being written, group by group.
pub(super) struct NumberTable<W> {
    out: W,
    names: Vec<&'static str>,
    /// By column, whether its numbers have 64 bits.
    long: Vec<bool>,
    groups: Vec<(usize, Vec<Place>)>,
    at: u64,
    room: Vec<u8>,
}

impl<W: Write> NumberTable<W> {
    /// Begins a file with these columns; the numbers are of their type only.
    pub(super) fn begin(mut out: W, columns: &[(&'static str, Numbers<'_>)]) -> io::Result<NumberTable<W>> {
        out.write_all(MAGIC)?;
        Ok(NumberTable {
            out,
            names: columns.iter().map(|(name, _)| *name).collect(),
            long: columns.iter().map(|(_, numbers)| matches!(numbers, Numbers::Long(_))).collect(),
            groups: Vec::new(),
            at: MAGIC.len() as u64,
            room: Vec::new(),
        })
    }

    /// Appends rows as a group, a column each that was begun with.
    pub(super) fn append(&mut self, columns: &[(&'static str, Numbers<'_>)]) -> io::Result<()> {
        debug_assert!(columns.iter().map(|(name, _)| name).eq(&self.names));
        let rows = columns.first().map_or(0, |(_, numbers)| numbers.len());
        debug_assert!(columns.iter().all(|(_, numbers)| numbers.len() == rows));
        if rows == 0 {
            return Ok(());
        }
        let places = columns.iter().map(|(_, numbers)| self.column(numbers)).collect::<io::Result<_>>()?;
        self.groups.push((rows, places));
        Ok(())
    }

    fn column(&mut self, numbers: &Numbers<'_>) -> io::Result<Place> {
        let (start, rows) = (self.at, numbers.len() as u32);
        let data_page = |encoding| {
            move |header: &mut Struct<'_>| {
                header.inner(5, |inner| _ = inner.int(1, rows).int(2, encoding).int(3, RLE).int(4, RLE));
            }
        };
        if numbers.is_constant() {
            begin_page(&mut self.room, DICTIONARY_PAGE, numbers.width(), |header| {
                header.inner(7, |inner| _ = inner.int(1, 1).int(2, PLAIN));
            });
            numbers.append(0, 1, &mut self.room);
            let data = self.at + self.room.len() as u64;
            // One run of the first name, which takes a bit.
            let mut run = vec![1];
            write_varint(u64::from(rows) << 1, &mut run);
            run.push(0);
            begin_page(&mut self.room, DATA_PAGE, run.len(), data_page(RLE_DICTIONARY));
            self.room.extend_from_slice(&run);
            self.pass_on()?;
            return Ok(Place { start, data, end: self.at });
        }
        begin_page(&mut self.room, DATA_PAGE, numbers.len() * numbers.width(), data_page(PLAIN));
        for from in (0..numbers.len()).step_by(AT_A_TIME) {
            numbers.append(from, numbers.len().min(from + AT_A_TIME), &mut self.room);
            self.pass_on()?;
        }
        Ok(Place { start, data: start, end: self.at })
    }

    /// Writes what was made.
    fn pass_on(&mut self) -> io::Result<()> {
        self.out.write_all(&self.room)?;
        self.at += self.room.len() as u64;
        self.room.clear();
        Ok(())
    }

    /// Writes the footer and gives the file back.
    pub(super) fn finish(mut self) -> io::Result<W> {
        let mut footer = Vec::new();
        self.write_footer(&mut footer);
        self.out.write_all(&footer)?;
        self.out.write_all(&(footer.len() as u32).to_le_bytes())?;
        self.out.write_all(MAGIC)?;
        Ok(self.out)
    }

    fn write_footer(&self, footer: &mut Vec<u8>) {
        let rows: usize = self.groups.iter().map(|(rows, _)| rows).sum();
        let mut file = Struct::new(footer);
        file.int(1, 1);
        file.structs(2, self.names.len() + 1, |index, element| match index.checked_sub(1) {
            None => {
                element.text(4, "padan").int(5, self.names.len() as u32);
            }
            Some(column) => {
                element.int(1, self.kind(column)).int(3, REQUIRED).text(4, self.names[column]);
                element.int(6, if self.long[column] { UINT_64 } else { UINT_32 });
            }
        });
        file.long(3, rows as u64);
        file.structs(4, self.groups.len(), |index, group| {
            let (rows, places) = &self.groups[index];
            group.structs(1, places.len(), |column, chunk| {
                self.write_column(chunk, column, *rows, &places[column]);
            });
            let bytes: u64 = places.iter().map(|place| place.end - place.start).sum();
            group.long(2, bytes).long(3, *rows as u64);
        });
        file.text(6, concat!("padan ", env!("CARGO_PKG_VERSION")));
        file.end();
    }

    fn write_column(&self, chunk: &mut Struct<'_>, column: usize, rows: usize, place: &Place) {
        let coded = place.start < place.data;
        let length = place.end - place.start;
        chunk.long(2, place.start);
        chunk.inner(3, |meta| {
            meta.int(1, self.kind(column));
            meta.ints(2, if coded { &[PLAIN, RLE, RLE_DICTIONARY] } else { &[PLAIN, RLE] });
            meta.texts(3, &[self.names[column]]);
            meta.int(4, UNCOMPRESSED).long(5, rows as u64).long(6, length).long(7, length);
            meta.long(9, place.data);
            if coded {
                meta.long(11, place.start);
            }
        });
    }

    /// The physical type of a column.
    fn kind(&self, column: usize) -> u32 {
        if self.long[column] { INT64 } else { INT32 }
    }
}

#[cfg(test)]
mod tests {
    use polars::prelude::{ParquetReader, SerReader};

    use super::*;

    #[test]
    fn numbers_come_back_whether_they_return_or_not() {
        let long: Vec<u64> = (0..20_000).map(|row| u64::MAX - row * row).collect();
        let small: Vec<u32> = (0..20_000).map(|row| if row < 10_000 { 7 } else { u32::MAX - row }).collect();
        let columns = |from: usize, to: usize| {
            [
                ("long", Numbers::Long((&long[from..to]).into())),
                ("small", Numbers::Small((&small[from..to]).into())),
            ]
        };
        let mut table = NumberTable::begin(Vec::new(), &columns(0, 0)).unwrap();
        for (from, to) in [(0, 0), (0, 10_000), (10_000, 10_001), (10_001, 20_000)] {
            table.append(&columns(from, to)).unwrap();
        }
        let bytes = table.finish().unwrap();
        assert!(
            bytes.len() < 20_000 * 8 + 10_000 * 4 + 1_000,
            "what is the same is said once: {}",
            bytes.len()
        );
        let frame = ParquetReader::new(io::Cursor::new(bytes)).finish().unwrap();
        let read: Vec<u64> = frame.column("long").unwrap().u64().unwrap().into_no_null_iter().collect();
        assert_eq!(read, long);
        let read: Vec<u32> = frame.column("small").unwrap().u32().unwrap().into_no_null_iter().collect();
        assert_eq!(read, small);
        let empty = NumberTable::begin(Vec::new(), &columns(0, 0)).unwrap().finish().unwrap();
        assert_eq!(ParquetReader::new(io::Cursor::new(empty)).finish().unwrap().shape(), (0, 2));
    }
}
