//! `POST /dashboard/{environment}/operator/…/releases`: a form with a package, taken in as it comes.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::response::Response;
use keyward_authority::Error;
use keyward_hub::releases::create::{CreateRelease, create};
use keyward_hub::releases::receive::{Received, discard, expect};

use super::Which;
use super::settings::{FIELDS, channels, input};
use crate::App;
use crate::dashboard::form::{self, Fields};
use crate::dashboard::here::Here;
use crate::dashboard::operator::{Operating, bytes};
use crate::dashboard::problem::{Faults, Problem, hub_faults};
use crate::dashboard::shell::Shell;
use crate::http::upload;

/// Beside the file: the other fields, and what a form is held together with.
const BESIDE: u64 = 1 << 20;
const MAX_FIELDS: usize = 32;

#[derive(Template)]
#[template(path = "dashboard/operator/upload.html")]
struct UploadPage {
    shell: Shell,
    faults: Faults,
    sent: Fields,
    slug: String,
    parent: String,
    most: String,
    channels: Vec<(String, String)>,
}

/// The form.
pub(in crate::dashboard) async fn form(
    State(app): State<Arc<App>>,
    which: Which,
    Operating(here): Operating,
) -> Result<Response, Problem> {
    expect(&app.hub, &here.account(), &which.of).await?;
    let sent = Fields::of(vec![("published", "on".to_owned())]);
    Ok(show(&app, &here, &which, Faults::default(), sent))
}

/// Takes in the file and makes a release of it. It goes on when the browser is gone, to leave nothing behind.
pub(in crate::dashboard) async fn upload(
    State(app): State<Arc<App>>,
    which: Which,
    Operating(here): Operating,
    request: Request,
) -> Result<Response, Problem> {
    let done = tokio::spawn(async move { taken(&app, &here, &which, request).await }).await;
    done.map_err(|panic| Problem::from(Error::Internal(Box::new(panic))))?
}

async fn taken(app: &App, here: &Here, which: &Which, request: Request) -> Result<Response, Problem> {
    let actor = here.account();
    // Before anything large is sent for nothing.
    expect(&app.hub, &actor, &which.of).await?;
    let mut sent = Sending::default();
    let read = sent.read(app, here, which, request).await;
    let input = match read {
        Ok(()) => sent.input(),
        Err(Unread::Refused(error)) => Err(hub_faults(error)?),
        Err(Unread::Page(problem)) => {
            sent.forget(app).await;
            return Err(problem);
        }
    };
    let made = match (input, sent.file.take()) {
        (Ok(input), Some(file)) => create(&app.hub, &actor, &which.of, &input, file).await,
        (Err(faults), file) => {
            sent.file = file;
            sent.forget(app).await;
            return Ok(show(app, here, which, faults, sent.fields));
        }
        (Ok(_), None) => {
            let none = Faults::one("file", "is required: choose the zip again");
            return Ok(show(app, here, which, none, sent.fields));
        }
    };
    match made {
        Ok(release) => Ok(here.go(&format!("{}/releases/{}?done=uploaded", which.parent(), release.version))),
        Err(error) => Ok(show(app, here, which, hub_faults(error)?, sent.fields)),
    }
}

fn show(app: &App, here: &Here, which: &Which, faults: Faults, sent: Fields) -> Response {
    let status = faults.status();
    here.page_as(status, which.section(), |shell| UploadPage {
        shell,
        faults,
        sent,
        slug: which.slug.clone(),
        parent: here.path(&which.parent()),
        most: bytes(app.hub.settings().max_release_bytes),
        channels: channels(),
    })
}

/// What was sent.
#[derive(Default)]
struct Sending {
    fields: Fields,
    file: Option<Received>,
}

/// Why a form was not read to its end.
enum Unread {
    Page(Problem),
    Refused(keyward_hub::Error),
}

impl Sending {
    /// Reads it to its end. The mark comes first: nothing of a file is taken in for a form that is not from here.
    async fn read(&mut self, app: &App, here: &Here, which: &Which, request: Request) -> Result<(), Unread> {
        let page = |problem| move |_| Unread::Page(problem);
        if !crate::html::is_ours(request.headers()) {
            return Err(Unread::Page(form::foreign()));
        }
        let slug = expect(&app.hub, &here.account(), &which.of).await.map_err(Unread::Refused)?;
        let most = app.hub.settings().max_release_bytes + BESIDE;
        let idle = app.config.server.request_timeout();
        let Some(mut parts) = upload::form(request, most).await else {
            return Err(Unread::Page(form::unread()));
        };
        for _ in 0..MAX_FIELDS {
            let Some(field) = upload::next(&mut parts, idle).await.map_err(page(form::unread()))? else {
                return if self.is_from(here) { Ok(()) } else { Err(Unread::Page(form::foreign())) };
            };
            let name = field.name().unwrap_or_default().to_owned();
            let Some(file) = field.file_name() else {
                let most = usize::try_from(BESIDE).unwrap_or(usize::MAX);
                let text = upload::text(field, idle, most).await.map_err(page(form::unread()))?;
                self.fields.add(name, text);
                continue;
            };
            if !self.is_from(here) {
                return Err(Unread::Page(form::foreign()));
            }
            if name != "file" || self.file.is_some() || file.is_empty() {
                continue;
            }
            let taken = upload::package(&app.hub, &slug, field, idle).await;
            self.file = Some(taken.map_err(Unread::Refused)?);
        }
        Err(Unread::Page(form::unread()))
    }

    fn is_from(&self, here: &Here) -> bool {
        here.is_marked(self.fields.text(form::MARK))
    }

    fn input(&self) -> Result<CreateRelease, Faults> {
        let version = self.fields.text("version").to_owned();
        if version.is_empty() {
            return Err(Faults::one("version", "is required"));
        }
        let published = !self.fields.text("published").is_empty();
        Ok(CreateRelease { version, published, published_at: None, rest: input(&self.fields)? })
    }

    async fn forget(&mut self, app: &App) {
        if let Some(file) = self.file.take() {
            discard(&app.hub, file).await;
        }
    }
}

impl UploadPage {
    fn ticked(&self, name: &str) -> bool {
        !self.sent.text(name).is_empty()
    }

    fn percent(&self) -> &str {
        let sent = self.sent.text("rollout_percent");
        if sent.is_empty() { "100" } else { sent }
    }

    fn others(&self) -> Vec<String> {
        self.faults.beside(&FIELDS)
    }
}
