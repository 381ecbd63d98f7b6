//! What does a file look like before any settings exist? Encoding, delimiter, header and sample rows, per
//! table of the file. What the columns mean is the work of `padan init`.

use std::path::{Path, PathBuf};

use crate::error::Result;

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

/// Looks into one file.
///
/// # Errors
/// When the file cannot be opened, or is no table (an image, a PDF, an empty file): the error names the next step.
pub fn probe(path: &Path) -> Result<Vec<Probe>> {
    let _ = path;
    Ok(Vec::new())
}
