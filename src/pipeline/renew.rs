//! What would a model learn from tonight's rosters, and how does it differ from the one in use? Trains, compares, and
//! writes only when asked to; the model that was there is kept beside the new one.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Serialize;

use super::closing::refuse_nothing_read;
use super::linking::{TRAINING_PAIRS, edge, learn};
use super::options::{
    block_options, compare_options, model_in_use, read_model, roster_sizes, write_model_file,
};
use super::{Reading, Stopwatch, decided, read};
use crate::block;
use crate::compare::{self, Comparer, Comparison, Frequencies};
use crate::error::{Error, Message, Result, in_english};
use crate::labels::{self, ENOUGH_DECISIONS, Labelled, decided_pairs, find_in_people, read_labels};
use crate::progress::Progress;
use crate::record::RowId;
use crate::report::Language;
use crate::report::model_change::{ModelChange, Tonight, model_change};
use crate::score;
use crate::score::{ComparisonModel, LevelModel, Model, Scorer, shipped_stranger};
use crate::settings::Settings;
use crate::standardise::People;
use crate::state::LastNight;
use crate::state::file::write_whole;

/// What the new model is compared with.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum OldModel {
    /// The file that the settings name, or the one that the state keeps.
    File {
        /// The file.
        path: PathBuf,
    },
    /// There is none yet: the shipped chances that training starts from.
    Shipped,
    /// That file is no model of this program's format.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[serde(serialize_with = "in_english")]
        what: Message,
    },
}

/// A model trained tonight, beside the old one.
#[derive(Clone, Debug, Serialize)]
pub struct Renewal {
    /// The new model.
    #[serde(skip)]
    pub model: Model,
    /// What it is compared with.
    pub old: OldModel,
    /// The two side by side.
    pub change: ModelChange,
    /// Judged pairs, when a file of them was given.
    pub labels: Option<LabelCheck>,
    /// What officers have decided, when they have.
    pub decisions: Option<DecisionsUsed>,
}

/// Decisions of officers as labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DecisionsUsed {
    /// Decisions in force.
    pub in_force: u64,
    /// Of them, distinct pairs among tonight's rows that no other decision contradicts.
    pub pairs: u64,
    /// Pairs from which on a model learns from them.
    pub enough: u64,
    /// Whether this one did.
    pub learnt: bool,
}

/// What both models say of pairs that a person has judged.
#[derive(Clone, Debug, Serialize)]
pub struct LabelCheck {
    /// What became of the file's records.
    pub account: labels::Account,
    /// The old model; none where there is nothing to compare with.
    pub old: Option<Agreement>,
    /// The new one.
    pub new: Agreement,
}

/// Judged pairs that a model links, and those it does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Agreement {
    /// Pairs of one person, linked.
    pub same_linked: u64,
    /// Pairs of one person, not linked.
    pub same_apart: u64,
    /// Pairs of two persons, linked.
    pub different_linked: u64,
    /// Pairs of two persons, not linked.
    pub different_apart: u64,
}

/// Trains a model on tonight's rosters and compares it with the one in use. Writes nothing.
///
/// # Errors
/// When no roster gives a row, or the labels cannot be read.
pub fn renew(
    settings: &Settings,
    date: Date,
    label_file: Option<&Path>,
    language: Language,
    progress: &dyn Progress,
) -> Result<Renewal> {
    let label_file = label_file.map(read_labels).transpose()?;
    let Reading { people, intake, .. } = read(settings, date, None, progress, &mut Stopwatch::default())?;
    refuse_nothing_read(settings, &intake, &people)?;
    let sizes = roster_sizes(settings, &people);
    let names: Vec<String> = sizes.iter().map(|(name, _)| name.clone()).collect();
    let labelled = label_file.map(|labels| find_in_people(&labels, &names, &people));
    let decided = decided(settings, &people)?;
    let nothing = Labelled::default();
    let learnt = decided.as_ref().filter(|(_, used)| used.learnt).map_or(&nothing, |(pairs, _)| pairs);
    progress.begin("menyusun pasangan", None);
    let candidates = block::block(&people, &block_options(date));
    let frequencies = Frequencies::count(&people);
    let comparer = Comparer::new(&people, &candidates, &frequencies, &compare_options(date));
    let comparisons = comparer.comparisons();
    progress.begin("melatih model", None);
    let judge = |&(a, b, same): &(RowId, RowId, bool)| score::Judged {
        pattern: comparer.compare(a, b),
        rosters: (people.roster[a as usize], people.roster[b as usize]),
        same,
    };
    let counts = compare::tally(&comparer, &candidates, TRAINING_PAIRS)?;
    let all = labels::together(labelled.as_ref().unwrap_or(&nothing), learnt);
    let judged: Vec<score::Judged> = all.iter().map(judge).collect();
    let model = learn(&comparer, &counts, &judged, &sizes, frequencies);
    progress.finish();
    let (before, old) = before(settings, &comparisons, &model)?;
    let tonight = Tonight { comparisons: &comparisons, counts: &counts, rosters: &sizes };
    let change = model_change(before.as_ref(), &model, tonight, language);
    let check = labelled.map(|labelled| {
        let agreement = |model: &Model, comparer: &Comparer<'_>| {
            agreement(&labelled, comparer, &Scorer::new(model, &comparisons, &sizes), &people)
        };
        let as_before = |model: &Model| {
            // The old model asks how common words are by its own counts.
            let options = compare_options(date);
            agreement(model, &Comparer::new(&people, &candidates, &model.frequencies, &options))
        };
        let old = match &old {
            OldModel::File { .. } => before.as_ref().map(as_before),
            _ => before.as_ref().map(|model| agreement(model, &comparer)),
        };
        let new = agreement(&model, &comparer);
        LabelCheck { account: labelled.account, old, new }
    });
    Ok(Renewal { model, old, change, labels: check, decisions: decided.map(|(_, used)| used) })
}

/// Tonight's pairs that officers have decided, and whether they are enough; none when nothing is decided.
fn decided(settings: &Settings, people: &People) -> Result<Option<(Labelled, DecisionsUsed)>> {
    let decisions = decided::in_force(settings)?;
    if decisions.is_empty() {
        return Ok(None);
    }
    let in_force = decisions.len() as u64;
    let mut used = DecisionsUsed { in_force, pairs: 0, enough: ENOUGH_DECISIONS, learnt: false };
    if in_force < ENOUGH_DECISIONS {
        return Ok(Some((Labelled::default(), used)));
    }
    let pairs = decided_pairs(&decisions, &decided::rows_of(settings, people, &decisions)?);
    used.pairs = pairs.account.used;
    used.learnt = used.pairs >= used.enough;
    Ok(Some((pairs, used)))
}

/// The model in use, else the shipped chances; none when the file is of another format.
fn before(settings: &Settings, comparisons: &[Comparison], new: &Model) -> Result<(Option<Model>, OldModel)> {
    let last = LastNight::read(&settings.night.state, &settings.night.out)?;
    let Some(path) = model_in_use(settings, last.as_ref()) else {
        return Ok((Some(shipped(comparisons, new)), OldModel::Shipped));
    };
    Ok(match read_model(&path, Message::none()) {
        Ok(model) => (Some(model), OldModel::File { path }),
        Err(error) => {
            let what = match &error {
                Error::Settings { what, .. } => what.clone(),
                other => other.message(),
            };
            (None, OldModel::Unreadable { path, what })
        }
    })
}

/// Shares of rows with a partner that the shipped chances come with: same person, one family.
const SHIPPED_SHARES: [f64; 2] = [0.35, 1.0];

/// The chances that training starts from, as a model that has seen nothing.
fn shipped(comparisons: &[Comparison], new: &Model) -> Model {
    let comparison = |comparison: &Comparison| ComparisonModel {
        key: comparison.key.clone(),
        levels: comparison
            .levels
            .iter()
            .map(|level| LevelModel {
                key: level.key.into(),
                same: level.same,
                family: level.family,
                stranger: shipped_stranger(comparison, level.key).unwrap_or(1.0),
            })
            .collect(),
    };
    Model {
        rows: 0,
        steps: 0,
        comparisons: comparisons.iter().map(comparison).collect(),
        priors: Vec::new(),
        unseen: SHIPPED_SHARES,
        frequencies: Frequencies::default(),
        ..new.clone()
    }
}

fn agreement(labelled: &Labelled, comparer: &Comparer<'_>, scorer: &Scorer, people: &People) -> Agreement {
    let mut agreement = Agreement::default();
    for &(a, b, same) in &labelled.pairs {
        let linked = f64::from(edge(comparer, scorer, people, a, b).same) >= scorer.thresholds.strong;
        let count = match (same, linked) {
            (true, true) => &mut agreement.same_linked,
            (true, false) => &mut agreement.same_apart,
            (false, true) => &mut agreement.different_linked,
            (false, false) => &mut agreement.different_apart,
        };
        *count += 1;
    }
    agreement
}

/// Writes a model as a whole. What was there before is kept as `model.json.1`, or the next number that is free; a file
/// with the same content is left alone. Gives where the old one is now.
///
/// # Errors
/// When a file cannot be written; the old model is then still in its place.
pub fn keep_model(model: &Model, path: &Path) -> Result<Option<PathBuf>> {
    let old = match std::fs::read(path) {
        Ok(old) => Some(old),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(Error::file(path, "cannot be read", error)),
    };
    let mut kept = None;
    if let Some(old) = old {
        let same = serde_json::from_slice::<Model>(&old).is_ok_and(|old| old == *model);
        if same {
            return Ok(None);
        }
        let place = free_name(path);
        write_whole(&place, |out| {
            std::io::Write::write_all(out, &old)
                .map_err(|error| Error::file(&place, "cannot be written", error))
        })?;
        kept = Some(place);
    }
    write_model_file(model, path)?;
    Ok(kept)
}

/// `model.json.1`, `model.json.2`, ...: the first that is not there.
fn free_name(path: &Path) -> PathBuf {
    let numbered = |number: u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{number}"));
        PathBuf::from(name)
    };
    (1..).map(numbered).find(|name| !name.exists()).unwrap_or_else(|| numbered(1))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_old_model_is_kept_under_the_next_free_number() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.json");
        let model = |rows: u64| Model {
            format: score::FORMAT,
            code_version: "0".into(),
            rows,
            steps: 1,
            settled: true,
            classes: 3,
            expected_matches: 0.5,
            expected_family: 0.1,
            thresholds: score::Thresholds::default(),
            comparisons: Vec::new(),
            interactions: Vec::new(),
            priors: Vec::new(),
            unseen: [0.1, 0.2],
            rosters: BTreeMap::new(),
            frequencies: Frequencies::default(),
        };
        let rows = |name: &str| read_model(&folder.path().join(name), Message::none()).unwrap().rows;
        assert_eq!(keep_model(&model(1), &path).unwrap(), None);
        assert_eq!(keep_model(&model(1), &path).unwrap(), None, "the same model is not kept twice");
        assert_eq!(keep_model(&model(2), &path).unwrap(), Some(folder.path().join("model.json.1")));
        assert_eq!(keep_model(&model(3), &path).unwrap(), Some(folder.path().join("model.json.2")));
        assert_eq!([rows("model.json"), rows("model.json.1"), rows("model.json.2")], [3, 1, 2]);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
    }
}
