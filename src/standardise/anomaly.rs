//! What can be wrong with a value, and what is it called? One code a defect; its words and severity are data.

use std::sync::OnceLock;

use crate::error::Severity;
use crate::record::{Field, RowId};

/// Code, severity and labels, in the order of [`AnomalyCode::ALL`].
static TABLE: &str = include_str!("../../assets/anomalies.tsv");

/// One kind of defect, in the order of its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum AnomalyCode {
    /// The village is not known in its district.
    PlaceVillageUnknown,
    /// The decile cannot be read.
    DecileUnreadable,
    /// A region name is misspelt and was read as the only near one.
    PlaceMisspelt,
    /// A regency is written as a city or the other way round.
    PlaceKindDiffers,
    /// Sex cannot be read.
    SexUnreadable,
    /// The regency is not known.
    PlaceRegencyUnknown,
    /// The district is not known in its regency.
    PlaceDistrictUnknown,
    /// The family card column holds a NIK.
    KkHoldsNik,
    /// The family card number does not have 16 digits.
    KkNotSixteen,
    /// The last digit of the family card number is lost (cut to 15 digits by Excel).
    KkLastDigitLost,
    /// Letters in the family card number were read as digits.
    KkLettersRepaired,
    /// The family card number is a placeholder and counts as missing.
    KkDummy,
    /// The family card number was spoilt into scientific notation by Excel.
    KkScientific,
    /// The structure of the family card number is impossible (region, date or serial).
    KkMalformed,
    /// The region code means another place than the names; the names count.
    PlaceCodeDisagrees,
    /// Only the front part of the region code is known.
    PlaceCodeInPart,
    /// The region code is retired and was read as its successor.
    PlaceCodeRetired,
    /// The region code is not known.
    PlaceCodeUnknown,
    /// The name holds digits.
    NameHasDigits,
    /// The name is missing.
    NameMissing,
    /// The name may be cut at the column's width.
    NameCut,
    /// The NIK column holds a family card number and counts as missing.
    NikHoldsKk,
    /// The NIK does not have 16 digits.
    NikNotSixteen,
    /// The NIK had a decimal tail (.0), removed.
    NikDecimalTail,
    /// The last digit of the NIK is lost (cut to 15 digits by Excel).
    NikLastDigitLost,
    /// The last digit of the NIK is 0 and may have been cut to 15 digits by Excel.
    NikLastDigitZero,
    /// The NIK is used by clearly different people.
    NikShared,
    /// Letters in the NIK were read as digits.
    NikLettersRepaired,
    /// The NIK is a placeholder and counts as missing.
    NikDummy,
    /// The sex read from the NIK contradicts the row.
    NikSexContradicts,
    /// The NIK has only 15 digits.
    NikFifteen,
    /// The NIK has 17 digits.
    NikSeventeen,
    /// The NIK was spoilt into scientific notation by Excel.
    NikScientific,
    /// The NIK was written with separators, removed.
    NikSeparators,
    /// The NIK carried an apostrophe or a text formula, removed.
    NikQuoted,
    /// The birth date read from the NIK differs from the row in one digit.
    NikDateOneDigit,
    /// The birth date in the NIK is impossible.
    NikDateImpossible,
    /// Day and month of birth are swapped between NIK and row.
    NikDateSwapped,
    /// The birth date read from the NIK contradicts the row.
    NikDateContradicts,
    /// The region code in the NIK was never issued.
    NikRegionUnknown,
    /// The amount cannot be read.
    AmountUnreadable,
    /// The named province is the one before a split.
    PlaceProvinceFormer,
    /// The province is not known.
    PlaceProvinceUnknown,
    /// The regency does not lie in the named province; the regency counts.
    PlaceProvinceWrong,
    /// RT/RW in their columns differ from the address; the columns count.
    AddressRtRwDisagrees,
    /// RT/RW had become a date in Excel and was restored.
    AddressDateInRtRw,
    /// RT or RW cannot be read.
    AddressRtRwUnreadable,
    /// The birth date is a null date and counts as missing.
    BirthDummy,
    /// The birth date lies in the future and counts as missing.
    BirthInFuture,
    /// The birth date is impossible; the parts that can be, year and month, are kept.
    BirthImpossible,
    /// The birth date cannot be read.
    BirthUnreadable,
    /// The birth date was written month first (US form).
    BirthMonthFirst,
    /// The age contradicts the birth date.
    AgeContradicts,
    /// The age cannot be read.
    AgeUnreadable,
    /// Several places fit; only what they share is used.
    PlaceAmbiguous,
}

/// What the table says of one code.
struct Words {
    code: &'static str,
    severity: Severity,
    label_id: &'static str,
    label_en: &'static str,
}

fn table() -> &'static [Words] {
    static WORDS: OnceLock<Vec<Words>> = OnceLock::new();
    WORDS.get_or_init(|| TABLE.lines().skip(1).map(words).collect())
}

fn words(line: &'static str) -> Words {
    let mut cells = line.split('\t');
    let mut next = || cells.next().unwrap_or_default();
    let code = next();
    let severity = match next() {
        "serious" => Severity::Serious,
        "warning" => Severity::Warning,
        _ => Severity::Info,
    };
    Words { code, severity, label_id: next(), label_en: next() }
}

impl AnomalyCode {
    /// All codes, sorted by their text.
    pub const ALL: [AnomalyCode; 55] = [
        AnomalyCode::PlaceVillageUnknown,
        AnomalyCode::DecileUnreadable,
        AnomalyCode::PlaceMisspelt,
        AnomalyCode::PlaceKindDiffers,
        AnomalyCode::SexUnreadable,
        AnomalyCode::PlaceRegencyUnknown,
        AnomalyCode::PlaceDistrictUnknown,
        AnomalyCode::KkHoldsNik,
        AnomalyCode::KkNotSixteen,
        AnomalyCode::KkLastDigitLost,
        AnomalyCode::KkLettersRepaired,
        AnomalyCode::KkDummy,
        AnomalyCode::KkScientific,
        AnomalyCode::KkMalformed,
        AnomalyCode::PlaceCodeDisagrees,
        AnomalyCode::PlaceCodeInPart,
        AnomalyCode::PlaceCodeRetired,
        AnomalyCode::PlaceCodeUnknown,
        AnomalyCode::NameHasDigits,
        AnomalyCode::NameMissing,
        AnomalyCode::NameCut,
        AnomalyCode::NikHoldsKk,
        AnomalyCode::NikNotSixteen,
        AnomalyCode::NikDecimalTail,
        AnomalyCode::NikLastDigitLost,
        AnomalyCode::NikLastDigitZero,
        AnomalyCode::NikShared,
        AnomalyCode::NikLettersRepaired,
        AnomalyCode::NikDummy,
        AnomalyCode::NikSexContradicts,
        AnomalyCode::NikFifteen,
        AnomalyCode::NikSeventeen,
        AnomalyCode::NikScientific,
        AnomalyCode::NikSeparators,
        AnomalyCode::NikQuoted,
        AnomalyCode::NikDateOneDigit,
        AnomalyCode::NikDateImpossible,
        AnomalyCode::NikDateSwapped,
        AnomalyCode::NikDateContradicts,
        AnomalyCode::NikRegionUnknown,
        AnomalyCode::AmountUnreadable,
        AnomalyCode::PlaceProvinceFormer,
        AnomalyCode::PlaceProvinceUnknown,
        AnomalyCode::PlaceProvinceWrong,
        AnomalyCode::AddressRtRwDisagrees,
        AnomalyCode::AddressDateInRtRw,
        AnomalyCode::AddressRtRwUnreadable,
        AnomalyCode::BirthDummy,
        AnomalyCode::BirthInFuture,
        AnomalyCode::BirthImpossible,
        AnomalyCode::BirthUnreadable,
        AnomalyCode::BirthMonthFirst,
        AnomalyCode::AgeContradicts,
        AnomalyCode::AgeUnreadable,
        AnomalyCode::PlaceAmbiguous,
    ];

    fn words(self) -> &'static Words {
        &table()[self as usize]
    }

    /// The stable code, upper case with underscores (`NIK_NOTASI_ILMIAH`).
    pub fn code(self) -> &'static str {
        self.words().code
    }

    /// What it means, Indonesian.
    pub fn label_id(self) -> &'static str {
        self.words().label_id
    }

    /// What it means, English.
    pub fn label_en(self) -> &'static str {
        self.words().label_en
    }

    /// How much it matters.
    pub fn severity(self) -> Severity {
        self.words().severity
    }
}

// The readers hold a value's defects as bits of one u64.
const _: () = assert!(AnomalyCode::ALL.len() <= 64);

/// One defect of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Anomaly {
    /// The row.
    pub row: RowId,
    /// The field whose value it is.
    pub field: Field,
    /// What is wrong.
    pub code: AnomalyCode,
}

/// All defects of the night, by row, field and code; each at most once.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Anomalies {
    /// The defects.
    pub list: Vec<Anomaly>,
}

impl Anomalies {
    /// The defects of one row.
    pub fn of(&self, row: RowId) -> &[Anomaly] {
        let start = self.list.partition_point(|anomaly| anomaly.row < row);
        let end = self.list.partition_point(|anomaly| anomaly.row <= row);
        &self.list[start..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_words_and_the_table_is_sorted() {
        assert_eq!(table().len(), AnomalyCode::ALL.len());
        for pair in table().windows(2) {
            assert!(pair[0].code < pair[1].code, "{} stands before {}", pair[0].code, pair[1].code);
        }
        for (index, code) in AnomalyCode::ALL.into_iter().enumerate() {
            assert_eq!(code as usize, index);
            assert!(!code.label_id().is_empty() && !code.label_en().is_empty());
        }
        assert_eq!(AnomalyCode::NikScientific.code(), "NIK_NOTASI_ILMIAH");
        assert_eq!(AnomalyCode::NikShared.severity(), Severity::Serious);
        assert_eq!(AnomalyCode::PlaceAmbiguous.code(), "WILAYAH_AMBIGU");
    }
}
