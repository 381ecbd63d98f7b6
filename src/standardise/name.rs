//! Which words of a written name are the name? Cells become canonical tokens; titles, degrees, father's name, alias
//! and mark of death are split off and kept. Position, comma and dot decide what a short word is.

use super::Names;
use super::coded::is_blank;
use super::name_letters::{Letters, Piece};
use super::name_words::{Uses, Where, says_no_name, uses};
use crate::record::Sex;

/// Cells that are longer say something, whatever words for nothing they hold.
pub(super) const LONGEST_BLANK: usize = 24;

/// A sequence of words that is reused from cell to cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    text: String,
    ends: Vec<u32>,
}

impl Words {
    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    fn push(&mut self, word: &str) {
        self.text.push_str(word);
        self.ends.push(self.text.len() as u32);
    }

    /// Whether there is no word.
    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The words in written order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|index| {
            let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
            &self.text[start..self.ends[index] as usize]
        })
    }
}

/// What one cell says, and the buffers to read it with; keep one a thread.
#[derive(Default)]
pub(super) struct NameReader {
    /// The name's own words.
    pub(super) name: Words,
    /// Words of an alias.
    pub(super) alias: Words,
    /// Words of the father's name, from a patronymic.
    pub(super) father: Words,
    /// alm., almh. stood with the name.
    pub(super) deceased: bool,
    /// Sex that a title or particle tells.
    pub(super) sex: ToldSex,
    /// Digits stood in the name.
    pub(super) digits: bool,
    letters: Letters,
    main: Vec<Token>,
    side: Vec<Token>,
    parent: Vec<Token>,
    spare: String,
}

/// Sex told by titles: the first that tells one counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ToldSex(Option<Sex>);

impl ToldSex {
    /// The sex, or unknown.
    pub(super) fn get(self) -> Sex {
        self.0.unwrap_or(Sex::Unknown)
    }

    fn tell(&mut self, sex: Sex) {
        if self.0.is_none() && sex != Sex::Unknown {
            self.0 = Some(sex);
        }
    }
}

/// A piece with what its word may be.
#[derive(Clone, Copy)]
struct Token {
    piece: Piece,
    uses: Option<&'static Uses>,
}

/// Where words go while a name is walked through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Name,
    Alias,
    Father,
    /// A grandfather: too far to be of use.
    Nowhere,
}

impl NameReader {
    /// Reads one cell of a name column.
    pub(super) fn read(&mut self, cell: &str, names: Names) {
        self.name.clear();
        self.alias.clear();
        self.father.clear();
        self.deceased = false;
        self.sex = ToldSex::default();
        self.digits = false;
        if cell.is_empty() || (cell.len() <= LONGEST_BLANK && is_blank(cell)) {
            return;
        }
        self.letters.read(cell);
        self.digits = self.letters.digits;
        if names == Names::Plain {
            // "Daughter of A Smith" and "Mrs Smith" name nobody but Smith.
            let words = || self.letters.pieces.iter().map(|&piece| self.letters.of(piece));
            let link = |word: &str| matches!(word, "OF" | "IN" | "THE" | "HOUSE");
            let skipped = match words().next() {
                Some(first) if says_no_name(first) => {
                    words().take_while(|word| says_no_name(word) || link(word)).count()
                }
                _ => 0,
            };
            for &piece in &self.letters.pieces[skipped..] {
                self.name.push(self.letters.of(piece));
            }
            return;
        }
        self.divide();
        for (which, target) in [Target::Name, Target::Alias, Target::Father].into_iter().enumerate() {
            let mut tokens = match which {
                0 => std::mem::take(&mut self.main),
                1 => std::mem::take(&mut self.side),
                _ => std::mem::take(&mut self.parent),
            };
            self.tidy(&mut tokens, target);
            tokens.clear();
            match which {
                0 => self.main = tokens,
                1 => self.side = tokens,
                _ => self.parent = tokens,
            }
        }
    }

    /// Deals the pieces out to name, alias and father.
    fn divide(&mut self) {
        let mut target = Target::Name;
        self.unbracket();
        let count = self.letters.pieces.len();
        for index in 0..count {
            let piece = self.letters.pieces[index];
            let word = self.letters.of(piece);
            let token = Token { piece, uses: uses(word) };
            let last = index + 1 == count;
            let role = |pick: fn(&Uses) -> bool| token.uses.is_some_and(pick);
            if role(|uses| uses.deceased) {
                self.deceased = true;
                continue;
            }
            let begun = !self.main.is_empty() && !last;
            if begun
                && piece.slash
                && matches!(word, "L" | "P")
                && self.letters.pieces[index - 1].is("A", &self.letters)
            {
                // a/l and a/p: anak lelaki, anak perempuan.
                self.main.pop();
                self.sex.tell(if word == "L" { Sex::Male } else { Sex::Female });
                target = Target::Father;
                continue;
            }
            if begun && !piece.bracket && (role(|uses| uses.father) || is_lower_b(piece, word)) {
                if matches!(word, "BINTI" | "BINTE" | "BNTI" | "BTE" | "BINTIE" | "BTI") {
                    self.sex.tell(Sex::Female);
                } else if word == "BIN" && target == Target::Name {
                    self.sex.tell(Sex::Male);
                }
                target = if matches!(target, Target::Father | Target::Nowhere) {
                    Target::Nowhere
                } else {
                    Target::Father
                };
                continue;
            }
            if !self.main.is_empty() && role(|uses| uses.alias) {
                target = Target::Alias;
                continue;
            }
            if self.is_aka(index) && begun {
                self.main.truncate(self.main.len().saturating_sub(2));
                target = Target::Alias;
                continue;
            }
            if piece.slash && !self.main.is_empty() && target == Target::Name {
                target = Target::Alias;
            }
            match if piece.bracket { Target::Alias } else { target } {
                Target::Name => self.main.push(token),
                Target::Alias => self.side.push(token),
                Target::Father => self.parent.push(token),
                Target::Nowhere => {}
            }
        }
    }

    /// "(SITI)" and "ALM. (SITI)" have nothing but their brackets: what is in them is the name.
    fn unbracket(&mut self) {
        let letters = &self.letters;
        let outside =
            |piece: &Piece| !piece.bracket && !uses(letters.of(*piece)).is_some_and(|uses| uses.deceased);
        if letters.pieces.iter().any(|piece| piece.bracket) && !letters.pieces.iter().any(outside) {
            for piece in &mut self.letters.pieces {
                piece.bracket = false;
            }
        }
    }

    /// Whether the piece ends a written "a.k.a".
    fn is_aka(&self, index: usize) -> bool {
        let pieces = &self.letters.pieces;
        index >= 3
            && pieces[index].glued
            && pieces[index - 1].glued
            && pieces[index].is("A", &self.letters)
            && pieces[index - 1].is("K", &self.letters)
            && pieces[index - 2].is("A", &self.letters)
    }

    /// Strips titles and degrees, writes abbreviations out, and keeps the words.
    fn tidy(&mut self, tokens: &mut Vec<Token>, target: Target) {
        let own = target == Target::Name;
        self.join_spelled(tokens, 4);
        loop {
            let before = tokens.len();
            self.strip_end(tokens, own);
            self.strip_front(tokens, own);
            if tokens.len() == before {
                break;
            }
        }
        self.drop_boru(tokens, own);
        self.join_spelled(tokens, 3);
        let bali = self.strip_bali(tokens, own);
        let count = tokens.len();
        let mut index = 0;
        while index < count {
            let token = tokens[index];
            let word = self.letters.of(token.piece);
            let next = tokens.get(index + 1).map(|token| self.letters.of(token.piece));
            let words = match target {
                Target::Alias => &mut self.alias,
                Target::Father => &mut self.father,
                _ => &mut self.name,
            };
            index += 1;
            let Some(uses) = token.uses else {
                words.push(word);
                continue;
            };
            if uses.glue.is_some() && uses.glue == next {
                self.spare.clear();
                self.spare.push_str(word);
                self.spare.push_str(next.unwrap_or(""));
                words.push(&self.spare);
                index += 1;
                continue;
            }
            let full = if bali && uses.balinese.is_some() {
                uses.balinese
            } else if index == 1 && next.is_some() {
                uses.short
            } else if index > 1 {
                uses.short_inner
            } else {
                None
            };
            for word in full.unwrap_or(word).split(' ') {
                words.push(word);
            }
        }
    }

    /// Joins "A S E P" and "J.A.Y.A": a run of at least `run` single letters, or a name of nothing else.
    fn join_spelled(&mut self, tokens: &mut Vec<Token>, run: usize) {
        let single = |token: &Token| token.piece.end - token.piece.start == 1;
        if tokens.len() < 3 || tokens.iter().filter(|token| single(token)).count() < 3 {
            return;
        }
        let all = tokens.iter().all(single);
        let mut index = 0;
        while index < tokens.len() {
            let length = tokens[index..].iter().take_while(|token| single(token)).count();
            let dotted = tokens[index..index + length].iter().any(|token| token.piece.dot);
            // Before titles are off, dotted letters in a run may be "H. A. M."; spelled names are all letters.
            let enough = if run > 3 { all || (length >= run && !dotted) } else { length >= run };
            if length >= 3 && enough {
                let start = self.letters.text.len() as u32;
                for token in &tokens[index..index + length] {
                    let (from, to) = (token.piece.start as usize, token.piece.end as usize);
                    self.letters.text.extend_from_within(from..to);
                }
                let piece =
                    Piece { start, end: self.letters.text.len() as u32, dot: false, ..tokens[index].piece };
                // Letters that spell a title or a link ("A K A") are left apart: joined, they would be read as one.
                if uses(self.letters.of(piece)).is_none() {
                    tokens[index] = Token { piece, uses: None };
                    tokens.drain(index + 1..index + length);
                    index += 1;
                    continue;
                }
            }
            index += length.max(1);
        }
    }

    /// Takes degrees, and titles written behind a comma, off the end.
    fn strip_end(&mut self, tokens: &mut Vec<Token>, own: bool) {
        while tokens.len() > 1 {
            let Some(taken) = self.end_group(tokens) else { break };
            for token in tokens.drain(tokens.len() - taken..) {
                if let Some((_, sex)) = token.uses.and_then(|uses| uses.title)
                    && own
                    && taken == 1
                {
                    self.sex.tell(sex);
                }
            }
        }
    }

    /// How many pieces at the end make one degree or title, if they do.
    fn end_group(&mut self, tokens: &[Token]) -> Option<usize> {
        let last = tokens[tokens.len() - 1];
        for taken in (2..=4.min(tokens.len() - 1)).rev() {
            let group = &tokens[tokens.len() - taken..];
            let (inner, first) = (&group[1..], &group[0]);
            let tight = inner.iter().all(|token| token.piece.glued)
                || group[..taken - 1]
                    .iter()
                    .all(|token| token.piece.dot && token.piece.end - token.piece.start <= 3);
            if !tight || inner.iter().any(|token| token.piece.comma) {
                continue;
            }
            let known = self.joined(group).is_some_and(|uses| uses.degree.is_some());
            // Behind a comma anything dotted and short is a degree, known or not.
            let shaped = first.piece.comma
                && inner.iter().all(|token| token.piece.glued)
                && group.iter().all(|token| token.piece.end - token.piece.start <= 4);
            if known || shaped {
                return Some(taken);
            }
        }
        let uses = last.uses?;
        let marked = last.piece.comma || last.piece.dot;
        if last.piece.comma && uses.title.is_some() {
            return Some(1);
        }
        let fits = match uses.degree? {
            Where::Weak => marked || tokens.len() > 2,
            Where::Marked => marked && !last.piece.glued,
            Where::Any | Where::Dot | Where::After => true,
        };
        fits.then_some(1)
    }

    /// Takes titles off the front, as long as a word remains.
    fn strip_front(&mut self, tokens: &mut Vec<Token>, own: bool) {
        let mut after = false;
        while tokens.len() > 1 {
            let Some((taken, sex)) = self.front_group(tokens, after) else { break };
            if own {
                self.sex.tell(sex);
            }
            tokens.drain(..taken);
            after = true;
        }
    }

    /// How many pieces at the front make one title, if they do, and the sex it tells.
    fn front_group(&mut self, tokens: &[Token], after: bool) -> Option<(usize, Sex)> {
        for taken in (2..=3.min(tokens.len() - 1)).rev() {
            let group = &tokens[..taken];
            let letters = group[0].piece.end - group[0].piece.start == 1
                && group[..taken - 1].iter().all(|token| token.piece.dot)
                && group.iter().all(|token| token.piece.end - token.piece.start <= 3)
                && !group[1..].iter().any(|token| token.piece.comma);
            if letters && let Some((_, sex)) = self.joined(group).and_then(|uses| uses.title) {
                return Some((taken, sex));
            }
        }
        let first = tokens[0];
        let (condition, sex) = first.uses?.title?;
        let fits = match condition {
            Where::Dot => first.piece.dot,
            Where::After => after,
            Where::Any | Where::Weak | Where::Marked => true,
        };
        fits.then_some((1, sex))
    }

    /// What the pieces of a group are when written as one word.
    fn joined(&mut self, group: &[Token]) -> Option<&'static Uses> {
        self.spare.clear();
        for token in group {
            self.spare.push_str(self.letters.of(token.piece));
        }
        uses(&self.spare)
    }

    /// Drops boru between a woman's name and her clan's; the clan name stays.
    fn drop_boru(&mut self, tokens: &mut Vec<Token>, own: bool) {
        let mut index = 1;
        while index + 1 < tokens.len() {
            if tokens[index].uses.is_some_and(|uses| uses.boru) {
                tokens.remove(index);
                if own {
                    self.sex.tell(Sex::Female);
                }
            } else {
                index += 1;
            }
        }
    }

    /// Takes the Balinese mark of sex off the front, and says whether the name is Balinese.
    fn strip_bali(&mut self, tokens: &mut Vec<Token>, own: bool) -> bool {
        let mut bali = false;
        while tokens.len() > 1
            && let Some(sex) = tokens[0].uses.and_then(|uses| uses.bali)
            && tokens[1].uses.is_some_and(|uses| uses.balinese.is_some())
        {
            if own {
                self.sex.tell(sex);
            }
            tokens.remove(0);
            bali = true;
        }
        bali
    }
}

impl Piece {
    fn is(self, word: &str, letters: &Letters) -> bool {
        letters.of(self) == word
    }
}

/// A lower-case "b." between names is bin; a capital one is an initial.
fn is_lower_b(piece: Piece, word: &str) -> bool {
    word == "B" && piece.lower && piece.dot && !piece.glued
}

#[cfg(test)]
mod tests;
