//! What letters does a written name hold, and which punctuation stands between them? A cell becomes upper-case
//! pieces; what a dot, a comma, a bracket or a slash may mean is left to `name`.

/// A run of letters with what stood around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Piece {
    /// Place of the letters in [`Letters::text`].
    pub(super) start: u32,
    /// End of the letters.
    pub(super) end: u32,
    /// A dot follows.
    pub(super) dot: bool,
    /// A dot stands before it without a space, as within `S.PD`.
    pub(super) glued: bool,
    /// A comma stands before it.
    pub(super) comma: bool,
    /// A slash stands before it.
    pub(super) slash: bool,
    /// It stands within brackets.
    pub(super) bracket: bool,
    /// It holds a lower-case letter.
    pub(super) lower: bool,
}

/// The letters of one cell.
#[derive(Default)]
pub(super) struct Letters {
    /// Upper-case letters of all pieces, one after another.
    pub(super) text: String,
    /// The pieces in written order.
    pub(super) pieces: Vec<Piece>,
    /// Digits stood among the letters.
    pub(super) digits: bool,
}

impl Letters {
    /// The letters of a piece.
    pub(super) fn of(&self, piece: Piece) -> &str {
        &self.text[piece.start as usize..piece.end as usize]
    }

    /// Reads a cell, forgetting the one before.
    pub(super) fn read(&mut self, cell: &str) {
        self.text.clear();
        self.pieces.clear();
        self.digits = false;
        let mut around = Around::default();
        for letter in cell.chars() {
            if letter.is_ascii() {
                self.ascii(letter as u8, &mut around);
            } else {
                self.foreign(letter, &mut around);
            }
        }
        self.close(&mut around);
    }

    fn ascii(&mut self, byte: u8, around: &mut Around) {
        match byte {
            b'A'..=b'Z' => self.letter(char::from(byte), false, around),
            b'a'..=b'z' => self.letter(char::from(byte.to_ascii_uppercase()), true, around),
            b'0'..=b'9' => self.digit(byte, around),
            b'\'' | b'`' => {}
            b'.' => {
                let open = around.open;
                self.close(around);
                if open {
                    if let Some(last) = self.pieces.last_mut() {
                        last.dot = true;
                    }
                    around.glued = true;
                }
            }
            b',' | b';' => {
                self.close(around);
                around.glued = false;
                around.comma = !self.pieces.is_empty();
            }
            b'/' | b'\\' => {
                self.close(around);
                around.glued = false;
                around.slash = true;
            }
            b'(' | b'[' | b'{' | b'<' => {
                self.close(around);
                around.glued = false;
                around.bracket = true;
            }
            b')' | b']' | b'}' | b'>' => {
                self.close(around);
                around.glued = false;
                around.bracket = false;
            }
            _ => {
                self.close(around);
                around.glued = false;
            }
        }
    }

    fn foreign(&mut self, letter: char, around: &mut Around) {
        if matches!(letter, '\u{2018}' | '\u{2019}' | '\u{00b4}' | '\u{02bc}' | '\u{02bb}' | '\u{2032}')
            || ('\u{0300}'..='\u{036f}').contains(&letter)
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{00ad}')
        {
            return;
        }
        if let Some(ascii) = folded(letter) {
            for byte in ascii.bytes() {
                self.letter(char::from(byte), letter.is_lowercase(), around);
            }
        } else if letter.is_alphabetic() {
            for upper in letter.to_uppercase() {
                self.letter(upper, letter.is_lowercase(), around);
            }
        } else {
            self.close(around);
            around.glued = false;
        }
    }

    fn letter(&mut self, upper: char, lower: bool, around: &mut Around) {
        if !around.open {
            self.open(around);
        }
        self.text.push(upper);
        around.lower |= lower;
        around.letters += 1;
    }

    /// Digits stay until the piece closes: only then is it known whether they stand for letters.
    fn digit(&mut self, byte: u8, around: &mut Around) {
        self.digits = true;
        if !around.open {
            self.open(around);
        }
        self.text.push(char::from(byte));
        around.digits = true;
    }

    fn open(&mut self, around: &mut Around) {
        around.start = self.text.len();
        around.open = true;
        around.digits = false;
        around.lower = false;
        around.letters = 0;
    }

    fn close(&mut self, around: &mut Around) {
        if !around.open {
            return;
        }
        around.open = false;
        if around.digits {
            self.settle_digits(around);
        }
        if self.text.len() == around.start {
            return;
        }
        self.pieces.push(Piece {
            start: around.start as u32,
            end: self.text.len() as u32,
            dot: false,
            glued: around.glued,
            comma: around.comma,
            slash: around.slash,
            bracket: around.bracket,
            lower: around.lower,
        });
        around.glued = false;
        around.comma = false;
        around.slash = false;
    }

    /// In a word of letters a 0 is an O and a 1 an I; other digits, and words of digits, are no part of a name.
    fn settle_digits(&mut self, around: &Around) {
        let word = self.text.split_off(around.start);
        if around.letters < 2 {
            self.text.extend(word.chars().filter(|letter| !letter.is_ascii_digit()));
            return;
        }
        let body = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let body = body.trim_start_matches(|letter: char| letter.is_ascii_digit());
        for letter in body.chars() {
            match letter {
                '0' => self.text.push('O'),
                '1' => self.text.push('I'),
                '2'..='9' => {}
                _ => self.text.push(letter),
            }
        }
    }
}

/// What has been met since the last piece, and of the piece being read.
#[derive(Default)]
struct Around {
    open: bool,
    start: usize,
    letters: u32,
    digits: bool,
    lower: bool,
    glued: bool,
    comma: bool,
    slash: bool,
    bracket: bool,
}

/// A Latin letter with marks as plain upper-case ASCII.
fn folded(letter: char) -> Option<&'static str> {
    Some(match letter {
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' | 'Ǎ' | 'ǎ' => "A",
        'Æ' | 'æ' => "AE",
        'Ç' | 'ç' | 'Ć'..='č' => "C",
        'Ď'..='đ' | 'Ð' | 'ð' => "D",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => "E",
        'Ĝ'..='ģ' => "G",
        'Ĥ'..='ħ' => "H",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => "I",
        'Ĵ' | 'ĵ' => "J",
        'Ķ'..='ĸ' => "K",
        'Ĺ'..='ł' => "L",
        'Ñ' | 'ñ' | 'Ń'..='ŋ' => "N",
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' => "O",
        'Œ' | 'œ' => "OE",
        'Ŕ'..='ř' => "R",
        'Ś'..='š' | 'Ș' | 'ș' => "S",
        'ß' | 'ẞ' => "SS",
        'Ţ'..='ŧ' | 'Ț' | 'ț' => "T",
        'Þ' | 'þ' => "TH",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => "U",
        'Ŵ' | 'ŵ' => "W",
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' => "Y",
        'Ź'..='ž' => "Z",
        _ => return None,
    })
}
