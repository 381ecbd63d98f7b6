//! What does an officer see and decide in a browser? A page on this machine alone, over the last published night: the
//! pairs that wait for a person, the single window on each person, and the conflicts. What is decided lands where
//! `padan decide` writes, and holds from the next night on.
//!
//! The server hands each request to a worker thread; nothing below `server` knows of the network.

mod agreement;
mod agreement_page;
mod ask;
mod assets;
mod cluster_page;
mod conflict_detail;
mod conflict_page;
mod conflicts;
mod decided;
mod door;
mod download;
mod fields;
mod interned;
mod judge;
mod layout;
mod list;
mod name_page;
mod night;
mod open;
mod pair_page;
mod pair_parts;
mod person_page;
mod queue;
mod queue_page;
mod search_page;
mod server;
mod sessions;
mod words;

use crate::error::Result;
use crate::report::Language;
use crate::settings::Settings;

/// How the page is served.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Port on the loopback address; 0 takes a free one.
    pub port: u16,
    /// Language of the first page; each officer may choose another.
    pub language: Language,
}

/// Serves the page until the process ends. `ready` gets the address to open, which holds the key.
///
/// # Errors
/// When there is no night yet, or the port cannot be had.
pub fn serve(settings: Settings, options: Options, ready: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
    server::serve(settings, options, ready)
}
