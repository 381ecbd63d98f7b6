//! Padan finds the same person across welfare rosters, keeps one register of them, and says where the rosters
//! disagree.
//!
//! A night in order, one stage after another; [`pipeline`] is the whole of it on one screen:
//!
//! 1. [`ingest`]: files to rows and refusals.
//! 2. [`standardise`]: rows to [`standardise::People`].
//! 3. [`block`]: which pairs are worth comparing.
//! 4. [`compare`]: pairs to agreement patterns.
//! 5. [`score`]: patterns to match weights.
//! 6. [`cluster`]: weights to persons.
//! 7. [`register`]: persons and families, with chosen values.
//! 8. [`conflict`]: where programmes and rosters disagree.
//! 9. [`changes`]: what is different from last night.
//! 10. [`report`]: what people and machines read; [`state`]: what stays on disk.
//!
//! Beside them: [`find`] answers who somebody is, [`labels`] are pairs that a person has judged, [`evaluate`] measures
//! a run against truth, [`synthesise`] makes rosters with known truth, [`settings`] reads what the operator wants,
//! [`cli`] is the command line.

#[macro_use]
pub mod error;
pub mod record;
mod scatter;
pub mod shelf;
mod spare;
pub mod similarity;
pub mod region;

pub mod ingest;
pub mod standardise;
pub mod block;
pub mod compare;
pub mod score;
pub mod cluster;
pub mod register;
pub mod conflict;
pub mod changes;

pub mod state;
pub mod report;
pub mod labels;
pub mod evaluate;
pub mod synthesise;

pub mod settings;
pub mod progress;
pub mod pipeline;
pub mod find;
pub mod review;
pub mod cli;
