//! What may the page do? Show itself, with its own style and its one script, and nothing else: no network, no other
//! script, no form. A browser holds it to that by the fingerprints of the two.

use maud::{Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

pub(super) const STYLE: &str = include_str!("../../../assets/report.css");
pub(super) const SCRIPT: &str = include_str!("../../../assets/report.js");

/// What stands in the page's head.
pub(super) fn head(title: &str) -> Markup {
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        fingerprint(STYLE),
        fingerprint(SCRIPT)
    );
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta http-equiv="Content-Security-Policy" content=(policy);
        meta name="referrer" content="no-referrer";
        title { (title) }
        style { (PreEscaped(STYLE)) }
    }
}

/// The script, which sorts tables and marks the wide ones; without it the page is whole.
pub(super) fn script() -> Markup {
    html! { script { (PreEscaped(SCRIPT)) } }
}

/// A text's fingerprint as browsers reckon it.
fn fingerprint(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let filled = digit <= three.len();
            text.push(if filled {
                char::from(DIGITS[(bits >> (18 - 6 * digit) & 63) as usize])
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_those_of_the_policy() {
        // From the specification of the policy (W3C CSP 3, 2.3.1 gives the form) and `openssl dgst -sha256 -binary`.
        assert_eq!(
            fingerprint("alert('Hello, world.');"),
            "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="
        );
        assert_eq!(base64(b"a"), "YQ==");
        assert_eq!(base64(b"ab"), "YWI=");
    }

    #[test]
    fn neither_style_nor_script_asks_for_anything_outside() {
        for text in [STYLE, SCRIPT] {
            for outside in ["http:", "https:", "@import", "url(", "fetch", "</"] {
                assert!(!text.contains(outside), "{outside}");
            }
        }
    }
}
