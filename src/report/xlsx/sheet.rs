//! How does a list look on a sheet? A title and what is to be done with it, the head frozen and filtered, columns as wide
//! as what stands in them, cells for the officer's verdict, and colours by what a line says.

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, Format, FormatAlign,
    FormatBorder, IgnoreError, Worksheet, XlsxError,
};

use crate::report::language::Language;
use crate::report::sink::Sink;

type Done = Result<(), XlsxError>;

/// A list that officers work through.
pub(super) struct List<'a> {
    /// What its tab is called.
    pub name: &'static str,
    /// The file that has all of it.
    pub table: &'static str,
    /// What it lists, in a sentence.
    pub about: &'static str,
    /// What to do with it; empty where there is nothing to fill in.
    pub task: String,
    /// Lines there are.
    pub lines: usize,
    /// The lines to be listed, in the order of the sheet; told how many.
    pub order: Box<dyn Fn(usize) -> Vec<u32> + Send + Sync + 'a>,
    /// Its columns.
    pub columns: Vec<Column<'a>>,
    /// The verdicts to choose from; the first column is for them.
    pub verdicts: Option<[&'static str; 3]>,
    /// Rules of colour, with `{}` for the number of the first line's row.
    pub colours: Vec<Colour>,
    /// Columns that are printed; those behind them are for the computer.
    pub printed: usize,
    /// Lines of text that a row has room for.
    pub tall: u8,
    /// On paper, a page for each value of this number.
    pub page_of: Option<Box<dyn Fn(usize) -> u32 + Send + Sync + 'a>>,
}

/// One column of a list.
pub(super) struct Column<'a> {
    pub head: &'static str,
    /// In characters.
    pub width: u8,
    pub cells: Cells<'a>,
}

/// Writes the text of a row.
pub(super) type Write<'a> = dyn Fn(usize, &mut Sink) + Send + Sync + 'a;

/// What makes the values of a column.
pub(super) enum Cells<'a> {
    /// The officer fills them in.
    Officer,
    Text(Box<Write<'a>>),
    Count(Box<dyn Fn(usize) -> Option<u64> + Send + Sync + 'a>),
    Share(Box<dyn Fn(usize) -> Option<f64> + Send + Sync + 'a>),
    Day(Box<dyn Fn(usize) -> Option<Date> + Send + Sync + 'a>),
}

impl<'a> Column<'a> {
    pub(super) fn officer(head: &'static str, width: u8) -> Column<'a> {
        Column { head, width, cells: Cells::Officer }
    }

    pub(super) fn text(
        head: &'static str,
        width: u8,
        write: impl Fn(usize, &mut Sink) + Send + Sync + 'a,
    ) -> Column<'a> {
        Column { head, width, cells: Cells::Text(Box::new(write)) }
    }

    pub(super) fn count(
        head: &'static str,
        width: u8,
        value: impl Fn(usize) -> Option<u64> + Send + Sync + 'a,
    ) -> Column<'a> {
        Column { head, width, cells: Cells::Count(Box::new(value)) }
    }

    pub(super) fn share(
        head: &'static str,
        width: u8,
        value: impl Fn(usize) -> Option<f64> + Send + Sync + 'a,
    ) -> Column<'a> {
        Column { head, width, cells: Cells::Share(Box::new(value)) }
    }

    pub(super) fn day(
        head: &'static str,
        width: u8,
        value: impl Fn(usize) -> Option<Date> + Send + Sync + 'a,
    ) -> Column<'a> {
        Column { head, width, cells: Cells::Day(Box::new(value)) }
    }
}

/// Where a rule colours, when, and how.
pub(super) struct Colour {
    /// First and last column.
    pub columns: (u16, u16),
    /// A formula of the first line; `{}` stands for its row.
    pub when: String,
    pub shade: Shade,
}

/// What a colour says.
#[derive(Clone, Copy)]
pub(super) enum Shade {
    Serious,
    Warning,
    Different,
    Done,
}

impl Shade {
    fn format(self) -> Format {
        let (back, text) = match self {
            Shade::Serious => (0x00FB_D5D5, 0x008A_1C1C),
            Shade::Warning => (0x00FD_EBC8, 0x006B_4A00),
            Shade::Different => (0x00FF_E0B8, 0x0000_0000),
            Shade::Done => (0x00D9_F0DC, 0x001D_5B2A),
        };
        Format::new().set_background_color(Color::RGB(back)).set_font_color(Color::RGB(text))
    }
}

/// How a list is spread over sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Lines that are listed.
    pub listed: usize,
    /// Sheets it takes, at least one.
    pub sheets: usize,
    /// Lines of a full sheet.
    pub lines_a_sheet: usize,
}

impl List<'_> {
    /// Its layout, where at most `most` lines are listed and a sheet has `sheet_rows` rows.
    pub(super) fn layout(&self, most: usize, sheet_rows: usize) -> Layout {
        let listed = self.lines.min(most);
        let lines_a_sheet = sheet_rows.saturating_sub(ABOVE as usize).max(1);
        Layout { listed, sheets: listed.div_ceil(lines_a_sheet).max(1), lines_a_sheet }
    }

    /// The name of one of its sheets.
    pub(super) fn tab(&self, number: usize) -> String {
        if number == 0 { self.name.to_owned() } else { format!("{} ({})", self.name, number + 1) }
    }

    /// How many lines it has, and where those are that are not listed.
    pub(super) fn said(&self, layout: &Layout, language: Language) -> String {
        let [all, listed] = [self.lines, layout.listed].map(|lines| language.count(lines as u64));
        if layout.listed == self.lines {
            let sheets = match layout.sheets {
                1 => String::new(),
                sheets => format!(", {sheets} {}", language.pick("lembar", "sheets")),
            };
            return format!(
                "{all} {}{sheets}.",
                language.pick("baris, semuanya di sini", "lines, all of them here")
            );
        }
        match language {
            Language::Indonesian => format!(
                "{listed} dari {all} baris: yang paling penting. Selengkapnya di {}; batas ini diatur dengan [night] workbook.",
                self.table
            ),
            Language::English => format!(
                "{listed} of {all} lines: those with the most at stake. All of them are in {}; [night] workbook sets this limit.",
                self.table
            ),
        }
    }
}

/// Rows above the first line: title, what it is, how many, what to do, and the head.
pub(super) const ABOVE: u32 = 5;
/// The row of the head, from 0.
const HEAD: u32 = ABOVE - 1;

/// The formats that all sheets share.
pub(super) struct Formats {
    pub title: Format,
    pub head: Format,
    head_officer: Format,
    officer: Format,
    text: Format,
    wrapped: Format,
    pub count: Format,
    share: Format,
    day: Format,
}

impl Formats {
    pub(super) fn new() -> Formats {
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter)
            .set_font_color(Color::White)
            .set_background_color(Color::RGB(0x001F_4E79));
        Formats {
            title: Format::new().set_bold().set_font_size(14),
            head_officer: head.clone().set_background_color(Color::RGB(0x007F_6000)),
            head,
            officer: Format::new()
                .set_num_format("@")
                .set_background_color(Color::RGB(0x00FF_F8DC))
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(0x00E3_DCC0))
                .set_align(FormatAlign::Top)
                .set_text_wrap(),
            // Text by format too: a cell that is edited stays what it is.
            text: Format::new().set_num_format("@").set_align(FormatAlign::Top),
            wrapped: Format::new().set_num_format("@").set_align(FormatAlign::Top).set_text_wrap(),
            count: Format::new().set_num_format("#,##0").set_align(FormatAlign::Top),
            share: Format::new().set_num_format("0.0%").set_align(FormatAlign::Top),
            day: Format::new()
                .set_num_format("dd/mm/yyyy")
                .set_align(FormatAlign::Left)
                .set_align(FormatAlign::Top),
        }
    }

    /// The format of a column, where a row has room for so many lines of text.
    fn of(&self, cells: &Cells<'_>, tall: u8) -> &Format {
        match cells {
            Cells::Officer => &self.officer,
            Cells::Text(_) if tall > 1 => &self.wrapped,
            Cells::Text(_) => &self.text,
            Cells::Count(_) => &self.count,
            Cells::Share(_) => &self.share,
            Cells::Day(_) => &self.day,
        }
    }
}

/// A sheet of a list.
pub(super) struct Part<'p, 'a> {
    pub list: &'p List<'a>,
    pub layout: &'p Layout,
    /// Its number among the list's sheets, from 0.
    pub number: usize,
    /// The lines it holds.
    pub lines: &'p [u32],
}

impl Part<'_, '_> {
    /// Everything but the lines; where there are any, one stands for all of them.
    pub(super) fn write_frame(&self, sheet: &mut Worksheet, formats: &Formats, language: Language) -> Done {
        let list = self.list;
        sheet.set_name(list.tab(self.number))?;
        let last_column = (list.columns.len() - 1) as u16;
        let last_row = HEAD + self.lines.len() as u32;
        for (at, column) in list.columns.iter().enumerate() {
            sheet.set_column_width(at as u16, f64::from(column.width))?;
        }
        sheet.set_row_height(HEAD, 32)?;
        sheet.set_freeze_panes(ABOVE, u16::from(list.verdicts.is_some()))?;
        sheet.autofilter(HEAD, 0, last_row.max(ABOVE), last_column)?;
        self.paper(sheet, language)?;
        self.above(sheet, formats, language)?;
        if !self.lines.is_empty() {
            self.pattern(sheet, formats)?;
            self.verdicts(sheet, last_row, language)?;
            self.colours(sheet, last_row)?;
            sheet.ignore_error_range(ABOVE, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
        }
        Ok(())
    }

    /// On paper: A4 across, the head on every page, a page a village where the list goes by village.
    fn paper(&self, sheet: &mut Worksheet, language: Language) -> Done {
        // Excel takes at most this many breaks.
        const BREAKS: usize = 1023;
        sheet
            .set_landscape()
            .set_paper_size(9)
            .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
            .set_print_fit_to_pages(1, 0)
            .set_repeat_rows(HEAD, HEAD)?;
        let last_row = HEAD + self.lines.len() as u32;
        let last_column = self.list.printed.clamp(1, self.list.columns.len()) - 1;
        sheet.set_print_area(0, 0, last_row.max(ABOVE), last_column as u16)?;
        let page = language.pick("halaman", "page");
        sheet.set_footer(format!("&L&A&R{page} &P / &N"));
        if let Some(page_of) = &self.list.page_of {
            let places: Vec<u32> = self.lines.iter().map(|&line| page_of(line as usize)).collect();
            let breaks = (1..places.len()).filter(|&at| places[at] != places[at - 1]);
            let breaks: Vec<u32> = breaks.map(|at| ABOVE + at as u32).take(BREAKS).collect();
            sheet.set_page_breaks(&breaks)?;
        }
        Ok(())
    }

    fn above(&self, sheet: &mut Worksheet, formats: &Formats, language: Language) -> Done {
        let list = self.list;
        sheet.write_string_with_format(0, 0, list.tab(self.number), &formats.title)?;
        sheet.write_string(1, 0, list.about)?;
        sheet.write_string(2, 0, list.said(self.layout, language))?;
        if !list.task.is_empty() {
            sheet.write_string(3, 0, &list.task)?;
        }
        for (at, column) in list.columns.iter().enumerate() {
            let officer = matches!(column.cells, Cells::Officer);
            let format = if officer { &formats.head_officer } else { &formats.head };
            sheet.write_string_with_format(HEAD, at as u16, column.head, format)?;
        }
        Ok(())
    }

    /// The first line, its cells blank: what all lines look like.
    fn pattern(&self, sheet: &mut Worksheet, formats: &Formats) -> Done {
        if self.list.tall > 1 {
            sheet.set_row_height(ABOVE, f64::from(self.list.tall) * 15.0)?;
        }
        for (at, column) in self.list.columns.iter().enumerate() {
            sheet.write_blank(ABOVE, at as u16, formats.of(&column.cells, self.list.tall))?;
        }
        Ok(())
    }

    /// The first column offers the verdicts; another word is told, and taken all the same: the command reads synonyms,
    /// and names what it cannot read.
    fn verdicts(&self, sheet: &mut Worksheet, last_row: u32, language: Language) -> Done {
        let Some(verdicts) = self.list.verdicts else { return Ok(()) };
        let choice = DataValidation::new()
            .allow_list_strings(&verdicts)?
            .ignore_blank(true)
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_title(language.pick("Putusan lain", "Another verdict"))?
            .set_error_message(format!(
                "{}: {}",
                language.pick("Pilih salah satu", "Choose one of"),
                verdicts.join(", ")
            ))?;
        sheet.add_data_validation(ABOVE, 0, last_row, 0, &choice)?;
        Ok(())
    }

    fn colours(&self, sheet: &mut Worksheet, last_row: u32) -> Done {
        let row = (ABOVE + 1).to_string();
        for colour in &self.list.colours {
            let rule = ConditionalFormatFormula::new()
                .set_rule(colour.when.replace("{}", &row).as_str())
                .set_format(colour.shade.format());
            sheet.add_conditional_format(ABOVE, colour.columns.0, last_row, colour.columns.1, &rule)?;
        }
        Ok(())
    }
}
