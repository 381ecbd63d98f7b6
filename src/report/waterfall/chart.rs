//! How does an account look as a picture? A waterfall of bars over the zones of the verdicts, the three chances as one
//! bar, and one person against one family; SVG without any outside asset, with its words beside the colours.

use maud::{Markup, html};

use super::words::signed;
use super::{Step, Waterfall, text};
use crate::report::Language;
use crate::score::Band;

/// How much room a picture has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// A page's width, two lines of words a bar.
    Full,
    /// A list's entry.
    Small,
}

const INK: &str = "#1b2733";
const SOFT: &str = "#566573";
const LINE: &str = "#c3ccd4";
const FOR: &str = "#1f6f54";
const AGAINST: &str = "#b3502a";
const START: &str = "#8a97a3";
const FAMILY: &str = "#d9952b";
const FONT: &str = "Segoe UI, Noto Sans, DejaVu Sans, Arial, sans-serif";

/// Measures of a picture, in its own units.
struct Room {
    width: f32,
    words: f32,
    row: f32,
    head: f32,
    font: f32,
    /// Characters of one line of words.
    line: usize,
}

impl Size {
    fn room(self) -> Room {
        match self {
            Size::Full => Room { width: 900.0, words: 320.0, row: 36.0, head: 44.0, font: 12.5, line: 48 },
            Size::Small => Room { width: 640.0, words: 262.0, row: 19.0, head: 26.0, font: 10.5, line: 46 },
        }
    }
}

/// Match weights across the picture.
struct Axis {
    low: f32,
    high: f32,
    left: f32,
    right: f32,
}

impl Axis {
    fn of(waterfall: &Waterfall, room: &Room) -> Axis {
        let top = waterfall.limits.last().map_or(0.0, |limit| limit.weight);
        let (low, high) = waterfall.range(top);
        // Room for the numbers beside the outermost bars.
        let beside = (high - low) * 0.09;
        Axis { low: low - beside, high: high + beside, left: room.words, right: room.width - 8.0 }
    }

    fn x(&self, weight: f32) -> f32 {
        let part = (weight - self.low) / (self.high - self.low).max(0.1);
        tenth(self.left + part.clamp(0.0, 1.0) * (self.right - self.left))
    }
}

/// Coordinates to a tenth: smaller files, the same on every machine.
fn tenth(value: f32) -> f32 {
    (value * 10.0).round() / 10.0
}

/// The waterfall as SVG. `id` must be unique on the page; `title` says which rows it is about.
pub fn chart(waterfall: &Waterfall, size: Size, id: &str, title: &str, language: Language) -> Markup {
    let room = size.room();
    let axis = Axis::of(waterfall, &room);
    let steps: Vec<&Step> = waterfall.weighing().collect();
    let height = room.head + room.row * (steps.len() + 2) as f32 + 8.0;
    let row = |place: usize| tenth(room.head + room.row * place as f32);
    let start = language.pick("Sebelum dibandingkan", "Before comparing");
    let rare = language.pick("pasangan sembarang jarang satu orang", "a random pair is rarely one person");
    let total = language.pick("Jumlah bobot", "Total weight");
    html! {
        svg.waterfall xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {} {height}", room.width))
            width=(room.width) height=(height) role="img" aria-labelledby=(format!("{id}-t {id}-d")) font-family=(FONT) {
            title id=(format!("{id}-t")) { (title) }
            desc id=(format!("{id}-d")) { (waterfall.sentence(language)) " " (waterfall.short(language)) "." }
            (zones(waterfall, &axis, &room, height, language))
            (words_of(&room, row(0), start, if size == Size::Full { rare } else { "" }))
            (bar(&axis, &room, row(0), 0.0, waterfall.prior, START, language))
            @for (place, step) in steps.iter().enumerate() {
                (joint(&axis, &room, row(place), step.total - step.weight))
                (match size {
                    Size::Full => words_of(&room, row(place + 1), &step.label, &step.level),
                    Size::Small => words_of(&room, row(place + 1), &step.phrase(language), ""),
                })
                (bar(&axis, &room, row(place + 1), step.total - step.weight, step.total,
                    if step.weight >= 0.0 { FOR } else { AGAINST }, language))
            }
            (joint(&axis, &room, row(steps.len()), waterfall.weight))
            (words_of(&room, row(steps.len() + 1), total, if size == Size::Full { &waterfall.band } else { "" }))
            (sum(&axis, &room, row(steps.len() + 1), waterfall, size, language))
        }
    }
}

/// Shaded zones of the verdicts, with the probability at which each begins.
fn zones(waterfall: &Waterfall, axis: &Axis, room: &Room, height: f32, language: Language) -> Markup {
    let top = room.head - 4.0;
    let tint = |band: Band| match band {
        Band::NoMatch => "#f6f7f9",
        Band::Review => "#fdf3dc",
        Band::Strong => "#e6f3ec",
        Band::Certain => "#d3ebdf",
    };
    let edges: Vec<(f32, Band)> = std::iter::once((axis.low, Band::NoMatch))
        .chain(waterfall.limits.iter().map(|limit| (limit.weight, limit.band)))
        .collect();
    html! {
        @for (place, (from, band)) in edges.iter().enumerate() {
            @let (x, end) = (axis.x(*from), axis.x(edges.get(place + 1).map_or(axis.high, |(next, _)| *next)));
            @let name = short_band(*band, language);
            rect x=(x) y=(top) width=(tenth((end - x).max(0.0))) height=(tenth(height - top - 4.0)) fill=(tint(*band)) {}
            // About six tenths of the letters' height is their width; a name that would not fit is left to the legend.
            @if (end - x) > name.chars().count() as f32 * room.font * 0.52 {
                text x=(tenth((x + end) / 2.0)) y=(tenth(top - 3.0)) text-anchor="middle" font-size=(room.font * 0.76) fill=(SOFT) { (name) }
            }
            @if place > 0 {
                line x1=(x) y1=(top) x2=(x) y2=(tenth(height - 4.0)) stroke=(LINE) stroke-dasharray="3 3" {}
            }
            @if place > 0 && room.head > 40.0 {
                text x=(x) y=(tenth(top - 15.0)) text-anchor="middle" font-size=(room.font * 0.76) fill=(SOFT) {
                    (language.percent(Some(probability(*from))))
                }
            }
        }
    }
}

/// The probability that a match weight stands for.
fn probability(weight: f32) -> f64 {
    let share = 1.0 / (1.0 + (-f64::from(weight)).exp2());
    (share * 1e4).round() / 1e4
}

fn short_band(band: Band, language: Language) -> &'static str {
    match band {
        Band::NoMatch => language.pick("TIDAK PADAN", "NO MATCH"),
        Band::Review => language.pick("VERIFIKASI", "VERIFY"),
        Band::Strong => language.pick("KUAT", "STRONG"),
        Band::Certain => language.pick("PASTI", "CERTAIN"),
    }
}

/// A bar's words: what was compared, and below it how it agreed.
fn words_of(room: &Room, y: f32, label: &str, level: &str) -> Markup {
    let lines = if level.is_empty() { Vec::new() } else { text::wrapped(level, room.line) };
    let middle = y + room.row / 2.0;
    let label_y = if lines.is_empty() { middle + room.font * 0.35 } else { y + room.row * 0.40 };
    html! {
        text x="0" y=(tenth(label_y)) font-size=(room.font) fill=(INK) font-weight=(if room.head > 40.0 { "600" } else { "400" }) {
            @if room.head > 40.0 { (label) } @else { (cut(label, room.line)) title { (label) } }
        }
        @if let Some(line) = lines.first() {
            text x="0" y=(tenth(y + room.row * 0.78)) font-size=(room.font * 0.86) fill=(SOFT) {
                @if lines.len() > 1 { (cut(level, room.line + 6)) title { (level) } } @else { (line) }
            }
        }
    }
}

/// A text that fits a line; what is cut off stands in its title.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

fn bar(axis: &Axis, room: &Room, y: f32, from: f32, to: f32, colour: &str, language: Language) -> Markup {
    let (left, right) = (axis.x(from.min(to)), axis.x(from.max(to)));
    let (top, height) = (tenth(y + room.row * 0.2), tenth(room.row * 0.6));
    // The number stands where the bar points to.
    let (at, anchor) = if to >= from { (right + 4.0, "start") } else { (left - 4.0, "end") };
    html! {
        rect x=(left) y=(top) width=(tenth((right - left).max(1.5))) height=(height) rx="1.5" fill=(colour) {}
        text x=(tenth(at)) y=(tenth(y + room.row / 2.0 + room.font * 0.35)) text-anchor=(anchor) font-size=(room.font * 0.92)
            fill=(INK) { (signed(to - from, language)) }
    }
}

/// A thin line from one bar's end down to the next bar.
fn joint(axis: &Axis, room: &Room, y: f32, weight: f32) -> Markup {
    let x = axis.x(weight);
    html! {
        line x1=(x) y1=(tenth(y + room.row * 0.8)) x2=(x) y2=(tenth(y + room.row * 1.2)) stroke=(START) {}
    }
}

/// The sum: a bar from zero, and the chance it stands for.
fn sum(axis: &Axis, room: &Room, y: f32, waterfall: &Waterfall, size: Size, language: Language) -> Markup {
    let (zero, end) = (axis.x(0.0), axis.x(waterfall.weight));
    let colour = if waterfall.weight >= 0.0 { FOR } else { AGAINST };
    let chance = language.percent(Some(f64::from(waterfall.same)));
    let said = match size {
        Size::Full => format!("{} · {chance}", signed(waterfall.weight, language)),
        Size::Small => signed(waterfall.weight, language),
    };
    let (at, anchor) = if waterfall.weight >= 0.0 { (end + 6.0, "start") } else { (end - 6.0, "end") };
    // Near the picture's right edge the number turns inwards.
    let width = said.chars().count() as f32 * room.font * 0.6;
    let turned = anchor == "start" && at + width > room.width;
    let (at, anchor, ink) = if turned { (end - 6.0, "end", "#ffffff") } else { (at, anchor, INK) };
    html! {
        line x1="0" y1=(tenth(y + 1.0)) x2=(room.width) y2=(tenth(y + 1.0)) stroke=(LINE) {}
        rect x=(zero.min(end)) y=(tenth(y + room.row * 0.2)) width=(tenth((end - zero).abs().max(1.5))) height=(tenth(room.row * 0.6))
            rx="1.5" fill=(colour) {}
        text x=(tenth(at)) y=(tenth(y + room.row / 2.0 + room.font * 0.35)) text-anchor=(anchor) font-weight="700"
            font-size=(room.font) fill=(ink) { (said) }
    }
}

/// The three chances as one bar with its legend.
pub fn classes_bar(waterfall: &Waterfall, id: &str, language: Language) -> Markup {
    let names = language.pick(
        ["Orang yang sama", "Dua orang sekeluarga", "Dua orang lain"],
        ["The same person", "Two of one family", "Two strangers"],
    );
    let title = language.pick("Peluang menurut model", "Chances by the model");
    let shares = [waterfall.same, waterfall.family, waterfall.stranger];
    let parts: Vec<(&str, f32, &str)> = names
        .into_iter()
        .zip(shares)
        .zip([FOR, FAMILY, START])
        .map(|((name, share), colour)| (name, share, colour))
        .collect();
    let said: Vec<String> = parts
        .iter()
        .map(|(name, share, _)| format!("{name} {}", language.percent(Some(f64::from(*share)))))
        .collect();
    let width = 900.0;
    let mut from = 0.0;
    let places: Vec<(f32, f32, &str)> = parts
        .iter()
        .map(|(_, share, colour)| {
            let start = from;
            from += share * width;
            (tenth(start), tenth(share * width), *colour)
        })
        .collect();
    html! {
        svg.chances xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 58" width="900" height="58" role="img"
            aria-labelledby=(format!("{id}-t {id}-d")) font-family=(FONT) style="max-width:100%;height:auto" {
            title id=(format!("{id}-t")) { (title) }
            desc id=(format!("{id}-d")) { (said.join(", ")) }
            rect x="0" y="2" width="900" height="22" fill="#f3f6f9" {}
            @for (start, width, colour) in places {
                @if width > 0.0 { rect x=(start) y="2" width=(width.max(1.0)) height="22" fill=(colour) {} }
            }
            @for (place, (said, (_, _, colour))) in said.iter().zip(&parts).enumerate() {
                @let x = place as f32 * 300.0;
                rect x=(x) y="36" width="13" height="13" rx="2" fill=(colour) {}
                text x=(x + 19.0) y="48" font-size="14" fill=(INK) { (said) }
            }
        }
    }
}

/// One person against one family: what each comparison says between the two.
pub(super) fn family_chart(waterfall: &Waterfall, id: &str, language: Language) -> Markup {
    let steps: Vec<&Step> = waterfall.steps.iter().filter(|step| step.against_family.abs() >= 0.05).collect();
    let room = Room { width: 900.0, words: 320.0, row: 26.0, head: 30.0, font: 12.5, line: 48 };
    let most = steps.iter().map(|step| step.against_family.abs()).fold(2.0, f32::max) * 1.25;
    let axis = Axis { low: -most, high: most, left: room.words, right: room.width - 8.0 };
    let height = room.head + room.row * steps.len() as f32 + 6.0;
    let title = language.pick("Satu orang atau dua orang sekeluarga?", "One person, or two of one family?");
    let said: Vec<String> = steps
        .iter()
        .map(|step| format!("{} {}", step.phrase(language), signed(step.against_family, language)))
        .collect();
    let sides = language.pick(["← sekeluarga", "satu orang →"], ["← one family", "one person →"]);
    html! {
        svg.family xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {} {height}", room.width)) width=(room.width)
            height=(height) role="img" aria-labelledby=(format!("{id}-t {id}-d")) font-family=(FONT)
            style="max-width:100%;height:auto" {
            title id=(format!("{id}-t")) { (title) }
            desc id=(format!("{id}-d")) { (said.join("; ")) }
            text x=(axis.x(0.0) - 8.0) y="16" text-anchor="end" font-size="11.5" fill=(SOFT) { (sides[0]) }
            text x=(axis.x(0.0) + 8.0) y="16" font-size="11.5" fill=(SOFT) { (sides[1]) }
            line x1=(axis.x(0.0)) y1="22" x2=(axis.x(0.0)) y2=(height) stroke=(LINE) {}
            @for (place, step) in steps.iter().enumerate() {
                @let y = room.head + room.row * place as f32;
                (words_of(&Room { head: 0.0, ..room }, y, &step.phrase(language), ""))
                (bar(&axis, &room, y, 0.0, step.against_family, if step.against_family >= 0.0 { FOR } else { FAMILY }, language))
            }
        }
    }
}

/// The legend's line: which comparisons say nothing.
pub(super) fn silent_note(waterfall: &Waterfall, language: Language) -> Option<String> {
    let names = waterfall.silent(language);
    let intro = language
        .pick("Tidak dapat dibandingkan atau tidak menentukan", "Not to be compared, or deciding nothing");
    (!names.is_empty()).then(|| format!("{intro}: {names}."))
}
