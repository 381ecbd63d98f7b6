//! How do the page's larger tables look? The overlap matrix, coverage, the quality of rosters, the files.

use maud::{Markup, html};

use super::language::Language;
use super::night::Night;
use super::quality::RosterQuality;
use super::words::Words;
use crate::region;

/// Programme by programme, shaded by the share of the row's programme.
pub(super) fn matrix(night: &Night<'_>, language: Language, words: &Words) -> Markup {
    let overlap = &night.conflicts.overlap;
    html! {
        @if overlap.programmes.is_empty() { p.none { (words.no_overlap) } }
        @else {
            (one_matrix(&overlap.programmes, |a, b| overlap.persons(a, b), words.overlap_caption, language, words))
            (one_matrix(&overlap.programmes, |a, b| overlap.families(a, b), words.families_overlap_caption, language, words))
            p.note { (words.overlap_note) }
        }
    }
}

fn one_matrix(
    programmes: &[String],
    shared: impl Fn(usize, usize) -> u64,
    caption: &str,
    language: Language,
    words: &Words,
) -> Markup {
    let share = |a: usize, b: usize| shared(a, b) as f64 / shared(a, a).max(1) as f64;
    html! {
        div.scroll {
            table.matrix {
                caption { (caption) }
                thead { tr {
                    th scope="col" { (words.programme) }
                    @for name in programmes { th.number scope="col" { (name) } }
                } }
                tbody {
                    @for (a, name) in programmes.iter().enumerate() {
                        tr {
                            th scope="row" { (name) }
                            @for b in 0..programmes.len() {
                                @if a == b { td.own { (language.count(shared(a, a))) } }
                                @else {
                                    td.dark[share(a, b) > 0.75]
                                        style=(format!("--heat:{:.2}", share(a, b)))
                                        title=(format!("{name} ∩ {}: {}", programmes[b], language.percent(Some(share(a, b))))) {
                                        (language.count(shared(a, b)))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Persons served, regency by programme; districts are in the table `coverage`.
pub(super) fn coverage_table(night: &Night<'_>, language: Language, words: &Words) -> Markup {
    let rows: Vec<_> = night.conflicts.coverage.rows.iter().filter(|row| row.district.is_none()).collect();
    let mut regencies: Vec<_> = rows.iter().map(|row| row.regency).collect();
    // Rows come by region already, so equal ones are neighbours.
    regencies.dedup();
    let programmes = &night.conflicts.overlap.programmes;
    let served = |regency, programme: &str| {
        let row = rows.iter().find(|row| row.regency == regency && row.programme == programme);
        row.map_or(0, |row| row.persons)
    };
    html! {
        div.scroll {
            table {
                caption { (words.coverage_caption) }
                thead { tr {
                    th scope="col" { (words.region) }
                    @for name in programmes { th.number scope="col" { (name) } }
                } }
                tbody {
                    @for regency in regencies {
                        tr {
                            th scope="row" {
                                (regency.map_or_else(
                                    || words.unknown_region.to_owned(),
                                    |id| region::table().full_name(id),
                                ))
                            }
                            @for name in programmes { td.number { (language.count(served(regency, name))) } }
                        }
                    }
                }
            }
        }
    }
}

/// Rows, NIKs and matching, roster by roster.
pub(super) fn quality_table(quality: &[RosterQuality], language: Language, words: &Words) -> Markup {
    html! {
        div.scroll {
            table {
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
                    @for roster in quality {
                        tr {
                            th scope="row" { (roster.roster) }
                            td { (roster.programme) }
                            td.number { (language.count(roster.rows)) }
                            td.number { (language.count(roster.persons)) }
                            td.number { (language.count(roster.refused_lines)) }
                            td.number { (language.share(roster.nik_missing, roster.rows)) }
                            td.number { (language.share(roster.nik_doubtful, roster.rows)) }
                            td.number { (language.share(roster.rows - roster.alone, roster.rows)) }
                            td.number { (language.count(roster.rows - roster.persons)) }
                            td.number { @if roster.amount > 0 { (language.rupiah(roster.amount)) } @else { "–" } }
                        }
                    }
                }
            }
        }
        p.note { (words.quality_note) }
    }
}

/// How sure each roster's rows are, as bars with their figures beside them.
pub(super) fn bands_table(quality: &[RosterQuality], language: Language, words: &Words) -> Markup {
    let strongest_first = [3, 2, 1, 0];
    html! {
        div.scroll {
            table {
                caption { (words.bands_caption) }
                thead { tr {
                    th scope="col" { (words.roster) }
                    th scope="col" { (words.certainty) }
                    @for band in strongest_first {
                        th.number scope="col" { span class=(format!("key band-{band}")) aria-hidden="true" {} (words.bands[band]) }
                    }
                } }
                tbody {
                    @for roster in quality.iter().filter(|roster| roster.rows > 0) {
                        tr {
                            th scope="row" { (roster.roster) }
                            td { div.bar aria-hidden="true" {
                                @for band in strongest_first {
                                    @if roster.bands[band] > 0 {
                                        span class=(format!("band-{band}"))
                                            style=(format!("width:{:.2}%", roster.bands[band] as f64 * 100.0 / roster.rows as f64)) {}
                                    }
                                }
                            } }
                            @for band in strongest_first { td.number { (language.count(roster.bands[band])) } }
                        }
                    }
                }
            }
        }
    }
}

/// Share of rows without a value, roster by field.
pub(super) fn gaps_table(quality: &[RosterQuality], language: Language, words: &Words) -> Markup {
    html! {
        div.scroll {
            table {
                caption { (words.gaps_caption) }
                thead { tr {
                    th scope="col" { (words.roster) }
                    @for name in words.fields { th.number scope="col" { (name) } }
                } }
                tbody {
                    @for roster in quality.iter().filter(|roster| roster.rows > 0) {
                        tr {
                            th scope="row" { (roster.roster) }
                            @for missing in roster.missing { td.number { (language.share(missing, roster.rows)) } }
                        }
                    }
                }
            }
        }
    }
}

/// Every file with its lines: rows, lines without data, lines not read; the three add up to the lines.
pub(super) fn files_table(night: &Night<'_>, language: Language, words: &Words) -> Markup {
    html! {
        div.scroll {
            table {
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
                    @for file in &night.intake.files {
                        tr {
                            th scope="row" { (file.roster) }
                            td.path {
                                (file.path.file_name().unwrap_or_default().to_string_lossy())
                                @if let Some(sheet) = &file.sheet { " · " (sheet) }
                            }
                            td { (file.encoding) }
                            td.number { (language.count(file.lines)) }
                            td.number { (language.count(file.rows)) }
                            td.number { (language.count(file.structural_lines)) }
                            td.number { (language.count(file.refused_lines)) }
                        }
                    }
                }
            }
        }
    }
}
