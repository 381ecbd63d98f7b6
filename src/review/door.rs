//! Who is let in? Only requests to this machine under its own name, from its own pages, with a session's cookie and, where
//! something is to change, with that session's form key.

use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::ask::Fault;
use super::fields::Fields;
use super::sessions::{Session, Sessions, same_secret};

/// Bytes of a form at most.
pub(super) const MOST_BODY: usize = 64 * 1024;
/// Bytes of an address at most.
const MOST_ADDRESS: usize = 4 * 1024;

/// What every answer says to the browser: nothing from elsewhere, nothing kept, in nobody's frame.
pub(super) const HEADERS: [(HeaderName, &str); 9] = [
    (
        axum::http::header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'",
    ),
    (axum::http::header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (axum::http::header::X_FRAME_OPTIONS, "DENY"),
    (axum::http::header::REFERRER_POLICY, "same-origin"),
    (axum::http::header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
];

/// Under which names and with which cookie a server of a port is met.
#[derive(Debug)]
pub(super) struct Door {
    hosts: [String; 2],
    origins: [String; 2],
    cookie: String,
}

impl Door {
    pub(super) fn of(port: u16) -> Door {
        let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        Door {
            origins: hosts.each_ref().map(|host| format!("http://{host}")),
            hosts,
            // Cookies know no ports: two servers on one machine would overwrite each other's.
            cookie: format!("padan_{port}"),
        }
    }

    /// Refuses what comes under another name (a page elsewhere whose name was bent to this machine), from another
    /// site, or larger than any page of ours sends.
    pub(super) fn check(&self, parts: &Parts) -> Result<(), Fault> {
        let said = |name: &HeaderName| one(&parts.headers, name);
        let host = said(&HOST)?.or(parts.uri.authority().map(axum::http::uri::Authority::as_str));
        if !host.is_some_and(|host| self.hosts.iter().any(|known| known == host)) {
            return Err(Fault::Refused);
        }
        if parts.uri.to_string().len() > MOST_ADDRESS {
            return Err(Fault::TooLarge);
        }
        if parts.method == Method::GET || parts.method == Method::HEAD {
            return Ok(());
        }
        if said(&ORIGIN)?.is_some_and(|origin| !self.origins.iter().any(|known| known == origin)) {
            return Err(Fault::Refused);
        }
        let site = HeaderName::from_static("sec-fetch-site");
        if said(&site)?.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
            return Err(Fault::Refused);
        }
        let form = said(&CONTENT_TYPE)?.unwrap_or_default();
        if form.split(';').next().unwrap_or_default().trim() != "application/x-www-form-urlencoded" {
            return Err(Fault::Refused);
        }
        Ok(())
    }

    /// The session of the request's cookie.
    pub(super) fn session(&self, headers: &HeaderMap, sessions: &Sessions) -> Option<Session> {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find_map(|(name, value)| sessions.find(value).filter(|_| name == self.cookie))
    }

    /// A session's cookie, or its end.
    pub(super) fn cookie(&self, session: Option<&Session>) -> Option<HeaderValue> {
        let text = match session {
            Some(session) => format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.cookie, session.key),
            None => format!("{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0", self.cookie),
        };
        HeaderValue::from_str(&text).ok()
    }
}

/// Refuses a form that was not written for this session.
pub(super) fn check_form(session: &Session, form: &Fields) -> Result<(), Fault> {
    if same_secret(&session.form_key, form.get("kunci")) { Ok(()) } else { Err(Fault::Refused) }
}

/// A header's value; a header given twice is refused, for two readers may read it two ways.
fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Fault> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| Fault::Refused),
        _ => Err(Fault::Refused),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn check(method: &str, headers: &[(&str, &str)], expected: bool) {
        let mut request = Request::builder().method(method).uri("/antrean");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        assert_eq!(Door::of(8000).check(&parts).is_ok(), expected, "{method} {headers:?}");
    }

    #[test]
    fn only_this_machine_and_its_own_pages() {
        let form = ("content-type", "application/x-www-form-urlencoded");
        let host = ("host", "127.0.0.1:8000");
        check("GET", &[host], true);
        check("GET", &[("host", "localhost:8000")], true);
        check("GET", &[], false);
        check("GET", &[("host", "padan.example:8000")], false);
        check("GET", &[("host", "127.0.0.1:8001")], false);
        check("GET", &[host, ("host", "evil.example")], false);
        check("POST", &[host, form], true);
        check("POST", &[host, form, ("origin", "http://127.0.0.1:8000")], true);
        check("POST", &[host, form, ("origin", "http://evil.example")], false);
        check("POST", &[host, form, ("origin", "null")], false);
        check("POST", &[host, form, ("sec-fetch-site", "cross-site")], false);
        check("POST", &[host, form, ("sec-fetch-site", "same-site")], false);
        check("POST", &[host, ("content-type", "text/plain")], false);
    }
}
