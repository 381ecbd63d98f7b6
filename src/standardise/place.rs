//! Which words tell where each row of a chunk lives? Its place columns, for the region resolver.

use crate::ingest::RowChunk;
use crate::record::{Field, TextColumn};
use crate::region::{CodeSystem, CodeVote, PlaceWords, RegionId, Resolver};

/// The place columns of a chunk, as far as the roster has them.
#[derive(Clone, Copy, Debug)]
pub struct PlaceColumns<'a> {
    village: Option<&'a TextColumn>,
    district: Option<&'a TextColumn>,
    regency: Option<&'a TextColumn>,
    province: Option<&'a TextColumn>,
    code: Option<&'a TextColumn>,
}

impl<'a> PlaceColumns<'a> {
    /// Of a chunk.
    pub fn of(chunk: &'a RowChunk) -> PlaceColumns<'a> {
        PlaceColumns {
            village: chunk.column(Field::Village),
            district: chunk.column(Field::District),
            regency: chunk.column(Field::Regency),
            province: chunk.column(Field::Province),
            code: chunk.column(Field::VillageCode),
        }
    }

    /// Whether the roster has no place column at all.
    pub fn is_empty(&self) -> bool {
        [self.village, self.district, self.regency, self.province, self.code].iter().all(Option::is_none)
    }

    /// The words of one row.
    pub fn words(&self, row: usize, code_system: CodeSystem) -> PlaceWords<'a> {
        let cell = |column: Option<&'a TextColumn>| column.map_or("", |column| column.get(row));
        PlaceWords {
            village: cell(self.village),
            district: cell(self.district),
            regency: cell(self.regency),
            province: cell(self.province),
            code: cell(self.code),
            code_system,
        }
    }
}

/// Lets the rows of a chunk say whose codes the roster carries.
pub fn vote_on_codes(
    chunk: &RowChunk,
    context: Option<RegionId>,
    vote: &mut CodeVote,
    resolver: &mut Resolver,
) {
    let columns = PlaceColumns::of(chunk);
    if columns.code.is_none() {
        return;
    }
    for row in 0..chunk.len() {
        vote.add(&columns.words(row, CodeSystem::Undecided), 1, context, resolver);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::RosterId;
    use crate::region::{PlaceNote, PlaceReading, Verdict, table};

    fn chunk(cells: &[(Field, &[&str])]) -> RowChunk {
        let rows = cells.first().map_or(0, |(_, column)| column.len()) as u32;
        RowChunk {
            roster: RosterId(0),
            file: 0,
            lines: (2..rows + 2).collect(),
            rows: (1..=rows).collect(),
            cells: cells.iter().map(|(field, column)| (*field, column.iter().copied().collect())).collect(),
        }
    }

    fn places(chunk: &RowChunk) -> Vec<PlaceReading> {
        let (columns, mut resolver) = (PlaceColumns::of(chunk), Resolver::new());
        let words = (0..chunk.len()).map(|row| columns.words(row, CodeSystem::Kemendagri));
        words.map(|words| resolver.resolve(&words, None)).collect()
    }

    #[test]
    fn each_row_has_its_place() {
        let chunk = chunk(&[
            (Field::Village, &["Jambeyan", "Jetis", ""]),
            (Field::District, &["Kec. Sambirejo", "SAMBIREJO", ""]),
            (Field::Regency, &["Sragen", "KAB SRAGEN", "Sukabumi"]),
        ]);
        let found = places(&chunk);
        let codes: Vec<String> =
            found.iter().map(|reading| reading.place.map_or(String::new(), |id| table().code(id))).collect();
        assert_eq!(codes, ["33.14.05.2002", "33.14.05.2003", "32"]);
        assert!(found[2].notes.has(PlaceNote::Ambiguous));
    }

    #[test]
    fn rows_without_place_columns_have_no_place() {
        let chunk = chunk(&[(Field::Name, &["A", "B"])]);
        let found = places(&chunk);
        assert_eq!(found, [PlaceReading::default(); 2]);
    }

    #[test]
    fn a_chunk_tells_whose_codes_it_carries() {
        let verdict = |codes: &[&str]| {
            let names = vec!["Sragen"; codes.len()];
            let chunk = chunk(&[(Field::Regency, &names), (Field::VillageCode, codes)]);
            let mut vote = CodeVote::default();
            vote_on_codes(&chunk, None, &mut vote, &mut Resolver::new());
            vote.verdict()
        };
        assert_eq!(verdict(&["3314052002", "3314052003"]), Verdict::Kemendagri);
        assert_eq!(verdict(&["3314060002", "3314060003"]), Verdict::Bps);
        assert_eq!(verdict(&["", "-"]), Verdict::Undecidable);
    }
}
