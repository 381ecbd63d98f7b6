//! How sure is the result, and why? What the model estimates of itself, how match weights are spread, whether the
//! probabilities hold, and what each level weighs.

use maud::{Markup, html};

use super::Estimate;
use super::paper::Paper;
use super::plot::{Frame, bar, label, line, tenth, told_bar};
use super::texts;
use super::weights::{Bin, Spread, spread};
use crate::score::Thresholds;

/// Estimates, spread and calibration.
pub(super) fn sureness(paper: &Paper<'_>) -> Markup {
    let extras = paper.extras;
    let thresholds = extras.model.map_or_else(Thresholds::default, |model| model.thresholds);
    let spread =
        extras.weighed.map(|weighed| spread(weighed, paper.night.clusters, &thresholds, extras.decided));
    html! {
        (estimates(paper))
        (second_pass(paper))
        @if let Some(spread) = spread.filter(|spread| !spread.bins.is_empty()) {
            (butterfly(paper, &spread, &thresholds))
            p.note { (paper.say(texts::SPREAD_NOTE)) }
            (spread_table(paper, &spread))
            (calibration(paper, &spread))
        }
    }
}

fn estimates(paper: &Paper<'_>) -> Markup {
    let words = paper.words;
    let rows: Vec<(&str, Estimate)> =
        [(words.precision, paper.extras.precision), (words.recall, paper.extras.recall)]
            .into_iter()
            .filter_map(|(name, estimate)| Some((name, estimate?)))
            .collect();
    // One decimal would make 99.98% a certainty.
    let percent = |share: f64| format!("{}%", paper.language.decimal(share * 100.0, 2));
    html! {
        @if rows.is_empty() { p.none { (words.no_estimate) } }
        @else {
            div.scroll { table.compact {
                caption { (words.estimate_caption) }
                thead { tr {
                    th scope="col" { (words.measure) }
                    th.number scope="col" { (words.value) }
                    th.number scope="col" { (words.interval) }
                    th.plain scope="col" { (paper.say(texts::FROM_HALF)) }
                } }
                tbody {
                    @for (name, estimate) in &rows {
                        tr {
                            th scope="row" { (name) }
                            td.n { (percent(estimate.value)) }
                            td.n { (percent(estimate.low)) "–" (percent(estimate.high)) }
                            td { (interval(*estimate)) }
                        }
                    }
                }
            } }
            p.note { (words.estimate_note) }
        }
    }
}

/// An interval on a line from one half to one.
fn interval(estimate: Estimate) -> Markup {
    let x = |share: f64| 4.0 + 192.0 * ((share - 0.5) * 2.0).clamp(0.0, 1.0);
    html! {
        svg.interval viewBox="0 0 200 16" width="200" height="16" aria-hidden="true" focusable="false" {
            (line([4.0, 8.0], [196.0, 8.0], "grid"))
            (bar(x(estimate.low), 5.0, (x(estimate.high) - x(estimate.low)).max(1.0), 6.0, "soft-fill"))
            circle.dot cx=(tenth(x(estimate.value))) cy="8" r="4" {}
        }
    }
}

/// What families changed, in one sentence.
fn second_pass(paper: &Paper<'_>) -> Markup {
    let Some(pass) = paper.extras.second_pass else { return html! {} };
    let [known, gained, lost, persons] = paper.words.second_pass;
    html! {
        p.note {
            (paper.count(pass.pairs_known)) (known) (paper.count(pass.links_gained)) (gained)
            (paper.count(pass.links_lost)) (lost) (paper.count(pass.persons_changed)) (persons)
        }
    }
}

/// Match weight of a probability.
fn bits(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}

/// Pairs by weight on a scale of tens: above the line those that ended as one person, below it the others. So the few
/// in doubt between the two hills are seen.
fn butterfly(paper: &Paper<'_>, spread: &Spread, thresholds: &Thresholds) -> Markup {
    const LEFT: f64 = 56.0;
    const WIDTH: f64 = 900.0;
    const HALF: f64 = 118.0;
    const TOP: f64 = 38.0;
    let bin = (WIDTH - LEFT - 12.0) / spread.bins.len() as f64;
    let most = spread.bins.iter().map(|bin| bin.joined.max(bin.apart())).max().unwrap_or(1).max(10);
    let scale = (most as f64).log10().ceil();
    // One pair is a tenth of a power of ten, so that it is seen.
    let high =
        |pairs: u64| if pairs == 0 { 0.0 } else { HALF * ((pairs as f64).log10() + 0.1) / (scale + 0.1) };
    let x = |bits: f64| LEFT + (bits - f64::from(spread.from)).clamp(0.0, spread.bins.len() as f64) * bin;
    let middle = TOP + HALF;
    let bottom = middle + HALF;
    let limits = [thresholds.review, thresholds.strong, thresholds.certain].map(bits);
    let zones: [(f64, f64); 4] = [
        (f64::from(spread.from), limits[0]),
        (limits[0], limits[1]),
        (limits[1], limits[2]),
        (limits[2], f64::from(spread.from) + spread.bins.len() as f64),
    ];
    let inside = html! {
        @for (band, (from, to)) in zones.into_iter().enumerate() {
            (bar(x(from), TOP, x(to) - x(from), 2.0 * HALF, &format!("zone-{band}")))
        }
        @for power in 0..=(scale as u32) {
            @let at = high(10u64.pow(power));
            (line([LEFT, middle - at], [WIDTH - 12.0, middle - at], "grid"))
            (line([LEFT, middle + at], [WIDTH - 12.0, middle + at], "grid"))
            // One above and one below the line would lie on each other.
            @if power > 0 {
                (label(LEFT - 6.0, middle - at + 4.0, "s end soft", &paper.count(10u64.pow(power))))
                (label(LEFT - 6.0, middle + at + 4.0, "s end soft", &paper.count(10u64.pow(power))))
            }
        }
        @for (at, counts) in spread.bins.iter().enumerate() {
            @let left = LEFT + bin * at as f64 + 1.0;
            @let says = bin_says(paper, spread.from + at as i32, counts);
            @if counts.joined > 0 { (told_bar([left, middle - high(counts.joined)], [bin - 2.0, high(counts.joined)], "band-3", &says)) }
            @if counts.apart() > 0 { (told_bar([left, middle], [bin - 2.0, high(counts.apart())], "wait-fill", &says)) }
        }
        (line([LEFT, middle], [WIDTH - 12.0, middle], "axis"))
        @for (limit, share) in limits.into_iter().zip([thresholds.review, thresholds.strong, thresholds.certain]) {
            (line([x(limit), TOP - 4.0], [x(limit), bottom], "limit"))
            (label(x(limit), TOP - 8.0, "s mid", &paper.language.percent(Some(share))))
        }
        (label(LEFT, 12.0, "s", paper.say(texts::THRESHOLDS)))
        (label(WIDTH - 14.0, TOP + 14.0, "s end", paper.say(texts::ENDED_ONE)))
        (label(WIDTH - 14.0, bottom - 8.0, "s end", paper.say(texts::ENDED_APART)))
        @for weight in (spread.from..).take(spread.bins.len() + 1).filter(|weight| weight % 5 == 0) {
            (label(x(f64::from(weight)), bottom + 14.0, "s mid soft", &weight.to_string()))
        }
        (label(f64::midpoint(LEFT, WIDTH), bottom + 30.0, "s mid soft", paper.say(texts::WEIGHT_AXIS)))
    };
    let sum = |of: fn(&Bin) -> u64| paper.count(spread.bins.iter().map(of).sum());
    let says = format!(
        "{}: {}. {}: {}.",
        paper.say(texts::ENDED_ONE),
        sum(|bin| bin.joined),
        paper.say(texts::ENDED_APART),
        sum(Bin::apart)
    );
    Frame {
        id: "bobot",
        title: paper.say(texts::SPREAD_TITLE),
        says: &says,
        width: WIDTH,
        height: bottom + 36.0,
    }
    .figure(&inside)
}

/// A bar's weights and pairs.
fn bin_says(paper: &Paper<'_>, weight: i32, bin: &Bin) -> String {
    let [one, apart] = [texts::ENDED_ONE, texts::ENDED_APART].map(|text| paper.say(text));
    format!(
        "{weight}–{} bit: {} {one}, {} {apart}",
        weight + 1,
        paper.count(bin.joined),
        paper.count(bin.apart())
    )
}

fn spread_table(paper: &Paper<'_>, spread: &Spread) -> Markup {
    let last = spread.bins.len() - 1;
    html! {
        details.figures {
            summary { (paper.say(texts::FIGURES)) }
            div.scroll {
                table.sort {
                    caption { (paper.say(texts::SPREAD_TITLE)) }
                    thead { tr {
                        @for text in [texts::WEIGHT, texts::PAIRS, texts::EXPECTED_ONE, texts::ENDED_ONE, texts::ENDED_APART] {
                            th.number scope="col" { (paper.say(text)) }
                        }
                    } }
                    tbody {
                        @for ((at, bin), weight) in spread.bins.iter().enumerate().zip(spread.from..).filter(|((_, bin), _)| bin.pairs > 0) {
                            tr {
                                th.number scope="row" { (weight) @if at == last { "+" } }
                                (paper.cell(bin.pairs))
                                td.n { (paper.language.decimal(bin.expected(), 1)) }
                                (paper.cell(bin.joined)) (paper.cell(bin.apart()))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the probabilities promise of each band, how it ended, and what officers said.
fn calibration(paper: &Paper<'_>, spread: &Spread) -> Markup {
    let percent = |share: f64| {
        let whole = (share * 1_000.0).round() % 10.0 == 0.0;
        format!("{}%", paper.language.decimal(share * 100.0, usize::from(!whole)))
    };
    let name = |band: usize| match band {
        0 => format!("< {}", percent(spread.limits[0])),
        band if band == spread.limits.len() => format!("≥ {}", percent(spread.limits[band - 1])),
        band => format!("{}–{}", percent(spread.limits[band - 1]), percent(spread.limits[band])),
    };
    let bands: Vec<(usize, &Bin)> = spread
        .bands
        .iter()
        .enumerate()
        .filter(|(_, bin)| bin.pairs + bin.decided[0] + bin.decided[1] > 0)
        .collect();
    let judged: u64 = bands.iter().map(|(_, bin)| bin.decided[0] + bin.decided[1]).sum();
    let share = |part: f64, whole: u64| (whole > 0).then(|| part / whole as f64);
    html! {
        (promise_chart(paper, &bands.iter().map(|(band, bin)| (name(*band), **bin)).collect::<Vec<_>>()))
        div.scroll {
            table.sort {
                caption { (paper.say(texts::CALIBRATION_CAPTION)) }
                thead { tr {
                    th.plain scope="col" { (paper.say(texts::PROBABILITY)) }
                    @for text in [texts::PAIRS, texts::EXPECTED_ONE, texts::EXPECTED_SHARE, texts::ENDED_ONE, texts::ENDED_APART, texts::JUDGED_ONE, texts::JUDGED_TWO] {
                        th.number scope="col" { (paper.say(text)) }
                    }
                } }
                tbody {
                    @for (band, bin) in &bands {
                        tr {
                            th scope="row" { (name(*band)) }
                            (paper.cell(bin.pairs))
                            td.n { @if bin.pairs > 0 { (paper.language.decimal(bin.expected(), 1)) } @else { "–" } }
                            td.n { (paper.language.percent(share(bin.expected(), bin.pairs))) }
                            (paper.cell(bin.joined)) (paper.cell(bin.apart()))
                            (paper.cell(bin.decided[0])) (paper.cell(bin.decided[1]))
                        }
                    }
                }
            }
        }
        p.note {
            (paper.say(texts::CALIBRATION_NOTE)) " "
            (paper.say(if judged == 0 { texts::NOBODY_JUDGED } else { texts::JUDGED_NOTE }))
        }
    }
}

/// Of each band three shares on a line from 0 to 1: promised, ended as one person, judged one person.
fn promise_chart(paper: &Paper<'_>, bands: &[(String, Bin)]) -> Markup {
    const LEFT: f64 = 120.0;
    const LINE: f64 = 520.0;
    const ROW: f64 = 24.0;
    const TOP: f64 = 44.0;
    let x = |share: f64| LEFT + LINE * share.clamp(0.0, 1.0);
    let width = LEFT + LINE + 110.0;
    let height = TOP + ROW * bands.len() as f64 + 8.0;
    let shares = |bin: &Bin| {
        let [one, two] = bin.decided;
        let of = |part: f64, whole: u64| (whole > 0).then(|| part / whole as f64);
        [of(bin.expected(), bin.pairs), of(bin.joined as f64, bin.pairs), of(one as f64, one + two)]
    };
    let inside = html! {
        circle.hollow cx=(LEFT + 6.0) cy="9" r="5" {} (label(LEFT + 16.0, 13.0, "s", paper.say(texts::PROMISED)))
        (bar(LEFT + 166.0, 4.0, 10.0, 10.0, "band-3")) (label(LEFT + 182.0, 13.0, "s", paper.say(texts::ENDED_ONE)))
        path.judged d=(format!("M{} 3l6 6-6 6-6-6z", LEFT + 326.0)) {} (label(LEFT + 338.0, 13.0, "s", paper.say(texts::JUDGED_ONE)))
        @for quarter in 0..=4 {
            @let share = f64::from(quarter) / 4.0;
            (line([x(share), TOP - 6.0], [x(share), height - 8.0], "grid"))
            (label(x(share), TOP - 10.0, "s mid soft", &format!("{}%", quarter * 25)))
        }
        @for (place, (name, bin)) in bands.iter().enumerate() {
            @let y = TOP + ROW * (place as f64 + 0.5);
            @let [promised, ended, judged] = shares(bin);
            (label(LEFT - 10.0, y + 4.0, "s end", name))
            (line([LEFT, y], [LEFT + LINE, y], "grid"))
            @if let Some(share) = ended { (bar(x(share) - 5.0, y - 5.0, 10.0, 10.0, "band-3")) }
            @if let Some(share) = promised { circle.hollow cx=(tenth(x(share))) cy=(tenth(y)) r="6" {} }
            @if let Some(share) = judged { path.judged d=(format!("M{} {}l6 6-6 6-6-6z", tenth(x(share)), tenth(y - 6.0))) {} }
            (label(width, y + 4.0, "s end soft", &paper.count(bin.pairs)))
        }
        (label(width, TOP - 10.0, "s end soft", paper.say(texts::PAIRS)))
    };
    let said = |(name, bin): &(String, Bin)| {
        let percent = |share| paper.language.percent(share);
        let [promised, ended, judged] = shares(bin).map(percent);
        format!("{name}: {promised} / {ended} / {judged}")
    };
    let says = format!(
        "{} / {} / {}. {}.",
        paper.say(texts::PROMISED),
        paper.say(texts::ENDED_ONE),
        paper.say(texts::JUDGED_ONE),
        bands.iter().map(said).collect::<Vec<_>>().join("; ")
    );
    Frame { id: "kalibrasi", title: paper.say(texts::CALIBRATION_TITLE), says: &says, width, height }
        .figure(&inside)
}
