//! How are the settings written? The text of padan.toml, with a remark beside everything that was guessed.

use std::fmt::Write;

use super::columns::Evidence;
use super::elsewhere::NameWords;
use super::folder::Skipped;
use super::headers::How;
use super::programmes::Guess;
use super::rosters::{Draft, Plan, headers_of};
use crate::ingest::probe::Probe;
use crate::settings::{CodeSystem, Language};
use crate::standardise::ExtraKind;

/// The text of the settings file.
pub fn text(plan: &Plan, name: &str, skipped: &[Skipped], language: Language) -> String {
    let say = |indonesian: &'static str, english: &'static str| match language {
        Language::Indonesian => indonesian,
        Language::English => english,
    };
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    line(say(
        "# Pengaturan Padan, ditulis oleh `padan init`. Periksa baris bertanda RAGU, lalu jalankan `padan run`.",
        "# Settings of Padan, written by `padan init`. Look at the lines marked UNSURE, then `padan run`.",
    ));
    line(say(
        "# Isi berkas asli tidak diubah. Penjelasan setiap kunci: docs/settings.md.",
        "# No input file is changed. Every key is explained in docs/settings.md.",
    ));
    for skipped in skipped {
        let why = skipped.why.text(language);
        line(&format!("# {}: {}: {why}", say("Dilewati", "Passed over"), one_line(&skipped.what)));
    }
    line("");
    line("[night]");
    line(&format!("name = {}", quoted(name)));
    line(&format!("out = \"keluaran\"          # {}", say("satu folder per malam", "one folder a night")));
    line(&format!("report_language = \"{}\"", say("id", "en")));
    match &plan.regency {
        _ if plan.plain_names => {}
        Some((code, full)) => line(&format!(
            "regency = {}          # {}: {}",
            quoted(code),
            one_line(full),
            say("untuk daftar tanpa kolom kabupaten", "for rosters without a regency column")
        )),
        None => line(say(
            "# regency = \"33.14\"       # kode atau nama kabupaten/kota, bila semua daftar dari satu daerah",
            "# regency = \"33.14\"       # code or name, when all rosters are from one regency",
        )),
    }
    for (name, kind) in &plan.fields {
        line("");
        line("[[field]]");
        line(&format!("name = {}", quoted(name)));
        line(&format!("kind = \"{}\"", kind_name(*kind)));
    }
    line("");
    line("[standardise]");
    line(&names_line(plan, language));
    for roster in &plan.rosters {
        out.push('\n');
        write_roster(&mut out, roster, language);
    }
    out
}

/// How names are read, and why.
fn names_line(plan: &Plan, language: Language) -> String {
    let (chosen, other) = if plan.plain_names { ("plain", "indonesian") } else { ("indonesian", "plain") };
    let NameWords { words, known } = plan.name_words;
    let percent = (known * 100.0).round();
    let why = match language {
        _ if words == 0 => String::new(),
        Language::Indonesian => format!("; {percent} % dari {words} kata nama lazim di Indonesia"),
        Language::English => format!("; {percent} % of {words} words in names are Indonesian"),
    };
    let or = match language {
        Language::Indonesian => "atau",
        Language::English => "or",
    };
    format!("names = \"{chosen}\"          # {or} \"{other}\"{why}")
}

fn write_roster(out: &mut String, roster: &Draft, language: Language) {
    let say = |indonesian: &'static str, english: &'static str| match language {
        Language::Indonesian => indonesian,
        Language::English => english,
    };
    let _ = writeln!(out, "# {}", describe(&roster.probe, roster.rows, language));
    for doubt in &roster.recognised.doubts {
        let _ = writeln!(out, "# {}: {}", say("RAGU", "UNSURE"), one_line(&doubt.text(language)));
    }
    let _ = writeln!(out, "[[roster]]\nname = {}", quoted(&roster.name));
    let because = match &roster.guess {
        Guess::File(..) => say("dari nama berkas", "by the file's name"),
        Guess::Columns(_) => say("dari kolomnya", "by its columns"),
        Guess::Unknown if roster.recognised.foreign => say("nama bebas", "any name"),
        Guess::Unknown => say("tidak dikenali", "not recognised"),
    };
    let _ = writeln!(out, "programme = {}          # {because}", quoted(&roster.programme));
    let _ = writeln!(out, "path = {}", quoted(&roster.path));
    if let Some(sheet) = &roster.sheet {
        let _ = writeln!(out, "sheet = {}", quoted(sheet));
    }
    if let Some(programme) = roster.guess.programme() {
        let _ = writeln!(out, "owner = {}", quoted(programme.owner));
    }
    if let Some(key) = roster.unique_key {
        let header = quoted(&roster.recognised.columns[key].header);
        let _ = writeln!(
            out,
            "unique_key = {header}          # {}",
            say("unik pada contoh baris", "unique in the sample")
        );
    }
    let _ = writeln!(
        out,
        "one_row_per_person = false          # {}",
        say(
            "true bila pemilik sudah membuang gandanya sendiri",
            "true when the owner has removed its duplicates"
        )
    );
    if let Some(system) = roster.region_codes {
        let name = match system {
            CodeSystem::Kemendagri | CodeSystem::Undecided => "kemendagri",
            CodeSystem::Bps => "bps",
        };
        let _ = writeln!(out, "region_codes = \"{name}\"");
    }
    out.push_str("[roster.columns]\n");
    for mapping in &roster.recognised.mappings {
        let headers = headers_of(&roster.recognised, mapping);
        let why = match mapping.evidence {
            Evidence::Header(How::Known | How::Words) => String::new(),
            Evidence::Header(How::Typo) => {
                format!("          # {}", say("judul salah ketik", "header mistyped"))
            }
            Evidence::Header(How::Partly) => {
                format!("          # {}", say("judul dikenali sebagian", "header understood in part"))
            }
            Evidence::Values(share) => {
                let percent = (share * 100.0).round().min(100.0);
                format!("          # {} {percent} %", say("dari isinya,", "by its values,"))
            }
        };
        let _ = writeln!(out, "{} = {}{why}", mapping.field.key(), list(&headers));
    }
    for (name, column) in &roster.fields {
        let _ = writeln!(out, "{} = {}", key(name), quoted(&roster.recognised.columns[*column].header));
    }
    let headers = |columns: &[usize]| -> Vec<String> {
        columns.iter().map(|column| one_line(&roster.recognised.columns[*column].header)).collect()
    };
    if !roster.recognised.truth.is_empty() {
        let why = say("Kunci jawaban, sengaja tidak dipakai", "The answer, left out on purpose");
        let _ = writeln!(out, "# {why}: {}", headers(&roster.recognised.truth).join(", "));
    }
    unused(out, roster, say("Tidak dipakai", "Not used"));
}

/// Headers that nothing uses, as a remark.
fn unused(out: &mut String, roster: &Draft, title: &str) {
    let used = |place: &usize| {
        roster.fields.iter().any(|(_, column)| column == place) || roster.unique_key == Some(*place)
    };
    let unused: Vec<String> = (0..roster.recognised.columns.len())
        .filter(|place| !roster.recognised.mappings.iter().any(|mapping| mapping.columns.contains(place)))
        .filter(|place| !used(place) && !roster.recognised.truth.contains(place))
        .map(|place| roster.recognised.columns[place].header.clone())
        .filter(|header| !header.is_empty())
        .collect();
    if unused.is_empty() {
        return;
    }
    let mut line = format!("# {title}:");
    for (place, header) in unused.iter().enumerate() {
        let comma = if place + 1 < unused.len() { "," } else { "" };
        let piece = format!(" {}{comma}", one_line(header));
        if line.chars().count() + piece.chars().count() > 110 {
            out.push_str(&line);
            out.push('\n');
            line = "#  ".to_owned();
        }
        line.push_str(&piece);
    }
    out.push_str(&line);
    out.push('\n');
}

/// One sentence on what a file looks like.
fn describe(probe: &Probe, rows: u64, language: Language) -> String {
    let mut text = match language {
        Language::Indonesian => format!("sekitar {rows} baris, {}", probe.encoding),
        Language::English => format!("about {rows} rows, {}", probe.encoding),
    };
    if let Some(delimiter) = probe.delimiter {
        let shown = if delimiter == '\t' { "tab".to_owned() } else { format!("\"{delimiter}\"") };
        let _ = match language {
            Language::Indonesian => write!(text, ", pemisah {shown}"),
            Language::English => write!(text, ", delimiter {shown}"),
        };
    }
    if let Some(line) = probe.header_line {
        let _ = match language {
            Language::Indonesian => write!(text, ", judul kolom pada baris {line}"),
            Language::English => write!(text, ", header on line {line}"),
        };
    }
    text
}

fn kind_name(kind: ExtraKind) -> &'static str {
    match kind {
        ExtraKind::Identifier => "identifier",
        ExtraKind::Code => "code",
        ExtraKind::Text => "text",
        ExtraKind::Number => "number",
        ExtraKind::Date => "date",
        ExtraKind::Carry => "carry",
    }
}

/// One header as a string, several as a list. Three parts of a date are never joined here.
fn list(headers: &[String]) -> String {
    match headers {
        [only] => quoted(only),
        several => {
            format!("[{}]", several.iter().map(|header| quoted(header)).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            sign if sign.is_control() => {
                let _ = write!(out, "\\u{:04X}", sign as u32);
            }
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}

/// A TOML key, quoted where it must be.
fn key(name: &str) -> String {
    let bare = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if bare { name.to_owned() } else { quoted(name) }
}

/// Text for a remark: no line end may leave it.
fn one_line(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

#[cfg(test)]
mod tests {
    use super::{key, one_line, quoted};

    #[test]
    fn strings_are_escaped() {
        assert_eq!(quoted("a \"b\" \\ c\nd"), r#""a \"b\" \\ c\nd""#);
        assert_eq!(key("no_kks"), "no_kks");
        assert_eq!(key("kode ré"), "\"kode ré\"");
        assert_eq!(one_line("a\nb"), "a b");
    }
}
