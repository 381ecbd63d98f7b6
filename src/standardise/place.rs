//! Where does each row of a chunk live? Brings the place columns of a chunk to the region resolver.

use crate::ingest::RowChunk;
use crate::record::{Field, TextColumn};
use crate::region::{CodeSystem, CodeVote, PlaceReading, PlaceWords, RegionId, Resolver};

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

/// The place of each row, in row order. `codes` is whose codes the roster carries, `context` the region that the
/// roster is about, if it is about one.
pub fn places(
    chunk: &RowChunk,
    codes: CodeSystem,
    context: Option<RegionId>,
    resolver: &mut Resolver,
) -> Vec<PlaceReading> {
    let columns = PlaceColumns::of(chunk);
    if columns.is_empty() {
        return vec![PlaceReading::default(); chunk.len()];
    }
    let mut readings = Vec::with_capacity(chunk.len());
    for row in 0..chunk.len() {
        readings.push(resolver.resolve(&columns.words(row, codes), context));
    }
    readings
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
