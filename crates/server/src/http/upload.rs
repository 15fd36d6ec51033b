//! Forms with files (`multipart/form-data`, RFC 7578), taken in as they come.

use std::task::Poll;
use std::time::Duration;

use axum::RequestExt;
use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, Multipart, Request};
use futures_util::StreamExt;
use http_body_util::Limited;
use keyward_domain::Slug;
use keyward_hub::Hub;
use keyward_hub::releases::StoreError;
use keyward_hub::releases::receive::{Received, receive};
use tokio::sync::mpsc;

/// The form that a request is, of at most so many bytes; `None` where it is none.
pub(crate) async fn form(request: Request, most: u64) -> Option<Multipart> {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut request = request.map(|body| paced(Body::new(Limited::new(body, most))));
    DefaultBodyLimit::disable().apply(&mut request);
    request.extract::<Multipart, _>().await.ok()
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

/// The next field within `idle`; `None` after the last. A form that breaks off, pauses longer or can't be read is an error.
pub(crate) async fn next(form: &mut Multipart, idle: Duration) -> Result<Option<Field<'_>>, Unreadable> {
    tokio::time::timeout(idle, form.next_field()).await.map_err(|_| Unreadable)?.map_err(|_| Unreadable)
}

/// A form that is none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unreadable;

/// Takes in the package of a release as it comes, a few pieces at a time. None of them may be longer in coming than `idle`.
pub(crate) async fn package(
    hub: &Hub,
    slug: &Slug,
    mut field: Field<'_>,
    idle: Duration,
) -> Result<Received, keyward_hub::Error> {
    let (sender, receiver) = mpsc::channel(1);
    let content = futures_util::stream::unfold(receiver, async |mut receiver: mpsc::Receiver<_>| {
        receiver.recv().await.map(|piece| (piece, receiver))
    });
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
    let (taken, ()) = tokio::join!(receive(hub, slug, content.boxed()), forward);
    taken
}

/// What a field of at most so many bytes says.
pub(crate) async fn bytes(mut field: Field<'_>, idle: Duration, most: usize) -> Result<Vec<u8>, Unreadable> {
    let mut all = Vec::new();
    loop {
        match tokio::time::timeout(idle, field.chunk()).await {
            Ok(Ok(Some(piece))) if all.len() + piece.len() <= most => all.extend_from_slice(&piece),
            Ok(Ok(None)) => return Ok(all),
            _ => return Err(Unreadable),
        }
    }
}

/// The same as a text.
pub(crate) async fn text(field: Field<'_>, idle: Duration, most: usize) -> Result<String, Unreadable> {
    String::from_utf8(bytes(field, idle, most).await?).map_err(|_| Unreadable)
}

/// The first bytes of a file, at most so many; the rest is read, so that whoever sends it hears what is wrong.
pub(crate) async fn kept(mut field: Field<'_>, idle: Duration, most: usize) -> Result<Vec<u8>, Unreadable> {
    let mut all = Vec::new();
    loop {
        match tokio::time::timeout(idle, field.chunk()).await {
            Ok(Ok(Some(piece))) => {
                let room = most - all.len();
                all.extend_from_slice(&piece[..piece.len().min(room)]);
            }
            Ok(Ok(None)) => return Ok(all),
            _ => return Err(Unreadable),
        }
    }
}
