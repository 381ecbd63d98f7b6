//! Does the whole of Padan do what its pages promise? One binary; each module is a group of stories.
mod ingest;

mod cli;
