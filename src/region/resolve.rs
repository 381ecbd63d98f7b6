//! Which region do a row's words mean? Names from the outside in, each within the one before; the code beside
//! them; and, where the words leave it open, the region that the whole roster is about.
//!
//! Names beat the code, because a code's meaning changes with its system and its year; the code decides between
//! places that the names leave open. Nothing is guessed: a misspelt name needs exactly one near name among the
//! children of its parent, and where several places fit the answer is the region they share.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::names::{Form, Found, Nearest, names};
use super::notes::{PlaceNote, PlaceNotes};
use super::table::parse_code;
use super::{CodeLookup, Level, RegionId, table};

/// Whose codes a roster carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodeSystem {
    /// The Ministry of Home Affairs: the codes of the table.
    #[default]
    Kemendagri,
    /// The statistics office. Its codes look the same and mean other places: never read.
    Bps,
    /// Not known: a code may decide between places that the names leave open, and says nothing by itself.
    Undecided,
}

/// A row's words about its place; empty is missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlaceWords<'a> {
    /// Desa or kelurahan.
    pub village: &'a str,
    /// Kecamatan.
    pub district: &'a str,
    /// Kabupaten or kota.
    pub regency: &'a str,
    /// Provinsi.
    pub province: &'a str,
    /// Region code, of any level.
    pub code: &'a str,
    /// Whose code it is.
    pub code_system: CodeSystem,
}

/// Where a row's words point, at the finest level that they settle, and what was noticed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlaceReading {
    /// The place; none when the words settle nothing.
    pub place: Option<RegionId>,
    /// What was noticed.
    pub notes: PlaceNotes,
}

/// Distinct words remembered at most, so that a column of free text cannot fill the memory.
const REMEMBERED: usize = 200_000;

/// Reads places and remembers what it read: millions of rows name few distinct places. One a thread.
#[derive(Debug, Default)]
pub struct Resolver {
    readings: FxHashMap<Vec<u8>, PlaceReading>,
    nearest: FxHashMap<(String, Option<RegionId>, Level), Option<RegionId>>,
    key: Vec<u8>,
}

impl Resolver {
    /// One that remembers nothing yet.
    pub fn new() -> Resolver {
        Resolver::default()
    }

    /// The place that the words mean. `context` is the region that the roster is about, when it has one: words
    /// without a regency are sought there first. The answer depends on the arguments alone.
    pub fn resolve(&mut self, words: &PlaceWords<'_>, context: Option<RegionId>) -> PlaceReading {
        self.key.clear();
        for cell in [words.village, words.district, words.regency, words.province, words.code] {
            self.key.extend_from_slice(cell.as_bytes());
            self.key.push(0);
        }
        self.key.push(words.code_system as u8);
        self.key.extend_from_slice(&context.map_or(0, |id| id.0.get()).to_le_bytes());
        if let Some(reading) = self.readings.get(&self.key) {
            return *reading;
        }
        let reading = self.read(words, context);
        if self.readings.len() >= REMEMBERED {
            self.readings.clear();
        }
        if self.nearest.len() >= REMEMBERED {
            self.nearest.clear();
        }
        self.readings.insert(self.key.clone(), reading);
        reading
    }

    fn read(&mut self, words: &PlaceWords<'_>, context: Option<RegionId>) -> PlaceReading {
        let mut notes = PlaceNotes::default();
        let code = read_code(words, &mut notes);
        let mut search =
            Search { resolver: self, code, notes, province: None, context, district_read: false };
        let named = search.by_names(words);
        search.settle(&named, words.code_system)
    }
}

/// The region of a code, as far as it is known.
fn read_code(words: &PlaceWords<'_>, notes: &mut PlaceNotes) -> Option<RegionId> {
    if words.code_system == CodeSystem::Bps || !words.code.bytes().any(|byte| matches!(byte, b'1'..=b'9')) {
        return None;
    }
    let Some((level, number)) = parse_code(words.code) else {
        notes.add(PlaceNote::CodeUnknown);
        return None;
    };
    match table().lookup_number(level, number) {
        CodeLookup::Current(id) => return Some(id),
        CodeLookup::Retired(id) => {
            notes.add(PlaceNote::CodeRetired);
            return Some(id);
        }
        CodeLookup::RetiredUnknown | CodeLookup::Unknown => {}
    }
    // A village or district that is not known still says in which district or regency it was numbered.
    for (outer, divisor) in [(Level::District, 10_000), (Level::Regency, 1_000_000)] {
        let number = match level {
            Level::Village => number / divisor,
            Level::District if outer == Level::Regency => number / 100,
            _ => continue,
        };
        let lookup = table().lookup_number(outer, number);
        if let CodeLookup::Current(id) | CodeLookup::Retired(id) = lookup {
            notes.add(PlaceNote::CodeInPart);
            if matches!(lookup, CodeLookup::Retired(_)) {
                notes.add(PlaceNote::CodeRetired);
            }
            return Some(id);
        }
    }
    notes.add(PlaceNote::CodeUnknown);
    None
}

/// One reading under way.
struct Search<'a> {
    resolver: &'a mut Resolver,
    code: Option<RegionId>,
    notes: PlaceNotes,
    province: Option<RegionId>,
    context: Option<RegionId>,
    /// Whether the district's name was read.
    district_read: bool,
}

/// What the names came to.
#[derive(Debug, Default)]
struct Named {
    /// The places that fit, all of one level; empty when no name was read.
    places: Vec<RegionId>,
    /// Whether a regency, district or village was read, and not only a province.
    inside: bool,
}

impl Search<'_> {
    fn by_names(&mut self, words: &PlaceWords<'_>) -> Named {
        self.province = self.read_province(words.province);
        let districts = names().forms(Level::District, words.district);
        let villages = names().forms(Level::Village, words.village);
        let mut regencies = self.read_regency(words.regency, &districts);
        if self.province.is_some() && !regencies.is_empty() {
            self.check_province(&regencies);
        }

        let mut scopes: Vec<Option<RegionId>> = regencies.iter().copied().map(Some).collect();
        let mut borrowed = false;
        if scopes.is_empty() {
            borrowed = self.context_applies();
            scopes.push(if borrowed { self.context } else { self.province });
        }
        let mut found = self.read_inside(&scopes, &districts, &villages);
        if found.is_empty() && borrowed {
            // Not where the roster is about: anywhere else, if the words leave no doubt.
            borrowed = false;
            found = self.read_inside(&[self.province], &districts, &villages);
        }
        if borrowed && !found.is_empty() {
            self.notes.add(PlaceNote::FromContext);
        }
        self.note_unknown(&found, &districts, &villages);
        if !found.is_empty() {
            return Named { places: found, inside: true };
        }
        let inside = !regencies.is_empty();
        if !inside {
            regencies.extend(self.province);
        }
        Named { places: regencies, inside }
    }

    /// Whether the roster's own region may stand in for a missing regency: the row names no province, or one
    /// that goes with it.
    fn context_applies(&self) -> bool {
        match (self.context, self.province) {
            (Some(context), Some(province)) => table().meet(context, province).is_some(),
            (context, _) => context.is_some(),
        }
    }

    fn read_province(&mut self, cell: &str) -> Option<RegionId> {
        let forms = names().forms(Level::Province, cell);
        if forms.is_empty() {
            return None;
        }
        let found = match names().find(Level::Province, &forms, None).places[..] {
            [id] => Some(id),
            _ => self.nearest(Level::Province, &forms, None),
        };
        if found.is_none() {
            self.notes.add(PlaceNote::ProvinceUnknown);
        }
        found
    }

    /// The regencies that the cell can mean: by name, then by the kind named, the province and the context.
    fn read_regency(&mut self, cell: &str, districts: &[Form]) -> Vec<RegionId> {
        let forms = names().forms(Level::Regency, cell);
        if forms.is_empty() {
            return Vec::new();
        }
        let Found { places: mut found, kind } = names().find(Level::Regency, &forms, None);
        if found.is_empty() {
            found.extend(self.nearest(Level::Regency, &forms, self.province));
            if found.is_empty() {
                self.notes.add(PlaceNote::RegencyUnknown);
            }
            return found;
        }
        let of_kind = |id: &RegionId| kind.is_none_or(|kind| table().kind(*id) == kind);
        let in_province = |id: &RegionId| self.province.is_none_or(|province| self.belongs(province, *id));
        if found.iter().any(|id| of_kind(id) && in_province(id)) {
            found.retain(|id| of_kind(id) && in_province(id));
        } else if found.iter().any(of_kind) {
            // "Kabupaten Banjar, Jawa Barat": there is only Kota Banjar in that province and only Kabupaten
            // Banjar outside of it. The district decides; without one the regency's own words do.
            let fits = |id: &RegionId| !names().find(Level::District, districts, Some(*id)).places.is_empty();
            let other: Vec<RegionId> = found.iter().copied().filter(|id| !of_kind(id)).collect();
            if other.iter().any(|id| in_province(id) && fits(id))
                && !found.iter().any(|id| of_kind(id) && fits(id))
            {
                found.retain(|id| !of_kind(id) && in_province(id));
                self.notes.add(PlaceNote::KindDiffers);
            } else {
                found.retain(of_kind);
            }
        } else {
            if found.iter().any(in_province) {
                found.retain(in_province);
            }
            self.notes.add(PlaceNote::KindDiffers);
        }
        if found.len() > 1
            && let Some(context) = self.context
            && let Some(home) = found.iter().copied().find(|id| *id == context)
        {
            found = vec![home];
        }
        found
    }

    /// Whether a regency lies in a province, or did before a split.
    fn belongs(&self, province: RegionId, regency: RegionId) -> bool {
        table().contains(province, regency) || table().was_in(province, regency)
    }

    fn check_province(&mut self, regencies: &[RegionId]) {
        let Some(province) = self.province else { return };
        if regencies.iter().any(|id| table().contains(province, *id)) {
            return;
        }
        let former = regencies.iter().any(|id| table().was_in(province, *id));
        self.notes.add(if former { PlaceNote::ProvinceFormer } else { PlaceNote::ProvinceWrong });
    }

    /// The villages, else the districts, that the cells can mean within the scopes; `None` is the whole country.
    fn read_inside(
        &mut self,
        scopes: &[Option<RegionId>],
        districts: &[Form],
        villages: &[Form],
    ) -> Vec<RegionId> {
        let found = self.read_level(Level::District, districts, scopes);
        if found.is_empty() {
            // A village's name alone says something only within a regency.
            let narrow =
                |scope: &Option<RegionId>| scope.is_some_and(|id| table().level(id) >= Level::Regency);
            let scopes: Vec<Option<RegionId>> = scopes.iter().copied().filter(narrow).collect();
            let found: Vec<RegionId> = scopes
                .iter()
                .flat_map(|scope| names().find(Level::Village, villages, *scope).places)
                .collect();
            return if found.len() == 1 || self.with_code(&found).is_some() { found } else { Vec::new() };
        }
        self.district_read = true;
        let inside: Vec<Option<RegionId>> = found.iter().copied().map(Some).collect();
        let villages = self.read_level(Level::Village, villages, &inside);
        if villages.is_empty() { found } else { villages }
    }

    /// The regions of a level that bear the name within the scopes; where none does, the one with a near name.
    fn read_level(&mut self, level: Level, forms: &[Form], scopes: &[Option<RegionId>]) -> Vec<RegionId> {
        if forms.is_empty() {
            return Vec::new();
        }
        let found: Vec<RegionId> =
            scopes.iter().flat_map(|scope| names().find(level, forms, *scope).places).collect();
        if !found.is_empty() {
            return found;
        }
        // The code's own region, if the words can be read as its name: renamed letters, not another place.
        if let Some(id) = self.code.and_then(|code| table().ancestor(code, level))
            && scopes.iter().flatten().any(|scope| table().contains(*scope, id))
            && names().could_be(forms, id)
        {
            self.notes.add(PlaceNote::Misspelt);
            return vec![id];
        }
        let narrow = scopes.iter().copied().flatten();
        let mut near: Vec<RegionId> =
            narrow.filter_map(|scope| self.nearest(level, forms, Some(scope))).collect();
        near.dedup();
        near
    }

    /// The one region of a level within a scope whose name is nearest to the cell's, remembered.
    fn nearest(&mut self, level: Level, forms: &[Form], scope: Option<RegionId>) -> Option<RegionId> {
        let key = (forms[0].key().to_owned(), scope, level);
        let found = *self.resolver.nearest.entry(key).or_insert_with(|| {
            let candidates = match scope {
                Some(outer) => table().within(outer, level),
                None => table().all(level),
            };
            match names().nearest(forms, candidates) {
                Nearest::One(id) => Some(id),
                Nearest::None | Nearest::Several => None,
            }
        });
        if found.is_some() {
            self.notes.add(PlaceNote::Misspelt);
        }
        found
    }

    fn note_unknown(&mut self, found: &[RegionId], districts: &[Form], villages: &[Form]) {
        let level = found.first().map(|id| table().level(*id));
        if !districts.is_empty() && !self.district_read {
            self.notes.add(PlaceNote::DistrictUnknown);
        }
        if !villages.is_empty() && level != Some(Level::Village) {
            self.notes.add(PlaceNote::VillageUnknown);
        }
    }

    /// The only one of several places that goes with the code.
    fn with_code(&self, places: &[RegionId]) -> Option<RegionId> {
        let code = self.code?;
        let mut fitting =
            places.iter().copied().filter(|id| table().contains(*id, code) || table().contains(code, *id));
        let only = fitting.next()?;
        fitting.next().is_none().then_some(only)
    }

    /// Weighs names against the code.
    fn settle(mut self, named: &Named, system: CodeSystem) -> PlaceReading {
        let regions = table();
        let place = match named.places[..] {
            [] => None,
            [only] => Some(only),
            ref several => self.with_code(several).or_else(|| {
                self.notes.add(PlaceNote::Ambiguous);
                let first = several[0];
                several[1..].iter().try_fold(first, |common, id| regions.common(common, *id))
            }),
        };
        let place = match (place, self.code) {
            // Whose code it is, is not known: it has done what it may.
            (place, Some(_)) if system == CodeSystem::Undecided => place,
            (Some(place), Some(code)) if regions.contains(place, code) => Some(code),
            (Some(place), Some(code)) if regions.contains(code, place) => Some(place),
            (Some(_), Some(code)) if !named.inside => {
                // A province's name against a code that says more: the label is the likelier slip.
                self.check_province(&[code]);
                Some(code)
            }
            (Some(place), Some(_)) => {
                self.notes.add(PlaceNote::CodeDisagrees);
                Some(place)
            }
            (None, code) => code,
            (place, None) => place,
        };
        PlaceReading { place, notes: self.notes }
    }
}

#[cfg(test)]
#[path = "resolve_tests.rs"]
mod tests;
