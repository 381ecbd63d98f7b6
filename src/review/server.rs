//! Where does a request go? The table of addresses, and the way from the network to a page and back: everything is
//! checked at the door, answered on a worker thread, and leaves with the same headers.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION, REFRESH, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Response, StatusCode};
use axum::routing::{MethodRouter, get, post};

use super::ask::{Answer, Ask, Fault, Told};
use super::decided::Decided;
use super::door::{Door, HEADERS, MOST_BODY, check_form};
use super::fields::Fields;
use super::night::Nights;
use super::sessions::{Session, Sessions, same_secret, secret};
use super::{
    Options, agreement_page, assets, cluster_page, conflict_detail, conflict_page, download, judge, layout,
    name_page, open, pair_page, person_page, queue_page, search_page,
};
use crate::error::{Error, Message, Result};
use crate::report::Language;
use crate::settings::Settings;

/// What all pages share.
pub(super) struct App {
    pub(super) settings: Settings,
    pub(super) sessions: Sessions,
    pub(super) nights: Nights,
    pub(super) decided: Decided,
    /// Held while something is written, so that two officers here wait for each other and do not refuse each other.
    pub(super) writing: Mutex<()>,
    language: Language,
    /// What the printed address holds.
    key: String,
    door: Door,
}

/// A page: what it is asked, what it answers.
type Page = fn(&App, &Ask) -> Told;

/// Who may ask for a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guest {
    /// Anyone who got past the door.
    Anyone,
    /// A browser that brought the key.
    Known,
    /// One that has said its name too.
    Named,
}

/// Every address.
fn addresses() -> Router<Arc<App>> {
    Router::new()
        .route("/gaya.css", read(Guest::Anyone, assets::style))
        .route("/halaman.js", read(Guest::Anyone, assets::script))
        .route("/tanda.svg", read(Guest::Anyone, assets::icon))
        .route("/", read(Guest::Known, home))
        .route("/nama", both(Guest::Known, name_page::ask_name, name_page::take_name))
        .route("/bahasa", write(Guest::Known, name_page::take_language))
        .route("/keluar", write(Guest::Known, name_page::leave))
        .route("/antrean", read(Guest::Named, queue_page::queue))
        .route("/berikutnya", read(Guest::Named, queue_page::first))
        .route("/pasangan/{a}/{b}", read(Guest::Named, pair_page::pair))
        .route("/kelompok/{row}", read(Guest::Named, cluster_page::cluster))
        .route("/kelompok", write(Guest::Named, cluster_page::divide))
        .route("/putusan", write(Guest::Named, judge::judge))
        .route("/batal", write(Guest::Named, judge::undo))
        .route("/cabut", write(Guest::Named, judge::take_back))
        .route("/buka", write(Guest::Named, open::open))
        .route("/kesepakatan", read(Guest::Named, agreement_page::agreement))
        .route("/cari", read(Guest::Named, search_page::search))
        .route("/orang/{id}", read(Guest::Named, person_page::person))
        .route("/konflik", read(Guest::Named, conflict_page::conflicts))
        .route("/konflik/{id}", read(Guest::Named, conflict_detail::conflict))
        .route("/tindakan", write(Guest::Named, conflict_detail::handle))
        .route("/unduh/{file}", read(Guest::Named, download::download))
        .fallback(|State(app): State<Arc<App>>, request: Request| answer(app, request, Guest::Known, nothing))
        .method_not_allowed_fallback(|State(app): State<Arc<App>>, request: Request| {
            answer(app, request, Guest::Known, not_this_way)
        })
}

fn read(guest: Guest, page: Page) -> MethodRouter<Arc<App>> {
    get(move |State(app): State<Arc<App>>, request: Request| answer(app, request, guest, page))
}

fn write(guest: Guest, page: Page) -> MethodRouter<Arc<App>> {
    post(move |State(app): State<Arc<App>>, request: Request| answer(app, request, guest, page))
}

fn both(guest: Guest, shown: Page, taken: Page) -> MethodRouter<Arc<App>> {
    read(guest, shown)
        .post(move |State(app): State<Arc<App>>, request: Request| answer(app, request, guest, taken))
}

#[expect(clippy::unnecessary_wraps, reason = "a page like the others")]
fn home(_: &App, ask: &Ask) -> Told {
    Ok(Answer::Go(if ask.session.officer.is_empty() { "/nama" } else { "/antrean" }.into()))
}

fn nothing(_: &App, _: &Ask) -> Told {
    Err(Fault::NotFound)
}

fn not_this_way(_: &App, _: &Ask) -> Told {
    Err(Fault::NotThisWay)
}

/// Serves until the process ends.
pub(super) fn serve(
    settings: Settings,
    options: Options,
    ready: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<()> {
    let nights = Nights::open(&settings)?;
    let decided = Decided::read(&settings)?;
    let no_port = |source: std::io::Error| Error::Input {
        what: Message::same(format!("127.0.0.1:{}: {source}", options.port)),
        next_step: message!(
            "Pilih porta lain dengan --port, atau hilangkan agar dipilih yang kosong.",
            "Choose another port with --port, or leave it out for a free one."
        ),
    };
    // Loopback alone: nobody on the network is answered.
    let listener = std::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, options.port)));
    let listener = listener.map_err(no_port)?;
    listener.set_nonblocking(true).map_err(no_port)?;
    let port = listener.local_addr().map_err(no_port)?.port();
    let key = secret()?;
    let address = format!("http://127.0.0.1:{port}/?kunci={key}");
    let app = Arc::new(App {
        settings,
        sessions: Sessions::default(),
        nights,
        decided,
        writing: Mutex::new(()),
        language: options.language,
        key,
        door: Door::of(port),
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().map_err(no_port)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(no_port)?;
        ready(&address)?;
        axum::serve(listener, addresses().with_state(app)).await.map_err(no_port)
    })
}

/// From the network to a page and back.
async fn answer(app: Arc<App>, request: Request, guest: Guest, page: Page) -> Response<Body> {
    let (mut parts, body) = request.into_parts();
    let path = match RawPathParams::from_request_parts(&mut parts, &app).await {
        Ok(path) => path.iter().map(|(_, value)| value.to_owned()).collect(),
        Err(_) => Vec::new(),
    };
    let body = to_bytes(body, MOST_BODY).await.map_err(|_| Fault::TooLarge);
    let language = app.language;
    let work = move || {
        let body = body.as_ref().map(|body| String::from_utf8_lossy(body).into_owned());
        app.answer(&parts, path, body.map_err(|_| Fault::TooLarge), guest, page)
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(response) => response,
        // A page that broke says so and takes no other with it.
        Err(_) => response(
            StatusCode::INTERNAL_SERVER_ERROR,
            "text/html; charset=utf-8",
            layout::broken(language).into_string().into_bytes(),
        ),
    }
}

impl App {
    fn answer(
        &self,
        parts: &Parts,
        path: Vec<String>,
        body: std::result::Result<String, Fault>,
        guest: Guest,
        page: Page,
    ) -> Response<Body> {
        let session = self.door.session(&parts.headers, &self.sessions);
        let language = session.as_ref().map_or(self.language, |session| session.language);
        let told = self.let_in(parts, path, body, guest, page, session);
        match told {
            Ok((told, cookie)) => {
                let mut response = self.told(told, language, parts.method == Method::GET);
                if let Some(cookie) = cookie {
                    response.headers_mut().insert(SET_COOKIE, cookie);
                }
                response
            }
            Err(fault) => self.told(Err(fault), language, false),
        }
    }

    /// Checks who asks, begins a session for who brings the key, and hands the rest to the page.
    fn let_in(
        &self,
        parts: &Parts,
        path: Vec<String>,
        body: std::result::Result<String, Fault>,
        guest: Guest,
        page: Page,
        session: Option<Session>,
    ) -> std::result::Result<(Told, Option<HeaderValue>), Fault> {
        self.door.check(parts)?;
        let query = Fields::read(parts.uri.query().unwrap_or_default());
        if parts.uri.path() == "/" && !query.get("kunci").is_empty() {
            if !same_secret(&self.key, query.get("kunci")) {
                return Err(Fault::Refused);
            }
            let session = match session {
                Some(session) => session,
                None => self.sessions.begin(self.language)?,
            };
            // The key leaves the address bar at once.
            return Ok((Ok(Answer::Go("/".into())), self.door.cookie(Some(&session))));
        }
        let is_write = parts.method == Method::POST;
        let session = match session {
            Some(session) => session,
            None if guest == Guest::Anyone => Session::nobody(self.language),
            None => return Err(Fault::Refused),
        };
        let form = if is_write { Fields::read(&body?) } else { Fields::default() };
        if is_write {
            check_form(&session, &form)?;
        }
        if guest == Guest::Named && session.officer.is_empty() {
            return Ok((Ok(Answer::Go("/nama".into())), None));
        }
        let ask = Ask { parts: path, path: parts.uri.path().to_owned(), query, form, session };
        let told = page(self, &ask);
        let left = is_write && self.sessions.find(&ask.session.key).is_none();
        Ok((told, left.then(|| self.door.cookie(None)).flatten()))
    }

    /// What was told, as the network has it; a page that may be asked for again asks by itself while it waits.
    fn told(&self, told: Told, language: Language, may_repeat: bool) -> Response<Body> {
        const HTML: &str = "text/html; charset=utf-8";
        match told {
            Ok(Answer::Page(page)) => response(StatusCode::OK, HTML, page.into_string().into_bytes()),
            Ok(Answer::Go(place)) => {
                let mut response = response(StatusCode::SEE_OTHER, HTML, Vec::new());
                let place = HeaderValue::from_str(&place).unwrap_or(HeaderValue::from_static("/"));
                response.headers_mut().insert(LOCATION, place);
                response
            }
            Ok(Answer::Asset { kind, bytes }) => response(StatusCode::OK, kind, bytes.to_vec()),
            Ok(Answer::File { name, kind, bytes }) => {
                let mut response = response(StatusCode::OK, kind, bytes);
                if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
                    response.headers_mut().insert(CONTENT_DISPOSITION, value);
                }
                response
            }
            Err(fault) => {
                let status = status(&fault);
                let page = layout::fault(&fault, language).into_string().into_bytes();
                let mut response = response(status, HTML, page);
                if may_repeat && matches!(fault, Fault::Loading) {
                    response.headers_mut().insert(REFRESH, HeaderValue::from_static("1"));
                }
                response
            }
        }
    }
}

fn status(fault: &Fault) -> StatusCode {
    match fault {
        Fault::NotFound => StatusCode::NOT_FOUND,
        Fault::NotThisWay => StatusCode::METHOD_NOT_ALLOWED,
        Fault::Refused => StatusCode::FORBIDDEN,
        Fault::Unclear(_) => StatusCode::BAD_REQUEST,
        Fault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Fault::Loading | Fault::Trouble(Error::Busy { .. }) => StatusCode::SERVICE_UNAVAILABLE,
        Fault::Trouble(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn response(status: StatusCode, kind: &'static str, bytes: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
