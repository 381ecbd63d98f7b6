//! Does the whole of Padan do what its pages promise? One binary; each module is a group of stories.

mod adversarial;
mod binary;
mod changes;
mod cli;
mod commands;
mod conflict;
mod decisions;
mod evaluate;
#[cfg(unix)]
mod faults;
mod find;
mod household;
mod ingest;
mod languages;
mod made_up_nights;
mod nights;
mod nights_world;
mod region;
mod register;
mod report;
mod review;
mod robust;
mod standardise;
mod stories;
mod synthesise;
mod three_nights;
mod tidy;
mod workbook;
