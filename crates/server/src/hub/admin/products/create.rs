//! `POST /api/v1/admin/products`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_hub::products::create::{self as operation, CreateProduct};
use serde::Serialize;
use utoipa::ToSchema;

use super::TYPES;
use super::listing::Listing;
use super::view::Product;
use crate::App;
use crate::http::{created, respond};
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Choice, Input, NAME, SLUG, Sent};
use crate::hub::who::Operator;

/// A product to be made.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewProduct {
    /// Its name in URLs: 1 to 64 of a-z, 0-9 and single hyphens between. It never changes.
    #[schema(example = "flavor-starter", min_length = 1, max_length = 64)]
    slug: String,
    /// What people call it.
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    /// `theme`, `plugin` or `generic`.
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    listing: Listing,
}

impl Input for NewProduct {
    fn read(sent: &mut Sent) -> Option<Self> {
        let slug = sent.required("slug", SLUG);
        let name = sent.required("name", NAME);
        let kind = sent.required("type", Choice(TYPES));
        let listing = Listing::read(sent);
        Some(Self { slug: slug?, name: name?, kind: kind?, listing: listing? })
    }
}

const ROUTE: &str = "POST /api/v1/admin/products";

/// Make a product, for which every account can make licenses from then on.
#[utoipa::path(
    post,
    path = "/api/v1/admin/products",
    tag = "hub",
    operation_id = "create_product",
    request_body = NewProduct,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry give the first answer again")),
    responses((status = 201, body = Product), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    call: Call<Operator, NewProduct>,
) -> Result<Response, Problem> {
    let render = |made: &keyward_domain::Product| created(&Product::from(made));
    let once = call.once.once(ROUTE, &call.raw, &render);
    let NewProduct { slug, name, kind, listing } = call.input;
    let listing = Some(serde_json::Value::Object(listing.said()).to_string());
    let input = CreateProduct { slug, name, kind: kind.to_owned(), listing };
    let answer = operation::create(&app.hub, &call.who.0, &input, &once).await?;
    Ok(respond(&answer, &render))
}
