//! How sure is it that two rows are one person? Takes agreement patterns and a [`Model`], gives [`Edge`]s.
//! Never sees text: the match weight is the prior plus the sum of field weights, log2.

mod expect;
mod interaction;
mod model;
mod shipped;
mod train;

pub use interaction::Interaction;
pub use model::{
    ComparisonModel, FAMILIES_ASKED, FORMAT, Floor, LevelModel, Model, Prior, Scorer, Thresholds, Verdict,
};
pub use shipped::stranger as shipped_stranger;
pub use train::{Judged, RosterSize, train};

use serde::{Deserialize, Serialize};

use crate::record::RowId;

/// Verdict on a pair or a member, by match probability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Band {
    /// TIDAK PADAN.
    NoMatch,
    /// PERLU VERIFIKASI.
    Review,
    /// PADAN KUAT.
    Strong,
    /// PADAN PASTI.
    Certain,
}

impl Band {
    /// The words that users know.
    pub fn label(self) -> &'static str {
        match self {
            Band::NoMatch => "TIDAK PADAN",
            Band::Review => "PERLU VERIFIKASI",
            Band::Strong => "PADAN KUAT",
            Band::Certain => "PADAN PASTI",
        }
    }
}

/// Chance of one family from which two persons' link tells their families: what is less likely is not followed.
pub const FAMILY_FLOOR: f32 = 0.9;

/// A scored candidate pair above the floor; `a < b`.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Edge {
    /// Smaller row id.
    pub a: RowId,
    /// Larger row id.
    pub b: RowId,
    /// Match weight: log2 of the odds of same person against family and strangers.
    pub weight: f32,
    /// Probability of being the same person.
    pub same: f32,
    /// Probability of being two members of one family.
    pub family: f32,
}
