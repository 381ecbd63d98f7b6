//! How do the sheets become one file? The library makes the book with everything but the lines; each sheet is then filled
//! and compressed by itself, on any thread, and the file put together from what is compressed already.

use std::io::{Cursor, Read, Write};

use rayon::prelude::*;
use rust_xlsxwriter::{Workbook, XlsxError};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::cells::Frame;
use super::sheet::Part;

type Archive = ZipArchive<Cursor<Vec<u8>>>;

/// A book that only needs to be written.
pub(super) struct Bound {
    /// The book without lines.
    frame: Archive,
    /// For each of its files the one that stands instead.
    filled: Vec<Option<Archive>>,
}

/// Fills the sheets of a book, whose first sheet is no list.
pub(super) fn bound(book: &mut Workbook, parts: &[Part<'_, '_>]) -> Result<Bound, XlsxError> {
    let mut frame = ZipArchive::new(Cursor::new(book.save_to_buffer()?))?;
    let mut sheets: Vec<(String, String)> = Vec::with_capacity(parts.len());
    for number in 0..parts.len() {
        let name = format!("xl/worksheets/sheet{}.xml", number + 2);
        let mut text = String::new();
        frame.by_name(&name)?.read_to_string(&mut text)?;
        sheets.push((name, text));
    }
    let fill = |(part, (name, text)): (&Part<'_, '_>, &(String, String))| -> Result<Option<(usize, Archive)>, XlsxError> {
        if part.lines.is_empty() {
            return Ok(None);
        }
        let sheet = packed(name, |out| Frame::of(text)?.fill(part, out))?;
        Ok(frame.index_for_name(name).map(|place| (place, sheet)))
    };
    let made: Vec<Option<(usize, Archive)>> =
        parts.par_iter().zip(&sheets).map(fill).collect::<Result<_, XlsxError>>()?;
    let mut filled: Vec<Option<Archive>> = frame.file_names().map(|_| None).collect();
    for (place, sheet) in made.into_iter().flatten() {
        filled[place] = Some(sheet);
    }
    Ok(Bound { frame, filled })
}

/// One file, compressed.
fn packed(
    name: &str,
    write: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>) -> Result<(), XlsxError>,
) -> Result<Archive, XlsxError> {
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    // Half the size costs twice the time; the folder holds far larger files.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .last_modified_time(DateTime::default());
    packed.start_file(name, options)?;
    write(&mut packed)?;
    Ok(packed.finish_into_readable()?)
}

impl Bound {
    pub(super) fn write(mut self, out: &mut impl Write) -> Result<(), XlsxError> {
        let mut book = ZipWriter::new_stream(out);
        for (place, filled) in self.filled.iter_mut().enumerate() {
            let file = match filled {
                Some(sheet) => sheet.by_index_raw(0)?,
                None => self.frame.by_index_raw(place)?,
            };
            book.raw_copy_file(file)?;
        }
        book.finish()?.flush()?;
        Ok(())
    }
}
