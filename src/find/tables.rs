//! What stands in the index file, and where? A first page that says whose index it is, then sections: sorted tables
//! from a key to numbers, records of a fixed length, and text. Everything is found by position.

use std::path::Path;
use std::sync::OnceLock;

use super::pages::{self, Pages, ROOM};
use crate::error::Result;

/// What the file begins with; the last letters are the version of its layout.
const MAGIC: &[u8; 8] = b"PADANC02";
/// Every so manieth key of a sorted table stands in a short table of its own, which is read whole.
const STEP: usize = 256;

/// The sections, in the order of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// A record a person, in the order of the register.
    Persons,
    /// What is shown of a person and what names are held against.
    Texts,
    /// A record a row, in the order of row ids.
    Rows,
    /// Names that are said once: rosters, files, bands, and the span of rows of each roster.
    Once,
    /// Villages with district and regency, a line each.
    Places,
    /// Where each word of the dictionary ends in `WordText`.
    WordEnds,
    /// Words of names in order of their text, each with its sound.
    WordText,
    /// Spelling or sound with a letter less, to word.
    WordKeys,
    /// Word to persons.
    Words,
    /// Whole name, as written or as it sounds, to persons.
    WholeNames,
    /// NIK to persons.
    Niks,
    /// No. KK to persons.
    Cards,
    /// Person id to person.
    Ids,
    /// Family id to persons.
    Families,
    /// Birth date, as year, month and day, to persons.
    Births,
    /// Place to persons.
    PlaceOf,
    /// Person to rows.
    RowsOf,
    /// Person or family id to lines of the conflicts.
    Conflicts,
    /// Person or family id to lines of the referrals.
    Referrals,
    /// Retired id to a place in `Now`.
    Retired,
    /// The ids that retired ones stand for.
    Now,
}

/// How many sections there are; each has a place for its sparse keys beside it.
const SECTIONS: usize = 21;

impl Section {
    /// Bytes of an entry of a sorted table: keys of ids and numbers need eight, all others four.
    fn width(self) -> usize {
        use Section::{Cards, Conflicts, Families, Ids, Niks, Referrals, Retired};
        if matches!(self, Niks | Cards | Ids | Families | Conflicts | Referrals | Retired) { 12 } else { 8 }
    }
}

/// Whose index it is: an index of anything else is made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp(pub(super) [u8; 32]);

/// The sections being filled.
#[derive(Debug, Default)]
pub(super) struct Filling {
    sections: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Filling {
    fn slot(&mut self, section: Section) -> &mut (Vec<u8>, Vec<u8>) {
        self.sections.resize_with(SECTIONS, Default::default);
        &mut self.sections[section as usize]
    }

    /// A section as it is.
    pub(super) fn put(&mut self, section: Section, bytes: Vec<u8>) {
        self.slot(section).0 = bytes;
    }

    /// A sorted table from its entries in any order; equal ones stand once.
    pub(super) fn put_sorted(&mut self, section: Section, mut entries: Vec<(u64, u32)>) {
        entries.sort_unstable();
        entries.dedup();
        let mut bytes = Vec::with_capacity(entries.len() * section.width());
        let mut sparse = Vec::with_capacity(entries.len() / STEP * 8 + 8);
        for (place, &(key, value)) in entries.iter().enumerate() {
            if place % STEP == 0 {
                sparse.extend_from_slice(&key.to_le_bytes());
            }
            if section.width() == 12 {
                bytes.extend_from_slice(&key.to_le_bytes());
            } else {
                bytes.extend_from_slice(&(key as u32).to_le_bytes());
            }
            bytes.extend_from_slice(&value.to_le_bytes());
        }
        *self.slot(section) = (bytes, sparse);
    }

    /// Writes the file.
    pub(super) fn write(mut self, path: &Path, stamp: Stamp) -> Result<()> {
        self.sections.resize_with(SECTIONS, Default::default);
        let mut head = Vec::with_capacity(ROOM);
        head.extend_from_slice(MAGIC);
        head.extend_from_slice(&stamp.0);
        let mut from = ROOM as u64;
        for (bytes, sparse) in &self.sections {
            for piece in [bytes, sparse] {
                head.extend_from_slice(&from.to_le_bytes());
                head.extend_from_slice(&(piece.len() as u64).to_le_bytes());
                from += piece.len() as u64;
            }
        }
        head.resize(ROOM, 0);
        let mut pieces: Vec<&[u8]> = vec![&head];
        pieces.extend(self.sections.iter().flat_map(|(bytes, sparse)| [&bytes[..], &sparse[..]]));
        pages::write(path, &pieces)
    }
}

/// The sections of a file, read by position.
#[derive(Debug)]
pub(super) struct Tables {
    pages: Pages,
    spans: Vec<[(u64, u64); 2]>,
    sparse: Vec<OnceLock<Vec<u64>>>,
}

impl Tables {
    /// Opens the file; none when it is missing, of another night or version, or cut off.
    pub(super) fn open(path: &Path, stamp: Stamp) -> Result<Option<Tables>> {
        let Some(pages) = Pages::open(path)? else { return Ok(None) };
        let Ok(head) = pages.read(0, ROOM) else { return Ok(None) };
        if head[..8] != MAGIC[..] || head[8..40] != stamp.0[..] {
            return Ok(None);
        }
        let number = |place: usize| u64_at(&head, 40 + place * 8);
        let span = |place: usize| (number(place), number(place + 1));
        let spans: Vec<[(u64, u64); 2]> =
            (0..SECTIONS).map(|section| [span(section * 4), span(section * 4 + 2)]).collect();
        if spans.iter().flatten().any(|(from, length)| from + length > pages.room()) {
            return Ok(None);
        }
        Ok(Some(Tables { pages, spans, sparse: (0..SECTIONS).map(|_| OnceLock::new()).collect() }))
    }

    /// Bytes of a section.
    pub(super) fn length(&self, section: Section) -> u64 {
        self.spans[section as usize][0].1
    }

    /// Some bytes of a section.
    pub(super) fn bytes(&self, section: Section, from: u64, length: usize) -> Result<Vec<u8>> {
        let (start, all) = self.spans[section as usize][0];
        if from + length as u64 > all {
            return Err(self
                .pages
                .damaged(&message!("menunjuk yang tidak ada", "speaks of what is not there")));
        }
        self.pages.read(start + from, length)
    }

    /// A whole section.
    pub(super) fn whole(&self, section: Section) -> Result<Vec<u8>> {
        self.bytes(section, 0, self.length(section) as usize)
    }

    /// The error of a file that is not what was written.
    pub(super) fn damaged(&self) -> crate::error::Error {
        self.pages.damaged(&message!("tidak dapat dimengerti", "cannot be understood"))
    }

    /// The numbers of a key, ascending.
    pub(super) fn values(&self, section: Section, key: u64) -> Result<Vec<u32>> {
        Ok(self.range(section, key, key)?.into_iter().map(|(_, value)| value).collect())
    }

    /// All entries from one key to another, both included, ascending.
    pub(super) fn range(&self, section: Section, low: u64, high: u64) -> Result<Vec<(u64, u32)>> {
        let sparse = self.sparse(section)?;
        // Entries of one key may begin in the block before the first that begins with it.
        let first = sparse.partition_point(|&key| key < low).saturating_sub(1);
        let last = sparse.partition_point(|&key| key <= high);
        if last == 0 {
            return Ok(Vec::new());
        }
        let width = section.width();
        let entries = self.length(section) as usize / width;
        let (from, to) = (first * STEP, (last * STEP).min(entries));
        if from >= to {
            return Err(self.damaged());
        }
        let bytes = self.bytes(section, (from * width) as u64, (to - from) * width)?;
        let entry = |chunk: &[u8]| match width {
            12 => (u64_at(chunk, 0), u32_at(chunk, 8)),
            _ => (u64::from(u32_at(chunk, 0)), u32_at(chunk, 4)),
        };
        let found = bytes.chunks_exact(width).map(entry);
        Ok(found.filter(|(key, _)| (low..=high).contains(key)).collect())
    }

    fn sparse(&self, section: Section) -> Result<&[u64]> {
        let held = &self.sparse[section as usize];
        if let Some(keys) = held.get() {
            return Ok(keys);
        }
        let (from, length) = self.spans[section as usize][1];
        let bytes = self.pages.read(from, length as usize)?;
        let keys = bytes.chunks_exact(8).map(|chunk| u64_at(chunk, 0)).collect();
        Ok(held.get_or_init(|| keys))
    }
}

/// The number at a place of some bytes that are long enough.
pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    let mut number = [0; 8];
    number.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(number)
}

/// The short number at a place.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let mut number = [0; 4];
    number.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_with_all_their_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        let mut filling = Filling::default();
        let many: Vec<(u64, u32)> =
            (0..1_000).map(|number| (5, number)).chain((0..3_000).map(|key| (key * 2, 7))).collect();
        filling.put_sorted(Section::Words, many.clone());
        filling.put_sorted(Section::Niks, vec![(u64::MAX, 3), (1 << 40, 2), (1 << 40, 1), (1 << 40, 1)]);
        filling.put(Section::Once, b"abc".to_vec());
        filling.write(&path, Stamp([9; 32])).unwrap();
        assert!(Tables::open(&path, Stamp([8; 32])).unwrap().is_none());
        let tables = Tables::open(&path, Stamp([9; 32])).unwrap().unwrap();
        assert_eq!(tables.values(Section::Words, 5).unwrap(), (0..1_000).collect::<Vec<u32>>());
        for key in [0, 2, 4, 512, 514, 5_998] {
            assert_eq!(tables.values(Section::Words, key).unwrap(), [7], "{key}");
        }
        for key in [1, 7, 6_000, 1 << 20] {
            assert!(tables.values(Section::Words, key).unwrap().is_empty(), "{key}");
        }
        assert_eq!(tables.range(Section::Words, 6, 10).unwrap(), [(6, 7), (8, 7), (10, 7)]);
        assert_eq!(tables.values(Section::Niks, 1 << 40).unwrap(), [1, 2]);
        assert_eq!(tables.values(Section::Niks, u64::MAX).unwrap(), [3]);
        assert!(tables.values(Section::Cards, 1).unwrap().is_empty());
        assert_eq!(tables.whole(Section::Once).unwrap(), b"abc");
    }
}
