//! What do the offices of a made-up place send, night after night, when people come and go, clerks mistype and files
//! change their shape?

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// What happens before a night. Numbers are taken modulo what there is, so that every list of operations can be run.
#[derive(Clone, Debug)]
pub enum Op {
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
pub struct Case {
    pub seed: u16,
    pub families: u8,
    pub nights: Vec<Vec<Op>>,
}

/// Name, programme, and whether the settings declare the key. The first is the base register and always comes.
pub const ROSTERS: [(&str, &str, bool); 4] =
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
pub struct World {
    people: Vec<Person>,
    rosters: Vec<Roster>,
    entries: u32,
    keys: u32,
    /// What officers have said, in order.
    pub judged: Vec<Judged>,
}

/// Two rows that an officer judged.
#[derive(Clone, Debug)]
pub struct Judged {
    pub entries: [u32; 2],
    pub same: bool,
    /// Its number among the decisions, once written.
    pub id: Option<u64>,
    pub taken_back: bool,
}

impl World {
    pub fn new(case: &Case) -> World {
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

    pub fn apply(&mut self, op: &Op) {
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
    pub fn send(&self, folder: &Path) {
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
    pub fn places(&self) -> BTreeMap<u32, (String, u32)> {
        self.truth().into_iter().map(|(place, (entry, _))| (entry, place)).collect()
    }

    /// Entry and person of every row that was sent, by roster and 1-based data row.
    pub fn truth(&self) -> BTreeMap<(String, u32), (u32, usize)> {
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

pub fn settings_text() -> String {
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
