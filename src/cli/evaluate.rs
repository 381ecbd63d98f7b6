//! `padan evaluate`: how right was a run, measured against a truth file?

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Global, Outcome, output};
use crate::error::Result;
use crate::evaluate::{
    Assignment, Components, Evaluation, Known, Scored, calibration, evaluate, losses, losses_by_pairs,
    probability_of, read_members, read_truth, thresholds,
};
use crate::pipeline;
use crate::report::Language;
use crate::settings::Settings;

/// What `evaluate` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The folder of one run (it holds members.csv and manifest.json)
    #[arg(long, value_name = "DIR")]
    pub run: PathBuf,
    /// The truth: a CSV file with the columns roster, row and person
    #[arg(long, value_name = "FILE")]
    pub truth: PathBuf,
    /// The settings of the run: links its rows once more, for exact losses and clusters at every threshold
    #[arg(long, value_name = "SETTINGS")]
    pub settings: Option<PathBuf>,
    /// Print the figures as JSON
    #[arg(long)]
    pub json: bool,
}

/// Prints precision, recall and F1, calibration, thresholds, and where pairs were lost.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let language = global.language(Language::default());
    let members = read_members(&arguments.run)?;
    let truth = read_truth(&arguments.truth)?;
    let scored = Scored::read(&arguments.run, &members)?;
    let known = Known::of_truth(&members, &truth);
    let mut evaluation = evaluate(&members, &truth, None);
    let subject = Subject { members: &members, truth: &truth, known: &known, scored: scored.as_ref() };
    if let Some(scored) = &scored {
        evaluation.calibration = calibration(scored, &known);
    }
    match &arguments.settings {
        Some(path) => {
            let settings = Settings::read(path)?;
            pipeline::again(&settings, &arguments.run, &members, |again| {
                subject.by_linking_again(&mut evaluation, &arguments.run, again);
            })?;
        }
        None => subject.by_pairs(&mut evaluation, &arguments.run),
    }
    output::result(&if arguments.json { evaluation.to_json() } else { evaluation.to_text(language) })?;
    Ok(Outcome::Done)
}

/// What is measured.
struct Subject<'a> {
    members: &'a Assignment,
    truth: &'a Assignment,
    known: &'a Known,
    scored: Option<&'a Scored>,
}

impl Subject<'_> {
    /// Losses and thresholds with the settings at hand: exactly.
    fn by_linking_again(&self, evaluation: &mut Evaluation, run: &Path, again: &pipeline::Again<'_>) {
        evaluation.losses = Some(losses(self.members, self.truth, |a, b| again.lost_at(a, b)));
        let Some(scored) = self.scored else { return };
        let clusters_at =
            |weight: f64| again.clusters_at(probability_of(weight)).into_iter().map(Some).collect();
        let actual = evaluation.pair_counts.actual;
        evaluation.thresholds =
            Some(thresholds(scored, self.known, own_threshold(run), actual, true, clusters_at));
    }

    /// The same from what the run folder holds.
    fn by_pairs(&self, evaluation: &mut Evaluation, run: &Path) {
        let Some(scored) = self.scored else { return };
        evaluation.losses = Some(losses_by_pairs(self.members, self.truth, scored));
        let mut components = Components::new(scored, self.members.len());
        let actual = evaluation.pair_counts.actual;
        let clusters_at = |weight| components.at(weight);
        evaluation.thresholds =
            Some(thresholds(scored, self.known, own_threshold(run), actual, false, clusters_at));
    }
}

/// The match probability from which the run linked pairs, as its model says.
fn own_threshold(run: &Path) -> Option<f64> {
    pipeline::model_of(run).ok().map(|model| model.thresholds.strong)
}
