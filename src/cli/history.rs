//! `padan history`: what happened to a person, a family or a conflict, night by night, and who decided?

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{Global, Outcome, output};
use crate::changes::{case_id, case_number};
use crate::error::{Error, Result};
use crate::find::{Event, Told, of_case, of_person};
use crate::register::canonical_id;
use crate::report::Language;
use crate::report::read::read_known_columns;
use crate::settings::Settings;
use crate::state::{LastNight, Ledger};

/// What `history` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The settings file (padan.toml)
    #[arg(value_name = "SETTINGS")]
    pub settings: PathBuf,
    /// A person (P-...), a family (K-...) or a conflict (C-...); case, hyphens and spaces do not matter
    #[arg(value_name = "ID")]
    pub id: String,
    /// Print it as JSON
    #[arg(long)]
    pub json: bool,
}

/// Everything about one id.
#[derive(Debug, Serialize)]
struct History {
    /// The id, as it is written.
    asked: String,
    /// What it stands for now.
    id: String,
    /// Ids that stand for the same now.
    retired: Vec<String>,
    /// What the register of the last night shows, masked; empty for who is not in it.
    now: Vec<(&'static str, String)>,
    /// What happened, the earliest first.
    events: Vec<Event>,
}

impl History {
    fn of(asked: String, told: Told) -> History {
        History { asked, id: told.id, retired: told.retired, now: told.stands, events: told.events }
    }
}

/// Prints the history.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let settings = Settings::read(&arguments.settings)?;
    let language = global.messages(settings.night.language);
    let Some(last) = LastNight::read(&settings.night.state, &settings.night.out)? else {
        return Err(Error::Input {
            what: message!(
                "{state}: belum ada malam",
                "{state}: no night is remembered yet",
                state = settings.night.state.display()
            ),
            next_step: message!("Jalankan malam lebih dahulu: padan run.", "Run the night first: padan run."),
        });
    };
    let ledger = Ledger::open(&last.folder)?;
    let history = match (canonical_id(&arguments.id), typed_case(&arguments.id)) {
        (Some(id), _) => {
            let told = of_person(&ledger, &last, &settings.night.state, &id)?;
            History { now: now(&last, &told.id)?, ..History::of(id, told) }
        }
        (None, Some(number)) => History::of(case_id(number), of_case(&ledger, number)?),
        (None, None) => return Err(no_id(&arguments.id)),
    };
    if history.events.is_empty() && history.now.is_empty() {
        return Err(Error::Input {
            what: message!(
                "{id}: tidak dikenal oleh malam mana pun",
                "{id}: not known to any night",
                id = history.asked
            ),
            next_step: message!(
                "Cari id itu di register atau conflicts dalam folder hasil malam.",
                "Look the id up in register or conflicts of a run folder."
            ),
        });
    }
    output::result(&if arguments.json {
        format!("{:#}\n", serde_json::json!(history))
    } else {
        text(&history, language)
    })?;
    Ok(Outcome::Done)
}

/// What was typed may be a number of the population register by mistake, so it is not said again.
fn no_id(typed: &str) -> Error {
    Error::Input {
        what: message!(
            "yang diberikan ({count} huruf) bukan id, atau salah ketik",
            "what was given ({count} characters) is no id, or has a slip in it",
            count = typed.chars().count()
        ),
        next_step: message!(
            "Berikan orang (P-...), keluarga (K-...) atau konflik (C-...) seperti tertulis di tabel.",
            "Give a person (P-...), a family (K-...) or a conflict (C-...) as it stands in the tables."
        ),
    }
}

/// The number of a conflict's id, however it was typed.
fn typed_case(typed: &str) -> Option<u64> {
    let plain: String = typed.chars().filter(|letter| !matches!(letter, '-' | ' ')).collect();
    let digits = plain.strip_prefix(['C', 'c'])?;
    case_number(&format!("C-{digits}"))
}

/// What the register of the last night shows of a person, or the persons of a family.
fn now(last: &LastNight, id: &str) -> Result<Vec<(&'static str, String)>> {
    const SHOWN: [&str; 7] = ["name", "nik", "birth_date", "village", "payments", "family_id", "conflicts"];
    let path = last.folder.join("register.parquet");
    let mut wanted: Vec<[&str; 1]> = vec![["person_id"], ["family_id"]];
    wanted.extend(SHOWN.map(|name| [name]));
    let wanted: Vec<&[&str]> = wanted.iter().map(<[&str; 1]>::as_slice).collect();
    let columns = read_known_columns(&path, &wanted)?;
    let cell = |column: usize, at: usize| columns[column].as_ref().map_or("", |column| column.get(at));
    let is_family = id.starts_with('K');
    let key = usize::from(is_family);
    let rows = columns[key].as_ref().map_or(0, crate::record::TextColumn::len);
    let mut shown = Vec::new();
    for at in (0..rows).filter(|&at| cell(key, at) == id) {
        if is_family {
            shown.push(("person", format!("{} {}", cell(0, at), cell(2, at))));
            continue;
        }
        let values = SHOWN.iter().zip(2..).map(|(name, column)| (*name, cell(column, at).to_owned()));
        shown.extend(values.filter(|(_, value)| !value.is_empty()));
    }
    Ok(shown)
}

fn text(history: &History, language: Language) -> String {
    let mut text = format!("{}\n", history.id);
    if history.asked != history.id {
        let said = language.pick("yang ditanyakan kini menjadi", "which was asked for, is now");
        text = format!("{} {said} {}\n", history.asked, history.id);
    }
    let retired: Vec<&str> =
        history.retired.iter().map(String::as_str).filter(|id| *id != history.asked).collect();
    if !retired.is_empty() {
        let label = language.pick("Juga pernah", "Also once");
        text.push_str(&format!("{label}: {}\n", retired.join(", ")));
    }
    if history.now.is_empty() {
        let said =
            language.pick("Tidak ada di register malam terakhir.", "Not in the register of the last night.");
        text.push_str(&format!("{said}\n"));
    }
    for (name, value) in &history.now {
        text.push_str(&format!("  {name:<12} {value}\n"));
    }
    text.push('\n');
    for event in &history.events {
        let night = language.pick("malam", "night");
        let day = language.day_of(&event.date);
        text.push_str(&format!("{day:<17}  {night} {:<4} {}\n", event.night, said(event, language)));
    }
    text
}

/// `UBAH P-…: address Jl. A → Jl. B`.
pub(super) fn said(event: &Event, language: Language) -> String {
    let mut said = format!("{:<20} {}", event.change, event.id);
    for part in [&event.class, &event.field, &event.programme].into_iter().filter(|part| !part.is_empty()) {
        said.push_str(&format!("  {part}"));
    }
    if !event.before.is_empty() || !event.after.is_empty() {
        let or_none = |value: &str| if value.is_empty() { "–".to_owned() } else { value.to_owned() };
        said.push_str(&format!("  {} → {}", or_none(&event.before), or_none(&event.after)));
    }
    if let Some(amount) = event.amount.filter(|_| event.field.is_empty()) {
        said.push_str(&format!("  {}", language.rupiah(amount)));
    }
    if !event.by.is_empty() {
        said.push_str(&format!("  {} {}", language.pick("oleh", "by"), event.by));
    }
    if !event.reason.is_empty() {
        said.push_str(&format!("  ({})", event.reason));
    }
    said
}
