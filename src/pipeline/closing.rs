//! What must the operator know before a night is published, and what stops it?

use super::linked::Linked;
use super::{Stopwatch, breaker, evidence, repeated};
use jiff::civil::Date;

use crate::block::PassReport;
use crate::error::{Error, Finding, Message, Result, Severity};
use crate::ingest::Intake;
use crate::record::RowId;
use crate::report::Manifest;
use crate::report::manifest::SettingsTrace;
use crate::report::run::Trace;
use crate::settings::{CodeSystem, Settings};
use crate::standardise::{Anomalies, CodesOverruled, Habits, People};
use crate::state::{Found, NightCounts, StateFolder};

/// A night without a single row is no night.
pub(super) fn refuse_nothing_read(settings: &Settings, intake: &Intake, people: &People) -> Result<()> {
    if !people.is_empty() {
        return Ok(());
    }
    let first = intake.findings.first();
    Err(Error::Input {
        what: match first {
            Some(Finding { place, message, .. }) => message!(
                "tidak satu pun roster memberi baris; yang pertama: {place}: {message}",
                "no roster gave any row; first: {place}: {message}";
                message
            ),
            None => message!(
                "{path} tidak menyebut roster",
                "{path} names no roster",
                path = settings.path.display()
            ),
        },
        next_step: match first {
            Some(finding) if !finding.next_step.is_empty() => finding.next_step.clone(),
            _ => message!(
                "Periksa path setiap roster; `padan check` menunjukkan apa yang terbaca dari masing-masing.",
                "Check the paths of the rosters; `padan check` shows what is read of each."
            ),
        },
    })
}

/// Counts that do not add up mean that rows were lost: such a night is not published.
pub(super) fn refuse_broken_sums(manifest: &Manifest) -> Result<()> {
    match manifest.checks.iter().find(|check| !check.holds) {
        None => Ok(()),
        Some(check) => Err(Error::Input {
            what: message!(
                "hitungan malam ini tidak cocok: {name}",
                "the night's counts do not add up: {name}",
                name = check.name
            ),
            next_step: message!(
                "Tidak ada yang diterbitkan. Simpan berkas masukannya dan laporkan: ini kesalahan Padan.",
                "Nothing was published. Keep the inputs and report this: it is a defect of Padan."
            ),
        }),
    }
}

/// What the state and its last night have to say to this one.
///
/// # Errors
/// When the night differs so much from the last that it is not published, and nobody has accepted that.
pub(super) fn against_yesterday(
    settings: &Settings,
    state: &StateFolder,
    date: Date,
    counts: &NightCounts,
) -> Result<Vec<Finding>> {
    let mut findings = state.findings().to_vec();
    findings.extend(state.date_finding(date));
    if let Some(last) = state.last() {
        let limits = &settings.breaker;
        let jumps = breaker::jumps(counts, &last.record.counts, limits);
        findings.extend(breaker::hold(&jumps, limits.accepted.as_ref())?);
    }
    Ok(findings)
}

/// Rosters whose region codes do not lead where their names do, against what the settings say of them.
pub(super) fn overruled_codes(habits: &Habits, intake: &Intake) -> Vec<Finding> {
    let finding = |overruled: &CodesOverruled| {
        let file = intake.files.get(usize::from(overruled.file));
        let other = overruled.used == CodeSystem::Bps;
        Finding {
            code: "KODE_WILAYAH_DIABAIKAN",
            severity: if overruled.declared == CodeSystem::Undecided {
                Severity::Info
            } else {
                Severity::Warning
            },
            place: file
                .map(|file| {
                    format!("{}: {}", file.roster, file.path.file_name().unwrap_or_default().display())
                })
                .unwrap_or_default(),
            message: match (overruled.declared, other) {
                (CodeSystem::Bps, _) => message!(
                    "Kode wilayah dinyatakan kode BPS, tetapi cocok dengan kode Kemendagri; nama wilayah yang dipakai.",
                    "Region codes are declared as BPS codes and fit those of Kemendagri; the names of regions are used."
                ),
                (_, true) => message!(
                    "Kode wilayah bukan kode Kemendagri (tampaknya kode BPS); nama wilayah yang dipakai.",
                    "Region codes are not those of Kemendagri (they look like BPS codes); the names of regions are used."
                ),
                (_, false) => message!(
                    "Kode dan nama wilayah sering berbeda; nama wilayah yang dipakai.",
                    "Codes and names of regions often differ; the names are used."
                ),
            },
            next_step: message!(
                "Periksa `region_codes` roster ini di berkas pengaturan: \"kemendagri\" atau \"bps\".",
                "Check `region_codes` of this roster in the settings file: \"kemendagri\" or \"bps\"."
            ),
        }
    };
    habits.overruled().iter().map(finding).collect()
}

/// Findings of all stages, the reading's first.
pub(super) fn findings(
    settings: &Settings,
    intake: &Intake,
    people: &People,
    anomalies: &Anomalies,
    linked: &Linked<'_>,
) -> Vec<Finding> {
    let mut findings = intake.findings.clone();
    findings.extend(evidence::findings(settings, people));
    findings.extend(repeated::findings(settings, people, anomalies));
    if !linked.model.settled {
        findings.push(Finding {
            code: "MODEL_BELUM_MANTAP",
            severity: Severity::Warning,
            place: "model".into(),
            message: message!(
                "Pelatihan model belum mantap setelah {steps} langkah.",
                "Training of the model did not settle in {steps} steps.",
                steps = linked.model.steps
            ),
            next_step: message!(
                "Periksa sampel padanan sebelum hasilnya dipakai.",
                "Check samples of matches before the result is used."
            ),
        });
    }
    if linked.model.classes == 2 {
        findings.push(Finding {
            code: "MODEL_DUA_KELAS",
            severity: Severity::Info,
            place: "model".into(),
            message: message!(
                "Model memakai dua kelas (orang yang sama, orang lain): hampir tidak ada pasangan calon yang \
                 mengetahui No. KK, tempat tinggal, nama orang tua, atau alamat, sehingga keluarga tidak dapat dikenali.",
                "The model has two classes (same person, strangers): hardly any candidate pair knows No. KK, place, \
                 names of parents or address, so that families cannot be told."
            ),
            next_step: message!(
                "Petakan salah satu kolom itu bila ada; tanpa itu saudara kandung tidak dipisahkan oleh model.",
                "Map one of these columns if there is one; without it the model does not tell brothers and sisters apart."
            ),
        });
    }
    findings.extend(blocking_findings(&linked.found.passes, &linked.found.without_key));
    findings
}

/// What blocking noticed: blocks that could not be split, rows without any key.
pub(super) fn blocking_findings(passes: &[PassReport], without_key: &[RowId]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let windowed: u64 = passes.iter().map(|report| report.windowed).sum();
    if windowed > 0 {
        let rows: u64 = passes.iter().map(|report| report.windowed_rows).sum();
        findings.push(Finding {
            code: "BLOK_TERLALU_BESAR",
            severity: Severity::Warning,
            place: "block".into(),
            message: {
                let [windowed, rows] = [windowed, rows].map(Message::count);
                message!(
                    "{windowed} blok ({rows} baris) terlalu besar dan tidak terpecah oleh kunci yang lebih halus; \
                     barisnya hanya dibandingkan dengan beberapa baris berikutnya.",
                    "{windowed} blocks ({rows} rows) are too large and no finer key splits them; their rows are \
                     compared with the next few only.";
                    windowed, rows
                )
            },
            next_step: message!(
                "Periksa nilai yang berulang pada ribuan baris (NIK, KK, atau nama isian).",
                "Look for values that repeat on thousands of rows (NIK, KK, or a name used as filler)."
            ),
        });
    }
    if !without_key.is_empty() {
        let unkeyed = Message::count(without_key.len() as u64);
        findings.push(Finding {
            code: "BARIS_TANPA_KUNCI",
            severity: Severity::Warning,
            place: "block".into(),
            message: message!(
                "{unkeyed} baris tidak punya isian yang cukup untuk dibandingkan dengan baris lain.",
                "{unkeyed} rows do not hold enough to be compared with other rows.";
                unkeyed
            ),
            next_step: message!(
                "Lengkapi NIK, No. KK, atau nama dan tanggal lahirnya.",
                "Fill in their NIK, No. KK, or name and birth date."
            ),
        });
    }
    findings
}

/// For each roster the rows that no pass compared with any other.
pub(super) fn uncompared(settings: &Settings, people: &People, found: &Found) -> Vec<u64> {
    let mut rows = vec![0; settings.rosters.len()];
    for row in &found.not_compared {
        rows[people.roster[*row as usize].index()] += 1;
    }
    rows
}

pub(super) fn oversized(linked: &Linked<'_>) -> u64 {
    linked.found.passes.iter().map(|report| report.split).sum()
}

/// Rosters of which nothing could be read.
pub(super) fn failed_names(settings: &Settings, intake: &Intake) -> Vec<String> {
    intake.failed.iter().map(|roster| settings.rosters[roster.index()].roster.name.clone()).collect()
}

/// What the manifest says of settings, model and stages.
pub(super) fn trace(settings: &Settings, linked: &Linked<'_>, watch: &Stopwatch) -> Result<Trace> {
    let text = std::fs::read_to_string(&settings.path)
        .map_err(|error| Error::file(&settings.path, "cannot be read", error))?;
    let Linked { model, found, .. } = linked;
    Ok(Trace {
        settings: SettingsTrace::new(&settings.path, &text),
        model: serde_json::json!({
            "code_version": model.code_version,
            "rows": model.rows,
            "steps": model.steps,
            "settled": model.settled,
            "classes": model.classes,
            "expected_matches": model.expected_matches,
            "expected_family": model.expected_family,
            "thresholds": model.thresholds,
            "candidate_pairs": linked.found.pairs,
            "compared_pairs": linked.compared,
            "candidate_pairs_at_most": found.passes.iter().map(|report| report.pairs).sum::<u64>(),
            "edges": found.all_edges,
            "expected_quality": found.quality,
            "second_pass": found.second_pass,
            "passes": found.passes,
            "rows_not_compared": found.not_compared.len(),
        }),
        stages: watch.stages.clone(),
    })
}
