//! How does a clerk write a name that the register has otherwise? Old spelling, sounds, abbreviations, titles,
//! aliases, patronymics, words dropped, added, joined and turned around, keys missed, cards too narrow.

use crate::record::Sex;

use super::dice::Dice;
use super::naming::Name;
use super::person::Person;

/// How often a roster's clerks do what to a name; each a probability.
#[derive(Clone, Copy, Debug)]
pub(super) struct NameHabits {
    /// One token in another accepted spelling (Rizky, Rizki; Joko, Djoko; Fatimah, Patimah).
    pub(super) spelling: f64,
    /// Where a token has a usual abbreviation (Moh., Abd., St.), that.
    pub(super) abbreviation: f64,
    /// Keyboard slip in one token.
    pub(super) slip: f64,
    pub(super) dropped: f64,
    pub(super) added: f64,
    pub(super) turned: f64,
    /// Two tokens as one, or one as two.
    pub(super) joined: f64,
    /// Title or degree, where the person has one.
    pub(super) titled: f64,
    /// What the neighbours say, beside the name or instead of it, where the person has such a name.
    pub(super) nickname: f64,
    /// `bin` or `binti` and the father.
    pub(super) patronymic: f64,
    /// Characters that fit, 0 for all.
    pub(super) width: usize,
    pub(super) case: Case,
}

/// How a roster writes letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Upper,
    Title,
    /// Each row as its clerk likes.
    Mixed,
}

/// Writes a person's name into `out` as one row has it; `care` scales all slips (1 is usual, more is worse).
/// Papers of people born before 1970 may still be in old spelling.
pub(super) fn person_name(
    out: &mut String,
    person: &Person,
    habits: &NameHabits,
    care: f64,
    dice: &mut Dice,
) {
    out.clear();
    let mut titled = habits.titled;
    if !person.nickname.is_empty() && dice.chance(habits.nickname) {
        match dice.below(4) {
            0 => {
                push_tokens(out, person.name);
                out.push_str(dice.pick(&[" ALIAS ", " ALS ", " / ", " AL "]));
                out.push_str(person.nickname);
            }
            1 => {
                push_tokens(out, person.name);
                out.push_str(" (");
                out.push_str(person.nickname);
                out.push(')');
            }
            _ => {
                // The name at home beside a part of the one on paper.
                out.push_str(person.nickname);
                out.push(' ');
                out.push_str(person.name.last());
            }
        }
        titled = 0.0;
    } else {
        name(out, person.name, person.birth.year < 1970, habits, care, dice);
    }
    if !person.father.is_empty() && dice.chance(habits.patronymic) {
        out.push_str(match person.sex {
            Sex::Female => dice.pick(&[" BINTI ", " BT ", " BT. "]),
            _ => dice.pick(&[" BIN ", " B. ", " BIN "]),
        });
        out.push_str(person.father.tokens()[0]);
    }
    if !person.honorific.is_empty() && dice.chance(titled) {
        out.insert(0, ' ');
        out.insert_str(0, person.honorific);
    }
    if !person.degree.is_empty() && dice.chance(titled) {
        out.push_str(dice.pick(&[", ", " ", ","]));
        out.push_str(person.degree);
    }
    finish(out, habits, dice);
}

/// Writes a relative's name (mother, head of the family) into `out` with the same habits, without titles.
pub(super) fn other_name(
    out: &mut String,
    whose: Name,
    old: bool,
    habits: &NameHabits,
    care: f64,
    dice: &mut Dice,
) {
    out.clear();
    name(out, whose, old, habits, care, dice);
    finish(out, habits, dice);
}

fn push_tokens(out: &mut String, name: Name) {
    for (place, token) in name.tokens().iter().enumerate() {
        if place > 0 {
            out.push(' ');
        }
        out.push_str(token);
    }
}

fn finish(out: &mut String, habits: &NameHabits, dice: &mut Dice) {
    if habits.width > 0 && out.len() > habits.width {
        out.truncate(habits.width);
        out.truncate(out.trim_end().len());
    }
    let title = match habits.case {
        Case::Upper => false,
        Case::Title => true,
        Case::Mixed => dice.chance(0.4),
    };
    if title {
        title_case(out);
    }
}

/// Small letters but the first of each word.
fn title_case(text: &mut String) {
    let mut start = true;
    let cased: String = text
        .chars()
        .map(|letter| {
            let cased = if start { letter } else { letter.to_ascii_lowercase() };
            start = !letter.is_ascii_alphabetic() && letter != '\'';
            cased
        })
        .collect();
    *text = cased;
}

/// The name's tokens with what a clerk does to them; old spelling only for the `old`.
fn name(out: &mut String, whose: Name, old: bool, habits: &NameHabits, care: f64, dice: &mut Dice) {
    let all = whose.tokens();
    if all.is_empty() {
        return;
    }
    let mut kept: Vec<&str> = all.to_vec();
    if kept.len() >= 3 && dice.chance(habits.dropped * care) {
        let place = 1 + dice.index(kept.len() - 1);
        kept.remove(place);
    } else if kept.len() == 2 && dice.chance(habits.dropped * care * 0.35) {
        kept.remove(1);
    }
    if kept.len() < 4 && dice.chance(habits.added * care) {
        kept.push(dice.pick(&["PUTRA", "SARI", "NUR", "DWI", "WATI", "HADI"]));
    }
    if kept.len() > 1 && dice.chance(habits.turned * care) {
        kept.rotate_left(1);
    }
    let spelt = if dice.chance(habits.spelling * care) { dice.index(kept.len()) } else { usize::MAX };
    let slipped = if dice.chance(habits.slip * care) { dice.index(kept.len()) } else { usize::MAX };
    let joined = kept.len() > 1 && dice.chance(habits.joined * care);
    let joined_at = if joined { 1 + dice.index(kept.len() - 1) } else { usize::MAX };
    for (place, token) in kept.iter().enumerate() {
        if place > 0 && place != joined_at {
            out.push(' ');
        }
        let start = out.len();
        let short = abbreviation(token, place, kept.len(), habits.abbreviation, dice);
        out.push_str(short.unwrap_or(token));
        if short.is_none() && place == spelt {
            respell(out, start, old, dice);
        }
        if short.is_none() && place == slipped {
            slip(out, start, dice);
        }
    }
    if !joined && dice.chance(habits.joined * care * 0.5) {
        split(out);
    }
}

/// The way names such as Muhammad are shortened; nothing when the token has no usual short form or the clerk
/// writes it out.
fn abbreviation(
    token: &str,
    place: usize,
    tokens: usize,
    probability: f64,
    dice: &mut Dice,
) -> Option<&'static str> {
    let forms: &[&'static str] = match token {
        "MUHAMMAD" => &["MUH", "MOH", "MUH.", "MOH.", "M.", "M", "MOCH", "MHD", "MUCH", "MD"],
        "AHMAD" => &["ACH", "ACH.", "AHM", "A."],
        "ABDUL" => &["ABD", "ABD.", "ABDL"],
        "SITI" if place == 0 && tokens > 1 => &["ST", "ST.", "SITI", "S."],
        "NUR" if tokens > 1 => &["NR", "NUR", "NOR"],
        "WAYAN" => &["WYN", "WY."],
        "KETUT" => &["KT", "KT."],
        "GUSTI" => &["GST", "GST."],
        "MARIA" => &["M.", "MARIA"],
        "YOHANES" => &["YOH.", "YOH"],
        "FRANSISKUS" => &["FRANS", "FRANS."],
        "AGUSTINUS" => &["AGUS"],
        "ANDI" if place == 0 && tokens > 1 => &["A.", "ANDI"],
        _ => return None,
    };
    dice.chance(probability).then(|| dice.pick(forms))
}

/// Another spelling of the token that begins at `start` of `out`.
fn respell(out: &mut String, start: usize, old: bool, dice: &mut Dice) {
    // (from, to); `^` and `$` tie to an end. The first five are the spelling before 1972.
    const OLD: usize = 5;
    const RULES: [(&str, &str); 36] = [
        ("^SU", "SOE"),
        ("U", "OE"),
        ("^J", "DJ"),
        ("C", "TJ"),
        ("^Y", "J"),
        ("Y$", "I"),
        ("I$", "Y"),
        ("IY", "I"),
        ("IA", "IYA"),
        ("F", "P"),
        ("P", "F"),
        ("V", "F"),
        ("SY", "S"),
        ("SH", "S"),
        ("KH", "H"),
        ("KH", "CH"),
        ("CH", "H"),
        ("DH", "D"),
        ("TH", "T"),
        ("D$", "T"),
        ("AH$", "A"),
        ("A$", "AH"),
        ("Q", "K"),
        ("Z", "J"),
        ("Z", "S"),
        ("OO", "O"),
        ("MM", "M"),
        ("LL", "L"),
        ("NN", "N"),
        ("SS", "S"),
        ("AU", "O"),
        ("O", "U"),
        ("W", "U"),
        ("S$", "Z"),
        ("E", "I"),
        ("YA", "IA"),
    ];
    match &out[start..] {
        "MUHAMMAD" => {
            out.truncate(start);
            out.push_str(dice.pick(&MUHAMMADS));
            return;
        }
        "AHMAD" => {
            out.truncate(start);
            out.push_str(dice.pick(&["ACHMAD", "ACHMAD", "ACHMAD", "AKHMAD", "AKHMAD", "AHMAT", "AMAT"]));
            return;
        }
        _ => {}
    }
    for _ in 0..24 {
        let (from, to) = dice.pick(if old { &RULES } else { &RULES[OLD..] });
        if let Some((at, length)) = find(&out[start..], from) {
            out.replace_range(start + at..start + at + length, to);
            return;
        }
    }
}

/// The measured family of spellings (domain, 2.2), each as often as it is seen against the others.
const MUHAMMADS: [&str; 20] = [
    "MUHAMAD",
    "MUHAMAD",
    "MUHAMAD",
    "MUHAMAD",
    "MUHAMAD",
    "MUHAMAD",
    "MUHAMAD",
    "MUHAMAD",
    "MOHAMMAD",
    "MOHAMMAD",
    "MOHAMMAD",
    "MOHAMMAD",
    "MOHAMAD",
    "MOHAMAD",
    "MOCHAMMAD",
    "MOCHAMAD",
    "MUHAMAT",
    "MUCHAMAD",
    "MUCHAMMAD",
    "MUKHAMAD",
];

/// Where a rule's left side stands in a token, with its length; never at the very first letter unless tied there.
fn find(token: &str, pattern: &str) -> Option<(usize, usize)> {
    if let Some(head) = pattern.strip_prefix('^') {
        return token.starts_with(head).then_some((0, head.len()));
    }
    if let Some(tail) = pattern.strip_suffix('$') {
        let at = token.len().checked_sub(tail.len())?;
        return (at > 1 && token.ends_with(tail)).then_some((at, tail.len()));
    }
    let from =
        usize::from(token.len() > 1 && !matches!(pattern, "F" | "P" | "V" | "Z" | "SY" | "KH" | "CH" | "DH"));
    token[from..].find(pattern).map(|at| (at + from, pattern.len()))
}

/// A slip of the fingers in the token that begins at `start`: a neighbouring key, a key twice, missed, swapped.
fn slip(out: &mut String, start: usize, dice: &mut Dice) {
    let length = out.len() - start;
    if length < 4 || !out.is_ascii() {
        return;
    }
    let at = start + 1 + dice.index(length - 1);
    let letter = out.as_bytes()[at];
    match dice.below(4) {
        0 => {
            let next = neighbour(letter, dice);
            out.replace_range(at..=at, &String::from(char::from(next)));
        }
        1 => out.insert(at, char::from(letter)),
        2 => {
            out.remove(at);
        }
        _ if at > start + 1 => {
            let before = out.remove(at - 1);
            out.insert(at, before);
        }
        _ => out.insert(at, char::from(neighbour(letter, dice))),
    }
}

/// A key beside this one.
fn neighbour(letter: u8, dice: &mut Dice) -> u8 {
    const ROWS: [&[u8]; 3] = [b"QWERTYUIOP", b"ASDFGHJKL", b"ZXCVBNM"];
    for row in ROWS {
        if let Some(at) = row.iter().position(|key| *key == letter) {
            let left = at == row.len() - 1 || (at > 0 && dice.chance(0.5));
            return row[if left { at - 1 } else { at + 1 }];
        }
    }
    letter
}

/// Splits the first long word after a part that often stands alone.
fn split(out: &mut String) {
    const PARTS: [&str; 10] = ["NUR", "SRI", "SITI", "ABDUR", "ABDUL", "SYAM", "SU", "DWI", "TRI", "MUH"];
    for part in PARTS {
        if out.starts_with(part) && out[part.len()..].find(' ').unwrap_or(out.len() - part.len()) >= 4 {
            out.insert(part.len(), ' ');
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn respelling_keeps_the_token_close() {
        let mut dice = Dice::new(1, 1, 1);
        for token in ["FATIMAH", "RIZKY", "JOKO", "SUTRISNO", "ZAINAL", "KHAIRUL", "MUHAMMAD"] {
            for _ in 0..50 {
                let mut out = String::from("NUR ");
                out.push_str(token);
                respell(&mut out, 4, true, &mut dice);
                assert!(out.starts_with("NUR "));
                assert!(strsim::levenshtein(&out[4..], token) <= 3, "{out} {token}");
            }
        }
    }

    #[test]
    fn a_narrow_card_cuts() {
        let mut text = String::from("MUHAMMAD RIZKY PRATAMA SAPUTRA");
        let habits = NameHabits { width: 20, case: Case::Title, ..NONE };
        finish(&mut text, &habits, &mut Dice::new(1, 1, 1));
        assert_eq!(text, "Muhammad Rizky Prata");
    }

    #[test]
    fn glued_names_are_split_at_their_usual_seam() {
        let check = |input: &str, expected: &str| {
            let mut text = input.to_owned();
            split(&mut text);
            assert_eq!(text, expected);
        };
        check("NURHAYATI", "NUR HAYATI");
        check("SRIWAHYUNI DEWI", "SRI WAHYUNI DEWI");
        check("NUR HAYATI", "NUR HAYATI");
        check("BUDI", "BUDI");
    }

    const NONE: NameHabits = NameHabits {
        spelling: 0.0,
        abbreviation: 0.0,
        slip: 0.0,
        dropped: 0.0,
        added: 0.0,
        turned: 0.0,
        joined: 0.0,
        titled: 0.0,
        nickname: 0.0,
        patronymic: 0.0,
        width: 0,
        case: Case::Upper,
    };
}
