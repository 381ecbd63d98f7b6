//! How do a night's tables reach the disk without a copy that nobody reads? They are put on the disk before they get
//! their names in any case, so on Linux they go there straight from here, past the system's cache of files.
//!
//! Copying them into that cache is most of what writing them costs. A file system that does not take such writes gets
//! the same blocks the usual way.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Bytes of a block: the disk is asked seldom, and what is asked of it is still in the processor's second cache.
const BLOCK: usize = 1 << 20;
/// Where blocks begin and end, in memory and in the file: the largest sector that disks have.
const SECTOR: usize = 4096;

/// A new file, written block by block.
pub(super) struct DirectFile {
    path: PathBuf,
    file: File,
    /// Whether blocks go past the system's cache.
    direct: bool,
    /// The block that is being filled, from `start` on, where it is aligned.
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    /// Bytes of the blocks before it.
    before: u64,
}

impl DirectFile {
    /// Makes a file that only its owner may read.
    pub(super) fn create(path: &Path) -> io::Result<DirectFile> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        owned_by_one(&mut options);
        let direct = past_the_cache(&options).and_then(|options| options.open(path).ok());
        let (direct, file) = match direct {
            Some(file) => (true, file),
            // Not known here, or something is wrong that the usual way can tell.
            None => (false, options.open(path)?),
        };
        let buffer = vec![0; BLOCK + SECTOR];
        let start = buffer.as_ptr().align_offset(SECTOR).min(SECTOR);
        Ok(DirectFile { path: path.to_owned(), file, direct, buffer, start, filled: 0, before: 0 })
    }

    /// Takes the first of some bytes into the block, as many as it has room for; gives their number.
    pub(super) fn fill(&mut self, bytes: &[u8]) -> usize {
        let taken = bytes.len().min(BLOCK - self.filled);
        let to = self.start + self.filled;
        self.buffer[to..to + taken].copy_from_slice(&bytes[..taken]);
        self.filled += taken;
        taken
    }

    /// Reads into what room the block has; gives the number of bytes, 0 at the end.
    pub(super) fn fill_from(&mut self, from: &mut impl Read) -> io::Result<usize> {
        let taken = from.read(&mut self.buffer[self.start + self.filled..self.start + BLOCK])?;
        self.filled += taken;
        Ok(taken)
    }

    /// Whether the block has no room left.
    pub(super) fn is_full(&self) -> bool {
        self.filled == BLOCK
    }

    /// What the block holds.
    pub(super) fn block(&self) -> &[u8] {
        &self.buffer[self.start..self.start + self.filled]
    }

    /// Writes the block and begins the next.
    pub(super) fn write_block(&mut self) -> io::Result<()> {
        let whole = if self.direct { self.filled.next_multiple_of(SECTOR) } else { self.filled };
        // What the last block has behind its end is cut off by `finish`.
        self.buffer[self.start + self.filled..self.start + whole].fill(0);
        let block = &self.buffer[self.start..self.start + whole];
        match self.file.write_all(block) {
            Err(error) if self.direct && error.kind() == ErrorKind::InvalidInput => {
                self.direct = false;
                self.file = OpenOptions::new().write(true).open(&self.path)?;
                self.file.seek(SeekFrom::Start(self.before))?;
                self.file.write_all(block)?;
            }
            written => written?,
        }
        self.before += self.filled as u64;
        self.filled = 0;
        Ok(())
    }

    /// Writes what is left and flushes it all to the disk; gives the length of the file.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        if self.filled > 0 {
            self.write_block()?;
        }
        self.file.set_len(self.before)?;
        self.file.sync_all()?;
        Ok(self.before)
    }
}

/// A file that is read once, past the system's cache of files as long as blocks are aligned: filling that cache and
/// copying out of it costs more than what is done with the bytes.
pub(super) struct DirectSource {
    path: PathBuf,
    file: File,
    /// Whether reads go past the cache.
    direct: bool,
    /// Where the next byte lies.
    at: u64,
}

impl DirectSource {
    /// Opens a file to be read from a place on.
    pub(super) fn open(path: &Path, at: u64) -> io::Result<DirectSource> {
        let mut options = OpenOptions::new();
        options.read(true);
        let direct = past_the_cache(&options).and_then(|options| options.open(path).ok());
        let (direct, mut file) = match direct {
            Some(file) => (true, file),
            None => (false, options.open(path)?),
        };
        if at > 0 {
            file.seek(SeekFrom::Start(at))?;
        }
        Ok(DirectSource { path: path.to_owned(), file, direct, at })
    }

    /// Reads on the usual way: the end of a file is no whole sector, and not every file system knows the other way.
    fn read_as_usual(&mut self) -> io::Result<()> {
        self.direct = false;
        self.file = File::open(&self.path)?;
        self.file.seek(SeekFrom::Start(self.at)).map(drop)
    }
}

impl Read for DirectSource {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let sectors = room.len() / SECTOR * SECTOR;
        let aligned = room.as_ptr().align_offset(SECTOR) == 0 && self.at.is_multiple_of(SECTOR as u64);
        if self.direct && !(aligned && sectors > 0) {
            self.read_as_usual()?;
        }
        let read = if self.direct {
            match self.file.read(&mut room[..sectors]) {
                Err(error) if error.kind() == ErrorKind::InvalidInput => {
                    self.read_as_usual()?;
                    self.file.read(room)?
                }
                read => read?,
            }
        } else {
            self.file.read(room)?
        };
        self.at += read as u64;
        Ok(read)
    }
}

/// Memory that files can be read into past the cache.
#[derive(Debug, Default)]
pub(super) struct Block {
    buffer: Vec<u8>,
    start: usize,
}

impl Block {
    /// A block of the usual length.
    pub(super) fn new() -> Block {
        let mut block = Block::default();
        block.make_room(BLOCK);
        block
    }

    /// Room for so many bytes, aligned; what it held is gone.
    pub(super) fn make_room(&mut self, bytes: usize) -> &mut [u8] {
        if self.buffer.len() < self.start + bytes {
            // Not grown: what it holds would be moved for nothing.
            self.buffer = Vec::new();
            self.buffer = vec![0; bytes + SECTOR];
            self.start = self.buffer.as_ptr().align_offset(SECTOR).min(SECTOR);
        }
        &mut self.buffer[self.start..self.start + bytes]
    }

    /// Reads the next bytes of a file, as many as a block of the usual length holds; none at its end.
    pub(super) fn read(&mut self, from: &mut impl Read) -> io::Result<&[u8]> {
        let read = from.read(self.make_room(BLOCK))?;
        Ok(&self.buffer[self.start..self.start + read])
    }

    /// Reads so many bytes of a file from a place on.
    pub(super) fn read_part(&mut self, path: &Path, at: u64, bytes: usize) -> io::Result<&[u8]> {
        let before = (at % SECTOR as u64) as usize;
        let mut source = DirectSource::open(path, at - before as u64)?;
        let room = self.make_room((before + bytes).next_multiple_of(SECTOR));
        let mut filled = 0;
        while filled < before + bytes {
            match source.read(&mut room[filled..])? {
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                read => filled += read,
            }
        }
        Ok(&self.buffer[self.start + before..self.start + before + bytes])
    }
}

/// Lets a file that is made be read by its owner alone.
pub(super) fn owned_by_one(options: &mut OpenOptions) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = options;
}

/// The same options, for writing past the system's cache of files; none where the system has no such way.
fn past_the_cache(options: &OpenOptions) -> Option<OpenOptions> {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let mut options = options.clone();
        options.custom_flags(libc::O_DIRECT);
        Some(options)
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = options;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_part_of_a_file_is_read_as_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        for length in [0, 1, SECTOR, SECTOR + 1, BLOCK, 2 * BLOCK + 100] {
            let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            std::fs::write(&path, &content).unwrap();
            let (mut block, mut whole) = (Block::new(), Vec::new());
            let mut source = DirectSource::open(&path, 0).unwrap();
            loop {
                match block.read(&mut source).unwrap() {
                    [] => break,
                    read => whole.extend_from_slice(read),
                }
            }
            assert!(whole == content, "{length}");
            for (at, bytes) in [(0, length), (length / 2, length - length / 2), (length / 3, length / 3)] {
                let part = block.read_part(&path, at as u64, bytes).unwrap();
                assert!(part == &content[at..at + bytes], "{length} {at}");
            }
            assert!(block.read_part(&path, 0, length + 1).is_err());
        }
    }

    #[test]
    fn any_length_arrives_as_it_was_given_either_way() {
        let folder = tempfile::tempdir().unwrap();
        let content: Vec<u8> = (0..3 * BLOCK + 100).map(|at| (at % 251) as u8).collect();
        for length in [0, 1, SECTOR, SECTOR + 1, BLOCK - 1, BLOCK, BLOCK + 1, content.len()] {
            for direct in [true, false] {
                let path = folder.path().join(format!("{length}-{direct}"));
                let mut file = DirectFile::create(&path).unwrap();
                file.direct &= direct;
                if !direct {
                    file.file = File::create(&path).unwrap();
                }
                let mut rest = &content[..length];
                while !rest.is_empty() {
                    let taken = file.fill(rest);
                    rest = &rest[taken..];
                    if file.is_full() {
                        file.write_block().unwrap();
                    }
                }
                assert_eq!(file.finish().unwrap(), length as u64);
                assert!(std::fs::read(&path).unwrap() == content[..length], "{length} {direct}");
            }
        }
    }
}
