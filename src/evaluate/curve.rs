//! How does the precision-recall curve leave the house? As CSV for machines, or as an SVG drawn here.

use std::fmt::Write;
use std::path::Path;

use super::thresholds::{Point, Thresholds};
use crate::error::{Error, Result};
use crate::report::{Column, Language, Table, write_csv};
use crate::state::file::write_whole;

/// Writes the curve; the ending of the file says in which form.
///
/// # Errors
/// When the ending is neither `.svg` nor `.csv`, or the file cannot be written.
pub fn write_curve(
    points: &[Point],
    thresholds: Option<&Thresholds>,
    path: &Path,
    language: Language,
) -> Result<()> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "csv" => write_csv(&table(points), path).map(|_| ()),
        "svg" => {
            let text = svg(points, thresholds, language);
            write_whole(path, |out| {
                std::io::Write::write_all(out, text.as_bytes())
                    .map_err(|source| Error::file(path, "cannot be written", source))
            })
            .map(|_| ())
        }
        _ => Err(Error::Input {
            what: message!(
                "{path}: kurva ditulis sebagai .svg atau .csv",
                "{path}: a curve is written as .svg or .csv",
                path = path.display()
            ),
            next_step: message!(
                "Beri nama berkasnya curve.svg atau curve.csv.",
                "Name the file curve.svg or curve.csv."
            ),
        }),
    }
}

fn table(points: &[Point]) -> Table<'_> {
    let number = |name: &str, decimals: u8, of: fn(&Point) -> f64| {
        Column::number(name, decimals, move |at| Some(of(&points[at])))
    };
    let columns = vec![
        number("match_weight", 4, |point| point.weight),
        number("match_probability", 6, |point| point.probability),
        Column::count("pairs", |at| points[at].pairs),
        number("precision", 6, |point| point.precision),
        number("recall", 6, |point| point.recall),
    ];
    Table { name: "curve", rows: points.len(), columns }
}

/// Width and height of the drawing, and where the axes begin.
const SIZE: [f64; 2] = [640.0, 480.0];
const LEFT: f64 = 70.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 60.0;

/// A scale from a lower end to 1.
struct Axis {
    low: f64,
    from: f64,
    to: f64,
}

impl Axis {
    /// Down to the next twentieth below the smallest value: good curves live in a corner.
    fn over(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Axis {
        let least = values.fold(1.0, f64::min);
        Axis { low: ((least * 20.0 - 0.2).floor() / 20.0).clamp(0.0, 0.95), from, to }
    }

    fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (1.0 - self.low) * (self.to - self.from)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let low = self.low;
        (0..=5).map(move |step| low + (1.0 - low) * f64::from(step) / 5.0)
    }
}

fn svg(points: &[Point], thresholds: Option<&Thresholds>, language: Language) -> String {
    let across = Axis::over(points.iter().map(|point| point.recall), LEFT, SIZE[0] - RIGHT);
    let up = Axis::over(points.iter().map(|point| point.precision), SIZE[1] - BOTTOM, TOP);
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" font-size=\"12\">",
        SIZE[0], SIZE[1]
    );
    let title = language.pick("Presisi dan recall menurut ambang", "Precision and recall by threshold");
    let _ = writeln!(text, "<title>{title}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
    let _ = writeln!(text, "<text x=\"{LEFT}\" y=\"24\" font-size=\"15\">{title}</text>");
    axes(&mut text, &across, &up, language);
    let line: Vec<String> = points
        .iter()
        .map(|point| format!("{:.1},{:.1}", across.at(point.recall), up.at(point.precision)))
        .collect();
    let _ = writeln!(
        text,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#1f5f8b\" stroke-width=\"2\"/>",
        line.join(" ")
    );
    for mark in thresholds.iter().flat_map(|thresholds| &thresholds.table) {
        let (Some(precision), Some(recall)) = (mark.pairs.precision, mark.pairs.recall) else { continue };
        if !(mark.own || mark.best_of_pairs) || recall < across.low || precision < up.low {
            continue;
        }
        let (x, y) = (across.at(recall), up.at(precision));
        let (name, colour, rise) = if mark.own {
            (language.pick("ambang malam itu", "the run's own"), "#b5432a", 18.0)
        } else {
            (language.pick("F1 terbaik", "best F1"), "#3a7d44", 34.0)
        };
        let _ = writeln!(
            text,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"{colour}\"/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"{colour}\">{name} ({})</text>",
            x - 8.0,
            y + rise,
            mark.probability
        );
    }
    text.push_str("</svg>\n");
    text
}

fn axes(text: &mut String, across: &Axis, up: &Axis, language: Language) {
    for value in across.ticks() {
        let x = across.at(value);
        let _ = writeln!(
            text,
            "<line x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{:.1}\" stroke=\"#ddd\"/>\n\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{value:.2}</text>",
            up.from,
            up.from + 18.0
        );
    }
    for value in up.ticks() {
        let y = up.at(value);
        let _ = writeln!(
            text,
            "<line x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{y:.1}\" stroke=\"#ddd\"/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{value:.2}</text>",
            across.to,
            LEFT - 8.0,
            y + 4.0
        );
    }
    let _ = writeln!(
        text,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">recall</text>\n\
         <text x=\"18\" y=\"{:.1}\" text-anchor=\"middle\" transform=\"rotate(-90 18 {:.1})\">{}</text>",
        f64::midpoint(across.from, across.to),
        SIZE[1] - 18.0,
        f64::midpoint(up.from, up.to),
        f64::midpoint(up.from, up.to),
        language.pick("presisi", "precision")
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_curve_fills_the_drawing() {
        let point = |precision, recall| Point { weight: 1.0, probability: 0.67, pairs: 1, precision, recall };
        let text = svg(&[point(1.0, 0.83), point(0.97, 0.99)], None, Language::English);
        assert!(text.contains("<polyline points=\"152.5,40.0 592.5,268.0\""), "{text}");
        assert!(text.contains(">0.80<") && text.contains(">0.95<"), "{text}");
        assert!(text.ends_with("</svg>\n"));
    }

    #[test]
    fn other_endings_are_refused() {
        let error = write_curve(&[], None, Path::new("curve.png"), Language::English).unwrap_err();
        assert!(error.to_string().contains(".svg or .csv"), "{error}");
    }
}
