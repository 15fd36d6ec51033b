//! The form of a component: `…/operator/components/new` and `…/operator/components/{slug}/edit`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::Once;
use keyward_domain::{Feature, Slug};
use keyward_hub::components::{ComponentInput, create as make, update as alter};
use keyward_hub::{products, tiers};

use super::SECTION;
use super::show::find;
use crate::App;
use crate::dashboard::form::{Asked, Fields, Sent};
use crate::dashboard::here::Here;
use crate::dashboard::operator::{Operating, words};
use crate::dashboard::problem::{Faults, Problem, hub_faults};
use crate::dashboard::shell::Shell;

type Choices = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "dashboard/operator/component.html")]
struct ComponentForm {
    shell: Shell,
    faults: Faults,
    sent: Fields,
    /// The slug of the one that is changed.
    of: Option<String>,
    products: Choices,
    tiers: Choices,
}

/// The form, empty.
pub(in crate::dashboard) async fn new(
    State(app): State<Arc<App>>,
    Operating(here): Operating,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    show(&app, &here, Faults::default(), asked, None).await
}

/// The form with what a component is.
pub(in crate::dashboard) async fn edit(
    State(app): State<Arc<App>>,
    Path((_, slug)): Path<(String, String)>,
    Operating(here): Operating,
) -> Result<Response, Problem> {
    let view = find(&app, &here, &slug).await?;
    let it = &view.component;
    let needs: Vec<_> = it.depends_on.iter().map(Slug::as_str).collect();
    let features: Vec<_> = it.features.iter().map(Feature::as_str).collect();
    let sent = Fields::of(vec![
        ("name", it.name.to_string()),
        ("description", it.description.clone()),
        ("type", it.kind.to_string()),
        ("tier", view.tier.name.to_string()),
        ("requires_product", it.requires_product.to_string()),
        ("depends_on", needs.join(" ")),
        ("features", features.join(" ")),
    ]);
    show(&app, &here, Faults::default(), sent, Some(slug)).await
}

/// Makes a component.
pub(in crate::dashboard) async fn create(
    State(app): State<Arc<App>>,
    Operating(here): Operating,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let (product, slug) = (sent.text("product"), sent.text("slug"));
    // Sent twice, its slug is taken the second time.
    match make::create(&app.hub, &here.account(), product, slug, &input(&sent), &Once::no()).await {
        Ok(_) => Ok(here.go(&format!("/operator/components/{slug}?done=made"))),
        Err(error) => show(&app, &here, hub_faults(error)?, sent, None).await,
    }
}

/// Changes it.
pub(in crate::dashboard) async fn update(
    State(app): State<Arc<App>>,
    Path((_, slug)): Path<(String, String)>,
    Operating(here): Operating,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    match alter::update(&app.hub, &here.account(), &slug, &input(&sent)).await {
        Ok(_) => Ok(here.go(&format!("/operator/components/{slug}?done=changed"))),
        Err(error) => show(&app, &here, hub_faults(error)?, sent, Some(slug)).await,
    }
}

/// All that a form says; what is left empty is as it mostly is.
fn input(sent: &Fields) -> ComponentInput {
    ComponentInput {
        name: Some(sent.text("name").to_owned()),
        description: Some(sent.as_typed("description").to_owned()),
        kind: sent.filled("type").or_else(|| Some("module".to_owned())),
        tier: Some(sent.text("tier").to_owned()),
        requires_product: sent.filled("requires_product").or_else(|| Some("*".to_owned())),
        depends_on: Some(words(sent.text("depends_on"))),
        features: Some(words(sent.text("features"))),
    }
}

async fn show(
    app: &App,
    here: &Here,
    faults: Faults,
    sent: Fields,
    of: Option<String>,
) -> Result<Response, Problem> {
    let actor = here.account();
    let products = products::list::list(&app.hub, &actor).await?.into_iter();
    let tiers = tiers::list::list(&app.hub, &actor).await?.into_iter();
    let products = products.map(|one| (one.slug.to_string(), one.name.to_string())).collect();
    let tiers = tiers.map(|one| (one.name.to_string(), one.name.to_string())).collect();
    let status = faults.status();
    Ok(here.page_as(status, SECTION, |shell| ComponentForm { shell, faults, sent, of, products, tiers }))
}

impl ComponentForm {
    fn others(&self) -> Vec<String> {
        let fields =
            ["product", "slug", "name", "description", "type", "tier", "requires_product", "depends_on"];
        self.faults.beside(&fields)
    }
}
