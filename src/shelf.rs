//! Where does a stage put what is too much for memory, and how does it have it back? On a shelf: a folder in which files lie
//! without a name, so that nobody meets them and none is left behind. The stages themselves touch no file.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Result};

/// Bytes read or written at a time, a multiple of those of a number.
const AT_A_TIME: usize = 1 << 18;
/// Bytes of a number.
const NUMBER: usize = size_of::<u32>();

/// A folder to put things away in.
#[derive(Clone, Copy, Debug)]
pub struct Shelf<'f>(pub &'f Path);

impl Shelf<'_> {
    /// Puts numbers away.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn put(&self, numbers: impl Iterator<Item = u32>) -> Result<Numbers> {
        Numbers::write(self.0, numbers)
    }
}

/// Numbers on the disk, in a file without a name that is gone with the process. Threads take turns at it.
pub struct Numbers {
    file: Mutex<File>,
    folder: PathBuf,
}

impl Numbers {
    fn write(folder: &Path, numbers: impl Iterator<Item = u32>) -> Result<Numbers> {
        let write = || -> io::Result<File> {
            let mut file = tempfile::tempfile_in(folder)?;
            let mut bytes = Vec::with_capacity(AT_A_TIME);
            for number in numbers {
                bytes.extend_from_slice(&number.to_le_bytes());
                if bytes.len() == AT_A_TIME {
                    file.write_all(&bytes)?;
                    bytes.clear();
                }
            }
            file.write_all(&bytes)?;
            Ok(file)
        };
        let file =
            write().map_err(|error| Error::file(folder, "cannot hold the blocks of this night", error))?;
        Ok(Numbers { file: Mutex::new(file), folder: folder.to_owned() })
    }

    /// Calls `visit` with a stretch of the numbers, one after another.
    ///
    /// # Errors
    /// When they cannot be read back.
    pub fn read(&self, stretch: Range<usize>, mut visit: impl FnMut(u32)) -> Result<()> {
        let mut bytes = vec![0; AT_A_TIME.min(stretch.len() * NUMBER)];
        let mut at = stretch.start;
        while at < stretch.end {
            let some = &mut bytes[..((stretch.end - at) * NUMBER).min(AT_A_TIME)];
            self.bytes(at, some).map_err(|error| Error::file(&self.folder, "cannot be read", error))?;
            let (numbers, _) = some.as_chunks::<NUMBER>();
            numbers.iter().for_each(|number| visit(u32::from_le_bytes(*number)));
            at += numbers.len();
        }
        Ok(())
    }

    fn bytes(&self, at: usize, into: &mut [u8]) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start((at * NUMBER) as u64))?;
        file.read_exact(into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_by_stretches_and_leave_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let most = (3 * AT_A_TIME / NUMBER + 7) as u32;
        let numbers = Shelf(folder.path()).put((0..most).map(|number| number ^ 0xffff_0000)).unwrap();
        let read = |stretch: Range<usize>| {
            let mut read = Vec::new();
            numbers.read(stretch, |number| read.push(number ^ 0xffff_0000)).unwrap();
            read
        };
        assert_eq!(read(0..most as usize), (0..most).collect::<Vec<_>>());
        assert_eq!(read(65_530..65_540), (65_530..65_540).collect::<Vec<_>>());
        assert_eq!(read(most as usize - 1..most as usize), [most - 1]);
        assert!(read(5..5).is_empty());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_not_there_is_an_error_that_names_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let numbers = Shelf(folder.path()).put(0..10).unwrap();
        assert!(numbers.read(5..11, |_| ()).is_err());
        let gone = folder.path().join("gone");
        let error = Shelf(&gone).put(0..10).err().unwrap();
        assert!(format!("{error:?}").contains("gone"), "{error:?}");
    }
}
