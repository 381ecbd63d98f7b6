//! What has a piece of work used? Wall clock, processor time of the whole process, and the memory it has held.

use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use serde::{Serialize, Serializer};

/// Time used, by the clock on the wall and by all threads together.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// Wall-clock time.
    pub wall: Duration,
    /// Processor time of the process, its own and the system's for it.
    pub cpu: Duration,
}

impl Cost {
    /// This cost and another one.
    pub fn and(self, other: Cost) -> Cost {
        Cost { wall: self.wall + other.wall, cpu: self.cpu + other.cpu }
    }

    /// What is left of this cost without a part of it.
    pub fn without(self, part: Cost) -> Cost {
        Cost { wall: self.wall.saturating_sub(part.wall), cpu: self.cpu.saturating_sub(part.cpu) }
    }
}

/// A piece of work under way. Whatever else the process does meanwhile counts with it.
#[derive(Clone, Copy, Debug)]
pub struct Running {
    wall: Instant,
    cpu: Duration,
}

impl Running {
    /// From now on.
    pub fn start() -> Running {
        Running { wall: Instant::now(), cpu: cpu_time() }
    }

    /// What was used since the start.
    pub fn cost(&self) -> Cost {
        Cost { wall: self.wall.elapsed(), cpu: cpu_time().saturating_sub(self.cpu) }
    }
}

/// What a stage of the night took.
#[derive(Clone, Debug, Serialize)]
pub struct Stage {
    /// Its name.
    pub name: &'static str,
    /// Wall-clock seconds.
    #[serde(serialize_with = "to_the_millisecond")]
    pub seconds: f64,
    /// Processor seconds of all threads, the system's work for them included.
    #[serde(serialize_with = "to_the_millisecond")]
    pub cpu_seconds: f64,
    /// The most memory the process had held when the stage was over; none where the system does not say.
    pub peak_memory_bytes: Option<u64>,
    /// Pairs of rows, and how many a processor second went through; the score stage only.
    #[serde(flatten)]
    pub pairs: Option<Pairs>,
}

/// Pairs of rows that a stage went through.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Pairs {
    /// Pairs.
    pub pairs: u64,
    /// Pairs for each processor second of the stage: the speed of one core.
    pub pairs_a_cpu_second: u64,
}

impl Stage {
    /// A stage that is over now.
    pub fn new(name: &'static str, cost: Cost) -> Stage {
        let mut stage = Stage { name, seconds: 0.0, cpu_seconds: 0.0, peak_memory_bytes: None, pairs: None };
        stage.add(cost);
        stage
    }

    /// Another part of the stage is over now.
    pub fn add(&mut self, cost: Cost) {
        self.seconds += cost.wall.as_secs_f64();
        self.cpu_seconds += cost.cpu.as_secs_f64();
        self.peak_memory_bytes = peak_memory_bytes();
    }

    /// Says how many pairs the stage went through.
    pub fn went_through(&mut self, pairs: u64) {
        // A stage shorter than the system's clock ticks would be infinitely fast.
        let seconds = self.cpu_seconds.max(1e-6);
        self.pairs = Some(Pairs { pairs, pairs_a_cpu_second: (pairs as f64 / seconds) as u64 });
    }
}

/// Processor time that this process has used since it began, all threads together.
pub fn cpu_time() -> Duration {
    ProcessTime::now().as_duration()
}

/// The most memory this process has held, where the system says so (Linux: `VmHWM`).
pub fn peak_memory_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    peak_of(&status)
}

fn peak_of(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Seconds in a manifest are no finer than a millisecond.
pub(super) fn to_the_millisecond<S: Serializer>(seconds: &f64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_f64((seconds * 1_000.0).round() / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peak_memory_is_read_from_the_systems_own_words() {
        assert_eq!(peak_of("VmPeak:\t 9 kB\nVmHWM:\t    2048 kB\n"), Some(2_097_152));
        assert_eq!(peak_of("Name: x\n"), None);
    }

    #[test]
    fn work_costs_processor_time_and_waiting_does_not() {
        let waiting = Running::start();
        std::thread::sleep(Duration::from_millis(30));
        let waited = waiting.cost();
        assert!(waited.wall >= Duration::from_millis(30));
        let working = Running::start();
        let mut sum = 0u64;
        while working.cost().cpu < Duration::from_millis(5) {
            sum = std::hint::black_box(sum + 1);
            assert!(working.wall.elapsed() < Duration::from_secs(60), "processor time stands still");
        }
    }

    #[test]
    fn a_stage_in_two_parts_adds_up_and_says_how_fast_its_pairs_went() {
        let part =
            |millis| Cost { wall: Duration::from_millis(millis), cpu: Duration::from_millis(2 * millis) };
        let mut stage = Stage::new("score", part(200));
        stage.add(part(50));
        stage.went_through(1_000_000);
        let said = serde_json::to_value(&stage).unwrap();
        assert_eq!(said["seconds"], 0.25);
        assert_eq!(said["cpu_seconds"], 0.5);
        assert_eq!(said["pairs"], 1_000_000);
        assert_eq!(said["pairs_a_cpu_second"], 2_000_000);
        let other = serde_json::to_value(Stage::new("block", part(1))).unwrap();
        assert!(other.get("pairs").is_none(), "{other}");
    }
}
