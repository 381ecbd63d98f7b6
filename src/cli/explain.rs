//! `padan explain`: why are two rows one person, or why not?

use std::path::{Path, PathBuf};

use clap::Args;

use super::unmasking::Unmasking;
use super::{Global, Outcome, Terminal, output, run::night_date};
use crate::error::{Error, Result};
use crate::pipeline::{self, Account, ModelUsed, Subject, Together};
use crate::report::Language;
use crate::report::waterfall::{Around, Page, PairLine, Reader, Size, chart, page, title};
use crate::settings::Settings;
use crate::state::file::write_whole;

/// What `explain` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The settings file (padan.toml)
    #[arg(value_name = "SETTINGS")]
    pub settings: PathBuf,
    /// One row as roster:row (pkh:120), or a person id of the register (P-...)
    #[arg(value_name = "A")]
    pub a: Subject,
    /// The other row or person; a person given twice is explained from within
    #[arg(value_name = "B")]
    pub b: Subject,
    #[command(flatten)]
    pub unmasking: Unmasking,
    /// Write the account as a page of its own, with the chart and the rows around the two
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Write the chart alone
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// Print the account as JSON
    #[arg(long)]
    pub json: bool,
}

/// Prints the account of the pair; writes it where asked to.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let settings = Settings::read(&arguments.settings)?;
    global.use_threads_of(&settings)?;
    let language = global.messages(settings.night.language);
    let reader = Reader { language, unmasked: arguments.unmasking.buka_penyamaran };
    arguments.unmasking.log(&settings.night.out, &format!("explain {} {}", arguments.a, arguments.b))?;
    let progress = Terminal::new(global.quiet).speaking(language);
    let account = pipeline::account(
        &settings,
        night_date(None, &settings),
        [&arguments.a, &arguments.b],
        reader,
        &progress,
    )?;
    output::result(&if arguments.json { json(&account, language) } else { text(&account, language) })?;
    if let Some(path) = &arguments.html {
        let ended = ended(&account, language);
        let told = Page {
            rows: [&account.first, &account.second],
            ended: &ended,
            waterfall: &account.waterfall,
            pairs: &account.lines,
            around: &account.around,
            notes: &notes(&account, language),
            unmasked: reader.unmasked,
            language,
        };
        write(path, &page(&told).into_string())?;
    }
    if let Some(path) = &arguments.svg {
        let title = title([&account.first, &account.second], language);
        write(path, &chart(&account.waterfall, Size::Full, "bobot", &title, language).into_string())?;
    }
    Ok(Outcome::Done)
}

fn write(path: &Path, text: &str) -> Result<()> {
    write_whole(path, |out| {
        std::io::Write::write_all(out, text.as_bytes())
            .map_err(|source| Error::file(path, "cannot be written", source))
    })?;
    Ok(())
}

fn json(account: &Account, language: Language) -> String {
    let mut value = serde_json::json!(account);
    value["sentence"] = account.waterfall.sentence(language).into();
    value["ended"] = ended(account, language).into();
    format!("{value:#}\n")
}

fn text(account: &Account, language: Language) -> String {
    let mut text = String::new();
    for cited in [&account.first, &account.second] {
        text.push_str(&format!(
            "{:<16} {} {}, {}\n",
            cited.row,
            language.pick("baris", "line"),
            cited.line,
            cited.file
        ));
    }
    if account.pairs > 1 {
        text.push_str(&match language {
            Language::Indonesian => {
                format!("Pasangan terkuat dari {} pasangan baris.\n", language.count(account.pairs))
            }
            Language::English => {
                format!("The strongest of {} pairs of rows.\n", language.count(account.pairs))
            }
        });
    }
    text.push_str(&format!("\n{}\n", account.waterfall.sentence(language)));
    text.push_str(&format!("{}\n\n", ended(account, language)));
    text.push_str(&account.waterfall.to_text(language));
    text.push_str(&pairs_text(&account.lines, language));
    text.push_str(&around_text(&account.around, language));
    text.push('\n');
    for note in notes(account, language) {
        text.push_str(&format!("{note}\n"));
    }
    text
}

/// The pairs of rows of two persons, the strongest and the weakest.
fn pairs_text(lines: &[PairLine], language: Language) -> String {
    let mut text = String::new();
    if !lines.is_empty() {
        text.push_str(
            language.pick("\nPasangan baris kedua orang\n", "\nPairs of rows of the two persons\n"),
        );
    }
    for line in lines {
        let [a, b] = &line.rows;
        let weight = language.decimal(f64::from(line.weight), 1);
        text.push_str(&format!("  {a} – {b}: {weight}. {}\n", line.sentence));
    }
    text
}

/// The rows around the two by group, what holds each group, and what was cut.
fn around_text(around: &Around, language: Language) -> String {
    let mut text = String::new();
    if !around.tells() {
        return text;
    }
    text.push_str(language.pick("\nBaris di sekitarnya\n", "\nThe rows around them\n"));
    for (group, places) in around.groups() {
        text.push_str(&format!("  {}\n", around.group_name(group, language)));
        for &place in &places {
            let row = &around.rows[place];
            let mark = if row.asked { "→" } else { " " };
            text.push_str(&format!("  {mark} {}: {}\n", row.cited.row, row.known()));
        }
        for link in around.links.iter().filter(|link| places.contains(&link.rows[0])) {
            let [a, b] = link.rows.map(|place| &around.rows[place].cited.row);
            let weight = language.decimal(f64::from(link.weight), 1);
            text.push_str(&format!("      {a} – {b}: {weight}, {}\n", link.because));
        }
    }
    for strain in &around.strains {
        let [a, b] = strain.rows.map(|place| &around.rows[place].cited.row);
        let weight = language.decimal(f64::from(strain.weight), 1);
        text.push_str(&format!("  ! {a} – {b}: {weight}. {}\n", strain.because));
    }
    for gap in &around.gaps {
        let [a, b] = gap.rows.map(|place| &around.rows[place].cited.row);
        let [x, y] = gap.groups.map(|group| around.group_name(group, language));
        let apart = language.pick("Terpisah", "Apart");
        let weight = language.decimal(f64::from(gap.weight), 1);
        text.push_str(&format!(
            "  {apart}: {x} – {y}\n    {a} – {b} ({weight}). {}\n",
            gap.sentence(language)
        ));
        for said in &gap.contradictions {
            text.push_str(&format!("    · {said}\n"));
        }
    }
    if around.more_rows > 0 {
        let more = language.count(around.more_rows);
        text.push_str(&format!("  … {more} {}\n", language.pick("baris lain", "more rows")));
    }
    text
}

/// How the two ended, and whether the latest run says so too.
fn ended(account: &Account, language: Language) -> String {
    let mut text = together(account.together, language).to_owned();
    if account.as_in_run == Some(false) {
        text.push_str(language.pick(
            " Malam terakhir berakhir lain; modelnya atau pengaturannya sudah berubah.",
            " The latest night ended otherwise; its model or settings have changed since.",
        ));
    }
    text
}

/// What the account rests on.
fn notes(account: &Account, language: Language) -> Vec<String> {
    let model = match &account.model {
        ModelUsed::Frozen(path) | ModelUsed::OfRun(path) => path.display().to_string(),
        ModelUsed::Trained => {
            language.pick("dilatih sekarang; belum ada malam", "trained now; there was no night yet").into()
        }
    };
    let mut notes = vec![format!("Model: {model}")];
    if account.as_in_run.is_none() && account.model != ModelUsed::Trained {
        notes.push(
            language
                .pick(
                    "Berkas roster bukan lagi berkas malam terakhir; yang dijelaskan adalah berkas sekarang.",
                    "The roster files are not those of the latest night; the files of now are explained.",
                )
                .into(),
        );
    }
    notes
}

/// How the two rows ended, in words.
fn together(together: Together, language: Language) -> &'static str {
    match together {
        Together::Linked => language.pick("Keduanya disatukan menjadi satu orang.", "Both are one person."),
        Together::ThroughOthers => language.pick(
            "Keduanya satu orang melalui baris lain; pasangan ini sendiri belum cukup kuat.",
            "Both are one person through other rows; this pair alone is not strong enough.",
        ),
        Together::NeverCompared => language.pick(
            "Tidak disatukan: terlalu sedikit isian sama yang mempertemukan keduanya (NIK, KK, nama, tanggal lahir).",
            "Kept apart: too little that they share brought the two together (NIK, card, name, birth date).",
        ),
        Together::Below => language.pick(
            "Tidak disatukan: buktinya di bawah ambang.",
            "Kept apart: the evidence is below the threshold.",
        ),
        Together::CutDifferentNik => language.pick(
            "Meskipun begitu tidak disatukan: dua NIK wajar dengan tanggal lahir, jenis kelamin, atau ibu yang berbeda.",
            "Even so kept apart: two well-formed NIKs with different birth dates, sexes or mothers.",
        ),
        Together::CutTwinSerial => language.pick(
            "Meskipun begitu tidak disatukan: mungkin kembar; nomor urut NIK dan nama depan berbeda.",
            "Even so kept apart: perhaps twins; NIK serials and first names differ.",
        ),
        Together::CutOneRowPerPerson => language.pick(
            "Meskipun begitu tidak disatukan: rosternya memuat tiap orang satu kali.",
            "Even so kept apart: their roster holds each person once.",
        ),
        Together::CutOutweighed => language.pick(
            "Meskipun begitu tidak disatukan: baris lain dalam kelompoknya bertentangan.",
            "Even so kept apart: the other rows of the group contradict it.",
        ),
        Together::DecidedSame => language.pick(
            "Keduanya satu orang: petugas memutuskan demikian (padan decide --list).",
            "Both are one person: an officer has decided so (padan decide --list).",
        ),
        Together::DecidedDifferent => language.pick(
            "Tidak disatukan: petugas memutuskan keduanya dua orang (padan decide --list).",
            "Kept apart: an officer has decided that they are two persons (padan decide --list).",
        ),
    }
}
