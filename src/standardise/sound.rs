//! How does a name token sound? Key B (conservative, for comparison and exact blocking) and key C (coarse, for
//! an extra blocking pass), both measured on Indonesian names; English Soundex is worse at either.
//!
//! The rules run in the order in which they were measured: one short pass over ASCII bytes each, no regular
//! expression, no allocation once the two buffers have grown. Letters outside ASCII are kept as they are.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

/// Spellings of the Muhammad, Ahmad and Abdul families and the one that stands for each.
static FAMILIES: &str = include_str!("../../assets/sound_families.tsv");

/// The families by spelling.
fn families() -> &'static FxHashMap<&'static str, &'static str> {
    static TABLE: OnceLock<FxHashMap<&'static str, &'static str>> = OnceLock::new();
    TABLE.get_or_init(|| FAMILIES.lines().skip(1).filter_map(|line| line.split_once('\t')).collect())
}

/// The spelling that stands for a token's family (`MOCHAMAD` gives `MUHAMMAD`), or the token itself.
pub(super) fn family_spelling(token: &str) -> &str {
    // No family spelling is longer than ten letters: most tokens are settled without a lookup.
    if token.len() > 10 || !matches!(token.as_bytes().first(), Some(b'A' | b'M')) {
        return token;
    }
    families().get(token).copied().unwrap_or(token)
}

/// The two buffers the passes write to in turn; keep one a thread.
#[derive(Default)]
pub(super) struct Sounder {
    from: Vec<u8>,
    to: Vec<u8>,
}

impl Sounder {
    /// Key B of one canonical token (upper case).
    pub(super) fn key_b(&mut self, token: &str) -> &[u8] {
        self.joined_b([token].into_iter())
    }

    /// Key B of tokens written without a space, each first replaced by its family's spelling.
    pub(super) fn joined_b<'a>(&mut self, tokens: impl Iterator<Item = &'a str>) -> &[u8] {
        self.begin();
        for token in tokens {
            self.add(family_spelling(token));
        }
        self.joined()
    }

    /// Begins a name that is put together from the spellings of its tokens' families.
    pub(super) fn begin(&mut self) {
        self.from.clear();
    }

    /// Adds a spelling.
    pub(super) fn add(&mut self, spelling: &str) {
        self.from.extend_from_slice(spelling.as_bytes());
    }

    /// Adds a spelling of `length` letters from room of a fixed length, which is copied faster than just so many.
    pub(super) fn add_some(&mut self, letters: &[u8; 15], length: usize) {
        let end = self.from.len() + length;
        self.from.extend_from_slice(letters);
        self.from.truncate(end);
    }

    /// Key B of what was added.
    pub(super) fn joined(&mut self) -> &[u8] {
        self.conservative();
        &self.from
    }

    /// Key B of the token read as old spelling, where `j` was today's `y`; none when nothing in the token
    /// speaks for old spelling. `JUSUF`, `WAHJUDI` and `TJAHJONO` have one, `ANJANI` and `BENJAMIN` do not.
    pub(super) fn old_key_b(&mut self, token: &str) -> Option<&[u8]> {
        self.from.clear();
        self.from.extend_from_slice(token.as_bytes());
        if !old_j_to_y(&mut self.from) {
            return None;
        }
        self.conservative();
        Some(&self.from)
    }

    /// Key C of a key B: `j` joins `s` (where `z` already is), `h` falls away except at the start, `o` is `u` and
    /// `e` is `i`.
    pub(super) fn key_c(&mut self, key_b: &[u8]) -> &[u8] {
        self.from.clear();
        for (index, &byte) in key_b.iter().enumerate() {
            match byte {
                b'J' => self.from.push(b'S'),
                b'H' if index > 0 => {}
                b'O' => self.from.push(b'U'),
                b'E' => self.from.push(b'I'),
                _ => self.from.push(byte),
            }
        }
        squeeze(&mut self.from);
        &self.from
    }

    /// For `names = "plain"`: letters as written, doubles single.
    pub(super) fn plain_key<'a>(&mut self, tokens: impl Iterator<Item = &'a str>) -> &[u8] {
        self.from.clear();
        for token in tokens {
            self.from.extend_from_slice(token.as_bytes());
        }
        squeeze(&mut self.from);
        &self.from
    }

    /// Key B of `from`. Most names have nothing that the passes over several letters could change: one look tells.
    fn conservative(&mut self) {
        let here = Present::of(&self.from);
        let met = Met::of(&self.from);
        if met.has(Met::FIRST) {
            self.all_passes(here);
            return;
        }
        // A pass that changes letters may make pairs for those behind it.
        if met.has(Met::S) {
            self.pairs_of_s();
        }
        if met.has(Met::S | Met::H) && here.has(b'H') {
            self.pairs_of_h();
        }
        if met.has(Met::S | Met::H | Met::Y) && here.has(b'Y') {
            self.pairs_of_y();
        }
        self.end(here);
    }

    /// The single letters and what comes behind them: w as u, doubles single, au→o before p (taufik ~ topik), the last
    /// letters.
    fn end(&mut self, here: Present) {
        if here.has(b'W') {
            single_letters(&mut self.from);
            w_to_u(&mut self.from);
        }
        let (mut kept, mut aup) = (0, false);
        for place in 0..self.from.len() {
            let letter = single_letter(self.from[place]);
            if kept == 0 || letter != self.from[kept - 1] || !letter.is_ascii() {
                self.from[kept] = letter;
                kept += 1;
                aup |= letter == b'P' && self.from[..kept].ends_with(b"AUP");
            }
        }
        self.from.truncate(kept);
        if aup {
            au_p(&mut self.from);
            squeeze(&mut self.from);
        }
        self.last_letters();
    }

    /// All passes of key B over `from`, in the measured order. A pass whose letters do not occur is left out:
    /// no pass brings in H, J, Q, W, X, Y or Z, so one look at the start is enough.
    fn all_passes(&mut self, here: Present) {
        if here.has(b'O') || here.has(b'B') {
            abdul(&mut self.from, &mut self.to);
        }
        if here.has(b'O') || here.has(b'E') || here.has(b'J') {
            ou_before_f(&mut self.from);
            self.pairs(|a, b| match (a, b) {
                (b'O', b'E' | b'O' | b'U') => Some(b'U'),
                (b'E', b'E') => Some(b'I'),
                (b'D', b'J') => Some(b'J'),
                (b'T', b'J') => Some(b'C'),
                (b'S', b'J') => Some(b'S'),
                _ => None,
            });
        }
        if self.from.ends_with(b"IE") {
            self.from.pop();
        }
        squeeze(&mut self.from);
        if here.has(b'X') || here.has(b'Q') || here.has(b'H') || here.has(b'C') || here.has(b'J') {
            self.letters_f_k();
        }
        self.pairs_of_s();
        if here.has(b'H') {
            self.pairs_of_h();
        }
        if here.has(b'Y') {
            self.pairs_of_y();
        }
        self.end(here);
    }

    /// sy, sh, ts→s; dz→z.
    fn pairs_of_s(&mut self) {
        // A final `sy` is s and i (desy ~ desi), not the one sound of syaiful.
        let final_sy = self.from.ends_with(b"SY");
        if final_sy {
            self.from.pop();
        }
        self.pairs(|a, b| match (a, b) {
            (b'S', b'Y' | b'H') | (b'T', b'S') => Some(b'S'),
            (b'D', b'Z') => Some(b'Z'),
            _ => None,
        });
        if final_sy {
            self.from.push(b'I');
        }
    }

    /// dh, th, bh, gh, zh→d, t, b, g, z; initial ch; ch, kh→h; initial hoi→hai.
    fn pairs_of_h(&mut self) {
        self.pairs(|a, b| match (a, b) {
            (b'D' | b'T' | b'B' | b'G' | b'Z', b'H') => Some(a),
            _ => None,
        });
        initial_ch(&mut self.from);
        self.pairs(|a, b| if matches!(a, b'C' | b'K') && b == b'H' { Some(b'H') } else { None });
        initial_hoi(&mut self.from);
    }

    /// iy, yi→i.
    fn pairs_of_y(&mut self) {
        self.pairs(|a, b| match (a, b) {
            (b'I', b'Y') | (b'Y', b'I') => Some(b'I'),
            _ => None,
        });
    }

    /// ph→f, x→ks, q→k, ck→k.
    fn letters_f_k(&mut self) {
        self.to.clear();
        let mut index = 0;
        while index < self.from.len() {
            let next = self.from.get(index + 1).copied();
            match (self.from[index], next) {
                (b'P', Some(b'H')) => {
                    self.to.push(b'F');
                    index += 1;
                }
                (b'C', Some(b'K' | b'Q')) => {}
                (b'X', _) => self.to.extend_from_slice(b"KS"),
                (b'Q', _) => self.to.push(b'K'),
                (byte, _) => self.to.push(byte),
            }
            index += 1;
        }
        std::mem::swap(&mut self.from, &mut self.to);
    }

    /// Final h dropped, final d→t and b→p, of letters of which no two neighbours are equal.
    fn last_letters(&mut self) {
        if self.from.len() > 1 && self.from.last() == Some(&b'H') {
            self.from.pop();
        }
        match self.from.last_mut() {
            Some(last) if *last == b'D' => *last = b'T',
            Some(last) if *last == b'B' => *last = b'P',
            _ => {}
        }
        if let [.., before, last] = self.from[..]
            && before == last
            && last.is_ascii()
        {
            self.from.pop();
        }
    }

    /// One pass from left to right that replaces pairs of letters by one.
    fn pairs(&mut self, rule: impl Fn(u8, u8) -> Option<u8>) {
        let bytes = &mut self.from;
        let (mut read, mut write) = (0, 0);
        while read < bytes.len() {
            let pair = bytes.get(read + 1).and_then(|&next| rule(bytes[read], next));
            bytes[write] = pair.unwrap_or(bytes[read]);
            read += 1 + usize::from(pair.is_some());
            write += 1;
        }
        bytes.truncate(write);
    }
}

/// Which passes before the single letters find something in a text, by the pairs of letters in it.
#[derive(Clone, Copy)]
struct Met(u8);

impl Met {
    /// Passes before those over pairs with s: everything has to be done.
    const FIRST: u8 = 1;
    /// Pairs with s, then pairs with h, then i beside y.
    const S: u8 = 2;
    const H: u8 = 4;
    const Y: u8 = 8;
    /// The end of `rohm`.
    const HM: u8 = 16;

    /// What each pair of letters, by their last five bits, is looked for by.
    const PAIRS: [[u8; 32]; 32] = Met::pairs();

    const fn pairs() -> [[u8; 32]; 32] {
        const SECONDS: [(u8, u8, &[u8]); 16] = [
            (Met::FIRST, b'O', b"EOU"),
            (Met::FIRST, b'E', b"E"),
            (Met::FIRST, b'D', b"J"),
            (Met::FIRST, b'T', b"J"),
            (Met::FIRST, b'S', b"J"),
            (Met::FIRST, b'C', b"KQ"),
            (Met::FIRST, b'P', b"H"),
            (Met::S, b'S', b"YH"),
            (Met::S, b'T', b"S"),
            (Met::S, b'D', b"Z"),
            (Met::H, b'D', b"H"),
            (Met::H, b'T', b"H"),
            (Met::H, b'B', b"H"),
            (Met::Y, b'I', b"Y"),
            (Met::Y, b'Y', b"I"),
            (Met::HM, b'H', b"M"),
        ];
        let mut table = [[0; 32]; 32];
        let mut letter = 0;
        while letter < 32 {
            // Doubles, and X and Q beside anything.
            table[letter][letter] = Met::FIRST;
            table[letter][(b'X' & 31) as usize] = Met::FIRST;
            table[letter][(b'Q' & 31) as usize] = Met::FIRST;
            table[(b'X' & 31) as usize][letter] = Met::FIRST;
            table[(b'Q' & 31) as usize][letter] = Met::FIRST;
            letter += 1;
        }
        let mut row = 0;
        while row < SECONDS.len() {
            let (pass, first, seconds) = SECONDS[row];
            let mut place = 0;
            while place < seconds.len() {
                table[(first & 31) as usize][(seconds[place] & 31) as usize] |= pass;
                place += 1;
            }
            row += 1;
        }
        let mut place = 0;
        while place < 4 {
            table[(b"GZCK"[place] & 31) as usize][(b'H' & 31) as usize] |= Met::H;
            place += 1;
        }
        table
    }

    fn of(bytes: &[u8]) -> Met {
        let mut met = 0;
        for pair in bytes.windows(2) {
            met |= Met::PAIRS[usize::from(pair[0] & 31)][usize::from(pair[1] & 31)];
        }
        let rohm = met & Met::HM != 0 && bytes.windows(4).any(|letters| letters == b"ROHM");
        if bytes.len() < 2 || rohm || bytes.starts_with(b"ABD") || bytes.ends_with(b"IE") {
            met |= Met::FIRST;
        }
        if bytes.starts_with(b"HOI") {
            met |= Met::H;
        }
        Met(met)
    }

    /// Whether any of these passes finds something.
    fn has(self, passes: u8) -> bool {
        self.0 & passes != 0
    }
}

/// Which letters A to Z occur in a text, one bit each.
#[derive(Clone, Copy)]
struct Present(u32);

impl Present {
    fn of(bytes: &[u8]) -> Present {
        Present(bytes.iter().fold(0, |set, byte| set | 1 << (byte.wrapping_sub(b'A') & 31)))
    }

    /// Never wrongly no; other signs may share a letter's bit.
    fn has(self, letter: u8) -> bool {
        self.0 >> (letter - b'A') & 1 == 1
    }
}

/// Equal ASCII neighbours become one.
fn squeeze(bytes: &mut Vec<u8>) {
    bytes.dedup_by(|next, kept| next == kept && next.is_ascii());
}

/// The article of Abdul- names before sun letters, and -rohm- after it: `ABDURROHMAN`, `ABDURRAHMAN` and
/// `ABDUL RAHMAN` written together become `ABDULRAHMAN`, `ABDUSSALAM` becomes `ABDULSALAM`.
fn abdul(bytes: &mut Vec<u8>, spare: &mut Vec<u8>) {
    for index in 2..bytes.len().saturating_sub(2) {
        let article = matches!(bytes[index - 2], b'U' | b'L') || bytes[index - 2] == b'R';
        if bytes[index] == b'O'
            && &bytes[index + 1..index + 3] == b"HM"
            && bytes[index - 1] == b'R'
            && article
        {
            bytes[index] = b'A';
        }
    }
    let rest_at = if bytes.starts_with(b"ABDOE") {
        5
    } else if bytes.starts_with(b"ABDU") || bytes.starts_with(b"ABDO") {
        4
    } else {
        return;
    };
    let rest = &bytes[rest_at..];
    // `ABDURA...`: what follows the article must be a name, not the end of this one.
    let rest = match rest {
        [b'R' | b'S' | b'N' | b'T' | b'D' | b'Z', next, _, _, ..] if rest[0] == *next => &rest[1..],
        [b'R' | b'S' | b'N' | b'T' | b'D' | b'Z', _, _, _, ..] => rest,
        _ => return,
    };
    spare.clear();
    spare.extend_from_slice(b"ABDUL");
    spare.extend_from_slice(rest);
    std::mem::swap(bytes, spare);
}

/// Initial `ch` is `h` in Arabic names (chairul, chusnul, cholis, chofifah, churotul, chusna) and `c` elsewhere.
fn initial_ch(bytes: &mut Vec<u8>) {
    if !bytes.starts_with(b"CH") {
        return;
    }
    let rest = &bytes[2..];
    const ARABIC: [&[u8]; 7] = [b"AI", b"OI", b"USN", b"OL", b"OF", b"UR", b"US"];
    if ARABIC.iter().any(|start| rest.starts_with(start)) {
        bytes.remove(0);
    } else {
        bytes.remove(1);
    }
}

/// Initial `hoi` is `hai`: khoirul ~ khairul ~ chairul.
fn initial_hoi(bytes: &mut [u8]) {
    if bytes.starts_with(b"HOI") {
        bytes[1] = b'A';
    }
}

/// v→f→p, z→s, y→i: letters that change wherever they stand.
fn single_letters(bytes: &mut [u8]) {
    for byte in bytes {
        *byte = single_letter(*byte);
    }
}

fn single_letter(letter: u8) -> u8 {
    match letter {
        b'V' | b'F' => b'P',
        b'Z' => b'S',
        b'Y' => b'I',
        other => other,
    }
}

fn vowel(byte: u8) -> bool {
    matches!(byte, b'A' | b'E' | b'I' | b'O' | b'U')
}

/// `w` between a consonant and a vowel is `u` (ridwan ~ riduan), and between a vowel and a consonant too
/// (nawra ~ naura).
fn w_to_u(bytes: &mut [u8]) {
    for index in 1..bytes.len().saturating_sub(1) {
        if bytes[index] == b'W' && vowel(bytes[index - 1]) != vowel(bytes[index + 1]) {
            bytes[index] = b'U';
        }
    }
}

/// `ou` before f or v is written for `au`: noufal ~ naufal, rouf ~ rauf.
fn ou_before_f(bytes: &mut [u8]) {
    for index in 0..bytes.len().saturating_sub(2) {
        if bytes[index..].starts_with(b"OU") && matches!(bytes[index + 2], b'F' | b'V') {
            bytes[index] = b'A';
        }
    }
}

/// `au` before `p` (that is, f or v) is `o`: taufik ~ topik, naufal ~ nopal.
fn au_p(bytes: &mut Vec<u8>) {
    let mut index = 0;
    while index + 2 < bytes.len() {
        if &bytes[index..index + 3] == b"AUP" {
            bytes[index] = b'O';
            bytes.remove(index + 1);
        }
        index += 1;
    }
}

/// Rewrites `j` as `y` where the token shows old spelling (oe, tj, dj, sj, j after a consonant other than n, or j at
/// the start before a vowel); says whether it did.
fn old_j_to_y(bytes: &mut [u8]) -> bool {
    let mut signs = bytes.len() > 1 && bytes[0] == b'J' && vowel(bytes[1]);
    for pair in bytes.windows(2) {
        signs |= matches!(pair, b"OE" | b"TJ" | b"DJ" | b"SJ")
            || (pair[1] == b'J' && pair[0].is_ascii_alphabetic() && !vowel(pair[0]) && pair[0] != b'N');
    }
    if !signs {
        return false;
    }
    let mut changed = false;
    for index in 0..bytes.len() {
        // In tj, dj and sj the j belongs to the letter before it.
        let pair = index > 0 && matches!(bytes[index - 1], b'T' | b'D' | b'S');
        if bytes[index] == b'J' && !pair {
            bytes[index] = b'Y';
            changed = true;
        }
    }
    changed
}

#[cfg(test)]
mod tests;
