//! How does a night tell a machine what it does? One JSON object a line on standard error: where it is, what it
//! noticed, how it ended. Every line says when; `docs/operations.md` has the keys.

use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::error::Error;
use crate::pipeline::Summary;
use crate::progress::Progress;

/// Between two lines that only say how far a stage is.
const EVERY: Duration = Duration::from_secs(10);

/// The log of a night as lines of JSON.
#[derive(Debug)]
pub struct JsonLines {
    began: Instant,
    done: AtomicU64,
    stage: Mutex<Option<Stage>>,
}

/// The stage under way.
#[derive(Debug)]
struct Stage {
    label: String,
    total: Option<u64>,
    began: Instant,
    said: Instant,
}

impl JsonLines {
    /// A log that begins now.
    pub fn new() -> JsonLines {
        JsonLines { began: Instant::now(), done: AtomicU64::new(0), stage: Mutex::new(None) }
    }

    /// The night is done: what was noticed, and how it ended.
    pub fn summary(&self, summary: &Summary, exit_code: u8) {
        for finding in &summary.manifest.findings {
            self.line("finding", &json!(finding));
        }
        let counts = &summary.manifest.counts;
        self.line(
            "done",
            &json!({
                "night": summary.number,
                "date": summary.manifest.date,
                "folder": summary.folder,
                "rows": counts.rows,
                "refused_lines": counts.refused_lines,
                "persons": counts.persons,
                "conflicts": counts.conflicts,
                "exit_code": exit_code,
            }),
        );
    }

    /// The night failed.
    pub fn error(&self, error: &Error) {
        let (what, next) = (error.message(), error.next_step());
        let end = json!({
            "message": what.en,
            "next_step": next.en,
            "message_id": what.id,
            "next_step_id": next.id,
            "exit_code": error.exit_code(),
        });
        self.line("error", &end);
    }

    /// One line, written at once; nothing can be done when that fails.
    fn line(&self, event: &str, more: &Value) {
        let time = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
        let mut line = json!({"time": time, "event": event, "elapsed": seconds(self.began)});
        if let (Some(line), Some(more)) = (line.as_object_mut(), more.as_object()) {
            line.extend(more.clone());
        }
        let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
    }

    fn stage(&self) -> std::sync::MutexGuard<'_, Option<Stage>> {
        self.stage.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn end(&self, stage: Option<Stage>) {
        let Some(stage) = stage else { return };
        let done = self.done.swap(0, Ordering::Relaxed);
        self.line(
            "stage_done",
            &json!({"stage": stage.label, "units": done, "seconds": seconds(stage.began)}),
        );
    }
}

impl Progress for JsonLines {
    fn begin(&self, label: &str, total: Option<u64>) {
        let mut stage = self.stage();
        self.end(stage.take());
        self.line("stage", &json!({"stage": label, "total": total}));
        let now = Instant::now();
        *stage = Some(Stage { label: label.to_owned(), total, began: now, said: now });
    }

    fn advance(&self, units: u64) {
        let done = self.done.fetch_add(units, Ordering::Relaxed) + units;
        // A worker never waits for the log.
        let Ok(mut guard) = self.stage.try_lock() else { return };
        let Some(stage) = guard.as_mut().filter(|stage| stage.said.elapsed() >= EVERY) else { return };
        stage.said = Instant::now();
        self.line("progress", &json!({"stage": stage.label, "units": done, "total": stage.total}));
    }

    fn finish(&self) {
        let stage = self.stage().take();
        self.end(stage);
    }
}

/// Seconds since then, to the millisecond.
fn seconds(since: Instant) -> f64 {
    (since.elapsed().as_secs_f64() * 1000.0).round() / 1000.0
}
