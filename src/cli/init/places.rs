//! Which places does a folder of exports speak of? Names of regions by level, the vote between the two systems
//! of region codes, and the regency that the rosters share.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::region::{Level, PlaceWords, RegionId, Resolver, table};
use crate::settings::CodeSystem;

/// Names of the table without blanks and kind words, and the levels that know them.
static NAMES: LazyLock<FxHashMap<String, [bool; 4]>> = LazyLock::new(|| {
    let mut names: FxHashMap<String, [bool; 4]> = FxHashMap::default();
    for (place, level) in Level::ALL.into_iter().enumerate() {
        for id in table().all(level) {
            names.entry(bare(table().name(*id))).or_default()[place] = true;
        }
    }
    names
});

/// Regencies and cities by bare name.
static REGENCIES: LazyLock<FxHashMap<String, Vec<RegionId>>> = LazyLock::new(|| {
    let mut names: FxHashMap<String, Vec<RegionId>> = FxHashMap::default();
    for id in table().all(Level::Regency) {
        names.entry(bare(table().name(*id))).or_default().push(*id);
    }
    names
});

/// At which levels a place of this name exists: province, regency, district, village.
pub fn levels_named(name: &str) -> [bool; 4] {
    NAMES.get(&bare(name)).copied().unwrap_or_default()
}

/// The name without its kind ("Kab.", "Kecamatan"), blanks and signs, upper case.
fn bare(name: &str) -> String {
    const KINDS: [&str; 14] = [
        "KABUPATEN",
        "KAB",
        "KOTA",
        "KODYA",
        "KOTAMADYA",
        "KECAMATAN",
        "KEC",
        "DESA",
        "DS",
        "KELURAHAN",
        "KEL",
        "PROVINSI",
        "PROPINSI",
        "PROV",
    ];
    let upper = name.to_uppercase();
    let words: Vec<&str> =
        upper.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let kinds = words.iter().take_while(|word| KINDS.contains(word)).count();
    // "Kota" alone is a village too.
    words[if kinds == words.len() { 0 } else { kinds }..].concat()
}

/// Regencies of this name; "Kota ..." and "Kab. ..." tell namesakes apart.
pub fn regencies_named(name: &str) -> Vec<RegionId> {
    let Some(ids) = REGENCIES.get(&bare(name)) else { return Vec::new() };
    let upper = name.trim().to_uppercase();
    let city = upper.starts_with("KOTA") || upper.starts_with("KODYA");
    let regency = upper.starts_with("KAB");
    let kind = |id: &&RegionId| {
        let is_city = table().code(**id).rsplit('.').next().is_some_and(|last| last >= "71");
        (!city || is_city) && (!regency || !is_city)
    };
    ids.iter().filter(kind).copied().collect()
}

/// Which system a roster's codes are of, by rows that have both a code and a regency's name; none without
/// enough of them. Both systems agree for most of Java, where Kemendagri is taken.
pub fn vote<'a>(rows: impl Iterator<Item = (&'a str, &'a str)>) -> Option<CodeSystem> {
    let (mut votes, mut agreeing, mut zero_seventh, mut long) = (0, 0, 0, 0);
    for (code, regency) in rows {
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        if digits.len() < 4 {
            continue;
        }
        if digits.len() == 10 {
            long += 1;
            zero_seventh += usize::from(digits.as_bytes()[6] == b'0');
        }
        let named = regencies_named(regency);
        if !named.is_empty() {
            votes += 1;
            let agrees = |id: &RegionId| table().number(*id).to_string() == digits[..4];
            agreeing += usize::from(named.iter().any(agrees));
        }
    }
    // The seventh digit of a Kemendagri village is 1, 2 or 3; of a BPS village it is mostly 0.
    let bps_by_digit = long >= 5 && zero_seventh * 10 >= long * 4;
    if votes >= 3 && agreeing * 10 < votes * 4 || bps_by_digit {
        return Some(CodeSystem::Bps);
    }
    (votes >= 3 || long >= 5).then_some(CodeSystem::Kemendagri)
}

/// The regency that at least nine in ten of these places lie in, as its code and full name. A village that names
/// its district tells as much as the regency's own name does.
pub fn shared_regency<'a>(places: impl Iterator<Item = PlaceWords<'a>>) -> Option<(String, String)> {
    let mut counts: FxHashMap<RegionId, usize> = FxHashMap::default();
    let mut resolver = Resolver::new();
    let mut total = 0;
    for words in places {
        let Some(place) = resolver.resolve(&words, None).place else { continue };
        if table().level(place) >= Level::Regency
            && let Some(regency) = table().ancestor(place, Level::Regency)
        {
            *counts.entry(regency).or_default() += 1;
            total += 1;
        }
    }
    let (id, count) = counts.into_iter().max_by_key(|(id, count)| (*count, std::cmp::Reverse(*id)))?;
    (total >= 5 && count * 10 >= total * 9).then(|| (table().code(id), table().full_name(id)))
}

#[cfg(test)]
mod tests {
    use super::{regencies_named, shared_regency, vote};
    use crate::region::PlaceWords;
    use crate::settings::CodeSystem;

    #[test]
    fn codes_are_voted_on() {
        let kemendagri =
            [("3314012001", "Kab. Sragen"), ("33.14.02.2002", "SRAGEN"), ("3314032003", "Sragen")];
        assert_eq!(vote(kemendagri.into_iter()), Some(CodeSystem::Kemendagri));
        // 1101 is Simeulue at BPS and Aceh Selatan at Kemendagri.
        let bps = [("1101010001", "Simeulue"), ("1101010002", "KAB. SIMEULUE"), ("1101020003", "Simeulue")];
        assert_eq!(vote(bps.into_iter()), Some(CodeSystem::Bps));
        assert_eq!(vote([("3314", "nowhere")].into_iter()), None);
    }

    #[test]
    fn namesakes_are_told_apart_by_kind() {
        assert_eq!(regencies_named("Sukabumi").len(), 2);
        assert_eq!(regencies_named("Kota Sukabumi").len(), 1);
        assert_eq!(regencies_named("KAB. SUKABUMI").len(), 1);
    }

    #[test]
    fn a_shared_regency_is_found() {
        let regency = |regency| PlaceWords { regency, ..PlaceWords::default() };
        let shared = |names: &[&'static str]| shared_regency(names.iter().map(|name| regency(*name)));
        let mut names = ["Sragen"; 10];
        names[9] = "Kab. Sragen";
        assert_eq!(shared(&names).map(|(code, _)| code).as_deref(), Some("33.14"));
        assert_eq!(shared(&["Sragen", "Boyolali", "Sragen", "Boyolali", "Sragen"]), None);
        assert_eq!(shared(&["Sukabumi"; 10]), None);
    }

    #[test]
    fn villages_with_their_districts_tell_the_regency() {
        let village = |village, district| PlaceWords { village, district, ..PlaceWords::default() };
        let known = [village("Jambeyan", "Sambirejo"), village("Jetis", "Kec. Sambirejo")];
        // A village alone has many namesakes: it says nothing, and takes nothing away.
        let rows = (0..10).map(|i| if i < 6 { known[i % 2] } else { village("Jetis", "") });
        assert_eq!(shared_regency(rows).map(|(code, _)| code).as_deref(), Some("33.14"));
    }
}
