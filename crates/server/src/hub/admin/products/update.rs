//! `PATCH /api/v1/admin/products/{slug}`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::products::update::{self as operation, UpdateProduct};
use serde::Serialize;
use utoipa::ToSchema;

use super::TYPES;
use super::listing::Listing;
use super::view::Product;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Choice, Input, NAME, Sent, Text};
use crate::hub::who::Operator;

/// What to change of a product; what is left out or null stays.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProductChange {
    /// The product's slug, in the path.
    #[schema(ignore)]
    slug: String,
    /// What people call it.
    #[schema(min_length = 1, max_length = 255)]
    name: Option<String>,
    /// `theme`, `plugin` or `generic`.
    #[serde(rename = "type")]
    kind: Option<&'static str>,
    #[serde(flatten)]
    listing: Listing,
}

impl Input for ProductChange {
    fn read(sent: &mut Sent) -> Option<Self> {
        let slug = sent.path("slug", Text::ANY);
        let name = sent.optional("name", NAME);
        let kind = sent.optional("type", Choice(TYPES));
        let listing = Listing::read(sent);
        Some(Self { slug: slug?, name: name?, kind: kind?, listing: listing? })
    }
}

/// Change a product.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/products/{slug}",
    tag = "hub",
    operation_id = "update_product",
    request_body = ProductChange,
    params(("slug" = String, Path, description = "Its slug")),
    responses((status = 200, body = Product), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    call: Call<Operator, ProductChange>,
) -> Result<axum::Json<Product>, Problem> {
    let ProductChange { slug, name, kind, listing } = call.input;
    let input = UpdateProduct { name, kind: kind.map(str::to_owned), listing: listing.said() };
    let changed = operation::update(&app.hub, &call.who.0, &slug, &input).await?;
    Ok(axum::Json((&changed).into()))
}
