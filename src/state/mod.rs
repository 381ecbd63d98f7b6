//! What stays on disk, and how is it kept whole? Files that appear complete or not at all, the folder of a run
//! that is published by rename, the night's raw cells, the log of openings, what the last night left, and the ledger of
//! all nights.

mod direct;
pub mod file;
pub mod ledger;
pub mod openings;
pub mod raw;
pub mod run_folder;
mod text_table;
pub(crate) mod thrift;
pub mod yesterday;

pub use ledger::{Ledger, NightRecord};
pub use openings::{Opening, log_opening};
pub use raw::{RawEncoder, RawGroup, RawReader, RawWriter};
pub use run_folder::Draft;
pub(crate) use text_table::{write_packed, write_value};
