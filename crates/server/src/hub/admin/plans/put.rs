//! `PUT /api/v1/admin/plans`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::plans::put::{self as operation, PutPlan, PutPrice};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::view::OperatedPlan;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Flag, Input, NAME, Objects, Sent, Text, Texts};
use crate::hub::who::Operator;

/// What a plan is to be.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: it is read into the operation's input")]
pub(crate) struct NewPlan {
    /// Its id: 1 to 64 of a-z, 0-9 and single hyphens between.
    #[schema(example = "starter", min_length = 1, max_length = 64)]
    id: String,
    /// What people call it.
    #[schema(example = "Starter", min_length = 1, max_length = 255)]
    name: String,
    /// The tier of its licenses.
    #[schema(example = "starter")]
    tier: String,
    /// What it licenses, by slugs: 1 to 20.
    products: Vec<String>,
    /// What one unit costs: at most one price for each interval.
    prices: Vec<NewPrice>,
    /// Whether it can be subscribed to; `true` by default.
    sold: Option<bool>,
}

/// What one unit costs for one interval.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: it is read into the operation's input")]
pub(crate) struct NewPrice {
    /// `month` or `year`.
    #[schema(example = "month")]
    interval: String,
    /// In the currency's smallest unit, such as cents.
    #[schema(example = 990, minimum = 0)]
    amount: i64,
    /// ISO 4217.
    #[schema(example = "EUR")]
    currency: String,
}

/// What was sent.
pub(crate) struct Put(PutPlan);

impl Input for Put {
    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.required("id", Text::between(1, 64));
        let name = sent.required("name", NAME);
        let tier = sent.required("tier", Text::between(1, 64));
        let products = sent.required("products", Texts);
        let prices = sent.required("prices", Objects);
        let sold = sent.optional("sold", Flag);
        Some(Self(PutPlan {
            id: id?,
            name: name?,
            tier: tier?,
            products: products?,
            prices: prices?.iter().map(price).collect(),
            sold: sold?.unwrap_or(true),
        }))
    }
}

/// What is missing or of another type is refused by the operation, as what it is then.
fn price(sent: &Map<String, Value>) -> PutPrice {
    let text = |name: &str| sent.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let amount = sent.get("amount").and_then(Value::as_i64).unwrap_or(-1);
    PutPrice { interval: text("interval"), amount, currency: text("currency") }
}

/// Make a plan, or change the one of that id. Licenses that it made stay as they are.
#[utoipa::path(
    put,
    path = "/api/v1/admin/plans",
    tag = "hub",
    operation_id = "put_plan",
    request_body = NewPlan,
    responses((status = 200, body = OperatedPlan), (status = 401, body = Detail), (status = 403, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    call: Call<Operator, Put>,
) -> Result<axum::Json<OperatedPlan>, Problem> {
    Ok(axum::Json((&operation::put(&app.hub, &call.who.0, &call.input.0).await?).into()))
}
