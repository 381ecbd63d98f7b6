//! Who are the people of tonight? Takes [`Clusters`] and [`People`], gives the [`Register`]: every row in
//! exactly one person, one chosen value a field with where it came from, persons in families.
//!
//! Nothing is thrown away: a value that was not chosen stays on its row and [`provenance`] shows it.

mod families;
mod identity;
mod persons;
mod provenance;
mod survivorship;

use crate::cluster::Clusters;
use crate::record::RowId;
use crate::standardise::People;

pub(crate) use families::near;
pub use identity::{Ids, canonical_id, verify};
pub(crate) use persons::sort_by_number;
pub use provenance::{Rejected, Source as ValueSource, provenance};
pub use survivorship::Picks;

/// Which of a person's fields survivorship chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chosen {
    /// NIK.
    Nik,
    /// No. KK.
    Kk,
    /// Name.
    Name,
    /// Date of birth.
    Birth,
    /// Place of birth.
    BirthPlace,
    /// Sex.
    Sex,
    /// Mother's name.
    Mother,
    /// Residence (region).
    Place,
    /// Address line, RT, RW, hamlet.
    Address,
}

impl Chosen {
    /// Every field, in output order.
    pub const ALL: [Chosen; 9] = [
        Chosen::Nik,
        Chosen::Kk,
        Chosen::Name,
        Chosen::Birth,
        Chosen::BirthPlace,
        Chosen::Sex,
        Chosen::Mother,
        Chosen::Place,
        Chosen::Address,
    ];
}

/// What survivorship needs to know of a roster.
#[derive(Clone, Debug)]
pub struct Source {
    /// Roster name.
    pub name: String,
    /// Programme key.
    pub programme: String,
    /// Precedence: a smaller number wins. Base registers come first.
    pub precedence: u16,
}

/// How the stage works.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// One a roster, in roster order.
    pub sources: Vec<Source>,
    /// One a roster, in roster order: how recent it is, larger is newer (days since any fixed day). Missing or
    /// equal numbers leave the choice to frequency.
    pub recency: Vec<u32>,
    /// Key of the public ids: with a key of one's own nobody can find a person's id by trying out numbers.
    pub id_key: [u8; 32],
}

/// Why persons who share a KK or a link were not made one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HeldReason {
    /// One KK carries more people than a family has, or an institution's children: no family by itself.
    InstitutionalKk,
    /// The person carries a second KK, and nothing else says that its holders are the same family.
    OldKk,
    /// The family would have grown past the cap.
    FamilyTooLarge,
}

/// A KK or link that was seen and not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Held {
    /// Why.
    pub reason: HeldReason,
    /// A row that shows it (the number itself stays in [`People`]).
    pub row: RowId,
    /// Persons concerned.
    pub persons: u32,
}

/// What became of a lasting id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineageKind {
    /// The old id is retired and stands for the new one from tonight on.
    Merged,
    /// The new id was given to rows that were the old one's, which lives on elsewhere.
    Split,
}

/// An id that another took over, or gave rise to, tonight.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lineage {
    /// The id as it was.
    pub old: String,
    /// The id as it is.
    pub new: String,
    /// What became of it.
    pub kind: LineageKind,
}

/// The night's people and families. Persons are numbered as their clusters; families by their smallest person.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// Person of each row.
    pub person_of: Vec<u32>,
    /// Rows of person `p`: `rows[starts[p]..starts[p + 1]]`, ascending.
    pub starts: Vec<u32>,
    /// Rows by person.
    pub rows: Vec<RowId>,
    /// Public id of each person: short, with a check character (`P-7K3M9-QXA4T-6`), see [`verify`].
    pub person_ids: Ids,
    /// Family of each person.
    pub family_of: Vec<u32>,
    /// Persons of family `f`: `family_members[family_starts[f]..family_starts[f + 1]]`, ascending.
    pub family_starts: Vec<u32>,
    /// Persons by family.
    pub family_members: Vec<u32>,
    /// Public id of each family (`K-...`).
    pub family_ids: Ids,
    /// For each person and field the row whose value was chosen.
    pub chosen: Picks,
    /// What could have joined families and did not, ascending.
    pub held: Vec<Held>,
    /// Ids that were merged or split tonight, persons before families.
    pub lineage: Vec<Lineage>,
}

impl Register {
    /// Number of persons.
    pub fn len(&self) -> usize {
        self.person_ids.len()
    }

    /// Whether it holds nobody.
    pub fn is_empty(&self) -> bool {
        self.person_ids.is_empty()
    }

    /// A person's rows, ascending.
    pub fn rows_of(&self, person: u32) -> &[RowId] {
        &self.rows[self.starts[person as usize] as usize..self.starts[person as usize + 1] as usize]
    }

    /// A family's persons, ascending.
    pub fn members_of(&self, family: u32) -> &[u32] {
        &self.family_members
            [self.family_starts[family as usize] as usize..self.family_starts[family as usize + 1] as usize]
    }

    /// Number of families.
    pub fn families(&self) -> usize {
        self.family_ids.len()
    }

    /// The row whose value of a field was chosen for a person.
    pub fn chosen_row(&self, person: u32, field: Chosen) -> Option<RowId> {
        self.chosen.get(person, field)
    }
}

/// Makes the register of tonight's clusters.
pub fn register(people: &People, clusters: &Clusters, options: &Options) -> Register {
    let persons::Persons { person_of, starts, rows } = persons::number(&clusters.of);
    let chosen = survivorship::choose(people, &person_of, &starts, &rows, options);
    let families = families::join(people, &person_of, &starts, &rows, &chosen, clusters, options);
    let (person_ids, family_ids) = identity::name(people, &person_of, &starts, &rows, &families, options);
    Register {
        person_of,
        starts,
        rows,
        person_ids,
        family_of: families.of,
        family_starts: families.starts,
        family_members: families.members,
        family_ids,
        chosen,
        held: families.held,
        lineage: Vec::new(),
    }
}
