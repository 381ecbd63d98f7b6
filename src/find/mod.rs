//! Who is this person? A search over the last published night, and everything the night says about one person.
//!
//! Takes the run folder and state of the last night, gives [`Hit`]s and a [`Dossier`]. The search is answered by an
//! index file made on first need (`file`), so no table is gone through; values are full, whoever shows them masks.

mod dossier;
mod hit;
mod night;
mod query;

pub use dossier::{
    AmountLine, ConflictLine, Dossier, Event, FieldValue, OtherValue, ReferralLine, Relative, RowLine,
};
pub use hit::{Hit, Reason};
pub use night::NightName;
pub use query::{Query, YearOrDate};

use crate::error::Result;
use crate::progress::Progress;
use crate::settings::Settings;

/// The index of one published night.
#[derive(Debug)]
pub struct Index {
    night: NightName,
}

impl Index {
    /// Opens the index of the last night, and makes it first when it is missing, damaged or of another night.
    ///
    /// # Errors
    /// When no night was run yet, its run folder is gone, or the index cannot be written.
    pub fn open(_settings: &Settings, _progress: &dyn Progress) -> Result<Index> {
        Err(crate::error::Error::Input { what: "find: being built".into(), next_step: String::new() })
    }

    /// Whose index it is.
    pub fn night(&self) -> &NightName {
        &self.night
    }

    /// The persons that fit, the best first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(&self, _query: &Query, _limit: usize) -> Result<Vec<Hit>> {
        Ok(Vec::new())
    }

    /// All about one person; none when no night knows the id. A retired id resolves to who it stands for now.
    ///
    /// # Errors
    /// When the night's tables or the ledger cannot be read.
    pub fn dossier(&self, _person_id: &str) -> Result<Option<Dossier>> {
        Ok(None)
    }
}
