//! The command line: reads the arguments, does what they say, and prints what went wrong.

use std::process::ExitCode;

use clap::Parser;
use miette::{LabeledSpan, MietteDiagnostic, MietteHandlerOpts, NamedSource, Report, ReportHandler};
use padan::cli::{Cli, run};
use padan::error::Error;
use padan::settings::Language;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            print(&error, cli.language());
            ExitCode::from(error.exit_code())
        }
    }
}

/// Prints where, what and the next step; a settings file with the line in question.
#[expect(clippy::print_stderr, reason = "the one place that prints errors")]
fn print(error: &Error, language: Language) {
    let (what, next) = (error.message(), error.next_step());
    let diagnostic = MietteDiagnostic::new(language.told(&what));
    let diagnostic = match language {
        Language::English => diagnostic.with_help(next.en),
        Language::Indonesian => {
            // The word before a help is miette's own and English; its last line has none.
            let next = format!("Langkah berikutnya: {}", next.id);
            let handler = move |_: &_| -> Box<dyn ReportHandler> {
                Box::new(MietteHandlerOpts::new().footer(next.clone()).build())
            };
            let _ = miette::set_hook(Box::new(handler));
            diagnostic
        }
    };
    let report = match error {
        Error::Settings { path, line: Some(line), .. } => match std::fs::read_to_string(path) {
            Ok(text) => {
                Report::new(diagnostic.with_label(LabeledSpan::new_with_span(None, span(&text, *line))))
                    .with_source_code(NamedSource::new(path.to_string_lossy(), text))
            }
            Err(_) => Report::new(diagnostic),
        },
        _ => Report::new(diagnostic),
    };
    eprintln!("{report:?}");
}

/// Byte range of a 1-based line.
fn span(text: &str, line: usize) -> (usize, usize) {
    let start = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let length = text[start..].lines().next().map_or(0, str::len);
    (start, length)
}
