//! Which rosters do the tables make? Each group of tables gets a name, a programme, its own key, and the fields
//! that it shares with others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::columns::{Mapping, Recognised};
use super::doubts::Doubt;
use super::elsewhere::NameWords;
use super::folder::{self, Found};
use super::headers::{self, compact};
use super::places;
use super::programmes::{self, Guess};
use super::series::{Group, groups};
use crate::ingest::probe::Probe;
use crate::record::Field;
use crate::region::PlaceWords;
use crate::settings::CodeSystem;
use crate::standardise::ExtraKind;

/// A roster to be written into the settings.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Unique name.
    pub name: String,
    /// Path from the folder, with globs where it is a series.
    pub path: String,
    /// Sheet, when the workbook has others of another layout.
    pub sheet: Option<String>,
    /// The first table, for the remarks.
    pub probe: Probe,
    /// Data rows in all its tables.
    pub rows: u64,
    /// Its programme's key.
    pub programme: String,
    /// How the programme was recognised.
    pub guess: Guess,
    /// Column of the roster's own key.
    pub unique_key: Option<usize>,
    /// Code system, where codes and names allow a vote.
    pub region_codes: Option<CodeSystem>,
    /// Its columns.
    pub recognised: Recognised,
    /// Declared fields and their columns.
    pub fields: Vec<(String, usize)>,
}

/// All that is to be written.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The rosters.
    pub rosters: Vec<Draft>,
    /// Fields to declare.
    pub fields: Vec<(String, ExtraKind)>,
    /// Whether names are to be read plainly: most rosters are from elsewhere.
    pub plain_names: bool,
    /// What the words of all names say.
    pub name_words: NameWords,
    /// The regency that the rosters share: code and full name.
    pub regency: Option<(String, String)>,
}

/// Makes rosters of the tables found.
pub fn plan(folder: &Path, found: Vec<Found>) -> Plan {
    let mut rosters: Vec<Draft> = groups(found).into_iter().map(|group| draft(folder, group)).collect();
    unique_names(&mut rosters);
    let foreign = rosters.iter().filter(|roster| roster.recognised.foreign).count();
    let plain_names = foreign * 2 > rosters.len();
    let fields = shared_fields(&mut rosters, plain_names);
    rosters.iter_mut().filter(|roster| is_thin(roster, &fields)).for_each(|roster| {
        roster.recognised.doubts.push(Doubt::Thin);
    });
    let regency = match plain_names {
        true => None,
        false => places::shared_regency(rosters.iter().flat_map(places_named)),
    };
    let names = rosters.iter().map(|roster| roster.recognised.names);
    let (words, known) = names.fold((0, 0.0), |(words, known), names| {
        (words + names.words, known + names.known * names.words as f32)
    });
    let name_words = NameWords { words, known: if words == 0 { 0.0 } else { known / words as f32 } };
    Plan { plain_names, name_words, fields, regency, rosters }
}

/// The places that a roster's sample names.
fn places_named(roster: &Draft) -> impl Iterator<Item = PlaceWords<'_>> {
    let column = |field| roster.recognised.mapping(field).map(|mapping| mapping.columns[0]);
    let [village, district, regency, province] =
        [Field::Village, Field::District, Field::Regency, Field::Province].map(column);
    roster.probe.sample.iter().map(move |row| {
        let cell =
            |column: Option<usize>| column.and_then(|column| row.get(column)).map_or("", String::as_str);
        PlaceWords {
            village: cell(village),
            district: cell(district),
            regency: cell(regency),
            province: cell(province),
            ..PlaceWords::default()
        }
    })
}

fn draft(folder: &Path, group: Group) -> Draft {
    let Group { first, rest, pattern, one_sheet, edition_of } = group;
    let tables = || std::iter::once(&first).chain(&rest);
    let files = tables().map(|table| &table.probe.path).collect::<BTreeSet<_>>().len();
    let rows = tables().map(|table| table.probe.rows_estimate).sum();
    let Found { probe, mut recognised } = first;
    let shown = folder::relative(folder, &probe.path);
    let stem = probe.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let series = pattern.filter(|_| files > 1);
    let path = match (&series, shown.rsplit_once('/')) {
        (Some(pattern), Some((parent, _))) => format!("{}/{pattern}", glob::Pattern::escape(parent)),
        (Some(pattern), None) => pattern.clone(),
        (None, _) => glob::Pattern::escape(&shown),
    };
    let sheet = probe.sheet.clone().filter(|_| one_sheet);
    let said = match (&series, &sheet) {
        (Some(pattern), _) => pattern.rsplit_once('.').map_or(pattern.clone(), |(stem, _)| stem.to_owned()),
        (None, Some(sheet)) => format!("{stem} {sheet}"),
        (None, None) => stem.clone(),
    };
    let guess = match programmes::guess(&format!("{stem} {}", sheet.as_deref().unwrap_or("")), &probe.headers)
    {
        Guess::Columns(_) if recognised.foreign => Guess::Unknown,
        guess => guess,
    };
    let programme = match guess.programme() {
        Some(programme) => programme.key.to_owned(),
        None => clean(&said).to_uppercase().replace('_', "-"),
    };
    match &guess {
        Guess::Unknown if recognised.foreign => {}
        Guess::Unknown => recognised.doubts.insert(0, Doubt::Programme { key: programme.clone() }),
        Guess::File(chosen, Some(other)) => {
            let (chosen, other) = (chosen.key.to_owned(), other.key.to_owned());
            recognised.doubts.insert(0, Doubt::TwoProgrammes { chosen, other });
        }
        Guess::File(_, None) | Guess::Columns(_) => {}
    }
    if files > 1 {
        recognised.doubts.push(Doubt::Series { files });
    }
    if let Some(first) = edition_of {
        recognised.doubts.push(Doubt::Editions { first });
    }
    let unique_key = own_key(&recognised, &guess);
    let mut draft = Draft {
        name: clean(&said),
        path,
        sheet,
        probe,
        rows,
        programme,
        guess,
        unique_key,
        region_codes: None,
        recognised,
        fields: Vec::new(),
    };
    draft.region_codes = vote(&draft);
    draft
}

/// Whether nothing but names and places tells a roster's people apart.
fn is_thin(roster: &Draft, fields: &[(String, ExtraKind)]) -> bool {
    let identifier =
        |name: &str| fields.iter().any(|(field, kind)| field == name && *kind == ExtraKind::Identifier);
    const TELLING: [Field; 5] =
        [Field::Nik, Field::BirthDate, Field::BirthYear, Field::PlaceAndDate, Field::Age];
    !TELLING.into_iter().any(|field| roster.recognised.mapping(field).is_some())
        && !roster.fields.iter().any(|(name, _)| identifier(name))
}

/// Lower case, everything but letters and digits as one `_`.
fn clean(text: &str) -> String {
    let mut name = String::new();
    for sign in text.chars() {
        if sign.is_alphanumeric() {
            name.extend(sign.to_lowercase());
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_');
    if name.is_empty() { "roster".to_owned() } else { name.to_owned() }
}

fn unique_names(rosters: &mut [Draft]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for roster in rosters {
        let count = seen.entry(roster.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            roster.name = format!("{}_{count}", roster.name);
        }
    }
}

/// The roster's own row key: the programme's card or register number, else a column that says it is a key,
/// else any number that names a person; unique in the sample in every case.
fn own_key(recognised: &Recognised, guess: &Guess) -> Option<usize> {
    let is_key = |column: &usize| {
        let column = &recognised.columns[*column];
        column.profile.is_key() && !column.header.is_empty()
    };
    let extra = |name: &str| {
        let wanted = headers::extra_named(name)?;
        recognised.extras.iter().find(|(extra, _)| *extra == wanted).map(|(_, column)| *column)
    };
    let own = guess.programme().and_then(|programme| extra(programme.own_key));
    let cards = [
        "id_dtks",
        "id_dtsen",
        "id_p3ke",
        "id_pbdt",
        "no_pkh",
        "noka_bpjs",
        "nisn",
        "no_kks",
        "nip",
        "id_pln",
        "no_kip",
        "no_kps",
    ];
    own.filter(is_key)
        .or_else(|| recognised.keys.first().copied())
        .or_else(|| cards.iter().find_map(|name| extra(name).filter(is_key)))
        .or_else(|| key_by_look(recognised))
}

/// A column that no table knows, headed like a key and unique ("kode_reg_2023").
fn key_by_look(recognised: &Recognised) -> Option<usize> {
    const WORDS: [&str; 8] = ["ID", "KODE", "KD", "NO", "NOMOR", "KEY", "REG", "REF"];
    recognised.unused().find(|place| {
        let column = &recognised.columns[*place];
        let upper = column.header.to_ascii_uppercase();
        let mut words = upper.split(|sign: char| !sign.is_ascii_alphanumeric());
        column.reading.is_none()
            && column.profile.is_key()
            && column.profile.identifier > 0.9
            && column.profile.nik < 0.5
            && words.any(|word| WORDS.contains(&word))
    })
}

fn vote(roster: &Draft) -> Option<CodeSystem> {
    let codes: Vec<usize> = roster.recognised.mapping(Field::VillageCode)?.columns.clone();
    let regency = roster.recognised.mapping(Field::Regency).map(|mapping| mapping.columns[0]);
    let rows: Vec<(String, &str)> = roster
        .probe
        .sample
        .iter()
        .map(|row| {
            let code = codes.iter().filter_map(|column| row.get(*column)).cloned().collect();
            (code, regency.and_then(|column| row.get(column)).map_or("", String::as_str))
        })
        .collect();
    places::vote(rows.iter().map(|(code, regency)| (code.as_str(), *regency)))
}

/// Fields beside the fixed ones that help to link: those that two rosters or more have in one form, and all of a
/// list from elsewhere. Returns the fields to declare; each roster learns its own.
fn shared_fields(rosters: &mut [Draft], plain_names: bool) -> Vec<(String, ExtraKind)> {
    let mut declared: Vec<(String, ExtraKind)> = Vec::new();
    for (place, extra) in headers::extras().iter().enumerate() {
        let mut holders: Vec<Option<usize>> = rosters.iter().map(|roster| holder(roster, place)).collect();
        if plain_names && holders.iter().any(Option::is_some) {
            // One city all over a small list still is another city than the next list's.
            let any =
                |roster: &Draft| roster.recognised.extras.iter().find(|(other, _)| *other == place).copied();
            holders = rosters.iter().map(|roster| any(roster).map(|(_, column)| column)).collect();
        }
        let lists = holders.iter().flatten().count();
        if matches!(extra.name, "race" | "employer") && lists < 2 && rosters.len() > 1 {
            continue;
        }
        let profile = |at: usize| holders[at].map(|column| &rosters[at].recognised.columns[column].profile);
        let wanted: Vec<bool> = (0..rosters.len())
            .map(|at| {
                let Some(own) = profile(at) else { return false };
                let shared = (0..rosters.len())
                    .any(|other| other != at && profile(other).is_some_and(|other| own.same_form(other)));
                plain_names || extra.kind == ExtraKind::Identifier && shared
            })
            .collect();
        if !wanted.contains(&true) {
            continue;
        }
        for (at, roster) in rosters.iter_mut().enumerate() {
            if let (true, Some(column)) = (wanted[at], holders[at]) {
                roster.fields.push((extra.name.to_owned(), column));
            }
        }
        declared.push((extra.name.to_owned(), extra.kind));
    }
    for (name, header) in unknown_shared(rosters) {
        for roster in rosters.iter_mut() {
            let column =
                unknown_identifiers(roster).find(|(_, other)| *other == header).map(|(place, _)| place);
            if let Some(column) = column {
                roster.fields.push((name.clone(), column));
            }
        }
        declared.push((name, ExtraKind::Identifier));
    }
    declared
}

/// The column of a shared field, when it tells people apart: not one value in all rows, and no household's
/// number on every member where a person's is meant.
fn holder(roster: &Draft, extra: usize) -> Option<usize> {
    let (_, column) = *roster.recognised.extras.iter().find(|(other, _)| *other == extra)?;
    let profile = &roster.recognised.columns[column].profile;
    let of_person =
        headers::extras()[extra].name.starts_with("id_") && headers::extras()[extra].name != "id_household";
    (profile.distinct > 1 && !(of_person && profile.variety() < 0.9)).then_some(column)
}

/// Columns with unknown headers and values like identifiers: place and compact header.
fn unknown_identifiers(roster: &Draft) -> impl Iterator<Item = (usize, String)> + '_ {
    roster.recognised.unused().filter_map(|place| {
        let column = &roster.recognised.columns[place];
        let looks = column.reading.is_none()
            && column.profile.identifier > 0.8
            && column.profile.variety() > 0.8
            && column.profile.filled >= 5
            && column.profile.date < 0.2
            && !column.header.is_empty();
        looks.then(|| (place, compact(&column.header)))
    })
}

/// Names for unknown identifiers that two rosters or more share.
fn unknown_shared(rosters: &[Draft]) -> Vec<(String, String)> {
    let mut counts: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for roster in rosters {
        let mut seen = BTreeSet::new();
        for (place, header) in unknown_identifiers(roster) {
            if !header.is_empty() && seen.insert(header.clone()) {
                let name = clean(&roster.recognised.columns[place].header);
                counts.entry(header).or_insert((0, name)).0 += 1;
            }
        }
    }
    let taken = |name: &str| Field::from_key(name).is_some() || headers::extra_named(name).is_some();
    counts
        .into_iter()
        .filter(|(_, (count, name))| *count >= 2 && !taken(name))
        .map(|(header, (_, name))| (name, header))
        .collect()
}

/// The headers of a mapping.
pub fn headers_of(recognised: &Recognised, mapping: &Mapping) -> Vec<String> {
    mapping.columns.iter().map(|column| recognised.columns[*column].header.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn names_are_cleaned() {
        assert_eq!(clean("Data PKH (Final) 2024"), "data_pkh_final_2024");
        assert_eq!(clean("***"), "roster");
    }
}
