//! What did the last linkage find, so that the next need not find it again? For every row the number it is compared by,
//! and the scored pairs above the floor. A file that may be missing: then everything is compared.
//!
//! The numbers lie one after another as they are in memory, least byte first: a night of a million rows has three
//! million pairs, and they are read as a whole or not at all.

use std::io::Write;
use std::path::Path;

use super::file::{self, Written};
use crate::error::{Error, Result};
use crate::score::Edge;

/// Name of the file in the folder of a night's state.
pub const FILE: &str = "linkage.bin";

/// What the file begins with; the last letter is the version of its layout.
const MAGIC: &[u8; 8] = b"PADANLM1";
/// Bytes before the numbers: what the file begins with, what the linkage was made by, and how many rows and pairs there
/// are.
const HEAD: usize = 56;
/// Bytes of an edge.
const EDGE: usize = 20;
/// Numbers handed to the disk at once.
const AT_ONCE: usize = 1 << 14;

/// What is remembered of a linkage, as it lies in the file: it is gone through once.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkageMemory {
    bytes: Vec<u8>,
    rows: usize,
}

impl LinkageMemory {
    /// Rows of that night.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number a row was compared by, by that night's row id.
    pub fn lasting(&self, row: usize) -> Option<u64> {
        let (numbers, _) = self.bytes[HEAD..][..self.rows * 8].as_chunks();
        numbers.get(row).map(|number| u64::from_le_bytes(*number))
    }

    /// Scored pairs above the floor, by that night's row ids.
    pub fn edges(&self) -> impl Iterator<Item = Edge> {
        let (edges, _) = self.bytes[HEAD + self.rows * 8..].as_chunks::<EDGE>();
        edges.iter().map(|bytes| {
            let word = |at: usize| [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
            Edge {
                a: u32::from_le_bytes(word(0)),
                b: u32::from_le_bytes(word(4)),
                weight: f32::from_le_bytes(word(8)),
                same: f32::from_le_bytes(word(12)),
                family: f32::from_le_bytes(word(16)),
            }
        })
    }
}

/// Writes the memory of a linkage; `edges` as they came out of the first scoring.
///
/// # Errors
/// When the file cannot be written.
pub fn write_linkage(
    folder: &Path,
    made_by: &[u8; 32],
    lasting: &[u64],
    edges: impl ExactSizeIterator<Item = Edge>,
) -> Result<Written> {
    let path = folder.join(FILE);
    let cannot = |source| Error::file(&path, "cannot be written", source);
    file::write_whole(&path, |out| {
        let mut head = MAGIC.to_vec();
        head.extend_from_slice(made_by);
        head.extend_from_slice(&(lasting.len() as u64).to_le_bytes());
        head.extend_from_slice(&(edges.len() as u64).to_le_bytes());
        out.write_all(&head).map_err(cannot)?;
        let mut bytes = Vec::with_capacity(AT_ONCE * EDGE);
        for numbers in lasting.chunks(AT_ONCE) {
            bytes.clear();
            numbers.iter().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
            out.write_all(&bytes).map_err(cannot)?;
        }
        bytes.clear();
        for edge in edges {
            bytes.extend_from_slice(&edge.a.to_le_bytes());
            bytes.extend_from_slice(&edge.b.to_le_bytes());
            for number in [edge.weight, edge.same, edge.family] {
                bytes.extend_from_slice(&number.to_le_bytes());
            }
            if bytes.len() >= AT_ONCE * EDGE {
                out.write_all(&bytes).map_err(cannot)?;
                bytes.clear();
            }
        }
        out.write_all(&bytes).map_err(cannot)
    })
}

/// The memory of a linkage in the bytes of its file; none when they are of another layout, another model, or torn: all of
/// them cost time and nothing else.
pub fn read_linkage(bytes: Vec<u8>, made_by: &[u8; 32]) -> Option<LinkageMemory> {
    let rest = bytes.strip_prefix(MAGIC)?.strip_prefix(made_by)?;
    let (rows, rest) = rest.split_first_chunk()?;
    let (pairs, rest) = rest.split_first_chunk()?;
    let rows = usize::try_from(u64::from_le_bytes(*rows)).ok()?;
    let pairs = usize::try_from(u64::from_le_bytes(*pairs)).ok()?;
    if rest.len() != rows.checked_mul(8)?.checked_add(pairs.checked_mul(EDGE)?)? {
        return None;
    }
    Some(LinkageMemory { bytes, rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linkage_is_remembered_for_the_same_model_and_whole() {
        let folder = tempfile::tempdir().unwrap();
        let edges = [
            Edge { a: 0, b: 2, weight: 3.5, same: 0.9, family: 0.1 },
            Edge { a: 1, b: 2, weight: -1.0, same: 0.02, family: 0.5 },
        ];
        let lasting = [1, 0, u64::MAX];
        write_linkage(folder.path(), &[7; 32], &lasting, edges.iter().copied()).unwrap();
        let whole = std::fs::read(folder.path().join(FILE)).unwrap();
        let memory = read_linkage(whole.clone(), &[7; 32]).unwrap();
        assert_eq!(memory.edges().collect::<Vec<_>>(), edges);
        assert_eq!([0, 1, 2, 3].map(|row| memory.lasting(row)), [Some(1), Some(0), Some(u64::MAX), None]);
        assert_eq!(read_linkage(whole.clone(), &[8; 32]), None, "another model");
        assert_eq!(read_linkage(whole[..whole.len() - 1].to_vec(), &[7; 32]), None, "torn");
    }
}
