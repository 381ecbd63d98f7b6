//! `padan evaluate`: how right was a run, measured against a truth file or labels?

use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use jiff::civil::Date;

use super::{Global, Outcome, output, unmasking};
use crate::error::{Error, Result};
use crate::evaluate::{
    Assignment, Components, Evaluation, Known, LostAt, PairLoss, Scored, Sliced, calibration, curve,
    evaluate, evaluate_labels, family_merges, fill_values, label_losses, labels_of_run, losses, names_of_run,
    people_of_run, probability_of, read_members, read_truth, slices, stages_by_pairs, thresholds, worst,
    write_curve, write_errors,
};
use crate::labels::Labelled;
use crate::pipeline;
use crate::record::RowId;
use crate::report::Language;
use crate::settings::Settings;
use crate::standardise::People;

/// What `evaluate` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The folder of one run (it holds members.csv and manifest.json)
    #[arg(long, value_name = "DIR")]
    pub run: PathBuf,
    /// The truth: a CSV file with the columns roster, row and person, and perhaps household
    #[arg(long, value_name = "FILE", required_unless_present = "labels")]
    pub truth: Option<PathBuf>,
    /// Labelled pairs instead: Splink's unique_id_l, source_dataset_l, unique_id_r, source_dataset_r and
    /// clerical_match_score, or roster_a, row_a, roster_b, row_b and match
    #[arg(long, value_name = "FILE", conflicts_with = "truth")]
    pub labels: Option<PathBuf>,
    /// The settings of the run: links its rows once more, for exact losses and clusters at every threshold
    #[arg(long, value_name = "SETTINGS")]
    pub settings: Option<PathBuf>,
    /// Write the precision-recall curve, as .svg or .csv
    #[arg(long, value_name = "FILE")]
    pub curve: Option<PathBuf>,
    /// Write the worst errors as CSV
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    /// How many of the worst errors
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub worst: usize,
    /// Show NIK, No. KK and birth date of the worst errors in full; who asked and why is kept in pembukaan.jsonl
    #[arg(long, requires_all = ["by", "reason"])]
    pub buka_penyamaran: bool,
    /// Who opens the masked values
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub by: Option<String>,
    /// Why they are opened
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub reason: Option<String>,
    /// Print all figures as JSON
    #[arg(long)]
    pub json: bool,
}

/// Prints precision, recall and F1, calibration, thresholds, losses, slices and the worst errors.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let settings = arguments.settings.as_deref().map(Settings::read).transpose()?;
    settings.iter().try_for_each(|settings| global.use_threads_of(settings))?;
    let language = global.messages(settings.as_ref().map_or(Language::default(), |s| s.night.language));
    let members = read_members(&arguments.run)?;
    let basis = Basis::read(arguments, &members)?;
    if arguments.buka_penyamaran {
        log(arguments)?;
    }
    let measuring = Measuring {
        arguments,
        members: &members,
        known: basis.known(&members),
        scored: Scored::read(&arguments.run, &members)?,
        own: pipeline::model_of(&arguments.run).ok().map(|model| model.thresholds.strong),
        basis: &basis,
    };
    let mut evaluation = match &basis {
        Basis::Truth(truth) => evaluate(&members, truth, None),
        Basis::Labels(labels) => evaluate_labels(&members, labels),
    };
    measuring.of_pairs(&mut evaluation);
    match &settings {
        Some(settings) => pipeline::again(settings, &arguments.run, &members, |again| {
            measuring.by_linking_again(&mut evaluation, again)
        })??,
        None => measuring.by_run_folder(&mut evaluation)?,
    }
    if let Some(path) = &arguments.curve {
        write_curve(&evaluation.curve, evaluation.thresholds.as_ref(), path, language)?;
    }
    if let Some(path) = &arguments.errors {
        write_errors(&evaluation.worst, path)?;
    }
    output::result(&if arguments.json { evaluation.to_json() } else { evaluation.to_text(language) })?;
    if measuring.scored.is_none() {
        output::remark(language.pick(
            "Malam ini tidak menyimpan pairs.parquet: kalibrasi, ambang dan kesalahan terburuk tidak dapat dihitung. \
             Jalankan malam itu sekali lagi.",
            "This run kept no pairs.parquet: no calibration, thresholds and worst errors. Run the night again.",
        ));
    }
    Ok(Outcome::Done)
}

/// Notes who opens what and why, before anything is shown.
fn log(arguments: &Arguments) -> Result<()> {
    let run = arguments.run.canonicalize().map_err(|e| Error::file(&arguments.run, "cannot be read", e))?;
    let what = format!(
        "evaluate {}: the {} worst errors",
        run.file_name().unwrap_or_default().display(),
        arguments.worst
    );
    unmasking::log([&arguments.by, &arguments.reason], run.parent().unwrap_or(&run), &what)
}

/// What the run is measured against.
enum Basis {
    Truth(Assignment),
    Labels(Labelled),
}

impl Basis {
    fn read(arguments: &Arguments, members: &Assignment) -> Result<Basis> {
        match (&arguments.truth, &arguments.labels) {
            (_, Some(path)) => labels_of_run(path, &arguments.run, members).map(Basis::Labels),
            (Some(path), None) => read_truth(path).map(Basis::Truth),
            (None, None) => Err(Error::Input {
                what: message!("tidak ada pembanding untuk pengukuran", "nothing to measure against"),
                next_step: message!(
                    "Berikan --truth BERKAS atau --labels BERKAS.",
                    "Give --truth FILE or --labels FILE."
                ),
            }),
        }
    }

    fn known(&self, members: &Assignment) -> Known {
        match self {
            Basis::Truth(truth) => Known::of_truth(members, truth),
            Basis::Labels(labels) => Known::of_labels(labels),
        }
    }

    fn losses(&self, members: &Assignment, stage: impl FnMut(RowId, RowId) -> LostAt) -> PairLoss {
        match self {
            Basis::Truth(truth) => losses(members, truth, stage),
            Basis::Labels(labels) => label_losses(members, labels, stage),
        }
    }
}

/// A run while it is measured.
struct Measuring<'a> {
    arguments: &'a Arguments,
    members: &'a Assignment,
    known: Known,
    scored: Option<Scored>,
    /// The match probability from which the run linked pairs.
    own: Option<f64>,
    basis: &'a Basis,
}

impl Measuring<'_> {
    /// What the pairs alone tell.
    fn of_pairs(&self, evaluation: &mut Evaluation) {
        let Some(scored) = &self.scored else { return };
        evaluation.calibration = calibration(scored, &self.known);
        evaluation.curve = curve(scored, &self.known, evaluation.pair_counts.actual);
        evaluation.worst = worst(self.members, &self.known, scored, self.arguments.worst);
    }

    /// Losses, thresholds and rows with the settings at hand: exactly.
    fn by_linking_again(&self, evaluation: &mut Evaluation, again: &pipeline::Again<'_>) -> Result<()> {
        evaluation.losses = Some(self.basis.losses(self.members, |a, b| again.lost_at(a, b)));
        self.of_rows(evaluation, again.people(), pipeline::date_of(&self.arguments.run)?)?;
        let Some(scored) = &self.scored else { return Ok(()) };
        let actual = evaluation.pair_counts.actual;
        let clusters_at =
            |weight: f64| again.clusters_at(probability_of(weight)).into_iter().map(Some).collect();
        evaluation.thresholds = Some(thresholds(scored, &self.known, self.own, actual, true, clusters_at));
        Ok(())
    }

    /// The same from what the run folder holds.
    fn by_run_folder(&self, evaluation: &mut Evaluation) -> Result<()> {
        if let Some(scored) = &self.scored {
            let stage = stages_by_pairs(self.members, &self.known, scored);
            let losses = self.basis.losses(self.members, stage);
            evaluation.losses = Some(PairLoss { with_those_under_floor: true, ..losses });
            let mut components = Components::new(scored, self.members.len());
            let actual = evaluation.pair_counts.actual;
            let clusters_at = |weight| components.at(weight);
            evaluation.thresholds =
                Some(thresholds(scored, &self.known, self.own, actual, false, clusters_at));
        }
        let raw = self.arguments.run.join("raw.parquet");
        if !raw.exists() {
            return Ok(());
        }
        let night = pipeline::date_of(&self.arguments.run)?;
        match people_of_run(&self.arguments.run, self.members, night)? {
            Some(people) => self.of_rows(evaluation, &people, night),
            None => Ok(()),
        }
    }

    /// What needs to know the rows: slices, families, and what the worst errors' rows say.
    fn of_rows(&self, evaluation: &mut Evaluation, people: &People, night: Date) -> Result<()> {
        let names = names_of_run(&self.arguments.run, self.members)?;
        let year = night.year().unsigned_abs();
        let sliced = Sliced { members: self.members, known: &self.known, people, names: &names, year };
        evaluation.slices = slices(sliced);
        if let Basis::Truth(truth) = self.basis {
            evaluation.families = family_merges(self.members, truth, people, year);
        }
        fill_values(&mut evaluation.worst, people, self.arguments.buka_penyamaran);
        Ok(())
    }
}
