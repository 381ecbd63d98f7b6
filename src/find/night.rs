//! Which night is searched? The last one that was published and whose run folder is still there.

use std::path::PathBuf;

use jiff::civil::Date;

use super::tables::Stamp;
use crate::error::{Error, Result};
use crate::settings::Settings;
use crate::state::{FileSum, LastNight};

/// A published night.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NightName {
    /// Its number, from 1.
    pub number: u32,
    /// Its date.
    pub date: Date,
    /// Its run folder.
    pub run: PathBuf,
    /// Its state folder.
    pub state: PathBuf,
}

/// Name of the index in the state's folder.
const FILE: &str = "cari.bin";

/// The night and where its index belongs.
#[derive(Clone, Debug)]
pub(super) struct Searched {
    pub(super) name: NightName,
    /// The night as the state knows it.
    pub(super) last: LastNight,
    /// The index.
    pub(super) index: PathBuf,
    /// What the index must say of itself.
    pub(super) stamp: Stamp,
    /// The run's manifest, as the state remembers it.
    pub(super) manifest: FileSum,
}

/// The last night of some settings.
pub(super) fn last(settings: &Settings) -> Result<Searched> {
    let night = &settings.night;
    let Some(last) = LastNight::read(&night.state, &night.out)? else {
        return Err(Error::Input {
            what: message!(
                "{state}: belum ada malam",
                "{state}: no night is remembered yet",
                state = night.state.display()
            ),
            next_step: message!("Jalankan malam lebih dahulu: padan run.", "Run the night first: padan run."),
        });
    };
    let manifest = last.record.manifest.clone();
    Ok(Searched {
        stamp: stamp(&manifest.blake3, settings),
        name: NightName {
            number: last.number,
            date: last.date,
            run: last.run.clone(),
            state: last.folder.clone(),
        },
        last,
        index: night.state.join(FILE),
        manifest,
    })
}

/// An index is good for one manifest, one program, and one way to read names: the manifest holds every table of the run
/// to its fingerprint, the program says how names are read.
fn stamp(manifest: &str, settings: &Settings) -> Stamp {
    let names = format!("{:?} {:?}", settings.names, settings.night.regency);
    let made = [manifest, env!("CARGO_PKG_VERSION"), &names].join("\n");
    Stamp(*blake3::hash(made.as_bytes()).as_bytes())
}
