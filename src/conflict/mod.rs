//! Where do the rosters disagree, against which rule, and what does it cost? Takes the register and the
//! programme rules, gives [`Conflicts`]: each with its rule, rows, unit, amount, office and reason.

use serde::Serialize;

use crate::error::Severity;
use crate::record::RowId;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
    /// Rows that prove it, ascending.
    pub rows: Vec<RowId>,
    /// Rupiah at risk a payment, 0 when nothing is paid, none when no amount is known.
    pub amount: Option<u64>,
    /// Who should act: a roster's owner, or the regency where two meet.
    pub office: String,
    /// One sentence, Indonesian, with no personal value.
    pub message: String,
    /// The same in English.
    pub message_en: String,
}
