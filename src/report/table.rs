//! What is a table before it has a format? Named, typed columns of equal length, made part by part: a table is never
//! there as a whole.

use std::ops::Range;

use super::sink::Sink;

/// A named output table; its name is the file's stem.
pub struct Table<'a> {
    /// File stem (`members`).
    pub name: &'static str,
    /// Rows.
    pub rows: usize,
    /// Columns in output order.
    pub columns: Vec<Column<'a>>,
}

/// One column.
pub struct Column<'a> {
    /// Header.
    pub name: String,
    /// How its values come to be.
    pub values: Values<'a>,
}

/// Appends the values of some rows to an empty buffer.
type Fill<'a, T> = Box<dyn Fn(Range<usize>, &mut T) + Send + Sync + 'a>;

/// A column's kind, and what makes its values.
pub enum Values<'a> {
    /// Text; empty is missing.
    Text(Fill<'a, Texts>),
    /// Text whose digits must stay text in a spreadsheet (NIK, No. KK, ids, phone and account numbers).
    Digits(Fill<'a, Texts>),
    /// One of a few texts: an index into labels for each row.
    Label(Texts, Fill<'a, Vec<u32>>),
    /// The same, of digits that must stay text.
    DigitLabel(Texts, Fill<'a, Vec<u32>>),
    /// The same, where each part makes labels of its own.
    PartLabel(Fill<'a, (Texts, Vec<u32>)>),
    /// Whole numbers.
    Count(Fill<'a, Vec<Option<u64>>>),
    /// Numbers, written with the given number of decimals.
    Number(u8, Fill<'a, Vec<Option<f64>>>),
}

/// A column's values in one part of a table; the buffers are used again for the next.
pub(super) enum Data {
    Text(Texts),
    Digits(Texts),
    Label(Vec<u32>),
    PartLabel((Texts, Vec<u32>)),
    Count(Vec<Option<u64>>),
    Number(Vec<Option<f64>>, u8),
}

/// Many texts in one buffer.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    text: Sink,
    ends: Vec<u32>,
}

impl Texts {
    /// Appends a text.
    pub fn push(&mut self, text: &str) {
        self.push_with(|out| out.push_str(text));
    }

    /// Appends a text that is written to the end of the buffer.
    #[inline]
    pub fn push_with(&mut self, write: impl FnOnce(&mut Sink)) {
        write(&mut self.text);
        self.ends.push(self.text.len() as u32);
    }

    /// The text at a place.
    pub(super) fn get(&self, at: usize) -> &[u8] {
        let (from, to) = self.bounds(at);
        &self.bytes()[from..to]
    }

    /// Where the text at a place begins and ends in [`bytes`](Texts::bytes).
    #[inline]
    pub(super) fn bounds(&self, at: usize) -> (usize, usize) {
        let from = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        (from, self.ends[at] as usize)
    }

    /// All texts, one after another.
    pub(super) fn bytes(&self) -> &[u8] {
        self.text.written()
    }

    /// The same, with room to spare behind them.
    #[inline]
    pub(super) fn with_room(&self) -> &[u8] {
        self.text.with_room()
    }

    /// Where each text ends.
    pub(super) fn ends(&self) -> &[u32] {
        &self.ends
    }

    /// Texts held.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it holds no text.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }
}

impl<T: AsRef<str>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Texts {
        let mut texts = Texts::default();
        for value in values {
            texts.push(value.as_ref());
        }
        texts
    }
}

impl Table<'_> {
    /// Fills `data`, one a column, with the values of some rows; gives how many every column has.
    pub(super) fn part(&self, rows: &Range<usize>, data: &mut Vec<Data>) -> usize {
        if data.len() != self.columns.len() {
            *data = self.columns.iter().map(|column| column.values.buffer()).collect();
        }
        for (column, data) in self.columns.iter().zip(data.iter_mut()) {
            column.values.fill(rows.clone(), data);
        }
        // A column that lost a row breaks the sums of the manifest instead of shifting the values of the others.
        data.iter().map(Data::len).min().unwrap_or(0)
    }
}

impl Data {
    fn len(&self) -> usize {
        match self {
            Data::Text(texts) | Data::Digits(texts) => texts.len(),
            Data::Label(codes) | Data::PartLabel((_, codes)) => codes.len(),
            Data::Count(values) => values.len(),
            Data::Number(values, _) => values.len(),
        }
    }
}

impl Values<'_> {
    fn buffer(&self) -> Data {
        match self {
            Values::Text(_) => Data::Text(Texts::default()),
            Values::Digits(_) => Data::Digits(Texts::default()),
            Values::Label(..) | Values::DigitLabel(..) => Data::Label(Vec::new()),
            Values::PartLabel(_) => Data::PartLabel(Default::default()),
            Values::Count(_) => Data::Count(Vec::new()),
            Values::Number(decimals, _) => Data::Number(Vec::new(), *decimals),
        }
    }

    fn fill(&self, rows: Range<usize>, data: &mut Data) {
        match (self, data) {
            (Values::Text(fill), Data::Text(texts)) | (Values::Digits(fill), Data::Digits(texts)) => {
                texts.clear();
                fill(rows, texts);
            }
            (Values::Label(_, fill) | Values::DigitLabel(_, fill), Data::Label(codes)) => {
                codes.clear();
                fill(rows, codes);
            }
            (Values::PartLabel(fill), Data::PartLabel(labelled)) => {
                labelled.0.clear();
                labelled.1.clear();
                fill(rows, labelled);
            }
            (Values::Count(fill), Data::Count(values)) => {
                values.clear();
                fill(rows, values);
            }
            (Values::Number(decimals, fill), Data::Number(values, _)) => {
                values.clear();
                fill(rows, values);
                values.iter_mut().for_each(|value| *value = rounded(*value, *decimals));
            }
            _ => unreachable!("buffers are made for their columns"),
        }
    }
}

/// A number as every format writes it, so that CSV and Parquet hold the same: rounded, and missing where it is
/// no number.
fn rounded(value: Option<f64>, decimals: u8) -> Option<f64> {
    let scale = 10_f64.powi(i32::from(decimals));
    value.filter(|value| value.is_finite()).map(|value| (value * scale).round() / scale)
}

impl<'a> Column<'a> {
    /// A column of text, each written to the end of a buffer; empty is missing.
    pub fn text(name: &str, write: impl Fn(usize, &mut Sink) + Send + Sync + 'a) -> Column<'a> {
        Column { name: name.to_owned(), values: Values::Text(written(write)) }
    }

    /// A column of digits that stay text.
    pub fn digits(name: &str, write: impl Fn(usize, &mut Sink) + Send + Sync + 'a) -> Column<'a> {
        Column { name: name.to_owned(), values: Values::Digits(written(write)) }
    }

    /// A column of a few texts: `code` gives an index into `labels`.
    pub fn label<T: AsRef<str>>(
        name: &str,
        labels: impl IntoIterator<Item = T>,
        code: impl Fn(usize) -> u32 + Send + Sync + 'a,
    ) -> Column<'a> {
        let fill = move |rows: Range<usize>, codes: &mut Vec<u32>| codes.extend(rows.map(&code));
        Column { name: name.to_owned(), values: Values::Label(labels.into_iter().collect(), Box::new(fill)) }
    }

    /// A column of a few texts of digits that stay text.
    pub fn digit_label<T: AsRef<str>>(
        name: &str,
        labels: impl IntoIterator<Item = T>,
        code: impl Fn(usize) -> u32 + Send + Sync + 'a,
    ) -> Column<'a> {
        let fill = move |rows: Range<usize>, codes: &mut Vec<u32>| codes.extend(rows.map(&code));
        Column {
            name: name.to_owned(),
            values: Values::DigitLabel(labels.into_iter().collect(), Box::new(fill)),
        }
    }

    /// A column of a few texts that each part finds for itself: labels, and an index into them a row.
    pub fn part_label(
        name: &str,
        fill: impl Fn(Range<usize>, &mut (Texts, Vec<u32>)) + Send + Sync + 'a,
    ) -> Column<'a> {
        Column { name: name.to_owned(), values: Values::PartLabel(Box::new(fill)) }
    }

    /// A column of whole numbers.
    pub fn count(name: &str, value: impl Fn(usize) -> u64 + Send + Sync + 'a) -> Column<'a> {
        Column::some_count(name, move |row| Some(value(row)))
    }

    /// A column of whole numbers of which some are missing.
    pub fn some_count(name: &str, value: impl Fn(usize) -> Option<u64> + Send + Sync + 'a) -> Column<'a> {
        let fill = move |rows: Range<usize>, values: &mut Vec<Option<u64>>| values.extend(rows.map(&value));
        Column { name: name.to_owned(), values: Values::Count(Box::new(fill)) }
    }

    /// A column of numbers, written with so many decimals.
    pub fn number(
        name: &str,
        decimals: u8,
        value: impl Fn(usize) -> Option<f64> + Send + Sync + 'a,
    ) -> Column<'a> {
        let fill = move |rows: Range<usize>, values: &mut Vec<Option<f64>>| values.extend(rows.map(&value));
        Column { name: name.to_owned(), values: Values::Number(decimals, Box::new(fill)) }
    }
}

fn written<'a>(write: impl Fn(usize, &mut Sink) + Send + Sync + 'a) -> Fill<'a, Texts> {
    Box::new(move |rows, texts| rows.for_each(|row| texts.push_with(|out| write(row, out))))
}
