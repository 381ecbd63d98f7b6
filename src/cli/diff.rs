//! `padan diff`: what is different between two nights, from their run folders alone?

use std::path::PathBuf;

use clap::Args;
use comfy_table::Cell;

use super::{Global, Outcome, output};
use crate::changes::{CaseTotal, Totals};
use crate::error::Result;
use crate::report::{Language, compare_runs};

/// What `diff` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The folder of the older run (it holds register, members and conflicts)
    #[arg(value_name = "RUN")]
    pub older: PathBuf,
    /// The folder of the newer run
    #[arg(value_name = "RUN")]
    pub newer: PathBuf,
    /// Write every change as CSV, in the columns of changes.csv
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Print the totals as JSON
    #[arg(long)]
    pub json: bool,
}

/// Prints how many persons, programmes and conflicts are others, and what that pays.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let language = global.messages(Language::default());
    let two = compare_runs(&arguments.older, &arguments.newer)?;
    if let Some(path) = &arguments.out {
        two.write(path)?;
    }
    let totals = &two.changes.totals;
    output::result(&if arguments.json {
        json(arguments, totals)
    } else {
        text(arguments, totals, language)
    })?;
    Ok(Outcome::Done)
}

fn json(arguments: &Arguments, totals: &Totals) -> String {
    let value = serde_json::json!({
        "older": arguments.older,
        "newer": arguments.newer,
        "totals": totals,
        "changes": arguments.out,
    });
    format!("{value:#}\n")
}

fn text(arguments: &Arguments, totals: &Totals, language: Language) -> String {
    let mut text = format!(
        "{} → {}\n\n{}\n",
        arguments.older.display(),
        arguments.newer.display(),
        persons(totals, language)
    );
    if !totals.programmes.is_empty() {
        text.push_str(&format!("\n{}\n", programmes(totals, language)));
    }
    text.push_str(&format!("\n{}\n", conflicts(totals, language)));
    if let Some(path) = &arguments.out {
        text.push_str(&format!(
            "\n{}: {}\n",
            language.pick("Seluruh perubahan", "All changes"),
            path.display()
        ));
    }
    text
}

fn persons(totals: &Totals, language: Language) -> String {
    let mut table = output::table(language.pick(["Orang", "Jumlah"], ["Persons", "Count"]));
    let lines = [
        (language.pick("Di malam yang lama", "In the older night"), totals.before),
        (language.pick("Di malam yang baru", "In the newer night"), totals.after),
        (language.pick("BARU", "New (BARU)"), totals.new),
        (language.pick("KEMBALI", "Back (KEMBALI)"), totals.back),
        (language.pick("HILANG", "Gone (HILANG)"), totals.gone),
        (language.pick("GABUNG", "Merged (GABUNG)"), totals.merged),
        (language.pick("PISAH", "Split (PISAH)"), totals.split),
        (language.pick("UBAH", "Changed (UBAH)"), totals.changed),
        (language.pick("Pindah keluarga", "In another family"), totals.family_changed),
        (language.pick("Nilai bantuan berubah", "Paid another amount"), totals.amount_changed),
    ];
    for (label, value) in lines {
        table.add_row([Cell::new(label), output::right(language.count(value))]);
    }
    table.to_string()
}

fn programmes(totals: &Totals, language: Language) -> String {
    let mut table = output::table(language.pick(
        ["Program", "Masuk", "Rupiah masuk", "Keluar", "Rupiah keluar"],
        ["Programme", "Entered", "Rupiah entered", "Left", "Rupiah left"],
    ));
    let mut programmes: Vec<_> = totals.programmes.iter().collect();
    programmes.sort_by(|a, b| a.programme.cmp(&b.programme));
    for total in programmes {
        table.add_row([
            Cell::new(&total.programme),
            output::right(language.count(total.entered)),
            output::right(language.rupiah(total.entered_amount)),
            output::right(language.count(total.left)),
            output::right(language.rupiah(total.left_amount)),
        ]);
    }
    table.to_string()
}

fn conflicts(totals: &Totals, language: Language) -> String {
    let mut table = output::table(
        language.pick(["Konflik", "Jumlah", "Rupiah berisiko"], ["Conflicts", "Count", "Rupiah at risk"]),
    );
    let lines: [(&str, CaseTotal); 5] = [
        (language.pick("Baru", "New"), totals.conflicts_new),
        (language.pick("Masih terbuka", "Still open"), totals.conflicts_still),
        (language.pick("Dibuka lagi", "Reopened"), totals.conflicts_reopened),
        (language.pick("Selesai", "Resolved"), totals.conflicts_resolved),
        (language.pick("Ditolak (tidak dihitung)", "Dismissed (not counted)"), totals.conflicts_dismissed),
    ];
    for (label, total) in lines {
        table.add_row([
            Cell::new(label),
            output::right(language.count(total.count)),
            output::right(language.rupiah(total.amount)),
        ]);
    }
    table.to_string()
}
