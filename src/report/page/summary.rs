//! What came of the night, on one screen? Its numbers, what is different from last night, and where the conflicts are.

use maud::{Markup, html};

use super::paper::Paper;
use super::plot::{Frame, bar, label, told_bar};
use super::texts;
use crate::changes::{CaseTotal, Totals};
use crate::error::{Finding, Severity};
use crate::report::findings::ClassTotal;

/// Programmes that have a line of their own among the changes; a night of more is told in full in `changes.csv`.
const PROGRAMMES: usize = 64;

/// The whole part.
pub(super) fn summary(paper: &Paper<'_>) -> Markup {
    let classes = &paper.night.totals.classes;
    html! {
        (cards(paper, classes))
        div.side-by-side {
            div {
                h3 { (paper.say(texts::SINCE_LAST_NIGHT)) }
                (since(paper))
                (first_findings(paper))
            }
            @if !classes.is_empty() {
                div { (class_bars(paper, classes)) }
            }
        }
    }
}

fn cards(paper: &Paper<'_>, classes: &[ClassTotal]) -> Markup {
    let (night, words) = (paper.night, paper.words);
    let register = night.register;
    let sum = |of: fn(&ClassTotal) -> u64| classes.iter().map(of).sum::<u64>();
    let refused: u64 = night.intake.files.iter().map(|file| file.refused_lines).sum();
    let shared = (0..register.len() as u32)
        .filter(|&person| {
            // Row ids follow the rosters: the first and the last row show whether there is more than one.
            let rows = register.rows_of(person);
            let roster = |row: Option<&u32>| row.map(|&row| night.people.roster[row as usize]);
            roster(rows.first()) != roster(rows.last())
        })
        .count();
    let card = |class: &str, name: &str, value: String, note: &str| {
        html! {
            div class=(class) {
                dt { (name) }
                dd { (value) }
                @if !note.is_empty() { dd.note { (note) } }
            }
        }
    };
    let rosters = paper.quality.iter().filter(|roster| roster.rows > 0).count() as u64;
    let count = |value: usize| paper.count(value as u64);
    html! {
        dl.totals {
            (card("", words.rosters, paper.count(rosters), ""))
            (card("", words.rows, count(night.people.len()), ""))
            (card("", words.persons, count(register.len()), &format!("{} {}", count(shared), words.in_more_rosters)))
            (card("", words.families, count(register.family_ids.len()), ""))
            (card("risk", words.conflicts, paper.count(sum(|total| total.count)),
                &format!("{} {}", paper.count(sum(|total| total.serious)), words.serious)))
            (card("risk", words.at_risk, paper.language.rupiah(night.totals.at_risk), words.at_risk_note))
            (card("wait", words.review_pairs, count(night.clusters.review.len()), ""))
            (card("wait", words.refused_lines, paper.count(refused), ""))
        }
    }
}

/// What is different from last night.
fn since(paper: &Paper<'_>) -> Markup {
    let Some(changes) = paper.night.changes else {
        return html! { p.none { (paper.say(texts::NOT_COMPARED_WITH_ANY)) } };
    };
    if changes.first {
        return html! { p.none { (paper.say(texts::FIRST_NIGHT)) } };
    }
    let totals = &changes.totals;
    let persons = [
        (texts::NEW, totals.new),
        (texts::BACK, totals.back),
        (texts::GONE, totals.gone),
        (texts::MERGED, totals.merged),
        (texts::SPLIT, totals.split),
        (texts::CHANGED, totals.changed),
        (texts::AMOUNT_CHANGED, totals.amount_changed),
    ];
    let cases = [
        (texts::CASE_NEW, totals.conflicts_new),
        (texts::CASE_STILL, totals.conflicts_still),
        (texts::CASE_REOPENED, totals.conflicts_reopened),
        (texts::CASE_RESOLVED, totals.conflicts_resolved),
        (texts::CASE_DISMISSED, totals.conflicts_dismissed),
    ];
    html! {
        div.since {
            table.compact {
                caption { (paper.say(texts::PERSONS_CHANGED)) ": " (paper.count(totals.before)) " → " (paper.count(totals.after)) }
                thead { tr { th scope="col" { (paper.say(texts::CHANGE)) } th.number scope="col" { (paper.words.concerned) } } }
                tbody { @for (text, count) in persons { tr { th scope="row" { (paper.say(text)) } (paper.cell(count)) } } }
            }
            table.compact {
                caption { (paper.say(texts::CASES_CHANGED)) }
                thead { tr {
                    th scope="col" { (paper.say(texts::STANDING)) }
                    th.number scope="col" { (paper.words.count) }
                    th.number scope="col" { (paper.words.amount) }
                } }
                tbody {
                    @for (text, CaseTotal { count, amount }) in cases {
                        tr { th scope="row" { (paper.say(text)) } (paper.cell(count)) td.n { (paper.short_rupiah(amount)) } }
                    }
                }
            }
        }
        (programmes(paper, totals))
    }
}

/// Who came into each programme and who left it.
fn programmes(paper: &Paper<'_>, totals: &Totals) -> Markup {
    html! {
        @if !totals.programmes.is_empty() {
            details.figures {
                summary { (paper.say(texts::PROGRAMMES_CHANGED)) }
                div.scroll {
                    table.sort {
                        caption { (paper.say(texts::PROGRAMMES_CHANGED)) }
                        thead { tr {
                            th scope="col" { (paper.words.programme) }
                            @for text in [texts::ENTERED, texts::A_PAYMENT, texts::LEFT, texts::A_PAYMENT] {
                                th.number scope="col" { (paper.say(text)) }
                            }
                        } }
                        tbody {
                            @for total in totals.programmes.iter().take(PROGRAMMES) {
                                tr {
                                    th scope="row" { (total.programme) }
                                    (paper.cell(total.entered))
                                    td.n { (paper.rupiah(total.entered_amount)) }
                                    (paper.cell(total.left))
                                    td.n { (paper.rupiah(total.left_amount)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Conflicts of each class as bars, the serious ones darker.
fn class_bars(paper: &Paper<'_>, classes: &[ClassTotal]) -> Markup {
    const ROW: f64 = 20.0;
    const LEFT: f64 = 240.0;
    const BARS: f64 = 180.0;
    const WIDTH: f64 = 560.0;
    let shown: Vec<&ClassTotal> = classes.iter().filter(|total| total.count > 0).collect();
    let most = shown.iter().map(|total| total.count).max().unwrap_or(1);
    let length = |count: u64| BARS * count as f64 / most as f64;
    let height = ROW * (shown.len() + 1) as f64 + 4.0;
    let inside = html! {
        (bar(LEFT, 3.0, 10.0, 10.0, "serious-fill")) (label(LEFT + 14.0, 12.0, "s soft", paper.words.serious))
        (bar(LEFT + 60.0, 3.0, 10.0, 10.0, "fill")) (label(LEFT + 74.0, 12.0, "s soft", paper.say(texts::NOT_SERIOUS)))
        (label(WIDTH, 12.0, "s soft end", paper.words.amount))
        @for (place, total) in shown.iter().enumerate() {
            @let y = ROW * (place + 1) as f64;
            (label(LEFT - 8.0, y + 14.0, "end", paper.language.pick(total.class.label(), total.class.label_en())))
            @let says = format!("{} {}, {} {}", paper.count(total.serious), paper.words.serious, paper.count(total.count - total.serious), paper.say(texts::NOT_SERIOUS));
            @let other = (length(total.count) - length(total.serious)).max(if total.serious == 0 { 1.0 } else { 0.0 });
            (told_bar([LEFT, y + 3.0], [length(total.serious), ROW - 6.0], "serious-fill", &says))
            (told_bar([LEFT + length(total.serious), y + 3.0], [other, ROW - 6.0], "fill", &says))
            (label(LEFT + length(total.count) + 6.0, y + 14.0, "", &paper.count(total.count)))
            @if total.amount > 0 { (label(WIDTH, y + 14.0, "end", &paper.short_rupiah(total.amount))) }
        }
    };
    let says = shown
        .iter()
        .map(|total| {
            format!(
                "{}: {}",
                paper.language.pick(total.class.label(), total.class.label_en()),
                paper.count(total.count)
            )
        })
        .collect::<Vec<_>>()
        .join("; ");
    Frame { id: "jenis", title: paper.words.conflicts_by_class, says: &says, width: WIDTH, height }
        .figure(&inside)
}

/// The findings that matter most, in their first words; all of them stand in the next part.
fn first_findings(paper: &Paper<'_>) -> Markup {
    const SHOWN: usize = 3;
    let all = sorted(paper);
    html! {
        @if !all.is_empty() {
            h3 { (paper.words.findings) }
            ul.brief {
                @for finding in all.iter().take(SHOWN) {
                    li class=(class(finding.severity)) { (paper.language.told(&finding.message)) " " span.soft { (finding.place) } }
                }
            }
            @if all.len() > SHOWN { p.note { a href="#catatan" { (paper.count(all.len() as u64)) " " (paper.say(texts::ALL_FINDINGS)) } } }
        }
    }
}

/// The most serious first; of one severity in the order of the stages.
fn sorted<'p>(paper: &Paper<'p>) -> Vec<&'p Finding> {
    let mut sorted: Vec<&Finding> = paper.extras.findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    sorted
}

fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Serious => "serious",
    }
}

/// Findings that are listed.
const FINDINGS: usize = 200;

/// Findings of all stages.
pub(super) fn findings(paper: &Paper<'_>) -> Markup {
    let words = paper.words;
    let sorted = sorted(paper);
    html! {
        @if sorted.is_empty() { p.none { (words.no_findings) } }
        @else {
            ul.findings {
                @for finding in sorted.iter().take(FINDINGS) {
                    li class=(class(finding.severity)) {
                        span.mark { (words.severity[finding.severity as usize]) }
                        " " span.place { (finding.place) " · " (finding.code) }
                        p { (paper.language.told(&finding.message)) }
                        @if !finding.next_step.is_empty() {
                            p { (words.next_step) ": " (paper.language.told(&finding.next_step)) }
                        }
                    }
                }
            }
            @if sorted.len() > FINDINGS {
                p.note { (paper.count((sorted.len() - FINDINGS) as u64)) " " (paper.say(texts::OTHER_FINDINGS)) "." }
            }
        }
    }
}
