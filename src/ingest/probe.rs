//! What does a file look like before any settings exist? Encoding, delimiter, header and sample rows, per
//! table of the file. What the columns mean is the work of `padan init`.

use std::path::{Path, PathBuf};

use crate::error::{Error, Message, Result};

use super::header::{Header, Sample, SampleRecord};
use super::kind::{Kind, kind};
use super::parquet::Columns;
use super::records::JoinedCells;
use super::structure::{Roles, Structure};
use super::text::likeliest;
use super::{notices, sheet, sniff};

/// One table: a text file, a Parquet file, or one sheet of a workbook.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Probe {
    /// The file.
    pub path: PathBuf,
    /// The sheet, for workbooks.
    pub sheet: Option<String>,
    /// Encoding label ("UTF-8", "UTF-16LE", "windows-1252"); "xlsx", "xls", "ods" or "parquet" for the rest.
    pub encoding: String,
    /// Delimiter, for text files.
    pub delimiter: Option<char>,
    /// 1-based line of the (last) header line; none when no header was recognised.
    pub header_line: Option<u32>,
    /// Headers as the settings may name them, one a column: two-row headers merged ("PARENT CHILD"), twins
    /// numbered ("NIK (2)"); empty for a column without a header.
    pub headers: Vec<String>,
    /// Up to 200 data rows, spread over the start of the file; each as long as `headers`.
    pub sample: Vec<Vec<String>>,
    /// Data rows in the table: exact for workbooks and Parquet, from the size for text.
    pub rows_estimate: u64,
}

/// Rows of the sample.
const SAMPLED: usize = 200;

/// Rows looked at in workbooks and Parquet files; text files show their first quarter megabyte.
const LOOKED_AT: usize = 2000;

/// Looks into one file.
///
/// # Errors
/// When the file cannot be opened, or is no table (an image, a PDF, an empty file): the error names the next step.
pub fn probe(path: &Path) -> Result<Vec<Probe>> {
    let cannot_read = |source| Error::file(path, "cannot be read", source);
    let (_, head, is_whole) = super::open(path).map_err(cannot_read)?;
    let no_table =
        |what: &Message, next_step: Message| Error::Input { what: notices::no_table(path, what), next_step };
    match kind(&head) {
        Kind::Text => {
            let bytes = std::fs::metadata(path).map_err(cannot_read)?.len();
            Ok(vec![text(path, &head, is_whole, bytes)])
        }
        Kind::Workbook => {
            let bytes = std::fs::read(path).map_err(cannot_read)?;
            let (kind, sheets) =
                sheet::sheets(&bytes).map_err(|(what, next_step)| no_table(&what, next_step))?;
            let filled = sheets.iter().filter(|sheet| sheet.rows() > 0);
            Ok(filled.map(|sheet| workbook_sheet(path, kind, sheet)).collect())
        }
        Kind::Parquet => {
            let opened = Columns::open(path).and_then(|columns| Ok((columns.sample(LOOKED_AT)?, columns)));
            let (sample, columns) = opened.map_err(|error| {
                let what =
                    message!("berkas Parquet yang rusak ({error})", "a damaged Parquet file ({error})");
                no_table(&what, message!("Salin ulang berkasnya.", "Copy the file again."))
            })?;
            let mut probe = describe(path, &sample, columns.header());
            probe.encoding = "parquet".to_owned();
            probe.rows_estimate = columns.rows as u64;
            Ok(vec![probe])
        }
        Kind::Empty => Err(no_table(&message!("berkas kosong", "an empty file"), notices::export_again())),
        Kind::Foreign(what, next) => {
            Err(no_table(&Message::new(what.0, what.1), Message::new(next.0, next.1)))
        }
    }
}

fn text(path: &Path, head: &[u8], is_whole: bool, bytes: u64) -> Probe {
    let form = sniff::sniff(head, is_whole, sniff::Fixed::default(), &[]);
    let mut probe = describe(path, &form.sample, likeliest(&form.sample));
    probe.encoding = form.encoding.name().to_owned();
    probe.delimiter = Some(char::from(form.delimiter));
    let below = probe.header_line.unwrap_or(0);
    let (mut rows, mut last_line) = (0_u64, below);
    for record in form.sample.records.iter().filter(|record| record.line > below) {
        rows += u64::from(record.cells.iter().any(|cell| !cell.is_empty()));
        last_line = record.line + record.lines - 1;
    }
    probe.rows_estimate = if form.sample.is_whole {
        rows
    } else {
        // Lines of the sample are found again in the head's bytes, which tells how long a line is.
        let ends = head.iter().filter(|&&byte| byte == b'\n' || byte == b'\r').count().max(1) as u64;
        let doubled = u64::from(head.windows(2).any(|pair| pair == b"\r\n"));
        let lines_in_head = (ends / (1 + doubled)).max(1);
        let lines = bytes * lines_in_head / head.len().max(1) as u64;
        lines.saturating_sub(u64::from(below)) * rows / u64::from((last_line - below).max(1))
    };
    probe
}

fn workbook_sheet(path: &Path, kind: &str, sheet: &sheet::Sheet) -> Probe {
    let sample = sheet.sample(LOOKED_AT);
    let mut probe = describe(path, &sample, likeliest(&sample));
    probe.sheet = Some(sheet.name.clone());
    probe.encoding = kind.to_owned();
    probe.rows_estimate = u64::from(sheet.rows().saturating_sub(probe.header_line.unwrap_or(0)));
    probe
}

/// What a sample shows below its header.
fn describe(path: &Path, sample: &Sample, header: Header) -> Probe {
    let mut structure = Structure::new(&header, Roles::default(), header.names.len());
    let mut joined = JoinedCells::default();
    let below = sample.records.iter().filter(|record| record.line > header.last_line);
    let data: Vec<&SampleRecord> =
        below.filter(|record| structure.code_of_cells(record, &mut joined).is_none()).collect();
    let chosen = SAMPLED.min(data.len());
    let width = header.names.len();
    let rows = (0..chosen).map(|index| data[index * data.len() / chosen]).map(|record| {
        (0..width).map(|column| record.cells.get(column).cloned().unwrap_or_default()).collect()
    });
    Probe {
        path: path.to_owned(),
        header_line: (header.last_line > 0).then_some(header.last_line),
        sample: rows.collect(),
        headers: header.names,
        ..Probe::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_described_without_settings() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anak.csv");
        let file = "DAFTAR ANAK;;\n;;\nNo;NIK;Nama Anak\n1;-;BUDI\n2;3314010101150001;SITI\n;JUMLAH;2\n";
        std::fs::write(&path, file).unwrap();
        let found = probe(&path).unwrap();
        let [probe] = &found[..] else { panic!("one table") };
        assert_eq!(probe.delimiter, Some(';'));
        assert_eq!(probe.header_line, Some(3));
        assert_eq!(probe.headers, ["No", "NIK", "Nama Anak"]);
        assert_eq!(probe.sample, [["1", "-", "BUDI"], ["2", "3314010101150001", "SITI"]]);
        assert_eq!(probe.rows_estimate, 3);
    }

    #[test]
    fn rows_of_a_long_file_are_estimated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("panjang.csv");
        let mut file = String::from("NIK,Nama,Alamat\r\n");
        for number in 0..40_000 {
            file.push_str(&format!("33140101018{number:05},BUDI,KRIKILAN\r\n"));
        }
        std::fs::write(&path, file).unwrap();
        let rows = probe(&path).unwrap()[0].rows_estimate;
        assert!((39_000..41_000).contains(&rows), "{rows}");
    }

    #[test]
    fn an_image_is_no_table() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("foto.csv");
        std::fs::write(&path, b"\x89PNG\r\n").unwrap();
        assert!(probe(&path).unwrap_err().message().id.contains("gambar PNG"));
    }
}
