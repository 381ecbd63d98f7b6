//! `padan evaluate`: how right was a run, measured against a truth file?

use std::path::PathBuf;

use clap::Args;

use super::{Global, Outcome, output};
use crate::error::Result;
use crate::evaluate::{evaluate, read_members, read_truth};
use crate::pipeline;
use crate::report::Language;
use crate::settings::Settings;

/// What `evaluate` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The folder of one run (it holds members.csv and manifest.json)
    #[arg(long, value_name = "DIR")]
    pub run: PathBuf,
    /// The truth: a CSV file with the columns roster, row and person
    #[arg(long, value_name = "FILE")]
    pub truth: PathBuf,
    /// The settings of the run: links its rows once more and says at which stage pairs were lost
    #[arg(long, value_name = "SETTINGS")]
    pub settings: Option<PathBuf>,
    /// Print the figures as JSON
    #[arg(long)]
    pub json: bool,
}

/// Prints precision, recall and F1, and where pairs were lost.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let language = global.language(Language::default());
    let members = read_members(&arguments.run)?;
    let truth = read_truth(&arguments.truth)?;
    let losses = match &arguments.settings {
        Some(path) => Some(pipeline::losses(&Settings::read(path)?, &arguments.run, &members, &truth)?),
        None => None,
    };
    let evaluation = evaluate(&members, &truth, losses);
    output::result(&if arguments.json { evaluation.to_json() } else { evaluation.to_text(language) })?;
    Ok(Outcome::Done)
}
