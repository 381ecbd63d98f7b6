//! `padan decide`: what an officer has decided is written down, taken back, or listed. It holds from the next night on.

mod dismissals;
mod list;
mod places;
mod told;
mod words;

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use rustc_hash::FxHashMap;

use self::places::{Place, find};
use self::told::{Line, Refused, Told};
use self::words::{Task, understood};
use super::{Global, Outcome, output};
use crate::error::{Error, Message, Result};
use crate::labels::{Answer, Named, VerdictLine, read_verdicts};
use crate::record::TextColumn;
use crate::register::Remembered;
use crate::report::Language;
use crate::report::read::read_columns;
use crate::settings::Settings;
use crate::state::{self, BY_COMMAND, Decisions, LastNight, NewDecision, Said, StateFolder, Verdict};

/// What `decide` is told.
#[derive(Args, Debug)]
#[command(override_usage = "\
padan decide [SETTINGS] same|different A B --by NAME --reason TEXT
       padan decide [SETTINGS] --from FILE [--by NAME] [--reason TEXT]
       padan decide [SETTINGS] dismiss CONFLICT --by NAME --reason TEXT
       padan decide [SETTINGS] --take-back N|CONFLICT --by NAME --reason TEXT
       padan decide [SETTINGS] --list [--json]")]
pub struct Arguments {
    /// The settings file [default: padan.toml], then what is decided: same (sama) or different (beda) and two rows
    /// (pkh:120) or persons (P-...); or dismiss (abaikan) and a conflict (C-...)
    #[arg(value_name = "WORDS", num_args = 0..=4)]
    pub words: Vec<String>,
    /// Take decisions from a file: report.xlsx with its yellow columns filled in, the review queue with a column `putusan` (sama, beda, ragu), or labels
    #[arg(long, value_name = "FILE", conflicts_with_all = ["take_back", "list"])]
    pub from: Option<PathBuf>,
    /// Take back a decision by its number, or the dismissal of a conflict by its id; it stays on record
    #[arg(long, value_name = "N|CONFLICT", conflicts_with = "list")]
    pub take_back: Option<String>,
    /// List all decisions and dismissals, those taken back too
    #[arg(long)]
    pub list: bool,
    /// Who decides; a column `oleh` of the file goes before it
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub by: Option<String>,
    /// Why; a column `alasan` of the file goes before it
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub reason: Option<String>,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// The settings file among the words, for the language of what goes wrong.
pub(super) fn settings(arguments: &Arguments) -> PathBuf {
    understood(arguments).map_or_else(|_| PathBuf::from(words::SETTINGS), |(settings, _)| settings)
}

/// Writes down what is decided, or lists what was.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let (settings, task) = understood(arguments)?;
    let settings = Settings::read(&settings)?;
    let language = global.messages(settings.night.language);
    if task == Task::List {
        output::result(&list::list(&settings, arguments.json, language)?)?;
        return Ok(Outcome::Done);
    }
    let who = Who::of(arguments, matches!(task, Task::File(_)))?;
    let state = StateFolder::open(&settings.night.state, &settings.night.out, "decide")?;
    let mut decisions = Decisions::open(state.root())?;
    for finding in state.findings().iter().chain(decisions.findings()) {
        output::remark(&output::finding(finding, language));
    }
    let at = jiff::Zoned::now().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let told = match &task {
        Task::Pair { verdict, rows } => pair(&state, &mut decisions, *verdict, rows, &who, &at)?,
        Task::File(file) => from_file(&state, &mut decisions, file, &who, &at)?,
        Task::Dismiss(conflict) => {
            known_conflict(state.last(), conflict)?;
            let number = decisions.dismiss(conflict, who.said(&at))?;
            Told { dismissed: Some((conflict.clone(), number)), ..Told::default() }
        }
        Task::TakeBack(what) => {
            match words::number(what) {
                Some(number) => decisions.take_back(number, who.said(&at))?,
                None => decisions.take_back_dismissal(what, who.said(&at))?,
            }
            Told { taken_back: Some(what.clone()), ..Told::default() }
        }
        Task::List => Told::default(),
    };
    output::result(&if arguments.json { told.json() } else { told.text(language) })?;
    Ok(Outcome::Done)
}

/// Who decides and why, as the command line says.
struct Who {
    by: String,
    reason: String,
}

impl Who {
    /// A file may say both itself, line by line.
    fn of(arguments: &Arguments, may_be_in_file: bool) -> Result<Who> {
        let said = |text: &Option<String>| text.as_deref().map(str::trim).unwrap_or_default().to_owned();
        let who = Who { by: said(&arguments.by), reason: said(&arguments.reason) };
        if !may_be_in_file && (who.by.is_empty() || who.reason.is_empty()) {
            return Err(Error::Input {
                what: message!(
                    "keputusan memerlukan nama dan alasan",
                    "a decision needs a name and a reason"
                ),
                next_step: message!(
                    "Sebutkan siapa yang memutuskan dan alasannya: --by NAMA --reason TEKS.",
                    "Say who decides and why: --by NAME --reason TEXT."
                ),
            });
        }
        Ok(who)
    }

    fn said<'s>(&'s self, at: &'s str) -> Said<'s> {
        Said { at, by: &self.by, reason: &self.reason }
    }
}

/// The rows of the last night, which decisions are about.
fn last_rows(state: &StateFolder) -> Result<Remembered> {
    match state.last() {
        Some(last) => state::read_rows(&last.folder),
        None => Err(Error::Input {
            what: message!(
                "{state}: belum ada malam yang barisnya dapat diputuskan",
                "{state}: there is no night yet whose rows could be decided on",
                state = state.root().display()
            ),
            next_step: message!("Jalankan malam lebih dahulu: padan run.", "Run the night first: padan run."),
        }),
    }
}

/// Decides on two rows or persons.
fn pair(
    state: &StateFolder,
    decisions: &mut Decisions,
    verdict: Verdict,
    rows: &[String; 2],
    who: &Who,
    at: &str,
) -> Result<Told> {
    let remembered = last_rows(state)?;
    let named: Vec<Named> = rows.iter().map(|text| words::named(text)).collect();
    let mut found = Vec::new();
    for (text, place) in rows.iter().zip(find(&remembered, &named.iter().collect::<Vec<_>>(), false)) {
        match place {
            Place::Row(row) => found.push(row),
            other => {
                return Err(Error::Input {
                    what: Message::new(
                        format!("{text}: {}", other.words(Language::Indonesian)),
                        format!("{text}: {}", other.words(Language::English)),
                    ),
                    next_step: message!(
                        "Tulis baris sebagai roster:row, atau id orang dari malam terakhir. Roster yang ada: {rosters}.",
                        "Give rows as roster:row, or person ids of the last night. The rosters are {rosters}.",
                        rosters = remembered.rosters.join(", ")
                    ),
                });
            }
        }
    }
    let rows: [state::DecidedRow; 2] = match <[_; 2]>::try_from(found) {
        Ok(rows) if rows[0].uid != rows[1].uid => rows,
        _ => {
            return Err(Error::Input {
                what: message!(
                    "keduanya baris yang sama: tidak ada yang perlu diputuskan",
                    "the two are one and the same row: there is nothing to decide"
                ),
                next_step: message!(
                    "Sebutkan dua baris; id orang berarti barisnya yang pertama.",
                    "Give two rows; a person id stands for its first row."
                ),
            });
        }
    };
    let mut told = Told::default();
    for (text, row) in named.iter().zip(&rows).filter(|(named, _)| named.roster.is_empty()) {
        told.stand_ins.push((text.id.clone(), row.row.clone()));
    }
    let new = NewDecision {
        verdict,
        rows,
        by: who.by.clone(),
        reason: who.reason.clone(),
        source: BY_COMMAND.into(),
    };
    write(decisions, vec![(Line::default(), new)], at, &mut told)?;
    Ok(told)
}

/// Writes what is not in force yet, and says what is contradicted now.
fn write(
    decisions: &mut Decisions,
    asked: Vec<(Line, NewDecision)>,
    at: &str,
    told: &mut Told,
) -> Result<()> {
    let (mut lines, mut new): (Vec<Line>, Vec<NewDecision>) = (Vec::new(), Vec::new());
    let mut in_file: FxHashMap<(u64, u64), Verdict> = FxHashMap::default();
    for (line, decision) in asked {
        let uids = decision.rows.each_ref().map(|row| row.uid);
        let pair = (uids[0].min(uids[1]), uids[0].max(uids[1]));
        let repeated = in_file.insert(pair, decision.verdict) == Some(decision.verdict);
        match decisions.known(decision.verdict, uids) {
            Some(known) => told.known.push((line, Some(known.id))),
            None if repeated => told.known.push((line, None)),
            None => {
                lines.push(line);
                new.push(decision);
            }
        }
    }
    let numbers = decisions.add(&new, at)?;
    for ((number, line), decision) in numbers.iter().zip(lines).zip(new) {
        told.taken.push((*number, line, decision));
    }
    let in_force = decisions.pairs();
    let found = state::contradictions(&in_force);
    let mine = found.iter().filter(|one| one.numbers().iter().any(|number| numbers.contains(number)));
    told.contradictions = mine.map(|one| one.finding(&in_force)).collect();
    Ok(())
}

/// Takes the decisions of a file: each line is taken, known, doubtful, empty, or refused with its reason.
fn from_file(
    state: &StateFolder,
    decisions: &mut Decisions,
    file: &Path,
    who: &Who,
    at: &str,
) -> Result<Told> {
    let verdicts = read_verdicts(file)?;
    let remembered = last_rows(state)?;
    let mut told = Told { file: true, ..Told::default() };
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut judged: Vec<(&VerdictLine, Verdict)> = Vec::new();
    for line in &verdicts.lines {
        match line.answer {
            Answer::Same => judged.push((line, Verdict::Same)),
            Answer::Different => judged.push((line, Verdict::Different)),
            Answer::Doubtful => told.doubtful += 1,
            Answer::Empty => told.empty += 1,
            Answer::Unreadable => told.refused.push((Line::of(line), Refused::NoVerdict)),
        }
    }
    let named: Vec<&Named> = judged.iter().flat_map(|(line, _)| &line.rows).collect();
    let places = find(&remembered, &named, verdicts.by_id);
    let mut asked: Vec<(Line, NewDecision)> = Vec::new();
    for ((line, verdict), places) in judged.into_iter().zip(places.chunks(2)) {
        match decided(line, verdict, places, who, &name) {
            Ok(decision) => asked.push((Line::of(line), decision)),
            Err(refused) => told.refused.push((Line::of(line), refused)),
        }
    }
    let asked = without_both_ways(asked, &mut told);
    write(decisions, asked, at, &mut told)?;
    dismissals::take(state, decisions, &verdicts.conflicts, who, at, &mut told)?;
    told.refused.sort_by(|x, y| x.0.cmp(&y.0));
    Ok(told)
}

/// The decision of a line, or why it is none.
fn decided(
    line: &VerdictLine,
    verdict: Verdict,
    places: &[Place],
    who: &Who,
    file: &str,
) -> std::result::Result<NewDecision, Refused> {
    let rows = match places {
        [Place::Row(a), Place::Row(b)] if a.uid == b.uid => return Err(Refused::OneRow),
        [Place::Row(a), Place::Row(b)] => [a.clone(), b.clone()],
        [Place::Row(_), other] | [other, _] => return Err(Refused::NoRow(other.clone())),
        _ => return Err(Refused::OneRow),
    };
    let or = |own: &str, otherwise: &str| {
        let said = if own.trim().is_empty() { otherwise } else { own.trim() };
        (!said.is_empty()).then(|| said.to_owned())
    };
    let by = or(&line.by, &who.by).ok_or(Refused::NoOfficer)?;
    let reason = or(&line.reason, &who.reason).ok_or(Refused::NoReason)?;
    let sheet = line.sheet.as_ref().map_or_else(String::new, |sheet| format!("[{sheet}]"));
    Ok(NewDecision { verdict, rows, by, reason, source: format!("{file}{sheet}:{}", line.line) })
}

/// Refuses the lines of a pair that a file judges both ways: neither is what the officer means.
fn without_both_ways(asked: Vec<(Line, NewDecision)>, told: &mut Told) -> Vec<(Line, NewDecision)> {
    let pair = |decision: &NewDecision| {
        let [a, b] = decision.rows.each_ref().map(|row| row.uid);
        (a.min(b), a.max(b))
    };
    let mut first: FxHashMap<(u64, u64), (Verdict, bool)> = FxHashMap::default();
    for (_, decision) in &asked {
        let known = first.entry(pair(decision)).or_insert((decision.verdict, false));
        known.1 |= known.0 != decision.verdict;
    }
    let (kept, both): (Vec<_>, Vec<_>) =
        asked.into_iter().partition(|(_, decision)| !first[&pair(decision)].1);
    told.refused.extend(both.into_iter().map(|(line, _)| (line, Refused::BothWays)));
    kept
}

/// Refuses a conflict that the last night does not have: a mistyped id would dismiss nothing for ever.
fn known_conflict(last: Option<&LastNight>, conflict: &str) -> Result<()> {
    let (table, ids) = conflicts_of(last)?;
    if ids.iter().any(|id| id.eq_ignore_ascii_case(conflict)) {
        return Ok(());
    }
    Err(Error::Input {
        what: message!(
            "{table}: tidak ada konflik {conflict}",
            "{table}: no conflict {conflict}",
            table = table.display()
        ),
        next_step: message!(
            "Salin id dari kolom conflict_id di konflik malam terakhir.",
            "Copy the id from the conflict_id column of the last night's conflicts."
        ),
    })
}

/// The conflicts of the last night by id, and the table they stand in.
fn conflicts_of(last: Option<&LastNight>) -> Result<(PathBuf, TextColumn)> {
    let run = last.map(|last| last.run.clone());
    let tables = run.iter().flat_map(|run| ["conflicts.parquet", "conflicts.csv"].map(|name| run.join(name)));
    let Some(table) = tables.into_iter().find(|path| path.exists()) else {
        return Err(Error::Input {
            what: message!(
                "belum ada malam yang konfliknya dapat diabaikan",
                "there is no night whose conflicts could be dismissed"
            ),
            next_step: message!("Jalankan malam lebih dahulu: padan run.", "Run the night first: padan run."),
        });
    };
    let ids = read_columns(&table, &[&["conflict_id"]])?.swap_remove(0);
    Ok((table, ids))
}
