//! `POST /api/v1/components/check`

use std::sync::Arc;

use axum::extract::State;
use keyward_domain::Slug;
use keyward_hub::components::available::SiteContext;
use keyward_hub::components::check::{self as operation, ComponentUpdate};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::App;
use crate::http::Category;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Named, Sent, Text, VERSION};
use crate::hub::unknown::known;
use crate::hub::updates::base;
use crate::hub::who::Anyone;

/// A site that asks about all its components at once.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: it is read into the operation's input")]
pub(crate) struct ComponentCheck {
    /// The license's key.
    #[schema(example = "FLVR-7K2M-Q9XD-R4TB-H3WZ")]
    license_key: String,
    /// Where the site is: a URL or a domain.
    #[schema(example = "shop.example.com")]
    domain: String,
    /// The slug of the product that it runs.
    #[schema(example = "flavor-starter")]
    product: String,
    /// The product's version there.
    #[schema(example = "1.4.2")]
    version: String,
    /// What it has: versions by slug, at most 200.
    #[schema(value_type = Object)]
    components: Map<String, Value>,
}

/// What was sent.
pub(crate) struct Asked {
    context: SiteContext,
    components: Vec<(String, String)>,
}

impl Input for Asked {
    fn read(sent: &mut Sent) -> Option<Self> {
        let license_key = sent.required("license_key", Text::between(1, 255));
        let domain = sent.required("domain", Text::between(1, 2048));
        let product = sent.required("product", Text::between(1, 64));
        let version = sent.required("version", VERSION);
        let components = sent.required("components", Named::up_to(200, VERSION));
        let context = SiteContext {
            license_key: license_key?,
            domain: domain?,
            product: Some(product?),
            version: Some(version?),
        };
        Some(Self { context, components: components? })
    }
}

/// What a site is told of its components.
#[derive(Serialize, ToSchema)]
pub(crate) struct ComponentAnswer {
    /// Those of which there is something newer.
    updates: Vec<NewerComponent>,
    /// Those that are as new as can be had.
    up_to_date: Vec<String>,
    /// Those that the site has no right to.
    not_entitled: Vec<String>,
    /// Those that the product does not have.
    unknown: Vec<String>,
    /// The order in which to put the updates in place.
    order: Vec<String>,
    /// What the site may run, as a JWS: tier, features and the digest of each component.
    manifest: String,
    /// When to ask again.
    next_check_at: String,
}

/// A component of which there is something newer.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewerComponent {
    /// Its slug.
    slug: String,
    /// What the site has.
    current_version: String,
    /// What it could have.
    new_version: String,
    /// Where to download it.
    package: String,
    /// The SHA-256 of its file.
    checksum: String,
    /// The Ed25519 signature over the SHA-384 of its file, in base64.
    signature: String,
}

impl NewerComponent {
    fn of(base: &str, update: &ComponentUpdate) -> Self {
        let (slug, release) = (&update.offer.component.slug, &update.offer.release);
        Self {
            slug: slug.to_string(),
            current_version: update.current.to_string(),
            new_version: release.version.to_string(),
            package: format!("{base}/api/v1/components/{slug}/download?token={}", update.ticket.token),
            checksum: format!("sha256:{}", release.artifact.sha256.to_hex()),
            signature: release.artifact.signature.clone(),
        }
    }
}

/// Ask which of a site's components there is something newer of.
#[utoipa::path(
    post,
    path = "/api/v1/components/check",
    tag = "licensing",
    operation_id = "check_components",
    request_body = ComponentCheck,
    responses((status = 200, body = ComponentAnswer), (status = 400, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details), (status = 429, body = Detail))
)]
pub(crate) async fn check(
    State(app): State<Arc<App>>,
    call: Call<Anyone, Asked>,
) -> Result<axum::Json<ComponentAnswer>, Problem> {
    call.limit_of(&app, Category::Components, "check").await?;
    let told = operation::check(&app.hub, &call.input.context, &call.input.components).await;
    let told = known(&app, &call.origin, told).await?;
    let base = base(&app);
    Ok(axum::Json(ComponentAnswer {
        updates: told.updates.iter().map(|update| NewerComponent::of(&base, update)).collect(),
        up_to_date: told.up_to_date,
        not_entitled: told.not_entitled,
        unknown: told.unknown,
        order: told.order.iter().map(Slug::to_string).collect(),
        manifest: told.manifest,
        next_check_at: told.next_check_at.to_string(),
    }))
}
