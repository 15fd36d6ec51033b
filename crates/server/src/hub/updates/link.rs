//! `POST /api/v1/updates/download`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::updates::link::{self as operation, LinkRequest};
use serde::Serialize;
use utoipa::ToSchema;

use super::url;
use crate::App;
use crate::http::Category;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Text, VERSION};
use crate::hub::unknown::known;
use crate::hub::who::Anyone;

/// A site that asks for a link to a release.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: it is read into the operation's input")]
pub(crate) struct DownloadRequest {
    /// The license's key.
    #[schema(example = "FLVR-7K2M-Q9XD-R4TB-H3WZ")]
    license_key: String,
    /// Where the site is: a URL or a domain.
    #[schema(example = "shop.example.com")]
    domain: String,
    /// The product's slug.
    #[schema(example = "flavor-starter")]
    product: String,
    /// Which version; by default the newest stable one.
    version: Option<String>,
}

/// What was sent.
pub(crate) struct Asked(LinkRequest);

impl Input for Asked {
    fn read(sent: &mut Sent) -> Option<Self> {
        let license_key = sent.required("license_key", Text::between(1, 255));
        let domain = sent.required("domain", Text::between(1, 2048));
        let product = sent.required("product", Text::between(1, 64));
        let version = sent.optional("version", VERSION);
        Some(Self(LinkRequest {
            license_key: license_key?,
            domain: domain?,
            product: product?,
            version: version?,
        }))
    }
}

/// A link to a release.
#[derive(Serialize, ToSchema)]
pub(crate) struct DownloadLink {
    /// The link.
    download_url: String,
    /// Until when it is good.
    expires_at: String,
    /// The product's slug.
    product: String,
    /// The version.
    version: String,
    /// The length of the file, in bytes.
    size: u64,
    /// The SHA-256 of the file.
    checksum: String,
    /// The Ed25519 signature over the SHA-384 of the file, in base64.
    signature: String,
    /// The key that it was signed with.
    signature_keyid: String,
}

/// Get a link to a release that a license gives.
#[utoipa::path(
    post,
    path = "/api/v1/updates/download",
    tag = "licensing",
    operation_id = "link_release",
    request_body = DownloadRequest,
    responses((status = 200, body = DownloadLink), (status = 400, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details), (status = 429, body = Detail))
)]
pub(crate) async fn link(
    State(app): State<Arc<App>>,
    call: Call<Anyone, Asked>,
) -> Result<axum::Json<DownloadLink>, Problem> {
    call.limit_of(&app, Category::Download, "link").await?;
    let link = known(&app, &call.origin, operation::link(&app.hub, &call.input.0).await).await?;
    let artifact = &link.release.artifact;
    Ok(axum::Json(DownloadLink {
        download_url: url(&app, &link.ticket),
        expires_at: link.ticket.expires_at.to_string(),
        product: link.product.slug.to_string(),
        version: link.release.version.to_string(),
        size: artifact.size,
        checksum: format!("sha256:{}", artifact.sha256.to_hex()),
        signature: artifact.signature.clone(),
        signature_keyid: artifact.key_id.clone(),
    }))
}
