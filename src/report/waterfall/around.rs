//! Which rows stand around the two, what holds them together, and what was cut and why? A pair is rarely decided alone:
//! rows that are linked to both sides may join what the pair itself would not, or forbid what it would.

use serde::{Serialize, Serializer};

use crate::cluster::CutReason;
use crate::compare::levels::{BIRTH, HOUSEHOLD, NAME, NIK, SEX};
use crate::record::RowId;
use crate::report::Language;
use crate::standardise::People;

/// How a row is cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cited {
    /// Roster and data row: `pkh:12`.
    pub row: String,
    /// File, without its folder.
    pub file: String,
    /// 1-based line in the file.
    pub line: u32,
}

/// The rows that hang together with the two by links, grouped by person.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Around {
    /// Rows by group, then by row id.
    pub rows: Vec<Neighbour>,
    /// For each group the links that hold it: the strongest that join all its rows, one fewer than rows.
    pub links: Vec<Link>,
    /// Other links inside the groups.
    pub more_links: u64,
    /// Inside the groups the pairs whose own weight says two persons, worst first: other rows hold them together.
    pub strains: Vec<Link>,
    /// What stands between groups that a link would join.
    pub gaps: Vec<Gap>,
    /// Rows that hang on as well and are not shown.
    pub more_rows: u64,
}

/// A row of a group.
#[derive(Clone, Debug, Serialize)]
pub struct Neighbour {
    /// Where it stands.
    #[serde(flatten)]
    pub cited: Cited,
    /// Group, from 1; the groups of the rows asked about come first.
    pub group: usize,
    /// Whether it is one of those asked about.
    pub asked: bool,
    /// Its person in the latest run, when that was made from the same rosters.
    pub person: Option<String>,
    /// Name, NIK, birth date, sex and place, masked unless asked for.
    pub values: [String; 5],
}

/// A link between two rows of [`Around::rows`].
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// Places of the rows.
    pub rows: [usize; 2],
    /// Match weight.
    pub weight: f32,
    /// Match probability.
    pub same: f32,
    /// The strongest reasons in short; of a strain the account in a sentence.
    pub because: String,
}

/// What lies between two groups.
#[derive(Clone, Debug, Serialize)]
pub struct Gap {
    /// The groups.
    pub groups: [usize; 2],
    /// The strongest link that was not followed, as places of rows.
    pub rows: [usize; 2],
    /// Its match weight.
    pub weight: f32,
    /// Why it was not followed.
    #[serde(serialize_with = "reason_key")]
    pub reason: CutReason,
    /// What the two rows say otherwise, with both values.
    pub contradictions: Vec<String>,
    /// Pairs of rows between the groups.
    pub pairs: u64,
    /// Of them, those whose weight speaks for one person.
    pub speak_for: u64,
    /// Those that a hard fact forbids.
    pub forbidden: u64,
    /// Sum of all weights, each as clustering counts it.
    pub sum: f32,
}

fn reason_key<S: Serializer>(reason: &CutReason, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match reason {
        CutReason::DifferentNik => "different_nik",
        CutReason::TwinSerial => "twin_serial",
        CutReason::OneRowPerPerson => "one_row_per_person",
        CutReason::Outweighed => "outweighed",
        CutReason::Decided => "decided",
    })
}

/// One pair of rows between two persons.
#[derive(Clone, Debug, Serialize)]
pub struct PairLine {
    /// The rows.
    pub rows: [String; 2],
    /// Match weight.
    pub weight: f32,
    /// Match probability.
    pub same: f32,
    /// Probability of one family.
    pub family: f32,
    /// The account in one sentence.
    pub sentence: String,
}

/// Why a link was not followed, in words.
pub fn cut_reason(reason: CutReason, language: Language) -> &'static str {
    match reason {
        CutReason::DifferentNik => language.pick(
            "dua NIK wajar, dan tanggal lahir, jenis kelamin, atau ibunya berbeda",
            "two well-formed NIKs, and birth dates, sexes or mothers differ",
        ),
        CutReason::TwinSerial => language.pick(
            "mungkin kembar: nomor urut NIK dan nama depan berbeda",
            "perhaps twins: NIK serials and first names differ",
        ),
        CutReason::OneRowPerPerson => {
            language.pick("rosternya memuat tiap orang satu kali", "their roster holds each person once")
        }
        CutReason::Outweighed => language
            .pick("baris lain dalam kelompoknya bertentangan", "the other rows of the group contradict it"),
        CutReason::Decided => {
            language.pick("petugas memutuskan: dua orang", "an officer has decided: two persons")
        }
    }
}

impl Around {
    /// Whether there is more to tell than the two rows themselves.
    pub fn tells(&self) -> bool {
        self.rows.len() > 2 || !self.gaps.is_empty()
    }

    /// The groups in order, each with its rows' places.
    pub fn groups(&self) -> Vec<(usize, Vec<usize>)> {
        let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
        for (place, row) in self.rows.iter().enumerate() {
            match groups.last_mut() {
                Some((group, places)) if *group == row.group => places.push(place),
                _ => groups.push((row.group, vec![place])),
            }
        }
        groups
    }

    /// What a group is called.
    pub fn group_name(&self, group: usize, language: Language) -> String {
        let person = self.rows.iter().find(|row| row.group == group).and_then(|row| row.person.clone());
        let name = format!("{} {group}", language.pick("Kelompok", "Group"));
        person.map_or(name.clone(), |person| format!("{name} ({person})"))
    }
}

impl Gap {
    /// The whole of what stands between the groups, in a sentence or two.
    pub fn sentence(&self, language: Language) -> String {
        let mut text = format!(
            "{}: {}",
            language.pick("Tautan terkuat tidak diikuti", "The strongest link was not followed"),
            cut_reason(self.reason, language)
        );
        text.push('.');
        if self.pairs > 1 {
            let [pairs, speak_for, forbidden] =
                [self.pairs, self.speak_for, self.forbidden].map(|count| language.count(count));
            let sum = super::words::signed(self.sum, language);
            text.push_str(&match language {
                Language::Indonesian => format!(
                    " Dari {pairs} pasangan baris antara keduanya, {speak_for} mendukung dan {forbidden} dilarang \
                     oleh fakta keras; jumlah bobotnya {sum}."
                ),
                Language::English => format!(
                    " Of {pairs} pairs of rows between the two, {speak_for} speak for one person and {forbidden} are \
                     forbidden by hard facts; their weights add up to {sum}."
                ),
            });
        }
        text
    }
}

impl Neighbour {
    /// Its values that are known, in one line.
    pub fn known(&self) -> String {
        let known: Vec<&str> =
            self.values.iter().map(String::as_str).filter(|value| !value.is_empty()).collect();
        known.join(" · ")
    }
}

/// The five values by which a row is known.
pub fn known_values(people: &People, row: RowId, unmasked: bool) -> [String; 5] {
    [NAME, NIK, BIRTH, SEX, HOUSEHOLD].map(|field| super::values::text_of(people, row, field, unmasked))
}
