//! Does the whole of Padan do what its pages promise? One binary; each module is a group of stories.

mod conflict;
mod commands;
mod evaluate;
mod ingest;
mod register;
mod report;
mod stories;
mod synthesise;
mod tidy;
