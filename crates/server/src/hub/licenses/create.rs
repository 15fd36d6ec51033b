//! `POST /api/v1/portal/licenses`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_hub::licenses::{CreateLicense, LicenseView, create as operation};
use utoipa::ToSchema;

use super::view::License;
use crate::App;
use crate::http::{created, respond};
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Moment, Sent, Whole};
use crate::hub::who::KeyOrPerson;

/// A license to be made.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: it is read into the operation's input")]
pub(crate) struct NewLicense {
    /// The product's id.
    product_id: i64,
    /// The tier's name; `starter` by default.
    #[schema(example = "starter")]
    tier: Option<String>,
    /// When it ends; a year from now by default.
    expires_at: Option<String>,
    /// The client that it is for: resellers and agencies alone.
    customer_id: Option<i64>,
}

/// What was sent.
pub(crate) struct Order(CreateLicense);

impl Input for Order {
    const TIERS: bool = true;

    fn read(sent: &mut Sent) -> Option<Self> {
        let product_id = sent.required("product_id", Whole::ANY);
        let tier = sent.optional("tier", sent.tiers());
        let expires_at = sent.optional("expires_at", Moment);
        let customer_id = sent.optional("customer_id", Whole::ANY);
        Some(Self(CreateLicense {
            product_id: product_id?,
            tier: tier?.unwrap_or_else(|| "starter".to_owned()),
            expires_at: expires_at?.map(|time| time.to_string()),
            customer_id: customer_id?,
            source: None,
        }))
    }
}

const ROUTE: &str = "POST /api/v1/portal/licenses";

/// Make a license: developers for themselves up to their limit, resellers and agencies for themselves and their clients.
#[utoipa::path(
    post,
    path = "/api/v1/portal/licenses",
    tag = "hub",
    operation_id = "create_license",
    request_body = NewLicense,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry give the first answer again")),
    responses((status = 201, body = License), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []), ("api_key" = []))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    call: Call<KeyOrPerson, Order>,
) -> Result<Response, Problem> {
    let render = |made: &LicenseView| created(&License::from(made));
    let once = call.once.once(ROUTE, &call.raw, &render);
    let answer = operation::create(&app.hub, &call.who.0, &call.input.0, &once).await?;
    Ok(respond(&answer, &render))
}
