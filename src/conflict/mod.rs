//! Where do the rosters disagree, against which rule, and what does it cost? Takes the register and the
//! programme rules, gives [`Conflicts`]: each with its rule, rows, unit, amount, office and reason; beside them
//! the tables of overlap, coverage and referrals, all counted on the same [`Standing`].
//!
//! A row that its roster has retired proves nothing about who is served tonight. Nothing is removed here: a
//! conflict is a proposal to an office.

mod coverage;
mod eligibility;
mod fields;
mod not_in_base;
mod numbers;
mod overlap;
mod programmes;
mod referral;
mod repeated;
mod standing;
mod together;
mod wording;

use jiff::civil::Date;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::cluster::Clusters;
use crate::error::Severity;
use crate::record::{RosterId, RowId};
use crate::register::Register;
use crate::standardise::People;

pub use coverage::{Coverage, CoverageRow, coverage};
pub use overlap::{Overlap, overlap};
pub use programmes::{Condition, Exclusion, Kind, Programme, Programmes, Relation, Rule, RuleKind, SHIPPED};
pub use referral::{Referral, referrals};
pub use standing::Standing;

/// The classes of conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Class {
    /// One person twice in one roster.
    GandaDalamRoster,
    /// One person with two NIKs.
    OrangDuaNik,
    /// One NIK on clearly different people.
    NikDipakaiBersama,
    /// Programmes that may not go together.
    ProgramTidakBolehBersamaan,
    /// One family programme twice in one family.
    GandaProgramSatuKeluarga,
    /// Not eligible: deceased, age out of range, civil servant.
    TidakLayak,
    /// Defect of a NIK.
    NikAnomali,
    /// Birth date, sex, mother's name or name contradict each other between rows.
    IsianBertentangan,
    /// Region code and names disagree.
    WilayahTidakSesuai,
    /// Served in two regencies.
    DuaDaerah,
    /// In a programme, not in the base register.
    TidakAdaDiBasis,
    /// In the base register and eligible, not served.
    BelumMenerima,
}

/// Whom a rule counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// One person.
    Person,
    /// One family.
    Family,
}

/// One finding about one person or family.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// Lasting identity: hash of class, rule and subject.
    pub id: u64,
    /// Class.
    pub class: Class,
    /// How much it matters.
    pub severity: Severity,
    /// Key of the rule in `programmes.toml`, when a rule is broken.
    pub rule: Option<String>,
    /// Legal basis of the rule, as text.
    pub basis: String,
    /// Person or family.
    pub unit: Unit,
    /// Person the finding is about (first of the family for family findings).
    pub person: u32,
    /// Rows that prove it, ascending; at most [`ROWS_MAX`].
    pub rows: Vec<RowId>,
    /// Rupiah at risk a payment, 0 when nothing is paid, none when no amount is known.
    pub amount: Option<u64>,
    /// Who should act: a roster's owner, or the regency where two meet.
    pub office: String,
    /// One sentence, Indonesian, with no personal value.
    pub message: String,
    /// The same in English.
    pub message_en: String,
    /// Why the rows are one person, as a number: the smallest probability that one of them belongs to its person.
    pub probability: f32,
}

/// A conflict lists at most this many rows: a number on 50,000 rows is proved by fewer.
pub const ROWS_MAX: usize = 64;

impl Class {
    /// Every class, in report order.
    pub const ALL: [Class; 12] = [
        Class::GandaDalamRoster,
        Class::OrangDuaNik,
        Class::NikDipakaiBersama,
        Class::ProgramTidakBolehBersamaan,
        Class::GandaProgramSatuKeluarga,
        Class::TidakLayak,
        Class::NikAnomali,
        Class::IsianBertentangan,
        Class::WilayahTidakSesuai,
        Class::DuaDaerah,
        Class::TidakAdaDiBasis,
        Class::BelumMenerima,
    ];

    /// The code in outputs.
    pub fn code(self) -> &'static str {
        match self {
            Class::GandaDalamRoster => "GANDA_DALAM_ROSTER",
            Class::OrangDuaNik => "ORANG_DUA_NIK",
            Class::NikDipakaiBersama => "NIK_DIPAKAI_BERSAMA",
            Class::ProgramTidakBolehBersamaan => "PROGRAM_TIDAK_BOLEH_BERSAMAAN",
            Class::GandaProgramSatuKeluarga => "GANDA_PROGRAM_SATU_KELUARGA",
            Class::TidakLayak => "TIDAK_LAYAK",
            Class::NikAnomali => "NIK_ANOMALI",
            Class::IsianBertentangan => "ISIAN_BERTENTANGAN",
            Class::WilayahTidakSesuai => "WILAYAH_TIDAK_SESUAI",
            Class::DuaDaerah => "DUA_DAERAH",
            Class::TidakAdaDiBasis => "TIDAK_ADA_DI_BASIS",
            Class::BelumMenerima => "BELUM_MENERIMA",
        }
    }

    /// The label that officers read.
    pub fn label(self) -> &'static str {
        match self {
            Class::GandaDalamRoster => "Ganda dalam satu roster",
            Class::OrangDuaNik => "Satu orang dua NIK",
            Class::NikDipakaiBersama => "NIK dipakai bersama",
            Class::ProgramTidakBolehBersamaan => "Program tidak boleh bersamaan",
            Class::GandaProgramSatuKeluarga => "Program ganda dalam satu keluarga",
            Class::TidakLayak => "Tidak layak",
            Class::NikAnomali => "Anomali NIK",
            Class::IsianBertentangan => "Isian bertentangan",
            Class::WilayahTidakSesuai => "Wilayah tidak sesuai",
            Class::DuaDaerah => "Tercatat di dua daerah",
            Class::TidakAdaDiBasis => "Tidak ada di data dasar",
            Class::BelumMenerima => "Belum menerima",
        }
    }

    /// The label in English.
    pub fn label_en(self) -> &'static str {
        match self {
            Class::GandaDalamRoster => "Twice in one roster",
            Class::OrangDuaNik => "One person, two NIKs",
            Class::NikDipakaiBersama => "NIK shared by several people",
            Class::ProgramTidakBolehBersamaan => "Programmes that may not go together",
            Class::GandaProgramSatuKeluarga => "Same programme twice in one family",
            Class::TidakLayak => "Not eligible",
            Class::NikAnomali => "Defect of a NIK",
            Class::IsianBertentangan => "Contradicting entries",
            Class::WilayahTidakSesuai => "Region code and names disagree",
            Class::DuaDaerah => "Recorded in two regencies",
            Class::TidakAdaDiBasis => "Not in the base register",
            Class::BelumMenerima => "Entitled, not served",
        }
    }
}

/// What the stage needs to know of a roster.
#[derive(Clone, Debug, Default)]
pub struct RosterInfo {
    /// Roster name.
    pub name: String,
    /// Programme key.
    pub programme: String,
    /// Office that answers for it; the programme's owner where empty.
    pub owner: String,
    /// Whether the owner declares that it holds each person once.
    pub one_row_per_person: bool,
}

/// How the stage works.
#[derive(Clone, Debug)]
pub struct Options {
    /// The night's date: rules in force and ages follow from it.
    pub night: Date,
    /// One a roster, in roster order.
    pub rosters: Vec<RosterInfo>,
    /// Rows whose region code and region names disagree.
    pub displaced: Vec<RowId>,
}

/// The night's conflicts, and the tables counted on the same facts.
#[derive(Clone, Debug, Default)]
pub struct Conflicts {
    /// Conflicts by class, rule, person and first row.
    pub list: Vec<Conflict>,
    /// Programme by programme.
    pub overlap: Overlap,
    /// Region by programme.
    pub coverage: Coverage,
    /// Who should have what and has not.
    pub referrals: Vec<Referral>,
    /// Rosters of a family programme that list members instead of recipients, as roster indices, so that several
    /// rows of one family are no second payment.
    pub member_lists: Vec<u16>,
}

impl Conflicts {
    /// How many conflicts a class has.
    pub fn count(&self, class: Class) -> usize {
        self.list.iter().filter(|conflict| conflict.class == class).count()
    }
}

/// Finds every conflict of the night. Persons, families and numbers are gone through in parallel; the order of the
/// list does not depend on it.
pub fn conflict(
    people: &People,
    register: &Register,
    clusters: &Clusters,
    rules: &Programmes,
    options: &Options,
) -> Conflicts {
    let standing = Standing::new(people, register, rules, options);
    let referrals = referrals(&standing);
    let mut drafts = found(register.len(), |person, drafts| {
        repeated::person(&standing, person, drafts);
        numbers::person(&standing, person, drafts);
        fields::person(&standing, person, drafts);
        eligibility::person(&standing, person, drafts);
        together::person(&standing, person, drafts);
        not_in_base::person(&standing, person, drafts);
    });
    drafts.extend(found(register.families(), |family, drafts| {
        eligibility::family(&standing, family, drafts);
        together::family(&standing, family, drafts);
        not_in_base::family(&standing, family, drafts);
    }));
    numbers::shared(&standing, &mut drafts);
    fields::displaced(&standing, &mut drafts);
    referral::drafts(&standing, &referrals, &mut drafts);
    let member_lists = standing
        .lists_members
        .iter()
        .enumerate()
        .filter(|(_, lists)| **lists)
        .map(|(roster, _)| roster as u16)
        .collect();
    Conflicts {
        list: finish(&standing, clusters, drafts),
        overlap: overlap(&standing),
        coverage: coverage(&standing, &referrals),
        referrals,
        member_lists,
    }
}

/// Runs a check over `0..subjects` in parallel and keeps what it found in order.
fn found<'a>(subjects: usize, check: impl Fn(u32, &mut Vec<Draft<'a>>) + Sync) -> Vec<Draft<'a>> {
    const RANGE: usize = 4096;
    let ranges: Vec<Vec<Draft<'a>>> = (0..subjects.div_ceil(RANGE))
        .into_par_iter()
        .map(|range| {
            let mut drafts = Vec::new();
            for subject in range * RANGE..((range + 1) * RANGE).min(subjects) {
                check(subject as u32, &mut drafts);
            }
            drafts
        })
        .collect();
    ranges.into_iter().flatten().collect()
}

/// A conflict before it has its identity and its place in the list.
#[derive(Debug)]
struct Draft<'a> {
    class: Class,
    severity: Severity,
    rule: Option<&'a Rule>,
    unit: Unit,
    person: u32,
    rows: Vec<RowId>,
    amount: Option<u64>,
    office: String,
    message: String,
    message_en: String,
    /// What tells two conflicts of one class, rule and subject apart from night to night (a roster's name).
    aspect: String,
}

/// Sorts the drafts and gives each its lasting identity.
fn finish(standing: &Standing<'_>, clusters: &Clusters, drafts: Vec<Draft<'_>>) -> Vec<Conflict> {
    let mut list: Vec<Conflict> = drafts
        .into_par_iter()
        .map(|mut draft| {
            let id = identity(standing, &draft);
            draft.rows.sort_unstable();
            draft.rows.dedup();
            let probability = draft
                .rows
                .iter()
                .filter_map(|&row| clusters.probability.get(row as usize).copied())
                .fold(1.0, f32::min);
            draft.rows.truncate(ROWS_MAX);
            Conflict {
                id,
                class: draft.class,
                severity: draft.severity,
                rule: draft.rule.map(|rule| rule.key.clone()),
                basis: draft.rule.map(|rule| rule.basis.clone()).unwrap_or_default(),
                unit: draft.unit,
                person: draft.person,
                rows: draft.rows,
                amount: draft.amount,
                office: draft.office,
                message: draft.message,
                message_en: draft.message_en,
                probability,
            }
        })
        .collect();
    list.par_sort_by(|a, b| order(a).cmp(&order(b)));
    part(standing, &mut list);
    list
}

fn order(conflict: &Conflict) -> (Class, Option<&str>, u32, &[RowId], u64) {
    (conflict.class, conflict.rule.as_deref(), conflict.person, &conflict.rows, conflict.id)
}

/// Hash of class, rule, aspect and the subject's public id: the same conflict has the same number every night.
fn identity(standing: &Standing<'_>, draft: &Draft<'_>) -> u64 {
    let register = standing.register;
    let subject = match draft.unit {
        Unit::Person => &register.person_ids[draft.person as usize],
        Unit::Family => &register.family_ids[register.family_of[draft.person as usize] as usize],
    };
    let mut hasher = blake3::Hasher::new();
    for part in [draft.class.code(), draft.rule.map_or("", |rule| &rule.key), subject, &draft.aspect] {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    first_bytes(&hasher)
}

/// Two conflicts of one class and subject that nothing lasting tells apart take the next free numbers, in the order
/// of their rows in the rosters.
fn part(standing: &Standing<'_>, list: &mut [Conflict]) {
    let people = standing.people;
    let mut by_id: Vec<(u64, u32)> =
        list.iter().enumerate().map(|(place, conflict)| (conflict.id, place as u32)).collect();
    by_id.par_sort_unstable();
    for same in by_id.chunk_by_mut(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        same.sort_by_cached_key(|&(_, place)| {
            let rows = list[place as usize].rows.iter();
            let mut proof: Vec<(RosterId, u32)> =
                rows.map(|&row| (people.roster[row as usize], people.row[row as usize])).collect();
            proof.sort_unstable();
            proof
        });
        for (step, &(id, place)) in same.iter().enumerate().skip(1) {
            let mut hasher = blake3::Hasher::new();
            hasher.update(&id.to_le_bytes());
            hasher.update(&(step as u64).to_le_bytes());
            list[place as usize].id = first_bytes(&hasher);
        }
    }
}

fn first_bytes(hasher: &blake3::Hasher) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}
