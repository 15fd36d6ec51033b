//! `POST /api/v1/portal/licenses/{id}/transfer`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::licenses::transfer as operation;
use utoipa::ToSchema;

use super::view::License;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Whole};
use crate::hub::who::Person;

/// To whom.
#[derive(ToSchema)]
pub(crate) struct Transfer {
    /// The license's id, in the path.
    #[schema(ignore)]
    id: i64,
    /// The client's id.
    customer_id: i64,
}

impl Input for Transfer {
    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.path("id", Whole::ANY);
        let customer_id = sent.required("customer_id", Whole::ANY);
        Some(Self { id: id?, customer_id: customer_id? })
    }
}

/// Give a license to another client of yours. It stays active where it is.
#[utoipa::path(
    post,
    path = "/api/v1/portal/licenses/{id}/transfer",
    tag = "hub",
    operation_id = "transfer_license",
    request_body = Transfer,
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = License), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn transfer(
    State(app): State<Arc<App>>,
    call: Call<Person, Transfer>,
) -> Result<axum::Json<License>, Problem> {
    let Transfer { id, customer_id } = call.input;
    Ok(axum::Json((&operation::transfer(&app.hub, &call.who.0, id, customer_id).await?).into()))
}
