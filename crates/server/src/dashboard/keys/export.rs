//! `GET /dashboard/{environment}/keys/export`

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use futures_util::stream;
use keyward_authority::keys::list::{ListKeys, list};
use keyward_authority::{Actor, Authority, Error, needs};
use keyward_domain::{Order, Page, Timestamp};
use keyward_storage::keys::Count;

use super::list::Search;
use crate::App;
use crate::dashboard::csv;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::names::Names;
use crate::dashboard::problem::Problem;

/// So many are read at once.
const PART: u64 = 500;
const HEAD: [&str; 9] =
    ["id", "name", "prefix", "owner_type", "owner", "status", "last_used_at", "created_at", "expires_at"];

/// What the table shows, on all its pages, as a file for a spreadsheet, the newest first.
pub(in crate::dashboard) async fn export(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let actor = here.actor;
    actor.may_read(needs::SECRET_READ)?;
    let input = ListKeys {
        sort: None,
        page: Some(Page { limit: PART, offset: 0, order: Order::Descending }),
        count: Count::UpTo(0),
        ..Search::of(&asked).input()
    };
    // What fails on the way breaks the connection off, so that a part is not taken for the whole.
    let parts = stream::try_unfold(Some(input), move |input| {
        let (app, actor) = (Arc::clone(&app), actor.clone());
        async move {
            let Some(input) = input else { return Ok::<_, Error>(None) };
            let (lines, next) = part(&app.authority, &actor, input).await?;
            Ok(Some((Bytes::from(lines), next)))
        }
    });
    Ok(csv::file("keys.csv", Body::from_stream(parts)))
}

/// The lines of a part, and what is asked for the next one.
async fn part(
    authority: &Authority,
    actor: &Actor,
    input: ListKeys,
) -> Result<(String, Option<ListKeys>), Error> {
    let found = list(authority, actor, &input).await?.items;
    let mut lines = if input.after.is_none() { csv::line(HEAD) } else { String::new() };
    let (mut names, now) = (Names::new(authority, actor), authority.now());
    let time = |time: Option<Timestamp>| time.map(|time| time.to_string()).unwrap_or_default();
    let mut last = None;
    for owned in &found {
        let key = &owned.key;
        let id = authority.ids().encode(key.id);
        let owner = names.of(key.owner, owned.external_id.as_ref()).await;
        lines.push_str(&csv::line([
            id.as_str(),
            key.name.as_str(),
            &key.display,
            key.owner.kind().as_str(),
            &owner.name,
            key.status(now).as_str(),
            &time(key.last_used_at),
            &time(Some(key.created_at)),
            &time(key.expires_at),
        ]));
        last = Some(id);
    }
    let next = last.filter(|_| found.len() as u64 == PART).map(|id| ListKeys { after: Some(id), ..input });
    Ok((lines, next))
}
