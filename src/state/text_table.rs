//! How do columns of text become a Parquet file without a detour? Each run of rows is encoded by itself, on any
//! thread, into the bytes of one row group; the file is these groups one after another and a footer that says where
//! they lie.
//!
//! Only what text needs is written: one page a column and group, optional UTF-8, plain or by dictionary. Equal cells
//! are found while rows are read, so a dictionary costs nothing here. There are no statistics: smallest and largest
//! values would put a name and a NIK into the footer for nothing.

use std::io::{self, Write};

use super::thrift::{Struct, write_varint};
use crate::record::TextColumn;
use crate::standardise::Distinct;

/// Begins and ends the file.
pub(super) const MAGIC: &[u8; 4] = b"PAR1";

/// Parquet's numbers for what is used of it.
const BYTE_ARRAY: u32 = 6;
const OPTIONAL: u32 = 1;
const UTF8: u32 = 0;
pub(super) const PLAIN: u32 = 0;
pub(super) const RLE: u32 = 3;
pub(super) const RLE_DICTIONARY: u32 = 8;
pub(super) const UNCOMPRESSED: u32 = 0;
pub(super) const DATA_PAGE: u32 = 0;
pub(super) const DICTIONARY_PAGE: u32 = 2;

/// A run of rows as the bytes of one row group.
#[derive(Debug, Default)]
pub struct Group {
    rows: usize,
    bytes: Vec<u8>,
    columns: Vec<Place>,
}

/// Where one column of a group lies, from the group's first byte; its dictionary, if it has one, stands in front.
#[derive(Clone, Copy, Debug)]
struct Place {
    start: usize,
    data: usize,
    end: usize,
}

/// Makes groups, one after another, with the same buffers.
#[derive(Debug, Default)]
pub(super) struct Encoder {
    group: Group,
    places: Vec<u32>,
}

impl Encoder {
    /// Begins a group of `rows` rows, in the room of one that was written.
    pub(super) fn begin(&mut self, rows: usize, room: Group) {
        let Group { mut bytes, mut columns, .. } = room;
        bytes.clear();
        columns.clear();
        self.group = Group { rows, bytes, columns };
    }

    /// The group begun last, with the columns added since.
    pub(super) fn end(&mut self) -> Group {
        std::mem::take(&mut self.group)
    }

    /// Adds a column that these rows do not have.
    pub(super) fn push_missing(&mut self) {
        let start = self.group.bytes.len();
        let rows = self.group.rows;
        let page = self.begin_data(PLAIN, levels_length(0, rows));
        write_levels(std::iter::empty(), 0, rows, page);
        self.end_column(start, start);
    }

    /// Adds a column; an empty cell is missing. `distinct` tells which cells are equal, where that was found out.
    pub(super) fn push(&mut self, column: &TextColumn, distinct: Option<&Distinct>) {
        match distinct.filter(|distinct| distinct.len() * 2 <= self.group.rows) {
            Some(distinct) => self.push_coded(column, distinct),
            None => self.push_plain(column),
        }
    }

    fn push_plain(&mut self, column: &TextColumn) {
        let start = self.group.bytes.len();
        let rows = self.group.rows;
        let filled = column.iter().filter(|cell| !cell.is_empty()).count();
        let page = self.begin_data(PLAIN, levels_length(filled, rows) + 4 * filled + column.text().len());
        write_levels(column.iter().map(|cell| !cell.is_empty()), filled, rows, page);
        for cell in column.iter().filter(|cell| !cell.is_empty()) {
            write_value(cell.as_bytes(), page);
        }
        self.end_column(start, start);
    }

    fn push_coded(&mut self, column: &TextColumn, distinct: &Distinct) {
        let start = self.group.bytes.len();
        let rows = self.group.rows;
        self.places.clear();
        let (mut held, mut length) = (0, 0);
        for id in 0..distinct.len() {
            let cell = column.bytes(distinct.first(id)).len();
            self.places.push(if cell == 0 { MISSING } else { held });
            held += u32::from(cell > 0);
            length += if cell == 0 { 0 } else { cell + 4 };
        }
        begin_page(&mut self.group.bytes, DICTIONARY_PAGE, length, |header| {
            header.inner(7, |inner| _ = inner.int(1, held).int(2, PLAIN));
        });
        for id in 0..distinct.len() {
            match column.get(distinct.first(id)) {
                "" => {}
                cell => write_value(cell.as_bytes(), &mut self.group.bytes),
            }
        }

        let data = self.group.bytes.len();
        let places = std::mem::take(&mut self.places);
        let all = || distinct.ids().iter().map(|&id| places[id as usize]);
        let filled = if held as usize == distinct.len() {
            rows
        } else {
            all().filter(|&place| place != MISSING).count()
        };
        let width = (u32::BITS - held.saturating_sub(1).leading_zeros()).max(1);
        let length = levels_length(filled, rows) + 1 + packed_length(filled, width);
        let page = self.begin_data(RLE_DICTIONARY, length);
        write_levels(all().map(|place| place != MISSING), filled, rows, page);
        page.push(width as u8);
        write_packed(all().filter(|&place| place != MISSING), filled, width, page);
        self.end_column(start, data);
        self.places = places;
    }

    /// Begins a page of `length` bytes with the rows of a column.
    fn begin_data(&mut self, encoding: u32, length: usize) -> &mut Vec<u8> {
        let rows = self.group.rows as u32;
        begin_page(&mut self.group.bytes, DATA_PAGE, length, |header| {
            header.inner(5, |inner| _ = inner.int(1, rows).int(2, encoding).int(3, RLE).int(4, RLE));
        });
        &mut self.group.bytes
    }

    fn end_column(&mut self, start: usize, data: usize) {
        self.group.columns.push(Place { start, data, end: self.group.bytes.len() });
    }
}

/// In place of a dictionary place: the cell is missing.
const MISSING: u32 = u32::MAX;

/// The header of a page of `length` bytes, which follow as they are.
pub(super) fn begin_page(bytes: &mut Vec<u8>, kind: u32, length: usize, more: impl FnOnce(&mut Struct<'_>)) {
    bytes.reserve(length + LONGEST_HEADER);
    let length = length as u32;
    let mut header = Struct::new(bytes);
    header.int(1, kind).int(2, length).int(3, length);
    more(&mut header);
    header.end();
}

/// More than the header of a page takes.
const LONGEST_HEADER: usize = 64;

/// The bytes of [`write_levels`].
fn levels_length(filled: usize, rows: usize) -> usize {
    let one_run = filled == rows || filled == 0;
    4 + if one_run { varint_length((rows as u64) << 1) + 1 } else { packed_length(rows, 1) }
}

/// The bytes of [`write_packed`].
fn packed_length(count: usize, width: u32) -> usize {
    let groups = count.div_ceil(8);
    varint_length((groups as u64) << 1 | 1) + groups * width as usize
}

fn varint_length(value: u64) -> usize {
    (u64::BITS - value.leading_zeros()).div_ceil(7).max(1) as usize
}

/// Which rows hold a value: one run where all or none do, a bit a row otherwise; behind the length of it all.
fn write_levels(present: impl Iterator<Item = bool>, filled: usize, rows: usize, page: &mut Vec<u8>) {
    let at = page.len();
    page.extend_from_slice(&[0; 4]);
    if filled == rows || filled == 0 {
        write_varint((rows as u64) << 1, page);
        page.push(u8::from(filled > 0));
    } else {
        write_packed(present.map(u32::from), rows, 1, page);
    }
    let length = (page.len() - at - 4) as u32;
    page[at..at + 4].copy_from_slice(&length.to_le_bytes());
}

/// A run of `count` numbers of `width` bits each, eight numbers to a whole number of bytes.
pub(crate) fn write_packed(values: impl Iterator<Item = u32>, count: usize, width: u32, page: &mut Vec<u8>) {
    let groups = count.div_ceil(8);
    write_varint((groups as u64) << 1 | 1, page);
    let end = page.len() + groups * width as usize;
    let (mut waiting, mut bits) = (0_u64, 0);
    for value in values {
        waiting |= u64::from(value) << bits;
        bits += width;
        if bits >= 32 {
            page.extend_from_slice(&(waiting as u32).to_le_bytes());
            waiting >>= 32;
            bits -= 32;
        }
    }
    page.extend_from_slice(&waiting.to_le_bytes());
    page.resize(end, 0);
}

pub(crate) fn write_value(cell: &[u8], page: &mut Vec<u8>) {
    page.extend_from_slice(&(cell.len() as u32).to_le_bytes());
    page.extend_from_slice(cell);
}

/// A file being written, group by group.
pub(super) struct TextTable<W> {
    out: W,
    names: Vec<String>,
    /// Where each group begins, its rows, and where its columns lie.
    groups: Vec<(u64, usize, Vec<Place>)>,
    at: u64,
}

impl<W: Write> TextTable<W> {
    /// Begins a file with these columns.
    pub(super) fn begin(mut out: W, names: Vec<String>) -> io::Result<TextTable<W>> {
        out.write_all(MAGIC)?;
        Ok(TextTable { out, names, groups: Vec::new(), at: MAGIC.len() as u64 })
    }

    /// Appends the next rows.
    pub(super) fn append(&mut self, group: &Group) -> io::Result<()> {
        debug_assert_eq!(group.columns.len(), self.names.len());
        if group.rows > 0 {
            self.out.write_all(&group.bytes)?;
            self.groups.push((self.at, group.rows, group.columns.clone()));
            self.at += group.bytes.len() as u64;
        }
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
        let rows: usize = self.groups.iter().map(|(_, rows, _)| rows).sum();
        let mut file = Struct::new(footer);
        file.int(1, 1);
        file.structs(2, self.names.len() + 1, |index, element| match index.checked_sub(1) {
            None => {
                element.text(4, "padan").int(5, self.names.len() as u32);
            }
            Some(column) => {
                element.int(1, BYTE_ARRAY).int(3, OPTIONAL).text(4, &self.names[column]).int(6, UTF8);
                element.inner(10, |logical| _ = logical.inner(1, |_| {}));
            }
        });
        file.long(3, rows as u64);
        file.structs(4, self.groups.len(), |index, group| {
            let (at, rows, columns) = &self.groups[index];
            let bytes = columns.last().map_or(0, |last| last.end as u64);
            group.structs(1, columns.len(), |column, chunk| {
                self.write_column(chunk, column, *at, *rows, columns[column]);
            });
            group.long(2, bytes).long(3, *rows as u64);
        });
        file.text(6, concat!("padan ", env!("CARGO_PKG_VERSION")));
        file.end();
    }

    fn write_column(&self, chunk: &mut Struct<'_>, column: usize, at: u64, rows: usize, place: Place) {
        let coded = place.start < place.data;
        let length = (place.end - place.start) as u64;
        chunk.long(2, at + place.start as u64);
        chunk.inner(3, |meta| {
            meta.int(1, BYTE_ARRAY);
            meta.ints(2, if coded { &[PLAIN, RLE, RLE_DICTIONARY] } else { &[PLAIN, RLE] });
            meta.texts(3, &[&self.names[column]]);
            meta.int(4, UNCOMPRESSED).long(5, rows as u64).long(6, length).long(7, length);
            meta.long(9, at + place.data as u64);
            if coded {
                meta.long(11, at + place.start as u64);
            }
        });
    }
}
