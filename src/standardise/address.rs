//! What does an address say? RT, RW, hamlet, street, house number, and the village and district it mentions.
//!
//! Written forms are many and marks few: a word of the table (`DSN`, `JL`, `RT` ...) opens a part, which runs to
//! the next mark or comma. Words without a mark are the hamlet when they stand first, and the village when they
//! follow RT/RW. Address text is weak evidence; what cannot be told stays empty.

mod neighbourhood;
mod words;

use neighbourhood::{Pair, read_cell, read_marked, read_tokens};
use words::{Mark, Room, Shape, Token, push_upper, tokens};

use crate::record::Neighbourhood;

/// An address in its parts; texts are upper case without signs, figures for numerals, empty when not given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// RT.
    pub rt: Option<Neighbourhood>,
    /// RW.
    pub rw: Option<Neighbourhood>,
    /// Hamlet (dusun, dukuh, lingkungan, jorong, banjar), without the word for it.
    pub hamlet: String,
    /// Street with lane and estate.
    pub street: String,
    /// House number, with its block.
    pub number: String,
    /// Village that the text mentions: a hint for rosters without a village column.
    pub village: String,
    /// District that the text mentions.
    pub district: String,
    /// Regency that the text mentions.
    pub regency: String,
    /// What was noticed.
    pub notes: AddressNotes,
}

/// Something noticed while an address was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddressNote {
    /// A spreadsheet had made a date of RT/RW ("03-Jan" of 3/1).
    RtRwFromDate,
    /// RT or RW holds something that is no number from 0 to 999.
    RtRwUnreadable,
    /// The columns for RT and RW say something else than the address; the columns count.
    RtRwDisagrees,
}

impl AddressNote {
    /// All notes, in the order of the enum.
    pub const ALL: [AddressNote; 3] =
        [AddressNote::RtRwFromDate, AddressNote::RtRwUnreadable, AddressNote::RtRwDisagrees];

    /// The stable code of the anomaly.
    pub fn code(self) -> &'static str {
        match self {
            AddressNote::RtRwFromDate => "RT_RW_MENJADI_TANGGAL",
            AddressNote::RtRwUnreadable => "RT_RW_TIDAK_TERBACA",
            AddressNote::RtRwDisagrees => "RT_RW_BERBEDA",
        }
    }
}

/// A set of notes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AddressNotes(u8);

impl AddressNotes {
    fn add(&mut self, note: AddressNote) {
        self.0 |= 1 << note as u8;
    }

    /// Whether the note is in the set.
    pub fn has(self, note: AddressNote) -> bool {
        self.0 >> note as u8 & 1 == 1
    }

    /// Whether nothing was noticed.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The notes in the order of the enum.
    pub fn iter(self) -> impl Iterator<Item = AddressNote> {
        AddressNote::ALL.into_iter().filter(move |note| self.has(*note))
    }
}

impl Address {
    /// The hamlet, else the street with its number: the text that tells neighbours apart within a village. `room` is
    /// where it is put together.
    pub fn locality<'a>(&'a self, room: &'a mut String) -> &'a str {
        match (self.hamlet.is_empty(), self.number.is_empty()) {
            (false, _) => &self.hamlet,
            (true, true) => &self.street,
            (true, false) => {
                room.clear();
                for part in [&self.street, " ", &self.number] {
                    room.push_str(part);
                }
                room.trim_start()
            }
        }
    }

    fn clear(&mut self) {
        (self.rt, self.rw, self.notes) = (None, None, AddressNotes::default());
        for text in [
            &mut self.hamlet,
            &mut self.street,
            &mut self.number,
            &mut self.village,
            &mut self.district,
            &mut self.regency,
        ] {
            text.clear();
        }
    }
}

/// Reads addresses, one after another in the same room.
#[derive(Debug, Default)]
pub struct AddressReader {
    line: Reader,
    hamlet: Reader,
}

impl AddressReader {
    /// Reads an address from its line and from the columns for its parts, any of which may be empty. Columns count
    /// more than the line.
    pub fn read(&mut self, address: &str, rt: &str, rw: &str, rt_rw: &str, hamlet: &str) -> &Address {
        self.line.read(address);
        let found = &mut self.line.address;
        let both = neighbourhoods(self.line.pair, [rt, rw, rt_rw], &mut found.notes);
        found.rt = both.rt;
        found.rw = both.rw;
        if both.from_date {
            found.notes.add(AddressNote::RtRwFromDate);
        }
        if both.unreadable {
            found.notes.add(AddressNote::RtRwUnreadable);
        }
        if !hamlet.is_empty() {
            self.hamlet.read(hamlet);
            let Address { hamlet: named, street, .. } = &mut self.hamlet.address;
            // "Krajan 2" looks like a street with its number, but the column says what it is.
            let named = if named.is_empty() { street } else { named };
            if !named.is_empty() {
                std::mem::swap(&mut found.hamlet, named);
            }
        }
        found
    }
}

/// RT and RW of the line and of the columns for them, which count more.
fn neighbourhoods(line: Pair, [rt, rw, rt_rw]: [&str; 3], notes: &mut AddressNotes) -> Pair {
    let mut columns = read_cell(rt);
    if !rw.is_empty() {
        // A single number in the RW column is the RW.
        let cell = read_cell(rw);
        let only =
            if cell.rw.is_none() && !cell.from_date { Pair { rt: None, rw: cell.rt, ..cell } } else { cell };
        columns = Pair { rw: only.rw.or(columns.rw), ..columns.or(only) };
    }
    if !rt_rw.is_empty() {
        columns = columns.or(read_cell(rt_rw));
    }
    let differ = |a: Option<Neighbourhood>, b: Option<Neighbourhood>| a.is_some() && b.is_some() && a != b;
    if differ(columns.rt, line.rt) || differ(columns.rw, line.rw) {
        notes.add(AddressNote::RtRwDisagrees);
    }
    columns.or(line)
}

/// The part of an address that words go to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    /// No mark yet.
    #[default]
    Bare,
    Street,
    Hamlet,
    Village,
    District,
    Regency,
    /// Behind RT/RW or a finished part, without a mark.
    Behind,
    /// Not kept: province, postcode.
    Other,
}

/// An address being read from left to right.
#[derive(Debug, Default)]
struct Reader {
    address: Address,
    pair: Pair,
    part: Part,
    /// Words that stood before any mark.
    bare: String,
    /// Words behind RT/RW, by the commas between them; those of this address come first, the rest is room.
    behind: Vec<String>,
    behinds: usize,
    /// Whether the part has no word yet.
    fresh: bool,
    /// Whether the bare words hold a figure, as streets do ("MERDEKA 12").
    bare_figure: bool,
}

impl Reader {
    fn read(&mut self, text: &str) {
        self.address.clear();
        self.bare.clear();
        (self.pair, self.part, self.behinds) = (Pair::default(), Part::default(), 0);
        (self.fresh, self.bare_figure) = (true, false);
        if text.is_empty() {
            return;
        }
        let mut room = Room::default();
        let tokens = tokens(text, &mut room);
        let mut at = 0;
        while at < tokens.len() {
            at = self.step(tokens, at);
        }
        self.finish();
    }

    /// Takes the token at `at`; returns the index of the next one to take.
    fn step(&mut self, tokens: &[Token<'_>], at: usize) -> usize {
        let token = &tokens[at];
        match token.shape {
            Shape::Sign(b',' | b';' | b'(' | b')') => {
                self.comma();
                at + 1
            }
            Shape::Sign(_) => at + 1,
            Shape::Figure => self.figure(tokens, at),
            Shape::Word => self.word(tokens, at),
        }
    }

    fn word(&mut self, tokens: &[Token<'_>], at: usize) -> usize {
        let token = &tokens[at];
        let Some(opening) = token.opening else {
            self.push(token);
            return at + 1;
        };
        // "DUSUN BANJAR SARI", "JL KAMPUNG BARU": right behind a mark, such a word is the beginning of the name.
        let named = self.fresh && !matches!(self.part, Part::Bare | Part::Behind | Part::Other);
        let starts =
            matches!(self.part, Part::Bare) && self.bare.is_empty() || matches!(self.part, Part::Behind);
        let opens = if named { false } else { opening.anywhere || (self.fresh && starts) };
        match opening.mark {
            Mark::Rt | Mark::Rw | Mark::RtRw if has_value(tokens, at) => {
                let (pair, next) = read_marked(tokens, at);
                self.pair = self.pair.or(pair);
                self.open(Part::Behind);
                next.max(at + 1)
            }
            Mark::Number | Mark::Block => self.house(tokens, at),
            Mark::Street if opens => self.mark(Part::Street, at),
            Mark::Lane | Mark::Estate if opens || self.part == Part::Street => {
                if self.part != Part::Street {
                    self.open(Part::Street);
                }
                self.push(token);
                at + 1
            }
            Mark::Hamlet if opens => self.mark(Part::Hamlet, at),
            Mark::Village if opens => self.mark(Part::Village, at),
            Mark::District if opens => self.mark(Part::District, at),
            // "Kec. Cikole Kota Sukabumi": behind a district's name a city comes, not more of the name.
            Mark::Regency if opens || (self.part == Part::District && !self.fresh) => {
                self.mark(Part::Regency, at)
            }
            Mark::Province | Mark::Postcode if opens => self.mark(Part::Other, at),
            _ => {
                self.push(token);
                at + 1
            }
        }
    }

    fn mark(&mut self, part: Part, at: usize) -> usize {
        self.open(part);
        at + 1
    }

    fn open(&mut self, part: Part) {
        self.part = part;
        self.fresh = true;
        if part == Part::Behind {
            match self.behind.get_mut(self.behinds) {
                Some(room) => room.clear(),
                None => self.behind.push(String::new()),
            }
            self.behinds += 1;
        }
    }

    fn comma(&mut self) {
        if self.fresh && self.part != Part::Bare {
            return;
        }
        if self.part != Part::Bare || !self.bare.is_empty() {
            self.open(Part::Behind);
        }
    }

    fn push(&mut self, token: &Token<'_>) {
        self.fresh = false;
        let text = match self.part {
            Part::Bare => {
                self.bare_figure |= token.shape == Shape::Figure;
                &mut self.bare
            }
            Part::Street => &mut self.address.street,
            Part::Hamlet => &mut self.address.hamlet,
            Part::Village => &mut self.address.village,
            Part::District => &mut self.address.district,
            Part::Regency => &mut self.address.regency,
            Part::Behind => match self.behind[..self.behinds].last_mut() {
                Some(last) => last,
                None => return,
            },
            Part::Other => return,
        };
        token.write(text);
    }

    /// A figure by itself: RT/RW without the words ("KRAJAN 003/013"), or a word of the part.
    fn figure(&mut self, tokens: &[Token<'_>], at: usize) -> usize {
        if let [rt, slash, rw, ..] = &tokens[at..]
            && slash.is_sign(b'/')
            && rw.shape == Shape::Figure
            && rt.text.len() <= 3
            && rw.text.len() <= 3
            && self.pair == Pair::default()
        {
            let padded = rt.text.len() == 3 && rw.text.len() == 3;
            if padded || self.part != Part::Street {
                self.pair = read_tokens(&tokens[at..at + 3]);
                self.open(Part::Behind);
                return at + 3;
            }
        }
        // A postcode is no part of a name.
        if tokens[at].text.len() != 5 {
            self.push(&tokens[at]);
        }
        at + 1
    }

    /// A house number or block behind its mark: figures and the letters glued to them.
    fn house(&mut self, tokens: &[Token<'_>], at: usize) -> usize {
        let mut next = at + 1;
        while tokens.get(next).is_some_and(|token| matches!(token.shape, Shape::Sign(b'.' | b':'))) {
            next += 1;
        }
        let block = tokens[at].mark() == Some(Mark::Block);
        let begins = |token: &Token<'_>| {
            token.shape == Shape::Figure
                || (token.shape == Shape::Word && token.text.len() <= 2 && token.mark().is_none())
        };
        let Some(first) =
            tokens.get(next).filter(|token| begins(token) && (block || token.shape == Shape::Figure))
        else {
            // "NO" without a number says nothing; "BLOK" may belong to a name ("Blok Sukun").
            if block {
                self.push(&tokens[at]);
            }
            return at + 1;
        };
        let number = &mut self.address.number;
        let blank = if number.is_empty() { "" } else { " " };
        number.push_str(blank);
        push_upper(first.text.trim_start_matches('0'), number);
        next += 1;
        while let Some(token) = tokens.get(next) {
            let part_of_it =
                token.glued && (begins(token) || matches!(token.shape, Shape::Sign(b'/' | b'-')));
            let letter = token.shape == Shape::Word && token.text.len() == 1;
            if !(part_of_it || letter) {
                break;
            }
            push_upper(token.text, number);
            next += 1;
        }
        self.open(Part::Behind);
        next
    }

    /// Gives the words without a mark to the parts they most likely are.
    fn finish(&mut self) {
        let address = &mut self.address;
        if address.hamlet.is_empty() && !(self.bare_figure && address.street.is_empty()) {
            std::mem::swap(&mut address.hamlet, &mut self.bare);
        } else if address.street.is_empty() {
            std::mem::swap(&mut address.street, &mut self.bare);
        }
        for text in &mut self.behind[..self.behinds] {
            let hints = [&mut address.village, &mut address.district, &mut address.regency];
            if text.is_empty() || !text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
                continue;
            }
            if address.hamlet.is_empty() && address.street.is_empty() {
                std::mem::swap(&mut address.hamlet, text);
            } else if let Some(empty) = hints.into_iter().find(|hint| hint.is_empty()) {
                std::mem::swap(empty, text);
            }
        }
    }
}

/// Whether a number (or a dash for unknown) follows the RT or RW word, directly or behind "/RW": otherwise it is
/// no mark but a word.
fn has_value(tokens: &[Token<'_>], at: usize) -> bool {
    tokens[at + 1..]
        .iter()
        .find(|token| {
            !matches!(token.shape, Shape::Sign(b'.' | b':' | b'/' | b'=')) && token.mark() != Some(Mark::Rw)
        })
        .is_some_and(|token| {
            token.value().is_some() || token.is_sign(b'-') || matches!(token.mark(), Some(Mark::Month(_)))
        })
}

#[cfg(test)]
mod tests;
