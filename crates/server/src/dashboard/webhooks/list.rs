//! `GET /dashboard/{environment}/webhooks`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::needs;
use keyward_authority::webhooks::Desk;
use keyward_authority::webhooks::endpoints::list::list;
use keyward_authority::webhooks::inbound::list::list as connections;
use keyward_domain::webhook::{WebhookConnection, WebhookEndpoint};
use keyward_domain::{Order, Page};

use super::SECTION;
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::pages::Pages;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;
use crate::webhooks::inbound_path;

const PER_PAGE: u64 = 25;
/// More than there are providers.
const CONNECTIONS: u64 = 20;
const NEWS: [(&str, &str); 3] = [
    ("deleted", "The endpoint is gone. What waited for it is not sent any more."),
    ("connected", "The provider's webhooks are taken from now on. Tell it the address below."),
    ("ended", "The connection is gone. What the provider sends from now on is refused."),
];

/// An endpoint in the table.
struct Row {
    id: String,
    endpoint: WebhookEndpoint,
    created: Moment,
}

/// Whose webhooks are taken.
struct Connection {
    id: String,
    provider: &'static str,
    url: String,
    created: Moment,
}

#[derive(Template)]
#[template(path = "dashboard/webhooks/list.html")]
struct ListPage {
    shell: Shell,
    news: &'static str,
    may: bool,
    rows: Vec<Row>,
    pages: Pages,
    connections: Vec<Connection>,
    base: String,
    header: String,
}

/// The endpoints, the newest first, and the connections.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let pages = Pages::asked(&asked, PER_PAGE);
    let found = list(&app.authority, &here.actor, Desk::Native, pages.part(Order::Descending)).await?;
    let taken = connections(&app.authority, &here.actor, Page::first(CONNECTIONS)).await?;
    let (ids, now, base) = (app.authority.ids(), app.authority.now(), app.config.link_base());
    let row = |endpoint: WebhookEndpoint| Row {
        id: ids.encode(endpoint.id),
        created: Moment::new(endpoint.created_at, now),
        endpoint,
    };
    let connection = |it: WebhookConnection| Connection {
        id: ids.encode(it.id),
        provider: it.provider.as_str(),
        url: format!("{base}{}", inbound_path(ids, &it)),
        created: Moment::new(it.created_at, now),
    };
    Ok(here.page(SECTION, |shell| ListPage {
        shell,
        news: asked.news(&NEWS),
        may: here.may(needs::WEBHOOK_WRITE),
        rows: found.items.into_iter().map(row).collect(),
        pages: pages.found(found.total, &[]),
        connections: taken.items.into_iter().map(connection).collect(),
        base: app.config.link_base(),
        header: app.config.server.api_key_header.as_str().to_owned(),
    }))
}
