//! How is a large file read by position and never believed when it is damaged? It is made of pages, and each page
//! carries a fingerprint that is looked at when the page is read; the rest of the file stays where it is.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Message, Result};
use crate::standardise::fingerprint;
use crate::state::file::write_whole;

/// Bytes of a page, as disks and systems hold them.
const PAGE: usize = 4096;
/// Bytes of it that are content; the fingerprint follows.
pub(super) const ROOM: usize = PAGE - 8;

/// Reads a file of pages as if it were one run of bytes.
#[derive(Debug)]
pub(super) struct Pages {
    path: PathBuf,
    file: Mutex<File>,
    pages: u64,
}

impl Pages {
    /// Opens the file; none when there is none.
    pub(super) fn open(path: &Path) -> Result<Option<Pages>> {
        let cannot = |source| Error::file(path, "cannot be read", source);
        let file = match File::open(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(cannot)?,
        };
        let pages = file.metadata().map_err(cannot)?.len() / PAGE as u64;
        Ok(Some(Pages { path: path.to_owned(), file: Mutex::new(file), pages }))
    }

    /// Bytes of content that the file has room for.
    pub(super) fn room(&self) -> u64 {
        self.pages * ROOM as u64
    }

    /// The content from a position on.
    pub(super) fn read(&self, from: u64, length: usize) -> Result<Vec<u8>> {
        if length == 0 {
            return Ok(Vec::new());
        }
        let room = ROOM as u64;
        let (first, last) = (from / room, (from + length as u64 - 1) / room);
        if last >= self.pages {
            return Err(self.damaged(&message!("terputus sebelum selesai", "ends too early")));
        }
        let mut bytes = vec![0; (last - first + 1) as usize * PAGE];
        {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(first * PAGE as u64))
                .and_then(|_| file.read_exact(&mut bytes))
                .map_err(|source| Error::file(&self.path, "cannot be read", source))?;
        }
        let mut content = Vec::with_capacity(bytes.len());
        for page in bytes.chunks_exact(PAGE) {
            let (held, sum) = page.split_at(ROOM);
            if fingerprint(held).to_le_bytes() != sum {
                return Err(self.damaged(&message!(
                    "ada halaman yang bukan seperti saat ditulis",
                    "a page is not what was written"
                )));
            }
            content.extend_from_slice(held);
        }
        let start = (from - first * room) as usize;
        content.truncate(start + length);
        content.drain(..start);
        Ok(content)
    }

    /// The error that says the file is not what was written; whoever meets it makes the file again.
    pub(super) fn damaged(&self, how: &Message) -> Error {
        Error::Damaged {
            what: how.within(&format!("{}: ", self.path.display()), ""),
            next_step: message!(
                "Hapus berkas itu; pencarian berikutnya membuatnya lagi dari folder hasil malam.",
                "Remove the file; the next search makes it again from the run folder."
            ),
        }
    }
}

/// Writes pieces of content, one after another, as a file of pages that only its owner may read.
pub(super) fn write(path: &Path, pieces: &[&[u8]]) -> Result<()> {
    write_whole(path, |out| {
        let cannot = |source| Error::file(path, "cannot be written", source);
        let mut page: Vec<u8> = Vec::with_capacity(PAGE);
        for piece in pieces {
            let mut rest = *piece;
            while !rest.is_empty() {
                let (taken, left) = rest.split_at(rest.len().min(ROOM - page.len()));
                page.extend_from_slice(taken);
                rest = left;
                if page.len() == ROOM {
                    end_page(&mut page, out).map_err(cannot)?;
                }
            }
        }
        if !page.is_empty() {
            page.resize(ROOM, 0);
            end_page(&mut page, out).map_err(cannot)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn end_page(page: &mut Vec<u8>, out: &mut impl Write) -> std::io::Result<()> {
    let sum = fingerprint(page).to_le_bytes();
    page.extend_from_slice(&sum);
    out.write_all(page)?;
    page.clear();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_found_by_position_over_page_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        assert!(Pages::open(&path).unwrap().is_none());
        let content: Vec<u8> = (0..10_000u32).flat_map(|number| (number as u16).to_le_bytes()).collect();
        write(&path, &[&content[..5], &content[5..9_000], &content[9_000..]]).unwrap();
        let pages = Pages::open(&path).unwrap().unwrap();
        for (from, length) in [(0, 1), (4_080, 20), (4_088, 4_088), (3, 12_000), (19_999, 1), (7, 0)] {
            assert_eq!(pages.read(from, length).unwrap(), content[from as usize..from as usize + length]);
        }
        assert!(pages.read(pages.room() - 1, 2).is_err());
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        write(&path, &[&[7; 9_000]]).unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[5_000] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let pages = Pages::open(&path).unwrap().unwrap();
        assert!(pages.read(0, 4_000).is_ok());
        assert!(matches!(pages.read(4_000, 500), Err(Error::Damaged { .. })));
    }
}
