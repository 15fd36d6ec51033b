//! `GET /dashboard/{environment}/licenses`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_domain::Order;
use keyward_hub::licenses::list::{ListLicenses, list};
use keyward_hub::licenses::offer::{Offer, offer};
use keyward_hub::needs;

use super::{Clients, Row, SECTION};
use crate::App;
use crate::dashboard::form::{Asked, Fields};
use crate::dashboard::here::Here;
use crate::dashboard::pages::Pages;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;

const PER_PAGE: u64 = 25;
const STATUSES: [(&str, &str); 5] = [
    ("", "Every state"),
    ("active", "Active"),
    ("expired", "Expired"),
    ("suspended", "Suspended"),
    ("revoked", "Revoked"),
];
const NEWS: [(&str, &str); 7] = [
    ("renew", "The licences are prolonged by a year."),
    ("revoke", "The licences are revoked, and active nowhere any more."),
    ("reactivate", "The licences are given back. Sites activate them anew."),
    ("delete", "The licences are deleted. Their keys are unknown from now on."),
    ("again", "That was done when this form was sent first."),
    ("deleted", "The licence is deleted. Its key is unknown from now on."),
    ("made", "The licences were made when this form was sent first."),
];

#[derive(Template)]
#[template(path = "dashboard/licenses/list.html")]
struct ListPage {
    shell: Shell,
    news: &'static str,
    search: Search,
    rows: Vec<Row>,
    pages: Pages,
    offer: Offer,
    may: bool,
    base: String,
    header: String,
}

/// What is asked for.
struct Search {
    q: String,
    status: String,
    product: String,
    /// A client's id.
    client: String,
}

/// A table to search, filter and page through.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let actor = here.account();
    let offer = offer(&app.hub, &actor).await?;
    let search = Search::of(&asked);
    let pages = Pages::asked(&asked, PER_PAGE);
    let found = list(&app.hub, &actor, &search.input(), pages.part(Order::Descending)).await?;
    let clients = Clients::of(&app, &here, &found.items).await?;
    let rows = found.items.iter().map(|view| Row::of(&app, view, &clients)).collect();
    let asks = [
        ("q", &*search.q),
        ("status", &search.status),
        ("product", &search.product),
        ("client", &search.client),
    ];
    let pages = pages.found(found.total, &asks);
    Ok(here.page(SECTION, |shell| ListPage {
        shell,
        news: asked.news(&NEWS),
        search,
        rows,
        pages,
        offer,
        may: here.may(needs::LICENSE_WRITE),
        base: app.config.link_base(),
        header: app.config.server.api_key_header.as_str().to_owned(),
    }))
}

impl Search {
    fn of(asked: &Fields) -> Self {
        let number =
            |name: &str| asked.text(name).parse::<i64>().map(|id| id.to_string()).unwrap_or_default();
        let status = STATUSES.iter().find(|(status, _)| *status == asked.text("status"));
        Self {
            q: asked.text("q").chars().filter(|char| !char.is_control()).take(255).collect(),
            status: status.map_or("", |(status, _)| status).to_owned(),
            product: number("product"),
            client: number("client"),
        }
    }

    fn input(&self) -> ListLicenses {
        let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        ListLicenses {
            search: filled(&self.q),
            status: filled(&self.status),
            product_id: self.product.parse().ok(),
            customer_id: self.client.parse().ok(),
            ..ListLicenses::default()
        }
    }

    fn is_of(&self, product: &keyward_domain::Product) -> bool {
        self.product == product.id.get().to_string()
    }
}
