//! How do raw cells become comparable values? Takes [`RowChunk`]s, gives [`People`] and [`Anomalies`].
//! Total: never fails, never invents. A value that cannot be read is missing, and named as an anomaly.

pub mod address;
mod people;
pub mod place;

pub use people::{
    ExtraColumn, ExtraKind, Marks, NameTable, NikMarks, People, TextTable, TokenId, TokenTable,
};
