//! What stays on disk, and how is it kept whole? Files that appear complete or not at all, the folder of a run
//! that is published by rename, and the night's raw cells.

pub mod file;
pub mod raw;
pub mod run_folder;

pub use raw::{RawReader, RawWriter};
pub use run_folder::Draft;
