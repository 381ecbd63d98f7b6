//! `padan synthesise`: made-up rosters with known truth.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use clap::Args;

use super::{Global, Outcome, Terminal, init, output};
use crate::error::Result;
use crate::progress::Progress;
use crate::report::Language;
use crate::synthesise::{Nights, Options, Summary, night_folder, synthesise, synthesise_nights};

/// What `synthesise` is told.
#[derive(Args, Debug)]
#[command(after_long_help = NIGHTS)]
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
    /// Nights in a row; with 2 or more each is a folder DIR/malam-01, DIR/malam-02 ... (see below)
    #[arg(long, value_name = "K", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=366))]
    pub nights: u32,
    /// Share of the rows that change, come or go each night, about
    #[arg(long, value_name = "SHARE", default_value_t = 0.02, value_parser = share)]
    pub churn: f64,
    /// Let every roster come every night as it always does: none missing, renamed, re-ordered or re-keyed
    #[arg(long)]
    pub plain_files: bool,
}

/// The folder that the settings of several nights read from.
const INCOMING: &str = "masuk";

const NIGHTS: &str = "\
Several nights: DIR/padan.toml is written for all of them and reads its rosters from DIR/masuk. For each
night, put that night's files there in place of the last and run it with its date:
  rm -rf DIR/masuk && cp -r DIR/malam-01 DIR/masuk && padan run DIR/padan.toml --date 2026-07-01
  rm -rf DIR/masuk && cp -r DIR/malam-02 DIR/masuk && padan run DIR/padan.toml --date 2026-07-02
Each truth.csv says who a row is (person: the same on every night) and which row it is (entry: the same
whatever becomes of its place, key, file or cells).";

/// A share from 0 to 1.
fn share(text: &str) -> std::result::Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a share from 0 to 1, such as 0.02".to_owned()),
    }
}

/// Writes the rosters, truth.csv and the planted conflicts.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let language = global.messages(Language::default());
    let progress = Terminal::new(global.quiet).speaking(language);
    let options = Options {
        people: arguments.people,
        seed: arguments.seed,
        regencies: arguments.regency.clone(),
        ..Options::default()
    };
    progress.begin(language.pick("membuat orang", "making people"), Some(arguments.people));
    let known = AtomicU64::new(0);
    let made = |people: u64| progress.advance(people - known.swap(people, Ordering::Relaxed));
    let (summary, nights) = if arguments.nights > 1 {
        let nights =
            Nights { nights: arguments.nights, churn: arguments.churn, plain_files: arguments.plain_files };
        let made = synthesise_nights(&options, &nights, &arguments.out, &made)?;
        let first = night_folder(&arguments.out, 1);
        if let Some(text) = init::settings_of_nights(&first, INCOMING, language)? {
            init::write(&arguments.out.join("padan.toml"), &text)?;
        }
        made
    } else {
        (synthesise(&options, &arguments.out, &made)?, Vec::new())
    };
    progress.finish();
    output::result(&text(&summary, &nights, arguments, language))?;
    Ok(Outcome::Done)
}

/// What was made.
fn text(summary: &Summary, nights: &[u64], arguments: &Arguments, language: Language) -> String {
    let (people, households) = (language.count(summary.people), language.count(summary.households));
    let (rows, rosters) = (language.count(summary.rows()), summary.rosters.len());
    let out = arguments.out.display();
    let mut text = match language {
        Language::Indonesian => {
            format!(
                "{people} orang dalam {households} rumah tangga, {rows} baris dalam {rosters} roster di {out}\n"
            )
        }
        Language::English => {
            format!("{people} people in {households} households, {rows} rows in {rosters} rosters in {out}\n")
        }
    };
    for (roster, rows) in &summary.rosters {
        text.push_str(&format!("  {roster:<22}{:>12}\n", language.count(*rows)));
    }
    for (before, rows) in nights.iter().enumerate() {
        let folder = night_folder(&arguments.out, before as u32 + 1);
        let rows = language.count(*rows);
        text.push_str(&match language {
            Language::Indonesian => format!("{}: {rows} baris\n", folder.display()),
            Language::English => format!("{}: {rows} rows\n", folder.display()),
        });
    }
    text
}
