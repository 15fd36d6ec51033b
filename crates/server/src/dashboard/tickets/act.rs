//! `POST /dashboard/{environment}/tickets/{ticket}/close`, and on the operators' side `…/note` and `…/resolve`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::Once;
use keyward_domain::ticket::AuthorRole;
use keyward_hub::Error;
use keyward_hub::tickets::{close, note, resolve};

use super::{Desk, show};
use crate::App;
use crate::dashboard::form::Sent;
use crate::dashboard::licenses::number;
use crate::dashboard::problem::{Faults, Problem, hub_faults};

/// Does what the path says, if that is of this side.
pub(super) async fn act(
    State(app): State<Arc<App>>,
    Path((_, ticket, act)): Path<(String, String, String)>,
    desk: Desk,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let (id, actor) = (number(&ticket)?, desk.here.account());
    let done = match (desk.side, act.as_str()) {
        (AuthorRole::Customer, "close") => close::close(&app.hub, &actor, id).await.map(|_| "close"),
        (AuthorRole::Operator, "resolve") => resolve::resolve(&app.hub, &actor, id).await.map(|_| "resolve"),
        (AuthorRole::Operator, "note") => {
            note::note(&app.hub, &actor, id, sent.as_typed("note"), &Once::no()).await.map(|_| "noted")
        }
        _ => return Err(Problem::missing()),
    };
    match done {
        Ok(word) => Ok(desk.here.go(&format!("{}/{id}?done={word}", desk.parent))),
        // The operation calls it as a message is called.
        Err(Error::Authority(keyward_authority::Error::Invalid(invalid))) => {
            let reason = Faults::from(invalid).of("message").unwrap_or_default().to_owned();
            show::show(&app, &desk, id, "", Faults::one("note", &reason), sent).await
        }
        Err(error) => show::show(&app, &desk, id, "", hub_faults(error)?, sent).await,
    }
}
