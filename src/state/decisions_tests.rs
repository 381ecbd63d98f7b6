//! Does what officers decided stay, whatever happens to its file?

use std::fs;
use std::path::PathBuf;

use rusqlite::Connection;
use tempfile::TempDir;

use super::*;

const SARI: Said<'_> = Said { at: "2026-03-01T08:00:00+07:00", by: "Sari", reason: "KTP dilihat" };

fn new(verdict: Verdict, a: u64, b: u64) -> NewDecision {
    let row = |uid: u64| DecidedRow { uid, row: format!("pkh:{uid}") };
    NewDecision {
        verdict,
        rows: [row(a), row(b)],
        by: "Sari".into(),
        reason: "KTP dilihat".into(),
        source: BY_COMMAND.into(),
    }
}

/// A state folder with two decisions.
fn two() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("keadaan");
    let mut decisions = Decisions::open(&root).unwrap();
    let uid = u64::MAX - 5;
    let numbers =
        decisions.add(&[new(Verdict::Same, 1, uid), new(Verdict::Different, 2, 3)], SARI.at).unwrap();
    assert_eq!(numbers, [1, 2]);
    (folder, root)
}

fn names(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn what_is_taken_back_stays_to_be_read() {
    let (_folder, root) = two();
    let mut decisions = Decisions::open(&root).unwrap();
    assert_eq!(decisions.known(Verdict::Same, [u64::MAX - 5, 1]).unwrap().id, 1);
    assert_eq!(decisions.known(Verdict::Different, [1, u64::MAX - 5]), None);
    decisions.take_back(1, SARI).unwrap();
    assert!(decisions.take_back(1, SARI).unwrap_err().to_string().contains("already"));
    assert!(decisions.take_back(9, SARI).is_err());
    assert_eq!(decisions.add(&[new(Verdict::Same, 7, 8)], SARI.at).unwrap(), [3]);

    let decisions = Decisions::look(&root).unwrap().unwrap();
    assert_eq!(decisions.pairs().iter().map(|decision| decision.id).collect::<Vec<_>>(), [2, 3]);
    let [first, second, _] = decisions.all_pairs() else { panic!("three decisions") };
    assert_eq!(first.taken_back.as_ref().unwrap().reason, "KTP dilihat");
    assert_eq!((first.rows[1].uid, &second.rows[0].row[..]), (u64::MAX - 5, "pkh:2"));
}

#[test]
fn a_conflict_can_be_dismissed_and_opened_again() {
    let (_folder, root) = two();
    let mut decisions = Decisions::open(&root).unwrap();
    assert_eq!(decisions.dismiss("C-1", SARI).unwrap(), Some(1));
    assert_eq!(decisions.dismiss("C-1", SARI).unwrap(), None, "known already");
    assert_eq!(decisions.dismissals()["C-1"].by, "Sari");
    decisions.take_back_dismissal("C-1", SARI).unwrap();
    assert!(decisions.take_back_dismissal("C-1", SARI).is_err());
    assert!(decisions.take_back_dismissal("C-2", SARI).is_err());
    assert!(decisions.dismissals().is_empty());
    assert_eq!(decisions.all_dismissals().len(), 1);
}

#[test]
fn a_damaged_file_is_set_aside_and_its_copy_takes_its_place() {
    for damage in ["turned over", "emptied", "cut off", "gone", "an older one"] {
        let (_folder, root) = two();
        let path = root.join(FILE);
        let mut bytes = fs::read(&path).unwrap();
        match damage {
            "turned over" => {
                let place = bytes.len() - 20;
                bytes[place] ^= 1;
            }
            "emptied" => bytes.clear(),
            "cut off" => bytes.truncate(5_000),
            "an older one" => {
                let other = tempfile::tempdir().unwrap();
                Decisions::open(other.path()).unwrap();
                bytes = fs::read(other.path().join(FILE)).unwrap();
            }
            _ => fs::remove_file(&path).unwrap(),
        }
        if damage != "gone" {
            fs::write(&path, &bytes).unwrap();
        }
        let decisions = Decisions::open(&root).unwrap();
        assert_eq!(decisions.pairs().len(), 2, "{damage}");
        assert_eq!(decisions.findings()[0].code, "KEPUTUSAN_DIPULIHKAN");
        let aside = root.join("decisions.rusak-1.sqlite");
        assert_eq!(fs::read(aside).ok(), (damage != "gone").then_some(bytes), "{damage}");
        assert!(Decisions::open(&root).unwrap().findings().is_empty(), "said once");
    }
}

#[test]
fn a_write_that_was_cut_off_is_undone_and_no_damage() {
    let (_folder, root) = two();
    let path = root.join(FILE);
    // The file as it is in the middle of a write: the mark is dirty, and SQLite has a journal to undo it with.
    fs::write(root.join("decisions.sum"), "dirty\n").unwrap();
    let writing = Connection::open(&path).unwrap();
    writing.pragma_update(None, "cache_size", 1).unwrap();
    writing.pragma_update(None, "cache_spill", 1).unwrap();
    writing.execute_batch("BEGIN IMMEDIATE").unwrap();
    let insert = "INSERT INTO dismissal (conflict, officer, reason, decided_at) VALUES (?1, '', '', '')";
    for _ in 0..400 {
        writing.execute(insert, ["x".repeat(200)]).unwrap();
    }
    let copies: Vec<(String, Vec<u8>)> =
        names(&root).into_iter().map(|name| (name.clone(), fs::read(root.join(name)).unwrap())).collect();
    drop(writing);
    assert!(copies.iter().any(|(name, _)| name == "decisions.sqlite-journal"), "a write was under way");
    let killed = tempfile::tempdir().unwrap();
    copies.iter().for_each(|(name, bytes)| fs::write(killed.path().join(name), bytes).unwrap());

    // Who may mend nothing reads what was there before.
    let seen = Decisions::look(killed.path()).unwrap().unwrap();
    assert_eq!((seen.pairs().len(), seen.all_dismissals().len()), (2, 0));
    assert_eq!(Decisions::in_force(killed.path()), Some((2, 0)));
    let verified = crate::state::verify::verify(killed.path(), &killed.path().join("keluaran")).unwrap();
    assert_eq!(
        (verified.decisions, verified.unfinished),
        (None, true),
        "no damage, but something is to be done"
    );
    let same = |(name, bytes): &(String, Vec<u8>)| fs::read(killed.path().join(name)).unwrap() == *bytes;
    assert!(copies.iter().all(same), "looking changes nothing");

    let decisions = Decisions::open(killed.path()).unwrap();
    assert_eq!((decisions.pairs().len(), decisions.all_dismissals().len()), (2, 0));
    assert!(decisions.findings().is_empty());
    assert!(fs::read_to_string(killed.path().join("decisions.sum")).unwrap().starts_with("clean "));
}

#[test]
fn mark_and_copy_are_made_again_when_only_they_are_lost() {
    let (_folder, root) = two();
    for lost in ["decisions.sum", "decisions.cadangan.sqlite"] {
        fs::remove_file(root.join(lost)).unwrap();
        assert!(Decisions::open(&root).unwrap().findings().is_empty());
        assert!(root.join(lost).exists());
    }
    fs::write(root.join("decisions.sum"), format!("clean {}\n", "0".repeat(64))).unwrap();
    assert!(Decisions::open(&root).unwrap().findings().is_empty(), "file and copy agree against the mark");
    let expected = ["decisions.cadangan.sqlite", "decisions.sqlite", "decisions.sum"];
    assert_eq!(names(&root), expected);
    #[cfg(unix)]
    for name in expected {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(root.join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn without_a_whole_copy_nothing_is_touched() {
    let (_folder, root) = two();
    for name in [FILE, "decisions.cadangan.sqlite"] {
        fs::write(root.join(name), format!("no database {name}")).unwrap();
    }
    assert!(Decisions::open(&root).unwrap_err().to_string().contains("copy"));
    assert_eq!(fs::read_to_string(root.join(FILE)).unwrap(), "no database decisions.sqlite");
}

#[test]
fn a_first_write_that_was_cut_off_leaves_an_empty_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("decisions.sum"), "dirty\n").unwrap();
    for begun in ["", "\u{d9}"] {
        fs::write(folder.path().join(FILE), "").unwrap();
        fs::write(folder.path().join("decisions.sqlite-journal"), begun).unwrap();
        assert!(Decisions::look(folder.path()).unwrap().is_none(), "nothing was decided yet");
    }
    fs::remove_file(folder.path().join("decisions.sqlite-journal")).unwrap();
    let decisions = Decisions::open(folder.path()).unwrap();
    assert!(decisions.pairs().is_empty() && decisions.findings().is_empty());
    assert!(Decisions::look(&folder.path().join("none")).unwrap().is_none());
}

#[test]
fn a_file_of_the_first_format_is_still_read() {
    let folder = tempfile::tempdir().unwrap();
    let stored = Connection::open(folder.path().join(FILE)).unwrap();
    stored.execute_batch(include_str!("decisions_version_1.sql")).unwrap();
    drop(stored);
    let decisions = Decisions::open(folder.path()).unwrap();
    assert_eq!(decisions.all_pairs().len(), 2);
    assert_eq!(decisions.pairs()[0].source, "keputusan.csv:3");
    assert_eq!(decisions.dismissals()["C-7K2M9X4"].by, "Budi");
}

#[test]
fn a_file_of_a_later_format_is_left_alone() {
    let (_folder, root) = two();
    Connection::open(root.join(FILE)).unwrap().pragma_update(None, "user_version", 99).unwrap();
    fs::remove_file(root.join("decisions.sum")).unwrap();
    let before = fs::read(root.join(FILE)).unwrap();
    assert!(Decisions::open(&root).unwrap_err().to_string().contains("format 99"));
    assert_eq!(fs::read(root.join(FILE)).unwrap(), before);
}
