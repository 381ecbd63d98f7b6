//! Padan finds the same person across welfare rosters.

pub mod cluster;
pub mod conflict;
pub mod error;
pub mod ingest;
pub mod record;
pub mod region;
pub mod register;
pub mod report;
pub mod score;
pub mod standardise;
pub mod synthesise;
