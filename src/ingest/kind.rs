//! What kind of file is it, whatever its name says? Told by the first bytes: exports are often renamed.

/// Share of NUL and control bytes (one in so many) above which a file is no text.
const CONTROL_SHARE: usize = 10;

/// The kinds that matter here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// No bytes, or white space only.
    Empty,
    /// Delimited text.
    Text,
    /// ZIP or OLE container: a workbook, unless it turns out to be something else.
    Workbook,
    /// Parquet.
    Parquet,
    /// Something that holds no rows as it is: what, and what to do.
    Foreign(Pair, Pair),
}

/// The same words in Indonesian and in English.
pub(super) type Pair = (&'static str, &'static str);

const ASK: Pair =
    ("Minta data aslinya dalam bentuk CSV atau XLSX.", "Ask for the data itself, as CSV or XLSX.");
const UNPACK: Pair = (
    "Buka arsipnya dan letakkan berkas di dalamnya di folder masukan.",
    "Open the archive and put the files in it into the input folder.",
);
const KEEP_OUT: Pair = ("Periksa pengirimnya; jangan dibuka.", "Ask who sent it; do not open it.");
const EXPORT: Pair = ("Ekspor tabelnya menjadi CSV.", "Export its table as CSV.");

/// File beginnings that are no rosters.
const FOREIGN: &[(&[u8], Pair, Pair)] = &[
    (b"%PDF", ("dokumen PDF", "a PDF document"), ASK),
    (b"\x89PNG", ("gambar PNG", "a PNG image"), ASK),
    (b"\xff\xd8\xff", ("gambar JPEG", "a JPEG image"), ASK),
    (b"GIF8", ("gambar GIF", "a GIF image"), ASK),
    (b"Rar!", ("arsip RAR", "a RAR archive"), UNPACK),
    (b"7z\xbc\xaf", ("arsip 7-Zip", "a 7-Zip archive"), UNPACK),
    (b"\x1f\x8b", ("arsip GZIP", "a GZIP archive"), UNPACK),
    (b"SQLite format 3", ("basis data SQLite", "an SQLite database"), EXPORT),
    (b"MZ", ("program", "a program"), KEEP_OUT),
    (b"\x7fELF", ("program", "a program"), KEEP_OUT),
    (b"{\\rtf", ("dokumen RTF", "an RTF document"), ASK),
];

/// The kind of a file that begins with `head`.
pub(super) fn kind(head: &[u8]) -> Kind {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0") {
        return Kind::Workbook;
    }
    if head.starts_with(b"PAR1") {
        return Kind::Parquet;
    }
    if let Some((_, what, next_step)) = FOREIGN.iter().find(|(magic, ..)| head.starts_with(magic)) {
        return Kind::Foreign(*what, *next_step);
    }
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if text.iter().all(is_blank) && text.len() < 4096 {
        return Kind::Empty;
    }
    let start: String = text.iter().take(400).map(|&byte| char::from(byte.to_ascii_lowercase())).collect();
    let start = start.trim_start();
    if start.starts_with("<?xml")
        || start.starts_with("<!doctype")
        || start.starts_with("<html")
        || start.starts_with("<table")
    {
        return Kind::Foreign(
            ("halaman web (HTML/XML)", "a web page (HTML/XML)"),
            ("Buka di Excel, lalu simpan ulang sebagai .xlsx.", "Open it in Excel and save it as .xlsx."),
        );
    }
    if !is_utf16(head) && is_binary(head) {
        return Kind::Foreign(
            ("berkas biner", "a binary file"),
            (
                "Ekspor ulang sebagai CSV atau XLSX; periksa apakah salinannya rusak.",
                "Export it again as CSV or XLSX; check whether the copy is damaged.",
            ),
        );
    }
    Kind::Text
}

fn is_binary(head: &[u8]) -> bool {
    // A file system that crashed pads the last block with NULs: the rows before them are sound.
    let padding = head.iter().rev().take_while(|&&byte| byte == 0 || byte == b'\n' || byte == b'\r').count();
    let head = &head[..head.len() - padding];
    let is_control = |byte: &&u8| **byte < 9 || (14..27).contains(*byte) || (28..32).contains(*byte);
    head.iter().filter(is_control).count() * CONTROL_SHARE > head.len()
}

/// Whether it is UTF-16 by its mark, or by NULs on every other byte.
pub(super) fn is_utf16(head: &[u8]) -> bool {
    head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || utf16_by_nuls(head).is_some()
}

/// UTF-16 without a mark: Latin letters leave every other byte 0. True when the first byte of a pair counts
/// most (big end first).
pub(super) fn utf16_by_nuls(head: &[u8]) -> Option<bool> {
    let nuls = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd, half) = (nuls(0), nuls(1), head.len() / 2);
    if half < 4 {
        return None;
    }
    if odd * 10 > half * 8 && even * 20 < half {
        return Some(false);
    }
    (even * 10 > half * 8 && odd * 20 < half).then_some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_their_first_bytes() {
        assert_eq!(kind(b"NIK;Nama\n1;A\n\0\0\0\0\0\0\0\0\0\0\0\0"), Kind::Text);
        assert_eq!(kind(b""), Kind::Empty);
        assert_eq!(kind(b"\xef\xbb\xbf\r\n\r\n"), Kind::Empty);
        assert_eq!(kind(b"NIK;Nama\n"), Kind::Text);
        assert_eq!(kind(b"N\0I\0K\0;\0N\0a\0m\0a\0"), Kind::Text);
        assert_eq!(kind(b"PK\x03\x04..."), Kind::Workbook);
        assert_eq!(kind(b"PAR1"), Kind::Parquet);
        assert!(matches!(kind(b"%PDF-1.7"), Kind::Foreign(("dokumen PDF", _), _)));
        assert!(matches!(kind(b"  <html><table>"), Kind::Foreign(..)));
        assert!(matches!(kind(&[1, 2, 3, 0, 0, 0, 200, 7, 0, 0]), Kind::Foreign(("berkas biner", _), _)));
    }
}
