//! Is what docs/nights.md tells of the three nights of `fixtures/nights` true? Runs them one after the other, as an
//! office would, with an officer's verdict between the second and the third.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

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
/// Whether officers can say so yet.
const DECIDES: bool = false;

#[test]
fn each_night_has_every_person_once() {
    let office = Office::new();
    let mut before: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for night in 1..=3 {
        let run = office.night(night);
        let ids = ids(&run, night);
        let judged = |person: &str| DECIDES && night == 3 && ONE_UNTIL_JUDGED.contains(&person);
        for (person, old) in before.iter().filter(|(person, _)| !judged(person)) {
            assert_eq!(ids.get(person), Some(old), "night {night}: {person} has another id, or none");
        }
        before.clone_from(&ids);
        let news = changes(&run);
        let born = news.iter().filter(|(change, _)| change == "BARU").count();
        assert_eq!(born, [55, 2, usize::from(DECIDES)][night as usize - 1], "night {night}: new persons");
        let solved = ("KONFLIK_SELESAI".to_owned(), "NIK_DIPAKAI_BERSAMA".to_owned());
        assert_eq!(news.contains(&solved), night == 3, "night {night}: the NIK of husband and wife");
        let apart: Vec<&String> =
            ids.iter().filter(|(_, ids)| ids.len() > 1).map(|(person, _)| person).collect();
        assert!(apart.is_empty(), "night {night}: {apart:?} are more than one person");
        let mut bearers: BTreeMap<&String, Vec<&str>> = BTreeMap::new();
        for (person, ids) in &ids {
            ids.iter().for_each(|id| bearers.entry(id).or_default().push(person));
        }
        let together: Vec<&Vec<&str>> = bearers.values().filter(|people| people.len() > 1).collect();
        if night == 3 && DECIDES {
            assert!(together.is_empty(), "night {night}: {together:?} are one person");
        } else {
            assert_eq!(together, [&ONE_UNTIL_JUDGED.to_vec()], "night {night}");
        }
    }
}
