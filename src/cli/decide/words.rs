//! What is asked of `padan decide`? Its words, with or without the settings file in front.

use std::path::PathBuf;

use super::Arguments;
use crate::error::{Error, Result};
use crate::labels::Named;
use crate::state::Verdict;

/// Where the settings are when nobody says.
pub(super) const SETTINGS: &str = "padan.toml";

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// Two rows or persons are one person, or two.
    Pair { verdict: Verdict, rows: [String; 2] },
    /// A conflict needs nobody's eye.
    Dismiss(String),
    /// A decision's number or a conflict's id.
    TakeBack(String),
    /// The lines of a file.
    File(PathBuf),
    /// All that was decided.
    List,
}

/// What the first of the words that are no settings asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Judge(Verdict),
    Dismiss,
}

fn verb(word: &str) -> Option<Verb> {
    match word {
        "same" | "sama" => Some(Verb::Judge(Verdict::Same)),
        "different" | "beda" => Some(Verb::Judge(Verdict::Different)),
        "dismiss" | "abaikan" => Some(Verb::Dismiss),
        _ => None,
    }
}

/// The settings file and the task.
pub(super) fn understood(arguments: &Arguments) -> Result<(PathBuf, Task)> {
    let words = &arguments.words;
    let (settings, words) = match words.split_first() {
        Some((first, rest)) if verb(first).is_none() => (PathBuf::from(first), rest),
        _ => (PathBuf::from(SETTINGS), &words[..]),
    };
    let verb = words.first().map(|word| verb(word));
    let task = match (verb, &words[words.len().min(1)..], &arguments.from, &arguments.take_back) {
        (None, [], Some(file), None) => Task::File(file.clone()),
        (None, [], None, Some(what)) => Task::TakeBack(what.trim().to_uppercase()),
        (None, [], None, None) if arguments.list => Task::List,
        (Some(Some(Verb::Judge(verdict))), [a, b], None, None) if !arguments.list => {
            Task::Pair { verdict, rows: [a.clone(), b.clone()] }
        }
        (Some(Some(Verb::Dismiss)), [conflict], None, None) if !arguments.list => {
            Task::Dismiss(conflict.trim().to_uppercase())
        }
        _ => return Err(not_understood(words)),
    };
    Ok((settings, task))
}

fn not_understood(words: &[String]) -> Error {
    Error::Input {
        what: match words {
            [] => message!("tidak disebutkan apa yang diputuskan", "it is not said what is decided"),
            words => message!(
                "ini bukan keputusan: {words}",
                "this is no decision: {words}",
                words = words.join(" ")
            ),
        },
        next_step: message!(
            "Tulis `padan decide [PENGATURAN] sama|beda A B --by NAMA --reason TEKS`, atau bentuk lain yang ada di \
`padan decide --help`.",
            "Write `padan decide [SETTINGS] same|different A B --by NAME --reason TEXT`, or one of the other forms \
of `padan decide --help`."
        ),
    }
}

/// A row or person as typed: `pkh:120`, or an id.
pub(super) fn named(text: &str) -> Named {
    match text.trim().rsplit_once(':') {
        Some((roster, id)) => Named { roster: roster.to_owned(), id: id.to_owned(), person: String::new() },
        None => Named { id: text.trim().to_owned(), ..Named::default() },
    }
}

/// The number of a decision, `3` or `#3`.
pub(super) fn number(text: &str) -> Option<u64> {
    text.trim_start_matches('#').parse().ok()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::super::{Cli, Command};
    use super::*;

    fn check(line: &str, expected: Option<(&str, Task)>) {
        let words = ["padan", "decide"].into_iter().chain(line.split_whitespace());
        let Command::Decide(arguments) = Cli::try_parse_from(words).unwrap().command else {
            panic!("another command")
        };
        let expected = expected.map(|(settings, task)| (PathBuf::from(settings), task));
        assert_eq!(understood(&arguments).ok(), expected, "{line}");
    }

    #[test]
    fn the_settings_may_be_left_out() {
        let same = Task::Pair { verdict: Verdict::Same, rows: ["pkh:1".into(), "bdt:2".into()] };
        check("same pkh:1 bdt:2 --by Sari --reason KTP", Some(("padan.toml", same.clone())));
        check("masuk/padan.toml sama pkh:1 bdt:2", Some(("masuk/padan.toml", same)));
        check("--from q.csv", Some(("padan.toml", Task::File("q.csv".into()))));
        check("n.toml --take-back #3", Some(("n.toml", Task::TakeBack("#3".into()))));
        check("abaikan c-0a", Some(("padan.toml", Task::Dismiss("C-0A".into()))));
        check("--list", Some(("padan.toml", Task::List)));
        for wrong in ["", "same pkh:1", "n.toml maybe pkh:1 bdt:2", "same a:1 b:2 --from q.csv", "dismiss"] {
            check(wrong, None);
        }
    }
}
