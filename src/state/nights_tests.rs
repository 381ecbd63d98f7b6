//! Does the state survive what can happen to it between any two steps? Nights of a few bytes, put by hand into what a
//! kill or a bad disk leaves.

use super::*;
use crate::state::verify::verify;
use crate::state::{Closing, Draft, NightCounts, Published};

struct World {
    _folder: tempfile::TempDir,
    root: PathBuf,
    out: PathBuf,
}

impl World {
    fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        let (root, out) = (folder.path().join("keadaan"), folder.path().join("keluaran"));
        World { _folder: folder, root, out }
    }

    fn open(&self) -> StateFolder {
        StateFolder::open(&self.root, &self.out, "run").unwrap()
    }

    /// A night of two small files.
    fn night(&self, date: &str) -> Published {
        self.night_keeping(date, None)
    }

    fn night_keeping(&self, date: &str, keep_runs: Option<usize>) -> Published {
        self.night_watched(date, keep_runs, &|_| {}).unwrap()
    }

    fn night_watched(&self, date: &str, keep_runs: Option<usize>, step: &dyn Fn(&str)) -> Result<Published> {
        let state = self.open();
        let run = Draft::begin(&self.out, date).unwrap();
        let mut draft = state.begin().unwrap();
        let words = format!("night {}", draft.number());
        fs::write(run.folder().join("register.parquet"), &words).unwrap();
        let sum = blake3::hash(words.as_bytes()).to_hex().to_string();
        let outputs = serde_json::json!({"outputs":
            [{"file": "register.parquet", "bytes": words.len(), "blake3": sum}], "number": draft.number()});
        fs::write(run.folder().join("manifest.json"), outputs.to_string()).unwrap();
        fs::write(draft.folder().join("rows.parquet"), &words).unwrap();
        fs::write(draft.folder().join("linkage.bin"), "memory").unwrap();
        draft.link(&run, "register.parquet").unwrap();
        let (date, counts) = (date.parse().unwrap(), NightCounts::default());
        let closing = Closing { date, counts, accepted: None, keep_runs };
        draft.publish(run, &closing, step)
    }

    fn state_names(&self) -> Vec<String> {
        entries(&self.root).unwrap().into_iter().filter(|name| name != "kunci").collect()
    }

    fn codes(&self) -> Vec<&'static str> {
        self.open().findings().iter().map(|finding| finding.code).collect()
    }

    /// What the state says last night was.
    fn last(&self) -> (u32, String) {
        let state = self.open();
        let last = state.last().unwrap();
        (last.number, fs::read_to_string(last.file("rows.parquet").unwrap()).unwrap())
    }
}

#[test]
fn nights_follow_one_another_and_two_are_kept() {
    let world = World::new();
    assert!(world.open().last().is_none());
    for date in ["2026-03-01", "2026-03-02", "2026-03-02", "2026-03-03"] {
        world.night(date);
    }
    assert_eq!(world.state_names(), ["malam-000003", "malam-000004"]);
    assert_eq!(world.last(), (4, "night 4".to_owned()));
    assert_eq!(entries(&world.out).unwrap(), ["2026-03-01", "2026-03-02", "2026-03-03"]);
    assert!(world.codes().is_empty());
    let read = LastNight::read(&world.root, &world.out).unwrap().unwrap();
    assert_eq!((read.number, read.run), (4, world.out.join("2026-03-03")));
}

#[test]
fn a_draft_given_up_leaves_nothing() {
    let world = World::new();
    world.night("2026-03-01");
    let state = world.open();
    drop(state.begin().unwrap());
    assert_eq!(world.state_names(), ["malam-000001"]);
}

#[test]
fn an_earlier_date_is_a_finding_and_the_next_number() {
    let world = World::new();
    world.night("2026-03-05");
    let finding = world.open().date_finding("2026-03-01".parse().unwrap()).unwrap();
    assert_eq!(finding.code, "TANGGAL_MUNDUR");
    assert!(world.open().date_finding("2026-03-05".parse().unwrap()).is_none());
    assert_eq!(world.night("2026-03-01").number, 2);
    assert_eq!(world.last().0, 2);
}

/// The folders as they are when `publish` says that a step begins: what a kill there leaves.
fn killed_at(world: &World, date: &str, step: &str) {
    let before = tempfile::tempdir().unwrap();
    let parent = world.root.parent().unwrap();
    world
        .night_watched(date, None, &|now| {
            if now == step {
                copy(parent, before.path());
            }
        })
        .unwrap();
    fs::remove_dir_all(&world.root).unwrap();
    fs::remove_dir_all(&world.out).unwrap();
    copy(before.path(), parent);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for name in entries(from).unwrap() {
        if from.join(&name).is_dir() {
            copy(&from.join(&name), &to.join(&name));
        } else {
            fs::copy(from.join(&name), to.join(&name)).unwrap();
        }
    }
}

#[test]
fn a_kill_while_closing_leaves_yesterday_and_one_while_publishing_is_finished() {
    for (step, number) in
        [("menutup malam", 1), ("menerbitkan hasil", 2), ("menerbitkan keadaan", 2), ("membersihkan", 2)]
    {
        for date in ["2026-03-01", "2026-03-02"] {
            let world = World::new();
            world.night("2026-03-01");
            killed_at(&world, date, step);
            assert_eq!(verify(&world.root, &world.out).unwrap().damaged(), 0, "{step} {date}");
            assert_eq!(world.last(), (number, format!("night {number}")), "{step} {date}");
            assert_eq!(world.state_names().len(), number as usize, "{step} {date}");
            let run = world.open().last().unwrap().run.clone();
            assert_eq!(fs::read_to_string(run.join("register.parquet")).unwrap(), format!("night {number}"));
            assert!(entries(&world.out).unwrap().iter().all(|name| !name.starts_with('.')), "{step}");
            assert_eq!(world.night("2026-03-03").number, number + 1);
        }
    }
}

#[test]
fn a_kill_between_the_renames_of_a_run_that_replaces_another_is_finished() {
    let world = World::new();
    world.night("2026-03-01");
    killed_at(&world, "2026-03-01", "menerbitkan hasil");
    fs::rename(world.out.join("2026-03-01"), world.out.join(".2026-03-01.lama")).unwrap();
    assert_eq!(world.codes(), ["MALAM_DITUNTASKAN"]);
    assert_eq!(world.last(), (2, "night 2".to_owned()));
    assert_eq!(entries(&world.out).unwrap(), ["2026-03-01"]);
}

#[test]
fn a_kill_while_the_replaced_run_is_removed_is_no_damage() {
    let world = World::new();
    world.night("2026-03-01");
    let manifest = fs::read(world.out.join("2026-03-01/manifest.json")).unwrap();
    killed_at(&world, "2026-03-01", "menerbitkan keadaan");
    let retired = world.out.join(".2026-03-01.lama");
    fs::create_dir(&retired).unwrap();
    fs::write(retired.join("manifest.json"), manifest).unwrap();
    assert_eq!(verify(&world.root, &world.out).unwrap().damaged(), 0);
    assert_eq!(world.last().0, 2);
    assert_eq!(entries(&world.out).unwrap(), ["2026-03-01"]);
}

#[test]
fn a_complete_state_without_its_run_is_no_night() {
    let world = World::new();
    world.night("2026-03-01");
    killed_at(&world, "2026-03-02", "menerbitkan hasil");
    fs::remove_file(world.out.join(".2026-03-02.baru/register.parquet")).unwrap();
    assert_eq!(world.last().0, 1);
    assert_eq!(world.state_names(), ["malam-000001"]);
    assert_eq!(entries(&world.out).unwrap(), ["2026-03-01"]);
}

#[test]
fn a_damaged_night_is_set_aside_for_the_one_before() {
    let world = World::new();
    world.night("2026-03-01");
    world.night("2026-03-02");
    fs::write(world.root.join("malam-000002/rows.parquet"), "night x").unwrap();
    let state = world.open();
    assert_eq!(state.last().unwrap().number, 1);
    let finding = &state.findings()[0];
    assert_eq!(finding.code, "KEADAAN_DIPULIHKAN");
    assert!(finding.message.id.contains("malam ke-2") && finding.message.id.contains("rows.parquet"));
    drop(state);
    assert_eq!(world.state_names(), ["malam-000001", "rusak-malam-000002"]);
    assert!(world.codes().is_empty(), "said once");
    assert_eq!(world.night("2026-03-03").number, 3, "a number is never given twice");
}

#[test]
fn a_run_of_the_same_date_is_not_taken_for_that_of_the_night_before() {
    let world = World::new();
    world.night("2026-03-01");
    assert!(world.open().last().unwrap().run_is_its_own());
    world.night("2026-03-01");
    fs::write(world.root.join("malam-000002/rows.parquet"), "night x").unwrap();
    let state = world.open();
    assert!(!state.last().unwrap().run_is_its_own(), "the damaged night's run stands there");
}

#[test]
fn damaged_memory_is_forgotten_and_nothing_else() {
    let world = World::new();
    world.night("2026-03-01");
    fs::remove_file(world.root.join("malam-000001/linkage.bin")).unwrap();
    let state = world.open();
    assert_eq!(state.last().unwrap().file("linkage.bin"), None);
    assert!(state.last().unwrap().file("rows.parquet").is_some());
    assert_eq!(state.findings()[0].code, "INGATAN_DIABAIKAN");
}

#[test]
fn nothing_whole_left_is_an_error_and_never_a_first_night() {
    let world = World::new();
    world.night("2026-03-01");
    fs::write(world.root.join("malam-000001/state.json"), "{}").unwrap();
    for _ in 0..2 {
        let error = StateFolder::open(&world.root, &world.out, "run").unwrap_err();
        assert!(matches!(error, Error::Damaged { .. }), "{error}");
        assert_eq!(world.state_names(), ["malam-000001"], "left for whoever looks");
    }
}

#[test]
fn runs_without_a_state_are_told() {
    let world = World::new();
    world.night("2026-03-01");
    fs::remove_dir_all(&world.root).unwrap();
    assert_eq!(world.codes(), ["KEADAAN_BARU"]);
}

#[test]
fn old_runs_go_by_their_date_and_the_newest_night_never() {
    let world = World::new();
    for date in ["2026-03-01", "2026-03-02", "2026-03-03"] {
        world.night(date);
    }
    world.night_keeping("2026-02-01", Some(2));
    assert_eq!(entries(&world.out).unwrap(), ["2026-02-01", "2026-03-03"]);
}

#[test]
fn every_byte_is_verified_and_what_retention_took_is_no_damage() {
    let world = World::new();
    let damaged = |world: &World| verify(&world.root, &world.out).unwrap().damaged();
    assert_eq!(damaged(&world), 0);
    world.night("2026-03-01");
    world.night("2026-03-02");
    let found = verify(&world.root, &world.out).unwrap();
    assert_eq!((found.nights.len(), found.damaged()), (2, 0));
    fs::remove_dir_all(world.out.join("2026-03-01")).unwrap();
    assert_eq!(damaged(&world), 0, "an older run may be gone");
    fs::write(world.root.join("malam-000001/linkage.bin"), "MEMORY").unwrap();
    assert_eq!(damaged(&world), 1);
    fs::remove_file(world.out.join("2026-03-02/register.parquet")).unwrap();
    assert_eq!(damaged(&world), 2);
    fs::remove_dir_all(world.out.join("2026-03-02")).unwrap();
    assert_eq!(damaged(&world), 2, "the newest run must be there");
}
