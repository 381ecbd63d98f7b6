//! What do people and machines get to read? Takes the night's results, gives bytes: CSV, Parquet, HTML.
//! Every format is written from the same [`Table`], so that the numbers agree.

pub mod csv;
pub mod language;
pub mod parquet;
pub mod read;
pub mod table;

pub use csv::write_csv;
pub use language::Language;
pub use parquet::write_parquet;
pub use table::{Column, Data, Table};
