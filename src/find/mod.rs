//! Who is this person? A search over the last published night, and everything the night says about one person.
//!
//! Takes the run folder and state of the last night, gives [`Hit`]s and a [`Dossier`]. The search is answered by an
//! index file made on first need (`file`), so no table is gone through; values are full, whoever shows them masks.

mod asked;
mod build;
mod dossier;
mod fit;
mod history;
mod hit;
mod near;
mod lines;
mod masked;
mod night;
mod pages;
mod query;
mod records;
mod rows;
mod search;
mod store;
mod tables;
mod tell;
mod values;
mod words;

use std::sync::{PoisonError, RwLock};

pub use dossier::{
    AmountLine, ConflictLine, Dossier, FieldValue, OtherValue, ReferralLine, Relative, RowLine,
};
pub use history::{Event, Told, of_case, of_person};
pub use hit::{Hit, Reason};
pub use night::NightName;
pub use query::{Query, YearOrDate};

use crate::error::{Error, Result};
use crate::progress::{Progress, Silent};
use crate::settings::Settings;
use night::Searched;
use store::Store;

/// The index of one published night. Any number of threads may ask it.
#[derive(Debug)]
pub struct Index {
    settings: Settings,
    night: Searched,
    store: RwLock<Store>,
}

impl Index {
    /// Opens the index of the last night, and makes it first when it is missing, damaged or of another night.
    ///
    /// # Errors
    /// When no night was run yet, its run folder is gone, or the index cannot be written.
    pub fn open(settings: &Settings, progress: &dyn Progress) -> Result<Index> {
        let night = night::last(settings)?;
        let store = match Store::open(settings, &night)? {
            Some(store) => store,
            None => made(settings, &night, progress)?,
        };
        Ok(Index { settings: settings.clone(), night, store: RwLock::new(store) })
    }

    /// The index of the last night when it is made already.
    ///
    /// # Errors
    /// When no night was run yet.
    pub fn ready(settings: &Settings) -> Result<Option<Index>> {
        let night = night::last(settings)?;
        let store = Store::open(settings, &night)?;
        Ok(store.map(|store| Index { settings: settings.clone(), night, store: RwLock::new(store) }))
    }

    /// Whose index it is.
    pub fn night(&self) -> &NightName {
        &self.night.name
    }

    /// Whether a later night has been published since: then it is time to open anew.
    pub fn is_stale(&self) -> bool {
        night::last(&self.settings).is_ok_and(|last| last.stamp != self.night.stamp)
    }

    /// The persons that fit, the best first.
    ///
    /// # Errors
    /// When the index cannot be read, nor be made again.
    pub fn search(&self, query: &Query, limit: usize) -> Result<Vec<Hit>> {
        self.asked(|store| search::search(store, query, limit))
    }

    /// All about one person; none when no night knows the id. A retired id resolves to who it stands for now.
    ///
    /// # Errors
    /// When the night's tables or the ledger cannot be read.
    pub fn dossier(&self, person_id: &str) -> Result<Option<Dossier>> {
        self.asked(|store| tell::dossier(store, &self.settings, &self.night, person_id))
    }

    /// Asks; when a page of the index turns out to be damaged, makes the index again and asks once more.
    fn asked<T>(&self, ask: impl Fn(&Store) -> Result<T>) -> Result<T> {
        let first = ask(&self.store.read().unwrap_or_else(PoisonError::into_inner));
        if !matches!(first, Err(Error::Damaged { .. })) {
            return first;
        }
        let mut store = self.store.write().unwrap_or_else(PoisonError::into_inner);
        *store = made(&self.settings, &self.night, &Silent)?;
        ask(&store)
    }
}

/// Makes the index and opens it.
fn made(settings: &Settings, night: &Searched, progress: &dyn Progress) -> Result<Store> {
    let built = build::build(settings, night, progress);
    // Somebody else may have made it meanwhile; then it matters little why this did not.
    match (Store::open(settings, night), built) {
        (Ok(Some(store)), _) => Ok(store),
        (_, Err(error)) => Err(error),
        (Err(error), Ok(())) => Err(error),
        (Ok(None), Ok(())) => Err(Error::Input {
            what: message!(
                "{index}: indeks yang dibuat milik malam lain",
                "{index}: the index was made and is of another night",
                index = night.index.display()
            ),
            next_step: message!(
                "Ada malam yang sedang diterbitkan; cari sekali lagi.",
                "A night is being published; ask again."
            ),
        }),
    }
}
