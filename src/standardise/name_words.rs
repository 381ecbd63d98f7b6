//! Which words of a name are not the name itself? Titles, degrees, abbreviations, patronymic and alias words,
//! marks of death and regional particles, from one table.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::keys::Letters;
use crate::record::Sex;

/// Word, role, where it holds, value; sorted.
static TABLE: &str = include_str!("../../assets/name_words.tsv");

/// Words that stand where a name is not known; sorted.
static NO_NAMES: &str = include_str!("../../assets/no_names.tsv");

/// Whether a word of a list from elsewhere says whose relative somebody is, or what, instead of a name.
pub(super) fn says_no_name(word: &str) -> bool {
    static WORDS: OnceLock<Vec<&'static str>> = OnceLock::new();
    WORDS.get_or_init(|| NO_NAMES.lines().skip(1).collect()).binary_search(&word).is_ok()
}

/// How plainly a word must be marked to be taken in its role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Where {
    /// Always.
    Any,
    /// Only when a dot follows.
    Dot,
    /// Only after another title.
    After,
    /// A dot, a comma, or two other words before it.
    Weak,
    /// A dot or a comma.
    Marked,
}

/// What a word can be, by role; one word may have several (`ST` is Siti in front and a degree at the end).
#[derive(Clone, Debug, Default)]
pub(super) struct Uses {
    /// Title in front, with the sex it tells.
    pub(super) title: Option<(Where, Sex)>,
    /// Degree at the end.
    pub(super) degree: Option<Where>,
    /// Abbreviation in front of another word.
    pub(super) short: Option<&'static str>,
    /// Abbreviation within the name.
    pub(super) short_inner: Option<&'static str>,
    /// What follows is the father's name.
    pub(super) father: bool,
    /// What follows is an alias.
    pub(super) alias: bool,
    /// The person has died.
    pub(super) deceased: bool,
    /// Said of a woman within the name (boru) and no part of it.
    pub(super) boru: bool,
    /// Balinese mark of sex in front (I, Ni).
    pub(super) bali: Option<Sex>,
    /// Balinese order or caste name, full spelling.
    pub(super) balinese: Option<&'static str>,
    /// Written together with the next word when that is the one named (La Ode).
    pub(super) glue: Option<&'static str>,
}

fn table() -> &'static FxHashMap<&'static str, Uses> {
    static WORDS: OnceLock<FxHashMap<&'static str, Uses>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words: FxHashMap<&'static str, Uses> = FxHashMap::default();
        for line in TABLE.lines().skip(1) {
            let mut cells = line.split('\t');
            let mut next = || cells.next().unwrap_or("");
            let (word, role, place, value) = (next(), next(), next(), next());
            enter(words.entry(word).or_default(), role, place, value);
        }
        words
    })
}

fn enter(uses: &mut Uses, role: &str, place: &'static str, value: &'static str) {
    let sex = match value {
        "m" => Sex::Male,
        "f" => Sex::Female,
        _ => Sex::Unknown,
    };
    let condition = match place {
        "dot" => Where::Dot,
        "after" => Where::After,
        "weak" => Where::Weak,
        "marked" => Where::Marked,
        _ => Where::Any,
    };
    match role {
        "title" => uses.title = Some((condition, sex)),
        "degree" => uses.degree = Some(condition),
        "short" => uses.short = Some(value),
        "short_any" => uses.short_inner = Some(value),
        "father" => uses.father = true,
        "alias" => uses.alias = true,
        "deceased" => uses.deceased = true,
        "drop" => uses.boru = true,
        "bali" => uses.bali = Some(sex),
        "balinese" => uses.balinese = Some(value),
        "glue" => uses.glue = Some(place),
        _ => {}
    }
}

/// Whether a word of letters, upper case or lower, can be anything besides a name.
pub(super) fn has_uses(word: Letters) -> bool {
    struct Known {
        /// A bit for each word's low bits, so that most words are told without a lookup.
        seen: [u64; 128],
        words: FxHashSet<Letters>,
    }
    static KNOWN: OnceLock<Known> = OnceLock::new();
    let bit = |word: Letters| word.key()[0].wrapping_mul(0x9e37_79b9) >> 19;
    let known = KNOWN.get_or_init(|| {
        let words: FxHashSet<Letters> = table().keys().filter_map(|word| Letters::of(word)).collect();
        let mut seen = [0; 128];
        for place in words.iter().map(|&word| bit(word)) {
            seen[place as usize >> 6] |= 1 << (place & 63);
        }
        Known { seen, words }
    });
    let place = bit(word);
    known.seen[place as usize >> 6] >> (place & 63) & 1 == 1 && known.words.contains(&word)
}

/// What a word can be besides a name; none for most words.
pub(super) fn uses(word: &str) -> Option<&'static Uses> {
    // The longest word of the table has twelve letters.
    if word.len() > 12 { None } else { table().get(word) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_line_has_a_known_role() {
        let lines: Vec<&str> = TABLE.lines().skip(1).collect();
        assert!(lines.len() > 250);
        for pair in lines.windows(2) {
            assert!(pair[0] < pair[1], "{} stands before {}", pair[0], pair[1]);
        }
        const ROLES: [&str; 11] = [
            "title",
            "degree",
            "short",
            "short_any",
            "father",
            "alias",
            "deceased",
            "drop",
            "bali",
            "balinese",
            "glue",
        ];
        for line in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 4, "{line}");
            assert!(ROLES.contains(&cells[1]), "{line}");
            assert!(Letters::of(cells[0]).is_some_and(has_uses), "{line}");
        }
    }
}
