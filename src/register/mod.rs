//! Who are the people of tonight? Takes [`Clusters`] and [`People`], gives the [`Register`]: every row in
//! exactly one person, one chosen value a field with where it came from, persons in families.
//!
//! Nothing is thrown away: a value that was not chosen stays on its row and [`provenance`] shows it.

mod families;
mod identity;
mod inherit;
mod persons;
mod provenance;
mod recognise;
mod remembered;
mod slips;
mod survivorship;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::cluster::Clusters;
use crate::record::RowId;
use crate::standardise::{Fingerprints, People};

pub(crate) use families::near;
pub use identity::{Ids, canonical_id, code_of, family_id, person_id, verify};
pub(crate) use persons::sort_by_number;
pub use provenance::{Rejected, Source as ValueSource, provenance};
pub use recognise::{Recognised, recognise};
pub use remembered::{NOTHING, Remembered, ToRemember, Traits};
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

impl Options {
    /// The rosters' names, in roster order.
    pub fn names(&self) -> Vec<String> {
        self.sources.iter().map(|source| source.name.clone()).collect()
    }
}

/// Why persons who share a KK or a link were not made one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum HeldReason {
    /// One KK carries more people than a family has, or an institution's children: no family by itself.
    InstitutionalKk,
    /// The person carries a second KK, and nothing else says that its holders are the same family.
    OldKk,
    /// The family would have grown past the cap.
    FamilyTooLarge,
}

/// A KK or link that was seen and not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Held {
    /// Why.
    pub reason: HeldReason,
    /// A row that shows it (the number itself stays in [`People`]).
    pub row: RowId,
    /// Persons concerned.
    pub persons: u32,
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
    /// What became of ids of earlier nights: persons', then families'.
    pub lineage: Vec<Lineage>,
    codes: Codes,
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

/// What became of an id of an earlier night.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lineage {
    /// The earlier id.
    pub old: String,
    /// The id of tonight.
    pub new: String,
    /// How the two belong together.
    pub kind: LineageKind,
}

/// How an earlier id and one of tonight belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineageKind {
    /// The earlier id is retired and stands for the new one.
    Merged,
    /// The new id was given to rows that bore the earlier one, which lives on elsewhere.
    Split,
}

/// What earlier nights leave to tonight's register.
#[derive(Debug)]
pub struct Known<'a> {
    /// The rows of earlier nights; what they were known by is not asked for any more.
    pub remembered: &'a Remembered,
    /// Which of them tonight's rows are.
    pub recognised: Recognised,
    /// What tonight's rows say.
    pub fingerprints: Fingerprints,
}

impl<'a> Known<'a> {
    /// What a first night knows.
    pub fn first(people: &People, options: &Options) -> Known<'static> {
        let fingerprints = Fingerprints::new(people);
        let recognised = recognise(people, &fingerprints, &options.names(), &NOTHING);
        Known { remembered: &NOTHING, recognised, fingerprints }
    }

    /// The rows that were there before, with the ids that they had, as members of tonight's subjects.
    fn ties(&self, subject_of: impl Fn(usize) -> u32 + Sync, old: &[u64]) -> Vec<inherit::Tie> {
        let remembered = self.remembered;
        let tie = |(row, earlier): (usize, &Option<u32>)| {
            let place = (*earlier)? as usize;
            Some(inherit::Tie {
                old: old[place],
                subject: subject_of(row),
                since: remembered.since[place],
                present: place < remembered.present,
                uid: remembered.uid[place],
            })
        };
        self.recognised.earlier.par_iter().enumerate().filter_map(tie).collect()
    }
}

/// Makes the register of tonight's clusters. On a first night nothing is known of earlier ones.
pub fn register(people: &People, clusters: &Clusters, known: &Known<'_>, options: &Options) -> Register {
    let persons::Persons { person_of, starts, rows } = persons::number(&clusters.of);
    let chosen = survivorship::choose(people, &person_of, &starts, &rows, options);
    let families = families::join(people, &person_of, &starts, &rows, &chosen, clusters, options);
    let Known { remembered, fingerprints, .. } = known;
    let kept = inherit::inherit(starts.len() - 1, known.ties(|row| person_of[row], &remembered.person));
    let families_kept = inherit::inherit(
        families.starts.len() - 1,
        known.ties(|row| families.of[person_of[row] as usize], &remembered.family),
    );
    // Where everybody keeps an id, nobody asks which are taken.
    let taken = |kept: &[u64], borne: &[u64], retired: &[u64]| {
        if kept.contains(&0) { remembered.given(borne, retired) } else { Vec::new() }
    };
    let earlier = [
        taken(&kept.codes, &remembered.person, &remembered.retired_persons),
        taken(&families_kept.codes, &remembered.family, &remembered.retired_families),
    ];
    let (person_codes, family_codes) = identity::name(
        people,
        &identity::Subjects {
            person_of: &person_of,
            starts: &starts,
            rows: &rows,
            families: &families,
            content: &fingerprints.content,
        },
        &identity::Given { kept: &kept.codes, earlier: &earlier[0] },
        &identity::Given { kept: &families_kept.codes, earlier: &earlier[1] },
        options,
    );
    let mut lineage = lineage(&kept, &person_codes, person_id);
    lineage.extend(self::lineage(&families_kept, &family_codes, family_id));
    Register {
        person_of,
        starts,
        rows,
        person_ids: identity::person_ids(&person_codes),
        family_of: families.of,
        family_starts: families.starts,
        family_members: families.members,
        family_ids: identity::family_ids(&family_codes),
        chosen,
        held: families.held,
        lineage,
        codes: Codes { persons: person_codes, families: family_codes, kept, families_kept },
    }
}

/// What became of earlier ids, in words: merged ones first, each kind by its ids.
fn lineage(inherited: &inherit::Inherited, codes: &[u64], id: fn(u64) -> String) -> Vec<Lineage> {
    let entry = |kind| {
        move |&(old, subject): &(u64, u32)| Lineage { old: id(old), new: id(codes[subject as usize]), kind }
    };
    let mut lineage: Vec<Lineage> = inherited.merged.iter().map(entry(LineageKind::Merged)).collect();
    lineage.extend(inherited.split.iter().map(entry(LineageKind::Split)));
    lineage.sort_unstable_by(|a, b| (a.kind, &a.old, &a.new).cmp(&(b.kind, &b.old, &b.new)));
    lineage
}

/// The numbers behind the ids, and which of them are kept from earlier nights.
#[derive(Clone, Debug, Default)]
struct Codes {
    persons: Vec<u64>,
    families: Vec<u64>,
    kept: inherit::Inherited,
    families_kept: inherit::Inherited,
}

/// What the next night needs to know of this one.
pub fn remember<'a>(
    people: &'a People,
    register: &Register,
    known: Known<'_>,
    options: &Options,
) -> ToRemember<'a> {
    let Known { remembered, recognised, fingerprints } = known;
    let Recognised { earlier, uid, gone, gone_traits } = recognised;
    let codes = &register.codes;
    let night = remembered.night + 1;
    // An id's beginning is remembered with any row that bears it.
    let mut began: Vec<u32> = vec![night; register.len()];
    for (row, place) in earlier.iter().enumerate() {
        let person = register.person_of[row] as usize;
        if let Some(place) = place
            && remembered.person[*place as usize] == codes.persons[person]
        {
            began[person] = remembered.since[*place as usize];
        }
    }
    let of_row = |row: usize| register.person_of[row] as usize;
    let rows = 0..people.len();
    let taken = |inherited: &inherit::Inherited, codes: &[u64]| -> Vec<(u64, u64)> {
        inherited.merged.iter().map(|&(old, subject)| (old, codes[subject as usize])).collect()
    };
    let sources = options.names();
    let tonight = remembered::Tonight {
        people,
        sources: &sources,
        uid,
        person: rows.clone().map(|row| codes.persons[of_row(row)]).collect(),
        since: rows.clone().map(|row| began[of_row(row)]).collect(),
        family: rows.map(|row| codes.families[register.family_of[of_row(row)] as usize]).collect(),
    };
    let persons = taken(&codes.kept, &codes.persons);
    let families = taken(&codes.families_kept, &codes.families);
    let rows = remembered.followed_by(tonight, (&gone, gone_traits), &persons, &families);
    ToRemember { rows, people, fingerprints }
}
