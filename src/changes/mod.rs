//! What is different from last night? Takes yesterday (nothing on a first night) and tonight's register and conflicts,
//! gives [`Changes`]: persons new, gone, back, merged, split and changed; programmes entered and left; and for every
//! conflict how it stands.
//!
//! Nothing is decided here, and nobody's id given: lineage comes from the register. Values stay unread; the report
//! puts them into words, masked as the register is.

mod cases;
mod join;
mod lineage;
mod persons;
mod prints;
mod runs;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::conflict::{Class, Conflicts};
use crate::record::{RowId, TextColumn};
use crate::register::{Chosen, Lineage, LineageKind, Register};
use crate::standardise::People;

pub use cases::{Case, CaseTotal, Ended, GoneCase, OpenCases, RESOLVED, Status, case_id, case_number};
pub(crate) use join::{NEW, join, join_ids};
pub use lineage::{Past, resolve};
pub use persons::{Payments, Persons};
pub use prints::{Prints, of_text as print_of_text};
pub use runs::{RunCase, RunSide, between};

/// What a night left to the next.
#[derive(Clone, Debug, Default)]
pub struct Yesterday {
    /// Everybody in its register.
    pub persons: Persons,
    /// Ids that it did not have, that an earlier night had and tonight has again, with the night that gave them.
    pub once: Vec<(String, u32)>,
    /// The lineage of all nights so far.
    pub lineage: Vec<Past>,
    /// Its conflicts.
    pub open: OpenCases,
    /// Those of them that tonight has not.
    pub gone: Vec<GoneCase>,
    /// Conflicts of tonight that it had not and an earlier night had: number and the night that first found them; by
    /// number.
    pub closed: Vec<(u64, Date)>,
    /// Conflicts that went on under another number: new and old, the earliest first.
    pub aliases: Vec<(u64, u64)>,
}

/// Tonight, as far as it is compared.
#[derive(Clone, Copy)]
pub struct Tonight<'a> {
    /// Its date.
    pub date: Date,
    /// Its number among the nights.
    pub number: u32,
    /// All rows.
    pub people: &'a People,
    /// The persons, with tonight's lineage.
    pub register: &'a Register,
    /// The conflicts.
    pub conflicts: &'a Conflicts,
    /// Conflicts that someone dismissed, by id (`C-…`).
    pub dismissals: &'a BTreeMap<String, Dismissal>,
    /// Whether rows and persons are known to be last night's: then nobody is compared.
    pub same_persons: bool,
    /// A row's name as it was read; empty where that is not at hand.
    pub name_as_read: &'a (dyn Fn(RowId) -> &'a str + Sync),
    /// A row's address line as it was read; empty where that is not at hand.
    pub address_as_read: &'a (dyn Fn(RowId) -> &'a str + Sync),
}

/// Who dismissed a conflict, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dismissal {
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When, RFC 3339.
    pub at: String,
}

/// Kinds of change, in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A person not known before.
    New,
    /// A person who was gone.
    Back,
    /// A person of yesterday of whom no row is left.
    Gone,
    /// An id that stands for another from now on.
    Merged,
    /// An id that came out of another.
    Split,
    /// A value, a family or an amount that is another.
    Changed,
    /// A programme serves the person now.
    Entered,
    /// A programme serves the person no longer.
    Left,
    /// A conflict not known before.
    CaseNew,
    /// A conflict that was resolved or dismissed is open.
    CaseReopened,
    /// A conflict was dismissed.
    CaseDismissed,
    /// The rosters no longer show a conflict.
    CaseResolved,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Kind; 12] = [
        Kind::New,
        Kind::Back,
        Kind::Gone,
        Kind::Merged,
        Kind::Split,
        Kind::Changed,
        Kind::Entered,
        Kind::Left,
        Kind::CaseNew,
        Kind::CaseReopened,
        Kind::CaseDismissed,
        Kind::CaseResolved,
    ];

    /// The word in tables.
    pub fn code(self) -> &'static str {
        match self {
            Kind::New => "BARU",
            Kind::Back => "KEMBALI",
            Kind::Gone => "HILANG",
            Kind::Merged => "GABUNG",
            Kind::Split => "PISAH",
            Kind::Changed => "UBAH",
            Kind::Entered => "MASUK_PROGRAM",
            Kind::Left => "KELUAR_PROGRAM",
            Kind::CaseNew => "KONFLIK_BARU",
            Kind::CaseReopened => "KONFLIK_DIBUKA_LAGI",
            Kind::CaseDismissed => "KONFLIK_DITOLAK",
            Kind::CaseResolved => "KONFLIK_SELESAI",
        }
    }
}

/// What of a person changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// Nothing by name.
    Nothing,
    /// A chosen value.
    Chosen(Chosen),
    /// The family.
    Family,
    /// The id.
    Person,
    /// What a programme pays.
    Amount,
}

impl About {
    /// Names of all, in the order of [`place`](About::place).
    pub const NAMES: [&'static str; 13] = [
        "",
        "nik",
        "kk",
        "name",
        "birth_date",
        "birth_place",
        "sex",
        "mother",
        "region",
        "address",
        "family_id",
        "person_id",
        "amount",
    ];

    /// The place of its name in [`NAMES`](About::NAMES).
    pub fn place(self) -> usize {
        match self {
            About::Nothing => 0,
            About::Chosen(field) => field as usize + 1,
            About::Family => 10,
            About::Person => 11,
            About::Amount => 12,
        }
    }
}

/// Whom a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// A person of tonight's register.
    Tonight(u32),
    /// A person by id, one of [`Changes::texts`].
    Gone(u32),
    /// No single person: a family.
    Nobody,
}

/// One change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// What kind.
    pub kind: Kind,
    /// What of it.
    pub about: About,
    /// Whom it is about.
    pub who: Who,
    /// What it was, one of [`Changes::texts`].
    pub before: u32,
    /// What it is, one of [`Changes::texts`].
    pub after: u32,
    /// Place in yesterday's register, where the value before has yet to be read.
    pub unread: Option<u32>,
    /// The programme, one of [`Totals::programmes`].
    pub programme: Option<u16>,
    /// Rupiah a payment: of the programme, or at risk in the conflict.
    pub amount: Option<u64>,
    /// The conflict.
    pub conflict: Option<u64>,
    /// Its class code.
    pub class: &'static str,
}

/// How many came into a programme and left it, and what that pays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProgrammeTotal {
    /// Programme key.
    pub programme: String,
    /// Persons who entered.
    pub entered: u64,
    /// Rupiah a payment to them, as far as known.
    pub entered_amount: u64,
    /// Persons who left.
    pub left: u64,
    /// Rupiah a payment to them, as far as known.
    pub left_amount: u64,
}

/// The changes in a few figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Persons yesterday.
    pub before: u64,
    /// Persons tonight.
    pub after: u64,
    /// Persons not known before.
    pub new: u64,
    /// Persons who were gone.
    pub back: u64,
    /// Persons of whom no row is left.
    pub gone: u64,
    /// Ids of persons that became another's.
    pub merged: u64,
    /// Ids of persons that came out of another.
    pub split: u64,
    /// Persons with a value or family that is another.
    pub changed: u64,
    /// Persons in another family.
    pub family_changed: u64,
    /// Ids of families that became another's.
    pub families_merged: u64,
    /// Ids of families that came out of another.
    pub families_split: u64,
    /// Persons whom a programme pays another amount.
    pub amount_changed: u64,
    /// Programmes entered and left, in the order of the first change.
    pub programmes: Vec<ProgrammeTotal>,
    /// Conflicts not known before.
    pub conflicts_new: CaseTotal,
    /// Conflicts that were open yesterday.
    pub conflicts_still: CaseTotal,
    /// Conflicts open again.
    pub conflicts_reopened: CaseTotal,
    /// Conflicts that someone dismissed.
    pub conflicts_dismissed: CaseTotal,
    /// Conflicts that the rosters no longer show.
    pub conflicts_resolved: CaseTotal,
}

/// What is different from last night.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Number of the night.
    pub number: u32,
    /// Whether there was no night before: everybody is new, which the list does not repeat.
    pub first: bool,
    /// Persons who are new because the night is the first; they stand before the list.
    pub all_new: usize,
    /// The changes: by kind, persons in the order of tonight's register, then yesterday's.
    pub list: Vec<Line>,
    /// Texts that lines refer to; the first is empty.
    pub texts: TextColumn,
    /// The lineage of all nights, tonight's last.
    pub lineage: Vec<Past>,
    /// How many of the lineage are tonight's.
    pub lineage_tonight: usize,
    /// How each conflict stands, in the order of the conflicts.
    pub cases: Vec<Case>,
    /// Who dismissed which conflict, by its place.
    pub dismissed: BTreeMap<u32, Dismissal>,
    /// Ids of persons of whom no row is left, one of the texts, with the night that gave each.
    pub gone: Vec<(u32, u32)>,
    /// Yesterday's conflicts that tonight has no longer.
    pub ended: Vec<Ended>,
    /// Conflicts that went on under another number, those of all nights: new and old, the earliest first.
    pub aliases: Vec<(u64, u64)>,
    /// How many of them were known before tonight.
    pub aliases_before: usize,
    /// Everybody as the next night needs to know them, but for the ids, which the register has.
    pub remembered: Remembered,
    /// Whether that is the same as yesterday, ids and all.
    pub persons_as_before: bool,
    /// The changes in a few figures.
    pub totals: Totals,
}

/// Tonight's persons as the next night needs to know them; the columns go by person.
#[derive(Clone, Debug, Default)]
pub struct Remembered {
    /// Prints of the chosen values.
    pub prints: Vec<Prints>,
    /// Which of the lists each is served by.
    pub served: Vec<u32>,
    /// Lists of programmes, each once.
    pub lists: Vec<Payments>,
    /// The night that gave each id.
    pub since: Vec<u32>,
}

/// Compares tonight with yesterday.
pub fn changes(yesterday: Option<&Yesterday>, tonight: &Tonight<'_>) -> Changes {
    let nothing = Yesterday::default();
    let first = yesterday.is_none();
    let yesterday = yesterday.unwrap_or(&nothing);
    let register = tonight.register;
    let mut changes = Changes { number: tonight.number, first, ..Changes::default() };
    changes.totals.after = register.len() as u64;
    changes.lineage = yesterday.lineage.clone();
    changes.lineage.extend(register.lineage.iter().map(|line| Past::tonight(line, tonight)));
    changes.lineage_tonight = register.lineage.len();
    changes.aliases_before = yesterday.aliases.len();
    if tonight.same_persons && !first {
        changes.totals.before = changes.totals.after;
        changes.persons_as_before = true;
    } else {
        follow_persons(yesterday, tonight, first, &mut changes);
    }
    cases::follow(yesterday, tonight, first, &mut changes);
    changes.sort();
    changes
}

/// Compares everybody with yesterday.
fn follow_persons(yesterday: &Yesterday, tonight: &Tonight<'_>, first: bool, changes: &mut Changes) {
    let register = tonight.register;
    changes.totals.before = yesterday.persons.ids.len() as u64;
    let mut remembered = remember(tonight);
    remembered.since = if first {
        changes.all_new = register.len();
        changes.totals.new = register.len() as u64;
        vec![tonight.number; register.len()]
    } else {
        let family = |person: usize| -> &str {
            register.family_of.get(person).map_or("", |&family| &register.family_ids[family as usize])
        };
        let side = persons::Side {
            ids: &register.person_ids,
            family: &family,
            prints: &remembered.prints,
            served: &remembered.served,
            lists: &remembered.lists,
            lineage: &register.lineage,
            number: tonight.number,
            once: &yesterday.once,
        };
        persons::compare(&yesterday.persons, &side, changes)
    };
    changes.persons_as_before =
        !first && changes.list.is_empty() && yesterday.persons.ids == register.person_ids;
    changes.remembered = remembered;
}

/// What the next night needs to know of everybody.
fn remember(tonight: &Tonight<'_>) -> Remembered {
    let (served, keys) = (&tonight.conflicts.served, &tonight.conflicts.programmes);
    let list = |list: &Vec<crate::conflict::Payment>| -> Payments {
        let key = |programme: u8| keys.get(usize::from(programme)).cloned().unwrap_or_default();
        let mut list: Payments = list.iter().map(|one| (key(one.programme), one.amount)).collect();
        list.sort_unstable();
        list
    };
    Remembered {
        prints: prints::prints(tonight),
        served: served.of.clone(),
        lists: served.lists.iter().map(list).collect(),
        since: Vec::new(),
    }
}

impl Line {
    fn about(kind: Kind, who: Who) -> Line {
        Line {
            kind,
            about: About::Nothing,
            who,
            before: 0,
            after: 0,
            unread: None,
            programme: None,
            amount: None,
            conflict: None,
            class: "",
        }
    }

    fn of_case(kind: Kind, who: Who, id: u64, class: &'static str, amount: Option<u64>) -> Line {
        Line { conflict: Some(id), class, amount, ..Line::about(kind, who) }
    }
}

impl Changes {
    /// The lines of the table `changes`.
    pub fn len(&self) -> usize {
        self.all_new + self.list.len()
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A line's text by its number.
    pub fn said(&self, text: u32) -> &str {
        if text == 0 { "" } else { self.texts.get(text as usize) }
    }

    /// How a conflict stands, by its place; none where conflicts were not followed.
    pub fn case(&self, conflict: usize) -> Option<Case> {
        self.cases.get(conflict).copied()
    }

    /// Keeps a text; gives its number.
    pub fn text(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        if self.texts.is_empty() {
            self.texts.push("");
        }
        self.texts.push(text);
        self.texts.len() as u32 - 1
    }

    /// A line's programme.
    pub fn programme_of(&self, line: &Line) -> &str {
        line.programme.map_or("", |at| &self.totals.programmes[usize::from(at)].programme)
    }

    fn programme_number(&mut self, key: &str) -> u16 {
        let programmes = &mut self.totals.programmes;
        let known = programmes.iter().position(|total| total.programme == key);
        known.unwrap_or_else(|| {
            programmes.push(ProgrammeTotal { programme: key.to_owned(), ..ProgrammeTotal::default() });
            programmes.len() - 1
        }) as u16
    }

    fn programme(&mut self, kind: Kind, who: Who, key: &str, amount: Option<u64>) {
        let programme = self.programme_number(key);
        let total = &mut self.totals.programmes[usize::from(programme)];
        let (persons, rupiah) = match kind {
            Kind::Left => (&mut total.left, &mut total.left_amount),
            _ => (&mut total.entered, &mut total.entered_amount),
        };
        *persons += 1;
        *rupiah += amount.unwrap_or(0);
        self.list.push(Line { programme: Some(programme), amount, ..Line::about(kind, who) });
    }

    fn paid_otherwise(&mut self, person: u32, key: &str, before: Option<u64>, after: Option<u64>) {
        let programme = Some(self.programme_number(key));
        let said = |amount: Option<u64>| amount.map(|amount| amount.to_string()).unwrap_or_default();
        let (before, said) = (self.text(&said(before)), said(after));
        let line = Line {
            before,
            after: self.text(&said),
            programme,
            amount: after,
            ..Line::about(Kind::Changed, Who::Tonight(person))
        };
        self.list.push(Line { about: About::Amount, ..line });
        self.totals.amount_changed += 1;
    }

    /// By kind; what changed of a person stands together.
    fn sort(&mut self) {
        self.list.sort_by_key(|line| (line.kind, (line.kind == Kind::Changed).then_some(line.who)));
    }
}

/// The word of a lineage's kind in tables.
pub fn lineage_code(kind: LineageKind) -> &'static str {
    match kind {
        LineageKind::Merged => Kind::Merged.code(),
        LineageKind::Split => Kind::Split.code(),
    }
}

/// Why an id was merged or split, as far as the register knows.
fn reason(line: &Lineage) -> &'static str {
    match (line.kind, line.old.starts_with('P')) {
        (LineageKind::Merged, true) => "Barisnya kini satu orang dengan yang lain.",
        (LineageKind::Merged, false) => "Anggotanya kini satu keluarga dengan yang lain.",
        (LineageKind::Split, true) => "Sebagian barisnya kini orang lain.",
        (LineageKind::Split, false) => "Sebagian anggotanya kini keluarga lain.",
    }
}

/// The class of a code in a table.
pub(crate) fn class_of(code: &str) -> Option<Class> {
    Class::ALL.into_iter().find(|class| class.code() == code)
}
