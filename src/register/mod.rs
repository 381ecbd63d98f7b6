//! Who are the people of tonight? Takes [`Clusters`] and [`People`], gives the [`Register`]: every row in
//! exactly one person, one chosen value a field with where it came from, persons in families.

use crate::cluster::Clusters;
use crate::record::RowId;
use crate::standardise::People;

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
    /// Public id of each person: short, with a check character (`P-7K3M-9QXA-4`).
    pub person_ids: Vec<String>,
    /// Family of each person.
    pub family_of: Vec<u32>,
    /// Persons of family `f`: `family_members[family_starts[f]..family_starts[f + 1]]`, ascending.
    pub family_starts: Vec<u32>,
    /// Persons by family.
    pub family_members: Vec<u32>,
    /// Public id of each family (`K-...`).
    pub family_ids: Vec<String>,
    /// For each person, in [`Chosen::ALL`] order, the row whose value was chosen; none where no row has one.
    pub chosen: Vec<[Option<RowId>; 9]>,
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
}

/// Makes the register of tonight's clusters.
pub fn register(people: &People, clusters: &Clusters, options: &Options) -> Register {
    let _ = (people, clusters, options);
    Register::default()
}
