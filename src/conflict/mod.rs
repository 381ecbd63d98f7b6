//! Where do the rosters disagree, against which rule, and what does it cost? Takes the register and the
//! programme rules, gives [`Conflicts`]: each with its rule, rows, unit, amount, office and reason; beside them
//! the tables of overlap, coverage and referrals, all counted on the same [`Standing`].
//!
//! A row that its roster has retired proves nothing about who is served tonight. Nothing is removed here: a
//! conflict is a proposal to an office.

mod coverage;
mod eligibility;
mod fields;
mod found;
mod list;
mod not_in_base;
mod numbers;
mod overlap;
mod programmes;
mod referral;
mod repeated;
mod served;
mod standing;
mod together;
mod wording;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::cluster::Clusters;
use crate::error::Severity;
use crate::record::RowId;
use crate::register::Register;
use crate::standardise::People;

use found::{Part, Search};

pub use coverage::{Coverage, CoverageRow, coverage};
pub use overlap::{Overlap, overlap};
pub use programmes::{Condition, Exclusion, Kind, Programme, Programmes, Relation, Rule, RuleKind, SHIPPED};
pub use referral::{Referral, referrals};
pub use served::{Payment, Served};
pub use standing::Standing;

/// The classes of conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

/// One finding about one person or family. A national night has tens of millions, so what many share (the rule, the
/// office, the sentence) is a number here, and [`Conflicts`] knows what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// Lasting identity: hash of class, rule and subject.
    pub id: u64,
    /// Rupiah at risk a payment, 0 when nothing is paid, none when no amount is known.
    pub amount: Option<u64>,
    /// Person the finding is about (first of the family for family findings).
    pub person: u32,
    /// Where its rows begin among those of all conflicts, and how many there are.
    rows: (u32, u8),
    /// Who should act: a roster's owner, or the regency where two meet; index into [`Conflicts::offices`].
    pub office: u32,
    /// One sentence with no personal value, index into [`Conflicts::messages`].
    pub message: u32,
    /// Why the rows are one person, as a number: the smallest probability that one of them belongs to its person.
    pub probability: f32,
    /// The rule in force that is broken, if any, index into [`Conflicts::rules`].
    pub rule: Option<u16>,
    /// Class.
    pub class: Class,
    /// How much it matters.
    pub severity: Severity,
    /// Person or family.
    pub unit: Unit,
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

/// The night's conflicts, and the tables counted on the same facts. What is remembered of them is what
/// [`conflict_again`] asks for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Conflicts {
    /// Conflicts by class, rule, person and first row.
    pub list: Vec<Conflict>,
    /// The rules in force, in file order.
    pub rules: Vec<RuleInForce>,
    /// Keys of the night's programmes.
    pub programmes: Vec<String>,
    /// Whether each of them is aid: what serves people, unlike a base register.
    pub aid: Vec<bool>,
    /// Offices that should act.
    pub offices: Vec<String>,
    /// What is said of conflicts, Indonesian and English.
    pub messages: Vec<[String; 2]>,
    /// Programme by programme.
    #[serde(skip)]
    pub overlap: Overlap,
    /// Region by programme.
    #[serde(skip)]
    pub coverage: Coverage,
    /// Who should have what and has not.
    #[serde(skip)]
    pub referrals: Vec<Referral>,
    /// Which programmes serve each person, with how much a payment.
    pub served: Served,
    /// Rosters of a family programme that list members instead of recipients, as roster indices, so that several
    /// rows of one family are no second payment.
    #[serde(skip)]
    pub member_lists: Vec<u16>,
    /// The rows of all conflicts, one after another.
    rows: Vec<RowId>,
}

/// A rule as tables name it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleInForce {
    /// Key in `programmes.toml`.
    pub key: String,
    /// Legal basis, as text.
    pub basis: String,
    /// The rule in one sentence, Indonesian and English.
    pub labels: [String; 2],
}

impl Conflicts {
    /// How many conflicts a class has.
    pub fn count(&self, class: Class) -> usize {
        self.list.iter().filter(|conflict| conflict.class == class).count()
    }

    /// The conflicts that no date changes, with their rows, and who is served by what.
    fn without_dated(self) -> (Part, Served) {
        let Conflicts { list, rows, offices, messages, served, .. } = self;
        let list = list.into_iter().filter(|conflict| !DATED.contains(&conflict.class)).collect();
        (Part { list, rows, offices, messages }, served)
    }

    /// Rows that prove a conflict, ascending; at most [`ROWS_MAX`].
    pub fn rows_of(&self, conflict: &Conflict) -> &[RowId] {
        &self.rows[conflict.rows.0 as usize..][..usize::from(conflict.rows.1)]
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
    let lasting = lasting(&standing, clusters);
    let served = served::served(&standing);
    dated(&standing, clusters, lasting, served)
}

/// The conflicts of the same people, register and clusters on another night: only what dates change is looked for
/// again. Under other rules everything is.
pub fn conflict_again(
    people: &People,
    register: &Register,
    clusters: &Clusters,
    rules: &Programmes,
    options: &Options,
    before: Conflicts,
) -> Conflicts {
    let standing = Standing::new(people, register, rules, options);
    if before.rules != standing.rules_in_force() || before.programmes != standing.programme_keys() {
        let lasting = lasting(&standing, clusters);
        let served = served::served(&standing);
        return dated(&standing, clusters, lasting, served);
    }
    let (lasting, served) = before.without_dated();
    dated(&standing, clusters, vec![lasting], served)
}

/// What no date changes, as long as the rules in force are the same.
fn lasting(standing: &Standing<'_>, clusters: &Clusters) -> Vec<Part> {
    let register = standing.register;
    let numbers = numbers::shared(standing);
    let displaced = fields::displaced(standing);
    let search = Search { standing, clusters };
    let mut parts = search.each(register.len(), |person, found| {
        repeated::person(standing, person, found);
        numbers::person(standing, person, found);
        fields::person(standing, person, found);
        together::person(standing, person, found);
        not_in_base::person(standing, person, found);
    });
    parts.extend(search.each(register.families(), |family, found| {
        together::family(standing, family, found);
        not_in_base::family(standing, family, found);
    }));
    parts.extend(search.each(numbers.len(), |at, found| numbers.draft(standing, at, found)));
    parts.extend(search.each(displaced.len(), |at, found| displaced.draft(standing, at, found)));
    parts
}

/// Classes that hang on ages, and so on the night's date.
const DATED: [Class; 2] = [Class::TidakLayak, Class::BelumMenerima];

/// Adds what hangs on the night's date to what does not.
fn dated(standing: &Standing<'_>, clusters: &Clusters, mut parts: Vec<Part>, served: Served) -> Conflicts {
    let register = standing.register;
    let search = Search { standing, clusters };
    let referrals = referrals(standing);
    parts.extend(search.each(register.len(), |person, found| eligibility::person(standing, person, found)));
    parts.extend(
        search.each(register.families(), |family, found| eligibility::family(standing, family, found)),
    );
    parts.extend(search.each(referrals.len(), |at, found| {
        referral::draft(standing, &referrals[at as usize], found);
    }));
    let (mut conflicts, (overlap, coverage)) = rayon::join(
        || list::merge(standing, parts),
        || rayon::join(|| overlap(standing), || coverage(standing, &referrals)),
    );
    conflicts.aid = standing.programmes.iter().map(|programme| programme.kind == Kind::Aid).collect();
    conflicts.served = served;
    conflicts.overlap = overlap;
    conflicts.coverage = coverage;
    conflicts.referrals = referrals;
    conflicts.member_lists = standing.member_lists();
    conflicts
}
