//! Would two rows that say what they said on another night have met there too? A row's keys follow from what it says
//! and from which of its words are the rarest tonight; its blocks follow from its keys and from how far an oversized
//! block was split. Both are noted here, as one number a row.

use std::sync::Mutex;

use rayon::prelude::*;

use crate::scatter::scatter;
use crate::standardise::hash;

/// What passes note of the rows, by place, while they run side by side.
pub(super) struct Traces(Mutex<Vec<u64>>);

impl Traces {
    pub(super) fn new(rows: usize) -> Traces {
        Traces(Mutex::new(vec![0; rows]))
    }

    /// Notes how far a pass had to split the blocks of some places. Sums, so that the order of passes does not matter.
    pub(super) fn note(&self, pass: &str, depths: &[(u32, u8)]) {
        if depths.is_empty() {
            return;
        }
        let pass = hash(&pass);
        let Ok(mut traces) = self.0.lock() else { return };
        for (place, depth) in depths {
            let trace = &mut traces[*place as usize];
            *trace = trace.wrapping_add(scatter(pass ^ u64::from(*depth)));
        }
    }

    /// The traces, once all passes have run; `passes` are their names, `choice` says which words a row's keys are made
    /// of. 0 for rows that are not to be trusted.
    pub(super) fn closed(
        self,
        passes: &[&str],
        trusted: impl Fn(u32) -> bool + Sync,
        choice: impl Fn(u32) -> u64 + Sync,
    ) -> Vec<u64> {
        let passes = hash(&passes);
        let mut traces = self.0.into_inner().unwrap_or_default();
        traces.par_iter_mut().enumerate().for_each(|(place, trace)| {
            let place = place as u32;
            let noted = scatter(trace.wrapping_add(scatter(choice(place) ^ passes)));
            *trace = if trusted(place) { noted.max(1) } else { 0 };
        });
        traces
    }
}
