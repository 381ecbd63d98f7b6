//! Does a register outlive what happens to machines at night? Runs killed, disks full or read-only, two runs at once,
//! clocks set back, rosters cut off or swapped while they are read, state that a disk spoilt: each really done to the
//! program. After each yesterday is readable and the next run completes.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;

use padan::ingest::{self, Options, Roster};
use padan::record::{Field, RosterId};
use padan::state::{Decisions, Said};
use serde_json::Value;
use tempfile::TempDir;

use crate::binary::{Ended, padan};

/// A small regency: two rosters that share people, large enough for the circuit breaker to judge.
struct Regency {
    folder: PathBuf,
    _home: Option<TempDir>,
}

const ROWS: usize = 150;

impl Regency {
    fn new() -> Regency {
        let home = tempfile::tempdir().unwrap();
        let regency = Regency::at(home.path());
        Regency { _home: Some(home), ..regency }
    }

    fn at(folder: &Path) -> Regency {
        let regency = Regency { folder: folder.to_owned(), _home: None };
        let roster = |name: &str| {
            format!(
                "[[roster]]\nname = \"{name}\"\nprogramme = \"PKH\"\npath = \"{name}.csv\"\n[roster.columns]\n\
                 nik = \"nik\"\nname = \"nama\"\nbirth_date = \"tanggal_lahir\"\n"
            )
        };
        fs::write(regency.settings(), roster("pkh") + &roster("blt")).unwrap();
        regency.deliver("pkh", 0..ROWS);
        regency.deliver("blt", ROWS / 2..ROWS / 2 + ROWS);
        regency
    }

    fn settings(&self) -> PathBuf {
        self.folder.join("padan.toml")
    }

    fn roster(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.csv"))
    }

    /// Puts a roster of these persons in its place.
    fn deliver(&self, name: &str, persons: std::ops::Range<usize>) {
        let lines: Vec<String> = persons.map(line).collect();
        fs::write(self.roster(name), format!("nik;nama;tanggal_lahir\n{}\n", lines.join("\n"))).unwrap();
    }

    fn run(&self, date: &str) -> Command {
        let mut command = padan();
        command.args(["run", "--date", date, "--log", "json", "--threads", "2"]).arg(self.settings());
        command
    }

    /// A night that must go well; gives its manifest.
    fn night(&self, date: &str) -> Value {
        self.run(date).ended(0);
        self.manifest(date)
    }

    fn manifest(&self, date: &str) -> Value {
        let path = self.folder.join("keluaran").join(date).join("manifest.json");
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    }

    /// The last night as `padan status` has it, after `padan verify` has found every byte of it in its place.
    fn yesterday(&self) -> (u64, String) {
        padan().arg("verify").arg(self.settings()).ended(0);
        let said = padan().args(["status", "--json"]).arg(self.settings()).ended(0);
        let status: Value = serde_json::from_slice(&said.stdout).unwrap();
        assert_eq!(status["running"], Value::Null, "{status}");
        let last = &status["last_night"];
        (last["number"].as_u64().unwrap(), last["date"].as_str().unwrap().to_owned())
    }

    fn state(&self, file: &str) -> PathBuf {
        self.folder.join("keadaan").join(file)
    }

    /// Names that a reader would see in the folder of runs, and hidden ones.
    fn runs(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.join("keluaran")).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

/// A person's row, by number.
fn line(person: usize) -> String {
    const FIRST: [&str; 9] =
        ["SUPARJAN", "KASIYEM", "WIRYANTO", "TUMINAH", "JUMADI", "SULASTRI", "PAIMIN", "NGATINAH", "RATMAN"];
    const LAST: [&str; 7] = ["HARTONO", "LESTARI", "UTOMO", "PRAYITNO", "WIDODO", "RAHAYU", "KUSUMO"];
    let (day, month, year) = (person * 7 % 28 + 1, person * 5 % 12 + 1, 1950 + person * 11 % 60);
    let nik = format!("331401{day:02}{month:02}{:02}{:04}", year % 100, person % 89 + 1);
    format!("{nik};{} {};{day:02}-{month:02}-{year}", FIRST[person % 9], LAST[person * 3 % 7])
}

/// The codes of a manifest's findings.
fn codes(manifest: &Value) -> Vec<String> {
    let findings = manifest["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

fn has(manifest: &Value, code: &str) -> bool {
    codes(manifest).iter().any(|found| found == code)
}

/// A run whose log is read as it is written.
struct Watched {
    child: Child,
    log: BufReader<std::process::ChildStderr>,
}

impl Watched {
    fn start(mut command: Command) -> Watched {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        Watched { child, log }
    }

    /// The next stage that begins; none when the run is over.
    fn next_stage(&mut self) -> Option<String> {
        let mut line = String::new();
        while self.log.read_line(&mut line).unwrap() > 0 {
            let said: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line}"));
            if said["event"] == "stage" {
                return Some(said["stage"].as_str().unwrap().to_owned());
            }
            line.clear();
        }
        None
    }

    fn until(&mut self, stage: &str) {
        while let Some(next) = self.next_stage() {
            if next == stage {
                return;
            }
        }
        panic!("the run ended before {stage}");
    }

    /// `kill -9`: the process gets no chance to tidy up.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn wait(mut self) -> ExitStatus {
        while self.next_stage().is_some() {}
        self.child.wait().unwrap()
    }
}

/// The stages in which a night comes out; what is said before the last file is written may reach us after it.
const PUBLISHING: [&str; 5] =
    ["menulis hasil", "menutup malam", "menerbitkan hasil", "menerbitkan keadaan", "membersihkan"];

#[test]
fn killed_at_every_stage_boundary() {
    let regency = Regency::new();
    regency.night("2026-03-01");
    let mut stages = Vec::new();
    // A night on which nothing was sent skips most stages.
    regency.deliver("pkh", 1..ROWS + 1);
    let mut watched = Watched::start(regency.run("2026-03-02"));
    while let Some(stage) = watched.next_stage() {
        stages.push(stage);
    }
    assert!(watched.wait().success());
    for expected in ["membaca roster", "menyusun register", "menulis hasil", "menerbitkan keadaan"] {
        assert!(stages.iter().any(|stage| stage == expected), "{expected} in {stages:?}");
    }
    let mut number = regency.yesterday().0;
    assert_eq!(number, 2);
    for (place, stage) in stages.iter().enumerate() {
        // One night has a date of its own, the next replaces it: both ways of publishing are cut off.
        let date = format!("2026-03-{:02}", 3 + place / 2);
        regency.deliver("pkh", place + 2..ROWS + place + 2);
        let mut watched = Watched::start(regency.run(&date));
        watched.until(stage);
        watched.kill();
        // A kill after the first rename is a night that is out; until then it is none.
        let (after, _) = regency.yesterday();
        assert!(
            after == number || (after == number + 1 && PUBLISHING.contains(&&stage[..])),
            "{stage}: {after}"
        );
        let manifest = regency.night(&date);
        let finished = u64::from(has(&manifest, "MALAM_DITUNTASKAN"));
        let next = regency.yesterday();
        assert_eq!(next, (after.max(number + finished) + 1, date), "{stage}");
        assert!(regency.runs().iter().all(|name| !name.starts_with('.')), "{stage}: {:?}", regency.runs());
        number = next.0;
    }
}

#[test]
fn killed_at_any_moment() {
    let regency = Regency::new();
    regency.night("2026-03-01");
    let register = || fs::read(regency.folder.join("keluaran/2026-03-01/register.csv")).unwrap();
    let first = register();
    let again = || {
        let mut run = regency.run("2026-03-01");
        run.arg("--from-scratch");
        run
    };
    let began = std::time::Instant::now();
    again().ended(0);
    let whole = began.elapsed();
    assert!(first == register(), "an unchanged night gives the same register");
    // Spread over the night by the golden ratio, so that no two moments are near each other.
    for moment in 1..=12 {
        let watched = Watched::start(again());
        sleep(whole.mul_f64(f64::from(moment) * 0.618 % 1.0));
        watched.kill();
        regency.yesterday();
    }
    regency.night("2026-03-01");
    assert!(first == register(), "nothing was lost");
}

#[test]
fn killed_on_its_first_night() {
    let regency = Regency::new();
    for stage in ["membaca roster", "melatih model", "mengelompokkan", "menulis hasil"] {
        let mut watched = Watched::start(regency.run("2026-03-01"));
        watched.until(stage);
        watched.kill();
        padan().arg("verify").arg(regency.settings()).ended(0);
    }
    regency.night("2026-03-01");
    assert_eq!(regency.yesterday(), (1, "2026-03-01".to_owned()));
}

#[test]
fn two_at_once_and_the_second_waits_its_turn() {
    let regency = Regency::new();
    regency.night("2026-03-01");
    regency.deliver("pkh", 1..ROWS + 1);
    let mut first = Watched::start(regency.run("2026-03-02"));
    first.until("membaca roster");
    signal("-STOP", &first.child);
    let refused = regency.run("2026-03-02").ended(4);
    let said: Value = String::from_utf8_lossy(&refused.stderr)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .find(|line: &Value| line["event"] == "error")
        .expect("a line that says why");
    assert!(said["message"].as_str().unwrap().contains(&format!("pid {}", first.child.id())), "{said}");
    let status = padan().args(["status", "--json"]).arg(regency.settings()).ended(0);
    assert!(String::from_utf8_lossy(&status.stdout).contains("padan run, pid"));
    signal("-CONT", &first.child);
    assert!(first.wait().success());
    assert_eq!(regency.yesterday(), (2, "2026-03-02".to_owned()));
}

/// Stops a process or lets it go on.
fn signal(signal: &str, child: &Child) {
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn the_clock_set_back_keeps_nights_in_order() {
    let regency = Regency::new();
    assert!(!has(&regency.night("2026-03-05"), "TANGGAL_MUNDUR"));
    assert!(has(&regency.night("2026-01-01"), "TANGGAL_MUNDUR"));
    assert_eq!(regency.yesterday(), (2, "2026-01-01".to_owned()));
    assert!(!has(&regency.night("2026-03-05"), "TANGGAL_MUNDUR"));
    assert_eq!(regency.yesterday().0, 3);
}

#[test]
fn a_roster_cut_off_in_mid_line_stops_the_night_until_someone_answers_for_it() {
    let regency = Regency::new();
    regency.night("2026-03-01");
    let whole = fs::read(regency.roster("pkh")).unwrap();
    fs::write(regency.roster("pkh"), &whole[..whole.len() / 2]).unwrap();
    let metrics = regency.folder.join("padan.prom");
    let mut run = regency.run("2026-03-02");
    let stopped = run.arg("--metrics").arg(&metrics).ended(5);
    let said = String::from_utf8_lossy(&stopped.stderr).into_owned();
    assert!(said.contains("pkh: 7") && said.contains("last night 150"), "{said}");
    assert!(fs::read_to_string(&metrics).unwrap().contains("\npadan_last_run_exit_code 5\n"));
    assert_eq!(regency.yesterday(), (1, "2026-03-01".to_owned()));
    assert_eq!(regency.runs(), ["2026-03-01"]);

    let accept = ["--accept", "tahap 2 menyusul", "--by", "Ani"];
    regency.run("2026-03-02").args(accept).ended(0);
    let manifest = regency.manifest("2026-03-02");
    assert!(has(&manifest, "LONJAKAN_DITERIMA"), "{:?}", codes(&manifest));
    assert!(manifest.to_string().contains("Diterima oleh Ani: tahap 2 menyusul"));
    let record = fs::read_to_string(regency.state("malam-000002/state.json")).unwrap();
    assert!(record.contains("tahap 2 menyusul"), "{record}");

    fs::write(regency.roster("pkh"), whole).unwrap();
    let mut run = regency.run("2026-03-03");
    run.arg("--metrics").arg(&metrics).ended(0);
    let page = fs::read_to_string(&metrics).unwrap();
    assert!(page.contains("\npadan_rows{roster=\"pkh\"} 150\n"), "{page}");
    assert!(page.contains("\npadan_night_number 3\n"), "{page}");
}

#[test]
fn a_roster_that_changes_while_it_is_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pkh.csv");
    let lines: Vec<String> = (0..50).map(line).collect();
    let text = format!("nik;nama;tanggal_lahir\n{}\n", lines.join("\n"));
    let roster = Roster {
        id: RosterId(0),
        name: "pkh".into(),
        path: path.clone(),
        delimiter: None,
        encoding: None,
        header_row: None,
        sheet: None,
        columns: vec![(Field::Nik, vec!["nik".into()]), (Field::Name, vec!["nama".into()])],
    };
    let read = |change: &dyn Fn()| {
        fs::write(&path, &text).unwrap();
        let mut chunks = 0;
        let intake = ingest::ingest(std::slice::from_ref(&roster), &Options { chunk_rows: 10 }, &mut |_| {
            chunks += 1;
            if chunks == 2 {
                change();
            }
            Ok(None)
        });
        intake.unwrap().findings.iter().any(|finding| finding.code == "BERKAS_BERUBAH")
    };
    assert!(!read(&|| {}));
    assert!(read(&|| {
        let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
        writeln!(file, "{}", line(50)).unwrap();
    }));
    assert!(read(&|| {
        let other = folder.path().join("lain.csv");
        fs::write(&other, text.to_lowercase().repeat(2)).unwrap();
        fs::rename(other, &path).unwrap();
    }));
}

#[test]
fn spoilt_state_is_found_and_the_night_before_serves() {
    let regency = Regency::new();
    for (date, spoilt) in [("2026-03-02", "state.json"), ("2026-03-04", "state.b3")] {
        regency.night("2026-03-01");
        regency.night(date);
        let (number, _) = regency.yesterday();
        let file = regency.state(&format!("malam-{number:06}/{spoilt}"));
        let mut bytes = fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&file, bytes).unwrap();
        let found = padan().arg("verify").arg(regency.settings()).ended(6);
        let said = String::from_utf8_lossy(&found.stdout).into_owned();
        assert!(said.contains("RUSAK") && said.contains("state.json"), "{said}");
        let manifest = regency.night(date);
        assert!(has(&manifest, "KEADAAN_DIPULIHKAN"), "{:?}", codes(&manifest));
        assert_eq!(regency.yesterday(), (number + 1, date.to_owned()));
        assert!(regency.state(&format!("rusak-malam-{number:06}")).is_dir());
    }
}

/// Turns one bit of a file over, where it stands: whatever other name the file has, it is damaged there too.
fn spoil(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(file, bytes).unwrap();
}

#[test]
fn spoilt_memory_costs_time_and_nothing_else() {
    let regency = Regency::new();
    regency.night("2026-03-01");
    let register =
        |date: &str| fs::read(regency.folder.join("keluaran").join(date).join("register.csv")).unwrap();
    // A night on which nothing was sent leans on the one, a night with a new row on the other.
    spoil(&regency.state("malam-000001/night.bin"));
    let manifest = regency.night("2026-03-02");
    assert!(has(&manifest, "INGATAN_DIABAIKAN"), "{:?}", codes(&manifest));
    assert!(register("2026-03-01") == register("2026-03-02"));
    spoil(&regency.state("malam-000002/linkage.bin"));
    regency.deliver("pkh", 0..ROWS + 1);
    let manifest = regency.night("2026-03-03");
    assert!(has(&manifest, "INGATAN_DIABAIKAN"), "{:?}", codes(&manifest));
    assert!(register("2026-03-02") != register("2026-03-03"));
    assert!(!has(&regency.night("2026-03-04"), "INGATAN_DIABAIKAN"), "what is remembered now is whole");
}

#[test]
fn files_of_a_run_that_are_no_tables_are_held_to_their_sums_too() {
    let regency = Regency::new();
    regency.night("2026-03-01");
    let run = |date: &str, file: &str| regency.folder.join("keluaran").join(date).join(file);
    for file in ["raw.parquet", "model.json", "register.csv"] {
        let whole = fs::read(run("2026-03-01", file)).unwrap();
        spoil(&run("2026-03-01", file));
        let found = padan().arg("verify").arg(regency.settings()).ended(6);
        let said = String::from_utf8_lossy(&found.stdout).into_owned();
        assert!(said.contains(&format!("2026-03-01/{file}")), "{said}");
        fs::write(run("2026-03-01", file), whole).unwrap();
    }
    regency.yesterday();
    // A night on which nothing was sent would take the raw cells over: not when they are not what was written.
    spoil(&run("2026-03-01", "raw.parquet"));
    regency.night("2026-03-02");
    let (first, second) = (run("2026-03-01", "register.csv"), run("2026-03-02", "register.csv"));
    assert!(fs::read(first).unwrap() == fs::read(second).unwrap(), "the same rows were read again");
    fs::remove_dir_all(regency.folder.join("keluaran/2026-03-01")).unwrap();
    regency.yesterday();
    // Nor a table that somebody changed without changing its length.
    spoil(&run("2026-03-02", "members.csv"));
    regency.night("2026-03-02");
    regency.yesterday();
    // Taken over from a whole night, they have their sum in the next as well.
    regency.night("2026-03-03");
    fs::remove_dir_all(regency.folder.join("keluaran/2026-03-02")).unwrap();
    regency.yesterday();
    spoil(&run("2026-03-03", "raw.parquet"));
    padan().arg("verify").arg(regency.settings()).ended(6);
}

#[test]
fn a_table_changed_by_hand_where_it_stands_costs_one_night() {
    let regency = Regency::new();
    regency.night("2026-03-01");
    regency.deliver("pkh", 1..ROWS + 1);
    regency.night("2026-03-02");
    spoil(&regency.folder.join("keluaran/2026-03-02/register.parquet"));
    let found = padan().arg("verify").arg(regency.settings()).ended(6);
    let said = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(said.contains("2026-03-02/register.parquet"), "{said}");
    assert!(has(&regency.night("2026-03-03"), "KEADAAN_DIPULIHKAN"));
    assert_eq!(regency.yesterday(), (3, "2026-03-03".to_owned()));
}

#[test]
fn a_decision_of_a_lost_night_names_the_same_rows_ever_after() {
    let regency = Regency::new();
    regency.night("2026-03-01");
    let new = ROWS..ROWS + 6;
    regency.deliver("pkh", 0..new.end);
    regency.night("2026-03-02");
    // Person 152: the 153rd row of the one list, the 78th of the other.
    let rows = [new.start + 3, new.start + 3 - ROWS / 2];
    let words = [format!("pkh:{}", rows[0]), format!("blt:{}", rows[1])];
    let said = ["--by", "Ani", "--reason", "kembar"];
    padan().arg("decide").arg(regency.settings()).arg("beda").args(&words).args(said).ended(0);
    spoil(&regency.state("malam-000002/rows.parquet"));
    // The list comes back to front, and other people are new in it as well.
    let lines: Vec<String> = (0..new.end + 9).rev().map(line).collect();
    fs::write(regency.roster("pkh"), format!("nik;nama;tanggal_lahir\n{}\n", lines.join("\n"))).unwrap();
    let manifest = regency.night("2026-03-03");
    assert!(has(&manifest, "KEADAAN_DIPULIHKAN") && !has(&manifest, "KEPUTUSAN_MENUNGGU"));
    let members = fs::read_to_string(regency.folder.join("keluaran/2026-03-03/members.csv")).unwrap();
    let id = |roster: &str, row: usize| {
        let found = members.lines().map(|line| line.split(';').collect::<Vec<_>>());
        let mut found = found.filter(|cells| cells[0] == roster && cells[2] == row.to_string());
        found.next().unwrap()[3].to_owned()
    };
    for person in new.start..new.end + 9 {
        let same = id("pkh", new.end + 9 - person) == id("blt", person + 1 - ROWS / 2);
        assert_eq!(same, person != new.start + 2, "person {person}");
    }
}

#[test]
fn every_spoilt_file_is_found_and_with_no_night_left_nothing_begins_anew() {
    let regency = Regency::new();
    regency.night("2026-03-01");
    let record: Value =
        serde_json::from_slice(&fs::read(regency.state("malam-000001/state.json")).unwrap()).unwrap();
    for sum in record["files"].as_array().unwrap() {
        let file = regency.state("malam-000001").join(sum["file"].as_str().unwrap());
        let whole = fs::read(&file).unwrap();
        fs::write(&file, [&whole[..], b"x"].concat()).unwrap();
        padan().arg("verify").arg(regency.settings()).ended(6);
        fs::write(&file, whole).unwrap();
    }
    regency.yesterday();
    fs::write(regency.state("malam-000001/state.json"), "{}").unwrap();
    let refused = regency.run("2026-03-02").ended(6);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("none is whole"));
    assert_eq!(regency.runs(), ["2026-03-01"]);
}

#[test]
fn spoilt_decisions_are_found() {
    let regency = Regency::new();
    regency.night("2026-03-01");
    let mut decided = Decisions::open(&regency.folder.join("keadaan")).unwrap();
    let said = Said { at: "2026-03-01T08:00:00+07:00", by: "Ani", reason: "sudah diverval" };
    decided.dismiss("C-7K2M9X4", said).unwrap();
    let said = padan().args(["status", "--json"]).arg(regency.settings()).ended(0);
    assert!(String::from_utf8_lossy(&said.stdout).contains("\"dismissals\": 1"));
    regency.yesterday();
    let file = regency.state("decisions.sqlite");
    let mut bytes = fs::read(&file).unwrap();
    let last = bytes.len() - 10;
    bytes[last] ^= 1;
    fs::write(&file, bytes).unwrap();
    padan().arg("verify").arg(regency.settings()).ended(6);
    assert!(has(&regency.night("2026-03-02"), "KEPUTUSAN_DIPULIHKAN"));
    regency.yesterday();
}

/// A limit on the size of files gives the writes of a full disk without needing one.
#[test]
fn no_room_for_a_file() {
    let regency = Regency::new();
    regency.night("2026-03-01");
    let settings = regency.settings();
    // Blocks of 512 bytes: room for the smallest file, for some tables, for all but the largest.
    for blocks in ["2", "20", "60"] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" run --date 2026-03-02 \"$1\"");
        let run = || {
            let mut command = Command::new("sh");
            command
                .args(["-c", &script, env!("CARGO_BIN_EXE_padan")])
                .arg(&settings)
                .env("LC_ALL", "en_GB.UTF-8");
            command.output().unwrap()
        };
        let output = run();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{blocks}: {said}");
        assert!(said.contains("room"), "{said}");
        assert_eq!(regency.yesterday(), (1, "2026-03-01".to_owned()));
        assert_eq!(regency.runs(), ["2026-03-01"], "the draft is gone");
    }
    regency.night("2026-03-02");
    assert_eq!(regency.yesterday().0, 2);
}

/// A disk of this size on its own; none, with the reason said, where the system does not let us.
struct SmallDisk(TempDir);

impl SmallDisk {
    #[expect(clippy::print_stderr, reason = "a test that could not be made says so")]
    fn mount(size: &str) -> Option<SmallDisk> {
        let folder = tempfile::tempdir().unwrap();
        let options = format!("size={size},mode=0700");
        let mut mount = Command::new("mount");
        match mount.args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder.path()).output() {
            Ok(output) if output.status.success() => Some(SmallDisk(folder)),
            _ => {
                eprintln!("skipped: mounting a small disk needs rights that this test does not have");
                None
            }
        }
    }

    fn remount(&self, how: &str) {
        let options = format!("remount,{how}");
        let status = Command::new("mount").args(["-o", &options]).arg(self.0.path()).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk() {
    let Some(disk) = SmallDisk::mount("64m") else { return };
    let regency = Regency::at(disk.0.path());
    regency.night("2026-03-01");
    let used: u64 = fs::read_dir(regency.folder.join("keluaran/2026-03-01"))
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum();
    let filler = disk.0.path().join("penuh");
    // Room for a tenth, a half, nearly the whole of what a night writes.
    for tenths in [1, 5, 9] {
        let free = used * tenths / 10;
        fill(&filler, free);
        let output = regency.run("2026-03-02").ended(1);
        assert!(String::from_utf8_lossy(&output.stderr).contains("\"exit_code\":1"));
        assert_eq!(regency.yesterday(), (1, "2026-03-01".to_owned()));
        fs::remove_file(&filler).unwrap();
    }
    regency.night("2026-03-02");
    assert_eq!(regency.yesterday().0, 2);
}

/// Fills the disk but for so many bytes.
fn fill(path: &Path, free: u64) {
    let mut file = fs::File::create(path).unwrap();
    let block = vec![0; 1 << 16];
    while file.write_all(&block).is_ok() {}
    let full = file.metadata().unwrap().len();
    file.set_len(full.saturating_sub(free)).unwrap();
}

#[test]
fn a_disk_that_may_not_be_written() {
    let Some(disk) = SmallDisk::mount("64m") else { return };
    let regency = Regency::at(disk.0.path());
    regency.night("2026-03-01");
    disk.remount("ro");
    regency.run("2026-03-02").ended(1);
    assert_eq!(regency.yesterday(), (1, "2026-03-01".to_owned()));
    disk.remount("rw");
    regency.night("2026-03-02");
    assert_eq!(regency.yesterday().0, 2);
}

#[test]
fn retention_keeps_the_runs_it_was_told_to() {
    let regency = Regency::new();
    let text = fs::read_to_string(regency.settings()).unwrap();
    fs::write(regency.settings(), format!("[night]\nkeep_runs = 2\n{text}")).unwrap();
    for day in 1..=4 {
        regency.night(&format!("2026-03-{day:02}"));
    }
    assert_eq!(regency.runs(), ["2026-03-03", "2026-03-04"]);
    regency.yesterday();
}
