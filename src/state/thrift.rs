//! How does Parquet write its headers, and how are those of a page read? Thrift's compact form, as far as Parquet headers need it: each field is a step
//! from the one before, its type, and its value.

/// Thrift's types.
const INT: u8 = 5;
const LONG: u8 = 6;
const TEXT: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// A struct being written; its fields come in the order of their numbers.
pub(crate) struct Struct<'a> {
    bytes: &'a mut Vec<u8>,
    last: u8,
}

impl<'a> Struct<'a> {
    /// Begins a struct at the end of `bytes`.
    pub(crate) fn new(bytes: &'a mut Vec<u8>) -> Struct<'a> {
        Struct { bytes, last: 0 }
    }

    /// Ends it.
    pub(crate) fn end(self) {
        self.bytes.push(0);
    }

    /// A small number.
    pub(crate) fn int(&mut self, field: u8, value: u32) -> &mut Self {
        self.field(field, INT);
        write_number(u64::from(value), self.bytes);
        self
    }

    /// A size or an offset.
    pub(crate) fn long(&mut self, field: u8, value: u64) -> &mut Self {
        self.field(field, LONG);
        write_number(value, self.bytes);
        self
    }

    /// A text.
    pub(crate) fn text(&mut self, field: u8, value: &str) -> &mut Self {
        self.field(field, TEXT);
        write_text(value, self.bytes);
        self
    }

    /// A struct within.
    pub(crate) fn inner(&mut self, field: u8, fill: impl FnOnce(&mut Struct<'_>)) -> &mut Self {
        self.field(field, STRUCT);
        let mut inner = Struct::new(self.bytes);
        fill(&mut inner);
        inner.end();
        self
    }

    /// A list of structs.
    pub(crate) fn structs(
        &mut self,
        field: u8,
        count: usize,
        mut fill: impl FnMut(usize, &mut Struct<'_>),
    ) -> &mut Self {
        self.list(field, STRUCT, count);
        for index in 0..count {
            let mut inner = Struct::new(self.bytes);
            fill(index, &mut inner);
            inner.end();
        }
        self
    }

    /// A list of small numbers.
    pub(crate) fn ints(&mut self, field: u8, values: &[u32]) -> &mut Self {
        self.list(field, INT, values.len());
        values.iter().for_each(|&value| write_number(u64::from(value), self.bytes));
        self
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, field: u8, values: &[&str]) -> &mut Self {
        self.list(field, TEXT, values.len());
        values.iter().for_each(|value| write_text(value, self.bytes));
        self
    }

    fn list(&mut self, field: u8, kind: u8, count: usize) {
        self.field(field, LIST);
        if count < 15 {
            self.bytes.push((count as u8) << 4 | kind);
        } else {
            self.bytes.push(0xf0 | kind);
            write_varint(count as u64, self.bytes);
        }
    }

    fn field(&mut self, field: u8, kind: u8) {
        debug_assert!(field > self.last && field - self.last < 16);
        self.bytes.push((field - self.last) << 4 | kind);
        self.last = field;
    }
}

fn write_text(value: &str, bytes: &mut Vec<u8>) {
    write_varint(value.len() as u64, bytes);
    bytes.extend_from_slice(value.as_bytes());
}

/// A number with its sign in the lowest bit; there is none below zero.
fn write_number(value: u64, bytes: &mut Vec<u8>) {
    write_varint(value << 1, bytes);
}

/// Seven bits a byte, the lowest first; the high bit says that more follow.
pub(crate) fn write_varint(mut value: u64, bytes: &mut Vec<u8>) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Reads a struct that holds numbers and structs of numbers: tells each number with the field that holds the struct it
/// stands in, 0 at the top, and its own. None for any other struct.
pub(crate) fn read_numbers(bytes: &mut &[u8], within: u8, take: &mut dyn FnMut(u8, u8, u64)) -> Option<()> {
    let mut field = 0_u8;
    loop {
        let head = *bytes.split_off_first()?;
        if head == 0 {
            return Some(());
        }
        field = field.checked_add(head >> 4).filter(|next| *next > field)?;
        match head & 15 {
            INT | LONG => {
                let number = read_varint(bytes)?;
                // The sign.
                (number & 1 == 0).then(|| take(within, field, number >> 1))?;
            }
            STRUCT if within == 0 => read_numbers(bytes, field, take)?,
            _ => return None,
        }
    }
}

/// What [`write_varint`] wrote.
pub(crate) fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.split_off_first()?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}
