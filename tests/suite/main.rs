//! Does the whole of Padan do what its pages promise? One binary; each module is a group of stories.

mod adversarial;
mod binary;
mod cli;
mod commands;
mod conflict;
mod decisions;
mod evaluate;
mod household;
mod ingest;
mod region;
mod register;
mod report;
mod robust;
mod standardise;
mod stories;
mod synthesise;
mod tidy;
