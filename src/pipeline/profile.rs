//! What would a night read of each roster? Rows, refusals, filled columns and defects, counted without linking.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::estimate::{Estimate, estimate};
use super::room::too_large;
use super::{Reading, Stopwatch, closing, evidence, read, repeated};
use crate::error::{Finding, Result};
use crate::ingest::{Intake, Refusal};
use crate::progress::Progress;
use crate::record::Birth;
use crate::settings::Settings;
use crate::standardise::{Anomalies, AnomalyCode, People};

/// All rosters before a night.
#[derive(Clone, Debug, Serialize)]
pub struct Profile {
    /// One a roster, in settings order.
    pub rosters: Vec<RosterProfile>,
    /// What the operator should know of the files and their rows.
    pub findings: Vec<Finding>,
    /// What a run would cost; none when no row was read.
    pub estimate: Option<Estimate>,
    /// Rosters of which nothing could be read, by name.
    pub failed: Vec<String>,
}

/// One roster.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RosterProfile {
    /// Its name in the settings.
    pub roster: String,
    /// Its programme's key.
    pub programme: String,
    /// Files and sheets met.
    pub files: u64,
    /// Lines in them.
    pub lines: u64,
    /// Lines without data: titles, headers, blanks, footers.
    pub structural_lines: u64,
    /// Rows given on.
    pub rows: u64,
    /// Lines with data that were refused.
    pub refused_lines: u64,
    /// Why, by stable code, most lines first.
    pub refused: Vec<(&'static str, u64)>,
    /// Rows that have a value which can be used, by [`FIELDS`].
    pub filled: [u64; 5],
    /// Values that were repaired, doubted or not read, by kind, most rows first.
    pub anomalies: Vec<AnomalyCount>,
}

/// The fields whose filling is counted, by their key in the settings.
pub const FIELDS: [&str; 5] = ["nik", "kk", "birth_date", "mother", "village"];

/// How often one kind of defect occurs in a roster.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct AnomalyCount {
    /// Stable code.
    pub code: &'static str,
    /// Words for people, Indonesian.
    pub label: &'static str,
    /// Words for people, English.
    pub label_en: &'static str,
    /// Values.
    pub count: u64,
}

/// Reads and standardises all rosters, blocks their rows, and measures a trial; links nothing, writes nothing.
///
/// # Errors
/// None of its own: a roster that cannot be read is among the failed.
pub fn profile(settings: &Settings, date: Date, progress: &dyn Progress) -> Result<Profile> {
    let mut watch = Stopwatch::default();
    let Reading { people, anomalies, intake, .. } = read(settings, date, None, progress, &mut watch)?;
    let mut findings = intake.findings.clone();
    findings.extend(evidence::findings(settings, &people));
    findings.extend(repeated::findings(settings, &people, &anomalies));
    let estimate = (!people.is_empty()).then(|| {
        let (estimate, candidates) = estimate(&people, settings, date, progress, &watch);
        findings.extend(closing::blocking_findings(&candidates.reports, &candidates.without_key));
        findings.extend(too_large(settings, estimate.rows));
        estimate
    });
    progress.finish();
    Ok(Profile {
        rosters: rosters(settings, &intake, &people, &anomalies),
        findings,
        estimate,
        failed: closing::failed_names(settings, &intake),
    })
}

fn rosters(
    settings: &Settings,
    intake: &Intake,
    people: &People,
    anomalies: &Anomalies,
) -> Vec<RosterProfile> {
    let mut profiles: Vec<RosterProfile> = settings
        .rosters
        .iter()
        .map(|roster| RosterProfile {
            roster: roster.roster.name.clone(),
            programme: roster.programme.clone(),
            ..RosterProfile::default()
        })
        .collect();
    for file in &intake.files {
        if let Some(profile) = profiles.iter_mut().find(|profile| profile.roster == file.roster) {
            profile.files += 1;
            profile.lines += file.lines;
            profile.structural_lines += file.structural_lines;
            profile.refused_lines += file.refused_lines;
        }
    }
    for (row, roster) in people.roster.iter().enumerate() {
        let profile = &mut profiles[roster.index()];
        profile.rows += 1;
        for (count, filled) in profile.filled.iter_mut().zip(filled(people, row)) {
            *count += u64::from(filled);
        }
    }
    let mut refused = vec![BTreeMap::new(); profiles.len()];
    for refusal in intake.refusals.iter().filter(|refusal| holds_data(refusal)) {
        *refused[refusal.roster.index()].entry(refusal.code).or_insert(0) += u64::from(refusal.lines);
    }
    let mut defects = vec![BTreeMap::new(); profiles.len()];
    for anomaly in &anomalies.list {
        let roster = people.roster[anomaly.row as usize];
        *defects[roster.index()].entry(anomaly.code).or_insert(0) += 1;
    }
    for ((profile, refused), defects) in profiles.iter_mut().zip(refused).zip(defects) {
        profile.refused = most_first(refused);
        profile.anomalies = most_first(defects).into_iter().map(words).collect();
    }
    profiles
}

/// Which of [`FIELDS`] a row has. A NIK or card that was a placeholder counts as missing, as it does in a night.
fn filled(people: &People, row: usize) -> [bool; 5] {
    let village = |place| crate::region::table().level(place) == crate::region::Level::Village;
    [
        people.nik[row].is_some(),
        people.kk[row].is_some(),
        people.birth[row] != Birth::UNKNOWN,
        people.mother[row].is_some(),
        people.place[row].is_some_and(village),
    ]
}

/// Whether a refused line is one that a roster's owner would miss: a data row, or a whole table without header.
fn holds_data(refusal: &Refusal) -> bool {
    refusal.row.is_some() || refusal.code == "KEPALA_TIDAK_DITEMUKAN"
}

fn words((code, count): (AnomalyCode, u64)) -> AnomalyCount {
    AnomalyCount { code: code.code(), label: code.label_id(), label_en: code.label_en(), count }
}

/// Largest count first; equal counts in the order of the keys.
fn most_first<K: Ord>(counts: BTreeMap<K, u64>) -> Vec<(K, u64)> {
    let mut counts: Vec<(K, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}
