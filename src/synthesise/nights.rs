//! What do rosters look like night after night? Takes the first night's rows as they were kept, lets a share of them
//! change each night, and writes every night as a folder of its own: rosters, and a truth.csv whose persons and row
//! identities last over the nights. Promises the same bytes for the same options; one roster is in memory at a time.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::error::{Error, Result};

use super::edits::{Desk, Left};
use super::kept::{self, Keeper, Kept};
use super::luck::{Delivery, Luck, number_of};
use super::newcomers::Newcomer;
use super::person::Day;
use super::rosters::{Cell, Footer, ROSTERS, place};
use super::write::{Guise, RosterFile};
use super::{Lines, Options, Summary, chosen_places, write_night_one};

/// How the nights after the first differ from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nights {
    /// Nights in all, the first included.
    pub nights: u32,
    /// Share of the rows that change, come or go each night, about.
    pub churn: f64,
    /// Every roster comes as it always does: none is missing, sent again, renamed, re-ordered, re-keyed, in other
    /// columns, another delimiter or two files.
    pub plain_files: bool,
}

/// The header of a night's truth: `entry` is a row's own identity, the same on every night that has the row.
const TRUTH: &str = "roster,row,person,household,entry";

/// The folder of a night, counted from 1: `malam-01`.
pub fn night_folder(out: &Path, night: u32) -> PathBuf {
    out.join(format!("malam-{night:02}"))
}

/// Writes the nights into `out/malam-01`, `out/malam-02` ... `progress` hears the people of the first night. Gives
/// the rows of each night.
///
/// # Errors
/// When a folder or file cannot be written, or no asked regency exists.
pub fn synthesise_nights(
    options: &Options,
    nights: &Nights,
    out: &Path,
    progress: &dyn Fn(u64),
) -> Result<(Summary, Vec<u64>)> {
    let waiting = out.join(".baris");
    make_empty(&waiting)?;
    let first = night_folder(out, 1);
    let mut keepers = ROSTERS
        .iter()
        .map(|roster| Keeper::open(&waiting.join(roster.name)))
        .collect::<Result<Vec<Keeper>>>()?;
    let summary = write_night_one(options, &first, progress, Some(&mut keepers), TRUTH)?;
    keepers.into_iter().try_for_each(Keeper::close)?;
    let places = chosen_places(options)?;
    let mut rows = vec![summary.rows()];
    for night in 2..=nights.nights {
        let today = options.night.saturating_add(jiff::Span::new().days(i64::from(night) - 1));
        let tonight = Day {
            year: today.year(),
            month: today.month().unsigned_abs(),
            // Nobody is born on a day that not every month has.
            day: today.day().unsigned_abs().min(28),
        };
        let luck = Luck { seed: options.seed, night: u64::from(night), churn: nights.churn };
        let desk = Desk { luck, places: &places, tonight };
        let folder = night_folder(out, night);
        make_empty(&folder)?;
        rows.push(write_night(&desk, options.people, nights.plain_files, &waiting, &folder)?);
    }
    std::fs::remove_dir_all(&waiting).map_err(|source| Error::file(&waiting, "cannot be removed", source))?;
    Ok((summary, rows))
}

/// A folder with nothing in it: what an earlier, longer or other series left would be taken for rosters.
fn make_empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|source| Error::file(folder, "cannot be emptied", source))?;
    }
    std::fs::create_dir_all(folder).map_err(|source| Error::file(folder, "cannot be made", source))
}

/// Writes one night after the first; gives its rows.
fn write_night(desk: &Desk<'_>, people: u64, plain: bool, waiting: &Path, folder: &Path) -> Result<u64> {
    let mut truth = Lines::open(folder.join("truth.csv"), TRUTH)?;
    let mut newcomers: Vec<Newcomer> = Vec::new();
    let mut count = 0;
    for (roster, shape) in ROSTERS.iter().enumerate() {
        let path = waiting.join(shape.name);
        let text = kept::read(&path)?;
        let rows: Vec<Kept<'_>> = text.lines().filter_map(Kept::read).collect();
        let lines: Vec<&str> = text.lines().collect();
        if roster == place::BDT {
            let found: Vec<Vec<Newcomer>> =
                rows.par_iter().enumerate().map(|(index, row)| desk.newcomers(index, *row)).collect();
            newcomers = found.into_iter().flatten().collect();
        }
        let delivery = desk.luck.delivery(roster, plain);
        let comes = !matches!(delivery, Delivery::Missing | Delivery::SentAgain);
        let arriving: Vec<&Newcomer> = newcomers.iter().filter(|new| new.roster == roster && comes).collect();
        let edited: Vec<Left> = rows.par_iter().map(|row| desk.edit(roster, *row, comes)).collect();
        let mut tonight = merged(desk, roster, &lines, &rows, edited, &arriving);
        rearrange(desk, roster, delivery, &mut tonight);
        if delivery != Delivery::Missing {
            count += write_roster(roster, delivery, desk, people, folder, &tonight, &mut truth)?;
        }
        let mut keeper = Keeper::open(&path.with_extension("baru"))?;
        tonight.iter().try_for_each(|line| keeper.write(line))?;
        keeper.close()?;
        std::fs::rename(path.with_extension("baru"), &path)
            .map_err(|source| Error::file(&path, "cannot be written", source))?;
    }
    truth.close()?;
    Ok(count)
}

/// Yesterday's rows as tonight leaves them, with tonight's newcomers between them.
fn merged<'t>(
    desk: &Desk<'_>,
    roster: usize,
    lines: &[&'t str],
    rows: &[Kept<'t>],
    edited: Vec<Left>,
    arriving: &[&Newcomer],
) -> Vec<Cow<'t, str>> {
    // A child is new even where its mother has two rows; who is on the roster already does not enter it again.
    let wanted: FxHashSet<&str> = arriving.iter().map(|new| new.person.as_str()).collect();
    let mut there: FxHashSet<&str> =
        rows.iter().map(|row| row.person).filter(|person| wanted.contains(person)).collect();
    let mut placed: Vec<(usize, String)> = Vec::new();
    for (number, new) in arriving.iter().enumerate() {
        if !there.insert(&new.person) {
            continue;
        }
        let entry = format!("{}-{}-{number}", ROSTERS[roster].name, desk.luck.night);
        let anywhere = || (number_of(&entry) % (lines.len() as u64 + 1)) as usize;
        let at = new.after.unwrap_or_else(anywhere);
        let Newcomer { person, household, village, nik, cells, .. } = *new;
        let row = Kept { entry: &entry, person, household, village: *village, nik: *nik, cells };
        placed.push((at, row.line()));
    }
    placed.sort_by_key(|(at, _)| *at);
    let mut placed = placed.into_iter().peekable();
    let mut tonight: Vec<Cow<'t, str>> = Vec::with_capacity(lines.len() + arriving.len());
    for (index, (line, left)) in lines.iter().zip(edited).enumerate() {
        match left {
            Left::Same => tonight.push(Cow::Borrowed(line)),
            Left::Changed(line) => tonight.push(Cow::Owned(line)),
            Left::Gone => {}
        }
        while let Some((_, line)) = placed.next_if(|(at, _)| *at <= index) {
            tonight.push(Cow::Owned(line));
        }
    }
    tonight.extend(placed.map(|(_, line)| Cow::Owned(line)));
    tonight
}

/// Another order, or other keys, from tonight on.
fn rearrange(desk: &Desk<'_>, roster: usize, delivery: Delivery, tonight: &mut [Cow<'_, str>]) {
    match delivery {
        Delivery::Reordered => tonight
            .sort_by_cached_key(|line| Kept::read(line).map(|row| number_of(row.entry) ^ desk.luck.night)),
        Delivery::Rekeyed => {
            for line in tonight.iter_mut() {
                if let Some(changed) = Kept::read(line).map(|row| desk.rekey(roster, row)) {
                    *line = Cow::Owned(changed);
                }
            }
        }
        _ => {}
    }
}

/// Writes tonight's file, or two, and the truth of its rows; gives the rows.
fn write_roster(
    roster: usize,
    delivery: Delivery,
    desk: &Desk<'_>,
    people: u64,
    folder: &Path,
    tonight: &[Cow<'_, str>],
    truth: &mut Lines,
) -> Result<u64> {
    let shape = &ROSTERS[roster];
    let mut guise = guise(roster, delivery, desk);
    let half = tonight.len().div_ceil(2);
    let parts: Vec<(&[Cow<'_, str>], &str)> = match delivery {
        Delivery::TwoFiles => vec![(&tonight[..half], "_1"), (&tonight[half..], "_2")],
        _ => vec![(tonight, "")],
    };
    let mut before = 0;
    for (part, suffix) in parts {
        guise.suffix.push_str(suffix);
        let mut file = RosterFile::open_as(shape, folder, people, &guise)?;
        guise.suffix.truncate(guise.suffix.len() - suffix.len());
        for row in part.iter().filter_map(|line| Kept::read(line)) {
            let number = before + file.write_row(row.cells, row.village)?;
            let (name, Kept { person, household, entry, .. }) = (shape.name, row);
            truth.write(format_args!("{name},{number},{person},k{household},{entry}"))?;
        }
        before += file.rows;
        file.close()?;
    }
    Ok(before)
}

/// The file's guise for a delivery; a roster that cannot come so comes as usual.
fn guise(roster: usize, delivery: Delivery, desk: &Desk<'_>) -> Guise {
    let shape = &ROSTERS[roster];
    let mut guise = Guise::default();
    match delivery {
        Delivery::Renamed => guise.suffix = format!("_unduhan_{}", desk.luck.night),
        Delivery::OtherDelimiter => {
            guise.delimiter = shape.file.delimiter().map(|usual| if usual == ';' { '|' } else { ';' });
        }
        // Where columns stand in groups, are filled down or have a sum below, their order says something.
        Delivery::OtherColumns
            if shape.groups.is_empty() && shape.fill_down.is_empty() && shape.footer == Footer::None =>
        {
            let mut order: Vec<usize> = (0..shape.columns.len()).collect();
            let by = desk.luck.dice(0x51, shape.name).index(order.len() - 1) + 1;
            order.rotate_left(by);
            // Some exports leave out what says the same for all.
            order.retain(|column| !matches!(shape.columns[*column].1, Cell::Text(_)));
            guise.order = order;
        }
        _ => {}
    }
    guise
}
