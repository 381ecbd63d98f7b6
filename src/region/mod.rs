//! Which place is meant? The table of provinces, regencies, districts and villages, looked up by code, by name
//! with its parents, or by misspelt name; retired codes by crosswalk. What is ambiguous stays ambiguous.
//!
//! The table is embedded, read once on first use and never changes. Regions are handled as [`RegionId`]s: four
//! bytes that compare by a few shifts. [`Resolver`] turns the words of a row into one, with what it noticed.

mod names;
mod notes;
mod resolve;
mod retired;
mod spelling;
mod table;
mod vote;

pub use notes::{PlaceNote, PlaceNotes};
pub use resolve::{CodeSystem, PlaceReading, PlaceWords, Resolver};
pub use retired::{CodeLookup, PrefixStatus};
pub(crate) use spelling::roman;
pub use table::{RegionTable, table};
pub use vote::{CodeVote, Verdict};

/// A region at any level: index into the embedded table. Order follows the code, so that a region's
/// descendants are contiguous after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct RegionId(pub std::num::NonZeroU32);

impl RegionId {
    /// The region at a place in the table, from 0.
    fn at(index: usize) -> RegionId {
        RegionId(std::num::NonZeroU32::MIN.saturating_add(index as u32))
    }

    /// The place in the table, from 0: for columns with one entry a region.
    pub(crate) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// The four levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Provinsi, 2 digits.
    Province,
    /// Kabupaten or kota, 4 digits.
    Regency,
    /// Kecamatan, 6 digits.
    District,
    /// Desa or kelurahan, 10 digits.
    Village,
}

impl Level {
    /// From the outermost to the innermost.
    pub const ALL: [Level; 4] = [Level::Province, Level::Regency, Level::District, Level::Village];

    /// Digits of a code at this level.
    pub fn digits(self) -> usize {
        match self {
            Level::Province => 2,
            Level::Regency => 4,
            Level::District => 6,
            Level::Village => 10,
        }
    }

    /// The level of a code of so many digits.
    pub fn of_digits(digits: usize) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.digits() == digits)
    }
}

/// What a region is called by law, within its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Provinsi.
    Province,
    /// Kabupaten.
    Regency,
    /// Kota.
    City,
    /// Kecamatan; distrik in Papua, kapanewon or kemantren in Yogyakarta.
    District,
    /// Desa.
    Village,
    /// Kelurahan.
    UrbanVillage,
    /// Desa adat.
    CustomaryVillage,
}

impl Kind {
    /// The level that the kind belongs to.
    pub fn level(self) -> Level {
        match self {
            Kind::Province => Level::Province,
            Kind::Regency | Kind::City => Level::Regency,
            Kind::District => Level::District,
            Kind::Village | Kind::UrbanVillage | Kind::CustomaryVillage => Level::Village,
        }
    }
}
