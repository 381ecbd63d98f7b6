//! `padan explain`: why are two rows one person, or why not?

use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use super::{Global, Outcome, Terminal, output, run::night_date};
use crate::error::{Error, Result};
use crate::pipeline::{self, Account, ModelUsed, Subject, Together};
use crate::report::Language;
use crate::settings::Settings;
use crate::state::{Opening, log_opening};

/// What `explain` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The settings file (padan.toml)
    #[arg(value_name = "SETTINGS")]
    pub settings: PathBuf,
    /// One row as roster:row (pkh:120), or a person id of the register (P-...)
    #[arg(value_name = "A")]
    pub a: Subject,
    /// The other row or person; a person given twice is explained from within
    #[arg(value_name = "B")]
    pub b: Subject,
    /// Show NIK, No. KK and birth date in full; who asked and why is kept in pembukaan.jsonl
    #[arg(long, requires_all = ["by", "reason"])]
    pub buka_penyamaran: bool,
    /// Who opens the masked values
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub by: Option<String>,
    /// Why they are opened
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub reason: Option<String>,
    /// Print the account as JSON
    #[arg(long)]
    pub json: bool,
}

/// Prints the account of the pair.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let settings = Settings::read(&arguments.settings)?;
    let language = global.language(settings.night.language);
    if arguments.buka_penyamaran {
        log(arguments, &settings)?;
    }
    let progress = Terminal::new(global.quiet);
    let account = pipeline::account(
        &settings,
        night_date(None, &settings),
        [&arguments.a, &arguments.b],
        language,
        arguments.buka_penyamaran,
        &progress,
    )?;
    output::result(&if arguments.json { json(&account, language) } else { text(&account, language) })?;
    Ok(Outcome::Done)
}

/// Notes who opens what and why, before anything is shown.
fn log(arguments: &Arguments, settings: &Settings) -> Result<()> {
    let said = |text: &Option<String>| text.as_deref().map(str::trim).unwrap_or_default().to_owned();
    let (actor, reason) = (said(&arguments.by), said(&arguments.reason));
    if actor.is_empty() || reason.is_empty() {
        return Err(Error::Input {
            what: "masked values are opened only with a name and a reason".into(),
            next_step: "Say who asks and why: --by NAME --reason TEXT.".into(),
        });
    }
    let date = jiff::Zoned::now().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let what = format!("explain {} {}", arguments.a, arguments.b);
    log_opening(&settings.night.out, &Opening { date: &date, actor: &actor, reason: &reason, what: &what })?;
    Ok(())
}

fn json(account: &Account, language: Language) -> String {
    let mut value = serde_json::json!(account);
    value["sentence"] = account.waterfall.sentence(language).into();
    format!("{value:#}\n")
}

fn text(account: &Account, language: Language) -> String {
    let mut text = String::new();
    for cited in [&account.first, &account.second] {
        text.push_str(&format!(
            "{:<16} {} {}, {}\n",
            cited.row,
            language.pick("baris", "line"),
            cited.line,
            cited.file
        ));
    }
    if account.pairs > 1 {
        text.push_str(&match language {
            Language::Indonesian => {
                format!("Pasangan terkuat dari {} pasangan baris.\n", language.count(account.pairs))
            }
            Language::English => {
                format!("The strongest of {} pairs of rows.\n", language.count(account.pairs))
            }
        });
    }
    text.push_str(&format!("\n{}\n", account.waterfall.sentence(language)));
    text.push_str(&format!("{}\n\n", together(account.together, language)));
    text.push_str(&account.waterfall.to_text(language));
    let model = match &account.model {
        ModelUsed::Frozen(path) | ModelUsed::OfRun(path) => path.display().to_string(),
        ModelUsed::Trained => {
            language.pick("dilatih sekarang; belum ada malam", "trained now; there was no night yet").into()
        }
    };
    text.push_str(&format!("Model: {model}\n"));
    text
}

/// How the two rows ended, in words.
fn together(together: Together, language: Language) -> &'static str {
    match together {
        Together::Linked => language.pick("Keduanya disatukan menjadi satu orang.", "Both are one person."),
        Together::ThroughOthers => language.pick(
            "Keduanya satu orang melalui baris lain; pasangan ini sendiri belum cukup kuat.",
            "Both are one person through other rows; this pair alone is not strong enough.",
        ),
        Together::NeverCompared => language.pick(
            "Tidak disatukan: tidak ada isian sama yang mempertemukan keduanya (NIK, KK, nama, tanggal lahir).",
            "Kept apart: nothing they share brought the two together (NIK, card, name, birth date).",
        ),
        Together::Below => language.pick(
            "Tidak disatukan: buktinya di bawah ambang.",
            "Kept apart: the evidence is below the threshold.",
        ),
        Together::CutDifferentNik => language.pick(
            "Tidak disatukan: dua NIK wajar dengan tanggal lahir, jenis kelamin, atau ibu yang berbeda.",
            "Kept apart: two well-formed NIKs with different birth dates, sexes or mothers.",
        ),
        Together::CutTwinSerial => language.pick(
            "Tidak disatukan: mungkin kembar; nomor urut NIK dan nama depan berbeda.",
            "Kept apart: perhaps twins; NIK serials and first names differ.",
        ),
        Together::CutOneRowPerPerson => language.pick(
            "Tidak disatukan: rosternya memuat tiap orang satu kali.",
            "Kept apart: their roster holds each person once.",
        ),
        Together::CutOutweighed => language.pick(
            "Tidak disatukan: baris lain dalam kelompoknya bertentangan.",
            "Kept apart: the other rows of the group contradict it.",
        ),
    }
}
