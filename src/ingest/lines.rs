//! Where does each line of a text file begin and end? Streams a file through a window: bytes are hashed,
//! decoded to UTF-8 and cut at line ends. What a line means is for `records` and `table`.
//!
//! The window holds one block and grows only while a record spans lines, so memory does not depend on the file.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding};
use memchr::{memchr, memchr2};

/// Bytes read at a time. Large enough to make the copy of a cut line's head negligible.
const BLOCK: usize = 256 * 1024;

/// A line longer than this is no line of a roster (a binary file, a file without line ends): it is cut, so
/// that one bad file cannot take all memory. A wide roster row has a few kilobytes.
const LONGEST_LINE: usize = 8 * 1024 * 1024;

/// How lines end in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnds {
    /// LF or CRLF; a lone CR is white space inside a cell.
    Feed,
    /// CR alone (old spreadsheets), LF and CRLF too.
    Return,
}

impl LineEnds {
    /// The line ends of a decoded sample: CR counts only where it is more common than LF.
    pub(super) fn of(sample: &[u8]) -> LineEnds {
        let feeds = sample.iter().filter(|&&byte| byte == b'\n').count();
        let returns = sample.windows(2).filter(|pair| pair[0] == b'\r' && pair[1] != b'\n').count();
        if returns > feeds { LineEnds::Return } else { LineEnds::Feed }
    }
}

/// A line inside the window, by offsets from the window's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// First byte.
    pub start: usize,
    /// Past the last byte, line end excluded.
    pub end: usize,
    /// Start of the next line.
    pub next: usize,
    /// Whether a line end follows; false only for the last line of a file.
    pub ended: bool,
}

/// A text file as decoded lines.
pub(super) struct Lines<R> {
    source: R,
    decoder: Option<Decoder>,
    ends: LineEnds,
    hasher: blake3::Hasher,
    bytes: u64,
    block: Vec<u8>,
    window: Vec<u8>,
    start: usize,
    source_is_read: bool,
    /// Lines that were cut because they were longer than any row.
    pub cut_lines: u32,
}

impl<R: Read> Lines<R> {
    /// Reads `source` as `encoding`. UTF-8 is passed through as it is, so that single wrong bytes can be
    /// repaired where they stand.
    pub(super) fn new(source: R, encoding: &'static Encoding, ends: LineEnds) -> Lines<R> {
        let decoder = (encoding != encoding_rs::UTF_8).then(|| encoding.new_decoder_with_bom_removal());
        Lines {
            source,
            decoder,
            ends,
            hasher: blake3::Hasher::new(),
            bytes: 0,
            block: vec![0; BLOCK],
            window: Vec::with_capacity(2 * BLOCK),
            start: 0,
            source_is_read: false,
            cut_lines: 0,
        }
    }

    /// The line that begins `offset` bytes into the window, or none at the end of the file.
    pub(super) fn line_at(&mut self, offset: usize) -> io::Result<Option<Line>> {
        let mut searched = offset;
        loop {
            let rest = &self.window[self.start + searched..];
            if let Some((length, end_length)) = self.find_end(rest) {
                let end = searched + length;
                return Ok(Some(Line { start: offset, end, next: end + end_length, ended: true }));
            }
            let held = self.window.len() - self.start;
            if self.source_is_read {
                let line = Line { start: offset, end: held, next: held, ended: false };
                return Ok((offset < held).then_some(line));
            }
            if held - offset > LONGEST_LINE {
                return self.cut_line(offset).map(Some);
            }
            // The byte before may be the CR of a CRLF that the block cut in two.
            searched = held.saturating_sub(1).max(offset);
            self.fill()?;
        }
    }

    /// Bytes of the window between two offsets.
    pub(super) fn bytes(&self, start: usize, end: usize) -> &[u8] {
        &self.window[self.start + start..self.start + end]
    }

    /// Moves the window's start on.
    pub(super) fn consume(&mut self, length: usize) {
        self.start += length;
    }

    /// Reads what is left and gives the file's size and BLAKE3.
    pub(super) fn finish(mut self) -> io::Result<(u64, String)> {
        while !self.source_is_read {
            self.start = self.window.len();
            self.fill()?;
        }
        Ok((self.bytes, self.hasher.finalize().to_hex().to_string()))
    }

    /// Length of the line at the head of `rest` and of its line end, when the end is in the window.
    fn find_end(&self, rest: &[u8]) -> Option<(usize, usize)> {
        match self.ends {
            LineEnds::Feed => {
                let length = memchr(b'\n', rest)?;
                let has_return = length > 0 && rest[length - 1] == b'\r';
                Some(if has_return { (length - 1, 2) } else { (length, 1) })
            }
            LineEnds::Return => {
                let length = memchr2(b'\r', b'\n', rest)?;
                match (rest[length], rest.get(length + 1)) {
                    (b'\n', _) => Some((length, 1)),
                    (_, Some(b'\n')) => Some((length, 2)),
                    (_, Some(_)) => Some((length, 1)),
                    (_, None) => self.source_is_read.then_some((length, 1)),
                }
            }
        }
    }

    /// Keeps the head of an overlong line and drops the rest of it.
    fn cut_line(&mut self, offset: usize) -> io::Result<Line> {
        self.cut_lines += 1;
        let kept = offset + BLOCK;
        loop {
            let rest = &self.window[self.start + kept..];
            if let Some((length, end_length)) = self.find_end(rest) {
                self.window.drain(self.start + kept..self.start + kept + length);
                return Ok(Line { start: offset, end: kept, next: kept + end_length, ended: true });
            }
            self.window.truncate(self.start + kept);
            if self.source_is_read {
                return Ok(Line { start: offset, end: kept, next: kept, ended: false });
            }
            self.fill()?;
        }
    }

    /// Reads one block into the window, decoded.
    fn fill(&mut self) -> io::Result<()> {
        if self.start > 0 {
            self.window.drain(..self.start);
            self.start = 0;
        }
        let read = loop {
            match self.source.read(&mut self.block) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        let block = &self.block[..read];
        let is_first = self.bytes == 0;
        self.source_is_read = read == 0;
        self.hasher.update(block);
        self.bytes += read as u64;
        match &mut self.decoder {
            Some(decoder) => decode(decoder, block, self.source_is_read, &mut self.window),
            None if is_first => {
                self.window.extend_from_slice(block.strip_prefix(b"\xef\xbb\xbf").unwrap_or(block));
            }
            None => self.window.extend_from_slice(block),
        }
        Ok(())
    }
}

/// Appends a block as UTF-8; what the encoding does not know becomes U+FFFD.
fn decode(decoder: &mut Decoder, mut block: &[u8], last: bool, window: &mut Vec<u8>) {
    loop {
        let held = window.len();
        let room = decoder.max_utf8_buffer_length(block.len()).unwrap_or(4 * block.len() + 16);
        window.resize(held + room, 0);
        let (result, read, written, _) = decoder.decode_to_utf8(block, &mut window[held..], last);
        window.truncate(held + written);
        block = &block[read..];
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &[u8], ends: LineEnds, expected: &[&str]) {
        let mut lines = Lines::new(input, encoding_rs::UTF_8, ends);
        let mut found = Vec::new();
        while let Some(line) = lines.line_at(0).unwrap() {
            found.push(String::from_utf8(lines.bytes(line.start, line.end).to_vec()).unwrap());
            lines.consume(line.next);
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn line_ends_of_all_kinds() {
        check(b"a\nb\r\nc", LineEnds::Feed, &["a", "b", "c"]);
        check(b"a\n\nb\n", LineEnds::Feed, &["a", "", "b"]);
        check(b"a\rb\r\nc\nd\r", LineEnds::Return, &["a", "b", "c", "d"]);
        check(b"", LineEnds::Feed, &[]);
        check(b"\xef\xbb\xbfa\n", LineEnds::Feed, &["a"]);
    }

    #[test]
    fn an_endless_line_is_cut() {
        let mut file = vec![b'x'; LONGEST_LINE + 3 * BLOCK];
        file.extend_from_slice(b"\nb\n");
        let mut lines = Lines::new(&file[..], encoding_rs::UTF_8, LineEnds::Feed);
        let first = lines.line_at(0).unwrap().unwrap();
        assert_eq!(first.end, BLOCK);
        lines.consume(first.next);
        let second = lines.line_at(0).unwrap().unwrap();
        assert_eq!(lines.bytes(second.start, second.end), b"b");
    }

    #[test]
    fn line_ends_are_chosen_by_majority() {
        assert_eq!(LineEnds::of(b"a\rb\rc\nd"), LineEnds::Return);
        assert_eq!(LineEnds::of(b"a\r\nb\r\nc\rd\n"), LineEnds::Feed);
    }
}
