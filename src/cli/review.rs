//! `padan review`: which pairs wait for an officer, who is this person, which conflicts are to be worked on? A page in the
//! browser of this machine, for as long as the command runs.

use std::path::PathBuf;

use clap::Args;

use super::{Global, Outcome, output};
use crate::error::Result;
use crate::review::{self, Options};
use crate::settings::Settings;

/// What `review` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The settings file
    #[arg(value_name = "SETTINGS", default_value = "padan.toml")]
    pub settings: PathBuf,
    /// Port on 127.0.0.1 [default: a free one]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub port: u16,
}

/// Serves the page until Ctrl-C.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let settings = Settings::read(&arguments.settings)?;
    let language = global.language(settings.night.language);
    let options = Options { port: arguments.port, language };
    let mut ready = |address: &str| {
        output::remark(global.messages(language).pick(
            "Buka alamat ini di peramban komputer ini; siapa yang memilikinya dapat masuk. Ctrl-C mengakhiri.",
            "Open this address in this machine's browser; whoever has it gets in. Ctrl-C ends it.",
        ));
        // Alone on its line, so that a program can take it.
        output::result(&format!("{address}\n"))
    };
    review::serve(settings, options, &mut ready)?;
    Ok(Outcome::Done)
}
