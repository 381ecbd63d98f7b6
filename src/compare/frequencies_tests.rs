//! Do two rows agree alike on every night that has one model, whatever other rows there are and in whatever order?

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::super::{Comparer, Options, Pattern, levels};
use super::*;
use crate::block;
use crate::pipeline::{Reading, Stopwatch, read};
use crate::progress::Silent;
use crate::record::RowId;
use crate::scatter::scatter;
use crate::settings::Settings;

const HEADER: &str = "nik;nama;tgl;ibu;alamat;desa;kecamatan;kabupaten;tempat;hp;suku;kelas";
const COLUMNS: &str = "nik = \"nik\"\nname = \"nama\"\nbirth_date = \"tgl\"\nmother = \"ibu\"\naddress = \"alamat\"\n\
    village = \"desa\"\ndistrict = \"kecamatan\"\nregency = \"kabupaten\"\nbirth_place = \"tempat\"\nhp = \"hp\"\n\
    suku = \"suku\"\nkelas = \"kelas\"\n";
const FIELDS: &str = "[[field]]\nname = \"hp\"\nkind = \"identifier\"\n[[field]]\nname = \"suku\"\nkind = \"text\"\n\
    [[field]]\nname = \"kelas\"\nkind = \"code\"\n";
/// Words that sound alike, that are slips of one another, that are one word written in two, and initials.
const FIRST: [&str; 14] = [
    "SITI",
    "SITTI",
    "MUHAMMAD",
    "MOHAMAD",
    "NUR",
    "NOOR",
    "JUSUF",
    "YUSUF",
    "SULASTRI",
    "SULASTRY",
    "NURHAYATI",
    "NUR HAYATI",
    "M",
    "TUMINAH",
];
const LAST: [&str; 9] =
    ["", "HARTONO", "HARTANTO", "LESTARI", "LESTARY", "UTOMO", "RAHAYU", "KUSUMO", "SARI DEWI"];
const STREET: [&str; 6] =
    ["DUKUH TEGALREJO", "DK TEGALREJO BARAT", "JL MELATI", "JL MELATI INDAH", "KRAJAN", "PERUM GRAHA ASRI"];
const PEOPLES: [&str; 5] =
    ["JAWA TENGAH TIMUR", "JAWA TENGAH BARAT", "SUNDA PRIANGAN", "BUGIS", "BUGIS MAKASSAR"];

/// Numbers drawn one after another.
struct Draws(u64);

impl Draws {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = scatter(self.0 + 1);
        (self.0 % limit as u64) as usize
    }

    fn of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }
}

/// A row of the made-up world: few names, streets and dates, so that rows agree in every way. `number` makes its NIK.
fn row(draws: &mut Draws, number: usize) -> String {
    let mut name = || format!("{} {}", draws.of(&FIRST), draws.of(&LAST)).trim().to_owned();
    let (own, mother) = (name(), name());
    let (day, month, year) = (draws.below(28) + 1, draws.below(12) + 1, 1950 + draws.below(40));
    let nik = match draws.below(3) {
        0 => String::new(),
        _ => format!("331401{day:02}{month:02}{:02}{:04}", year % 100, number + 1),
    };
    let mother = if draws.below(4) == 0 { String::new() } else { mother };
    let address = format!("{} NO {}", draws.of(&STREET), draws.below(4) + 1);
    let place = draws.of(&[";;", "JETIS;SAMBIREJO;SRAGEN"]);
    let (born, kind) = (draws.of(&["SRAGEN", "SOLO", "SOLOO", "WONOGIRI"]), draws.below(3));
    let (hp, people) = (draws.below(5), draws.of(&PEOPLES));
    format!(
        "{nik};{own};{day:02}-{month:02}-{year};{mother};{address};{place};{born};08123456{hp:04};{people};K{kind}"
    )
}

/// Rows of a night with their numbers, by roster in settings order.
type Rosters<'r> = Vec<(&'r str, Vec<(usize, String)>)>;

/// The rows as a night reads them, and the number of each, by row id.
fn night(rosters: &Rosters<'_>) -> (People, Vec<usize>) {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = format!("[night]\nname = \"uji\"\nout = \"keluaran\"\n{FIELDS}");
    for (name, rows) in rosters {
        let lines: Vec<&str> = rows.iter().map(|(_, line)| line.as_str()).collect();
        let path = folder.path().join(format!("{name}.csv"));
        fs::write(path, format!("{HEADER}\n{}\n", lines.join("\n"))).unwrap();
        settings += &format!(
            "[[roster]]\nname = \"{name}\"\nprogramme = \"X\"\npath = \"{name}.csv\"\n[roster.columns]\n{COLUMNS}"
        );
    }
    let path = folder.path().join("padan.toml");
    fs::write(&path, settings).unwrap();
    let settings = Settings::read(&path).unwrap();
    let date = jiff::civil::date(2026, 7, 1);
    let Reading { people, .. } = read(&settings, date, None, &Silent, &mut Stopwatch::default()).unwrap();
    let numbers: Vec<usize> =
        rosters.iter().flat_map(|(_, rows)| rows.iter().map(|(number, _)| *number)).collect();
    assert_eq!(people.len(), numbers.len());
    (people, numbers)
}

/// The patterns of all pairs of the first `count` rows, either way round.
fn patterns(
    (people, numbers): &(People, Vec<usize>),
    frequencies: &Frequencies,
    count: usize,
) -> BTreeMap<(usize, usize), Pattern> {
    let candidates = block::block(people, &block::Options::default());
    let comparer = Comparer::new(people, &candidates, frequencies, &Options::default());
    let mut comparing = comparer.comparing();
    let mut row_of = vec![None; count];
    for (row, number) in (0..).zip(numbers).filter(|(_, number)| **number < count) {
        row_of[*number] = Some(row as RowId);
    }
    let pairs = (0..count).flat_map(|x| (0..count).filter(move |y| *y != x).map(move |y| (x, y)));
    pairs.map(|(x, y)| ((x, y), comparing.compare(row_of[x].unwrap(), row_of[y].unwrap()))).collect()
}

fn shuffle<T>(list: &mut [T], draws: &mut Draws) {
    for end in (1..list.len()).rev() {
        list.swap(end, draws.below(end + 1));
    }
}

/// As it is read back from a model file.
fn read_back(frequencies: &Frequencies) -> Frequencies {
    serde_json::from_str(&serde_json::to_string_pretty(frequencies).unwrap()).unwrap()
}

#[test]
fn two_rows_agree_alike_on_every_night_of_one_model() {
    const ROWS: usize = 56;
    let mut moved = 0;
    for seed in 0..8 {
        let draws = &mut Draws(seed * 1_000);
        let lines: Vec<(usize, String)> = (0..ROWS).map(|number| (number, row(draws, number))).collect();
        let (a, b) = lines.split_at(ROWS / 2);
        let first = night(&vec![("a", a.to_vec()), ("b", b.to_vec())]);
        let frequencies = Frequencies::count(&first.0);
        let expected = patterns(&first, &frequencies, ROWS);
        assert!(expected.iter().all(|((x, y), pattern)| expected[&(*y, *x)] == *pattern), "seed {seed}");
        let frozen = read_back(&frequencies);
        assert_eq!(frozen, frequencies);

        // Other rows before, between and behind them, in another order, under a first roster that was not there.
        let mut rosters: Rosters<'_> = vec![("c", Vec::new()), ("b", b.to_vec()), ("a", a.to_vec())];
        for (place, (_, rows)) in rosters.iter_mut().enumerate() {
            for more in 0..30 + 40 * place {
                let number = ROWS + 100 * place + more;
                rows.push((number, row(draws, number)));
            }
            shuffle(rows, draws);
        }
        let second = night(&rosters);
        let found = patterns(&second, &frozen, ROWS);
        for (pair, pattern) in &expected {
            assert_eq!(found[pair], *pattern, "seed {seed}, rows {pair:?}");
        }
        let anew = patterns(&second, &Frequencies::count(&second.0), ROWS);
        moved += expected.iter().filter(|(pair, pattern)| anew[pair] != **pattern).count();

        // Rows gone, so that words of the model are nowhere.
        let some: Vec<(usize, String)> = lines[..20].iter().rev().cloned().collect();
        let third = patterns(&night(&vec![("a", some)]), &frozen, 20);
        assert!(third.iter().all(|(pair, pattern)| expected[pair] == *pattern), "seed {seed}");
    }
    assert!(
        moved > 1_000,
        "counted anew, only {moved} pairs would agree otherwise: the worlds are too alike"
    );
}

#[test]
fn every_kind_of_agreement_is_met() {
    let draws = &mut Draws(7);
    let lines: Vec<(usize, String)> = (0..120).map(|number| (number, row(draws, number))).collect();
    let world = night(&vec![("a", lines)]);
    let patterns = patterns(&world, &Frequencies::count(&world.0), 120);
    let met = |field: usize| -> BTreeSet<usize> {
        patterns.values().map(|pattern| pattern.level(field)).filter(|level| *level > 0).collect()
    };
    assert!(met(levels::NAME).len() >= 14, "{:?}", met(levels::NAME));
    for field in [levels::MOTHER, levels::BIRTH_PLACE, levels::ADDRESS, levels::FIRST_EXTRA + 1] {
        assert!(met(field).len() >= 3, "{field}: {:?}", met(field));
    }
}

#[test]
fn words_that_sound_alike_are_counted_together_and_single_ones_left_out() {
    let line = |nik: &str, name: &str| {
        format!("{nik};{name};01-02-1980;SITI;JL MELATI NO 3;;;;SRAGEN;081234567890;BUGIS;K1")
    };
    let rows = [
        ("3314010102800001", "MUHAMMAD YUSUF"),
        ("", "MOHAMAD SLAMET"),
        ("3314010102800003", "MUHAMMAD MUHAMMAD"),
        ("", "TUMINAH"),
    ];
    let rows = rows.iter().enumerate().map(|(number, (nik, name))| (number, line(nik, name))).collect();
    let (people, _) = night(&vec![("a", rows)]);
    let counted = Frequencies::count(&people);
    assert_eq!(counted.rows, 4);
    // Each row once, whatever the spelling.
    assert_eq!(counted.names.sounds, BTreeMap::from([("MUHAMAT".to_owned(), 3)]));
    assert_eq!(counted.names.words, 6);
    assert_eq!(counted.mothers.sounds, BTreeMap::from([("SITI".to_owned(), 4)]));
    assert_eq!((counted.mothers.words, counted.mothers.common), (4, 4));
    assert_eq!(counted.texts.filled, 4);
    // A number that names one person or card stands in no model, however often it is met.
    let text = serde_json::to_string(&counted).unwrap();
    assert!(!text.contains("0812345"), "{text}");
    assert_eq!(counted.texts.words.get("BUGIS"), Some(&4));
}
