//! How do many short texts become a few large blocks of bytes without a call to the memory for each?

/// A text up to this long is copied as one block of this length, which costs less than a copy of its exact length.
const BLOCK: usize = 32;

/// Where the bytes of a file gather: a buffer with room to spare behind what is written, used again for every part.
#[derive(Default)]
pub(super) struct Sink {
    bytes: Vec<u8>,
    len: usize,
}

impl Sink {
    /// What was written.
    pub(super) fn written(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// The same with room to spare behind it, so that its last texts too can be copied as blocks.
    pub(super) fn with_room(mut self) -> Vec<u8> {
        self.room(0);
        self.bytes
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

    #[inline]
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.room(bytes.len());
        self.bytes[self.len..self.len + bytes.len()].copy_from_slice(bytes);
        self.len += bytes.len();
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
        for byte in self.bytes[self.len..self.len + digits].iter_mut().rev() {
            *byte = b'0' + (value % 10) as u8;
            value /= 10;
        }
        self.len += digits;
    }
}
