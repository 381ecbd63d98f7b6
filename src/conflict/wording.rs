//! How is a conflict said? Lists of programmes, offices and defects in sentences, Indonesian and English, and never
//! a personal value.

use std::num::NonZeroU32;

use super::Unit;
use super::fields::FIELDS;
use super::found::Found;
use super::numbers::DEFECTS;
use super::programmes::Kind;
use super::standing::{DECEASED, Set, Standing, members};
use crate::record::RowId;
use crate::region::{RegionId, table};

/// What is said of a conflict, as facts: two that are equal read alike, under the same rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Said {
    /// So many rows in the roster.
    Twice { rows: usize, roster: u16 },
    /// Regencies, a list, and what is served in more than one of them.
    Regencies { list: u32, repeated: Set },
    /// So many numbers, of one birth date or not.
    Numbers { count: usize, same_date: bool },
    /// Rows with each defect, and whether another row has a sound number.
    Defects { rows: [u32; 4], sound: bool },
    /// So many people under a number, of one family or not.
    Shared { persons: usize, one_family: bool },
    /// Fields that differ, one bit each.
    Fields { differing: u8 },
    /// Rows whose region code and names disagree.
    Displaced { rows: usize },
    /// A flag of one person, or of one in a family, and what is served.
    Flagged { flag: u8, several: bool, served: Set },
    /// Younger or older than the rule's range.
    Age { young: bool, served: Set },
    /// Programmes that may not go together.
    Together { unit: Unit, served: Set },
    /// So many members each receive a programme.
    Each { members: usize, programme: u8 },
    /// So many members on programmes that pay for fewer.
    TooMany { members: usize, served: Set },
    /// Served and not in a base register.
    NotInBase { unit: Unit, served: Set },
    /// Entitled to a programme and not served by it.
    Referred { programme: u8 },
}

impl Said {
    /// The sentence in Indonesian and in English.
    pub(super) fn texts(self, standing: &Standing<'_>, rule: Option<u16>, lists: &[Vec<u32>]) -> [String; 2] {
        match self {
            Said::Twice { rows, roster } => twice(standing, rows, roster),
            Said::Regencies { list, repeated } => regencies(standing, &lists[list as usize], repeated),
            Said::Numbers { count, same_date } => numbers(count, same_date),
            Said::Defects { rows, sound } => defects(rows, sound),
            Said::Shared { persons, one_family } => shared(persons, one_family),
            Said::Fields { differing } => fields(differing),
            Said::Displaced { rows } => [
                format!(
                    "Kode wilayah dan nama wilayah tidak sesuai pada {rows} baris; nama wilayah yang dipakai."
                ),
                format!("Region code and names disagree on {rows} rows; the names were used."),
            ],
            _ => self.of_rule(standing, rule.map_or(["", ""], |rule| standing.rule_labels(rule))),
        }
    }

    /// The sentences that end with the rule's own, or with the programme that it is about.
    fn of_rule(self, standing: &Standing<'_>, [label, label_en]: [&str; 2]) -> [String; 2] {
        let both = |set: Set| [programmes(standing, set, "dan"), programmes(standing, set, "and")];
        match self {
            Said::Flagged { flag, several, served } => {
                let ([served, served_en], (what, what_en)) = (both(served), flagged(flag, several));
                [
                    format!("{what} dan masih menerima {served}. {label}."),
                    format!("{what_en} and still receives {served_en}. {label_en}."),
                ]
            }
            Said::Age { young, served } => {
                let [served, served_en] = both(served);
                let (what, what_en) = if young { ("lebih muda", "younger") } else { ("lebih tua", "older") };
                [
                    format!("Penerima {served} {what} dari batas usia. {label}."),
                    format!("The recipient of {served_en} is {what_en} than the range. {label_en}."),
                ]
            }
            Said::Together { unit, served } => {
                let [served, served_en] = both(served);
                let (who, who_en) = match unit {
                    Unit::Person => ("Satu orang", "One person"),
                    Unit::Family => ("Satu keluarga", "One family"),
                };
                [
                    format!("{who} menerima {served}. {label}; nilai berisiko: pembayaran yang lebih kecil."),
                    format!("{who_en} receives {served_en}. {label_en}; at risk: the smaller payment."),
                ]
            }
            Said::NotInBase { unit, served } => {
                let [served, served_en] = both(served);
                let (who, who_en) = match unit {
                    Unit::Person => ("Penerima", "A recipient of"),
                    Unit::Family => ("Keluarga penerima", "A family that receives"),
                };
                [
                    format!("{who} {served} tidak ditemukan di data dasar. {label}."),
                    format!("{who_en} {served_en} was not found in the base register. {label_en}."),
                ]
            }
            Said::Each { members, programme } => {
                let key = &standing.programmes[usize::from(programme)].key;
                each(members, key, [label, label_en])
            }
            Said::TooMany { members, served } => too_many(members, both(served), [label, label_en]),
            Said::Referred { programme } => {
                let key = &standing.programmes[usize::from(programme)].key;
                [format!("Belum menerima {key}: {label}."), format!("Does not receive {key}: {label_en}.")]
            }
            Said::Twice { .. }
            | Said::Regencies { .. }
            | Said::Numbers { .. }
            | Said::Defects { .. }
            | Said::Shared { .. }
            | Said::Fields { .. }
            | Said::Displaced { .. } => unreachable!("these name no rule"),
        }
    }
}

fn shared(persons: usize, one_family: bool) -> [String; 2] {
    let (hint, hint_en) = if one_family {
        ("satu keluarga", "one family")
    } else {
        ("keluarga yang berbeda", "different families")
    };
    [
        format!(
            "Satu NIK dipakai {persons} orang dari {hint}; nilai berisiko: pembayaran atas NIK itu selain kepada satu orang."
        ),
        format!(
            "One NIK is used by {persons} people of {hint_en}; at risk: what it is paid for beyond one person."
        ),
    ]
}

fn each(members: usize, key: &str, [label, label_en]: [&str; 2]) -> [String; 2] {
    [
        format!(
            "{members} anggota satu keluarga masing-masing menerima {key}. {label}; nilai berisiko: semua pembayaran selain yang terbesar."
        ),
        format!(
            "{members} members of one family each receive {key}. {label_en}; at risk: every payment but the largest."
        ),
    ]
}

fn too_many(members: usize, [served, served_en]: [String; 2], [label, label_en]: [&str; 2]) -> [String; 2] {
    [
        format!(
            "{members} anggota satu keluarga tercatat dalam {served}. {label}; nilai berisiko: yang melebihi batas."
        ),
        format!(
            "{members} members of one family are on {served_en}. {label_en}; at risk: what exceeds the limit."
        ),
    ]
}

fn twice(standing: &Standing<'_>, rows: usize, roster: u16) -> [String; 2] {
    let programme = &standing.programmes[usize::from(standing.programme_of[usize::from(roster)])];
    let name = roster_name(standing, usize::from(roster));
    let (risk, risk_en) = match (programme.kind, programme.unit) {
        (Kind::Base, _) => ("data dasar perlu dirapikan", "the base register needs tidying"),
        (_, Unit::Person) => (
            "nilai berisiko: semua pembayaran selain yang terbesar",
            "at risk: every payment but the largest",
        ),
        (_, Unit::Family) => (
            "program ini dibayar per keluarga; nilai berisiko: semua pembayaran selain yang terbesar",
            "this programme pays one family once; at risk: every payment but the largest",
        ),
    };
    [
        format!("Satu orang tercatat {rows} kali dalam roster {name}; {risk}."),
        format!("One person is recorded {rows} times in roster {name}; {risk_en}."),
    ]
}

fn regencies(standing: &Standing<'_>, regencies: &[u32], repeated: Set) -> [String; 2] {
    let names: Vec<String> = regencies.iter().map(|&regency| table().full_name(region(regency))).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (what, what_en) = if repeated == 0 {
        (String::new(), String::new())
    } else {
        (
            format!(" dan menerima {} di lebih dari satu daerah", programmes(standing, repeated, "dan")),
            format!(" and receives {} in more than one", programmes(standing, repeated, "and")),
        )
    };
    [
        format!("Satu orang tercatat di {}{what}; periksa domisili.", list(&names, "dan")),
        format!("One person is recorded in {}{what_en}; check the residence.", list(&names, "and")),
    ]
}

fn numbers(count: usize, same_date: bool) -> [String; 2] {
    let (hint, hint_en) = if same_date {
        (
            "tanggal lahir di dalamnya sama, tanda pendaftaran kedua",
            "the birth dates in them agree, the mark of a second registration",
        )
    } else {
        (
            "tanggal lahir di dalamnya berbeda, mungkin NIK anggota keluarga lain",
            "the birth dates in them differ, perhaps a relative's number",
        )
    };
    [
        format!("Satu orang memakai {count} NIK yang sah; {hint}. Perlu konsolidasi NIK."),
        format!("One person uses {count} valid NIKs; {hint_en}. Needs consolidation."),
    ]
}

fn defects(rows: [u32; 4], sound: bool) -> [String; 2] {
    let (hint, hint_en) = if sound {
        ("; baris lain memberi NIK yang baik", "; other rows give a sound NIK")
    } else {
        ("; tidak ada baris lain dengan NIK yang baik", "; no other row gives a sound NIK")
    };
    let found = || DEFECTS.iter().zip(rows).filter(|&(_, rows)| rows > 0);
    let words: Vec<String> = found().map(|(defect, rows)| format!("{} ({rows} baris)", defect.1)).collect();
    let words_en: Vec<String> = found().map(|(defect, rows)| format!("{} ({rows} rows)", defect.2)).collect();
    [
        format!("Anomali NIK: {}{hint}.", words.join(", ")),
        format!("Defects of the NIK: {}{hint_en}.", words_en.join(", ")),
    ]
}

fn fields(differing: u8) -> [String; 2] {
    let found =
        || FIELDS.iter().enumerate().filter(|(at, _)| differing >> at & 1 == 1).map(|(_, field)| field);
    let words: Vec<&str> = found().map(|field| field.0).collect();
    let words_en: Vec<&str> = found().map(|field| field.1).collect();
    [
        format!("Isian {} berbeda antarbaris orang yang sama; perlu verifikasi.", list(&words, "dan")),
        format!("Rows of one person differ in {}; needs verification.", list(&words_en, "and")),
    ]
}

fn flagged(flag: u8, several: bool) -> (&'static str, &'static str) {
    match (flag, several) {
        (DECEASED, false) => ("Penerima tercatat meninggal", "The recipient is recorded as deceased"),
        (DECEASED, true) => {
            ("Anggota keluarga penerima tercatat meninggal", "A member of the family is recorded as deceased")
        }
        (_, false) => (
            "Penerima tercatat sebagai ASN, TNI atau Polri",
            "The recipient is recorded as civil servant, army or police",
        ),
        (_, true) => (
            "Keluarga penerima memiliki anggota ASN, TNI atau Polri",
            "The family has a member recorded as civil servant, army or police",
        ),
    }
}

/// Who should act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Office {
    /// Nobody that is known.
    Nobody,
    /// The owner of the rows' rosters, by its number in [`Standing::owners`].
    Owner(u16),
    /// Several owners, a list.
    Owners(u32),
    /// The social office of a regency.
    Social(RegionId),
    /// The social offices of several regencies, a list.
    SocialOf(u32),
    /// The civil registration office of a regency, which consolidates numbers.
    Registration(Option<RegionId>),
}

impl Office {
    /// Its name.
    pub(super) fn text(self, standing: &Standing<'_>, lists: &[Vec<u32>]) -> String {
        let several = |names: &[String]| list(&names.iter().map(String::as_str).collect::<Vec<_>>(), "dan");
        match self {
            Office::Nobody => String::new(),
            Office::Owner(owner) => standing.owners[usize::from(owner)].clone(),
            Office::Owners(list) => {
                let owners =
                    lists[list as usize].iter().map(|&owner| standing.owners[owner as usize].clone());
                several(&owners.collect::<Vec<_>>())
            }
            Office::Social(regency) => social_office(regency),
            Office::SocialOf(list) => {
                let offices = lists[list as usize].iter().map(|&regency| social_office(region(regency)));
                several(&offices.collect::<Vec<_>>())
            }
            Office::Registration(None) => "Dinas Dukcapil".into(),
            Office::Registration(Some(regency)) => format!("Dinas Dukcapil {}", table().full_name(regency)),
        }
    }
}

/// Who should act on some rows: their roster's owner when it is one, else the regency where they meet, else all
/// owners.
pub(super) fn office(
    standing: &Standing<'_>,
    person: u32,
    rows: impl Iterator<Item = RowId>,
    found: &mut Found,
) -> Office {
    let mut first = None;
    let mut others: Vec<u32> = Vec::new();
    for owner in rows.filter_map(|row| standing.owner_of(row)) {
        match first {
            None => first = Some(owner),
            Some(first) if owner != first && !others.contains(&u32::from(owner)) => {
                others.push(u32::from(owner));
            }
            Some(_) => {}
        }
    }
    match (first, others.is_empty()) {
        (Some(owner), true) => Office::Owner(owner),
        (first, _) => match standing.home_regency(person) {
            Some(regency) => Office::Social(regency),
            None if first.is_none() => Office::Nobody,
            None => {
                others.extend(first.map(u32::from));
                // Owners are numbered by their names.
                others.sort_unstable();
                Office::Owners(found.list(others))
            }
        },
    }
}

/// "PKH", "PKH dan SEMBAKO", "PKH, SEMBAKO dan PIP".
fn list(words: &[&str], and: &str) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_string(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// The keys of a set of programmes as a list.
fn programmes(standing: &Standing<'_>, set: Set, and: &str) -> String {
    let keys: Vec<&str> = members(set).map(|at| standing.programmes[at].key.as_str()).collect();
    list(&keys, and)
}

/// The name of a row's roster.
pub(super) fn roster<'a>(standing: &'a Standing<'_>, row: RowId) -> &'a str {
    roster_name(standing, standing.people.roster[row as usize].index())
}

fn roster_name<'a>(standing: &'a Standing<'_>, roster: usize) -> &'a str {
    standing.options.rosters.get(roster).map_or("", |info| &info.name)
}

/// The social office of a regency.
fn social_office(regency: RegionId) -> String {
    format!("Dinas Sosial {}", table().full_name(regency))
}

/// Regions stand in lists by their place in the table.
fn region(number: u32) -> RegionId {
    RegionId(NonZeroU32::MIN.saturating_add(number))
}

#[cfg(test)]
mod tests {
    use super::list;

    #[test]
    fn lists_read_as_people_say_them() {
        assert_eq!(list(&[], "dan"), "");
        assert_eq!(list(&["PKH"], "dan"), "PKH");
        assert_eq!(list(&["PKH", "PIP"], "dan"), "PKH dan PIP");
        assert_eq!(list(&["PKH", "PIP", "KUBE"], "and"), "PKH, PIP and KUBE");
    }
}
