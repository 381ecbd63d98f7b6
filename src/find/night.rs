//! Which night is searched? The last one that was published and whose run folder is still there.

use std::path::PathBuf;

use jiff::civil::Date;

/// A published night.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NightName {
    /// Its number, from 1.
    pub number: u32,
    /// Its date.
    pub date: Date,
    /// Its run folder.
    pub run: PathBuf,
    /// Its state folder.
    pub state: PathBuf,
}
