//! Who is wrongly merged or missed more often? The figures by pair of rosters, regency, sex, age, kind of name, and
//! by what the row knows of NIK and birth date.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::assignment::Assignment;
use super::calibration::wilson;
use super::known::Known;
use super::measure::{Measure, PairCounts};
use crate::record::{Precision, RowId, Sex, TextColumn};
use crate::region::{self, Level, RegionId};
use crate::standardise::People;

/// The figures of one group of rows, or of one pair of rosters.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Slice {
    /// By what rows are grouped.
    pub by: By,
    /// The group.
    pub group: String,
    /// Rows in it; none for pairs of rosters.
    pub rows: Option<u64>,
    /// Pairs with a row of the group.
    pub pair_counts: PairCounts,
    /// Over those.
    pub pairwise: Measure,
    /// Pairs said to be one person that are not.
    pub wrongly_merged: u64,
    /// Pairs that are one person and were not said to be.
    pub missed: u64,
    /// Whether precision lies below that of the whole by more than chance explains (95 %).
    pub less_precise: bool,
    /// Whether recall does.
    pub less_found: bool,
}

/// By what rows are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The two rosters of a pair.
    Rosters,
    /// Residence.
    Regency,
    /// Sex, the NIK's where the row says nothing.
    Sex,
    /// Age on the night.
    Age,
    /// Kind of name; a name may be of several kinds.
    Name,
    /// What is known of the NIK.
    Nik,
    /// How exactly the birth date is known from the row's own columns.
    BirthDate,
}

/// What slices are made from.
#[derive(Clone, Copy)]
pub struct Sliced<'a> {
    /// The clusters.
    pub members: &'a Assignment,
    /// What is true.
    pub known: &'a Known,
    /// The rows.
    pub people: &'a People,
    /// Their names as read.
    pub names: &'a TextColumn,
    /// The night's year.
    pub year: u16,
}

/// Every slice, in the order of [`By`] and of the groups.
pub fn slices(sliced: Sliced<'_>) -> Vec<Slice> {
    let Sliced { members, known, people, .. } = sliced;
    let whole = Measure::of_pairs(known.counts(&members.person));
    let mut slices = between_rosters(sliced, whole);
    let (regencies, of_regency) = regencies(sliced);
    slices.extend(by_group(sliced, By::Regency, &regencies, &of_regency, whole));
    for (by, groups, of) in [
        (By::Sex, &["L", "P", UNKNOWN][..], column(people, |row| sex(people, row))),
        (By::Age, &["0-6", "7-18", "19-59", "60+", UNKNOWN][..], column(people, |row| age(sliced, row))),
        (By::Nik, &["trusted", "doubtful", "none"][..], column(people, |row| nik(people, row))),
        (
            By::BirthDate,
            &["full", "placeholder", "coarse", "none"][..],
            column(people, |row| birth(people, row)),
        ),
    ] {
        let groups: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
        slices.extend(by_group(sliced, by, &groups, &of, whole));
    }
    for kind in NameKind::ALL {
        let of: Vec<u32> = sliced.names.iter().map(|name| u32::from(kind.has(name))).collect();
        let groups = [String::new(), kind.key().to_owned()];
        slices.extend(
            by_group(sliced, By::Name, &groups, &of, whole)
                .into_iter()
                .filter(|slice| !slice.group.is_empty()),
        );
    }
    slices.sort_by_key(|slice| slice.by);
    slices
}

/// The group of rows of which a thing is not known.
pub(super) const UNKNOWN: &str = "unknown";

fn column(people: &People, of: impl Fn(RowId) -> u32) -> Vec<u32> {
    people.rows().map(of).collect()
}

fn by_group(sliced: Sliced<'_>, by: By, groups: &[String], of: &[u32], whole: Measure) -> Vec<Slice> {
    let counts = sliced.known.by_group(&sliced.members.person, of, groups.len());
    let filled = groups.iter().zip(counts).filter(|(_, (rows, _))| *rows > 0);
    filled.map(|(group, (rows, counts))| Slice::new(by, group, Some(rows), counts, whole)).collect()
}

fn between_rosters(sliced: Sliced<'_>, whole: Measure) -> Vec<Slice> {
    let Sliced { members, known, .. } = sliced;
    let rosters = members.rosters.len();
    let counts = known.between_groups(&members.person, &members.roster, rosters);
    let mut slices = Vec::new();
    for x in 0..rosters {
        for y in x..rosters {
            let counts = counts[x * rosters + y];
            if counts.predicted + counts.actual > 0 {
                let group = format!("{} × {}", members.rosters[x], members.rosters[y]);
                slices.push(Slice::new(By::Rosters, &group, None, counts, whole));
            }
        }
    }
    slices
}

impl Slice {
    fn new(by: By, group: &str, rows: Option<u64>, counts: PairCounts, whole: Measure) -> Slice {
        let below = |part: u64, all: u64, whole: Option<f64>| {
            all > 0 && whole.is_some_and(|whole| wilson(part, all)[1] < whole)
        };
        Slice {
            by,
            group: group.to_owned(),
            rows,
            pair_counts: counts,
            pairwise: Measure::of_pairs(counts),
            wrongly_merged: counts.predicted - counts.correct,
            missed: counts.actual - counts.correct,
            less_precise: below(counts.correct, counts.predicted, whole.precision),
            less_found: below(counts.correct, counts.actual, whole.recall),
        }
    }
}

/// The regencies that occur, by code, and that of each row. A row without one takes that of its cluster's first row
/// that has one: a roster of one regency often does not name it.
fn regencies(sliced: Sliced<'_>) -> (Vec<String>, Vec<u32>) {
    let Sliced { members, people, .. } = sliced;
    let mut of_cluster: FxHashMap<u32, RegionId> = FxHashMap::default();
    let own: Vec<Option<RegionId>> = people.rows().map(|row| people.place_at(row, Level::Regency)).collect();
    for (row, regency) in own.iter().enumerate() {
        if let (Some(cluster), Some(regency)) = (members.person[row], regency) {
            of_cluster.entry(cluster).or_insert(*regency);
        }
    }
    let table = region::table();
    let found: Vec<Option<RegionId>> = own
        .into_iter()
        .zip(&members.person)
        .map(|(own, cluster)| own.or_else(|| of_cluster.get(&(*cluster)?).copied()))
        .collect();
    let mut distinct: Vec<RegionId> = found.iter().copied().flatten().collect();
    distinct.sort_unstable_by_key(|id| table.number(*id));
    distinct.dedup();
    let places: FxHashMap<RegionId, u32> =
        distinct.iter().enumerate().map(|(place, id)| (*id, place as u32)).collect();
    let groups = distinct.iter().map(|id| format!("{} {}", table.code(*id), table.full_name(*id)));
    let unknown = distinct.len() as u32;
    let of = found.into_iter().map(|id| id.map_or(unknown, |id| places[&id])).collect();
    (groups.chain([UNKNOWN.to_owned()]).collect(), of)
}

fn sex(people: &People, row: RowId) -> u32 {
    match people.sex_known(row) {
        Sex::Male => 0,
        Sex::Female => 1,
        Sex::Unknown => 2,
    }
}

fn age(sliced: Sliced<'_>, row: RowId) -> u32 {
    let born = sliced.people.birth_known(row, sliced.year).year();
    match born.map(|born| sliced.year.saturating_sub(born)) {
        Some(0..=6) => 0,
        Some(7..=18) => 1,
        Some(19..=59) => 2,
        Some(60..) => 3,
        None => 4,
    }
}

fn nik(people: &People, row: RowId) -> u32 {
    match people.nik[row as usize] {
        Some(_) if people.nik_marks[row as usize].trusted() => 0,
        Some(_) => 1,
        None => 2,
    }
}

fn birth(people: &People, row: RowId) -> u32 {
    match people.birth[row as usize].precision() {
        Precision::Full => 0,
        Precision::Placeholder => 1,
        Precision::Age | Precision::Year | Precision::Month => 2,
        Precision::Unknown => 3,
    }
}

/// Kinds of names that linkage finds hard, or that belong to groups of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NameKind {
    OneWord,
    FourWords,
    Muhammad,
    Siti,
    BirthOrder,
    Patronymic,
    Titled,
    Initials,
}

impl NameKind {
    const ALL: [NameKind; 8] = [
        NameKind::OneWord,
        NameKind::FourWords,
        NameKind::Muhammad,
        NameKind::Siti,
        NameKind::BirthOrder,
        NameKind::Patronymic,
        NameKind::Titled,
        NameKind::Initials,
    ];

    fn key(self) -> &'static str {
        match self {
            NameKind::OneWord => "one_word",
            NameKind::FourWords => "four_words",
            NameKind::Muhammad => "muhammad",
            NameKind::Siti => "siti",
            NameKind::BirthOrder => "birth_order",
            NameKind::Patronymic => "patronymic",
            NameKind::Titled => "titled",
            NameKind::Initials => "initials",
        }
    }

    /// Whether a name as read is of the kind.
    fn has(self, name: &str) -> bool {
        let name = name.to_uppercase();
        let words: Vec<&str> =
            name.split(|sign: char| !sign.is_alphabetic()).filter(|w| !w.is_empty()).collect();
        let begins = |list: &[&str]| words.first().is_some_and(|first| list.contains(first));
        match self {
            NameKind::OneWord => words.len() == 1,
            NameKind::FourWords => words.len() >= 4,
            NameKind::Muhammad => begins(&[
                "MUHAMMAD",
                "MUHAMAD",
                "MOHAMMAD",
                "MOHAMAD",
                "MUHAMMED",
                "MOCHAMAD",
                "MOCHAMMAD",
                "MUCHAMAD",
                "MUH",
                "MUCH",
                "MOH",
                "MOCH",
                "MHD",
                "MD",
            ]),
            NameKind::Siti => begins(&["SITI", "SITTI", "ST", "SITY"]),
            NameKind::BirthOrder => words.iter().take(3).any(|word| {
                ["WAYAN", "PUTU", "GEDE", "MADE", "KADEK", "NENGAH", "NYOMAN", "KOMANG", "KETUT"]
                    .contains(word)
            }),
            NameKind::Patronymic => words.iter().skip(1).any(|word| ["BIN", "BINTI", "BINTE"].contains(word)),
            NameKind::Titled => {
                name.contains(',')
                    || begins(&["H", "HJ", "DRS", "DRA", "IR", "DR", "KH", "TGH", "USTADZ", "IBU"])
            }
            // "I" and "NI" open Balinese names, "H" is a title; neither is a name cut short.
            NameKind::Initials => {
                words.len() > 1
                    && words.iter().enumerate().any(|(at, word)| {
                        word.chars().count() == 1 && !(at == 0 && ["I", "H"].contains(word))
                    })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_names() {
        let kinds = |name: &str| -> Vec<&str> {
            NameKind::ALL.into_iter().filter(|kind| kind.has(name)).map(NameKind::key).collect()
        };
        assert_eq!(kinds("Suharto"), ["one_word"]);
        assert_eq!(kinds("MOH. RIZKI"), ["muhammad"]);
        assert_eq!(kinds("St. Aminah binti Ahmad"), ["four_words", "siti", "patronymic"]);
        assert_eq!(kinds("I Wayan Sudana"), ["birth_order"]);
        assert_eq!(kinds("H. Budi Santoso, S.Pd"), ["four_words", "titled", "initials"]);
        assert_eq!(kinds("Budi S"), ["initials"]);
        assert_eq!(kinds(""), [""; 0]);
    }
}
