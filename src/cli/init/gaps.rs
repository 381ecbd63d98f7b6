//! What does a column mean that only its neighbours explain? A day, a month and a year that are one birth date, a
//! list that names mothers and nobody else, a NIK under the header of a row key.

use super::columns::{Evidence, Work, means};
use super::headers::{How, Meaning, Part, compact};
use super::values::Profile;
use crate::record::Field;

impl Work<'_> {
    /// A name in several columns: given names, middle ones, surnames, each of which may stand in more than one.
    pub(super) fn parts_of_names(&mut self) {
        let [given, middle, surname] =
            [Part::GivenName, Part::MiddleName, Part::Surname].map(|part| self.parts(part));
        let whole = self.taken.iter().position(|mapping| mapping.field == Field::Name);
        match whole {
            None if given.is_empty() && surname.is_empty() => {}
            None => {
                let columns = [given, middle, surname].concat();
                self.take(Field::Name, columns, Evidence::Header(How::Known));
            }
            // "Name, Surname": the first column is not the whole name after all.
            Some(at) if given.is_empty() => self.taken[at].columns.extend(surname),
            Some(_) => {}
        }
    }

    /// "Tgl", "Bln" and "Thn" side by side are a birth date, when their values are days, months and years of birth.
    /// Alone, a month or a year is a payment's and a day is nobody's.
    pub(super) fn birth_in_pieces(&mut self) {
        if self.has(Field::BirthDate) || self.has(Field::PlaceAndDate) {
            return;
        }
        let held = |field: Field| {
            let mapping = self.taken.iter().find(|mapping| mapping.field == field);
            mapping.map(|mapping| mapping.columns[0])
        };
        // What else a short header ("Tgl", "Bln", "Thn") was read as.
        let read_as = |meanings: &[Meaning], looks: fn(&Profile) -> bool| {
            (0..self.columns.len()).find(|&place| {
                let column = &self.columns[place];
                !column.header.is_empty()
                    && meanings.iter().any(|meaning| means(column, *meaning))
                    && column.profile.filled >= 3
                    && looks(&column.profile)
            })
        };
        let day = held(Field::BirthDay)
            .or_else(|| read_as(&[Meaning::Field(Field::BirthDate)], |profile| profile.day > 0.95));
        let month = held(Field::BirthMonth)
            .or_else(|| read_as(&[Meaning::Part(Part::PeriodMonth)], |profile| profile.month > 0.9));
        let year = held(Field::BirthYear).or_else(|| {
            let looks = |profile: &Profile| profile.year > 0.9 && profile.distinct >= 8;
            read_as(&[Meaning::Part(Part::PeriodYear), Meaning::Field(Field::Period)], looks)
        });
        let (Some(day), Some(month), Some(year)) = (day, month, year) else {
            // A day without its month says nothing of a birth.
            if month.is_none() {
                self.taken.retain(|mapping| mapping.field != Field::BirthDay);
            }
            return;
        };
        let pieces = [(Field::BirthDay, day), (Field::BirthMonth, month), (Field::BirthYear, year)];
        self.taken.retain(|mapping| !pieces.iter().any(|(_, place)| mapping.columns.contains(place)));
        for (field, place) in pieces {
            self.take(field, vec![place], Evidence::Header(How::Words));
        }
    }

    /// A list of mothers (expectant ones, housewives) names nobody else: they are its people.
    pub(super) fn mother_as_person(&mut self) {
        if let Some(mother) = self.taken.iter_mut().find(|mapping| mapping.field == Field::Mother) {
            mother.field = Field::Name;
        }
    }

    /// "Nama Ibu Rumah Tangga" names the row's person, and so the NIK "of the mother" is the person's too.
    pub(super) fn nik_of_mothers(&mut self) {
        let name = self.taken.iter().find(|mapping| mapping.field == Field::Name);
        let of_a_mother =
            name.is_some_and(|name| compact(&self.columns[name.columns[0]].header).contains("IBU"));
        if of_a_mother
            && !self.has(Field::Nik)
            && let Some(place) = self.part(Part::NikOfMother)
        {
            self.take(Field::Nik, vec![place], Evidence::Header(How::Words));
        }
    }

    /// "ID Penduduk" may be the NIK itself: no other number of 16 digits has women's days.
    pub(super) fn nik_under_a_key(&mut self) {
        if self.has(Field::Nik) {
            return;
        }
        let place = (0..self.columns.len()).find(|&place| {
            let column = &self.columns[place];
            let is_key = column.reading.is_some_and(|reading| {
                matches!(reading.meaning, Meaning::Field(Field::UniqueKey) | Meaning::Extra(_))
            });
            is_key
                && !self.is_taken(place)
                && column.profile.filled >= 3
                && column.profile.nik > 0.6
                && column.profile.plus_forty > 0.1
        });
        if let Some(place) = place {
            self.take_by_values(Field::Nik, place, self.columns[place].profile.nik);
        }
    }
}
