//! Who is this person, to all programmes at once? What the night knows, each value with the row it comes from, what each
//! programme gives, the family, conflicts, what they may get and do not, and what happened night by night.

use maud::{Markup, html};

use super::ask::{Ask, Fault, Told};
use super::layout::{Tab, cluster_address, page, pair_address};
use super::open::opener;
use super::server::App;
use super::words;
use crate::find::{Dossier, FieldValue};
use crate::report::Language;

pub(super) fn person(app: &App, ask: &Ask) -> Told {
    let language = ask.language();
    let night = app.nights.now(&app.settings);
    let dossier = night.index()?.dossier(ask.part(0))?.ok_or(Fault::NotFound)?;
    let open = ask.session.has_opened(&dossier.person_id);
    let dossier = if open { dossier } else { dossier.masked() };
    let name = dossier.identity.iter().find(|field| field.field == "name").map(|field| field.value.as_str());
    let title = name.unwrap_or(&dossier.person_id).to_owned();
    let content = html! {
        div.judul {
            h1 { (title) }
            p.ringkas {
                (dossier.person_id) @if !dossier.family_id.is_empty() { " · " (language.pick("keluarga", "family")) " " (dossier.family_id) }
                @if !dossier.band.is_empty() { " · " (dossier.band) }
            }
            (opener(ask, &dossier.person_id))
            button.cetak type="button" data-cetak="" { (language.pick("Cetak", "Print")) }
        }
        (now_and_then(&dossier, language))
        div.dua.lebar { (identity(&dossier, language)) (programmes(&dossier, language)) }
        (conflicts(&dossier, language))
        (referrals(&dossier, language))
        (family(&dossier, language))
        (rows(&dossier, language))
        (history(&dossier, language))
    };
    Ok(page(app, ask, Tab::Search, &title, &content))
}

fn now_and_then(dossier: &Dossier, language: Language) -> Markup {
    html! {
        @if dossier.asked != dossier.person_id {
            p.pesan { (dossier.asked) " " (language.pick("kini adalah", "is now")) " " strong { (dossier.person_id) } "." }
        }
        @if !dossier.in_register {
            p.larangan { (language.pick("Orang ini tidak ada di register malam terakhir.", "This person is not in the last night's register.")) }
        }
        @if !dossier.retired.is_empty() {
            p.kecil { (language.pick("Id lama yang kini berarti orang ini", "Former ids that mean this person now")) ": " (dossier.retired.join(", ")) }
        }
    }
}

fn identity(dossier: &Dossier, language: Language) -> Markup {
    html! {
        section aria-labelledby="identitas" {
            h2 #identitas { (language.pick("Identitas", "Identity")) }
            div.gulir tabindex="0" role="region" aria-label=(language.pick("Identitas", "Identity")) { table.padat.kartu {
                thead { tr {
                    th scope="col" { (language.pick("Isian", "Field")) } th scope="col" { (language.pick("Nilai", "Value")) }
                    th scope="col" { (language.pick("Dari", "From")) } th scope="col" { (language.pick("Nilai lain", "Other values")) }
                } }
                tbody { @for field in &dossier.identity { (identity_line(field, language)) } }
            } }
        }
    }
}

fn identity_line(field: &FieldValue, language: Language) -> Markup {
    html! {
        tr {
            th scope="row" { (field_word(&field.field, language)) }
            td.nilai { (field.value) }
            td data-apa=(language.pick("Dari", "From")) { (field.from) @if !field.written.is_empty() { small { (language.pick("ditulis", "written")) " " (field.written) } } }
            td data-apa=[(!field.others.is_empty()).then(|| language.pick("Nilai lain", "Other values"))] { @for other in &field.others {
                div { (other.value) small { (other.rows.join(", ")) } }
            } }
        }
    }
}

fn programmes(dossier: &Dossier, language: Language) -> Markup {
    let total: u64 = dossier.programmes.iter().filter_map(|line| line.amount).sum();
    html! {
        section aria-labelledby="program" {
            h2 #program { (language.pick("Program", "Programmes")) }
            @if dossier.programmes.is_empty() { p.kosong { (language.pick("Tidak menerima program apa pun.", "No programme.")) } }
            @else {
                div.gulir tabindex="0" role="region" aria-label=(language.pick("Program", "Programmes")) { table.padat {
                    thead { tr { th scope="col" { (language.pick("Program", "Programme")) } th.angka scope="col" { (language.pick("Rupiah per pembayaran", "Rupiah a payment")) } th scope="col" { (language.pick("Baris", "Rows")) } } }
                    tbody { @for line in &dossier.programmes {
                        tr {
                            th scope="row" { (line.programme) @let name = language.pick(&line.name, &line.name_en); @if !name.is_empty() && *name != line.programme { small { (name) } } }
                            td.angka { @if let Some(amount) = line.amount { (language.rupiah(amount)) } @else { "–" } }
                            td { (line.rows.join(", ")) }
                        }
                    } }
                    tfoot { tr { th scope="row" { (language.pick("Jumlah", "Total")) } td.angka { (language.rupiah(total)) } td {} } }
                } }
            }
        }
    }
}

fn conflicts(dossier: &Dossier, language: Language) -> Markup {
    html! {
        @if !dossier.conflicts.is_empty() {
            section aria-labelledby="konflik" {
                h2 #konflik { (language.pick("Konflik", "Conflicts")) }
                div.gulir tabindex="0" role="region" aria-label=(language.pick("Konflik", "Conflicts")) { table.padat.kartu {
                    thead { tr {
                        th scope="col" { (language.pick("Konflik", "Conflict")) } th scope="col" { (language.pick("Apa", "What")) }
                        th.angka scope="col" { "Rupiah" } th scope="col" { (language.pick("Kantor", "Office")) } th scope="col" { (language.pick("Keadaan", "Standing")) }
                    } }
                    tbody { @for line in &dossier.conflicts {
                        tr {
                            th scope="row" { a.utuh href=(format!("/konflik/{}", line.conflict_id)) { (line.conflict_id) } small { (words::class(&line.class, language)) } }
                            td.apa { (language.pick(&line.message, &line.message_en)) }
                            td.angka data-apa="Rupiah" { (words::amount(line.amount, language)) }
                            td data-apa=(language.pick("Kantor", "Office")) { (line.office) }
                            td { span class=(format!("tanda {}", line.severity)) { (words::severity(&line.severity, language)) } " "
                                (words::status(&line.status, language)) @if !line.since.is_empty() { ", " (language.pick("sejak", "since")) " " (language.day_of(&line.since)) } }
                        }
                    } }
                } }
            }
        }
    }
}

fn referrals(dossier: &Dossier, language: Language) -> Markup {
    html! {
        @if !dossier.referrals.is_empty() {
            section aria-labelledby="rujukan" {
                h2 #rujukan { (language.pick("Dapat diperoleh, tetapi belum diterima", "What they may get and do not")) }
                table.padat.kartu {
                    thead { tr { th scope="col" { (language.pick("Program", "Programme")) } th scope="col" { (language.pick("Mengapa", "Why")) } th.angka scope="col" { (language.pick("Rupiah per pembayaran", "Rupiah a payment")) } } }
                    tbody { @for line in &dossier.referrals {
                        tr {
                            th scope="row" { (line.programme) }
                            td { (language.pick(&line.reason, &line.reason_en)) @if !line.evidence.is_empty() { small { (line.evidence) } } }
                            td.angka { @if let Some(amount) = line.amount { (language.rupiah(amount)) } @else { "–" } }
                        }
                    } }
                }
            }
        }
    }
}

fn family(dossier: &Dossier, language: Language) -> Markup {
    html! {
        @if !dossier.family.is_empty() {
            section aria-labelledby="keluarga" {
                h2 #keluarga { (language.pick("Keluarga", "Family")) }
                div.gulir tabindex="0" role="region" aria-label=(language.pick("Keluarga", "Family")) { table.padat {
                    thead { tr { th scope="col" { (language.pick("Nama", "Name")) } th scope="col" { (language.pick("Lahir", "Born")) } th scope="col" { "L/P" }
                        th scope="col" { (language.pick("Hubungan", "Relation")) } th scope="col" { (language.pick("Program", "Programmes")) } } }
                    tbody { @for line in &dossier.family {
                        tr {
                            th scope="row" { a href=(format!("/orang/{}", line.person_id)) { @if line.name.is_empty() { (line.person_id) } @else { (line.name) } } }
                            td { (line.birth) }
                            td { (line.sex) } td { (language.pick(&line.relation, &line.relation_en)) } td { (line.programmes) }
                        }
                    } }
                } }
            }
        }
    }
}

fn rows(dossier: &Dossier, language: Language) -> Markup {
    let row = |place: usize| format!("{}:{}", dossier.rows[place].roster, dossier.rows[place].row);
    html! {
        section aria-labelledby="baris" {
            h2 #baris {
                (language.pick("Baris roster", "Rows of rosters"))
                @if dossier.rows.len() > 1 { " " a.kecil href=(cluster_address(&row(0), "")) { (language.pick("berdampingan", "side by side")) } }
            }
            div.gulir tabindex="0" role="region" aria-label=(language.pick("Baris roster", "Rows of rosters")) { table.padat.kartu {
                thead { tr {
                    th scope="col" { (language.pick("Baris", "Row")) } th scope="col" { (language.pick("Program", "Programme")) }
                    th scope="col" { (language.pick("Seperti tertulis", "As written")) } th.angka scope="col" { (language.pick("Peluang", "Chance")) }
                } }
                tbody { @for (place, line) in dossier.rows.iter().enumerate() {
                    tr {
                        th scope="row" {
                            (row(place)) small { (line.file) ", " (language.pick("baris", "line")) " " (line.line) }
                            @if place > 0 { a.kecil href=(pair_address([&row(0), &row(place)], "")) { (language.pick("bandingkan", "compare")) } }
                        }
                        td { (line.programme) @if let Some(amount) = line.amount { small { (language.rupiah(amount)) } } }
                        td.sel.apa { @for (field, text) in &line.cells {
                            span { b { (field_word(field, language)) } " " (text) } " "
                        } }
                        td.angka data-apa=(language.pick("Peluang", "Chance")) { (language.percent(line.probability)) @if !line.band.is_empty() { small { (line.band) } } }
                    }
                } }
            } }
        }
    }
}

fn history(dossier: &Dossier, language: Language) -> Markup {
    html! {
        @if !dossier.history.is_empty() {
            section aria-labelledby="riwayat" {
                h2 #riwayat { (language.pick("Riwayat", "History")) }
                ol.polos { @for event in &dossier.history {
                    li {
                        (language.day_of(&event.date)) " (" (language.pick("malam ke-", "night ")) (event.night) "): "
                        (words::change(&event.change, language))
                        @if !event.programme.is_empty() { " " (event.programme) }
                        @if !event.class.is_empty() { " " (words::class(&event.class, language)) }
                        @if !event.field.is_empty() { " " (field_word(&event.field, language)) }
                        @if !event.before.is_empty() || !event.after.is_empty() { ": " (event.before) " → " (event.after) }
                        @if let Some(amount) = event.amount.filter(|amount| *amount > 0) { ", " (language.rupiah(amount)) }
                        @if !event.by.is_empty() { ", " (event.by) } @if !event.reason.is_empty() { " (" (event.reason) ")" }
                    }
                } }
            }
        }
    }
}

/// What a field is called.
fn field_word(field: &str, language: Language) -> &str {
    let words = match field {
        "nik" => ["NIK", "NIK"],
        "kk" => ["No. KK", "Family card"],
        "name" => ["Nama", "Name"],
        "birth_date" => ["Tanggal lahir", "Birth date"],
        "birth_place" => ["Tempat lahir", "Birthplace"],
        "place_and_date" => ["Tempat, tanggal lahir", "Birthplace and date"],
        "age" => ["Umur", "Age"],
        "sex" => ["Jenis kelamin", "Sex"],
        "relation" => ["Hubungan", "Relation"],
        "mother" => ["Ibu", "Mother"],
        "father" => ["Ayah", "Father"],
        "head" => ["Kepala keluarga", "Head"],
        "address" => ["Alamat", "Address"],
        "hamlet" => ["Dusun", "Hamlet"],
        "village" => ["Desa/kelurahan", "Village"],
        "district" => ["Kecamatan", "District"],
        "regency" => ["Kabupaten/kota", "Regency"],
        "province" => ["Provinsi", "Province"],
        "region" => ["Wilayah", "Region"],
        "village_code" => ["Kode wilayah", "Region code"],
        "amount" => ["Jumlah", "Amount"],
        "period" => ["Periode", "Period"],
        "deceased" => ["Meninggal", "Deceased"],
        "occupation" => ["Pekerjaan", "Occupation"],
        "decile" => ["Desil", "Decile"],
        "component" => ["Komponen", "Component"],
        "unique_key" => ["Kunci roster", "Roster key"],
        "rt" => ["RT", "RT"],
        "rw" => ["RW", "RW"],
        "rt_rw" => ["RT/RW", "RT/RW"],
        _ => return field,
    };
    language.pick(words[0], words[1])
}
