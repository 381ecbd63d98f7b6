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

/// A number as every format writes it, so that CSV and Parquet hold the same: rounded, and missing where it is
/// no number.
pub(super) fn rounded(value: Option<f64>, decimals: u8) -> Option<f64> {
    let scale = 10_f64.powi(i32::from(decimals));
    value.filter(|value| value.is_finite()).map(|value| (value * scale).round() / scale)
}

impl Column {
    /// A column of text; empty is missing.
    pub fn text(name: &str, values: TextColumn) -> Column {
        Column { name: name.to_owned(), data: Data::Text(values) }
    }

    /// A column of digits that stay text.
    pub fn digits(name: &str, values: TextColumn) -> Column {
        Column { name: name.to_owned(), data: Data::Digits(values) }
    }

    /// A column of a few texts: `codes` are indices into `labels`.
    pub fn label(name: &str, labels: Vec<String>, codes: Vec<u32>) -> Column {
        Column { name: name.to_owned(), data: Data::Label(labels, codes) }
    }

    /// A column of whole numbers.
    pub fn count(name: &str, values: impl IntoIterator<Item = u64>) -> Column {
        Column { name: name.to_owned(), data: Data::Count(values.into_iter().map(Some).collect()) }
    }

    /// A column of whole numbers of which some are missing.
    pub fn some_count(name: &str, values: impl IntoIterator<Item = Option<u64>>) -> Column {
        Column { name: name.to_owned(), data: Data::Count(values.into_iter().collect()) }
    }

    /// A column of numbers, written with so many decimals.
    pub fn number(name: &str, decimals: u8, values: impl IntoIterator<Item = Option<f64>>) -> Column {
        Column { name: name.to_owned(), data: Data::Number(values.into_iter().collect(), decimals) }
    }
}
