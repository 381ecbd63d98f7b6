//! Do spellings of one name sound alike, and different names not?

use super::*;

const EVIDENCE: &str = include_str!("../../../fixtures/name_spelling_rules/evidence.tsv");

fn b(token: &str) -> String {
    String::from_utf8(Sounder::default().key_b(&token.to_ascii_uppercase()).to_owned()).unwrap()
}

fn c(token: &str) -> String {
    String::from_utf8(Sounder::default().key_c(b(token).as_bytes()).to_owned()).unwrap()
}

/// Rules that key B follows, with the measured pairs that another rule keeps apart.
const IN_B: [(&str, &[&str]); 33] = [
    ("y->i", &[]),
    // noor is nur by oo→u, nor is not.
    ("dd etc (double letters)", &["noor~nor"]),
    ("ah$->a", &[]),
    ("iy->i", &[]),
    ("sy->s", &[]),
    ("ch->h", &[]),
    ("z->s", &[]),
    ("dh->d", &[]),
    ("f->p", &[]),
    ("kh->h", &[]),
    ("v->f", &[]),
    ("sh->s", &[]),
    ("th->t", &[]),
    ("q->k", &[]),
    ("ch->kh", &[]),
    ("oo->u", &[]),
    ("iyah$->iah", &[]),
    ("sh->sy", &[]),
    ("ay->ai", &[]),
    ("dz->z", &[]),
    ("d$->t", &[]),
    ("ie$->i", &[]),
    ("rr", &[]),
    ("v->p", &[]),
    ("dj->j", &[]),
    ("gh->g", &[]),
    ("aa->a", &[]),
    ("ee->i", &[]),
    ("oe->u", &[]),
    ("w->u", &[]),
    ("ck->k", &[]),
    ("ph->f", &[]),
    ("ts->s", &[]),
];

/// More of the same; two tables keep each on a page.
const IN_B_RARE: [(&str, &[&str]); 6] =
    [("bh->b", &[]), ("tj->c", &[]), ("ou->u", &[]), ("b$->p", &[]), ("x->ks", &[]), ("sj->sy", &[])];

/// Rules that key B does not follow, with the pairs that other rules join all the same.
const NOT_IN_B: [(&str, &[&str]); 12] = [
    // dh→d, initial ch→c and the final h are rules of their own.
    ("drop h", &["ramadhani~ramadani", "chandra~candra", "ramadhan~ramadan", "faridah~farida"]),
    ("e->i", &[]),
    // The Muhammad family is a dictionary; oo→u is a rule.
    ("o->u", &["mohammad~muhammad", "moh~muh", "mohamad~muhamad", "noor~nuur"]),
    ("nd<->n", &[]),
    // ch and kh are both h.
    ("c->k", &["achmad~akhmad", "ichsan~ikhsan", "fachri~fakhri", "choirul~khoirul", "chairul~khairul"]),
    ("z->j", &[]),
    ("kh->k", &[]),
    ("ch->k", &[]),
    ("ai->ei", &[]),
    // Before f and v both become o, which closes the gap taufik ~ topik.
    ("au->ou", &["nauval~nouval", "naufal~noufal", "rauf~rouf"]),
    ("yah$->ia", &["dyah~dia", "alyah~alia"]),
    ("nj->ny", &[]),
];

fn pairs(rule: &str) -> Vec<(&'static str, &'static str, &'static str)> {
    let line = EVIDENCE.lines().find(|line| line.split('\t').next() == Some(rule));
    let cells =
        line.and_then(|line| line.split('\t').nth(1)).unwrap_or_else(|| panic!("no evidence for {rule}"));
    cells.split(',').filter_map(|pair| pair.split_once('~').map(|(a, b)| (pair, a, b))).collect()
}

#[test]
fn every_rule_of_key_b_joins_its_measured_pairs() {
    for (rule, apart) in IN_B.into_iter().chain(IN_B_RARE) {
        for (pair, one, other) in pairs(rule) {
            assert_eq!(b(one) == b(other), !apart.contains(&pair), "{rule}: {pair}: {} {}", b(one), b(other));
        }
    }
}

#[test]
fn rules_left_out_of_key_b_do_not_join() {
    for (rule, together) in NOT_IN_B {
        for (pair, one, other) in pairs(rule) {
            assert_eq!(
                b(one) == b(other),
                together.contains(&pair),
                "{rule}: {pair}: {} {}",
                b(one),
                b(other)
            );
        }
    }
}

#[test]
fn every_rule_of_the_evidence_is_tested() {
    for line in EVIDENCE.lines().skip(1) {
        let rule = line.split('\t').next().unwrap_or_default();
        let known = IN_B.iter().chain(&IN_B_RARE).chain(&NOT_IN_B).any(|(name, _)| *name == rule);
        assert!(known, "{rule} stands in no table");
    }
}

#[test]
fn key_c_joins_what_only_blocking_may() {
    for rule in ["e->i", "o->u", "z->j"] {
        for (pair, one, other) in pairs(rule) {
            assert_eq!(c(one), c(other), "{rule}: {pair}");
        }
    }
    assert_eq!(c("rahmadani"), c("ramadani"));
    for (one, other) in [("hadi", "adi"), ("hari", "ari"), ("haris", "aris"), ("andi", "ani")] {
        assert_ne!(c(one), c(other), "h at the start and nd stay: {one} {other}");
    }
}

#[test]
fn the_families_have_one_key_each() {
    for token in
        "muhamad mohammad muh moh mohamad mochammad mochamad moch muhamat muchamad muchammad muhammat mohd \
                  mukhammad mukhamad mokhamad mohamat mohammed much mokhammad"
            .split_whitespace()
    {
        assert_eq!(b(token), b("muhammad"), "{token}");
    }
    for token in "achmad akhmad ahmat ahmed ach achmat akhmat".split_whitespace() {
        assert_eq!(b(token), b("ahmad"), "{token}");
    }
    for token in ["abdurahman", "abdurrohman", "abdurachman", "abdulrahman", "abdoelrachman"] {
        assert_eq!(b(token), b("abdurrahman"), "{token}");
    }
    for (one, other) in [("abdussalam", "abdulsalam"), ("abdusyukur", "abdulsyukur"), ("abdullah", "abdulah")]
    {
        assert_eq!(b(one), b(other));
    }
    assert_ne!(b("amat"), b("ahmad"), "amat is also a name of its own");
    assert_ne!(b("abdullah"), b("abdul"));
}

#[test]
fn gaps_of_the_measured_key_are_closed() {
    for (one, other) in [
        ("taufik", "topik"),
        ("taufiq", "topiq"),
        ("naufal", "nopal"),
        ("chairul", "khoirul"),
        ("choirunnisa", "khairunnisa"),
        ("fathurrahman", "fathurrohman"),
        ("abdurrahman", "abdurrohman"),
    ] {
        assert_eq!(b(one), b(other), "{one} {other}");
    }
}

#[test]
fn old_spelling_has_a_second_key() {
    let check = |old: &str, new: &str| {
        let mut sounder = Sounder::default();
        let second = sounder.old_key_b(&old.to_ascii_uppercase()).map(ToOwned::to_owned);
        assert_eq!(second, Some(b(new).into_bytes()), "{old} {new}");
    };
    check("jusuf", "yusuf");
    check("johannes", "yohanes");
    check("wahjudi", "wahyudi");
    check("tjahjono", "cahyono");
    check("soerjo", "suryo");
    for modern in ["anjani", "benjamin", "kanjeng", "suharto", "djoko"] {
        let mut sounder = Sounder::default();
        assert_eq!(sounder.old_key_b(&modern.to_ascii_uppercase()), None, "{modern}");
    }
}

#[test]
fn words_written_together_sound_like_words_apart() {
    let check = |one: &[&str], other: &[&str]| {
        let mut sounder = Sounder::default();
        let first = sounder.joined_b(one.iter().copied()).to_owned();
        assert_eq!(first, sounder.joined_b(other.iter().copied()), "{one:?} {other:?}");
    };
    check(&["NUR", "HAYATI"], &["NURHAYATI"]);
    check(&["SRI", "WAHYUNI"], &["SRIWAHYUNI"]);
    check(&["SYAMSU", "DIN"], &["SAMSUDIN"]);
    check(&["ABDUL", "RAHMAN"], &["ABDURRAHMAN"]);
    check(&["ABD", "ROHMAN"], &["ABDURROHMAN"]);
    check(&["MOCH", "RIZKY"], &["MUHAMMAD", "RISKI"]);
    check(&["NOOR", "HAYATI"], &["NURHAYATI"]);
}

#[test]
fn the_table_of_families_is_sorted() {
    let lines: Vec<&str> = FAMILIES.lines().skip(1).collect();
    for pair in lines.windows(2) {
        assert!(pair[0] < pair[1], "{} stands before {}", pair[0], pair[1]);
    }
    assert!(lines.iter().all(|line| line.split('\t').count() == 2));
    assert!(families().keys().all(|spelling| spelling.len() <= 10 && spelling.starts_with(['A', 'M'])));
}

mod total {
    use proptest::prelude::*;

    use super::super::Sounder;

    proptest! {
        #[test]
        fn any_text_has_keys(text in "\\PC{0,24}") {
            let mut sounder = Sounder::default();
            let key = sounder.key_b(&text).to_owned();
            sounder.key_c(&key);
            sounder.old_key_b(&text);
            sounder.plain_key([text.as_str()].into_iter());
        }

        #[test]
        fn key_b_has_no_doubles(text in "[A-Z]{1,16}") {
            let mut sounder = Sounder::default();
            let key = sounder.key_b(&text).to_owned();
            prop_assert!(key.windows(2).all(|pair| pair[0] != pair[1]), "{key:?}");
        }

        #[test]
        fn equal_b_gives_equal_c(a in "[ABDEHIJMOPSTUYZ]{1,5}", b in "[ABDEHIJMOPSTUYZ]{1,5}") {
            let mut sounder = Sounder::default();
            let (first, second) = (sounder.key_b(&a).to_owned(), sounder.key_b(&b).to_owned());
            if first == second {
                let coarse = sounder.key_c(&first).to_owned();
                prop_assert_eq!(coarse, sounder.key_c(&second));
            }
        }
    }
}

#[test]
fn the_short_way_gives_what_all_passes_give() {
    // A small generator of pseudo-random words over the letters that the rules name.
    const LETTERS: &[u8] = b"ABDUOEIJTSYHZCKXQPFVWMLRNG";
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let (mut sounder, mut short_ways) = (Sounder::default(), [0; 2]);
    for _ in 0..200_000 {
        let word: Vec<u8> = (0..1 + next(9)).map(|_| LETTERS[next(LETTERS.len())]).collect();
        let met = Met::of(&word);
        short_ways[usize::from(met.has(u8::MAX))] += usize::from(!met.has(Met::FIRST));
        sounder.from.clone_from(&word);
        sounder.conservative();
        let short = sounder.from.clone();
        sounder.from.clone_from(&word);
        sounder.all_passes(Present::of(&word));
        assert_eq!(short, sounder.from, "{}", String::from_utf8_lossy(&word));
    }
    assert!(short_ways.iter().all(|&words| words > 5_000), "{short_ways:?}");
}
