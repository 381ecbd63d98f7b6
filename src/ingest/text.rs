//! How is a delimited text file read? Sniffed from its head, then streamed record by record into a table.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use encoding_rs::Encoding;

use crate::error::Result;

use super::FileReading;
use super::header::{Header, Sample};
use super::lines::Lines;
use super::notices;
use super::records::Records;
use super::sniff::{self, Fixed, TextForm};
use super::table::{self, Table, Target};

/// Lines of a table without a header that are kept as text; the file itself holds the rest.
pub(super) const KEPT_LINES: usize = 20;

/// Reads one text file, whose first bytes are `head`, to its end.
///
/// # Errors
/// Only the sink's own.
pub(super) fn read(
    target: &mut Target<'_>,
    path: &Path,
    mut file: File,
    head: &[u8],
    is_whole: bool,
) -> Result<()> {
    let place = notices::place(target.roster, path, None);
    if let Err(error) = file.seek(SeekFrom::Start(0)) {
        target.intake.findings.push(notices::unreadable(place, path, &error.to_string()));
        return Ok(());
    }
    if let Some(label) = target.roster.encoding.as_deref()
        && Encoding::for_label(label.as_bytes()).is_none()
    {
        target.intake.findings.push(notices::unknown_encoding(place.clone(), label));
    }
    let fixed = Fixed {
        delimiter: target.roster.delimiter,
        encoding: target.roster.encoding.as_deref(),
        header_row: target.roster.header_row,
    };
    let form = sniff::sniff(head, is_whole, fixed, &target.wanted());
    let header = Header::find(&form.sample, &target.wanted(), fixed.header_row);
    let records = Records::new(Lines::new(file, form.encoding, form.ends), form.delimiter);
    let mut reading = table::new_reading(target.roster, path.to_owned(), form.encoding.name());
    reading.delimiter = Some(char::from(form.delimiter));
    match header {
        Some(header) if table::is_usable(target.roster, &header) => {
            stream(target, records, reading, header, &form)
        }
        header => {
            let read = header.unwrap_or_else(|| likeliest(&form.sample)).names;
            let read: Vec<String> = read.into_iter().filter(|name| !name.is_empty()).collect();
            target.intake.findings.push(notices::no_header(place, path, &read));
            refuse(target, records, reading);
            Ok(())
        }
    }
}

/// The header the file seems to have, to be shown when it is not the one the settings describe.
pub(super) fn likeliest(sample: &Sample) -> Header {
    Header::find(sample, &[], None).unwrap_or_default()
}

fn stream<R: Read>(
    target: &mut Target<'_>,
    mut records: Records<R>,
    reading: FileReading,
    header: Header,
    form: &TextForm,
) -> Result<()> {
    let mut table = Table::open(target, reading, header, &form.sample);
    loop {
        let limits = table.limits_at(records.lines_read() + 1);
        match records.next(limits) {
            Ok(Some(record)) => table.take(&record)?,
            Ok(None) => break,
            Err(error) => {
                table.broke_off(&error.to_string());
                break;
            }
        }
    }
    match records.lines.finish() {
        Ok((bytes, blake3)) => table.set_source(bytes, blake3),
        Err(error) => table.broke_off(&error.to_string()),
    }
    table.close()
}

/// Counts the lines of a file that cannot be read as rows, and refuses them together.
fn refuse<R: Read>(target: &mut Target<'_>, mut records: Records<R>, mut reading: FileReading) {
    let mut text = String::new();
    let mut kept = 0;
    while let Ok(Some(record)) = records.next(None) {
        if kept < KEPT_LINES {
            text.push_str(record.raw);
            text.push('\n');
            kept += 1;
        }
    }
    reading.lines = u64::from(records.lines_read());
    if let Ok((bytes, blake3)) = records.lines.finish() {
        (reading.bytes, reading.blake3) = (bytes, blake3);
    }
    target.refuse_all(reading, "KEPALA_TIDAK_DITEMUKAN", text);
}
