//! `PATCH /api/v1/admin/components/{slug}`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::components::{ComponentInput, catalogue, update as operation};
use utoipa::ToSchema;

use super::said;
use super::view::Component;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Text};
use crate::hub::who::Operator;

/// What to change of a component; what is left out or null stays.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: it is read into the operation's input")]
pub(crate) struct ComponentChange {
    /// What people call it.
    #[schema(min_length = 1, max_length = 255)]
    name: Option<String>,
    /// What it does.
    #[schema(max_length = 4096)]
    description: Option<String>,
    /// What it is; `module` by default.
    r#type: Option<String>,
    /// The least tier that has it.
    #[schema(example = "business")]
    tier: Option<String>,
    /// Of which versions of the product it is a part; of every one by default.
    #[schema(example = ">=1.4 <2.0")]
    requires_product: Option<String>,
    /// The components of the product that must be there before it.
    depends_on: Option<Vec<String>>,
    /// What a license must unlock beside the tier.
    features: Option<Vec<String>>,
}

/// What was sent.
pub(crate) struct Change {
    slug: String,
    said: ComponentInput,
}

impl Input for Change {
    const TIERS: bool = true;

    fn read(sent: &mut Sent) -> Option<Self> {
        let slug = sent.path("slug", Text::ANY);
        let said = said::read(sent, false);
        Some(Self { slug: slug?, said: said? })
    }
}

/// Change a component. Its slug and its product stay.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/components/{slug}",
    tag = "hub",
    operation_id = "update_component",
    request_body = ComponentChange,
    params(("slug" = String, Path, description = "Its slug")),
    responses((status = 200, body = Component), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    call: Call<Operator, Change>,
) -> Result<axum::Json<Component>, Problem> {
    let changed = operation::update(&app.hub, &call.who.0, &call.input.slug, &call.input.said).await?;
    let view = catalogue::view(&app.hub, changed).await?;
    Ok(axum::Json((&view).into()))
}
