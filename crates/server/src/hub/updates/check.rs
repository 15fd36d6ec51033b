//! `POST /api/v1/updates/check`

use std::sync::Arc;

use axum::extract::State;
use keyward_domain::Timestamp;
use keyward_hub::updates::LicenseTold;
use keyward_hub::updates::check::{self as operation, CheckUpdate};
use serde::Serialize;
use utoipa::ToSchema;

use super::{base, url};
use crate::http::Category;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{CONSTRAINT, Choice, Input, Sent, Text, VERSION};
use crate::hub::who::Site;
use crate::hub::{Problem, unknown};
use crate::{App, changelog};

pub(super) const CHANNELS: &[&str] = &["stable", "rc", "beta", "alpha", "dev"];

/// A site that asks whether there is something newer.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: it is read into the operation's input")]
pub(crate) struct UpdateCheck {
    /// The product's slug.
    #[schema(example = "flavor-starter")]
    product: String,
    /// Its version there.
    #[schema(example = "1.4.2")]
    version: String,
    /// The license's key, unless it is in `X-License-Key`.
    license_key: Option<String>,
    /// Where the site is, unless it is in `X-Site-Domain`.
    #[schema(example = "shop.example.com")]
    domain: Option<String>,
    /// `stable`, `rc`, `beta`, `alpha` or `dev`; `stable` by default.
    channel: Option<String>,
    /// Which versions will do, such as `1.x`.
    constraint: Option<String>,
}

/// What was sent.
pub(crate) struct Asked(CheckUpdate);

impl Input for Asked {
    fn read(sent: &mut Sent) -> Option<Self> {
        let product = sent.required("product", Text::between(1, 64));
        let version = sent.required("version", VERSION);
        let license_key = sent.optional("license_key", Text::between(0, 255));
        let domain = sent.optional("domain", Text::between(0, 2048));
        let channel = sent.optional("channel", Choice(CHANNELS));
        let constraint = sent.optional("constraint", CONSTRAINT);
        Some(Self(CheckUpdate {
            product: product?,
            version: Some(version?),
            license_key: license_key?,
            domain: domain?,
            channel: channel?.map(str::to_owned),
            constraint: constraint?,
        }))
    }
}

/// Whether there is something newer. A client of WordPress takes it as it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct UpdateAnswer {
    update_available: bool,
    /// The product's slug.
    product: String,
    /// `theme`, `plugin` or `generic`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// What the site has.
    current_version: String,
    /// What it could have; what it has, when nothing is newer.
    version: String,
    /// The same.
    new_version: String,
    /// The channel of the release, or that which was asked for.
    channel: &'static str,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    released_at: Option<String>,
    /// Whether it should be taken at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    critical: Option<bool>,
    /// The product's slug.
    slug: String,
    /// The same, of a theme.
    #[serde(skip_serializing_if = "Option::is_none")]
    theme: Option<String>,
    /// Where people read about it.
    url: String,
    /// The same.
    details_url: String,
    /// Where to download it, if the license gives it.
    package: Option<String>,
    /// The same.
    download_url: Option<String>,
    /// Until when.
    package_expires_at: Option<String>,
    #[serde(flatten)]
    offer: Option<UpdateOffer>,
    /// How the license stands.
    license: LicenseAnswer,
}

/// What is said of a release that is newer.
#[derive(Serialize, ToSchema)]
pub(crate) struct UpdateOffer {
    /// The length of its file, in bytes.
    size: u64,
    /// The SHA-256 of its file.
    checksum: String,
    /// The Ed25519 signature over the SHA-384 of its file, in base64.
    signature: String,
    /// The key that it was signed with.
    signature_keyid: String,
    /// The oldest WordPress that it runs on.
    requires: Option<String>,
    /// The newest WordPress that it was tried on.
    tested: Option<String>,
    /// The oldest PHP that it runs on.
    requires_php: Option<String>,
    /// What people should know before they take it.
    upgrade_notice: Option<String>,
    /// Whether the site may take it by itself.
    autoupdate: bool,
    /// `null`: packages are whole.
    #[schema(value_type = Option<Object>)]
    delta: (),
}

/// How a license stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct LicenseAnswer {
    /// Whether the site may go on.
    valid: bool,
    /// As `verify` says it, `license_missing` or `license_not_found`.
    code: &'static str,
    /// Its status, if it is known.
    status: Option<&'static str>,
    /// When it ends, if it is known.
    expires_at: Option<String>,
}

impl From<LicenseTold> for LicenseAnswer {
    fn from(told: LicenseTold) -> Self {
        Self {
            valid: told.valid,
            code: told.code,
            status: told.status.map(keyward_domain::LicenseStatus::as_str),
            expires_at: told.expires_at.as_ref().map(Timestamp::to_string),
        }
    }
}

/// Ask whether there is something newer than what a site has. Without a good license it is told all the same, without the package.
#[utoipa::path(
    post,
    path = "/api/v1/updates/check",
    tag = "licensing",
    operation_id = "check_update",
    request_body = UpdateCheck,
    responses((status = 200, body = UpdateAnswer), (status = 404, body = Detail), (status = 422, body = Details), (status = 429, body = Detail))
)]
pub(crate) async fn check(
    State(app): State<Arc<App>>,
    call: Call<Site, Asked>,
) -> Result<axum::Json<UpdateAnswer>, Problem> {
    call.limit_of(&app, Category::CheckUpdates, "check").await?;
    let Asked(mut asked) = call.input;
    asked.license_key = call.who.license_key.or(asked.license_key);
    asked.domain = call.who.domain.or(asked.domain);
    let told = operation::check(&app.hub, &asked).await?;
    unknown::note(&app, &call.origin, told.license.code).await?;
    let current = asked.version.unwrap_or_default();
    let (product, release) = (&told.product, &told.release);
    let slug = product.slug.to_string();
    let version = release.as_ref().map_or_else(|| current.clone(), |release| release.version.to_string());
    let package = told.ticket.as_ref().map(|ticket| url(&app, ticket));
    let details = changelog::url(&base(&app), &slug, &version);
    let theme = (product.kind == keyward_domain::ProductKind::Theme).then(|| slug.clone());
    Ok(axum::Json(UpdateAnswer {
        update_available: release.is_some(),
        product: slug.clone(),
        kind: product.kind.as_str(),
        current_version: current,
        new_version: version.clone(),
        version,
        channel: release.as_ref().map_or(told.channel, |release| release.channel).as_str(),
        released_at: release.as_ref().and_then(|release| release.published_at).map(|at| at.to_string()),
        critical: release.as_ref().map(|release| release.critical),
        slug,
        theme,
        url: details.clone(),
        details_url: details,
        download_url: package.clone(),
        package,
        package_expires_at: told.ticket.as_ref().map(|ticket| ticket.expires_at.to_string()),
        offer: release.as_ref().map(UpdateOffer::from),
        license: told.license.into(),
    }))
}

impl From<&keyward_domain::Release> for UpdateOffer {
    fn from(release: &keyward_domain::Release) -> Self {
        let (notes, artifact) = (release.notes.clone(), &release.artifact);
        Self {
            size: artifact.size,
            checksum: format!("sha256:{}", artifact.sha256.to_hex()),
            signature: artifact.signature.clone(),
            signature_keyid: artifact.key_id.clone(),
            requires: notes.requires,
            tested: notes.tested,
            requires_php: notes.requires_php,
            upgrade_notice: notes.upgrade_notice,
            autoupdate: release.autoupdate,
            delta: (),
        }
    }
}
