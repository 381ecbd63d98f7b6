//! How do rosters write where someone lives? RT and RW in every form, hamlets with and without their word, region
//! names with prefixes and lost letters, and what a spreadsheet makes of `1/2`.

use std::fmt::Write;

use super::dice::Dice;
use super::misdate::short_month;
use super::misspell::Case;
use super::person::Home;
use super::places::Village;
use super::rosters::{Cell, Habits};

/// Writes an address cell: street or hamlet, RT and RW, apart or together.
pub(super) fn home(out: &mut String, home: Home, habits: &Habits, cell: Cell, dice: &mut Dice) {
    let unknown = dice.chance(habits.rt_missing);
    let pad = dice.chance(0.6);
    let number = |out: &mut String, value: u16| {
        let _ = if unknown {
            write!(out, "{}", if pad { "-" } else { "" })
        } else if pad {
            write!(out, "{value:03}")
        } else {
            write!(out, "{value}")
        };
    };
    match cell {
        Cell::Rt => number(out, home.rt),
        Cell::Rw => number(out, home.rw),
        Cell::Hamlet => out.push_str(home.hamlet),
        Cell::RtRw => rt_rw(out, home, unknown, dice.chance(habits.rt_dated), dice),
        _ => {
            if home.street.is_empty() {
                out.push_str(dice.pick(&["DK. ", "DUSUN ", "DSN ", "DUKUH ", "KP. ", ""]));
                out.push_str(home.hamlet);
            } else {
                out.push_str(dice.pick(&["JL ", "JL. ", "JLN ", "JALAN "]));
                let _ = write!(out, "{} NO {}", home.street, home.house);
            }
            if cell == Cell::Address && !unknown {
                out.push(' ');
                rt_rw_words(out, home, dice);
            }
        }
    }
}

/// RT and RW in a column of their own, perhaps turned into a date.
fn rt_rw(out: &mut String, home: Home, unknown: bool, dated: bool, dice: &mut Dice) {
    let Home { rt, rw, .. } = home;
    // Writing to a String cannot fail.
    let _ = match dice.below(3) {
        _ if unknown => write!(out, "-"),
        _ if dated => write!(out, "{rt:02}-{}", short_month(usize::from(rw.clamp(1, 12)) - 1, dice)),
        0 => write!(out, "{rt:03}/{rw:03}"),
        1 => write!(out, "{rt:02}/{rw:02}"),
        _ => write!(out, "RT {rt} RW {rw}"),
    };
}

/// RT and RW within an address.
fn rt_rw_words(out: &mut String, home: Home, dice: &mut Dice) {
    let Home { rt, rw, .. } = home;
    // Writing to a String cannot fail.
    let _ = match dice.below(6) {
        0 => write!(out, "RT {rt:03}/{rw:03}"),
        1 => write!(out, "RT/RW {rt:03}/{rw:03}"),
        2 => write!(out, "rt.{rt:03} rw. {rw:03}"),
        3 => write!(out, "RT {rt} RW {rw}"),
        4 => write!(out, "RT{rt:02}/RW{rw:02}"),
        _ => write!(out, "{rt:03}/{rw:03}"),
    };
}

/// Writes a region cell: village, district, regency or province by name, or the village's code.
pub(super) fn region(out: &mut String, village: &Village, habits: &Habits, cell: Cell, dice: &mut Dice) {
    let case = if habits.name.case == Case::Title { Case::Title } else { Case::Upper };
    let start = out.len();
    match cell {
        Cell::Village => push_cased(out, village.name, case),
        Cell::District(before) => {
            out.push_str(before);
            push_cased(out, village.district, case);
        }
        Cell::Regency(before) => {
            if village.city {
                out.push_str(if case == Case::Title { "Kota " } else { "KOTA " });
            } else {
                out.push_str(before);
            }
            push_cased(out, village.regency, case);
        }
        Cell::Province => push_cased(out, village.province, case),
        _ => {
            let _ = write!(out, "{}", village.code);
        }
    }
    let named = matches!(cell, Cell::Village | Cell::District(_));
    if named && dice.chance(habits.place_misspelt) && out.len() > start + 5 && out[start..].is_ascii() {
        // A letter of the name's second half is lost.
        let half = (out.len() - start) / 2;
        out.remove(start + half + dice.index(half));
    }
}

/// A name in capitals, or as it is.
pub(super) fn push_cased(out: &mut String, text: &str, case: Case) {
    if case == Case::Title {
        out.push_str(text);
    } else {
        out.extend(text.chars().flat_map(char::to_uppercase));
    }
}
