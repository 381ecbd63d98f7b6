//! What does each level of each comparison weigh? A picture a comparison: how much more often one person shows a level
//! than strangers do, in bits, and beside it how much more often than two of one family.

use maud::{Markup, html};

use super::paper::Paper;
use super::plot::{Frame, label, line, tenth, told_bar};
use super::texts;
use crate::compare::{Comparison, comparisons};
use crate::report::waterfall::field_label;
use crate::score::{ComparisonModel, LevelModel, Model};

/// Bits that a picture reaches to, either way.
const MOST: f64 = 24.0;
const WIDTH: f64 = 564.0;
const WORDS: f64 = 300.0;
const ROW: f64 = 15.0;
const HEAD: f64 = 24.0;

/// The model in a sentence, and its levels.
pub(super) fn levels(paper: &Paper<'_>) -> Markup {
    let Some(model) = paper.extras.model else { return html! {} };
    let known = comparisons(paper.night.people);
    let of = |comparison: &Comparison| model.comparisons.iter().find(|learnt| learnt.key == comparison.key);
    let pairs: Vec<(&Comparison, &ComparisonModel)> = known
        .iter()
        .filter_map(|comparison| Some((comparison, of(comparison)?)))
        .filter(|(_, learnt)| !learnt.levels.is_empty())
        .collect();
    html! {
        h3 id="model" { (paper.say(texts::LEVELS)) }
        p { (sentence(paper, model)) }
        p.note { (paper.say(texts::LEVELS_NOTE)) }
        div.levels {
            @for (place, (comparison, learnt)) in pairs.iter().enumerate() { (chart(paper, place, comparison, learnt)) }
        }
        details.figures {
            summary { (paper.say(texts::FIGURES)) }
            @for (comparison, learnt) in &pairs { (table(paper, comparison, learnt)) }
        }
    }
}

fn sentence(paper: &Paper<'_>, model: &Model) -> String {
    let [rows, steps, classes] = paper.words_of_model();
    format!(
        "{} {rows} {} {steps} {} {classes}.",
        paper.count(model.rows),
        paper.count(u64::from(model.steps)),
        model.classes
    )
}

impl Paper<'_> {
    /// What follows each of three numbers: rows, steps, classes.
    fn words_of_model(&self) -> [&'static str; 3] {
        [texts::MODEL_ROWS, texts::MODEL_STEPS, texts::MODEL_CLASSES].map(|text| self.say(text))
    }
}

/// log2 of how much more often the first shows a level than the second.
fn bits(one: f64, other: f64) -> f64 {
    (one.max(1e-12) / other.max(1e-12)).log2()
}

/// A level's words.
fn words<'c>(paper: &Paper<'_>, comparison: &'c Comparison, level: &'c LevelModel) -> &'c str {
    let known = comparison.levels.iter().find(|known| known.key == level.key);
    known.map_or(level.key.as_str(), |known| paper.language.pick(known.label, known.label_en))
}

fn chart(paper: &Paper<'_>, place: usize, comparison: &Comparison, learnt: &ComparisonModel) -> Markup {
    let x = |bits: f64| {
        WORDS + (WIDTH - WORDS - 34.0) * (bits.clamp(-MOST / 2.0, MOST) + MOST / 2.0) / (1.5 * MOST)
    };
    let height = HEAD + ROW * learnt.levels.len() as f64 + 6.0;
    let title = field_label(&comparison.key, paper.language);
    let inside = html! {
        @for step in [-10.0, 0.0, 10.0, 20.0] {
            (line([x(step), HEAD - 4.0], [x(step), height - 4.0], if step == 0.0 { "axis" } else { "grid" }))
            (label(x(step), HEAD - 8.0, "s mid soft", &format!("{step:.0}")))
        }
        @for (row, level) in learnt.levels.iter().enumerate() {
            @let y = HEAD + ROW * row as f64;
            @let weight = bits(level.same, level.stranger);
            @let family = bits(level.same, level.family);
            text.s.end x=(WORDS - 8.0) y=(tenth(y + 11.0)) { (short(words(paper, comparison, level))) title { (words(paper, comparison, level)) } }
            (told_bar([x(weight.min(0.0)), y + 2.5], [(x(weight.max(0.0)) - x(weight.min(0.0))).max(1.0), ROW - 5.0], if weight >= 0.0 { "for" } else { "against" }, &chances(paper, level)))
            (line([x(family), y + 1.0], [x(family), y + ROW - 1.0], "family"))
            (label(WIDTH, y + 11.0, "s end", &paper.language.decimal(weight, 1)))
        }
    };
    let says = learnt
        .levels
        .iter()
        .map(|level| {
            format!(
                "{}: {}",
                words(paper, comparison, level),
                paper.language.decimal(bits(level.same, level.stranger), 1)
            )
        })
        .collect::<Vec<_>>()
        .join("; ");
    let id = format!("tingkat-{}", place + 1);
    let frame = Frame { id: &id, title, says: &says, width: WIDTH, height };
    frame.figure(&inside)
}

/// How often one person, one family and strangers show a level.
fn chances(paper: &Paper<'_>, level: &LevelModel) -> String {
    [(texts::M, level.same), (texts::FAMILY, level.family), (texts::U, level.stranger)]
        .map(|(text, chance)| format!("{}: {}%", paper.say(text), paper.language.decimal(chance * 100.0, 4)))
        .join(", ")
}

/// A text that fits beside its bar; the whole stands in its title and in the table.
fn short(text: &str) -> String {
    const MOST: usize = 46;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let kept: String = text.chars().take(MOST - 1).collect();
    format!("{}…", kept.trim_end())
}

fn table(paper: &Paper<'_>, comparison: &Comparison, learnt: &ComparisonModel) -> Markup {
    let chance = |chance: f64| format!("{}%", paper.language.decimal(chance * 100.0, 4));
    html! {
        div.scroll {
            table.sort {
                caption { (field_label(&comparison.key, paper.language)) }
                thead { tr {
                    th scope="col" { (paper.say(texts::LEVEL)) }
                    @for text in [texts::M, texts::FAMILY, texts::U, texts::BITS] {
                        th.number scope="col" { (paper.say(text)) }
                    }
                } }
                tbody {
                    @for level in &learnt.levels {
                        tr {
                            th scope="row" { (words(paper, comparison, level)) }
                            @for value in [level.same, level.family, level.stranger] { td.n { (chance(value)) } }
                            td.n { (paper.language.decimal(bits(level.same, level.stranger), 2)) }
                        }
                    }
                }
            }
        }
    }
}
