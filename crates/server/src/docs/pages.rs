//! The pages.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use super::guide::{self, Page};
use super::llms;
use super::reference::{self, BASE, Group, Operation};
use super::search::{Found, search};
use crate::App;
use crate::html::{self, Asset, asset};

static STYLE: Asset = asset!("docs.css", "text/css; charset=utf-8");
static SCRIPT: Asset = asset!("docs.js", "text/javascript; charset=utf-8");
/// What surrounds every page.
struct Shell {
    nonce: String,
    /// The page's path.
    here: String,
    /// What is looked for.
    query: String,
}

/// The pages of a part of the guide.
type Part = (&'static str, Vec<&'static Page>);
/// The groups of a surface.
type Surface = (&'static str, Vec<&'static Group>);

/// Things that follow each other, by a name of theirs.
fn runs<T>(
    all: &'static [T],
    name: impl Fn(&'static T) -> &'static str,
) -> Vec<(&'static str, Vec<&'static T>)> {
    let mut runs: Vec<(&'static str, Vec<&'static T>)> = Vec::new();
    for one in all {
        match runs.last_mut() {
            Some((last, run)) if *last == name(one) => run.push(one),
            _ => runs.push((name(one), vec![one])),
        }
    }
    runs
}

impl Shell {
    fn at(app: &App, here: impl Into<String>) -> Self {
        Self { nonce: html::nonce(&*app.authority.randomness()), here: here.into(), query: String::new() }
    }

    /// A page that loads what this server has, runs the script that it names, and nothing else.
    fn show<T: Template>(self, status: StatusCode, page: impl FnOnce(Self) -> T) -> Response {
        let policy = format!(
            "default-src 'none'; script-src 'nonce-{}'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'",
            self.nonce
        );
        html::page(status, &policy, &page(self))
    }

    fn parts() -> Vec<Part> {
        runs(guide::pages(), |page| page.part)
    }

    fn surfaces() -> Vec<Surface> {
        runs(reference::groups(), |group| group.surface)
    }

    fn is_at(&self, url: impl AsRef<str>) -> bool {
        self.here == url.as_ref()
    }

    fn is_in(&self, group: &Group) -> bool {
        group.all().any(|operation| self.here == operation.url())
    }

    fn is_api(&self) -> bool {
        self.here.starts_with("/docs/api")
    }

    fn is_guide(&self) -> bool {
        !self.is_api() && self.here != "/docs/search"
    }

    fn stylesheet() -> &'static str {
        STYLE.url()
    }

    fn script() -> &'static str {
        SCRIPT.url()
    }
}

#[derive(Template)]
#[template(path = "docs/home.html")]
struct HomePage {
    shell: Shell,
    curl: String,
}

#[derive(Template)]
#[template(path = "docs/guide.html")]
struct GuidePage {
    shell: Shell,
    page: &'static Page,
    html: String,
    before: Option<&'static Page>,
    after: Option<&'static Page>,
}

#[derive(Template)]
#[template(path = "docs/reference.html")]
struct ReferencePage {
    shell: Shell,
    count: usize,
    base: String,
}

#[derive(Template)]
#[template(path = "docs/operation.html")]
struct OperationPage {
    shell: Shell,
    group: &'static Group,
    operation: &'static Operation,
    curl: String,
    prompt: String,
    errors: &'static str,
    errors_title: &'static str,
}

#[derive(Template)]
#[template(path = "docs/search.html")]
struct SearchPage {
    shell: Shell,
    found: Vec<Found>,
}

#[derive(Template)]
#[template(path = "docs/results.html")]
struct Results {
    shell: Shell,
    found: Vec<Found>,
}

#[derive(Template)]
#[template(path = "docs/missing.html")]
struct MissingPage {
    shell: Shell,
}

/// Every page.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/docs", get(home))
        .route("/docs/guide/{page}", get(page))
        .route("/docs/api", get(index))
        .route("/docs/api/{operation}", get(operation))
        .route("/docs/search", get(results))
        .route("/docs/llms-full.txt", get(async || text(llms::full())))
        .route("/docs/config.example.toml", get(async || text(guide::CONFIGURATION)))
        .route(
            "/docs/performance.svg",
            get(async || ([(header::CONTENT_TYPE, "image/svg+xml")], guide::PLOT)),
        )
        .route("/llms.txt", get(async || text(llms::index())))
        .route("/docs/", get(async || Redirect::permanent("/docs")))
        // Where FastAPI has its second reference (contract hub, C.6).
        .route("/redoc", get(async || Redirect::temporary("/docs/api")))
        .route(&STYLE.route(), STYLE.served())
        .route(&SCRIPT.route(), SCRIPT.served())
}

fn text(text: impl IntoResponse) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text)
}

fn markdown_of(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], text).into_response()
}

async fn home(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let main = reference::operations().iter().find(|operation| operation.id == "verify_key");
    let curl = main.map(|operation| operation.curl.replace(BASE, &base(&app, &headers))).unwrap_or_default();
    Shell::at(&app, "/docs").show(StatusCode::OK, |shell| HomePage { shell, curl })
}

async fn page(State(app): State<Arc<App>>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let (name, plain) = name.strip_suffix(".md").map_or((name.as_str(), false), |name| (name, true));
    let pages = guide::pages();
    let Some(place) = pages.iter().position(|page| page.name == name) else { return missing(&app) };
    let page = &pages[place];
    let base = base(&app, &headers);
    if plain {
        return markdown_of(page.markdown.replace(BASE, &base));
    }
    let before = place.checked_sub(1).map(|place| &pages[place]);
    let html = page.rendered.html.replace(BASE, &base);
    let after = pages.get(place + 1);
    Shell::at(&app, page.url()).show(StatusCode::OK, |shell| GuidePage { shell, page, html, before, after })
}

async fn index(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let (count, base) = (reference::operations().len(), base(&app, &headers));
    Shell::at(&app, "/docs/api").show(StatusCode::OK, |shell| ReferencePage { shell, count, base })
}

async fn operation(State(app): State<Arc<App>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let (id, plain) = id.strip_suffix(".md").map_or((id.as_str(), false), |id| (id, true));
    let Some(operation) = reference::operations().iter().find(|operation| operation.id == id) else {
        return missing(&app);
    };
    let base = base(&app, &headers);
    let prompt = operation.prompt.replace(BASE, &base);
    if plain {
        return markdown_of(prompt);
    }
    let Some(group) = reference::groups().iter().find(|group| group.tag == operation.tag) else {
        return missing(&app);
    };
    let (errors, errors_title) = if operation.path.starts_with("/api/v1") {
        ("/docs/guide/hub#errors", "The licensing hub")
    } else {
        ("/docs/guide/status-codes", "Status codes")
    };
    let curl = operation.curl.replace(BASE, &base);
    let page = |shell| OperationPage { shell, group, operation, curl, prompt, errors, errors_title };
    Shell::at(&app, operation.url()).show(StatusCode::OK, page)
}

/// What is looked for.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
}

async fn results(
    State(app): State<Arc<App>>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let query = asked.map(|Query(asked)| asked.q).unwrap_or_default().trim().to_owned();
    let found = search(&query);
    let shell = Shell { query, ..Shell::at(&app, "/docs/search") };
    // A script of the page asks for the list alone.
    if headers.contains_key("x-part") {
        return shell.show(StatusCode::OK, |shell| Results { shell, found });
    }
    shell.show(StatusCode::OK, |shell| SearchPage { shell, found })
}

fn missing(app: &App) -> Response {
    Shell::at(app, "").show(StatusCode::NOT_FOUND, |shell| MissingPage { shell })
}

/// Where readers reach the server: as configured, else as they say that they do.
fn base(app: &App, headers: &HeaderMap) -> String {
    let server = &app.config.server;
    if let Some(url) = &server.public_url {
        return url.as_str().to_owned();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let plain = |host: &&str| {
        host.len() < 256 && host.bytes().all(|c| c.is_ascii_alphanumeric() || b".-:[]".contains(&c))
    };
    host.filter(plain).map_or_else(|| format!("http://{}", server.listen), |host| format!("http://{host}"))
}
