//! `padan init`: which rosters does a folder of exports hold, and what do their columns mean? Writes padan.toml
//! and prints what it is unsure of.
//!
//! [`folder`] finds the tables, [`headers`] and [`values`] read a column each in their way, [`columns`] weighs
//! the two, [`rosters`] makes rosters of tables, [`draft`] writes the settings and [`summary`] tells about them.

mod columns;
mod doubts;
mod draft;
mod elsewhere;
mod fit;
mod folder;
mod gaps;
mod headers;
mod owners;
mod places;
mod programmes;
mod rosters;
mod series;
mod summary;
mod values;
mod words;

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Global, Outcome, output};
use crate::error::{Error, Message, Result};
use crate::settings::{Language, Settings};

/// What `init` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The folder with the exports (csv, tsv, txt, xlsx, xls, ods, parquet)
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Replace a padan.toml that is already there
    #[arg(long)]
    pub force: bool,
}

/// Looks at the folder, writes padan.toml and prints what was recognised.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let language = global.language(Language::Indonesian);
    let told = global.messages(language);
    let path = arguments.folder.join("padan.toml");
    if path.exists() && !arguments.force {
        return Err(Error::Input {
            what: message!("{path} sudah ada", "{path} is already there", path = path.display()),
            next_step: message!(
                "Pakai berkas itu, atau tambahkan --force agar ditulis ulang.",
                "Use it, or add --force to have it written anew."
            ),
        });
    }
    let folder::Contents { found, skipped } = folder::look(&arguments.folder)?;
    if found.is_empty() {
        let seen = |language: Language| {
            let one =
                |skipped: &folder::Skipped| format!("{} ({})", skipped.what, skipped.why.text(language));
            skipped.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        return Err(Error::Input {
            what: message!(
                "tidak ada roster yang dikenali di {folder}",
                "no roster was recognised in {folder}",
                folder = arguments.folder.display()
            ),
            next_step: if skipped.is_empty() {
                message!(
                    "Letakkan berkas ekspor (csv, tsv, txt, xlsx, xls, ods, parquet) di folder itu.",
                    "Put exports (csv, tsv, txt, xlsx, xls, ods, parquet) into the folder."
                )
            } else if skipped.iter().all(|skipped| skipped.why == folder::Why::Empty) {
                message!(
                    "Berkas ekspornya tidak memuat baris data: ekspor ulang.",
                    "The exports hold no data row: export them again."
                )
            } else {
                {
                    let seen = Message::new(seen(Language::Indonesian), seen(Language::English));
                    message!(
                        "Yang dilihat: {seen}. Beri kepala kolom dengan nama seperti NIK, Nama, Tanggal Lahir.",
                        "Looked at {seen}. Give the columns a header line with names such as NIK, Nama, Tanggal Lahir.";
                        seen
                    )
                }
            },
        });
    }
    let plan = rosters::plan(&arguments.folder, found);
    let text = draft::text(&plan, &night_name(&arguments.folder, &plan), &skipped, language);
    // What was written must be readable; a fault here is a fault of the program, told like any other.
    Settings::parse(&text, &path)?;
    write(&path, &text)?;
    if !global.quiet {
        output::result(&summary::text(&plan, &skipped, told))?;
    }
    output::result(&match told {
        Language::Indonesian => format!("Ditulis: {0}\nLanjutkan: padan run {0}\n", path.display()),
        Language::English => format!("Written: {0}\nNext: padan run {0}\n", path.display()),
    })?;
    Ok(Outcome::Done)
}

/// The settings text for nights whose files arrive one after another in a folder of their own, judged by the first
/// night's files; none when no roster is recognised. A roster's files may be numbered or dated behind its name.
pub fn settings_of_nights(first: &Path, incoming: &str, language: Language) -> Result<Option<String>> {
    let folder::Contents { found, skipped } = folder::look(first)?;
    if found.is_empty() {
        return Ok(None);
    }
    let mut plan = rosters::plan(first, found);
    for roster in &mut plan.rosters {
        let (stem, ending) = roster.path.rsplit_once('.').unwrap_or((&roster.path, "*"));
        roster.path = format!("{incoming}/{stem}*.{ending}");
    }
    Ok(Some(draft::text(&plan, &night_name(first, &plan), &skipped, language)))
}

/// Writes beside the file and renames, so that a full disk leaves the old one.
pub fn write(path: &Path, text: &str) -> Result<()> {
    let partial = path.with_extension("toml.partial");
    std::fs::write(&partial, text).map_err(|error| Error::file(&partial, "cannot be written", error))?;
    std::fs::rename(&partial, path).map_err(|error| Error::file(path, "cannot be written", error))
}

/// The regency's name, else the folder's.
fn night_name(folder: &Path, plan: &rosters::Plan) -> String {
    if let Some((_, full)) = &plan.regency {
        return full.clone();
    }
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    folder.file_name().map_or_else(|| "Padan".to_owned(), |name| name.to_string_lossy().into_owned())
}
