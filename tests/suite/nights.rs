//! Does a night that remembers yesterday end as one that works everything out again? Random nights on small made-up
//! rosters are run both ways and compared byte for byte, and ids must last; a case that failed once is kept below as
//! a test with a name.

use std::collections::{BTreeMap, BTreeSet};
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

use crate::nights_world::{Case, Op, ROSTERS, World, settings_text};

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
/// folder, for findings name the paths of files. Gives how many decisions were in force each night.
fn replay(case: &Case) -> Vec<usize> {
    let folder = tempfile::tempdir().unwrap();
    let office = folder.path().join("kantor");
    let yesterday = folder.path().join("kemarin");
    fs::create_dir_all(&office).unwrap();
    fs::write(office.join("padan.toml"), settings_text()).unwrap();
    let mut world = World::new(case);
    let mut ids = Ids::default();
    let mut in_force = Vec::new();
    for (number, ops) in std::iter::once(&Vec::new()).chain(&case.nights).enumerate() {
        let last = world.places();
        ops.iter().for_each(|op| world.apply(op));
        let decisions = office_hours(&office, &mut world, &last);
        world.send(&office);
        copy_folder(&office, &yesterday);
        let night = date(2026, 7, 1 + i8::try_from(number).unwrap());
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
        in_force.push(decisions.len());
    }
    in_force
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
    let in_force = replay(&Case {
        seed: 3,
        families: 15,
        nights: vec![
            vec![Op::Decide { a, b, same: true }, Op::Decide { a: b, b: c, same: false }],
            vec![Op::TakeBack { which: 0 }, Op::Change { roster: 0, row: 3, field: 0, style: 1 }],
            vec![Op::TakeBack { which: 0 }],
        ],
    });
    assert_eq!(in_force, [0, 2, 1, 0]);
}

/// Nights of a few families, with rows of a story at the end of some rosters. Gives the run folder of each night.
fn told_nights(nights: &[&[(&str, &str)]]) -> (tempfile::TempDir, Vec<std::path::PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("padan.toml"), settings_text()).unwrap();
    let world = World::new(&Case { seed: 4, families: 12, nights: Vec::new() });
    let mut runs = Vec::new();
    for (day, lines) in (1..).zip(nights) {
        world.send(folder.path());
        for (roster, line) in *lines {
            let path = folder.path().join(format!("masuk/{roster}.csv"));
            let text = fs::read_to_string(&path).unwrap();
            fs::write(path, format!("{text}{line}\n")).unwrap();
        }
        run_office(folder.path(), date(2026, 7, day), false);
        runs.push(folder.path().join(format!("keluaran/2026-07-{day:02}")));
    }
    (folder, runs)
}

/// The id of the person whose row ends a roster.
fn id_at_the_end(run: &Path, roster: &str) -> String {
    let members = read_columns(&run.join("members.csv"), &[&["roster"], &["person_id"]]).unwrap();
    let of_roster = members[0].iter().zip(members[1].iter()).filter(|(name, _)| *name == roster);
    of_roster.last().unwrap().1.to_owned()
}

const NUR: &str = "3399000001;NUR PERMATASARI;P;15/06/2026;3314015506260437;3314010706150001;ENDANG SETYOWATI;\
                   DK BULU;007;007;KEDEN;KALIJAMBE;SRAGEN;JAWA TENGAH;0";

#[test]
fn a_row_long_gone_is_not_the_next_to_stand_in_its_place() {
    // Another child of that name, in another village, under the number that Nur's row had two nights ago.
    let other = "3399000002;NUR PERMATASARI;P;24/06/2026;3314116406260569;3314112802250001;NOR SASYA;\
                 DK DUA;006;005;BENTAK;SIDOHARJO;SRAGEN;JAWA TENGAH;0";
    let (_folder, runs) = told_nights(&[
        &[("bdt", NUR), ("pbi_jkn", NUR)],
        &[("pbi_jkn", NUR)],
        &[("bdt", other), ("pbi_jkn", NUR)],
    ]);
    let nur = id_at_the_end(&runs[0], "bdt");
    for run in &runs {
        assert_eq!(id_at_the_end(run, "pbi_jkn"), nur, "{run:?}");
    }
    assert_ne!(id_at_the_end(&runs[2], "bdt"), nur);
}

#[test]
fn who_left_a_list_is_not_the_next_child_of_that_name_in_the_family() {
    let sister = "3399000003;NUR PERMATASARI;P;20/06/2026;3314016006260438;3314010706150001;ENDANG SETYOWATI;\
                  DK BULU;007;007;KEDEN;KALIJAMBE;SRAGEN;JAWA TENGAH;0";
    let (_folder, runs) = told_nights(&[&[("bdt", NUR)], &[], &[("bdt", sister)]]);
    assert_ne!(id_at_the_end(&runs[2], "bdt"), id_at_the_end(&runs[0], "bdt"));
}

#[test]
fn who_comes_back_with_another_key_and_card_is_known_by_the_nik() {
    let moved = "3399000004;NUR PERMATASARI;P;15/06/2026;3314015506260437;3314112802250001;ENDANG SETYOWATI;\
                 DK DUA;006;005;BENTAK;SIDOHARJO;SRAGEN;JAWA TENGAH;0";
    let (_folder, runs) = told_nights(&[&[("bdt", NUR)], &[], &[("bdt", moved)]]);
    assert_eq!(id_at_the_end(&runs[2], "bdt"), id_at_the_end(&runs[0], "bdt"));
}

#[test]
fn a_child_whose_name_and_birth_date_come_later_is_the_child_under_its_key() {
    // First only the year is known, and the name is not heard well.
    let born = "3399000005;NAIHIRA AISYAH;P;2026;;3314010706150001;ENDANG SETYOWATI;\
                DK BULU;007;007;KEDEN;KALIJAMBE;SRAGEN;JAWA TENGAH;0";
    let heard = born.replace("AISYAH;P;2026", "AISAH;P;28/06/2026");
    let mother = born.replace("NAIHIRA AISYAH;P;2026", "ENDANG SETYOWATI;P;12/03/1990");
    let (_folder, runs) = told_nights(&[&[("bdt", born)], &[("bdt", &heard)], &[("bdt", &mother)]]);
    let child = id_at_the_end(&runs[0], "bdt");
    assert_eq!(id_at_the_end(&runs[1], "bdt"), child);
    assert_ne!(id_at_the_end(&runs[2], "bdt"), child, "the key may be the family's");
}

#[test]
fn who_moves_in_a_list_of_ages_is_known_by_the_name_unless_the_age_is_another() {
    // No key, no NIK; the year of birth that follows from an age is one of two.
    let listed = ";ABDUL SAIDI VIRNANDO;L;1991;;3314010706150009;;DK BULU;007;007;KEDEN;KALIJAMBE;SRAGEN;JAWA TENGAH;0";
    let before = ";KASIYEM LESTARI UTAMI;P;12/03/1960;;3314160706150077;;DK TIGA;001;002;KEDEN;KALIJAMBE;SRAGEN;\
                  JAWA TENGAH;0";
    let moved = |year: &str| {
        format!(
            ";ABDUL SAIDI VIRNANDO;L;{year};;3314112802250009;;DK DUA;006;005;BENTAK;SIDOHARJO;SRAGEN;JAWA TENGAH;0"
        )
    };
    for (year, same) in [("1990", true), ("1971", false)] {
        let (_folder, runs) = told_nights(&[&[("bdt", listed)], &[("bdt", before), ("bdt", &moved(year))]]);
        assert_eq!(id_at_the_end(&runs[1], "bdt") == id_at_the_end(&runs[0], "bdt"), same, "{year}");
    }
}

#[test]
fn who_is_spelt_by_a_letter_otherwise_is_the_same_unless_there_are_two_of_them() {
    // No key, no number, and a row before it, so that nothing lasts but birth date and village.
    let listed = |name: &str| {
        format!(";{name};P;01/07/2018;;;YULI;DUKUH SIDOMULYO;002;003;KEDEN;KALIJAMBE;SRAGEN;JAWA TENGAH;0")
    };
    let before = ";KASIYEM LESTARI UTAMI;P;12/03/1960;;3314160706150077;;DK TIGA;001;002;KEDEN;KALIJAMBE;SRAGEN;\
                  JAWA TENGAH;0";
    let ratna = listed("RATNA HASTUTI");
    let cases: [(&[&str], bool); 3] =
        [(&["RANA HASTUTI"], true), (&["RATRI HARTATI"], false), (&["RATNI HASTUTI", "RANA HASTUTI"], false)];
    for (names, same) in cases {
        let tonight: Vec<String> =
            std::iter::once(before.to_owned()).chain(names.iter().map(|name| listed(name))).collect();
        let tonight: Vec<(&str, &str)> = tonight.iter().map(|line| ("bdt", line.as_str())).collect();
        let (_folder, runs) = told_nights(&[&[("bdt", &ratna)], &tonight]);
        assert_eq!(id_at_the_end(&runs[1], "bdt") == id_at_the_end(&runs[0], "bdt"), same, "{names:?}");
    }
}

#[test]
fn who_moves_with_a_slip_in_the_nik_is_known_by_name_and_birth_date() {
    let listed = ";BENEDIKTUS KONO;L;31/07/1995;6402103107950038;6403010106220001;THERESIA BELIN;\
                  DK BULU;007;007;KEDEN;KALIJAMBE;SRAGEN;JAWA TENGAH;0";
    let before = ";KASIYEM LESTARI UTAMI;P;12/03/1960;;3314160706150077;;DK TIGA;001;002;KEDEN;KALIJAMBE;SRAGEN;\
                  JAWA TENGAH;0";
    let moved = |nik: &str| {
        format!(
            ";BENEDIKTUS KONO;L;31/07/1995;{nik};7303052007260493;THERESIA BELIN;\
             DK DUA;006;005;BENTAK;SIDOHARJO;SRAGEN;JAWA TENGAH;0"
        )
    };
    for (nik, same) in [("6472103107950038", true), ("3374053107950002", false)] {
        let (_folder, runs) = told_nights(&[&[("bdt", listed)], &[("bdt", before), ("bdt", &moved(nik))]]);
        assert_eq!(id_at_the_end(&runs[1], "bdt") == id_at_the_end(&runs[0], "bdt"), same, "{nik}");
    }
}

#[test]
fn who_left_a_family_card_is_not_the_child_born_after() {
    // Born on the night's own day, which says no more than the year; the card is one, the NIKs are two.
    let ria = ";RIA PERMATASARI;P;2026;3314014307260001;3314010706150001;ENDANG SETYOWATI;\
               DK BULU;007;007;KEDEN;KALIJAMBE;SRAGEN;JAWA TENGAH;0";
    let yana = ";YANA KUSUMA DEWI;P;2026;3314014407260002;3314010706150001;ENDANG SETYOWATI;\
                DK BULU;007;007;KEDEN;KALIJAMBE;SRAGEN;JAWA TENGAH;0";
    let before = ";KASIYEM LESTARI UTAMI;P;12/03/1960;;3314160706150077;;DK TIGA;001;002;KEDEN;KALIJAMBE;SRAGEN;\
                  JAWA TENGAH;0";
    let (_folder, runs) = told_nights(&[&[("bdt", ria)], &[("bdt", before), ("bdt", yana)]]);
    assert_ne!(id_at_the_end(&runs[1], "bdt"), id_at_the_end(&runs[0], "bdt"));

    // Where all but the name is as it was, the name was corrected.
    let asih = ";NI MADE ASIH;P;1992;;3314010706150001;;DK BULU;007;007;KEDEN;KALIJAMBE;SRAGEN;JAWA TENGAH;0";
    let sih = asih.replace("ASIH", "SIH");
    let (_folder, runs) = told_nights(&[&[("bdt", asih)], &[("bdt", before), ("bdt", &sih)]]);
    assert_eq!(id_at_the_end(&runs[1], "bdt"), id_at_the_end(&runs[0], "bdt"));
}
