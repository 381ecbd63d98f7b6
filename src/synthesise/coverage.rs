//! Who is on which roster? Poor households and their members, by the programmes' own tests, with the leaks of
//! real targeting: some poor are missed, some better-off are in, families are served twice, the dead stay.

use crate::record::{Relation, Sex};

use super::dice::Dice;
use super::person::{Clan, Day, Person};
use super::rosters::place;

/// One person on one roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Listing {
    /// Index into [`super::rosters::ROSTERS`].
    pub(super) roster: usize,
    /// Index into the clan's people.
    pub(super) person: usize,
}

/// Lists a clan's people, in a fixed order.
pub(super) fn list(clan: &Clan, night: Day, dice: &mut Dice, listings: &mut Vec<Listing>) {
    listings.clear();
    for household in 0..clan.households.len() {
        let served = family_programmes(clan, household, night, dice, listings);
        for (person, who) in members(clan, household) {
            person_programmes(who, person, clan.households[household].wealth, served, night, dice, listings);
        }
    }
}

fn members(clan: &Clan, household: usize) -> impl Iterator<Item = (usize, &Person)> {
    clan.people.iter().enumerate().filter(move |(_, person)| person.household == household)
}

/// Programmes that take one person for the family; gives whether PKH serves it.
fn family_programmes(
    clan: &Clan,
    household: usize,
    night: Day,
    dice: &mut Dice,
    listings: &mut Vec<Listing>,
) -> bool {
    let mut mother = None;
    let mut head = None;
    let mut component = false;
    for (person, who) in members(clan, household) {
        let age = who.birth.age_at(night);
        match who.relation {
            Relation::Head => head = Some(person),
            _ if who.relation == Relation::Spouse && who.sex == Sex::Female => mother = Some(person),
            _ => {}
        }
        component |= !(19..60).contains(&age) || !who.disability.is_empty();
    }
    let Some(head) = head else { return false };
    let mother = mother.unwrap_or(head);
    let wealth = clan.households[household].wealth;
    let mut add = |roster, share: f64, limit: f64, who, twice: f64, dice: &mut Dice| {
        let poor = wealth < limit;
        let listed = dice.chance(if poor { share } else { share * 0.035 });
        let again = dice.chance(twice);
        if listed {
            listings.push(Listing { roster, person: who });
            let other = if who == head { mother } else { head };
            if again && other != who {
                listings.push(Listing { roster, person: other });
            }
        }
        listed
    };
    let pkh = add(place::PKH, if component { 0.62 } else { 0.0 }, 0.32, mother, 0.012, dice);
    let sembako = add(place::SEMBAKO, 0.72, 0.42, mother, 0.02, dice);
    let aid = pkh || sembako;
    add(place::BLT, if aid { 0.03 } else { 0.45 }, 0.5, head, 0.012, dice);
    let member = if dice.chance(0.5) { head } else { mother };
    add(place::KUBE, 0.06, 0.45, member, 0.01, dice);
    add(place::CARD, 0.72, 0.55, head, 0.008, dice);
    pkh
}

/// Lists and programmes of persons.
fn person_programmes(
    who: &Person,
    person: usize,
    wealth: f64,
    pkh: bool,
    night: Day,
    dice: &mut Dice,
    listings: &mut Vec<Listing>,
) {
    let age = who.birth.age_at(night);
    let mut add = |roster, probability: f64, dice: &mut Dice| {
        if dice.chance(probability) {
            listings.push(Listing { roster, person });
        }
    };
    let born_by_then = age >= 4;
    add(
        place::BDT,
        if !born_by_then {
            0.0
        } else if wealth < 0.66 {
            0.92
        } else {
            0.05
        },
        dice,
    );
    add(
        place::PBI,
        if age < 1 {
            0.0
        } else if wealth < 0.6 {
            0.86
        } else {
            0.06
        },
        dice,
    );
    let pupil = (6..=18).contains(&age);
    add(
        place::PIP,
        if !pupil {
            0.0
        } else if pkh {
            0.85
        } else if wealth < 0.5 {
            0.5
        } else {
            0.08
        },
        dice,
    );
    add(place::LKSA, if who.care.is_some() { 0.97 } else { 0.0 }, dice);
    let needy = if !who.disability.is_empty() {
        0.35
    } else if age >= 70 && wealth < 0.4 {
        0.06
    } else if who.care.is_some() {
        0.4
    } else {
        0.0008
    };
    add(place::ATENSI, needy, dice);
    add(place::DEATHS, if who.died.is_some() { 0.8 } else { 0.0 }, dice);
    add(place::CIVIL, if who.civil_servant { 0.95 } else { 0.0 }, dice);
}
