//! By what do two rows meet? The blocking keys: pure functions row -> key or none.
//!
//! Every key survives a typo in the fields that it leaves out, and no single field stands in all of them. A
//! name token as common as *muhammad* or *siti* stands last in its name's order of rarity, so it makes a key
//! only where nothing rarer is there, and then only beside a date or a place.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use crate::record::{Birth, NameId, Precision, RowId};
use crate::region::Level;
use crate::standardise::{ExtraKind, NameTable, People};

/// The passes, in the order they run: the surest first, so that later ones skip the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// The whole NIK.
    Nik,
    /// Region and date part of the NIK: survives the serial.
    NikHead,
    /// Date part and serial: survives the region.
    NikTail,
    /// Family card.
    Kk,
    /// A declared identifier.
    Extra(u16),
    /// Birth date and the rarest name token.
    BirthAndName,
    /// Birth date and district: survives the whole name.
    BirthAndDistrict,
    /// Birth date and the mother's rarest token.
    BirthAndMother,
    /// Birth date, first letter and regency.
    BirthAndLetter,
    /// The two rarest name tokens and the regency.
    NameAndRegency,
    /// The two rarest name tokens and the year of birth, anywhere.
    NameAndYear,
    /// Coarse key of the rarest token, year of birth, regency.
    CoarseAndYear,
    /// Whole name without spaces and the village (mononyms).
    NameAndVillage,
    /// Mother's two rarest tokens and the year of birth.
    MotherAndYear,
    /// Mother's two rarest tokens and the person's rarest.
    MotherAndName,
    /// Village, two years of birth and the first letter: survives the rest of the name.
    VillageAndYears,
    /// The same with the pairs of years shifted by one, so that ages a year apart meet.
    VillageAndShiftedYears,
    /// Village and the rarest name token: survives the birth date.
    VillageAndName,
    /// Village and the mother's rarest token.
    VillageAndMother,
    /// Village and the second name token: survives a typo in the rarest.
    VillageAndSecondName,
    /// Names of lists without dates or places: the two rarest tokens alone, where a row has neither.
    NameAlone,
}

impl Key {
    pub(super) fn all(extras: usize) -> Vec<Key> {
        let mut keys = vec![Key::Nik, Key::NikHead, Key::NikTail, Key::Kk];
        keys.extend((0..extras as u16).map(Key::Extra));
        keys.extend([
            Key::BirthAndName,
            Key::BirthAndDistrict,
            Key::BirthAndMother,
            Key::BirthAndLetter,
            Key::NameAndRegency,
            Key::NameAndYear,
            Key::CoarseAndYear,
            Key::NameAndVillage,
            Key::MotherAndYear,
            Key::MotherAndName,
            Key::VillageAndYears,
            Key::VillageAndShiftedYears,
            Key::VillageAndName,
            Key::VillageAndMother,
            Key::VillageAndSecondName,
            Key::NameAlone,
        ]);
        keys
    }
}

/// Sound keys of one distinct name, rarest first.
#[derive(Clone, Copy, Default)]
struct NameKeys {
    rarest: u32,
    second: Option<u32>,
    coarse: u32,
    letter: u8,
}

/// What the keys are made from: one small record a distinct name, the rest from the columns.
pub(super) struct Keys<'a> {
    people: &'a People,
    names: Vec<NameKeys>,
    birth: Vec<Birth>,
}

impl<'a> Keys<'a> {
    /// Finer keys that an oversized block is split by, one after another.
    pub(super) const REFINEMENTS: u32 = 4;

    pub(super) fn new(people: &'a People, night_year: u16) -> Keys<'a> {
        let rows_by_sound = rows_by_sound(people);
        let names = (0..people.names.len()).map(|index| name_keys(people, index, &rows_by_sound)).collect();
        let birth = people.rows().map(|row| people.birth_known(row, night_year)).collect();
        Keys { people, names, birth }
    }

    pub(super) fn name(&self, key: Key) -> String {
        match key {
            Key::Nik => "nik".into(),
            Key::NikHead => "nik region+date".into(),
            Key::NikTail => "nik date+serial".into(),
            Key::Kk => "kk".into(),
            Key::Extra(extra) => self.people.extras[usize::from(extra)].name.clone(),
            Key::BirthAndName => "birth date+name".into(),
            Key::BirthAndDistrict => "birth date+district".into(),
            Key::BirthAndMother => "birth date+mother".into(),
            Key::BirthAndLetter => "birth date+letter+regency".into(),
            Key::NameAndRegency => "two names+regency".into(),
            Key::NameAndYear => "two names+birth year".into(),
            Key::CoarseAndYear => "coarse name+birth year+regency".into(),
            Key::NameAndVillage => "whole name+village".into(),
            Key::MotherAndYear => "mother+birth year".into(),
            Key::MotherAndName => "mother+name".into(),
            Key::VillageAndYears => "village+birth years+letter".into(),
            Key::VillageAndShiftedYears => "village+shifted birth years+letter".into(),
            Key::VillageAndName => "village+name".into(),
            Key::VillageAndMother => "village+mother".into(),
            Key::VillageAndSecondName => "village+second name".into(),
            Key::NameAlone => "two names alone".into(),
        }
    }

    /// The row's key in a pass, or none when a part is missing.
    pub(super) fn key(&self, key: Key, row: RowId) -> Option<u64> {
        let people = self.people;
        let index = row as usize;
        let name = people.name[index].map(|name| &self.names[NameTable::index(name)]);
        let mother = people.mother[index].map(|name| &self.names[NameTable::index(name)]);
        match key {
            Key::Nik => people.nik[index].map(|nik| nik.value() / 10),
            Key::NikHead => people.nik[index].map(|nik| nik.value() / 10_000),
            Key::NikTail => people.nik[index].map(|nik| nik.value() % 10_000_000_000),
            Key::Kk => people.kk[index].map(crate::record::Digits16::value),
            Key::Extra(extra) => {
                let column = &people.extras[usize::from(extra)];
                let kind = matches!(column.kind, ExtraKind::Identifier);
                column.value[index].filter(|_| kind).map(|text| u64::from(text.0.get()))
            }
            Key::BirthAndName => Some(mix(&(self.full_birth(row)?, name?.rarest))),
            Key::BirthAndDistrict => {
                Some(mix(&(self.full_birth(row)?, people.place_at(row, Level::District)?)))
            }
            Key::BirthAndMother => Some(mix(&(self.full_birth(row)?, mother?.rarest, 1u8))),
            Key::BirthAndLetter => {
                Some(mix(&(self.full_birth(row)?, name?.letter, people.place_at(row, Level::Regency))))
            }
            Key::NameAndRegency => {
                let name = name?;
                Some(mix(&(name.rarest, name.second?, people.place_at(row, Level::Regency)?)))
            }
            Key::NameAndYear => {
                let name = name?;
                Some(mix(&(name.rarest, name.second?, self.birth[index].year()?, 2u8)))
            }
            Key::CoarseAndYear => {
                Some(mix(&(name?.coarse, self.birth[index].year()?, people.place_at(row, Level::Regency))))
            }
            Key::NameAndVillage => {
                let joined = people.names.joined_sound[NameTable::index(people.name[index]?)];
                Some(mix(&(joined, people.place_at(row, Level::Village)?, 3u8)))
            }
            Key::MotherAndYear => {
                let mother = mother?;
                Some(mix(&(mother.rarest, mother.second, self.birth[index].year()?)))
            }
            Key::MotherAndName => Some(mix(&(mother?.rarest, mother?.second, name?.rarest))),
            Key::VillageAndYears | Key::VillageAndShiftedYears => {
                let village = people.place_at(row, Level::Village)?;
                let shifted = u16::from(key == Key::VillageAndShiftedYears);
                Some(mix(&(village, (self.birth[index].year()? + shifted) / 2, name?.letter, shifted)))
            }
            Key::VillageAndName => Some(mix(&(people.place_at(row, Level::Village)?, name?.rarest, 5u8))),
            Key::VillageAndMother => Some(mix(&(people.place_at(row, Level::Village)?, mother?.rarest, 6u8))),
            Key::VillageAndSecondName => {
                Some(mix(&(people.place_at(row, Level::Village)?, name?.second?, 5u8)))
            }
            Key::NameAlone => {
                let bare =
                    self.birth[index].year().is_none() && people.place_at(row, Level::Regency).is_none();
                let name = name?;
                (bare || name.second.is_some()).then_some(())?;
                let joined = people.names.joined_sound[NameTable::index(people.name[index]?)];
                Some(mix(&(joined, 4u8)))
            }
        }
    }

    /// The key that splits an oversized block at `depth`: place or year first, whatever the pass has not used.
    pub(super) fn refinement(&self, key: Key, depth: u32, row: RowId) -> u64 {
        let index = row as usize;
        let name = self.people.name[index].map(|name| self.names[NameTable::index(name)]);
        let rarest = name.map_or(0, |name| name.rarest);
        let year = self.birth[index].year().unwrap_or(0);
        let dated = matches!(
            key,
            Key::Nik
                | Key::NikHead
                | Key::NikTail
                | Key::BirthAndName
                | Key::BirthAndDistrict
                | Key::BirthAndMother
        );
        match (depth, dated) {
            (0, true) | (1, false) => u64::from(rarest),
            (0, false) => u64::from(year),
            (1, true) => mix(&self.people.place_at(row, Level::District)),
            (2, _) => mix(&(rarest, self.birth[index].packed(), self.people.sex[index])),
            _ => mix(&(self.people.name[index], self.people.place[index], self.people.mother[index])),
        }
    }

    /// A date that is evidence by itself: full, and no placeholder.
    fn full_birth(&self, row: RowId) -> Option<u32> {
        let birth = self.birth[row as usize];
        (birth.precision() == Precision::Full).then_some(birth.packed())
    }
}

fn mix<T: Hash>(parts: &T) -> u64 {
    let mut hasher = FxHasher::default();
    parts.hash(&mut hasher);
    hasher.finish()
}

/// Rows by sound key, own names and mothers' together.
fn rows_by_sound(people: &People) -> Vec<u32> {
    let sounds = people.tokens.sound.iter().chain(&people.names.joined_sound);
    let mut rows = vec![0; sounds.max().map_or(0, |sound| *sound as usize + 1)];
    for (token, sound) in people.tokens.sound.iter().enumerate() {
        let count = people.tokens.rows[token] + people.tokens.mother_rows[token];
        rows[*sound as usize] = count.saturating_add(rows[*sound as usize]);
    }
    rows
}

fn name_keys(people: &People, index: usize, rows_by_sound: &[u32]) -> NameKeys {
    let name = NameId(std::num::NonZeroU32::MIN.saturating_add(index as u32));
    let mut tokens: Vec<(u32, u32, u32)> = people
        .names
        .tokens(name)
        .iter()
        .map(|token| {
            let sound = people.tokens.sound[*token as usize];
            // A lone letter is an initial: it names nobody, so it stands behind every word.
            let initial = people.tokens.text.get(*token as usize).len() == 1;
            (if initial { u32::MAX } else { rows_by_sound[sound as usize] }, sound, *token)
        })
        .collect();
    tokens.sort_unstable();
    tokens.dedup_by_key(|token| token.1);
    let Some(&(_, rarest, token)) = tokens.first() else {
        return NameKeys::default();
    };
    let first = people.names.tokens(name)[0] as usize;
    NameKeys {
        rarest,
        second: tokens.get(1).map(|token| token.1),
        coarse: people.tokens.coarse[token as usize],
        letter: people.tokens.text.get(first).bytes().next().unwrap_or(0),
    }
}
