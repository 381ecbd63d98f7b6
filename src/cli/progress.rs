//! How is progress shown? A bar where someone watches, plain lines in a log, nothing with `--quiet`; and nothing
//! at all for work that is over within a second.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output;
use super::progress_words::stage;
use crate::progress::Progress;
use crate::report::Language;

/// Work shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between two lines of a log.
const LOG_EVERY: Duration = Duration::from_secs(10);
/// Between two words of a bar.
const BAR_EVERY: Duration = Duration::from_millis(200);

/// Progress on standard error.
#[derive(Debug)]
pub struct Terminal {
    face: Face,
    language: Language,
    done: AtomicU64,
    piece: Mutex<Option<Piece>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Face {
    Hidden,
    Lines,
    Bar,
}

/// The piece of work under way.
#[derive(Debug)]
struct Piece {
    label: String,
    total: Option<u64>,
    began: Instant,
    said: Option<Instant>,
    bar: Option<ProgressBar>,
}

impl Terminal {
    /// A bar on a terminal, lines elsewhere, nothing when quiet.
    pub fn new(quiet: bool) -> Terminal {
        let face = match (quiet, std::io::stderr().is_terminal()) {
            (true, _) => Face::Hidden,
            (false, true) => Face::Bar,
            (false, false) => Face::Lines,
        };
        Terminal { face, language: Language::default(), done: AtomicU64::new(0), piece: Mutex::new(None) }
    }

    /// The same in another language.
    #[must_use]
    pub fn speaking(self, language: Language) -> Terminal {
        Terminal { language, ..self }
    }

    /// The piece under way; a thread that panicked while holding it leaves it usable.
    fn piece(&self) -> std::sync::MutexGuard<'_, Option<Piece>> {
        self.piece.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn end(&self, piece: Option<Piece>) {
        let Some(piece) = piece else { return };
        if let Some(bar) = &piece.bar {
            bar.finish_and_clear();
        }
        if piece.said.is_some() {
            let seconds = piece.began.elapsed().as_secs_f64();
            output::remark(&format!("{}: {} s", piece.label, self.language.decimal(seconds, 1)));
        }
    }
}

impl Progress for Terminal {
    fn begin(&self, label: &str, total: Option<u64>) {
        if self.face == Face::Hidden {
            return;
        }
        let mut piece = self.piece();
        self.end(piece.take());
        self.done.store(0, Ordering::Relaxed);
        *piece = Some(Piece {
            label: stage(label, self.language),
            total,
            began: Instant::now(),
            said: None,
            bar: None,
        });
    }

    fn advance(&self, units: u64) {
        if self.face == Face::Hidden {
            return;
        }
        let done = self.done.fetch_add(units, Ordering::Relaxed) + units;
        // A worker never waits for the screen: when another one is drawing, this step is drawn with the next.
        let Ok(mut guard) = self.piece.try_lock() else { return };
        let Some(piece) = guard.as_mut() else { return };
        if piece.began.elapsed() < PATIENCE {
            return;
        }
        match self.face {
            Face::Hidden => {}
            Face::Bar => {
                let bar = piece.bar.get_or_insert_with(|| bar(&piece.label, piece.total));
                bar.set_position(done);
                if piece.said.is_none_or(|said| said.elapsed() >= BAR_EVERY) {
                    piece.said = Some(Instant::now());
                    bar.set_message(far(done, piece.total, piece.began.elapsed(), self.language));
                }
            }
            Face::Lines => {
                if piece.said.is_none_or(|said| said.elapsed() >= LOG_EVERY) {
                    piece.said = Some(Instant::now());
                    let far = far(done, piece.total, piece.began.elapsed(), self.language);
                    output::remark(&format!("{}: {far}", piece.label));
                }
            }
        }
    }

    fn finish(&self) {
        let piece = self.piece().take();
        self.end(piece);
    }
}

fn bar(label: &str, total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{prefix} {bar:20} {msg}"),
        None => (ProgressBar::new_spinner(), "{prefix} {spinner} {msg}"),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_prefix(label.to_owned());
    bar
}

/// How far a piece of work is: units done, how many a second, and how long the rest will take at that pace.
fn far(done: u64, total: Option<u64>, elapsed: Duration, language: Language) -> String {
    let seconds = elapsed.as_secs_f64();
    let pace = if seconds > 0.0 { done as f64 / seconds } else { 0.0 };
    let rate = format!("{}/{}", language.count(pace as u64), language.pick("dtk", "s"));
    let Some(total) = total.filter(|&total| total > 0) else {
        return format!("{} · {rate}", language.count(done));
    };
    let share = language.count(done.min(total) * 100 / total);
    let mut text = format!("{}/{} ({share}%) · {rate}", language.count(done), language.count(total));
    if pace > 0.0 && done < total {
        let left = duration((total - done) as f64 / pace, language);
        text.push_str(&match language {
            Language::Indonesian => format!(" · sisa {left}"),
            Language::English => format!(" · {left} left"),
        });
    }
    text
}

/// A time to wait, no finer than it can be known.
fn duration(seconds: f64, language: Language) -> String {
    let seconds = seconds.ceil() as u64;
    let [hours, minutes, short] = language.pick(["jam", "mnt", "dtk"], ["h", "min", "s"]);
    match seconds {
        3600.. => format!("{} {hours} {} {minutes}", seconds / 3600, seconds % 3600 / 60),
        60.. => format!("{} {minutes} {} {short}", seconds / 60, seconds % 60),
        _ => format!("{seconds} {short}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_how_far_how_fast_and_how_long() {
        let (id, en) = (Language::Indonesian, Language::English);
        let ten = Duration::from_secs(10);
        assert_eq!(far(50_000, Some(200_000), ten, id), "50.000/200.000 (25%) · 5.000/dtk · sisa 30 dtk");
        assert_eq!(far(1_000, Some(100_000), ten, en), "1,000/100,000 (1%) · 100/s · 16 min 30 s left");
        assert_eq!(far(5, None, ten, id), "5 · 0/dtk");
        assert_eq!(far(7, Some(7), ten, en), "7/7 (100%) · 0/s");
        assert_eq!(duration(7_321.0, id), "2 jam 2 mnt");
    }
}
