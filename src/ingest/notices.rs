//! What does the operator read about a file? Every finding of this stage, with its next step.

use std::path::Path;

use crate::error::{Finding, Message, Severity};
use crate::record::Field;

use super::Roster;

/// The place of a finding: the roster, the file's name, the sheet.
pub(super) fn place(roster: &Roster, path: &Path, sheet: Option<&str>) -> String {
    let file = file_name(path);
    match sheet {
        Some(sheet) => format!("{}: {file} [{sheet}]", roster.name),
        None => format!("{}: {file}", roster.name),
    }
}

/// A file's name without its folders.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy()).into_owned()
}

fn finding(
    code: &'static str,
    severity: Severity,
    place: String,
    message: Message,
    next_step: Message,
) -> Finding {
    Finding { code, severity, place, message, next_step }
}

/// What to do when files are not where the settings say.
fn put_it_there() -> Message {
    message!(
        "Letakkan berkasnya di sana, atau perbaiki `path` di berkas pengaturan.",
        "Put the file there, or correct `path` in the settings file."
    )
}

pub(super) fn missing_file(place: String, path: &Path, alike: Option<String>) -> Finding {
    let next = alike.map_or_else(put_it_there, |name| {
        message!(
            "Berkas yang mirip: {name}. Perbaiki `path` di berkas pengaturan atau nama berkasnya.",
            "A file with a similar name: {name}. Correct `path` in the settings file, or the file's name."
        )
    });
    let message =
        message!("Berkas {path} tidak ada.", "The file {path} is not there.", path = path.display());
    finding("BERKAS_TIDAK_ADA", Severity::Serious, place, message, next)
}

pub(super) fn pattern_without_file(place: String, path: &Path, reason: Option<String>) -> Finding {
    let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
    let message = message!(
        "Tidak ada berkas yang cocok dengan pola {path}{reason}.",
        "No file fits the pattern {path}{reason}.",
        path = path.display()
    );
    finding("POLA_TANPA_BERKAS", Severity::Serious, place, message, put_it_there())
}

pub(super) fn unreadable(place: String, path: &Path, reason: &str) -> Finding {
    let message = message!(
        "Berkas {path} tidak dapat dibaca: {reason}.",
        "The file {path} cannot be read: {reason}.",
        path = path.display()
    );
    let next = message!(
        "Tutup program yang memakainya, periksa hak bacanya, atau salin ulang berkasnya.",
        "Close the program that uses it, check that you may read it, or copy it again."
    );
    finding("BERKAS_TIDAK_TERBACA", Severity::Serious, place, message, next)
}

pub(super) fn broken_off(place: String, path: &Path, line: u32, reason: &str) -> Finding {
    let message = message!(
        "Pembacaan {path} berhenti setelah baris {line}: {reason}.",
        "Reading {path} broke off after line {line}: {reason}.",
        path = path.display()
    );
    let next = message!(
        "Salin ulang berkasnya; baris sebelumnya sudah ikut terbaca.",
        "Copy the file again; the lines before are read."
    );
    finding("BERKAS_RUSAK", Severity::Serious, place, message, next)
}

/// Code of [`changed`].
pub(super) const CHANGED: &str = "BERKAS_BERUBAH";

pub(super) fn changed(place: String, path: &Path) -> Finding {
    let message = message!(
        "Berkas {path} berubah ketika sedang dibaca: isinya mungkin tercampur.",
        "The file {path} changed while it was read: old and new may be mixed.",
        path = path.display()
    );
    let next = message!(
        "Jalankan ulang setelah berkasnya selesai disalin; salin dengan nama lain dahulu, lalu ganti namanya.",
        "Run again once the file is copied; copy it under another name first, then rename it."
    );
    finding(CHANGED, Severity::Serious, place, message, next)
}

/// What to do about a file without content.
pub(super) fn export_again() -> Message {
    message!("Ekspor ulang dari aplikasi asalnya.", "Export it again from the application it comes from.")
}

pub(super) fn empty_file(place: String, path: &Path) -> Finding {
    let message = message!("Berkas {path} kosong.", "The file {path} is empty.", path = path.display());
    finding("BERKAS_KOSONG", Severity::Serious, place, message, export_again())
}

/// That a file is no table, but something else.
pub(super) fn no_table(path: &Path, what: &Message) -> Message {
    message!(
        "Berkas {path} bukan tabel, melainkan {what}.",
        "The file {path} is no table, but {what}.",
        path = path.display();
        what
    )
}

pub(super) fn foreign(place: String, path: &Path, what: &Message, next: Message) -> Finding {
    finding("BUKAN_TABEL", Severity::Serious, place, no_table(path, what), next)
}

pub(super) fn no_header(place: String, path: &Path, read: &[String]) -> Finding {
    let read = match read {
        [] => message!("tidak ada", "none"),
        read => Message::same(read.join(", ")),
    };
    let message = message!(
        "Baris kepala kolom tidak ditemukan di {path}: tidak satu pun kolom NIK, No. KK, nama atau kunci di \
         pengaturan ada. Kolom yang terbaca: {read}.",
        "No header line was found in {path}: none of the settings' columns for NIK, No. KK, name or key is there. \
         Columns read: {read}.",
        path = path.display();
        read
    );
    let next = message!(
        "Samakan nama kolom di [roster.columns] dengan berkasnya, atau tetapkan `header_row`.",
        "Make the names in [roster.columns] those of the file, or set `header_row`."
    );
    finding("KEPALA_TIDAK_DITEMUKAN", Severity::Serious, place, message, next)
}

pub(super) fn missing_column(place: String, field: Field, header: &str, nearest: Option<&str>) -> Finding {
    let severity = match field {
        Field::Nik | Field::Name => Severity::Serious,
        _ => Severity::Warning,
    };
    let message = message!(
        "Kolom \"{header}\" ({field}) tidak ada.",
        "The column \"{header}\" ({field}) is not there.",
        field = field.key()
    );
    let next = match nearest {
        Some(nearest) => message!(
            "Kolom yang paling mirip: \"{nearest}\". Perbaiki [roster.columns].",
            "The column most like it: \"{nearest}\". Correct [roster.columns]."
        ),
        None => message!(
            "Perbaiki [roster.columns], atau kosongkan isinya bila roster ini tidak memilikinya.",
            "Correct [roster.columns], or leave it empty there if this roster has no such column."
        ),
    };
    finding("KOLOM_TIDAK_ADA", severity, place, message, next)
}

pub(super) fn column_without_text(place: String, column: &str) -> Finding {
    let message = message!(
        "Kolom \"{column}\" berjenis yang tidak dapat dibaca; dilewati.",
        "The column \"{column}\" is of a type that cannot be read; it was left out."
    );
    let next = message!(
        "Bila kolom ini dipakai, simpan ulang sebagai teks.",
        "If this column is needed, save it again as text."
    );
    finding("KOLOM_TIDAK_TERBACA", Severity::Warning, place, message, next)
}

pub(super) fn no_rows(place: String) -> Finding {
    let message = message!(
        "Ada kepala kolom tetapi tidak ada baris data.",
        "There is a header line, and no row of data below it."
    );
    let next = message!(
        "Periksa saringan ekspornya dan ekspor ulang bila seharusnya ada isinya.",
        "Check the filter of the export, and export again if there should be rows."
    );
    finding("TANPA_BARIS_DATA", Severity::Serious, place, message, next)
}

pub(super) fn sheet_without_header(place: String) -> Finding {
    let message = message!(
        "Lembar ini tidak memuat kolom roster; tidak dibaca.",
        "This sheet has none of the roster's columns; it was not read."
    );
    let next = message!(
        "Bila lembar ini memuat data, samakan kepala kolomnya; bila tidak, abaikan.",
        "If it holds data, make its headers those of the settings; if not, nothing is to be done."
    );
    finding("LEMBAR_DILEWATI", Severity::Info, place, message, next)
}

pub(super) fn missing_sheet(place: String, sheet: &str, sheets: &[String]) -> Finding {
    let message = message!(
        "Lembar \"{sheet}\" tidak ada. Lembar yang ada: {sheets}.",
        "The sheet \"{sheet}\" is not there. Sheets that are: {sheets}.",
        sheets = sheets.join(", ")
    );
    let next = message!("Perbaiki `sheet` di berkas pengaturan.", "Correct `sheet` in the settings file.");
    finding("LEMBAR_TIDAK_ADA", Severity::Serious, place, message, next)
}

pub(super) fn unknown_encoding(place: String, label: &str) -> Finding {
    let message = message!(
        "Enkode \"{label}\" tidak dikenal; dideteksi sendiri.",
        "The encoding \"{label}\" is not known; it was detected instead."
    );
    let next = message!(
        "Pakai nama seperti utf-8, utf-16le atau windows-1252, atau hapus `encoding`.",
        "Use a name such as utf-8, utf-16le or windows-1252, or take `encoding` out."
    );
    finding("ENKODE_TIDAK_DIKENAL", Severity::Warning, place, message, next)
}

pub(super) fn same_bytes(place: String, other: &str) -> Finding {
    let message = message!(
        "Isinya sama persis dengan {other}; setiap barisnya terbaca dua kali.",
        "It is the same as {other}, byte by byte; each of its rows is read twice."
    );
    let next = message!("Hapus salah satu salinannya.", "Remove one of the two copies.");
    finding("BERKAS_KEMBAR", Severity::Warning, place, message, next)
}

pub(super) fn truncated(place: String, line: u32) -> Finding {
    let message = message!(
        "Baris terakhir ({line}) terputus: berkas mungkin tidak utuh.",
        "The last line ({line}) is cut off: the file may not be whole."
    );
    let next = message!("Salin atau ekspor ulang berkasnya.", "Copy or export the file again.");
    finding("BERKAS_TERPOTONG", Severity::Serious, place, message, next)
}

pub(super) fn refused(place: String, rows: u64) -> Finding {
    let rows = Message::count(rows);
    let message = message!(
        "{rows} baris data tidak terbaca dan ditolak.",
        "{rows} lines of data could not be read and were refused.";
        rows
    );
    let next = message!(
        "Lihat `refusals`: setiap baris ada di sana dengan alasannya.",
        "See `refusals`: each line is there with its reason."
    );
    finding("BARIS_DITOLAK", Severity::Warning, place, message, next)
}

/// What was repaired in a file: how often, and on which lines first.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    count: u64,
    first: Vec<u32>,
}

impl Tally {
    /// Counts one line.
    pub(super) fn add(&mut self, line: u32) {
        self.count += 1;
        if self.first.len() < 5 {
            self.first.push(line);
        }
    }

    fn finding(&self, code: &'static str, place: &str, what: &Message) -> Option<Finding> {
        if self.count == 0 {
            return None;
        }
        let lines: Vec<String> = self.first.iter().map(u32::to_string).collect();
        let (lines, more) = (lines.join(", "), if self.count > 5 { ", ..." } else { "" });
        let count = Message::count(self.count);
        let message = message!(
            "{what}: {count} baris (baris {lines}{more}).",
            "{what}: {count} lines (line {lines}{more}).";
            what, count
        );
        Some(finding(code, Severity::Info, place.to_owned(), message, Message::none()))
    }
}

/// Everything repaired in a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Tallies {
    /// Stray quotes taken as letters.
    pub quotes: Tally,
    /// NUL bytes dropped.
    pub nuls: Tally,
    /// Wrong bytes read as Windows-1252.
    pub encodings: Tally,
    /// Rows broken by an unquoted line end, mended.
    pub line_ends: Tally,
    /// Too many cells, joined.
    pub joined: Tally,
    /// Too few cells, the rest taken as empty.
    pub short: Tally,
    /// Region cells filled from the row above.
    pub filled: Tally,
}

impl Tallies {
    /// One finding for each kind of repair that happened.
    pub(super) fn findings(&self, place: &str) -> Vec<Finding> {
        let quotes = message!("Tanda kutip liar dibaca sebagai huruf", "Stray quotes were read as letters");
        let nuls = message!("Bita NUL dibuang", "NUL bytes were dropped");
        let encodings = message!(
            "Huruf di luar UTF-8 dibaca sebagai Windows-1252",
            "Letters that are not UTF-8 were read as Windows-1252"
        );
        let line_ends = message!(
            "Baris yang terputus di tengah sel disatukan kembali",
            "Rows broken in the middle of a cell were mended"
        );
        let joined = message!(
            "Sel yang terpecah oleh pemisah disatukan kembali",
            "Cells split by a delimiter were joined again"
        );
        let short = message!(
            "Sel di ujung baris tidak ada dan dianggap kosong",
            "Cells at the end of a row are missing and taken as empty"
        );
        let filled =
            message!("Wilayah diisi dari baris di atasnya", "The region was filled in from the row above");
        [
            self.quotes.finding("KUTIP_DIPERBAIKI", place, &quotes),
            self.nuls.finding("NUL_DIBUANG", place, &nuls),
            self.encodings.finding("ENKODE_CAMPUR", place, &encodings),
            self.line_ends.finding("BARIS_DISATUKAN", place, &line_ends),
            self.joined.finding("KOLOM_DISATUKAN", place, &joined),
            self.short.finding("KOLOM_DILENGKAPI", place, &short),
            self.filled.finding("WILAYAH_DIISI_TURUN", place, &filled),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
