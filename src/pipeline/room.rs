//! Does a night fit the memory that it may take? One that is tight puts its blocks away on disk; one that would not fit even
//! so is refused, before it links.

use super::estimate::{Blocks, memory_of};
use crate::error::{Error, Finding, Message, Result, Severity};
use crate::settings::Settings;
use crate::standardise::People;
use crate::state::LastNight;

/// Rows from which blocks are put away however much memory there is: a night of ten million gives back a fifth of its
/// memory for a thirtieth of its time.
const MANY_ROWS: u64 = 4_000_000;

/// Where blocks are kept on a night of so many rows.
pub(super) fn blocks_of(settings: &Settings, rows: u64, later: bool) -> Blocks {
    let needed = memory_of(rows, Blocks::InMemory, later);
    let tight = settings.limits.memory.is_some_and(|given| needed > given);
    if tight || rows >= MANY_ROWS { Blocks::OnDisk } else { Blocks::InMemory }
}

/// Where blocks are kept tonight; `later` says that there was a night before.
///
/// # Errors
/// When the night does not fit even with its blocks on disk.
pub(super) fn refuse_too_large(settings: &Settings, people: &People, later: bool) -> Result<Blocks> {
    let rows = people.len() as u64;
    match lacking(settings, rows, later) {
        None => Ok(blocks_of(settings, rows, later)),
        Some((what, next_step)) => Err(Error::Input { what, next_step }),
    }
}

/// Whether the state of these settings remembers a night.
pub(super) fn has_been_a_night(settings: &Settings) -> bool {
    LastNight::read(&settings.night.state, &settings.night.out).is_ok_and(|last| last.is_some())
}

/// What the operator should know when a night of so many rows will be refused.
pub(super) fn too_large(settings: &Settings, rows: u64) -> Option<Finding> {
    let later = has_been_a_night(settings);
    let (lacking, next_step) = lacking(settings, rows, later)?;
    // A night on which nothing was sent makes no blocks, and is never refused.
    let message = if later {
        message!(
            "{lacking}. `padan run` akan menolak, kecuali tidak ada yang berubah sejak malam terakhir.",
            "{lacking}. `padan run` will refuse, unless nothing has changed since the last night.";
            lacking
        )
    } else {
        message!("{lacking}. `padan run` akan menolak.", "{lacking}. `padan run` will refuse."; lacking)
    };
    Some(Finding {
        code: "MEMORI_TIDAK_CUKUP",
        severity: Severity::Serious,
        place: "memory".into(),
        message,
        next_step,
    })
}

/// What is lacking, and what to do about it.
fn lacking(settings: &Settings, rows: u64, later: bool) -> Option<(Message, Message)> {
    let (needed, given) = (memory_of(rows, Blocks::OnDisk, later), settings.limits.memory?);
    if needed <= given {
        return None;
    }
    // Rounded so that giving what is asked for is enough.
    let [rows, needed, given] = [rows, needed.div_ceil(1 << 20), given >> 20].map(Message::count);
    let what = message!(
        "{rows} baris memerlukan sekitar {needed} MB, juga bila blok disimpan di disk; yang ada {given} MB",
        "{rows} rows need about {needed} MB to link, even with their blocks on disk; there are {given} MB";
        rows, needed, given
    );
    let next_step = message!(
        "Beri lebih banyak (--memory), atau jalankan sebagian roster, atau satu kabupaten sekali jalan.",
        "Give more (--memory), or run fewer rosters or one regency at a time."
    );
    Some((what, next_step))
}
