//! `POST /dashboard/{environment}/audit/verify`: whether the trail is what was written.

use std::sync::Arc;

use askama::Template;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use futures_util::{StreamExt as _, stream};
use keyward_authority::Error;
use keyward_authority::audit::verify::{Verdict, Walk};

use super::SECTION;
use crate::App;
use crate::dashboard::figures::grouped;
use crate::dashboard::form::Sent;
use crate::dashboard::here::Here;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;

/// Where what is found goes into the page, as the template has it.
const MARK: &str = "<!--found-->";
/// As many entries are walked before it is said how far that is.
const SAID_EVERY: i64 = 20_000;

#[derive(Template)]
#[template(path = "dashboard/audit/verify.html")]
struct VerifyPage {
    shell: Shell,
}

/// Walks the tenant's chain while the page is sent, which says how far that is: a long trail keeps nobody waiting for the first word, and who
/// leaves the page ends the walk.
pub(in crate::dashboard) async fn verify(
    State(app): State<Arc<App>>,
    here: Here,
    _: Sent,
) -> Result<Response, Problem> {
    let walk = Walk::begin(&app.authority, &here.actor).await?;
    let (mut parts, body) = here.page(SECTION, |shell| VerifyPage { shell }).into_parts();
    let page =
        to_bytes(body, usize::MAX).await.map_err(|error| Problem::from(Error::Internal(Box::new(error))))?;
    let page = String::from_utf8_lossy(&page);
    let (before, after) = page.split_once(MARK).unwrap_or((&page, ""));
    let [before, after] =
        [before, after].map(|half| stream::iter([Ok::<_, Error>(Bytes::from(half.to_owned()))]));
    let found = stream::try_unfold(Some(walk), move |walk| {
        let app = Arc::clone(&app);
        async move {
            Ok(match walk {
                Some(walk) => Some(on(&app, walk).await?),
                None => None,
            })
        }
    });
    parts.headers.remove(header::CONTENT_LENGTH);
    // A failure on the way breaks the page off: it then says nothing that was not found.
    let body = Body::from_stream(before.chain(found).chain(after));
    Ok(Response::from_parts(parts, body))
}

/// Walks on until there is something to say.
async fn on(app: &App, mut walk: Walk) -> Result<(Bytes, Option<Walk>), Error> {
    let count = |number: i64| grouped(u64::try_from(number).unwrap_or_default());
    let said = walk.walked();
    let verdict = loop {
        if let Some(verdict) = walk.on(app.authority.storage()).await? {
            break verdict;
        }
        if walk.walked() - said >= SAID_EVERY && walk.walked() < walk.length() {
            let line = format!(
                "<p class=\"soft\">{} of {} entries …</p>\n",
                count(walk.walked()),
                count(walk.length())
            );
            return Ok((Bytes::from(line), Some(walk)));
        }
    };
    let line = match verdict {
        Verdict::Whole(entries) => format!(
            "<p class=\"note good\" role=\"status\"><strong>The trail is whole.</strong> {} entries, each as it was written, and each follows from the one before it.</p>\n",
            count(entries)
        ),
        Verdict::Broken { sequence, reason } => format!(
            "<p class=\"note bad\" role=\"alert\"><strong>The trail is broken.</strong> Entry no. {sequence} {reason}.</p>\n"
        ),
    };
    Ok((Bytes::from(line), None))
}
