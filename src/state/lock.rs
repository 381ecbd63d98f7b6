//! Who works on the state now? One process at a time, by a lock of the operating system: it ends with its process,
//! however that ends, so that a killed run never stands in the way of the next.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

use super::direct::owned_by_one;
use crate::error::{Error, Result};

/// Name of the lock file in the state folder.
pub const FILE: &str = "kunci";
/// Someone who only asks whether a run is going on holds the lock for a moment; a run waits that long.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(25);

/// The lock, held while this lives.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a state folder and writes into it who holds it: `command` is the word after `padan`.
    ///
    /// # Errors
    /// [`Error::Busy`] when another process holds it; otherwise when the file cannot be made or locked.
    pub fn take(root: &Path, command: &str) -> Result<Lock> {
        let path = root.join(FILE);
        let cannot = |source| Error::file(&path, "cannot be written", source);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        owned_by_one(&mut options);
        let mut file = options.open(&path).map_err(cannot)?;
        for round in 0.. {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if round < TRIES => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => return Err(busy(&path)),
                Err(TryLockError::Error(source)) => {
                    return Err(Error::file(&path, "cannot be locked", source));
                }
            }
        }
        // Seconds are enough for a reader.
        let now = jiff::Zoned::now().strftime("%Y-%m-%d %H:%M:%S %:z");
        let words = format!("padan {command}, pid {}, {now}\n", std::process::id());
        file.set_len(0).and_then(|()| file.rewind()).map_err(cannot)?;
        file.write_all(words.as_bytes()).map_err(cannot)?;
        Ok(Lock { _file: file })
    }
}

/// Who works on the state now, in the words of its lock; none when nobody does. Changes nothing.
pub fn holder(root: &Path) -> Option<String> {
    let path = root.join(FILE);
    let file = File::open(&path).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Some(words(&path)),
        _ => None,
    }
}

fn busy(path: &Path) -> Error {
    let holder = words(path);
    let folder = path.parent().unwrap_or(path).display();
    Error::Busy {
        what: message!("{folder}: sedang dipakai oleh {holder}", "{folder}: in use by {holder}"),
        next_step: message!(
            "Tunggu sampai selesai; tidak ada yang diubah. `padan status` menunjukkan apakah masih berjalan.",
            "Wait until it is done; nothing was changed. `padan status` says whether it still runs."
        ),
    }
}

/// What the holder wrote; systems that lock the content too (Windows) do not let it be read.
fn words(path: &Path) -> String {
    let mut text = String::new();
    let read = File::open(path).and_then(|mut file| file.read_to_string(&mut text));
    match (read, text.trim()) {
        (Ok(_), words) if !words.is_empty() => words.to_owned(),
        _ => "padan".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_was_first_and_may_go_on_after() {
        let root = tempfile::tempdir().unwrap();
        let first = Lock::take(root.path(), "run").unwrap();
        assert!(holder(root.path()).unwrap().contains("padan"));
        let error = Lock::take(root.path(), "decide").unwrap_err();
        assert!(matches!(error, Error::Busy { .. }), "{error}");
        #[cfg(unix)]
        assert!(error.to_string().contains(&format!("padan run, pid {}", std::process::id())), "{error}");
        drop(first);
        assert_eq!(holder(root.path()), None);
        Lock::take(root.path(), "decide").unwrap();
    }
}
