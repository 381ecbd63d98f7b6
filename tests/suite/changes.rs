//! Does the next night know what the last one left? Small nights are published one after another into a real state
//! folder: conflicts live and end, ids merge, values change behind the mask, and two run folders are compared.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use padan::changes::{Changes, Dismissal, Status, Tonight, Yesterday, changes};
use padan::cluster::Clusters;
use padan::conflict::{self, Programmes, RosterInfo};
use padan::ingest::{Intake, RowChunk};
use padan::record::{Field, RosterId, TextColumn};
use padan::region;
use padan::register::{self, Lineage, LineageKind, Source};
use padan::report::findings::Totals;
use padan::report::quality::quality;
use padan::report::read::read_columns;
use padan::report::{
    Extras, Language, Masking, Night, RawText, Trace, compare_runs, tell_values, write_persons, write_run,
};
use padan::score::Band;
use padan::standardise;
use padan::state::{
    Closing, Draft, Ledger, LedgerNight, NightCounts, Published, RawReader, RawWriter, StateFolder,
};

const FIELDS: [Field; 7] =
    [Field::Nik, Field::Kk, Field::Name, Field::BirthDate, Field::Sex, Field::Regency, Field::Amount];

/// A row: roster, person that it is, and its cells in the order of [`FIELDS`]. Nobody here exists.
type Line = (u16, u32, [&'static str; 7]);

const SITI: Line =
    (0, 0, ["3314014101900002", "3314010101100001", "Siti Aminah", "01-01-1990", "P", "Kab. Sragen", ""]);
const BUDI: Line =
    (0, 1, ["3314010203850001", "3314010101100002", "Budi Santoso", "1985-03-02", "L", "Kab. Sragen", ""]);
const SITI_PKH: Line =
    (1, 0, ["3314014101900002", "3314010101100001", "SITI AMINAH", "01/01/1990", "P", "Sragen", "750000"]);
const BUDI_PKH: Line = (1, 2, ["", "3314010101100003", "Budi S", "1985-03-02", "L", "Sragen", "750000"]);
const BUDI_AGAIN: Line = (1, 2, ["", "3314010101100003", "Budi S.", "1985-03-02", "L", "Sragen", "750000"]);

/// A folder with the nights so far.
struct World {
    folder: tempfile::TempDir,
    /// Dismissed conflicts, for the nights that follow.
    dismissals: BTreeMap<String, Dismissal>,
    /// The ids of persons, which last.
    ids: RefCell<BTreeMap<u32, String>>,
}

/// A night that was published.
struct Evening {
    changes: Changes,
    published: Published,
}

impl World {
    fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        fs::write(
            folder.path().join("padan.toml"),
            "[night]\nname = \"Sragen\"\nout = \"keluaran\"\n\n[[roster]]\nname = \"bdt\"\nprogramme = \"BDT\"\npath = \"bdt.csv\"\n[roster.columns]\nname = \"NAMA\"\n",
        )
        .unwrap();
        World { folder, dismissals: BTreeMap::new(), ids: RefCell::default() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a night of some rows, which lie roster by roster.
    fn night(&self, date: &str, lines: &[Line], lineage: Vec<Lineage>) -> Evening {
        let (root, out) = (self.path("keadaan"), self.path("keluaran"));
        let state = StateFolder::open(&root, &out, "run").unwrap();
        let last = state.last().map(|last| last.folder.clone());
        let mut state_draft = state.begin().unwrap();
        let run = Draft::begin(&out, date).unwrap();
        let night: jiff::civil::Date = date.parse().unwrap();
        let rosters = [("bdt", "BDT"), ("pkh", "PKH")].map(|(name, programme)| RosterInfo {
            name: name.into(),
            programme: programme.into(),
            owner: "Dinas Sosial".into(),
            one_row_per_person: false,
        });
        let chunks = [0, 1].map(|roster| chunk(roster, lines));
        let options = standardise::Options {
            context: region::table().by_code("33.14"),
            ..standardise::Options::new(night)
        };
        let (mut people, anomalies) = standardise::standardise_all(&chunks, &options);
        people.place.fill(options.context);
        let clusters = clusters(lines);
        let sources = rosters.iter().enumerate().map(|(at, roster)| Source {
            name: roster.name.clone(),
            programme: roster.programme.clone(),
            precedence: at as u16,
        });
        let options = register::Options { sources: sources.collect(), ..register::Options::default() };
        let known = register::Known::first(&people, &options);
        let mut register = register::register(&people, &clusters, &known, &options);
        register.lineage = lineage;
        let mut ids = self.ids.borrow_mut();
        for (person, id) in persons(lines).into_iter().zip(register.person_ids.iter()) {
            ids.entry(person).or_insert_with(|| id.to_owned());
        }
        register.person_ids = persons(lines).iter().map(|person| ids[person].as_str()).collect();
        let options = conflict::Options { night, rosters: rosters.to_vec(), displaced: Vec::new() };
        let conflicts = conflict::conflict(&people, &register, &clusters, &Programmes::shipped(), &options);

        let path = run.folder().join("raw.parquet");
        let mut writer = RawWriter::create(&path, &FIELDS).unwrap();
        chunks.iter().for_each(|chunk| writer.append(chunk).unwrap());
        writer.finish().unwrap();
        let raw = RawText::read(&RawReader::open(&path).unwrap()).unwrap();

        let tonight = Tonight {
            same_persons: false,
            date: night,
            number: state_draft.number(),
            people: &people,
            register: &register,
            conflicts: &conflicts,
            dismissals: &self.dismissals,
            name_as_read: &|row| raw.name(row),
            address_as_read: &|row| raw.address(row),
        };
        let yesterday = last.as_deref().map(|last| Yesterday::read(last, &tonight).unwrap());
        let mut changes = changes(yesterday.as_ref(), &tonight);
        let intake = Intake::default();
        let shown = Night {
            name: "Sragen",
            date,
            rosters: &rosters,
            intake: &intake,
            people: &people,
            anomalies: &anomalies,
            clusters: &clusters,
            register: &register,
            conflicts: &conflicts,
            totals: &Totals::default(),
            changes: None,
            raw: &raw,
            masking: Masking::Masked,
        };
        if let Some(last) = &last {
            tell_values(&shown, &mut changes, &last.join("register.parquet")).unwrap();
        }
        let shown = Night { changes: Some(&changes), ..shown };
        let totals = Totals::of(&shown);
        let shown = Night { totals: &totals, ..shown };
        let extras = Extras::default();
        write_run(&run, (&shown, &quality(&shown)), &extras, Trace::default(), Language::Indonesian).unwrap();
        for file in ["register.parquet", "conflicts.parquet"] {
            state_draft.link(&run, file).unwrap();
        }
        let written = write_persons(&register, &changes, last.as_deref(), state_draft.folder()).unwrap();
        state_draft.wrote(&written);
        let record = LedgerNight {
            number: state_draft.number(),
            date: date.into(),
            run: date.into(),
            ..LedgerNight::default()
        };
        let mut ledger = Ledger::begin(last.as_deref(), state_draft.folder()).unwrap();
        ledger.record(&record, &changes, &tonight).unwrap();
        drop(ledger);
        let closing =
            Closing { date: night, counts: NightCounts::default(), keep_runs: None, accepted: None };
        let published = state_draft.publish(run, &closing, &|_| {}).unwrap();
        Evening { changes, published }
    }

    fn say(&self, arguments: &[&str]) -> (bool, String) {
        let output = crate::binary::padan().args(arguments).current_dir(self.folder.path()).output().unwrap();
        let text =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.success(), text)
    }
}

fn chunk(roster: u16, lines: &[Line]) -> RowChunk {
    let rows: Vec<&[&str; 7]> = lines.iter().filter(|line| line.0 == roster).map(|line| &line.2).collect();
    let column = |at: usize| rows.iter().map(|row| row[at]).collect::<TextColumn>();
    let count = rows.len() as u32;
    RowChunk {
        roster: RosterId(roster),
        file: roster,
        lines: (2..count + 2).collect(),
        rows: (1..=count).collect(),
        cells: FIELDS.iter().enumerate().map(|(at, &field)| (field, column(at))).collect(),
    }
}

/// The persons of some rows, as they come.
fn persons(lines: &[Line]) -> Vec<u32> {
    let mut met: Vec<u32> = Vec::new();
    for line in lines {
        if !met.contains(&line.1) {
            met.push(line.1);
        }
    }
    met
}

/// Who each row is, numbered as they come.
fn clusters(lines: &[Line]) -> Clusters {
    let met = persons(lines);
    let number = |line: &Line| met.iter().position(|known| *known == line.1).unwrap() as u32;
    let of: Vec<u32> = lines.iter().map(number).collect();
    Clusters {
        count: met.len() as u32,
        probability: vec![1.0; of.len()],
        band: vec![Some(Band::Certain); of.len()],
        of,
        family_links: Vec::new(),
        review: Vec::new(),
        cuts: Vec::new(),
    }
}

/// A table of a run folder as lines of some columns.
fn table(run: &Path, name: &str, columns: &[&str]) -> Vec<String> {
    let wanted: Vec<[&str; 1]> = columns.iter().map(|&column| [column]).collect();
    let wanted: Vec<&[&str]> = wanted.iter().map(<[&str; 1]>::as_slice).collect();
    let columns = read_columns(&run.join(format!("{name}.parquet")), &wanted).unwrap();
    let line = |at: usize| columns.iter().map(|column| column.get(at)).collect::<Vec<_>>().join("|");
    (0..columns[0].len()).map(line).collect()
}

/// The conflict about Budi, who is twice in one roster.
fn twice(run: &Path) -> String {
    let lines =
        table(run, "conflicts", &["class", "status", "since", "dismissed_by", "conflict_id", "person_id"]);
    lines.into_iter().find(|line| line.starts_with("GANDA_DALAM_ROSTER")).unwrap_or_default()
}

/// Kinds, fields and values of the changes.
fn told(run: &Path) -> Vec<String> {
    table(run, "changes", &["change", "field", "before", "after", "programme", "amount"])
}

const ALL: [Line; 5] = [SITI, BUDI, SITI_PKH, BUDI_PKH, BUDI_AGAIN];

#[test]
fn a_conflict_lives_from_night_to_night() {
    let mut world = World::new();
    let first = world.night("2026-03-01", &ALL, Vec::new());
    let open = twice(&first.published.run);
    assert!(open.starts_with("GANDA_DALAM_ROSTER|BARU|2026-03-01||C-"), "{open}");
    assert_eq!(told(&first.published.run), ["BARU|||||"; 3]);

    // Nothing changed, and nothing is written again.
    let second = world.night("2026-03-02", &ALL, Vec::new());
    assert!(second.changes.is_empty() && second.changes.persons_as_before);
    assert!(twice(&second.published.run).starts_with("GANDA_DALAM_ROSTER|MASIH|2026-03-01|"));
    assert!(second.changes.cases.iter().all(|case| case.status == Status::Still && !case.moved));
    let persons = |evening: &Evening| fs::read(evening.published.state.join("persons.parquet")).unwrap();
    assert_eq!(persons(&first), persons(&second));

    let third = world.night("2026-03-03", &ALL[..4], Vec::new());
    assert_eq!(twice(&third.published.run), "");
    let resolved = third.changes.totals.conflicts_resolved;
    assert!(resolved.count >= 1 && resolved.amount == 750_000, "{resolved:?}");
    let ended = told(&third.published.run);
    assert!(ended.iter().any(|line| line == "KONFLIK_SELESAI|||||750000"), "{ended:?}");
    assert!(ended.iter().any(|line| line == "UBAH|amount|1500000|750000|PKH|750000"), "{ended:?}");

    let fourth = world.night("2026-03-04", &ALL, Vec::new());
    assert!(twice(&fourth.published.run).starts_with("GANDA_DALAM_ROSTER|DIBUKA_LAGI|2026-03-01|"));

    let id = open.split('|').nth(4).unwrap().to_owned();
    let said = Dismissal {
        by: "Ani".into(),
        reason: "satu pembayaran".into(),
        at: "2026-03-05T08:00:00+07:00".into(),
    };
    world.dismissals.insert(id.clone(), said);
    let fifth = world.night("2026-03-05", &ALL, Vec::new());
    assert!(twice(&fifth.published.run).starts_with("GANDA_DALAM_ROSTER|DITOLAK|2026-03-01|Ani|"));
    assert_eq!(fifth.changes.totals.conflicts_dismissed.count, 1);
    let sixth = world.night("2026-03-06", &ALL, Vec::new());
    assert!(sixth.changes.is_empty(), "a dismissal is told once");
    world.dismissals.clear();
    let seventh = world.night("2026-03-07", &ALL, Vec::new());
    assert!(twice(&seventh.published.run).starts_with("GANDA_DALAM_ROSTER|DIBUKA_LAGI|2026-03-01||"));

    let (done, text) = world.say(&["history", "padan.toml", &id.to_uppercase().replace('-', " ")]);
    assert!(done, "{text}");
    let changes: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split_whitespace().find(|word| word.starts_with("KONFLIK")))
        .collect();
    assert!(text.contains("1 Maret 2026"), "a day is written out: {text}");
    assert_eq!(
        changes,
        ["KONFLIK_BARU", "KONFLIK_SELESAI", "KONFLIK_DIBUKA_LAGI", "KONFLIK_DITOLAK", "KONFLIK_DIBUKA_LAGI"],
        "{text}"
    );
    assert!(text.contains("Ani") && text.contains("satu pembayaran"), "{text}");
}

#[test]
fn a_case_goes_on_when_its_person_gets_another_id() {
    let mut world = World::new();
    let first = world.night("2026-03-01", &ALL, Vec::new());
    let open = twice(&first.published.run);
    let (id, retired) = (open.split('|').nth(4).unwrap(), open.split('|').nth(5).unwrap());
    let said = Dismissal { by: "Ani".into(), reason: "benar".into(), at: "2026-03-01T20:00:00+07:00".into() };
    world.dismissals.insert(id.to_owned(), said);
    world.night("2026-03-02", &ALL, Vec::new());

    // The two of the PKH roster turn out to be Budi of the base register.
    let merged = ALL.map(|line| (line.0, line.1.min(1), line.2));
    let ids = table(&first.published.run, "register", &["person_id", "name"]);
    let heir = ids.iter().find(|line| line.ends_with("Budi Santoso")).unwrap().split('|').next().unwrap();
    let lineage = vec![Lineage { old: retired.to_owned(), new: heir.to_owned(), kind: LineageKind::Merged }];
    let third = world.night("2026-03-03", &merged, lineage);
    let on = twice(&third.published.run);
    assert!(on.starts_with("GANDA_DALAM_ROSTER|DITOLAK|2026-03-01|Ani|"), "{on}");
    assert!(on.ends_with(heir) && !on.contains(id), "{on}");
    let totals = &third.changes.totals;
    assert_eq!((totals.merged, totals.gone, totals.new), (1, 0, 0));
    assert!(totals.programmes.is_empty(), "who is merged enters nothing: {:?}", totals.programmes);
    let changes = told(&third.published.run);
    assert!(changes.contains(&format!("GABUNG|person_id|{retired}|{heir}||")), "{changes:?}");
    assert!(!changes.iter().any(|line| line.starts_with("KONFLIK_SELESAI|||||750000")), "{changes:?}");

    // Later nights know it too, and the whole lineage stands in every run folder.
    let fourth = world.night("2026-03-04", &merged, Vec::new());
    assert!(fourth.changes.is_empty(), "{:?}", told(&fourth.published.run));
    assert!(twice(&fourth.published.run).starts_with("GANDA_DALAM_ROSTER|DITOLAK|2026-03-01|Ani|"));
    let lineage = table(&fourth.published.run, "lineage", &["old_id", "new_id", "kind", "night"]);
    assert_eq!(lineage, [format!("{retired}|{heir}|GABUNG|2026-03-03")]);
    world.dismissals.clear();
    let fifth = world.night("2026-03-05", &merged, Vec::new());
    assert!(twice(&fifth.published.run).starts_with("GANDA_DALAM_ROSTER|DIBUKA_LAGI|2026-03-01||"));

    let (done, text) = world.say(&["history", "padan.toml", &retired.to_lowercase(), "--json"]);
    assert!(done, "{text}");
    let told: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((told["asked"].as_str(), told["id"].as_str()), (Some(retired), Some(heir)));
    let words: Vec<&str> =
        told["events"].as_array().unwrap().iter().map(|event| event["change"].as_str().unwrap()).collect();
    for expected in ["BARU", "KONFLIK_BARU", "KONFLIK_DITOLAK", "GABUNG", "KONFLIK_DIBUKA_LAGI"] {
        assert!(words.contains(&expected), "{expected}: {words:?}");
    }
    let (_, text) = world.say(&["history", "padan.toml", "P-00000-00000-0"]);
    assert!(text.contains("history") || text.contains("bukan id"), "{text}");
}

#[test]
fn a_change_behind_the_mask_is_seen_and_not_shown() {
    let world = World::new();
    let first = world.night("2026-03-01", &ALL, Vec::new());
    let mut other = ALL;
    // The same first and last four digits, another birth date and another letter in the name.
    other[0].2 =
        ["3314014201900002", "3314010101100001", "SITI  AMINAH", "02-01-1990", "P", "Kab. Sragen", ""];
    other[1].2[2] = "Budi Santosa";
    let second = world.night("2026-03-02", &other, Vec::new());
    let changes = told(&second.published.run);
    assert!(changes.contains(&"UBAH|nik|3314********0002|3314********0002||".to_owned()), "{changes:?}");
    assert!(changes.contains(&"UBAH|birth_date|1990|1990||".to_owned()), "{changes:?}");
    assert!(changes.contains(&"UBAH|name|Budi Santoso|Budi Santosa||".to_owned()), "{changes:?}");
    assert!(
        !changes.iter().any(|line| line.starts_with("UBAH|name|Siti")),
        "capitals are no change: {changes:?}"
    );
    let state = &second.published.state;
    for file in ["persons.parquet", "ledger.sqlite"] {
        let bytes = fs::read(state.join(file)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for number in ["3314014201900002", "3314014101900002", "1990-01-02"] {
            assert!(!text.contains(number), "{file} shows {number}");
        }
    }

    // From the run folders alone, what the mask hides is hidden; the rest is the same.
    let two = compare_runs(&first.published.run, &second.published.run).unwrap();
    let csv = world.path("beda.csv");
    two.write(&csv).unwrap();
    let text = fs::read_to_string(&csv).unwrap();
    assert!(text.contains(";UBAH;name;Budi Santoso;Budi Santosa;"), "{text}");
    assert!(!text.contains(";nik;"), "{text}");
    let third = world.night("2026-03-03", &[SITI, SITI_PKH], Vec::new());
    let (done, text) =
        world.say(&["diff", "keluaran/2026-03-02", "keluaran/2026-03-03", "--json", "--out", "semua.csv"]);
    assert!(done, "{text}");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["totals"]["gone"], 2);
    assert_eq!(
        value["totals"]["conflicts_resolved"]["amount"],
        third.changes.totals.conflicts_resolved.amount
    );
    assert_eq!(value["totals"]["programmes"], serde_json::json!(third.changes.totals.programmes));
    let lines = fs::read_to_string(world.path("semua.csv")).unwrap();
    assert_eq!(lines.lines().filter(|line| line.contains(";HILANG;")).count(), 2);
    let (done, text) = world.say(&["diff", "keluaran/2026-03-02", "keadaan"]);
    assert!(!done && text.contains("register"), "{text}");
}

#[test]
fn who_was_gone_comes_back_under_the_same_id_and_night() {
    let world = World::new();
    world.night("2026-03-01", &ALL, Vec::new());
    let second = world.night("2026-03-02", &[SITI, SITI_PKH, BUDI_PKH, BUDI_AGAIN], Vec::new());
    assert_eq!(second.changes.totals.gone, 1);
    let third = world.night("2026-03-03", &ALL, Vec::new());
    assert_eq!((third.changes.totals.back, third.changes.totals.new), (1, 0));
    assert!(told(&third.published.run).iter().any(|line| line.starts_with("KEMBALI")));
    assert!(third.changes.remembered.since.iter().all(|&night| night == 1));
    // Once back it is gone no more: gone and new again would be a lie.
    let fourth = world.night("2026-03-04", &ALL, Vec::new());
    assert!(fourth.changes.is_empty());
}

#[test]
fn an_old_ledger_is_still_opened_and_added_to() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (folder.path().join("malam-000001"), folder.path().join("baru"));
    fs::create_dir_all(&old).unwrap();
    fs::create_dir_all(&new).unwrap();
    let text = include_str!("ledger_1.sql");
    rusqlite::Connection::open(old.join("ledger.sqlite")).unwrap().execute_batch(text).unwrap();
    let ledger = Ledger::begin(Some(&old), &new).unwrap();
    assert_eq!(ledger.nights().unwrap().len(), 2);
    assert_eq!(ledger.lineage().unwrap()[0].new, "P-00001-00000-0");
    let case = ledger.case_of(0xfedc_ba98_7654_3210).unwrap().unwrap();
    assert_eq!(
        (case.class.as_str(), case.status.as_str(), case.since.as_str()),
        ("DUA_DAERAH", "DITOLAK", "2026-03-01")
    );
    assert_eq!(ledger.case_events(case.id).unwrap()[0].by, "Ani");
    assert_eq!(ledger.events_of("P-00001-00000-0").unwrap()[0].after, "Budi Santosa");
    drop(ledger);

    rusqlite::Connection::open(old.join("ledger.sqlite"))
        .unwrap()
        .execute_batch("PRAGMA user_version = 99")
        .unwrap();
    let error = Ledger::begin(Some(&old), &new).unwrap_err();
    assert!(error.to_string().contains("newer"), "{error}");
}
