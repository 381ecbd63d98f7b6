//! Which names and other words are there to draw from? Reads the lists of `assets/names`: each a word with a
//! weight, so that common names are as common as in life. Which names a person gets is for `naming`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::dice::Dice;

/// One list: words and their running total of weights.
#[derive(Clone, Debug, Default)]
pub(super) struct WordList {
    words: Vec<&'static str>,
    totals: Vec<u32>,
}

impl WordList {
    fn push(&mut self, word: &'static str, weight: u32) {
        let before = self.totals.last().copied().unwrap_or(0);
        self.words.push(word);
        self.totals.push(before + weight);
    }

    /// A word, as likely as its weight.
    pub(super) fn draw(&self, dice: &mut Dice) -> &'static str {
        let Some(total) = self.totals.last() else { return "" };
        let at = dice.below(u64::from(*total)) as u32;
        self.words[self.totals.partition_point(|sum| *sum <= at)]
    }

    #[cfg(test)]
    pub(super) fn words(&self) -> &[&'static str] {
        &self.words
    }
}

/// Whose naming habits a family follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Culture {
    General,
    Javanese,
    Sundanese,
    Minang,
    Bugis,
    Banjar,
    Balinese,
    Batak,
    Timorese,
}

impl Culture {
    const ALL: [Culture; 9] = [
        Culture::General,
        Culture::Javanese,
        Culture::Sundanese,
        Culture::Minang,
        Culture::Bugis,
        Culture::Banjar,
        Culture::Balinese,
        Culture::Batak,
        Culture::Timorese,
    ];

    /// Its name in the files of `assets/names`.
    fn key(self) -> &'static str {
        match self {
            Culture::General => "umum",
            Culture::Javanese => "jawa",
            Culture::Sundanese => "sunda",
            Culture::Minang => "minang",
            Culture::Bugis => "bugis",
            Culture::Banjar => "banjar",
            Culture::Balinese => "bali",
            Culture::Batak => "batak",
            Culture::Timorese => "timor",
        }
    }
}

/// The name lists of one culture; a list the files do not have is the general one, or empty.
#[derive(Clone, Debug, Default)]
pub(super) struct CultureLists {
    pub(super) male: WordList,
    pub(super) female: WordList,
    pub(super) male_second: WordList,
    pub(super) female_second: WordList,
    /// The old generation's names, most of them the whole name.
    pub(super) male_old: WordList,
    pub(super) female_old: WordList,
    pub(super) family: WordList,
}

/// Every word of the lists of names, with repetitions.
pub fn name_words() -> impl Iterator<Item = &'static str> {
    let text = include_str!("../../assets/names/tokens.tsv");
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split('\t').nth(1))
}

/// All lists, read once.
pub(super) struct Words {
    cultures: Vec<CultureLists>,
    other: BTreeMap<&'static str, WordList>,
    mixes: BTreeMap<u32, Vec<(Culture, u32)>>,
    population: BTreeMap<u32, u32>,
}

impl Words {
    /// The lists of the program.
    pub(super) fn get() -> &'static Words {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(Words::read)
    }

    fn read() -> Words {
        let lists = read_lists(include_str!("../../assets/names/tokens.tsv"));
        let cultures = Culture::ALL.map(|culture| {
            let take = |role: &str, stand_in: &str| {
                let own = format!("{}.{role}", culture.key());
                let shared = format!("umum.{stand_in}");
                lists.get(own.as_str()).or_else(|| lists.get(shared.as_str())).cloned().unwrap_or_default()
            };
            CultureLists {
                male: take("m", "m"),
                female: take("f", "f"),
                male_second: take("m2", "m2"),
                female_second: take("f2", "f2"),
                male_old: take("mt", "m"),
                female_old: take("ft", "f"),
                family: take("fam", "fam"),
            }
        });
        Words {
            cultures: cultures.to_vec(),
            other: read_lists(include_str!("../../assets/names/words.tsv")),
            mixes: read_mixes(include_str!("../../assets/names/cultures.tsv")),
            population: read_numbers(include_str!("../../assets/names/population.tsv")),
        }
    }

    /// The name lists of a culture.
    pub(super) fn culture(&self, culture: Culture) -> &CultureLists {
        &self.cultures[culture as usize]
    }

    /// A list of `words.tsv`.
    pub(super) fn list(&self, name: &str) -> &WordList {
        static EMPTY: WordList = WordList { words: Vec::new(), totals: Vec::new() };
        self.other.get(name).unwrap_or(&EMPTY)
    }

    /// A family's culture in a regency (4 digits), by the shares of the regency or its province.
    pub(super) fn culture_of(&self, regency: u32, dice: &mut Dice) -> Culture {
        let mix = self.mixes.get(&regency).or_else(|| self.mixes.get(&(regency / 100)));
        let Some(mix) = mix else { return Culture::General };
        let total: u32 = mix.iter().map(|(_, share)| share).sum();
        let mut at = dice.below(u64::from(total)) as u32;
        for (culture, share) in mix {
            if at < *share {
                return *culture;
            }
            at -= share;
        }
        Culture::General
    }

    /// People of a regency (4 digits), in thousands; 100 where the table is silent.
    pub(super) fn thousands(&self, regency: u32) -> u32 {
        self.population.get(&regency).copied().unwrap_or(100)
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn read_lists(text: &'static str) -> BTreeMap<&'static str, WordList> {
    let mut lists: BTreeMap<&'static str, WordList> = BTreeMap::new();
    for line in lines(text) {
        let mut parts = line.split('\t');
        if let (Some(list), Some(word), Some(weight)) = (parts.next(), parts.next(), parts.next()) {
            lists.entry(list).or_default().push(word, weight.parse().unwrap_or(1));
        }
    }
    lists
}

fn read_mixes(text: &'static str) -> BTreeMap<u32, Vec<(Culture, u32)>> {
    let share = |entry: &str| {
        let (key, share) = entry.split_once(':')?;
        let culture = Culture::ALL.into_iter().find(|culture| culture.key() == key)?;
        Some((culture, share.parse().ok()?))
    };
    lines(text)
        .filter_map(|line| {
            let (code, shares) = line.split_once('\t')?;
            Some((code.parse().ok()?, shares.split(' ').filter_map(share).collect()))
        })
        .collect()
}

fn read_numbers(text: &'static str) -> BTreeMap<u32, u32> {
    lines(text)
        .filter_map(|line| {
            let (code, number) = line.split_once('\t')?;
            Some((code.parse().ok()?, number.parse().ok()?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Culture, Words, lines};

    #[test]
    fn every_line_of_the_assets_is_understood() {
        for (text, parts) in [
            (include_str!("../../assets/names/tokens.tsv"), 3),
            (include_str!("../../assets/names/words.tsv"), 3),
            (include_str!("../../assets/names/cultures.tsv"), 2),
            (include_str!("../../assets/names/population.tsv"), 2),
        ] {
            assert!(lines(text).all(|line| line.split('\t').count() == parts));
        }
        let words = Words::get();
        for (code, mix) in &words.mixes {
            assert_eq!(mix.iter().map(|(_, share)| share).sum::<u32>(), 100, "{code}");
        }
        assert_eq!(words.population.len(), 514);
    }

    #[test]
    fn the_name_space_is_wide() {
        let words = Words::get();
        let mut all: BTreeSet<&str> = BTreeSet::new();
        for culture in Culture::ALL {
            let lists = words.culture(culture);
            for list in [&lists.male, &lists.female, &lists.male_old, &lists.female_old] {
                assert!(list.words().len() > 50, "{culture:?}");
                all.extend(list.words());
            }
        }
        assert!(all.len() > 5_000, "{}", all.len());
    }
}
