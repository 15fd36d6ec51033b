//! `GET /portal`: all that a customer's session allows it to see, on one page.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use keyward_authority::Error;
use keyward_authority::customer_portal::{self, PortalActor};
use keyward_authority::keys::Owned;
use keyward_domain::{Order, Page, Permission, Permissions, PortalRight};
use keyward_hub::licenses::{LicenseView, of_customer};
use keyward_metering::usage::{self, UsageQuery};
use keyward_metering::{Caller, needs};
use serde::Deserialize;

use super::brand::Brand;
use super::chart::{Chart, HEIGHT, WIDTH, begin};
use super::visitor::Visitor;
use super::{MARKS, SCRIPT, STYLE};
use crate::App;
use crate::html::{self, times::Moment};
use crate::http::ApiError;

/// Keys of a page.
const KEYS: u64 = 20;
/// More than any customer has, and as much as a database counts.
const FURTHEST: u64 = 1_000_000_000;
/// Licences that are shown.
const LICENSES: u64 = 100;
/// Names of events that get a chart; the others get a line.
const CHARTS: usize = 4;

/// What there is to say at the top.
pub(super) enum Notice {
    Nothing,
    Done(&'static str),
    Wrong(String),
    Made(Made),
}

/// A key that was just made: the only time that its secret is told.
pub(super) struct Made {
    pub(super) name: String,
    pub(super) secret: String,
}

#[derive(Template)]
#[template(path = "portal/page.html")]
struct CustomerPage<'a> {
    brand: &'a Brand,
    nonce: String,
    name: &'a str,
    until: Moment,
    mark: String,
    notice: Notice,
    may_make: bool,
    suspended: bool,
    keys: Option<Keys>,
    usage: Option<Shown>,
    licenses: Option<Vec<License>>,
}

struct Keys {
    items: Vec<Key>,
    total: u64,
    earlier: Option<u64>,
    later: Option<u64>,
}

struct Key {
    id: String,
    name: String,
    display: String,
    status: &'static str,
    permissions: Vec<String>,
    created: Moment,
    used: Option<Moment>,
    expires: Option<Moment>,
}

struct Shown {
    charts: Vec<Chart>,
    others: Vec<(String, String)>,
    passed: u64,
    refused: u64,
    checks: bool,
}

struct License {
    key: String,
    product: String,
    tier: String,
    status: &'static str,
    expires: Moment,
    domains: Vec<String>,
    most: i64,
}

#[derive(Template)]
#[template(path = "portal/outside.html")]
struct OutsidePage<'a> {
    brand: &'a Brand,
    nonce: String,
    title: &'a str,
}

/// What the address may ask for.
#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
    #[serde(default)]
    keys: u64,
}

/// The page.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    Extension(brand): Extension<Arc<Brand>>,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
    visitor: Visitor,
) -> Response {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    match visitor {
        Visitor::Customer(actor, token) => {
            let notice = if asked.done == "revoked" {
                Notice::Done("The key is revoked. Nothing passes with it any more.")
            } else {
                Notice::Nothing
            };
            whole(&app, &brand, &actor, &token, StatusCode::OK, notice, asked.keys.min(FURTHEST)).await
        }
        Visitor::Nobody { was_somebody } => nobody(&brand, was_somebody),
        Visitor::Unknown(error) => failed(&brand, error),
    }
}

/// The page, with something to say at its top.
pub(super) async fn show(
    app: &App,
    brand: &Brand,
    actor: &PortalActor,
    token: &str,
    status: StatusCode,
    notice: Notice,
) -> Response {
    whole(app, brand, actor, token, status, notice, 0).await
}

async fn whole(
    app: &App,
    brand: &Brand,
    actor: &PortalActor,
    token: &str,
    status: StatusCode,
    notice: Notice,
    offset: u64,
) -> Response {
    let may = |right: PortalRight| actor.session.allowed.contains(&right);
    let read = async {
        let keys = if may(PortalRight::KeysRead) { Some(keys(app, actor, offset).await?) } else { None };
        let usage = if may(PortalRight::UsageRead) { Some(used(app, actor).await?) } else { None };
        let licenses = if may(PortalRight::LicensesRead) { Some(licenses(app, actor).await?) } else { None };
        Ok::<_, ApiError>((keys, usage, licenses))
    };
    let (keys, usage, licenses) = match read.await {
        Ok(read) => read,
        Err(error) => return broken(brand, error),
    };
    let page = |nonce| CustomerPage {
        brand,
        nonce,
        name: actor.customer.name.as_str(),
        until: Moment::new(actor.session.expires_at, app.authority.now()),
        mark: MARKS.of(token),
        notice,
        may_make: may(PortalRight::KeysWrite) && !actor.tenant_suspended,
        suspended: actor.tenant_suspended,
        keys,
        usage,
        licenses,
    };
    sent(brand, status, page)
}

async fn keys(app: &App, actor: &PortalActor, offset: u64) -> Result<Keys, ApiError> {
    let page = Page { limit: KEYS, offset, order: Order::Descending };
    let listed = customer_portal::keys::list::list(&app.authority, actor, page).await?;
    let now = app.authority.now();
    let key = |owned: &Owned| {
        let key = &owned.key;
        Key {
            id: app.authority.ids().encode(key.id),
            name: key.name.to_string(),
            display: key.display.clone(),
            status: key.status(now).as_str(),
            permissions: key.permissions.iter().map(ToString::to_string).collect(),
            created: Moment::new(key.created_at, now),
            used: key.last_used_at.map(|used| Moment::new(used, now)),
            expires: key.expires_at.map(|end| Moment::new(end, now)),
        }
    };
    let next = offset.saturating_add(KEYS);
    Ok(Keys {
        items: listed.items.iter().map(key).collect(),
        total: listed.total,
        earlier: (next < listed.total).then_some(next),
        later: (offset > 0).then(|| offset.saturating_sub(KEYS)),
    })
}

async fn used(app: &App, actor: &PortalActor) -> Result<Shown, ApiError> {
    let from = begin(app.authority.now());
    // The right of the session, in metering's words: its own customer and nobody else's.
    let permissions: Permissions = needs::EVENT_READ.to_string().parse::<Permission>().into_iter().collect();
    let customer = actor.customer.external_id.as_str();
    let caller = Caller {
        environment: actor.environment.id,
        permissions: &permissions,
        tenant_suspended: actor.tenant_suspended,
        customer: Some(customer),
    };
    let totals = usage::totals(&app.metering, &caller, customer, from).await?;
    let (mut charts, mut others) = (Vec::new(), Vec::new());
    for (event_name, total) in totals {
        if charts.len() == CHARTS {
            others.push((event_name, total.to_string()));
            continue;
        }
        let query = UsageQuery {
            event_name,
            aggregation_type: "COUNT".to_owned(),
            external_customer_id: Some(customer.to_owned()),
            start_time: Some(from.to_string()),
            window_size: Some("DAY".to_owned()),
            ..UsageQuery::default()
        };
        charts.push(Chart::new(&usage::usage(&app.metering, &caller, &query).await?, from));
    }
    let counts = customer_portal::usage::usage(&app.authority, actor, from).await?;
    let sum = |good: bool| {
        let codes = counts.iter().flatten();
        codes.filter(|(code, _)| (code.as_str() == "VALID") == good).map(|(_, count)| count).sum()
    };
    Ok(Shown { charts, others, passed: sum(true), refused: sum(false), checks: counts.is_some() })
}

async fn licenses(app: &App, actor: &PortalActor) -> Result<Vec<License>, ApiError> {
    let page = Page { limit: LICENSES, offset: 0, order: Order::Descending };
    let listed = of_customer::list(&app.hub, actor, page).await?;
    let now = app.authority.now();
    let license = |view: &LicenseView| License {
        key: view.key.expose().to_owned(),
        product: view.product.name.to_string(),
        tier: view.tier.name.to_string(),
        status: view.status.as_str(),
        expires: Moment::new(view.license.facts.expires_at, now),
        domains: view.activations.iter().map(|active| active.domain.to_string()).collect(),
        most: view.tier.domains.get(),
    };
    Ok(listed.items.iter().map(license).collect())
}

impl Notice {
    /// The page as it is, with why something was not done.
    pub(super) async fn refused(
        error: Error,
        app: &App,
        brand: &Brand,
        actor: &PortalActor,
        token: &str,
    ) -> Response {
        let error = ApiError::from(error);
        let (status, _) = error.head();
        if status.is_server_error() {
            return broken(brand, error);
        }
        let details = error.0.details.iter();
        let told = details.map(|(field, reason)| format!("{field} {}", reason.as_str().unwrap_or_default()));
        let told = told.collect::<Vec<_>>().join("; ");
        let said = if told.is_empty() { error.0.message.clone() } else { format!("Not done: {told}.") };
        show(app, brand, actor, token, status, Self::Wrong(said)).await
    }
}

/// Nobody is in: how to come in, or that it is over.
pub(super) fn nobody(brand: &Brand, was_somebody: bool) -> Response {
    let title = if was_somebody { "Your session has ended" } else { "Open this page by your link" };
    outside(brand, if was_somebody { StatusCode::UNAUTHORIZED } else { StatusCode::OK }, title)
}

/// A page without a session.
pub(super) fn outside(brand: &Brand, status: StatusCode, title: &str) -> Response {
    sent(brand, status, |nonce| OutsidePage { brand, nonce, title })
}

/// Something went wrong on our side.
pub(super) fn failed(brand: &Brand, error: Error) -> Response {
    broken(brand, error.into())
}

fn broken(brand: &Brand, error: ApiError) -> Response {
    let (status, _) = error.head();
    let (_, when, cause) = error.into_parts();
    let title = if status == StatusCode::SERVICE_UNAVAILABLE {
        "Not reachable just now"
    } else {
        "Something went wrong"
    };
    let mut response = outside(brand, status, title);
    response.headers_mut().extend(when);
    if let Some(cause) = cause {
        response.extensions_mut().insert(cause);
    }
    response
}

fn sent<T: Template>(brand: &Brand, status: StatusCode, page: impl FnOnce(String) -> T) -> Response {
    let (nonce, policy) = brand.policy();
    let mut response = html::page(status, &policy, &page(nonce));
    // It is about one customer, and may hold a secret: nothing between keeps it.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
