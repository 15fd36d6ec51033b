//! The form of a product: `…/operator/products/new` and `…/operator/products/{product}/edit`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::Answer;
use keyward_domain::Product;
use keyward_hub::products::create::{self as operation, CreateProduct};
use keyward_hub::products::update::{self, UpdateProduct};
use serde_json::{Map, Value};

use super::{SECTION, find};
use crate::App;
use crate::dashboard::form::{Fields, Sent, once, per_form};
use crate::dashboard::here::Here;
use crate::dashboard::operator::Operating;
use crate::dashboard::problem::{Faults, Problem, hub_faults};
use crate::dashboard::shell::Shell;

const KINDS: [(&str, &str); 3] =
    [("plugin", "WordPress plugin"), ("theme", "WordPress theme"), ("generic", "Anything else")];
/// What is shown of a product, as texts.
const TEXTS: [&str; 4] = ["homepage", "requires", "tested", "requires_php"];

#[derive(Template)]
#[template(path = "dashboard/operator/product.html")]
struct ProductForm {
    shell: Shell,
    faults: Faults,
    sent: Fields,
    /// The slug of the one that is changed.
    of: Option<String>,
    once: String,
}

/// The form, empty.
pub(in crate::dashboard) async fn new(State(app): State<Arc<App>>, Operating(here): Operating) -> Response {
    show(&app, &here, Faults::default(), Fields::default(), None)
}

/// The form with what a product is.
pub(in crate::dashboard) async fn edit(
    State(app): State<Arc<App>>,
    Path((_, slug)): Path<(String, String)>,
    Operating(here): Operating,
) -> Result<Response, Problem> {
    let product = find(&app, &here, &slug).await?;
    let listing: Map<String, Value> = serde_json::from_str(product.listing.as_json()).unwrap_or_default();
    let text = |name: &str| listing.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let section = |name: &str| {
        let sections = listing.get("sections").and_then(|sections| sections.get(name));
        sections.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let mut pairs = vec![
        ("name", product.name.to_string()),
        ("type", product.kind.as_str().to_owned()),
        ("description", section("description")),
    ];
    pairs.extend(TEXTS.map(|name| (name, text(name))));
    Ok(show(&app, &here, Faults::default(), Fields::of(pairs), Some(slug)))
}

/// Makes a product.
pub(in crate::dashboard) async fn create(
    State(app): State<Arc<App>>,
    Operating(here): Operating,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let input = CreateProduct {
        slug: sent.text("slug").to_owned(),
        name: sent.text("name").to_owned(),
        kind: sent.text("type").to_owned(),
        listing: Some(Value::Object(listing(&sent, &Map::new())).to_string()),
    };
    let kept = |made: &Product| (201, made.slug.to_string().into_bytes());
    let (path, body) = (here.path("/operator/products"), sent.body());
    let once = per_form(sent.text("once"), &path, &body, &kept);
    match operation::create(&app.hub, &here.account(), &input, &once).await {
        Ok(Answer::Fresh(made)) => Ok(here.go(&format!("/operator/products/{}?done=made", made.slug))),
        Ok(Answer::Again { body, .. }) => {
            Ok(here.go(&format!("/operator/products/{}", String::from_utf8_lossy(&body))))
        }
        Err(error) => Ok(show(&app, &here, hub_faults(error)?, sent, None)),
    }
}

/// Changes what is said of a product.
pub(in crate::dashboard) async fn update(
    State(app): State<Arc<App>>,
    Path((_, slug)): Path<(String, String)>,
    Operating(here): Operating,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let product = find(&app, &here, &slug).await?;
    let before = serde_json::from_str(product.listing.as_json()).unwrap_or_default();
    let input = UpdateProduct {
        name: Some(sent.text("name").to_owned()),
        kind: Some(sent.text("type").to_owned()),
        listing: listing(&sent, &before),
    };
    match update::update(&app.hub, &here.account(), &slug, &input).await {
        Ok(_) => Ok(here.go(&format!("/operator/products/{slug}?done=changed"))),
        Err(error) => Ok(show(&app, &here, hub_faults(error)?, sent, Some(slug))),
    }
}

/// What is shown of the product from now on. Sections that have no field here stay.
fn listing(sent: &Fields, before: &Map<String, Value>) -> Map<String, Value> {
    let texts = TEXTS.into_iter().filter(|name| before.contains_key(*name) || !sent.text(name).is_empty());
    let mut listing: Map<_, _> = texts.map(|name| (name.to_owned(), sent.text(name).into())).collect();
    let mut sections = before.get("sections").and_then(Value::as_object).cloned().unwrap_or_default();
    match sent.text("description") {
        "" => {
            let _ = sections.remove("description");
        }
        text => {
            let _ = sections.insert("description".to_owned(), text.into());
        }
    }
    listing.insert("sections".to_owned(), sections.into());
    listing
}

fn show(app: &App, here: &Here, faults: Faults, sent: Fields, of: Option<String>) -> Response {
    let status = faults.status();
    let once = once(app);
    here.page_as(status, SECTION, |shell| ProductForm { shell, faults, sent, of, once })
}

impl ProductForm {
    fn others(&self) -> Vec<String> {
        self.faults.beside(&["slug", "name", "type", "listing"])
    }
}
