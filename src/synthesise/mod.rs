//! What would rosters look like whose truth is known? Takes a number of people and a seed, gives a folder of
//! programme rosters with the defects of real ones, `truth.csv` (who each row is) and `planted.csv` (which
//! conflicts a report should find). Promises the same bytes for the same options, and memory bounded by a batch
//! of districts, not by the number of people.
//!
//! Nobody in it lives: names are composed from lists of first and second names, everything else is drawn.

mod address;
mod coverage;
mod dice;
mod edits;
mod family;
mod kept;
mod listing;
mod luck;
mod misdate;
mod misnumber;
mod misspell;
mod naming;
mod newcomers;
mod nights;
mod person;
mod places;
mod planted;
mod rosters;
mod words;
mod write;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::scatter::scatter;

pub use nights::{Nights, night_folder, synthesise_nights};
pub use words::name_words;

use coverage::Listing;
use dice::Dice;
use family::Families;
use kept::{Keeper, Kept};
use listing::Clerk;
use person::{Clan, Day};
use places::Places;
use planted::{KnownRow, Planted};
use rosters::{ROSTERS, RowOrder, place};
use write::RosterFile;

/// Where a small run's people live: the pilot regencies and one of every other naming culture. Sukabumi is there
/// twice, as regency and as city; Banjar shares its name with a city elsewhere.
const REGENCIES: [u32; 10] = [1202, 1376, 3202, 3272, 3314, 5107, 5302, 6303, 6403, 7303];
/// More people than this would crowd the default regencies; the whole country takes them.
const MOST_PEOPLE_IN_DEFAULT_REGENCIES: u64 = 3_000_000;
/// People generated at once; about 200 bytes a row stay in memory until their batch is written.
const BATCH: u64 = 250_000;

/// What to make.
#[derive(Clone, Debug)]
pub struct Options {
    /// People, about: districts are filled by whole families.
    pub people: u64,
    /// The same seed makes the same bytes.
    pub seed: u64,
    /// Regencies as 4-digit codes; when empty a choice that fits the number of people.
    pub regencies: Vec<u32>,
    /// The night that ages, moves and deaths are counted back from.
    pub night: jiff::civil::Date,
}

impl Default for Options {
    fn default() -> Options {
        Options { people: 40_000, seed: 1, regencies: Vec::new(), night: jiff::civil::date(2026, 7, 1) }
    }
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// People generated, on a roster or not.
    pub people: u64,
    /// Households they live in.
    pub households: u64,
    /// Data rows by roster, in the order of the files' making.
    pub rosters: Vec<(String, u64)>,
    /// Planted conflicts by class, in the order of the alphabet.
    pub planted: Vec<(String, u64)>,
}

impl Summary {
    /// Data rows of all rosters.
    pub fn rows(&self) -> u64 {
        self.rosters.iter().map(|(_, rows)| rows).sum()
    }
}

/// One row as it waits for its place in the file.
struct Waiting {
    start: usize,
    end: usize,
    /// Village of the address, 10 digits.
    village: u64,
    /// What rows of a village are ordered by.
    key: u64,
    person: u64,
    household: u64,
    /// The person's own, whatever the row says.
    nik: u64,
}

/// The rows of one roster from one district.
#[derive(Default)]
struct Sheet {
    text: String,
    rows: Vec<Waiting>,
}

/// Everything a district gives.
struct District {
    sheets: Vec<Sheet>,
    planted: Vec<Planted>,
    people: u64,
    households: u64,
}

/// Writes rosters, `truth.csv` and `planted.csv` into the folder `out`. `progress` hears the people done so far.
///
/// # Errors
/// When the folder or a file cannot be written, or no asked regency exists.
pub fn synthesise(options: &Options, out: &Path, progress: &dyn Fn(u64)) -> Result<Summary> {
    write_night_one(options, out, progress, None, "roster,row,person,household")
}

/// Where people live by these options.
fn chosen_places(options: &Options) -> Result<Places> {
    let regencies =
        if options.regencies.is_empty() { fitting(options.people) } else { options.regencies.clone() };
    let places = Places::choose(&regencies, options.people);
    if places.settlements.is_empty() {
        return Err(Error::Input {
            what: message!("tidak satu pun kabupaten itu dikenal", "none of the regencies is known"),
            next_step: message!(
                "Tulis kabupaten dengan kode Kemendagri 4 angka, misalnya 3314 untuk Sragen.",
                "Give regencies by their Kemendagri code of 4 digits, for example 3314 for Sragen."
            ),
        });
    }
    Ok(places)
}

/// Writes the first night, or the only one; `keepers` keep every row for the nights to come, one a roster.
fn write_night_one(
    options: &Options,
    out: &Path,
    progress: &dyn Fn(u64),
    mut keepers: Option<&mut [Keeper]>,
    truth_header: &str,
) -> Result<Summary> {
    let places = chosen_places(options)?;
    std::fs::create_dir_all(out).map_err(|source| Error::file(out, "cannot be made", source))?;
    let mut files = ROSTERS
        .iter()
        .map(|roster| RosterFile::open(roster, out, options.people))
        .collect::<Result<Vec<RosterFile>>>()?;
    let mut truth = Lines::open(out.join("truth.csv"), truth_header)?;
    let mut conflicts = Lines::open(out.join("planted.csv"), "class,rows,person,household,note")?;
    let mut summary = Summary::default();
    let mut by_class: Vec<(String, u64)> = Vec::new();
    let mut from = 0;
    while from < places.settlements.len() {
        let to = batch_end(&places, from);
        let districts: Vec<District> =
            (from..to).into_par_iter().map(|index| district(&places, index, options)).collect();
        let numbers = write_rows(&mut files, &districts, keepers.as_deref_mut())?;
        write_truth(&mut truth, &districts, &numbers, keepers.is_some())?;
        write_planted(&mut conflicts, &districts, &numbers, &mut by_class)?;
        for district in &districts {
            summary.people += district.people;
            summary.households += district.households;
        }
        progress(summary.people);
        from = to;
    }
    for file in files {
        summary.rosters.push((file.roster.name.to_owned(), file.rows));
        file.close()?;
    }
    truth.close()?;
    conflicts.close()?;
    by_class.sort();
    summary.planted = by_class;
    Ok(summary)
}

/// Regencies for so many people.
fn fitting(people: u64) -> Vec<u32> {
    if people <= MOST_PEOPLE_IN_DEFAULT_REGENCIES {
        return REGENCIES.to_vec();
    }
    let table = crate::region::table();
    table.all(crate::region::Level::Regency).iter().map(|id| table.number(*id) as u32).collect()
}

/// The end of the batch that begins at settlement `from`: at least one settlement.
fn batch_end(places: &Places, from: usize) -> usize {
    let mut people = 0;
    let mut to = from;
    while to < places.settlements.len() && (to == from || people + places.settlements[to].people <= BATCH) {
        people += places.settlements[to].people;
        to += 1;
    }
    to
}

/// Generates one district: families until it is full, their rows and conflicts.
fn district(places: &Places, index: usize, options: &Options) -> District {
    let night = Day {
        year: options.night.year(),
        month: options.night.month().unsigned_abs(),
        day: options.night.day().unsigned_abs(),
    };
    let settlement = &places.settlements[index];
    let number = index as u64 + 1;
    let mut families = Families::new(places, settlement, number, night, options.seed);
    let mut clerk = Clerk::new(places, night);
    let mut district = District {
        sheets: ROSTERS.iter().map(|_| Sheet::default()).collect(),
        planted: Vec::new(),
        people: 0,
        households: 0,
    };
    let (mut clan, mut listings, mut known) = (Clan::default(), Vec::new(), Vec::new());
    let mut clans = 0;
    // A clan has about six people: stopping half a clan early keeps the mean where it was asked.
    while district.people + 3 <= settlement.people {
        families.generate(clans, &mut clan);
        let dice = &mut Dice::new(options.seed ^ number << 20, 0x11, clans);
        coverage::list(&clan, night, dice, &mut listings);
        known.clear();
        list_clan(&mut clerk, &clan, &listings, dice, &mut district, &mut known);
        planted::find(&clan, &known, &mut district.planted);
        district.people += clan.people.len() as u64;
        district.households += clan.households.len() as u64;
        clans += 1;
    }
    district
}

/// Writes a clan's rows into the district's sheets.
fn list_clan(
    clerk: &mut Clerk<'_>,
    clan: &Clan,
    listings: &[Listing],
    dice: &mut Dice,
    district: &mut District,
    known: &mut Vec<KnownRow>,
) {
    for listing in listings {
        let roster = &ROSTERS[listing.roster];
        let household = clan.people[listing.person].household;
        let pkh = listings
            .iter()
            .any(|other| other.roster == place::PKH && clan.people[other.person].household == household);
        let copies = if dice.chance(roster.habits.twice) { 2 } else { 1 };
        for copy in 0..copies {
            let sheet = &mut district.sheets[listing.roster];
            let start = sheet.text.len();
            let written =
                clerk.write(&mut sheet.text, listing.roster, clan, listing.person, (pkh, copy), dice);
            let arrival =
                scatter(clan.people[listing.person].number ^ (listing.roster as u64) << 40 ^ copy << 50);
            known.push(KnownRow {
                roster: listing.roster,
                row: sheet.rows.len(),
                person: listing.person,
                nik: written.nik,
                regency: (written.village / 1_000_000) as u32,
            });
            sheet.rows.push(Waiting {
                start,
                end: sheet.text.len(),
                village: written.village,
                key: if roster.order == RowOrder::VillageAndName { written.initial } else { arrival },
                person: clan.people[listing.person].number,
                household: clan.households[household].number,
                nik: clan.people[listing.person].nik,
            });
        }
    }
}

/// Row numbers by roster, district and row.
type Numbers = Vec<Vec<Vec<u64>>>;

/// Puts the batch's rows into each roster's own order and writes them.
fn write_rows(
    files: &mut [RosterFile],
    districts: &[District],
    keepers: Option<&mut [Keeper]>,
) -> Result<Numbers> {
    let keepers: Vec<Option<&mut Keeper>> = match keepers {
        Some(keepers) => keepers.iter_mut().map(Some).collect(),
        None => files.iter().map(|_| None).collect(),
    };
    files
        .par_iter_mut()
        .zip(keepers)
        .enumerate()
        .map(|(roster, (file, mut keeper))| {
            let mut order: Vec<(u64, u64, usize, usize)> = Vec::new();
            for (place, district) in districts.iter().enumerate() {
                for (index, row) in district.sheets[roster].rows.iter().enumerate() {
                    let village = if file.roster.order == RowOrder::Arrival { 0 } else { row.village };
                    order.push((village, row.key, place, index));
                }
            }
            order.sort_unstable();
            let mut numbers: Vec<Vec<u64>> =
                districts.iter().map(|district| vec![0; district.sheets[roster].rows.len()]).collect();
            for (_, _, place, index) in order {
                let sheet = &districts[place].sheets[roster];
                let row = &sheet.rows[index];
                let cells = &sheet.text[row.start..row.end];
                let number = file.write_row(cells, row.village)?;
                numbers[place][index] = number;
                if let Some(keeper) = &mut keeper {
                    keeper.write(&kept_line(file.roster.name, number, row, cells))?;
                }
            }
            Ok(numbers)
        })
        .collect()
}

/// A row of the first night as it waits for the next.
fn kept_line(roster: &str, number: u64, row: &Waiting, cells: &str) -> String {
    let entry = format!("{roster}-{number}");
    let (person, household) = (Label(row.person).to_string(), Label(row.household).to_string());
    let Waiting { village, nik, .. } = *row;
    Kept { entry: &entry, person: &person, household: &household, village, nik, cells }.line()
}

fn write_truth(truth: &mut Lines, districts: &[District], numbers: &Numbers, entries: bool) -> Result<()> {
    for (roster, by_district) in numbers.iter().enumerate() {
        let name = ROSTERS[roster].name;
        for (district, rows) in districts.iter().zip(by_district) {
            for (row, number) in district.sheets[roster].rows.iter().zip(rows) {
                let (person, household) = (Label(row.person), Label(row.household));
                if entries {
                    truth.write(format_args!("{name},{number},{person},k{household},{name}-{number}"))?;
                } else {
                    truth.write(format_args!("{name},{number},{person},k{household}"))?;
                }
            }
        }
    }
    Ok(())
}

fn write_planted(
    conflicts: &mut Lines,
    districts: &[District],
    numbers: &Numbers,
    by_class: &mut Vec<(String, u64)>,
) -> Result<()> {
    for (place, district) in districts.iter().enumerate() {
        for planted in &district.planted {
            let mut rows: Vec<String> = planted
                .rows
                .iter()
                .map(|(roster, row)| format!("{}:{}", ROSTERS[*roster].name, numbers[*roster][place][*row]))
                .collect();
            rows.dedup();
            let (person, household) = (Label(planted.person), Label(planted.household));
            let (class, rows, note) = (planted.class, rows.join(";"), planted.note);
            conflicts.write(format_args!("{class},{rows},{person},k{household},\"{note}\""))?;
            match by_class.iter_mut().find(|(known, _)| known == class) {
                Some((_, count)) => *count += 1,
                None => by_class.push((class.to_owned(), 1)),
            }
        }
    }
    Ok(())
}

/// A person's or household's number as district and place in it: `12-345`.
struct Label(u64);

impl std::fmt::Display for Label {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}-{}", self.0 >> 32, self.0 & 0xffff_ffff)
    }
}

/// A text file of lines.
struct Lines {
    path: PathBuf,
    out: BufWriter<File>,
}

impl Lines {
    fn open(path: PathBuf, header: &str) -> Result<Lines> {
        let file = File::create(&path).map_err(|source| Error::file(&path, "cannot be written", source))?;
        let mut lines = Lines { path, out: BufWriter::with_capacity(1 << 18, file) };
        lines.write(format_args!("{header}"))?;
        Ok(lines)
    }

    fn write(&mut self, line: std::fmt::Arguments<'_>) -> Result<()> {
        writeln!(self.out, "{line}").map_err(|source| Error::file(&self.path, "cannot be written", source))
    }

    fn close(mut self) -> Result<()> {
        self.out.flush().map_err(|source| Error::file(&self.path, "cannot be written", source))
    }
}
