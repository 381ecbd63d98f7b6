//! What do people and machines get to read? Takes the night's results, gives bytes: CSV, Parquet, HTML.
//! Every format is written from the same [`Table`], so that the numbers agree.

pub mod cost;
pub mod csv;
pub mod findings;
pub mod history;
pub mod kept;
pub mod language;
pub mod lines;
pub mod manifest;
pub mod mask;
pub mod model_change;
pub mod night;
pub mod page;
mod page_review;
pub mod pairs;
mod parquet;
mod parquet_values;
mod parts;
pub mod persons;
mod places;
pub mod quality;
pub mod reach;
pub mod read;
pub mod register;
pub mod run;
mod sink;
pub mod table;
pub mod two_runs;
pub mod values;
pub mod waterfall;
mod words;

pub use cost::{Cost, Running, Stage};
pub use csv::write_csv;
pub use kept::Kept;
pub use language::Language;
pub use manifest::Manifest;
pub use mask::Masking;
pub use night::{Evidence, Night, RawText};
pub use page::{Estimate, Extras};
pub use pairs::ScoredPairs;
pub use persons::write_persons;
pub use run::{Trace, write_run};
pub use sink::Sink;
pub use table::{Column, Table, Texts};
pub use two_runs::{TwoRuns, compare_runs};
pub use values::{tell_values, tell_values_of_tables};
