//! `GET /dashboard/{environment}/clients/{client}`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_domain::{Client, Order};
use keyward_hub::clients::{get, licenses};
use keyward_hub::needs;

use super::SECTION;
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::licenses::{Clients, Row, number};
use crate::dashboard::pages::Pages;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

const PER_PAGE: u64 = 25;
const NEWS: [(&str, &str); 1] = [("made", "The client is there. Now make a licence for it.")];

#[derive(Template)]
#[template(path = "dashboard/clients/show.html")]
struct ClientPage {
    shell: Shell,
    news: &'static str,
    client: Client,
    created: Moment,
    rows: Vec<Row>,
    pages: Pages,
    may: bool,
}

/// All about a client, with its licences.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, client)): Path<(String, String)>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let (actor, id) = (here.account(), number(&client)?);
    let client = get::get(&app.hub, &actor, id).await?;
    let pages = Pages::asked(&asked, PER_PAGE);
    let found = licenses::licenses(&app.hub, &actor, id, pages.part(Order::Descending)).await?;
    let clients = Clients::of(&app, &here, &found.items).await?;
    Ok(here.page(SECTION, |shell| ClientPage {
        shell,
        news: asked.news(&NEWS),
        created: Moment::new(client.created_at, app.authority.now()),
        client,
        rows: found.items.iter().map(|view| Row::of(&app, view, &clients)).collect(),
        pages: pages.found(found.total, &[]),
        may: here.may(needs::CLIENT_WRITE),
    }))
}
