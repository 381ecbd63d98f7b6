//! How do families come to be? Generates clans: a couple (or a lone elder), their children, the households that
//! grown children found, grandparents who live with them, second wives, stepchildren, twins; with their moves,
//! deaths and papers. Everything here is true; rosters get it wrong in `listing`.

use crate::record::{Relation, Sex};

use super::dice::Dice;
use super::naming::{self, Name, Theme};
use super::person::{CareHome, Clan, Day, Former, Home, Household, Person, Registry, code_at_registration};
use super::places::{Places, Settlement, Village};
use super::words::{Culture, Words};

/// Generates the clans of one district, one after another.
pub(super) struct Families<'a> {
    pub(super) places: &'a Places,
    pub(super) settlement: &'a Settlement,
    /// Unique in the run: makes household and person numbers.
    pub(super) district_place: u64,
    pub(super) night: Day,
    pub(super) seed: u64,
    registry: Registry,
    next_person: u64,
    next_household: u64,
}

/// What the members of a household to be have in common.
#[derive(Clone, Copy)]
struct Setting {
    culture: Culture,
    household: usize,
    district: u32,
}

/// Someone whose family card is about to be filled.
#[derive(Clone, Copy)]
struct Birth {
    name: Name,
    sex: Sex,
    day: Day,
    mother: Name,
    father: Name,
    relation: Relation,
    /// Follows the one before by minutes.
    twin: bool,
}

const STREAM: u64 = 0xfa;
/// A household and person number hold their district above these bits.
const DISTRICT_SHIFT: u32 = 32;

impl<'a> Families<'a> {
    pub(super) fn new(
        places: &'a Places,
        settlement: &'a Settlement,
        district_place: u64,
        night: Day,
        seed: u64,
    ) -> Families<'a> {
        Families {
            places,
            settlement,
            district_place,
            night,
            seed,
            registry: Registry::default(),
            next_person: 1,
            next_household: 1,
        }
    }

    /// Fills `clan` with the district's `number`-th.
    pub(super) fn generate(&mut self, number: u64, clan: &mut Clan) {
        clan.clear();
        let dice = &mut Dice::new(self.seed ^ self.district_place << 20, STREAM, number);
        let home = self.home(dice);
        let culture = Words::get().culture_of(self.places.villages[home.village].regency_code(), dice);
        match dice.below(100) {
            0..9 => self.lone_elder(culture, home, clan, dice),
            _ => self.couple(culture, home, number, clan, dice),
        }
        for household in 0..clan.households.len() {
            self.history(household, clan, dice);
        }
    }

    fn lone_elder(&mut self, culture: Culture, home: Home, clan: &mut Clan, dice: &mut Dice) {
        let sex = if dice.chance(0.75) { Sex::Female } else { Sex::Male };
        let year = self.night.year - dice.between(60, 88) as i16;
        let setting = self.found(culture, home, clan, dice);
        let elder = self.stranger(setting, sex, year, Relation::Head, dice);
        self.add(setting, elder, clan, dice);
        clan.households[setting.household].wealth *= 0.55;
    }

    fn couple(&mut self, culture: Culture, home: Home, number: u64, clan: &mut Clan, dice: &mut Dice) {
        let age = (22.0 + 55.0 * dice.unit() * (0.35 + 0.65 * dice.unit())) as i16;
        let setting = self.found(culture, home, clan, dice);
        let husband = self.stranger(setting, Sex::Male, self.night.year - age, Relation::Head, dice);
        let births = self.marry(setting, husband, clan, dice);
        if age < 46 && dice.chance(0.12) {
            self.grandparent(setting, husband, clan, dice);
        }
        let mut founded = 0;
        for birth in births {
            let age = birth.day.age_at(self.night);
            let leaves = age >= 19 && !dice.chance(0.28);
            if !leaves {
                self.add(setting, birth, clan, dice);
                if let Some(child) = clan.people.last_mut() {
                    child.care = care(self.places, self.settlement, home, number, age, dice);
                }
            } else if age >= 21 && founded < 2 && dice.chance(0.6) {
                founded += 1;
                self.move_out(setting, birth, clan, dice);
            }
        }
        if dice.chance(0.004) {
            self.second_wife(setting, husband, clan, dice);
        }
    }

    /// Adds husband and wife, and gives their children in birth order.
    fn marry(&mut self, setting: Setting, husband: Birth, clan: &mut Clan, dice: &mut Dice) -> Vec<Birth> {
        let age = husband.day.age_at(self.night);
        let wife_year = (husband.day.year + dice.between(-2, 8) as i16).min(self.night.year - 19);
        let wife = self.stranger(setting, Sex::Female, wife_year, Relation::Spouse, dice);
        let widowed = age > 55 && dice.chance(0.16);
        let apart = dice.chance(0.06);
        let theme = Theme::of_couple(setting.culture, husband.name, dice);
        if widowed || apart {
            // The mother is the head; the father is gone from the card but his name is on the children's.
            self.add(setting, Birth { relation: Relation::Head, ..wife }, clan, dice);
        } else {
            self.add(setting, husband, clan, dice);
            self.add(setting, wife, clan, dice);
        }
        let mut births = self.children(theme, husband.name, wife, dice);
        if dice.chance(0.04) && births.len() > 1 {
            // A child from the wife's first marriage.
            births[0].father = naming::stranger(setting.culture, Sex::Male, husband.day.year, dice);
        }
        births
    }

    fn children(&self, theme: Theme, father: Name, mother: Birth, dice: &mut Dice) -> Vec<Birth> {
        let mut births: Vec<Birth> = Vec::new();
        let most = if mother.day.year < 1960 { 6 } else { 4 };
        let mut year = mother.day.year + dice.between(18, 27) as i16;
        while births.len() < most && year < mother.day.year + 42 && year <= self.night.year {
            let sex = if dice.chance(0.51) { Sex::Male } else { Sex::Female };
            let day = Day::random(year, dice);
            let order = births.len() as u8;
            let mut name = naming::child(theme, sex, year, order, dice);
            if births.iter().any(|other| other.name == name) {
                name = naming::child(theme, sex, year, order, dice);
            }
            let birth =
                Birth { name, sex, day, mother: mother.name, father, relation: Relation::Child, twin: false };
            births.push(birth);
            if dice.chance(0.01) {
                let sex = if dice.chance(0.75) { sex } else { opposite(sex) };
                let name = naming::twin_of(name, theme, sex, year, order + 1, dice);
                if name != birth.name {
                    births.push(Birth { name, sex, twin: true, ..birth });
                }
            }
            if dice.chance(0.14) {
                break;
            }
            year += dice.between(1, 6) as i16;
        }
        births.retain(|birth| birth.day < self.night);
        births
    }

    /// A grown child founds a household: in the village, or somewhere else in the run's places.
    fn move_out(&mut self, parents: Setting, child: Birth, clan: &mut Clan, dice: &mut Dice) {
        let same_village = dice.chance(0.6);
        let mut home = self.home(dice);
        if same_village {
            home.village = clan.households[parents.household].home.village;
        } else if dice.chance(0.12) {
            home.village = dice.index(self.places.villages.len());
        }
        let setting = self.found(parents.culture, home, clan, dice);
        let married = dice.chance(0.85);
        let person = Birth { relation: Relation::Head, ..child };
        if !married {
            self.add(setting, person, clan, dice);
        } else if child.sex == Sex::Male {
            for birth in self.marry(setting, person, clan, dice) {
                self.add(setting, birth, clan, dice);
            }
        } else {
            let husband_year = (child.day.year - dice.between(-1, 7) as i16).min(self.night.year - 20);
            let husband = self.stranger(setting, Sex::Male, husband_year, Relation::Head, dice);
            self.add(setting, husband, clan, dice);
            let wife = Birth { relation: Relation::Spouse, ..child };
            self.add(setting, wife, clan, dice);
            let theme = Theme::of_couple(setting.culture, husband.name, dice);
            for birth in self.children(theme, husband.name, wife, dice) {
                self.add(setting, birth, clan, dice);
            }
        }
        // Until lately the child stood on the parents' card.
        let until = dice.unit() * 9.0;
        clan.households[setting.household].former_kk =
            Some(Former { value: clan.households[parents.household].kk, until });
    }

    fn grandparent(&mut self, setting: Setting, child: Birth, clan: &mut Clan, dice: &mut Dice) {
        let sex = if dice.chance(0.7) { Sex::Female } else { Sex::Male };
        let year = child.day.year - dice.between(19, 32) as i16;
        let mut elder = self.stranger(setting, sex, year, Relation::Parent, dice);
        elder.name = if sex == Sex::Female { child.mother } else { child.father };
        if !elder.name.is_empty() {
            self.add(setting, elder, clan, dice);
        }
    }

    fn second_wife(&mut self, first: Setting, husband: Birth, clan: &mut Clan, dice: &mut Dice) {
        let mut home = self.home(dice);
        home.village = clan.households[first.household].home.village;
        let setting = self.found(first.culture, home, clan, dice);
        let year = (husband.day.year + dice.between(3, 14) as i16).min(self.night.year - 20);
        let wife = self.stranger(setting, Sex::Female, year, Relation::Head, dice);
        self.add(setting, wife, clan, dice);
        let theme = Theme::of_couple(setting.culture, husband.name, dice);
        for birth in self.children(theme, husband.name, wife, dice).into_iter().take(2) {
            self.add(setting, birth, clan, dice);
        }
    }

    /// Opens a household without members.
    fn found(&mut self, culture: Culture, home: Home, clan: &mut Clan, dice: &mut Dice) -> Setting {
        let number = self.district_place << DISTRICT_SHIFT | self.next_household;
        self.next_household += 1;
        let district = self.places.villages[home.village].district_code();
        let issued = Day::random(self.night.year - 1 - dice.between(0, 16) as i16, dice);
        let kk = self.registry.kk(district, issued, dice);
        clan.households.push(Household {
            number,
            home,
            former_home: None,
            kk,
            former_kk: None,
            wealth: dice.unit(),
            head: Name::NONE,
        });
        Setting { culture, household: clan.households.len() - 1, district }
    }

    /// Someone from outside the clan, with parents who are names only.
    fn stranger(&self, setting: Setting, sex: Sex, year: i16, relation: Relation, dice: &mut Dice) -> Birth {
        let culture = setting.culture;
        let mother = naming::stranger(culture, Sex::Female, year - 25, dice);
        let father = naming::stranger(culture, Sex::Male, year - 29, dice);
        let theme = Theme::of_couple(culture, father, dice);
        let order = dice.below(4) as u8;
        let name = naming::child(theme, sex, year, order, dice);
        let mut day = Day::random(year, dice);
        if day > self.night {
            day = day.shifted(-1);
        }
        Birth { name, sex, day, mother, father, relation, twin: false }
    }

    /// Writes someone onto the household's card, with a NIK and everything a roster may ask.
    fn add(&mut self, setting: Setting, birth: Birth, clan: &mut Clan, dice: &mut Dice) {
        let age = birth.day.age_at(self.night);
        let (day, unsure) = registered(birth.day, age, dice);
        let corrected = !birth.twin && !unsure && dice.chance(0.015);
        let birth_in_nik = if corrected { misregistered(day, dice) } else { day };
        let away = if birth.relation == Relation::Child { 0.08 } else { 0.3 };
        let nik = if dice.chance(away) && !birth.twin {
            let district = self.strange_district(setting.district, dice);
            Registry::elsewhere(code_at_registration(district, day), birth_in_nik, birth.sex, dice)
        } else {
            self.registry.nik(setting.district, birth_in_nik, birth.sex, birth.twin, dice)
        };
        let second_nik = if age >= 17 && dice.chance(0.012) {
            self.registry.nik(setting.district, birth_in_nik, birth.sex, false, dice)
        } else {
            0
        };
        let words = Words::get();
        let civil_servant = (25..58).contains(&age) && dice.chance(0.03);
        let village = &self.places.villages[clan.households[setting.household].home.village];
        let born_here = dice.chance(0.86);
        let other = dice.index(self.places.villages.len());
        let number = self.district_place << DISTRICT_SHIFT | self.next_person;
        self.next_person += 1;
        if birth.relation == Relation::Head {
            clan.households[setting.household].head = birth.name;
        }
        let (honorific, degree) = titles(birth.sex, age, civil_servant, words, dice);
        clan.people.push(Person {
            number,
            household: setting.household,
            name: birth.name,
            nickname: nickname(setting.culture, birth.sex, age, words, dice),
            honorific,
            degree,
            sex: birth.sex,
            birth: day,
            birth_in_nik,
            unsure,
            birth_place: if born_here { village.regency } else { self.places.villages[other].regency },
            mother: birth.mother,
            father: birth.father,
            nik,
            second_nik,
            relation: birth.relation,
            job: job(birth.sex, age, civil_servant, words, dice),
            civil_servant,
            died: self.death(age, dice),
            disability: if dice.chance(0.012) { words.list("disability").draw(dice) } else { "" },
            care: None,
        });
    }

    /// The dead of the last years are still on many lists; the long dead are not generated.
    fn death(&self, age: i16, dice: &mut Dice) -> Option<Day> {
        let rate = match age {
            0..50 => 0.002,
            50..65 => 0.012,
            65..75 => 0.04,
            _ => 0.09,
        };
        let years = dice.between(0, 3) as i16;
        let day = Day::random(self.night.year - years, dice);
        (dice.chance(rate) && age > years + 1 && day < self.night).then_some(day)
    }

    /// Another district: mostly a neighbour, else anywhere in the country.
    fn strange_district(&self, own: u32, dice: &mut Dice) -> u32 {
        let near = dice.chance(0.55);
        let places = &self.places.elsewhere;
        let at = places.partition_point(|code| *code < own);
        let index = if near {
            let step = dice.between(1, 12) as usize;
            if dice.chance(0.5) { at.saturating_sub(step) } else { (at + step).min(places.len() - 1) }
        } else {
            dice.index(places.len())
        };
        places[index]
    }

    fn home(&self, dice: &mut Dice) -> Home {
        let words = Words::get();
        let villages = &self.settlement.villages;
        let village = villages.start + dice.index(villages.len());
        let place = &self.places.villages[village];
        let rw = dice.between(1, 9) as u16;
        Home {
            village,
            rt: dice.between(1, 7) as u16 + if dice.chance(0.15) { 7 } else { 0 },
            rw,
            hamlet: hamlet(place, rw),
            street: if dice.chance(if place.urban { 0.8 } else { 0.08 }) {
                words.list("street").draw(dice)
            } else {
                ""
            },
            house: dice.between(1, 120) as u16,
        }
    }

    /// Moves, and new cards without a move (the head died, a divorce, a lost card).
    fn history(&mut self, household: usize, clan: &mut Clan, dice: &mut Dice) {
        let moved = dice.chance(0.07);
        let renewed = dice.chance(0.10);
        let until = dice.unit() * 7.0;
        let mut before = self.home(dice);
        if dice.chance(0.2) {
            before.village = dice.index(self.places.villages.len());
        }
        let entry = &mut clan.households[household];
        if (moved || renewed) && entry.former_kk.is_none() {
            let home = if moved { before } else { entry.home };
            let district = self.places.villages[home.village].district_code();
            let issued = Day::random(self.night.year - until as i16 - 2 - dice.between(0, 9) as i16, dice);
            entry.former_kk = Some(Former { value: self.registry.kk(district, issued, dice), until });
        }
        if moved {
            entry.former_home = Some(Former { value: before, until });
        }
    }
}

fn opposite(sex: Sex) -> Sex {
    if sex == Sex::Male { Sex::Female } else { Sex::Male }
}

/// The day that was registered: a placeholder for many of the old (1 July since SIAK, 31 December before).
fn registered(birth: Day, age: i16, dice: &mut Dice) -> (Day, bool) {
    let (july, december) = match age {
        50.. => (0.12, 0.06),
        30..50 => (0.03, 0.015),
        _ => (0.004, 0.002),
    };
    let draw = dice.unit();
    if draw < july {
        (Day { month: 7, day: 1, ..birth }, true)
    } else if draw < july + december {
        (Day { month: 12, day: 31, ..birth }, true)
    } else {
        (birth, false)
    }
}

/// What the date was before it was corrected.
fn misregistered(birth: Day, dice: &mut Dice) -> Day {
    match dice.below(3) {
        0 => birth.shifted(dice.pick(&[-2, -1, 1])),
        1 => Day { day: dice.between(1, 28) as u8, ..birth },
        _ => Day { month: 7, day: 1, ..birth },
    }
}

fn titles(
    sex: Sex,
    age: i16,
    civil_servant: bool,
    words: &Words,
    dice: &mut Dice,
) -> (&'static str, &'static str) {
    let list = if sex == Sex::Male { "honorific.m" } else { "honorific.f" };
    let honorific = words.list(list).draw(dice);
    let degree = words.list("degree").draw(dice);
    let honoured = dice.chance(if age >= 40 { 0.14 } else { 0.02 });
    let graduate = dice.chance(if civil_servant { 0.85 } else { 0.04 }) && age >= 22;
    (if honoured { honorific } else { "" }, if graduate { degree } else { "" })
}

/// A hamlet is a group of RWs, so it follows from village and RW.
pub(super) fn hamlet(village: &Village, rw: u16) -> &'static str {
    let list = match village.code / 100_000_000 {
        33..=35 => "hamlet.jawa",
        32 | 36 => "hamlet.sunda",
        _ => "hamlet.umum",
    };
    Words::get().list(list).draw(&mut Dice::new(village.code, 0x4d, u64::from(rw / 2)))
}

fn nickname(culture: Culture, sex: Sex, age: i16, words: &Words, dice: &mut Dice) -> &'static str {
    let lists = words.culture(culture);
    let name = if sex == Sex::Male { lists.male_old.draw(dice) } else { lists.female_old.draw(dice) };
    if age >= 30 && dice.chance(0.10) { name } else { "" }
}

fn job(sex: Sex, age: i16, civil_servant: bool, words: &Words, dice: &mut Dice) -> &'static str {
    let drawn = words.list("job").draw(dice);
    let at_home = dice.chance(0.5);
    match age {
        _ if civil_servant => "PEGAWAI NEGERI SIPIL",
        0..6 => "BELUM BEKERJA",
        6..19 => "PELAJAR/MAHASISWA",
        _ if sex == Sex::Female && at_home => "MENGURUS RUMAH TANGGA",
        _ if sex == Sex::Male && drawn == "MENGURUS RUMAH TANGGA" => "BURUH HARIAN LEPAS",
        _ => drawn,
    }
}

/// Whether a child lives in an institution, and in which: one for a small regency's run, else one for some
/// two thousand clans of a district.
fn care(
    places: &Places,
    settlement: &Settlement,
    home: Home,
    clan: u64,
    age: i16,
    dice: &mut Dice,
) -> Option<CareHome> {
    if !dice.chance(0.03) || !(5..18).contains(&age) {
        return None;
    }
    let village = &places.villages[home.village];
    let key = if settlement.people > 4_000 {
        u64::from(village.district_code()) * 1_000 + clan / 2_000
    } else {
        u64::from(village.regency_code())
    };
    let district =
        if settlement.people > 4_000 { village.district_code() } else { village.regency_code() * 100 + 1 };
    let mut own = Dice::new(key, 0xca, 1);
    let issued = Day::random(2010 + own.between(0, 9) as i16, &mut own);
    let kk = Registry::elsewhere(district, issued, Sex::Male, &mut own);
    Some(CareHome { name: Words::get().list("care_home").draw(&mut own), kk })
}
