//! Which place is meant? The table of provinces, regencies, districts and villages, looked up by code, by name
//! with its parents, or by misspelt name; retired codes by crosswalk. What is ambiguous stays ambiguous.

/// A region at any level: index into the embedded table. Order follows the code, so that a region's
/// descendants are contiguous after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionId(pub std::num::NonZeroU32);

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
