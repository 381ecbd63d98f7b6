//! Do made-up rosters keep their promises? Same seed, same bytes; a truth line for every data row and no other;
//! defects and names about as common as in life; planted conflicts that are really there; the demo night as
//! committed is what the generator makes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};
use padan::synthesise::{Options, Summary, synthesise};

/// One roster as its reader sees it: name, file, delimiter, lines above the data, lines below it.
type Shape = (&'static str, &'static str, u8, usize, usize);

const SHAPES: [Shape; 11] = [
    ("bdt", "bdt.csv", b';', 1, 0),
    ("pkh", "pkh.csv", b',', 1, 0),
    ("sembako", "sembako.csv", b'|', 2, 0),
    ("pbi_jkn", "pbi_jkn.csv", b',', 1, 0),
    ("pip", "pip.csv", b';', 5, 0),
    ("blt_dd", "blt_dd.csv", b';', 4, 6),
    ("lksa", "lksa.csv", b',', 5, 0),
    ("atensi", "atensi.tsv", b'\t', 1, 0),
    ("kube", "kube.txt", b'\t', 2, 1),
    ("kematian", "kematian.csv", b';', 2, 0),
    ("asn", "asn.csv", b';', 1, 0),
];

fn options(people: u64) -> Options {
    Options { people, seed: 7, ..Options::default() }
}

fn make(folder: &Path, options: &Options) -> Summary {
    synthesise(options, folder, &|_| {}).unwrap()
}

/// The file's text, whatever its encoding.
fn text(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    let encoding = if bytes.starts_with(&[0xff, 0xfe]) { encoding_rs::UTF_16LE } else { encoding_rs::UTF_8 };
    encoding.decode(&bytes).0.into_owned()
}

/// Data rows of a roster file: repeated headers and what stands above and below are left out.
fn data_rows(folder: &Path, shape: Shape) -> Vec<Vec<String>> {
    let (_, file, delimiter, above, below) = shape;
    let text = text(&folder.join(file));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    // The reader skips blank lines, which stand above the data only.
    let blank = text.lines().take(above).filter(|line| line.is_empty()).count();
    let header = rows[above - blank - 1].clone();
    rows.truncate(rows.len() - below);
    rows.drain(..above - blank);
    rows.retain(|row| *row != header);
    rows
}

fn workbook_rows(folder: &Path) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook(folder.join("kartu_saraswati.xlsx")).unwrap();
    let sheet = book.worksheet_range("Data").unwrap();
    sheet.rows().skip(3).map(<[Data]>::to_vec).collect()
}

/// `(roster, row)` to `(person, household)`.
fn truth(path: &Path) -> BTreeMap<(String, u64), (String, String)> {
    let mut truth = BTreeMap::new();
    for row in csv::Reader::from_path(path).unwrap().records() {
        let row = row.unwrap();
        let key = (row[0].to_owned(), row[1].parse().unwrap());
        assert!(
            truth.insert(key, (row[2].to_owned(), row[3].to_owned())).is_none(),
            "a row twice in the truth"
        );
    }
    truth
}

#[test]
fn the_same_seed_makes_the_same_bytes_on_any_number_of_threads() {
    let (one, two, three) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = make(one.path(), &options(1_500));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let second = pool.install(|| make(two.path(), &options(1_500)));
    make(three.path(), &Options { seed: 8, ..options(1_500) });
    assert_eq!(first, second);
    let mut files = 0;
    for entry in std::fs::read_dir(one.path()).unwrap() {
        let name = entry.unwrap().file_name();
        let bytes = std::fs::read(one.path().join(&name)).unwrap();
        assert_eq!(bytes, std::fs::read(two.path().join(&name)).unwrap(), "{name:?}");
        assert_ne!(bytes, std::fs::read(three.path().join(&name)).unwrap(), "{name:?}");
        files += 1;
    }
    assert_eq!(files, 14);
}

#[test]
fn every_data_row_has_one_truth() {
    let folder = tempfile::tempdir().unwrap();
    let summary = make(folder.path(), &options(4_000));
    let truth = truth(&folder.path().join("truth.csv"));
    assert_eq!(truth.len() as u64, summary.rows());
    for (roster, rows) in &summary.rosters {
        let counted = match SHAPES.iter().find(|shape| shape.0 == roster) {
            Some(shape) => data_rows(folder.path(), *shape).len(),
            None => workbook_rows(folder.path()).len(),
        };
        assert_eq!(counted as u64, *rows, "{roster}");
        for row in 1..=*rows {
            assert!(truth.contains_key(&(roster.clone(), row)), "{roster}:{row}");
        }
    }
    assert!((3_900..=4_100).contains(&summary.people), "{}", summary.people);
    let people: BTreeSet<&String> = truth.values().map(|(person, _)| person).collect();
    let mean = truth.len() as f64 / people.len() as f64;
    assert!((1.5..2.6).contains(&mean), "{mean} rows a listed person");
}

#[test]
fn truth_belongs_to_the_row_it_names() {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path(), &options(3_000));
    let truth = truth(&folder.path().join("truth.csv"));
    // Most rows of one person in two rosters hold the same NIK; a shifted row number would break that.
    let mut niks: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut rows = 0;
    for (shape, column) in [(SHAPES[0], 13), (SHAPES[3], 6)] {
        for (index, row) in data_rows(folder.path(), shape).into_iter().enumerate() {
            if row[column].len() == 16 {
                let (person, _) = &truth[&(shape.0.to_owned(), index as u64 + 1)];
                niks.entry(person).or_default().insert(row[column].clone());
                rows += 1;
            }
        }
    }
    let several: usize = niks.values().map(|set| set.len() - 1).sum();
    assert!(niks.len() * 3 < rows * 2, "people stand on both rosters");
    assert!(several * 100 < rows * 12, "{several} other NIKs in {rows} rows");
}

#[test]
fn defects_are_about_as_common_as_promised() {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path(), &options(12_000));
    let share = |shape: Shape, test: &dyn Fn(&[String]) -> bool| {
        let rows = data_rows(folder.path(), shape);
        rows.iter().filter(|row| test(row)).count() as f64 / rows.len() as f64
    };
    let check = |share: f64, low: f64, high: f64, what: &str| {
        assert!((low..high).contains(&share), "{what}: {share}");
    };
    check(share(SHAPES[0], &|row| row[13].len() < 2), 0.09, 0.13, "no NIK in the base register");
    check(share(SHAPES[5], &|row| row[6].len() < 2), 0.28, 0.50, "no NIK on the village lists");
    check(share(SHAPES[5], &|row| row[6].contains("E+")), 0.03, 0.15, "scientific NIKs on the village lists");
    check(share(SHAPES[6], &|row| row[1] == "-"), 0.45, 0.75, "no NIK in care");
    check(share(SHAPES[0], &|row| row[10].starts_with("01/07")), 0.02, 0.08, "1 July");
    check(share(SHAPES[1], &|row| row[2].starts_with('\'')), 0.85, 1.0, "apostrophes");
    let card = workbook_rows(folder.path());
    let numbers = card.iter().filter(|row| matches!(row[1], Data::Float(_))).count();
    check(numbers as f64 / card.len() as f64, 0.09, 0.20, "NIKs in numeric cells");
    assert!(card.iter().all(|row| match row[1] {
        Data::Float(number) => number % 10.0 == 0.0,
        _ => true,
    }));
}

#[test]
fn names_are_skewed_as_in_life() {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path(), &options(12_000));
    let mut tokens: BTreeMap<String, usize> = BTreeMap::new();
    let rows = data_rows(folder.path(), SHAPES[0]);
    for row in &rows {
        let distinct: BTreeSet<&str> = row[7].split(' ').collect();
        for token in distinct {
            *tokens.entry(token.to_owned()).or_default() += 1;
        }
    }
    let share = |token: &str| tokens[token] as f64 / rows.len() as f64;
    assert!((0.05..0.11).contains(&share("MUHAMMAD")), "{}", share("MUHAMMAD"));
    assert!((0.015..0.05).contains(&share("NUR")), "{}", share("NUR"));
    assert!((0.01..0.04).contains(&share("SITI")), "{}", share("SITI"));
    assert!(tokens.len() > 3_000, "{} tokens", tokens.len());
    assert!(rows.iter().any(|row| !row[7].contains(' ')), "nobody has one name only");
}

#[test]
fn planted_conflicts_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let summary = make(folder.path(), &options(12_000));
    let truth = truth(&folder.path().join("truth.csv"));
    let mut classes = BTreeSet::new();
    for line in csv::Reader::from_path(folder.path().join("planted.csv")).unwrap().records() {
        let line = line.unwrap();
        let known: Vec<&(String, String)> = line[1]
            .split(';')
            .map(|row| {
                let (roster, row) = row.split_once(':').unwrap();
                &truth[&(roster.to_owned(), row.parse().unwrap())]
            })
            .collect();
        match &line[0] {
            "GANDA_DALAM_ROSTER" | "ORANG_DUA_NIK" | "DUA_DAERAH" | "TIDAK_LAYAK" => {
                assert!(known.iter().all(|(person, _)| *person == line[2]));
            }
            "NIK_DIPAKAI_BERSAMA" => assert!(known.iter().any(|(person, _)| *person != line[2])),
            _ => assert!(known.iter().all(|(_, household)| *household == line[3])),
        }
        classes.insert(line[0].to_owned());
    }
    assert_eq!(classes.len(), 7, "{classes:?}");
    assert_eq!(summary.planted.len(), 7);
}

#[test]
fn an_unknown_regency_is_the_operators_trouble() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { regencies: vec![9999], ..options(100) };
    assert!(synthesise(&options, folder.path(), &|_| {}).is_err());
}

/// The generated part of `fixtures/sragen`; `PADAN_REWRITE=1` writes it anew. The hand-written part are the
/// `*_susulan.csv` lists and `stories.csv`, which says who their rows are; `truth.csv` joins both.
#[test]
fn the_demo_night_is_what_the_generator_makes() {
    let fixture = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/sragen");
    let folder = tempfile::tempdir().unwrap();
    let options = Options { people: 2_600, seed: 3_314, regencies: vec![3_314], ..Options::default() };
    let summary = make(folder.path(), &options);
    let mut joined = std::fs::read_to_string(folder.path().join("truth.csv")).unwrap();
    for line in csv::Reader::from_path(fixture.join("stories.csv")).unwrap().records() {
        let line = line.unwrap();
        let before = summary.rosters.iter().find(|(name, _)| *name == line[0]).map_or(0, |(_, rows)| *rows);
        let row = before + line[1].parse::<u64>().unwrap();
        joined.push_str(&format!("{},{row},{},{}\n", &line[0], &line[2], &line[3]));
    }
    std::fs::write(folder.path().join("truth.csv"), joined).unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let name = entry.unwrap().file_name();
        let made = std::fs::read(folder.path().join(&name)).unwrap();
        let inbox = if name == "truth.csv" || name == "planted.csv" {
            fixture.clone()
        } else {
            fixture.join("masuk")
        };
        if std::env::var_os("PADAN_REWRITE").is_some() {
            std::fs::write(inbox.join(&name), &made).unwrap();
        }
        let kept = std::fs::read(inbox.join(&name)).unwrap_or_default();
        assert!(kept == made, "{name:?} differs; PADAN_REWRITE=1 writes it anew");
    }
}

/// Each story folder has settings that parse, the rosters they name, and one truth line a row.
#[test]
fn every_story_folder_is_whole() {
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    for story in [
        "bare_sukabumi",
        "berau_in_the_wrong_province",
        "excel_ate_the_nik",
        "first_of_july_pairs",
        "forty_children_one_kk",
        "mother_and_three_spellings",
        "moved_house",
        "retired_codes",
        "siblings_one_nik",
        "st_aminah_or_sarjana_teknik",
        "twins_same_birthday",
        "wayan_siblings",
    ] {
        let folder = fixtures.join(story);
        let settings: toml::Table =
            std::fs::read_to_string(folder.join("padan.toml")).unwrap().parse().unwrap();
        let mut left = truth(&folder.join("truth.csv"));
        for roster in settings["roster"].as_array().unwrap() {
            let text = text(&folder.join(roster["path"].as_str().unwrap()));
            let header = text.lines().next().unwrap();
            for column in roster["columns"].as_table().unwrap().values() {
                assert!(header.contains(column.as_str().unwrap()), "{story}: {column}");
            }
            let name = roster["name"].as_str().unwrap();
            for row in 1..text.lines().count() as u64 {
                assert!(left.remove(&(name.to_owned(), row)).is_some(), "{story}: {name}:{row}");
            }
        }
        assert!(left.is_empty(), "{story}: truth of rows that are not there");
    }
}
