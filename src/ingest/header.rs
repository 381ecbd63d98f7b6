//! Which line is the header, and which column does a settings name mean? Finds the header among the first
//! records of a table, merges two-row headers, and resolves names to columns.

use std::collections::BTreeSet;

/// Records searched for a header. Exports have it on rows 1 to 8; some carry a page of notes above.
const SEARCHED: usize = 40;

/// Words of column headers, for tables whose settings do not exist yet.
const KNOWN_WORDS: &[&str] = &[
    "NO",
    "NIK",
    "NAMA",
    "KK",
    "NOKK",
    "ALAMAT",
    "RT",
    "RW",
    "DESA",
    "KELURAHAN",
    "KECAMATAN",
    "KABUPATEN",
    "PROVINSI",
    "TANGGAL",
    "TGL",
    "LAHIR",
    "TEMPAT",
    "JENIS",
    "KELAMIN",
    "JK",
    "LP",
    "IBU",
    "STATUS",
    "UMUR",
    "USIA",
    "PEKERJAAN",
    "KETERANGAN",
    "KET",
    "NOMINAL",
    "JUMLAH",
    "TAHAP",
    "PERIODE",
    "KODE",
    "ID",
    "DUSUN",
    "HUBUNGAN",
    "NISN",
    "SEKOLAH",
    "BANK",
    "REKENING",
    "PESERTA",
    "PENERIMA",
    "NAME",
    "NOKTP",
    "TGLLHR",
    "TMPLHR",
    "JENKEL",
    "PSNOKA",
    "DESIL",
    "KOMPONEN",
    "FULLNAME",
    "FIRSTNAME",
    "LASTNAME",
    "SURNAME",
];

/// The first records of a table, with their places; cells are cleaned.
#[derive(Clone, Debug, Default)]
pub(super) struct Sample {
    /// First line, lines spanned, cells.
    pub records: Vec<SampleRecord>,
    /// Whether the sample holds the whole table.
    pub is_whole: bool,
}

/// One record of a sample.
#[derive(Clone, Debug)]
pub(super) struct SampleRecord {
    /// 1-based first line.
    pub line: u32,
    /// Lines spanned.
    pub lines: u32,
    /// Cleaned cells.
    pub cells: Vec<String>,
}

/// A header: where it stands and what its columns are called.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Header {
    /// First line of the header; 0 when the table has none.
    pub first_line: u32,
    /// Last line of the header; 0 when the table has none.
    pub last_line: u32,
    /// A name a column: two rows merged, twins numbered; empty where the header is.
    pub names: Vec<String>,
    /// The lower row's name, where the header has two rows.
    pub children: Vec<String>,
    /// The upper row's own cells, where the header has two rows.
    pub parents: Vec<String>,
    /// Wanted names found.
    pub found: usize,
    /// Compact forms of `names`, `children` and `parents`, to look names up by.
    keys: [Vec<String>; 3],
}

/// A header text as it is compared: upper case, everything but letters and digits as single blanks.
pub(super) fn clean(header: &str) -> String {
    let mut cleaned = String::with_capacity(header.len());
    for letter in header.chars() {
        if letter.is_ascii_alphanumeric() {
            cleaned.push(letter.to_ascii_uppercase());
        } else if letter.is_alphanumeric() {
            cleaned.extend(letter.to_uppercase());
        } else if !cleaned.is_empty() && !cleaned.ends_with(' ') {
            cleaned.push(' ');
        }
    }
    cleaned.truncate(cleaned.trim_end().len());
    cleaned
}

/// The same without blanks: "No. KK", "NO_KK" and "NoKK" are one.
pub(super) fn compact(header: &str) -> String {
    clean(header).replace(' ', "")
}

impl Header {
    /// Finds the header that has most of the wanted names; none when no record has any. Without wanted names
    /// (a look at an unknown file) the record that reads most like a header is taken.
    pub(super) fn find(sample: &Sample, wanted: &[&str], fixed: Option<u32>) -> Option<Header> {
        if fixed == Some(0) {
            return Some(Header::absent(sample));
        }
        let wanted: BTreeSet<String> =
            wanted.iter().map(|name| compact(name)).filter(|name| !name.is_empty()).collect();
        let mut best: Option<(usize, Header)> = None;
        let searched = if fixed.is_some() { usize::MAX } else { SEARCHED };
        for (index, record) in sample.records.iter().enumerate().take(searched) {
            let is_fixed_at = |record: &SampleRecord| {
                fixed.is_none_or(|line| (record.line..record.line + record.lines).contains(&line))
            };
            let below = sample.records.get(index + 1);
            let below = below.and_then(|below| Some((second_row(record, below)?, below)));
            // A fixed line may be either row of a two-row header.
            let below = below.filter(|(kind, below)| {
                is_fixed_at(record) || (*kind == SecondRow::Gaps && is_fixed_at(below))
            });
            let single = Header::read(record, None, &wanted).filter(|_| is_fixed_at(record));
            let single = single.map(|header| (false, header));
            let double = below.and_then(|(kind, below)| {
                let header = Header::read(record, Some(below), &wanted)?;
                Some((kind == SecondRow::Gaps, header))
            });
            for (wins_ties, header) in single.into_iter().chain(double) {
                let score = if wanted.is_empty() { header.likeness() } else { header.found };
                // A tie goes to the two rows only over the same upper row; else the first record wins.
                let is_better = best.as_ref().is_none_or(|(most, best)| {
                    score > *most || (score == *most && wins_ties && best.first_line == record.line)
                });
                if (score > 0 && is_better) || (fixed.is_some() && best.is_none()) {
                    best = Some((score, header));
                }
            }
        }
        best.map(|(_, header)| header)
    }

    /// A table without a header: its columns are "KOLOM 1" and so on.
    fn absent(sample: &Sample) -> Header {
        let width = sample.records.iter().map(|record| record.cells.len()).max().unwrap_or(0);
        let names: Vec<String> = (1..=width).map(|number| format!("KOLOM {number}")).collect();
        Header::of_names(&names)
    }

    /// A header that stands on no line: the columns of a Parquet file.
    pub(super) fn of_names(names: &[String]) -> Header {
        let mut names = names.to_vec();
        number_twins(&mut names);
        let keys = [names.iter().map(|name| compact(name)).collect(), Vec::new(), Vec::new()];
        Header { names, keys, ..Header::default() }
    }

    /// The record as a header, with the row below it as its second row where given.
    fn read(upper: &SampleRecord, lower: Option<&SampleRecord>, wanted: &BTreeSet<String>) -> Option<Header> {
        let width = upper.cells.len().max(lower.map_or(0, |lower| lower.cells.len()));
        let cell = |record: &SampleRecord, column: usize| {
            record.cells.get(column).map_or("", |cell| cell.trim()).to_owned()
        };
        let parents: Vec<String> = (0..width).map(|column| cell(upper, column)).collect();
        let mut header = Header {
            first_line: upper.line,
            last_line: upper.line + upper.lines - 1,
            names: parents.clone(),
            ..Header::default()
        };
        if let Some(lower) = lower {
            header.last_line = lower.line + lower.lines - 1;
            header.children = (0..width).map(|column| cell(lower, column)).collect();
            header.names = merge(&parents, &header.children);
            header.parents = parents;
        }
        while header.names.last().is_some_and(String::is_empty) {
            header.names.pop();
        }
        number_twins(&mut header.names);
        header.keys = [&header.names, &header.children, &header.parents]
            .map(|names| names.iter().map(|name| compact(name)).collect());
        header.found = wanted.iter().filter(|name| header.column_of_key(name).is_some()).count();
        (header.names.iter().filter(|name| !name.is_empty()).count() > 0).then_some(header)
    }

    /// The column a settings name means: by full name, then by the lower row when unique, then by the upper.
    pub(super) fn column(&self, wanted: &str) -> Option<usize> {
        self.column_of_key(&compact(wanted))
    }

    fn column_of_key(&self, wanted: &str) -> Option<usize> {
        if wanted.is_empty() {
            return None;
        }
        let [names, children, parents] = &self.keys;
        let by_child = || {
            let mut found = (0..children.len()).filter(|&at| children[at] == wanted);
            found.next().filter(|_| found.next().is_none())
        };
        let by_parent = || parents.iter().position(|name| name == wanted);
        names.iter().position(|name| name == wanted).or_else(by_child).or_else(by_parent)
    }

    /// The header most like a name that was not found.
    pub(super) fn nearest(&self, wanted: &str) -> Option<&str> {
        let wanted = compact(wanted);
        let mut best: Option<(f64, &str)> = None;
        for name in self.names.iter().filter(|name| !name.is_empty()) {
            let likeness = strsim::jaro_winkler(&wanted, &compact(name));
            if likeness >= 0.75 && best.is_none_or(|(most, _)| likeness > most) {
                best = Some((likeness, name));
            }
        }
        best.map(|(_, name)| name)
    }

    /// How much the record reads like a header: short distinct texts without long numbers, known words.
    fn likeness(&self) -> usize {
        let filled: Vec<String> =
            self.names.iter().map(|name| clean(name)).filter(|name| !name.is_empty()).collect();
        let distinct: BTreeSet<&String> = filled.iter().collect();
        if let [only] = &self.names[..] {
            // A list of one column: its header is a known word and little else, not a title that has one.
            let words: Vec<String> = clean(only).split(' ').map(str::to_owned).collect();
            let known = words.iter().any(|word| KNOWN_WORDS.contains(&word.as_str()));
            return if known && words.len() <= 2 { 5 - words.len() } else { 0 };
        }
        let is_header = |name: &&String| {
            name.len() <= 60 && longest_number(name) < 5 && name.chars().any(char::is_alphabetic)
        };
        if distinct.len() < 2 || filled.iter().filter(|name| !is_header(name)).count() * 5 > filled.len() {
            return 0;
        }
        let known =
            filled.iter().filter(|name| name.split(' ').any(|word| KNOWN_WORDS.contains(&word))).count();
        if known == 0 && distinct.len() < 3 {
            return 0;
        }
        distinct.len() + 3 * known
    }
}

/// Two rows as one: the upper name is carried rightwards over the columns it was merged over.
fn merge(parents: &[String], children: &[String]) -> Vec<String> {
    let mut carried = "";
    let mut names = Vec::with_capacity(parents.len());
    for (parent, child) in parents.iter().zip(children) {
        if !parent.is_empty() {
            carried = parent;
        }
        names.push(match (parent.is_empty(), child.is_empty()) {
            (_, true) => parent.clone(),
            (true, false) if carried.is_empty() => child.clone(),
            (_, false) => format!("{carried} {child}"),
        });
    }
    names
}

/// Appends " (2)" to the second column of a name, and so on, so that each can be named in the settings.
fn number_twins(names: &mut [String]) {
    let mut before: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        let cleaned = clean(name);
        let twins = before.iter().filter(|other| **other == cleaned).count();
        if twins > 0 && !cleaned.is_empty() {
            *name = format!("{name} ({})", twins + 1);
            before.push(cleaned);
            continue;
        }
        // What a later column is held against is the name without a number of its own.
        let bare = without_number(name);
        before.push(if bare.len() < name.len() { clean(bare) } else { cleaned });
    }
}

fn without_number(name: &str) -> &str {
    match name.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")) {
        Some((head, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => head,
        _ => name,
    }
}

/// How a record continues the header above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SecondRow {
    /// It stands under gaps of the upper row only: surely a second row.
    Gaps,
    /// It is full itself and the upper row has gaps: a second row if the settings use both.
    Full,
}

/// Whether a record may continue the header above it: short texts without any digit (a data row has a number
/// or a date somewhere), at least once under a gap of the upper row.
fn second_row(upper: &SampleRecord, lower: &SampleRecord) -> Option<SecondRow> {
    let filled = |record: &SampleRecord| record.cells.iter().filter(|cell| !cell.is_empty()).count();
    let is_text = |cell: &String| cell.len() <= 60 && !cell.bytes().any(|byte| byte.is_ascii_digit());
    let upper_filled = |column: usize| upper.cells.get(column).is_some_and(|cell| !cell.is_empty());
    let lower_columns = || (0..lower.cells.len()).filter(|&column| !lower.cells[column].is_empty());
    let fills_gap = lower_columns().any(|column| !upper_filled(column));
    let follows = lower.line == upper.line + upper.lines;
    if !follows || !fills_gap || filled(upper) < 2 || !lower.cells.iter().all(is_text) {
        return None;
    }
    let starts_line = lower.cells.first().is_some_and(|cell| !cell.is_empty());
    Some(if starts_line { SecondRow::Full } else { SecondRow::Gaps })
}

fn longest_number(text: &str) -> usize {
    text.split(|letter: char| !letter.is_ascii_digit()).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(rows: &[&str]) -> Sample {
        let records = rows
            .iter()
            .zip(1..)
            .map(|(row, line)| SampleRecord {
                line,
                lines: 1,
                cells: row.split(';').map(str::to_owned).collect(),
            })
            .collect();
        Sample { records, is_whole: true }
    }

    #[test]
    fn header_texts_are_compared_by_letters() {
        for (one, other) in
            [("No. KK", "NO_KK"), ("Kab/Kota", "kab kota"), ("NoKK", "NO KK"), ("Nama*", "nama")]
        {
            assert_eq!(compact(one), compact(other));
        }
    }

    #[test]
    fn the_header_is_found_below_titles() {
        let rows = ["DAFTAR NAMA PENERIMA;;", ";;", "No;NIK;Nama Anak", "1;3314;BUDI"];
        let header = Header::find(&sample(&rows), &["nik", "nama anak"], None).unwrap();
        assert_eq!((header.first_line, header.last_line), (3, 3));
        assert_eq!(header.column("NAMA_ANAK"), Some(2));
        let unaided = Header::find(&sample(&rows), &[], None).unwrap();
        assert_eq!(unaided.first_line, 3);
    }

    #[test]
    fn a_list_of_one_column_has_a_header_too() {
        let found = |rows: &[&str]| Header::find(&sample(rows), &[], None).map(|header| header.first_line);
        assert_eq!(found(&["nama", "SITI AMINAH", "SLAMET"]), Some(1));
        assert_eq!(found(&["DAFTAR NAMA WARGA", "Nama Lengkap", "SITI AMINAH"]), Some(2));
        assert_eq!(found(&["SITI AMINAH", "SLAMET"]), None);
    }

    #[test]
    fn two_rows_make_one_header() {
        let rows = ["No;NIK;Data Ayah;;Data Ibu;", ";;Nama;NIK;Nama;NIK", "1;3314;A;3315;B;3316"];
        let header = Header::find(&sample(&rows), &["NIK", "Data Ibu Nama"], None).unwrap();
        assert_eq!((header.first_line, header.last_line), (1, 2));
        let names = ["No", "NIK", "Data Ayah Nama", "Data Ayah NIK", "Data Ibu Nama", "Data Ibu NIK"];
        assert_eq!(header.names, names);
        assert_eq!(header.column("NIK"), Some(1));
        assert_eq!(header.column("data ibu nama"), Some(4));
        assert_eq!(header.column("Nama"), None);
    }

    #[test]
    fn twins_are_numbered() {
        let header = Header::find(&sample(&["NIK;Nama;NIK;NIK"]), &[], None).unwrap();
        assert_eq!(header.names, ["NIK", "Nama", "NIK (2)", "NIK (3)"]);
        assert_eq!(header.column("NIK (2)"), Some(2));
        assert_eq!(header.column("NIK"), Some(0));
    }

    #[test]
    fn a_fixed_line_may_be_either_row() {
        let rows =
            ["Nama;NIK;X", "No;NIK;Data Ayah;;Data Ibu;", ";;Nama;NIK;Nama;NIK", "1;3314;A;3315;B;3316"];
        for (fixed, lines) in [(1, (1, 1)), (2, (2, 3)), (3, (2, 3))] {
            let header = Header::find(&sample(&rows), &["NIK", "Data Ibu Nama"], Some(fixed)).unwrap();
            assert_eq!((header.first_line, header.last_line), lines);
        }
    }

    #[test]
    fn a_data_row_is_no_second_row() {
        let header = Header::find(&sample(&["NIK;Nama;", ";SITI;LAHIR 1980"]), &["NIK", "Nama"], None);
        assert_eq!(header.unwrap().last_line, 1);
    }
}
