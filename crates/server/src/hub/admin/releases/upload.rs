//! A form with a file, taken in as it comes (contract hub, part E).

use std::sync::Arc;
use std::task::Poll;

use axum::RequestExt;
use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, Multipart, Request};
use axum::http::request::Parts;
use futures_util::StreamExt;
use http_body_util::Limited;
use keyward_authority::{Actor, Error};
use keyward_domain::{Release, Slug};
use keyward_hub::releases::create::{self, CreateRelease};
use keyward_hub::releases::receive::{self, Received};
use keyward_hub::releases::{Of, StoreError};
use serde_json::{Map, Value};
use tokio::sync::mpsc;

use super::said;
use crate::App;
use crate::http::Context;
use crate::hub::Problem;
use crate::hub::fields::{Flag, Sent, SentBody, Text};
use crate::hub::who::{Operator, Who};

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

/// The same, with a pause after each piece: the reader of forms takes in whatever is there already, and on a quick line that is a great
/// deal.
fn paced(body: Body) -> Body {
    let (mut pieces, mut pause) = (body.into_data_stream(), false);
    Body::from_stream(futures_util::stream::poll_fn(move |context| {
        if std::mem::take(&mut pause) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let piece = pieces.poll_next_unpin(context);
        pause = piece.is_ready();
        piece
    }))
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
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let mut request = request.map(|body| paced(Body::new(Limited::new(body, most))));
        DefaultBodyLimit::disable().apply(&mut request);
        let Ok(mut form) = request.extract::<Multipart, _>().await else { return Ok(()) };
        for _ in 0..MAX_FIELDS {
            let next = tokio::time::timeout(app.config.server.request_timeout(), form.next_field()).await;
            let Ok(Ok(next)) = next else { return Err(unreadable()) };
            let Some(field) = next else { return Ok(()) };
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" && field.file_name().is_some() {
                if self.file.is_some() {
                    return Err(unreadable());
                }
                self.file = Some(file(app, slug, field).await?);
            } else {
                self.texts.insert(name, text(app, field).await?.into());
            }
        }
        Err(unreadable())
    }

    fn input(&mut self) -> Result<CreateRelease, Problem> {
        let mut texts = std::mem::take(&mut self.texts);
        if self.file.is_some() {
            // There is one, so that only its absence is told.
            texts.insert("file".to_owned(), Value::String(String::new()));
        }
        let mut sent = Sent::new(Map::new(), Map::new(), SentBody::Value(texts.into()));
        let file = sent.required("file", Text::ANY);
        let version = sent.required("version", Text::between(1, 64));
        let published = sent.optional("published", Flag);
        let rest = said::read(&mut sent);
        match (file, version, published, rest) {
            (Some(_), Some(version), Some(published), Some(rest)) => {
                Ok(CreateRelease { version, published: published.unwrap_or_default(), rest })
            }
            _ => Err(Problem::Fields(sent.items())),
        }
    }
}

/// Sends the field's pieces on to the store, a few at a time.
async fn file(app: &App, slug: &Slug, mut field: Field<'_>) -> Result<Received, Problem> {
    let (sender, receiver) = mpsc::channel(1);
    let content = futures_util::stream::unfold(receiver, async |mut receiver: mpsc::Receiver<_>| {
        receiver.recv().await.map(|piece| (piece, receiver))
    });
    let idle = app.config.server.request_timeout();
    let forward = async move {
        loop {
            let piece = match tokio::time::timeout(idle, field.chunk()).await {
                Ok(Ok(Some(piece))) => Ok(piece),
                Ok(Ok(None)) => return,
                Ok(Err(error)) => Err(StoreError::BrokenOff(Box::new(error))),
                Err(error) => Err(StoreError::BrokenOff(Box::new(error))),
            };
            let ends = piece.is_err();
            // Nobody listens any more when the store has failed.
            if sender.send(piece).await.is_err() || ends {
                return;
            }
        }
    };
    let (taken_in, ()) = tokio::join!(receive::receive(&app.hub, slug, content.boxed()), forward);
    Ok(taken_in?)
}

async fn text(app: &App, mut field: Field<'_>) -> Result<String, Problem> {
    let most = usize::try_from(BESIDE).unwrap_or(usize::MAX);
    let mut all = Vec::new();
    loop {
        match tokio::time::timeout(app.config.server.request_timeout(), field.chunk()).await {
            Ok(Ok(Some(piece))) if all.len() + piece.len() <= most => all.extend_from_slice(&piece),
            Ok(Ok(None)) => return String::from_utf8(all).map_err(|_| unreadable()),
            _ => return Err(unreadable()),
        }
    }
}

/// FastAPI's words.
fn unreadable() -> Problem {
    Problem::new(400, "unreadable_body", "There was an error parsing the body")
}
