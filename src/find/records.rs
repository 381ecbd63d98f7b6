//! What does the index hold of a person, of a row, and once for all? Records of a fixed length beside texts, written and
//! read by one version of the program.

use serde::{Deserialize, Serialize};

use super::tables::{u32_at, u64_at};
use crate::record::Relation;

/// A person, in the order of the register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PersonRecord {
    pub(super) id: u64,
    /// 0 where none, as with the numbers.
    pub(super) family: u64,
    pub(super) nik: u64,
    pub(super) kk: u64,
    pub(super) texts: u64,
    pub(super) text_bytes: u32,
    /// Year, month and day as one number.
    pub(super) birth: u32,
    /// Whether the birth is a year give or take one.
    pub(super) about: bool,
    pub(super) conflicts: u32,
    pub(super) place: u32,
    /// `L`, `P` or 0.
    pub(super) sex: u8,
}

impl PersonRecord {
    pub(super) const BYTES: usize = 64;

    pub(super) fn push(&self, out: &mut Vec<u8>) {
        let end = out.len() + PersonRecord::BYTES;
        for number in [self.id, self.family, self.nik, self.kk, self.texts] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        for number in [self.text_bytes, self.birth, self.conflicts, self.place] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out.extend_from_slice(&[self.sex, u8::from(self.about)]);
        out.resize(end, 0);
    }

    pub(super) fn read(bytes: &[u8]) -> PersonRecord {
        PersonRecord {
            id: u64_at(bytes, 0),
            family: u64_at(bytes, 8),
            nik: u64_at(bytes, 16),
            kk: u64_at(bytes, 24),
            texts: u64_at(bytes, 32),
            text_bytes: u32_at(bytes, 40),
            birth: u32_at(bytes, 44),
            conflicts: u32_at(bytes, 48),
            place: u32_at(bytes, 52),
            sex: bytes[56],
            about: bytes[57] != 0,
        }
    }
}

/// A row, in row id order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RowRecord {
    pub(super) row: u32,
    pub(super) line: u32,
    pub(super) person: u32,
    /// Match probability in millionths.
    pub(super) millionths: u32,
    pub(super) file: u16,
    pub(super) band: u8,
    /// Relation to the head, as a place in [`RELATIONS`].
    pub(super) relation: u8,
}

/// Relations to the head, each with its words.
pub(super) const RELATIONS: [(Relation, &str, &str); 10] = [
    (Relation::Unknown, "", ""),
    (Relation::Head, "kepala keluarga", "head"),
    (Relation::Spouse, "suami atau istri", "spouse"),
    (Relation::Child, "anak", "child"),
    (Relation::ChildInLaw, "menantu", "child-in-law"),
    (Relation::Grandchild, "cucu", "grandchild"),
    (Relation::Parent, "orang tua", "parent"),
    (Relation::ParentInLaw, "mertua", "parent-in-law"),
    (Relation::OtherRelative, "famili lain", "other relative"),
    (Relation::Other, "lainnya", "other"),
];

impl RowRecord {
    pub(super) const BYTES: usize = 20;

    pub(super) fn push(&self, out: &mut Vec<u8>) {
        for number in [self.row, self.line, self.person, self.millionths] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out.extend_from_slice(&self.file.to_le_bytes());
        out.extend_from_slice(&[self.band, self.relation]);
    }

    pub(super) fn read(bytes: &[u8]) -> RowRecord {
        RowRecord {
            row: u32_at(bytes, 0),
            line: u32_at(bytes, 4),
            person: u32_at(bytes, 8),
            millionths: u32_at(bytes, 12),
            file: u16::from_le_bytes([bytes[16], bytes[17]]),
            band: bytes[18],
            relation: bytes[19],
        }
    }
}

/// The texts of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// As the register shows it.
    pub(super) name: String,
    pub(super) programmes: String,
    /// All canonical names of the rows.
    pub(super) names: Vec<String>,
    /// All birth dates of the rows, as numbers.
    pub(super) births: Vec<u32>,
}

impl Shown {
    pub(super) fn push(&self, out: &mut Vec<u8>) {
        let births: Vec<String> = self.births.iter().map(u32::to_string).collect();
        let parts =
            [self.name.clone(), self.programmes.clone(), self.names.join("\x1e"), births.join("\x1e")];
        out.extend_from_slice(parts.join("\x1f").as_bytes());
    }

    pub(super) fn read(bytes: &[u8]) -> Shown {
        let text = String::from_utf8_lossy(bytes);
        let mut parts = text.split('\x1f');
        let mut next = || parts.next().unwrap_or_default();
        let (name, programmes) = (next().to_owned(), next().to_owned());
        let names = next().split('\x1e').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let births = next().split('\x1e').filter_map(|day| day.parse().ok()).collect();
        Shown { name, programmes, names, births }
    }
}

/// What is said once.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Once {
    /// Names of the files.
    pub(super) files: Vec<String>,
    /// Words for how sure a row is.
    pub(super) bands: Vec<String>,
    /// Rosters in row id order.
    pub(super) rosters: Vec<RosterSpan>,
}

/// A roster and the end of its rows.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct RosterSpan {
    pub(super) name: String,
    pub(super) end: u32,
}

impl Once {
    /// The roster of a row.
    pub(super) fn roster(&self, row: u32) -> &str {
        let at = self.rosters.partition_point(|roster| roster.end <= row);
        self.rosters.get(at).map_or("", |roster| &roster.name)
    }

    /// The rows of a roster.
    pub(super) fn span(&self, name: &str) -> Option<(u32, u32)> {
        let at = self.rosters.iter().position(|roster| roster.name.eq_ignore_ascii_case(name))?;
        let from = if at == 0 { 0 } else { self.rosters[at - 1].end };
        Some((from, self.rosters[at].end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back() {
        let person = PersonRecord {
            id: 1 << 40,
            family: 2,
            nik: 3,
            kk: 4,
            texts: 1 << 33,
            text_bytes: 5,
            birth: 19_870_312,
            about: true,
            conflicts: 6,
            place: 7,
            sex: b'P',
        };
        let row =
            RowRecord { row: 1, line: 2, person: 3, millionths: 999_998, file: 4, band: 2, relation: 3 };
        let shown = Shown {
            name: "Siti N.".into(),
            programmes: "BDT, PKH".into(),
            names: vec!["SITI NURHAYATI".into(), "NURHAYATI".into()],
            births: vec![19_870_000, 19_870_312],
        };
        let (mut persons, mut rows, mut texts) = (Vec::new(), Vec::new(), Vec::new());
        person.push(&mut persons);
        row.push(&mut rows);
        shown.push(&mut texts);
        assert_eq!((persons.len(), rows.len()), (PersonRecord::BYTES, RowRecord::BYTES));
        assert_eq!(PersonRecord::read(&persons), person);
        assert_eq!(RowRecord::read(&rows), row);
        assert_eq!(Shown::read(&texts), shown);
        assert_eq!(Shown::read(b""), Shown::default());
    }
}
