//! How is progress shown? A bar where someone watches, plain lines in a log, nothing with `--quiet`; and nothing
//! at all for work that is over within a second.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output;
use crate::progress::Progress;

/// Work shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between two lines of a log.
const LOG_EVERY: Duration = Duration::from_secs(10);

/// Progress on standard error.
#[derive(Debug)]
pub struct Terminal {
    face: Face,
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
        Terminal { face, done: AtomicU64::new(0), piece: Mutex::new(None) }
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
            output::remark(&format!("{}: {seconds:.1} s", piece.label));
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
        *piece = Some(Piece { label: label.to_owned(), total, began: Instant::now(), said: None, bar: None });
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
                piece.said.get_or_insert_with(Instant::now);
                piece.bar.get_or_insert_with(|| bar(&piece.label, piece.total)).set_position(done);
            }
            Face::Lines => {
                if piece.said.is_none_or(|said| said.elapsed() >= LOG_EVERY) {
                    piece.said = Some(Instant::now());
                    output::remark(&line(&piece.label, done, piece.total));
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
        Some(total) => (ProgressBar::new(total), "{msg} {bar:30} {human_pos}/{human_len} {eta}"),
        None => (ProgressBar::new_spinner(), "{msg} {spinner} {human_pos}"),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(label.to_owned());
    bar
}

fn line(label: &str, done: u64, total: Option<u64>) -> String {
    match total {
        Some(total) if total > 0 => format!("{label}: {done}/{total} ({} %)", done * 100 / total),
        _ => format!("{label}: {done}"),
    }
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_line_says_how_far() {
        assert_eq!(line("membaca pkh", 50, Some(200)), "membaca pkh: 50/200 (25 %)");
        assert_eq!(line("membaca pkh", 50, None), "membaca pkh: 50");
    }
}
