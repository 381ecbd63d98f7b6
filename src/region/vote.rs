//! Whose codes does a file carry? A single row cannot say, because the two systems look alike; the file's rows
//! together can: Kemendagri codes lead to the places that the names mean, the statistics office's do not.

use super::names::names;
use super::table::parse_code;
use super::{CodeLookup, CodeSystem, Level, PlaceWords, RegionId, Resolver, table};

/// Distinct codes looked at; a file's first few thousand say as much as all of them.
const ENOUGH: u64 = 20_000;

/// Counts of a file's codes, by what speaks for which system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CodeVote {
    /// Rows whose code, read as Kemendagri's, goes with the names (or, without names, is in the table).
    pub agree: u64,
    /// Rows whose code, read as Kemendagri's, means another place than the names.
    pub disagree: u64,
    /// Rows whose code has a shape that only the statistics office uses: 7 digits, or a seventh digit that is
    /// not 1, 2 or 3.
    pub shaped_bps: u64,
    /// Rows with a code that is neither known nor shaped so.
    pub unknown: u64,
}

/// What the rows of a file say about its codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The codes are the Ministry's.
    Kemendagri,
    /// The codes are the statistics office's.
    Bps,
    /// Too few rows, or they contradict each other.
    Undecidable,
}

impl Verdict {
    /// How the codes may be used: what cannot be decided decides only between places that names leave open.
    pub fn system(self) -> CodeSystem {
        match self {
            Verdict::Kemendagri => CodeSystem::Kemendagri,
            Verdict::Bps => CodeSystem::Bps,
            Verdict::Undecidable => CodeSystem::Undecided,
        }
    }
}

impl CodeVote {
    /// Counts `rows` rows with these words. The declared code system is not looked at.
    pub fn add(
        &mut self,
        words: &PlaceWords<'_>,
        rows: u64,
        context: Option<RegionId>,
        resolver: &mut Resolver,
    ) {
        let digits: Vec<u8> = words.code.bytes().filter(u8::is_ascii_digit).collect();
        if digits.is_empty() || digits.iter().all(|digit| *digit == b'0') || self.total() >= ENOUGH {
            return;
        }
        let seventh_fits = digits.get(6).is_none_or(|digit| matches!(digit, b'1'..=b'3'));
        let shaped_bps = digits.len() == 7 || (digits.len() == 10 && !seventh_fits);
        let code = match parse_code(words.code).map(|(level, number)| table().lookup_number(level, number)) {
            Some(CodeLookup::Current(id) | CodeLookup::Retired(id)) => Some(id),
            _ => None,
        };
        // Names alone: the code must not help to read them.
        let unread = PlaceWords { code: "", ..*words };
        let named =
            resolver.resolve(&unread, context).place.filter(|id| table().level(*id) > Level::Province);
        match (code, named) {
            _ if shaped_bps => self.shaped_bps += rows,
            (Some(code), Some(named)) if self.goes_with(code, named, words) => self.agree += rows,
            (Some(_), Some(_)) => self.disagree += rows,
            (Some(code), None) if table().level(code) == Level::Village => self.agree += rows,
            _ => self.unknown += rows,
        }
    }

    /// Whether the place of a code can be the place of the names. In 315 regencies the first four digits of both
    /// systems agree, so below a regency the names must agree too.
    fn goes_with(&self, code: RegionId, named: RegionId, words: &PlaceWords<'_>) -> bool {
        let regions = table();
        if regions.contains(code, named) {
            return true;
        }
        if !regions.contains(named, code) {
            return false;
        }
        let level = regions.level(named);
        let inner = [(Level::District, words.district), (Level::Village, words.village)];
        inner.into_iter().filter(|(inner, _)| *inner > level).all(|(inner, cell)| {
            let forms = names().forms(inner, cell);
            let bearer = regions.ancestor(code, inner);
            forms.is_empty() || bearer.is_none_or(|id| names().could_be(&forms, id))
        })
    }

    fn total(&self) -> u64 {
        self.agree + self.disagree + self.shaped_bps + self.unknown
    }

    /// The file's verdict. A tenth of slips is normal; a third of the rows speaking the other way is not.
    pub fn verdict(&self) -> Verdict {
        let against = self.disagree + self.shaped_bps;
        let heard = self.agree + against;
        if heard == 0 {
            Verdict::Undecidable
        } else if self.agree * 3 >= heard * 2 {
            Verdict::Kemendagri
        } else if against * 3 >= heard * 2 {
            Verdict::Bps
        } else {
            Verdict::Undecidable
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vote(rows: &[(&str, &str, &str, &str)]) -> Verdict {
        let mut vote = CodeVote::default();
        let mut resolver = Resolver::new();
        for &(village, district, regency, code) in rows {
            let words = PlaceWords { village, district, regency, code, ..PlaceWords::default() };
            vote.add(&words, 1, None, &mut resolver);
        }
        vote.verdict()
    }

    #[test]
    fn names_say_whose_codes_they_are() {
        let kemendagri = [
            ("Jambeyan", "Sambirejo", "Sragen", "33.14.05.2002"),
            ("Jetis", "Sambirejo", "Sragen", "3314052003"),
            ("", "", "Sragen", "3314"),
        ];
        assert_eq!(vote(&kemendagri), Verdict::Kemendagri);
        let bps = [
            ("Jambeyan", "Sambirejo", "Sragen", "3314060002"),
            ("Jetis", "Sambirejo", "Sragen", "3314060003"),
            ("", "", "Simeulue", "1101"),
        ];
        assert_eq!(vote(&bps), Verdict::Bps);
        assert_eq!(vote(&[]), Verdict::Undecidable);
        assert_eq!(vote(&[kemendagri[0], bps[0]]), Verdict::Undecidable);
        assert_eq!(vote(&[("", "", "", "-"), ("", "", "Sragen", "")]), Verdict::Undecidable);
    }

    #[test]
    fn codes_without_names_are_known_by_their_shape() {
        assert_eq!(vote(&[("", "", "", "3314052002"), ("", "", "", "3314052003")]), Verdict::Kemendagri);
        assert_eq!(vote(&[("", "", "", "3314060002"), ("", "", "", "3314060")]), Verdict::Bps);
        assert_eq!(vote(&[("", "", "", "3314")]), Verdict::Undecidable);
    }
}
