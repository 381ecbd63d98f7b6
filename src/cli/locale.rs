//! Which language does the machine's user read? As the locale says, in the order that gettext asks: `LC_ALL`,
//! `LC_MESSAGES`, `LANG`.

use crate::report::Language;

/// The language of the locale; none where it is neither Indonesian nor English, or says nothing (`C`, `POSIX`).
pub(super) fn language() -> Option<Language> {
    of(|name| std::env::var(name).ok())
}

fn of(variable: impl Fn(&str) -> Option<String>) -> Option<Language> {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable);
    let locale = set.into_iter().find(|value| !value.trim().is_empty())?;
    match locale.split(['_', '.', '@', '-']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "id" | "in" => Some(Language::Indonesian),
        "en" => Some(Language::English),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_counts() {
        let check = |set: &[(&str, &str)], expected: Option<Language>| {
            let value =
                |name: &str| set.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(of(value), expected, "{set:?}");
        };
        let (id, en) = (Some(Language::Indonesian), Some(Language::English));
        check(&[("LANG", "id_ID.UTF-8")], id);
        check(&[("LANG", "en_GB.UTF-8")], en);
        check(&[("LANG", "en_US"), ("LC_MESSAGES", "id_ID")], id);
        check(&[("LC_ALL", ""), ("LANG", "en")], en);
        check(&[("LC_ALL", "C.UTF-8"), ("LANG", "id_ID")], None);
        check(&[("LANG", "jv_ID.UTF-8")], None);
        check(&[], None);
    }
}
