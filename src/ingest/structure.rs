//! Which lines below a header are no people? Blank lines, totals, signatures, notes, group titles, headers
//! said again, and the row of column numbers.
//!
//! A row with a long number under NIK or No. KK is always data, so every rule here can be generous.

use super::header::{Header, SampleRecord, clean, compact};
use super::records::{JoinedCells, Record};

/// Words that begin a total.
const TOTALS: &[&str] = &[
    "JUMLAH",
    "TOTAL",
    "SUBTOTAL",
    "SUB TOTAL",
    "SUB JUMLAH",
    "GRAND TOTAL",
    "JML",
    "REKAPITULASI",
    "TOTAL KESELURUHAN",
];

/// Words that begin a signature block.
const SIGNATURES: &[&str] = &[
    "MENGETAHUI",
    "MENYETUJUI",
    "DISAHKAN",
    "DIKETAHUI",
    "DIBUAT OLEH",
    "YANG MEMBUAT",
    "PETUGAS",
    "PENDAMPING",
    "OPERATOR",
    "KEPALA DESA",
    "KEPALA KELURAHAN",
    "KEPALA DINAS",
    "KEPALA BIDANG",
    "PLT KEPALA",
    "A N KEPALA",
    "A N BUPATI",
    "AN KEPALA",
    "LURAH",
    "CAMAT",
    "BUPATI",
    "WALI KOTA",
    "WALIKOTA",
    "KETUA",
    "SEKRETARIS",
    "NIP",
    "TTD",
    "TANDA TANGAN",
    "KUWU",
    "PERBEKEL",
    "PENGHULU",
    "WALI NAGARI",
    "KEUCHIK",
];

/// Words that begin a note.
const NOTES: &[&str] =
    &["CATATAN", "KETERANGAN", "SUMBER", "DICETAK", "NB", "HALAMAN", "TANGGAL CETAK", "WAKTU CETAK"];

/// Words that begin the title of a group or of a page.
const TITLES: &[&str] = &[
    "KECAMATAN",
    "KEC",
    "DESA",
    "KELURAHAN",
    "KEL",
    "DUSUN",
    "DUKUH",
    "LINGKUNGAN",
    "KABUPATEN",
    "KAB",
    "KOTA",
    "PROVINSI",
    "DAFTAR",
    "DATA",
    "REKAP",
    "LAMPIRAN",
    "RT",
    "RW",
    "TAHUN",
    "PERIODE",
    "TAHAP",
    "LAPORAN",
];

/// The columns that decide whether a row is a person.
#[derive(Clone, Debug, Default)]
pub(super) struct Roles {
    /// NIK and No. KK: a long number there is proof.
    pub numbers: Vec<usize>,
    /// Name, NIK, No. KK and the roster's own key: what a row must be known by.
    pub identifying: Vec<usize>,
    /// Any mapped column.
    pub mapped: Vec<usize>,
    /// Occupation, status and the like, where "KEPALA DESA" is a value and no signature.
    pub speaking: Vec<usize>,
}

/// What lines are below the header, given what came before.
#[derive(Clone, Debug, Default)]
pub(super) struct Structure {
    roles: Roles,
    header_keys: Vec<String>,
    child_keys: Vec<String>,
    width: usize,
    usual: usize,
    after_header: bool,
    in_signature: bool,
}

impl Structure {
    /// Structure of the lines below `header`; a data row usually has `usual` filled cells.
    pub(super) fn new(header: &Header, roles: Roles, usual: usize) -> Structure {
        let own_row = if header.parents.is_empty() { &header.names } else { &header.parents };
        let is_absent = header.last_line == 0;
        let keys = |names: &[String]| names.iter().map(|name| compact(name)).collect::<Vec<_>>();
        Structure {
            roles,
            header_keys: if is_absent { Vec::new() } else { keys(own_row) },
            child_keys: keys(&header.children),
            width: header.names.len(),
            usual,
            after_header: !is_absent,
            in_signature: false,
        }
    }

    /// The code of a line that is no data; none for data.
    pub(super) fn code(&mut self, record: &Record<'_>) -> Option<&'static str> {
        if self.roles.numbers.iter().any(|&column| is_long_number(record.cell(column))) {
            self.after_header = false;
            self.in_signature = false;
            return None;
        }
        let code = self.code_without_number(record);
        match code {
            Some("KEPALA_KOLOM" | "NOMOR_KOLOM") => {
                self.after_header = true;
                self.in_signature = false;
            }
            Some("BARIS_KOSONG") => {}
            Some("TANDA_TANGAN") => self.in_signature = true,
            Some(_) => self.after_header = false,
            None => {
                self.after_header = false;
                self.in_signature = false;
            }
        }
        code
    }

    /// The same for a record of a sample; `joined` is its room.
    pub(super) fn code_of_cells(
        &mut self,
        sampled: &SampleRecord,
        joined: &mut JoinedCells,
    ) -> Option<&'static str> {
        joined.clear();
        for cell in &sampled.cells {
            joined.push(|text| text.push_str(cell));
        }
        self.code(&joined.record(sampled.line, sampled.lines))
    }

    fn code_without_number(&self, record: &Record<'_>) -> Option<&'static str> {
        let filled = record.filled().take(5).count();
        if filled == 0 {
            return Some("BARIS_KOSONG");
        }
        if self.is_header(record) {
            return Some("KEPALA_KOLOM");
        }
        if self.after_header && is_numbering(record) {
            return Some("NOMOR_KOLOM");
        }
        if is_total(record) {
            return Some("BARIS_TOTAL");
        }
        if filled <= 3
            && filled * 2 <= self.usual
            && let Some(code) = self.footer(record, filled)
        {
            return Some(code);
        }
        (filled == 1).then(|| self.lone_cell(record)).flatten()
    }

    /// The header said again (a page break, the next district), or its second row.
    fn is_header(&self, record: &Record<'_>) -> bool {
        let says_again = |keys: &[String]| {
            let (mut same, mut other) = (0, 0);
            for (column, cell) in record.filled() {
                match keys.get(column) {
                    Some(key) if !key.is_empty() && *key == compact(cell) => same += 1,
                    _ => other += 1,
                }
            }
            let columns = keys.iter().filter(|key| !key.is_empty()).count();
            same >= columns.clamp(1, 2) && other * 4 <= same
        };
        says_again(&self.header_keys) || says_again(&self.child_keys)
    }

    fn footer(&self, record: &Record<'_>, filled: usize) -> Option<&'static str> {
        for (column, cell) in record.filled() {
            if filled > 1 && self.roles.speaking.contains(&column) {
                continue;
            }
            let text = clean(cell);
            if begins_with(&text, SIGNATURES)
                || is_dotted_line(cell)
                || (filled <= 2 && is_place_and_day(&text))
            {
                return Some("TANDA_TANGAN");
            }
            if begins_with(&text, NOTES) && !self.roles.identifying.contains(&column) {
                return Some("CATATAN");
            }
        }
        let has_running_number = is_number(record.cell(0));
        (self.in_signature && !has_running_number).then_some("TANDA_TANGAN")
    }

    /// A single filled cell: a group's title, or the running number of an unused row. A lone name stays data.
    fn lone_cell(&self, record: &Record<'_>) -> Option<&'static str> {
        let (column, cell) = record.filled().next()?;
        let is_mapped = self.roles.mapped.contains(&column);
        // In a list of one column every row is a single cell.
        if !is_mapped && is_number(cell) && self.width > 1 {
            return Some("BARIS_KOSONG");
        }
        if self.width < 4 {
            return None;
        }
        let is_title = begins_with(&clean(cell), TITLES);
        (is_title || !self.roles.identifying.contains(&column)).then_some("JUDUL")
    }
}

/// A number of ten digits and more that stands alone: `'3314...`, `33.14.01...`; "NIP 1963..." is none.
pub(super) fn is_long_number(cell: &str) -> bool {
    if cell.len() >= 10 && cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let mut digits = 0;
    for byte in cell.bytes() {
        match byte {
            b'0'..=b'9' => digits += 1,
            _ if byte.is_ascii_alphabetic() && digits == 0 => return false,
            _ => {}
        }
    }
    digits >= 10
}

fn is_number(cell: &str) -> bool {
    !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn begins_with(text: &str, words: &[&str]) -> bool {
    words
        .iter()
        .any(|word| text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}

/// 1, 2, 3 and so on under the header, perhaps in brackets, perhaps with gaps between them.
fn is_numbering(record: &Record<'_>) -> bool {
    let mut last = 0;
    let mut count = 0;
    for (_, cell) in record.filled() {
        let number = cell.trim_matches(|letter| matches!(letter, '(' | ')' | '[' | ']' | '.'));
        match number.parse::<u32>() {
            Ok(value) if value > last && (value <= last + 2) => last = value,
            _ => return false,
        }
        count += 1;
    }
    count >= 3
}

/// "JUMLAH", "TOTAL" as the first words, and hardly anything but numbers after them.
fn is_total(record: &Record<'_>) -> bool {
    let mut words = record.filled().filter(|(_, cell)| cell.bytes().any(|byte| byte.is_ascii_alphabetic()));
    let Some((_, first)) = words.next() else {
        return false;
    };
    begins_with(&clean(first), TOTALS) && words.count() <= 1
}

/// "(...............)", "______________": room for a hand.
fn is_dotted_line(cell: &str) -> bool {
    cell.len() >= 6 && cell.chars().all(|letter| matches!(letter, '.' | '_' | '(' | ')' | ' ' | '…'))
}

/// "SRAGEN, 12 JANUARI 2024", already cleaned: a place, a day, a month in letters, a year, nothing more.
fn is_place_and_day(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let [place @ .., day, month, year] = &words[..] else {
        return false;
    };
    let is_word = |word: &&str| word.chars().all(char::is_alphabetic);
    let is_day = day.len() <= 2 && day.bytes().all(|byte| byte.is_ascii_digit());
    let is_year = year.len() == 4 && year.starts_with("20") && year.bytes().all(|byte| byte.is_ascii_digit());
    !place.is_empty() && place.iter().all(is_word) && is_day && is_word(month) && is_year
}

#[cfg(test)]
mod tests {
    use super::super::cells;
    use super::super::header::{Sample, SampleRecord};
    use super::*;

    /// Header `No;NIK;Nama;Desa;Pekerjaan` of which all but the first are mapped.
    fn structure() -> Structure {
        let cells = "No;NIK;Nama;Desa;Pekerjaan".split(';').map(str::to_owned).collect();
        let sample = Sample { records: vec![SampleRecord { line: 1, lines: 1, cells }], is_whole: true };
        let header = Header::find(&sample, &["NIK"], None).unwrap();
        let roles =
            Roles { numbers: vec![1], identifying: vec![1, 2], mapped: vec![1, 2, 3, 4], speaking: vec![4] };
        Structure::new(&header, roles, 5)
    }

    fn check(lines: &[(&str, Option<&str>)]) {
        let mut structure = structure();
        for &(line, expected) in lines {
            let mut spans = Vec::new();
            cells::split_plain(line, b';', &mut spans);
            let record = Record {
                line: 2,
                lines: 1,
                raw: line,
                text: line,
                spans: &spans,
                repairs: Default::default(),
                ended: true,
            };
            assert_eq!(structure.code(&record), expected, "{line}");
        }
    }

    #[test]
    fn a_list_of_one_column() {
        let sample = |cell: &str| SampleRecord { line: 1, lines: 1, cells: vec![cell.to_owned()] };
        let header =
            Header::find(&Sample { records: vec![sample("NIK")], is_whole: true }, &[], None).unwrap();
        let mut structure = Structure::new(&header, Roles::default(), 1);
        let mut code = |cell: &str| structure.code_of_cells(&sample(cell), &mut JoinedCells::default());
        assert_eq!(code("3314014203800001"), None);
        assert_eq!(code("SITI AMINAH"), None);
        assert_eq!(code("nik"), Some("KEPALA_KOLOM"));
        assert_eq!(code(""), Some("BARIS_KOSONG"));
    }

    #[test]
    fn lines_that_are_no_people() {
        check(&[
            ("1;2;3;4;5", Some("NOMOR_KOLOM")),
            ("1;3314010101800001;BUDI;KRIKILAN;TANI", None),
            ("2;;SITI;KRIKILAN;KEPALA DESA", None),
            ("3;-;SITI;;", None),
            (";;;;", Some("BARIS_KOSONG")),
            ("17;;;;", Some("BARIS_KOSONG")),
            ("KECAMATAN MASARAN;;;;", Some("JUDUL")),
            ("No.;NIK;NAMA;DESA;PEKERJAAN", Some("KEPALA_KOLOM")),
            ("(1);(2);(3);(4);(5)", Some("NOMOR_KOLOM")),
            (";;JUMLAH;;25", Some("BARIS_TOTAL")),
            ("Catatan: data per Juni;;;;", Some("CATATAN")),
            (";;;Sragen, 12 Januari 2024;", Some("TANDA_TANGAN")),
            (";;;KEPALA DESA KRIKILAN;", Some("TANDA_TANGAN")),
            (";;;;", Some("BARIS_KOSONG")),
            (";;SUTARNO;;", Some("TANDA_TANGAN")),
            (";;NIP. 196301011985031001;;", Some("TANDA_TANGAN")),
            ("1;3314010101800002;ANI;KRIKILAN;TANI", None),
            (";;SUTARNO;;", None),
        ]);
    }
}
