//! Do made-up nights keep their promises? The first is the one-night rosters to the byte, the same options give the
//! same bytes, persons and rows keep their labels, about as many rows change as was asked, and one settings file
//! reads them all.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use padan::synthesise::{Nights, Options, night_folder, synthesise, synthesise_nights};

use crate::binary::Ended;

const NIGHTS: Nights = Nights { nights: 4, churn: 0.05, plain_files: false };

fn options() -> Options {
    Options { people: 2_000, seed: 7, regencies: vec![3314], ..Options::default() }
}

fn make(folder: &Path, nights: &Nights) -> Vec<u64> {
    synthesise_nights(&options(), nights, folder, &|_| {}).unwrap().1
}

/// Every file below a folder, by its path from there.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            found.insert(name, fs::read(&path).unwrap());
        }
    }
    found
}

/// `entry` to `(roster, row, person, household)`.
fn truth(folder: &Path) -> BTreeMap<String, (String, u64, String, String)> {
    let mut truth = BTreeMap::new();
    for row in csv::Reader::from_path(folder.join("truth.csv")).unwrap().records() {
        let row = row.unwrap();
        let told = (row[0].to_owned(), row[1].parse().unwrap(), row[2].to_owned(), row[3].to_owned());
        assert!(truth.insert(row[4].to_owned(), told).is_none(), "{} stands twice", &row[4]);
    }
    truth
}

#[test]
fn the_same_seed_makes_the_same_nights_and_the_first_is_as_ever() {
    let (one, two, single) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let rows = make(one.path(), &NIGHTS);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(pool.install(|| make(two.path(), &NIGHTS)), rows);
    let made = files(one.path());
    assert_eq!(made, files(two.path()));
    assert!(made.keys().all(|path| path.starts_with("malam-0")), "nothing else is left behind");
    synthesise(&options(), single.path(), &|_| {}).unwrap();
    for (name, bytes) in files(single.path()).iter().filter(|(name, _)| *name != "truth.csv") {
        assert!(made[&format!("malam-01/{name}")] == *bytes, "{name}");
    }
}

#[test]
fn rows_keep_their_identity_and_their_person() {
    let folder = tempfile::tempdir().unwrap();
    let rows = make(folder.path(), &Nights { nights: 8, ..NIGHTS });
    let mut person_of: BTreeMap<String, String> = BTreeMap::new();
    let (mut born, mut twins) = (BTreeSet::new(), 0);
    for (night, count) in (1..).zip(&rows) {
        let truth = truth(&night_folder(folder.path(), night));
        assert_eq!(truth.len() as u64, *count);
        let mut numbers: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
        for (entry, (roster, row, person, _)) in &truth {
            numbers.entry(roster).or_default().insert(*row);
            assert_eq!(person_of.entry(entry.clone()).or_insert_with(|| person.clone()), person, "{entry}");
            if person.contains('.') {
                born.insert(person.clone());
            }
        }
        for (roster, rows) in numbers {
            assert_eq!(rows.last().copied(), Some(rows.len() as u64), "{roster}: rows are numbered from 1");
        }
        twins = born.iter().filter(|person| person.ends_with('b')).count();
    }
    assert!(born.len() > 20 && twins > 0, "{} born, {twins} with a twin", born.len());
}

#[test]
fn about_as_many_rows_change_as_was_asked() {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path(), &Nights { nights: 3, churn: 0.05, plain_files: true });
    let lines = |night: u32, file: &str| -> BTreeSet<String> {
        let text = fs::read_to_string(night_folder(folder.path(), night).join(file)).unwrap();
        text.lines().map(str::to_owned).collect()
    };
    for file in ["bdt.csv", "pbi_jkn.csv"] {
        for night in 2..=3 {
            let (before, after) = (lines(night - 1, file), lines(night, file));
            let share = before.difference(&after).count().max(after.difference(&before).count()) as f64
                / before.len() as f64;
            assert!((0.03..0.08).contains(&share), "{file}, night {night}: {share}");
        }
    }
    make(folder.path(), &Nights { nights: 2, churn: 0.0, plain_files: true });
    let (first, second) = (files(&night_folder(folder.path(), 1)), files(&night_folder(folder.path(), 2)));
    // The first night's truth stands in the order of people, the later ones' in that of files.
    let rosters = second.iter().filter(|(name, _)| *name != "truth.csv");
    let changed: Vec<&String> =
        rosters.filter(|(name, bytes)| first[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(changed.is_empty(), "{changed:?} change without churn");
}

#[test]
fn one_settings_file_reads_every_night() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("coba");
    crate::binary::padan()
        .args(["synthesise", "--people", "1500", "--regency", "3314", "--nights", "6", "--out"])
        .arg(&out)
        .ended(0);
    let settings: toml::Table = fs::read_to_string(out.join("padan.toml")).unwrap().parse().unwrap();
    let rosters = settings["roster"].as_array().unwrap();
    assert_eq!(rosters.len(), 12);
    let mut several = 0;
    for night in 1..=6 {
        let truth = truth(&night_folder(&out, night));
        let there: BTreeSet<&String> = truth.values().map(|(roster, ..)| roster).collect();
        let incoming = out.join("masuk");
        let _ = fs::remove_dir_all(&incoming);
        fs::rename(night_folder(&out, night), &incoming).unwrap();
        for roster in rosters {
            let pattern = out.join(roster["path"].as_str().unwrap());
            let found = glob::glob(pattern.to_str().unwrap()).unwrap().count();
            let name = roster["name"].as_str().unwrap().to_owned();
            assert_eq!(found > 0, there.contains(&name), "night {night}: {name}");
            several += usize::from(found > 1);
        }
    }
    assert!(several > 0, "some roster comes in two files");
}
