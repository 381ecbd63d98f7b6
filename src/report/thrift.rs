//! How is a Parquet file's own description written down? In Thrift's compact protocol, of which only what Parquet needs
//! stands here: integers, texts, lists and structs.

/// Writes structs, field by field.
#[derive(Default)]
pub(super) struct Thrift {
    pub(super) bytes: Vec<u8>,
    /// The field written last, in each struct that is open.
    fields: Vec<i16>,
}

const I32: u8 = 5;
const I64: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

impl Thrift {
    /// Opens the outermost struct, or the next struct of a list.
    pub(super) fn open(&mut self) {
        self.fields.push(0);
    }

    /// Opens a struct that is a field.
    pub(super) fn open_field(&mut self, field: i16) {
        self.field(field, STRUCT);
        self.open();
    }

    /// Closes the struct opened last.
    pub(super) fn close(&mut self) {
        self.fields.pop();
        self.bytes.push(0);
    }

    pub(super) fn int(&mut self, field: i16, value: i32) {
        self.field(field, I32);
        zigzag(&mut self.bytes, i64::from(value));
    }

    /// A number of things, which is never below zero.
    pub(super) fn count(&mut self, field: i16, value: usize) {
        self.field(field, I32);
        varint(&mut self.bytes, (value as u64) << 1);
    }

    /// A size or an offset.
    pub(super) fn long(&mut self, field: i16, value: usize) {
        self.field(field, I64);
        varint(&mut self.bytes, (value as u64) << 1);
    }

    pub(super) fn text(&mut self, field: i16, text: &str) {
        self.field(field, BINARY);
        self.text_alone(text);
    }

    /// A list of whole numbers.
    pub(super) fn ints(&mut self, field: i16, values: &[i32]) {
        self.list(field, I32, values.len());
        values.iter().for_each(|&value| zigzag(&mut self.bytes, i64::from(value)));
    }

    /// A list of one text.
    pub(super) fn texts(&mut self, field: i16, text: &str) {
        self.list(field, BINARY, 1);
        self.text_alone(text);
    }

    /// Begins a list of structs, each of which is then opened and closed.
    pub(super) fn structs(&mut self, field: i16, count: usize) {
        self.list(field, STRUCT, count);
    }

    fn text_alone(&mut self, text: &str) {
        varint(&mut self.bytes, text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn list(&mut self, field: i16, kind: u8, count: usize) {
        self.field(field, LIST);
        if count < 15 {
            self.bytes.push((count as u8) << 4 | kind);
        } else {
            self.bytes.push(0xf0 | kind);
            varint(&mut self.bytes, count as u64);
        }
    }

    /// The fields of Parquet's structs are less than fifteen apart, so that the short form always does.
    fn field(&mut self, field: i16, kind: u8) {
        if let Some(last) = self.fields.last_mut() {
            self.bytes.push(((field - *last) as u8) << 4 | kind);
            *last = field;
        }
    }
}

/// Seven bits a byte, the lowest first.
pub(super) fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// A signed number, small where it is near 0.
pub(super) fn zigzag(out: &mut Vec<u8>, value: i64) {
    varint(out, (value << 1 ^ value >> 63) as u64);
}
