//! Is what docs/nights.md tells of the three nights of `fixtures/nights` true? Runs them one after the other, as an
//! office would, with an officer's verdict between the second and the third.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::process::Command;

use padan::report::read::read_columns;
use tempfile::TempDir;

use crate::binary::Ended;

/// The nights have been run up to some night; rosters, state and outputs.
struct Office {
    folder: TempDir,
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/nights")
}

impl Office {
    fn new() -> Office {
        let folder = tempfile::tempdir().unwrap();
        fs::copy(fixture().join("padan.toml"), folder.path().join("padan.toml")).unwrap();
        Office { folder }
    }

    /// The officer's file is handed in.
    fn decide(&self) {
        crate::binary::padan()
            .arg("decide")
            .arg(self.folder.path().join("padan.toml"))
            .arg("--from")
            .arg(fixture().join("putusan.csv"))
            .args(["--by", "Petugas Sidoharjo", "--reason", "diperiksa di tempat"])
            .ended(0);
    }

    /// Puts the night's files in place of the last night's and runs it.
    fn night(&self, night: u32) -> PathBuf {
        let incoming = self.folder.path().join("masuk");
        let _ = fs::remove_dir_all(&incoming);
        fs::create_dir(&incoming).unwrap();
        for entry in fs::read_dir(fixture().join(format!("malam-{night}"))).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, incoming.join(path.file_name().unwrap())).unwrap();
        }
        let date = format!("2026-07-{night:02}");
        crate::binary::padan()
            .args(["run", "--quiet", "--date", &date])
            .arg(self.folder.path().join("padan.toml"))
            .ended(0);
        self.folder.path().join("keluaran").join(date)
    }
}

/// The person id of each true person's rows, by the night's truth.
fn ids(run: &Path, night: u32) -> BTreeMap<String, Vec<String>> {
    let truth = fixture().join(format!("malam-{night}/truth.csv"));
    let truth = read_columns(&truth, &[&["roster"], &["row"], &["person"]]).unwrap();
    let person_of: BTreeMap<(String, String), String> = (0..truth[0].len())
        .map(|at| ((truth[0].get(at).to_owned(), truth[1].get(at).to_owned()), truth[2].get(at).to_owned()))
        .collect();
    let members = read_columns(&run.join("members.csv"), &[&["roster"], &["row"], &["person_id"]]).unwrap();
    let mut ids: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for at in 0..members[0].len() {
        let person = &person_of[&(members[0].get(at).to_owned(), members[1].get(at).to_owned())];
        ids.entry(person.clone()).or_default().push(members[2].get(at).to_owned());
    }
    for ids in ids.values_mut() {
        ids.sort();
        ids.dedup();
    }
    ids
}

/// Kind and conflict class of every change.
fn changes(run: &Path) -> Vec<(String, String)> {
    let columns = read_columns(&run.join("changes.csv"), &[&["change"], &["class"]]).unwrap();
    columns[0]
        .iter()
        .zip(columns[1].iter())
        .map(|(change, class)| (change.to_owned(), class.to_owned()))
        .collect()
}

/// Two women whom the model takes for one until an officer says otherwise, after the second night.
const ONE_UNTIL_JUDGED: [&str; 2] = ["putus-1", "putus2-2"];
/// She of the two who has a new id from then on.
const ANEW: &str = "putus-1";

#[test]
fn each_night_has_every_person_once() {
    let office = Office::new();
    let mut before: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for night in 1..=3 {
        if night == 3 {
            office.decide();
        }
        let run = office.night(night);
        let ids = ids(&run, night);
        for (person, old) in before.iter().filter(|(person, _)| night < 3 || *person != ANEW) {
            assert_eq!(ids.get(person), Some(old), "night {night}: {person} has another id, or none");
        }
        let apart: Vec<&String> =
            ids.iter().filter(|(_, ids)| ids.len() > 1).map(|(person, _)| person).collect();
        assert!(apart.is_empty(), "night {night}: {apart:?} are more than one person");
        let mut bearers: BTreeMap<&String, Vec<&str>> = BTreeMap::new();
        for (person, ids) in &ids {
            ids.iter().for_each(|id| bearers.entry(id).or_default().push(person));
        }
        let together: Vec<&Vec<&str>> = bearers.values().filter(|people| people.len() > 1).collect();
        if night < 3 {
            assert_eq!(together, [&ONE_UNTIL_JUDGED.to_vec()], "night {night}");
        } else {
            assert!(together.is_empty(), "night {night}: {together:?} are one person");
            split_is_told(&run, &before[ANEW][0], &ids[ANEW][0]);
        }
        let told = changes(&run);
        let count = |kind: &str| told.iter().filter(|(change, _)| change == kind).count();
        let at = night as usize - 1;
        assert_eq!(count("BARU"), [55, 2, 0][at], "night {night}: new persons");
        // On the second night the family of a couple that married, on the third the woman judged.
        assert_eq!(count("PISAH"), [0, 1, 1][at], "night {night}: split");
        let lost = count("GABUNG") + count("HILANG") + count("KEMBALI");
        assert_eq!(lost, 0, "night {night}: merged, gone or back");
        let solved = |class: &str| told.contains(&("KONFLIK_SELESAI".to_owned(), class.to_owned()));
        for class in ["NIK_DIPAKAI_BERSAMA", "ORANG_DUA_NIK", "GANDA_DALAM_ROSTER"] {
            assert_eq!(solved(class), night == 3, "night {night}: {class}");
        }
        before = ids;
    }
}

/// The old id resolves to the new one, and no other id of a person has changed hands.
fn split_is_told(run: &Path, old: &str, new: &str) {
    let columns = read_columns(&run.join("lineage.csv"), &[&["old_id"], &["new_id"], &["kind"]]).unwrap();
    let persons: Vec<[&str; 3]> = (0..columns[0].len())
        .map(|at| [columns[0].get(at), columns[1].get(at), columns[2].get(at)])
        .filter(|[old, ..]| old.starts_with("P-"))
        .collect();
    assert_eq!(persons, [[old, new, "PISAH"]]);
}

/// Runs the page's commands one after the other and holds every output it shows against what is printed.
#[cfg(unix)]
#[test]
fn the_page_shows_what_is_printed() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/nights.md")).unwrap();
    let parent = tempfile::tempdir().unwrap();
    let copied =
        Command::new("cp").arg("-r").arg(fixture()).arg(parent.path().join("coba")).status().unwrap();
    assert!(copied.success());
    let folder = parent.path().join("coba");
    let mut printed = String::new();
    let mut compared = 0;
    for block in page.split("```\n").skip(1).step_by(2).map(str::trim_end) {
        if block.starts_with("cp -r fixtures/nights ") {
            continue;
        }
        if ["cp ", "rm ", "cat ", "padan "].iter().any(|word| block.starts_with(word)) {
            printed = shell(&folder, block);
        } else if block.starts_with("old_id;") {
            let newest = fs::read_dir(folder.join("keluaran")).unwrap().map(|run| run.unwrap().path()).max();
            let lineage = fs::read_to_string(newest.unwrap().join("lineage.csv")).unwrap();
            assert_eq!(plain(block), plain(lineage.trim_start_matches('\u{feff}')));
            compared += 1;
        } else {
            assert_eq!(plain(block), plain(&printed));
            assert_eq!(decided(block), decided(&printed));
            compared += 1;
        }
    }
    assert_eq!(compared, 10, "outputs on the page");
}

/// What a shell prints that finds this build's program first.
#[cfg(unix)]
fn shell(folder: &Path, commands: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_padan")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    // The page is in the language of the settings, whoever runs the tests.
    for variable in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        shell.env_remove(variable);
    }
    let output = shell.args(["-ec", commands]).current_dir(folder).env("PATH", path).ended(0);
    String::from_utf8(output.stdout).unwrap()
}

/// Lines without the blanks that end them, and without the size on disk, which is not the same everywhere. What officers
/// decided has the day on which this is run.
#[cfg(unix)]
fn plain(text: &str) -> Vec<&str> {
    let lasts = |line: &&str| !line.contains("Keadaan di disk") && !line.contains(DECIDED);
    text.trim().lines().map(str::trim_end).filter(lasts).collect()
}

/// The word that begins what an officer decided in a history.
#[cfg(unix)]
const DECIDED: &str = "PUTUSAN_";

/// What officers decided, without day and night.
#[cfg(unix)]
fn decided(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.find(DECIDED).map(|at| line[at..].trim_end())).collect()
}
