//! What do people and machines get to read? Takes the night's results, gives bytes: CSV, Parquet, HTML.
//! Every format is written from the same [`Table`], so that the numbers agree.

pub mod table;

pub use table::{Column, Data, Table};
