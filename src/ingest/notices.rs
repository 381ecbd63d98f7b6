//! What does the operator read about a file? Every finding of this stage, in Indonesian, with its next step.

use std::path::Path;

use crate::error::{Finding, Severity};
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

fn finding(code: &'static str, severity: Severity, place: String, message: String, next: &str) -> Finding {
    Finding { code, severity, place, message, next_step: next.to_owned() }
}

pub(super) fn missing_file(place: String, path: &Path, alike: Option<String>) -> Finding {
    let next = match alike {
        Some(name) => {
            format!("Berkas yang mirip: {name}. Perbaiki `path` di berkas pengaturan atau nama berkasnya.")
        }
        None => "Letakkan berkasnya di sana, atau perbaiki `path` di berkas pengaturan.".to_owned(),
    };
    let message = format!("Berkas {} tidak ada.", path.display());
    finding("BERKAS_TIDAK_ADA", Severity::Serious, place, message, &next)
}

pub(super) fn pattern_without_file(place: String, path: &Path, reason: Option<String>) -> Finding {
    let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
    let message = format!("Tidak ada berkas yang cocok dengan pola {}{reason}.", path.display());
    let next = "Letakkan berkasnya di sana, atau perbaiki `path` di berkas pengaturan.";
    finding("POLA_TANPA_BERKAS", Severity::Serious, place, message, next)
}

pub(super) fn unreadable(place: String, path: &Path, reason: &str) -> Finding {
    let message = format!("Berkas {} tidak dapat dibaca: {reason}.", path.display());
    let next = "Tutup program yang memakainya, periksa hak bacanya, atau salin ulang berkasnya.";
    finding("BERKAS_TIDAK_TERBACA", Severity::Serious, place, message, next)
}

pub(super) fn broken_off(place: String, path: &Path, line: u32, reason: &str) -> Finding {
    let message = format!("Pembacaan {} berhenti setelah baris {line}: {reason}.", path.display());
    let next = "Salin ulang berkasnya; baris sebelumnya sudah ikut terbaca.";
    finding("BERKAS_RUSAK", Severity::Serious, place, message, next)
}

pub(super) fn changed(place: String, path: &Path) -> Finding {
    let message =
        format!("Berkas {} berubah ketika sedang dibaca: isinya mungkin tercampur.", path.display());
    let next = "Jalankan ulang setelah berkasnya selesai disalin; salin dengan nama lain dahulu, lalu ganti namanya.";
    finding("BERKAS_BERUBAH", Severity::Serious, place, message, next)
}

pub(super) fn empty_file(place: String, path: &Path) -> Finding {
    let message = format!("Berkas {} kosong.", path.display());
    finding("BERKAS_KOSONG", Severity::Serious, place, message, "Ekspor ulang dari aplikasi asalnya.")
}

pub(super) fn foreign(place: String, path: &Path, what: &str, next: &str) -> Finding {
    let message = format!("Berkas {} bukan tabel, melainkan {what}.", path.display());
    finding("BUKAN_TABEL", Severity::Serious, place, message, next)
}

pub(super) fn no_header(place: String, path: &Path, read: &[String]) -> Finding {
    let read = if read.is_empty() { "tidak ada".to_owned() } else { read.join(", ") };
    let message = format!(
        "Baris kepala kolom tidak ditemukan di {}: tidak satu pun kolom NIK, No. KK, nama atau kunci di \
         pengaturan ada. Kolom yang terbaca: {read}.",
        path.display()
    );
    let next = "Samakan nama kolom di [roster.columns] dengan berkasnya, atau tetapkan `header_row`.";
    finding("KEPALA_TIDAK_DITEMUKAN", Severity::Serious, place, message, next)
}

pub(super) fn missing_column(place: String, field: Field, header: &str, nearest: Option<&str>) -> Finding {
    let severity = match field {
        Field::Nik | Field::Name => Severity::Serious,
        _ => Severity::Warning,
    };
    let message = format!("Kolom \"{header}\" ({}) tidak ada.", field.key());
    let next = match nearest {
        Some(nearest) => format!("Kolom yang paling mirip: \"{nearest}\". Perbaiki [roster.columns]."),
        None => {
            "Perbaiki [roster.columns], atau kosongkan isinya bila roster ini tidak memilikinya.".to_owned()
        }
    };
    finding("KOLOM_TIDAK_ADA", severity, place, message, &next)
}

pub(super) fn column_without_text(place: String, column: &str) -> Finding {
    let message = format!("Kolom \"{column}\" berjenis yang tidak dapat dibaca; dilewati.");
    let next = "Bila kolom ini dipakai, simpan ulang sebagai teks.";
    finding("KOLOM_TIDAK_TERBACA", Severity::Warning, place, message, next)
}

pub(super) fn no_rows(place: String) -> Finding {
    let message = "Ada kepala kolom tetapi tidak ada baris data.".to_owned();
    let next = "Periksa saringan ekspornya dan ekspor ulang bila seharusnya ada isinya.";
    finding("TANPA_BARIS_DATA", Severity::Serious, place, message, next)
}

pub(super) fn sheet_without_header(place: String) -> Finding {
    let message = "Lembar ini tidak memuat kolom roster; tidak dibaca.".to_owned();
    let next = "Bila lembar ini memuat data, samakan kepala kolomnya; bila tidak, abaikan.";
    finding("LEMBAR_DILEWATI", Severity::Info, place, message, next)
}

pub(super) fn missing_sheet(place: String, sheet: &str, sheets: &[String]) -> Finding {
    let message = format!("Lembar \"{sheet}\" tidak ada. Lembar yang ada: {}.", sheets.join(", "));
    finding("LEMBAR_TIDAK_ADA", Severity::Serious, place, message, "Perbaiki `sheet` di berkas pengaturan.")
}

pub(super) fn unknown_encoding(place: String, label: &str) -> Finding {
    let message = format!("Enkode \"{label}\" tidak dikenal; dideteksi sendiri.");
    let next = "Pakai nama seperti utf-8, utf-16le atau windows-1252, atau hapus `encoding`.";
    finding("ENKODE_TIDAK_DIKENAL", Severity::Warning, place, message, next)
}

pub(super) fn same_bytes(place: String, other: &str) -> Finding {
    let message = format!("Isinya sama persis dengan {other}; setiap barisnya terbaca dua kali.");
    finding("BERKAS_KEMBAR", Severity::Warning, place, message, "Hapus salah satu salinannya.")
}

pub(super) fn truncated(place: String, line: u32) -> Finding {
    let message = format!("Baris terakhir ({line}) terputus: berkas mungkin tidak utuh.");
    finding("BERKAS_TERPOTONG", Severity::Serious, place, message, "Salin atau ekspor ulang berkasnya.")
}

pub(super) fn refused(place: String, rows: u64) -> Finding {
    let message = format!("{rows} baris data tidak terbaca dan ditolak.");
    let next = "Lihat `refusals`: setiap baris ada di sana dengan alasannya.";
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

    fn finding(&self, code: &'static str, place: &str, what: &str) -> Option<Finding> {
        if self.count == 0 {
            return None;
        }
        let lines: Vec<String> = self.first.iter().map(u32::to_string).collect();
        let more = if self.count > 5 { ", ..." } else { "" };
        let message = format!("{what}: {} baris (baris {}{more}).", self.count, lines.join(", "));
        Some(finding(code, Severity::Info, place.to_owned(), message, ""))
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
        [
            self.quotes.finding("KUTIP_DIPERBAIKI", place, "Tanda kutip liar dibaca sebagai huruf"),
            self.nuls.finding("NUL_DIBUANG", place, "Bita NUL dibuang"),
            self.encodings.finding("ENKODE_CAMPUR", place, "Huruf di luar UTF-8 dibaca sebagai Windows-1252"),
            self.line_ends.finding(
                "BARIS_DISATUKAN",
                place,
                "Baris yang terputus di tengah sel disatukan kembali",
            ),
            self.joined.finding("KOLOM_DISATUKAN", place, "Sel yang terpecah oleh pemisah disatukan kembali"),
            self.short.finding("KOLOM_DILENGKAPI", place, "Sel di ujung baris tidak ada dan dianggap kosong"),
            self.filled.finding("WILAYAH_DIISI_TURUN", place, "Wilayah diisi dari baris di atasnya"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
