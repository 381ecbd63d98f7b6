//! What is a table before it has a format? Named, typed columns of equal length.

use crate::record::TextColumn;

/// A named output table; its name is the file's stem.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// File stem (`members`).
    pub name: &'static str,
    /// Columns in output order, all equally long.
    pub columns: Vec<Column>,
}

/// One column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Header.
    pub name: String,
    /// Values.
    pub data: Data,
}

/// A column's values.
#[derive(Clone, Debug)]
pub enum Data {
    /// Text; empty is missing.
    Text(TextColumn),
    /// Text whose digits must stay text in a spreadsheet (NIK, No. KK, ids, phone and account numbers).
    Digits(TextColumn),
    /// One of a few texts: an index into labels for each row.
    Label(Vec<String>, Vec<u32>),
    /// Whole numbers.
    Count(Vec<Option<u64>>),
    /// Numbers, written with the given number of decimals.
    Number(Vec<Option<f64>>, u8),
}

impl Data {
    /// Rows held.
    pub fn len(&self) -> usize {
        match self {
            Data::Text(column) | Data::Digits(column) => column.len(),
            Data::Label(_, codes) => codes.len(),
            Data::Count(values) => values.len(),
            Data::Number(values, _) => values.len(),
        }
    }

    /// Whether it holds no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Table {
    /// Rows of the table.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.data.len())
    }
}
