//! Do a person's rows contradict each other, or a row itself? Birth date, sex, mother's name and name beyond what
//! slips, spellings and abbreviations explain; and region codes against region names.

use super::found::{Aspect, Draft, Found};
use super::standing::Standing;
use super::wording::{Said, office};
use super::{Class, Unit};
use crate::error::Severity;
use crate::record::{Birth, NameId, Precision, RowId, Sex};
use crate::register::{Chosen, near};
use crate::similarity::jaro_winkler;
use crate::standardise::{People, TokenId};

/// Token spellings at least this alike are one word (Jaro-Winkler).
const ALIKE: f64 = 0.87;
/// Names agree when the words they share carry this share of the shorter name's weight.
const SHARED_WEIGHT: f64 = 0.5;

/// The fields that are looked at, in words of both languages.
pub(super) const FIELDS: [(&str, &str); 4] = [
    ("tanggal lahir", "birth date"),
    ("jenis kelamin", "sex"),
    ("nama ibu kandung", "mother's name"),
    ("nama", "name"),
];
/// Those that may mean two people in one: birth date and sex.
const STRONG: u8 = 0b11;

/// Compares every row with the values that survivorship chose: what a person's rows say against the register's own
/// entry, once a person.
pub(super) fn person(standing: &Standing<'_>, person: u32, found: &mut Found) {
    let rows = standing.register.rows_of(person);
    if rows.len() < 2 {
        return;
    }
    let people = standing.people;
    let chosen = |field| standing.register.chosen_row(person, field);
    let mut differing = Differing::default();
    if let Some(chosen) = chosen(Chosen::Birth) {
        let birth = people.birth[chosen as usize];
        differing.look(0, chosen, rows, |row| births_differ(birth, people.birth[row as usize]));
    }
    if let Some(chosen) = chosen(Chosen::Sex) {
        let sex = people.sex[chosen as usize];
        differing.look(1, chosen, rows, |row| {
            people.sex[row as usize] != Sex::Unknown && people.sex[row as usize] != sex
        });
    }
    if let Some(chosen) = chosen(Chosen::Mother) {
        let mut seen = Seen::new(people, people.mother[chosen as usize]);
        differing.look(2, chosen, rows, |row| seen.differs(people.mother[row as usize]));
    }
    if let Some(chosen) = chosen(Chosen::Name) {
        let alias = people.alias[chosen as usize];
        let mut seen = Seen::new(people, people.name[chosen as usize]);
        differing.look(3, chosen, rows, |row| {
            let (name, other) = (people.name[row as usize], people.alias[row as usize]);
            seen.differs(name)
                && (other.is_none() || seen.differs(other))
                && !(alias.is_some() && name.is_some() && names_agree(people, alias, name))
        });
    }
    let Differing { fields, rows } = differing;
    if fields == 0 {
        return;
    }
    // A birth date or sex that differs, or two fields at once, may mean two people in one.
    let two = fields.count_ones() > 1 || fields & STRONG != 0;
    let draft = Draft {
        class: Class::IsianBertentangan,
        severity: if two { Severity::Warning } else { Severity::Info },
        rule: None,
        unit: Unit::Person,
        person,
        amount: Some(0),
        office: office(standing, person, rows.iter().copied(), found),
        said: Said::Fields { differing: fields },
        aspect: Aspect::None,
    };
    found.push(draft, rows);
}

/// Fields that differ, one bit each, with the rows that show it.
#[derive(Default)]
struct Differing {
    fields: u8,
    rows: Vec<RowId>,
}

impl Differing {
    /// Notes a field when any row differs from the chosen value.
    fn look(&mut self, field: u8, chosen: RowId, rows: &[RowId], mut differs: impl FnMut(RowId) -> bool) {
        for &row in rows {
            if differs(row) {
                if self.fields >> field & 1 == 0 {
                    self.fields |= 1 << field;
                    self.rows.push(chosen);
                }
                self.rows.push(row);
            }
        }
    }
}

/// Names already compared with the chosen one, so that a person of many rows costs one comparison a spelling.
struct Seen<'a> {
    people: &'a People,
    chosen: Option<NameId>,
    verdicts: Vec<(NameId, bool)>,
}

impl<'a> Seen<'a> {
    fn new(people: &'a People, chosen: Option<NameId>) -> Seen<'a> {
        Seen { people, chosen, verdicts: Vec::new() }
    }

    fn differs(&mut self, name: Option<NameId>) -> bool {
        let Some(name) = name else { return false };
        if self.chosen == Some(name) {
            return false;
        }
        if let Some(&(_, differs)) = self.verdicts.iter().find(|(known, _)| *known == name) {
            return differs;
        }
        let differs = !names_agree(self.people, self.chosen, Some(name));
        // A handful of spellings is usual; beyond that comparing again is cheaper than looking up.
        if self.verdicts.len() < 32 {
            self.verdicts.push((name, differs));
        }
        differs
    }
}

/// Whether two birth dates differ beyond a slip: swapped day and month, one digit, two neighbouring digits, or a
/// date that registration assigned.
fn births_differ(a: Birth, b: Birth) -> bool {
    let (Some(year_a), Some(year_b)) = (a.year(), b.year()) else { return false };
    let years = i32::from(year_a).abs_diff(i32::from(year_b));
    match (a.precision().min(b.precision()), a.precision(), b.precision()) {
        (Precision::Full, ..) => {
            let digits = |birth: Birth, swap: bool| {
                let (mut day, mut month) = (birth.day().unwrap_or(0), birth.month().unwrap_or(0));
                if swap {
                    std::mem::swap(&mut day, &mut month);
                }
                u64::from(day) * 1_000_000 + u64::from(month) * 10_000 + u64::from(birth.year().unwrap_or(0))
            };
            a != b && !near(digits(a, false), digits(b, false)) && digits(a, true) != digits(b, false)
        }
        (Precision::Age, ..) => years > 3,
        // An assigned date keeps the year as it was told.
        _ => years > 1 && !near(u64::from(year_a), u64::from(year_b)),
    }
}

/// Whether two names can be one person's: the words they share, by sound, spelling, initial or beginning, carry at
/// least half of the shorter name's weight. Rare words weigh more: two people called Muhammad share little.
fn names_agree(people: &People, a: Option<NameId>, b: Option<NameId>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return true };
    if a == b {
        return true;
    }
    let joined = |name: NameId| people.names.joined_sound.get(name.0.get() as usize - 1);
    if joined(a).is_some() && joined(a) == joined(b) {
        return true;
    }
    let (tokens_a, tokens_b) = (people.names.tokens(a), people.names.tokens(b));
    let total = |tokens: &[TokenId]| tokens.iter().map(|&token| weight(people, token)).sum::<f64>();
    let (total_a, total_b) = (total(tokens_a), total(tokens_b));
    let (short, long, whole) =
        if total_a <= total_b { (tokens_a, tokens_b, total_a) } else { (tokens_b, tokens_a, total_b) };
    let shared: f64 = short
        .iter()
        .filter(|&&token| long.iter().any(|&other| tokens_agree(people, token, other)))
        .map(|&token| weight(people, token))
        .sum();
    if shared >= whole * SHARED_WEIGHT {
        return true;
    }
    // Joined and split words: "NURHAYATI" and "NUR HAYATI".
    jaro_winkler(spaceless(people, tokens_a).as_bytes(), spaceless(people, tokens_b).as_bytes()) >= ALIKE
}

/// Information of a token: the log of how rare it is among the night's rows, never 0.
fn weight(people: &People, token: TokenId) -> f64 {
    let rows = people.tokens.rows.get(token as usize).copied().unwrap_or(0)
        + people.tokens.mother_rows.get(token as usize).copied().unwrap_or(0);
    let share = f64::from(rows.max(1)) / (people.len().max(1) as f64);
    (-share.min(1.0).log2()).max(0.5)
}

fn tokens_agree(people: &People, a: TokenId, b: TokenId) -> bool {
    if a == b {
        return true;
    }
    let sound = |token: TokenId| people.tokens.sound.get(token as usize);
    if sound(a).is_some() && sound(a) == sound(b) {
        return true;
    }
    let (a, b) = (people.tokens.text.get(a as usize), people.tokens.text.get(b as usize));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    // An initial, or a name that the column's width has cut.
    ((short.len() == 1 || short.len() >= 3) && long.starts_with(short))
        || jaro_winkler(a.as_bytes(), b.as_bytes()) >= ALIKE
}

fn spaceless(people: &People, tokens: &[TokenId]) -> String {
    tokens.iter().map(|&token| people.tokens.text.get(token as usize)).collect()
}

/// Rows whose region code and names disagree, by person.
pub(super) struct Displaced {
    rows: Vec<(u32, RowId)>,
    /// Where each person's rows begin, and the end.
    starts: Vec<usize>,
}

/// Rows whose region code and names disagree, once a person.
pub(super) fn displaced(standing: &Standing<'_>) -> Displaced {
    let register = standing.register;
    let mut rows: Vec<(u32, RowId)> = standing
        .displaced
        .iter()
        .filter_map(|&row| Some((*register.person_of.get(row as usize)?, row)))
        .collect();
    rows.sort_unstable();
    let mut starts = vec![0];
    for same in rows.chunk_by(|a, b| a.0 == b.0) {
        starts.push(starts[starts.len() - 1] + same.len());
    }
    Displaced { rows, starts }
}

impl Displaced {
    /// Persons with such rows.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The conflict of one of them.
    pub(super) fn draft(&self, standing: &Standing<'_>, at: u32, found: &mut Found) {
        let same = &self.rows[self.starts[at as usize]..self.starts[at as usize + 1]];
        let person = same[0].0;
        let rows = || same.iter().map(|&(_, row)| row);
        let draft = Draft {
            class: Class::WilayahTidakSesuai,
            severity: Severity::Info,
            rule: None,
            unit: Unit::Person,
            person,
            amount: Some(0),
            office: office(standing, person, rows(), found),
            said: Said::Displaced { rows: same.len() },
            aspect: Aspect::None,
        };
        found.push(draft, rows());
    }
}
