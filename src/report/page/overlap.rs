//! Who is in two programmes at once? The overlap matrix as a heat map: persons, then families.

use maud::{Markup, html};

use super::paper::{Paper, heat};
use super::texts;

pub(super) fn matrices(paper: &Paper<'_>) -> Markup {
    let overlap = &paper.night.conflicts.overlap;
    html! {
        @if overlap.programmes.is_empty() { p.none { (paper.words.no_overlap) } }
        @else {
            (matrix(paper, paper.words.overlap_caption, |a, b| overlap.persons(a, b)))
            p.shades {
                (paper.say(texts::SHADES)) " "
                @for tenths in [0, 2, 4, 6, 8, 10] { span class=(format!("h{tenths}")) { (tenths * 10) "%" } }
            }
            p.note { (paper.words.overlap_note) }
            details.figures open {
                summary { (paper.words.families_overlap_caption) }
                (matrix(paper, paper.words.families_overlap_caption, |a, b| overlap.families(a, b)))
            }
        }
    }
}

/// Programme by programme, shaded by the share of the row's programme.
fn matrix(paper: &Paper<'_>, caption: &str, shared: impl Fn(usize, usize) -> u64) -> Markup {
    let programmes = &paper.night.conflicts.overlap.programmes;
    html! {
        div.scroll tabindex="0" role="group" aria-label=(caption) {
            table.matrix {
                caption { (caption) }
                thead { tr {
                    th scope="col" { (paper.words.programme) }
                    @for name in programmes { th.number scope="col" { (name) } }
                } }
                tbody {
                    @for (a, name) in programmes.iter().enumerate() {
                        tr {
                            th scope="row" { (name) }
                            @for b in 0..programmes.len() {
                                @let (both, whole) = (shared(a, b), shared(a, a));
                                @if a == b { td.own.n { (paper.count(whole)) } }
                                @else if both == 0 { td.n.nil { "·" } }
                                @else {
                                    td class=(heat(both, whole)) {
                                        (paper.count(both)) small { (paper.language.percent_round(both, whole)) }
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
