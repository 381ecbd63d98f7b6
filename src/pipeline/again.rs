//! What did a run see in two rows? Its rows are read and linked once more, with the model it used.

use std::path::Path;

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::linking::{Linkage, edge, link};
use super::options::read_model;
use super::{Reading, Stopwatch, read};
use crate::cluster;
use crate::error::{Error, Message, Result};
use crate::evaluate::{Assignment, LostAt};
use crate::progress::Silent;
use crate::record::RowId;
use crate::score::{Model, Thresholds};
use crate::settings::Settings;
use crate::standardise::People;

/// A run, linked once more.
pub struct Again<'a> {
    people: &'a People,
    settings: &'a Settings,
    linkage: Linkage<'a>,
    links: FxHashSet<(RowId, RowId)>,
}

/// Links the rows of a run once more, by its model, and hands them to `work`.
///
/// # Errors
/// When the run's model or the rosters cannot be read, or the rosters are not those of the run.
pub fn again<T>(
    settings: &Settings,
    run: &Path,
    members: &Assignment,
    work: impl FnOnce(&Again<'_>) -> T,
) -> Result<T> {
    let date = date_of(run)?;
    let Reading { people, .. } = read(settings, date, None, &Silent, &mut Stopwatch::default())?;
    if people.len() != members.len() {
        return Err(Error::Input {
            what: {
                let [held, now] = [members.len(), people.len()].map(|rows| Message::count(rows as u64));
                message!(
                    "{run} memuat {held} baris, roster sekarang {now}",
                    "{run} holds {held} rows, the rosters now {now}",
                    run = run.display();
                    held, now
                )
            },
            next_step: message!(
                "Berikan pengaturan dan roster yang dipakai malam itu.",
                "Give the settings and rosters that the run was made from."
            ),
        });
    }
    let model = model_of(run)?;
    let linkage = link(&people, settings, date, Some(model), None, &Silent, &mut Stopwatch::default())?;
    let strong = linkage.scorer.thresholds.strong as f32;
    let links =
        linkage.edges.iter().filter(|edge| edge.same >= strong).map(|edge| (edge.a, edge.b)).collect();
    Ok(work(&Again { people: &people, settings, linkage, links }))
}

impl Again<'_> {
    /// The rows.
    pub fn people(&self) -> &People {
        self.people
    }

    /// At which stage a pair was lost that the run does not have.
    pub fn lost_at(&self, a: RowId, b: RowId) -> LostAt {
        if !self.linkage.candidates.meets(a, b) {
            LostAt::NeverCompared
        } else if self.links.contains(&(a.min(b), a.max(b))) {
            LostAt::Cut
        } else {
            LostAt::ScoredBelow
        }
    }

    /// The cluster of each row, had pairs been linked from this probability on.
    pub fn clusters_at(&self, strong: f64) -> Vec<u32> {
        let Linkage { comparer, scorer, edges, .. } = &self.linkage;
        let options = cluster::Options {
            one_row_per_person: self
                .settings
                .rosters
                .iter()
                .map(|roster| roster.one_row_per_person)
                .collect(),
            thresholds: Thresholds { strong, ..scorer.thresholds },
            ..cluster::Options::default()
        };
        let weigh = |a: RowId, b: RowId| edge(comparer, scorer, self.people, a, b);
        cluster::cluster(self.people, comparer, edges, &weigh, &options).of
    }
}

/// The model a run was made with.
pub fn model_of(run: &Path) -> Result<Model> {
    read_model(
        &run.join("model.json"),
        message!(
            "Berikan folder hasil malam yang dibuat program ini.",
            "Give the folder of a run made by this program."
        ),
    )
}

/// The date of a run, as its manifest says.
///
/// # Errors
/// When the manifest cannot be read or holds none.
pub fn date_of(run: &Path) -> Result<Date> {
    let path = run.join("manifest.json");
    let text = std::fs::read_to_string(&path).map_err(|error| Error::file(&path, "cannot be read", error))?;
    let manifest: Option<serde_json::Value> = serde_json::from_str(&text).ok();
    manifest.and_then(|manifest| manifest.get("date")?.as_str()?.parse().ok()).ok_or_else(|| Error::Input {
        what: message!("{path}: tidak memuat tanggal", "{path}: holds no date", path = path.display()),
        next_step: message!(
            "Berikan folder hasil malam yang dibuat program ini.",
            "Give the folder of a run made by this program."
        ),
    })
}
