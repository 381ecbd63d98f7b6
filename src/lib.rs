//! Padan finds the same person across welfare rosters.

pub mod cli;
pub mod cluster;
pub mod conflict;
pub mod error;
pub mod evaluate;
pub mod ingest;
pub mod progress;
pub mod record;
pub mod region;
pub mod register;
pub mod report;
pub mod similarity;
pub mod block;
pub mod compare;
pub mod score;
pub mod settings;
pub mod standardise;
pub mod state;
