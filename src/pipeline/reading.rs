//! How are all rosters read? One thread reads the files; every chunk of rows is standardised and its raw cells are
//! encoded on whatever thread is free; then the chunks are put together in their order.
//!
//! Only a few chunks are on their way at any time, so memory does not depend on how large a file is.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};

use jiff::civil::Date;
use rayon::Scope;

use super::Stopwatch;
use super::closing::overruled_codes;
use super::options::{ingest_rosters, mapped_fields, standardise_options};
use crate::error::Result;
use crate::ingest::{self, Intake, RowChunk};
use crate::progress::Progress;
use crate::record::Field;
use crate::region::Resolver;
use crate::report::{Cost, Running};
use crate::settings::Settings;
use crate::standardise::{self, Anomalies, Cells, Gathered, Habit, Habits, NearDates, Options, Part, People};
use crate::state::{RawEncoder, RawGroup, RawWriter};

/// All rosters, read and standardised.
pub struct Reading {
    /// The rows.
    pub people: People,
    /// What could not be taken as it stood.
    pub anomalies: Anomalies,
    /// Files, refusals and findings.
    pub intake: Intake,
    /// The dates that were written nearest to the night: they say on which other nights all would be read alike.
    pub near: NearDates,
}

/// Chunks on their way beyond one a thread: enough that no thread waits for the next. Whoever reads works on chunks
/// too, instead of waiting.
const AHEAD: usize = 1;

/// Bytes of a row in a file of text, rather too few than too many: room that no row takes costs nothing.
const BYTES_A_ROW: usize = 120;

/// Reads all rosters and standardises their rows; the raw cells go to `raw`, when given.
///
/// # Errors
/// When the raw cells cannot be written.
pub fn read(
    settings: &Settings,
    date: Date,
    raw: Option<&Path>,
    progress: &dyn Progress,
    watch: &mut Stopwatch,
) -> Result<Reading> {
    let rosters = ingest_rosters(settings);
    let options = standardise_options(settings, date);
    let fields = mapped_fields(&rosters);
    let workshop = Workshop {
        options: &options,
        fields: raw.map(|_| &fields[..]),
        benches: Mutex::default(),
        chunks: Mutex::default(),
        spent: Mutex::default(),
    };
    let mut habits = Habits::default();
    let bytes: u64 = ingest::sizes(&rosters).iter().sum();
    let mut gathering = Gathering {
        under_way: VecDeque::new(),
        gathered: Gathered::new(&options, bytes as usize / BYTES_A_ROW),
        raw: raw.map(|path| RawWriter::create(path, &fields)).transpose()?,
        spent: &workshop.spent,
        progress,
        took: Cost::default(),
    };
    let reading = Running::start();
    progress.begin("membaca roster", None);
    let (mut intake, gathering) = rayon::scope(|scope| -> Result<(Intake, Gathering<'_>)> {
        let at_once = rayon::current_num_threads() + AHEAD;
        let intake = ingest::ingest(&rosters, &ingest::Options::default(), &mut |chunk| {
            let habit = habits.learn(&chunk, &options);
            gathering.under_way.push_back(workshop.begin(scope, chunk, habit));
            gathering.take(at_once)?;
            Ok(taken(&workshop.chunks))
        })?;
        gathering.take(0)?;
        Ok((intake, gathering))
    })?;
    intake.findings.extend(overruled_codes(&habits, &intake));
    let Gathering { gathered, raw, took, .. } = gathering;
    raw.map(RawWriter::finish).transpose()?;
    drop(workshop);
    let reading = reading.cost();
    let closing = Running::start();
    let near = gathered.near_dates();
    let (people, anomalies) = gathered.finish();
    watch.note("ingest", reading.without(took));
    watch.note("standardise", took.and(closing.cost()));
    Ok(Reading { people, anomalies, intake, near })
}

/// A chunk, worked on.
#[derive(Default)]
struct Worked {
    part: Part,
    raw: Option<RawGroup>,
}

/// What chunks are worked on with.
struct Workshop<'a> {
    options: &'a Options,
    /// The fields of the file of raw cells, when one is written.
    fields: Option<&'a [Field]>,
    /// One bench for every thread that ever worked; what it remembers serves the next chunk.
    benches: Mutex<Vec<Bench>>,
    /// What is done with, on either side of the work: its memory serves the next.
    chunks: Mutex<Vec<RowChunk>>,
    spent: Mutex<Vec<Worked>>,
}

/// One of the things laid aside.
fn taken<T>(aside: &Mutex<Vec<T>>) -> Option<T> {
    aside.lock().ok().and_then(|mut aside| aside.pop())
}

/// Lays a thing aside.
fn lay<T>(aside: &Mutex<Vec<T>>, thing: T) {
    if let Ok(mut aside) = aside.lock() {
        aside.push(thing);
    }
}

#[derive(Default)]
struct Bench {
    resolver: Resolver,
    encoder: RawEncoder,
}

impl Workshop<'_> {
    /// Has a chunk worked on by the next free thread.
    fn begin<'s>(&'s self, scope: &Scope<'s>, chunk: RowChunk, habit: Habit) -> Receiver<Worked> {
        let (done, worked) = sync_channel(1);
        scope.spawn(move |_| self.work(chunk, habit, &done));
        worked
    }

    fn work(&self, chunk: RowChunk, habit: Habit, done: &SyncSender<Worked>) {
        let mut bench = taken(&self.benches).unwrap_or_default();
        let cells = Cells::of(&chunk);
        let room = taken(&self.spent).unwrap_or_default();
        let part = standardise::standardise(&cells, self.options, habit, &mut bench.resolver, room.part);
        let raw = room.raw.unwrap_or_default();
        let raw = self.fields.map(|fields| bench.encoder.encode(&cells, fields, raw));
        lay(&self.benches, bench);
        lay(&self.chunks, chunk);
        // Nobody waits for it any more when reading has stopped on an error.
        let _ = done.send(Worked { part, raw });
    }
}

/// Chunks under way in their order, and what has come of those before them.
struct Gathering<'a> {
    under_way: VecDeque<Receiver<Worked>>,
    gathered: Gathered,
    raw: Option<RawWriter>,
    /// Where they go then.
    spent: &'a Mutex<Vec<Worked>>,
    progress: &'a dyn Progress,
    took: Cost,
}

impl Gathering<'_> {
    /// Takes what is done, and waits until no more than `most` chunks are under way.
    fn take(&mut self, most: usize) -> Result<()> {
        let work = Running::start();
        while let Some(first) = self.under_way.front() {
            let worked = match first.try_recv() {
                Ok(worked) => Some(worked),
                Err(TryRecvError::Empty) if self.under_way.len() <= most => break,
                Err(TryRecvError::Empty) => wait_for(first),
                Err(TryRecvError::Disconnected) => None,
            };
            self.under_way.pop_front();
            // None says that its thread has panicked, which the scope will tell.
            let Some(worked) = worked else { continue };
            self.progress.advance(worked.part.len() as u64);
            self.gathered.append(&worked.part);
            if let (Some(writer), Some(group)) = (&mut self.raw, &worked.raw) {
                writer.append_group(group)?;
            }
            lay(self.spent, worked);
        }
        self.took = self.took.and(work.cost());
        Ok(())
    }
}

/// Works on other chunks until this one is done.
fn wait_for(chunk: &Receiver<Worked>) -> Option<Worked> {
    loop {
        match chunk.try_recv() {
            Ok(worked) => return Some(worked),
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) => {}
        }
        if rayon::yield_now() != Some(rayon::Yield::Executed) {
            return chunk.recv().ok();
        }
    }
}
