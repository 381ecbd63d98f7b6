//! Which programme is a roster of? By the words of its file name, then by its columns. The table is
//! `assets/programme_hints.tsv`.

use std::sync::LazyLock;

use super::headers::compact;

/// What is known of a programme's rosters.
#[derive(Clone, Debug)]
pub struct Programme {
    /// Key into the rules of programmes.
    pub key: &'static str,
    /// The office that usually keeps the roster.
    pub owner: &'static str,
    /// The shared field that is the roster's own key; `unique_key` when none is known.
    pub own_key: &'static str,
    words: Vec<&'static str>,
    headers: Vec<Vec<&'static str>>,
}

/// How the programme was recognised.
#[derive(Clone, Debug)]
pub enum Guess {
    /// By the file's name; with the programme that the columns speak of when it is another.
    File(&'static Programme, Option<&'static Programme>),
    /// By its columns.
    Columns(&'static Programme),
    /// Not at all.
    Unknown,
}

impl Guess {
    /// The programme.
    pub fn programme(&self) -> Option<&'static Programme> {
        match self {
            Guess::File(programme, _) | Guess::Columns(programme) => Some(programme),
            Guess::Unknown => None,
        }
    }
}

static PROGRAMMES: LazyLock<Vec<Programme>> = LazyLock::new(|| {
    include_str!("../../../assets/programme_hints.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut parts = line.split('\t');
            let list = |text: &'static str| text.split('|').filter(|word| !word.is_empty());
            Some(Programme {
                key: parts.next()?,
                owner: parts.next()?,
                own_key: parts.next()?,
                words: list(parts.next()?).collect(),
                headers: list(parts.next().unwrap_or("")).map(|header| header.split('+').collect()).collect(),
            })
        })
        .collect()
});

/// Base registers: a file that names one beside a programme is of the programme.
const BASES: [&str; 4] = ["BDT", "DTKS", "DTSEN", "P3KE"];

/// Guesses the programme from a file's name (and sheet) and its headers.
pub fn guess(name: &str, headers: &[String]) -> Guess {
    let by_columns = by_columns(headers);
    match by_name(name) {
        Some(programme) => Guess::File(programme, by_columns.filter(|other| other.key != programme.key)),
        None => by_columns.map_or(Guess::Unknown, Guess::Columns),
    }
}

fn by_name(name: &str) -> Option<&'static Programme> {
    let words: Vec<String> = name
        .to_ascii_uppercase()
        .split(|sign: char| !sign.is_ascii_alphanumeric())
        .map(|word| match word {
            "P3KE" => word.to_owned(),
            _ => word.trim_matches(|sign: char| sign.is_ascii_digit()).to_owned(),
        })
        .filter(|word| !word.is_empty())
        .collect();
    let whole = words.concat();
    // Whole words (one or several joined) beat words found inside others; longer ones beat shorter ones.
    let strength = |hint: &str| {
        let joined = (0..words.len()).any(|start| {
            (start + 1..=words.len().min(start + 4)).any(|end| words[start..end].concat() == hint)
        });
        match (joined, hint.len() >= 4 && whole.contains(hint)) {
            (true, _) => 100 + hint.len(),
            (false, true) => hint.len(),
            (false, false) => 0,
        }
    };
    PROGRAMMES
        .iter()
        .map(|programme| {
            let best = programme.words.iter().map(|hint| strength(hint)).max().unwrap_or(0);
            (best.saturating_sub(if BASES.contains(&programme.key) { 50 } else { 0 }), programme)
        })
        .filter(|(strength, _)| *strength > 0)
        .max_by(|a, b| a.0.cmp(&b.0).then(b.1.key.cmp(a.1.key)))
        .map(|(_, programme)| programme)
}

fn by_columns(headers: &[String]) -> Option<&'static Programme> {
    let headers: Vec<String> = headers.iter().map(|header| compact(header)).collect();
    let hits = |programme: &Programme| {
        programme
            .headers
            .iter()
            .filter(|all| all.iter().all(|wanted| headers.iter().any(|header| header == wanted)))
            .count()
    };
    let mut scored: Vec<(usize, &'static Programme)> = PROGRAMMES
        .iter()
        .map(|programme| (hits(programme), programme))
        .filter(|(hits, _)| *hits > 0)
        .collect();
    scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.key.cmp(b.1.key)));
    match scored[..] {
        [(_, only)] => Some(only),
        [(first, programme), (second, _), ..] if first > second => Some(programme),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Guess, PROGRAMMES, guess};

    #[track_caller]
    fn check(name: &str, headers: &[&str], expected: Option<&str>) {
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        assert_eq!(guess(name, &headers).programme().map(|programme| programme.key), expected, "{name}");
    }

    #[test]
    fn the_table_parses_and_is_sorted() {
        assert_eq!(PROGRAMMES.len(), 23);
        assert!(PROGRAMMES.is_sorted_by_key(|programme| programme.key));
        for programme in PROGRAMMES.iter() {
            let key = programme.own_key;
            assert!(key == "unique_key" || super::super::headers::extra_named(key).is_some(), "{key}");
            assert!(!programme.words.is_empty() && !programme.owner.is_empty(), "{}", programme.key);
        }
    }

    #[test]
    fn by_file_name() {
        check("pkh_2024_01", &[], Some("PKH"));
        check("Data PKH Final Closing TW1", &[], Some("PKH"));
        check("pbi_apbd", &[], Some("PBI-APBD"));
        check("PBI-JKN Sragen", &[], Some("PBI-JKN"));
        check("blt_dd_desa_2023", &[], Some("BLT-DD"));
        check("BLT Dana Desa", &[], Some("BLT-DD"));
        check("bpnt2024", &[], Some("SEMBAKO"));
        check("penerima_pkh_dtks", &[], Some("PKH"));
        check("kartu_saraswati", &[], Some("KARTU-DAERAH"));
        check("kartu_prakerja", &[], Some("PRAKERJA"));
        check("P3KE_2022", &[], Some("P3KE"));
        check("data_kematian", &[], Some("KEMATIAN"));
        check("subsidi_listrik", &[], Some("SUBSIDI-LISTRIK"));
        check("warga", &[], None);
        check("dataset4a", &[], None);
        check("respondents", &[], None);
    }

    #[test]
    fn by_columns() {
        check("data", &["IDBDT", "Hub_KRT", "NUK", "JnsKel"], Some("BDT"));
        check("list", &["PSNOKA", "NAMA"], Some("PBI-JKN"));
        check("list", &["NISN", "Rombel"], Some("PIP"));
        check("list", &["hamil", "aud", "lansia"], Some("PKH"));
        check("list", &["Nama"], None);
        let headers = ["NISN".to_owned(), "Rombel".to_owned()];
        assert!(matches!(guess("pkh", &headers), Guess::File(_, Some(_))));
    }
}
