//! How does a file come to be without ever being seen half written? It is written under another name, flushed
//! to the disk, and renamed.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use super::direct::{DirectFile, DirectSource, owned_by_one};
use crate::error::{Error, Result};

/// What was written: enough for a manifest to prove later that nobody touched it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// BLAKE3 of its bytes, hex.
    pub blake3: String,
}

/// Fingerprints what passes through to the file, block by block.
pub struct HashingWriter {
    file: DirectFile,
    hasher: blake3::Hasher,
}

impl HashingWriter {
    fn end_block(&mut self) -> io::Result<()> {
        self.hasher.update(self.file.block());
        self.file.write_block()
    }
}

impl Write for HashingWriter {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let taken = self.file.fill(buffer);
        if self.file.is_full() {
            self.end_block()?;
        }
        Ok(taken)
    }

    /// Nothing: a block goes when it is full, and the last one at the end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes `path` as a whole: `write` fills `<path>.tmp`, which is then renamed. On an error the unfinished
/// file is removed and `path` keeps what it held.
///
/// # Errors
/// Whatever `write` gives, or the operating system's word with the file's name.
pub fn write_whole(path: &Path, write: impl FnOnce(&mut HashingWriter) -> Result<()>) -> Result<Written> {
    let unfinished = unfinished(path);
    let written = fill(&unfinished, path, write);
    if written.is_err() {
        // The first error is the one to tell; a file that cannot be removed is found by the next run.
        let _ = std::fs::remove_file(&unfinished);
    }
    written
}

/// Copies a file to `to` as a whole; what is given back fingerprints what was read.
///
/// # Errors
/// When the one cannot be read or the other not be written.
pub fn copy_whole(from: &Path, to: &Path) -> Result<Written> {
    copy_from(from, File::open(from), to)
}

/// The same for a file that was not read lately, past the system's cache of files.
///
/// # Errors
/// When the one cannot be read or the other not be written.
pub fn copy_whole_unread(from: &Path, to: &Path) -> Result<Written> {
    copy_from(from, DirectSource::open(from, 0), to)
}

fn copy_from(from: &Path, source: io::Result<impl Read>, to: &Path) -> Result<Written> {
    let cannot_read = |source| Error::file(from, "cannot be read", source);
    let mut source = source.map_err(cannot_read)?;
    write_whole(to, |out| {
        while out.file.fill_from(&mut source).map_err(cannot_read)? > 0 {
            if out.file.is_full() {
                out.end_block().map_err(|source| Error::file(to, "cannot be written", source))?;
            }
        }
        Ok(())
    })
}

fn fill(
    unfinished: &Path,
    path: &Path,
    write: impl FnOnce(&mut HashingWriter) -> Result<()>,
) -> Result<Written> {
    let cannot = |source| Error::file(path, "cannot be written", source);
    let mut writer = begin(unfinished)?;
    write(&mut writer)?;
    let (bytes, blake3) = end(writer).map_err(cannot)?;
    std::fs::rename(unfinished, path).map_err(cannot)?;
    Ok(Written { path: path.to_owned(), bytes, blake3 })
}

/// A file that is filled under its final name's stand-in, fingerprinted on the way.
fn begin(path: &Path) -> Result<HashingWriter> {
    let file = DirectFile::create(path).map_err(|source| Error::file(path, "cannot be written", source))?;
    Ok(HashingWriter { file, hasher: blake3::Hasher::new() })
}

/// Makes a file that only its owner may read.
pub(super) fn create(path: &Path) -> Result<BufWriter<File>> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    owned_by_one(&mut options);
    let file = options.open(path).map_err(|source| Error::file(path, "cannot be written", source))?;
    Ok(BufWriter::with_capacity(1 << 18, file))
}

/// Flushes to the disk, not only to the operating system: a rename that outlives its content would be a torn
/// file after a power cut.
fn end(mut writer: HashingWriter) -> io::Result<(u64, String)> {
    writer.hasher.update(writer.file.block());
    let bytes = writer.file.finish()?;
    Ok((bytes, writer.hasher.finalize().to_hex().to_string()))
}

/// The name a file has until it is whole.
pub(super) fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".tmp");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_leftover() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        write_whole(&path, |out| {
            out.write_all(b"old").map_err(|source| Error::file("a", "cannot be written", source))
        })
        .unwrap();
        let failed = write_whole(&path, |out| {
            out.write_all(b"half").unwrap();
            Err(Error::Output { path: "a.csv".into(), what: "full".into() })
        });
        assert!(failed.is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_copy_is_the_same_and_fingerprinted() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a"), folder.path().join("b"));
        let content: Vec<u8> = (0..3_000_001_u32).map(|at| (at % 251) as u8).collect();
        std::fs::write(&from, &content).unwrap();
        for copy in [copy_whole, copy_whole_unread] {
            let copied = copy(&from, &to).unwrap();
            assert!(std::fs::read(&to).unwrap() == content);
            let blake3 = blake3::hash(&content).to_hex().to_string();
            assert_eq!((copied.bytes, copied.blake3), (3_000_001, blake3));
        }
        assert!(copy_whole(&folder.path().join("none"), &to).is_err());
        assert!(std::fs::read(&to).unwrap() == content, "what was there stays");
    }

    #[test]
    fn what_was_written_is_fingerprinted_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let written = write_whole(&path, |out| {
            out.write_all(b"padan").unwrap();
            Ok(())
        })
        .unwrap();
        assert_eq!((written.bytes, written.blake3), (5, blake3::hash(b"padan").to_hex().to_string()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
