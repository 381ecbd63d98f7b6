//! `padan train`: what would a model learn from tonight's rosters, how does it differ from the one in use, and, when
//! asked, put it in its place.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::{Global, Outcome, Terminal, output, run::night_date};
use crate::error::{Error, Message, Result};
use crate::labels;
use crate::pipeline::{
    self, Agreement, DecisionsUsed, LabelCheck, OldModel, Renewal, keep_model, model_place,
};
use crate::report::Language;
use crate::settings::Settings;

/// What `train` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The settings file (padan.toml)
    #[arg(value_name = "SETTINGS")]
    pub settings: PathBuf,
    /// Put the new model in use: in the file that the settings name, else in the state folder, whence the next night
    /// takes it; the old one is kept as model.json.1
    #[arg(long)]
    pub write: bool,
    /// Write the new model to this file instead
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Pairs that a person has judged: roster_a, row_a, roster_b, row_b, match; or Splink's label columns
    #[arg(long, value_name = "FILE")]
    pub labels: Option<PathBuf>,
    /// The night's date, which settles ages [default: the settings file's, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
    /// Print old and new as JSON
    #[arg(long)]
    pub json: bool,
}

/// Trains, compares, and writes when asked to.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let settings = Settings::read(&arguments.settings)?;
    global.use_threads_of(&settings)?;
    let language = global.messages(settings.night.language);
    let place = place(arguments, &settings)?;
    let date = night_date(arguments.date, &settings);
    let progress = Terminal::new(global.quiet).speaking(language);
    let renewal = pipeline::renew(&settings, date, arguments.labels.as_deref(), language, &progress)?;
    let written =
        place.map(|place| keep_model(&renewal.model, &place).map(|kept| (place, kept))).transpose()?;
    output::result(&if arguments.json {
        json(&renewal, &written)
    } else {
        text(&renewal, &written, language)
    })?;
    Ok(Outcome::Done)
}

/// Where the model goes, when it is to be written. Asked before the work is done, so that nobody waits for a model that
/// then has no place; the state folder may not be there before the first night.
fn place(arguments: &Arguments, settings: &Settings) -> Result<Option<PathBuf>> {
    match (&arguments.out, arguments.write) {
        (Some(out), _) => Ok(Some(out.clone())),
        (None, true) => {
            if settings.model.is_none() {
                let state = &settings.night.state;
                std::fs::create_dir_all(state)
                    .map_err(|error| Error::file(state, "cannot be made", error))?;
            }
            Ok(Some(model_place(settings)))
        }
        (None, false) => Ok(None),
    }
}

/// The file written, and where the old one is now.
type Written = Option<(PathBuf, Option<PathBuf>)>;

fn json(renewal: &Renewal, written: &Written) -> String {
    let mut value = serde_json::json!(renewal);
    value["written"] = serde_json::json!(written.as_ref().map(|(path, _)| path));
    value["kept"] = serde_json::json!(written.as_ref().and_then(|(_, kept)| kept.as_ref()));
    format!("{value:#}\n")
}

fn text(renewal: &Renewal, written: &Written, language: Language) -> String {
    let mut text = old_model(&renewal.old, language);
    text.push('\n');
    text.push_str(&renewal.change.to_text(language));
    if let Some(check) = &renewal.labels {
        text.push_str(&labels_text(check, language));
    }
    if let Some(used) = &renewal.decisions {
        text.push_str(&decisions_text(used, language));
    }
    text.push('\n');
    if !renewal.change.new.settled {
        text.push_str(language.pick(
            "! Pelatihan belum mantap: periksa sampel padanan sebelum model ini dipakai.\n",
            "! Training did not settle: check samples of matches before using this model.\n",
        ));
    }
    text.push_str(&ending(written, language));
    text
}

/// Whether the new model has learnt from what officers decided.
fn decisions_text(used: &DecisionsUsed, language: Language) -> String {
    let [in_force, pairs, enough] =
        [used.in_force, used.pairs, used.enough].map(|value| language.count(value));
    match (used.learnt, language) {
        (true, Language::Indonesian) => {
            format!("\nKeputusan petugas: {in_force} berlaku, {pairs} pasangan ikut melatih model baru.\n")
        }
        (true, Language::English) => {
            format!(
                "\nDecisions of officers: {in_force} in force, the new model learnt from {pairs} pairs.\n"
            )
        }
        (false, Language::Indonesian) => {
            format!(
                "\nKeputusan petugas: {in_force} berlaku; ikut melatih mulai {enough} pasangan malam ini.\n"
            )
        }
        (false, Language::English) => {
            format!(
                "\nDecisions of officers: {in_force} in force; models learn from {enough} pairs of tonight on.\n"
            )
        }
    }
}

fn old_model(old: &OldModel, language: Language) -> String {
    match (old, language) {
        (OldModel::File { path }, Language::Indonesian) => format!("Model lama: {}\n", path.display()),
        (OldModel::File { path }, Language::English) => format!("Old model: {}\n", path.display()),
        (OldModel::Shipped, Language::Indonesian) => {
            "Belum ada model tersimpan; dibandingkan dengan peluang bawaan.\n".into()
        }
        (OldModel::Shipped, Language::English) => {
            "There is no saved model; compared with the shipped chances.\n".into()
        }
        (OldModel::Unreadable { path, what: Message { id: what, .. } }, Language::Indonesian) => format!(
            "{} tidak dapat dibandingkan: {what}.\nHanya model baru yang ditampilkan.\n",
            path.display()
        ),
        (OldModel::Unreadable { path, what: Message { en: what, .. } }, Language::English) => {
            format!("{} cannot be compared: {what}.\nOnly the new model is shown.\n", path.display())
        }
    }
}

fn ending(written: &Written, language: Language) -> String {
    let said = |indonesian: &str, english: &str, path: &Path| {
        format!("{}: {}\n", language.pick(indonesian, english), path.display())
    };
    match written {
        None => language
            .pick(
                "Tidak ada yang ditulis. Tambahkan --write untuk memakai model ini.\n",
                "Nothing was written. Add --write to use this model.\n",
            )
            .into(),
        Some((path, kept)) => {
            let mut text = said("Model ditulis", "Model written", path);
            if let Some(kept) = kept {
                text.push_str(&said("Model lama disimpan", "Old model kept", kept));
            }
            text
        }
    }
}

/// One of a model's counts.
type CountOf = fn(&Agreement) -> u64;

/// What both models say of the judged pairs, and what became of the file's records.
fn labels_text(check: &LabelCheck, language: Language) -> String {
    let mut table = output::table(language.pick(
        ["Pasangan berlabel", "Model lama", "Model baru"],
        ["Labelled pairs", "Old model", "New model"],
    ));
    let lines: [(&str, CountOf); 4] = [
        (language.pick("satu orang, ditautkan", "one person, linked"), |agreement| agreement.same_linked),
        (language.pick("satu orang, terpisah (terlewat)", "one person, apart (missed)"), |agreement| {
            agreement.same_apart
        }),
        (language.pick("dua orang, ditautkan (salah)", "two persons, linked (wrong)"), |agreement| {
            agreement.different_linked
        }),
        (language.pick("dua orang, terpisah", "two persons, apart"), |agreement| agreement.different_apart),
    ];
    for (name, count) in lines {
        let old = check.old.as_ref().map_or_else(|| "–".to_owned(), |old| language.count(count(old)));
        table.add_row([name.into(), output::right(old), output::right(language.count(count(&check.new)))]);
    }
    format!("\n{table}\n{}", account_text(&check.account, language))
}

/// Records that were not used, by reason, with the first few record numbers.
fn account_text(account: &labels::Account, language: Language) -> String {
    let count = |value: u64| language.count(value);
    let mut text = match language {
        Language::Indonesian => format!(
            "{} catatan dibaca, {} pasangan dipakai, {} tidak dapat dipakai.\n",
            count(account.records),
            count(account.used),
            count(account.left_out())
        ),
        Language::English => format!(
            "{} records read, {} pairs used, {} could not be used.\n",
            count(account.records),
            count(account.used),
            count(account.left_out())
        ),
    };
    let reasons = [
        (&account.unread, language.pick("tanpa putusan atau tanpa baris", "without verdict or row")),
        (&account.unknown_roster, language.pick("rosternya tidak ada", "roster not there")),
        (&account.unknown_row, language.pick("barisnya tidak ada", "row not there")),
        (
            &account.several_rows,
            language.pick("kuncinya ada di beberapa baris", "key stands on several rows"),
        ),
        (&account.one_row, language.pick("baris dengan dirinya sendiri", "a row with itself")),
        (&account.contradicting, language.pick("putusannya bertentangan", "contradicting verdicts")),
    ];
    for (records, reason) in reasons.into_iter().filter(|(records, _)| !records.is_empty()) {
        let first: Vec<String> = records.iter().take(RECORDS_SHOWN).map(u64::to_string).collect();
        let more = if records.len() > RECORDS_SHOWN { ", …" } else { "" };
        let word = language.pick("catatan", "records");
        text.push_str(&format!(
            "  {} {reason} ({word} {}{more})\n",
            count(records.len() as u64),
            first.join(", ")
        ));
    }
    if !account.by_key.is_empty() {
        let said = language.pick("Id dibaca sebagai kunci roster", "Ids read as the roster's own keys");
        text.push_str(&format!("  {said}: {}\n", account.by_key.join(", ")));
    }
    text
}

/// Record numbers printed a reason.
const RECORDS_SHOWN: usize = 5;
