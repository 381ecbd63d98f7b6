//! What does the first sheet of the workbook say? The night in figures, conflicts by class with the sheet each stands
//! on, what every sheet lists, and how verdicts find their way back.

use rust_xlsxwriter::{Url, Workbook, Worksheet, XlsxError};

use super::cells::cell_text;
use super::conflicts::tab_of;
use super::sheet::{Formats, Layout, List};
use crate::error::Severity;
use crate::report::language::Language;
use crate::report::mask::Masking;
use crate::report::night::Night;
use crate::report::page::Extras;
use crate::report::words::words;

type Done = Result<(), XlsxError>;

/// Findings told at most; the page has all of them.
const FINDINGS: usize = 12;

/// Writes the sheet.
pub(super) fn summary(
    book: &mut Workbook,
    night: &Night<'_>,
    extras: &Extras<'_>,
    language: Language,
    lists: &[List<'_>],
    layouts: &[Layout],
) -> Done {
    let sheet = book.add_worksheet();
    sheet.set_name(language.pick("Ringkasan", "Summary"))?;
    for (column, width) in [(0, 34.0), (1, 16.0), (2, 16.0), (3, 20.0), (4, 110.0)] {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    let mut page = Page { sheet, formats: Formats::new(), row: 0 };
    page.title(&format!("{} {}", language.pick("Laporan pemadanan", "Matching report"), night.name))?;
    page.say(&format!("{} {}", words(language).night_of, day(night.date, language)))?;
    let masked = night.masking == Masking::Masked;
    page.say(if masked { words(language).masked } else { words(language).open })?;
    page.say(words(language).promise)?;
    totals(&mut page, night, language)?;
    classes(&mut page, night, language)?;
    sheets(&mut page, language, lists, layouts)?;
    findings(&mut page, extras, language)?;
    page.sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// The sheet, and the row that is written next.
struct Page<'s> {
    sheet: &'s mut Worksheet,
    formats: Formats,
    row: u32,
}

impl Page<'_> {
    fn title(&mut self, text: &str) -> Done {
        self.sheet.write_string_with_format(self.row, 0, text, &self.formats.title)?;
        self.row += 1;
        Ok(())
    }

    fn say(&mut self, text: &str) -> Done {
        self.sheet.write_string(self.row, 0, cell_text(text.as_bytes()))?;
        self.row += 1;
        Ok(())
    }

    /// A blank row and the head of a table.
    fn head(&mut self, cells: &[&str]) -> Done {
        self.row += 1;
        for (column, cell) in cells.iter().enumerate() {
            self.sheet.write_string_with_format(self.row, column as u16, *cell, &self.formats.head)?;
        }
        self.row += 1;
        Ok(())
    }

    fn text(&mut self, column: u16, text: &str) -> Done {
        self.sheet.write_string(self.row, column, cell_text(text.as_bytes()))?;
        Ok(())
    }

    fn count(&mut self, column: u16, value: u64) -> Done {
        self.sheet.write_number_with_format(self.row, column, value as f64, &self.formats.count)?;
        Ok(())
    }

    /// A cell that leads to a sheet of the book.
    fn link(&mut self, column: u16, tab: &str) -> Done {
        let link = Url::new(format!("internal:'{tab}'!A1")).set_text(tab);
        self.sheet.write_url(self.row, column, link)?;
        Ok(())
    }
}

fn totals(page: &mut Page<'_>, night: &Night<'_>, language: Language) -> Done {
    let classes = &night.totals.classes;
    let refused: u64 = night.intake.files.iter().map(|file| file.refused_lines).sum();
    let count = |of: fn(&crate::report::findings::ClassTotal) -> u64| classes.iter().map(of).sum::<u64>();
    page.head(language.pick(&["Jumlah", "Nilai"], &["Figure", "Value"]))?;
    let lines = [
        (language.pick("Daftar", "Rosters"), night.rosters.len() as u64),
        (language.pick("Baris", "Rows"), night.people.len() as u64),
        (language.pick("Baris berkas yang ditolak", "Lines refused"), refused),
        (language.pick("Orang", "Persons"), night.register.len() as u64),
        (language.pick("Keluarga", "Families"), night.register.families() as u64),
        (language.pick("Pasangan perlu verifikasi", "Pairs to verify"), night.clusters.review.len() as u64),
        (language.pick("Konflik terbuka", "Open conflicts"), count(|total| total.count)),
        (language.pick("  di antaranya serius", "  of them serious"), count(|total| total.serious)),
        (language.pick("Konflik diabaikan", "Conflicts dismissed"), count(|total| total.dismissed)),
        (language.pick("Rupiah berisiko tiap pembayaran", "Rupiah at risk a payment"), night.totals.at_risk),
    ];
    for (label, value) in lines {
        page.text(0, label)?;
        page.count(1, value)?;
        page.row += 1;
    }
    Ok(())
}

fn classes(page: &mut Page<'_>, night: &Night<'_>, language: Language) -> Done {
    page.head(language.pick(
        &["Jenis konflik", "Jumlah", "Orang", "Rupiah berisiko", "Ada di lembar"],
        &["Class of conflict", "Count", "Persons", "Rupiah at risk", "On the sheet"],
    ))?;
    for total in &night.totals.classes {
        page.text(0, language.pick(total.class.label(), total.class.label_en()))?;
        page.count(1, total.count)?;
        page.count(2, total.persons)?;
        page.count(3, total.amount)?;
        page.link(4, tab_of(total.class, language))?;
        page.row += 1;
    }
    Ok(())
}

/// What every sheet lists, and where the rest stands.
fn sheets(page: &mut Page<'_>, language: Language, lists: &[List<'_>], layouts: &[Layout]) -> Done {
    page.head(language.pick(
        &["Lembar", "Seluruhnya", "Di buku ini", "Selengkapnya di", "Keterangan"],
        &["Sheet", "Lines", "In this book", "All of them in", "What it is"],
    ))?;
    for (list, layout) in lists.iter().zip(layouts) {
        for number in 0..layout.sheets {
            page.link(0, &list.tab(number))?;
            if number == 0 {
                page.count(1, list.lines as u64)?;
                page.count(2, layout.listed as u64)?;
                page.text(3, list.table)?;
                page.text(4, list.about)?;
            }
            page.row += 1;
        }
    }
    page.row += 1;
    page.say(language.pick(
        "Putusan petugas: isi kolom kuning, simpan, lalu jalankan padan decide PENGATURAN --from report.xlsx. Berlaku mulai malam berikutnya.",
        "Officers' verdicts: fill in the yellow columns, save, then run padan decide SETTINGS --from report.xlsx. They hold from the next night on.",
    ))
}

fn findings(page: &mut Page<'_>, extras: &Extras<'_>, language: Language) -> Done {
    let told: Vec<_> = extras.findings.iter().filter(|finding| finding.severity > Severity::Info).collect();
    if told.is_empty() {
        return Ok(());
    }
    page.head(language.pick(&["Catatan", "", "", "", ""], &["To be looked at", "", "", "", ""]))?;
    for finding in told.iter().take(FINDINGS) {
        page.say(&format!("{}: {}", finding.place, language.told(&finding.message)))?;
    }
    if told.len() > FINDINGS {
        let more = language.count((told.len() - FINDINGS) as u64);
        page.say(&format!("… {more} {} report.html", language.pick("catatan lain di", "more in")))?;
    }
    Ok(())
}

/// A date in ISO as the reader writes it.
fn day(date: &str, language: Language) -> String {
    date.parse().map_or_else(|_| date.to_owned(), |date| language.day(date))
}
