//! What does an officer read in the morning? `report.html`: one page, printable, without any outside asset,
//! counted from the same night as the tables. It shows no value of any person.

use std::path::Path;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::findings::{at_risk, class_totals};
use super::kept::Kept;
use super::language::Language;
use super::mask::Masking;
use super::night::Night;
use super::page_parts::{bands_table, coverage_table, files_table, gaps_table, matrix, quality_table};
use super::page_review::review;
use super::pairs::ScoredPairs;
use super::quality::RosterQuality;
use super::words::{Words, words};
use super::xlsx::WorkbookSize;
use crate::cluster::SecondPass;
use crate::error::{Error, Finding, Result, Severity};
use crate::state::file::{Written, write_whole};

const STYLE: &str = include_str!("../../assets/report.css");

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
    /// What was weighed, for `pairs.parquet`; none leaves the file out.
    pub pairs: Option<ScoredPairs<'a>>,
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
    let words = words(language);
    let title = format!("{} {}", words.title, night.name);
    html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    p { (words.night_of) " " time datetime=(night.date) { (day(night.date, words)) } }
                    p { (if night.masking == Masking::Masked { words.masked } else { words.open }) }
                }
                main {
                    section aria-labelledby="ringkasan" {
                        h2 id="ringkasan" { (words.totals) }
                        (totals(night, quality, language, words))
                    }
                    section aria-labelledby="catatan" {
                        h2 id="catatan" { (words.findings) }
                        (findings(extras.findings, words))
                    }
                    section aria-labelledby="temuan" {
                        h2 id="temuan" { (words.conflicts_by_class) }
                        (conflicts(night, language, words))
                    }
                    section aria-labelledby="tumpang-tindih" {
                        h2 id="tumpang-tindih" { (words.overlap) }
                        (matrix(night, language, words))
                    }
                    @if !night.conflicts.coverage.rows.is_empty() {
                        section aria-labelledby="cakupan" {
                            h2 id="cakupan" { (words.coverage) }
                            (coverage_table(night, language, words))
                        }
                    }
                    section aria-labelledby="mutu" {
                        h2 id="mutu" { (words.quality) }
                        (quality_table(quality, language, words))
                        (bands_table(quality, language, words))
                        (gaps_table(quality, language, words))
                    }
                    section aria-labelledby="keyakinan" {
                        h2 id="keyakinan" { (words.sureness) }
                        (estimates(extras, language, words))
                        (second_pass(extras, language, words))
                        (review(night, language, words))
                        (uncompared(night, extras, language, words))
                    }
                    section aria-labelledby="berkas" {
                        h2 id="berkas" { (words.files) }
                        (files_table(night, language, words))
                    }
                    section aria-labelledby="istilah" {
                        h2 id="istilah" { (words.explained) }
                        dl.terms {
                            @for (term, meaning) in words.terms { dt { (term) } dd { (meaning) } }
                        }
                    }
                }
                footer { p { (words.promise) " " (words.made_by) " " (env!("CARGO_PKG_VERSION")) "." } }
            }
        }
    }
}

/// `2026-03-01` as people write it: "1 Maret 2026"; what is no date stays as it is.
fn day(date: &str, words: &Words) -> String {
    let parts: Vec<u16> = date.split('-').filter_map(|part| part.parse().ok()).collect();
    match parts[..] {
        [year, month @ 1..=12, day] => format!("{day} {} {year}", words.months[usize::from(month) - 1]),
        _ => date.to_owned(),
    }
}

fn totals(night: &Night<'_>, quality: &[RosterQuality], language: Language, words: &Words) -> Markup {
    let register = night.register;
    let conflicts = &night.conflicts.list;
    let serious = conflicts.iter().filter(|conflict| conflict.severity == Severity::Serious).count();
    let refused: u64 = night.intake.files.iter().map(|file| file.refused_lines).sum();
    let shared = (0..register.len() as u32)
        .filter(|&person| {
            // Row ids follow the rosters: the first and the last row show whether there is more than one.
            let rows = register.rows_of(person);
            let roster = |row: Option<&u32>| row.map(|&row| night.people.roster[row as usize]);
            roster(rows.first()) != roster(rows.last())
        })
        .count();
    let card = |class: &str, name: &str, value: String, note: String| {
        html! {
            div class=(class) {
                dt { (name) }
                dd { (value) }
                @if !note.is_empty() { dd.note { (note) } }
            }
        }
    };
    let rosters = quality.iter().filter(|roster| roster.rows > 0).count() as u64;
    let count = |value: usize| language.count(value as u64);
    html! {
        dl.totals {
            (card("", words.rosters, language.count(rosters), String::new()))
            (card("", words.rows, count(night.people.len()), String::new()))
            (card("", words.persons, count(register.len()), format!("{} {}", count(shared), words.in_more_rosters)))
            (card("", words.families, count(register.family_ids.len()), String::new()))
            (card("risk", words.conflicts, count(conflicts.len()), format!("{} {}", count(serious), words.serious)))
            (card("risk", words.at_risk, language.rupiah(at_risk(night)), words.at_risk_note.to_owned()))
            (card("wait", words.review_pairs, count(night.clusters.review.len()), String::new()))
            (card("wait", words.refused_lines, language.count(refused), String::new()))
        }
    }
}

fn findings(list: &[Finding], words: &Words) -> Markup {
    let mut sorted: Vec<&Finding> = list.iter().collect();
    // Stable: within a severity the order of the stages stays.
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    html! {
        @if sorted.is_empty() { p.none { (words.no_findings) } }
        @else {
            ul.findings {
                @for finding in sorted {
                    li class=(severity_class(finding.severity)) {
                        span.mark { (words.severity[finding.severity as usize]) }
                        " " span.place { (finding.place) " · " (finding.code) }
                        p { (finding.message) }
                        @if !finding.next_step.is_empty() {
                            p { (words.next_step) ": " (finding.next_step) }
                        }
                    }
                }
            }
        }
    }
}

fn severity_class(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Serious => "serious",
    }
}

fn conflicts(night: &Night<'_>, language: Language, words: &Words) -> Markup {
    let classes = class_totals(night);
    html! {
        @if classes.is_empty() { p.none { (words.no_conflicts) } }
        @else {
            div.scroll {
                table {
                    caption { (words.conflicts_caption) }
                    thead {
                        tr {
                            th scope="col" { (words.class) }
                            @for name in [words.count, words.serious, words.concerned, words.amount, words.without_amount] {
                                th.number scope="col" { (name) }
                            }
                        }
                    }
                    tbody {
                        @for total in &classes {
                            tr {
                                th scope="row" {
                                    (language.pick(total.class.label(), total.class.label_en()))
                                    code { (total.class.code()) }
                                }
                                td.number { (language.count(total.count)) }
                                td.number { (language.count(total.serious)) }
                                td.number { (language.count(total.persons)) }
                                td.number { (language.rupiah(total.amount)) }
                                td.number { (language.count(total.without_amount)) }
                            }
                        }
                    }
                    tfoot {
                        tr {
                            th scope="row" { (words.sum) }
                            td.number { (language.count(classes.iter().map(|total| total.count).sum())) }
                            td.number { (language.count(classes.iter().map(|total| total.serious).sum())) }
                            td {} td {} td {}
                        }
                    }
                }
            }
            p.note { (words.classes_note) }
        }
    }
}

fn estimates(extras: &Extras<'_>, language: Language, words: &Words) -> Markup {
    let rows: Vec<(&str, Estimate)> = [(words.precision, extras.precision), (words.recall, extras.recall)]
        .into_iter()
        .filter_map(|(name, estimate)| Some((name, estimate?)))
        .collect();
    html! {
        @if rows.is_empty() { p.none { (words.no_estimate) } }
        @else {
            table.compact {
                caption { (words.estimate_caption) }
                thead { tr {
                    th scope="col" { (words.measure) }
                    th.number scope="col" { (words.value) }
                    th.number scope="col" { (words.interval) }
                } }
                tbody {
                    @for (name, estimate) in rows {
                        tr {
                            th scope="row" { (name) }
                            td.number { (language.percent(Some(estimate.value))) }
                            td.number { (language.percent(Some(estimate.low))) "–" (language.percent(Some(estimate.high))) }
                        }
                    }
                }
            }
            p.note { (words.estimate_note) }
        }
    }
}

/// What families changed, in one sentence.
fn second_pass(extras: &Extras<'_>, language: Language, words: &Words) -> Markup {
    let Some(pass) = extras.second_pass else { return html! {} };
    let [known, gained, lost, persons] = words.second_pass;
    let count = |count: u64| language.count(count);
    html! {
        p.note {
            (count(pass.pairs_known)) (known) (count(pass.links_gained)) (gained) (count(pass.links_lost)) (lost)
            (count(pass.persons_changed)) (persons)
        }
    }
}

fn uncompared(night: &Night<'_>, extras: &Extras<'_>, language: Language, words: &Words) -> Markup {
    let Some(rows) = extras.uncompared else { return html! {} };
    let total: u64 = rows.iter().sum();
    html! {
        @if total == 0 { p.note { (words.all_compared) } }
        @else {
            table.compact {
                caption { (words.uncompared_caption) }
                thead { tr { th scope="col" { (words.roster) } th.number scope="col" { (words.uncompared_rows) } } }
                tbody {
                    @for (roster, &count) in night.rosters.iter().zip(rows) {
                        @if count > 0 {
                            tr { th scope="row" { (roster.name) } td.number { (language.count(count)) } }
                        }
                    }
                }
                tfoot { tr { th scope="row" { (words.sum) } td.number { (language.count(total)) } } }
            }
        }
        @if extras.oversized_blocks > 0 {
            p.note { (words.oversized) ": " (language.count(extras.oversized_blocks)) }
        }
    }
}
