//! How does the page show the rosters? What each lacks, what is wrong with its NIKs, what of it was refused, how sure its
//! rows are of their person, and the files it came in.

use maud::{Markup, html};

use super::paper::{Paper, heat};
use super::plot::strip;
use super::texts;
use crate::report::lines::refusal_reason;
use crate::report::night::Night;
use crate::standardise::AnomalyCode;

/// Files that have a line of their own.
const FILES: usize = 300;
/// Reasons of refusals that have a column of their own.
const REASONS: usize = 12;

/// The tables of quality.
pub(super) fn quality(paper: &Paper<'_>) -> Markup {
    html! {
        (quality_table(paper))
        (bands_table(paper))
        (nik_table(paper))
        (gaps_table(paper))
        (refusals_table(paper))
    }
}

/// Rows, NIKs and matching, roster by roster.
fn quality_table(paper: &Paper<'_>) -> Markup {
    let words = paper.words;
    html! {
        div.scroll {
            table.sort {
                caption { (words.quality_caption) }
                thead { tr {
                    th scope="col" { (words.roster) }
                    th scope="col" { (words.programme) }
                    @for name in [
                        words.rows, words.persons, words.refused_lines, words.nik_missing, words.nik_doubtful,
                        words.found_elsewhere, words.same_person_again, words.amount_paid,
                    ] {
                        th.number scope="col" { (name) }
                    }
                } }
                tbody {
                    @for roster in paper.quality {
                        tr {
                            th scope="row" { (roster.roster) }
                            td { (roster.programme) }
                            (paper.cell(roster.rows)) (paper.cell(roster.persons)) (paper.cell(roster.refused_lines))
                            td.n { (paper.share(roster.nik_missing, roster.rows)) }
                            td.n { (paper.share(roster.nik_doubtful, roster.rows)) }
                            td.n { (paper.share(roster.rows - roster.alone, roster.rows)) }
                            (paper.cell(roster.rows - roster.persons))
                            td.n { (paper.rupiah(roster.amount)) }
                        }
                    }
                }
            }
        }
        p.note { (words.quality_note) }
    }
}

/// How sure each roster's rows are, as bars with their figures beside them.
fn bands_table(paper: &Paper<'_>) -> Markup {
    const STRONGEST_FIRST: [usize; 4] = [3, 2, 1, 0];
    const CLASSES: [&str; 4] = ["band-0", "band-1", "band-2", "band-3"];
    let words = paper.words;
    html! {
        div.scroll {
            table.sort {
                caption { (words.bands_caption) }
                thead { tr {
                    th scope="col" { (words.roster) }
                    th.plain scope="col" { (words.certainty) }
                    @for band in STRONGEST_FIRST {
                        th.number scope="col" { span class=(format!("key {}", CLASSES[band])) aria-hidden="true" {} (words.bands[band]) }
                    }
                    th.number scope="col" { (paper.say(texts::ALONE)) }
                } }
                tbody {
                    @for roster in paper.quality.iter().filter(|roster| roster.rows > 0) {
                        tr {
                            th scope="row" { (roster.roster) }
                            td { (strip(&STRONGEST_FIRST.map(|band| (roster.bands[band], CLASSES[band])), roster.rows)) }
                            @for band in STRONGEST_FIRST { (paper.cell(roster.bands[band])) }
                            (paper.cell(roster.alone))
                        }
                    }
                }
            }
        }
        p.note { (paper.say(texts::ALONE_NOTE)) }
    }
}

/// What is wrong with each roster's NIKs, by defect.
fn nik_table(paper: &Paper<'_>) -> Markup {
    let counts = defects(paper.night);
    let of = |code: AnomalyCode| counts.iter().map(|roster| roster[code as usize]).sum::<u64>();
    let mut codes: Vec<AnomalyCode> = AnomalyCode::ALL
        .into_iter()
        .filter(|&code| code.code().starts_with("NIK_") && of(code) > 0)
        .collect();
    // Stable: equal ones stay in the order of their codes.
    codes.sort_by_key(|&code| std::cmp::Reverse(of(code)));
    html! {
        @if !codes.is_empty() {
            div.scroll {
                table.sort.places {
                    caption { (paper.say(texts::NIK_CAPTION)) }
                    thead { tr {
                        th scope="col" { (paper.say(texts::DEFECT)) }
                        th.number scope="col" { (paper.words.sum) }
                        @for roster in paper.quality { th.number.named scope="col" { (roster.roster) } }
                    } }
                    tbody {
                        @for &code in &codes {
                            tr {
                                th scope="row" { (paper.language.pick(code.label_id(), code.label_en())) code { (code.code()) } }
                                (paper.cell(of(code)))
                                @for (roster, counts) in paper.quality.iter().zip(&counts) {
                                    @let count = counts[code as usize];
                                    @if count == 0 { td {} }
                                    @else { td class=(heat(count, roster.rows)) { (paper.count(count)) } }
                                }
                            }
                        }
                    }
                }
            }
            p.note { (paper.say(texts::NIK_NOTE)) }
        }
    }
}

/// How often each defect occurs in each roster.
fn defects(night: &Night<'_>) -> Vec<[u64; AnomalyCode::ALL.len()]> {
    let mut counts = vec![[0; AnomalyCode::ALL.len()]; night.rosters.len()];
    for anomaly in &night.anomalies.list {
        counts[night.people.roster[anomaly.row as usize].index()][anomaly.code as usize] += 1;
    }
    counts
}

/// Share of rows without a value, roster by field.
fn gaps_table(paper: &Paper<'_>) -> Markup {
    html! {
        div.scroll {
            table.sort {
                caption { (paper.words.gaps_caption) }
                thead { tr {
                    th scope="col" { (paper.words.roster) }
                    th.number scope="col" { "NIK" }
                    @for name in paper.words.fields { th.number scope="col" { (name) } }
                } }
                tbody {
                    @for roster in paper.quality.iter().filter(|roster| roster.rows > 0) {
                        tr {
                            th scope="row" { (roster.roster) }
                            @for missing in [roster.nik_missing].into_iter().chain(roster.missing) {
                                td class=(heat(missing, roster.rows)) { (paper.share(missing, roster.rows)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Why lines were refused; heads of columns and the like are no data and are not among them.
fn refusals_table(paper: &Paper<'_>) -> Markup {
    let night = paper.night;
    let mut reasons: Vec<(&str, Vec<u64>)> = Vec::new();
    for refusal in &night.intake.refusals {
        let at = reasons.iter().position(|(code, _)| *code == refusal.code).unwrap_or_else(|| {
            reasons.push((refusal.code, vec![0; night.rosters.len()]));
            reasons.len() - 1
        });
        reasons[at].1[refusal.roster.index()] += u64::from(refusal.lines);
    }
    let sum = |counts: &[u64]| counts.iter().sum::<u64>();
    reasons.sort_by_key(|(code, counts)| (std::cmp::Reverse(sum(counts)), *code));
    let rest: u64 = reasons.iter().skip(REASONS).map(|(_, counts)| sum(counts)).sum();
    html! {
        @if !reasons.is_empty() {
            div.scroll {
                table.sort.places {
                    caption { (paper.say(texts::REFUSALS_CAPTION)) }
                    thead { tr {
                        th scope="col" { (paper.words.reason) }
                        th.number scope="col" { (paper.words.sum) }
                        @for roster in night.rosters { th.number.named scope="col" { (roster.name) } }
                    } }
                    tbody {
                        @for (code, counts) in reasons.iter().take(REASONS) {
                            tr {
                                th scope="row" { (refusal_reason(paper.language, code)) code { (code) } }
                                (paper.cell(sum(counts)))
                                @for &count in counts { @if count == 0 { td {} } @else { td.n { (paper.count(count)) } } }
                            }
                        }
                        @if rest > 0 {
                            tr.rest {
                                th scope="row" { (paper.say(texts::OTHER_REASONS)) }
                                td.n { (paper.count(rest)) }
                                @for _ in night.rosters { td {} }
                            }
                        }
                    }
                }
            }
            p.note { (paper.say(texts::REFUSALS_NOTE)) }
        }
    }
}

/// Every file with its lines: rows, lines without data, lines not read; the three add up to the lines.
pub(super) fn files(paper: &Paper<'_>) -> Markup {
    let words = paper.words;
    let files = &paper.night.intake.files;
    let (shown, rest) = files.split_at(if files.len() <= FILES + 1 { files.len() } else { FILES });
    html! {
        div.scroll {
            table.sort {
                caption { (words.files_caption) }
                thead { tr {
                    th scope="col" { (words.roster) }
                    th scope="col" { (words.file) }
                    th scope="col" { (words.encoding) }
                    @for name in [words.lines, words.rows, words.structural, words.refused_lines] {
                        th.number scope="col" { (name) }
                    }
                } }
                tbody {
                    @for file in shown {
                        tr {
                            th scope="row" { (file.roster) }
                            td.path {
                                (file.path.file_name().unwrap_or_default().to_string_lossy())
                                @if let Some(sheet) = &file.sheet { " · " (sheet) }
                            }
                            td { (file.encoding) }
                            (paper.cell(file.lines)) (paper.cell(file.rows))
                            (paper.cell(file.structural_lines)) (paper.cell(file.refused_lines))
                        }
                    }
                    @if !rest.is_empty() {
                        tr.rest {
                            th scope="row" { (paper.count(rest.len() as u64)) " " (paper.say(texts::OTHER_FILES)) }
                            td {} td {}
                            (paper.cell(rest.iter().map(|file| file.lines).sum()))
                            (paper.cell(rest.iter().map(|file| file.rows).sum()))
                            (paper.cell(rest.iter().map(|file| file.structural_lines).sum()))
                            (paper.cell(rest.iter().map(|file| file.refused_lines).sum()))
                        }
                    }
                }
            }
        }
    }
}

/// Rows that were not compared with any, lines not read, rosters not read: what the night says nothing of.
pub(super) fn not_compared(paper: &Paper<'_>) -> Markup {
    let (night, words) = (paper.night, paper.words);
    let rows = paper.extras.uncompared;
    let of = |roster: usize| rows.and_then(|rows| rows.get(roster)).copied().unwrap_or(0);
    let total: u64 = rows.map_or(0, |rows| rows.iter().sum());
    let refused: u64 = paper.quality.iter().map(|roster| roster.refused_lines).sum();
    let unread: Vec<&str> =
        paper.quality.iter().filter(|roster| roster.rows == 0).map(|roster| roster.roster.as_str()).collect();
    html! {
        @if rows.is_some() && total == 0 { p { (words.all_compared) } }
        @if total + refused > 0 {
            div.scroll { table.compact.sort {
                caption { (words.uncompared_caption) }
                thead { tr {
                    th scope="col" { (words.roster) }
                    th.number scope="col" { (words.rows) }
                    th.number scope="col" { (words.uncompared_rows) }
                    th.number scope="col" { (paper.say(texts::SHARE)) }
                    th.number scope="col" { (words.refused_lines) }
                } }
                tbody {
                    @for (place, roster) in paper.quality.iter().enumerate().filter(|(place, roster)| of(*place) + roster.refused_lines > 0) {
                        tr {
                            th scope="row" { (roster.roster) }
                            (paper.cell(roster.rows)) (paper.cell(of(place)))
                            td.n { (paper.share(of(place), roster.rows)) }
                            (paper.cell(roster.refused_lines))
                        }
                    }
                }
                tfoot { tr {
                    th scope="row" { (words.sum) }
                    td.n { (paper.count(night.people.len() as u64)) }
                    td.n { (paper.count(total)) }
                    td.n { (paper.share(total, night.people.len() as u64)) }
                    td.n { (paper.count(refused)) }
                } }
            } }
        }
        @if !unread.is_empty() { p.note { (paper.say(texts::ROSTERS_UNREAD)) " " (unread.join(", ")) "." } }
        @if paper.extras.oversized_blocks > 0 {
            p.note { (words.oversized) ": " (paper.count(paper.extras.oversized_blocks)) ". " (paper.say(texts::OVERSIZED_NOTE)) }
        }
        p.note { (paper.say(texts::NOT_COMPARED_NOTE)) }
    }
}
