//! `padan check`: what would a night read, refuse and cost? Links nothing and writes nothing.

use std::path::PathBuf;

use clap::Args;

use super::{Global, Outcome};
use crate::error::{Error, Result};
use crate::settings::Settings;

/// What `check` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The settings file (padan.toml)
    #[arg(value_name = "SETTINGS")]
    pub settings: PathBuf,
    /// Print the profile as JSON
    #[arg(long)]
    pub json: bool,
}

/// Reads the rosters and prints their profile.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let settings = Settings::read(&arguments.settings)?;
    let _ = global.language(settings.night.language);
    Err(Error::Input {
        what: "`padan check` is not wired yet".into(),
        next_step: "Use a later version.".into(),
    })
}
