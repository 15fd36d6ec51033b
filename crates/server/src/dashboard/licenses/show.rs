//! `GET /dashboard/{environment}/licenses/{license}`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_domain::{Activation, Feature, Id, LicenseStatus};
use keyward_hub::licenses::get::get;
use keyward_hub::licenses::offer::{Offer, offer};
use keyward_hub::needs;

use super::{Clients, Row, SECTION, number};
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;
use crate::dashboard::trail::{Done, trail};

const NEWS: [(&str, &str); 10] = [
    ("made", "The licence is there, and works at once."),
    ("renew", "The licence is prolonged."),
    ("upgrade", "The licence has another tier. Sites learn of it at their next check."),
    ("transfer", "The licence is another client's now."),
    ("revoke", "The licence is revoked, and active nowhere any more."),
    ("reactivate", "The licence is given back. Sites activate it anew."),
    ("suspend", "The licence is suspended."),
    ("reinstate", "The licence is suspended no more."),
    ("release", "The domain is free: another may take its place."),
    ("gone", "The licence was not active there any more."),
];

/// Where it is active.
struct Site {
    domain: String,
    counted: bool,
    label: String,
    version: String,
    activated: Moment,
    seen: Moment,
}

#[derive(Template)]
#[template(path = "dashboard/licenses/show.html")]
struct LicensePage {
    shell: Shell,
    news: &'static str,
    row: Row,
    key: String,
    slug: String,
    reason: Option<String>,
    features: Vec<String>,
    subscription: Option<i64>,
    created: Moment,
    sites: Vec<Site>,
    offer: Offer,
    may: bool,
    operator: bool,
    base: String,
    trail: Option<Vec<Done>>,
}

/// All about a licence.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, license)): Path<(String, String)>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let (actor, now) = (here.account(), app.authority.now());
    let view = get(&app.hub, &actor, number(&license)?).await?;
    let offer = offer(&app.hub, &actor).await?;
    let clients = Clients::of(&app, &here, std::slice::from_ref(&view)).await?;
    let trail = trail(&app, &here, &app.authority.ids().encode(view.license.id)).await?;
    let site = |it: &Activation| Site {
        domain: it.domain.to_string(),
        counted: it.counted,
        label: it.label.clone().unwrap_or_default(),
        version: it.version.clone().unwrap_or_default(),
        activated: Moment::new(it.activated_at, now),
        seen: Moment::new(it.last_seen_at, now),
    };
    Ok(here.page(SECTION, |shell| LicensePage {
        shell,
        news: asked.news(&NEWS),
        row: Row::of(&app, &view, &clients),
        key: view.key.expose().to_owned(),
        slug: view.product.slug.to_string(),
        reason: view.reason.as_ref().map(ToString::to_string),
        features: view.tier.features.iter().map(Feature::to_string).collect(),
        subscription: view.license.subscription.map(Id::get),
        created: Moment::new(view.license.created_at, now),
        sites: view.activations.iter().map(site).collect(),
        offer,
        may: here.may(needs::LICENSE_WRITE),
        operator: here.actor.is_operator(),
        base: app.config.link_base(),
        trail,
    }))
}

impl LicensePage {
    fn is(&self, status: &str) -> bool {
        self.row.status() == status
    }

    /// Whether its account may prolong it itself, and not by a payment alone.
    fn renews(&self) -> bool {
        self.offer.issues && matches!(self.row.status, LicenseStatus::Active | LicenseStatus::Expired)
    }

    fn is_over(&self) -> bool {
        matches!(self.row.status, LicenseStatus::Revoked | LicenseStatus::Expired)
    }

    /// Where one of its acts is asked for.
    fn to(&self, act: &str) -> String {
        self.shell.path(&format!("/licenses/{}/{act}", self.row.id))
    }

    fn release(&self, site: &Site) -> String {
        let query = serde_urlencoded::to_string([("domain", &site.domain)]).unwrap_or_default();
        self.to(&format!("release?{query}"))
    }
}
