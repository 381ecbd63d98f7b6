//! `padan find`: who is this person, and what does the last night say about them?

use std::path::PathBuf;

use clap::Args;

use super::unmasking::Unmasking;
use super::{Global, Outcome, Terminal, find_text, output};
use crate::error::{Error, Result};
use crate::find::{Index, Query};
use crate::settings::Settings;

/// What `find` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The settings file (padan.toml)
    #[arg(value_name = "SETTINGS")]
    pub settings: PathBuf,
    /// Name, NIK, No. KK, id, row (pkh:120), birth date or year, village, in any order; - reads them from standard input
    #[arg(value_name = "WORDS", required_unless_present_any = ["person", "name", "birth", "village"])]
    pub words: Vec<String>,
    /// Words of a name, and of nothing else
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// Birth date or year
    #[arg(long, value_name = "DATE")]
    pub birth: Option<String>,
    /// Words of a village, district or regency, and of nothing else
    #[arg(long, value_name = "TEXT")]
    pub village: Option<String>,
    /// Show everything about one person
    #[arg(long, value_name = "ID", conflicts_with_all = ["words", "name", "birth", "village"])]
    pub person: Option<String>,
    /// Persons to list at most
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub limit: u16,
    #[command(flatten)]
    pub unmasking: Unmasking,
    /// Print it as JSON
    #[arg(long)]
    pub json: bool,
}

/// Prints who was found, or everything about one person.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let settings = Settings::read(&arguments.settings)?;
    let language = global.messages(settings.night.language);
    let progress = Terminal::new(global.quiet).speaking(language);
    let index = Index::open(&settings, &progress)?;
    if let Some(id) = &arguments.person {
        let dossier = index.dossier(id)?.ok_or_else(|| nobody(id))?;
        arguments.unmasking.log(&settings.night.out, &format!("find --person {}", dossier.person_id))?;
        let dossier = if arguments.unmasking.buka_penyamaran { dossier } else { dossier.masked() };
        output::result(&if arguments.json {
            format!("{:#}\n", serde_json::json!(dossier))
        } else {
            find_text::dossier(&dossier, language)
        })?;
        return Ok(Outcome::Done);
    }
    let query = query(arguments)?;
    let mut hits = index.search(&query, usize::from(arguments.limit))?;
    let ids: Vec<&str> = hits.iter().map(|hit| hit.person_id.as_str()).collect();
    arguments.unmasking.log(&settings.night.out, &format!("find {}", ids.join(" ")))?;
    if !arguments.unmasking.buka_penyamaran {
        hits = hits.into_iter().map(crate::find::Hit::masked).collect();
    }
    output::result(&if arguments.json {
        format!("{:#}\n", serde_json::json!(hits))
    } else {
        find_text::hits(&hits, index.night(), language)
    })?;
    Ok(Outcome::Done)
}

/// What is asked for: the words, and the fields that say what they are.
fn query(arguments: &Arguments) -> Result<Query> {
    let mut words = arguments.words.join(" ");
    if words.trim() == "-" {
        // A number typed as an argument stands in the list of processes and in the shell's history.
        words.clear();
        std::io::stdin()
            .read_line(&mut words)
            .map_err(|source| Error::file("standard input", "cannot be read", source))?;
    }
    let mut query = Query::parse(&words);
    let words = |text: &Option<String>| {
        text.iter().flat_map(|text| text.split_whitespace()).map(str::to_owned).collect::<Vec<String>>()
    };
    query.name.extend(words(&arguments.name));
    query.place.extend(words(&arguments.village));
    if let Some(birth) = &arguments.birth {
        query.birth = Query::parse(birth).birth;
        if query.birth.is_none() {
            return Err(Error::Input {
                what: message!("--birth bukan tanggal dan bukan tahun", "--birth is no date and no year"),
                next_step: message!(
                    "Tulis 1987, 12-03-1987 atau \"12 Maret 1987\".",
                    "Write 1987, 12-03-1987 or \"12 Maret 1987\"."
                ),
            });
        }
    }
    if query.is_empty() {
        return Err(Error::Input {
            what: message!("tidak ada yang dicari", "nothing is asked for"),
            next_step: message!(
                "Berikan nama, NIK, No. KK, id, tanggal lahir atau desa.",
                "Give a name, a NIK, a No. KK, an id, a birth date or a village."
            ),
        });
    }
    Ok(query)
}

/// What was typed may be a number of the population register by mistake, so it is not said again.
fn nobody(typed: &str) -> Error {
    Error::Input {
        what: message!(
            "tidak ada malam yang mengenal orang itu ({count} huruf)",
            "no night knows such a person ({count} characters)",
            count = typed.chars().count()
        ),
        next_step: message!(
            "Berikan id orang (P-...) seperti tertulis di tabel, atau cari: padan find PENGATURAN KATA.",
            "Give a person's id (P-...) as it stands in the tables, or search: padan find SETTINGS WORDS."
        ),
    }
}
