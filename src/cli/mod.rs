//! What can be asked for on the command line? The commands, their arguments and what the exit code says; each
//! command has a file of its own.

mod check;
mod completions;
mod decide;
mod diff;
mod evaluate;
mod explain;
mod find;
mod find_text;
mod history;
mod init;
mod locale;
mod log;
mod man;
mod metrics;
mod output;
mod progress;
mod progress_words;
mod review;
mod run;
mod run_summary;
mod status;
mod synthesise;
mod train;
mod unmasking;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::error::{Error, Result};
use crate::settings::{self, Language, Settings};

pub use progress::Terminal;

/// Finds the same person across Indonesian welfare rosters, and shows where the rosters disagree.
///
/// Padan reads the rosters (daftar penerima) that a settings file names, links the rows that are one person,
/// and writes one register, the conflicts between programmes (ganda, tumpang tindih, tidak layak) and what to
/// verify (perlu verifikasi). It works offline and changes no input file.
#[derive(Debug, Parser)]
#[command(name = "padan", version, max_term_width = 100, after_help = EXIT_CODES, after_long_help = LONG_AFTER)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  could not run: the message says where, what, and what to do next
  2  the command line was not understood
  3  done, but at least one roster could not be read; the others were
  4  the state is in use: another run or decision is going on; nothing was changed
  5  stopped by the circuit breaker: a roster jumped too far; yesterday's register stays
  6  damaged: what an earlier night wrote is not what is there now";

const LONG_AFTER: &str = "\
The first night:
  padan init masuk             look at the exports in a folder, write masuk/padan.toml
  padan check masuk/padan.toml what would be read, what would be refused, how long it takes
  padan run masuk/padan.toml   link, register, report

Exit codes:
  0  done
  1  could not run: the message says where, what, and what to do next
  2  the command line was not understood
  3  done, but at least one roster could not be read; the others were
  4  the state is in use: another run or decision is going on; nothing was changed
  5  stopped by the circuit breaker: a roster jumped too far; yesterday's register stays
  6  damaged: what an earlier night wrote is not what is there now";

/// What holds for every command.
#[derive(Args, Clone, Debug)]
pub struct Global {
    /// Threads to use [default: all cores]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Global options")]
    pub threads: Option<u16>,
    /// Say nothing but errors and the result itself
    #[arg(long, short, global = true, help_heading = "Global options")]
    pub quiet: bool,
    /// Language of messages and reports [default of messages: the locale's (LC_ALL, LC_MESSAGES, LANG), else that of reports; of reports: the settings file's, else id]
    #[arg(long, global = true, value_name = "LANG", help_heading = "Global options")]
    pub lang: Option<Lang>,
}

/// Language by its short name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// Bahasa Indonesia
    Id,
    /// English
    En,
}

impl Cli {
    /// The language of what is said when a command goes wrong. It is asked for only then: the settings may be what is
    /// wrong, so no more is read of them than which language they name.
    pub fn language(&self) -> Language {
        let settings = || self.command.settings().and_then(|path| settings::language_of(&path));
        match self.global.asked().or_else(locale::language) {
            Some(language) => language,
            None => settings().unwrap_or_default(),
        }
    }
}

impl Global {
    /// The language of messages: the one asked for, else the locale's, else the one given.
    pub fn messages(&self, otherwise: Language) -> Language {
        self.language(locale::language().unwrap_or(otherwise))
    }

    /// The language asked for, else the one given.
    pub fn language(&self, otherwise: Language) -> Language {
        self.asked().unwrap_or(otherwise)
    }

    /// Limits a night or its check: threads and memory as asked for, else as the settings say, else what there is.
    fn limit(&self, settings: &mut Settings, memory: Option<u64>) -> Result<()> {
        settings.limits.memory = memory.or(settings.limits.memory).or_else(memory_there_is);
        self.use_threads_of(settings)
    }

    /// Sizes the pool of threads as the settings say, where the command line says nothing.
    fn use_threads_of(&self, settings: &Settings) -> Result<()> {
        match (self.threads, settings.limits.threads) {
            (None, Some(threads)) => use_threads(threads),
            _ => Ok(()),
        }
    }

    fn asked(&self) -> Option<Language> {
        self.lang.map(|lang| match lang {
            Lang::Id => Language::Indonesian,
            Lang::En => Language::English,
        })
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Look at a folder of exports, recognise rosters and columns, and write padan.toml
    Init(init::Arguments),
    /// Read everything and link nothing: what would be refused, and what a run would cost
    Check(check::Arguments),
    /// Link the rosters of one night: register, conflicts (ganda), review queue, reports
    Run(run::Arguments),
    /// Say how the last night went, and whether one is going on now
    Status(status::Arguments),
    /// Hold the state and the run folders to their checksums
    Verify(verify::Arguments),
    /// Show why two rows are one person or are not
    Explain(explain::Arguments),
    /// Find a person by name, NIK, No. KK, id, birth or village, and show everything the last night says of them
    Find(find::Arguments),
    /// Compare two nights by their run folders: persons, programmes, conflicts, rupiah
    Diff(diff::Arguments),
    /// Tell what happened to a person, a family or a conflict, night by night
    History(history::Arguments),
    /// Decide that two rows are one person or two, dismiss a conflict, take back, list; holds from the next night on
    Decide(decide::Arguments),
    /// Serve the page on which officers decide, search and work on conflicts; on this machine alone
    Review(review::Arguments),
    /// Train a model on tonight's rosters and show what it changes; writes only when asked to
    Train(train::Arguments),
    /// Measure a run against a truth file
    Evaluate(evaluate::Arguments),
    /// Write made-up rosters with known truth, for trials and measurements
    Synthesise(synthesise::Arguments),
    /// Print the completion script of a shell
    Completions(completions::Arguments),
    /// Print the manual page, or write all of them into a folder
    Man(man::Arguments),
}

impl Command {
    /// The settings file that it is given, if any.
    fn settings(&self) -> Option<PathBuf> {
        match self {
            Command::Check(arguments) => Some(&arguments.settings),
            Command::Run(arguments) => Some(&arguments.settings),
            Command::Status(arguments) => Some(&arguments.settings),
            Command::Verify(arguments) => Some(&arguments.settings),
            Command::Explain(arguments) => Some(&arguments.settings),
            Command::Find(arguments) => Some(&arguments.settings),
            Command::History(arguments) => Some(&arguments.settings),
            Command::Decide(arguments) => return Some(decide::settings(arguments)),
            Command::Review(arguments) => Some(&arguments.settings),
            Command::Train(arguments) => Some(&arguments.settings),
            Command::Evaluate(arguments) => arguments.settings.as_ref(),
            Command::Init(_)
            | Command::Diff(_)
            | Command::Synthesise(_)
            | Command::Completions(_)
            | Command::Man(_) => None,
        }
        .cloned()
    }
}

/// How a command ended that did its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All of it.
    Done,
    /// All but the rosters that could not be read.
    SomeRosterUnread,
    /// Something is damaged.
    Damaged,
    /// It failed, with this exit code, and has said so in a form of its own.
    Told(u8),
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        match outcome {
            Outcome::Done => ExitCode::SUCCESS,
            Outcome::SomeRosterUnread => ExitCode::from(3),
            Outcome::Damaged => ExitCode::from(6),
            Outcome::Told(code) => ExitCode::from(code),
        }
    }
}

/// Does what the command line asks for.
///
/// # Errors
/// When the command could not run.
pub fn run(cli: &Cli) -> Result<Outcome> {
    if let Some(threads) = cli.global.threads {
        use_threads(usize::from(threads))?;
    }
    match &cli.command {
        Command::Init(arguments) => init::run(arguments, &cli.global),
        Command::Check(arguments) => check::run(arguments, &cli.global),
        Command::Run(arguments) => run::run(arguments, &cli.global),
        Command::Status(arguments) => status::run(arguments, &cli.global),
        Command::Verify(arguments) => verify::run(arguments, &cli.global),
        Command::Explain(arguments) => explain::run(arguments, &cli.global),
        Command::Find(arguments) => find::run(arguments, &cli.global),
        Command::Diff(arguments) => diff::run(arguments, &cli.global),
        Command::History(arguments) => history::run(arguments, &cli.global),
        Command::Decide(arguments) => decide::run(arguments, &cli.global),
        Command::Review(arguments) => review::run(arguments, &cli.global),
        Command::Train(arguments) => train::run(arguments, &cli.global),
        Command::Evaluate(arguments) => evaluate::run(arguments, &cli.global),
        Command::Synthesise(arguments) => synthesise::run(arguments, &cli.global),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(arguments) => man::run(arguments),
    }
}

/// Sizes the one pool of threads; the stages spawn none of their own.
fn use_threads(threads: usize) -> Result<()> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().map_err(|error| Error::Input {
        what: message!(
            "{threads} utas tidak dapat dijalankan: {error}",
            "cannot start {threads} threads: {error}"
        ),
        next_step: message!("Pakai lebih sedikit utas.", "Use fewer threads."),
    })
}

/// Bytes of memory that are free for one more program; none where the system does not say. In a container, or under a
/// service that has a limit, it is what is left of that.
fn memory_there_is() -> Option<u64> {
    let mut system = sysinfo::System::new().ok()?;
    system.refresh_memory();
    let whole = Some(system.available_memory()).filter(|bytes| *bytes > 0)?;
    let of_service = sysinfo::get_current_pid().ok().and_then(|own| {
        let asked = sysinfo::ProcessesToUpdate::Some(&[own]);
        system.refresh_processes_specifics(asked, false, sysinfo::ProcessRefreshKind::nothing());
        system.process(own)?.cgroup_limits()
    });
    // What such a group holds of files that were read goes when memory is asked for.
    let left = |limits: sysinfo::CGroupLimits| limits.total_memory.saturating_sub(limits.rss);
    [system.cgroup_limits(), of_service].into_iter().flatten().map(left).chain([whole]).min()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
