//! `GET /api/v1/updates/info`: the object that Yahnis Elsts' plugin-update-checker reads (contract hub, B.3).

use std::sync::Arc;

use axum::extract::State;
use keyward_domain::{Product, ProductKind, Release};
use keyward_hub::updates::check::CheckUpdate;
use keyward_hub::updates::info as operation;
use serde_json::{Map, Value, json};

use super::check::CHANNELS;
use super::{base, url};
use crate::http::Category;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Choice, Input, Sent, Text};
use crate::hub::who::Site;
use crate::hub::{Problem, unknown};
use crate::{App, changelog};

/// What was asked.
pub(crate) struct Asked(CheckUpdate);

impl Input for Asked {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        let product = sent.required_query("product", Text::between(1, 64));
        let license_key = sent.query("license_key", Text::between(0, 255));
        let domain = sent.query("domain", Text::between(0, 2048));
        let version = sent.query("installed_version", Text::between(0, 64));
        let channel = sent.query("channel", Choice(CHANNELS));
        Some(Self(CheckUpdate {
            product: product?,
            license_key: license_key?,
            domain: domain?,
            // A client tells what it has for our statistics; the newest is what it wants to read about.
            version: version?
                .and_then(|text| text.parse::<keyward_domain::Version>().ok())
                .map(|one| one.to_string()),
            channel: channel?.map(str::to_owned),
            constraint: None,
        }))
    }
}

/// What there is to know of a product's newest release, for "View details" and for the update itself. The download is there with a good
/// license alone.
#[utoipa::path(
    get,
    path = "/api/v1/updates/info",
    tag = "licensing",
    operation_id = "update_info",
    params(
        ("product" = String, Query, description = "The product's slug"),
        ("license_key" = Option<String>, Query, description = "The license's key, unless it is in `X-License-Key`"),
        ("domain" = Option<String>, Query, description = "Where the site is, unless it is in `X-Site-Domain`"),
        ("installed_version" = Option<String>, Query, description = "What the site has"),
        ("channel" = Option<String>, Query, description = "`stable`, `rc`, `beta`, `alpha` or `dev`")
    ),
    responses((status = 200, body = serde_json::Map<String, Value>), (status = 404, body = Detail), (status = 422, body = Details), (status = 429, body = Detail))
)]
pub(crate) async fn info(
    State(app): State<Arc<App>>,
    call: Call<Site, Asked>,
) -> Result<axum::Json<Map<String, Value>>, Problem> {
    call.limit_of(&app, Category::CheckUpdates, "info").await?;
    let Asked(mut asked) = call.input;
    asked.license_key = call.who.license_key.or(asked.license_key);
    asked.domain = call.who.domain.or(asked.domain);
    let told = operation::info(&app.hub, &asked).await?;
    unknown::note(&app, &call.origin, told.license.code).await?;
    let Some(release) = &told.release else { return Ok(axum::Json(Map::new())) };
    let link = told.ticket.as_ref().map(|ticket| url(&app, ticket));
    Ok(axum::Json(described(&app, &told.product, release, link)))
}

fn listing(product: &Product) -> Map<String, Value> {
    serde_json::from_str(product.listing.as_json()).unwrap_or_default()
}

/// What the release does not say of itself, its product does.
fn described(app: &App, product: &Product, release: &Release, link: Option<String>) -> Map<String, Value> {
    let listing = listing(product);
    let of_product = |name: &str| listing.get(name).cloned().unwrap_or(Value::Null);
    let said = |own: &Option<String>, name: &str| own.clone().map_or_else(|| of_product(name), Value::from);
    let mut sections = of_product("sections").as_object().cloned().unwrap_or_default();
    if !release.notes.changelog.is_empty() {
        sections.insert("changelog".to_owned(), release.notes.changelog.clone().into());
    }
    let theme = product.kind == ProductKind::Theme;
    let mut told = Map::new();
    let mut tell = |name: &str, value: Value| told.insert(name.to_owned(), value);
    tell("name", product.name.as_str().into());
    tell("slug", product.slug.as_str().into());
    tell("version", release.version.to_string().into());
    if theme {
        let version = release.version.to_string();
        tell("details_url", changelog::url(&base(app), product.slug.as_str(), &version).into());
    }
    if let Some(link) = link {
        tell("download_url", link.into());
    }
    if !theme {
        tell("homepage", of_product("homepage"));
        tell("author", author(app).into());
        tell("author_homepage", format!("{}/", base(app)).into());
    }
    tell("requires", said(&release.notes.requires, "requires"));
    tell("tested", said(&release.notes.tested, "tested"));
    tell("requires_php", said(&release.notes.requires_php, "requires_php"));
    tell("last_updated", release.published_at.map(|at| plain_time(&at.to_string())).into());
    if !theme {
        tell("upgrade_notice", release.notes.upgrade_notice.clone().unwrap_or_default().into());
    }
    tell("sections", sections.into());
    if !theme {
        tell("icons", or_empty(of_product("icons")));
        tell("banners", or_empty(of_product("banners")));
        tell("translations", json!([]));
    }
    told
}

/// Who gives it out: what customers know this server by.
fn author(app: &App) -> &str {
    app.config.portal.name.as_ref().unwrap_or(&app.config.mail.product_name).as_str()
}

fn or_empty(value: Value) -> Value {
    if value.is_object() { value } else { json!({}) }
}

/// `YYYY-MM-DD HH:MM:SS` of a time in RFC 3339.
fn plain_time(text: &str) -> String {
    text.chars().take(19).map(|c| if c == 'T' { ' ' } else { c }).collect()
}
