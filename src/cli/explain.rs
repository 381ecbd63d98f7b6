//! `padan explain`: why are two rows one person, or why not?

use std::path::PathBuf;

use clap::Args;

use super::{Global, Outcome};
use crate::error::{Error, Result};
use crate::settings::Settings;

/// What `explain` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The settings file (padan.toml)
    #[arg(value_name = "SETTINGS")]
    pub settings: PathBuf,
    /// One row as roster:row (pkh:120), or a person id of the register
    #[arg(value_name = "A")]
    pub a: Subject,
    /// The other row or person
    #[arg(value_name = "B")]
    pub b: Subject,
    /// Print the waterfall as JSON
    #[arg(long)]
    pub json: bool,
}

/// What can be explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A row by its roster and 1-based data row.
    Row {
        /// The roster's name.
        roster: String,
        /// The data row, from 1.
        row: u32,
    },
    /// A person of the register by id.
    Person(String),
}

impl std::str::FromStr for Subject {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Subject, String> {
        let text = text.trim();
        match text.rsplit_once(':') {
            Some((roster, row)) => match row.parse() {
                Ok(row) if row > 0 && !roster.is_empty() => {
                    Ok(Subject::Row { roster: roster.to_owned(), row })
                }
                _ => Err("write a roster and a row from 1, as in pkh:120".into()),
            },
            None if text.is_empty() => Err("write a row (pkh:120) or a person id".into()),
            None => Ok(Subject::Person(text.to_owned())),
        }
    }
}

/// Prints the waterfall of the pair.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let settings = Settings::read(&arguments.settings)?;
    let _ = global.language(settings.night.language);
    Err(Error::Input {
        what: "`padan explain` is not wired yet".into(),
        next_step: "Use a later version.".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::Subject;

    #[test]
    fn rows_and_persons_are_told_apart() {
        assert_eq!("pkh:120".parse(), Ok(Subject::Row { roster: "pkh".into(), row: 120 }));
        assert_eq!("P7K2M9".parse(), Ok(Subject::Person("P7K2M9".into())));
        assert!("pkh:0".parse::<Subject>().is_err());
        assert!("pkh:x".parse::<Subject>().is_err());
        assert!(":3".parse::<Subject>().is_err());
    }
}
