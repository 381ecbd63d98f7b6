//! Which RT and RW does a text mean? `RT 003/013`, `rt003/rw013`, `RT/RW 001/001`, `3/13`, `III`, and the dates
//! that spreadsheets make of `3/1`.

use super::words::{Mark, Room, Shape, Token, tokens};
use crate::record::Neighbourhood;

/// An RT and an RW as far as given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) rt: Option<Neighbourhood>,
    pub(super) rw: Option<Neighbourhood>,
    /// A spreadsheet had made a date of it.
    pub(super) from_date: bool,
    /// Something stands there that is no number from 0 to 999.
    pub(super) unreadable: bool,
}

/// A number from 1 to 999; 0 is how rosters write unknown.
fn neighbourhood(value: u32) -> Option<Neighbourhood> {
    if value < 1000 { Neighbourhood::new(value as u16) } else { None }
}

impl Pair {
    fn of(rt: u32, rw: u32) -> Pair {
        let unreadable = rt > 999 || rw > 999;
        Pair { rt: neighbourhood(rt), rw: neighbourhood(rw), unreadable, from_date: false }
    }

    fn dated(rt: u32, rw: u32) -> Pair {
        Pair { from_date: true, ..Pair::of(rt, rw) }
    }

    /// Fills what is missing from another reading.
    pub(super) fn or(self, other: Pair) -> Pair {
        Pair {
            rt: self.rt.or(other.rt),
            rw: self.rw.or(other.rw),
            from_date: self.from_date || other.from_date,
            unreadable: self.unreadable || other.unreadable,
        }
    }
}

/// Reads a whole cell of an RT/RW column (or of an RT column, which may hold both).
pub(super) fn read_cell(cell: &str) -> Pair {
    if cell.len() <= 3 && cell.bytes().all(|byte| byte.is_ascii_digit()) {
        // Nearly every cell: "", "3", "003".
        let value = cell.bytes().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
        return Pair::of(value, 0);
    }
    read_tokens(tokens(cell, &mut Room::default()))
}

/// Reads tokens that hold an RT, an RW or both and nothing else.
pub(super) fn read_tokens(tokens: &[Token<'_>]) -> Pair {
    let tokens = without_fraction(tokens);
    if let Some(pair) = read_date(tokens) {
        return pair;
    }
    if let [only] = tokens
        && only.shape == Shape::Figure
        && only.text.len() == 6
    {
        // "003013": both, three digits each.
        return only.value().map_or_else(Pair::default, |both| Pair::of(both / 1000, both % 1000));
    }
    let marked =
        tokens.iter().position(|token| matches!(token.mark(), Some(Mark::Rt | Mark::Rw | Mark::RtRw)));
    if let Some(at) = marked {
        let (mut pair, mut next) = read_marked(tokens, at);
        while next < tokens.len() {
            let (more, end) = read_marked(tokens, next);
            pair = pair.or(more);
            next = end.max(next + 1);
        }
        return pair;
    }
    let mut values = tokens.iter().filter_map(Token::value);
    match (values.next(), values.next(), values.next()) {
        (None, ..) => {
            Pair { unreadable: tokens.iter().any(|token| token.shape == Shape::Word), ..Pair::default() }
        }
        (Some(rt), None, _) => Pair::of(rt, 0),
        (Some(rt), Some(rw), None) => Pair::of(rt, rw),
        _ => Pair { unreadable: true, ..Pair::default() },
    }
}

/// "3.0" is how a numeric cell writes 3.
fn without_fraction<'a, 'b>(tokens: &'a [Token<'b>]) -> &'a [Token<'b>] {
    match tokens {
        [number, dot, zero] if dot.is_sign(b'.') && zero.text == "0" && number.shape == Shape::Figure => {
            &tokens[..1]
        }
        _ => tokens,
    }
}

/// Reads what follows the word RT or RW at `at`; returns it and the index behind it.
pub(super) fn read_marked(tokens: &[Token<'_>], at: usize) -> (Pair, usize) {
    let mark = tokens[at].mark();
    let mut next = skip_signs(tokens, at + 1, b".:=");
    let mut joint = mark == Some(Mark::RtRw);
    if mark == Some(Mark::Rt)
        && tokens.get(next).is_some_and(|token| token.is_sign(b'/') || token.is_sign(b'-'))
    {
        // "RT/RW 001/002", but "RT/02" is just RT 02.
        let behind = skip_signs(tokens, next + 1, b".");
        if is_rw(tokens, behind) {
            joint = true;
            next = skip_signs(tokens, behind + 1, b".:=");
        }
    } else if mark == Some(Mark::Rt) && is_rw(tokens, next) {
        joint = true;
        next = skip_signs(tokens, next + 1, b".:=");
    }
    if mark == Some(Mark::Rw) {
        let (value, end) = read_value(tokens, next);
        let unreadable = value.is_some_and(|value| value > 999);
        return (Pair { rw: value.and_then(neighbourhood), unreadable, ..Pair::default() }, end);
    }
    if let Some(date) = tokens.get(next..(next + 3).min(tokens.len())).and_then(read_date) {
        return (date, next + 3);
    }
    let (rt, end) = read_value(tokens, next);
    let mut separator = end;
    let parted = tokens.get(end).is_some_and(|token| matches!(token.shape, Shape::Sign(b'/' | b'-' | b'\\')));
    if parted {
        separator = skip_signs(tokens, end + 1, b".");
    }
    // "RT 01 / RW 02": the RW word comes by itself and is read in its turn.
    if !(parted || joint) || is_rw(tokens, separator) {
        return (Pair::of(rt.unwrap_or(0), 0), end);
    }
    let (rw, behind) = read_value(tokens, separator);
    let end = if rw.is_some() { behind } else { end };
    (Pair::of(rt.unwrap_or(0), rw.unwrap_or(0)), end)
}

fn is_rw(tokens: &[Token<'_>], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.mark() == Some(Mark::Rw))
}

fn skip_signs(tokens: &[Token<'_>], from: usize, signs: &[u8]) -> usize {
    let is_skipped = |token: &Token<'_>| matches!(token.shape, Shape::Sign(sign) if signs.contains(&sign));
    from + tokens[from.min(tokens.len())..].iter().take_while(|token| is_skipped(token)).count()
}

/// A number, or a dash that stands for unknown (0).
fn read_value(tokens: &[Token<'_>], at: usize) -> (Option<u32>, usize) {
    let at = skip_signs(tokens, at, b"/");
    match tokens.get(at) {
        Some(token) if token.is_sign(b'-') => (Some(0), at + 1),
        Some(token) => match token.value() {
            Some(value) => (Some(value), at + 1),
            None => (None, at),
        },
        None => (None, at),
    }
}

/// A date that a spreadsheet made of RT/RW: "03-Jan" of 3/1, "Jan-32" of 1/32, "2024-01-03" of a cell of dates.
/// The day is the RT: Indonesian settings put the day first.
fn read_date(tokens: &[Token<'_>]) -> Option<Pair> {
    let is_dash = |token: &Token<'_>| token.is_sign(b'-') || token.is_sign(b'/');
    match tokens {
        [day, dash, month] if is_dash(dash) => {
            if let (Some(Mark::Month(month)), Some(day)) = (month.mark(), day.value()) {
                return (day <= 31).then(|| Pair::dated(day, u32::from(month)));
            }
            if let (Some(Mark::Month(first)), Some(second)) = (day.mark(), month.value()) {
                return Some(Pair::dated(u32::from(first), second % 100));
            }
            None
        }
        [first, dash, month, second_dash, last, ..] if is_dash(dash) && is_dash(second_dash) => {
            let (day, year) = if first.text.len() == 4 { (last, first) } else { (first, last) };
            let month = match month.mark() {
                Some(Mark::Month(month)) => u32::from(month),
                _ => month.value()?,
            };
            let (day, year) = (day.value()?, year.value()?);
            let plausible =
                (1990..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
            plausible.then(|| Pair::dated(day, month))
        }
        _ => None,
    }
}
