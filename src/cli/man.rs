//! `padan man`: the manual pages.

use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory};

use super::{Cli, Outcome, output};
use crate::error::{Error, Result};

/// What `man` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Write one page a command into this folder instead of printing the main page
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Prints the main page, or writes all of them.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    match &arguments.out {
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(|error| Error::file(folder, "cannot be made", error))?;
            clap_mangen::generate_to(Cli::command(), folder)
                .map_err(|error| Error::file(folder, "cannot be written", error))?;
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command())
                .render(&mut page)
                .map_err(|error| Error::file(Path::new("padan.1"), "cannot be made", error))?;
            output::result(&String::from_utf8_lossy(&page))?;
        }
    }
    Ok(Outcome::Done)
}
