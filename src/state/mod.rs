//! What stays on disk, and how is it kept whole? Files that appear complete or not at all, the folder of a run
//! that is published by rename, the night's raw cells, the log of openings, what one night leaves to the next, and the
//! ledger of all nights.

pub mod contradictions;
pub mod decisions;
mod direct;
pub mod file;
mod guarded;
pub mod handling;
pub mod ledger;
pub mod linkage_memory;
pub mod night_memory;
pub mod lock;
mod night_draft;
mod number_table;
pub mod night_record;
pub mod nights;
pub mod openings;
pub mod opinions;
pub mod raw;
pub mod recall;
pub mod rows;
pub mod run_folder;
mod recover;
mod text_pages;
mod text_table;
pub(crate) mod thrift;
pub mod verify;
pub mod yesterday;

pub use contradictions::{Contradiction, constraints, contradictions, without_contradictions};
pub use decisions::{
    BY_COMMAND, DecidedRow, Decision, Decisions, Dismissal, NewDecision, Said, TakenBack, Verdict,
};
pub use handling::{Handling, HandlingStep};
pub use ledger::{Ledger, LedgerNight};
pub use linkage_memory::{LinkageMemory, read_linkage, write_linkage};
pub use night_draft::{Closing, Published, StateDraft};
pub use night_memory::{Found, MadeBy, NightMemory, NightToRemember, read_night, write_night};
pub use night_record::{Accepted, FileSum, NightCounts, NightRecord, RosterCounts, is_as_written};
pub use nights::{LastNight, StateFolder, forgotten};
pub use openings::{Opening, log_opening};
pub use opinions::{Opinion, OpinionAnswer, Saying};
pub use raw::{RawCells, RawEncoder, RawGroup, RawReader, RawWriter};
pub use rows::{ROWS_KEPT, Rows, read_rows, rows_once_more, write_rows};
pub use run_folder::Draft;
pub(crate) use text_table::{write_packed, write_value};
