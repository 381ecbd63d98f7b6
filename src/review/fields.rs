//! What do a form or an address say? Names and values, decoded and bounded.

/// Fields that are read of one request at most; more is no page of ours.
const MOST: usize = 512;

/// The fields of a form or of the part of an address behind the question mark.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `a=1&b=x+y`.
    pub(super) fn read(text: &str) -> Fields {
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).take(MOST);
        Fields(
            pairs
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (decoded(name), decoded(value))
                })
                .collect(),
        )
    }

    /// The first value of a name, without the spaces around it; empty where there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// Every value of a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// The same with one value set; an empty one is left out.
    pub(super) fn with(&self, name: &str, value: &str) -> Fields {
        let mut fields: Vec<(String, String)> =
            self.0.iter().filter(|(known, _)| known != name).cloned().collect();
        if !value.is_empty() {
            fields.push((name.to_owned(), value.to_owned()));
        }
        Fields(fields)
    }

    /// Only some names, those with a value.
    pub(super) fn only(&self, names: &[&str]) -> Fields {
        let kept = self.0.iter().filter(|(name, value)| names.contains(&name.as_str()) && !value.is_empty());
        Fields(kept.cloned().collect())
    }

    /// As an address has them: `?a=1&b=x%20y`, or nothing.
    pub(super) fn to_query(&self) -> String {
        let mut text = String::new();
        for (name, value) in &self.0 {
            text.push(if text.is_empty() { '?' } else { '&' });
            text.push_str(&encoded(name));
            text.push('=');
            text.push_str(&encoded(value));
        }
        text
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let hex = |byte: u8| char::from(byte).to_digit(16);
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => match (after.first().and_then(|b| hex(*b)), after.get(1).and_then(|b| hex(*b))) {
                (Some(high), Some(low)) => {
                    bytes.push((high * 16 + low) as u8);
                    rest = &after[2..];
                }
                _ => bytes.push(b'%'),
            },
            byte => bytes.push(byte),
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    // Signs that no keyboard writes have no place in a name, a note or a log; a new line does.
    text.chars().filter(|letter| !letter.is_control() || *letter == '\n').collect()
}

/// A text as part of an address.
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b':') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_as_browsers_send_them() {
        let fields = Fields::read("nama=Siti+Aminah%20%26+co&id=C-1&id=C-2&kosong=&rusak=%zz%4");
        assert_eq!(fields.get("nama"), "Siti Aminah & co");
        assert_eq!(fields.all("id").collect::<Vec<_>>(), ["C-1", "C-2"]);
        assert_eq!((fields.get("kosong"), fields.get("tidak_ada")), ("", ""));
        assert_eq!(fields.get("rusak"), "%zz%4");
        assert_eq!(Fields::read("a=x%00%0d%0ay%1b").get("a"), "x\ny");
    }

    #[test]
    fn addresses_come_back_as_they_were() {
        let fields = Fields::read("wilayah=33.14&program=BLT-DD&hal=2&apa=ü/?&");
        let again = Fields::read(fields.to_query().trim_start_matches('?'));
        assert_eq!(again.get("apa"), "ü/?");
        assert_eq!(
            fields.with("hal", "").only(&["wilayah", "hal", "program"]).to_query(),
            "?wilayah=33.14&program=BLT-DD"
        );
    }
}
