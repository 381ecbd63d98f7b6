//! `padan init`: which rosters does a folder of exports hold, and what do their columns mean?

use std::path::PathBuf;

use clap::Args;

use super::{Global, Outcome};
use crate::error::{Error, Result};

/// What `init` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The folder with the exports (csv, tsv, txt, xlsx, xls, ods, parquet)
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Replace a padan.toml that is already there
    #[arg(long)]
    pub force: bool,
}

/// Looks at the folder, writes padan.toml and prints what was recognised.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let _ = (&arguments.folder, arguments.force, global);
    Err(Error::Input {
        what: "`padan init` is not wired yet".into(),
        next_step: "Use a later version.".into(),
    })
}
