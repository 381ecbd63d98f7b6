//! Does an evaluation say what is true of a run? Siti is found in three rosters, Budi is lost between two, and
//! Hasan is taken for another; and a night's own files measure it alike by truth, by labels and by linking again.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use padan::evaluate::{
    Assignment, By, Known, LostAt, Slice, Sliced, evaluate, family_merges, losses, read_members, read_truth,
    slices,
};
use padan::ingest::RowChunk;
use padan::record::{Field, RosterId, TextColumn};
use padan::report::Language;
use padan::report::pairs::read_pairs;
use padan::standardise::{self, People};

use crate::binary::Ended;

#[test]
fn a_run_folder_meets_a_truth_file() {
    let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/truth_meets_members");
    let members = read_members(&story).unwrap();
    let truth = read_truth(&story.join("truth.csv")).unwrap();
    let lost = losses(&members, &truth, |a, b| {
        assert_eq!((a, b), (1, 4), "the one lost pair is Budi's");
        LostAt::ScoredBelow
    });
    let found = evaluate(&members, &truth, Some(lost));

    assert_eq!((found.rows.matched, found.rows.truth_only), (7, 1));
    assert_eq!((found.pair_counts.predicted, found.pair_counts.actual, found.pair_counts.correct), (4, 4, 3));
    assert_eq!(found.pairwise.f1, Some(0.75));
    assert_eq!((found.clusters.mixed, found.clusters.split, found.clusters.exact), (1, 1, 2));
    assert_eq!((lost.scored_below, lost.not_read), (1, 1));

    let text = found.to_text(Language::English);
    for expected in ["0.7500", "scored below", "clusters with more than one person"] {
        assert!(text.contains(expected), "{text}");
    }
    let json: serde_json::Value = serde_json::from_str(&found.to_json()).unwrap();
    assert_eq!(json["pairwise"]["f1"], 0.75);
    assert_eq!(json["losses"]["scored_below"], 1);
    assert_eq!(json["by_roster"][0]["roster"], "bdt");
}

#[test]
fn a_truth_file_without_rosters_says_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("truth.csv");
    fs::write(&path, "id,orang\n1,a\n").unwrap();
    let error = read_truth(&path).unwrap_err();
    assert!(error.to_string().contains("no column `roster`"), "{error}");
    assert!(error.next_step().en.contains("id, orang"), "{:?}", error.next_step());
}

/// Twins Aminah and Aminin of one household, and their brother; nobody here exists. Two rosters: the twins' rows of
/// the first and one of the second stand in one cluster, the brother's second row is lost.
fn small_world() -> (Assignment, Assignment, People, TextColumn) {
    let fields = [Field::Name, Field::Sex, Field::BirthDate];
    let rows = [
        ["SITI AMINAH", "P", "2010-05-04"],
        ["SITI AMININ", "P", "2010-05-04"],
        ["HASAN", "L", "2008-02-03"],
        ["SITI AMINAH", "P", "2010-05-04"],
        ["HASAN", "L", ""],
    ];
    let chunk = |roster: u16, rows: &[[&str; 3]]| RowChunk {
        roster: RosterId(roster),
        file: roster,
        lines: (2..2 + rows.len() as u32).collect(),
        rows: (1..=rows.len() as u32).collect(),
        cells: (0..3).map(|at| (fields[at], rows.iter().map(|row| row[at]).collect())).collect(),
    };
    let chunks = [chunk(0, &rows[..3]), chunk(1, &rows[3..])];
    let night = standardise::Options::new(jiff::civil::date(2026, 7, 1));
    let (people, _) = standardise::standardise_all(&chunks, &night);
    let assignment = |person: [u32; 5], household: Vec<Option<u32>>| Assignment {
        rosters: vec!["bdt".into(), "pip".into()],
        roster: vec![0, 0, 0, 1, 1],
        row: vec![1, 2, 3, 1, 2],
        person: person.map(Some).to_vec(),
        persons: 4,
        household,
    };
    let members = assignment([0, 0, 1, 0, 2], Vec::new());
    let truth = assignment([0, 1, 2, 0, 2], vec![Some(0); 5]);
    (members, truth, people, rows.iter().map(|row| row[0]).collect())
}

#[test]
fn slices_say_who_is_wrongly_merged_and_who_is_missed() {
    let (members, truth, people, names) = small_world();
    let known = Known::of_truth(&members, &truth);
    let found =
        slices(Sliced { members: &members, known: &known, people: &people, names: &names, year: 2026 });
    let slice = |by: By, group: &str| -> &Slice {
        found.iter().find(|slice| slice.by == by && slice.group == group).unwrap_or_else(|| panic!("{group}"))
    };
    let said = |slice: &Slice| (slice.rows, slice.wrongly_merged, slice.missed, slice.pair_counts.correct);
    // Pairs said: 0-1, 0-3, 1-3; true: 0-3, 2-4.
    assert_eq!(said(slice(By::Sex, "P")), (Some(3), 2, 0, 1));
    assert_eq!(said(slice(By::Sex, "L")), (Some(2), 0, 1, 0));
    assert_eq!(said(slice(By::Age, "7-18")), (Some(4), 2, 1, 1));
    assert_eq!(said(slice(By::Age, "unknown")), (Some(1), 0, 1, 0));
    assert_eq!(said(slice(By::Name, "siti")), (Some(3), 2, 0, 1));
    assert_eq!(said(slice(By::Name, "one_word")), (Some(2), 0, 1, 0));
    assert_eq!(said(slice(By::BirthDate, "none")), (Some(1), 0, 1, 0));
    assert_eq!(said(slice(By::Rosters, "bdt × bdt")), (None, 1, 0, 0));
    assert_eq!(said(slice(By::Rosters, "bdt × pip")), (None, 1, 1, 1));
    assert_eq!(said(slice(By::Nik, "none")), (Some(5), 2, 1, 1));
}

#[test]
fn labels_of_every_pair_slice_as_the_truth_does() {
    let (members, truth, people, names) = small_world();
    let known = Known::of_truth(&members, &truth);
    let labels = (0..5).flat_map(|a| (a + 1..5).map(move |b| (a, b)));
    let labels = Known::Labels(labels.map(|(a, b)| (a, b, known.same(a, b).unwrap())).collect());
    let by = |known: &Known| {
        slices(Sliced { members: &members, known, people: &people, names: &names, year: 2026 })
    };
    assert_eq!(by(&known), by(&labels));
    assert_eq!(known.counts(&members.person), labels.counts(&members.person));
}

#[test]
fn twins_taken_for_one_person_are_counted_by_pairs_of_persons() {
    let (members, truth, people, _) = small_world();
    let found = family_merges(&members, &truth, &people, 2026).unwrap();
    assert_eq!((found.twins.pairs, found.twins.merged), (1, 1));
    assert_eq!((found.other_sex.pairs, found.other_sex.merged), (2, 0));
    assert_eq!(found.same_sex_siblings.pairs + found.same_sex_others.pairs, 0);
    let without = Assignment { household: Vec::new(), ..truth };
    assert_eq!(family_merges(&members, &without, &people, 2026), None);
}

/// A story's night in a folder of its own: its settings and its run folder.
fn night(folder: &Path, story: &str) -> (PathBuf, PathBuf) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(story);
    for entry in fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
        }
    }
    let settings = folder.join("padan.toml");
    crate::binary::padan().args(["run", "--quiet", "--date", "2026-07-01"]).arg(&settings).ended(0);
    (settings, folder.join("keluaran/2026-07-01"))
}

fn json(arguments: &[&dyn AsRef<std::ffi::OsStr>]) -> serde_json::Value {
    let output = crate::binary::padan().args(["evaluate", "--json"]).args(arguments).ended(0);
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn every_pair_of_a_cluster_is_kept_once_and_every_row_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let (_, run) = night(folder.path(), "siblings_one_nik");
    let members = read_members(&run).unwrap();
    let pairs = read_pairs(&run).unwrap().unwrap();
    let place = |roster: &str, row: u32| {
        let is =
            |at: &usize| members.rosters[members.roster[*at] as usize] == roster && members.row[*at] == row;
        (0..members.len()).find(is).unwrap()
    };
    let mut kept = BTreeSet::new();
    for at in 0..pairs.len() {
        let a = place(pairs.roster_a.get(at), pairs.row_a[at]);
        let b = place(pairs.roster_b.get(at), pairs.row_b[at]);
        assert!(a < b && kept.insert((a, b)), "pair {a} {b}");
        let together = members.person[a] == members.person[b];
        let says = matches!(pairs.outcome[at].code(), "linked" | "through_others");
        assert_eq!(together, says, "{a} {b}: {}", pairs.outcome[at].code());
        assert!(!pairs.pattern.get(at).is_empty());
    }
    for a in 0..members.len() {
        for b in a + 1..members.len() {
            assert!(members.person[a] != members.person[b] || kept.contains(&(a, b)), "{a} {b} is not kept");
        }
    }
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(run.join("manifest.json")).unwrap()).unwrap();
    let listed = manifest["outputs"].as_array().unwrap().iter().find(|out| out["file"] == "pairs.parquet");
    assert_eq!(listed.unwrap()["rows"], pairs.len());
}

#[test]
fn truth_labels_and_linking_again_agree() {
    let folder = tempfile::tempdir().unwrap();
    let (settings, run) = night(folder.path(), "siblings_one_nik");
    let truth = folder.path().join("truth.csv");
    let by_truth = json(&[&"--run", &run, &"--truth", &truth]);

    let (members, persons) = (read_members(&run).unwrap(), read_truth(&truth).unwrap());
    let known = Known::of_truth(&members, &persons);
    let mut text =
        "unique_id_l,source_dataset_l,unique_id_r,source_dataset_r,clerical_match_score\n".to_owned();
    for a in 0..members.len() {
        for b in a + 1..members.len() {
            let name =
                |at: usize| format!("{},{}", members.row[at], members.rosters[members.roster[at] as usize]);
            let same = known.same(a as u32, b as u32).unwrap();
            text.push_str(&format!("{},{},{:.1}\n", name(a), name(b), f64::from(u8::from(same))));
        }
    }
    let labels = folder.path().join("labels.csv");
    fs::write(&labels, text).unwrap();
    let by_labels = json(&[&"--run", &run, &"--labels", &labels]);
    for key in ["pair_counts", "pairwise", "calibration", "slices"] {
        assert_eq!(by_truth[key], by_labels[key], "{key}");
    }
    assert_eq!(by_labels["labels"]["used"], by_labels["labels"]["records"]);

    let again = json(&[&"--run", &run, &"--truth", &truth, &"--settings", &settings]);
    let lines = again["thresholds"]["table"].as_array().unwrap();
    let own: Vec<_> = lines.iter().filter(|line| line["own"] == true).collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0]["cluster_counts"], again["pair_counts"], "at its own threshold the run is the run");
    assert_eq!(again["thresholds"]["clustered_again"], true);
}

#[test]
fn errors_are_masked_unless_opened_and_the_opening_is_logged() {
    let folder = tempfile::tempdir().unwrap();
    let (_, run) = night(folder.path(), "siblings_one_nik");
    // A truth that calls every row one person: every pair left apart is an error.
    let members = read_members(&run).unwrap();
    let mut text = "roster,row,person\n".to_owned();
    for at in 0..members.len() {
        text.push_str(&format!("{},{},x\n", members.rosters[members.roster[at] as usize], members.row[at]));
    }
    let truth = folder.path().join("all_one.csv");
    fs::write(&truth, text).unwrap();
    let (errors, curve) = (folder.path().join("errors.csv"), folder.path().join("curve.svg"));
    let evaluate = |more: &[&str]| {
        let mut command = crate::binary::padan();
        command.arg("evaluate").arg("--run").arg(&run).arg("--truth").arg(&truth);
        command.arg("--errors").arg(&errors).arg("--curve").arg(&curve).args(more);
        command
    };
    let whole_number =
        |text: &str| text.split(|sign: char| !sign.is_ascii_digit()).any(|digits| digits.len() == 16);
    let output = evaluate(&[]).ended(0);
    let shown = fs::read_to_string(&errors).unwrap();
    assert!(shown.contains("missed") || shown.contains("not_kept"), "{shown}");
    assert!(shown.contains("********") && !whole_number(&shown), "{shown}");
    assert!(!whole_number(&String::from_utf8_lossy(&output.stdout)));
    assert!(fs::read_to_string(&curve).unwrap().starts_with("<svg"));

    evaluate(&["--buka-penyamaran"]).ended(2);
    evaluate(&["--buka-penyamaran", "--by", "Rini", "--reason", "memeriksa model"]).ended(0);
    assert!(whole_number(&fs::read_to_string(&errors).unwrap()));
    let log = fs::read_to_string(folder.path().join("keluaran/pembukaan.jsonl")).unwrap();
    assert!(log.contains("Rini") && log.contains("evaluate 2026-07-01"), "{log}");
}
