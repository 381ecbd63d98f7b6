//! `padan synthesise`: made-up rosters with known truth.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use clap::Args;

use super::{Global, Outcome, Terminal, output};
use crate::error::Result;
use crate::progress::Progress;
use crate::report::Language;
use crate::synthesise::{Options, synthesise};

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
    /// Regencies people live in, as 4-digit codes [default: a choice that fits the number of people]
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub regency: Vec<u32>,
}

/// Writes the rosters, truth.csv and the planted conflicts.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let progress = Terminal::new(global.quiet);
    let language = global.language(Language::default());
    let options = Options {
        people: arguments.people,
        seed: arguments.seed,
        regencies: arguments.regency.clone(),
        ..Options::default()
    };
    progress.begin(language.pick("membuat orang", "making people"), Some(arguments.people));
    let known = AtomicU64::new(0);
    let summary = synthesise(&options, &arguments.out, &|people| {
        progress.advance(people - known.swap(people, Ordering::Relaxed));
    })?;
    progress.finish();
    let mut text = match language {
        Language::Indonesian => format!(
            "{} orang dalam {} rumah tangga, {} baris dalam {} roster di {}\n",
            language.count(summary.people),
            language.count(summary.households),
            language.count(summary.rows()),
            summary.rosters.len(),
            arguments.out.display()
        ),
        Language::English => format!(
            "{} people in {} households, {} rows in {} rosters in {}\n",
            language.count(summary.people),
            language.count(summary.households),
            language.count(summary.rows()),
            summary.rosters.len(),
            arguments.out.display()
        ),
    };
    for (roster, rows) in &summary.rosters {
        text.push_str(&format!("  {roster:<22}{:>12}\n", language.count(*rows)));
    }
    output::result(&text)?;
    Ok(Outcome::Done)
}
