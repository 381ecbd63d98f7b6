//! Does an evaluation say what is true of a run? Siti is found in three rosters, Budi is lost between two, and
//! Hasan is taken for another.

use std::fs;
use std::path::Path;

use padan::evaluate::{LostAt, evaluate, losses, read_members, read_truth};
use padan::report::Language;

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
    assert!(error.next_step().contains("id, orang"), "{}", error.next_step());
}
