//! Which of tonight's rows were there before? A row is known again by its roster's own key and what it says; by what it
//! says alone, when the roster was keyed anew; by its key and part of what it says, when an entry was corrected; without
//! a key by what hardly two people share; and last by where it stands and one thing that it still says. Each row is at
//! most one earlier row.
//!
//! What is left then is weak: a name, a birth date, a place in a list. Another person may say the same, and more so once a
//! row is gone, so a row that contradicts an earlier one in its numbers is not taken for it.
//!
//! Rosters are known by name. A roster under a new name is an earlier one that is missing tonight when their rows say
//! the same.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::remembered::{Remembered, Traits};
use super::slips::is_slip;
use crate::record::{Birth, NameId, Precision, RowId};
use crate::scatter::scatter;
use crate::similarity::{DigitChange, digit_change};
use crate::standardise::{Fingerprints, People, fingerprint};

/// A renamed roster has so many of its rows, or of the earlier roster's, in common with it: one in this many.
const RENAMED_SHARE: usize = 5;

/// Tonight's rows, known again or new.
#[derive(Debug, Default)]
pub struct Recognised {
    /// For each row its place in [`Remembered`], or none.
    pub earlier: Vec<Option<u32>>,
    /// The row's lasting number.
    pub uid: Vec<u64>,
    /// Places in [`Remembered`] that no row of tonight is, ascending.
    pub gone: Vec<u32>,
    /// What those are known by.
    pub gone_traits: Traits,
}

/// By what two rows of one roster are taken for one, the surest first.
const WAYS: [Way; 21] = [
    |at| at.key().and(at.content()),
    |at| at.content(),
    |at| at.key().and(at.nik()),
    |at| at.key().and(at.name()).and(at.birth()),
    |at| at.key().and(at.name()),
    |at| at.key().and(at.birth()),
    |at| at.nik().and(at.name()),
    |at| at.nik().and(at.birth()),
    |at| at.name().and(at.birth()).and(at.kk()),
    |at| at.name().and(at.birth()).and(at.home()),
    |at| at.name().and(at.birth()),
    |at| at.name().and(at.kk()),
    |at| at.birth().and(at.kk()),
    |at| at.name().and(at.home()),
    |at| at.nik(),
    // The key may be the family's, so these two go after all that speaks of one person.
    |at| at.key().and(at.kk()),
    |at| at.key().and(at.home()),
    // Who moved, in a list that says an age: the year of birth that follows from it may be the one or the next.
    |at| at.name(),
    // Nothing that lasts is left but where the row stands.
    |at| at.number().and(at.birth()),
    |at| at.number().and(at.name()),
    |at| at.number().and(at.kk()),
];

/// The first of the ways that leave out key, content and NIK.
const FIRST_WEAK: usize = 8;
/// The way by a shared NIK alone, which is none of them.
const BY_NIK: usize = 14;
/// The ways that go by what a family shares: with the key, or with the place.
const BY_FAMILY: [usize; 3] = [15, 16, 20];
/// The way by birth date and family card.
const BY_BIRTH_AND_CARD: usize = 12;
/// The way by the name where an age stands for the birth date.
const BY_NAME_AND_AGE: usize = 17;
/// The ways that go by the name among other things, after the first that are weak.
const BY_NAME: [usize; 7] = [8, 9, 10, 11, 13, 17, 19];
/// The first of the ways that say something beside the last night's list alone.
const FIRST_OF_LAST_NIGHT: usize = 17;

type Way = fn(At<'_>) -> Said;

/// A row and what it is known by.
#[derive(Clone, Copy)]
struct At<'a> {
    traits: &'a Traits,
    /// Data row in the roster.
    numbers: &'a [u32],
    row: usize,
}

/// Traits of a row as one number; none when one of them is missing.
#[derive(Clone, Copy)]
struct Said(Option<u64>);

impl Said {
    fn of(kind: u64, value: u64) -> Said {
        Said((value != 0).then(|| scatter(value ^ scatter(kind))))
    }

    fn and(self, other: Said) -> Said {
        Said(self.0.zip(other.0).map(|(one, other)| scatter(one ^ other.rotate_left(17))))
    }
}

impl At<'_> {
    fn key(self) -> Said {
        Said::of(1, self.traits.key[self.row])
    }

    fn content(self) -> Said {
        Said::of(2, self.traits.content[self.row])
    }

    fn nik(self) -> Said {
        Said::of(3, self.traits.nik[self.row])
    }

    fn kk(self) -> Said {
        Said::of(4, self.traits.kk[self.row])
    }

    fn name(self) -> Said {
        Said::of(5, self.traits.name[self.row])
    }

    fn birth(self) -> Said {
        Said::of(6, u64::from(self.traits.birth[self.row]))
    }

    fn number(self) -> Said {
        Said::of(8, u64::from(self.numbers[self.row]))
    }

    fn home(self) -> Said {
        Said::of(7, self.traits.home[self.row])
    }
}

/// Knows tonight's rows again; `sources` are the names of tonight's rosters.
pub fn recognise(
    people: &People,
    fingerprints: &Fingerprints,
    sources: &[String],
    remembered: &Remembered,
) -> Recognised {
    let traits = Traits::of(people, fingerprints, 0..people.len());
    let rosters = known_rosters(people, &traits, sources, remembered);
    let mut earlier: Vec<Option<u32>> = where_they_were(people, &traits, &rosters, remembered);
    let mut taken = vec![false; remembered.len()];
    earlier.iter().flatten().for_each(|place| taken[*place as usize] = true);
    let mut standing: Option<Standing> = None;
    for (rank, way) in WAYS.iter().enumerate() {
        let tonight: Vec<u32> =
            (0..people.len() as u32).filter(|row| earlier[*row as usize].is_none()).collect();
        if tonight.is_empty() || remembered.is_empty() {
            break;
        }
        let last = if rank < FIRST_OF_LAST_NIGHT { remembered.len() } else { remembered.present };
        let open: Vec<u32> = (0..last as u32).filter(|place| !taken[*place as usize]).collect();
        let said = |said: Said, roster: u64| said.0.map(|said| scatter(said ^ scatter(roster)));
        let now = tonight.par_iter().filter_map(|&row| {
            let roster = rosters[people.roster[row as usize].index()]?;
            let at = At { traits: &traits, numbers: &people.row, row: row as usize };
            Some((said(way(at), u64::from(roster))?, 0, row))
        });
        let then = open.par_iter().filter_map(|&place| {
            let at = At { traits: &remembered.traits, numbers: &remembered.row, row: place as usize };
            let roster = u64::from(remembered.roster[place as usize]);
            // Rows of the last night go before those that have been gone for longer.
            let away = remembered.night - remembered.seen[place as usize];
            Some((said(way(at), roster)?, away, place))
        });
        let pairs = paired(now.collect(), then.collect());
        let is_weak = rank >= FIRST_WEAK && rank != BY_NIK && !pairs.is_empty();
        let standing =
            is_weak.then(|| &*standing.get_or_insert_with(|| Standing::of(&traits, &earlier, remembered)));
        for (row, place) in pairs {
            let (now, then) = ((&traits, row as usize), (&remembered.traits, place as usize));
            let by_name = BY_NAME.contains(&rank);
            if standing.is_some_and(|standing| standing.denies(now, then, (remembered, place), by_name))
                || (BY_FAMILY.contains(&rank) && are_two_of_a_family(now, then))
                || (rank == BY_NAME_AND_AGE && !are_of_one_age(now, then))
                || (rank == BY_BIRTH_AND_CARD
                    && may_be_born_together(now, then)
                    && !are_of_one_name((people, fingerprints), now, then))
            {
                continue;
            }
            earlier[row as usize] = Some(place);
            taken[place as usize] = true;
        }
    }
    if taken.iter().take(remembered.present).any(|taken| !taken) && earlier.iter().any(Option::is_none) {
        let standing = standing.unwrap_or_else(|| Standing::of(&traits, &earlier, remembered));
        let tonight = (people, fingerprints, &traits, rosters.as_slice(), earlier.as_slice());
        for (row, place) in corrected(tonight, (remembered, &taken), &standing) {
            earlier[row as usize] = Some(place);
            taken[place as usize] = true;
        }
    }
    let gone: Vec<u32> = (0..remembered.len() as u32).filter(|place| !taken[*place as usize]).collect();
    let uid = lasting_numbers(people, &traits, sources, &earlier, remembered);
    let gone_traits = remembered.traits.pick(&gone);
    Recognised { earlier, uid, gone, gone_traits }
}

/// Rows on either side that were born on one day in one place, at most, where a corrected name is looked for.
const BORN_TOGETHER: usize = 32;

/// What is known of tonight's rows before names are looked at letter by letter.
type Known<'a> = (&'a People, &'a Fingerprints, &'a Traits, &'a [Option<u16>], &'a [Option<u32>]);

/// Rows that say all that a row of the last night said, but for a letter of the name: pairs of which either is the only
/// one that the other can be. Of the earlier name only its fingerprint is known, and that of everything is made once more
/// with it.
fn corrected(
    (people, fingerprints, traits, rosters, earlier): Known<'_>,
    (remembered, taken): (&Remembered, &[bool]),
    standing: &Standing,
) -> Vec<(u32, u32)> {
    let said = |at: At<'_>, roster: u16| {
        at.birth().and(at.home()).0.map(|said| scatter(said ^ scatter(u64::from(roster))))
    };
    let mut then: Vec<(u64, u32)> = (0..remembered.present as u32)
        .filter(|place| !taken[*place as usize])
        .filter_map(|place| {
            let row = place as usize;
            let at = At { traits: &remembered.traits, numbers: &remembered.row, row };
            Some((said(at, remembered.roster[row])?, place))
        })
        .collect();
    let mut now: Vec<(u64, u32)> = (0..people.len() as u32)
        .filter(|row| earlier[*row as usize].is_none())
        .filter_map(|row| {
            let roster = rosters[people.roster[row as usize].index()]?;
            Some((said(At { traits, numbers: &people.row, row: row as usize }, roster)?, row))
        })
        .collect();
    then.sort_unstable();
    now.sort_unstable();
    let fits = |row: u32, place: u32| {
        let (now, then) = ((traits, row as usize), (&remembered.traits, place as usize));
        let (name, content) = (then.0.name[then.1], then.0.content[then.1]);
        people.mother[now.1].is_some()
            && fingerprints.content_under(people, row, name) == content
            && standing.denials(now, then, remembered, false) == 0
            && people.name[now.1].is_some_and(|tonight| is_slip(&name_text(people, tonight), name))
    };
    let mut pairs = Vec::new();
    for tonight in now.chunk_by(|x, y| x.0 == y.0) {
        let said = tonight[0].0;
        let from = then.partition_point(|(other, _)| *other < said);
        let last = &then[from..from + then[from..].partition_point(|(other, _)| *other == said)];
        if tonight.len().max(last.len()) > BORN_TOGETHER {
            continue;
        }
        let only = |mut found: Vec<u32>| if found.len() == 1 { found.pop() } else { None };
        let of_row =
            |row: u32| only(last.iter().map(|(_, place)| *place).filter(|place| fits(row, *place)).collect());
        let of_place =
            |place: u32| only(tonight.iter().map(|(_, row)| *row).filter(|row| fits(*row, place)).collect());
        for &(_, row) in tonight {
            pairs.extend(of_row(row).filter(|place| of_place(*place) == Some(row)).map(|place| (row, place)));
        }
    }
    without_twins(pairs, people, traits)
}

/// Leaves out the rows of which another row of the roster has birth date, place and mother too: a twin, or another child of
/// a home. There a name is all that tells one from the other.
fn without_twins(pairs: Vec<(u32, u32)>, people: &People, traits: &Traits) -> Vec<(u32, u32)> {
    if pairs.is_empty() {
        return pairs;
    }
    let born = |row: usize| (people.roster[row].0, traits.birth[row], traits.home[row], people.mother[row]);
    let mut asked: BTreeMap<_, u32> = pairs.iter().map(|(row, _)| (born(*row as usize), 0)).collect();
    for row in 0..people.len() {
        asked.entry(born(row)).and_modify(|rows| *rows += 1);
    }
    pairs.into_iter().filter(|(row, _)| asked[&born(*row as usize)] == 1).collect()
}

/// Whether two rows of one birth date and family card may be two children born together, or two of whom only the year is
/// known: where the dates are no full ones, or the NIKs differ.
fn may_be_born_together((now, row): (&Traits, usize), (then, place): (&Traits, usize)) -> bool {
    let full = |birth: u32| Birth::unpacked(birth).precision() == Precision::Full;
    let (nik, other) = (now.nik[row], then.nik[place]);
    !full(now.birth[row]) || !full(then.birth[place]) || nik != 0 && other != 0 && nik != other
}

/// Whether a row bears the name that another bore, but for a slip, or says all else that it said; also when either has no
/// name.
fn are_of_one_name(
    (people, fingerprints): (&People, &Fingerprints),
    (_, row): (&Traits, usize),
    (then, place): (&Traits, usize),
) -> bool {
    let (name, before) = (people.name[row], then.name[place]);
    let is = |name| {
        fingerprints.name(Some(name)) == before
            || fingerprints.content_under(people, row as RowId, before) == then.content[place]
            || is_slip(&name_text(people, name), before)
    };
    before == 0 || name.is_none_or(is)
}

fn name_text(people: &People, name: NameId) -> String {
    let words: Vec<&str> =
        people.names.tokens(name).iter().map(|&token| people.tokens.text.get(token as usize)).collect();
    words.join(" ")
}

/// Whether two rows with what a family shares are two of the family: by NIK or birth date. An age tells the year but for
/// one, and becomes a date when somebody looks it up.
fn are_two_of_a_family((now, row): (&Traits, usize), (then, place): (&Traits, usize)) -> bool {
    let (a, b) = (Birth::unpacked(now.birth[row]), Birth::unpacked(then.birth[place]));
    let two_dates = a != b && a.precision() == Precision::Full && b.precision() == Precision::Full;
    let two_years = a.year().zip(b.year()).is_some_and(|(a, b)| a.abs_diff(b) > 1);
    let (nik, other) = (now.nik[row], then.nik[place]);
    two_dates || two_years || (nik != 0 && other != 0 && nik != other)
}

/// Whether two rows know years of birth that are the same but for the one that an age leaves open.
fn are_of_one_age((now, row): (&Traits, usize), (then, place): (&Traits, usize)) -> bool {
    let (a, b) = (Birth::unpacked(now.birth[row]), Birth::unpacked(then.birth[place]));
    let from_age = a.precision() != Precision::Full || b.precision() != Precision::Full;
    from_age && a.year().zip(b.year()).is_some_and(|(a, b)| a.abs_diff(b) <= 1)
}

/// What is known of each earlier roster when rows are to be told apart that say much the same.
struct Standing {
    /// The last night that had rows of it.
    seen: Vec<u32>,
    /// Whether its keys last: most rows that are known again have the key that they had.
    keyed: Vec<bool>,
}

impl Standing {
    /// From the rows that are known by surer ways.
    fn of(traits: &Traits, earlier: &[Option<u32>], remembered: &Remembered) -> Standing {
        let mut seen = vec![0; remembered.rosters.len()];
        for (&roster, &night) in remembered.roster.iter().zip(&remembered.seen) {
            let seen = &mut seen[usize::from(roster)];
            *seen = night.max(*seen);
        }
        let (mut keys, mut kept) = (vec![0_usize; seen.len()], vec![0_usize; seen.len()]);
        for (&key, place) in traits.key.iter().zip(earlier).filter(|(key, _)| **key != 0) {
            let Some(place) = place.map(|place| place as usize) else { continue };
            let roster = usize::from(remembered.roster[place]);
            keys[roster] += 1;
            kept[roster] += usize::from(key == remembered.traits.key[place]);
        }
        let keyed = keys.iter().zip(&kept).map(|(keys, kept)| kept * 2 > *keys).collect();
        Standing { seen, keyed }
    }

    /// Whether a row of tonight says by its numbers that it is not an earlier one. One number may be corrected; a row
    /// that left a list which went on without it comes back with the numbers it had, or is another one.
    fn denies(
        &self,
        now: (&Traits, usize),
        then: (&Traits, usize),
        (remembered, place): (&Remembered, u32),
        by_name: bool,
    ) -> bool {
        let place = place as usize;
        let left_alone = remembered.seen[place] < self.seen[usize::from(remembered.roster[place])];
        self.denials(now, then, remembered, by_name) > usize::from(!left_alone)
    }

    /// Numbers that say that two rows are not one. Whose name is the same has a slip in the NIK: brothers and sisters, whose
    /// numbers may be as near, have another name.
    fn denials(
        &self,
        (now, row): (&Traits, usize),
        (then, place): (&Traits, usize),
        remembered: &Remembered,
        by_name: bool,
    ) -> usize {
        let differ = |a: u64, b: u64| a != 0 && b != 0 && a != b;
        let (nik, other) = (now.nik[row], then.nik[place]);
        let slip = by_name && digit_change(nik, other) != DigitChange::More;
        usize::from(differ(nik, other) && !slip)
            + usize::from(differ(now.kk[row], then.kk[place]))
            + usize::from(
                self.keyed[usize::from(remembered.roster[place])] && differ(now.key[row], then.key[place]),
            )
    }
}

/// Rows that stand where they stood, with the key and the content that they had: most of them, on most nights.
fn where_they_were(
    people: &People,
    traits: &Traits,
    rosters: &[Option<u16>],
    remembered: &Remembered,
) -> Vec<Option<u32>> {
    let known = &remembered.traits;
    let same = |row: usize| {
        row < remembered.present
            && traits.content[row] == known.content[row]
            && traits.key[row] == known.key[row]
            && rosters[people.roster[row].index()] == Some(remembered.roster[row])
    };
    (0..people.len()).into_par_iter().map(|row| same(row).then_some(row as u32)).collect()
}

/// Pairs the rows of both sides that say the same, in the order of their places.
fn paired(mut now: Vec<(u64, u32, u32)>, mut then: Vec<(u64, u32, u32)>) -> Vec<(u32, u32)> {
    now.par_sort_unstable();
    then.par_sort_unstable();
    let (mut pairs, mut at) = (Vec::new(), 0);
    for (said, _, row) in now {
        while then.get(at).is_some_and(|(other, ..)| *other < said) {
            at += 1;
        }
        if let Some((other, _, place)) = then.get(at)
            && *other == said
        {
            pairs.push((row, *place));
            at += 1;
        }
    }
    pairs
}

/// For each of tonight's rosters the one it was, index into the remembered names.
fn known_rosters(
    people: &People,
    traits: &Traits,
    sources: &[String],
    remembered: &Remembered,
) -> Vec<Option<u16>> {
    let by_name =
        |name: &String| remembered.rosters.iter().position(|known| known == name).map(|at| at as u16);
    let mut known: Vec<Option<u16>> = sources.iter().map(by_name).collect();
    let missing: Vec<u16> =
        (0..remembered.rosters.len() as u16).filter(|roster| !known.contains(&Some(*roster))).collect();
    if missing.is_empty() || known.iter().all(Option::is_some) {
        return known;
    }
    let mut contents: Vec<(u64, u16)> = (0..remembered.len())
        .filter(|place| missing.contains(&remembered.roster[*place]))
        .map(|place| (remembered.traits.content[place], remembered.roster[place]))
        .collect();
    contents.par_sort_unstable();
    contents.dedup();
    let mut rows = vec![0_usize; sources.len()];
    let mut common: BTreeMap<(usize, u16), usize> = BTreeMap::new();
    for (row, content) in traits.content.iter().enumerate() {
        let roster = people.roster[row].index();
        rows[roster] += 1;
        if known[roster].is_some() {
            continue;
        }
        let from = contents.partition_point(|(other, _)| other < content);
        for (_, earlier) in contents[from..].iter().take_while(|(other, _)| other == content) {
            *common.entry((roster, *earlier)).or_default() += 1;
        }
    }
    let mut likely: Vec<(usize, usize, u16)> =
        common.into_iter().map(|((roster, earlier), count)| (count, roster, earlier)).collect();
    likely.sort_by_key(|&(count, roster, earlier)| (std::cmp::Reverse(count), roster, earlier));
    for (count, roster, earlier) in likely {
        let before = remembered.roster.iter().filter(|known| **known == earlier).count();
        let enough = count * RENAMED_SHARE >= rows[roster].min(before);
        if enough && known[roster].is_none() && !known.contains(&Some(earlier)) {
            known[roster] = Some(earlier);
        }
    }
    known
}

/// The lasting number of each row: the one it had, or a new one from its roster, key and content. Rows that have all
/// three in common are told apart by their order.
fn lasting_numbers(
    people: &People,
    traits: &Traits,
    sources: &[String],
    earlier: &[Option<u32>],
    remembered: &Remembered,
) -> Vec<u64> {
    let mut uid: Vec<u64> =
        earlier.iter().map(|earlier| earlier.map_or(0, |place| remembered.uid[place as usize])).collect();
    let number = |row: usize, again: u64| {
        let mut entries = Vec::with_capacity(64);
        entries.extend_from_slice(sources[people.roster[row].index()].as_bytes());
        entries.push(0);
        for entry in [traits.key[row], traits.content[row], again] {
            entries.extend_from_slice(&entry.to_le_bytes());
        }
        fingerprint(&entries)
    };
    let mut new: Vec<(u64, u32)> = (0..people.len() as u32)
        .into_par_iter()
        .filter(|row| earlier[*row as usize].is_none())
        .map(|row| (number(row as usize, 0), row))
        .collect();
    if new.is_empty() {
        return uid;
    }
    new.par_sort_unstable();
    let mut given = remembered.uid.clone();
    given.par_sort_unstable();
    let mut late = std::collections::BTreeSet::new();
    let firsts: Vec<u64> = new.iter().map(|(number, _)| *number).collect();
    for same in new.chunk_by(|a, b| a.0 == b.0) {
        // Rows that say the same under one key try the same numbers: each goes on where the one before found its own.
        let mut again = 0;
        for (place, &(first, row)) in same.iter().enumerate() {
            let free = |number: u64| given.binary_search(&number).is_err();
            if place == 0 && free(first) {
                uid[row as usize] = first;
                continue;
            }
            uid[row as usize] = loop {
                again += 1;
                let next = number(row as usize, again);
                if free(next) && firsts.binary_search(&next).is_err() && late.insert(next) {
                    break next;
                }
            };
        }
    }
    uid
}
