//! When were a file's ages counted? An age is as old as its roster, and rosters are seldom of the night's year: read
//! as if they were, all ages of a list from two years ago are two years too low. The night's dated rows can tell.

use rustc_hash::FxHashMap;

use super::people::{NameTable, People};
use crate::record::{Birth, Precision, RowId};
use crate::region::{Level, RegionId};

/// Years that a roster may be older than the night, and years that it may be ahead (ages counted to the year's end).
const BEHIND: i32 = 12;
const AHEAD: i32 = 2;

/// Differences looked at: one for each year from `-BEHIND` to `AHEAD`.
const YEARS: usize = (BEHIND + AHEAD + 1) as usize;

/// Rows that must agree before a file's ages are moved.
const ENOUGH: u32 = 12;

/// Dated rows of one name in one village, more than which the name says nothing.
const NAMESAKES: usize = 3;

/// A name as it sounds, and its village.
type NameAndVillage = (u32, RegionId);

/// Moves the years of birth that were counted from ages, file by file, to where dated rows put them: the NIK beside
/// the age, or the only dated rows of that name in the village.
///
/// Born before or after the day of the list, a person is of two neighbouring years; the commoner one is taken.
pub(super) fn move_to_their_year(people: &mut People, night_year: u16) {
    let aged: Vec<RowId> = people.rows().filter(|&row| is_aged(people, row)).collect();
    if aged.is_empty() {
        return;
    }
    let dated = dated_namesakes(people, &aged, night_year);
    let files = aged.iter().map(|&row| usize::from(people.file[row as usize]) + 1).max().unwrap_or(0);
    let mut tallies = vec![[0_u32; YEARS]; files];
    for &row in &aged {
        let Some(counted) = people.birth[row as usize].year() else { continue };
        let by_nik = year_of_nik(people, row, night_year);
        let by_name = || name_and_village(people, row).and_then(|key| dated.get(&key));
        let mut add = |year: u16| {
            let place = i32::from(year) - i32::from(counted) + BEHIND;
            if let Some(count) = usize::try_from(place)
                .ok()
                .and_then(|place| tallies[usize::from(people.file[row as usize])].get_mut(place))
            {
                *count += 1;
            }
        };
        match (by_nik, by_name()) {
            (Some(year), _) => add(year),
            (None, Some(years)) if years.len() <= NAMESAKES => years.iter().copied().for_each(&mut add),
            _ => {}
        }
    }
    let shifts: Vec<i32> = tallies.iter().map(shift).collect();
    for row in aged {
        let by = shifts[usize::from(people.file[row as usize])];
        let birth = &mut people.birth[row as usize];
        let moved = birth.year().and_then(|year| u16::try_from(i32::from(year) + by).ok());
        if let Some(year) = moved
            && by != 0
        {
            *birth = Birth::new(Precision::Age, year, 0, 0);
        }
    }
}

fn is_aged(people: &People, row: RowId) -> bool {
    people.birth[row as usize].precision() == Precision::Age
}

/// The year in the row's own NIK, when the NIK is the row's.
fn year_of_nik(people: &People, row: RowId, night_year: u16) -> Option<u16> {
    let index = row as usize;
    let nik = people.nik[index].filter(|_| people.nik_marks[index].trusted())?;
    super::nik_birth(nik, night_year)?.year()
}

fn name_and_village(people: &People, row: RowId) -> Option<NameAndVillage> {
    let name = people.name[row as usize]?;
    Some((people.names.joined_sound[NameTable::index(name)], people.place_at(row, Level::Village)?))
}

/// The years of birth of dated rows under the names and villages of rows with ages; one more than [`NAMESAKES`] at
/// most.
fn dated_namesakes(people: &People, aged: &[RowId], night_year: u16) -> FxHashMap<NameAndVillage, Vec<u16>> {
    let mut years: FxHashMap<NameAndVillage, Vec<u16>> = FxHashMap::default();
    years.extend(aged.iter().filter_map(|&row| Some((name_and_village(people, row)?, Vec::new()))));
    for row in people.rows().filter(|&row| !is_aged(people, row)) {
        let Some(key) = name_and_village(people, row) else { continue };
        let Some(namesakes) = years.get_mut(&key) else { continue };
        let birth = people.birth_known(row, night_year);
        if let Some(year) = birth.year()
            && !namesakes.contains(&year)
            && namesakes.len() <= NAMESAKES
        {
            namesakes.push(year);
        }
    }
    years
}

/// How far to move: the commonest difference, when it and its neighbour hold half of all. Namesakes spread evenly.
fn shift(tally: &[u32; YEARS]) -> i32 {
    let total: u32 = tally.iter().sum();
    let pair = |place: usize| tally[place] + tally[place + 1];
    let Some(best) = (0..YEARS - 1).max_by_key(|&place| (pair(place), place)) else { return 0 };
    if pair(best) < ENOUGH || pair(best) * 2 < total {
        return 0;
    }
    let place = if tally[best + 1] >= tally[best] { best + 1 } else { best };
    i32::try_from(place).map_or(0, |place| place - BEHIND)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::RowChunk;
    use crate::record::{Field, RosterId, TextColumn};
    use crate::standardise::{Options, standardise_all};

    #[track_caller]
    fn check(differences: &[(i32, u32)], expected: i32) {
        let mut tally = [0; YEARS];
        for (difference, rows) in differences {
            tally[(difference + BEHIND) as usize] = *rows;
        }
        assert_eq!(shift(&tally), expected, "{differences:?}");
    }

    #[test]
    fn the_commonest_of_two_neighbouring_years_wins() {
        check(&[(0, 40), (-1, 30)], 0);
        check(&[(-2, 40), (-1, 30)], -2);
        check(&[(-2, 30), (-1, 40), (-9, 5)], -1);
    }

    #[test]
    fn too_few_or_scattered_rows_move_nothing() {
        check(&[(-2, 6), (-1, 5)], 0);
        check(&[(-2, 10), (-1, 10), (-4, 10), (-6, 10), (-8, 10)], 0);
    }

    #[test]
    fn ages_of_an_old_list_move_to_its_year() {
        const NAMES: [&str; 15] = [
            "Slamet", "Paijo", "Tukiyem", "Wagiman", "Suminah", "Darmanto", "Kartini", "Bejo", "Ngatiyem",
            "Parto", "Rukmini", "Gunawan", "Lestari", "Mulyono", "Zubaidah",
        ];
        let chunk = |roster: u16, field: Field, values: Vec<String>| {
            let same = |text: &'static str| NAMES.iter().map(|_| text).collect::<TextColumn>();
            let rows = 1..=NAMES.len() as u32;
            RowChunk {
                roster: RosterId(roster),
                file: roster,
                lines: rows.clone().collect(),
                rows: rows.collect(),
                cells: vec![
                    (Field::Name, NAMES.into_iter().collect()),
                    (field, values.iter().map(String::as_str).collect()),
                    (Field::Village, same("Jambeyan")),
                    (Field::District, same("Sambirejo")),
                    (Field::Regency, same("Sragen")),
                ],
            }
        };
        let years = || (0..NAMES.len() as u16).map(|row| 1950 + 3 * row);
        let dated = chunk(0, Field::BirthDate, years().map(|year| format!("04/03/{year}")).collect());
        // The list was made in the summer of 2023, after everybody's birthday.
        let aged = chunk(1, Field::Age, years().map(|year| format!("{} tahun", 2023 - year)).collect());
        let options = Options::new(jiff::civil::date(2026, 3, 1));
        let (people, _) = standardise_all(&[dated, aged], &options);
        let found: Vec<Option<u16>> = people.birth[NAMES.len()..].iter().map(|birth| birth.year()).collect();
        assert_eq!(found, years().map(Some).collect::<Vec<_>>());
        assert!(people.birth[NAMES.len()..].iter().all(|birth| birth.precision() == Precision::Age));
    }
}
