//! What waits for an officer, and why? The reasons counted, and the top of the queue with its waterfalls. No value of
//! any person stands here: rows are cited, and `padan explain` or `review_queue` show the rest.

use maud::{Markup, PreEscaped, html};

use super::findings::review_reasons;
use super::language::Language;
use super::night::{Evidence, Night};
use super::page::Extras;
use super::sink::Sink;
use super::waterfall::{Size, chart, waterfall};
use super::words::{Words, words};

/// Pairs shown with their waterfall.
const SHOWN: usize = 10;
/// Of them, those that are unfolded from the start, and so also printed.
const UNFOLDED: usize = 3;

/// The pairs that wait: how many for each reason, then the first of them one by one.
pub(super) fn review(night: &Night<'_>, extras: &Extras<'_>, language: Language, words: &Words) -> Markup {
    let counts = review_reasons(night);
    html! {
        @if counts.iter().any(|&count| count > 0) {
            table.compact {
                caption { (words.review_caption) }
                thead { tr { th scope="col" { (words.reason) } th.number scope="col" { (words.count) } } }
                tbody {
                    @for (reason, &count) in words.reasons.iter().zip(&counts) {
                        @if count > 0 {
                            tr { th scope="row" { (reason) } td.number { (language.count(count)) } }
                        }
                    }
                }
            }
        }
        @if let Some(accounts) = extras.accounts { (PreEscaped(accounts)) }
    }
}

/// The accounts of the first pairs that wait, as the page shows them.
pub(super) fn waiting(night: &Night<'_>, evidence: &Evidence<'_>) -> String {
    top(night, evidence, words(evidence.language)).into_string()
}

fn top(night: &Night<'_>, evidence: &Evidence<'_>, words: &Words) -> Markup {
    let language = evidence.language;
    let pairs = &night.clusters.review;
    let cite = |row| {
        let mut text = Sink::default();
        night.push_citation(&mut text, row);
        String::from_utf8_lossy(text.written()).into_owned()
    };
    html! {
        @if !pairs.is_empty() {
            h3 { (words.review_top) }
            p.note { (words.review_top_note) }
        }
        @for (place, pair) in pairs.iter().take(SHOWN).enumerate() {
            @let said = waterfall(night.people, evidence.comparer, evidence.scorer, [pair.a, pair.b], evidence.reader(night.masking));
            @let rows = format!("{} – {}", cite(pair.a), cite(pair.b));
            details.pair open[place < UNFOLDED] {
                summary { strong { (rows) } " " (said.sentence(language)) }
                (chart(&said, Size::Small, &format!("tinjau-{}", place + 1), &rows, language))
            }
        }
    }
}
