//! How do columns of text come back from the file that [`text_table`](super::text_table) wrote? A chunk, one column of
//! one row group, is read as it was written; what was written in any other way is left to a reader that knows all of
//! Parquet.

use super::text_table::{DATA_PAGE, DICTIONARY_PAGE, PLAIN, RLE_DICTIONARY};
use super::thrift::{read_numbers, read_varint};
use crate::record::TextColumn;

/// Appends the `rows` cells of a chunk to a column, empty where one is missing; none when it is written in another way.
/// The column may then have some of the cells.
pub(super) fn append(mut chunk: &[u8], rows: usize, column: &mut TextColumn) -> Option<()> {
    let mut page = Page::take(&mut chunk)?;
    let mut dictionary = Vec::new();
    if page.kind == DICTIONARY_PAGE {
        dictionary.reserve(page.values.min(page.body.len() / 4));
        for _ in 0..page.values {
            dictionary.push(take_value(&mut page.body)?);
        }
        page = Page::take(&mut chunk)?;
    }
    let Page { kind: DATA_PAGE, values, encoding, mut body } = page else { return None };
    if values != rows || !chunk.is_empty() {
        return None;
    }
    let held = Levels::take(&mut body, rows)?;
    match encoding {
        PLAIN => {
            for row in 0..rows {
                column.push(if held.holds(row)? { take_value(&mut body)? } else { "" });
            }
        }
        RLE_DICTIONARY => {
            let width = usize::from(*body.split_off_first()?);
            let run = read_varint(&mut body)?;
            // One run of packed numbers, as it is written.
            if run & 1 == 0 || width > 32 {
                return None;
            }
            let mut next = 0;
            for row in 0..rows {
                if held.holds(row)? {
                    column.push(dictionary.get(bits(body, next, width)?)?);
                    next += 1;
                } else {
                    column.push("");
                }
            }
        }
        _ => return None,
    }
    Some(())
}

/// A page as it stands in the file.
struct Page<'a> {
    kind: u32,
    values: usize,
    encoding: u32,
    body: &'a [u8],
}

impl<'a> Page<'a> {
    fn take(chunk: &mut &'a [u8]) -> Option<Page<'a>> {
        let (mut kind, mut plain, mut length, mut values, mut encoding) = (0, 0, 0, 0, 0);
        read_numbers(chunk, 0, &mut |within, field, number| match (within, field) {
            (0, 1) => kind = number,
            (0, 2) => plain = number,
            (0, 3) => length = number,
            // The header of a data page, and that of a dictionary.
            (5 | 7, 1) => values = number,
            (5 | 7, 2) => encoding = number,
            _ => {}
        })?;
        // Not compressed.
        if plain != length {
            return None;
        }
        let body = chunk.split_off(..usize::try_from(length).ok()?)?;
        Some(Page {
            kind: kind as u32,
            values: usize::try_from(values).ok()?,
            encoding: encoding as u32,
            body,
        })
    }
}

/// Which rows have a cell.
enum Levels<'a> {
    All(bool),
    /// A bit a row.
    Packed(&'a [u8]),
}

impl<'a> Levels<'a> {
    fn take(body: &mut &'a [u8], rows: usize) -> Option<Levels<'a>> {
        let length = u32::from_le_bytes(*body.split_off(..4)?.first_chunk()?);
        let mut levels = body.split_off(..length as usize)?;
        let run = read_varint(&mut levels)?;
        if run & 1 == 1 {
            return Some(Levels::Packed(levels));
        }
        (run >> 1 == rows as u64).then_some(Levels::All(*levels.first()? > 0))
    }

    #[inline]
    fn holds(&self, row: usize) -> Option<bool> {
        match self {
            Levels::All(held) => Some(*held),
            Levels::Packed(bits) => Some(bits.get(row / 8)? >> (row % 8) & 1 > 0),
        }
    }
}

/// The number at a place among numbers of `width` bits each.
#[inline]
fn bits(packed: &[u8], at: usize, width: usize) -> Option<usize> {
    let bit = at * width;
    let from = packed.get(bit / 8..)?;
    let word = match from.first_chunk() {
        Some(&word) => word,
        None => std::array::from_fn(|byte| from.get(byte).copied().unwrap_or(0)),
    };
    Some((u64::from_le_bytes(word) >> (bit % 8) & ((1 << width) - 1)) as usize)
}

#[inline]
fn take_value<'a>(body: &mut &'a [u8]) -> Option<&'a str> {
    let (length, rest) = body.split_first_chunk()?;
    let (value, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    *body = rest;
    std::str::from_utf8(value).ok()
}
