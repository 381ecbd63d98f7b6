//! What can be written in a settings file? Mirrors of its tables with the place of every value, so that a
//! refusal names its line; what the values mean is the work of `meaning`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::error::{Error, Message, Result};

/// The text being read, for the line of a refusal.
pub struct Source<'a> {
    /// The settings file.
    pub path: &'a Path,
    /// Its text.
    pub text: &'a str,
}

impl Source<'_> {
    /// A refusal of the value at `span`.
    pub fn refuse(&self, span: Option<Range<usize>>, what: Message, next_step: Message) -> Error {
        let line = span.map(|span| {
            let before = &self.text.as_bytes()[..span.start.min(self.text.len())];
            before.iter().filter(|byte| **byte == b'\n').count() + 1
        });
        Error::Settings { path: self.path.to_owned(), line, what, next_step }
    }
}

/// A text with its place.
pub type Text = Spanned<String>;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub night: Option<Night>,
    #[serde(default)]
    pub roster: Vec<Spanned<Roster>>,
    #[serde(default)]
    pub field: Vec<Spanned<ExtraField>>,
    #[serde(default)]
    pub standardise: Standardise,
    #[serde(default)]
    pub model: Model,
    #[serde(default)]
    pub programmes: NamedFile,
    #[serde(default)]
    pub breaker: Breaker,
    #[serde(default)]
    pub limits: Limits,
}

/// `[night]`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Night {
    pub name: Option<Text>,
    pub out: Option<Text>,
    pub state: Option<Text>,
    pub report_language: Option<Text>,
    pub regency: Option<Text>,
    pub date: Option<Spanned<Day>>,
    pub keep_runs: Option<Spanned<i64>>,
    pub workbook: Option<Spanned<Workbook>>,
}

/// How much the workbook lists: a word, yes or no, or lines a list.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Workbook {
    Flag(bool),
    Lines(i64),
    Word(String),
}

/// `[[roster]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    pub name: Option<Text>,
    pub programme: Option<Text>,
    pub path: Option<Text>,
    pub owner: Option<Text>,
    pub unique_key: Option<Text>,
    #[serde(default)]
    pub one_row_per_person: bool,
    pub region_codes: Option<Text>,
    pub delimiter: Option<Text>,
    pub encoding: Option<Text>,
    pub header_row: Option<Spanned<i64>>,
    pub sheet: Option<Text>,
    /// Unsorted: a TOML table keeps no order, the spans do.
    #[serde(default)]
    pub columns: BTreeMap<Text, Spanned<Headers>>,
}

/// A column's header or headers.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a header (\"NIK\") or a list of headers ([\"Alamat\", \"RT\"])")]
pub enum Headers {
    One(String),
    Several(Vec<String>),
}

/// A day, quoted or as TOML's own date.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a date such as \"2025-01-31\"")]
pub enum Day {
    Quoted(String),
    Bare(toml::value::Datetime),
}

/// `[[field]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtraField {
    pub name: Option<Text>,
    pub kind: Option<Text>,
}

/// `[standardise]`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standardise {
    pub names: Option<Text>,
}

/// `[model]`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    pub file: Option<Text>,
    pub household_pass: Option<bool>,
}

/// `[programmes]`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedFile {
    pub file: Option<Text>,
}

/// `[breaker]`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Breaker {
    pub max_vanished_share: Option<Spanned<f64>>,
    pub max_refused_jump: Option<Spanned<f64>>,
    pub max_duplicate_jump: Option<Spanned<f64>>,
    pub min_rows: Option<Spanned<i64>>,
}

/// `[limits]`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub threads: Option<Spanned<i64>>,
    pub memory: Option<Text>,
}

/// Reads the text into the mirrors.
pub fn parse(source: &Source<'_>) -> Result<File> {
    toml::from_str(source.text).map_err(|error| {
        let (what, next_step) = match unknown_key(error.message()) {
            Some((key, known)) => {
                (message!("kunci `{key}` tidak dikenal", "unknown key `{key}`"), did_you_mean(&key, &known))
            }
            None => (
                message!("tidak dapat dimengerti ({toml})", "{toml}", toml = error.message()),
                message!(
                    "Perbaiki baris itu; docs/settings.md memuat semua kunci.",
                    "Correct the line; docs/settings.md shows every key."
                ),
            ),
        };
        source.refuse(error.span(), what, next_step)
    })
}

/// Takes a key and the known ones from serde's sentence "unknown field `x`, expected one of `a`, `b`".
fn unknown_key(message: &str) -> Option<(String, Vec<String>)> {
    let quoted = message.strip_prefix("unknown field ")?;
    let mut names = quoted.split('`').skip(1).step_by(2).map(str::to_owned);
    let key = names.next()?;
    Some((key, names.collect()))
}

/// A next step that names the nearest known key, or all of them when none is near.
pub fn did_you_mean<S: AsRef<str>>(key: &str, known: &[S]) -> Message {
    let lower = key.to_lowercase();
    let nearest = known
        .iter()
        .map(|name| (strsim::osa_distance(&lower, name.as_ref()), name.as_ref()))
        .min_by_key(|(distance, name)| (*distance, *name));
    match nearest {
        Some((distance, name)) if distance * 2 <= lower.chars().count().max(3) => {
            message!("Maksudnya `{name}`?", "Did you mean `{name}`?")
        }
        _ => {
            let names: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
            message!("Yang dikenal di sini: {names}.", "Known here: {names}.", names = names.join(", "))
        }
    }
}
