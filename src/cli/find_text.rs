//! How are hits and a dossier written on a terminal? Columns that line up, and one line more for what does not fit.

use crate::find::{Dossier, FieldValue, Hit, NightName};
use crate::report::Language;

/// The persons found, two lines each.
pub fn hits(hits: &[Hit], night: &NightName, language: Language) -> String {
    if hits.is_empty() {
        let said = language.pick(
            "Tidak ada yang cocok. Coba ejaan lain, kurangi kata, atau tambah tahun lahir.",
            "Nobody fits. Try another spelling, fewer words, or a year of birth.",
        );
        return format!("{said}\n");
    }
    let width = |text: fn(&Hit) -> &str, least: usize| {
        hits.iter().map(|hit| text(hit).chars().count()).max().unwrap_or(0).max(least)
    };
    let name = width(|hit| &hit.name, 4);
    let birth = width(|hit| &hit.birth, 5);
    let label = language.pick(["Nama", "L/P", "Lahir"], ["Name", "Sex", "Born"]);
    let mut text = format!("{:<17} {:<name$} {:<3} {:<birth$} NIK\n", "Id", label[0], label[1], label[2]);
    text.push_str(&format!("{}\n", "─".repeat(17 + name + birth + 24)));
    for hit in hits {
        let line = format!(
            "{:<17} {:<name$} {:<3} {:<birth$} {}",
            hit.person_id, hit.name, hit.sex, hit.birth, hit.nik
        );
        text.push_str(&format!("{}\n", line.trim_end()));
        let place = [&hit.village, &hit.district, &hit.regency].map(String::as_str);
        let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
        let conflicts = match hit.conflicts {
            0 => String::new(),
            1 => language.pick("1 konflik", "1 conflict").to_owned(),
            more => format!("{more} {}", language.pick("konflik", "conflicts")),
        };
        let parts = [place.join(", "), hit.programmes.clone(), conflicts];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        text.push_str(&format!("{:<17} {}\n", "", parts.join(" · ")));
        let reasons: Vec<String> = hit.reasons.iter().map(|reason| reason.said(language)).collect();
        text.push_str(&format!("{:<17} → {}\n", "", reasons.join(", ")));
    }
    let night_word = language.pick("Malam", "Night");
    text.push_str(&format!("\n{night_word} {} · {}\n", night.number, language.day(night.date)));
    text
}

/// Everything about one person.
pub fn dossier(told: &Dossier, language: Language) -> String {
    let mut text = String::new();
    if told.asked != told.person_id {
        let said = language.pick("yang ditanyakan kini menjadi", "which was asked for, is now");
        text.push_str(&format!("{} {said} {}\n", told.asked, told.person_id));
    }
    text.push_str(&format!("{}  {}\n", told.person_id, told.band));
    let retired: Vec<&str> = told.retired.iter().map(String::as_str).filter(|id| *id != told.asked).collect();
    if !retired.is_empty() {
        text.push_str(&format!("{}: {}\n", language.pick("Juga pernah", "Also once"), retired.join(", ")));
    }
    if !told.in_register {
        let said =
            language.pick("Tidak ada di register malam terakhir.", "Not in the register of the last night.");
        text.push_str(&format!("{said}\n"));
    }
    identity(told, language, &mut text);
    programmes(told, language, &mut text);
    rows(told, language, &mut text);
    family(told, language, &mut text);
    findings(told, language, &mut text);
    if !told.history.is_empty() {
        heading(language.pick("Riwayat", "History"), &mut text);
        for event in &told.history {
            let night = language.pick("malam", "night");
            let said = super::history::said(event, language);
            let day = language.day_of(&event.date);
            text.push_str(&format!("  {day:<17}  {night} {:<4} {said}\n", event.night));
        }
    }
    text
}

fn heading(words: &str, text: &mut String) {
    text.push_str(&format!("\n{words}\n"));
}

fn identity(told: &Dossier, language: Language, text: &mut String) {
    for field in &told.identity {
        let label = field_label(&field.field, language);
        let value = if field.value.is_empty() { "–" } else { &field.value };
        let from = if field.from.is_empty() { String::new() } else { format!("  [{}]", field.from) };
        text.push_str(&format!("  {label:<14} {value}{from}\n"));
        for other in &others(field, language) {
            text.push_str(&format!("  {:<14}   {other}\n", ""));
        }
    }
}

/// `juga: SITI NUR [pkh:3, pbi:9]`, a line each.
fn others(field: &FieldValue, language: Language) -> Vec<String> {
    let also = language.pick("juga", "also");
    field.others.iter().map(|other| format!("{also}: {} [{}]", other.value, other.rows.join(", "))).collect()
}

/// The name of a field as people read it.
pub fn field_label(field: &str, language: Language) -> String {
    let words = match field {
        "nik" => return "NIK".into(),
        "kk" => return "No. KK".into(),
        "name" => ("Nama", "Name"),
        "birth_date" => ("Tanggal lahir", "Birth date"),
        "birth_place" => ("Tempat lahir", "Birth place"),
        "sex" => ("L/P", "Sex"),
        "mother" => ("Ibu kandung", "Mother"),
        "region" => ("Wilayah", "Region"),
        "address" => ("Alamat", "Address"),
        other => return other.to_owned(),
    };
    language.pick(words.0, words.1).to_owned()
}

fn programmes(told: &Dossier, language: Language, text: &mut String) {
    if told.programmes.is_empty() {
        return;
    }
    heading(language.pick("Program", "Programmes"), text);
    for programme in &told.programmes {
        let amount = programme.amount.map_or_else(|| "–".to_owned(), |amount| language.rupiah(amount));
        let name = language.pick(&programme.name, &programme.name_en);
        let asleep =
            if programme.served { "" } else { language.pick("  (tidak membayar)", "  (pays nothing)") };
        text.push_str(&format!(
            "  {:<13} {amount:>13}  {name}{asleep}  [{}]\n",
            programme.programme,
            programme.rows.join(", ")
        ));
    }
}

fn rows(told: &Dossier, language: Language, text: &mut String) {
    if told.rows.is_empty() {
        return;
    }
    heading(language.pick("Baris", "Rows"), text);
    for row in &told.rows {
        let probability = row.probability.map_or_else(String::new, |share| language.percent(Some(share)));
        let line = language.pick("baris", "line");
        text.push_str(&format!(
            "  {}:{}  {} {line} {}  {} {probability}\n",
            row.roster, row.row, row.file, row.line, row.band
        ));
        let cells: Vec<String> = row.cells.iter().map(|(field, cell)| format!("{field}={cell}")).collect();
        text.push_str(&format!("    {}\n", cells.join("; ")));
    }
}

fn family(told: &Dossier, language: Language, text: &mut String) {
    if told.family_id.is_empty() {
        return;
    }
    heading(&format!("{} {}", language.pick("Keluarga", "Family"), told.family_id), text);
    if told.family.is_empty() {
        text.push_str(&format!("  {}\n", language.pick("Tidak ada anggota lain.", "No other members.")));
    }
    for relative in &told.family {
        let relation = language.pick(&relative.relation, &relative.relation_en);
        let parts = [&relative.sex, &relative.birth, relation, &relative.programmes];
        let parts: Vec<&str> =
            parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        text.push_str(&format!("  {}  {}  {}\n", relative.person_id, relative.name, parts.join(" · ")));
    }
}

fn findings(told: &Dossier, language: Language, text: &mut String) {
    let amount = |amount: Option<u64>| amount.map_or_else(String::new, |amount| language.rupiah(amount));
    if !told.conflicts.is_empty() {
        heading(language.pick("Konflik", "Conflicts"), text);
    }
    for conflict in &told.conflicts {
        let since = language.pick("sejak", "since");
        text.push_str(&format!(
            "  {}  {}  {} {since} {}  {}\n    {}\n",
            conflict.conflict_id,
            conflict.class,
            conflict.status,
            conflict.since,
            amount(conflict.amount),
            language.pick(&conflict.message, &conflict.message_en)
        ));
    }
    if !told.referrals.is_empty() {
        heading(language.pick("Dapat dirujuk (belum menerima)", "May get, and does not"), text);
    }
    for referral in &told.referrals {
        text.push_str(&format!(
            "  {:<13} {:>13}  {} [{}]\n",
            referral.programme,
            amount(referral.amount),
            language.pick(&referral.reason, &referral.reason_en),
            referral.evidence
        ));
    }
}
