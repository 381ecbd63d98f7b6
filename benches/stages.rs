//! What does each stage cost, apart from the others? One group a stage, in the order of a night, on made-up rosters of
//! about 20,000 rows; beside them the string kernels, one by one.
//!
//! ```sh
//! cargo bench -- --sort location               # all, in the order of a night; time and rows (or pairs) a second
//! cargo bench -- score                         # one stage
//! cargo bench -- --sample-count 50 similarity
//! RAYON_NUM_THREADS=1 cargo bench              # one core, as the figures of docs/performance.md are
//! ```
//!
//! The night as a whole, files to outputs, is `benches/night.sh`.

use std::path::Path;
use std::sync::LazyLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use jiff::civil::{Date, date};
use rayon::prelude::*;

use padan::block::{self, Candidates};
use padan::cluster::{self, Clusters};
use padan::compare::{self, Comparer, Count, Frequencies, Pattern};
use padan::conflict::{self, Conflicts, Programmes, RosterInfo};
use padan::ingest::{self, Intake, RowChunk};
use padan::pipeline::{self, Stopwatch};
use padan::progress::Silent;
use padan::record::{Field, RosterId, RowId};
use padan::register::{self, Register, Source};
use padan::report::{self, Extras, Judged, Masking, RawText, ScoredPairs, Trace};
use padan::score::{self, Edge, FAMILY_FLOOR, Floor, Scorer};
use padan::settings::{CodeSystem, Language, Settings};
use padan::similarity::{jaro_winkler, within_one_edit};
use padan::standardise::{self, Anomalies, People};
use padan::state::{Draft, RawReader, RawWriter};
use padan::synthesise::{self, name_words, synthesise};

fn main() {
    // Made before the first line is printed: `padan init` says what it found.
    LazyLock::force(&WORLD);
    divan::main();
}

/// People of the made-up population; half as many rows again.
const PEOPLE: u64 = 13_000;
const NIGHT: Date = date(2026, 7, 1);

/// What one stage gives the next, made once.
struct World {
    folder: tempfile::TempDir,
    settings: Settings,
    rosters: Vec<ingest::Roster>,
    chunks: Vec<RowChunk>,
    intake: Intake,
    people: &'static People,
    anomalies: Anomalies,
    candidates: Candidates,
    frequencies: Frequencies,
    comparer: Comparer<'static>,
    counts: Vec<Count>,
    scorer: Scorer,
    edges: Vec<Edge>,
    clusters: Clusters,
    register: Register,
    conflicts: Conflicts,
    raw: RawText,
}

static WORLD: LazyLock<World> = LazyLock::new(World::make);

impl World {
    fn make() -> World {
        let folder = tempfile::tempdir().unwrap();
        let options = synthesise::Options { people: PEOPLE, seed: 7, ..synthesise::Options::default() };
        synthesise(&options, folder.path(), &|_| {}).unwrap();
        let settings = settings(folder.path());
        let rosters: Vec<ingest::Roster> =
            settings.rosters.iter().map(|roster| roster.roster.clone()).collect();
        let raw = folder.path().join("raw.parquet");
        let (chunks, intake) = read(&rosters, &raw);
        let (people, anomalies) = standardised(&chunks, &settings);
        let people: &'static People = Box::leak(Box::new(people));
        let candidates = block::block(people, &block_options());
        let night =
            pipeline::link(people, &settings, NIGHT, None, None, &Silent, &mut Stopwatch::default()).unwrap();
        let frequencies = &night.model.frequencies;
        let comparer = Comparer::new(people, &candidates, frequencies, &compare_options());
        let counts = compare::tally(&comparer, &candidates, TRAINING_PAIRS).unwrap();
        let options = register_options(&settings);
        let known = register::Known::first(people, &options);
        let register = register::register(people, &night.clusters, &known, &options);
        let conflicts = conflict::conflict(
            people,
            &register,
            &night.clusters,
            &Programmes::shipped(),
            &conflict_options(&settings),
        );
        let scorer = Scorer::new(&night.model, &comparer.comparisons(), &sizes(&settings, people));
        World {
            raw: RawText::read(&RawReader::open(&raw).unwrap()).unwrap(),
            edges: night.edges,
            clusters: night.clusters,
            frequencies: night.model.frequencies,
            folder,
            settings,
            rosters,
            chunks,
            intake,
            people,
            anomalies,
            candidates,
            comparer,
            counts,
            scorer,
            register,
            conflicts,
        }
    }

    fn rows(&self) -> ItemsCount {
        ItemsCount::new(self.people.len())
    }

    fn pairs(&self) -> Vec<(RowId, RowId)> {
        let mut pairs = Vec::new();
        for unit in self.candidates.units() {
            self.candidates.pairs(*unit, |a, b| pairs.push((a, b)));
        }
        pairs
    }
}

/// As `padan init` writes them.
fn settings(folder: &Path) -> Settings {
    use clap::Parser;
    let command =
        padan::cli::Cli::parse_from(["padan".into(), "--quiet".into(), "init".into(), folder.to_owned()]);
    padan::cli::run(&command).unwrap();
    Settings::read(&folder.join("padan.toml")).unwrap()
}

/// Pairs that training looks at, as in a night.
const TRAINING_PAIRS: u64 = 2_000_000;

/// Chance of the same person below which a pair is not kept, as in a night.
const FLOOR: f32 = 0.01;

fn block_options() -> block::Options {
    block::Options { night_year: NIGHT.year() as u16, ..block::Options::default() }
}

fn compare_options() -> compare::Options {
    compare::Options { night_year: NIGHT.year() as u16, ..compare::Options::default() }
}

fn cluster_options(world: &World) -> cluster::Options {
    cluster::Options {
        one_row_per_person: vec![false; world.rosters.len()],
        thresholds: world.scorer.thresholds,
        ..cluster::Options::default()
    }
}

fn register_options(settings: &Settings) -> register::Options {
    let source = |(place, info): (usize, RosterInfo)| Source {
        name: info.name,
        programme: info.programme,
        precedence: place as u16,
    };
    register::Options {
        sources: infos(settings).into_iter().enumerate().map(source).collect(),
        ..register::Options::default()
    }
}

fn conflict_options(settings: &Settings) -> conflict::Options {
    conflict::Options { night: NIGHT, rosters: infos(settings), displaced: Vec::new() }
}

fn infos(settings: &Settings) -> Vec<RosterInfo> {
    let info = |roster: &padan::settings::RosterSettings| RosterInfo {
        name: roster.roster.name.clone(),
        programme: roster.programme.clone(),
        owner: roster.owner.clone().unwrap_or_default(),
        one_row_per_person: false,
    };
    settings.rosters.iter().map(info).collect()
}

fn sizes(settings: &Settings, people: &People) -> Vec<(String, u64)> {
    let rows = |at: usize| people.roster.iter().filter(|roster| roster.index() == at).count() as u64;
    settings.rosters.iter().enumerate().map(|(at, roster)| (roster.roster.name.clone(), rows(at))).collect()
}

/// Reads all files and keeps the raw cells, as the ingest stage of a night does.
fn read(rosters: &[ingest::Roster], raw: &Path) -> (Vec<RowChunk>, Intake) {
    let mut fields: Vec<Field> =
        rosters.iter().flat_map(|roster| roster.columns.iter().map(|(field, _)| *field)).collect();
    fields.sort_unstable();
    fields.dedup();
    let mut raw = RawWriter::create(raw, &fields).unwrap();
    let mut chunks = Vec::new();
    let intake = ingest::ingest(rosters, &ingest::Options::default(), &mut |chunk| {
        raw.append(&chunk)?;
        chunks.push(chunk);
        Ok(None)
    });
    raw.finish().unwrap();
    (chunks, intake.unwrap())
}

fn standardised(chunks: &[RowChunk], settings: &Settings) -> (People, Anomalies) {
    let codes =
        |roster: &padan::settings::RosterSettings| roster.region_codes.unwrap_or(CodeSystem::Undecided);
    let options = standardise::Options {
        codes: settings.rosters.iter().map(codes).collect(),
        extras: settings.fields.iter().map(|field| (field.name.clone(), field.kind)).collect(),
        ..standardise::Options::new(NIGHT)
    };
    standardise::standardise_all(chunks, &options)
}

#[divan::bench]
fn ingest(bencher: Bencher) {
    let world = &*WORLD;
    let raw = world.folder.path().join("ingest.parquet");
    bencher.counter(world.rows()).bench(|| read(&world.rosters, &raw));
}

#[divan::bench]
fn standardise(bencher: Bencher) {
    let world = &*WORLD;
    bencher.counter(world.rows()).bench(|| standardised(&world.chunks, &world.settings));
}

#[divan::bench]
fn block(bencher: Bencher) {
    let world = &*WORLD;
    bencher.counter(world.rows()).bench(|| block::block(world.people, &block_options()));
}

/// Making rows comparable, once a night.
#[divan::bench]
fn compare_rows(bencher: Bencher) {
    let world = &*WORLD;
    bencher
        .counter(world.rows())
        .bench(|| Comparer::new(world.people, &world.candidates, &world.frequencies, &compare_options()));
}

/// Patterns of all candidate pairs.
#[divan::bench]
fn compare_pairs(bencher: Bencher) {
    let world = &*WORLD;
    bencher.counter(ItemsCount::new(world.pairs().len())).bench(|| {
        world.candidates.units().par_iter().for_each(|unit| {
            let mut comparing = world.comparer.comparing();
            world.candidates.batches(*unit, |batch| {
                comparing.compare_all(batch, |_, _, pattern| {
                    black_box(pattern);
                });
            });
        });
    });
}

/// Weights of patterns that are there already.
#[divan::bench]
fn score(bencher: Bencher) {
    let world = &*WORLD;
    let roster = |row: RowId| world.people.roster[row as usize];
    let patterns: Vec<(Pattern, RosterId, RosterId)> = world
        .pairs()
        .into_iter()
        .map(|(a, b)| (world.comparer.compare(a, b), roster(a), roster(b)))
        .collect();
    bencher.counter(ItemsCount::new(patterns.len())).bench(|| {
        patterns.par_iter().for_each(|&(pattern, x, y)| {
            black_box(world.scorer.verdict_above(Floor::new(FLOOR, FAMILY_FLOOR), pattern, x, y));
        });
    });
}

/// Counting patterns, the chances of strangers, and EM.
#[divan::bench(sample_count = 5)]
fn train(bencher: Bencher) {
    let world = &*WORLD;
    let sizes = sizes(&world.settings, world.people);
    bencher.counter(ItemsCount::new(world.counts.len())).bench(|| {
        let counts = compare::tally(&world.comparer, &world.candidates, TRAINING_PAIRS).unwrap();
        let expected = compare::expected(&world.comparer);
        let frequencies = world.frequencies.clone();
        score::train(&world.comparer.comparisons(), &counts, &[], &expected, &sizes, frequencies)
    });
}

#[divan::bench]
fn cluster(bencher: Bencher) {
    let world = &*WORLD;
    let weigh = |a: RowId, b: RowId| {
        let roster = |row: RowId| world.people.roster[row as usize];
        let verdict = world.scorer.verdict(world.comparer.compare(a, b), roster(a), roster(b));
        Edge { a, b, weight: verdict.weight, same: verdict.same, family: verdict.family }
    };
    let options = cluster_options(world);
    bencher
        .counter(world.rows())
        .bench(|| cluster::cluster(world.people, &world.comparer, &world.edges, &weigh, &options));
}

#[divan::bench]
fn register(bencher: Bencher) {
    let world = &*WORLD;
    let options = register_options(&world.settings);
    bencher.counter(world.rows()).bench(|| {
        let known = register::Known::first(world.people, &options);
        register::register(world.people, &world.clusters, &known, &options)
    });
}

#[divan::bench]
fn conflict(bencher: Bencher) {
    let world = &*WORLD;
    let (rules, options) = (Programmes::shipped(), conflict_options(&world.settings));
    bencher
        .counter(world.rows())
        .bench(|| conflict::conflict(world.people, &world.register, &world.clusters, &rules, &options));
}

/// Every file of the run folder.
#[divan::bench(sample_count = 20)]
fn write(bencher: Bencher) {
    let world = &*WORLD;
    let rosters = infos(&world.settings);
    let night = report::Night {
        name: "bench",
        date: "2026-07-01",
        rosters: &rosters,
        intake: &world.intake,
        people: world.people,
        anomalies: &world.anomalies,
        clusters: &world.clusters,
        register: &world.register,
        conflicts: &world.conflicts,
        totals: &report::findings::Totals::default(),
        changes: None,
        raw: &world.raw,
        masking: Masking::Masked,
    };
    let totals = report::findings::Totals::of(&night);
    let night = report::Night { totals: &totals, ..night };
    let (comparer, scorer) = (&world.comparer, &world.scorer);
    let evidence = report::Evidence { comparer, scorer, language: Language::Indonesian };
    let pairs = ScoredPairs { edges: &world.edges, floor: FLOOR, comparer, scorer };
    let out = world.folder.path().join("written");
    bencher.counter(world.rows()).bench(|| {
        let draft = Draft::begin(&out, "2026-07-01").unwrap();
        let quality = report::quality::quality(&night);
        let judged = Judged::of(&night, &evidence, pairs, draft.folder()).unwrap();
        let extras = Extras { judged: Some(&judged), ..Extras::default() };
        report::write_run(&draft, (&night, &quality), &extras, Trace::default(), Language::Indonesian)
            .unwrap()
    });
}

/// The string kernels on pairs of names, one name after another and its neighbour in the list.
mod similarity {
    use super::*;

    type Kernel = fn(&[u8], &[u8]) -> f64;

    const KERNELS: [(&str, Kernel); 3] = [
        ("jaro_winkler", jaro_winkler),
        ("one_edit", |a, b| f64::from(u8::from(within_one_edit(a, b)))),
        ("strsim_jaro_winkler", |a, b| {
            strsim::jaro_winkler(std::str::from_utf8(a).unwrap(), std::str::from_utf8(b).unwrap())
        }),
    ];

    #[divan::bench(args = KERNELS.map(|(name, _)| name))]
    fn names(bencher: Bencher, name: &str) {
        let kernel = KERNELS.iter().find(|(known, _)| *known == name).unwrap().1;
        let words: Vec<String> =
            name_words().map(ToString::to_string).filter(|word| (5..13).contains(&word.len())).collect();
        bencher.counter(ItemsCount::new(words.len() - 1)).bench(|| {
            words
                .windows(2)
                .map(|pair| kernel(black_box(pair[0].as_bytes()), black_box(pair[1].as_bytes())))
                .sum::<f64>()
        });
    }
}
