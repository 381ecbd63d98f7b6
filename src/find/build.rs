//! How is the index made? From the tables of the run folder and the night's raw cells, in one go, on first need; a run
//! never waits for it.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::night::Searched;
use super::records::{Once, PersonRecord, RELATIONS, RosterSpan, RowRecord, Shown};
use super::rows::{self, FileOfRun};
use super::tables::{Filling, Section};
use super::words::{Word, id_number, whole_name_keys};
use crate::changes::resolve;
use crate::error::{Error, Message, Result};
use crate::progress::Progress;
use crate::record::{Birth, Relation, TextColumn};
use crate::register::LineageKind;
use crate::report::read::read_columns;
use crate::settings::Settings;
use crate::standardise::{NameTable, People};
use crate::state::Ledger;

/// Makes the index of a night.
pub(super) fn build(settings: &Settings, night: &Searched, progress: &dyn Progress) -> Result<()> {
    let run = &night.name.run;
    held_to_its_record(night)?;
    let files = rows::files(run)?;
    let people = rows::people(settings, night, &files, progress)?;
    progress.begin("menulis indeks pencarian", None);
    let register = Register::read(night)?;
    let members = Members::read(night, &register)?;
    if members.person.len() != people.len() {
        return Err(damaged(
            night,
            &message!(
                "tabel anggota dan sel mentah bukan dari satu malam",
                "members and raw cells are not of one night"
            ),
        ));
    }
    let mut filling = Filling::default();
    put_ids(night, &register, &mut filling)?;
    put_rows(&files, &people, &members, &mut filling);
    put_numbers(&people, &members, &mut filling);
    let births = births(&people, &members, night);
    let names = put_words(&people, &members, &mut filling);
    put_persons(
        &Facts { night, people: &people, register: &register, members: &members, births, names },
        &mut filling,
    );
    put_findings(night, &mut filling)?;
    filling.write(&night.index, night.stamp)?;
    progress.finish();
    Ok(())
}

/// The run folder must be the one that the state speaks of, or ids and rows would belong to different nights.
fn held_to_its_record(night: &Searched) -> Result<()> {
    let path = night.name.run.join("manifest.json");
    let bytes = std::fs::read(&path).map_err(|_| Error::Input {
        what: message!(
            "{run}: folder hasil malam terakhir tidak ada lagi",
            "{run}: the run folder of the last night is gone",
            run = night.name.run.display()
        ),
        next_step: message!("Jalankan malam itu lagi: padan run.", "Run the night again: padan run."),
    })?;
    if blake3::hash(&bytes).to_hex().as_str() != night.manifest.blake3 {
        return Err(damaged(
            night,
            &message!("manifesnya bukan milik malam terakhir", "the manifest is not that of the last night"),
        ));
    }
    Ok(())
}

fn damaged(night: &Searched, what: &Message) -> Error {
    Error::Damaged {
        what: what.within(&format!("{}: ", night.name.run.display()), ""),
        next_step: message!("Jalankan malam itu lagi: padan run.", "Run the night again: padan run."),
    }
}

/// What the register says, in its order.
struct Register {
    person: TextColumn,
    family: TextColumn,
    name: TextColumn,
    sex: TextColumn,
    village: TextColumn,
    district: TextColumn,
    regency: TextColumn,
    programmes: TextColumn,
    conflicts: TextColumn,
    provenance: TextColumn,
    /// Ids to places in it.
    place: FxHashMap<u64, u32>,
}

impl Register {
    fn read(night: &Searched) -> Result<Register> {
        const COLUMNS: [&str; 10] = [
            "person_id",
            "family_id",
            "name",
            "sex",
            "village",
            "district",
            "regency",
            "programmes",
            "conflicts",
            "provenance",
        ];
        let mut columns = table(night, "register.parquet", &COLUMNS)?.into_iter();
        let mut next = || columns.next().unwrap_or_default();
        let person = next();
        let place = person.iter().map(id_number).zip(0..).collect();
        Ok(Register {
            person,
            family: next(),
            name: next(),
            sex: next(),
            village: next(),
            district: next(),
            regency: next(),
            programmes: next(),
            conflicts: next(),
            provenance: next(),
            place,
        })
    }

    fn len(&self) -> usize {
        self.person.len()
    }
}

fn table(night: &Searched, file: &str, columns: &[&str]) -> Result<Vec<TextColumn>> {
    let wanted: Vec<[&str; 1]> = columns.iter().map(|name| [*name]).collect();
    let wanted: Vec<&[&str]> = wanted.iter().map(|name| &name[..]).collect();
    read_columns(&night.name.run.join(file), &wanted)
}

/// Whose each row is, in row id order.
struct Members {
    row: Vec<u32>,
    line: Vec<u32>,
    person: Vec<u32>,
    band: Vec<u8>,
    /// Millionths.
    probability: Vec<u32>,
    bands: Vec<String>,
    /// Rosters in order, with the end of their rows.
    rosters: Vec<(String, usize)>,
}

impl Members {
    fn read(night: &Searched, register: &Register) -> Result<Members> {
        let columns = ["roster", "line", "row", "person_id", "band", "match_probability"];
        let read = table(night, "members.parquet", &columns)?;
        let numbers = |column: &TextColumn| column.iter().map(|cell| cell.parse().unwrap_or(0)).collect();
        let person = read[3]
            .iter()
            .map(|id| register.place.get(&id_number(id)).copied())
            .collect::<Option<Vec<u32>>>()
            .ok_or_else(|| {
                damaged(
                    night,
                    &message!(
                        "ada baris yang orangnya tidak ada di register",
                        "a row is of nobody in the register"
                    ),
                )
            })?;
        let (mut bands, mut band) = (Vec::<String>::new(), Vec::new());
        for cell in read[4].iter() {
            let place = bands.iter().position(|known| known == cell).unwrap_or_else(|| {
                bands.push(cell.to_owned());
                bands.len() - 1
            });
            band.push(place as u8);
        }
        let mut rosters: Vec<(String, usize)> = Vec::new();
        for (place, roster) in read[0].iter().enumerate() {
            match rosters.last_mut() {
                Some((name, end)) if name == roster => *end = place + 1,
                _ => rosters.push((roster.to_owned(), place + 1)),
            }
        }
        let millionths = |cell: &str| (cell.parse::<f64>().unwrap_or(0.0) * 1e6).round() as u32;
        let probability = read[5].iter().map(millionths).collect();
        Ok(Members {
            row: numbers(&read[2]),
            line: numbers(&read[1]),
            person,
            band,
            probability,
            bands,
            rosters,
        })
    }

    /// The row id of a row as tables cite it.
    fn row_id(&self, cited: &str) -> Option<usize> {
        let (roster, row) = cited.rsplit_once(':')?;
        let row: u32 = row.parse().ok()?;
        let at = self.rosters.iter().position(|(name, _)| name == roster)?;
        let from = if at == 0 { 0 } else { self.rosters[at - 1].1 };
        let place = self.row[from..self.rosters[at].1].binary_search(&row).ok()?;
        Some(from + place)
    }
}

/// Ids of persons and families, and those that stand for others now.
fn put_ids(night: &Searched, register: &Register, filling: &mut Filling) -> Result<()> {
    let ids = register.person.iter().map(id_number).zip(0..).collect();
    filling.put_sorted(Section::Ids, ids);
    let families = register.family.iter().zip(0..).filter(|(id, _)| !id.is_empty());
    filling.put_sorted(Section::Families, families.map(|(id, person)| (id_number(id), person)).collect());
    let lineage = Ledger::open(&night.name.state)?.lineage()?;
    let merged: Vec<_> = lineage.iter().filter(|past| past.kind == LineageKind::Merged).collect();
    let next: FxHashMap<&str, &str> =
        merged.iter().map(|past| (past.old.as_str(), past.new.as_str())).collect();
    let (mut retired, mut now) = (Vec::new(), Vec::new());
    for past in &merged {
        // The way of most ids is one step; only a longer one is worth the whole table.
        let new = next.get(past.old.as_str()).copied().unwrap_or(&past.old);
        let new = if next.contains_key(new) { resolve(&lineage, new) } else { new };
        retired.push((id_number(&past.old), now.len() as u32 / 8));
        now.extend_from_slice(&id_number(new).to_le_bytes());
    }
    filling.put_sorted(Section::Retired, retired);
    filling.put(Section::Now, now);
    Ok(())
}

fn put_rows(files: &[FileOfRun], people: &People, members: &Members, filling: &mut Filling) {
    let mut records = Vec::with_capacity(members.row.len() * RowRecord::BYTES);
    let mut file_of =
        files.iter().enumerate().flat_map(|(at, file)| std::iter::repeat_n(at as u16, file.rows));
    for at in 0..members.row.len() {
        let record = RowRecord {
            row: members.row[at],
            line: members.line[at],
            person: members.person[at],
            millionths: members.probability[at],
            file: file_of.next().unwrap_or(0),
            band: members.band[at],
            relation: relation(people.relation[at]),
        };
        record.push(&mut records);
    }
    filling.put(Section::Rows, records);
    let rows = members.person.iter().zip(0..).map(|(&person, row)| (u64::from(person), row));
    filling.put_sorted(Section::RowsOf, rows.collect());
    let name = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let once = Once {
        files: files.iter().map(|file| name(&file.path)).collect(),
        bands: members.bands.clone(),
        rosters: members
            .rosters
            .iter()
            .map(|(name, end)| RosterSpan { name: name.clone(), end: *end as u32 })
            .collect(),
    };
    filling.put(Section::Once, serde_json::to_vec(&once).unwrap_or_default());
}

/// The place of a relation among those that have words.
fn relation(relation: Relation) -> u8 {
    RELATIONS.iter().position(|(known, ..)| *known == relation).unwrap_or(0) as u8
}

fn put_numbers(people: &People, members: &Members, filling: &mut Filling) {
    for (section, numbers) in [(Section::Niks, &people.nik), (Section::Cards, &people.kk)] {
        let held = numbers.iter().zip(&members.person);
        let entries = held.filter_map(|(number, &person)| Some(((*number)?.value(), person)));
        filling.put_sorted(section, entries.collect());
    }
}

/// The birth dates of each person's rows, by person: ascending and each once.
fn births(people: &People, members: &Members, night: &Searched) -> Vec<(u32, u32)> {
    let year = night.name.date.year().cast_unsigned();
    let mut births: Vec<(u32, u32)> = people
        .rows()
        .filter_map(|row| {
            let birth = people.birth_known(row, year);
            (birth != Birth::UNKNOWN).then(|| (members.person[row as usize], day_number(birth)))
        })
        .collect();
    births.par_sort_unstable();
    births.dedup();
    births
}

/// Year, month and day as one number that sorts like them.
pub(super) fn day_number(birth: Birth) -> u32 {
    let (year, month, day) = birth.parts();
    (u32::from(year) * 100 + u32::from(month)) * 100 + u32::from(day)
}

/// Puts the dictionary and who bears each word; gives the canonical names of each person, by person.
fn put_words(people: &People, members: &Members, filling: &mut Filling) -> Vec<(u32, u32)> {
    let table = &people.tokens;
    let (sounds, old) = (table.sound_keys(), table.old_sound_keys());
    let mut order: Vec<u32> = (0..table.text.len() as u32).collect();
    order.par_sort_unstable_by_key(|&token| table.text.get(token as usize));
    let mut rank = vec![0u32; order.len()];
    let (mut ends, mut text, mut keys) = (Vec::new(), String::new(), Vec::new());
    for (place, &token) in order.iter().enumerate() {
        rank[token as usize] = place as u32;
        let at = token as usize;
        let word = Word {
            text: table.text.get(at).to_owned(),
            sound: sounds.get(at).to_owned(),
            old_sound: old.get(at).to_owned(),
        };
        text.push_str(&format!("{}\x1f{}\x1f{}", word.text, word.sound, word.old_sound));
        ends.extend_from_slice(&(text.len() as u32).to_le_bytes());
        keys.extend(word.keys().into_iter().map(|key| (u64::from(key), place as u32)));
    }
    filling.put(Section::WordEnds, ends);
    filling.put(Section::WordText, text.into_bytes());
    filling.put_sorted(Section::WordKeys, keys);
    let named = |row: usize| [people.name[row], people.alias[row]].into_iter().flatten();
    let mut names: Vec<(u32, u32)> = (0..people.len())
        .flat_map(|row| named(row).map(move |name| (row, name)))
        .map(|(row, name)| (members.person[row], NameTable::index(name) as u32))
        .collect();
    names.par_sort_unstable();
    names.dedup();
    let bearers = names.iter().flat_map(|&(person, name)| {
        let tokens = people.names.tokens(NameTable::numbered(name));
        tokens.iter().map(move |&token| (token, person))
    });
    let bearers: Vec<(u64, u32)> =
        bearers.map(|(token, person)| (u64::from(rank[token as usize]), person)).collect();
    filling.put_sorted(Section::Words, bearers);
    let whole = names.par_iter().flat_map_iter(|&(person, name)| {
        let tokens = people.names.tokens(NameTable::numbered(name));
        let joined =
            |column: &TextColumn| tokens.iter().map(|&token| column.get(token as usize)).collect::<String>();
        whole_name_keys(&joined(&table.text), &joined(&sounds)).map(|key| (u64::from(key), person))
    });
    filling.put_sorted(Section::WholeNames, whole.collect());
    names
}

/// What is known before the persons are written.
struct Facts<'a> {
    night: &'a Searched,
    people: &'a People,
    register: &'a Register,
    members: &'a Members,
    births: Vec<(u32, u32)>,
    names: Vec<(u32, u32)>,
}

fn put_persons(facts: &Facts<'_>, filling: &mut Filling) {
    let Facts { people, register, members, births, names, .. } = facts;
    let year = facts.night.name.date.year().cast_unsigned();
    let (mut records, mut texts) = (Vec::with_capacity(register.len() * PersonRecord::BYTES), Vec::new());
    let mut places: BTreeMap<[&str; 3], u32> = BTreeMap::new();
    for at in 0..register.len() {
        let count = places.len() as u32;
        places.entry(place_of(register, at)).or_insert(count);
    }
    // Numbered in the order of their names, so that neighbours in the table are neighbours in the alphabet.
    let lines: Vec<String> = places.keys().map(|place| place.join("\x1f")).collect();
    places.values_mut().zip(0..).for_each(|(number, place)| *number = place);
    filling.put(Section::Places, lines.join("\n").into_bytes());
    let mut place_of_person = Vec::with_capacity(register.len());
    let (mut next_name, mut next_birth) = (0, 0);
    for at in 0..register.len() {
        let person = at as u32;
        let chosen = Chosen::read(register.provenance.get(at), members);
        let place = places.get(&place_of(register, at)).copied().unwrap_or(0);
        place_of_person.push((u64::from(place), person));
        let names = taken(names, &mut next_name, person)
            .map(|name| people.name_text(NameTable::numbered(name)))
            .collect::<Vec<_>>();
        let births = taken(births, &mut next_birth, person).collect::<Vec<_>>();
        let shown = Shown {
            name: register.name.get(at).to_owned(),
            programmes: register.programmes.get(at).to_owned(),
            names,
            births,
        };
        let from = texts.len() as u64;
        shown.push(&mut texts);
        let birth = chosen.birth.map_or(Birth::UNKNOWN, |row| people.birth_known(row as u32, year));
        let number = |numbers: &[Option<crate::record::Digits16>], row: Option<usize>| {
            row.and_then(|row| numbers[row]).map_or(0, crate::record::Digits16::value)
        };
        let family = register.family.get(at);
        let record = PersonRecord {
            id: id_number(register.person.get(at)),
            family: if family.is_empty() { 0 } else { id_number(family) },
            nik: number(&people.nik, chosen.nik),
            kk: number(&people.kk, chosen.kk),
            texts: from,
            text_bytes: (texts.len() as u64 - from) as u32,
            birth: day_number(birth),
            about: birth.precision() == crate::record::Precision::Age,
            conflicts: register.conflicts.get(at).parse().unwrap_or(0),
            place,
            sex: register.sex.get(at).bytes().next().unwrap_or(0),
        };
        record.push(&mut records);
    }
    filling.put(Section::Persons, records);
    filling.put(Section::Texts, texts);
    filling.put_sorted(Section::PlaceOf, place_of_person);
    let births = births.iter().map(|&(person, day)| (u64::from(day), person));
    filling.put_sorted(Section::Births, births.collect());
}

fn place_of(register: &Register, at: usize) -> [&str; 3] {
    [register.village.get(at), register.district.get(at), register.regency.get(at)]
}

/// The values of one person in a list by person, read from where the last one ended.
fn taken<'a>(list: &'a [(u32, u32)], next: &mut usize, person: u32) -> impl Iterator<Item = u32> + 'a {
    let from = *next;
    while list.get(*next).is_some_and(|(of, _)| *of == person) {
        *next += 1;
    }
    list[from..*next].iter().map(|(_, value)| *value)
}

/// The rows from which the register took what a search shows.
#[derive(Default)]
struct Chosen {
    nik: Option<usize>,
    kk: Option<usize>,
    birth: Option<usize>,
}

impl Chosen {
    fn read(provenance: &str, members: &Members) -> Chosen {
        let mut chosen = Chosen::default();
        for (field, cited) in provenance.split(' ').filter_map(|part| part.split_once('=')) {
            let slot = match field {
                "nik" => &mut chosen.nik,
                "kk" => &mut chosen.kk,
                "birth_date" => &mut chosen.birth,
                _ => continue,
            };
            *slot = members.row_id(cited);
        }
        chosen
    }
}

/// Which lines of the conflicts and referrals speak of whom: those of a family are found under the family.
fn put_findings(night: &Searched, filling: &mut Filling) -> Result<()> {
    for (section, file) in
        [(Section::Conflicts, "conflicts.parquet"), (Section::Referrals, "referrals.parquet")]
    {
        let read = table(night, file, &["person_id", "family_id", "unit"])?;
        let mut entries = Vec::with_capacity(read[0].len());
        for line in 0..read[0].len() {
            let of_family = read[2].get(line) == "keluarga";
            for (wanted, id) in [(true, read[0].get(line)), (of_family, read[1].get(line))] {
                if wanted && !id.is_empty() {
                    entries.push((id_number(id), line as u32));
                }
            }
        }
        filling.put_sorted(section, entries);
    }
    Ok(())
}
