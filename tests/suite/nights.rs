//! Does a night that remembers yesterday end as one that works everything out again? Random nights on small made-up
//! rosters are run both ways and compared byte for byte, and ids must last; a case that failed once is kept below as
//! a test with a name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use jiff::civil::{Date, date};
use padan::pipeline::{self, RunOptions, Summary};
use padan::progress::Silent;
use padan::report::read::read_columns;
use padan::settings::{Accepted, Settings};
use padan::state::{
    DecidedRow, Decision, Decisions, LastNight, NewDecision, Rows, Said, Verdict, contradictions,
    without_contradictions,
};
use proptest::prelude::*;

/// What happens before a night. Numbers are taken modulo what there is, so that every list of operations can be run.
#[derive(Clone, Debug)]
enum Op {
    /// A roster takes in someone, spelt one way or another.
    Add {
        roster: u8,
        person: u16,
        style: u8,
    },
    /// One field of a row is typed anew.
    Change {
        roster: u8,
        row: u16,
        field: u8,
        style: u8,
    },
    Remove {
        roster: u8,
        row: u16,
    },
    /// The rows stand in another order.
    Reorder {
        roster: u8,
        by: u16,
    },
    /// The roster's own keys are numbered anew.
    Rekey {
        roster: u8,
    },
    /// The file has another name.
    Rename {
        roster: u8,
    },
    /// The file has another delimiter and its columns another order.
    Export {
        roster: u8,
        turn: u8,
    },
    /// The rows come in two files, or in one again.
    Split {
        roster: u8,
    },
    /// The roster is not sent, or is back.
    Vanish {
        roster: u8,
    },
    Appear {
        roster: u8,
    },
    /// An officer says that two rows are one person, or two.
    Decide {
        a: (u8, u16),
        b: (u8, u16),
        same: bool,
    },
    /// The last decision but so many is taken back.
    TakeBack {
        which: u8,
    },
}

/// Some nights on made-up rosters: what they start from, and what happens before each night after the first.
#[derive(Clone, Debug)]
struct Case {
    seed: u16,
    families: u8,
    nights: Vec<Vec<Op>>,
}

/// Name, programme, and whether the settings declare the key. The first is the base register and always comes.
const ROSTERS: [(&str, &str, bool); 4] =
    [("bdt", "BDT", true), ("pkh", "PKH", true), ("pbi_jkn", "PBI-JKN", false), ("sembako", "SEMBAKO", true)];
const COLUMNS: [&str; 15] = [
    "ID",
    "NAMA",
    "JK",
    "TGL LAHIR",
    "NIK",
    "NO KK",
    "NAMA IBU",
    "ALAMAT",
    "RT",
    "RW",
    "DESA",
    "KECAMATAN",
    "KABUPATEN",
    "PROVINSI",
    "NOMINAL",
];
const VILLAGES: [(&str, &str, &str); 3] =
    [("KEDEN", "KALIJAMBE", "331401"), ("BENTAK", "SIDOHARJO", "331411"), ("SRIMULYO", "GONDANG", "331406")];
const MEN: [&str; 10] = [
    "SUTRISNO",
    "BUDI HARTONO",
    "SUGENG RIYADI",
    "AGUS WIDODO",
    "MUHAMMAD YUSUF",
    "EKO PRASETYO",
    "SLAMET RAHARJO",
    "DWI CAHYONO",
    "HASAN BASRI",
    "JOKO SUSILO",
];
const WOMEN: [&str; 10] = [
    "SITI AMINAH",
    "SRI WAHYUNI",
    "MARDIYAH",
    "DEWI ASTUTI",
    "NURHAYATI",
    "WINARSIH",
    "RINA KUSUMAWATI",
    "ENDANG SUSANTI",
    "TUMINI",
    "FITRI HANDAYANI",
];

/// Someone who lives in the made-up place.
#[derive(Clone, Debug)]
struct Person {
    name: &'static str,
    woman: bool,
    birth: (u16, u8, u8),
    nik: String,
    kk: String,
    mother: &'static str,
    village: usize,
    rt: u8,
}

/// One row, whichever file and place it stands in.
#[derive(Clone, Debug)]
struct Row {
    /// Its identity in the test.
    entry: u32,
    person: usize,
    cells: Vec<String>,
}

#[derive(Clone, Debug)]
struct Roster {
    rows: Vec<Row>,
    comes: bool,
    name: u8,
    turn: u8,
    split: bool,
}

/// A small chain of numbers, the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }
}

/// The place, its rosters and what officers have said.
struct World {
    people: Vec<Person>,
    rosters: Vec<Roster>,
    entries: u32,
    keys: u32,
    /// What officers have said, in order.
    judged: Vec<Judged>,
}

/// Two rows that an officer judged.
#[derive(Clone, Debug)]
struct Judged {
    entries: [u32; 2],
    same: bool,
    /// Its number among the decisions, once written.
    id: Option<u64>,
    taken_back: bool,
}

impl World {
    fn new(case: &Case) -> World {
        let mut numbers = Numbers(u64::from(case.seed) + 1);
        let people = people(case.families.clamp(3, 40).into(), &mut numbers);
        let rosters =
            vec![Roster { rows: Vec::new(), comes: true, name: 0, turn: 0, split: false }; ROSTERS.len()];
        let mut world = World { people, rosters, entries: 0, keys: 0, judged: Vec::new() };
        for person in 0..world.people.len() {
            for roster in 0..ROSTERS.len() {
                if roster == 0 || numbers.below(5) < 2 {
                    let style = numbers.below(12) as u8;
                    world.add(roster, person, style);
                }
            }
        }
        world
    }

    fn add(&mut self, roster: usize, person: usize, style: u8) {
        self.entries += 1;
        let mut cells = self.cells(person);
        cells[0] = self.next_key();
        match style {
            0 => cells[1] = respelt(&cells[1], 1),
            1 => cells[4] = String::new(),
            2 => cells[6] = respelt(&cells[6], 2),
            3 => cells[5] = String::new(),
            _ => {}
        }
        self.rosters[roster].rows.push(Row { entry: self.entries, person, cells });
    }

    fn next_key(&mut self) -> String {
        self.keys += 1;
        format!("33{:08}", self.keys * 37)
    }

    /// The row of a person, as the civil register has it.
    fn cells(&self, person: usize) -> Vec<String> {
        let Person { name, woman, birth: (year, month, day), nik, kk, mother, village, rt } =
            &self.people[person];
        let (place, district, _) = VILLAGES[*village];
        let sex = if *woman { "P" } else { "L" };
        let birth = format!("{day:02}/{month:02}/{year}");
        let rt = format!("{rt:03}");
        let cells = [
            "",
            name,
            sex,
            &birth,
            nik,
            kk,
            mother,
            "DK KRAJAN",
            &rt,
            "002",
            place,
            district,
            "SRAGEN",
            "JAWA TENGAH",
            "600000",
        ];
        cells.map(str::to_owned).to_vec()
    }

    /// A row by numbers that need not fit.
    fn row(&self, (roster, row): (u8, u16)) -> Option<(usize, usize)> {
        let roster = usize::from(roster) % ROSTERS.len();
        let count = self.rosters[roster].rows.len();
        (count > 0).then(|| (roster, usize::from(row) % count))
    }

    fn apply(&mut self, op: &Op) {
        let at = |roster: &u8| usize::from(*roster) % ROSTERS.len();
        match op {
            Op::Add { roster, person, style } => {
                let person = usize::from(*person) % self.people.len();
                self.add(at(roster), person, *style);
            }
            Op::Change { roster, row, field, style } => {
                if let Some((roster, row)) = self.row((*roster, *row)) {
                    self.change(roster, row, *field, *style);
                }
            }
            Op::Remove { roster, row } => {
                if let Some((roster, row)) = self.row((*roster, *row))
                    && self.rosters[roster].rows.len() > 2
                {
                    self.rosters[roster].rows.remove(row);
                }
            }
            Op::Reorder { roster, by } => {
                let rows = &mut self.rosters[at(roster)].rows;
                rows.sort_by_key(|row| Numbers(u64::from(row.entry) << 16 | u64::from(*by)).below(1 << 30));
            }
            Op::Rekey { roster } => {
                for row in 0..self.rosters[at(roster)].rows.len() {
                    self.rosters[at(roster)].rows[row].cells[0] = self.next_key();
                }
            }
            Op::Rename { roster } => self.rosters[at(roster)].name ^= 1,
            Op::Export { roster, turn } => self.rosters[at(roster)].turn = turn % COLUMNS.len() as u8,
            Op::Split { roster } => self.rosters[at(roster)].split ^= true,
            Op::Vanish { roster } => self.rosters[at(roster)].comes = at(roster) == 0,
            Op::Appear { roster } => self.rosters[at(roster)].comes = true,
            Op::Decide { a, b, same } => {
                if let (Some(a), Some(b)) = (self.row(*a), self.row(*b)) {
                    let entry = |(roster, row): (usize, usize)| self.rosters[roster].rows[row].entry;
                    let entries = [entry(a), entry(b)];
                    self.judged.push(Judged { entries, same: *same, id: None, taken_back: false });
                }
            }
            Op::TakeBack { which } => {
                let mut said: Vec<&mut Judged> =
                    self.judged.iter_mut().filter(|judged| !judged.taken_back).collect();
                let count = said.len();
                if count > 0 {
                    said[count - 1 - usize::from(*which) % count].taken_back = true;
                }
            }
        }
    }

    fn change(&mut self, roster: usize, row: usize, field: u8, style: u8) {
        let person = self.rosters[roster].rows[row].person;
        let right = self.cells(person);
        let cells = &mut self.rosters[roster].rows[row].cells;
        match field % 7 {
            0 => cells[1] = respelt(&right[1], style),
            1 if style.is_multiple_of(3) => cells[4] = String::new(),
            1 if style % 3 == 1 => cells[4] = right[4].clone(),
            1 => cells[4] = mistyped(&right[4], style),
            2 => cells[5] = mistyped(&right[5], style),
            3 => {
                let (village, district, _) = VILLAGES[usize::from(style) % VILLAGES.len()];
                (cells[10], cells[11]) = (village.to_owned(), district.to_owned());
            }
            4 => cells[14] = (u32::from(style) * 75_000).to_string(),
            5 => cells[6] = respelt(&right[6], style),
            _ => cells[8] = format!("{:03}", 1 + style % 9),
        }
    }

    /// Writes what the offices send into `masuk`.
    fn send(&self, folder: &Path) {
        let incoming = folder.join("masuk");
        let _ = fs::remove_dir_all(&incoming);
        fs::create_dir_all(&incoming).unwrap();
        for ((name, ..), roster) in ROSTERS.iter().zip(&self.rosters).filter(|(_, roster)| roster.comes) {
            let stem = if roster.name == 0 { (*name).to_owned() } else { format!("{name}_unduhan") };
            let half = roster.rows.len().div_ceil(2);
            if roster.split && half > 0 {
                fs::write(incoming.join(format!("{stem}_1.csv")), text(&roster.rows[..half], roster.turn))
                    .unwrap();
                fs::write(incoming.join(format!("{stem}_2.csv")), text(&roster.rows[half..], roster.turn))
                    .unwrap();
            } else {
                fs::write(incoming.join(format!("{stem}.csv")), text(&roster.rows, roster.turn)).unwrap();
            }
        }
    }

    /// Where every entry that was sent stands.
    fn places(&self) -> BTreeMap<u32, (String, u32)> {
        self.truth().into_iter().map(|(place, (entry, _))| (entry, place)).collect()
    }

    /// Entry and person of every row that was sent, by roster and 1-based data row.
    fn truth(&self) -> BTreeMap<(String, u32), (u32, usize)> {
        let sent = ROSTERS.iter().zip(&self.rosters).filter(|(_, roster)| roster.comes);
        sent.flat_map(|((name, ..), roster)| {
            roster
                .rows
                .iter()
                .zip(1..)
                .map(|(row, number)| (((*name).to_owned(), number), (row.entry, row.person)))
        })
        .collect()
    }
}

fn people(families: usize, numbers: &mut Numbers) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for family in 0..families {
        let village = numbers.below(VILLAGES.len());
        let code = VILLAGES[village].2;
        let kk = format!("{code}01061{}{:04}", numbers.below(10), family + 1);
        let rt = 1 + numbers.below(9) as u8;
        let mother = WOMEN[numbers.below(WOMEN.len())];
        for member in 0..2 + numbers.below(3) {
            let woman = member == 1 || (member > 1 && numbers.below(2) == 1);
            let year = if member < 2 { 1970 + numbers.below(25) } else { 2005 + numbers.below(15) } as u16;
            let birth = (year, 1 + numbers.below(12) as u8, 1 + numbers.below(28) as u8);
            let day = birth.2 + if woman { 40 } else { 0 };
            let serial = people.len() + 1;
            people.push(Person {
                name: match member {
                    1 => mother,
                    _ if woman => WOMEN[numbers.below(WOMEN.len())],
                    _ => MEN[numbers.below(MEN.len())],
                },
                woman,
                birth,
                nik: format!("{code}{day:02}{:02}{:02}{serial:04}", birth.1, year % 100),
                kk: kk.clone(),
                mother: if member < 2 { WOMEN[numbers.below(WOMEN.len())] } else { mother },
                village,
                rt,
            });
        }
    }
    people
}

/// A name as another clerk hears it.
fn respelt(name: &str, style: u8) -> String {
    match style % 5 {
        0 => name.to_owned(),
        1 => name.replace('U', "OE"),
        2 => name.replace('Y', "I"),
        3 => name.split(' ').next().unwrap_or(name).to_owned(),
        _ => name.replacen('I', "", 1),
    }
}

fn mistyped(number: &str, style: u8) -> String {
    let mut digits: Vec<u8> = number.bytes().collect();
    let at = 12 + usize::from(style) % 4;
    if let Some(digit) = digits.get_mut(at) {
        *digit = b'0' + (*digit - b'0' + 1 + style % 8) % 10;
    }
    String::from_utf8(digits).unwrap()
}

/// A file of rows; `turn` moves the columns round and changes the delimiter.
fn text(rows: &[Row], turn: u8) -> String {
    let delimiter = if turn.is_multiple_of(2) { ";" } else { "," };
    let turned = |cells: &[&str]| {
        let mut cells = cells.to_vec();
        cells.rotate_left(usize::from(turn));
        cells.join(delimiter)
    };
    let mut text = turned(&COLUMNS) + "\n";
    for row in rows {
        let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
        text += &(turned(&cells) + "\n");
    }
    text
}

fn settings_text() -> String {
    let mut text = String::from("[night]\nname = \"Malam\"\nout = \"keluaran\"\n");
    for (name, programme, keyed) in ROSTERS {
        let _ = write!(
            text,
            "\n[[roster]]\nname = \"{name}\"\nprogramme = \"{programme}\"\npath = \"masuk/{name}*.csv\"\n\
             owner = \"Dinas\"\n{}[roster.columns]\nname = \"NAMA\"\nsex = \"JK\"\nbirth_date = \"TGL LAHIR\"\n\
             nik = \"NIK\"\nkk = \"NO KK\"\nmother = \"NAMA IBU\"\naddress = \"ALAMAT\"\nrt = \"RT\"\nrw = \"RW\"\n\
             village = \"DESA\"\ndistrict = \"KECAMATAN\"\nregency = \"KABUPATEN\"\nprovince = \"PROVINSI\"\n\
             amount = \"NOMINAL\"\n",
            if keyed { "unique_key = \"ID\"\n" } else { "" }
        );
    }
    text
}

/// The only place that knows how a night is started.
fn run_night(settings: &Settings, night: Date, from_scratch: bool) -> padan::error::Result<Summary> {
    pipeline::run(settings, night, &RunOptions { from_scratch }, &Silent)
}

/// Files of a run folder and their bytes; the manifest holds timings.
fn outputs(run: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(run)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path))
        .filter(|(name, _)| name != "manifest.json")
        .map(|(name, path)| (name, fs::read(path).unwrap()))
        .collect()
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Runs the office's night. A circuit breaker that trips is overruled: what is tested is what the night comes to.
fn run_office(office: &Path, night: Date, from_scratch: bool) -> BTreeMap<String, Vec<u8>> {
    let mut settings = Settings::read(&office.join("padan.toml")).unwrap();
    settings.breaker.accepted = Some(Accepted { by: Some("uji".into()), reason: "malam acak".into() });
    let summary = run_night(&settings, night, from_scratch);
    outputs(&summary.unwrap_or_else(|error| panic!("{night}: {error:?}")).folder)
}

/// The rows that the last night left behind.
fn remembered(office: &Path) -> Option<Rows> {
    let night = LastNight::read(&office.join("keadaan"), &office.join("keluaran")).unwrap()?;
    Some(Rows::read(&night.folder).unwrap())
}

/// Decisions that contradict no other hold for rows that are both there tonight.
fn hold_decisions(office: &Path, decisions: &[Decision], night: usize) {
    let rows = remembered(office).unwrap();
    let there =
        |uid: u64| rows.place_of(uid).is_some_and(|(roster, row)| rows.uid_at(roster, row) == Some(uid));
    for Decision { id, verdict, rows: [a, b], .. } in
        without_contradictions(decisions, &contradictions(decisions))
    {
        if there(a.uid) && there(b.uid) {
            let one = rows.person_of(a.uid) == rows.person_of(b.uid);
            assert_eq!(one, verdict == Verdict::Same, "night {night}: decision {id} does not hold");
        }
    }
}

/// Writes down what officers have said since the last night, about rows that were there then, and takes back what they
/// no longer say. Gives the decisions in force.
fn office_hours(office: &Path, world: &mut World, last: &BTreeMap<u32, (String, u32)>) -> Vec<Decision> {
    let Some(rows) = remembered(office) else { return Vec::new() };
    let mut decisions = Decisions::open(&office.join("keadaan")).unwrap();
    let (by, reason, at) = ("uji", "malam acak", "2026-07-01T08:00:00+07:00");
    for judged in &mut world.judged {
        let [Some(a), Some(b)] = judged.entries.map(|entry| last.get(&entry)) else { continue };
        let decided = |(roster, row): &(String, u32)| {
            let uid = rows.uid_at(roster, *row).expect("every row of the last night is remembered");
            DecidedRow { uid, row: format!("{roster}:{row}") }
        };
        if judged.id.is_none() && a != b {
            let verdict = if judged.same { Verdict::Same } else { Verdict::Different };
            let pair = [decided(a), decided(b)];
            let uids = [pair[0].uid, pair[1].uid];
            let new = NewDecision {
                verdict,
                rows: pair,
                by: by.into(),
                reason: reason.into(),
                source: "uji".into(),
            };
            judged.id = match decisions.known(verdict, uids) {
                Some(known) => Some(known.id),
                None => decisions.add(&[new], at).unwrap().pop(),
            };
        }
    }
    for judged in world.judged.iter().filter(|judged| judged.taken_back) {
        let in_force = |id: &u64| decisions.pairs().iter().any(|decision| decision.id == *id);
        if let Some(id) = judged.id.filter(in_force) {
            decisions.take_back(id, Said { at, by, reason }).unwrap();
        }
    }
    decisions.pairs()
}

/// Runs every night of a case twice, from scratch and remembering, each time from the same yesterday and in the same
/// folder, for findings name the paths of files.
fn replay(case: &Case) {
    let folder = tempfile::tempdir().unwrap();
    let office = folder.path().join("kantor");
    let yesterday = folder.path().join("kemarin");
    fs::create_dir_all(&office).unwrap();
    fs::write(office.join("padan.toml"), settings_text()).unwrap();
    let mut world = World::new(case);
    let mut ids = Ids::default();
    for (number, ops) in std::iter::once(&Vec::new()).chain(&case.nights).enumerate() {
        let last = world.places();
        ops.iter().for_each(|op| world.apply(op));
        let decisions = office_hours(&office, &mut world, &last);
        world.send(&office);
        copy_folder(&office, &yesterday);
        let night = date(2026, 7, 1).saturating_add(jiff::Span::new().days(number as i64));
        let scratch = run_office(&office, night, true);
        fs::remove_dir_all(&office).unwrap();
        fs::rename(&yesterday, &office).unwrap();
        let nightly = run_office(&office, night, false);
        assert_eq!(
            nightly.keys().collect::<Vec<_>>(),
            scratch.keys().collect::<Vec<_>>(),
            "night {number}: files"
        );
        let differ: Vec<&String> = nightly.keys().filter(|name| nightly[*name] != scratch[*name]).collect();
        assert!(differ.is_empty(), "night {number}: {differ:?} differ from those of a night from scratch");
        hold_decisions(&office, &decisions, number);
        ids.check(&office.join("keluaran").join(night.to_string()), &world, number);
    }
}

/// Who bore which id so far.
#[derive(Default)]
struct Ids {
    /// The rows of each person last night, by id.
    last: BTreeMap<String, BTreeSet<u32>>,
    /// The people that an id ever stood for.
    ever: BTreeMap<String, BTreeSet<usize>>,
}

impl Ids {
    fn check(&mut self, run: &Path, world: &World, night: usize) {
        let truth = world.truth();
        let members =
            read_columns(&run.join("members.csv"), &[&["roster"], &["row"], &["person_id"]]).unwrap();
        let mut tonight: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        let mut people: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for ((roster, row), id) in members[0].iter().zip(members[1].iter()).zip(members[2].iter()) {
            let (entry, person) = truth[&(roster.to_owned(), row.parse().unwrap())];
            tonight.entry(id.to_owned()).or_default().insert(entry);
            people.entry(id.to_owned()).or_default().insert(person);
        }
        let rows: usize = tonight.values().map(BTreeSet::len).sum();
        assert_eq!(rows, truth.len(), "night {night}: every row sent is in one person");
        self.hold(&tonight, &people, night);
        self.last = tonight;
        for (id, people) in people {
            self.ever.entry(id).or_default().extend(people);
        }
    }

    /// An id stays where its rows stay together, and never goes to other people.
    fn hold(
        &self,
        tonight: &BTreeMap<String, BTreeSet<u32>>,
        people: &BTreeMap<String, BTreeSet<usize>>,
        night: usize,
    ) {
        let both = |rows: &BTreeMap<String, BTreeSet<u32>>| {
            rows.values().flatten().copied().collect::<BTreeSet<u32>>()
        };
        let kept: BTreeSet<u32> = both(tonight).intersection(&both(&self.last)).copied().collect();
        let of_rows = |rows: &BTreeMap<String, BTreeSet<u32>>| -> BTreeMap<BTreeSet<u32>, String> {
            let kept_rows = |set: &BTreeSet<u32>| set.intersection(&kept).copied().collect::<BTreeSet<u32>>();
            let mut found: BTreeMap<BTreeSet<u32>, String> =
                rows.iter().map(|(id, set)| (kept_rows(set), id.clone())).collect();
            found.remove(&BTreeSet::new());
            found
        };
        let before = of_rows(&self.last);
        for (rows, id) in of_rows(tonight) {
            if let Some(old) = before.get(&rows) {
                assert_eq!(
                    *old, id,
                    "night {night}: rows {rows:?} have another id and did not merge or split"
                );
            }
        }
        for (id, people) in people {
            if let Some(before) = self.ever.get(id) {
                assert!(
                    before.intersection(people).next().is_some(),
                    "night {night}: {id} stands for others now"
                );
            }
        }
    }
}

fn op() -> impl Strategy<Value = Op> {
    let roster = 0..ROSTERS.len() as u8;
    let row = || (0..ROSTERS.len() as u8, any::<u16>());
    prop_oneof![
        4 => (roster.clone(), any::<u16>(), 0..12_u8)
            .prop_map(|(roster, person, style)| Op::Add { roster, person, style }),
        6 => (row(), 0..7_u8, any::<u8>())
            .prop_map(|((roster, row), field, style)| Op::Change { roster, row, field, style }),
        3 => row().prop_map(|(roster, row)| Op::Remove { roster, row }),
        1 => (roster.clone(), any::<u16>()).prop_map(|(roster, by)| Op::Reorder { roster, by }),
        1 => roster.clone().prop_map(|roster| Op::Rekey { roster }),
        1 => roster.clone().prop_map(|roster| Op::Rename { roster }),
        1 => (roster.clone(), any::<u8>()).prop_map(|(roster, turn)| Op::Export { roster, turn }),
        1 => roster.clone().prop_map(|roster| Op::Split { roster }),
        1 => roster.clone().prop_map(|roster| Op::Vanish { roster }),
        1 => roster.prop_map(|roster| Op::Appear { roster }),
        2 => (row(), row(), any::<bool>()).prop_map(|(a, b, same)| Op::Decide { a, b, same }),
        1 => any::<u8>().prop_map(|which| Op::TakeBack { which }),
    ]
}

fn case() -> impl Strategy<Value = Case> {
    let nights = prop::collection::vec(prop::collection::vec(op(), 0..9), 2..5);
    (any::<u16>(), 3..40_u8, nights).prop_map(|(seed, families, nights)| Case { seed, families, nights })
}

proptest! {
    // Each case is some nights run twice; `PROPTEST_CASES` asks for more.
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(8),
        failure_persistence: None,
        max_shrink_iters: 60,
        ..ProptestConfig::default()
    })]
    #[test]
    fn random_nights_end_as_from_scratch(case in case()) {
        replay(&case);
    }
}

#[test]
fn a_roster_stays_away_and_comes_back_with_other_keys() {
    replay(&Case {
        seed: 1,
        families: 12,
        nights: vec![
            vec![Op::Vanish { roster: 1 }, Op::Reorder { roster: 0, by: 3 }],
            vec![Op::Appear { roster: 1 }, Op::Rekey { roster: 1 }, Op::Rename { roster: 1 }],
        ],
    });
}

#[test]
fn nothing_but_files_changes() {
    let of_all = |op: fn(u8) -> Op| (0..ROSTERS.len() as u8).map(op).collect::<Vec<Op>>();
    replay(&Case {
        seed: 2,
        families: 20,
        nights: vec![
            Vec::new(),
            of_all(|roster| Op::Export { roster, turn: 3 }),
            of_all(|roster| Op::Split { roster }),
            of_all(|roster| Op::Reorder { roster, by: 9 }),
        ],
    });
}

#[test]
fn decisions_come_and_go() {
    let (a, b, c) = ((0, 3), (3, 2), (1, 1));
    replay(&Case {
        seed: 3,
        families: 15,
        nights: vec![
            vec![Op::Decide { a, b, same: true }, Op::Decide { a: b, b: c, same: false }],
            vec![Op::TakeBack { which: 0 }, Op::Change { roster: 0, row: 3, field: 0, style: 1 }],
            vec![Op::TakeBack { which: 0 }],
        ],
    });
}
