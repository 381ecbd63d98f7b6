//! How do many short texts become a few large blocks of bytes without a call to the memory for each?

/// A text up to this long is copied as one block of this length, which costs less than a copy of its exact length.
const BLOCK: usize = 32;

/// Where the text of a table gathers: a buffer with room to spare behind what is written, used again for every part.
#[derive(Clone, Debug, Default)]
pub struct Sink {
    bytes: Vec<u8>,
    len: usize,
}

impl Sink {
    /// Appends a text.
    #[inline]
    pub fn push_str(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Appends a character.
    pub fn push(&mut self, character: char) {
        match u8::try_from(character) {
            Ok(byte) if byte.is_ascii() => self.byte(byte),
            _ => self.bytes(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }

    /// Room for so many bytes at once where there is none yet: memory that the system gives zeroed, and only where it is
    /// written to.
    pub(super) fn expect(&mut self, bytes: usize) {
        if self.bytes.is_empty() {
            self.bytes = vec![0; bytes];
        }
    }

    /// What was written.
    pub(crate) fn written(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// The same with the room behind it, so that its last texts too can be copied as blocks.
    pub(super) fn with_room(&self) -> &[u8] {
        &self.bytes
    }

    /// Bytes written.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn clear(&mut self) {
        self.len = 0;
    }

    /// Makes room for so many bytes and a block.
    #[inline]
    fn room(&mut self, more: usize) {
        let needed = self.len + more + BLOCK;
        if needed > self.bytes.len() {
            self.grow(needed);
        }
    }

    #[cold]
    fn grow(&mut self, needed: usize) {
        self.bytes.resize(needed.max(2 * self.bytes.len()), 0);
    }

    #[inline]
    pub(super) fn byte(&mut self, byte: u8) {
        self.room(1);
        self.bytes[self.len] = byte;
        self.len += 1;
    }

    /// Bytes as they are. Most texts are short: two copies of a fixed length, which may overlap, cost less than a call.
    #[inline]
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        let count = bytes.len();
        self.room(count);
        let to = &mut self.bytes[self.len..self.len + count];
        match count {
            0 => {}
            1..4 => to.iter_mut().zip(bytes).for_each(|(to, &byte)| *to = byte),
            4..8 => ends::<4>(to, bytes),
            8..16 => ends::<8>(to, bytes),
            16..=32 => ends::<16>(to, bytes),
            _ => to.copy_from_slice(bytes),
        }
        self.len += count;
    }

    /// What was written at a place, once more.
    #[inline]
    pub(super) fn again(&mut self, from: usize, to: usize) {
        self.room(to - from);
        if to - from <= BLOCK {
            let mut block = [0; BLOCK];
            block.copy_from_slice(&self.bytes[from..from + BLOCK]);
            self.bytes[self.len..self.len + BLOCK].copy_from_slice(&block);
        } else {
            self.bytes.copy_within(from..to, self.len);
        }
        self.len += to - from;
    }

    /// A part of a longer text.
    #[inline]
    pub(super) fn part_of(&mut self, source: &[u8], (from, to): (usize, usize)) {
        match source.get(from..from + BLOCK) {
            Some(block) if to - from <= BLOCK => {
                self.room(BLOCK);
                self.bytes[self.len..self.len + BLOCK].copy_from_slice(block);
                self.len += to - from;
            }
            _ => self.bytes(&source[from..to]),
        }
    }

    #[inline]
    pub(super) fn count(&mut self, value: u64) {
        self.digits(value, value.checked_ilog10().map_or(1, |digits| digits as usize + 1));
    }

    /// A number in so many digits.
    #[inline]
    pub(super) fn digits(&mut self, mut value: u64, digits: usize) {
        self.room(digits);
        let to = &mut self.bytes[self.len..self.len + digits];
        let mut pairs = to.rchunks_exact_mut(2);
        for pair in &mut pairs {
            let at = 2 * (value % 100) as usize;
            pair.copy_from_slice(&PAIRS[at..at + 2]);
            value /= 100;
        }
        for byte in pairs.into_remainder() {
            *byte = b'0' + (value % 10) as u8;
        }
        self.len += digits;
    }
}

/// `00` to `99`, one behind another: two digits cost one division.
static PAIRS: [u8; 200] = {
    let mut pairs = [0; 200];
    let mut number = 0;
    while number < 100 {
        pairs[2 * number] = b'0' + (number / 10) as u8;
        pairs[2 * number + 1] = b'0' + (number % 10) as u8;
        number += 1;
    }
    pairs
};

/// Copies the first and the last bytes of a text that is no longer than both.
#[inline]
fn ends<const COUNT: usize>(to: &mut [u8], from: &[u8]) {
    let last = from.len() - COUNT;
    to[..COUNT].copy_from_slice(&from[..COUNT]);
    to[last..].copy_from_slice(&from[last..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_any_width() {
        for value in [0, 7, 10, 99, 100, 12_345, 999_999, u64::MAX] {
            let mut sink = Sink::default();
            sink.count(value);
            sink.push(' ');
            sink.digits(value % 1000, 5);
            assert_eq!(sink.written(), format!("{value} {:05}", value % 1000).as_bytes());
        }
    }

    #[test]
    fn texts_of_any_length_follow_each_other() {
        let letters: String = ('a'..='z').cycle().take(100).collect();
        let (mut sink, mut expected) = (Sink::default(), String::new());
        for length in (0..100).chain([3, 16, 17, 33]) {
            sink.push_str(&letters[..length]);
            sink.push('é');
            expected.push_str(&letters[..length]);
            expected.push('é');
            let from = sink.len() - length - 2;
            sink.again(from, from + length);
            expected.push_str(&letters[..length]);
        }
        assert_eq!(sink.written(), expected.as_bytes());
    }
}
