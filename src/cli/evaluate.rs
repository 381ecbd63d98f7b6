//! `padan evaluate`: how right was a run, measured against a truth file?

use std::path::PathBuf;

use clap::Args;

use super::{Global, Outcome};
use crate::error::{Error, Result};

/// What `evaluate` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The folder of one run (it holds members.csv and manifest.json)
    #[arg(long, value_name = "DIR")]
    pub run: PathBuf,
    /// The truth: a CSV file with the columns roster, row and person
    #[arg(long, value_name = "FILE")]
    pub truth: PathBuf,
    /// Print the figures as JSON
    #[arg(long)]
    pub json: bool,
}

/// Prints precision, recall and F1, and where pairs were lost.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let _ = (&arguments.run, &arguments.truth, global);
    Err(Error::Input {
        what: "`padan evaluate` is not wired yet".into(),
        next_step: "Use a later version.".into(),
    })
}
