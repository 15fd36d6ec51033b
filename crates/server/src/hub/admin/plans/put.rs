//! `PUT /api/v1/admin/plans`

use std::sync::Arc;

use axum::extract::State;
use keyward_domain::subscription::{Currency, Interval};
use keyward_hub::plans::put::{self as operation, PutPlan, PutPrice};
use serde_json::Value;
use utoipa::ToSchema;

use super::view::OperatedPlan;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Each, Flag, Input, Item, Members, NAME, Parsed, Rule, SLUG, Sent, Text, Whole};
use crate::hub::subscriptions::INTERVAL;
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
    const TIERS: bool = true;

    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.required("id", SLUG);
        let name = sent.required("name", NAME);
        let tier = sent.required("tier", sent.tiers());
        let products = sent.required("products", Each::between(1, 20, Text::ANY));
        let prices = sent.required("prices", Each::up_to(Interval::ALL.len(), APrice));
        let sold = sent.optional("sold", Flag);
        Some(Self(PutPlan {
            id: id?,
            name: name?,
            tier: tier?,
            products: products?,
            prices: prices?,
            sold: sold?.unwrap_or(true),
        }))
    }
}

/// An item of the prices.
struct APrice;

impl Rule for APrice {
    type Value = PutPrice;

    fn read(&self, input: &Value, loc: &[Value], items: &mut Vec<Item>) -> Option<PutPrice> {
        let mut price = Members::of(input, loc, items)?;
        let interval = price.required("interval", &INTERVAL);
        let amount = price.required("amount", &Whole::between(0, i64::MAX));
        let currency = price.required("currency", &Parsed::<Currency>::of(Text::ANY));
        Some(PutPrice { interval: interval?.to_owned(), amount: amount?, currency: currency? })
    }
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
