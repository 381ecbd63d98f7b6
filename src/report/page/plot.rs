//! Of what are the page's pictures made? SVG without any outside asset: a frame with its words, bars, and coordinates to
//! a tenth. Colours are classes of the page's style, so that they print and change in one place.

use maud::{Markup, html};

/// What a picture is called, and what it shows in words for those who cannot see it.
pub(super) struct Frame<'a> {
    /// Unique on the page.
    pub id: &'a str,
    pub title: &'a str,
    /// Its main numbers in a sentence or two.
    pub says: &'a str,
    pub width: f64,
    pub height: f64,
}

impl Frame<'_> {
    /// The picture with its caption above it.
    pub fn figure(&self, inside: &Markup) -> Markup {
        html! {
            figure.chart {
                figcaption { (self.title) }
                // On a narrow screen it scrolls, by keyboard too.
                div.scroll tabindex="0" role="group" aria-label=(self.title) { (self.picture(inside)) }
            }
        }
    }

    /// The picture alone.
    pub fn picture(&self, inside: &Markup) -> Markup {
        let Frame { id, title, says, width, height } = *self;
        html! {
            svg.plot viewBox=(format!("0 0 {width} {height}")) width=(width) height=(height) role="img"
                aria-labelledby=(format!("{id}-t {id}-d")) {
                title id=(format!("{id}-t")) { (title) }
                desc id=(format!("{id}-d")) { (says) }
                (inside)
            }
        }
    }
}

/// Coordinates to a tenth: smaller files, the same on every machine.
pub(super) fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A bar; what is there at all is seen.
pub(super) fn bar(x: f64, y: f64, width: f64, height: f64, class: &str) -> Markup {
    html! { rect class=(class) x=(tenth(x)) y=(tenth(y)) width=(tenth(width.max(0.0))) height=(tenth(height)) {} }
}

/// A bar that says its numbers where a pointer rests on it; for others they stand in the picture's words and its table.
pub(super) fn told_bar([x, y]: [f64; 2], [width, height]: [f64; 2], class: &str, says: &str) -> Markup {
    html! {
        rect class=(class) x=(tenth(x)) y=(tenth(y)) width=(tenth(width.max(0.0))) height=(tenth(height)) { title { (says) } }
    }
}

/// A text that begins, is centred or ends at a place.
pub(super) fn label(x: f64, y: f64, class: &str, text: &str) -> Markup {
    html! { text class=(class) x=(tenth(x)) y=(tenth(y)) { (text) } }
}

pub(super) fn line([x1, y1]: [f64; 2], [x2, y2]: [f64; 2], class: &str) -> Markup {
    html! { line class=(class) x1=(tenth(x1)) y1=(tenth(y1)) x2=(tenth(x2)) y2=(tenth(y2)) {} }
}

/// Shares of a whole as one bar for a table's cell; the numbers stand beside it.
pub(super) fn strip(parts: &[(u64, &str)], whole: u64) -> Markup {
    let width = |part: u64| 100.0 * part as f64 / whole.max(1) as f64;
    let mut from = 0.0;
    html! {
        svg.strip viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            @for &(part, class) in parts.iter().filter(|(part, _)| *part > 0) {
                (bar(from, 0.0, width(part), 10.0, class))
                ({ from += width(part); "" })
            }
        }
    }
}

/// A number that people divide an axis by: 1, 2 or 5 times a power of ten, so that at most `steps` fit up to `most`.
pub(super) fn step(most: u64, steps: u64) -> u64 {
    let mut step = 1;
    for factor in [2, 5, 10].into_iter().cycle() {
        if most / step <= steps {
            return step;
        }
        let power = 10u64.pow(step.ilog10());
        step = power * factor;
    }
    step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_divided_by_round_numbers() {
        for (most, expected) in
            [(1, 1), (5, 1), (9, 2), (22, 5), (47, 10), (1_386, 500), (2_700_000, 500_000)]
        {
            assert_eq!(step(most, 5), expected, "{most}");
        }
    }

    #[test]
    fn a_strip_is_as_long_as_its_parts() {
        let text = strip(&[(1, "a"), (0, "b"), (3, "c")], 4).into_string();
        assert!(text.contains(r#"class="a" x="0" y="0" width="25""#), "{text}");
        assert!(text.contains(r#"class="c" x="25" y="0" width="75""#), "{text}");
        assert!(!text.contains(r#"class="b""#));
    }
}
