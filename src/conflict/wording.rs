//! How is a conflict said? Lists of programmes, offices and defects in sentences, Indonesian and English, and never
//! a personal value.

use super::standing::{Set, Standing, members};
use crate::record::RowId;
use crate::region::{RegionId, table};

/// "PKH", "PKH dan SEMBAKO", "PKH, SEMBAKO dan PIP".
pub(super) fn list(words: &[&str], and: &str) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_string(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// The keys of a set of programmes as a list.
pub(super) fn programmes(standing: &Standing<'_>, set: Set, and: &str) -> String {
    let keys: Vec<&str> = members(set).map(|at| standing.programmes[at].key.as_str()).collect();
    list(&keys, and)
}

/// A roster's name.
pub(super) fn roster<'a>(standing: &'a Standing<'_>, row: RowId) -> &'a str {
    let roster = standing.people.roster[row as usize].index();
    standing.options.rosters.get(roster).map_or("", |info| &info.name)
}

/// The office that answers for a row's roster.
fn owner<'a>(standing: &'a Standing<'_>, row: RowId) -> &'a str {
    let roster = standing.people.roster[row as usize].index();
    let named = standing.options.rosters.get(roster).map_or("", |info| info.owner.as_str());
    if named.is_empty() { &standing.programmes[standing.programme(row)].owner } else { named }
}

/// Who should act on some rows: their roster's owner when it is one, else the regency where they meet, else all
/// owners.
pub(super) fn office(standing: &Standing<'_>, person: u32, rows: impl Iterator<Item = RowId>) -> String {
    let mut owners: Vec<&str> = Vec::new();
    for row in rows {
        let owner = owner(standing, row);
        if !owner.is_empty() && !owners.contains(&owner) {
            owners.push(owner);
        }
    }
    if owners.len() != 1
        && let Some(regency) = standing.home_regency(person)
    {
        return social_office(regency);
    }
    owners.sort_unstable();
    list(&owners, "dan")
}

/// The social office of a regency.
pub(super) fn social_office(regency: RegionId) -> String {
    format!("Dinas Sosial {}", table().full_name(regency))
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
