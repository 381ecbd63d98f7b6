//! What is a child called? Names by culture, generation and family: siblings share a father's name, a habit
//! (Muhammad first, Siti first) or a clan name, twins are named as a pair, Balinese children by birth order.
//! How clerks then write the name is for `misspell`.

use crate::record::Sex;

use super::dice::Dice;
use super::words::{Culture, CultureLists, Words};

/// A name as the civil register holds it: up to five tokens, upper case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name {
    tokens: [&'static str; 5],
    length: u8,
}

impl Name {
    /// No name (a foundling's parents).
    pub(super) const NONE: Name = Name { tokens: [""; 5], length: 0 };

    fn of(parts: &[&'static str]) -> Name {
        let mut name = Name::NONE;
        for part in parts {
            name.push(part);
        }
        name
    }

    /// Adds a token unless it is empty, already the last one, or one too many.
    fn push(&mut self, token: &'static str) {
        if !token.is_empty() && usize::from(self.length) < 5 && self.tokens().last() != Some(&token) {
            self.tokens[usize::from(self.length)] = token;
            self.length += 1;
        }
    }

    /// The tokens in order.
    pub(super) fn tokens(&self) -> &[&'static str] {
        &self.tokens[..usize::from(self.length)]
    }

    /// Whether nothing is known.
    pub(super) fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The last token, or "".
    pub(super) fn last(&self) -> &'static str {
        self.tokens().last().copied().unwrap_or("")
    }
}

/// What one couple's children have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Theme {
    culture: Culture,
    /// Clan or father's name that all carry ("SIREGAR"), or "".
    family: &'static str,
    /// Second name that the sons share, or "".
    sons: &'static str,
    /// Second name that the daughters share, or "".
    daughters: &'static str,
    /// Sons are Muhammad or Ahmad first.
    pious_sons: bool,
    /// First word of the daughters (Siti, Nur), or "".
    daughters_first: &'static str,
}

impl Theme {
    /// The habits of a couple, from the father's name.
    pub(super) fn of_couple(culture: Culture, father: Name, dice: &mut Dice) -> Theme {
        let lists = Words::get().culture(culture);
        let clan = matches!(culture, Culture::Batak | Culture::Timorese);
        let carry = dice.chance(if culture == Culture::Bugis { 0.12 } else { 0.06 });
        let family = if clan || (carry && father.tokens().len() > 1) { father.last() } else { "" };
        let share_sons = dice.chance(0.22);
        let share_daughters = dice.chance(0.22);
        let sons = lists.male_second.draw(dice);
        let daughters = lists.female_second.draw(dice);
        let muslim = !clan && culture != Culture::Balinese;
        Theme {
            culture,
            family,
            sons: if share_sons && !clan { sons } else { "" },
            daughters: if share_daughters && !clan { daughters } else { "" },
            pious_sons: dice.chance(0.16) && muslim,
            daughters_first: match dice.below(100) {
                0..5 if muslim => "SITI",
                5..11 if muslim => "NUR",
                11..14 if culture == Culture::Javanese => "SRI",
                _ => "",
            },
        }
    }
}

/// The name of a child born in `year` as the couple's `order`-th (from 0).
pub(super) fn child(theme: Theme, sex: Sex, year: i16, order: u8, dice: &mut Dice) -> Name {
    let lists = Words::get().culture(theme.culture);
    match theme.culture {
        Culture::Balinese => balinese(lists, sex, order, dice),
        Culture::Batak | Culture::Timorese => with_clan(lists, theme, sex, year, dice),
        _ if year < 1964 => old(lists, theme, sex, dice),
        _ => modern(lists, theme, sex, year, dice),
    }
}

/// The name of someone whose parents are not in the run.
pub(super) fn stranger(culture: Culture, sex: Sex, year: i16, dice: &mut Dice) -> Name {
    let lists = Words::get().culture(culture);
    let father = match culture {
        Culture::Batak | Culture::Timorese => Name::of(&[lists.male.draw(dice), lists.family.draw(dice)]),
        _ => Name::of(&[lists.male.draw(dice), lists.male_second.draw(dice)]),
    };
    let theme = Theme::of_couple(culture, father, dice);
    let order = dice.below(4) as u8;
    child(theme, sex, year, order, dice)
}

/// The second of twins: the first's name with one word changed, often to its pair (Hasan and Husen).
pub(super) fn twin_of(first: Name, theme: Theme, sex: Sex, year: i16, order: u8, dice: &mut Dice) -> Name {
    const PAIRS: [(&str, &str); 10] = [
        ("HASAN", "HUSEN"),
        ("HASANAH", "HUSNAH"),
        ("RAHMAT", "RAHMAN"),
        ("AMIN", "AMAN"),
        ("DEWI", "DEVI"),
        ("RINA", "RINI"),
        ("ANDI", "ANDRI"),
        ("LINA", "LINI"),
        ("YUNI", "YUNA"),
        ("FITRI", "FITRA"),
    ];
    let mut name = first;
    let head = if name.tokens().first() == Some(&"MUHAMMAD") && name.length > 1 { 1 } else { 0 };
    if name.length > 0 && dice.chance(0.6) {
        let token = name.tokens[head];
        let pair = PAIRS.iter().find_map(|(a, b)| match token {
            t if t == *a => Some(*b),
            t if t == *b => Some(*a),
            _ => None,
        });
        let lists = Words::get().culture(theme.culture);
        let other = if sex == Sex::Male { &lists.male } else { &lists.female };
        name.tokens[head] = pair.unwrap_or_else(|| alike(token, other, dice));
        if name != first {
            return name;
        }
    }
    child(theme, sex, year, order, dice)
}

/// A name that begins like `token`, if a few draws find one.
fn alike(token: &'static str, list: &super::words::WordList, dice: &mut Dice) -> &'static str {
    let mut best = list.draw(dice);
    for _ in 0..12 {
        let next = list.draw(dice);
        if next != token && next.as_bytes().first() == token.as_bytes().first() {
            best = next;
            break;
        }
    }
    best
}

fn balinese(lists: &CultureLists, sex: Sex, order: u8, dice: &mut Dice) -> Name {
    const ORDER: [[&str; 3]; 4] = [
        ["WAYAN", "PUTU", "GEDE"],
        ["MADE", "KADEK", "NENGAH"],
        ["NYOMAN", "KOMANG", "NYOMAN"],
        ["KETUT"; 3],
    ];
    let marker = if sex == Sex::Male { "I" } else { "NI" };
    let place = ORDER[usize::from(order % 4)];
    let word = match dice.below(10) {
        0..6 => place[0],
        6..9 => place[1],
        _ => place[2],
    };
    let word = if word == "GEDE" && sex == Sex::Female { "LUH" } else { word };
    let list = if sex == Sex::Male { &lists.male } else { &lists.female };
    let caste = dice.below(100);
    let mut name = match (caste, sex) {
        (0..4, Sex::Male) => Name::of(&["IDA", "BAGUS"]),
        (0..4, _) => Name::of(&["IDA", "AYU"]),
        (4..8, _) => Name::of(&[marker, "GUSTI", word]),
        _ => Name::of(&[marker, word]),
    };
    name.push(list.draw(dice));
    if dice.chance(0.18) {
        name.push(list.draw(dice));
    }
    name
}

fn with_clan(lists: &CultureLists, theme: Theme, sex: Sex, year: i16, dice: &mut Dice) -> Name {
    let list = if sex == Sex::Male { &lists.male } else { &lists.female };
    let mut name = Name::of(&[list.draw(dice)]);
    if dice.chance(if year > 1985 { 0.5 } else { 0.25 }) {
        name.push(list.draw(dice));
    }
    if sex == Sex::Female && theme.culture == Culture::Batak && dice.chance(0.12) {
        name.push("BR");
    }
    name.push(if theme.family.is_empty() { lists.family.draw(dice) } else { theme.family });
    name
}

fn old(lists: &CultureLists, theme: Theme, sex: Sex, dice: &mut Dice) -> Name {
    let (first, second) = match sex {
        Sex::Male => (lists.male_old.draw(dice), lists.male_old.draw(dice)),
        _ => (lists.female_old.draw(dice), lists.female_old.draw(dice)),
    };
    let alone = match theme.culture {
        Culture::Javanese => 0.72,
        Culture::Sundanese => 0.66,
        _ => 0.55,
    };
    let mut name = Name::NONE;
    match (sex, dice.below(100)) {
        (Sex::Female, 0..5) => name.push("SITI"),
        (Sex::Female, 5..7) => name.push("NUR"),
        (Sex::Male, 0..6) => name.push("ABDUL"),
        (Sex::Male, 6..13) => name.push("MUHAMMAD"),
        _ => {}
    }
    name.push(first);
    if name.length < 2 && !dice.chance(alone) {
        name.push(second);
    }
    name
}

fn modern(lists: &CultureLists, theme: Theme, sex: Sex, year: i16, dice: &mut Dice) -> Name {
    let young = year > 1992;
    let general = Words::get().culture(Culture::General);
    let (own, shared) = match sex {
        Sex::Male => ((&lists.male, &lists.male_second), (&general.male, &general.male_second)),
        _ => ((&lists.female, &lists.female_second), (&general.female, &general.female_second)),
    };
    let (firsts, seconds) = if dice.chance(if young { 0.72 } else { 0.3 }) { shared } else { own };
    let mut name = Name::NONE;
    let devout = dice.unit();
    if sex == Sex::Male {
        let share = match theme.pious_sons {
            true => 0.9,
            false if young => 0.25,
            false => 0.12,
        };
        if devout < share {
            name.push(if dice.chance(0.93) { "MUHAMMAD" } else { "AHMAD" });
        } else if devout > 0.98 {
            name.push("ABDUL");
        }
    } else if !theme.daughters_first.is_empty() && dice.chance(0.8) {
        name.push(theme.daughters_first);
    } else if devout < 0.03 {
        name.push("NUR");
    }
    name.push(firsts.draw(dice));
    let habit = if sex == Sex::Male { theme.sons } else { theme.daughters };
    let (second, third) = (seconds.draw(dice), seconds.draw(dice));
    if !habit.is_empty() {
        name.push(habit);
    } else if dice.chance(if young { 0.9 } else { 0.62 }) {
        name.push(second);
    }
    if name.length < 4 && dice.chance(if young { 0.26 } else { 0.06 }) {
        name.push(third);
    }
    if !theme.family.is_empty() {
        name.push(theme.family);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn siblings_of_a_clan_share_its_name() {
        let mut dice = Dice::new(1, 1, 1);
        let father = stranger(Culture::Batak, Sex::Male, 1975, &mut dice);
        let theme = Theme::of_couple(Culture::Batak, father, &mut dice);
        for order in 0..4 {
            assert_eq!(child(theme, Sex::Male, 2005, order, &mut dice).last(), father.last());
        }
    }

    #[test]
    fn balinese_children_are_named_by_order() {
        let mut dice = Dice::new(1, 1, 2);
        let theme = Theme::of_couple(Culture::Balinese, Name::NONE, &mut dice);
        let name = child(theme, Sex::Female, 2005, 3, &mut dice);
        assert!(name.tokens().contains(&"KETUT") || name.tokens().contains(&"AYU"), "{name:?}");
    }

    #[test]
    fn a_twin_has_another_name() {
        let mut same = 0;
        for number in 0..200 {
            let mut dice = Dice::new(1, 2, number);
            let theme = Theme::of_couple(Culture::Javanese, Name::NONE, &mut dice);
            let first = child(theme, Sex::Male, 2010, 0, &mut dice);
            let second = twin_of(first, theme, Sex::Male, 2010, 1, &mut dice);
            assert!(!second.is_empty());
            same += usize::from(second == first);
        }
        // The family asks again for the few that come out alike.
        assert!(same < 5, "{same} of 200");
    }
}
