//! How do rosters write dates, and how wrong? Every form of domain 3, days and months swapped, years and digits
//! mistaken, placeholders for what nobody asked.

use std::fmt::Write;

use super::dice::Dice;
use super::person::Day;

/// How a column writes a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateForm {
    /// 1980-12-31
    YearFirst,
    /// 31/12/1980
    Slashes,
    /// 31-12-1980
    Dashes,
    /// 31 Desember 1980
    Long,
    /// 31-Des-80
    Short,
    /// 31121980
    Compact,
    /// 31/12/1980 0:00:00
    WithTime,
    /// 29586
    Serial,
}

/// How often a roster's birth dates are wrong, and how; probabilities.
#[derive(Clone, Copy, Debug)]
pub(super) struct DateHabits {
    pub(super) missing: f64,
    /// Day and month swapped, where both can be months.
    pub(super) swapped: f64,
    /// The year off by one, two or ten.
    pub(super) year_off: f64,
    /// Another day or month.
    pub(super) mistyped: f64,
    /// 1 July of the year, or 1 January, because only the age was asked.
    pub(super) placeholder: f64,
    /// The column's second form, and how often it is used (columns are pasted together).
    pub(super) other_form: Option<(DateForm, f64)>,
}

/// The date as one row has it; none when the cell stays empty.
pub(super) fn mistaken(day: Day, habits: &DateHabits, care: f64, dice: &mut Dice) -> Option<Day> {
    if dice.chance(habits.missing) {
        return None;
    }
    let swap = dice.chance(habits.swapped * care);
    let year = dice.chance(habits.year_off * care);
    let slip = dice.chance(habits.mistyped * care);
    let filler = dice.chance(habits.placeholder);
    let step = dice.pick(&[-1, 1, -1, 1, -2, 2, -10, 10]);
    let other = dice.between(1, 28) as u8;
    Some(if filler {
        if step > 0 { Day { month: 7, day: 1, ..day } } else { Day { month: 1, day: 1, ..day } }
    } else if swap && day.day <= 12 {
        Day { month: day.day, day: day.month, ..day }
    } else if year {
        day.shifted(step)
    } else if slip {
        if other.is_multiple_of(2) {
            Day { day: other, ..day }
        } else {
            Day { month: 1 + other % 12, day: day.day.min(28), ..day }
        }
    } else {
        day
    })
}

/// Writes a date in a column's form.
pub(super) fn write_day(out: &mut String, day: Day, form: DateForm, dice: &mut Dice) {
    let Day { year, month, day: date } = day;
    let named = usize::from(month.clamp(1, 12)) - 1;
    // Writing to a String cannot fail.
    let _ = match form {
        DateForm::YearFirst => write!(out, "{year:04}-{month:02}-{date:02}"),
        DateForm::Slashes => write!(out, "{date:02}/{month:02}/{year:04}"),
        DateForm::Dashes => write!(out, "{date:02}-{month:02}-{year:04}"),
        DateForm::Long => write!(out, "{date} {} {year}", long_month(named, dice)),
        DateForm::Short => write!(out, "{date:02}-{}-{:02}", short_month(named, dice), year % 100),
        DateForm::Compact => write!(out, "{date:02}{month:02}{year:04}"),
        DateForm::WithTime => write!(out, "{date}/{month}/{year:04} 0:00:00"),
        DateForm::Serial => write!(out, "{}", day.spreadsheet_serial()),
    };
}

fn long_month(month: usize, dice: &mut Dice) -> &'static str {
    const MONTHS: [&str; 12] = [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ];
    let old = dice.chance(0.15);
    match month {
        1 if old => "Pebruari",
        10 if old => "Nopember",
        _ => MONTHS[month],
    }
}

/// Three letters, in one of the spellings in use; also English, where the office's program is.
pub(super) fn short_month(month: usize, dice: &mut Dice) -> &'static str {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];
    let other = dice.chance(0.2);
    match month {
        1 if other => "Peb",
        4 if other => "May",
        7 if other => "Agt",
        9 if other => "Oct",
        10 if other => "Nop",
        11 if other => "Dec",
        _ => MONTHS[month],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_written() {
        let day = Day { year: 1980, month: 12, day: 31 };
        let check = |form, expected: &[&str]| {
            let mut out = String::new();
            write_day(&mut out, day, form, &mut Dice::new(1, 1, 1));
            assert!(expected.contains(&out.as_str()), "{out}");
        };
        check(DateForm::YearFirst, &["1980-12-31"]);
        check(DateForm::Slashes, &["31/12/1980"]);
        check(DateForm::Dashes, &["31-12-1980"]);
        check(DateForm::Long, &["31 Desember 1980"]);
        check(DateForm::Short, &["31-Des-80", "31-Dec-80"]);
        check(DateForm::Compact, &["31121980"]);
        check(DateForm::WithTime, &["31/12/1980 0:00:00"]);
        check(DateForm::Serial, &["29586"]);
    }
}
