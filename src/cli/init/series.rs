//! Which tables are one roster? The sheets of a workbook with one layout, and the files of a series
//! (`pkh_2024_01.csv`, `pkh_2024_02.csv`), unless they hold the same people.

use std::collections::BTreeSet;

use super::folder::Found;
use crate::ingest::probe::Probe;
use crate::record::Field;

/// Tables that are one roster.
pub struct Group {
    /// The table that stands for all.
    pub first: Found,
    /// Further tables of the same layout.
    pub rest: Vec<Found>,
    /// The pattern of a series of files; none for one file.
    pub pattern: Option<String>,
    /// Whether a workbook has other rosters beside this one.
    pub one_sheet: bool,
    /// The file with the same people and layout that came before.
    pub edition_of: Option<String>,
}

/// Puts the tables into groups: sheets of one workbook with one layout, then files of one series.
pub fn groups(found: Vec<Found>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for table in found {
        let same_book = groups.iter_mut().find(|group| {
            let first = &group.first.probe;
            first.path == table.probe.path && first.headers == table.probe.headers
        });
        match same_book {
            Some(group) => group.rest.push(table),
            None => groups.push(Group {
                first: table,
                rest: Vec::new(),
                pattern: None,
                one_sheet: false,
                edition_of: None,
            }),
        }
    }
    for at in 0..groups.len() {
        let path = groups[at].first.probe.path.clone();
        let books = groups.iter().filter(|group| group.first.probe.path == path).count();
        groups[at].one_sheet = books > 1;
    }
    let names: Vec<String> = groups.iter().map(|group| file_name(&group.first.probe)).collect();
    let mut joined: Vec<Group> = Vec::new();
    for group in groups {
        // Years in names of lists from elsewhere are those of two lists (a census and the next), not of two parts.
        let may_be_part = !group.one_sheet && !group.first.recognised.foreign;
        let pattern = may_be_part.then(|| period_pattern(&file_name(&group.first.probe))).flatten();
        let Some(pattern) = pattern else {
            joined.push(group);
            continue;
        };
        let earlier = joined.iter().position(|other| {
            let (first, table) = (&other.first.probe, &group.first.probe);
            other.pattern.as_ref() == Some(&pattern)
                && first.path.parent() == table.path.parent()
                && first.headers == table.headers
        });
        let only_series = |pattern: &str| {
            let matches = |name: &&String| glob::Pattern::new(pattern).is_ok_and(|glob| glob.matches(name));
            names.iter().filter(matches).all(|name| period_pattern(name).as_deref() == Some(pattern))
        };
        match earlier {
            Some(place) if only_series(&pattern) => {
                if same_people(&joined[place].first, &group.first) {
                    let first = file_name(&joined[place].first.probe);
                    joined.push(Group { edition_of: Some(first), pattern: None, ..group });
                } else {
                    joined[place].rest.push(group.first);
                    joined[place].rest.extend(group.rest);
                }
            }
            _ => joined.push(Group { pattern: Some(pattern), ..group }),
        }
    }
    joined
}

fn file_name(probe: &Probe) -> String {
    probe.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Whether the samples of two tables hold many of the same NIKs: then they are editions of one list, not parts.
fn same_people(first: &Found, second: &Found) -> bool {
    let niks = |found: &Found| -> BTreeSet<String> {
        let field = [Field::Nik, Field::Name].into_iter().find_map(|field| found.recognised.mapping(field));
        let Some(column) = field.map(|mapping| mapping.columns[0]) else { return BTreeSet::new() };
        let cells = found.probe.sample.iter().filter_map(|row| row.get(column));
        cells.filter(|cell| cell.len() > 3).cloned().collect()
    };
    let (first, second) = (niks(first), niks(second));
    let both = first.intersection(&second).count();
    both >= 5 && both * 5 > first.len().min(second.len())
}

/// The glob of a file name whose numbers are periods (`pkh_2024_01.csv`: `pkh_*.csv`); none when they are not,
/// or may be anything (`source_1.csv`).
fn period_pattern(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    let bytes = stem.as_bytes();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if end > at {
            runs.push((at, end));
        }
        at = end.max(at + 1);
    }
    let number = |(start, end): (usize, usize)| stem[start..end].parse::<u32>().unwrap_or(0);
    let is_year = |run: &(usize, usize)| run.1 - run.0 == 4 && (2000..2100).contains(&number(*run));
    let is_dated = |run: &(usize, usize)| match run.1 - run.0 {
        6 => (200_001..210_000).contains(&number(*run)) && (1..=12).contains(&(number(*run) % 100)),
        8 => (20_000_101..21_000_000).contains(&number(*run)),
        _ => false,
    };
    let after_word = |run: &(usize, usize)| {
        const WORDS: [&str; 8] = ["TAHAP", "TW", "TRIWULAN", "BULAN", "BAGIAN", "PART", "TERMIN", "PERIODE"];
        let before =
            stem[..run.0].trim_end_matches(|sign: char| !sign.is_alphanumeric()).to_ascii_uppercase();
        WORDS.iter().any(|word| before.ends_with(word))
    };
    let dated = runs.iter().any(|run| is_year(run) || is_dated(run));
    let is_period = |run: &(usize, usize)| {
        is_year(run)
            || is_dated(run)
            || after_word(run)
            || (dated && run.1 - run.0 <= 2 && (1..=12).contains(&number(*run)))
    };
    let periods: Vec<(usize, usize)> = runs.iter().copied().filter(is_period).collect();
    let (first, last) = (periods.first()?.0, periods.last()?.1);
    let (before, after) = (&stem[..first], &stem[last..]);
    let words = before.chars().chain(after.chars()).filter(|sign| sign.is_alphabetic()).count();
    (words >= 2).then(|| {
        let escape = glob::Pattern::escape;
        format!("{}*{}.{}", escape(before), escape(after), escape(extension))
    })
}

#[cfg(test)]
mod tests {
    use super::period_pattern;

    #[test]
    fn numbers_of_periods_make_a_series() {
        let check = |name: &str, expected: Option<&str>| {
            assert_eq!(period_pattern(name).as_deref(), expected, "{name}");
        };
        check("pkh_2024_01.csv", Some("pkh_*.csv"));
        check("pkh-202401.csv", Some("pkh-*.csv"));
        check("bst tahap 3.xlsx", Some("bst tahap *.xlsx"));
        check("dtks_2024_sragen.csv", Some("dtks_*_sragen.csv"));
        check("source_1.csv", None);
        check("dataset4a.csv", None);
        check("p3ke.csv", None);
        check("2024.csv", None);
    }
}
