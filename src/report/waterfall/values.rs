//! What do the two rows say, side by side? Values as they are compared, masked unless asked for, and where they
//! differ. Differences are looked for in the full values, so that two NIKs that look alike when masked do not pass
//! for equal.

use serde::{Serialize, Serializer};

use super::Reader;
use crate::compare::levels;
use crate::record::{Birth, Digits16, NameId, Precision, RowId, Sex, TextId};
use crate::region;
use crate::standardise::{NikMarks, People};

/// A row's value of a comparison as a reader may see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Value {
    /// The text, masked unless asked for.
    pub text: String,
    /// For each character of the text whether the other row has it otherwise; empty where that is not known.
    pub differs: Vec<bool>,
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value { text: text.into(), differs: Vec::new() }
    }
}

impl Value {
    /// The text in runs of equal marks: text, and whether it differs.
    pub fn runs(&self) -> Vec<(String, bool)> {
        let mut runs: Vec<(String, bool)> = Vec::new();
        for (place, character) in self.text.chars().enumerate() {
            let differs = self.differs.get(place).copied().unwrap_or(false);
            match runs.last_mut() {
                Some((text, marked)) if *marked == differs => text.push(character),
                _ => runs.push((character.to_string(), differs)),
            }
        }
        runs
    }
}

/// Both rows' values of a comparison, with what differs.
pub(super) fn pair(people: &People, rows: [RowId; 2], field: usize, reader: Reader) -> [Value; 2] {
    let open = rows.map(|row| text_of(people, row, field, true));
    let shown =
        if reader.unmasked { open.clone() } else { rows.map(|row| text_of(people, row, field, false)) };
    let [a, b] = &open;
    let [one, other] = rows.map(|row| people.kk[row as usize].is_some());
    // That one row has no card is no difference of what both say.
    if a.is_empty() || b.is_empty() || field == levels::HOUSEHOLD && one != other {
        return shown.map(|text| Value { text, differs: Vec::new() });
    }
    let marks = differing(a, b);
    let [x, y] = shown;
    let lengths = [(&x, a), (&y, b)].map(|(shown, open)| shown.chars().count() == open.chars().count());
    // A masked text of another shape than the full one ("1980" for a date) carries no marks of its places.
    let [p, q] = if lengths == [true, true] { marks } else { differing(&x, &y) };
    [Value { text: x, differs: p }, Value { text: y, differs: q }]
}

/// Longest texts whose letters are aligned; longer ones are marked as a whole.
const ALIGNED: usize = 120;

/// Which characters of two texts the other does not have: by place for numbers and dates of one length, else in the
/// same order (longest common subsequence).
pub fn differing(a: &str, b: &str) -> [Vec<bool>; 2] {
    let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (n, m) = (x.len(), y.len());
    let numeric = |letter: &char| letter.is_ascii_digit() || *letter == '-';
    if n == m && x.iter().chain(&y).all(numeric) {
        let by_place: Vec<bool> = x.iter().zip(&y).map(|(x, y)| x != y).collect();
        return [by_place.clone(), by_place];
    }
    let mut marks = [vec![true; n], vec![true; m]];
    if n > ALIGNED || m > ALIGNED {
        return if x == y { [vec![false; n], vec![false; m]] } else { marks };
    }
    // common[i][j]: length of the longest common subsequence of the ends from i and j on.
    let mut common = vec![0u16; (n + 1) * (m + 1)];
    let at = |i: usize, j: usize| i * (m + 1) + j;
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            common[at(i, j)] = if x[i] == y[j] {
                common[at(i + 1, j + 1)] + 1
            } else {
                common[at(i + 1, j)].max(common[at(i, j + 1)])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < n && j < m {
        if x[i] == y[j] {
            (marks[0][i], marks[1][j]) = (false, false);
            (i, j) = (i + 1, j + 1);
        } else if common[at(i + 1, j)] >= common[at(i, j + 1)] {
            i += 1;
        } else {
            j += 1;
        }
    }
    marks
}

/// A row's value of a comparison, by its place in the pattern; masked unless asked for.
pub fn text_of(people: &People, row: RowId, field: usize, unmasked: bool) -> String {
    let index = row as usize;
    let name = |name: Option<NameId>| name.map(|name| people.name_text(name)).unwrap_or_default();
    let digits = |digits: Option<Digits16>| {
        digits.map(|digits| if unmasked { digits.to_string() } else { digits.masked() }).unwrap_or_default()
    };
    let text = |text: Option<TextId>| text.map(|text| people.texts.get(text).to_string()).unwrap_or_default();
    match field {
        levels::NAME => name(people.name[index]),
        levels::BIRTH => birth(people.birth[index], unmasked),
        levels::SEX => match people.sex[index] {
            Sex::Male => "L".into(),
            Sex::Female => "P".into(),
            Sex::Unknown => String::new(),
        },
        levels::NIK => {
            let doubt =
                if people.nik[index].is_some() && !people.nik_marks[index].trusted() { " ?" } else { "" };
            let lost = if people.nik_marks[index].has(NikMarks::LAST_DIGIT_LOST) { " (…0)" } else { "" };
            format!("{}{doubt}{lost}", digits(people.nik[index]))
        }
        levels::HOUSEHOLD => {
            let place = people.place[index].map(|place| region::table().name(place)).unwrap_or_default();
            let numbers = match (people.rt[index], people.rw[index]) {
                (Some(rt), Some(rw)) => format!(" {rt:03}/{rw:03}"),
                (Some(rt), None) => format!(" RT {rt:03}"),
                _ => String::new(),
            };
            format!("{} {place}{numbers}", digits(people.kk[index])).trim().into()
        }
        levels::MOTHER => name(people.mother[index]),
        levels::FATHER => name(people.father[index].or(people.head[index])),
        levels::BIRTH_PLACE => text(people.birth_place[index]),
        levels::ADDRESS => text(people.hamlet[index]),
        // Who they are stands in the register; here it would be other people's data.
        levels::RELATIVES => String::new(),
        _ => {
            let extra = crate::compare::compared_extras(people)[field - levels::FIRST_EXTRA];
            let text = text(people.extras[extra].value[index]);
            if unmasked || text.len() < 8 || !text.is_ascii() {
                text
            } else {
                format!("{}{}{}", &text[..2], "*".repeat(text.len() - 4), &text[text.len() - 2..])
            }
        }
    }
}

/// What is shown of rows side by side: places in the pattern, and keys.
pub const SIDE_BY_SIDE: [(usize, &str); 9] = [
    (levels::NAME, "name"),
    (levels::NIK, "nik"),
    (levels::BIRTH, "birth"),
    (levels::SEX, "sex"),
    (levels::MOTHER, "mother"),
    (levels::FATHER, "father"),
    (levels::HOUSEHOLD, "household"),
    (levels::ADDRESS, "address"),
    (levels::BIRTH_PLACE, "birth_place"),
];

/// A field of several rows, each with what it has otherwise than most of the first `own` rows marked.
pub fn beside(people: &People, rows: &[RowId], own: usize, field: usize, reader: Reader) -> Vec<Value> {
    let open: Vec<String> = rows.iter().map(|row| text_of(people, *row, field, true)).collect();
    let own = &open[..own.min(open.len())];
    let said_by = |text: &String| own.iter().filter(|other| *other == text).count();
    // Of values that as many rows say, the first row's.
    let most = (0..own.len()).rev().filter(|at| !own[*at].is_empty()).max_by_key(|at| said_by(&own[*at]));
    rows.iter()
        .enumerate()
        .map(|(at, &row)| match most {
            Some(most) if open[at] != open[most] => {
                let [value, _] = pair(people, [row, rows[most]], field, reader);
                value
            }
            _ => Value::from(text_of(people, row, field, reader.unmasked).as_str()),
        })
        .collect()
}

/// Year of birth only, unless unmasked; a mark where the date is a placeholder.
pub(super) fn birth(date: Birth, unmasked: bool) -> String {
    match date.year() {
        None => String::new(),
        Some(_) if unmasked => date.to_string(),
        Some(year) => match date.precision() {
            Precision::Full => format!("{year}-**-**"),
            Precision::Placeholder => format!("{year} (isian)"),
            Precision::Age => format!("~{year}"),
            Precision::Unknown | Precision::Year | Precision::Month => format!("{year}"),
        },
    }
}
