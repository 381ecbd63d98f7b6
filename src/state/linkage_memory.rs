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
/// Bytes of an edge.
const EDGE: usize = 20;
/// Numbers handed to the disk at once.
const AT_ONCE: usize = 1 << 14;

/// What is remembered of a linkage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkageMemory {
    /// Fingerprint of model, program and settings: under another, nothing of this holds.
    pub made_by: [u8; 32],
    /// The number each row was compared by, in that night's row id order.
    pub lasting: Vec<u64>,
    /// Scored pairs above the floor, by that night's row ids.
    pub edges: Vec<Edge>,
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

/// Reads the memory of a linkage from the bytes of its file; none when they are of another layout, another model, or torn:
/// all of them cost time and nothing else.
pub fn read_linkage(bytes: &[u8], made_by: &[u8; 32]) -> Option<LinkageMemory> {
    let rest = bytes.strip_prefix(MAGIC)?.strip_prefix(made_by)?;
    let (rows, rest) = rest.split_first_chunk()?;
    let (pairs, rest) = rest.split_first_chunk()?;
    let rows = usize::try_from(u64::from_le_bytes(*rows)).ok()?;
    let pairs = usize::try_from(u64::from_le_bytes(*pairs)).ok()?;
    if rest.len() != rows.checked_mul(8)?.checked_add(pairs.checked_mul(EDGE)?)? {
        return None;
    }
    let (numbers, edges) = rest.split_at(rows * 8);
    let word = |bytes: &[u8], at: usize| [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
    let number = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().unwrap_or_default());
    let edge = |bytes: &[u8]| Edge {
        a: u32::from_le_bytes(word(bytes, 0)),
        b: u32::from_le_bytes(word(bytes, 4)),
        weight: f32::from_le_bytes(word(bytes, 8)),
        same: f32::from_le_bytes(word(bytes, 12)),
        family: f32::from_le_bytes(word(bytes, 16)),
    };
    Some(LinkageMemory {
        made_by: *made_by,
        lasting: numbers.chunks_exact(8).map(number).collect(),
        edges: edges.chunks_exact(EDGE).map(edge).collect(),
    })
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
        let memory = LinkageMemory { made_by: [7; 32], lasting: vec![1, 0, u64::MAX], edges: edges.to_vec() };
        write_linkage(folder.path(), &memory.made_by, &memory.lasting, edges.iter().copied()).unwrap();
        let whole = std::fs::read(folder.path().join(FILE)).unwrap();
        assert_eq!(read_linkage(&whole, &[7; 32]), Some(memory));
        assert_eq!(read_linkage(&whole, &[8; 32]), None, "another model");
        assert_eq!(read_linkage(&whole[..whole.len() - 1], &[7; 32]), None, "torn");
    }
}
