//! Who is new in a roster tonight? Read off the base register, which knows everyone's family: children born to its
//! women, people whom a programme takes in, deaths that are reported. Gives whole rows, each in its roster's columns.

use crate::record::{Relation, Sex};
use crate::scatter::scatter;

use super::address::{self, push_cased};
use super::dice::Dice;
use super::edits::{Cells, Desk, respelt};
use super::family::hamlet;
use super::kept::Kept;
use super::listing::{RUNNING, key_of, relation_code, relation_name, sex};
use super::luck::number_of;
use super::misdate;
use super::misnumber;
use super::naming::{self, Theme};
use super::person::{Day, Home, Registry};
use super::places::Village;
use super::rosters::{Cell, ROSTERS, Roster, place};
use super::words::Words;

/// A row that a roster has tonight for the first time.
#[derive(Clone, Debug)]
pub(super) struct Newcomer {
    pub(super) roster: usize,
    /// Stands behind this row; the base register's rows only, others are put anywhere.
    pub(super) after: Option<usize>,
    pub(super) person: String,
    pub(super) household: String,
    pub(super) village: u64,
    pub(super) nik: u64,
    pub(super) cells: String,
}

/// What a row of the base register tells about someone.
struct Facts {
    person: String,
    household: String,
    village: u64,
    nik: u64,
    name: String,
    birth: Day,
    birth_place: String,
    sex: Sex,
    kk: String,
    mother: String,
    pkh: String,
    job: &'static str,
    home: Home,
    relation: Relation,
    died: Option<Day>,
}

/// Women bear children from here to there.
const FERTILE: std::ops::RangeInclusive<i16> = 19..=42;
/// Babies that the health insurance has the night they are born.
const INSURED_AT_ONCE: f64 = 0.4;
/// Deaths that are reported the night they happen.
const REPORTED: f64 = 0.6;

impl Desk<'_> {
    /// Everyone who comes new to a roster because of this row of the base register.
    pub(super) fn newcomers(&self, index: usize, row: Kept<'_>) -> Vec<Newcomer> {
        let news = self.luck.person(row.person);
        if !news.dies && news.bears == 0 && news.enters.is_none() {
            return Vec::new();
        }
        let cells = Cells::of(&ROSTERS[place::BDT], row.cells);
        let Some(facts) = self.facts(row, &cells) else { return Vec::new() };
        let dice = &mut self.luck.dice(0x41, row.person);
        let mut new = Vec::new();
        if let Some(roster) = news.enters {
            new.push(self.admit(roster, &facts, dice));
        }
        if news.dies && dice.chance(REPORTED) {
            let facts = Facts { died: Some(self.tonight), ..facts };
            new.push(self.admit(place::DEATHS, &facts, dice));
            return new;
        }
        let bears = facts.sex == Sex::Female && FERTILE.contains(&facts.birth.age_at(self.tonight));
        if bears && news.bears > 0 {
            self.births(index, news.bears, &facts, &cells, dice, &mut new);
        }
        new
    }

    /// Children of tonight: a row behind the mother's in the base register, some in the health insurance too.
    fn births(
        &self,
        index: usize,
        count: u8,
        mother: &Facts,
        cells: &Cells<'_>,
        dice: &mut Dice,
        new: &mut Vec<Newcomer>,
    ) {
        let Some(village) = self.village(mother.village) else { return };
        let culture = Words::get().culture_of(village.regency_code(), dice);
        let day = self.tonight;
        let insured = dice.chance(INSURED_AT_ONCE);
        let boy = |dice: &mut Dice| if dice.chance(0.51) { Sex::Male } else { Sex::Female };
        let mut sex_of = boy(dice);
        let father = naming::stranger(culture, Sex::Male, day.year - 30, dice);
        let theme = Theme::of_couple(culture, father, dice);
        let mut name = naming::child(theme, sex_of, day.year, 0, dice);
        let mut nik = Registry::elsewhere(village.district_code(), day, sex_of, dice) + 400;
        for child in 0..count {
            if child > 0 {
                // Twins of one sex have neighbouring numbers.
                let other = if dice.chance(0.7) { sex_of } else { boy(dice) };
                if other == sex_of {
                    nik += 1;
                } else {
                    nik = Registry::elsewhere(village.district_code(), day, other, dice) + 400;
                }
                sex_of = other;
                name = naming::twin_of(name, theme, sex_of, day.year, 0, dice);
            }
            let baby = Facts {
                person: format!("{}.{}{}", mother.person, self.luck.night, char::from(b'a' + child)),
                household: mother.household.clone(),
                village: mother.village,
                nik,
                name: name.tokens().join(" "),
                birth: day,
                birth_place: village.regency.to_owned(),
                sex: sex_of,
                kk: mother.kk.clone(),
                mother: mother.name.clone(),
                pkh: mother.pkh.clone(),
                job: "",
                home: mother.home,
                relation: Relation::Child,
                died: None,
            };
            let mut row = self.admit(place::BDT, &baby, dice);
            // The household's own columns are the mother's to the letter.
            let mut own = Cells::of(cells.roster, &row.cells);
            for ((_, cell), (text, mothers)) in
                cells.roster.columns.iter().zip(own.text.iter_mut().zip(&cells.text))
            {
                let shared = [Cell::HouseholdKey, Cell::Address, Cell::Village, Cell::Province];
                let place = matches!(cell, Cell::District(_) | Cell::Regency(_) | Cell::Percentile);
                if place || shared.contains(cell) {
                    text.clone_from(mothers);
                }
            }
            row.cells = own.joined();
            row.after = Some(index);
            new.push(row);
            if insured {
                new.push(self.admit(place::PBI, &baby, dice));
            }
        }
    }

    fn village(&self, code: u64) -> Option<&Village> {
        let at = self.places.villages.iter().position(|village| village.code == code)?;
        Some(&self.places.villages[at])
    }

    /// Reads a row of the base register; a row without a date tells too little.
    fn facts(&self, row: Kept<'_>, cells: &Cells<'_>) -> Option<Facts> {
        let text = |wanted: fn(Cell) -> bool| {
            let place = cells.roster.columns.iter().position(|(_, cell)| wanted(*cell));
            place.map_or("", |place| cells.text[place].as_str())
        };
        let mut date = text(|cell| matches!(cell, Cell::Birth(_))).split('/');
        let (day, month, year) = (date.next()?, date.next()?, date.next()?);
        let birth = Day { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? };
        let name = text(|cell| cell == Cell::Name).to_owned();
        let village = self.places.villages.iter().position(|village| village.code == row.village)?;
        let (rt, rw) = rt_rw(text(|cell| cell == Cell::Address));
        Some(Facts {
            person: row.person.to_owned(),
            household: row.household.to_owned(),
            village: row.village,
            nik: row.nik,
            name,
            birth,
            birth_place: text(|cell| cell == Cell::BirthPlace).to_owned(),
            sex: if text(|cell| matches!(cell, Cell::Sex(_))) == "1" { Sex::Male } else { Sex::Female },
            kk: text(|cell| cell == Cell::Kk).to_owned(),
            mother: text(|cell| cell == Cell::Mother).to_owned(),
            pkh: text(|cell| cell == Cell::PkhNumber).to_owned(),
            job: "BURUH",
            home: Home {
                village,
                rt,
                rw,
                hamlet: hamlet(&self.places.villages[village], rw),
                street: "",
                house: 1,
            },
            relation: match text(|cell| cell == Cell::RelationCode) {
                "1" => Relation::Head,
                "2" => Relation::Spouse,
                "3" => Relation::Child,
                _ => Relation::OtherRelative,
            },
            died: None,
        })
    }

    /// A person's row in a roster.
    fn admit(&self, roster_place: usize, facts: &Facts, dice: &mut Dice) -> Newcomer {
        let roster = &ROSTERS[roster_place];
        let village = &self.places.villages[facts.home.village];
        let habits = &roster.habits;
        let name =
            if dice.chance(habits.name.spelling) { respelt(&facts.name, dice) } else { facts.name.clone() };
        let mut nik = String::new();
        misnumber::plain(&mut nik, facts.nik);
        if dice.chance(habits.nik.missing) {
            nik.clear();
        } else if dice.chance(habits.nik.mistyped) {
            misnumber::mistyped(&mut nik, facts.nik, dice);
        }
        if habits.nik.apostrophe && !nik.is_empty() {
            nik.insert(0, '\'');
        }
        let mut cells = Cells { roster, text: vec![String::new(); roster.columns.len()] };
        cells.write(|cell, _| {
            let mut out = String::new();
            match cell {
                Cell::Nik => out.push_str(&nik),
                Cell::Name => push_cased(&mut out, &name, habits.name.case),
                Cell::PrintedName(width) => out.extend(name.chars().take(width)),
                Cell::Key(form) => {
                    let token =
                        scatter(number_of(&facts.person) ^ (roster_place as u64) << 8 ^ self.luck.night);
                    key_of(&mut out, form, village.regency_code(), token, self.tonight.year);
                }
                Cell::Street | Cell::Address | Cell::Rt | Cell::Rw | Cell::RtRw | Cell::Hamlet => {
                    address::home(&mut out, facts.home, habits, cell, dice);
                }
                Cell::Village | Cell::District(_) | Cell::Regency(_) | Cell::Province | Cell::VillageCode => {
                    address::region(&mut out, village, habits, cell, dice);
                }
                _ => self.other(&mut out, roster, facts, cell, dice),
            }
            Some(out)
        });
        Newcomer {
            roster: roster_place,
            after: None,
            person: facts.person.clone(),
            household: facts.household.clone(),
            village: facts.village,
            nik: facts.nik,
            cells: cells.joined(),
        }
    }

    fn other(&self, out: &mut String, roster: &Roster, facts: &Facts, cell: Cell, dice: &mut Dice) {
        let age = facts.birth.age_at(self.tonight);
        match cell {
            Cell::Number => out.push(RUNNING),
            Cell::Kk => {
                if roster.habits.nik.apostrophe && !facts.kk.is_empty() {
                    out.push('\'');
                }
                out.push_str(&facts.kk);
            }
            Cell::Mother => push_cased(out, &facts.mother, roster.habits.name.case),
            Cell::Head => push_cased(out, &facts.name, roster.habits.name.case),
            Cell::BirthPlace => push_cased(out, &facts.birth_place, roster.habits.name.case),
            Cell::Birth(form) => misdate::write_day(out, facts.birth, form, dice),
            Cell::PlaceAndDate(form) => {
                push_cased(out, &facts.birth_place, roster.habits.name.case);
                out.push_str(", ");
                misdate::write_day(out, facts.birth, form, dice);
            }
            Cell::Died => {
                if let Some(day) = facts.died {
                    misdate::write_day(out, day, misdate::DateForm::Dashes, dice);
                }
            }
            Cell::Age => out.push_str(&age.to_string()),
            Cell::AgeInWords => out.push_str(&format!("{age} tahun")),
            Cell::Sex(form) => out.push_str(sex(Some(facts.sex), form)),
            Cell::RelationCode => out.push_str(&relation_code(facts.relation).to_string()),
            Cell::RelationName => out.push_str(relation_name(facts.relation)),
            Cell::PkhNumber => out.push_str(&facts.pkh),
            Cell::Job => out.push_str(facts.job),
            Cell::Amount => {
                let (low, high, step) = roster.amount;
                out.push_str(&(low + dice.below((high - low) / step + 1) * step).to_string());
            }
            Cell::Account(digits) | Cell::Digits(digits) => {
                (0..digits).for_each(|_| out.push(char::from(b'0' + dice.below(10) as u8)));
            }
            Cell::Word(list) => out.push_str(Words::get().list(list).draw(dice)),
            Cell::OneOf(words) => out.push_str(dice.pick(words)),
            Cell::Text(text) => out.push_str(text),
            Cell::MemberCount | Cell::Percentile | Cell::Decile => {
                out.push_str(&dice.between(1, 6).to_string());
            }
            Cell::PregnantCount
            | Cell::ToddlerCount
            | Cell::PupilCount(..)
            | Cell::ElderlyCount
            | Cell::DisabledCount
            | Cell::ComponentCount => out.push_str(&dice.below(3).to_string()),
            _ => {}
        }
    }
}

/// RT and RW as an address of the base register ends; 1 where it does not say.
fn rt_rw(address: &str) -> (u16, u16) {
    let numbers: Vec<u16> = address
        .split(|letter: char| !letter.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .filter(|number| (1..100).contains(number))
        .collect();
    match numbers[..] {
        [.., rt, rw] => (rt, rw),
        _ => (1, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::rt_rw;

    #[test]
    fn rt_and_rw_are_the_last_numbers_of_an_address() {
        let check = |address, expected| assert_eq!(rt_rw(address), expected, "{address}");
        check("DK. KRAJAN RT 003/002", (3, 2));
        check("JL MAWAR NO 12 rt.004 rw. 001", (4, 1));
        check("DUSUN KIDUL RT07/RW05", (7, 5));
        check("KRAJAN", (1, 1));
    }
}
