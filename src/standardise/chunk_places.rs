//! Where do a chunk's rows live, and where were they born? Places by the region resolver, addresses by their readers,
//! and what was noticed on the way as anomalies.

use super::address::{AddressNote, AddressNotes, AddressReader};
use super::anomaly::AnomalyCode as Code;
use super::birth;
use super::chunk::{Local, Part, cell, enter_text, words};
use super::coded;
use super::distinct::{Cells, Memo, combined};
use super::habits::Habit;
use super::intern::Texts;
use super::place;
use super::{Names, Options};
use crate::record::{Field, Neighbourhood};
use crate::region::{self, Level, PlaceNote, PlaceReading, PlaceWords, RegionId, Resolver};

impl Part {
    pub(super) fn places(
        &mut self,
        chunk: &Cells<'_>,
        options: &Options,
        habit: Habit,
        resolver: &mut Resolver,
    ) {
        if options.names == Names::Plain {
            self.place.resize(self.len(), None);
            return;
        }
        let columns = place::PlaceColumns::of(chunk.chunk());
        if columns.is_empty() {
            self.place.resize(self.len(), None);
            return;
        }
        const FIELDS: [Field; 5] =
            [Field::Village, Field::District, Field::Regency, Field::Province, Field::VillageCode];
        let distinct = combined(&FIELDS.map(|field| chunk.column(field)), self.len());
        let mut memo = Memo::new(distinct.as_ref());
        self.place.reserve(self.len());
        for row in 0..self.len() {
            let reading: PlaceReading =
                memo.get(row, || resolver.resolve(&columns.words(row, habit.codes), options.context));
            self.place.push(reading.place);
            if !reading.notes.is_empty() {
                let noticed = reading.notes.iter().filter_map(place_anomaly);
                self.notes.extend(noticed.map(|(field, code)| (row as u32, field, code)));
            }
        }
    }

    /// RT, RW and hamlet; and the village, district and regency that the address mentions, where the columns for them
    /// are missing or empty.
    pub(super) fn addresses(
        &mut self,
        chunk: &Cells<'_>,
        options: &Options,
        habit: Habit,
        resolver: &mut Resolver,
    ) {
        let rows = self.len();
        self.rt.resize(rows, None);
        self.rw.resize(rows, None);
        self.hamlet.resize(rows, 0);
        const FIELDS: [Field; 5] = [Field::Address, Field::Rt, Field::Rw, Field::RtRw, Field::Hamlet];
        let columns = FIELDS.map(|field| chunk.column(field));
        if columns.iter().all(Option::is_none) {
            return;
        }
        let words = place::PlaceColumns::of(chunk.chunk());
        let distinct = combined(&columns, rows);
        let mut memo = Memo::new(distinct.as_ref());
        let mut reader = CellReader::default();
        for row in 0..rows {
            let found = memo.get(row, || {
                let cells = columns.map(|column| cell(column, row));
                reader.read(cells, options.names, &mut self.texts)
            });
            self.rt[row] = found.rt;
            self.rw[row] = found.rw;
            self.hamlet[row] = found.locality;
            for note in found.notes.iter() {
                self.notes.push((row as u32, Field::RtRw, address_anomaly(note)));
            }
            let known = self.place[row];
            if let Some(hint) = found.hint.and_then(|hint| reader.hints.get(hint as usize))
                && known.is_none_or(|known| region::table().level(known) < Level::Village)
            {
                let columns = words.words(row, habit.codes);
                let finer = hint.sharpen(&columns, known, options.context, resolver);
                self.place[row] = finer.or(known);
            }
        }
    }

    pub(super) fn birth_places(&mut self, chunk: &Cells<'_>) {
        let rows = self.len();
        self.birth_place.resize(rows, 0);
        let mut buffer = String::new();
        for (field, joined) in [(Field::BirthPlace, false), (Field::PlaceAndDate, true)] {
            let Some(column) = chunk.column(field) else { continue };
            let mut memo = Memo::new(column.distinct);
            let texts = &mut self.texts;
            for row in 0..rows {
                if self.birth_place[row] == 0 {
                    self.birth_place[row] = memo.get(row, || {
                        let text = column.text.get(row);
                        let text = if joined { birth::split_place_and_date(text).0 } else { text };
                        place_words(text, &mut buffer);
                        enter_text(texts, &buffer)
                    });
                }
            }
        }
    }
}

/// What one distinct address gave.
#[derive(Clone, Copy)]
struct AddressCell {
    rt: Option<Neighbourhood>,
    rw: Option<Neighbourhood>,
    locality: Local,
    notes: AddressNotes,
    /// Among the hints of its reader.
    hint: Option<u32>,
}

/// Place names within an address.
struct PlaceHint {
    village: String,
    district: String,
    regency: String,
}

/// Reads the addresses of a chunk, and keeps the place names met in them.
#[derive(Default)]
struct CellReader {
    reader: AddressReader,
    room: String,
    hints: Vec<PlaceHint>,
}

impl CellReader {
    fn read(
        &mut self,
        [line, rt, rw, rt_rw, hamlet]: [&str; 5],
        names: Names,
        texts: &mut Texts,
    ) -> AddressCell {
        let line = if coded::is_blank(line) { "" } else { line };
        if names == Names::Plain {
            // Number and street as they stand: no word of them means what it means here ("NO", "DS", "RT").
            words(&format!("{line} {hamlet}"), &mut self.room);
            let locality = enter_text(texts, &self.room);
            let found = self.reader.read("", rt, rw, rt_rw, "");
            return AddressCell { rt: found.rt, rw: found.rw, locality, notes: found.notes, hint: None };
        }
        let found = self.reader.read(line, rt, rw, rt_rw, hamlet);
        let locality = enter_text(texts, found.locality(&mut self.room));
        let named = !(found.village.is_empty() && found.district.is_empty() && found.regency.is_empty());
        let (rt, rw, notes) = (found.rt, found.rw, found.notes);
        let hint = named.then(|| {
            self.hints.push(PlaceHint {
                village: found.village.clone(),
                district: found.district.clone(),
                regency: found.regency.clone(),
            });
            self.hints.len() as u32 - 1
        });
        AddressCell { rt, rw, locality, notes, hint }
    }
}

impl PlaceHint {
    /// A place within the known one that the hint names; the columns count more than the address.
    fn sharpen(
        &self,
        columns: &PlaceWords<'_>,
        known: Option<RegionId>,
        context: Option<RegionId>,
        resolver: &mut Resolver,
    ) -> Option<RegionId> {
        let mut adds = false;
        let mut either = |column, hint| {
            if !coded::is_blank(column) || str::is_empty(hint) {
                return column;
            }
            adds = true;
            hint
        };
        let words = PlaceWords {
            village: either(columns.village, self.village.as_str()),
            district: either(columns.district, self.district.as_str()),
            regency: either(columns.regency, self.regency.as_str()),
            ..*columns
        };
        if !adds {
            return None;
        }
        let PlaceReading { place, .. } = resolver.resolve(&words, context);
        let place = place?;
        known.is_none_or(|known| region::table().contains(known, place)).then_some(place)
    }
}

/// The anomaly of a place note; none for how reading normally goes.
fn place_anomaly(note: PlaceNote) -> Option<(Field, Code)> {
    Some(match note {
        PlaceNote::ProvinceWrong => (Field::Province, Code::PlaceProvinceWrong),
        PlaceNote::ProvinceFormer => (Field::Province, Code::PlaceProvinceFormer),
        PlaceNote::KindDiffers => (Field::Regency, Code::PlaceKindDiffers),
        PlaceNote::Misspelt => (Field::Village, Code::PlaceMisspelt),
        PlaceNote::ProvinceUnknown => (Field::Province, Code::PlaceProvinceUnknown),
        PlaceNote::RegencyUnknown => (Field::Regency, Code::PlaceRegencyUnknown),
        PlaceNote::DistrictUnknown => (Field::District, Code::PlaceDistrictUnknown),
        PlaceNote::VillageUnknown => (Field::Village, Code::PlaceVillageUnknown),
        PlaceNote::Ambiguous => (Field::Regency, Code::PlaceAmbiguous),
        PlaceNote::CodeDisagrees => (Field::VillageCode, Code::PlaceCodeDisagrees),
        PlaceNote::CodeRetired => (Field::VillageCode, Code::PlaceCodeRetired),
        PlaceNote::CodeUnknown => (Field::VillageCode, Code::PlaceCodeUnknown),
        PlaceNote::CodeInPart => (Field::VillageCode, Code::PlaceCodeInPart),
        PlaceNote::FromContext => return None,
    })
}

fn address_anomaly(note: AddressNote) -> Code {
    match note {
        AddressNote::RtRwFromDate => Code::AddressDateInRtRw,
        AddressNote::RtRwUnreadable => Code::AddressRtRwUnreadable,
        AddressNote::RtRwDisagrees => Code::AddressRtRwDisagrees,
    }
}

/// A place of birth without the word for its kind; empty when the cell says nothing.
fn place_words(text: &str, buffer: &mut String) {
    if coded::is_blank(text) {
        buffer.clear();
        return;
    }
    words(text, buffer);
    const KINDS: [&str; 8] =
        ["KABUPATEN ", "KAB ", "KOTA ", "KOTAMADYA ", "KODYA ", "KECAMATAN ", "KEC ", "DESA "];
    for kind in KINDS {
        if buffer.starts_with(kind) {
            buffer.drain(..kind.len());
            break;
        }
    }
}
