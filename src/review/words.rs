//! How are codes said to an officer? Reasons, statuses, answers and times in both languages.

use crate::cluster::CutReason;
use crate::conflict::Class;
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
            format!("{} {time}", language.day_of(date))
        }
        _ => text.to_owned(),
    }
}

/// The class of a conflict by its code.
pub(super) fn class(code: &str, language: Language) -> &str {
    let known = Class::ALL.into_iter().find(|class| class.code() == code);
    known.map_or(code, |class| language.pick(class.label(), class.label_en()))
}

/// What happened on a night, by the word that the ledger has for it.
pub(super) fn change(code: &str, language: Language) -> &str {
    let words = match code {
        "BARU" => ["baru di register", "new in the register"],
        "KEMBALI" => ["kembali", "back"],
        "HILANG" => ["tidak ada lagi di roster mana pun", "in no roster any more"],
        "GABUNG" => ["digabung", "merged"],
        "PISAH" => ["dipisah", "split"],
        "UBAH" => ["berubah", "changed"],
        "MASUK_PROGRAM" => ["masuk program", "entered"],
        "KELUAR_PROGRAM" => ["keluar dari program", "left"],
        "KONFLIK_BARU" => ["konflik baru:", "new conflict:"],
        "KONFLIK_MASIH" => ["konflik masih terbuka:", "conflict still open:"],
        "KONFLIK_DIBUKA_LAGI" => ["konflik dibuka lagi:", "conflict open again:"],
        "KONFLIK_DITOLAK" => ["konflik diabaikan:", "conflict dismissed:"],
        "KONFLIK_SELESAI" => ["konflik selesai:", "conflict gone:"],
        "PUTUSAN_SAMA" => ["diputus satu orang:", "decided, one person:"],
        "PUTUSAN_BEDA" => ["diputus dua orang:", "decided, two persons:"],
        "PUTUSAN_DICABUT" => ["putusan dicabut:", "decision taken back:"],
        other => return other,
    };
    language.pick(words[0], words[1])
}

/// Rupiah in a column of them; a dash where there is none.
pub(super) fn amount(amount: Option<u64>, language: Language) -> String {
    amount.filter(|amount| *amount > 0).map_or_else(|| "–".to_owned(), |amount| language.count(amount))
}
