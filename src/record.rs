//! Which small values do all stages share? Ids, identity numbers, dates, sex, and the names of fields.
//!
//! Only values live here: how text becomes one of them is the work of `standardise`, and how two of them
//! agree is the work of `compare`.

use std::fmt;
use std::num::{NonZeroU16, NonZeroU32, NonZeroU64};

/// A row's place in [`crate::standardise::People`]: dense, from 0, in the order of rosters, files and lines.
pub type RowId = u32;

/// A roster's place in the settings file, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct RosterId(pub u16);

impl RosterId {
    /// The roster as an index into tables with one entry a roster.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// What a roster's column means. The names are those of `[roster.columns]` in the settings file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Field {
    /// National number of the person (16 digits).
    Nik,
    /// Family card number (16 digits).
    Kk,
    /// The person's name.
    Name,
    /// A corrected name beside the name, where a roster has one; wins over the name when filled.
    NameCorrection,
    /// The mother's name.
    Mother,
    /// The father's name.
    Father,
    /// The guardian's name.
    Guardian,
    /// Name of the head of the family or household.
    Head,
    /// Date of birth in one column.
    BirthDate,
    /// Day of birth, where date parts stand in columns of their own.
    BirthDay,
    /// Month of birth.
    BirthMonth,
    /// Year of birth.
    BirthYear,
    /// Age in years at the roster's date.
    Age,
    /// Place and date of birth in one column ("SRAGEN, 01-07-1955").
    PlaceAndDate,
    /// Place of birth.
    BirthPlace,
    /// Sex.
    Sex,
    /// Relation to the head of the family.
    Relation,
    /// Address line or lines.
    Address,
    /// RT, the neighbourhood number.
    Rt,
    /// RW, the number of the group of neighbourhoods.
    Rw,
    /// RT and RW in one column.
    RtRw,
    /// Hamlet (dusun, dukuh, lingkungan).
    Hamlet,
    /// Village (desa, kelurahan) by name.
    Village,
    /// District (kecamatan) by name.
    District,
    /// Regency or city by name.
    Regency,
    /// Province by name.
    Province,
    /// Region code at the finest level the roster has (2 to 10 digits, dotted or not).
    VillageCode,
    /// Amount paid, in rupiah.
    Amount,
    /// Stage or period of payment.
    Period,
    /// The roster's own status of the row (active, retired, pending).
    Status,
    /// Mark of death.
    Deceased,
    /// Occupation (civil servants are not eligible).
    Occupation,
    /// Welfare decile, 1 to 10.
    Decile,
    /// Programme component (pregnant, toddler, pupil, elderly, disabled).
    Component,
    /// The roster's own row key, stable from night to night.
    UniqueKey,
    /// A field declared by `[[field]]`, by its place in the settings file.
    Extra(u16),
}

impl Field {
    /// Every field but the declared ones, in the order of the enum.
    pub const ALL: [Field; 35] = [
        Field::Nik,
        Field::Kk,
        Field::Name,
        Field::NameCorrection,
        Field::Mother,
        Field::Father,
        Field::Guardian,
        Field::Head,
        Field::BirthDate,
        Field::BirthDay,
        Field::BirthMonth,
        Field::BirthYear,
        Field::Age,
        Field::PlaceAndDate,
        Field::BirthPlace,
        Field::Sex,
        Field::Relation,
        Field::Address,
        Field::Rt,
        Field::Rw,
        Field::RtRw,
        Field::Hamlet,
        Field::Village,
        Field::District,
        Field::Regency,
        Field::Province,
        Field::VillageCode,
        Field::Amount,
        Field::Period,
        Field::Status,
        Field::Deceased,
        Field::Occupation,
        Field::Decile,
        Field::Component,
        Field::UniqueKey,
    ];

    /// The field's key in the settings file; `extra` for a declared one, whose name the settings hold.
    pub fn key(self) -> &'static str {
        match self {
            Field::Nik => "nik",
            Field::Kk => "kk",
            Field::Name => "name",
            Field::NameCorrection => "name_correction",
            Field::Mother => "mother",
            Field::Father => "father",
            Field::Guardian => "guardian",
            Field::Head => "head",
            Field::BirthDate => "birth_date",
            Field::BirthDay => "birth_day",
            Field::BirthMonth => "birth_month",
            Field::BirthYear => "birth_year",
            Field::Age => "age",
            Field::PlaceAndDate => "place_and_date",
            Field::BirthPlace => "birth_place",
            Field::Sex => "sex",
            Field::Relation => "relation",
            Field::Address => "address",
            Field::Rt => "rt",
            Field::Rw => "rw",
            Field::RtRw => "rt_rw",
            Field::Hamlet => "hamlet",
            Field::Village => "village",
            Field::District => "district",
            Field::Regency => "regency",
            Field::Province => "province",
            Field::VillageCode => "village_code",
            Field::Amount => "amount",
            Field::Period => "period",
            Field::Status => "status",
            Field::Deceased => "deceased",
            Field::Occupation => "occupation",
            Field::Decile => "decile",
            Field::Component => "component",
            Field::UniqueKey => "unique_key",
            Field::Extra(_) => "extra",
        }
    }

    /// The field of a settings key, or none.
    pub fn from_key(key: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.key() == key)
    }
}

/// Sixteen digits kept as a number: the shape that NIK and No. KK share. Never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Digits16(NonZeroU64);

/// A national number: `PPKKCC DDMMYY SSSS`, the day plus 40 for women.
pub type Nik = Digits16;
/// A family card number: region of issue, date of issue, serial.
pub type Kk = Digits16;

impl Digits16 {
    /// A number of exactly sixteen digits (leading zeros counted), or none when it is 0 or longer.
    pub fn new(value: u64) -> Option<Digits16> {
        if value < 10_000_000_000_000_000 { NonZeroU64::new(value).map(Digits16) } else { None }
    }

    /// The number itself.
    pub fn value(self) -> u64 {
        self.0.get()
    }

    /// Digits 1-6: province, regency and district of first registration.
    pub fn region(self) -> u32 {
        (self.value() / 10_000_000_000) as u32
    }

    /// Digits 7-12 as they stand: day (plus 40 for women), month, two-digit year.
    pub fn date_part(self) -> u32 {
        (self.value() / 10_000 % 1_000_000) as u32
    }

    /// Digits 13-16.
    pub fn serial(self) -> u16 {
        (self.value() % 10_000) as u16
    }

    /// First four and last four digits, the rest hidden, as officials print it: `3201********0001`.
    pub fn masked(self) -> String {
        let text = self.to_string();
        format!("{}********{}", &text[..4], &text[12..])
    }
}

impl fmt::Display for Digits16 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016}", self.value())
    }
}

/// How much of a date of birth is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Nothing.
    Unknown,
    /// A year give or take one, from an age.
    Age,
    /// The year alone.
    Year,
    /// Month and year.
    Month,
    /// A full date that registration assigns when the day is unknown (1 July, 31 December, 15th, 1 January):
    /// only the year is evidence.
    Placeholder,
    /// A full date.
    Full,
}

/// A date of birth with its precision, packed into four bytes: year 12 bits, month 4, day 5, precision 3.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
pub struct Birth(u32);

impl Birth {
    /// Nothing known.
    pub const UNKNOWN: Birth = Birth(0);

    /// Parts that precision does not cover are stored as 0 and never read.
    pub fn new(precision: Precision, year: u16, month: u8, day: u8) -> Birth {
        let (month, day) = match precision {
            Precision::Unknown => return Birth::UNKNOWN,
            Precision::Age | Precision::Year => (0, 0),
            Precision::Month => (month, 0),
            Precision::Placeholder | Precision::Full => (month, day),
        };
        let rank = match precision {
            Precision::Unknown => 0,
            Precision::Age => 1,
            Precision::Year => 2,
            Precision::Month => 3,
            Precision::Placeholder => 4,
            Precision::Full => 5,
        };
        Birth(
            (u32::from(year & 0xfff) << 12)
                | (u32::from(month & 0xf) << 8)
                | (u32::from(day & 0x1f) << 3)
                | rank,
        )
    }

    /// How much is known.
    pub fn precision(self) -> Precision {
        match self.0 & 7 {
            1 => Precision::Age,
            2 => Precision::Year,
            3 => Precision::Month,
            4 => Precision::Placeholder,
            5 => Precision::Full,
            _ => Precision::Unknown,
        }
    }

    /// The year, when anything is known.
    pub fn year(self) -> Option<u16> {
        (self.precision() != Precision::Unknown).then_some((self.0 >> 12) as u16)
    }

    /// The month, when known.
    pub fn month(self) -> Option<u8> {
        (self.precision() >= Precision::Month).then_some((self.0 >> 8 & 0xf) as u8)
    }

    /// The day, when known.
    pub fn day(self) -> Option<u8> {
        (self.precision() >= Precision::Placeholder).then_some((self.0 >> 3 & 0x1f) as u8)
    }

    /// Year, month and day, 0 for what is not known.
    pub fn parts(self) -> (u16, u8, u8) {
        ((self.0 >> 12) as u16, (self.0 >> 8 & 0xf) as u8, (self.0 >> 3 & 0x1f) as u8)
    }

    /// The packed form, for keys and hashes.
    pub fn packed(self) -> u32 {
        self.0
    }

    /// A date from its packed form.
    pub fn unpacked(packed: u32) -> Birth {
        Birth(packed)
    }
}

impl fmt::Display for Birth {
    /// ISO form as far as known: `1980-12-31`, `1980-12`, `1980`, `~1980` from an age, empty when unknown.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.precision(), self.year(), self.month(), self.day()) {
            (Precision::Age, Some(year), _, _) => write!(formatter, "~{year:04}"),
            (_, Some(year), Some(month), Some(day)) => write!(formatter, "{year:04}-{month:02}-{day:02}"),
            (_, Some(year), Some(month), None) => write!(formatter, "{year:04}-{month:02}"),
            (_, Some(year), None, _) => write!(formatter, "{year:04}"),
            (_, None, _, _) => Ok(()),
        }
    }
}

impl fmt::Debug for Birth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Birth({self} {:?})", self.precision())
    }
}

/// Sex as rosters record it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Sex {
    /// Not recorded or not readable.
    Unknown,
    /// Laki-laki.
    Male,
    /// Perempuan.
    Female,
}

/// Relation to the head of the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Relation {
    /// Not recorded or not readable.
    Unknown,
    /// Kepala keluarga.
    Head,
    /// Suami or istri.
    Spouse,
    /// Anak.
    Child,
    /// Menantu.
    ChildInLaw,
    /// Cucu.
    Grandchild,
    /// Orang tua.
    Parent,
    /// Mertua.
    ParentInLaw,
    /// Famili lain.
    OtherRelative,
    /// Pembantu, lainnya.
    Other,
}

/// A distinct full name (a sequence of tokens) in [`crate::standardise::NameTable`]; numbered from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct NameId(pub NonZeroU32);

/// A distinct short text (hamlet, birthplace, extra field) in [`crate::standardise::TextTable`]; from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct TextId(pub NonZeroU32);

/// A known RT or RW number, 1 to 999.
pub type Neighbourhood = NonZeroU16;

/// One column of text for a run of rows: all bytes in one string, one end offset a row. Empty is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TextColumn {
    text: String,
    /// Ends, without what is a multiple of [`TURN`]: few columns are as long.
    ends: Vec<u32>,
    /// The first row that ends behind one turn, behind two, and so on.
    turns: Vec<usize>,
}

/// Bytes that an end can tell by itself. Tests come to their end.
const TURN: usize = if cfg!(test) { 1 << 10 } else { 1 << 32 };

impl TextColumn {
    /// An empty column with room for `rows` rows.
    pub fn with_capacity(rows: usize) -> TextColumn {
        TextColumn::with_room(rows, rows * 12)
    }

    /// An empty column with room for so many rows and bytes of text.
    pub fn with_room(rows: usize, bytes: usize) -> TextColumn {
        let (text, ends) = (String::with_capacity(bytes), Vec::with_capacity(rows));
        TextColumn { text, ends, turns: Vec::new() }
    }

    /// Appends one row's value.
    #[inline]
    pub fn push(&mut self, value: &str) {
        self.text.push_str(value);
        let end = self.text.len();
        while end / TURN > self.turns.len() {
            self.turns.push(self.ends.len());
        }
        self.ends.push((end % TURN) as u32);
    }

    /// Where row `index` begins and ends; panics when out of range.
    #[inline]
    fn bounds(&self, index: usize) -> (usize, usize) {
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        let end = self.ends[index] as usize;
        if self.turns.is_empty() {
            return (start, end);
        }
        let turns = |row: usize| TURN * self.turns.partition_point(|&first| first <= row);
        (start + if index == 0 { 0 } else { turns(index - 1) }, end + turns(index))
    }

    /// The value of row `index` of this column; panics when out of range.
    #[inline]
    pub fn get(&self, index: usize) -> &str {
        let (start, end) = self.bounds(index);
        &self.text[start..end]
    }

    /// The bytes of the value of row `index`; panics when out of range.
    #[inline]
    pub fn bytes(&self, index: usize) -> &[u8] {
        let (start, end) = self.bounds(index);
        &self.text.as_bytes()[start..end]
    }

    /// Whether the value of row `index` is this one; panics when out of range.
    pub fn is(&self, index: usize, value: &str) -> bool {
        let (start, end) = self.bounds(index);
        end - start == value.len() && self.text.as_bytes()[start..end] == *value.as_bytes()
    }

    /// All values, one behind another.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Forgets all rows; the room stays.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.turns.clear();
    }

    /// Rows held.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it holds no row.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All values in row order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }
}

impl<'a> FromIterator<&'a str> for TextColumn {
    fn from_iter<I: IntoIterator<Item = &'a str>>(values: I) -> TextColumn {
        let mut column = TextColumn::default();
        for value in values {
            column.push(value);
        }
        column
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_may_be_longer_than_an_end_can_tell() {
        let long = "x".repeat(3 * TURN + 7);
        let values = ["A", "", &long, "B", "", &long[..TURN - 1], "C", &long[..2 * TURN]];
        let column: TextColumn = values.into_iter().collect();
        assert_eq!(column.iter().collect::<Vec<_>>(), values);
        assert!(
            (0..values.len())
                .all(|row| column.is(row, values[row]) && column.bytes(row) == values[row].as_bytes())
        );
    }
}
