//! What does a roster write about a person? One row: the truth of tonight, taken back to the roster's own time
//! (old home, old card, old birth date), then through its clerk's hands, then into its columns.

use std::fmt::Write;

use crate::record::{Relation, Sex};
use crate::scatter::scatter;

use super::address::{self, push_cased};
use super::dice::Dice;
use super::misdate::{self, DateForm};
use super::misnumber;
use super::misspell;
use super::naming::Name;
use super::person::{Clan, Day, Home, Household, Person};
use super::places::{Places, Village};
use super::rosters::{Cell, KeyForm, ROSTERS, Roster, SexForm, place};
use super::words::Words;

/// Between the cells of a row in memory.
pub(super) const BREAK: char = '\u{1f}';
/// Before a cell that a workbook keeps as a number.
pub(super) const NUMERIC: char = '\u{1e}';
/// Stands for the row's running number until rows are in order.
pub(super) const RUNNING: char = '\u{1d}';

/// What became of the NIK, for the list of planted conflicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NikUse {
    /// The person's own, readable or nearly.
    Own,
    /// The person's second one.
    Second,
    /// That of another person of the clan (index).
    Relative(usize),
    /// Missing, a dummy, a card number, or too damaged to say.
    Lost,
}

/// What else is known of a row once written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    pub(super) nik: NikUse,
    /// Village of the address as listed.
    pub(super) village: u64,
    /// First letters of the name, for lists in order of the alphabet.
    pub(super) initial: u64,
}

/// Everything that writing rows needs; buffers are kept between rows.
pub(super) struct Clerk<'a> {
    pub(super) places: &'a Places,
    pub(super) night: Day,
    nik: String,
    kk: String,
    name: String,
    mother: String,
    father: String,
    head: String,
    words: &'static Words,
}

/// The values of one row before they are laid into columns.
struct Row<'a> {
    roster: &'a Roster,
    clan: &'a Clan,
    person: &'a Person,
    household: &'a Household,
    home: Home,
    village: &'a Village,
    birth: Option<Day>,
    sex: Option<Sex>,
    age: i16,
    pkh: bool,
    /// 0 for the first entry of a person in this roster, 1 for the second.
    copy: u64,
    /// The NIK stands in a numeric cell.
    numeric_nik: bool,
    taken: Day,
}

impl<'a> Clerk<'a> {
    pub(super) fn new(places: &'a Places, night: Day) -> Clerk<'a> {
        Clerk {
            places,
            night,
            nik: String::new(),
            kk: String::new(),
            name: String::new(),
            mother: String::new(),
            father: String::new(),
            head: String::new(),
            words: Words::get(),
        }
    }

    /// Writes a row into `out`, cells apart by [`BREAK`]. `pkh` tells whether PKH serves the household.
    pub(super) fn write(
        &mut self,
        out: &mut String,
        roster_place: usize,
        clan: &Clan,
        person_place: usize,
        (pkh, copy): (bool, u64),
        dice: &mut Dice,
    ) -> Written {
        let roster = &ROSTERS[roster_place];
        let habits = &roster.habits;
        let person = &clan.people[person_place];
        let household = &clan.households[person.household];
        // A careless clerk errs in every column of the row; most rows are taken down well.
        let care = match dice.below(100) {
            0..70 => 0.5,
            70..93 => 1.3,
            _ => 4.0,
        };
        // Rows of one roster were taken down at different times before it was sent.
        let age = habits.age * (0.3 + 1.4 * dice.unit());
        let home = match household.former_home {
            Some(former) if former.until < age => former.value,
            _ => household.home,
        };
        let (nik, numeric_nik) = self.write_nik(roster, clan, person_place, care, dice);
        self.write_kk(roster, roster_place, person, household, age, care, dice);
        let lost = nik == NikUse::Lost;
        // Whoever has no number to copy is asked for the rest with more care; else nobody could tell who is meant.
        let care = if lost { f64::min(care, 1.0) } else { care };
        misspell::person_name(&mut self.name, person, &habits.name, care, dice);
        self.write_family(roster, person, household, care, dice);
        let recorded = recorded_birth(person, age, dice);
        let birth = misdate::mistaken(recorded, &habits.birth, care, dice).filter(|day| *day <= self.night);
        let wrong = dice.chance(habits.sex_wrong);
        let sex = match person.sex {
            _ if dice.chance(habits.sex_missing) => None,
            Sex::Male if wrong => Some(Sex::Female),
            Sex::Female if wrong => Some(Sex::Male),
            sex => Some(sex),
        };
        let taken = self.night.shifted(-(age as i16));
        let row = Row {
            roster,
            clan,
            person,
            household,
            home,
            village: &self.places.villages[home.village],
            birth,
            sex,
            age: person.birth.age_at(taken),
            pkh,
            copy,
            numeric_nik,
            taken,
        };
        for (column, (_, cell)) in roster.columns.iter().enumerate() {
            if column > 0 {
                out.push(BREAK);
            }
            self.cell(out, &row, *cell, dice);
        }
        Written { nik, village: row.village.code, initial: initial(&self.name) }
    }

    fn write_nik(
        &mut self,
        roster: &Roster,
        clan: &Clan,
        person_place: usize,
        care: f64,
        dice: &mut Dice,
    ) -> (NikUse, bool) {
        let habits = &roster.habits.nik;
        let person = &clan.people[person_place];
        let household = &clan.households[person.household];
        let second = person.second_nik != 0 && dice.chance(habits.second);
        let (number, used) =
            if second { (person.second_nik, NikUse::Second) } else { (person.nik, NikUse::Own) };
        let out = &mut self.nik;
        misnumber::plain(out, number);
        let relative = relative_of(clan, person_place, dice);
        if dice.chance(habits.missing) {
            out.clear();
            if dice.chance(0.4) || roster.name == "lksa" {
                out.push('-');
            }
            return (NikUse::Lost, false);
        }
        if dice.chance(habits.dummy * care) {
            misnumber::dummy(out, self.places.villages[household.home.village].district_code(), dice);
            return (NikUse::Lost, false);
        }
        if let Some(relative) = relative.filter(|_| dice.chance(habits.relative * care)) {
            misnumber::plain(out, clan.people[relative].nik);
            return (NikUse::Relative(relative), false);
        }
        if dice.chance(habits.card * care) {
            misnumber::plain(out, household.kk);
            return (NikUse::Lost, false);
        }
        if dice.chance(habits.scientific) {
            misnumber::scientific(out, number, true);
            return (NikUse::Lost, false);
        }
        if dice.chance(habits.fifteen) {
            misnumber::plain(out, misnumber::fifteen_digits(number));
            return (used, true);
        }
        if dice.chance(habits.mistyped * care) {
            misnumber::mistyped(out, number, dice);
            return (NikUse::Lost, false);
        }
        if dice.chance(habits.length * care) {
            misnumber::wrong_length(out, number, dice);
            return (NikUse::Lost, false);
        }
        if dice.chance(habits.dressed) {
            misnumber::dressed(out, number, dice);
        }
        if habits.apostrophe {
            out.insert(0, '\'');
        }
        (used, false)
    }

    #[expect(clippy::too_many_arguments, reason = "one row's facts, used once")]
    fn write_kk(
        &mut self,
        roster: &Roster,
        roster_place: usize,
        person: &Person,
        household: &Household,
        age: f64,
        care: f64,
        dice: &mut Dice,
    ) {
        let habits = &roster.habits;
        let number = match (person.care, household.former_kk) {
            // Children in care stand on the manager's card in the institution's own list.
            (Some(care), _) if roster_place == place::LKSA => care.kk,
            (_, Some(former)) if former.until < age => former.value,
            _ => household.kk,
        };
        let missing = if self.nik.len() < 3 { habits.kk_missing * 0.5 } else { habits.kk_missing };
        if dice.chance(missing) {
            self.kk.clear();
        } else if dice.chance(habits.kk_mistyped * care) {
            misnumber::mistyped(&mut self.kk, number, dice);
        } else {
            misnumber::plain(&mut self.kk, number);
            if habits.nik.apostrophe {
                self.kk.insert(0, '\'');
            }
        }
    }

    fn write_family(
        &mut self,
        roster: &Roster,
        person: &Person,
        household: &Household,
        care: f64,
        dice: &mut Dice,
    ) {
        let habits = &roster.habits;
        let old = person.birth.year < 1990;
        let mut relative = |out: &mut String, name: Name, missing: f64| {
            if dice.chance(missing) {
                out.clear();
                if dice.chance(0.3) {
                    out.push('-');
                }
            } else {
                // People say their mother's name from memory, so it is spelt worse than their own.
                misspell::other_name(out, name, old, &habits.name, care * 1.4, dice);
            }
        };
        relative(&mut self.mother, person.mother, habits.mother_missing);
        relative(&mut self.father, person.father, habits.mother_missing);
        relative(&mut self.head, household.head, 0.02);
    }

    fn cell(&self, out: &mut String, row: &Row<'_>, cell: Cell, dice: &mut Dice) {
        match cell {
            Cell::Number => out.push(RUNNING),
            Cell::Key(form) => key(out, row, form),
            Cell::HouseholdKey => household_key(out, row),
            Cell::Nik => {
                if row.numeric_nik {
                    out.push(NUMERIC);
                }
                out.push_str(&self.nik);
            }
            Cell::Kk => out.push_str(&self.kk),
            Cell::Name => out.push_str(&self.name),
            Cell::PrintedName(width) => {
                let end = self.name.char_indices().nth(width).map_or(self.name.len(), |(at, _)| at);
                out.push_str(self.name[..end].trim_end());
            }
            Cell::Mother => out.push_str(&self.mother),
            Cell::Father => out.push_str(&self.father),
            Cell::Head => out.push_str(&self.head),
            Cell::BirthPlace | Cell::Birth(_) | Cell::PlaceAndDate(_) => birth(out, row, cell, dice),
            Cell::Age | Cell::AgeInWords => age(out, row, cell == Cell::AgeInWords),
            Cell::Sex(form) => out.push_str(sex(row.sex, form)),
            Cell::RelationCode => write_number(out, u64::from(relation_code(row.person.relation))),
            Cell::RelationName => out.push_str(relation_name(row.person.relation)),
            Cell::Street | Cell::Address | Cell::Rt | Cell::Rw | Cell::RtRw | Cell::Hamlet => {
                address::home(out, row.home, &row.roster.habits, cell, dice);
            }
            Cell::Village | Cell::District(_) | Cell::Regency(_) | Cell::Province | Cell::VillageCode => {
                address::region(out, row.village, &row.roster.habits, cell, dice);
            }
            Cell::Word(list) => out.push_str(self.words.list(list).draw(dice)),
            Cell::OneOf(values) => out.push_str(dice.pick(values)),
            Cell::Text(text) => out.push_str(text),
            Cell::Digits(count) => {
                (0..count).for_each(|_| out.push(char::from(b'0' + dice.below(10) as u8)));
            }
            _ => facts(out, row, cell, self.words, dice),
        }
    }
}

/// Someone whose number lies nearest when the wrong one is copied: same card, a head or parent first.
fn relative_of(clan: &Clan, person_place: usize, dice: &mut Dice) -> Option<usize> {
    let household = clan.people[person_place].household;
    let start = clan.people.iter().position(|other| other.household == household)?;
    let count = clan.people[start..].iter().take_while(|other| other.household == household).count();
    let head_first = dice.chance(0.5);
    let other = start + dice.index(count);
    let chosen = if head_first { start } else { other };
    (chosen != person_place).then_some(chosen)
}

/// The birth date as the roster's clerk was told it: the one before a correction on old rosters, and for those
/// who do not know their day another guess now and then.
fn recorded_birth(person: &Person, age: f64, dice: &mut Dice) -> Day {
    let before = age > 2.0 && dice.chance(0.7);
    let guess = dice.chance(0.15);
    let step = dice.pick(&[-2, -1, 1, 2]);
    let placeholder = dice.pick(&[(7, 1), (12, 31), (1, 1)]);
    if person.unsure && guess {
        let (month, day) = placeholder;
        Day { month, day, ..person.birth }.shifted(if step > 0 { 0 } else { step })
    } else if before {
        person.birth_in_nik
    } else {
        person.birth
    }
}

/// The first eight letters as a number that sorts like them.
fn initial(name: &str) -> u64 {
    name.bytes().take(8).fold(0, |sum, byte| sum << 8 | u64::from(byte.to_ascii_uppercase()))
}

fn write_number(out: &mut String, number: u64) {
    // Writing to a String cannot fail.
    let _ = write!(out, "{number}");
}

/// A number that looks given out, different for each roster, person and copy.
fn token(row: &Row<'_>) -> u64 {
    let name =
        row.roster.name.bytes().fold(7, |sum: u64, byte| sum.wrapping_mul(131).wrapping_add(u64::from(byte)));
    scatter(name ^ scatter(row.person.number ^ row.copy << 60))
}

fn key(out: &mut String, row: &Row<'_>, form: KeyForm) {
    key_of(out, form, row.village.regency_code(), token(row), row.taken.year);
}

/// Writes a roster's own row key, made from a number that looks given out.
pub(super) fn key_of(out: &mut String, form: KeyForm, regency: u32, token: u64, year: i16) {
    // Writing to a String cannot fail.
    let _ = match form {
        KeyForm::Regional(digits) => {
            let rest = digits.saturating_sub(4) as usize;
            write!(out, "{regency:04}{:0rest$}", token % 10_u64.pow(rest as u32))
        }
        KeyForm::Digits(digits) => {
            let width = digits as usize;
            write!(out, "{:0width$}", token % 10_u64.pow(digits))
        }
        KeyForm::Slashed(word) => write!(out, "{word}/{:08}/{year}", token % 100_000_000),
    };
}

fn household_key(out: &mut String, row: &Row<'_>) {
    let number = scatter(row.household.number ^ 0xb0) % 10_u64.pow(12);
    let _ = write!(out, "{:04}{number:012}", row.village.regency_code());
}

fn birth(out: &mut String, row: &Row<'_>, cell: Cell, dice: &mut Dice) {
    let write_date = |out: &mut String, form: DateForm, dice: &mut Dice| {
        let form = match row.roster.habits.birth.other_form {
            Some((other, share)) if dice.chance(share) => other,
            _ => form,
        };
        if let Some(day) = row.birth {
            misdate::write_day(out, day, form, dice);
        }
    };
    match cell {
        Cell::Birth(form) => write_date(out, form, dice),
        Cell::PlaceAndDate(form) => {
            place_name(out, row);
            out.push_str(", ");
            write_date(out, form, dice);
        }
        _ => place_name(out, row),
    }
}

fn place_name(out: &mut String, row: &Row<'_>) {
    push_cased(out, row.person.birth_place, row.roster.habits.name.case);
}

fn age(out: &mut String, row: &Row<'_>, in_words: bool) {
    write_number(out, row.age.unsigned_abs().into());
    if in_words {
        out.push_str(" tahun");
    }
}

/// The word or digit of a sex in a column's form.
pub(super) fn sex(sex: Option<Sex>, form: SexForm) -> &'static str {
    let (male, female) = match form {
        SexForm::OneTwo => ("1", "2"),
        SexForm::Letters => ("L", "P"),
        SexForm::Words => ("Laki-laki", "Perempuan"),
        SexForm::OldWords => ("PRIA", "WANITA"),
    };
    match sex {
        Some(Sex::Male) => male,
        Some(Sex::Female) => female,
        _ => "",
    }
}

/// The digit of a place in the family.
pub(super) fn relation_code(relation: Relation) -> u8 {
    match relation {
        Relation::Head => 1,
        Relation::Spouse => 2,
        Relation::Child => 3,
        Relation::ChildInLaw => 4,
        Relation::Grandchild => 5,
        Relation::Parent | Relation::ParentInLaw => 6,
        Relation::Other | Relation::Unknown => 8,
        Relation::OtherRelative => 7,
    }
}

/// The word of a place in the family.
pub(super) fn relation_name(relation: Relation) -> &'static str {
    match relation {
        Relation::Head => "KEPALA KELUARGA",
        Relation::Spouse => "ISTRI",
        Relation::Child => "ANAK",
        Relation::ChildInLaw => "MENANTU",
        Relation::Grandchild => "CUCU",
        Relation::Parent => "ORANG TUA",
        Relation::ParentInLaw => "MERTUA",
        Relation::OtherRelative | Relation::Other | Relation::Unknown => "FAMILI LAIN",
    }
}

/// Counts and other facts of the household and the person.
fn facts(out: &mut String, row: &Row<'_>, cell: Cell, words: &Words, dice: &mut Dice) {
    let members = || {
        let household = row.person.household;
        row.clan.people.iter().filter(move |other| other.household == household)
    };
    let aged = |low: i16, high: i16| {
        members().filter(|other| (low..=high).contains(&other.birth.age_at(row.taken))).count()
    };
    let count = match cell {
        Cell::MemberCount => members().count(),
        Cell::PregnantCount => usize::from(dice.chance(0.04)),
        Cell::ToddlerCount => aged(0, 6),
        Cell::PupilCount(low, high) => aged(low, high),
        Cell::ElderlyCount => aged(60, 120),
        Cell::DisabledCount => members().filter(|other| !other.disability.is_empty()).count(),
        Cell::ComponentCount => (aged(0, 18) + aged(60, 120)).min(4),
        Cell::Percentile => 1 + (row.household.wealth * 60.0) as usize,
        Cell::Decile => 1 + (row.household.wealth * 8.0) as usize,
        _ => return texts(out, row, cell, words, dice),
    };
    write_number(out, count as u64);
}

fn texts(out: &mut String, row: &Row<'_>, cell: Cell, words: &Words, dice: &mut Dice) {
    match cell {
        Cell::Amount => {
            let (low, high, step) = row.roster.amount;
            write_number(out, low + dice.below((high - low) / step + 1) * step);
        }
        Cell::Job => out.push_str(row.person.job),
        Cell::Disability => out.push_str(row.person.disability),
        Cell::PkhNumber if row.pkh => {
            let copy = if row.roster.name == "pkh" { row.copy ^ row.person.number << 8 } else { 0 };
            // The roster's own rows are numbered apart when a family stands there twice.
            let number = scatter(row.household.number ^ if row.copy > 0 { copy } else { 0 }) % 10_u64.pow(13);
            let _ = write!(out, "3{number:013}");
        }
        Cell::Account(digits) => {
            let newer = u64::from(dice.chance(0.2));
            let width = digits as usize;
            let _ = write!(
                out,
                "{:0width$}",
                scatter(row.person.number ^ newer << 52 ^ 0xacc) % 10_u64.pow(digits)
            );
        }
        Cell::CareHome => {
            out.push_str("LKSA ");
            out.push_str(row.person.care.map_or("", |care| care.name));
        }
        Cell::Died => {
            if let Some(day) = row.person.died {
                misdate::write_day(out, day, DateForm::Dashes, dice);
            }
        }
        Cell::School => {
            out.push_str(words.list("school").draw(dice));
            out.push(' ');
            push_cased(out, row.village.district, misspell::Case::Upper);
        }
        Cell::Class => {
            let class = (row.age - 6).clamp(1, 12);
            let _ = write!(out, "Kelas {class}");
        }
        _ => {}
    }
}
