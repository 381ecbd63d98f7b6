//! Why were two rows or persons taken for one, or not? The rosters are read once more; compared are only the rows asked
//! about and those that hang on them, with the model of the settings or of the latest run.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Serialize;

use super::again::{date_of, model_of};
use super::around::{Component, Judge, around, component};
use super::household::know_families;
use super::linking::comparable;
use super::options::{self, block_options, roster_sizes};
use super::subject::{Subject, cited_rows, latest_run, members, row_ids};
use super::{Reading, Stopwatch, decided, read};
use crate::block;
use crate::cluster::CutReason;
use crate::error::{Error, Result};
use crate::ingest::Intake;
use crate::progress::Progress;
use crate::record::{RowId, TextColumn};
use crate::report::waterfall::{Around, Cited, PairLine, Reader, Waterfall, waterfall};
use crate::score::{Model, Scorer};
use crate::settings::Settings;
use crate::standardise::People;

/// Which model weighed the pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "file")]
pub enum ModelUsed {
    /// The frozen one of the settings.
    Frozen(PathBuf),
    /// The latest run's.
    OfRun(PathBuf),
    /// None was at hand: trained for this question.
    Trained,
}

/// How two rows ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Together {
    /// In one person, by a link of their own.
    Linked,
    /// In one person, though the two alone would not be linked: other rows join them.
    ThroughOthers,
    /// Apart: no blocking key brought them together.
    NeverCompared,
    /// Apart: compared, and below the threshold.
    Below,
    /// Apart though above the threshold: two well-formed NIKs whose birth dates, sexes or mothers differ.
    CutDifferentNik,
    /// Apart though above the threshold: twins by their NIKs' serials.
    CutTwinSerial,
    /// Apart though above the threshold: their roster holds each person once.
    CutOneRowPerPerson,
    /// Apart though above the threshold: the other rows weigh against it.
    CutOutweighed,
    /// In one person: an officer has decided so.
    DecidedSame,
    /// Apart: an officer has decided so.
    DecidedDifferent,
}

/// The account of one pair of rows.
#[derive(Clone, Debug, Serialize)]
pub struct Account {
    /// The first row.
    pub first: Cited,
    /// The second.
    pub second: Cited,
    /// Pairs of rows between the two subjects; the strongest is the one accounted for.
    pub pairs: u64,
    /// How they ended.
    pub together: Together,
    /// Whether the latest run says the same; none when it was made from other rosters, or there is none.
    pub as_in_run: Option<bool>,
    /// The model used.
    pub model: ModelUsed,
    /// Step by step.
    pub waterfall: Waterfall,
    /// Between persons of several rows: the pairs that speak most for one person and most against it.
    pub lines: Vec<PairLine>,
    /// The rows that hang together with the two.
    pub around: Around,
}

/// Accounts for the strongest pair of rows between two rows or persons; for one person named twice, within it.
///
/// # Errors
/// When a subject is not there, or the two are one and the same row.
pub fn account(
    settings: &Settings,
    today: Date,
    [a, b]: [&Subject; 2],
    reader: Reader,
    progress: &dyn Progress,
) -> Result<Account> {
    let run = latest_run(&settings.night.out);
    // Persons are looked up before anything is read, so that a mistyped id costs no time.
    let cited = [cited_rows(a, run.as_deref())?, cited_rows(b, run.as_deref())?];
    let date = run.as_deref().map_or(Ok(today), date_of)?;
    let (model, used) = match (options::frozen_model(settings)?, &settings.model, &run) {
        (Some(model), Some(path), _) => (Some(model), ModelUsed::Frozen(path.clone())),
        (_, _, Some(run)) => (Some(model_of(run)?), ModelUsed::OfRun(run.join("model.json"))),
        _ => (None, ModelUsed::Trained),
    };
    let Reading { people, intake, .. } = read(settings, date, None, progress, &mut Stopwatch::default())?;
    let rows = [row_ids(settings, &people, &cited[0])?, row_ids(settings, &people, &cited[1])?];
    let mut judge = judge(&people, settings, date, model, progress)?;
    judge.options.constraints = decided::constraints(settings, &people)?;
    if settings.household_pass {
        judge = know_families(judge, &rows.concat());
    }
    progress.finish();
    let pairs = weighed_pairs(&judge, &rows);
    let Some(&((first, second), _)) = pairs.first() else {
        return Err(Error::Input {
            what: message!(
                "keduanya baris yang sama: tidak ada pasangan untuk dijelaskan",
                "the two are one and the same row: there is no pair to explain"
            ),
            next_step: message!(
                "Sebutkan dua baris, atau orang yang punya lebih dari satu baris.",
                "Give two rows, or a person with more than one row."
            ),
        });
    };
    let asked: Vec<RowId> = rows.concat();
    let component = component(&judge, &asked);
    let persons = run.as_deref().and_then(|run| persons_of(run, &intake, &people));
    let person = |row: RowId| Some(persons.as_ref()?.get(row as usize).to_owned());
    let cite = |row: RowId| cite(settings, &people, &intake, row);
    let together = together(&judge, &component, first, second);
    let one = matches!(together, Together::Linked | Together::ThroughOthers | Together::DecidedSame);
    Ok(Account {
        first: cite(first),
        second: cite(second),
        pairs: pairs.len() as u64,
        together,
        as_in_run: persons.as_ref().map(|_| (person(first) == person(second)) == one),
        model: used,
        waterfall: waterfall(&people, &judge.comparer, &judge.scorer, [first, second], reader),
        lines: lines(&judge, &pairs, &cite, reader),
        around: around(&judge, &component, &asked, &person, &cite, reader),
    })
}

/// What pairs are judged by: blocking, comparisons and the model, which is trained when none is given.
fn judge<'a>(
    people: &'a People,
    settings: &Settings,
    date: Date,
    model: Option<Model>,
    progress: &dyn Progress,
) -> Result<Judge<'a>> {
    progress.begin("menyusun pasangan", None);
    let candidates = block::block(people, &block_options(date));
    let sizes = roster_sizes(settings, people);
    let watch = &mut Stopwatch::default();
    let (comparer, model) = comparable(people, &candidates, date, model, &sizes, progress, watch)?;
    let scorer = Scorer::new(&model, &comparer.comparisons(), &sizes);
    Ok(Judge::new(people, candidates, comparer, scorer, settings))
}

fn cite(settings: &Settings, people: &People, intake: &Intake, row: RowId) -> Cited {
    let index = row as usize;
    let path = &intake.files[usize::from(people.file[index])].path;
    let roster = &settings.rosters[people.roster[index].index()].roster.name;
    Cited {
        row: format!("{roster}:{}", people.row[index]),
        file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        line: people.line[index],
    }
}

/// The person of every row in a run, when the run read the same files as now.
fn persons_of(run: &Path, intake: &Intake, people: &People) -> Option<TextColumn> {
    let text = std::fs::read_to_string(run.join("manifest.json")).ok()?;
    let manifest: serde_json::Value = serde_json::from_str(&text).ok()?;
    let inputs = manifest.get("inputs")?.as_array()?;
    let fingerprint = |input: &serde_json::Value| Some(input.get("blake3")?.as_str()?.to_owned());
    let then: Vec<Option<String>> = inputs.iter().map(fingerprint).collect();
    let now: Vec<Option<String>> = intake.files.iter().map(|file| Some(file.blake3.clone())).collect();
    if then != now {
        return None;
    }
    let persons = members(run, &["person_id"]).ok()?.swap_remove(0);
    (persons.len() == people.len()).then_some(persons)
}

/// All pairs between two sets of rows, largest match weight first; ties by row id.
fn weighed_pairs(judge: &Judge<'_>, [first, second]: &[Vec<RowId>; 2]) -> Vec<((RowId, RowId), f32)> {
    let mut pairs: Vec<(RowId, RowId)> = Vec::new();
    for &a in first {
        pairs.extend(second.iter().filter(|b| **b != a).map(|&b| (a, b)));
    }
    // A person asked about twice gives each pair in both orders; the order asked for stays otherwise.
    pairs.sort_unstable_by_key(|(a, b)| (a.min(b).to_owned(), a.max(b).to_owned()));
    pairs.dedup_by_key(|(a, b)| (*a.min(b), *a.max(b)));
    let mut weighed: Vec<((RowId, RowId), f32)> =
        pairs.into_iter().map(|(a, b)| ((a, b), judge.edge(a, b).weight)).collect();
    weighed.sort_by(|x, y| y.1.total_cmp(&x.1));
    weighed
}

/// Pairs told one by one, of the strongest and of the weakest.
const LINES: [usize; 2] = [5, 4];

fn lines(
    judge: &Judge<'_>,
    pairs: &[((RowId, RowId), f32)],
    cite: &dyn Fn(RowId) -> Cited,
    reader: Reader,
) -> Vec<PairLine> {
    if pairs.len() < 2 {
        return Vec::new();
    }
    let weakest = pairs.len().saturating_sub(LINES[1]).max(LINES[0]);
    let told = pairs.iter().enumerate().filter(|(place, _)| *place < LINES[0] || *place >= weakest);
    let line = |(_, ((a, b), _)): (usize, &((RowId, RowId), f32))| {
        let said = waterfall(judge.people, &judge.comparer, &judge.scorer, [*a, *b], reader);
        PairLine {
            rows: [cite(*a).row, cite(*b).row],
            weight: said.weight,
            same: said.same,
            family: said.family,
            sentence: said.sentence(reader.language),
        }
    };
    told.map(line).collect()
}

fn together(judge: &Judge<'_>, component: &Component, a: RowId, b: RowId) -> Together {
    let (a, b) = (a.min(b), a.max(b));
    let clusters = &component.clusters;
    match judge.options.constraints.of(a, b) {
        Some(true) => return Together::DecidedSame,
        Some(false) => return Together::DecidedDifferent,
        None => {}
    }
    let linked = f64::from(judge.edge(a, b).same) >= judge.options.thresholds.strong;
    if clusters.of[a as usize] == clusters.of[b as usize] {
        return if linked { Together::Linked } else { Together::ThroughOthers };
    }
    match clusters.cuts.iter().find(|cut| (cut.a, cut.b) == (a, b)).map(|cut| cut.reason) {
        Some(CutReason::DifferentNik) => Together::CutDifferentNik,
        Some(CutReason::TwinSerial) => Together::CutTwinSerial,
        Some(CutReason::OneRowPerPerson) => Together::CutOneRowPerPerson,
        Some(CutReason::Outweighed) => Together::CutOutweighed,
        Some(CutReason::Decided) => Together::DecidedDifferent,
        None if !judge.candidates.meets(a, b) => Together::NeverCompared,
        None => Together::Below,
    }
}
