//! `GET /v1/customer/portal/licenses`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, List, PortalActivation, PortalLicense, PortalProduct};
use keyward_hub::licenses::{LicenseView, of_customer};

use crate::App;
use crate::http::{self, ApiError, PageQuery, PortalCaller, Query};

/// The customer's licenses, newest first, whatever their state.
#[utoipa::path(
    get,
    path = "/v1/customer/portal/licenses",
    tag = "customer portal",
    operation_id = "list_customer_licenses",
    security(("session_token" = [])),
    params(
        ("limit" = Option<u64>, Query, description = "Rows of a page: 1 to 1000, 50 by default"),
        ("offset" = Option<u64>, Query, description = "Rows to pass over")
    ),
    responses((status = 200, body = List<PortalLicense>), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn licenses(
    State(app): State<Arc<App>>,
    PortalCaller(actor): PortalCaller,
    Query(page): Query<PageQuery>,
) -> Result<axum::Json<List<PortalLicense>>, ApiError> {
    let page = page.page(&app)?;
    let listed = of_customer::list(&app.hub, &actor, page).await?;
    Ok(axum::Json(http::list(listed, page, |view| shown(&app, &view))))
}

fn shown(app: &App, view: &LicenseView) -> PortalLicense {
    let active = view.activations.iter().map(|active| PortalActivation {
        domain: active.domain.to_string(),
        activated_at: active.activated_at.to_string(),
    });
    PortalLicense {
        id: app.authority.ids().encode(view.license.id),
        license_key: view.key.expose().to_owned(),
        product: PortalProduct { name: view.product.name.to_string(), slug: view.product.slug.to_string() },
        tier: view.tier.name.to_string(),
        status: view.status.as_str(),
        expires_at: view.license.facts.expires_at.to_string(),
        activation_limit: view.tier.domains.get(),
        activations: active.collect(),
        features: view.tier.features.iter().map(ToString::to_string).collect(),
        created_at: view.license.created_at.to_string(),
    }
}
