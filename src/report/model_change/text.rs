//! How is a renewed model read on a terminal? What it comes to first, then the largest changes, then every level.

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

use super::{Chances, Figures, LevelChange, ModelChange};
use crate::report::Language;

/// Columns at most: a terminal of 100.
const WIDTH: u16 = 100;
/// Levels listed among the largest changes.
const LARGEST: usize = 8;

impl ModelChange {
    /// The whole comparison.
    pub fn to_text(&self, language: Language) -> String {
        let mut text = self.figures(language);
        if self.old.is_some() {
            text.push_str(&self.largest_text(language));
            text.push_str(&self.words_text(language));
        }
        for comparison in &self.comparisons {
            let met = comparison.levels.iter().any(|level| level.pairs > 0.0);
            if met || self.old.is_some() {
                text.push_str(&format!("\n{}\n", comparison.label));
                text.push_str(&levels(comparison.levels.iter(), self.old.is_some(), language));
            }
        }
        if !self.gone.is_empty() {
            let intro = language
                .pick("Tidak dipakai lagi pada pengaturan ini", "No longer compared under these settings");
            text.push_str(&format!("\n{intro}: {}.\n", self.gone.join(", ")));
        }
        text.push_str(&self.priors(language));
        text
    }

    fn figures(&self, language: Language) -> String {
        let mut table =
            table(language.pick(["", "Model lama", "Model baru"], ["", "Old model", "New model"]));
        let old = self.old.as_ref();
        let count = |value: f64| language.count(value.round().max(0.0) as u64);
        let mut row = |label: &str, value: &dyn Fn(&Figures) -> String| {
            let old = old.map_or_else(|| "–".to_owned(), value);
            table.add_row([Cell::new(label), right(old), right(value(&self.new))]);
        };
        row(language.pick("Dilatih dari (baris)", "Trained on (rows)"), &|figures| match figures.rows {
            0 => "–".into(),
            rows => language.count(rows),
        });
        row(language.pick("Langkah pelatihan", "Steps of training"), &|figures| match figures.steps {
            0 => "–".into(),
            steps => language.count(u64::from(steps)),
        });
        row(language.pick("Pelatihan mantap", "Training settled"), &|figures| {
            match (figures.steps, figures.settled) {
                (0, _) => "–",
                (_, true) => language.pick("ya", "yes"),
                (_, false) => language.pick("TIDAK", "NO"),
            }
            .into()
        });
        row(language.pick("Kelas", "Classes"), &|figures| figures.classes.to_string());
        row(language.pick("Pasangan satu orang, perkiraan", "Matches expected"), &|figures| {
            count(figures.expected_matches)
        });
        row(language.pick("Pasangan yang ditautkan", "Pairs linked"), &|figures| count(figures.links));
        row(language.pick("di antaranya salah, perkiraan", "of them wrong, expected"), &|figures| {
            count(figures.expected_wrong_links)
        });
        table.add_row([
            Cell::new(language.pick("Bunyi kata nama yang dihitung", "Sounds of name words counted")),
            right(self.words.old_sounds.map_or_else(|| "–".to_owned(), |sounds| language.count(sounds))),
            right(language.count(self.words.new_sounds)),
        ]);
        let mut text = format!("{table}\n");
        if old.is_some() {
            let [lost, won] = [self.only_old_links, self.only_new_links].map(count);
            text.push_str(&match language {
                Language::Indonesian => {
                    format!("Hanya ditautkan model lama: {lost} pasangan; hanya model baru: {won}.\n")
                }
                Language::English => {
                    format!("Linked by the old model only: {lost} pairs; by the new one only: {won}.\n")
                }
            });
        }
        text
    }

    fn largest_text(&self, language: Language) -> String {
        let largest = self.largest();
        if largest.is_empty() {
            return language
                .pick("\nTidak ada bobot yang berubah 1 atau lebih.\n", "\nNo weight changes by 1 or more.\n")
                .to_owned();
        }
        let mut text = language.pick("\nPerubahan terbesar\n", "\nLargest changes\n").to_owned();
        for (comparison, level) in largest.iter().take(LARGEST) {
            let [old, new] = [level.old, level.new].map(|chances| chances.map(|chances| chances.weight));
            text.push_str(&format!(
                "  {} {}: {} → {} ({}; {} {})\n",
                if level.change.unwrap_or_default() > 0.0 { "▲" } else { "▼" },
                format_args!("{}, {}", comparison.label, level.label),
                weight(old, language),
                weight(new, language),
                weight(level.change, language),
                language.count(level.pairs.round() as u64),
                language.pick("pasangan", "pairs"),
            ));
        }
        if largest.len() > LARGEST {
            let more = largest.len() - LARGEST;
            text.push_str(&match language {
                Language::Indonesian => format!("  … dan {more} lagi, bertanda di bawah\n"),
                Language::English => format!("  … and {more} more, marked below\n"),
            });
        }
        text
    }

    /// Name words that became more or less common; nothing where none did.
    fn words_text(&self, language: Language) -> String {
        if self.words.moved.is_empty() {
            return String::new();
        }
        let mut text = language
            .pick(
                "\nKata nama yang menjadi lebih lazim atau lebih jarang (menurut bunyi, dari 1.000 baris)\n",
                "\nName words that became more or less common (by sound, of 1,000 rows)\n",
            )
            .to_owned();
        for word in &self.words.moved {
            text.push_str(&format!(
                "  {} {}: {} → {} ({})\n",
                if word.bits > 0.0 { "▲" } else { "▼" },
                word.sound,
                language.decimal(word.old_per_thousand, 2),
                language.decimal(word.new_per_thousand, 2),
                weight(Some(word.bits), language),
            ));
        }
        text
    }

    fn priors(&self, language: Language) -> String {
        let mut table = table(language.pick(
            [
                "Peluang awal",
                "Sama, lama",
                "Sama, baru",
                "Keluarga, lama",
                "Keluarga, baru",
                "Padan, lama",
                "baru",
            ],
            ["Priors", "Same, old", "Same, new", "Family, old", "Family, new", "Matches, old", "new"],
        ));
        let count = |value: f64| language.count(value.round().max(0.0) as u64);
        for change in &self.rosters {
            let [a, b] = &change.rosters;
            let name = if a == b { a.clone() } else { format!("{a} – {b}") };
            let prior = |prior: Option<[f64; 2]>, class: usize| {
                right(prior.map_or_else(|| "–".to_owned(), |prior| chance(prior[class], language)))
            };
            table.add_row([
                Cell::new(name),
                prior(change.old, 0),
                prior(change.new, 0),
                prior(change.old, 1),
                prior(change.new, 1),
                right(change.old_matches.map_or_else(|| "–".to_owned(), count)),
                right(count(change.new_matches)),
            ]);
        }
        format!("\n{table}\n")
    }
}

/// One line a level: chances in both models, weights and their difference.
fn levels<'l>(levels: impl Iterator<Item = &'l LevelChange>, compared: bool, language: Language) -> String {
    let mut table = table(language.pick(
        ["Tingkat", "m (sama)", "f (keluarga)", "u (asing)", "Bobot", "", "Pasangan"],
        ["Level", "m (same)", "f (family)", "u (strangers)", "Weight", "", "Pairs"],
    ));
    for level in levels {
        let both = |value: fn(&Chances) -> f64| {
            let one = |chances: Option<Chances>| chances.map(|chances| chance(value(&chances), language));
            right(match (one(level.old), one(level.new)) {
                (Some(old), Some(new)) if old == new => new,
                (Some(old), Some(new)) => format!("{old} → {new}"),
                (None, Some(new)) => new,
                (Some(old), None) => format!("{old} → –"),
                (None, None) => "–".into(),
            })
        };
        let weights = [level.old, level.new].map(|chances| chances.map(|chances| chances.weight));
        let shown = match weights {
            [Some(old), Some(new)] => match [old, new].map(|bits| weight(Some(bits), language)) {
                [old, new] if old == new => new,
                [old, new] => format!("{old} → {new}"),
            },
            [old, new] => weight(old.or(new), language),
        };
        let change = match (level.change, level.old, level.new) {
            (Some(change), ..) if level.marked => {
                format!("{} {}", if change > 0.0 { "▲" } else { "▼" }, weight(Some(change), language))
            }
            // What rounds to nothing is no change.
            (Some(change), ..) if change.abs() < 0.05 => String::new(),
            (Some(change), ..) => weight(Some(change), language),
            (None, None, Some(_)) if compared => language.pick("baru", "new").into(),
            (None, Some(_), None) => language.pick("tidak ada lagi", "gone").into(),
            _ => String::new(),
        };
        table.add_row([
            Cell::new(&level.label),
            both(|chances| chances.same),
            both(|chances| chances.family),
            both(|chances| chances.stranger),
            right(shown),
            right(change),
            right(language.count(level.pairs.round() as u64)),
        ]);
    }
    format!("{table}\n")
}

/// A chance: three decimals, or in powers of ten where these show nothing.
fn chance(value: f64, language: Language) -> String {
    if value >= 0.0995 {
        language.decimal(value, 2)
    } else if value >= 0.00095 {
        language.decimal(value, 3)
    } else if value > 0.0 {
        format!("{value:.0e}")
    } else {
        "0".into()
    }
}

fn weight(value: Option<f64>, language: Language) -> String {
    let Some(value) = value else { return "–".into() };
    let value = if value.abs() < 0.05 { 0.0 } else { value };
    let text = format!("{value:+.1}");
    language.pick(text.replace('.', ","), text)
}

fn right(text: String) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
    let mut cells = vec![Cell::new(header[0])];
    cells.extend(header[1..].iter().map(|head| right((*head).to_owned())));
    table.set_header(cells);
    table
}
