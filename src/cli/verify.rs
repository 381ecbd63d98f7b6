//! `padan verify`: is everything still what the nights wrote? Every file of the state and of its run folders, byte by
//! byte. Reads only.

use std::path::PathBuf;

use clap::Args;

use super::{Global, Outcome, output};
use crate::error::Result;
use crate::report::Language;
use crate::settings::Settings;
use crate::state::verify::{RunThere, Verified, verify};

/// What `verify` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The settings file (padan.toml)
    #[arg(value_name = "SETTINGS")]
    pub settings: PathBuf,
    /// Print what was found as JSON
    #[arg(long)]
    pub json: bool,
}

/// Verifies and prints what was found.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let settings = Settings::read(&arguments.settings)?;
    let found = verify(&settings.night.state, &settings.night.out)?;
    let language = global.messages(settings.night.language);
    let text =
        if arguments.json { format!("{:#}\n", serde_json::json!(found)) } else { said(&found, language) };
    if arguments.json || !global.quiet || found.damaged() > 0 {
        output::result(&text)?;
    }
    Ok(if found.damaged() == 0 { Outcome::Done } else { Outcome::Damaged })
}

fn said(found: &Verified, language: Language) -> String {
    let mut text = String::new();
    for night in &found.nights {
        let label = language.pick("Malam", "Night");
        let files = language.pick("berkas", "files");
        let run = match night.run {
            RunThere::There => "",
            RunThere::Replaced => language
                .pick(" (hasilnya diganti malam kemudian)", " (its run was replaced by a later night)"),
            RunThere::Removed => language.pick(" (hasilnya sudah dihapus)", " (its run was removed)"),
        };
        let date = language.day_of(&night.date);
        let (number, count) = (night.number, language.count(night.files));
        let verdict = if night.damaged.is_empty() {
            language.pick("utuh", "whole")
        } else {
            language.pick("RUSAK", "DAMAGED")
        };
        text.push_str(&format!("{label} {number} · {date}: {verdict}, {count} {files}{run}\n"));
        for damage in &night.damaged {
            text.push_str(&format!("  ! {}\n", language.told(damage)));
        }
    }
    if found.nights.is_empty() {
        text.push_str(language.pick("Belum ada malam.\n", "No night yet.\n"));
    }
    if let Some(damage) = &found.decisions {
        text.push_str(&format!("  ! {}\n", language.told(damage)));
    }
    for number in &found.set_aside {
        text.push_str(&match language {
            Language::Indonesian => format!("Malam {number}: disisihkan sebagai rusak\n"),
            Language::English => format!("Night {number}: set aside as damaged\n"),
        });
    }
    if found.unfinished {
        text.push_str(language.pick(
            "Ada malam yang belum selesai; malam berikutnya menuntaskan atau membersihkannya.\n",
            "A night is unfinished; the next one finishes it or clears it away.\n",
        ));
    }
    if found.damaged() > 0 {
        text.push_str(language.pick(
            "→ Malam berikutnya memakai keadaan utuh yang terakhir; periksa disk dan cadangan (docs/operations.md).\n",
            "→ The next night uses the last whole state; look at the disk and the backup (docs/operations.md).\n",
        ));
    }
    text
}
