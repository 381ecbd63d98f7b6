//! Who fits what was asked? Every thing asked for names persons by the index, the rarer the stronger; the few hundred
//! that gather most are looked at one by one. No list of persons is gone through.

use rustc_hash::FxHashMap;

use super::asked::{Asked, asked};
use super::fit::{Fit, fit};
use super::hit::{Hit, Reason};
use super::near::near_numbers;
use super::query::{Query, YearOrDate};
use super::records::PersonRecord;
use super::store::Store;
use super::tables::Section;
use super::words::{Word, id_number, whole_name_keys};
use crate::error::Result;

/// Persons that are looked at one by one, at most.
const LOOKED_AT: usize = 400;
/// What an id or number that is the same is worth, in the weights of words.
const NUMBER: f32 = 30.0;
/// The same of one that is one digit off.
const NEAR: f32 = 24.0;
/// What a birth date and a year are worth.
pub(super) const DATE: f32 = 8.0;
pub(super) const YEAR: f32 = 4.0;
/// What a whole name is worth for being looked at; for the fit it is worth what its words are.
const WHOLE: f32 = 3.0;
/// The least that someone fits who is shown, of 1.
const LEAST: f32 = 0.45;

/// What speaks for a person so far.
#[derive(Default)]
struct Gathered {
    gain: f32,
    reasons: Vec<Reason>,
}

/// The persons that fit, the best first.
pub(super) fn search(store: &Store, query: &Query, limit: usize) -> Result<Vec<Hit>> {
    let tables = &store.tables;
    let mut named = by_number(store, query)?;
    let mut words = asked(query, tables, store.places()?, &store.options)?;
    let by_words = gather(store, &mut words, query.birth)?;
    // A number that nobody has says less than the words beside it.
    let numbers = if named.is_empty() { 0 } else { query.numbers.len() + query.ids.len() + query.rows.len() };
    let mut candidates: Vec<u32> = Vec::new();
    if numbers == 0 {
        candidates.extend(best(by_words));
    } else {
        candidates.extend(named.keys());
        candidates.sort_unstable();
    }
    let mut found: Vec<(Fit, u32, PersonRecord)> = Vec::new();
    for person in candidates {
        let (record, shown) = store.person(person)?;
        let mut fits = fit(&words, query.birth, &record, &shown);
        let given = named.remove(&person).unwrap_or_default();
        fits.add(given.gain, NUMBER * numbers as f32, given.reasons);
        if numbers > 0 || fits.share() >= LEAST {
            found.push((fits, person, record));
        }
    }
    found.sort_by(|a, b| b.0.share().total_cmp(&a.0.share()).then(a.1.cmp(&b.1)));
    found.truncate(limit);
    found.into_iter().map(|(fit, person, record)| hit(store, fit, person, &record)).collect()
}

fn hit(store: &Store, fit: Fit, person: u32, record: &PersonRecord) -> Result<Hit> {
    let (_, shown) = store.person(person)?;
    let [village, district, regency] = store.place(record.place)?;
    let number = |number: u64| if number == 0 { String::new() } else { format!("{number:016}") };
    Ok(Hit {
        person_id: store.person_id(record.id),
        family_id: store.family_id(record.family),
        name: shown.name,
        birth: super::store::birth_text(record),
        sex: if record.sex == 0 { String::new() } else { char::from(record.sex).to_string() },
        nik: number(record.nik),
        kk: number(record.kk),
        village: village.clone(),
        district: district.clone(),
        regency: regency.clone(),
        programmes: shown.programmes,
        conflicts: record.conflicts,
        fit: fit.share(),
        reasons: fit.reasons(),
    })
}

/// Persons whom a number, an id or a row names.
fn by_number(store: &Store, query: &Query) -> Result<FxHashMap<u32, Gathered>> {
    let mut named: FxHashMap<u32, Gathered> = FxHashMap::default();
    let mut add = |persons: Vec<u32>, gain: f32, reason: Reason| {
        for person in persons {
            let held = named.entry(person).or_default();
            held.gain += gain;
            held.reasons.push(reason.clone());
        }
    };
    let tables = &store.tables;
    for id in &query.ids {
        let number = id_number(id);
        if id.starts_with('K') {
            add(tables.values(Section::Families, number)?, NUMBER, Reason::FamilyId);
        } else {
            add(tables.values(Section::Ids, number)?, NUMBER, Reason::Id);
        }
        if let Some(now) = store.now(number)? {
            let section = if id.starts_with('K') { Section::Families } else { Section::Ids };
            add(tables.values(section, now)?, NUMBER, Reason::RetiredId(id.clone()));
        }
    }
    for (roster, row) in &query.rows {
        add(store.row(roster, *row)?.map(|(_, row)| row.person).into_iter().collect(), NUMBER, Reason::Row);
    }
    for digits in &query.numbers {
        let kinds = [
            (Section::Niks, Reason::NikSame, Reason::NikNear),
            (Section::Cards, Reason::KkSame, Reason::KkNear),
        ];
        let mut any = false;
        for (section, same, _) in &kinds {
            if let (16, Ok(number)) = (digits.len(), digits.parse()) {
                let persons = tables.values(*section, number)?;
                any |= !persons.is_empty();
                add(persons, NUMBER, same.clone());
            }
        }
        // Who has the very number is meant: numbers of siblings are one digit apart.
        for (section, _, near) in kinds.into_iter().filter(|_| !any) {
            let mut persons = Vec::new();
            for number in near_numbers(digits) {
                persons.extend(tables.values(section, number)?);
            }
            persons.sort_unstable();
            persons.dedup();
            add(persons, NEAR, near);
        }
    }
    Ok(named)
}

/// What each person gathers by words, places and birth.
fn gather(store: &Store, words: &mut [Asked], birth: Option<YearOrDate>) -> Result<Vec<(u32, f32)>> {
    let persons = store.persons() as usize;
    let mut gained = Gains { of: vec![0.0; persons], last: vec![0; persons], touched: Vec::new(), round: 0 };
    for word in words.iter_mut() {
        let mut bearers = Vec::new();
        let mut common = 0;
        for meaning in &word.meanings {
            let list = store.tables.values(Section::Words, u64::from(meaning.token))?;
            if meaning.alike > 0.9 {
                common += list.len();
            }
            bearers.push((meaning.alike, list));
        }
        let mut places: Vec<(u32, f32)> =
            word.places.iter().map(|(place, called)| (*place, called.alike)).collect();
        places.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut living = Vec::new();
        for (place, alike) in places {
            let list = store.tables.values(Section::PlaceOf, u64::from(place))?;
            if word.word.is_none() || word.meanings.is_empty() {
                common += list.len();
            }
            living.push((alike, list));
        }
        word.weight = (persons as f32 / (1.0 + common as f32)).ln_1p().clamp(1.0, 9.0);
        gained.round += 1;
        for (alike, list) in bearers.into_iter().chain(living) {
            gained.add(&list, word.weight * alike);
        }
    }
    joined(store, words, &mut gained)?;
    whole_name(store, words, &mut gained)?;
    if let Some(birth) = birth {
        gained.round += 1;
        let (year, day) = match birth {
            YearOrDate::Year(year) => (year, None),
            YearOrDate::Date(year, month, day) => {
                (year, Some((u64::from(year) * 100 + u64::from(month)) * 100 + u64::from(day)))
            }
        };
        if let Some(day) = day {
            gained.add(&store.tables.values(Section::Births, day)?, DATE);
        }
        let first = u64::from(year) * 10_000;
        let of_year = store.tables.range(Section::Births, first, first + 9_999)?;
        let persons: Vec<u32> = of_year.into_iter().map(|(_, person)| person).collect();
        gained.add(&persons, YEAR);
    }
    Ok(gained.all())
}

/// Words that rosters write as one (`NURHAYATI` for NUR HAYATI), and one that they write as two.
fn joined(store: &Store, words: &[Asked], gained: &mut Gains) -> Result<()> {
    let mut texts: Vec<String> = Vec::new();
    // What each text, or each two in a row, is worth; two words must both be borne.
    let mut worth: Vec<(f32, usize)> = Vec::new();
    for pair in words.windows(2) {
        if let (Some(a), Some(b)) = (&pair[0].word, &pair[1].word) {
            texts.push(format!("{}{}", a.text, b.text));
            worth.push(((pair[0].weight + pair[1].weight) * 0.97, 1));
        }
    }
    for asked in words {
        let Some(word) = asked.word.as_ref().filter(|word| word.text.is_ascii()) else { continue };
        for cut in 3..word.text.len().saturating_sub(2) {
            texts.extend([word.text[..cut].to_owned(), word.text[cut..].to_owned()]);
            worth.push((asked.weight * 0.97, 2));
        }
    }
    if texts.is_empty() {
        return Ok(());
    }
    let written = store.words_written(&texts)?;
    let mut written = written.iter();
    for (worth, count) in worth {
        let tokens: Vec<&Vec<u32>> = written.by_ref().take(count).collect();
        if tokens.iter().any(|tokens| tokens.is_empty()) {
            continue;
        }
        let mut persons = bearers(store, tokens[0])?;
        if let Some(second) = tokens.get(1) {
            let second = bearers(store, second)?;
            persons.retain(|person| second.binary_search(person).is_ok());
        }
        gained.round += 1;
        gained.add(&persons, worth);
    }
    Ok(())
}

/// The persons who bear one of some words, ascending.
fn bearers(store: &Store, tokens: &[u32]) -> Result<Vec<u32>> {
    let mut persons = Vec::new();
    for &token in tokens {
        persons.extend(store.tables.values(Section::Words, u64::from(token))?);
    }
    persons.sort_unstable();
    Ok(persons)
}

/// Those whose whole name is what was asked for come before the many who bear its words among others. Words of a place
/// follow a name, so the first words may be the name.
fn whole_name(store: &Store, words: &[Asked], gained: &mut Gains) -> Result<()> {
    let words: Vec<_> = words.iter().filter_map(|asked| asked.word.as_ref()).take(8).collect();
    gained.round += 1;
    for count in (1..=words.len()).rev() {
        let joined =
            |text: fn(&Word) -> &str| words[..count].iter().map(|word| text(word)).collect::<String>();
        for key in whole_name_keys(&joined(|word| &word.text), &joined(|word| &word.sound)) {
            let persons = store.tables.values(Section::WholeNames, u64::from(key))?;
            gained.add(&persons, WHOLE * count as f32);
        }
    }
    Ok(())
}

/// What persons have gained; each thing asked for counts once a person, at its likest.
struct Gains {
    of: Vec<f32>,
    /// The round in which each last gained.
    last: Vec<u32>,
    touched: Vec<u32>,
    round: u32,
}

impl Gains {
    /// Lists of one round come the most alike first.
    fn add(&mut self, persons: &[u32], gain: f32) {
        for &person in persons {
            let at = person as usize;
            // A number beyond the table is of a damaged page that its fingerprint let pass: nobody.
            let Some(last) = self.last.get_mut(at) else { continue };
            if *last == self.round {
                continue;
            }
            *last = self.round;
            if self.of[at] == 0.0 {
                self.touched.push(person);
            }
            self.of[at] += gain;
        }
    }

    fn all(self) -> Vec<(u32, f32)> {
        self.touched.into_iter().map(|person| (person, self.of[person as usize])).collect()
    }
}

/// The persons that gathered most.
fn best(mut gathered: Vec<(u32, f32)>) -> Vec<u32> {
    let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if gathered.len() > LOOKED_AT {
        gathered.select_nth_unstable_by(LOOKED_AT, order);
        gathered.truncate(LOOKED_AT);
    }
    gathered.into_iter().map(|(person, _)| person).collect()
}
