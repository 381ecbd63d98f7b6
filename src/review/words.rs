//! How are codes said to an officer? Reasons, statuses, answers and times in both languages.

use crate::cluster::CutReason;
use crate::pipeline::Reason;
use crate::record::Relation;
use crate::region::{self, RegionId};
use crate::report::Language;
use crate::state::OpinionAnswer;

/// Every reason, in the order in which lists name them.
pub(super) const REASONS: [Reason; 7] = [
    Reason::NearThreshold,
    Reason::WeaklyHeld,
    Reason::Cut(CutReason::DifferentNik),
    Reason::Cut(CutReason::TwinSerial),
    Reason::Cut(CutReason::OneRowPerPerson),
    Reason::Cut(CutReason::Outweighed),
    Reason::Cut(CutReason::Decided),
];

/// The code of a reason: those of `review_queue`, and one for what is weakly held.
pub(super) fn reason_code(reason: Reason) -> &'static str {
    match reason {
        Reason::NearThreshold => "MENDEKATI_AMBANG",
        Reason::WeaklyHeld => "KELOMPOK_LEMAH",
        Reason::Cut(CutReason::DifferentNik) => "NIK_BERBEDA",
        Reason::Cut(CutReason::TwinSerial) => "KEMBAR",
        Reason::Cut(CutReason::OneRowPerPerson) => "SATU_BARIS_PER_ORANG",
        Reason::Cut(CutReason::Outweighed) => "KALAH_BUKTI",
        Reason::Cut(CutReason::Decided) => "DIPUTUS",
    }
}

pub(super) fn reason(reason: Reason, language: Language) -> &'static str {
    match reason {
        Reason::NearThreshold => language.pick("mendekati ambang", "near the threshold"),
        Reason::WeaklyHeld => language.pick("digabung, tetapi lemah", "joined, but weakly"),
        Reason::Cut(CutReason::DifferentNik) => language.pick("NIK berbeda", "NIKs differ"),
        Reason::Cut(CutReason::TwinSerial) => language.pick("mungkin kembar", "perhaps twins"),
        Reason::Cut(CutReason::OneRowPerPerson) => {
            language.pick("satu baris per orang", "one row per person")
        }
        Reason::Cut(CutReason::Outweighed) => language.pick("kalah bukti", "outweighed"),
        Reason::Cut(CutReason::Decided) => language.pick("sudah diputus", "decided"),
    }
}

pub(super) fn answer(answer: OpinionAnswer, language: Language) -> &'static str {
    match answer {
        OpinionAnswer::Same => language.pick("sama", "same"),
        OpinionAnswer::Different => language.pick("beda", "different"),
        OpinionAnswer::Unsure => language.pick("ragu", "cannot tell"),
    }
}

/// An answer as forms and addresses have it.
pub(super) fn answer_of(code: &str) -> Option<OpinionAnswer> {
    match code {
        "sama" => Some(OpinionAnswer::Same),
        "beda" => Some(OpinionAnswer::Different),
        "ragu" => Some(OpinionAnswer::Unsure),
        _ => None,
    }
}

pub(super) fn status(code: &str, language: Language) -> &str {
    match code {
        "BARU" => language.pick("baru", "new"),
        "MASIH" => language.pick("masih terbuka", "still open"),
        "DIBUKA_LAGI" => language.pick("dibuka lagi", "open again"),
        "DITOLAK" => language.pick("diabaikan", "dismissed"),
        other => other,
    }
}

pub(super) fn severity(code: &str, language: Language) -> &str {
    match code {
        "serious" => language.pick("berat", "serious"),
        "warning" => language.pick("sedang", "warning"),
        "info" => language.pick("ringan", "info"),
        other => other,
    }
}

pub(super) fn relation(relation: Relation, language: Language) -> &'static str {
    match relation {
        Relation::Head => language.pick("kepala keluarga", "head"),
        Relation::Spouse => language.pick("suami/istri", "spouse"),
        Relation::Child => language.pick("anak", "child"),
        Relation::ChildInLaw => language.pick("menantu", "child-in-law"),
        Relation::Grandchild => language.pick("cucu", "grandchild"),
        Relation::Parent => language.pick("orang tua", "parent"),
        Relation::ParentInLaw => language.pick("mertua", "parent-in-law"),
        Relation::OtherRelative => language.pick("famili lain", "other relative"),
        Relation::Other => language.pick("lainnya", "other"),
        Relation::Unknown => "",
    }
}

/// A place in a few words: the finest name and the regency.
pub(super) fn place(place: Option<RegionId>) -> String {
    let Some(place) = place else { return String::new() };
    let table = region::table();
    match table.regency_of(place).filter(|regency| *regency != place) {
        Some(regency) => format!("{}, {}", table.name(place), table.name(regency)),
        None => table.name(place).to_owned(),
    }
}

/// A moment (RFC 3339) as people write it, to the minute; the text itself when it is none.
pub(super) fn moment(text: &str, language: Language) -> String {
    match (text.get(..10), text.get(11..16)) {
        (Some(date), Some(time)) => {
            let time = language.pick(time.replace(':', "."), time.to_owned());
            format!("{} {time}", day(date, language))
        }
        _ => text.to_owned(),
    }
}

/// A day (2026-03-01) as people write it; the text itself when it is none.
pub(super) fn day(text: &str, language: Language) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |date| language.day(date))
}
