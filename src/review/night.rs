//! Which night is looked into, and what of it has been read? The queue and the explanations live in one thread, the
//! conflicts and the search index in others, all begun at once, so that the first page waits for none of them. When a
//! later night is published, it takes the place of this one.

use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::ask::Fault;
use super::conflicts::Conflicts;
use super::queue::Queue;
use crate::error::{Error, Message, Result};
use crate::find::Index;
use crate::pipeline::{self, ClusterSeen, Opened, PairSeen};
use crate::progress::Silent;
use crate::record::RowId;
use crate::report::waterfall::Reader;
use crate::settings::Settings;
use crate::state::LastNight;

/// How long a page waits for what is still being read before it says so.
const PATIENCE: Duration = Duration::from_millis(1500);
/// How often it is looked whether something has been read.
const PAUSE: Duration = Duration::from_millis(15);
/// How long a question to the opened night may take.
const ANSWER: Duration = Duration::from_secs(20);
/// How often it is looked whether a later night was published.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// What a thread reads, when it has read it; an error in the words of its next step.
type Awaited<T> = Arc<OnceLock<std::result::Result<T, Message>>>;

/// A question to the opened night.
enum Question {
    Pair { rows: [String; 2], reader: Reader, answer: SyncSender<Option<PairSeen>> },
    Cluster { rows: Vec<String>, reader: Reader, answer: SyncSender<Option<ClusterSeen>> },
}

/// A night, as far as it has been read.
pub(super) struct Night {
    pub(super) last: LastNight,
    queue: Awaited<Queue>,
    conflicts: Awaited<Conflicts>,
    index: Awaited<Index>,
    questions: Mutex<Sender<Question>>,
}

/// The night that is looked into now.
pub(super) struct Nights {
    now: Mutex<(Arc<Night>, Instant)>,
}

impl Nights {
    /// Begins to read the last night.
    pub(super) fn open(settings: &Settings) -> Result<Nights> {
        let last = LastNight::read(&settings.night.state, &settings.night.out)?;
        let last = last.ok_or_else(|| pipeline::no_night(settings))?;
        Ok(Nights { now: Mutex::new((Arc::new(Night::begin(settings, last)), Instant::now())) })
    }

    /// The last night; a later one is begun to be read when there is one.
    pub(super) fn now(&self, settings: &Settings) -> Arc<Night> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.1.elapsed() >= LOOK_EVERY {
            now.1 = Instant::now();
            // What cannot be read at this moment may be on its way; the night at hand stays.
            if let Ok(Some(last)) = LastNight::read(&settings.night.state, &settings.night.out)
                && last.number != now.0.last.number
            {
                now.0 = Arc::new(Night::begin(settings, last));
            }
        }
        Arc::clone(&now.0)
    }
}

impl Night {
    fn begin(settings: &Settings, last: LastNight) -> Night {
        let (queue, conflicts, index) = (Awaited::default(), Awaited::default(), Awaited::default());
        let (questions, asked) = channel();
        aside({
            let (settings, last, queue) = (settings.clone(), last.clone(), Arc::clone(&queue));
            move || keep_open(&settings, &last, &queue, &asked)
        });
        aside({
            let (settings, last, conflicts) = (settings.clone(), last.clone(), Arc::clone(&conflicts));
            move || drop(conflicts.set(Conflicts::read(&settings, &last).map_err(|error| words(&error))))
        });
        aside({
            let (settings, index, queue) = (settings.clone(), Arc::clone(&index), Arc::clone(&queue));
            move || {
                let ready = match Index::ready(&settings) {
                    Ok(Some(ready)) => Ok(ready),
                    // The queue is what officers come for: on few cores an index that is to be made first would take its
                    // time from it.
                    _ => {
                        let few = std::thread::available_parallelism().is_ok_and(|cores| cores.get() <= 2);
                        while few && queue.get().is_none() {
                            std::thread::sleep(PAUSE);
                        }
                        Index::open(&settings, &Silent)
                    }
                };
                drop(index.set(ready.map_err(|error| words(&error))));
            }
        });
        Night { last, queue, conflicts, index, questions: Mutex::new(questions) }
    }

    /// The pairs that wait.
    pub(super) fn queue(&self) -> std::result::Result<&Queue, Fault> {
        awaited(&self.queue)
    }

    /// The conflicts.
    pub(super) fn conflicts(&self) -> std::result::Result<&Conflicts, Fault> {
        awaited(&self.conflicts)
    }

    /// The search index.
    pub(super) fn index(&self) -> std::result::Result<&Index, Fault> {
        awaited(&self.index)
    }

    /// Two rows and everything around them; none when there are no such rows.
    pub(super) fn pair(
        &self,
        rows: [&str; 2],
        reader: Reader,
    ) -> std::result::Result<Option<PairSeen>, Fault> {
        let rows = rows.map(str::to_owned);
        self.ask(|answer| Question::Pair { rows, reader, answer })
    }

    /// The clusters of some rows and what is around them; none when there is no such row.
    pub(super) fn cluster(
        &self,
        rows: &[String],
        reader: Reader,
    ) -> std::result::Result<Option<ClusterSeen>, Fault> {
        let rows = rows.to_vec();
        self.ask(|answer| Question::Cluster { rows, reader, answer })
    }

    fn ask<T>(
        &self,
        question: impl FnOnce(SyncSender<Option<T>>) -> Question,
    ) -> std::result::Result<Option<T>, Fault> {
        self.queue()?;
        let (answer, answered) = sync_channel(1);
        let asked = self.questions.lock().unwrap_or_else(PoisonError::into_inner).send(question(answer));
        asked.map_err(|_| Fault::Loading)?;
        answered.recv_timeout(ANSWER).map_err(|_| Fault::Loading)
    }
}

/// Starts a thread beside the pages; one that cannot be started leaves its page waiting, which says so.
fn aside(work: impl FnOnce() + Send + 'static) {
    let _ = std::thread::Builder::new().spawn(work);
}

/// Keeps the night open for as long as questions may come.
fn keep_open(settings: &Settings, last: &LastNight, queue: &Awaited<Queue>, asked: &Receiver<Question>) {
    let done = pipeline::opened(settings, last, |opened| {
        let _ = queue.set(Ok(Queue::of(opened, settings)));
        while let Ok(question) = asked.recv() {
            answer(opened, question);
        }
    });
    let trouble = match done {
        Ok(Some(())) => return,
        Ok(None) => message!(
            "Malam terakhir tidak meninggalkan ingatan yang dapat dibaca, isi mentahnya tidak ada lagi, atau \
             pengaturannya menyebut roster lain; jalankan `padan run`.",
            "The last night left no memory that can be read, its raw cells are gone, or the settings name other \
             rosters; run `padan run`."
        ),
        Err(error) => words(&error),
    };
    let _ = queue.set(Err(trouble));
}

/// Answers a question; who no longer waits for it is not told.
fn answer(opened: &Opened<'_>, question: Question) {
    match question {
        Question::Pair { rows, reader, answer } => {
            let [a, b] = rows.map(|row| opened.row(&row));
            let pair = a.zip(b).filter(|(a, b)| a != b);
            let _ = answer.send(pair.map(|(a, b)| opened.pair([a, b], reader)));
        }
        Question::Cluster { rows, reader, answer } => {
            let rows: Option<Vec<RowId>> = rows.iter().map(|row| opened.row(row)).collect();
            let _ = answer.send(rows.map(|rows| opened.cluster(&rows, reader)));
        }
    }
}

/// In one sentence or two; whoever shows it puts the last full stop.
fn words(error: &Error) -> Message {
    let next = error.next_step();
    let (what, next) = (error.message(), next);
    message!("{what}. {next}", "{what}. {next}"; what, next)
}

fn awaited<T>(of: &Awaited<T>) -> std::result::Result<&T, Fault> {
    let since = Instant::now();
    loop {
        match of.get() {
            Some(Ok(value)) => return Ok(value),
            Some(Err(words)) => {
                return Err(Fault::Trouble(Error::Input { what: words.clone(), next_step: Message::none() }));
            }
            None if since.elapsed() > PATIENCE => return Err(Fault::Loading),
            None => std::thread::sleep(PAUSE),
        }
    }
}
