//! `PATCH /api/v1/portal/profile`

use std::sync::Arc;

use axum::extract::State;
use keyward_authority::accounts::edit::{self as operation, Edit};
use utoipa::ToSchema;

use super::view::Profile;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, LABEL, NAME, Sent};
use crate::hub::who::Person;

/// What changes; what is left out stays.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: whether a member was sent counts, too")]
pub(crate) struct ProfileChange {
    /// What you are called.
    #[schema(min_length = 1, max_length = 255)]
    name: Option<String>,
    /// For whom you work; `null` or empty: nobody.
    #[schema(max_length = 255)]
    company: Option<String>,
}

/// What was sent.
pub(crate) struct Change {
    edit: Edit,
    email: bool,
}

impl Input for Change {
    fn read(sent: &mut Sent) -> Option<Self> {
        let name = sent.optional("name", NAME);
        let company = sent.optional("company", LABEL);
        let company = company?.filter(|text| !text.trim().is_empty());
        let edit = Edit { name: name?, company: sent.has("company").then_some(company) };
        Some(Self { edit, email: sent.has("email") })
    }
}

/// Change your name and your company. Your address stays.
#[utoipa::path(
    patch,
    path = "/api/v1/portal/profile",
    tag = "hub",
    operation_id = "edit_profile",
    request_body = ProfileChange,
    responses((status = 200, body = Profile), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn edit(
    State(app): State<Arc<App>>,
    call: Call<Person, Change>,
) -> Result<axum::Json<Profile>, Problem> {
    if call.input.email {
        return Err(Problem::new(400, "email_immutable", "Email cannot be changed"));
    }
    Ok(axum::Json(operation::edit(&app.authority, &call.who.0, &call.input.edit).await?.into()))
}
