//! `GET /dashboard/{environment}/operator/products/{product}`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_domain::Product;
use keyward_hub::components::catalogue;
use keyward_hub::products::list::list;
use keyward_hub::releases::Of;
use keyward_hub::releases::list::list as releases;

use super::SECTION;
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::operator::Operating;
use crate::dashboard::operator::releases::Row;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

const NEWS: [(&str, &str); 2] =
    [("made", "The product is there. Upload its first release."), ("changed", "The product is changed.")];

/// A part of the product.
struct Part {
    slug: String,
    name: String,
    tier: String,
}

#[derive(Template)]
#[template(path = "dashboard/operator/product_page.html")]
struct ProductPage {
    shell: Shell,
    news: &'static str,
    product: Product,
    created: Moment,
    rows: Vec<Row>,
    /// Where its releases are.
    path: String,
    parts: Vec<Part>,
    base: String,
}

/// The product of that slug.
pub(in crate::dashboard::operator) async fn find(
    app: &App,
    here: &Here,
    slug: &str,
) -> Result<Product, Problem> {
    let all = list(&app.hub, &here.account()).await?;
    all.into_iter().find(|one| one.slug.as_str() == slug).ok_or_else(Problem::missing)
}

/// A product with its releases and its components.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, slug)): Path<(String, String)>,
    Operating(here): Operating,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let (actor, now) = (here.account(), app.authority.now());
    let product = find(&app, &here, &slug).await?;
    let found = releases(&app.hub, &actor, &Of::Product(slug.clone())).await?;
    let id = product.id;
    let parts = catalogue::list(&app.hub, &actor).await?.into_iter();
    let parts = parts.filter(|one| one.product.id == id).map(|one| Part {
        slug: one.component.slug.to_string(),
        name: one.component.name.to_string(),
        tier: one.tier.name.to_string(),
    });
    let news = asked.news(&NEWS);
    let path = here.path(&format!("/operator/products/{slug}/releases"));
    Ok(here.page(SECTION, |shell| ProductPage {
        shell,
        news,
        created: Moment::new(product.created_at, now),
        product,
        rows: found.iter().map(|release| Row::of(release, now)).collect(),
        path,
        parts: parts.collect(),
        base: app.config.link_base(),
    }))
}

impl ProductPage {
    fn slug(&self) -> &str {
        self.product.slug.as_str()
    }

    fn api(&self) -> String {
        format!("/api/v1/admin/products/{}/releases", self.slug())
    }
}
