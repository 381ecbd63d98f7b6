//! What does an officer read in the morning? `report.html`: one page, printable, without any outside asset,
//! counted from the same night as the tables. It shows no value of any person.
//!
//! However large the night, the page stays small: lists of places, combinations and files show those with the most and
//! sum the rest. Pictures have their numbers in words and in a table beside them.

mod combinations;
mod conflicts;
mod coverage;
mod families;
mod levels;
mod model;
mod overlap;
mod paper;
mod places;
mod plot;
mod rosters;
mod shell;
mod summary;
mod texts;
mod weights;

use std::path::Path;

use maud::{DOCTYPE, Markup, html};

use self::paper::Paper;
use super::judged::Judged;
use super::kept::Kept;
use super::language::Language;
use super::mask::Masking;
use super::night::Night;
use super::page_review::review;
use super::quality::RosterQuality;
use super::words::{Words, words};
use super::xlsx::WorkbookSize;
use crate::cluster::{Constraints, SecondPass};
use crate::error::{Error, Finding, Result};
use crate::score::{Edge, Model};
use crate::state::file::{Written, write_whole};

/// A share with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The share.
    pub value: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What is told beside the night itself.
#[derive(Clone, Copy, Default)]
pub struct Extras<'a> {
    /// Files of the last run that may stand for tonight's: when nothing was sent since.
    pub kept: Option<&'a Kept>,
    /// What the operator should know, from all stages.
    pub findings: &'a [Finding],
    /// Estimated precision of the clusters.
    pub precision: Option<Estimate>,
    /// Estimated recall.
    pub recall: Option<Estimate>,
    /// For each roster, the rows that no blocking pass compared; none when that was not counted.
    pub uncompared: Option<&'a [u64]>,
    /// Blocks over the cap that were split by a finer key.
    pub oversized_blocks: u64,
    /// What weighing families once more changed; none where it told nothing.
    pub second_pass: Option<SecondPass>,
    /// The accounts of the first pairs that wait, as the page shows them; none leaves them out.
    pub accounts: Option<&'a str>,
    /// What was told beforehand; without it the queue is that of the last run, or says no more than its pairs, and
    /// `pairs.parquet` is the last run's or none.
    pub judged: Option<&'a Judged>,
    /// Candidate pairs as they were weighed, and the probability from which they are known; for the spread of weights.
    pub weighed: Option<(&'a [Edge], f32)>,
    /// The model, for what each level weighs.
    pub model: Option<&'a Model>,
    /// What officers decided of tonight's rows, to hold the probabilities against.
    pub decided: Option<&'a Constraints>,
    /// How much `report.xlsx` lists.
    pub workbook: WorkbookSize,
}

/// Writes the page.
///
/// # Errors
/// When the file cannot be written.
pub fn write_page(
    night: &Night<'_>,
    quality: &[RosterQuality],
    extras: &Extras<'_>,
    language: Language,
    path: &Path,
) -> Result<Written> {
    let text = page(night, quality, extras, language).into_string();
    write_whole(path, |out| {
        std::io::Write::write_all(out, text.as_bytes())
            .map_err(|source| Error::file(path, "cannot be written", source))
    })
}

/// The page as markup; values are escaped where they are put in.
pub fn page(night: &Night<'_>, quality: &[RosterQuality], extras: &Extras<'_>, language: Language) -> Markup {
    let paper = &Paper::new(night, quality, extras, language);
    let words = paper.words;
    let title = format!("{} {}", words.title, night.name);
    let parts = parts(paper);
    html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head { (shell::head(&title)) }
            body {
                header {
                    h1 { (title) }
                    p {
                        (words.night_of) " " time datetime=(night.date) { (day(night.date, words)) } " · "
                        (if night.masking == Masking::Masked { words.masked } else { words.open })
                    }
                    nav aria-label=(paper.say(texts::CONTENTS)) {
                        @for (id, name, _) in &parts { a href=(format!("#{id}")) { (name) } " " }
                    }
                }
                main {
                    @for (id, name, inside) in &parts {
                        section aria-labelledby=(id) { h2 id=(id) { (name) } (inside) }
                    }
                }
                footer { p { (words.promise) " " (words.made_by) " " (env!("CARGO_PKG_VERSION")) "." } }
                (shell::script())
            }
        }
    }
}

/// A part of the page: its anchor, its name, and what is in it.
type Part = (&'static str, &'static str, Markup);

fn parts(paper: &Paper<'_>) -> Vec<Part> {
    let words = paper.words;
    let mut parts = vec![
        ("ringkasan", words.totals, summary::summary(paper)),
        ("catatan", words.findings, summary::findings(paper)),
        ("temuan", words.conflicts_by_class, conflicts::conflicts(paper)),
        ("tumpang-tindih", words.overlap, html! { (overlap::matrices(paper)) (combinations::upset(paper)) }),
    ];
    if !paper.night.conflicts.coverage.rows.is_empty() {
        parts.push(("cakupan", words.coverage, coverage::coverage(paper)));
    }
    parts.extend([
        ("mutu", words.quality, rosters::quality(paper)),
        (
            "keyakinan",
            words.sureness,
            html! {
                (model::sureness(paper))
                (review(paper.night, paper.extras, paper.language, words))
                (levels::levels(paper))
            },
        ),
        ("tidak-dibandingkan", paper.say(texts::NOT_COMPARED), rosters::not_compared(paper)),
        ("berkas", words.files, rosters::files(paper)),
        (
            "istilah",
            words.explained,
            html! { dl.terms { @for (term, meaning) in words.terms { dt { (term) } dd { (meaning) } } } },
        ),
    ]);
    parts
}

/// `2026-03-01` as people write it: "1 Maret 2026"; what is no date stays as it is.
fn day(date: &str, words: &Words) -> String {
    let parts: Vec<u16> = date.split('-').filter_map(|part| part.parse().ok()).collect();
    match parts[..] {
        [year, month @ 1..=12, day] => format!("{day} {} {year}", words.months[usize::from(month) - 1]),
        _ => date.to_owned(),
    }
}
