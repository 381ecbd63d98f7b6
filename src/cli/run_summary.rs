//! How does a night fit one screen? Figures, rosters, conflicts and what needs someone's eye, on 24 lines of 80 signs;
//! what has no room is summed up in a line that says so, and stands in the report.

use std::cmp::Reverse;

use super::output::{self, Tone};
use crate::error::{Finding, Severity};
use crate::pipeline::Summary;
use crate::report::Language;
use crate::report::findings::ClassTotal;
use crate::report::quality::RosterQuality;
use crate::settings::Settings;

/// Lines of a screen, less the one that the shell writes on.
const LINES: usize = 23;
/// Signs of a line.
const COLUMNS: usize = 80;
/// Lines for what needs someone's eye.
const FOR_FINDINGS: usize = 6;

/// The night on one screen.
pub(super) fn text(summary: &Summary, settings: &Settings, language: Language) -> String {
    let mut lines = figures(summary, settings, language);
    let findings = findings(summary, language);
    let end = end(summary, language);
    let classes = &summary.conflicts;
    // A blank and a head before each table, a blank before the end.
    let around = 2 + if classes.is_empty() { 0 } else { 2 } + 1;
    let room = LINES.saturating_sub(lines.len() + findings.len() + end.len() + around);
    let (for_rosters, for_classes) = shares(room, summary.rosters.len(), classes.len());
    lines.push(String::new());
    lines.extend(rosters(&summary.rosters, for_rosters, language));
    if !classes.is_empty() {
        lines.push(String::new());
        lines.extend(conflicts(classes, for_classes, language));
    }
    lines.extend(findings);
    lines.push(String::new());
    lines.extend(end);
    lines.join("\n") + "\n"
}

fn figures(summary: &Summary, settings: &Settings, language: Language) -> Vec<String> {
    let manifest = &summary.manifest;
    let counts = &manifest.counts;
    let day = manifest.date.parse().map_or_else(|_| manifest.date.clone(), |date| language.day(date));
    let title = format!("Padan · {} · {day}", settings.night.name);
    let line = |cells: [(&str, u64); 3]| {
        let [a, b, c] = cells.map(|(label, value)| (label, language.count(value)));
        format!("  {:<14}{:>11}   {:<9}{:>11}   {:<17}{:>10}", a.0, a.1, b.0, b.1, c.0, c.1)
    };
    let mut lines = vec![
        output::tone(&cut(&title, COLUMNS), Tone::Head),
        String::new(),
        line([
            (language.pick("Baris dibaca", "Rows read"), counts.rows),
            (language.pick("Orang", "Persons"), counts.persons),
            (language.pick("Perlu verifikasi", "Pairs to verify"), counts.review),
        ]),
        line([
            (language.pick("Baris ditolak", "Lines refused"), counts.refused_lines),
            (language.pick("Keluarga", "Families"), counts.families),
            (language.pick("Konflik", "Conflicts"), counts.conflicts),
        ]),
    ];
    if let Some(changes) = manifest.changes.as_ref().filter(|changes| changes.before > 0) {
        let [new, gone, opened, closed] = [
            changes.new + changes.back,
            changes.gone,
            changes.conflicts_new.count + changes.conflicts_reopened.count,
            changes.conflicts_resolved.count,
        ]
        .map(|value| language.count(value));
        lines.push(match language {
            Language::Indonesian => format!(
                "  Sejak malam lalu: {new} orang datang, {gone} hilang; {opened} konflik dibuka, {closed} selesai"
            ),
            Language::English => format!(
                "  Since last night: {new} persons came, {gone} gone; {opened} conflicts opened, {closed} resolved"
            ),
        });
    }
    lines
}

/// Lines for the rosters and for the classes of conflict, out of `room`.
fn shares(room: usize, rosters: usize, classes: usize) -> (usize, usize) {
    let for_classes = classes.min(room.div_ceil(2));
    let for_rosters = rosters.min(room.saturating_sub(for_classes)).max(1);
    (for_rosters, classes.min(room.saturating_sub(for_rosters)).max(1))
}

/// Which of `count` things stand on `lines` lines, and whether the last line is for the others. The weightiest stand, in
/// their own order.
fn shown<K: Ord>(count: usize, lines: usize, weight: impl Fn(usize) -> K) -> (Vec<usize>, bool) {
    if count <= lines {
        return ((0..count).collect(), false);
    }
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by_key(|&place| Reverse(weight(place)));
    places.truncate(lines.saturating_sub(1));
    places.sort_unstable();
    (places, true)
}

/// One line a roster: what it gave, and how many persons its rows are.
fn rosters(rosters: &[RosterQuality], lines: usize, language: Language) -> Vec<String> {
    let [roster, rows, persons, without, refused] = language.pick(
        ["Roster", "Baris", "Orang", "Tanpa NIK", "Ditolak"],
        ["Roster", "Rows", "Persons", "No NIK", "Refused"],
    );
    let line = |name: &str, cells: [&str; 4]| {
        let [rows, persons, without, refused] = cells;
        format!("  {:<30}{rows:>12}{persons:>12}{without:>12}{refused:>12}", cut(name, 29))
    };
    let mut text = vec![output::tone(&line(roster, [rows, persons, without, refused]), Tone::Head)];
    let (places, others) = shown(rosters.len(), lines, |place| rosters[place].rows);
    for quality in places.iter().map(|&place| &rosters[place]) {
        let without = language.share(quality.nik_missing, quality.rows);
        let [rows, persons, refused] =
            [quality.rows, quality.persons, quality.refused_lines].map(|count| language.count(count));
        text.push(line(&quality.roster, [&rows, &persons, &without, &refused]));
    }
    if others {
        let rest =
            || rosters.iter().enumerate().filter(|(place, _)| !places.contains(place)).map(|(_, one)| one);
        let sum = |of: fn(&RosterQuality) -> u64| rest().map(of).sum::<u64>();
        let name = format!("… {} {}", rest().count(), language.pick("roster lain", "other rosters"));
        let without = language.share(sum(|one| one.nik_missing), sum(|one| one.rows));
        // A person may stand in several of them.
        let [rows, refused] = [sum(|one| one.rows), sum(|one| one.refused_lines)].map(|n| language.count(n));
        text.push(line(&name, [&rows, "", &without, &refused]));
    }
    text
}

/// One line a class of conflict.
fn conflicts(classes: &[ClassTotal], lines: usize, language: Language) -> Vec<String> {
    let [class, count, persons, amount] = language.pick(
        ["Konflik", "Jumlah", "Orang", "Rupiah berisiko"],
        ["Conflict", "Count", "Persons", "Rupiah at risk"],
    );
    let line = |name: &str, [count, persons, amount]: [&str; 3]| {
        format!("  {:<36}{count:>10}{persons:>12}{amount:>20}", cut(name, 35))
    };
    let rupiah = |amount: u64| if amount == 0 { "-".to_owned() } else { language.rupiah(amount) };
    let mut text = vec![output::tone(&line(class, [count, persons, amount]), Tone::Head)];
    let (places, others) = shown(classes.len(), lines, |place| (classes[place].amount, classes[place].count));
    for total in places.iter().map(|&place| &classes[place]) {
        let [count, persons] = [total.count, total.persons].map(|count| language.count(count));
        let name = language.pick(total.class.label(), total.class.label_en());
        text.push(line(name, [&count, &persons, &rupiah(total.amount)]));
    }
    if others {
        let rest =
            || classes.iter().enumerate().filter(|(place, _)| !places.contains(place)).map(|(_, one)| one);
        let count = language.count(rest().map(|total| total.count).sum());
        let name = format!("… {} {}", rest().count(), language.pick("jenis lain", "other classes"));
        text.push(line(&name, [&count, "", &rupiah(rest().map(|total| total.amount).sum())]));
    }
    text
}

/// What needs someone's eye: the most severe first, each with its next step; how many more there are.
fn findings(summary: &Summary, language: Language) -> Vec<String> {
    let told = summary.manifest.findings.iter().filter(|finding| finding.severity > Severity::Info);
    let mut told: Vec<&Finding> = told.collect();
    told.sort_by_key(|finding| Reverse(finding.severity as u8));
    let mut lines = Vec::new();
    let mut shown = 0;
    for finding in &told {
        let more = finding_lines(finding, language);
        if shown > 0 && lines.len() + more.len() > FOR_FINDINGS {
            break;
        }
        lines.extend(more);
        shown += 1;
    }
    if shown < told.len() {
        let more = told.len() - shown;
        lines.push(match language {
            Language::Indonesian => format!("… dan {more} catatan lain di laporan."),
            Language::English => format!("… and {more} more in the report."),
        });
    }
    if !lines.is_empty() {
        lines.insert(0, String::new());
    }
    lines
}

/// Where and what on two lines at most, and what to do on another.
fn finding_lines(finding: &Finding, language: Language) -> Vec<String> {
    let tone = if finding.severity == Severity::Serious { Tone::Serious } else { Tone::Warning };
    let said = format!("{}: {}", finding.place, language.told(&finding.message));
    let mut words = said.split_whitespace().peekable();
    let mut lines = Vec::new();
    while words.peek().is_some() && lines.len() < 2 {
        let mut line = String::new();
        while let Some(word) = words.peek() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > COLUMNS - 3 {
                break;
            }
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
            words.next();
        }
        lines.push(cut(&line, COLUMNS - 3));
    }
    if words.peek().is_some()
        && let Some(last) = lines.last_mut()
    {
        *last = cut(&format!("{last} …"), COLUMNS - 3);
    }
    let sign = output::tone("!", tone);
    let mut text: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| if at == 0 { format!("{sign} {line}") } else { format!("  {line}") })
        .collect();
    if !finding.next_step.is_empty() {
        text.push(cut(&format!("  → {}", language.told(&finding.next_step)), COLUMNS - 1));
    }
    text
}

/// Where the results are.
fn end(summary: &Summary, language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    let book = summary.folder.join("report.xlsx");
    if book.exists() {
        lines.push(format!("{}: {}", language.pick("Buku kerja", "Workbook"), book.display()));
    }
    let page = summary.folder.join("report.html");
    lines.push(format!("{}: {}", language.pick("Laporan", "Report"), page.display()));
    lines
}

/// A text of at most so many signs.
fn cut(text: &str, signs: usize) -> String {
    if text.chars().count() <= signs {
        return text.to_owned();
    }
    text.chars().take(signs.saturating_sub(1)).chain(std::iter::once('…')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Message;

    #[test]
    fn rosters_and_classes_share_the_room() {
        assert_eq!(shares(12, 4, 6), (4, 6));
        assert_eq!(shares(12, 12, 12), (6, 6));
        assert_eq!(shares(12, 2, 12), (2, 10));
        assert_eq!(shares(5, 12, 3), (2, 3));
        assert_eq!(shares(0, 3, 3), (1, 1));
    }

    #[test]
    fn the_weightiest_stand_and_the_others_are_summed() {
        let weights = [5, 9, 1, 7];
        assert_eq!(shown(4, 4, |place| weights[place]), (vec![0, 1, 2, 3], false));
        assert_eq!(shown(4, 3, |place| weights[place]), (vec![1, 3], true));
        assert_eq!(shown(4, 1, |place| weights[place]), (vec![], true));
    }

    #[test]
    fn a_finding_takes_three_lines_at_most() {
        let finding = Finding {
            place: "pkh".into(),
            message: Message::same("kata ".repeat(60)),
            next_step: Message::same("langkah ".repeat(30)),
            severity: Severity::Warning,
            code: "X",
        };
        let lines = finding_lines(&finding, Language::Indonesian);
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.chars().count() <= COLUMNS), "{lines:#?}");
        assert!(lines[1].ends_with('…') && lines[2].starts_with("  → "), "{lines:#?}");
    }
}
