//! Does the whole of Padan do what its pages promise? One binary; each module is a group of stories.

mod conflict;
mod evaluate;
mod ingest;
mod register;
mod report;
mod synthesise;
mod tidy;
