//! How is a pair explained on a page? One self-contained file: the verdict in a sentence, the chances, the waterfall,
//! both rows side by side with what differs marked, and the rows around them.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::around::{Around, Cited, Gap, PairLine};
use super::chart::{self, Size};
use super::words::signed;
use super::{Step, Value, Waterfall};
use crate::report::Language;

const STYLE: &str =
    concat!(include_str!("../../../assets/report.css"), include_str!("../../../assets/explain.css"));

/// What the page tells.
pub struct Page<'a> {
    /// The two rows of the waterfall.
    pub rows: [&'a Cited; 2],
    /// How they ended, a sentence.
    pub ended: &'a str,
    /// Step by step.
    pub waterfall: &'a Waterfall,
    /// Other pairs of rows between two persons, strongest first.
    pub pairs: &'a [PairLine],
    /// The rows around them.
    pub around: &'a Around,
    /// Model and anything else to know, a line each.
    pub notes: &'a [String],
    /// Whether values are shown in full.
    pub unmasked: bool,
    /// Language.
    pub language: Language,
}

/// What page and picture are called.
pub fn title([first, second]: [&Cited; 2], language: Language) -> String {
    match language {
        Language::Indonesian => format!("Satu orang? {} dan {}", first.row, second.row),
        Language::English => format!("One person? {} and {}", first.row, second.row),
    }
}

/// The page as markup; values are escaped where they are put in.
pub fn page(page: &Page<'_>) -> Markup {
    let language = page.language;
    let waterfall = page.waterfall;
    let title = title(page.rows, language);
    let masked = if page.unmasked {
        language.pick(
            "NIK, No. KK, dan tanggal lahir ditampilkan penuh; jaga kerahasiaannya (UU 27/2022).",
            "NIK, No. KK and birth dates are shown in full; keep them confidential (UU 27/2022).",
        )
    } else {
        language.pick("NIK, No. KK, dan tanggal lahir disamarkan.", "NIK, No. KK and birth dates are masked.")
    };
    html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header { h1 { (title) } p { (masked) } }
                main.explain {
                    p.verdict { span class=(format!("tag band-{}", waterfall.verdict as usize)) { (waterfall.band) } " " (waterfall.sentence(language)) }
                    p.ended { (page.ended) }
                    (chart::classes_bar(waterfall, "peluang", language))
                    (steps(waterfall, &title, language))
                    (side_by_side(page))
                    (pairs(page.pairs, language))
                    (around(page.around, language))
                    (notes(page.notes, language))
                }
                footer { p {
                    (language.pick("Padan mengusulkan, petugas memutuskan.", "Padan proposes, an officer decides."))
                    " " (language.pick("Dibuat oleh Padan", "Made by Padan")) " " (env!("CARGO_PKG_VERSION")) "."
                } }
            }
        }
    }
}

fn steps(waterfall: &Waterfall, title: &str, language: Language) -> Markup {
    let legend = language.pick(
        "Bobot dihitung dalam pangkat dua: +1 berarti dua kali lebih mungkin satu orang, +10 berarti seribu kali. Hijau \
         mendukung, jingga menentang. Batang pertama: sebelum ada isian yang dibandingkan, pasangan sembarang hampir pasti \
         bukan satu orang.",
        "Weights are powers of two: +1 is twice as likely to be one person, +10 a thousand times. Green speaks for it, \
         orange against. The first bar: before anything is compared, a random pair is almost surely not one person.",
    );
    html! {
        section aria-labelledby="langkah" {
            h2 id="langkah" { (language.pick("Langkah demi langkah", "Step by step")) }
            (chart::chart(waterfall, Size::Full, "bobot", title, language))
            p.legend { (legend) }
            @if let Some(silent) = chart::silent_note(waterfall, language) { p.legend { (silent) } }
        }
        @if waterfall.family_matters() {
            section aria-labelledby="keluarga" {
                h2 id="keluarga" { (language.pick("Satu orang atau dua orang sekeluarga?", "One person, or two of one family?")) }
                (chart::family_chart(waterfall, "lawan", language))
                p.legend {
                    (language.pick(
                        "Kerabat berbagi kartu, ibu, dan alamat; itu bukan bukti satu orang. Di sini tiap isian ditimbang \
                         hanya antara satu orang dan dua anggota keluarga.",
                        "Relatives share card, mother and address; that is no evidence of one person. Here each field is \
                         weighed between one person and two members of one family only.",
                    ))
                }
            }
        }
    }
}

fn side_by_side(page: &Page<'_>) -> Markup {
    let language = page.language;
    let [first, second] = page.rows;
    let head = |cited: &Cited| {
        html! { (cited.row) code { (language.pick("baris", "line")) " " (cited.line) ", " (cited.file) } }
    };
    html! {
        section aria-labelledby="isian" {
            h2 id="isian" { (language.pick("Isian kedua baris", "What both rows say")) }
            div.scroll { table {
                caption { (language.pick("Huruf dan angka yang berbeda ditandai.", "Letters and digits that differ are marked.")) }
                thead { tr {
                    th scope="col" { (language.pick("Isian", "Field")) }
                    th scope="col" { (head(first)) }
                    th scope="col" { (head(second)) }
                    th scope="col" { (language.pick("Hasil", "Outcome")) }
                    th.number scope="col" { (language.pick("Bobot", "Weight")) }
                } }
                tbody {
                    @for step in page.waterfall.steps.iter().filter(|step| step.says_something()) {
                        tr {
                            th scope="row" { (step.label) }
                            td.value { (value(&step.first, language)) }
                            td.value { (value(&step.second, language)) }
                            td { (step.level) }
                            (weight(step, language))
                        }
                    }
                }
            } }
        }
    }
}

fn weight(step: &Step, language: Language) -> Markup {
    let class = match step.weight {
        weight if weight >= 0.05 => "number plus",
        weight if weight <= -0.05 => "number minus",
        // Nothing was compared, or it decides nothing.
        _ => return html! { td.number { "–" } },
    };
    html! { td class=(class) { (signed(step.weight, language)) } }
}

/// A value with what the other row has otherwise marked; a missing one is said, not left blank.
fn value(value: &Value, language: Language) -> Markup {
    html! {
        @if value.text.is_empty() { span.none { (language.pick("(kosong)", "(empty)")) } }
        @for (text, differs) in value.runs() {
            @if differs { mark { (text) } } @else { (text) }
        }
    }
}

fn pairs(pairs: &[PairLine], language: Language) -> Markup {
    html! {
        @if !pairs.is_empty() {
            section aria-labelledby="pasangan" {
                h2 id="pasangan" { (language.pick("Pasangan baris kedua orang", "Pairs of rows of the two persons")) }
                div.scroll { table {
                    thead { tr {
                        th scope="col" { (language.pick("Baris", "Rows")) }
                        th.number scope="col" { (language.pick("Bobot", "Weight")) }
                        th.number scope="col" { (language.pick("Satu orang", "Same person")) }
                        th.number scope="col" { (language.pick("Sekeluarga", "One family")) }
                        th scope="col" { (language.pick("Penjelasan", "Account")) }
                    } }
                    tbody {
                        @for pair in pairs {
                            tr {
                                th scope="row" { (pair.rows[0]) " – " (pair.rows[1]) }
                                td class=(if pair.weight >= 0.0 { "number plus" } else { "number minus" }) { (signed(pair.weight, language)) }
                                td.number { (language.percent(Some(f64::from(pair.same)))) }
                                td.number { (language.percent(Some(f64::from(pair.family)))) }
                                td { (pair.sentence) }
                            }
                        }
                    }
                } }
            }
        }
    }
}

fn around(around: &Around, language: Language) -> Markup {
    html! {
        @if around.tells() {
            section aria-labelledby="sekitar" {
                h2 id="sekitar" { (language.pick("Baris di sekitarnya", "The rows around them")) }
                p.legend {
                    (language.pick(
                        "Baris yang bertautan dengan keduanya. Satu kelompok dianggap satu orang.",
                        "Rows that links join to the two. One group is taken as one person.",
                    ))
                }
                div.groups {
                    @for (group, places) in around.groups() {
                        div.group {
                            h3 { (around.group_name(group, language)) }
                            ul { @for &place in &places {
                                li.asked[around.rows[place].asked] { (around.rows[place].cited.row) ": " (around.rows[place].known()) }
                            } }
                            @for link in around.links.iter().filter(|link| places.contains(&link.rows[0])) {
                                p {
                                    (around.rows[link.rows[0]].cited.row) " – " (around.rows[link.rows[1]].cited.row) " "
                                    span class=(if link.weight >= 0.0 { "plus" } else { "minus" }) { (signed(link.weight, language)) }
                                    ": " (link.because)
                                }
                            }
                            @for strain in around.strains.iter().filter(|strain| places.contains(&strain.rows[0])) {
                                p.strain {
                                    (language.pick("Perhatikan", "Mind")) ": " (around.rows[strain.rows[0]].cited.row) " – "
                                    (around.rows[strain.rows[1]].cited.row) " (" (signed(strain.weight, language)) "): " (strain.because)
                                }
                            }
                        }
                    }
                }
                @for gap in &around.gaps { (between(around, gap, language)) }
                @if around.more_rows > 0 {
                    p.legend { (language.count(around.more_rows)) " " (language.pick("baris lain juga bertautan.", "more rows hang on as well.")) }
                }
            }
        }
    }
}

fn between(around: &Around, gap: &Gap, language: Language) -> Markup {
    let [a, b] = gap.groups;
    let [x, y] = gap.rows.map(|place| &around.rows[place].cited.row);
    html! {
        div.gap {
            p { strong {
                (language.pick("Terpisah", "Apart")) ": " (around.group_name(a, language)) " – " (around.group_name(b, language))
            } }
            p { (x) " – " (y) " (" (signed(gap.weight, language)) "). " (gap.sentence(language)) }
            @if !gap.contradictions.is_empty() {
                ul.plain { @for said in &gap.contradictions { li { (said) } } }
            }
        }
    }
}

fn notes(notes: &[String], language: Language) -> Markup {
    html! {
        section aria-labelledby="catatan" {
            h2 id="catatan" { (language.pick("Dasar perhitungan", "What this rests on")) }
            ul.plain { @for note in notes { li { (note) } } }
        }
    }
}
