//! What does a search give? Persons with what tells them apart at a glance, and why each was found.

use serde::Serialize;

use crate::report::Language;

/// A person that fits the query. Values are full.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// Person.
    pub person_id: String,
    /// Family; empty where none.
    pub family_id: String,
    /// Name as the register holds it.
    pub name: String,
    /// Birth date, ISO as far as known; empty where not.
    pub birth: String,
    /// `L`, `P` or empty.
    pub sex: String,
    /// NIK, sixteen digits; empty where none.
    pub nik: String,
    /// No. KK, sixteen digits; empty where none.
    pub kk: String,
    /// Village.
    pub village: String,
    /// District.
    pub district: String,
    /// Regency or city.
    pub regency: String,
    /// Programmes, comma separated.
    pub programmes: String,
    /// Conflicts about the person that count.
    pub conflicts: u32,
    /// How well it fits, 0 to 1.
    pub fit: f32,
    /// Why it was found, the strongest first.
    pub reasons: Vec<Reason>,
}

/// Why a person was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", content = "what", rename_all = "snake_case")]
pub enum Reason {
    /// The id asked for.
    Id,
    /// Another id that stands for the person now.
    RetiredId(String),
    /// The family id asked for.
    FamilyId,
    /// One of the person's rows has the NIK.
    NikSame,
    /// A NIK of the person has one other digit, or two neighbours swapped.
    NikNear,
    /// One of the person's rows has the No. KK.
    KkSame,
    /// A No. KK of the person has one other digit, or two neighbours swapped.
    KkNear,
    /// A row of the person is the one asked for (roster:row).
    Row,
    /// All words of the name are there.
    NameSame,
    /// All words of the name are there or sound alike.
    NameSound,
    /// The name is alike.
    NameNear,
    /// All words asked for are in the name, which has others too.
    NameLonger,
    /// Some words of the name are there.
    NamePart,
    /// The birth date is the same.
    BirthSame,
    /// The birth date is one digit away, or day and month are swapped.
    BirthNear,
    /// The year of birth is the same.
    YearSame,
    /// The year of birth is one or two away.
    YearNear,
    /// The village, district or regency asked for.
    Place(String),
}

impl Reason {
    /// The reason in the reader's words.
    pub fn said(&self, language: Language) -> String {
        let words = match self {
            Reason::Id => ("id sama", "same id"),
            Reason::RetiredId(id) => {
                return format!("{} {id}", language.pick("dulu", "was"));
            }
            Reason::FamilyId => ("keluarga sama", "same family"),
            Reason::NikSame => ("NIK sama", "same NIK"),
            Reason::NikNear => ("NIK beda satu angka", "NIK one digit off"),
            Reason::KkSame => ("No. KK sama", "same family card"),
            Reason::KkNear => ("No. KK beda satu angka", "family card one digit off"),
            Reason::Row => ("baris sama", "same row"),
            Reason::NameSame => ("nama sama", "same name"),
            Reason::NameSound => ("nama seucap", "name sounds the same"),
            Reason::NameNear => ("nama mirip", "name alike"),
            Reason::NameLonger => ("nama lebih panjang", "longer name"),
            Reason::NamePart => ("sebagian nama", "part of the name"),
            Reason::BirthSame => ("tanggal lahir sama", "same birth date"),
            Reason::BirthNear => ("tanggal lahir mirip", "birth date alike"),
            Reason::YearSame => ("tahun lahir sama", "same birth year"),
            Reason::YearNear => ("tahun lahir dekat", "birth year near"),
            Reason::Place(place) => return place.clone(),
        };
        language.pick(words.0, words.1).to_owned()
    }
}
