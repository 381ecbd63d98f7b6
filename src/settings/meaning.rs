//! What does a settings file mean? Turns what was typed into [`Settings`], and refuses what cannot be meant,
//! with the line and the next step.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::Date;
use toml::Spanned;

use super::typed::{self, Source, Text, did_you_mean};
use super::{
    Breaker, CodeSystem, ExtraField, Language, Limits, Names, Night, RosterSettings, Settings, parse_memory,
};
use crate::error::{Message, Result};
use crate::ingest;
use crate::record::{Field, RosterId};
use crate::report::WorkbookSize;
use crate::standardise::ExtraKind;

/// The whole file's meaning.
pub fn settings(source: &Source<'_>, file: typed::File) -> Result<Settings> {
    let folder = match source.path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => Path::new(".").to_owned(),
    };
    if file.roster.is_empty() {
        return Err(source.refuse(
            None,
            message!("tidak ada roster yang didaftarkan", "no roster is declared"),
            message!(
                "Tambahkan [[roster]], atau biarkan `padan init FOLDER` menulis berkasnya.",
                "Add a [[roster]], or let `padan init FOLDER` write the file."
            ),
        ));
    }
    let fields = extra_fields(source, file.field)?;
    let mut rosters = Vec::with_capacity(file.roster.len());
    let mut names = BTreeSet::new();
    for (place, typed) in file.roster.into_iter().enumerate() {
        let Ok(id) = u16::try_from(place) else {
            return Err(source.refuse(
                Some(typed.span()),
                message!("lebih dari 65.535 roster", "more than 65,535 rosters"),
                message!(
                    "Gabungkan berkas yang susunannya sama menjadi satu roster dengan pola seperti \"masuk/pkh_*.csv\".",
                    "Join files of one layout into one roster with a glob such as \"masuk/pkh_*.csv\"."
                ),
            ));
        };
        let span = typed.span();
        let roster = roster(source, &folder, &fields, RosterId(id), typed)?;
        if !names.insert(roster.roster.name.to_lowercase()) {
            return Err(source.refuse(
                Some(span),
                message!(
                    "dua roster bernama \"{name}\"",
                    "two rosters are named \"{name}\"",
                    name = roster.roster.name
                ),
                message!(
                    "Beri setiap roster namanya sendiri; nama itu muncul di setiap keluaran.",
                    "Give each roster a name of its own; it appears in every output."
                ),
            ));
        }
        rosters.push(roster);
    }
    Ok(Settings {
        path: source.path.to_owned(),
        night: night(source, &folder, file.night.unwrap_or_default())?,
        rosters,
        fields,
        names: choice(source, file.standardise.names, NAMES)?.unwrap_or_default(),
        model: file.model.file.map(|file| folder.join(file.get_ref())),
        household_pass: file.model.household_pass.unwrap_or(true),
        programmes: file.programmes.file.map(|file| folder.join(file.get_ref())),
        breaker: breaker(source, &file.breaker)?,
        limits: limits(source, &file.limits)?,
        folder,
    })
}

const NAMES: &[(&str, Names)] = &[("indonesian", Names::Indonesian), ("plain", Names::Plain)];
const LANGUAGES: &[(&str, Language)] = &[("id", Language::Indonesian), ("en", Language::English)];
const CODE_SYSTEMS: &[(&str, CodeSystem)] =
    &[("kemendagri", CodeSystem::Kemendagri), ("bps", CodeSystem::Bps)];
const KINDS: &[(&str, ExtraKind)] = &[
    ("identifier", ExtraKind::Identifier),
    ("code", ExtraKind::Code),
    ("text", ExtraKind::Text),
    ("number", ExtraKind::Number),
    ("date", ExtraKind::Date),
    ("carry", ExtraKind::Carry),
];

/// One of a few words, or none when nothing was written.
fn choice<T: Copy>(source: &Source<'_>, typed: Option<Text>, known: &[(&str, T)]) -> Result<Option<T>> {
    let Some(text) = typed else { return Ok(None) };
    let word = text.get_ref().trim().to_lowercase();
    if let Some((_, meaning)) = known.iter().find(|(name, _)| *name == word) {
        return Ok(Some(*meaning));
    }
    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    Err(source.refuse(
        Some(text.span()),
        message!(
            "\"{word}\" bukan salah satu dari {names}",
            "\"{word}\" is none of {names}",
            word = text.get_ref(),
            names = names.join(", ")
        ),
        did_you_mean(&word, &names),
    ))
}

fn night(source: &Source<'_>, folder: &Path, typed: typed::Night) -> Result<Night> {
    Ok(Night {
        name: filled(typed.name).map_or_else(|| "Padan".to_owned(), Spanned::into_inner),
        out: folder.join(filled(typed.out).map_or_else(|| "keluaran".to_owned(), Spanned::into_inner)),
        state: folder.join(filled(typed.state).map_or_else(|| "keadaan".to_owned(), Spanned::into_inner)),
        language: choice(source, typed.report_language, LANGUAGES)?.unwrap_or_default(),
        regency: filled(typed.regency).map(|regency| regency.into_inner().trim().to_owned()),
        date: day(source, typed.date)?,
        keep_runs: count(source, typed.keep_runs.as_ref(), 1, || {
            message!(
                "Hapus kunci ini untuk menyimpan hasil semua malam.",
                "Leave the key out to keep every run."
            )
        })?,
        workbook: workbook(source, typed.workbook.as_ref())?,
    })
}

fn workbook(source: &Source<'_>, typed: Option<&Spanned<typed::Workbook>>) -> Result<WorkbookSize> {
    let Some(typed) = typed else { return Ok(WorkbookSize::Auto) };
    let known = match typed.get_ref() {
        typed::Workbook::Flag(true) => Some(WorkbookSize::Auto),
        typed::Workbook::Flag(false) => Some(WorkbookSize::Off),
        typed::Workbook::Lines(lines) => usize::try_from(*lines).ok().map(WorkbookSize::AtMost),
        typed::Workbook::Word(word) => match word.trim().to_lowercase().as_str() {
            "auto" => Some(WorkbookSize::Auto),
            "full" => Some(WorkbookSize::Full),
            "off" => Some(WorkbookSize::Off),
            _ => None,
        },
    };
    known.ok_or_else(|| {
        let next = message!(
            "Tulis \"auto\", \"full\", \"off\", atau paling banyak berapa baris per lembar, misalnya 20000.",
            "Write \"auto\", \"full\", \"off\", or how many lines a sheet lists at most, such as 20000."
        );
        let what = message!("`workbook` tidak dapat dimengerti", "`workbook` is not understood");
        source.refuse(Some(typed.span()), what, next)
    })
}

/// A whole number that is at least `least`.
fn count(
    source: &Source<'_>,
    typed: Option<&Spanned<i64>>,
    least: usize,
    next_step: impl FnOnce() -> Message,
) -> Result<Option<usize>> {
    let Some(number) = typed else { return Ok(None) };
    match usize::try_from(*number.get_ref()) {
        Ok(count) if count >= least => Ok(Some(count)),
        _ => {
            let what = message!("harus {least} atau lebih", "must be {least} or more");
            Err(source.refuse(Some(number.span()), what, next_step()))
        }
    }
}

fn breaker(source: &Source<'_>, typed: &typed::Breaker) -> Result<Breaker> {
    let share = |typed: &Option<Spanned<f64>>, otherwise: f64| match typed {
        None => Ok(otherwise),
        Some(share) if (0.0..=1.0).contains(share.get_ref()) => Ok(*share.get_ref()),
        Some(share) => Err(source.refuse(
            Some(share.span()),
            message!("harus bagian dari 0 sampai 1", "must be a share from 0 to 1"),
            message!(
                "Tulis 0.2 untuk satu dari lima baris; 1 tidak pernah menghentikan malam.",
                "Write 0.2 for one row in five; 1 never stops a night."
            ),
        )),
    };
    let usual = Breaker::default();
    let next_step = || {
        message!(
            "Tulis berapa baris roster paling sedikit agar dinilai; hapus kunci ini untuk jumlah yang lazim.",
            "Write how many rows a roster needs to be judged; leave the key out for the usual number."
        )
    };
    Ok(Breaker {
        max_vanished_share: share(&typed.max_vanished_share, usual.max_vanished_share)?,
        max_refused_jump: share(&typed.max_refused_jump, usual.max_refused_jump)?,
        max_duplicate_jump: share(&typed.max_duplicate_jump, usual.max_duplicate_jump)?,
        min_rows: count(source, typed.min_rows.as_ref(), 0, next_step)?
            .map_or(usual.min_rows, |rows| rows as u64),
        accepted: None,
    })
}

/// A text that is not blank.
fn filled(text: Option<Text>) -> Option<Text> {
    text.filter(|text| !text.get_ref().trim().is_empty())
}

fn day(source: &Source<'_>, typed: Option<Spanned<typed::Day>>) -> Result<Option<Date>> {
    let Some(typed) = typed else { return Ok(None) };
    let text = match typed.get_ref() {
        typed::Day::Quoted(text) => text.clone(),
        typed::Day::Bare(date) => date.to_string(),
    };
    text.trim().parse().map(Some).map_err(|_| {
        source.refuse(
            Some(typed.span()),
            message!("\"{text}\" bukan tanggal", "\"{text}\" is no date"),
            message!(
                "Tulis tahun, bulan dan hari, seperti \"2025-01-31\".",
                "Write year, month and day, as in \"2025-01-31\"."
            ),
        )
    })
}

fn limits(source: &Source<'_>, typed: &typed::Limits) -> Result<Limits> {
    let threads = match &typed.threads {
        None => None,
        Some(threads) => Some(
            usize::try_from(*threads.get_ref()).ok().filter(|count| (1..=1024).contains(count)).ok_or_else(
                || {
                    source.refuse(
                        Some(threads.span()),
                        message!("threads harus dari 1 sampai 1024", "threads must be 1 to 1024"),
                        message!(
                            "Hapus kunci ini untuk memakai semua inti prosesor.",
                            "Leave the key out to use all cores."
                        ),
                    )
                },
            )?,
        ),
    };
    let memory = match &typed.memory {
        None => None,
        Some(text) => Some(parse_memory(text.get_ref()).map_err(|_| {
            let what = message!(
                "\"{text}\" bukan ukuran memori; tulis misalnya \"2G\" atau \"512M\"",
                "\"{text}\" is no amount of memory; write for example \"2G\" or \"512M\"",
                text = text.get_ref()
            );
            let next = message!(
                "Hapus kunci ini untuk memakai memori yang ada di komputer.",
                "Leave the key out to use what the machine has."
            );
            source.refuse(Some(text.span()), what, next)
        })?),
    };
    Ok(Limits { threads, memory })
}

fn extra_fields(source: &Source<'_>, typed: Vec<Spanned<typed::ExtraField>>) -> Result<Vec<ExtraField>> {
    let mut fields: Vec<ExtraField> = Vec::with_capacity(typed.len());
    for entry in typed {
        let span = entry.span();
        let entry = entry.into_inner();
        let Some(name) = filled(entry.name) else {
            return Err(source.refuse(
                Some(span),
                message!("sebuah [[field]] tidak bernama", "a [[field]] has no name"),
                message!("Tambahkan misalnya name = \"nisn\".", "Add for example name = \"nisn\"."),
            ));
        };
        let place = Some(name.span());
        let name = name.into_inner().trim().to_owned();
        if Field::from_key(&name).is_some() {
            let next = message!(
                "Hapus [[field]] itu dan petakan kolomnya dengan kunci itu, atau pilih nama lain.",
                "Leave the [[field]] out and map the column by that key, or choose another name."
            );
            let what =
                message!("`{name}` sudah menjadi bidang bawaan", "`{name}` is a field of its own already");
            return Err(source.refuse(place, what, next));
        }
        if fields.iter().any(|field| field.name == name) {
            let next = message!(
                "Daftarkan sekali saja; beberapa roster boleh memetakannya.",
                "Declare it once; several rosters may map it."
            );
            let what =
                message!("bidang `{name}` didaftarkan dua kali", "the field `{name}` is declared twice");
            return Err(source.refuse(place, what, next));
        }
        let kind = choice(source, entry.kind, KINDS)?.unwrap_or(ExtraKind::Carry);
        fields.push(ExtraField { name, kind });
    }
    Ok(fields)
}

fn roster(
    source: &Source<'_>,
    folder: &Path,
    fields: &[ExtraField],
    id: RosterId,
    typed: Spanned<typed::Roster>,
) -> Result<RosterSettings> {
    let span = typed.span();
    let typed = typed.into_inner();
    let missing = |key: &str, next: Message| {
        let what = message!("sebuah [[roster]] tanpa `{key}`", "a [[roster]] has no `{key}`");
        source.refuse(Some(span.clone()), what, next)
    };
    let name = filled(typed.name).ok_or_else(|| {
        missing("name", message!("Tambahkan misalnya name = \"pkh\".", "Add for example name = \"pkh\"."))
    })?;
    if name.get_ref().contains([':', '/', '\\', '*', '?', '"', '\n', '\r', '\t']) {
        let next = message!(
            "Pakai huruf, angka, spasi, `-` dan `_`: nama ini dipakai di nama berkas dan di roster:row.",
            "Use letters, digits, spaces, `-` and `_`: names stand in file names and in roster:row."
        );
        let what = message!(
            "nama roster {name:?} memuat tanda yang tidak boleh ada di dalamnya",
            "the roster name {name:?} holds a sign that cannot stand in it",
            name = name.get_ref()
        );
        return Err(source.refuse(Some(name.span()), what, next));
    }
    let path = filled(typed.path).ok_or_else(|| {
        missing(
            "path",
            message!(
                "Tambahkan misalnya path = \"masuk/pkh_*.csv\".",
                "Add for example path = \"masuk/pkh_*.csv\"."
            ),
        )
    })?;
    let programme = filled(typed.programme).ok_or_else(|| {
        missing(
            "programme",
            message!(
                "Tambahkan misalnya programme = \"PKH\" (kunci dari aturan program, atau buatan sendiri).",
                "Add for example programme = \"PKH\" (a key of the programme rules, or your own)."
            ),
        )
    })?;
    let unique_key = filled(typed.unique_key).map(|key| key.into_inner().trim().to_owned());
    let mut columns = columns(source, fields, typed.columns)?;
    if let Some(key) = &unique_key
        && !columns.iter().any(|(field, _)| *field == Field::UniqueKey)
    {
        columns.push((Field::UniqueKey, vec![key.clone()]));
    }
    if !columns.iter().any(|(field, _)| matches!(field, Field::Name | Field::Nik)) {
        return Err(source.refuse(
            Some(span),
            message!(
                "roster \"{name}\" tidak memetakan `name` maupun `nik`",
                "the roster \"{name}\" maps neither `name` nor `nik`",
                name = name.get_ref()
            ),
            message!(
                "Tambahkan di [roster.columns]; tanpa keduanya tidak seorang pun dapat dikenali.",
                "Add them under [roster.columns]; without both nobody can be recognised."
            ),
        ));
    }
    Ok(RosterSettings {
        roster: ingest::Roster {
            id,
            name: name.get_ref().trim().to_owned(),
            path: folder.join(path.get_ref().trim()),
            delimiter: delimiter(source, typed.delimiter)?,
            encoding: encoding(source, typed.encoding)?,
            header_row: header_row(source, typed.header_row.as_ref())?,
            sheet: filled(typed.sheet).map(Spanned::into_inner),
            columns,
        },
        programme: programme.into_inner().trim().to_owned(),
        owner: filled(typed.owner).map(|owner| owner.into_inner().trim().to_owned()),
        unique_key,
        one_row_per_person: typed.one_row_per_person,
        region_codes: choice(source, typed.region_codes, CODE_SYSTEMS)?,
    })
}

/// `[roster.columns]` in the order of the file.
fn columns(
    source: &Source<'_>,
    fields: &[ExtraField],
    typed: std::collections::BTreeMap<Text, Spanned<typed::Headers>>,
) -> Result<Vec<(Field, Vec<String>)>> {
    let mut entries: Vec<_> = typed.into_iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let mut columns: Vec<(Field, Vec<String>)> = Vec::with_capacity(entries.len());
    for (key, headers) in entries {
        let field = field_of_key(source, fields, &key)?;
        let place = headers.span();
        let headers = match headers.into_inner() {
            typed::Headers::One(header) => vec![header],
            typed::Headers::Several(headers) => headers,
        };
        let headers: Vec<String> = headers
            .iter()
            .map(|header| header.trim().to_owned())
            .filter(|header| !header.is_empty())
            .collect();
        for (field, headers) in date_parts(source, field, headers, place)? {
            if columns.iter().any(|(earlier, _)| *earlier == field) {
                return Err(source.refuse(
                    Some(key.span()),
                    message!("`{key}` dipetakan dua kali", "`{key}` is mapped twice", key = field.key()),
                    message!(
                        "Pakai salah satu saja; daftar kepala kolom menggabungkan beberapa kolom menjadi satu bidang.",
                        "Keep one of the two; a list of headers joins several columns into one field."
                    ),
                ));
            }
            columns.push((field, headers));
        }
    }
    Ok(columns)
}

fn field_of_key(source: &Source<'_>, fields: &[ExtraField], key: &Text) -> Result<Field> {
    let name = key.get_ref().as_str();
    if let Some(field) = Field::from_key(name) {
        return Ok(field);
    }
    if let Some(place) = fields.iter().position(|field| field.name == name) {
        let place = u16::try_from(place).map_err(|_| {
            source.refuse(
                Some(key.span()),
                message!("lebih dari 65.535 bidang didaftarkan", "more than 65,535 declared fields"),
                message!("Kurangi jumlahnya.", "Declare fewer."),
            )
        })?;
        return Ok(Field::Extra(place));
    }
    let known: Vec<&str> = Field::ALL
        .iter()
        .map(|field| field.key())
        .chain(fields.iter().map(|field| field.name.as_str()))
        .collect();
    let nearest = did_you_mean(name, &known);
    let next = message!(
        "{nearest} Bidang buatan sendiri memerlukan [[field]] dengan nama ini.",
        "{nearest} A field of your own needs a [[field]] with this name.";
        nearest
    );
    let what = message!(
        "bidang `{name}` di [roster.columns] tidak dikenal",
        "unknown field `{name}` in [roster.columns]"
    );
    Err(source.refuse(Some(key.span()), what, next))
}

/// `birth_date` with three headers is day, month and year in columns of their own; no header is no column.
fn date_parts(
    source: &Source<'_>,
    field: Field,
    mut headers: Vec<String>,
    place: std::ops::Range<usize>,
) -> Result<Vec<(Field, Vec<String>)>> {
    match (field, headers.len()) {
        (_, 0) => Ok(Vec::new()),
        (Field::BirthDate, 3) => {
            let year = headers.split_off(2);
            let month = headers.split_off(1);
            Ok(vec![(Field::BirthDay, headers), (Field::BirthMonth, month), (Field::BirthYear, year)])
        }
        (Field::BirthDate, count) if count != 1 => Err(source.refuse(
            Some(place),
            message!("`birth_date` diberi {count} kepala kolom", "`birth_date` has {count} headers"),
            message!(
                "Beri satu kepala kolom, atau tiga: hari, bulan dan tahun.",
                "Give one header, or three: day, month and year."
            ),
        )),
        _ => Ok(vec![(field, headers)]),
    }
}

fn delimiter(source: &Source<'_>, typed: Option<Text>) -> Result<Option<u8>> {
    let Some(text) = typed else { return Ok(None) };
    match text.get_ref().as_str() {
        "" => Ok(None),
        "tab" | "TAB" => Ok(Some(b'\t')),
        one if one.len() == 1 && !matches!(one, "\"" | "\n" | "\r") => Ok(Some(one.as_bytes()[0])),
        other => Err(source.refuse(
            Some(text.span()),
            message!("{other:?} bukan pemisah kolom", "{other:?} is no delimiter"),
            message!(
                "Tulis satu tanda seperti \";\" atau \",\", atau \"tab\"; hapus kunci ini agar dideteksi sendiri.",
                "Write one sign such as \";\" or \",\", or \"tab\"; leave the key out to have it detected."
            ),
        )),
    }
}

fn encoding(source: &Source<'_>, typed: Option<Text>) -> Result<Option<String>> {
    let Some(text) = filled(typed) else { return Ok(None) };
    match encoding_rs::Encoding::for_label(text.get_ref().trim().as_bytes()) {
        Some(encoding) => Ok(Some(encoding.name().to_ascii_lowercase())),
        None => Err(source.refuse(
            Some(text.span()),
            message!(
                "enkode \"{label}\" tidak dikenal",
                "\"{label}\" is no known encoding",
                label = text.get_ref()
            ),
            message!(
                "Tulis \"utf-8\", \"utf-16le\" atau \"windows-1252\"; hapus kunci ini agar dideteksi sendiri.",
                "Write \"utf-8\", \"utf-16le\" or \"windows-1252\"; leave the key out to have it detected."
            ),
        )),
    }
}

fn header_row(source: &Source<'_>, typed: Option<&Spanned<i64>>) -> Result<Option<u32>> {
    let Some(row) = typed else { return Ok(None) };
    match u32::try_from(*row.get_ref()) {
        Ok(line) if line > 0 => Ok(Some(line)),
        _ => Err(source.refuse(
            Some(row.span()),
            message!("`header_row` dihitung mulai dari baris 1", "`header_row` counts lines from 1"),
            message!(
                "Tulis nomor baris kepala kolom, atau hapus kunci ini agar dideteksi sendiri.",
                "Write the line of the header, or leave the key out to have it detected."
            ),
        )),
    }
}
