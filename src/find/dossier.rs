//! What does the night say about one person? Each field with where it came from, every row, programme, relative,
//! conflict and referral, and what happened night by night.

use serde::Serialize;

use super::history::Event;

/// All about one person. Values are full.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Dossier {
    /// The id asked for.
    pub asked: String,
    /// The id it stands for now.
    pub person_id: String,
    /// Whether the person is in the register of the night.
    pub in_register: bool,
    /// Ids that stand for the same person now.
    pub retired: Vec<String>,
    /// Family; empty where none.
    pub family_id: String,
    /// How sure it is that the rows are one person (`PADAN PASTI` ...).
    pub band: String,
    /// The chosen values, in the order of the register; fields without a value are left out.
    pub identity: Vec<FieldValue>,
    /// What each programme gives, in the order of the register.
    pub programmes: Vec<AmountLine>,
    /// The rows that are the person.
    pub rows: Vec<RowLine>,
    /// The other persons of the family.
    pub family: Vec<Relative>,
    /// Conflicts about the person or the family.
    pub conflicts: Vec<ConflictLine>,
    /// What they may get and do not.
    pub referrals: Vec<ReferralLine>,
    /// What happened, the earliest first.
    pub history: Vec<Event>,
}

/// A chosen value and where it came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FieldValue {
    /// Key of the field: `nik`, `kk`, `name`, `birth_date`, `birth_place`, `sex`, `mother`, `region`, `address` ...
    pub field: String,
    /// The value as the register holds it.
    pub value: String,
    /// The row it came from, as `roster:row`; empty where it is derived.
    pub from: String,
    /// The cell as that row wrote it; empty where it is the same.
    pub written: String,
    /// Other values that the person's rows hold, most rows first.
    pub others: Vec<OtherValue>,
}

/// A value that was seen and not chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OtherValue {
    /// As it was written.
    pub value: String,
    /// The rows that hold it, as `roster:row`.
    pub rows: Vec<String>,
}

/// What a programme gives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AmountLine {
    /// Key of the programme.
    pub programme: String,
    /// Its name in full, where the rules know it.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// Whether it serves the person tonight: not so a register or list that gives nothing, or a row put to sleep.
    pub served: bool,
    /// Rupiah a payment; none where no amount is known.
    pub amount: Option<u64>,
    /// The rows, as `roster:row`.
    pub rows: Vec<String>,
}

/// A row of a roster.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RowLine {
    /// Roster.
    pub roster: String,
    /// Data row, from 1.
    pub row: u32,
    /// Line in the file, from 1.
    pub line: u32,
    /// The files of the roster, by name.
    pub file: String,
    /// Key of the programme.
    pub programme: String,
    /// Amount as the row says it.
    pub amount: Option<u64>,
    /// How sure the row belongs to the person.
    pub band: String,
    /// Match probability.
    pub probability: Option<f64>,
    /// All filled cells as they were read: key of the field, text.
    pub cells: Vec<(String, String)>,
}

/// Another person of the family.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Relative {
    /// Person.
    pub person_id: String,
    /// Name.
    pub name: String,
    /// Birth date, ISO as far as known.
    pub birth: String,
    /// `L`, `P` or empty.
    pub sex: String,
    /// Relation to the head as a row says it; empty where none does.
    pub relation: String,
    /// The same in English.
    pub relation_en: String,
    /// Programmes, comma separated.
    pub programmes: String,
}

/// A conflict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ConflictLine {
    /// Id.
    pub conflict_id: String,
    /// Class code.
    pub class: String,
    /// Class in words.
    pub class_label: String,
    /// `info`, `warning` or `serious`.
    pub severity: String,
    /// Key of the rule.
    pub rule: String,
    /// Person or family.
    pub unit: String,
    /// Whom it is about.
    pub person_id: String,
    /// The rows, as the table holds them.
    pub rows: String,
    /// Rupiah at risk a payment.
    pub amount: Option<u64>,
    /// Office that acts.
    pub office: String,
    /// What it says, Indonesian.
    pub message: String,
    /// What it says, English.
    pub message_en: String,
    /// How it stands.
    pub status: String,
    /// Date of the night that first found it.
    pub since: String,
    /// Who dismissed it; empty where nobody.
    pub dismissed_by: String,
    /// Why.
    pub dismissed_reason: String,
}

/// A programme that they may get and do not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReferralLine {
    /// Person it is about.
    pub person_id: String,
    /// Person or family.
    pub unit: String,
    /// Key of the programme.
    pub programme: String,
    /// Key of the rule.
    pub rule: String,
    /// Why, Indonesian.
    pub reason: String,
    /// Why, English.
    pub reason_en: String,
    /// Rupiah a payment.
    pub amount: Option<u64>,
    /// Rows that say so.
    pub evidence: String,
}
