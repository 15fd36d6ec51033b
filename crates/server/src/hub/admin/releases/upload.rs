//! A form with a file, taken in as it comes (contract hub, part E).

use std::sync::Arc;

use axum::extract::Request;
use axum::http::request::Parts;
use keyward_authority::{Actor, Error};
use keyward_domain::{Release, Slug};
use keyward_hub::releases::Of;
use keyward_hub::releases::create::{self, CreateRelease};
use keyward_hub::releases::receive::{self, Received};
use serde_json::{Map, Value};

use super::said;
use crate::App;
use crate::http::{Context, upload};
use crate::hub::fields::{Fault, Flag, Moment, Plain, Sent, SentBody, VERSION};
use crate::hub::who::{Operator, Who};
use crate::hub::{Problem, form};

/// Beside the file: the other fields, and what a form is held together with.
const BESIDE: u64 = 1 << 20;
const MAX_FIELDS: usize = 32;

/// Takes in the file and makes a release of it. It goes on when the client is gone, to leave nothing behind.
pub(super) async fn upload(app: Arc<App>, request: Request, of: Of) -> Result<Release, Problem> {
    let done = tokio::spawn(async move { taken(&app, request, &of).await }).await;
    done.map_err(|panic| Problem::from(Error::Internal(Box::new(panic))))?
}

async fn taken(app: &App, request: Request, of: &Of) -> Result<Release, Problem> {
    let (mut parts, body) = request.into_parts();
    let actor = operator(app, &mut parts).await?;
    let slug = receive::expect(&app.hub, &actor, of).await?;
    let mut form = Form::default();
    let read = form.read(app, &slug, Request::from_parts(parts, body)).await;
    let input = read.and_then(|()| form.input());
    match (input, form.file) {
        (Ok(input), Some(file)) => Ok(create::create(&app.hub, &actor, of, &input, file).await?),
        (input, file) => {
            if let Some(file) = file {
                receive::discard(&app.hub, file).await;
            }
            Err(input.err().unwrap_or_else(unreadable))
        }
    }
}

async fn operator(app: &App, parts: &mut Parts) -> Result<Actor, Problem> {
    let context = parts.extensions.get::<Context>().cloned();
    let context = context.ok_or_else(|| Error::Internal("a request without its context".into()))?;
    let seen = context.seen.clone();
    let origin = context.origin(&parts.headers);
    let Operator(actor) = Operator::identify(app, &parts.headers, origin, seen.as_ref()).await?;
    Ok(actor)
}

/// What was sent.
#[derive(Default)]
struct Form {
    texts: Map<String, Value>,
    file: Option<Received>,
}

impl Form {
    /// Reads it to its end. What is no form at all has no fields.
    async fn read(&mut self, app: &App, slug: &Slug, request: Request) -> Result<(), Problem> {
        let most = app.hub.settings().max_release_bytes + BESIDE;
        let idle = app.config.server.request_timeout();
        let Some(mut form) = upload::form(request, most).await else { return Ok(()) };
        for _ in 0..MAX_FIELDS {
            let next = upload::next(&mut form, idle).await.map_err(|_| unreadable())?;
            let Some(field) = next else { return Ok(()) };
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" && field.file_name().is_some() {
                if self.file.is_some() {
                    return Err(unreadable());
                }
                self.file = Some(upload::package(&app.hub, slug, field, idle).await?);
            } else {
                let most = usize::try_from(BESIDE).unwrap_or(usize::MAX);
                let text = upload::text(field, idle, most).await.map_err(|_| unreadable())?;
                // As FastAPI has it: a field that was left empty was not filled in.
                if text.is_empty() {
                    self.texts.remove(&name);
                } else {
                    self.texts.insert(name, text.into());
                }
            }
        }
        Err(unreadable())
    }

    fn input(&mut self) -> Result<CreateRelease, Problem> {
        let mut fields = std::mem::take(&mut self.texts);
        if self.file.is_some() {
            fields.insert("file".to_owned(), Value::Bool(true));
        }
        let form = form::Form { fields, ..form::Form::default() };
        let mut sent = Sent::new(Map::new(), Map::new(), SentBody::Form(form));
        let file = sent.required("file", TakenIn);
        let version = sent.required("version", VERSION);
        let published = sent.optional("published", Flag);
        let published_at = sent.optional("published_at", Moment);
        let rest = said::read(&mut sent);
        match (file, version, published.zip(published_at), rest) {
            (Some(()), Some(version), Some((published, published_at)), Some(rest)) => {
                Ok(CreateRelease { version, published: published.unwrap_or_default(), published_at, rest })
            }
            _ => Err(Problem::Fields(sent.items())),
        }
    }
}

/// A file that was taken in: what else stands in its place is a text.
struct TakenIn;

impl Plain for TakenIn {
    type Value = ();

    fn check(&self, input: &Value) -> Result<(), Fault> {
        if input.is_string() { Err(Fault::no_file()) } else { Ok(()) }
    }
}

/// FastAPI's words.
fn unreadable() -> Problem {
    Problem::new(400, "unreadable_body", "There was an error parsing the body")
}
