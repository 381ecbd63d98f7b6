//! How is an [`Evaluation`] shown? As tables for the terminal, in either language, and as JSON.

use comfy_table::presets::UTF8_BORDERS_ONLY;
use comfy_table::{CellAlignment, Table};

use super::measure::{Evaluation, Measure};
use super::print_slices;
use crate::report::Language;

impl Evaluation {
    /// The evaluation as text for a terminal.
    pub fn to_text(&self, language: Language) -> String {
        let mut text = String::new();
        let mut part = |title: &str, table: &Table| text.push_str(&format!("{title}\n{table}\n\n"));
        part(
            language.pick("Ketepatan klaster terhadap kebenaran", "Clusters against the truth"),
            &self.figures(language),
        );
        part(language.pick("Klaster dan orang", "Clusters and persons"), &self.groups(language));
        part(language.pick("Menurut roster", "By roster"), &self.rosters(language));
        if let Some(lost) = self.lost(language) {
            part(language.pick("Pasangan yang hilang", "Pairs lost"), &lost);
        }
        if let Some(labels) = &self.labels {
            text.insert_str(0, &labels.to_text(language));
        }
        text.extend(self.calibration.iter().map(|calibration| calibration.to_text(language)));
        text.extend(self.thresholds.iter().map(|thresholds| thresholds.to_text(language)));
        text.push_str(&print_slices::slices(&self.slices, language));
        text.extend(self.families.iter().map(|families| families.to_text(language)));
        text.push_str(&print_slices::worst(&self.worst, language));
        text
    }

    /// The evaluation as indented JSON.
    pub fn to_json(&self) -> String {
        // Every field is a number, a text or a list of such: nothing here can fail to serialise.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    fn figures(&self, language: Language) -> Table {
        let mut table = begin(&["", language.pick("presisi", "precision"), "recall", "F1"]);
        for (name, measure) in
            [(language.pick("per pasangan", "pairwise"), self.pairwise), ("B-cubed", self.b_cubed)]
        {
            let mut row = vec![name.to_owned()];
            row.extend(cells(measure));
            table.add_row(row);
        }
        table
    }

    fn groups(&self, language: Language) -> Table {
        let mut table = begin(&["", language.pick("jumlah", "count")]);
        let (rows, pairs, groups) = (self.rows, self.pair_counts, self.clusters);
        for (indonesian, english, count) in [
            ("baris terukur", "rows measured", rows.matched),
            ("baris tanpa kebenaran", "rows that the truth does not know", rows.members_only),
            ("baris kebenaran yang tidak terbaca", "rows of the truth not in the run", rows.truth_only),
            ("baris kebenaran yang berulang", "rows of the truth named again", rows.truth_repeated),
            ("pasangan menurut padan", "pairs said to be one person", pairs.predicted),
            ("pasangan menurut kebenaran", "pairs that are one person", pairs.actual),
            ("pasangan yang benar", "pairs said and right", pairs.correct),
            ("klaster", "clusters", groups.clusters),
            ("orang", "persons", groups.persons),
            ("klaster tepat satu orang utuh", "clusters that are one whole person", groups.exact),
            ("klaster berisi lebih dari satu orang", "clusters with more than one person", groups.mixed),
            ("orang yang terpecah", "persons split", groups.split),
            ("klaster campuran terbesar (baris)", "largest mixed cluster (rows)", groups.largest_mixed),
        ] {
            table.add_row([language.pick(indonesian, english).to_owned(), language.count(count)]);
        }
        table
    }

    fn rosters(&self, language: Language) -> Table {
        let mut table = begin(&[
            "roster",
            language.pick("baris", "rows"),
            language.pick("presisi", "precision"),
            "recall",
            "F1",
            "B-cubed F1",
        ]);
        for figures in &self.by_roster {
            let mut row = vec![figures.roster.clone(), language.count(figures.rows)];
            row.extend(cells(figures.pairwise));
            row.push(figure(figures.b_cubed.f1));
            table.add_row(row);
        }
        table
    }

    fn lost(&self, language: Language) -> Option<Table> {
        let loss = self.losses?;
        let lost = self.pair_counts.actual - self.pair_counts.correct + loss.not_read;
        let mut table = begin(&[
            language.pick("tahap", "stage"),
            language.pick("pasangan", "pairs"),
            language.pick("bagian", "share"),
        ]);
        for (indonesian, english, count) in [
            ("baris tidak terbaca", "row not read", loss.not_read),
            if loss.with_those_under_floor {
                (
                    "tidak pernah dibandingkan, atau jauh di bawah ambang",
                    "never compared, or far below the threshold",
                    loss.never_compared,
                )
            } else {
                ("tidak pernah dibandingkan", "never compared", loss.never_compared)
            },
            ("nilai di bawah ambang", "scored below", loss.scored_below),
            ("dipotong saat pengelompokan", "cut", loss.cut),
        ] {
            let name = language.pick(indonesian, english).to_owned();
            table.add_row([name, language.count(count), language.share(count, lost)]);
        }
        if loss.sampled {
            table.add_row([language.pick("(perkiraan dari sampel)", "(estimated from a sample)"), "", ""]);
        }
        Some(table)
    }
}

/// Figures keep the decimal point in both languages: they are read by scripts and set side by side.
pub(super) fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.4}"))
}

pub(super) fn cells(measure: Measure) -> [String; 3] {
    [figure(measure.precision), figure(measure.recall), figure(measure.f1)]
}

pub(super) fn begin(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_BORDERS_ONLY).set_header(header.iter().copied());
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
