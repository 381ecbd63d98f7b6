//! When are two spellings of a region's name the same? Upper-case words without punctuation, abbreviations
//! written out, Roman numerals as figures, then run together: "Kep. Talaud" and "KEPULAUAN TALAUD", "Koto VII"
//! and "KOTO 7", "Ra'as" and "RAAS", "Sido Mulyo" and "SIDOMULYO".

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

const WORDS: &str = include_str!("../../assets/region_words.tsv");

/// Abbreviations and old spellings, and what they mean.
fn meanings() -> &'static FxHashMap<&'static str, &'static str> {
    static MEANINGS: OnceLock<FxHashMap<&'static str, &'static str>> = OnceLock::new();
    MEANINGS.get_or_init(|| WORDS.lines().skip(1).filter_map(|line| line.split_once('\t')).collect())
}

/// A name as canonical words: all text in one string, so that one value is reused for many names.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    text: String,
    ends: Vec<u32>,
    word: String,
}

impl Words {
    /// Reads a name, forgetting the one before.
    pub(super) fn read(&mut self, name: &str) -> &mut Words {
        self.text.clear();
        self.ends.clear();
        self.word.clear();
        for character in name.chars() {
            match character {
                // Letters of a word may be parted by these ("Ra'as", "Soka’an"): no border.
                '\'' | '"' | '`' | '’' | '‘' | '´' => {}
                _ => match fold(character) {
                    Some(letter) => {
                        let border = self
                            .word
                            .chars()
                            .last()
                            .is_some_and(|last| last.is_ascii_digit() != letter.is_ascii_digit());
                        if border {
                            self.end_word();
                        }
                        self.word.push(letter);
                    }
                    None => self.end_word(),
                },
            }
        }
        self.end_word();
        self
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let figure = roman(&self.word);
        if figure > 0 {
            self.text.push_str(&figure.to_string());
        } else if self.word.as_bytes()[0].is_ascii_digit() {
            let digits = self.word.trim_start_matches('0');
            self.text.push_str(if digits.is_empty() { "0" } else { digits });
        } else {
            self.text.push_str(meanings().get(self.word.as_str()).copied().unwrap_or(&self.word));
        }
        self.ends.push(self.text.len() as u32);
        self.word.clear();
    }

    /// Words held.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Word `index`.
    pub(super) fn get(&self, index: usize) -> &str {
        &self.text[self.start(index)..self.ends[index] as usize]
    }

    fn start(&self, index: usize) -> usize {
        if index == 0 { 0 } else { self.ends[index - 1] as usize }
    }

    /// The key of words `from..to`: run together.
    pub(super) fn key(&self, from: usize, to: usize) -> &str {
        if from >= to { "" } else { &self.text[self.start(from)..self.ends[to - 1] as usize] }
    }

    /// Words `from..to` as a value of their own.
    pub(super) fn part(&self, from: usize, to: usize) -> Words {
        let start = self.start(from);
        Words {
            text: self.key(from, to).to_owned(),
            ends: self.ends[from..to].iter().map(|end| end - start as u32).collect(),
            word: String::new(),
        }
    }

    /// Whether there is a letter at all; "-", "0" and "..." are no names.
    pub(super) fn has_letters(&self) -> bool {
        self.text.bytes().any(|byte| byte.is_ascii_alphabetic())
    }
}

/// Upper case without accents; none for what is neither letter nor digit.
fn fold(character: char) -> Option<char> {
    match character {
        'a'..='z' => Some(character.to_ascii_uppercase()),
        'A'..='Z' | '0'..='9' => Some(character),
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => Some('E'),
        'á' | 'à' | 'â' | 'ä' | 'Á' | 'À' | 'Â' | 'Ä' => Some('A'),
        'í' | 'ì' | 'î' | 'ï' | 'Í' | 'Ì' | 'Î' | 'Ï' => Some('I'),
        'ó' | 'ò' | 'ô' | 'ö' | 'Ó' | 'Ò' | 'Ô' | 'Ö' => Some('O'),
        'ú' | 'ù' | 'û' | 'ü' | 'Ú' | 'Ù' | 'Û' | 'Ü' => Some('U'),
        _ => None,
    }
}

/// The value of a well-formed Roman numeral up to XXXIX; 0 for any other word. Larger ones are not in use, and
/// L, C, D and M would turn words into figures.
pub(crate) fn roman(word: &str) -> u16 {
    if word.len() > 7 || !word.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X')) {
        return 0;
    }
    let tens = word.bytes().take_while(|byte| *byte == b'X').count();
    let ones = match &word[tens..] {
        "" => 0,
        "I" => 1,
        "II" => 2,
        "III" => 3,
        "IV" => 4,
        "V" => 5,
        "VI" => 6,
        "VII" => 7,
        "VIII" => 8,
        "IX" => 9,
        _ => return 0,
    };
    if tens > 3 { 0 } else { tens as u16 * 10 + ones }
}

/// How far apart two keys are: edits (a swap of neighbours is one), or none when they are too far apart to be
/// one name misspelt. Figures in a name are never a slip of the pen: "Sidomulyo 1" is not "Sidomulyo 2".
pub(super) fn distance(a: &str, b: &str) -> Option<usize> {
    let shorter = a.len().min(b.len());
    let allowed = match shorter {
        0..=3 => return None,
        4..=6 => 1,
        7..=11 => 2,
        _ => 3,
    };
    if a.len().abs_diff(b.len()) > allowed {
        return None;
    }
    if letters_apart(a, b) > allowed {
        return None;
    }
    let figures = |key: &str| key.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
    if figures(a) != figures(b) {
        return None;
    }
    let edits = strsim::osa_distance(a, b);
    (edits <= allowed).then_some(edits)
}

/// Letters that one key has more of than the other. An edit changes one letter of each key at the most, so this many
/// edits it takes at least; nearly all pairs are told apart by it.
fn letters_apart(a: &str, b: &str) -> usize {
    let mut more = [0_i16; 32];
    for byte in a.bytes() {
        more[usize::from(byte & 31)] += 1;
    }
    for byte in b.bytes() {
        more[usize::from(byte & 31)] -= 1;
    }
    let of_a: i16 = more.iter().map(|&count| count.max(0)).sum();
    let of_b: i16 = more.iter().map(|&count| (-count).max(0)).sum();
    of_a.max(of_b).unsigned_abs().into()
}

/// Whether `short` is `long` with words cut to their beginnings or to initials run together: "S. Rengas" for
/// "Sungai Rengas", "STM Hilir" for "Sinembah Tanjung Muda Hilir". At least one word must stand in full.
pub(super) fn abbreviates(short: &Words, long: &Words) -> bool {
    fits(short, 0, long, 0, false)
}

fn fits(short: &Words, at: usize, long: &Words, from: usize, whole: bool) -> bool {
    if at == short.len() || from == long.len() {
        return at == short.len() && from == long.len() && whole;
    }
    let word = short.get(at);
    let full = long.get(from);
    if word == full {
        return fits(short, at + 1, long, from + 1, whole || word.len() > 3);
    }
    let letters = word.bytes().all(|byte| byte.is_ascii_alphabetic());
    if letters && full.starts_with(word) && fits(short, at + 1, long, from + 1, whole) {
        return true;
    }
    let initials = word.len();
    let last = from + initials;
    letters
        && initials > 1
        && last <= long.len()
        && (from..last).zip(word.bytes()).all(|(index, initial)| long.get(index).as_bytes()[0] == initial)
        && fits(short, at + 1, long, last, whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> String {
        let mut words = Words::default();
        words.read(name);
        words.key(0, words.len()).to_owned()
    }

    #[test]
    fn spellings_of_one_name_have_one_key() {
        let check = |a: &str, b: &str| assert_eq!(key(a), key(b), "{a} {b}");
        check("Kep. Talaud", "KEPULAUAN TALAUD");
        check("Sei Rampah", "Sungai Rampah");
        check("Ra'as", "RAAS");
        check("Soka’an", "Soka'an");
        check("Ra\"as", "Ra'as");
        check("Biru-Biru", "BIRU BIRU");
        check("KOTO VII", "Koto 7");
        check("Kaway XVI", "KAWAY 16");
        check("Sido Mulyo", "SIDOMULYO");
        check("2 x 11 Kayu Tanam", "2X11 Kayu Tanam");
        check("Gn. Kidul", "GUNUNG KIDUL");
        check("Kp. Baru", "Kampung Baru");
        check("RW 03", "rw 3");
        check("Désa Jaya", "DESA JAYA");
    }

    #[test]
    fn different_names_have_different_keys() {
        let check = |a: &str, b: &str| assert_ne!(key(a), key(b), "{a} {b}");
        check("Koto VII", "Koto VIII");
        check("Sukamaju I", "Sukamaju II");
        check("Ivi", "6");
        assert!(!Words::default().read("-").has_letters());
        assert!(!Words::default().read("000").has_letters());
        assert!(Words::default().read("Ie").has_letters());
    }

    #[test]
    fn a_slip_of_the_pen_is_near_and_another_name_is_not() {
        let check = |a: &str, b: &str, expected| assert_eq!(distance(&key(a), &key(b)), expected, "{a} {b}");
        check("Pasi Raja", "Pasie Raja", Some(1));
        check("Lubuak Basung", "Lubuk Basung", Some(1));
        check("GEMOLNOG", "Gemolong", Some(1));
        check("Sidomulyo I", "Sidomulyo II", None);
        check("Kluet Utara", "Kluet Timur", None);
        check("Solo", "Solok", Some(1));
        check("Oku", "Oki", None);
    }

    #[test]
    fn cut_words_and_initials_are_recognised() {
        let check = |short: &str, long: &str, expected| {
            let (mut a, mut b) = (Words::default(), Words::default());
            assert_eq!(abbreviates(a.read(short), b.read(long)), expected, "{short} {long}");
        };
        check("STM Hilir", "Sinembah Tanjung Muda Hilir", true);
        check("S. Rengas Permata", "Sungai Rengas Permata", true);
        check("S T M Hilir", "Sinembah Tanjung Muda Hilir", true);
        check("STM Hulu", "Sinembah Tanjung Muda Hilir", false);
        check("STM", "Sinembah Tanjung Muda", false);
        check("Rengas", "Rengas Permata", false);
    }

    #[test]
    fn the_word_table_is_sorted_and_means_other_words() {
        let rows: Vec<_> =
            WORDS.lines().skip(1).map(|line| line.split_once('\t').expect("two columns")).collect();
        assert!(rows.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(rows.len(), meanings().len());
        for (word, means) in rows {
            assert_ne!(word, means);
            assert!(!meanings().contains_key(means), "{word} is read twice");
        }
    }
}
