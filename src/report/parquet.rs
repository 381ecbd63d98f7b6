//! How does a [`Table`] become a Parquet file? The same values as in the CSV, typed, without what only a spreadsheet
//! needs. Each part of the table is a row group, made in memory from the part's buffers and put behind the others.
//!
//! The file is written here and not by polars because the tables know what a general writer has to find out: which
//! columns hold a few texts, and which of them. Hashing every text again, estimating how many differ, and keeping the
//! smallest and largest of each (a name and a NIK in the footer) cost more than all the rest.

use std::io::Write;

use rustc_hash::FxHashMap;
use zstd::bulk::Compressor;

use super::known_groups::Known;
use super::parquet_values::{LEAST_RUN, push_differences, push_run, push_runs};
use super::table::{Data, Table, Texts, Values};
use crate::state::thrift::Struct;
use crate::state::write_value;

const MAGIC: &[u8] = b"PAR1";

/// Numbers of the format: physical types, encodings, page types, and the codec.
const INT64: u32 = 2;
const DOUBLE: u32 = 5;
const BYTE_ARRAY: u32 = 6;
const PLAIN: u32 = 0;
const RLE: u32 = 3;
const DELTA_BINARY_PACKED: u32 = 5;
const DELTA_LENGTH_BYTE_ARRAY: u32 = 6;
const RLE_DICTIONARY: u32 = 8;
const DATA_PAGE: u32 = 0;
const DICTIONARY_PAGE: u32 = 2;
const ZSTD: u32 = 6;

/// In place of an index into a dictionary: not met yet, and no value.
const UNMET: u32 = u32::MAX;
const MISSING: u32 = u32::MAX - 1;

/// The fastest level: on names and numbers it gives up a few percent of size for half the time.
const LEVEL: i32 = 1;

/// Numbers are named once a part where fewer than one of so many is new.
const REPEATED: usize = 2;
/// Numbers to look at before that is known; fewer are not worth it.
const LOOKED_AT: usize = 2048;

/// Makes row groups; its buffers are used again for each.
pub(super) struct Encoder {
    compressor: Compressor<'static>,
    /// Numbers met in a part, and their places in its dictionary.
    known: FxHashMap<u64, u32>,
    /// A page before it is compressed, and after.
    page: Vec<u8>,
    packed: Vec<u8>,
    /// Which rows have a value.
    small: Vec<u32>,
    /// Indices into the dictionary.
    coded: Vec<u32>,
    numbers: Vec<i64>,
    /// Place of each label in the group's dictionary.
    places: Vec<u32>,
}

/// A row group before it has its place in the file.
#[derive(Default)]
pub(super) struct Group {
    bytes: Vec<u8>,
    rows: usize,
    columns: Vec<Chunk>,
}

/// One column of a row group.
#[derive(Clone, Copy, Default)]
pub(super) struct Chunk {
    pub(super) encoding: u32,
    /// Length of the dictionary page with its header, 0 without one.
    pub(super) dictionary: usize,
    /// Length of all pages with their headers, compressed and not.
    pub(super) bytes: usize,
    pub(super) plain_bytes: usize,
}

impl Encoder {
    pub(super) fn new() -> std::io::Result<Encoder> {
        Ok(Encoder {
            compressor: Compressor::new(LEVEL)?,
            known: FxHashMap::default(),
            page: Vec::new(),
            packed: Vec::new(),
            small: Vec::new(),
            coded: Vec::new(),
            numbers: Vec::new(),
            places: Vec::new(),
        })
    }

    /// Makes the row group of a part; columns that are `known` are taken as they are.
    pub(super) fn encode(
        &mut self,
        table: &Table<'_>,
        (rows, data): (usize, &[Data]),
        known: Option<Known<'_>>,
        group: &mut Group,
    ) -> std::io::Result<()> {
        group.bytes.clear();
        group.columns.clear();
        group.rows = rows;
        for (at, (column, data)) in table.columns.iter().zip(data).enumerate() {
            if let Some((chunk, bytes)) = known.and_then(|known| known.column(at)) {
                group.bytes.extend_from_slice(bytes);
                group.columns.push(chunk);
                continue;
            }
            let mut chunk = Chunk::default();
            match (data, &column.values) {
                (Data::Text(texts) | Data::Digits(texts), _) => self.texts(rows, texts, group, &mut chunk)?,
                (Data::Label(codes), Values::Label(labels, _) | Values::DigitLabel(labels, _)) => {
                    self.labels(rows, labels, codes, group, &mut chunk)?;
                }
                (Data::PartLabel((labels, codes)), _) => {
                    self.labels(rows, labels, codes, group, &mut chunk)?;
                }
                (Data::Label(_), _) => unreachable!("buffers are made for their columns"),
                (Data::Count(values), _) => self.counts(rows, values, group, &mut chunk)?,
                (Data::Number(values, _), _) => self.floats(rows, values, group, &mut chunk)?,
            }
            group.columns.push(chunk);
        }
        Ok(())
    }

    fn texts(
        &mut self,
        rows: usize,
        texts: &Texts,
        group: &mut Group,
        chunk: &mut Chunk,
    ) -> std::io::Result<()> {
        // The lengths apart from the bytes: the bytes are there already, one after another, and of ids and numbers all
        // lengths are the same.
        self.numbers.clear();
        let mut from = 0;
        self.numbers
            .extend(texts.ends().iter().map(|&end| i64::from(end - std::mem::replace(&mut from, end))));
        let missing = self.numbers.iter().filter(|&&length| length == 0).count();
        let lengths = std::mem::take(&mut self.numbers);
        self.begin(rows, missing, |row| lengths[row] > 0);
        self.numbers = lengths;
        if missing == rows {
            return self.data_page(rows, PLAIN, group, chunk);
        }
        if missing > 0 {
            self.numbers.retain(|&length| length > 0);
        }
        push_differences(&mut self.page, &self.numbers);
        self.page.extend_from_slice(texts.bytes());
        self.data_page(rows, DELTA_LENGTH_BYTE_ARRAY, group, chunk)
    }

    /// A dictionary of the labels that the part uses, in the order it meets them, and indices into it.
    fn labels(
        &mut self,
        rows: usize,
        labels: &Texts,
        codes: &[u32],
        group: &mut Group,
        chunk: &mut Chunk,
    ) -> std::io::Result<()> {
        self.places.clear();
        let mut from = 0;
        self.places.extend(
            labels.ends().iter().map(
                |&end| {
                    if std::mem::replace(&mut from, end) == end { MISSING } else { UNMET }
                },
            ),
        );
        self.page.clear();
        let (mut met, mut missing) = (0, 0);
        let mut coded = std::mem::take(&mut self.coded);
        coded.clear();
        for &code in codes {
            let place = &mut self.places[code as usize];
            if *place == UNMET {
                *place = met;
                met += 1;
                write_value(labels.get(code as usize), &mut self.page);
            }
            missing += usize::from(*place == MISSING);
            coded.push(*place);
        }
        self.coded = coded;
        self.coded_pages(rows, missing, met, group, chunk)
    }

    /// The dictionary that the page holds, and the indices into it.
    fn coded_pages(
        &mut self,
        rows: usize,
        missing: usize,
        met: u32,
        group: &mut Group,
        chunk: &mut Chunk,
    ) -> std::io::Result<()> {
        if met > 0 {
            self.dictionary_page(met, group, chunk)?;
        }
        let mut coded = std::mem::take(&mut self.coded);
        self.begin(rows, missing, |row| coded[row] != MISSING);
        if met > 0 {
            let width = (32 - (met - 1).leading_zeros()).max(1);
            self.page.push(width as u8);
            if missing > 0 {
                coded.retain(|&place| place != MISSING);
            }
            push_runs(&mut self.page, &coded, width);
        }
        self.coded = coded;
        self.data_page(rows, if met > 0 { RLE_DICTIONARY } else { PLAIN }, group, chunk)
    }

    fn counts(
        &mut self,
        rows: usize,
        values: &[Option<u64>],
        group: &mut Group,
        chunk: &mut Chunk,
    ) -> std::io::Result<()> {
        let missing = values.iter().filter(|value| value.is_none()).count();
        self.begin(rows, missing, |row| values[row].is_some());
        if missing == rows {
            return self.data_page(rows, PLAIN, group, chunk);
        }
        self.numbers.clear();
        // 64-bit signed, which every reader knows.
        let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        if missing == 0 {
            self.numbers.extend(values.iter().map(|value| number(value.unwrap_or_default())));
        } else {
            self.numbers.extend(values.iter().flatten().map(|&value| number(value)));
        }
        push_differences(&mut self.page, &self.numbers);
        self.data_page(rows, DELTA_BINARY_PACKED, group, chunk)
    }

    fn floats(
        &mut self,
        rows: usize,
        values: &[Option<f64>],
        group: &mut Group,
        chunk: &mut Chunk,
    ) -> std::io::Result<()> {
        let missing = values.iter().filter(|value| value.is_none()).count();
        if let Some(met) = self.code_floats(values) {
            return self.coded_pages(rows, missing, met, group, chunk);
        }
        self.begin(rows, missing, |row| values[row].is_some());
        let from = self.page.len();
        self.page.resize(from + 8 * (rows - missing), 0);
        for (place, value) in self.page[from..].chunks_exact_mut(8).zip(values.iter().flatten()) {
            place.copy_from_slice(&value.to_le_bytes());
        }
        self.data_page(rows, PLAIN, group, chunk)
    }

    /// Puts the distinct numbers into the page and the place of each into `coded`; gives how many there are. None where
    /// few repeat.
    fn code_floats(&mut self, values: &[Option<f64>]) -> Option<u32> {
        self.known.clear();
        self.coded.clear();
        self.page.clear();
        if values.len() < LOOKED_AT {
            return None;
        }
        for value in values {
            let Some(value) = value else {
                self.coded.push(MISSING);
                continue;
            };
            let next = self.known.len() as u32;
            let place = *self.known.entry(value.to_bits()).or_insert(next);
            if place == next {
                self.page.extend_from_slice(&value.to_le_bytes());
                if next as usize > LOOKED_AT && next as usize * REPEATED > self.coded.len() {
                    return None;
                }
            }
            self.coded.push(place);
        }
        Some(self.known.len() as u32)
    }

    /// Begins a data page with which rows have a value.
    fn begin(&mut self, rows: usize, missing: usize, present: impl Fn(usize) -> bool) {
        self.page.clear();
        self.page.extend_from_slice(&[0; 4]);
        if rows >= LEAST_RUN && (missing == 0 || missing == rows) {
            push_run(&mut self.page, u32::from(missing == 0), rows, 1);
        } else {
            self.small.clear();
            self.small.extend((0..rows).map(|row| u32::from(present(row))));
            push_runs(&mut self.page, &self.small, 1);
        }
        let length = self.page.len() as u32 - 4;
        self.page[..4].copy_from_slice(&length.to_le_bytes());
    }

    fn data_page(
        &mut self,
        rows: usize,
        encoding: u32,
        group: &mut Group,
        chunk: &mut Chunk,
    ) -> std::io::Result<()> {
        chunk.encoding = encoding;
        self.page(DATA_PAGE, group, chunk, |header| {
            header.inner(5, |inner| _ = inner.int(1, rows as u32).int(2, encoding).int(3, RLE).int(4, RLE));
        })
    }

    fn dictionary_page(&mut self, labels: u32, group: &mut Group, chunk: &mut Chunk) -> std::io::Result<()> {
        self.page(DICTIONARY_PAGE, group, chunk, |header| {
            header.inner(7, |inner| _ = inner.int(1, labels).int(2, PLAIN));
        })?;
        chunk.dictionary = chunk.bytes;
        Ok(())
    }

    fn page(
        &mut self,
        kind: u32,
        group: &mut Group,
        chunk: &mut Chunk,
        rest: impl FnOnce(&mut Struct<'_>),
    ) -> std::io::Result<()> {
        self.packed.clear();
        self.packed.reserve(zstd::zstd_safe::compress_bound(self.page.len()));
        self.compressor.compress_to_buffer(&self.page, &mut self.packed)?;
        let from = group.bytes.len();
        let mut header = Struct::new(&mut group.bytes);
        header.int(1, kind).int(2, self.page.len() as u32).int(3, self.packed.len() as u32);
        rest(&mut header);
        header.end();
        let header = group.bytes.len() - from;
        group.bytes.extend_from_slice(&self.packed);
        chunk.bytes += header + self.packed.len();
        chunk.plain_bytes += header + self.page.len();
        Ok(())
    }
}

/// Puts row groups behind each other and describes them in the footer.
pub(super) struct Writer<W> {
    out: W,
    at: usize,
    groups: Vec<(usize, usize, Vec<Chunk>)>,
}

impl<W: Write> Writer<W> {
    pub(super) fn begin(mut out: W) -> std::io::Result<Writer<W>> {
        out.write_all(MAGIC)?;
        Ok(Writer { out, at: MAGIC.len(), groups: Vec::new() })
    }

    pub(super) fn append(&mut self, group: &Group) -> std::io::Result<()> {
        self.out.write_all(&group.bytes)?;
        self.groups.push((self.at, group.rows, group.columns.clone()));
        self.at += group.bytes.len();
        Ok(())
    }

    pub(super) fn finish(mut self, table: &Table<'_>) -> std::io::Result<()> {
        let mut footer = Vec::new();
        let mut file = Struct::new(&mut footer);
        file.int(1, 1);
        write_schema(&mut file, table);
        file.long(3, self.groups.iter().map(|group| group.1 as u64).sum());
        file.structs(4, self.groups.len(), |index, group| {
            let (at, rows, columns) = &self.groups[index];
            write_group(group, table, *at, *rows, columns);
        });
        file.text(6, concat!("padan version ", env!("CARGO_PKG_VERSION")));
        file.end();
        self.out.write_all(&footer)?;
        self.out.write_all(&(footer.len() as u32).to_le_bytes())?;
        self.out.write_all(MAGIC)
    }
}

fn physical(values: &Values<'_>) -> u32 {
    match values {
        Values::Count(_) => INT64,
        Values::Number(..) => DOUBLE,
        _ => BYTE_ARRAY,
    }
}

fn write_schema(file: &mut Struct<'_>, table: &Table<'_>) {
    const OPTIONAL: u32 = 1;
    const UTF8: u32 = 0;
    file.structs(2, table.columns.len() + 1, |index, element| {
        let Some(column) = index.checked_sub(1).map(|column| &table.columns[column]) else {
            element.text(4, "root").int(5, table.columns.len() as u32);
            return;
        };
        let kind = physical(&column.values);
        element.int(1, kind).int(3, OPTIONAL).text(4, &column.name);
        if kind == BYTE_ARRAY {
            // The same in older and in newer words: a logical type, string.
            element.int(6, UTF8).inner(10, |logical| _ = logical.inner(1, |_| {}));
        }
    });
}

fn write_group(group: &mut Struct<'_>, table: &Table<'_>, mut at: usize, rows: usize, columns: &[Chunk]) {
    group.structs(1, columns.len(), |index, element| {
        let (column, chunk) = (&table.columns[index], &columns[index]);
        let coded = chunk.dictionary > 0;
        element.long(2, at as u64);
        element.inner(3, |meta| {
            meta.int(1, physical(&column.values));
            let encodings = [RLE, chunk.encoding];
            meta.ints(2, if coded { &[PLAIN, RLE, RLE_DICTIONARY] } else { &encodings });
            meta.texts(3, &[&column.name]);
            meta.int(4, ZSTD).long(5, rows as u64);
            meta.long(6, chunk.plain_bytes as u64).long(7, chunk.bytes as u64);
            meta.long(9, (at + chunk.dictionary) as u64);
            if coded {
                meta.long(11, at as u64);
            }
        });
        at += chunk.bytes;
    });
    let bytes: usize = columns.iter().map(|chunk| chunk.plain_bytes).sum();
    group.long(2, bytes as u64).long(3, rows as u64);
}
