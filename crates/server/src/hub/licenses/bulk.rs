//! `POST /api/v1/portal/licenses/bulk`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_hub::licenses::CreateLicense;
use keyward_hub::licenses::bulk::{self as operation, Batch};
use serde::Serialize;
use utoipa::ToSchema;

use super::SOURCES;
use super::view::License;
use crate::App;
use crate::http::{created, respond};
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Choice, Input, Moment, Sent, Whole};
use crate::hub::who::KeyOrPerson;

/// Licenses to be made, alike but for their keys.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: it is read into the operation's input")]
pub(crate) struct NewLicenses {
    /// The product's id.
    product_id: i64,
    /// The tier's name; `starter` by default.
    #[schema(example = "starter")]
    tier: Option<String>,
    /// How many: 1 to 100.
    #[schema(minimum = 1, maximum = 100)]
    quantity: i64,
    /// The client that they are for: resellers and agencies alone.
    customer_id: Option<i64>,
    /// When they end; a year from now by default.
    expires_at: Option<String>,
    /// `individual` by default.
    source: Option<String>,
}

/// What was sent.
pub(crate) struct Order {
    each: CreateLicense,
    quantity: usize,
}

impl Input for Order {
    const TIERS: bool = true;

    fn read(sent: &mut Sent) -> Option<Self> {
        let product_id = sent.required("product_id", Whole::ANY);
        let tier = sent.optional("tier", sent.tiers());
        let quantity = sent.required("quantity", Whole::between(1, 100));
        let customer_id = sent.optional("customer_id", Whole::ANY);
        let expires_at = sent.optional("expires_at", Moment);
        let source = sent.optional("source", Choice(&SOURCES));
        let each = CreateLicense {
            product_id: product_id?,
            tier: tier?.unwrap_or_else(|| "starter".to_owned()),
            expires_at: expires_at?.map(|time| time.to_string()),
            customer_id: customer_id?,
            source: source?.map(str::to_owned),
        };
        Some(Self { each, quantity: usize::try_from(quantity?).ok()? })
    }
}

/// Licenses that were made together.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeLicenses {
    /// How many.
    created: usize,
    /// The id that they and their events share.
    batch_id: String,
    /// The licenses.
    licenses: Vec<License>,
}

const ROUTE: &str = "POST /api/v1/portal/licenses/bulk";

/// Make up to 100 licenses at once: all or none.
#[utoipa::path(
    post,
    path = "/api/v1/portal/licenses/bulk",
    tag = "hub",
    operation_id = "create_licenses",
    request_body = NewLicenses,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry give the first answer again")),
    responses((status = 201, body = MadeLicenses), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []), ("api_key" = []))
)]
pub(crate) async fn bulk(
    State(app): State<Arc<App>>,
    call: Call<KeyOrPerson, Order>,
) -> Result<Response, Problem> {
    let render = |made: &Batch| {
        created(&MadeLicenses {
            created: made.licenses.len(),
            batch_id: made.id.clone(),
            licenses: made.licenses.iter().map(License::from).collect(),
        })
    };
    let once = call.once.once(ROUTE, &call.raw, &render);
    let Order { each, quantity } = &call.input;
    let answer = operation::create_many(&app.hub, &call.who.0, each, *quantity, &once).await?;
    Ok(respond(&answer, &render))
}
