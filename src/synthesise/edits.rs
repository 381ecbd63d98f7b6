//! What does a roster's row say after a night's news? Changes the cells that the news is about, each in the form of
//! its column, and leaves the others as they are to the byte.

use crate::record::Sex;

use super::address;
use super::dice::Dice;
use super::family::hamlet;
use super::kept::Kept;
use super::listing::{BREAK, NUMERIC, key_of};
use super::luck::{Luck, number_of};
use super::misnumber;
use super::person::{Day, Home, Registry};
use super::places::Places;
use super::rosters::{Cell, ROSTERS, Roster};

/// What edits look up.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub(super) luck: Luck,
    pub(super) places: &'a Places,
    pub(super) tonight: Day,
}

/// A row as tonight leaves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Left {
    Same,
    /// The line to keep in its place.
    Changed(String),
    Gone,
}

/// The cells of one row.
pub(super) struct Cells<'r> {
    pub(super) roster: &'r Roster,
    pub(super) text: Vec<String>,
}

impl<'r> Cells<'r> {
    pub(super) fn of(roster: &'r Roster, cells: &str) -> Cells<'r> {
        Cells { roster, text: cells.split(BREAK).map(str::to_owned).collect() }
    }

    pub(super) fn joined(&self) -> String {
        self.text.join(&BREAK.to_string())
    }

    /// The text of the first column of a kind.
    pub(super) fn get(&self, wanted: Cell) -> Option<&str> {
        let place = self.roster.columns.iter().position(|(_, cell)| *cell == wanted)?;
        Some(&self.text[place])
    }

    /// Writes every cell anew for which `write` gives text.
    pub(super) fn write(&mut self, mut write: impl FnMut(Cell, &str) -> Option<String>) {
        for ((_, cell), text) in self.roster.columns.iter().zip(&mut self.text) {
            if let Some(new) = write(*cell, text) {
                *text = new;
            }
        }
    }
}

impl Desk<'_> {
    /// A row after tonight's news. A roster that did not come hears nothing, but who lives with whom stays true.
    pub(super) fn edit(&self, roster: usize, row: Kept<'_>, delivered: bool) -> Left {
        let (luck, roster) = (&self.luck, &ROSTERS[roster]);
        let household = luck.household(row.household);
        let person = luck.person(row.person);
        let splits = household.splits && luck.goes(row.person);
        let news = luck.row(row.entry);
        let busy = household.moves || splits || person.dies;
        if !busy && !(delivered && (news.retyped || news.number || news.facts || news.leaves)) {
            return Left::Same;
        }
        let label = format!("{}.{}", row.household, luck.night);
        let mut kept = Kept { household: if splits { &label } else { row.household }, ..row };
        if !delivered {
            return if splits { Left::Changed(kept.line()) } else { Left::Same };
        }
        if news.leaves || (person.dies && news.hears && roster.name != "kematian") {
            return Left::Gone;
        }
        let dice = &mut luck.dice(0x31, row.entry);
        let mut cells = Cells::of(roster, row.cells);
        if household.moves && news.hears {
            kept.village = self.moves(&mut cells, row, dice);
        }
        if splits && news.hears {
            let card = self.new_card(&label, kept.village);
            rewrite_card(&mut cells, &card);
        }
        if news.retyped {
            retype(&mut cells, dice);
        }
        if news.number {
            renumber(&mut cells, row.nik, dice);
        }
        if news.facts {
            recount(&mut cells, dice);
        }
        let joined = cells.joined();
        Left::Changed(Kept { cells: &joined, ..kept }.line())
    }

    /// Moves a row to the household's new home; gives its village.
    fn moves(&self, cells: &mut Cells<'_>, row: Kept<'_>, dice: &mut Dice) -> u64 {
        let home = self.new_home(row.household, row.village);
        let village = &self.places.villages[home.village];
        let habits = cells.roster.habits;
        cells.write(|cell, _| {
            let mut out = String::new();
            match cell {
                Cell::Street | Cell::Address | Cell::Rt | Cell::Rw | Cell::RtRw | Cell::Hamlet => {
                    address::home(&mut out, home, &habits, cell, dice);
                }
                Cell::Village | Cell::District(_) | Cell::Regency(_) | Cell::Province | Cell::VillageCode => {
                    address::region(&mut out, village, &habits, cell, dice);
                }
                _ => return None,
            }
            Some(out)
        });
        if village.regency_code() != (row.village / 1_000_000) as u32 {
            let card = self.new_card(row.household, village.code);
            rewrite_card(cells, &card);
        }
        village.code
    }

    /// Most move to a village near by, some to any other; all of a household to the same one.
    fn new_home(&self, household: &str, from: u64) -> Home {
        let dice = &mut self.luck.dice(0x32, household);
        let count = self.places.villages.len();
        let near = self.places.villages.binary_search_by_key(&from, |village| village.code);
        let near = near.unwrap_or_else(|near| near.min(count - 1));
        let step = 1 + dice.index(6);
        let village = if dice.chance(0.75) { (near + step) % count } else { dice.index(count) };
        let rw = dice.between(1, 9) as u16;
        Home {
            village,
            rt: dice.between(1, 7) as u16,
            rw,
            hamlet: hamlet(&self.places.villages[village], rw),
            street: "",
            house: 1,
        }
    }

    /// A new family card, the same for all who stand on it.
    fn new_card(&self, household: &str, village: u64) -> String {
        let dice = &mut self.luck.dice(0x33, household);
        let mut card = String::new();
        // Serials that the first night's registries never reach.
        let number = Registry::elsewhere((village / 10_000) as u32, self.tonight, Sex::Male, dice) + 400;
        misnumber::plain(&mut card, number);
        card
    }

    /// A row with the roster's own keys numbered anew.
    pub(super) fn rekey(&self, roster: usize, row: Kept<'_>) -> String {
        let mut cells = Cells::of(&ROSTERS[roster], row.cells);
        let token = number_of(row.entry) ^ self.luck.night;
        cells.write(|cell, _| {
            let Cell::Key(form) = cell else { return None };
            let mut out = String::new();
            let regency = (row.village / 1_000_000) as u32;
            key_of(&mut out, form, regency, crate::scatter::scatter(token), self.tonight.year);
            Some(out)
        });
        let joined = cells.joined();
        Kept { cells: &joined, ..row }.line()
    }
}

/// Puts a new family card's number into the row, behind an apostrophe where the roster has them.
/// A child in care stands on the card of its home, whatever becomes of its family.
fn rewrite_card(cells: &mut Cells<'_>, card: &str) {
    if cells.get(Cell::CareHome).is_some() {
        return;
    }
    let apostrophe = cells.roster.habits.nik.apostrophe;
    cells.write(|cell, _| {
        (cell == Cell::Kk).then(|| if apostrophe { format!("'{card}") } else { card.to_owned() })
    });
}

/// The name in another spelling; a printed name follows.
fn retype(cells: &mut Cells<'_>, dice: &mut Dice) {
    let Some(name) = cells.get(Cell::Name).map(|name| respelt(name, dice)) else { return };
    cells.write(|cell, _| match cell {
        Cell::Name => Some(name.clone()),
        Cell::PrintedName(width) => Some(name.chars().take(width).collect::<String>().trim_end().to_owned()),
        _ => None,
    });
}

/// One slip or one other habit of spelling.
pub(super) fn respelt(name: &str, dice: &mut Dice) -> String {
    const HABITS: [(&str, &str); 12] = [
        ("MUHAMMAD", "MUH."),
        ("MUHAMMAD", "MOHAMAD"),
        ("ABDUL", "ABD"),
        ("SITI", "ST"),
        ("OE", "U"),
        ("DJ", "J"),
        ("SY", "S"),
        ("DH", "D"),
        ("Y", "I"),
        ("F", "P"),
        ("Z", "S"),
        ("TH", "T"),
    ];
    let start = dice.index(HABITS.len());
    let slip = dice.index(name.len().max(1));
    let double = dice.chance(0.5);
    let upper = name.to_ascii_uppercase();
    for turn in 0..HABITS.len() {
        let (from, to) = HABITS[(start + turn) % HABITS.len()];
        if let Some(at) = upper.find(from) {
            let to =
                if upper == name { to.to_owned() } else { cased(to, at == 0 || name[..at].ends_with(' ')) };
            return format!("{}{to}{}", &name[..at], &name[at + from.len()..]);
        }
    }
    // No habit fits: a letter twice, or one lost.
    let at = (0..name.len())
        .map(|turn| (slip + turn) % name.len())
        .find(|at| name.as_bytes()[*at].is_ascii_alphabetic());
    let Some(at) = at else { return name.to_owned() };
    if double || name.len() < 4 {
        let again = &name[at..=at];
        let again = if upper == name { again.to_owned() } else { again.to_ascii_lowercase() };
        format!("{}{again}{}", &name[..=at], &name[at + 1..])
    } else {
        format!("{}{}", &name[..at], &name[at + 1..])
    }
}

/// A word as it stands among small letters.
fn cased(word: &str, first: bool) -> String {
    let mut small = word.to_ascii_lowercase();
    if first && let Some(head) = small.get_mut(..1) {
        head.make_ascii_uppercase();
    }
    small
}

/// The NIK corrected where it is wrong or missing, mistyped where it is right.
fn renumber(cells: &mut Cells<'_>, nik: u64, dice: &mut Dice) {
    let apostrophe = cells.roster.habits.nik.apostrophe;
    let Some(now) = cells.get(Cell::Nik) else { return };
    let digits: String = now.trim_start_matches(NUMERIC).chars().filter(char::is_ascii_digit).collect();
    let mut number = String::new();
    misnumber::plain(&mut number, nik);
    if digits == number {
        misnumber::mistyped(&mut number, nik, dice);
    }
    cells.write(|cell, _| {
        (cell == Cell::Nik).then(|| if apostrophe { format!("'{number}") } else { number.clone() })
    });
}

/// Another amount, else another of the words that the roster has for people.
fn recount(cells: &mut Cells<'_>, dice: &mut Dice) {
    let columns = cells.roster.columns;
    let (low, high, step) = cells.roster.amount;
    let counted = |cell: Cell| match cell {
        Cell::Amount => 3,
        Cell::OneOf(_) => 2,
        Cell::Percentile | Cell::Decile | Cell::Age | Cell::AgeInWords => 1,
        _ => 0,
    };
    let Some(most) = columns.iter().map(|(_, cell)| counted(*cell)).max().filter(|most| *most > 0) else {
        return;
    };
    let Some(place) = columns.iter().position(|(_, cell)| counted(*cell) == most) else { return };
    let now = cells.text[place].clone();
    cells.text[place] = match columns[place].1 {
        Cell::Amount => {
            let steps = (high - low) / step + 1;
            let at = (now.parse::<u64>().unwrap_or(low).max(low) - low) / step;
            (low + (at + 1 + dice.below(steps.max(2) - 1)) % steps * step).to_string()
        }
        Cell::OneOf(words) => {
            let others: Vec<&str> = words.iter().copied().filter(|word| *word != now).collect();
            dice.pick(&others).to_owned()
        }
        _ => {
            // One more: a year, a percentile.
            let end = now.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(now.len());
            format!("{}{}", now[..end].parse::<u64>().unwrap_or(1) + 1, &now[end..])
        }
    };
}
