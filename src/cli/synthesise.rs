//! `padan synthesise`: made-up rosters with known truth.

use std::path::PathBuf;

use clap::Args;

use super::{Global, Outcome, Terminal};
use crate::error::{Error, Result};

/// What `synthesise` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// People in the made-up population
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=300_000_000))]
    pub people: u64,
    /// The same seed gives the same files, byte for byte
    #[arg(long, value_name = "S", default_value_t = 7)]
    pub seed: u64,
    /// The folder to write into; made when it does not exist
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// Writes the rosters, truth.csv and the planted conflicts.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let progress = Terminal::new(global.quiet);
    let _ = (arguments.people, arguments.seed, &arguments.out, progress);
    Err(Error::Input {
        what: "`padan synthesise` is not wired yet".into(),
        next_step: "Use a later version.".into(),
    })
}
