//! What stays on disk, and how is it kept whole? Files that appear complete or not at all, the folder of a run
//! that is published by rename, the night's raw cells, and the log of openings.

pub mod contradictions;
pub mod decisions;
mod direct;
pub mod file;
mod guarded;
pub mod linkage_memory;
pub mod openings;
pub mod raw;
pub mod rows;
pub mod run_folder;
mod text_table;
pub(crate) mod thrift;

pub use contradictions::{Contradiction, constraints, contradictions, without_contradictions};
pub use decisions::{
    BY_COMMAND, DecidedRow, Decision, Decisions, Dismissal, NewDecision, Said, TakenBack, Verdict,
};
pub use linkage_memory::{LinkageMemory, read_linkage, write_linkage};
pub use openings::{Opening, log_opening};
pub use raw::{RawEncoder, RawGroup, RawReader, RawWriter};
pub use rows::{Rows, read_rows, write_rows};
pub use run_folder::Draft;
pub(crate) use text_table::{write_packed, write_value};
