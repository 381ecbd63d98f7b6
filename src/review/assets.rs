//! Which files do the pages load? One style sheet, one script and one picture, all inside the program.

use super::ask::{Answer, Ask, Told};
use super::server::App;

const STYLE: &str = include_str!("../../assets/review.css");
const SCRIPT: &str = include_str!("../../assets/review.js");
const ICON: &str = include_str!("../../assets/review.svg");

#[expect(clippy::unnecessary_wraps, reason = "a page like the others")]
pub(super) fn style(_: &App, _: &Ask) -> Told {
    Ok(Answer::Asset { kind: "text/css; charset=utf-8", bytes: STYLE.as_bytes() })
}

#[expect(clippy::unnecessary_wraps, reason = "a page like the others")]
pub(super) fn script(_: &App, _: &Ask) -> Told {
    Ok(Answer::Asset { kind: "text/javascript; charset=utf-8", bytes: SCRIPT.as_bytes() })
}

#[expect(clippy::unnecessary_wraps, reason = "a page like the others")]
pub(super) fn icon(_: &App, _: &Ask) -> Told {
    Ok(Answer::Asset { kind: "image/svg+xml", bytes: ICON.as_bytes() })
}
