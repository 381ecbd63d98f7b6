//! Does tonight differ so much from last night that nobody should trust it unasked? Counts of each roster against the
//! night before; whoever knows the reason of a jump may let it pass, under a name.

use crate::error::{Error, Finding, Message, Result, Severity};
use crate::report::findings::ClassTotal;
use crate::report::quality::RosterQuality;
use crate::settings::{Accepted, Breaker};
use crate::state::{NightCounts, RosterCounts};

/// A jump that stops a night.
#[derive(Clone, Debug, PartialEq)]
pub struct Jump {
    /// The roster; none for all together.
    pub roster: Option<String>,
    /// What jumped.
    pub kind: JumpKind,
    /// The figure of last night and of tonight: rows, or a share.
    pub before: f64,
    /// Tonight's.
    pub after: f64,
    /// How far it jumped, as a share, and how far it may.
    pub by: f64,
    /// The limit.
    pub limit: f64,
}

/// What can jump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JumpKind {
    /// Rows are gone.
    Vanished,
    /// More lines are refused.
    Refused,
    /// More rows repeat a person.
    Duplicates,
}

/// What a night came to, from what the report counts of it.
pub fn counts(
    persons: u64,
    families: u64,
    rosters: &[RosterQuality],
    conflicts: &[ClassTotal],
) -> NightCounts {
    let roster = |quality: &RosterQuality| RosterCounts {
        roster: quality.roster.clone(),
        rows: quality.rows,
        refused_lines: quality.refused_lines,
        persons: quality.persons,
    };
    NightCounts {
        rows: rosters.iter().map(|quality| quality.rows).sum(),
        persons,
        families,
        rosters: rosters.iter().map(roster).collect(),
        conflicts: conflicts
            .iter()
            .filter(|total| total.count > 0)
            .map(|total| (total.class.code().to_owned(), total.count))
            .collect(),
    }
}

/// Every jump that is too far, in the order of last night's rosters; all rosters together come last.
///
/// A roster that the settings no longer name is nobody's mistake and no jump; one that they name and that gave no row
/// has lost all of them.
pub fn jumps(tonight: &NightCounts, yesterday: &NightCounts, limits: &Breaker) -> Vec<Jump> {
    let mut jumps = Vec::new();
    for before in &yesterday.rosters {
        let Some(after) = tonight.rosters.iter().find(|roster| roster.roster == before.roster) else {
            continue;
        };
        if before.rows < limits.min_rows.max(1) {
            continue;
        }
        let mut look = |kind, from, to, by, limit| {
            if by > limit {
                let roster = Some(before.roster.clone());
                jumps.push(Jump { roster, kind, before: from, after: to, by, limit });
            }
        };
        let (rows, now) = (before.rows as f64, after.rows as f64);
        look(JumpKind::Vanished, rows, now, 1.0 - now / rows, limits.max_vanished_share);
        let (from, to) = (refused(before), refused(after));
        look(JumpKind::Refused, from, to, to - from, limits.max_refused_jump);
        let (from, to) = (repeated(before.rows, before.persons), repeated(after.rows, after.persons));
        look(JumpKind::Duplicates, from, to, to - from, limits.max_duplicate_jump);
    }
    jumps.extend(over_all(tonight, yesterday, limits));
    jumps
}

/// Rosters that come, go, grow or shrink change how many rows a person has, and rightly so: all together are compared
/// only while each of them is about what it was.
fn over_all(tonight: &NightCounts, yesterday: &NightCounts, limits: &Breaker) -> Option<Jump> {
    let rows_in = |night: &NightCounts, name: &str| {
        night.rosters.iter().find(|roster| roster.roster == name).map_or(0, |roster| roster.rows)
    };
    let alike = |name: &str| {
        let (before, after) = (rows_in(yesterday, name), rows_in(tonight, name));
        before.abs_diff(after) as f64 <= before as f64 * limits.max_vanished_share
    };
    let rosters = || yesterday.rosters.iter().chain(&tonight.rosters);
    let share = |night: &NightCounts| repeated(night.rows, night.persons);
    let (before, after) = (share(yesterday), share(tonight));
    let (by, limit) = (after - before, limits.max_duplicate_jump);
    (yesterday.rows >= limits.min_rows.max(1) && by > limit && rosters().all(|roster| alike(&roster.roster)))
        .then_some(Jump { roster: None, kind: JumpKind::Duplicates, before, after, by, limit })
}

/// Share of the lines with data that were refused.
fn refused(roster: &RosterCounts) -> f64 {
    share(roster.refused_lines, roster.rows + roster.refused_lines)
}

/// Share of rows that repeat a person of another row.
fn repeated(rows: u64, persons: u64) -> f64 {
    share(rows.saturating_sub(persons), rows)
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Lets a night pass that does not jump, or whose jumps somebody has accepted: then with a finding a jump.
///
/// # Errors
/// [`Error::Stopped`] when it jumps and nobody has.
pub fn hold(jumps: &[Jump], accepted: Option<&Accepted>) -> Result<Vec<Finding>> {
    match accepted {
        Some(accepted) => Ok(jumps.iter().map(|jump| let_pass(jump, accepted)).collect()),
        None if jumps.is_empty() => Ok(Vec::new()),
        None => {
            let said: Vec<Message> = jumps.iter().map(Jump::told).collect();
            let list = |half: fn(&Message) -> &str| said.iter().map(half).collect::<Vec<_>>().join("; ");
            let said = Message::new(list(|one| &one.id), list(|one| &one.en));
            Err(Error::Stopped {
                what: message!(
                    "malam ini tidak diterbitkan, hasil malam sebelumnya tetap berlaku: {said}",
                    "the night was not published, yesterday's stays: {said}";
                    said
                ),
                next_step: message!(
                    "Periksa roster itu: berkas terpotong, saringan keliru, berkas terkirim dua kali. Bila lonjakan \
                     itu memang benar, jalankan lagi dengan --accept \"ALASAN\" --by NAMA; batasnya ada di `[breaker]` \
                     dalam berkas pengaturan.",
                    "Look at these rosters: a file cut off, a wrong filter, a file delivered twice. When the jump is \
                     meant, run again with --accept \"REASON\" --by NAME; `[breaker]` in the settings has the limits."
                ),
            })
        }
    }
}

/// Whether a jump was let pass.
pub fn has_accepted(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.code == ACCEPTED)
}

const ACCEPTED: &str = "LONJAKAN_DITERIMA";

fn let_pass(jump: &Jump, accepted: &Accepted) -> Finding {
    let by = accepted.by.clone().map_or_else(|| message!("(tanpa nama)", "(no name)"), Message::same);
    let (said, reason) = (jump.told(), &accepted.reason);
    Finding {
        code: ACCEPTED,
        severity: Severity::Warning,
        place: jump.roster.clone().unwrap_or_else(|| "roster".to_owned()),
        message: message!("{said}. Diterima oleh {by}: {reason}", "{said}. Accepted by {by}: {reason}"; said, by),
        next_step: Message::none(),
    }
}

impl Jump {
    /// Where, how far, and how far it may.
    fn told(&self) -> Message {
        let place =
            self.roster.clone().map_or_else(|| message!("semua roster", "all rosters"), Message::same);
        let [before, after, by, limit] = [self.before, self.after, self.by, self.limit].map(percent);
        match self.kind {
            JumpKind::Vanished => {
                let [rows, earlier] = [self.after, self.before].map(|rows| Message::count(rows as u64));
                message!(
                    "{place}: {rows} baris, malam sebelumnya {earlier} (hilang {by} %, batasnya {limit} %)",
                    "{place}: {rows} rows, last night {earlier} ({by} % gone, {limit} % allowed)";
                    place, rows, earlier, by, limit
                )
            }
            JumpKind::Refused => message!(
                "{place}: {after} % barisnya ditolak, malam sebelumnya {before} % (batasnya {limit} poin)",
                "{place}: {after} % of its lines refused, last night {before} % ({limit} points allowed)";
                place, after, before, limit
            ),
            JumpKind::Duplicates => message!(
                "{place}: {after} % barisnya mengulang orang, malam sebelumnya {before} % (batasnya {limit} poin)",
                "{place}: {after} % of the rows repeat a person, last night {before} % ({limit} points allowed)";
                place, after, before, limit
            ),
        }
    }
}

/// A share in the hundred, to one digit.
fn percent(share: f64) -> Message {
    let text = ((share * 1000.0).round() / 10.0).to_string();
    Message::new(text.replace('.', ","), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn night(rosters: &[(&str, u64, u64, u64)], persons: u64) -> NightCounts {
        let roster = |(name, rows, refused_lines, persons): &(&str, u64, u64, u64)| RosterCounts {
            roster: (*name).to_owned(),
            rows: *rows,
            refused_lines: *refused_lines,
            persons: *persons,
        };
        NightCounts {
            rows: rosters.iter().map(|roster| roster.1).sum(),
            persons,
            rosters: rosters.iter().map(roster).collect(),
            ..NightCounts::default()
        }
    }

    /// The jumps from a night of two rosters to another one.
    fn check(tonight: &[(&str, u64, u64, u64)], persons: u64, expected: &[(Option<&str>, JumpKind)]) {
        let yesterday = night(&[("pkh", 1000, 10, 990), ("blt", 40, 0, 40)], 1000);
        let found = jumps(&night(tonight, persons), &yesterday, &Breaker::default());
        let found: Vec<_> = found.iter().map(|jump| (jump.roster.as_deref(), jump.kind)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_jumps_is_named_and_what_turns_over_is_not() {
        use JumpKind::{Duplicates, Refused, Vanished};
        let blt = ("blt", 40, 0, 40);
        check(&[("pkh", 1000, 10, 990), blt], 1000, &[]);
        check(&[("pkh", 800, 10, 795), blt], 805, &[]);
        check(&[("pkh", 799, 10, 794), blt], 804, &[(Some("pkh"), Vanished)]);
        check(&[("pkh", 0, 0, 0), blt], 40, &[(Some("pkh"), Vanished)]);
        check(&[("pkh", 1000, 100, 990), blt], 1000, &[(Some("pkh"), Refused)]);
        check(&[("pkh", 2000, 20, 990), blt], 1000, &[(Some("pkh"), Duplicates)]);
        check(&[("pkh", 1000, 10, 990), blt], 900, &[(None, Duplicates)]);
    }

    #[test]
    fn small_rosters_new_ones_and_those_taken_out_are_no_jump() {
        let pkh = ("pkh", 1000, 10, 990);
        check(&[pkh, ("blt", 1, 30, 1)], 991, &[]);
        check(&[pkh], 990, &[]);
        check(&[pkh, ("blt", 40, 0, 40), ("pip", 900, 0, 900)], 1005, &[]);
    }

    #[test]
    fn a_jump_stops_the_night_until_someone_answers_for_it() {
        let yesterday = night(&[("pkh", 1000, 0, 1000)], 1000);
        let found = jumps(&night(&[("pkh", 250, 0, 250)], 250), &yesterday, &Breaker::default());
        let error = hold(&found, None).unwrap_err();
        assert_eq!(error.exit_code(), 5);
        assert!(
            error.to_string().contains("pkh: 250 rows, last night 1,000 (75 % gone, 20 % allowed)"),
            "{error}"
        );
        let accepted = Accepted { by: Some("Ani".into()), reason: "tahap 2 belum dikirim".into() };
        let findings = hold(&found, Some(&accepted)).unwrap();
        assert_eq!(findings.len(), 1);
        assert!(findings[0].message.id.ends_with("Diterima oleh Ani: tahap 2 belum dikirim"), "{findings:?}");
        assert!(hold(&[], None).unwrap().is_empty());
    }
}
