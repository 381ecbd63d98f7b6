//! What does `init` tell the officer? A table of the rosters, one of their columns, and what it is unsure of.

use comfy_table::{
    ContentArrangement, Table,
    presets::{UTF8_BORDERS_ONLY, UTF8_HORIZONTAL_ONLY},
};

use super::columns::Evidence;
use super::folder::Skipped;
use super::headers::How;
use super::rosters::{Draft, Plan, headers_of};
use crate::settings::Language;

/// The text to print.
pub fn text(plan: &Plan, skipped: &[Skipped], language: Language) -> String {
    let say = |indonesian: &'static str, english: &'static str| match language {
        Language::Indonesian => indonesian,
        Language::English => english,
    };
    let mut out = String::new();
    let mut push = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    push(&rosters(plan, language));
    push("");
    push(&recognised(plan, language));
    push("");
    push(say(
        "* dari isi kolom   ~ judul dikenali sebagian atau salah ketik",
        "* by values   ~ header mistyped or understood in part",
    ));
    let doubts: Vec<String> = plan
        .rosters
        .iter()
        .flat_map(|roster| {
            roster
                .recognised
                .doubts
                .iter()
                .map(|doubt| format!("  {}: {}", roster.name, doubt.text(language)))
        })
        .collect();
    if !doubts.is_empty() {
        push("");
        push(say("Perlu diperiksa:", "To be looked at:"));
        doubts.iter().for_each(|doubt| push(doubt));
    }
    if !skipped.is_empty() {
        push("");
        push(say("Dilewati:", "Passed over:"));
        for skipped in skipped {
            push(&format!("  {}: {}", skipped.what, skipped.why.text(language)));
        }
    }
    out
}

/// The rosters, one a line.
fn rosters(plan: &Plan, language: Language) -> String {
    let mut rosters = table();
    rosters.load_style(UTF8_BORDERS_ONLY);
    rosters.set_header(match language {
        Language::Indonesian => ["Daftar", "Berkas", "Baris", "Program", "Pemilik", "Kunci baris"],
        Language::English => ["Roster", "File", "Rows", "Programme", "Owner", "Row key"],
    });
    for roster in &plan.rosters {
        let file = match &roster.sheet {
            Some(sheet) => format!("{} [{sheet}]", roster.path),
            None => roster.path.clone(),
        };
        rosters.add_row([
            roster.name.clone(),
            file,
            thousands(roster.rows, language),
            roster.programme.clone(),
            roster.guess.programme().map_or("-", |programme| programme.owner).to_owned(),
            roster.unique_key.map_or("-", |key| roster.recognised.columns[key].header.as_str()).to_owned(),
        ]);
    }
    rosters.trim_fmt()
}

/// The columns of each roster.
fn recognised(plan: &Plan, language: Language) -> String {
    let mut recognised = table();
    recognised.set_header(match language {
        Language::Indonesian => ["Daftar", "Kolom yang dikenali"],
        Language::English => ["Roster", "Columns recognised"],
    });
    for roster in &plan.rosters {
        recognised.add_row([roster.name.clone(), columns(roster, language)]);
    }
    recognised.trim_fmt()
}

/// A table as wide as the terminal, or 110 where there is none.
fn table() -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(110);
    table
}

/// The fields of a roster with their headers where the two differ much.
fn columns(roster: &Draft, language: Language) -> String {
    let recognised = &roster.recognised;
    let fixed = recognised.mappings.iter().map(|mapping| {
        let mark = match mapping.evidence {
            Evidence::Header(How::Known | How::Words) => "",
            Evidence::Header(How::Typo | How::Partly) => "~",
            Evidence::Values(_) => "*",
        };
        format!("{}{mark} = {}", mapping.field.key(), headers_of(recognised, mapping).join(" + "))
    });
    let shared =
        roster.fields.iter().map(|(name, column)| format!("{name} = {}", recognised.columns[*column].header));
    let mut parts: Vec<String> = fixed.chain(shared).collect();
    let unused = recognised.columns.len().saturating_sub(
        recognised.mappings.iter().map(|mapping| mapping.columns.len()).sum::<usize>() + roster.fields.len(),
    );
    if unused > 0 {
        parts.push(match language {
            Language::Indonesian => format!("({unused} kolom lain)"),
            Language::English => format!("({unused} more columns)"),
        });
    }
    parts.join("; ")
}

/// 12.345 in Indonesian, 12,345 in English.
fn thousands(number: u64, language: Language) -> String {
    let sign = if language == Language::English { ',' } else { '.' };
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(sign);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::thousands;
    use crate::settings::Language;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(thousands(1_234_567, Language::Indonesian), "1.234.567");
        assert_eq!(thousands(999, Language::English), "999");
    }
}
