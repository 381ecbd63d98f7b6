//! How are millions of people held? Columns indexed by row id, about 90 bytes a row, text interned once.

use std::num::{NonZeroU8, NonZeroU32, NonZeroU64};

use super::Names;
use super::sound::Sounder;
use crate::record::{
    Birth, Kk, NameId, Neighbourhood, Nik, Relation, RosterId, RowId, Sex, TextColumn, TextId,
};
use crate::region::RegionId;

/// A distinct name token, index into [`TokenTable`].
pub type TokenId = u32;

/// What is known of a row's NIK beyond its digits: a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct NikMarks(pub u8);

impl NikMarks {
    /// The birth date read from the NIK contradicts the row's own beyond a placeholder, a swap or one digit.
    pub const DATE_CONTRADICTS: NikMarks = NikMarks(1);
    /// The sex read from the NIK contradicts the row's own.
    pub const SEX_CONTRADICTS: NikMarks = NikMarks(2);
    /// The last digit is 0 and may be the mark of a 15-digit truncation: a wildcard.
    pub const LAST_DIGIT_LOST: NikMarks = NikMarks(4);
    /// Used by rows with clearly different names or birth dates, so no identity key.
    pub const SHARED: NikMarks = NikMarks(8);
    /// Letters, separators or other repairs were needed.
    pub const REPAIRED: NikMarks = NikMarks(16);
    /// Structure is not possible (date, region never issued, serial 0000): carried, weak.
    pub const MALFORMED: NikMarks = NikMarks(32);

    /// Whether all bits of `mark` are set.
    pub fn has(self, mark: NikMarks) -> bool {
        self.0 & mark.0 == mark.0
    }

    /// With the bits of `mark` set.
    #[must_use]
    pub fn with(self, mark: NikMarks) -> NikMarks {
        NikMarks(self.0 | mark.0)
    }

    /// Whether the NIK can serve as evidence of identity by itself: set, well formed, own date not contradicted,
    /// not shared.
    pub fn trusted(self) -> bool {
        self.0 & (Self::DATE_CONTRADICTS.0 | Self::SHARED.0 | Self::MALFORMED.0) == 0
    }
}

/// Marks of the person that came with the row: a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Marks(pub u8);

impl Marks {
    /// Deceased: a column says so, or the name carried alm./almh.
    pub const DECEASED: Marks = Marks(1);
    /// The roster's own status says the row is retired.
    pub const INACTIVE: Marks = Marks(2);
    /// Civil servant, police or army, by occupation.
    pub const CIVIL_SERVANT: Marks = Marks(4);
    /// The name may have been cut at the column's width.
    pub const NAME_CUT: Marks = Marks(8);
    /// The name carried a sex-bound title (H/Hj, Ibu, Bapak) that agrees with nothing; reserved.
    pub const TITLED: Marks = Marks(16);

    /// Whether all bits of `mark` are set.
    pub fn has(self, mark: Marks) -> bool {
        self.0 & mark.0 == mark.0
    }

    /// With the bits of `mark` set.
    #[must_use]
    pub fn with(self, mark: Marks) -> Marks {
        Marks(self.0 | mark.0)
    }
}

/// Distinct name tokens with their sound keys and how often they occur.
///
/// Ids follow first occurrence in row order, so they are the same for any thread count.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct TokenTable {
    /// Whose names they are: by what rules they sound.
    pub spoken: Names,
    /// Canonical spelling, upper case, by token.
    pub text: TextColumn,
    /// Conservative sound key B, interned: equal numbers mean equal keys.
    pub sound: Vec<u32>,
    /// Key B of the token read as old spelling with `j` for `y` (`JUSUF` sounds like `YUSUF`), in the space of
    /// `sound`; equal to `sound` for a token without such a reading.
    pub old_sound: Vec<u32>,
    /// Coarse key C, interned in a space of its own.
    pub coarse: Vec<u32>,
    /// Number of rows whose name holds the token.
    pub rows: Vec<u32>,
    /// Number of rows whose mother's name holds the token.
    pub mother_rows: Vec<u32>,
}

impl TokenTable {
    /// The key that `sound` numbers, by token. The numbers follow the night's rows; the keys are alike on every night.
    pub fn sound_keys(&self) -> TextColumn {
        let mut sounder = Sounder::default();
        let mut keys = TextColumn::with_capacity(self.text.len());
        for text in self.text.iter() {
            let key = match self.spoken {
                Names::Indonesian => sounder.key_b(text),
                Names::Plain => sounder.plain_key([text].into_iter()),
            };
            keys.push(&String::from_utf8_lossy(key));
        }
        keys
    }

    /// Key B of each token read as old spelling with `j` for `y`; empty for a token without such a reading.
    pub fn old_sound_keys(&self) -> TextColumn {
        let mut sounder = Sounder::default();
        let mut keys = TextColumn::with_capacity(self.text.len());
        for text in self.text.iter() {
            let old = if self.spoken == Names::Indonesian { sounder.old_key_b(text) } else { None };
            keys.push(&String::from_utf8_lossy(old.unwrap_or_default()));
        }
        keys
    }

    /// Whether two tokens sound alike by key B, in today's spelling or one of them read as old spelling.
    pub fn sound_alike(&self, a: TokenId, b: TokenId) -> bool {
        let (a, b) = (a as usize, b as usize);
        self.sound[a] == self.sound[b]
            || self.old_sound[a] == self.sound[b]
            || self.sound[a] == self.old_sound[b]
    }
}

/// Distinct full names: sequences of tokens in written order.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct NameTable {
    /// Tokens of all names, one after another.
    pub tokens: Vec<TokenId>,
    /// End of each name in `tokens`.
    pub ends: Vec<u32>,
    /// Key B of the whole name written without spaces, interned with the token sound keys.
    pub joined_sound: Vec<u32>,
    /// Rows whose name it is.
    pub rows: Vec<u32>,
    /// Rows whose mother's name it is.
    pub mother_rows: Vec<u32>,
}

impl NameTable {
    /// The tokens of a name, in written order.
    #[inline]
    pub fn tokens(&self, name: NameId) -> &[TokenId] {
        let index = name.0.get() as usize - 1;
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        &self.tokens[start..self.ends[index] as usize]
    }

    /// The name at an index of the table's columns.
    pub fn numbered(index: u32) -> NameId {
        NameId(NonZeroU32::MIN.saturating_add(index))
    }

    /// Index of a name into the table's columns.
    pub fn index(name: NameId) -> usize {
        name.0.get() as usize - 1
    }

    /// Distinct names held.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it holds no name.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// Distinct short texts (hamlets, birthplaces, extra fields), canonical upper case.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct TextTable {
    /// The texts, by [`TextId`] minus one.
    pub text: TextColumn,
}

impl TextTable {
    /// The text itself.
    pub fn get(&self, id: TextId) -> &str {
        self.text.get(id.0.get() as usize - 1)
    }
}

/// How a declared field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ExtraKind {
    /// A number that names one person or card; equal or nearly equal.
    Identifier,
    /// A short code; equal or not.
    Code,
    /// Words; alike or not.
    Text,
    /// A quantity.
    Number,
    /// A date.
    Date,
    /// Not compared, only carried to the outputs.
    Carry,
}

/// One declared field's values, one a row.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct ExtraColumn {
    /// Name in the settings.
    pub name: String,
    /// How it is compared.
    pub kind: ExtraKind,
    /// Standardised text a row (digits and letters only for identifiers and codes, ISO for dates).
    pub value: Vec<Option<TextId>>,
}

/// All rows of the night, column by column; every column is as long as `roster`, in row id order.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct People {
    /// Roster.
    pub roster: Vec<RosterId>,
    /// File, index into the intake's files.
    pub file: Vec<u16>,
    /// 1-based line in the file.
    pub line: Vec<u32>,
    /// 1-based data row in the roster.
    pub row: Vec<u32>,
    /// NIK, when sixteen digits could be had and they are no placeholder.
    pub nik: Vec<Option<Nik>>,
    /// What is known of the NIK.
    pub nik_marks: Vec<NikMarks>,
    /// Region digits that survived of a NIK lost to scientific notation: row and `PPKKCC`, in row order.
    pub nik_hints: Vec<(RowId, u32)>,
    /// Family card number.
    pub kk: Vec<Option<Kk>>,
    /// Date of birth from the row's own columns (never from the NIK).
    pub birth: Vec<Birth>,
    /// Sex from the row's own column, or from a sex-bound title; never from the NIK.
    pub sex: Vec<Sex>,
    /// Relation to the head.
    pub relation: Vec<Relation>,
    /// Name without titles, alias and patronymic.
    pub name: Vec<Option<NameId>>,
    /// Alias split off the name.
    pub alias: Vec<Option<NameId>>,
    /// Mother's name.
    pub mother: Vec<Option<NameId>>,
    /// Father's name: its column, else the patronymic (bin, binti) split off the name.
    pub father: Vec<Option<NameId>>,
    /// Name of the family's head.
    pub head: Vec<Option<NameId>>,
    /// Residence at the finest known level.
    pub place: Vec<Option<RegionId>>,
    /// RT.
    pub rt: Vec<Option<Neighbourhood>>,
    /// RW.
    pub rw: Vec<Option<Neighbourhood>>,
    /// Hamlet, else the street with its number.
    pub hamlet: Vec<Option<TextId>>,
    /// Place of birth.
    pub birth_place: Vec<Option<TextId>>,
    /// Amount in rupiah a payment.
    pub amount: Vec<Option<NonZeroU32>>,
    /// Marks of the person.
    pub marks: Vec<Marks>,
    /// The roster's own row key, as [`row_key`](super::row_key) remembers it: equal numbers mean equal keys. A key of
    /// a family stands on several rows.
    pub key: Vec<Option<NonZeroU64>>,
    /// Welfare decile, 1 the poorest to 10.
    pub decile: Vec<Option<NonZeroU8>>,
    /// Programme component, upper-case words.
    pub component: Vec<Option<TextId>>,
    /// Declared fields.
    pub extras: Vec<ExtraColumn>,
    /// Distinct tokens.
    pub tokens: TokenTable,
    /// Distinct names.
    pub names: NameTable,
    /// Distinct texts.
    pub texts: TextTable,
}

/// Calls a method of every column that is as long as there are rows.
macro_rules! each_column {
    ($people:ident.$method:ident $arguments:tt) => {
        each_column!(@ $people.$method $arguments: roster file line row nik nik_marks kk birth sex relation name alias
            mother father head place rt rw hamlet birth_place amount marks key decile component);
        for extra in &mut $people.extras {
            each_column!(@ extra.$method $arguments: value);
        }
    };
    (@ $table:ident.$method:ident $arguments:tt: $($column:ident)*) => { $($table.$column.$method $arguments;)* };
}

impl People {
    /// Makes room for so many rows more: columns that grow by and by are copied again and again, and leave holes in
    /// memory where they stood.
    pub(super) fn reserve(&mut self, rows: usize) {
        each_column!(self.reserve_exact(rows));
    }

    /// Gives back the room that no row took.
    pub(super) fn fit(&mut self) {
        each_column!(self.shrink_to_fit());
    }

    /// Rows held.
    pub fn len(&self) -> usize {
        self.roster.len()
    }

    /// Whether it holds no row.
    pub fn is_empty(&self) -> bool {
        self.roster.is_empty()
    }

    /// All row ids in order.
    pub fn rows(&self) -> std::ops::Range<RowId> {
        0..self.len() as RowId
    }

    /// A name's canonical text, tokens joined by a space.
    pub fn name_text(&self, name: NameId) -> String {
        let mut text = String::new();
        for &token in self.names.tokens(name) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(self.tokens.text.get(token as usize));
        }
        text
    }
}
