//! Which programmes are there and which rules bind them? Read from `assets/programmes.toml` and a user's own file,
//! strictly: an unknown key or a rule about an unknown programme is an error that names it.

use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;

use super::Unit;
use crate::error::{Error, Message, Result, Severity};

/// The shipped programmes and rules.
pub const SHIPPED: &str = include_str!("../../assets/programmes.toml");

/// Stands for every programme that is aid, in a rule's lists.
pub(super) const EVERY_AID: &str = "@aid";
/// Stands for every base register, in a rule's lists.
pub(super) const EVERY_BASE: &str = "@base";

/// Programmes a night can tell apart: one bit each.
pub(super) const PROGRAMMES_MAX: usize = 64;

/// What a programme's roster says about those on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A base register: known, not served.
    Base,
    /// Aid, in money, goods or insurance.
    Aid,
    /// A list of deaths.
    Deceased,
    /// A list of civil servants, army and police.
    CivilServant,
}

/// One programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programme {
    /// Key that rosters and rules name.
    pub key: String,
    /// Name, Indonesian.
    pub label: String,
    /// Name, English.
    pub label_en: String,
    /// What being on its roster means.
    pub kind: Kind,
    /// Whom one payment serves.
    pub unit: Unit,
    /// Office that answers for it where the roster names none.
    pub owner: String,
    /// How often it pays, Indonesian (`bulan`, `tahap`, `tahun`, `sekali`); empty when unknown.
    pub period: String,
    /// Rupiah a payment where the roster has none.
    pub amount: Option<u64>,
    /// Ages it is meant for, both included.
    pub age: Option<[u8; 2]>,
    /// Welfare deciles it is meant for, both included.
    pub deciles: Option<[u8; 2]>,
    /// Whether the roster's address is an institution's and says nothing about where the person lives.
    pub service_place: bool,
}

/// What a rule demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// Two programmes may go together.
    Together,
    /// Two programmes may not go together.
    NotTogether,
    /// One family is served once.
    OncePerFamily,
    /// One person is served once.
    OncePerPerson,
    /// Some people may not be served.
    NotEligible,
    /// Those served are in a base register.
    InBase,
    /// No more than so many rows a family.
    AtMost,
    /// Those who hold one programme should have another.
    Referral,
}

/// Why somebody is not eligible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Deceased.
    Deceased,
    /// Civil servant, army or police.
    CivilServant,
    /// Age outside the rule's range.
    Age,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Key, lasting: conflicts are known by it from night to night.
    pub key: String,
    /// What it demands.
    pub kind: RuleKind,
    /// Whom it counts.
    pub unit: Unit,
    /// Programmes it binds.
    pub programmes: Vec<String>,
    /// The other side: programmes not to be combined with, or those whose holders are referred.
    pub with: Vec<String>,
    /// For referrals, programmes that serve the need as well.
    pub instead: Vec<String>,
    /// Why somebody is not eligible.
    pub condition: Option<Condition>,
    /// Ages, both included.
    pub age: Option<[u8; 2]>,
    /// Deciles, both included.
    pub deciles: Option<[u8; 2]>,
    /// Whether an unknown decile fails the rule.
    pub decile_known: bool,
    /// Words of the component column that the rule is limited to; empty for every row.
    pub components: Vec<String>,
    /// Largest number of rows.
    pub at_most: Option<u32>,
    /// First day it is in force.
    pub valid_from: Option<Date>,
    /// Last day it is in force.
    pub valid_to: Option<Date>,
    /// How much a breach matters.
    pub severity: Severity,
    /// The rule in one sentence, Indonesian.
    pub label: String,
    /// The same in English.
    pub label_en: String,
    /// Legal basis, as text.
    pub basis: String,
}

impl Rule {
    /// Whether the rule is in force on a day.
    pub fn in_force(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// One of the groups that are not eligible for any social assistance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// Key.
    pub key: String,
    /// Label, Indonesian.
    pub label: String,
    /// Label, English.
    pub label_en: String,
    /// What is checked for it; none where only a visit can tell.
    pub condition: Option<Condition>,
}

/// What the rules say about two programmes in one family or person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Allowed or expected.
    Allowed,
    /// To be looked at.
    Review,
    /// Not allowed.
    NotAllowed,
    /// The rules say nothing.
    Unsaid,
}

/// Programmes, rules and exclusions, in the order of their files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Programmes {
    /// Programmes.
    pub programmes: Vec<Programme>,
    /// Rules, whether in force tonight or not.
    pub rules: Vec<Rule>,
    /// Groups that are not eligible.
    pub exclusions: Vec<Exclusion>,
}

impl Programmes {
    /// The shipped programmes and rules.
    pub fn shipped() -> Programmes {
        // The asset is part of the binary and a test reads it, so this cannot fail where it runs.
        Programmes::default().extended(Path::new("assets/programmes.toml"), SHIPPED).unwrap_or_default()
    }

    /// These programmes with those of a user's file: entries with a known key take its place, others are added, and
    /// `replace = true` drops everything that was there. `path` is for errors only.
    pub fn extended(&self, path: &Path, text: &str) -> Result<Programmes> {
        let refuse = |line: Option<usize>, what: Message, next_step: Message| Error::Settings {
            path: path.to_path_buf(),
            line,
            what,
            next_step,
        };
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
            refuse(
                line,
                message!("tidak dapat dimengerti ({toml})", "{toml}", toml = error.message()),
                message!(
                    "Bandingkan entri itu dengan programmes.toml bawaan.",
                    "Compare the entry with the shipped programmes.toml."
                ),
            )
        })?;
        if file.version != 1 {
            return Err(refuse(
                None,
                message!(
                    "versi {version} dari aturan program tidak dikenal",
                    "version {version} of the programme rules is not known",
                    version = file.version
                ),
                message!("Tulis version = 1.", "Write version = 1."),
            ));
        }
        let mut all = if file.replace { Programmes::default() } else { self.clone() };
        for entry in file.programme {
            place(&mut all.programmes, entry.into(), |programme: &Programme| &programme.key);
        }
        for entry in file.rule {
            let key = entry.key.clone();
            let rule = entry.read().map_err(|what| {
                refuse(
                    line_of(text, &key),
                    message!("aturan {key}: {what}", "rule {key}: {what}"; what),
                    message!("Perbaiki aturan itu.", "Correct the rule."),
                )
            })?;
            place(&mut all.rules, rule, |rule: &Rule| &rule.key);
        }
        for entry in file.exclusion {
            place(&mut all.exclusions, entry.into(), |exclusion: &Exclusion| &exclusion.key);
        }
        all.check().map_err(|(key, what, next_step)| refuse(line_of(text, &key), what, next_step))?;
        Ok(all)
    }

    /// A programme by its key.
    pub fn programme(&self, key: &str) -> Option<&Programme> {
        self.programmes.iter().find(|programme| programme.key == key)
    }

    /// The rules in force on a day, in file order.
    pub fn in_force(&self, day: Date) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.in_force(day))
    }

    /// What the rules in force say about two programmes together, the strictest word first.
    pub fn relation(&self, one: &str, other: &str, day: Date) -> Relation {
        let names = |list: &[String], key: &str| {
            list.iter().any(|name| {
                name == key
                    || (name == EVERY_AID && self.programme(key).is_some_and(|found| found.kind == Kind::Aid))
                    || (name == EVERY_BASE
                        && self.programme(key).is_some_and(|found| found.kind == Kind::Base))
            })
        };
        let about = |rule: &&Rule| {
            (names(&rule.programmes, one) && names(&rule.with, other))
                || (names(&rule.programmes, other) && names(&rule.with, one))
        };
        let mut said = Relation::Unsaid;
        for rule in self.in_force(day).filter(about) {
            match rule.kind {
                RuleKind::NotTogether if rule.severity == Severity::Serious => return Relation::NotAllowed,
                RuleKind::NotTogether => said = Relation::Review,
                RuleKind::Together if said == Relation::Unsaid => said = Relation::Allowed,
                _ => {}
            }
        }
        said
    }

    /// Refuses what no roster could ever meet. Gives the entry's key, what is wrong, and the next step.
    fn check(&self) -> std::result::Result<(), (String, Message, Message)> {
        if self.programmes.len() > PROGRAMMES_MAX {
            let last = &self.programmes[PROGRAMMES_MAX].key;
            return Err((
                last.clone(),
                message!(
                    "{count} program; paling banyak {PROGRAMMES_MAX} yang dapat dibedakan",
                    "{count} programmes; at most {PROGRAMMES_MAX} can be told apart",
                    count = self.programmes.len()
                ),
                message!(
                    "Hapus program yang tidak disebut oleh roster mana pun.",
                    "Take out programmes that no roster names."
                ),
            ));
        }
        for rule in &self.rules {
            let named = rule.programmes.iter().chain(&rule.with).chain(&rule.instead);
            for key in named.filter(|key| *key != EVERY_AID && *key != EVERY_BASE) {
                if self.programme(key).is_none() {
                    let what = message!(
                        "aturan {rule}: program {key} tidak dikenal",
                        "rule {rule}: programme {key} is not known",
                        rule = rule.key
                    );
                    return Err((rule.key.clone(), what, self.nearest(key)));
                }
            }
        }
        Ok(())
    }

    fn nearest(&self, key: &str) -> Message {
        let near = self
            .programmes
            .iter()
            .map(|programme| (strsim::damerau_levenshtein(&programme.key, key), &programme.key))
            .min();
        match near {
            Some((distance, near)) if distance <= 3 => message!("Maksudnya {near}?", "Did you mean {near}?"),
            _ => message!(
                "Tambahkan [[programme]] dengan key = \"{key}\".",
                "Add a [[programme]] with key = \"{key}\"."
            ),
        }
    }
}

/// Puts an entry where its key already stands, else at the end.
fn place<T>(entries: &mut Vec<T>, entry: T, key: impl Fn(&T) -> &String) {
    match entries.iter_mut().find(|known| key(known) == key(&entry)) {
        Some(known) => *known = entry,
        None => entries.push(entry),
    }
}

/// Line of an entry, for the operator: where its key is written.
fn line_of(text: &str, key: &str) -> Option<usize> {
    let quoted = format!("\"{key}\"");
    text.lines().position(|line| line.starts_with("key") && line.contains(&quoted)).map(|line| line + 1)
}

/// What stands in the file, before it means anything.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    #[serde(default)]
    replace: bool,
    #[serde(default)]
    programme: Vec<ProgrammeEntry>,
    #[serde(default)]
    rule: Vec<RuleEntry>,
    #[serde(default)]
    exclusion: Vec<ExclusionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProgrammeEntry {
    key: String,
    label: String,
    label_en: Option<String>,
    kind: Kind,
    unit: Unit,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    period: String,
    amount: Option<u64>,
    age: Option<[u8; 2]>,
    deciles: Option<[u8; 2]>,
    #[serde(default)]
    place: PlaceEntry,
}

#[derive(Default, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum PlaceEntry {
    #[default]
    Residence,
    Service,
}

impl From<ProgrammeEntry> for Programme {
    fn from(entry: ProgrammeEntry) -> Programme {
        Programme {
            label_en: entry.label_en.unwrap_or_else(|| entry.label.clone()),
            key: entry.key,
            label: entry.label,
            kind: entry.kind,
            unit: entry.unit,
            owner: entry.owner,
            period: entry.period,
            amount: entry.amount,
            age: entry.age,
            deciles: entry.deciles,
            service_place: entry.place == PlaceEntry::Service,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    key: String,
    kind: RuleKind,
    unit: Unit,
    programmes: Vec<String>,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    instead: Vec<String>,
    condition: Option<Condition>,
    age: Option<[u8; 2]>,
    deciles: Option<[u8; 2]>,
    #[serde(default)]
    decile_known: bool,
    #[serde(default)]
    components: Vec<String>,
    at_most: Option<u32>,
    valid_from: Option<toml::value::Datetime>,
    valid_to: Option<toml::value::Datetime>,
    #[serde(default)]
    severity: SeverityEntry,
    label: String,
    label_en: Option<String>,
    #[serde(default)]
    basis: String,
}

/// A rule that says nothing about severity warns: sources conflict more often than not.
#[derive(Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SeverityEntry {
    Info,
    #[default]
    Warning,
    Serious,
}

impl RuleEntry {
    /// The rule it means, or what is missing.
    fn read(self) -> std::result::Result<Rule, Message> {
        let missing = match self.kind {
            RuleKind::Together | RuleKind::NotTogether | RuleKind::Referral if self.with.is_empty() => {
                Some("with")
            }
            RuleKind::NotEligible if self.condition.is_none() => Some("condition"),
            RuleKind::NotEligible if self.condition == Some(Condition::Age) && self.age.is_none() => {
                Some("age")
            }
            RuleKind::AtMost if self.at_most.is_none() => Some("at_most"),
            RuleKind::OncePerFamily if self.unit != Unit::Family => Some("unit = \"family\""),
            RuleKind::OncePerPerson if self.unit != Unit::Person => Some("unit = \"person\""),
            _ => None,
        };
        if let Some(missing) = missing {
            return Err(message!("{missing} tidak ada", "{missing} is missing"));
        }
        for range in [self.age, self.deciles].into_iter().flatten() {
            if range[0] > range[1] {
                let [from, to] = range;
                return Err(message!("{from} sampai {to} bukan rentang", "{from} to {to} is no range"));
            }
        }
        Ok(Rule {
            label_en: self.label_en.unwrap_or_else(|| self.label.clone()),
            key: self.key,
            kind: self.kind,
            unit: self.unit,
            programmes: self.programmes,
            with: self.with,
            instead: self.instead,
            condition: self.condition,
            age: self.age,
            deciles: self.deciles,
            decile_known: self.decile_known,
            components: self.components.iter().map(|word| word.to_uppercase()).collect(),
            at_most: self.at_most,
            valid_from: self.valid_from.map(day).transpose()?,
            valid_to: self.valid_to.map(day).transpose()?,
            severity: match self.severity {
                SeverityEntry::Info => Severity::Info,
                SeverityEntry::Warning => Severity::Warning,
                SeverityEntry::Serious => Severity::Serious,
            },
            label: self.label,
            basis: self.basis,
        })
    }
}

fn day(value: toml::value::Datetime) -> std::result::Result<Date, Message> {
    let not_a_day = || message!("{value} bukan tanggal", "{value} is not a day");
    let date = value.date.ok_or_else(not_a_day)?;
    let year = i16::try_from(date.year).map_err(|_| not_a_day())?;
    let month = i8::try_from(date.month).map_err(|_| not_a_day())?;
    let day = i8::try_from(date.day).map_err(|_| not_a_day())?;
    Date::new(year, month, day).map_err(|_| not_a_day())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExclusionEntry {
    key: String,
    label: String,
    label_en: Option<String>,
    condition: Option<Condition>,
}

impl From<ExclusionEntry> for Exclusion {
    fn from(entry: ExclusionEntry) -> Exclusion {
        Exclusion {
            label_en: entry.label_en.unwrap_or_else(|| entry.label.clone()),
            key: entry.key,
            label: entry.label,
            condition: entry.condition,
        }
    }
}

#[cfg(test)]
#[path = "programmes_tests.rs"]
mod tests;
