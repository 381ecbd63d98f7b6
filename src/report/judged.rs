//! What can only be said with what pairs were judged by at hand? `pairs.parquet` and the accounts of the pairs that wait.
//! They are made first: the rows made comparable are the largest thing in memory, and no table asks for them.

use std::path::Path;

use super::accounts::Accounts;
use super::cost::{Cost, Running};
use super::manifest::Output;
use super::night::{Evidence, Night};
use super::page_review::waiting;
use super::pairs::{ScoredPairs, write_pairs};
use super::parts::Press;
use crate::error::Result;

/// What the pairs of a night were judged by, as far as it is told.
pub struct Judged {
    /// Why each pair of the queue waits.
    pub(super) accounts: Accounts,
    /// The accounts of the first of them, as the page shows them.
    pub waiting: String,
    /// `pairs.parquet`, and what it took.
    pub(super) pairs: (Output, Cost),
}

impl Judged {
    /// Tells it, and writes the pairs into a folder.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn of(
        night: &Night<'_>,
        evidence: &Evidence<'_>,
        pairs: ScoredPairs<'_>,
        folder: &Path,
    ) -> Result<Judged> {
        let work = Running::start();
        let (written, count) = write_pairs(night, pairs, &mut Press::new(folder)?)?;
        let pairs = (Output::new(&written, Some(count)), work.cost());
        Ok(Judged { accounts: Accounts::made(night, evidence), waiting: waiting(night, evidence), pairs })
    }
}
