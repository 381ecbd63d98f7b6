//! What did a run see in two rows? Its rows are read and linked once more, with the model it used.

use std::path::Path;

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::options::read_model;
use super::{Linkage, Reading, Stopwatch, link, read};
use crate::error::{Error, Result};
use crate::evaluate::{Assignment, LostAt, PairLoss};
use crate::progress::Silent;
use crate::record::RowId;
use crate::score::Model;
use crate::settings::Settings;

/// Where the pairs of one person were lost that the run does not have.
///
/// # Errors
/// When the run's model or the rosters cannot be read, or the rosters are not those of the run.
pub fn losses(settings: &Settings, run: &Path, members: &Assignment, truth: &Assignment) -> Result<PairLoss> {
    let Reading { people, .. } = read(settings, date_of(run)?, None, &Silent, &mut Stopwatch::default())?;
    if people.len() != members.len() {
        return Err(Error::Input {
            what: format!("{} holds {} rows, the rosters now {}", run.display(), members.len(), people.len()),
            next_step: "Give the settings and rosters that the run was made from.".into(),
        });
    }
    let model = model_of(run)?;
    let linkage = link(&people, settings, date_of(run)?, Some(model), &Silent, &mut Stopwatch::default());
    let strong = linkage.scorer.thresholds.strong as f32;
    let links: FxHashSet<(RowId, RowId)> =
        linkage.edges.iter().filter(|edge| edge.same >= strong).map(|edge| (edge.a, edge.b)).collect();
    Ok(crate::evaluate::losses(members, truth, |a, b| lost_at(&linkage, &links, a, b)))
}

fn lost_at(linkage: &Linkage<'_>, links: &FxHashSet<(RowId, RowId)>, a: RowId, b: RowId) -> LostAt {
    if !linkage.candidates.meets(a, b) {
        LostAt::NeverCompared
    } else if links.contains(&(a.min(b), a.max(b))) {
        LostAt::Cut
    } else {
        LostAt::ScoredBelow
    }
}

/// The model a run was made with.
pub fn model_of(run: &Path) -> Result<Model> {
    read_model(&run.join("model.json"), "Give the folder of a run made by this program.")
}

/// The date of a run: its folder's name.
pub(super) fn date_of(run: &Path) -> Result<Date> {
    let path = run.join("manifest.json");
    let text = std::fs::read_to_string(&path).map_err(|error| Error::file(&path, "cannot be read", error))?;
    let manifest: Option<serde_json::Value> = serde_json::from_str(&text).ok();
    manifest.and_then(|manifest| manifest.get("date")?.as_str()?.parse().ok()).ok_or_else(|| Error::Input {
        what: format!("{}: holds no date", path.display()),
        next_step: "Give the folder of a run made by this program.".into(),
    })
}
