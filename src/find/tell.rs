//! How is all about one person gathered? The index says where it stands; then only the few lines of the night's tables
//! that speak of the person are read.

use super::dossier::{AmountLine, ConflictLine, Dossier, ReferralLine, Relative, RowLine};
use super::history::of_person;
use super::lines::{TableLine, lines};
use super::night::Searched;
use super::records::{PersonRecord, RELATIONS, Shown};
use super::store::{Store, birth_text};
use super::tables::Section;
use super::values::identity;
use super::words::id_number;
use crate::error::Result;
use crate::pipeline::rules;
use crate::record::Field;
use crate::register::canonical_id;
use crate::settings::Settings;
use crate::state::{Ledger, RawReader};

/// All about one person; none when no night knows the id.
pub(super) fn dossier(
    store: &Store,
    settings: &Settings,
    night: &Searched,
    asked: &str,
) -> Result<Option<Dossier>> {
    let Some(asked) = canonical_id(asked).filter(|id| id.starts_with('P')) else { return Ok(None) };
    let ledger = Ledger::open(&night.name.state)?;
    let told = of_person(&ledger, &night.last, &settings.night.state, &asked)?;
    let mut dossier = Dossier { asked, history: told.events, retired: told.retired, ..Dossier::default() };
    dossier.person_id.clone_from(&told.id);
    let Some(&person) = store.tables.values(Section::Ids, id_number(&told.id))?.first() else {
        return Ok((!dossier.history.is_empty()).then_some(dossier));
    };
    let run = &night.name.run;
    let (record, _) = store.person(person)?;
    let register = lines(&run.join("register.parquet"), &[person])?.pop().unwrap_or_default();
    let raw = RawReader::open(&run.join("raw.parquet"))?;
    dossier.in_register = true;
    dossier.family_id = store.family_id(record.family);
    dossier.band = register.text("band");
    dossier.rows = rows(store, settings, &raw, person)?;
    dossier.identity = identity(store, &record, &register, &dossier.rows);
    dossier.programmes = programmes(settings, &register, &dossier.rows)?;
    dossier.family = family(store, person, &record)?;
    let ids = [record.id, record.family];
    dossier.conflicts =
        about(store, Section::Conflicts, run, "conflicts.parquet", ids)?.iter().map(conflict).collect();
    dossier.referrals =
        about(store, Section::Referrals, run, "referrals.parquet", ids)?.iter().map(referral).collect();
    Ok(Some(dossier))
}

/// The rows that are the person, with their cells as they were read.
fn rows(store: &Store, settings: &Settings, raw: &RawReader, person: u32) -> Result<Vec<RowLine>> {
    let once = store.once()?;
    let mut rows = Vec::new();
    for id in store.tables.values(Section::RowsOf, u64::from(person))? {
        let record = store.row_at(id)?;
        let roster = once.roster(id);
        let of = settings.rosters.iter().find(|known| known.roster.name == roster);
        let name = |field: Field| match field {
            Field::Extra(at) => settings
                .fields
                .get(usize::from(at))
                .map_or_else(|| format!("extra_{at}"), |field| field.name.clone()),
            named => named.key().to_owned(),
        };
        let cells: Vec<(String, String)> = raw
            .row(id)?
            .into_iter()
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(field, cell)| (name(field), cell))
            .collect();
        let written = cells.iter().find(|(field, _)| field == "amount").map(|(_, cell)| cell.as_str());
        rows.push(RowLine {
            roster: roster.to_owned(),
            row: record.row,
            line: record.line,
            file: once.files.get(usize::from(record.file)).cloned().unwrap_or_default(),
            programme: of.map(|roster| roster.programme.clone()).unwrap_or_default(),
            amount: written.and_then(amount),
            band: once.bands.get(usize::from(record.band)).cloned().unwrap_or_default(),
            probability: Some(f64::from(record.millionths) / 1e6),
            cells,
        });
    }
    Ok(rows)
}

/// An amount as a roster writes it.
fn amount(cell: &str) -> Option<u64> {
    let night = crate::standardise::Options::new(jiff::civil::date(2099, 12, 31));
    super::query::cells(Field::Amount, &[cell], &night).amount[0].map(|amount| u64::from(amount.get()))
}

/// What each programme gives: `BDT, PKH=750000` of the register says which serve the person tonight.
fn programmes(settings: &Settings, register: &TableLine, rows: &[RowLine]) -> Result<Vec<AmountLine>> {
    let rules = rules(settings)?;
    let payments: Vec<(&str, Option<u64>)> = listed(register.get("payments"))
        .map(|payment| match payment.split_once('=') {
            Some((key, amount)) => (key, amount.parse().ok()),
            None => (payment, None),
        })
        .collect();
    let lines = listed(register.get("programmes")).map(|key| {
        let payment = payments.iter().find(|(served, _)| *served == key);
        let known = rules.programme(key);
        let own = rows.iter().filter(|row| row.programme == key);
        AmountLine {
            programme: key.to_owned(),
            name: known.map(|programme| programme.label.clone()).unwrap_or_default(),
            name_en: known.map(|programme| programme.label_en.clone()).unwrap_or_default(),
            served: payment.is_some(),
            amount: payment.and_then(|(_, amount)| *amount),
            rows: own.map(|row| format!("{}:{}", row.roster, row.row)).collect(),
        }
    });
    Ok(lines.collect())
}

fn listed(list: &str) -> impl Iterator<Item = &str> {
    list.split(", ").filter(|part| !part.is_empty())
}

/// The other persons of the family.
fn family(store: &Store, person: u32, record: &PersonRecord) -> Result<Vec<Relative>> {
    let mut family = Vec::new();
    if record.family == 0 {
        return Ok(family);
    }
    for other in store.tables.values(Section::Families, record.family)? {
        if other == person {
            continue;
        }
        let (record, Shown { name, programmes, .. }) = store.person(other)?;
        let relation = relation(store, other)?;
        family.push(Relative {
            person_id: store.person_id(record.id),
            name,
            birth: birth_text(&record),
            sex: if record.sex == 0 { String::new() } else { char::from(record.sex).to_string() },
            relation: relation.0.to_owned(),
            relation_en: relation.1.to_owned(),
            programmes,
        });
    }
    Ok(family)
}

/// The first relation to the head that a row states, in words of both languages.
fn relation(store: &Store, person: u32) -> Result<(&'static str, &'static str)> {
    for row in store.tables.values(Section::RowsOf, u64::from(person))? {
        let said = RELATIONS.get(usize::from(store.row_at(row)?.relation));
        if let Some((_, indonesian, english)) = said.filter(|(_, words, _)| !words.is_empty()) {
            return Ok((indonesian, english));
        }
    }
    Ok(("", ""))
}

/// The lines of a table that speak of the person or of the family as a whole.
fn about(
    store: &Store,
    section: Section,
    run: &std::path::Path,
    file: &str,
    ids: [u64; 2],
) -> Result<Vec<TableLine>> {
    let mut places = Vec::new();
    for id in ids.into_iter().filter(|id| *id != 0) {
        places.extend(store.tables.values(section, id)?);
    }
    places.sort_unstable();
    places.dedup();
    lines(&run.join(file), &places)
}

fn conflict(line: &TableLine) -> ConflictLine {
    ConflictLine {
        conflict_id: line.text("conflict_id"),
        class: line.text("class"),
        class_label: line.text("class_label"),
        severity: line.text("severity"),
        rule: line.text("rule"),
        unit: line.text("unit"),
        person_id: line.text("person_id"),
        rows: line.text("rows"),
        amount: line.number("amount"),
        office: line.text("office"),
        message: line.text("message"),
        message_en: line.text("message_en"),
        status: line.text("status"),
        since: line.text("since"),
        dismissed_by: line.text("dismissed_by"),
        dismissed_reason: line.text("dismissed_reason"),
    }
}

fn referral(line: &TableLine) -> ReferralLine {
    ReferralLine {
        person_id: line.text("person_id"),
        unit: line.text("unit"),
        programme: line.text("programme"),
        rule: line.text("rule"),
        reason: line.text("reason"),
        reason_en: line.text("reason_en"),
        amount: line.number("amount"),
        evidence: line.text("evidence"),
    }
}
