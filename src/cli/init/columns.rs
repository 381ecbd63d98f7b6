//! Which column is which field? Weighs what the header says against what the values say, gives every field its
//! best column, fills gaps by values alone, and notes what it is unsure of.

use super::doubts::Doubt;
use super::elsewhere::{self, NameWords};
use super::fit::{Fit, convinces, fit, instead};
use super::headers::{self, How, Meaning, Part, Reading};
use super::values::{self, Profile};
use crate::ingest::probe::Probe;
use crate::record::Field;

/// A column as seen.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its header, as the settings may name it; empty when it has none.
    pub header: String,
    /// What the header says.
    pub reading: Option<Reading>,
    /// What the values say.
    pub profile: Profile,
}

/// A field with the columns that make it.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    /// The field.
    pub field: Field,
    /// Places of its columns.
    pub columns: Vec<usize>,
    /// Why.
    pub evidence: Evidence,
}

/// Why a column was taken for a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Evidence {
    /// Its header.
    Header(How),
    /// Its values; the share of them that fit.
    Values(f32),
}

/// What was recognised of one table.
#[derive(Clone, Debug)]
pub struct Recognised {
    /// All columns.
    pub columns: Vec<Column>,
    /// The fields found, in the order of the settings.
    pub mappings: Vec<Mapping>,
    /// Shared fields found: place in [`headers::extras`], column.
    pub extras: Vec<(usize, usize)>,
    /// Columns whose header says row key.
    pub keys: Vec<usize>,
    /// Columns that say who the row really is, with headers that say so and values that repeat or count rows.
    pub truth: Vec<usize>,
    /// What the words of its names say.
    pub names: NameWords,
    /// Whether it is a list from elsewhere.
    pub foreign: bool,
    /// What it is unsure of.
    pub doubts: Vec<Doubt>,
}

impl Recognised {
    /// The mapping of a field.
    pub fn mapping(&self, field: Field) -> Option<&Mapping> {
        self.mappings.iter().find(|mapping| mapping.field == field)
    }

    /// Whether anybody can be recognised by it.
    pub fn is_roster(&self) -> bool {
        self.mapping(Field::Name).is_some() || self.mapping(Field::Nik).is_some()
    }

    /// Headers of columns that nothing uses.
    pub fn unused(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.columns.len()).filter(|column| {
            !self.mappings.iter().any(|mapping| mapping.columns.contains(column))
                && !self.extras.iter().any(|(_, extra)| extra == column)
        })
    }
}

/// Recognises the columns of a table.
pub fn recognise(probe: &Probe) -> Recognised {
    let columns: Vec<Column> = probe
        .headers
        .iter()
        .enumerate()
        .map(|(place, header)| Column {
            header: header.clone(),
            reading: headers::read(header),
            profile: values::profile(
                probe.sample.iter().map(|row| row.get(place).map_or("", String::as_str)),
            ),
        })
        .collect();
    let mut work =
        Work { probe, columns: &columns, taken: Vec::new(), doubts: Vec::new(), refused: Vec::new() };
    work.by_headers();
    work.parts_of_names();
    work.head_as_person();
    work.nik_of_mothers();
    work.birth_in_pieces();
    work.by_values();
    work.parts_of_places();
    work.swapped_numbers();
    let Work { mut taken, doubts, .. } = work;
    taken.sort_by_key(|mapping| mapping.field);
    let names = elsewhere::name_words_of(probe, &taken);
    let foreign = elsewhere::is_foreign(&columns, &taken, names);
    if foreign && taken.iter().any(|mapping| BIRTH.contains(&mapping.field)) {
        // An age is as old as its list, and of lists from elsewhere nothing tells how old that is.
        taken.retain(|mapping| mapping.field != Field::Age);
    }
    let extras = extras(&columns, &taken);
    let keys = keys(&columns, &taken);
    let truth = truth(&columns, &taken);
    Recognised { mappings: taken, extras, keys, truth, names, foreign, doubts, columns }
}

/// Fields of the date of birth that make an age needless.
const BIRTH: [Field; 3] = [Field::BirthDate, Field::PlaceAndDate, Field::BirthYear];

/// Columns of the answer.
fn truth(columns: &[Column], taken: &[Mapping]) -> Vec<usize> {
    (0..columns.len())
        .filter(|place| means(&columns[*place], Meaning::Part(Part::Truth)))
        .filter(|place| !taken.iter().any(|mapping| mapping.columns.contains(place)))
        .collect()
}

pub(super) fn means(column: &Column, meaning: Meaning) -> bool {
    column.reading.is_some_and(|reading| reading.meaning == meaning)
}

/// The best column of every shared field.
fn extras(columns: &[Column], taken: &[Mapping]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (extra, _) in headers::extras().iter().enumerate() {
        let best = (0..columns.len())
            .filter(|place| {
                means(&columns[*place], Meaning::Extra(extra)) && columns[*place].profile.filled > 0
            })
            .filter(|place| !taken.iter().any(|mapping| mapping.columns.contains(place)))
            .max_by(|a, b| {
                // The member's number rather than the household's, where a list has both.
                let (first, second) = (&columns[*a], &columns[*b]);
                let keys = first.profile.is_key().cmp(&second.profile.is_key());
                keys.then(confidence(first).total_cmp(&confidence(second))).then(b.cmp(a))
            });
        found.extend(best.map(|place| (extra, place)));
    }
    found
}

/// Columns that are a row key by header and by values.
fn keys(columns: &[Column], taken: &[Mapping]) -> Vec<usize> {
    let mut keys: Vec<usize> = (0..columns.len())
        .filter(|place| means(&columns[*place], Meaning::Field(Field::UniqueKey)))
        .filter(|place| columns[*place].profile.is_key() && !columns[*place].header.is_empty())
        .filter(|place| !taken.iter().any(|mapping| mapping.columns.contains(place)))
        .collect();
    keys.sort_by(|a, b| confidence(&columns[*b]).total_cmp(&confidence(&columns[*a])).then(a.cmp(b)));
    keys
}

fn confidence(column: &Column) -> f32 {
    column.reading.map_or(0.0, |reading| reading.confidence)
}

/// The recognition under way.
pub(super) struct Work<'a> {
    probe: &'a Probe,
    pub(super) columns: &'a [Column],
    pub(super) taken: Vec<Mapping>,
    doubts: Vec<Doubt>,
    /// Columns whose values deny their header: free for what the values say.
    refused: Vec<usize>,
}

impl Work<'_> {
    pub(super) fn has(&self, field: Field) -> bool {
        self.taken.iter().any(|mapping| mapping.field == field)
    }

    pub(super) fn is_taken(&self, column: usize) -> bool {
        self.taken.iter().any(|mapping| mapping.columns.contains(&column))
    }

    pub(super) fn header(&self, column: usize) -> String {
        self.columns[column].header.clone()
    }

    pub(super) fn take(&mut self, field: Field, columns: Vec<usize>, evidence: Evidence) {
        self.taken.push(Mapping { field, columns, evidence });
    }

    /// Gives every field that a header names its best column.
    fn by_headers(&mut self) {
        let mut claims: Vec<(f32, usize, Field, How)> = Vec::new();
        for (place, column) in self.columns.iter().enumerate() {
            if column.header.is_empty() {
                continue;
            }
            let Some(Reading { meaning: Meaning::Field(field), how, confidence }) = column.reading else {
                continue;
            };
            if field == Field::UniqueKey {
                continue;
            }
            let unsure = how == How::Partly || confidence <= 0.5;
            match fit(field, &column.profile) {
                Fit::Agrees if unsure && !convinces(field, &column.profile) => {}
                Fit::Agrees => claims.push((confidence + 0.03, place, field, how)),
                Fit::Neutral if unsure => {}
                // An empty column loses against a filled one that means the same.
                Fit::Neutral if column.profile.filled == 0 => {
                    claims.push((confidence - 0.3, place, field, how));
                }
                Fit::Neutral => claims.push((confidence, place, field, how)),
                Fit::Denies => match instead(field, &column.profile) {
                    Some(other) => claims.push((confidence - 0.1, place, other, how)),
                    None if how == How::Partly => self.refused.push(place),
                    None => {
                        self.doubts.push(Doubt::Denied { field, header: column.header.clone() });
                        self.refused.push(place);
                    }
                },
            }
        }
        claims.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (score, place, field, how) in claims {
            if let Some(holder) = self.taken.iter().find(|mapping| mapping.field == field) {
                self.rival(field, holder.columns[0], place);
                continue;
            }
            let header = self.header(place);
            match how {
                How::Typo => self.doubts.push(Doubt::Typo { field, header }),
                How::Partly => self.doubts.push(Doubt::Partly { field, header }),
                How::Words if score < 0.6 => self.doubts.push(Doubt::Partly { field, header }),
                How::Known | How::Words => {}
            }
            self.take(field, vec![place], Evidence::Header(how));
        }
    }

    /// Notes a second column for a field that matters, when it is filled and its header says nearly as much.
    fn rival(&mut self, field: Field, chosen: usize, other: usize) {
        let matters =
            matches!(field, Field::Nik | Field::Kk | Field::Name | Field::BirthDate | Field::Mother);
        let close = confidence(&self.columns[chosen]) - confidence(&self.columns[other]) < 0.05;
        if matters && close && self.columns[other].profile.filled > 0 {
            let (chosen, other) = (self.header(chosen), self.header(other));
            self.doubts.push(Doubt::Rival { field, chosen, other });
        }
    }

    /// The free column that says best to be a part; of equals the first.
    pub(super) fn part(&self, part: Part) -> Option<usize> {
        self.parts(part).first().copied()
    }

    /// All free columns of a part whose headers say it about as plainly as the best ("fname_c1", "fname_c2"; not
    /// "first_name (2)"), in their order.
    pub(super) fn parts(&self, part: Part) -> Vec<usize> {
        let says = |place: &usize| confidence(&self.columns[*place]);
        let free = || {
            (0..self.columns.len()).filter(|place| {
                means(&self.columns[*place], Meaning::Part(part))
                    && !self.columns[*place].header.is_empty()
                    && !self.is_taken(*place)
            })
        };
        let best = free().map(|place| says(&place)).fold(0.0, f32::max);
        free().filter(|place| says(place) > best - 0.06).collect()
    }

    /// A list of families names only their heads: the head is the row's person.
    fn head_as_person(&mut self) {
        let nik_of_head = self.part(Part::NikOfHead).filter(|place| {
            !self.has(Field::Nik) && fit(Field::Nik, &self.columns[*place].profile) != Fit::Denies
        });
        let head = self.taken.iter().position(|mapping| mapping.field == Field::Head);
        match (self.has(Field::Name), head) {
            (false, Some(head)) => {
                self.taken[head].field = Field::Name;
                if let Some(place) = nik_of_head {
                    self.take(Field::Nik, vec![place], Evidence::Header(How::Known));
                }
            }
            (true, None) => {
                if let Some(place) = nik_of_head {
                    self.take(Field::Nik, vec![place], Evidence::Header(How::Words));
                    self.doubts.push(Doubt::NikOfHead { header: self.header(place), taken: true });
                }
            }
            (true, Some(_)) => {
                if let Some(place) = nik_of_head {
                    self.doubts.push(Doubt::NikOfHead { header: self.header(place), taken: false });
                }
            }
            (false, None) => self.mother_as_person(),
        }
    }

    /// Columns that values may speak for: no field took them, and the header says nothing or is denied.
    fn free(&self) -> Vec<usize> {
        (0..self.columns.len())
            .filter(|place| {
                let silent = match self.columns[*place].reading {
                    None => true,
                    Some(reading) => reading.how == How::Partly && reading.meaning != Meaning::Other,
                };
                (silent || self.refused.contains(place))
                    && !self.is_taken(*place)
                    && self.columns[*place].profile.filled >= 3
            })
            .collect()
    }

    /// The free column with the highest share that passes.
    fn best(&self, share: impl Fn(&Profile) -> Option<f32>) -> Option<(usize, f32)> {
        self.free()
            .into_iter()
            .filter_map(|place| share(&self.columns[place].profile).map(|share| (place, share)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
    }

    /// Takes the best free column for a field that has none.
    fn fill(&mut self, field: Field, share: impl Fn(&Profile) -> Option<f32>) {
        if self.has(field) {
            return;
        }
        if let Some((place, share)) = self.best(share) {
            self.take_by_values(field, place, share);
        }
    }

    pub(super) fn take_by_values(&mut self, field: Field, place: usize, share: f32) {
        let header = self.header(place);
        if header.is_empty() {
            self.doubts.push(Doubt::NoHeader { field, column: place + 1 });
            return;
        }
        self.doubts.push(Doubt::Values { field, header, share });
        self.take(field, vec![place], Evidence::Values(share));
    }

    /// Fills gaps by values, the plainest shapes first.
    fn by_values(&mut self) {
        let when = |yes: bool, share: f32| yes.then_some(share);
        self.fill(Field::Nik, |p| when(p.nik > 0.5 && (p.plus_forty > 0.1 || p.issued < 0.8), p.nik));
        self.nik_under_a_key();
        self.fill(Field::Kk, |p| when(p.nik > 0.5 && p.plus_forty < 0.02 && p.issued > 0.85, p.nik));
        self.fill(Field::PlaceAndDate, |p| when(p.place_and_date > 0.6, p.place_and_date));
        if !self.has(Field::PlaceAndDate) {
            // The earliest dates are births; of a payment or an admission only the later ones remain.
            self.fill(Field::BirthDate, |p| {
                let first = p.years.map_or(2100, |(first, _)| first);
                when(p.births(), p.date - f32::from(first) / 100_000.0)
            });
            self.fill(Field::BirthDate, |p| {
                let most = p.filled * 2 > p.cells;
                when(p.serial > 0.8 && most && p.variety() > 0.5 && !p.sequence && p.amount < 0.2, p.serial)
            });
        }
        self.fill(Field::Sex, |p| when(p.sex > 0.9 && p.distinct <= 6, p.sex));
        self.sex_by_nik();
        self.places_by_values();
        self.names_by_values();
        if !self.has(Field::Rt) && !self.has(Field::Rw) {
            self.fill(Field::RtRw, |p| when(p.rt_rw > 0.6, p.rt_rw));
        }
        self.fill(Field::Address, |p| when(p.address > 0.5, p.address));
        self.fill(Field::Relation, |p| when(p.relation > 0.6, p.relation));
        self.fill(Field::VillageCode, |p| {
            when(p.region_code > 0.9 && p.same_length.is_some_and(|length| length >= 10), p.region_code)
        });
        self.fill(Field::Amount, |p| when(p.amount > 0.9 && p.region_code < 0.5, p.amount));
        if !self.has(Field::BirthDate) && !self.has(Field::PlaceAndDate) && !self.has(Field::Nik) {
            // People of a list are of many ages, also past what a code counts to.
            self.fill(Field::Age, |p| {
                let spread = p.distinct > 10 && p.variety() < 0.9 && p.filled * 2 > p.cells;
                when(p.age > 0.95 && spread && !p.sequence, p.age)
            });
        }
    }

    /// A column of 1 and 2 is the sex when it goes with the NIK's day.
    fn sex_by_nik(&mut self) {
        let Some(nik) =
            self.taken.iter().find(|mapping| mapping.field == Field::Nik).map(|nik| nik.columns[0])
        else {
            return;
        };
        if self.has(Field::Sex) {
            return;
        }
        let agreement = |place: usize| {
            let (mut agree, mut both) = (0, 0);
            for row in &self.probe.sample {
                let digits: String =
                    row.get(nik).map_or("", String::as_str).chars().filter(char::is_ascii_digit).collect();
                let code = row.get(place).map_or("", |cell| cell.trim());
                if digits.len() != 16 || !matches!(code, "1" | "2") {
                    continue;
                }
                both += 1;
                agree += usize::from((digits.as_bytes()[6] >= b'4') == (code == "2"));
            }
            if both >= 8 { agree as f32 / both as f32 } else { 0.0 }
        };
        let best = self
            .free()
            .into_iter()
            .map(|place| (place, agreement(place)))
            .filter(|(_, share)| *share > 0.85)
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        if let Some((place, share)) = best {
            self.take_by_values(Field::Sex, place, share);
        }
    }

    /// Names of regions: the column with the fewest distinct values is the outermost level.
    fn places_by_values(&mut self) {
        const LEVELS: [Field; 4] = [Field::Province, Field::Regency, Field::District, Field::Village];
        let columns = self.columns;
        let shares = |place: usize| columns[place].profile.region;
        // "District" is a regency in some English lists: its values tell.
        for mapping in &mut self.taken {
            let Some(level) = LEVELS.iter().position(|field| *field == mapping.field) else { continue };
            let values = self.columns[mapping.columns[0]].profile.region;
            let enough = self.columns[mapping.columns[0]].profile.filled >= 5;
            if let Some(other) = (0..4).find(|other| values[*other] > 0.8)
                && enough
                && values[level] < 0.2
            {
                mapping.field = LEVELS[other];
            }
        }
        self.one_column_a_place();
        let spare = |place: &usize| match self.columns[*place].reading {
            Some(Reading { meaning: Meaning::Field(field), .. }) => {
                LEVELS.contains(&field) && !self.is_taken(*place) && self.columns[*place].profile.filled >= 5
            }
            _ => false,
        };
        let mut columns: Vec<usize> = (0..self.columns.len())
            .filter(|place| spare(place) || self.free().contains(place))
            .filter(|place| shares(*place).iter().any(|share| *share > 0.8))
            .collect();
        columns.sort_by_key(|place| (self.columns[*place].profile.distinct, *place));
        let mut outermost = 0;
        for place in columns {
            let shares = shares(place);
            let level = (outermost..4).find(|level| shares[*level] > 0.8 && !self.has(LEVELS[*level]));
            if let Some(level) = level {
                self.take_by_values(LEVELS[level], place, shares[level]);
                outermost = level + 1;
            }
        }
    }

    /// Of two columns moved to one level, the first stays.
    fn one_column_a_place(&mut self) {
        let mut seen: Vec<Field> = Vec::new();
        self.taken.retain(|mapping| {
            let first = !seen.contains(&mapping.field);
            seen.push(mapping.field);
            first
        });
    }

    /// Names of people: the first such column is the person's, a second one full of women the mother's.
    fn names_by_values(&mut self) {
        let looks = |profile: &Profile| {
            profile.name > 0.8
                && profile.variety() > 0.5
                && profile.words >= 1.2
                && profile.address < 0.3
                && profile.relation < 0.3
                && profile.region.iter().all(|share| *share < 0.6)
        };
        let columns: Vec<usize> =
            self.free().into_iter().filter(|place| looks(&self.columns[*place].profile)).collect();
        let female = |place: usize| self.columns[place].profile.female;
        let own = self.taken.iter().find(|mapping| mapping.field == Field::Name).map(|name| name.columns[0]);
        let (person, rest) = match (own, columns.as_slice()) {
            (Some(_), rest) => (None, rest.first().copied()),
            (None, []) => return,
            (None, [only]) => (Some(*only), None),
            (None, [first, second, ..]) if female(*first) > female(*second) + 0.25 => {
                (Some(*second), Some(*first))
            }
            (None, [first, second, ..]) => (Some(*first), Some(*second)),
        };
        if let Some(person) = person {
            self.take_by_values(Field::Name, person, self.columns[person].profile.name);
        }
        if let (Some(mother), Some(person)) = (rest, own.or(person))
            && !self.has(Field::Mother)
            && female(mother) > 0.6
            && female(mother) > female(person) + 0.15
        {
            self.take_by_values(Field::Mother, mother, self.columns[mother].profile.name);
        }
    }

    /// Addresses, region codes and periods in several columns.
    fn parts_of_places(&mut self) {
        let (number, second) = (self.part(Part::StreetNumber), self.parts(Part::StreetSecond));
        if let Some(address) = self.taken.iter_mut().find(|mapping| mapping.field == Field::Address) {
            let street = address.columns.clone();
            address.columns = number.into_iter().chain(street).chain(second).collect();
        }
        if !self.has(Field::VillageCode) {
            let parts =
                [Part::CodeOfProvince, Part::CodeOfRegency, Part::CodeOfDistrict, Part::CodeOfVillage]
                    .map(|part| self.part(part));
            let whole = |place: &Option<usize>| {
                place.filter(|place| {
                    let profile = &self.columns[*place].profile;
                    profile.region_code > 0.6 && profile.same_length.is_some()
                })
            };
            let fixed = |place: usize| self.columns[place].profile.same_length.is_some();
            if let Some(code) = parts.iter().rev().find_map(whole) {
                self.take(Field::VillageCode, vec![code], Evidence::Header(How::Known));
            } else if let [Some(province), Some(regency), Some(district), Some(village)] = parts
                && [province, regency, district, village].into_iter().all(fixed)
            {
                let columns = vec![province, regency, district, village];
                self.take(Field::VillageCode, columns, Evidence::Header(How::Known));
            }
        }
        if !self.has(Field::Period) {
            let columns: Vec<usize> =
                [self.part(Part::PeriodMonth), self.part(Part::PeriodYear)].into_iter().flatten().collect();
            if !columns.is_empty() {
                self.take(Field::Period, columns, Evidence::Header(How::Known));
            }
        }
    }

    /// Whether NIK and family card stand in each other's column.
    fn swapped_numbers(&mut self) {
        let column = |field: Field| {
            self.taken.iter().find(|mapping| mapping.field == field).map(|mapping| mapping.columns[0])
        };
        let (Some(nik), Some(kk)) = (column(Field::Nik), column(Field::Kk)) else { return };
        let (nik, kk) = (&self.columns[nik], &self.columns[kk]);
        let enough = nik.profile.filled >= 20 && kk.profile.filled >= 20;
        if enough && nik.profile.plus_forty < 0.02 && kk.profile.plus_forty > 0.15 {
            self.doubts.push(Doubt::Swapped { nik: nik.header.clone(), kk: kk.header.clone() });
        }
    }
}

#[cfg(test)]
#[path = "columns_tests.rs"]
mod tests;
