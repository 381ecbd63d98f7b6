//! By what do two rows meet? The blocking keys: pure functions row -> key or none.
//!
//! Every key survives a typo in the fields that it leaves out, and no single field stands in all of them. A
//! name token as common as *muhammad* or *siti* stands last in its name's order of rarity, so it makes a key
//! only where nothing rarer is there, and then only beside a date or a place.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::words::RarestWords;
use super::worth::Shared;
use crate::record::{Birth, NameId, Precision, RowId, TextId};
use crate::region::{Level, RegionId};
use crate::standardise::{ExtraColumn, ExtraKind, NameTable, People, hash as mix};

/// Characters an identifier has at least for its halves to be keys.
const SHORTEST_HALVED: usize = 6;
/// Values that a code or text has at least to be part of a key.
const FEWEST_VALUES: usize = 20;

/// The passes, in the order they run: the surest first, so that later ones skip the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// The whole NIK.
    Nik,
    /// Region and date part of the NIK: survives the serial.
    NikHead,
    /// Date part and serial: survives the region. Among many rows also the first letter, as for the others that say so.
    NikTail,
    /// Family card.
    Kk,
    /// A declared identifier.
    Extra(u16),
    /// The first half of a declared identifier: survives a slip in the second.
    ExtraHead(u16),
    /// The second half: survives a slip in the first.
    ExtraTail(u16),
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
    /// Coarse key of the rarest token, year of birth, regency; among many rows also the letters that two tokens begin with.
    CoarseAndYear,
    /// Whole name without spaces and the village (mononyms).
    NameAndVillage,
    /// Mother's two rarest tokens and the year of birth; among many rows also the first letter.
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
    /// Village and the second name token: survives a typo in the rarest. It stays as it is among many rows too: who in a
    /// village shares a name tells the model what strangers there share.
    VillageAndSecondName,
    /// Day and month of birth, the letters that two name tokens begin with, and the regency, among many rows the district:
    /// survives the year and slips in names.
    DayAndLetters,
    /// The name token after the rarest and the year of birth, where no place is known.
    SecondNameAndYear,
    /// Birth date alone, where no place is known.
    BirthAlone,
    /// The whole address, where the village is not known: those who live together.
    Address,
    /// Its rarest word and the rarest name token.
    AddressAndName,
    /// Its rarest word and the year of birth: survives the whole name.
    AddressAndYear,
    /// A declared code or text and the rarest name token.
    ExtraAndName(u16),
    /// A declared code or text, the year of birth and the first letter.
    ExtraAndYear(u16),
    /// Names of lists without dates or places: the two rarest tokens alone, where a row has neither.
    NameAlone,
}

impl Key {
    pub(super) fn all(extras: &[ExtraColumn]) -> Vec<Key> {
        let numbers = || 0..extras.len() as u16;
        let is_identifier = |extra: &u16| extras[usize::from(*extra)].kind == ExtraKind::Identifier;
        let tells: Vec<bool> = extras.iter().map(tells_rows_apart).collect();
        let identifiers = || numbers().filter(is_identifier);
        let texts = || numbers().filter(|extra| tells[usize::from(*extra)]);
        let mut keys = vec![Key::Nik, Key::NikHead, Key::NikTail, Key::Kk];
        keys.extend(identifiers().map(Key::Extra));
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
            Key::DayAndLetters,
            Key::SecondNameAndYear,
            Key::BirthAlone,
            Key::Address,
            Key::AddressAndName,
            Key::AddressAndYear,
        ]);
        keys.extend(identifiers().flat_map(|extra| [Key::ExtraHead(extra), Key::ExtraTail(extra)]));
        keys.extend(texts().flat_map(|extra| [Key::ExtraAndName(extra), Key::ExtraAndYear(extra)]));
        keys.push(Key::NameAlone);
        keys
    }
}

/// What an oversized block is split by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finer {
    /// The rarest name token.
    Name,
    /// The year of birth.
    Year,
    /// The regency.
    Regency,
    /// The district.
    District,
    /// The village.
    Village,
}

impl Key {
    /// By what a block of this pass is split first and second when it is too large.
    fn finer(self) -> [Finer; 2] {
        match self {
            Key::Nik
            | Key::NikHead
            | Key::NikTail
            | Key::BirthAndName
            | Key::BirthAndDistrict
            | Key::BirthAndMother
            | Key::BirthAndLetter
            | Key::DayAndLetters
            | Key::BirthAlone => [Finer::Name, Finer::District],
            Key::NameAndYear | Key::NameAlone => [Finer::Regency, Finer::District],
            Key::CoarseAndYear | Key::MotherAndYear => [Finer::District, Finer::Village],
            _ => [Finer::Year, Finer::Name],
        }
    }

    /// What two rows of a block share, as far as it tells of families.
    pub(super) fn shared(self) -> Shared {
        match self {
            Key::Kk => Shared::Card,
            Key::BirthAndMother | Key::MotherAndYear | Key::MotherAndName | Key::VillageAndMother => {
                Shared::Mother
            }
            _ => Shared::Other,
        }
    }

    /// Whether what the rows of a block share names one person or family: its blocks may be larger, since their pairs
    /// are worth it. Blocks of the others grow with the number of people, not with how often one person is listed.
    pub(super) fn is_sure(self) -> bool {
        matches!(
            self,
            Key::Nik
                | Key::NikHead
                | Key::Kk
                | Key::Extra(_)
                | Key::BirthAndName
                | Key::BirthAndDistrict
                | Key::NameAndVillage
        )
    }
}

/// Sound keys of one distinct name, rarest first.
#[derive(Clone, Copy, Default)]
struct NameKeys {
    rarest: u32,
    second: Option<u32>,
    coarse: u32,
    /// Sound of the whole name written without spaces.
    joined: u32,
    letter: u8,
    /// First letters of the two rarest tokens, in the order of the alphabet.
    letters: [u8; 2],
    /// Where the two rarest tokens stand in the name, from 1, a byte each: which are the rarest changes from night
    /// to night.
    stand: u16,
}

/// What most keys of one row are made from, side by side in memory: passes go through the rows one after another, and
/// would otherwise wait for a name or a region at each.
#[derive(Clone, Copy)]
struct RowKeys {
    name: Option<NameKeys>,
    mother: Option<MotherKeys>,
    birth: Birth,
    regency: Option<RegionId>,
    district: Option<RegionId>,
    village: Option<RegionId>,
}

/// The rarest two tokens of the mother's name.
#[derive(Clone, Copy)]
struct MotherKeys {
    rarest: u32,
    second: Option<u32>,
    stand: u16,
}

/// What the keys are made from: one small record a row, the rest from the columns.
pub(super) struct Keys<'a> {
    people: &'a People,
    rows: Vec<RowKeys>,
    address_words: RarestWords,
    /// Whether keys that bring together strangers from far and wide, the more the more rows there are, ask for one thing
    /// more: of a million rows they would make 30 of 100 pairs, and meet 3 of 100,000 persons' pairs that no other key does
    /// (docs/performance.md).
    many: bool,
}

impl<'a> Keys<'a> {
    /// Finer keys that an oversized block is split by, one after another.
    pub(super) const REFINEMENTS: u32 = 4;

    /// `many` says that there are so many rows that keys which strangers share ask for more.
    pub(super) fn new(people: &'a People, night_year: u16, many: bool) -> Keys<'a> {
        let rows_by_sound = rows_by_sound(people);
        let names: Vec<NameKeys> = (0..people.names.len())
            .into_par_iter()
            .map(|index| name_keys(people, index, &rows_by_sound))
            .collect();
        let of = |name: Option<NameId>| name.map(|name| names[NameTable::index(name)]);
        let row_keys = |row: RowId| RowKeys {
            name: of(people.name[row as usize]),
            mother: of(people.mother[row as usize]).map(|name| MotherKeys {
                rarest: name.rarest,
                second: name.second,
                stand: name.stand,
            }),
            birth: people.birth_known(row, night_year),
            regency: people.place_at(row, Level::Regency),
            district: people.place_at(row, Level::District),
            village: people.place_at(row, Level::Village),
        };
        let rows = people.rows().into_par_iter().map(row_keys).collect();
        let address_words = RarestWords::new(people, std::iter::once(&people.hamlet));
        Keys { people, rows, address_words, many }
    }

    /// When the row's person was born, as far as it is known, and the village where they live.
    pub(super) fn birth_and_village(&self, row: RowId) -> (Birth, Option<RegionId>) {
        let RowKeys { birth, village, .. } = self.rows[row as usize];
        (birth, village)
    }

    pub(super) fn name(&self, key: Key) -> String {
        match key {
            Key::NikTail if self.many => "nik date+serial+letter".into(),
            Key::CoarseAndYear if self.many => "coarse name+letters+birth year+regency".into(),
            Key::MotherAndYear if self.many => "mother+birth year+letter".into(),
            Key::DayAndLetters if self.many => "birth day+month+letters+district".into(),
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
            Key::ExtraHead(extra) => format!("{} first half", self.people.extras[usize::from(extra)].name),
            Key::ExtraTail(extra) => format!("{} second half", self.people.extras[usize::from(extra)].name),
            Key::DayAndLetters => "birth day+month+letters".into(),
            Key::SecondNameAndYear => "second name+birth year".into(),
            Key::BirthAlone => "birth date".into(),
            Key::Address => "address".into(),
            Key::AddressAndName => "address word+name".into(),
            Key::AddressAndYear => "address word+birth year".into(),
            Key::ExtraAndName(extra) => format!("{}+name", self.people.extras[usize::from(extra)].name),
            Key::ExtraAndYear(extra) => {
                format!("{}+birth year+letter", self.people.extras[usize::from(extra)].name)
            }
        }
    }

    /// The row's key in a pass, or none when a part is missing.
    pub(super) fn key(&self, key: Key, row: RowId) -> Option<u64> {
        let people = self.people;
        let index = row as usize;
        let RowKeys { name, mother, birth, regency, district, village } = self.rows[index];
        match key {
            Key::Nik => people.nik[index].map(|nik| nik.value() / 10),
            Key::NikHead => people.nik[index].map(|nik| nik.value() / 10_000),
            Key::NikTail => {
                let tail = people.nik[index]?.value() % 10_000_000_000;
                Some(if self.many { mix(&(tail, name.map(|name| name.letter), 15u8)) } else { tail })
            }
            Key::Kk => people.kk[index].map(crate::record::Digits16::value),
            Key::Extra(extra) => {
                people.extras[usize::from(extra)].value[index].map(|text| u64::from(text.0.get()))
            }
            Key::ExtraHead(extra) | Key::ExtraTail(extra) => {
                let text = people.texts.get(people.extras[usize::from(extra)].value[index]?).as_bytes();
                // Half of a short number would bring half the roster together.
                let (head, tail) = (text.len() >= SHORTEST_HALVED).then(|| text.split_at(text.len() / 2))?;
                Some(if matches!(key, Key::ExtraHead(_)) { mix(&(head, 7u8)) } else { mix(&(tail, 8u8)) })
            }
            Key::ExtraAndName(extra) => {
                let text = people.extras[usize::from(extra)].value[index]?;
                Some(mix(&(text, name?.rarest, 9u8)))
            }
            Key::ExtraAndYear(extra) => {
                let text = people.extras[usize::from(extra)].value[index]?;
                Some(mix(&(text, birth.year()?, name?.letter, 10u8)))
            }
            Key::BirthAndName => Some(mix(&(full(birth)?, name?.rarest))),
            Key::BirthAndDistrict => Some(mix(&(full(birth)?, district?))),
            Key::BirthAndMother => Some(mix(&(full(birth)?, mother?.rarest, 1u8))),
            Key::BirthAndLetter => Some(mix(&(full(birth)?, name?.letter, regency))),
            Key::NameAndRegency => {
                let name = name?;
                Some(mix(&(name.rarest, name.second?, regency?)))
            }
            Key::NameAndYear => {
                let name = name?;
                Some(mix(&(name.rarest, name.second?, birth.year()?, 2u8)))
            }
            Key::CoarseAndYear => {
                let name = name?;
                let letters = self.many.then_some(name.letters);
                Some(mix(&(name.coarse, birth.year()?, regency, letters)))
            }
            Key::NameAndVillage => Some(mix(&(name?.joined, village?, 3u8))),
            Key::MotherAndYear => {
                let mother = mother?;
                let letter = if self.many { Some(name?.letter) } else { None };
                Some(mix(&(mother.rarest, mother.second, birth.year()?, letter)))
            }
            Key::MotherAndName => Some(mix(&(mother?.rarest, mother?.second, name?.rarest))),
            Key::VillageAndYears | Key::VillageAndShiftedYears => {
                let village = village?;
                let shifted = u16::from(key == Key::VillageAndShiftedYears);
                Some(mix(&(village, (birth.year()? + shifted) / 2, name?.letter, shifted)))
            }
            Key::VillageAndName => Some(mix(&(village?, name?.rarest, 5u8))),
            Key::VillageAndMother => Some(mix(&(village?, mother?.rarest, 6u8))),
            Key::VillageAndSecondName => Some(mix(&(village?, name?.second?, 5u8))),
            Key::DayAndLetters => {
                full(birth)?;
                let home = if self.many { district } else { regency };
                Some(mix(&(birth.day(), birth.month(), name?.letters, home, 11u8)))
            }
            Key::SecondNameAndYear => {
                let second = name?.second.filter(|_| people.place[index].is_none())?;
                Some(mix(&(second, birth.year()?, 12u8)))
            }
            Key::BirthAlone => full(birth).filter(|_| people.place[index].is_none()).map(u64::from),
            Key::Address => self.address(row).map(|text| u64::from(text.0.get())),
            Key::AddressAndName => {
                Some(mix(&(self.address_words.of(self.address(row)?)?, name?.rarest, 13u8)))
            }
            Key::AddressAndYear => {
                let word = self.address_words.of(self.address(row)?)?;
                Some(mix(&(word, birth.year()?, 14u8)))
            }
            Key::NameAlone => {
                let bare = birth.year().is_none() && regency.is_none();
                let name = name?;
                (bare || name.second.is_some()).then_some(())?;
                Some(mix(&(name.joined, 4u8)))
            }
        }
    }

    /// The key that splits an oversized block at `depth`: whatever the pass has not used, the surest first.
    pub(super) fn refinement(&self, key: Key, depth: u32, row: RowId) -> u64 {
        let index = row as usize;
        let of_row = &self.rows[index];
        let rarest = of_row.name.map_or(0, |name| name.rarest);
        match (depth, key.finer()) {
            (0, [finer, _]) | (1, [_, finer]) => match finer {
                Finer::Name => u64::from(rarest),
                Finer::Year => u64::from(of_row.birth.year().unwrap_or(0)),
                Finer::Regency => mix(&of_row.regency),
                Finer::District => mix(&of_row.district),
                Finer::Village => mix(&of_row.village),
            },
            (2, _) => mix(&(rarest, of_row.birth.packed(), self.people.sex[index])),
            _ => mix(&(self.people.name[index], self.people.place[index], self.people.mother[index])),
        }
    }

    /// Which of a row's words its keys are made of, and whether they ask for more, as one number: with it and what the row
    /// says, its keys are known.
    pub(super) fn choice(&self, row: RowId) -> u64 {
        let of_row = &self.rows[row as usize];
        let stand = u64::from(of_row.name.map_or(0, |name| name.stand));
        let mother = u64::from(of_row.mother.map_or(0, |mother| mother.stand));
        let word = self.address(row).map_or(0, |text| self.address_words.stands_at(text));
        stand | mother << 16 | u64::from(word) << 32 | u64::from(self.many) << 63
    }

    /// The address text of a row whose village is not known.
    fn address(&self, row: RowId) -> Option<TextId> {
        let people = self.people;
        people.hamlet[row as usize].filter(|_| self.rows[row as usize].village.is_none())
    }
}

/// A date that is evidence by itself: full, and no placeholder.
fn full(birth: Birth) -> Option<u32> {
    (birth.precision() == Precision::Full).then_some(birth.packed())
}

/// Whether a code or text has values enough to be part of a key.
fn tells_rows_apart(column: &ExtraColumn) -> bool {
    let text = matches!(column.kind, ExtraKind::Code | ExtraKind::Text);
    let mut values: FxHashSet<TextId> = FxHashSet::default();
    text && column.value.iter().flatten().any(|value| {
        values.insert(*value);
        values.len() >= FEWEST_VALUES
    })
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
    let text = |token: u32| people.tokens.text.bytes(token as usize);
    let mut tokens: Vec<(u32, u32, u32)> = people
        .names
        .tokens(name)
        .iter()
        .map(|token| {
            let sound = people.tokens.sound[*token as usize];
            // A lone letter is an initial: it names nobody, so it stands behind every word.
            (if text(*token).len() == 1 { u32::MAX } else { rows_by_sound[sound as usize] }, sound, *token)
        })
        .collect();
    // Words of equal count in the order of their letters, so that no order of files decides.
    tokens.sort_unstable_by(|x, y| x.0.cmp(&y.0).then_with(|| text(x.2).cmp(text(y.2))));
    tokens.dedup_by_key(|token| token.1);
    let Some(&(_, rarest, token)) = tokens.first() else {
        return NameKeys::default();
    };
    let letter = |token: u32| text(token).first().copied().unwrap_or(0);
    let written = people.names.tokens(name);
    let first = written[0];
    let stands =
        |token: u32| written.iter().position(|other| *other == token).map_or(0, |at| at.min(254) as u16 + 1);
    let second = tokens.get(1).map_or(0, |(.., token)| stands(*token));
    let mut letters = [letter(token), tokens.get(1).map_or(0, |(.., token)| letter(*token))];
    letters.sort_unstable();
    NameKeys {
        letters,
        stand: stands(token) | second << 8,
        joined: people.names.joined_sound[index],
        rarest,
        second: tokens.get(1).map(|token| token.1),
        coarse: people.tokens.coarse[token as usize],
        letter: letter(first),
    }
}
