//! How are calibration and thresholds shown on a terminal?

use super::calibration::{Bin, Calibration};
use super::print::{begin, cells, figure};
use super::thresholds::{Threshold, Thresholds};
use crate::report::Language;

impl Calibration {
    /// The reliability table with its totals.
    pub(super) fn to_text(&self, language: Language) -> String {
        let mut table = begin(&[
            language.pick("peluang", "probability"),
            language.pick("pasangan", "pairs"),
            language.pick("dikatakan", "said"),
            language.pick("benar", "found"),
            language.pick("selang 95%", "95% interval"),
            language.pick("dipotong", "cut"),
            "",
        ]);
        for bin in &self.bins {
            let outside = !(bin.interval[0]..=bin.interval[1]).contains(&bin.said);
            table.add_row([
                range(bin),
                language.count(bin.pairs),
                figure(Some(bin.said)),
                figure(Some(bin.found)),
                format!("{:.4} – {:.4}", bin.interval[0], bin.interval[1]),
                language.count(bin.cut),
                if outside { "!".to_owned() } else { String::new() },
            ]);
        }
        let title = language.pick(
            "Apakah peluang berarti seperti yang dikatakan? (kalibrasi)",
            "Do probabilities mean what they say? (calibration)",
        );
        let sums = match language {
            Language::Indonesian => format!(
                "Galat kalibrasi (ECE) {:.4}, Brier {:.4}; dari {} pasangan dijanjikan {} orang sama, ternyata {}.\n\
                 ! = yang dikatakan di luar selang. Dihitung atas pasangan calon di atas lantai.",
                self.expected_error,
                self.brier,
                language.count(self.pairs),
                language.count(self.expected_matches.round() as u64),
                language.count(self.matches)
            ),
            Language::English => format!(
                "Expected calibration error {:.4}, Brier {:.4}; {} pairs promised {} matches and held {}.\n\
                 ! = said lies outside the interval. Over candidate pairs above the floor.",
                self.expected_error,
                self.brier,
                language.count(self.pairs),
                language.count(self.expected_matches.round() as u64),
                language.count(self.matches)
            ),
        };
        format!("{title}\n{table}\n{sums}\n\n")
    }
}

fn range(bin: &Bin) -> String {
    format!("{} – {}", bin.from, bin.to)
}

impl Thresholds {
    /// The table of thresholds; the best and the run's own are marked.
    pub(super) fn to_text(&self, language: Language) -> String {
        let mut table = begin(&[
            language.pick("peluang", "probability"),
            language.pick("bobot", "weight"),
            language.pick("pasangan: P", "pairs: P"),
            "R",
            "F1",
            language.pick("klaster: P", "clusters: P"),
            "R",
            "F1",
            "",
        ]);
        for line in &self.table {
            let mut row = vec![line.probability.to_string(), format!("{:.2}", line.weight)];
            row.extend(cells(line.pairs));
            row.extend(cells(line.clusters));
            row.push(marks(line, language));
            table.add_row(row);
        }
        let title = language.pick("Menurut ambang", "By threshold");
        let note = if self.clustered_again {
            language
                .pick("Klaster dibentuk ulang pada tiap ambang.", "Clusters are made anew at each threshold.")
        } else {
            language.pick(
                "Klaster di sini perkiraan: komponen terhubung tanpa pautan yang dipotong malam itu;\n\
                 dengan --settings klaster dibentuk ulang.",
                "Clusters here are an approximation: connected components less the links cut that night;\n\
                 with --settings they are made anew.",
            )
        };
        let legend = language.pick(
            "P presisi, R recall terhadap semua pasangan yang benar; * ambang malam itu; F1 … = terbaik di sini.",
            "P precision, R recall of all true pairs; * the run's own threshold; F1 … = best here.",
        );
        format!("{title}\n{table}\n{legend}\n{note}\n\n")
    }
}

fn marks(line: &Threshold, language: Language) -> String {
    let said = [
        (line.own, "*"),
        (line.best_of_pairs, language.pick("F1 pasangan", "F1 pairs")),
        (line.best_of_clusters, language.pick("F1 klaster", "F1 clusters")),
    ];
    let said: Vec<&str> = said.into_iter().filter(|(holds, _)| *holds).map(|(_, words)| words).collect();
    said.join(" ")
}
