//! How is a text file written? Encoding, line ends and delimiter from its first bytes, and its first records.

use encoding_rs::Encoding;

use super::cells;
use super::header::{Header, Sample, SampleRecord};
use super::kind::utf16_by_nuls;
use super::lines::{LineEnds, Lines};
use super::records::Records;

/// Bytes at the head of a file that are looked at.
pub(super) const HEAD: usize = 256 * 1024;

/// Records of the sample: enough for the looks of columns and for groups of a few hundred rows.
const SAMPLED: usize = 2000;

/// Records read to choose the delimiter.
const WEIGHED: usize = 120;

/// Delimiters met in exports, the commonest in Indonesian exports first.
const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// What the settings fix.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fixed<'a> {
    /// Delimiter.
    pub delimiter: Option<u8>,
    /// Encoding label.
    pub encoding: Option<&'a str>,
    /// Line of the header.
    pub header_row: Option<u32>,
}

/// How a text file is written.
#[derive(Clone, Debug)]
pub(super) struct TextForm {
    /// Encoding.
    pub encoding: &'static Encoding,
    /// Line ends.
    pub ends: LineEnds,
    /// Delimiter; `;` when the file has a single column.
    pub delimiter: u8,
    /// The first records.
    pub sample: Sample,
}

/// Reads the form of a file from its head. `wanted` are header texts of the settings; they tell best which
/// delimiter is right.
pub(super) fn sniff(head: &[u8], is_whole: bool, fixed: Fixed<'_>, wanted: &[&str]) -> TextForm {
    let encoding = fixed
        .encoding
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        .unwrap_or_else(|| encoding(head, is_whole));
    let (decoded, _) = encoding.decode_with_bom_removal(head);
    let ends = LineEnds::of(decoded.as_bytes());
    let delimiter = fixed.delimiter.or_else(|| declared(&decoded)).unwrap_or_else(|| {
        let mut best = (DELIMITERS[0], (0, 0));
        for candidate in DELIMITERS {
            let sample = sample(head, is_whole, encoding, ends, candidate, WEIGHED);
            let found = Header::find(&sample, wanted, fixed.header_row).map_or(0, |header| header.found);
            let worth = (found, evenness(&sample));
            if worth > best.1 {
                best = (candidate, worth);
            }
        }
        best.0
    });
    let sample = sample(head, is_whole, encoding, ends, delimiter, SAMPLED);
    TextForm { encoding, ends, delimiter, sample }
}

/// The encoding: by its mark, by NULs, UTF-8 when valid, else what the letters say. Detection between Latin
/// encodings is guesswork on Indonesian text, which is nearly all ASCII; Excel writes Windows-1252.
fn encoding(head: &[u8], is_whole: bool) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    if let Some(is_big_end_first) = utf16_by_nuls(head) {
        return if is_big_end_first { encoding_rs::UTF_16BE } else { encoding_rs::UTF_16LE };
    }
    let wrong: usize = head.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    let cut_at_end = !is_whole && std::str::from_utf8(head).is_err_and(|error| error.error_len().is_none());
    let high = head.iter().filter(|byte| !byte.is_ascii()).count();
    // A few wrong bytes among many right ones: UTF-8 with lines pasted in from elsewhere, repaired by line.
    if wrong == 0 || cut_at_end || wrong * 10 < high {
        return encoding_rs::UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(head, is_whole);
    let guess = detector.guess(Some(b"id"), chardetng::Utf8Detection::Deny);
    let is_foreign_script = high * 10 > head.len();
    if is_foreign_script { guess } else { encoding_rs::WINDOWS_1252 }
}

/// The delimiter of Excel's first line `sep=;`.
fn declared(text: &str) -> Option<u8> {
    let first = text.lines().next()?.trim_matches(['"', ' ', '\u{feff}']);
    let is_declaration =
        first.len() == 5 && first.is_char_boundary(4) && first[..4].eq_ignore_ascii_case("sep=");
    is_declaration.then(|| first.as_bytes()[4])
}

/// The first records of a file, cells cleaned. The last one is left out where the head may have cut it.
fn sample(
    head: &[u8],
    is_whole: bool,
    encoding: &'static Encoding,
    ends: LineEnds,
    delimiter: u8,
    most: usize,
) -> Sample {
    let mut records = Records::new(Lines::new(head, encoding, ends), delimiter);
    let mut sample = Sample { records: Vec::new(), is_whole };
    // Reading from memory cannot fail.
    while let Ok(Some(record)) = records.next(None) {
        let cells = record.cells().map(|cell| cells::clean(cell).to_owned()).collect();
        sample.records.push(SampleRecord { line: record.line, lines: record.lines, cells });
        if sample.records.len() == most {
            sample.is_whole = false;
            return sample;
        }
    }
    if !is_whole {
        sample.records.pop();
    }
    sample
}

/// How evenly a delimiter cuts: the commonest number of cells, weighed by the square of its share.
fn evenness(sample: &Sample) -> usize {
    let mut counts: Vec<usize> = sample.records.iter().map(|record| record.cells.len()).collect();
    let total = counts.len().max(1);
    counts.sort_unstable();
    let runs = counts.chunk_by(|one, other| one == other).filter(|run| run[0] > 1);
    runs.map(|run| run[0] * run.len() * run.len() * 1000 / (total * total)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &[u8], encoding: &str, delimiter: char, records: usize) {
        let form = sniff(head, true, Fixed::default(), &[]);
        let found = (form.encoding.name(), char::from(form.delimiter), form.sample.records.len());
        assert_eq!(found, (encoding, delimiter, records));
    }

    #[test]
    fn encodings() {
        check(b"NIK;Nama\n1;A\n", "UTF-8", ';', 2);
        check("NIK;Nama\n1;Ren\u{e9}\n".as_bytes(), "UTF-8", ';', 2);
        check(b"NIK;Nama\n1;Ren\xe9\n", "windows-1252", ';', 2);
        check(b"\xff\xfeN\0I\0K\0;\0A\0\n\0", "UTF-16LE", ';', 1);
        check(b"\0N\0I\0K\0;\0A\0\n", "UTF-16BE", ';', 1);
        check(b"\xef\xbb\xbfNIK|Nama\r\n", "UTF-8", '|', 1);
    }

    #[test]
    fn delimiters() {
        check(b"NIK,Nama\n1,A\n", "UTF-8", ',', 2);
        check(b"NIK;Nama;Alamat\n1;BUDI, S.PD;A, B\n2;ANI, SE;C, D\n", "UTF-8", ';', 3);
        check(b"NIK\tNama\n1\tA, B\n2\tC, D\n3\tE\n", "UTF-8", '\t', 4);
        check(b"sep=|\nNIK|A;B;C\n", "UTF-8", '|', 2);
    }
}
