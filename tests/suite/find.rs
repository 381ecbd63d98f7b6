//! Is a person found by what an officer has at hand, misspelt as officers misspell it, and is everything said that the
//! night knows? On the demo night and on the three nights of `fixtures/nights`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;

use padan::find::{Hit, Index, Query, Reason};
use padan::progress::Silent;
use padan::report::read::read_columns;
use padan::settings::Settings;
use tempfile::TempDir;

use crate::binary::{Ended, padan};

/// The demo night, run once for all tests that only read.
struct Demo {
    folder: TempDir,
    index: Index,
}

fn demo() -> &'static Demo {
    static DEMO: OnceLock<Demo> = OnceLock::new();
    DEMO.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        copy(&fixture("sragen"), folder.path());
        padan().args(["run", "--quiet"]).arg(folder.path().join("padan.toml")).ended(0);
        let index = open(&folder.path().join("padan.toml"));
        Demo { folder, index }
    })
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { fs::copy(&path, target).map(|_| ()).unwrap() }
    }
}

fn open(settings: &Path) -> Index {
    Index::open(&Settings::read(settings).unwrap(), &Silent).unwrap()
}

fn found(index: &Index, text: &str) -> Vec<Hit> {
    index.search(&Query::parse(text), 5).unwrap()
}

/// Whether a person is among the first five.
fn finds(index: &Index, text: &str, person: &str) -> bool {
    found(index, text).iter().any(|hit| hit.person_id == person)
}

/// Every so manieth person of the register: id, name, village, and the year of birth.
fn sample(index: &Index, count: usize) -> Vec<[String; 4]> {
    let path = index.night().run.join("register.parquet");
    let columns = read_columns(&path, &[&["person_id"], &["name"], &["village"], &["birth_date"]]).unwrap();
    let step = (columns[0].len() / count).max(1);
    let named = (0..columns[0].len()).step_by(step).filter(|&at| columns[1].get(at).len() >= 4);
    let person = |at: usize| [0, 1, 2, 3].map(|column| columns[column].get(at).to_owned());
    let mut sample: Vec<[String; 4]> = named.take(count).map(person).collect();
    for person in &mut sample {
        person[3].truncate(4);
    }
    sample
}

#[test]
fn every_kind_of_question_finds_its_person() {
    let index = &demo().index;
    let mut asked = 0;
    for [id, name, village, year] in sample(index, 40) {
        let by_id = found(index, &id.to_lowercase().replace('-', ""));
        let hit = by_id.first().expect("its id finds a person").clone();
        assert_eq!((&hit.person_id, &hit.reasons[..]), (&id, &[Reason::Id][..]));
        assert!(finds(index, &hit.family_id, &id) || index.dossier(&id).unwrap().unwrap().family.len() > 4);
        let row = &index.dossier(&id).unwrap().unwrap().rows[0];
        assert_eq!(found(index, &format!("{}:{}", row.roster, row.row))[0].person_id, id);
        if !year.is_empty() && !village.is_empty() {
            assert!(finds(index, &format!("{name} {year} {village}"), &id), "{id}");
        }
        if hit.birth.len() == 10 {
            let (year, rest) = hit.birth.split_once('-').unwrap();
            let (month, day) = rest.split_once('-').unwrap();
            assert!(finds(index, &format!("{day}-{month}-{year} {name}"), &id), "{id}");
        }
        if !hit.nik.is_empty() {
            asked += 1;
            assert!(found(index, &hit.nik).iter().any(|hit| hit.reasons.contains(&Reason::NikSame)));
            assert!(finds(index, &hit.nik, &id) && finds(index, &format!("{} {name}", hit.kk), &id));
        }
    }
    assert!(asked > 10, "{asked}");
}

#[test]
fn a_nik_with_one_slip_finds_its_person() {
    let index = &demo().index;
    let (mut asked, mut missed) = (0, 0);
    for [id, ..] in sample(index, 60) {
        let nik = found(index, &id)[0].nik.clone();
        if nik.is_empty() {
            continue;
        }
        let digits: Vec<char> = nik.chars().collect();
        for at in [2, 7, 11, 14] {
            let mut slips = vec![digits.clone(), digits.clone(), digits.clone(), digits.clone()];
            slips[0][at] = if digits[at] == '9' { '0' } else { '9' };
            slips[1].swap(at, at + 1);
            slips[2].remove(at);
            slips[3].insert(at, digits[at]);
            for slip in slips.into_iter().filter(|slip| *slip != digits) {
                asked += 1;
                // A sibling's number may be what was typed: then the sibling is meant.
                missed += usize::from(!finds(index, &slip.into_iter().collect::<String>(), &id));
            }
        }
    }
    assert!(asked > 200 && missed * 50 < asked, "{missed} of {asked}");
}

/// What is done to a name, one thing each.
const SLIPS: [&str; 8] = [
    "letter_other",
    "letter_lost",
    "letter_doubled",
    "letters_swapped",
    "old_spelling",
    "words_swapped",
    "words_joined",
    "abbreviated",
];

/// A name with one slip; the number says where.
fn misspelt(name: &str, slip: &str, number: usize) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let longest = (0..words.len()).max_by_key(|&at| words[at].len()).unwrap_or(0);
    let in_longest = |change: &dyn Fn(&mut Vec<char>)| {
        let mut letters: Vec<char> = words[longest].chars().collect();
        change(&mut letters);
        let mut words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        words[longest] = letters.into_iter().collect();
        words.join(" ")
    };
    let at = |letters: &Vec<char>| 1 + number % (letters.len() - 2).max(1);
    let other = |letters: &mut Vec<char>| {
        let at = at(letters);
        let letter = char::from(b'A' + ((number / 7) % 26) as u8);
        letters[at] = if letters[at] == letter { 'K' } else { letter };
    };
    match slip {
        "letter_lost" => in_longest(&|letters| {
            letters.remove(at(letters));
        }),
        "letter_doubled" => in_longest(&|letters| letters.insert(at(letters), letters[at(letters)])),
        "letters_swapped" => in_longest(&|letters| {
            let at = at(letters).min(letters.len() - 2);
            letters.swap(at, at + 1);
        }),
        "old_spelling" => {
            let upper = name.to_uppercase();
            for (new, old) in [("C", "TJ"), ("U", "OE"), ("Y", "J"), ("S", "SH"), ("T", "TH")] {
                if upper.contains(new) {
                    return upper.replacen(new, old, 1);
                }
            }
            in_longest(&other)
        }
        "words_swapped" if words.len() > 1 => {
            let mut words = words.clone();
            words.swap(0, 1);
            words.join(" ")
        }
        "words_joined" if words.len() > 1 => words.concat(),
        "abbreviated" if words.len() > 1 => match words[0].to_uppercase().as_str() {
            "MUHAMMAD" | "MUHAMAD" | "MOHAMAD" => name.replacen(words[0], "Moh.", 1),
            "SITI" => name.replacen(words[0], "St.", 1),
            "ABDUL" => name.replacen(words[0], "Abd.", 1),
            _ => in_longest(&other),
        },
        _ => in_longest(&other),
    }
}

/// Shares found among the first five: by the name alone, with the year of birth, with the village.
struct Recall {
    persons: usize,
    shares: [f64; 3],
    by_slip: Vec<(String, f64)>,
    milliseconds: Vec<f64>,
}

fn recall(index: &Index, persons: usize) -> Recall {
    let mut found = [0usize; 3];
    let mut asked = [0usize; 3];
    let mut by_slip = vec![(0usize, 0usize); SLIPS.len()];
    let mut milliseconds = Vec::new();
    let sample = sample(index, persons);
    for (number, [id, name, village, year]) in sample.iter().enumerate() {
        let kind = number % SLIPS.len();
        let name = misspelt(name, SLIPS[kind], number);
        for (which, beside) in ["", year, village].into_iter().enumerate() {
            if which > 0 && beside.is_empty() {
                continue;
            }
            let begun = Instant::now();
            let is_found = finds(index, &format!("{name} {beside}"), id);
            milliseconds.push(begun.elapsed().as_secs_f64() * 1e3);
            asked[which] += 1;
            found[which] += usize::from(is_found);
            if which == 1 {
                by_slip[kind].0 += usize::from(is_found);
                by_slip[kind].1 += 1;
            }
        }
    }
    milliseconds.sort_by(f64::total_cmp);
    let share = |found: usize, asked: usize| found as f64 / asked.max(1) as f64;
    Recall {
        persons: sample.len(),
        shares: [0, 1, 2].map(|which| share(found[which], asked[which])),
        by_slip: by_slip
            .iter()
            .zip(SLIPS)
            .map(|(&(found, asked), slip)| (slip.to_owned(), share(found, asked)))
            .collect(),
        milliseconds,
    }
}

impl Recall {
    #[expect(clippy::print_stdout, reason = "docs/find.md names the command that prints these figures")]
    fn print(&self) {
        let at = |share: f64| self.milliseconds[((self.milliseconds.len() - 1) as f64 * share) as usize];
        println!("persons {}", self.persons);
        println!(
            "found among the first five: name {:.3}, with year {:.3}, with village {:.3}",
            self.shares[0], self.shares[1], self.shares[2]
        );
        for (slip, share) in &self.by_slip {
            println!("  {slip:<16} {share:.3}");
        }
        println!("milliseconds: median {:.1}, 95 of 100 {:.1}, longest {:.1}", at(0.5), at(0.95), at(1.0));
    }
}

#[test]
fn misspelt_names_are_found_and_quickly() {
    let recall = recall(&demo().index, 1_000);
    recall.print();
    assert!(recall.persons >= 900);
    assert!(recall.shares[1] >= 0.98, "with year {}", recall.shares[1]);
    assert!(recall.shares[2] >= 0.98, "with village {}", recall.shares[2]);
    // Ten times what a slow machine needs: going through all persons and names would take longer still at a million.
    let mean = recall.milliseconds.iter().sum::<f64>() / recall.milliseconds.len() as f64;
    assert!(mean < 100.0, "{mean} ms a search");
}

/// The same on any night: `PADAN_FIND=/path/padan.toml cargo test --release --test suite find::of_a_night -- --ignored --nocapture`.
#[test]
#[ignore = "for measuring on a large night"]
#[expect(clippy::print_stdout, reason = "docs/find.md names the command that prints these figures")]
fn of_a_night() {
    let settings = std::env::var("PADAN_FIND").expect("PADAN_FIND names a settings file");
    let begun = Instant::now();
    let index = open(Path::new(&settings));
    println!("opened in {:.2} s", begun.elapsed().as_secs_f64());
    recall(&index, 1_000).print();
}

#[test]
fn a_dossier_says_where_everything_comes_from() {
    let index = &demo().index;
    let mut seen = [0; 5];
    for [id, name, ..] in sample(index, 80) {
        let told = index.dossier(&id).unwrap().expect("who is in the register has a dossier");
        assert!(told.in_register && told.person_id == id && !told.rows.is_empty());
        let value = |field: &str| told.identity.iter().find(|value| value.field == field);
        assert_eq!(value("name").unwrap().value, name);
        for field in &told.identity {
            let cited = |row: &str| told.rows.iter().any(|own| format!("{}:{}", own.roster, own.row) == row);
            assert!(field.from.is_empty() || cited(&field.from), "{id}: {field:?}");
            assert!(field.others.iter().all(|other| other.rows.iter().all(|row| cited(row))));
        }
        let hit = &found(index, &id)[0];
        assert_eq!(hit.nik, value("nik").map_or("", |value| &value.value));
        assert!(told.rows.iter().all(|row| row.line > 0 && !row.file.is_empty() && !row.cells.is_empty()));
        assert!(!told.programmes.is_empty());
        let counts = [told.conflicts.len(), told.referrals.len(), told.family.len(), told.history.len()];
        for (seen, count) in seen.iter_mut().zip(counts) {
            *seen += count;
        }
        seen[4] += told.identity.iter().map(|field| field.others.len()).sum::<usize>();
        let masked = serde_json::to_string(&told.clone().masked()).unwrap();
        for number in [&hit.nik, &hit.kk].into_iter().filter(|number| !number.is_empty()) {
            assert!(!masked.contains(number.as_str()), "{id}");
        }
        assert!(hit.birth.len() < 10 || !masked.contains(&hit.birth), "{id}");
    }
    assert!(seen.iter().all(|seen| *seen > 0), "{seen:?}");
    assert!(index.dossier("P-ZZZZZ-ZZZZZ-Z").unwrap().is_none());
    assert!(index.dossier("3314014101900002").unwrap().is_none());
}

/// Three nights of a small place, up to some night.
fn night(folder: &Path, night: u32) {
    let incoming = folder.join("masuk");
    let _ = fs::remove_dir_all(&incoming);
    copy(&fixture("nights").join(format!("malam-{night}")), &incoming);
    fs::copy(fixture("nights").join("padan.toml"), folder.join("padan.toml")).unwrap();
    let date = format!("2026-07-{night:02}");
    padan().args(["run", "--quiet", "--date", &date]).arg(folder.join("padan.toml")).ended(0);
}

#[test]
fn a_later_night_has_an_index_of_its_own_and_retired_ids_are_found() {
    let folder = tempfile::tempdir().unwrap();
    night(folder.path(), 1);
    let settings = folder.path().join("padan.toml");
    let index = open(&settings);
    assert!(found(&index, "hasan").is_empty());
    let [first, second] = ["bdt:1", "bdt:9"].map(|row| found(&index, row)[0].person_id.clone());
    assert_ne!(first, second);
    padan()
        .arg("decide")
        .arg(&settings)
        .args(["same", "bdt:1", "bdt:9", "--by", "Petugas", "--reason", "satu orang"])
        .ended(0);
    night(folder.path(), 2);
    assert!(index.is_stale());
    let index = open(&settings);
    assert_eq!(index.night().number, 2);
    assert!(!found(&index, "hasan").is_empty());
    let [one, other] = [&first, &second].map(|id| found(&index, id)[0].clone());
    assert_eq!(one.person_id, other.person_id);
    let retired = if one.person_id == first { &second } else { &first };
    let hit = &found(&index, retired)[0];
    assert_eq!(hit.reasons, [Reason::RetiredId(retired.clone())]);
    let told = index.dossier(retired).unwrap().unwrap();
    assert_eq!((&told.asked, &told.person_id), (retired, &one.person_id));
    assert!(told.retired.contains(retired));
    assert!(told.history.iter().any(|event| event.change == "GABUNG"));
}

#[test]
fn a_damaged_index_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    night(folder.path(), 1);
    let settings = folder.path().join("padan.toml");
    let path = folder.path().join("keadaan/cari.bin");
    let expected = found(&open(&settings), "nur hayati 1986");
    assert!(!expected.is_empty());
    let whole = fs::read(&path).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let ruined = |from: usize| {
        let mut bytes = whole.clone();
        bytes.iter_mut().skip(from).step_by(97).for_each(|byte| *byte ^= 0x55);
        bytes
    };
    for bytes in [ruined(0), ruined(5_000), whole[..9_000].to_vec(), Vec::new(), b"bukan indeks".to_vec()] {
        fs::write(&path, &bytes).unwrap();
        assert_eq!(found(&open(&settings), "nur hayati 1986"), expected);
        assert_eq!(fs::read(&path).unwrap(), whole, "the same night gives the same index");
    }
    // Damaged while it is open.
    let index = open(&settings);
    fs::write(&path, ruined(5_000)).unwrap();
    assert_eq!(found(&index, "nur hayati 1986"), expected);
}

#[test]
fn the_command_masks_until_opened_and_says_who_opened() {
    let folder = demo().folder.path();
    let settings = folder.join("padan.toml");
    let hit = demo()
        .index
        .search(&Query::parse("siti"), 50)
        .unwrap()
        .into_iter()
        .find(|hit| !hit.nik.is_empty() && hit.birth.len() == 10)
        .expect("a Siti with NIK and birth date");
    let said = |arguments: &[&str]| {
        let output = padan().arg("find").arg(&settings).args(arguments).arg("--quiet").ended(0);
        String::from_utf8(output.stdout).unwrap()
    };
    for arguments in [&[&hit.person_id[..]][..], &["--person", &hit.person_id], &["--json", &hit.nik]] {
        let text = said(arguments);
        assert!(
            text.contains(&hit.person_id) && !text.contains(&hit.nik) && !text.contains(&hit.birth),
            "{text}"
        );
    }
    let log = folder.join("keluaran/pembukaan.jsonl");
    assert!(!log.exists());
    let open = ["--buka-penyamaran", "--by", "Petugas", "--reason", "aduan warga"];
    for arguments in [&[&hit.person_id[..]][..], &["--person", &hit.person_id], &["--json", &hit.nik]] {
        assert!(said(&[arguments, &open].concat()).contains(&hit.nik));
    }
    let log = fs::read_to_string(log).unwrap();
    assert_eq!(log.lines().count(), 3, "{log}");
    assert!(log.contains("aduan warga") && log.contains(&hit.person_id) && !log.contains(&hit.nik));
    assert!(said(&["--lang", "en", &hit.person_id]).contains("same id"));
    let refused = padan().arg("find").arg(&settings).args(["--person", &hit.nik]).ended(1);
    assert!(!String::from_utf8_lossy(&refused.stderr).contains(&hit.nik));
}
