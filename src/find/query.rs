//! What is asked for? Free text with numbers, ids, dates and words told apart, and fields that say what they are.
//!
//! Whether a word is part of a name or of a place is not decided here: the search tries both.

/// A search. All that is given must fit together; nothing is required.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Sixteen digits that may be a NIK or a No. KK.
    pub numbers: Vec<u64>,
    /// Canonical ids of persons or families.
    pub ids: Vec<String>,
    /// Rows, as roster and row number.
    pub rows: Vec<(String, u32)>,
    /// Birth date or year.
    pub birth: Option<YearOrDate>,
    /// Words of a name or of a place, as typed, in order.
    pub words: Vec<String>,
    /// Words of a name only.
    pub name: Vec<String>,
    /// Words of a village, district or regency only.
    pub place: Vec<String>,
}

/// A birth date as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearOrDate {
    /// The year.
    Year(u16),
    /// Year, month and day.
    Date(u16, u8, u8),
}

impl Query {
    /// Reads free text.
    pub fn parse(text: &str) -> Query {
        Query { words: text.split_whitespace().map(str::to_owned).collect(), ..Query::default() }
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Query::default()
    }
}
