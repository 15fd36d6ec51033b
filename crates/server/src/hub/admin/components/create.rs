//! `POST /api/v1/admin/components`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_hub::components::catalogue::ComponentView;
use keyward_hub::components::{ComponentInput, create as operation};
use utoipa::ToSchema;

use super::said;
use super::view::Component;
use crate::App;
use crate::http::{created, respond};
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, SLUG, Sent, Text};
use crate::hub::who::Operator;

/// A component to be made.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: it is read into the operation's input")]
pub(crate) struct NewComponent {
    /// Its name in URLs: 1 to 64 of a-z, 0-9 and single hyphens between. It never changes.
    #[schema(example = "erp-invoicing", min_length = 1, max_length = 64)]
    slug: String,
    /// The slug of the product that it is a part of.
    #[schema(example = "flavor-starter")]
    product: String,
    /// What people call it.
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    /// What it does.
    #[schema(max_length = 4096)]
    description: Option<String>,
    /// What it is; `module` by default.
    r#type: Option<String>,
    /// The least tier that has it.
    #[schema(example = "business")]
    tier: String,
    /// Of which versions of the product it is a part; of every one by default.
    #[schema(example = ">=1.4 <2.0")]
    requires_product: Option<String>,
    /// The components of the product that must be there before it.
    depends_on: Option<Vec<String>>,
    /// What a license must unlock beside the tier.
    features: Option<Vec<String>>,
}

/// What was sent.
pub(crate) struct Sending {
    slug: String,
    product: String,
    said: ComponentInput,
}

impl Input for Sending {
    const TIERS: bool = true;

    fn read(sent: &mut Sent) -> Option<Self> {
        let slug = sent.required("slug", SLUG);
        let product = sent.required("product", Text::between(1, 64));
        let said = said::read(sent, true);
        Some(Self { slug: slug?, product: product?, said: said? })
    }
}

const ROUTE: &str = "POST /api/v1/admin/components";

/// Make a component of a product.
#[utoipa::path(
    post,
    path = "/api/v1/admin/components",
    tag = "hub",
    operation_id = "create_component",
    request_body = NewComponent,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry give the first answer again")),
    responses((status = 201, body = Component), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    call: Call<Operator, Sending>,
) -> Result<Response, Problem> {
    let render = |made: &ComponentView| created(&Component::from(made));
    let once = call.once.once(ROUTE, &call.raw, &render);
    let Sending { slug, product, said } = &call.input;
    let answer = operation::create(&app.hub, &call.who.0, product, slug, said, &once).await?;
    Ok(respond(&answer, &render))
}
