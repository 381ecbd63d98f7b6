//! What does each stage need to know of the settings? Turned here into its own options; no stage sees the settings.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::block;
use crate::cluster;
use crate::compare;
use crate::conflict::{self, Programmes};
use crate::error::{Error, Message, Result};
use crate::ingest;
use crate::record::{Field, RowId};
use crate::register;
use crate::score::{FORMAT, Model, Scorer};
use crate::settings::{CodeSystem, Names, RosterSettings, Settings};
use crate::standardise::{self, Anomalies, AnomalyCode, People};
use crate::state::LastNight;

pub(crate) fn standardise_options(settings: &Settings, date: Date) -> standardise::Options {
    standardise::Options {
        names: settings.names,
        codes: settings
            .rosters
            .iter()
            .map(|roster| roster.region_codes.unwrap_or(CodeSystem::Undecided))
            .collect(),
        night: date,
        context: context(settings),
        extras: settings.fields.iter().map(|field| (field.name.clone(), field.kind)).collect(),
        places_as_texts: places_as_texts(settings),
    }
}

/// The place columns that some roster maps, when the names are not Indonesian: nor are the places then.
fn places_as_texts(settings: &Settings) -> Vec<Field> {
    const PLACES: [Field; 5] =
        [Field::Village, Field::District, Field::Regency, Field::Province, Field::VillageCode];
    let mapped = |field: &Field| {
        settings.rosters.iter().any(|roster| roster.roster.columns.iter().any(|(other, _)| other == field))
    };
    match settings.names {
        Names::Indonesian => Vec::new(),
        Names::Plain => PLACES.into_iter().filter(mapped).collect(),
    }
}

/// Every field that some roster maps, in a fixed order.
pub(super) fn mapped_fields(rosters: &[ingest::Roster]) -> Vec<Field> {
    let mut fields: Vec<Field> =
        rosters.iter().flat_map(|roster| roster.columns.iter().map(|(field, _)| *field)).collect();
    fields.sort_unstable();
    fields.dedup();
    fields
}

/// Name and rows of each roster.
pub(super) fn roster_sizes(settings: &Settings, people: &People) -> Vec<(String, u64)> {
    let mut rows = vec![0u64; settings.rosters.len()];
    for roster in &people.roster {
        rows[roster.index()] += 1;
    }
    settings.rosters.iter().zip(rows).map(|(roster, rows)| (roster.roster.name.clone(), rows)).collect()
}

pub(super) fn block_options(date: Date) -> block::Options {
    block::Options { night_year: date.year() as u16, ..block::Options::default() }
}

pub(super) fn compare_options(date: Date) -> compare::Options {
    compare::Options { night_year: date.year() as u16, ..compare::Options::default() }
}

pub(super) fn cluster_options(settings: &Settings, scorer: &Scorer) -> cluster::Options {
    cluster::Options {
        one_row_per_person: settings.rosters.iter().map(|roster| roster.one_row_per_person).collect(),
        thresholds: scorer.thresholds,
        ..cluster::Options::default()
    }
}

/// Programme rules: the shipped ones, extended by the settings' own file.
pub(crate) fn rules(settings: &Settings) -> Result<Programmes> {
    let shipped = Programmes::shipped();
    match &settings.programmes {
        None => Ok(shipped),
        Some(path) => {
            let text =
                std::fs::read_to_string(path).map_err(|error| Error::file(path, "cannot be read", error))?;
            shipped.extended(path, &text)
        }
    }
}

/// The frozen model, when the settings name one and it is there.
pub(super) fn frozen_model(settings: &Settings) -> Result<Option<Model>> {
    let Some(path) = settings.model.as_ref().filter(|path| path.exists()) else {
        return Ok(None);
    };
    read_model(path, next_model()).map(Some)
}

/// Name of the frozen model in a run folder, in a night's state, and in the state folder when it was renewed.
pub(super) const MODEL: &str = "model.json";

/// Where a renewed model belongs: the file that the settings name, else the state folder, whence nights take it.
pub fn model_place(settings: &Settings) -> PathBuf {
    settings.model.clone().unwrap_or_else(|| settings.night.state.join(MODEL))
}

/// The file of the model in use: the renewed one, else the one that the last night kept. A night whose settings name a
/// file has no other.
pub(super) fn model_in_use(settings: &Settings, last: Option<&LastNight>) -> Option<PathBuf> {
    let renewed = Some(model_place(settings)).filter(|path| path.exists());
    renewed.or_else(|| last.filter(|_| settings.model.is_none())?.file(MODEL))
}

/// What ingest needs of the rosters.
pub(super) fn ingest_rosters(settings: &Settings) -> Vec<ingest::Roster> {
    settings.rosters.iter().map(|roster| roster.roster.clone()).collect()
}

/// What to do about a model in use that cannot be used.
pub(super) fn next_model() -> Message {
    message!(
        "Jalankan `padan train PENGATURAN --write` untuk membuat model baru sebagai gantinya.",
        "Run `padan train SETTINGS --write` to put a new model in its place."
    )
}

/// Reads a model file; `next_step` is what to do when it is none, or one of another format.
pub(super) fn read_model(path: &Path, next_step: Message) -> Result<Model> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::file(path, "cannot be read", error))?;
    let refuse = |what: Message| Error::Settings { path: path.to_path_buf(), line: None, what, next_step };
    match serde_json::from_str::<Model>(&text) {
        Ok(model) if model.format == FORMAT => Ok(model),
        Ok(Model { format, .. }) => Err(refuse(other_format(format))),
        // A model of another format need not have the parts of this one.
        Err(error) => Err(refuse(match serde_json::from_str::<AnyModel>(&text) {
            Ok(AnyModel { format }) if format != FORMAT => other_format(format),
            _ => message!("bukan model: {error}", "is no model: {error}"),
        })),
    }
}

/// What models of all formats have.
#[derive(serde::Deserialize)]
struct AnyModel {
    format: u32,
}

fn other_format(format: u32) -> Message {
    message!(
        "model berformat {format}, sedangkan program ini membaca format {FORMAT}",
        "is a model of format {format}, this program reads format {FORMAT}"
    )
}

/// Writes the model into the run folder, and where the settings name a file that is not there yet, there too.
pub(super) fn write_model(settings: &Settings, model: &Model, folder: &Path) -> Result<()> {
    let frozen = settings.model.iter().filter(|path| !path.exists()).cloned();
    std::iter::once(folder.join(MODEL)).chain(frozen).try_for_each(|path| write_model_file(model, &path))
}

/// A model as its file holds it.
pub(super) fn model_text(model: &Model) -> Result<String> {
    serde_json::to_string_pretty(model)
        .map_err(|error| Error::Output { path: MODEL.into(), what: error.to_string() })
}

/// Writes a model as a whole file.
pub(super) fn write_model_file(model: &Model, path: &Path) -> Result<()> {
    let text = model_text(model)?;
    crate::state::file::write_whole(path, |out| {
        std::io::Write::write_all(out, text.as_bytes())
            .map_err(|error| Error::file(path, "cannot be written", error))
    })?;
    Ok(())
}

/// Base registers first, then the rosters in the order of the settings.
pub(super) fn register_options(settings: &Settings, rules: &Programmes) -> register::Options {
    let base = |roster: &RosterSettings| {
        rules.programme(&roster.programme).is_some_and(|programme| programme.kind == conflict::Kind::Base)
    };
    let source = |(index, roster): (usize, &RosterSettings)| register::Source {
        name: roster.roster.name.clone(),
        programme: roster.programme.clone(),
        precedence: index as u16 + if base(roster) { 0 } else { 1_000 },
    };
    register::Options {
        sources: settings.rosters.iter().enumerate().map(source).collect(),
        ..register::Options::default()
    }
}

pub(super) fn conflict_options(settings: &Settings, date: Date, anomalies: &Anomalies) -> conflict::Options {
    let mut displaced: Vec<RowId> = anomalies
        .list
        .iter()
        .filter(|anomaly| anomaly.code == AnomalyCode::PlaceCodeDisagrees)
        .map(|anomaly| anomaly.row)
        .collect();
    displaced.dedup();
    conflict::Options { night: date, rosters: roster_infos(settings), displaced }
}

/// What conflicts and reports know of the rosters.
pub(super) fn roster_infos(settings: &Settings) -> Vec<conflict::RosterInfo> {
    let info = |roster: &RosterSettings| conflict::RosterInfo {
        name: roster.roster.name.clone(),
        programme: roster.programme.clone(),
        owner: roster.owner.clone().unwrap_or_default(),
        one_row_per_person: roster.one_row_per_person,
    };
    settings.rosters.iter().map(info).collect()
}

/// The region that the settings say the night is about, by code or name.
fn context(settings: &Settings) -> Option<crate::region::RegionId> {
    let said = settings.night.regency.as_deref()?;
    let table = crate::region::table();
    table.by_code(said).or_else(|| {
        let words = crate::region::PlaceWords { regency: said, ..crate::region::PlaceWords::default() };
        crate::region::Resolver::new().resolve(&words, None).place
    })
}
