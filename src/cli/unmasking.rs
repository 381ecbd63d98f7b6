//! Who may see masked values in full? Whoever says a name and a reason, which are on record before anything is shown.

use std::path::Path;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::error::{Error, Result};
use crate::state::{Opening, log_opening};

/// What a command is told that can show masked values.
#[derive(Args, Debug)]
pub struct Unmasking {
    /// Show NIK, No. KK and birth date in full; who asked and why is kept in pembukaan.jsonl
    #[arg(long, requires_all = ["by", "reason"])]
    pub buka_penyamaran: bool,
    /// Who opens the masked values
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub by: Option<String>,
    /// Why they are opened
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub reason: Option<String>,
}

impl Unmasking {
    /// Notes who opens what and why, where values are to be shown in full at all.
    pub(super) fn log(&self, out: &Path, what: &str) -> Result<()> {
        if !self.buka_penyamaran {
            return Ok(());
        }
        log([&self.by, &self.reason], out, what)
    }
}

/// Notes an opening in the folder of all runs.
pub(super) fn log([by, reason]: [&Option<String>; 2], out: &Path, what: &str) -> Result<()> {
    let said = |text: &Option<String>| text.as_deref().map(str::trim).unwrap_or_default().to_owned();
    let (actor, reason) = (said(by), said(reason));
    if actor.is_empty() || reason.is_empty() {
        return Err(Error::Input {
            what: message!(
                "nilai yang disamarkan hanya dibuka dengan nama dan alasan",
                "masked values are opened only with a name and a reason"
            ),
            next_step: message!(
                "Sebutkan siapa yang meminta dan alasannya: --by NAMA --reason TEKS.",
                "Say who asks and why: --by NAME --reason TEXT."
            ),
        });
    }
    let date = jiff::Zoned::now().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    log_opening(out, &Opening { date: &date, actor: &actor, reason: &reason, what })?;
    Ok(())
}
