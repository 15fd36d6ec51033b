//! `POST /api/v1/portal/licenses/bulk-actions`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_authority::Once;
use keyward_hub::Refusal;
use keyward_hub::licenses::bulk_action::{self as operation, BulkAction, BulkOutcome};
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::http::{ok, respond};
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Choice, Each, Input, Sent, Whole};
use crate::hub::who::Person;

const ACTIONS: [&str; 4] = ["revoke", "reactivate", "delete", "renew"];

/// What is to happen, and to which licenses.
#[derive(ToSchema)]
pub(crate) struct Action {
    /// `revoke`, `reactivate`, `delete` or `renew`, for a year.
    #[schema(example = "revoke")]
    action: String,
    /// Their ids, at most 100.
    #[schema(max_items = 100)]
    ids: Vec<i64>,
}

impl Input for Action {
    fn read(sent: &mut Sent) -> Option<Self> {
        let action = sent.required("action", Choice(&ACTIONS));
        let ids = sent.required("ids", Each::between(1, 100, Whole::ANY));
        Some(Self { action: action?.to_owned(), ids: ids? })
    }
}

/// What happened.
#[derive(Serialize, ToSchema)]
pub(crate) struct Outcome {
    /// To these it did.
    succeeded: Vec<i64>,
    /// To these it did not.
    failed: Vec<Failed>,
}

/// Why it did not happen to a license.
#[derive(Serialize, ToSchema)]
pub(crate) struct Failed {
    /// Its id.
    id: i64,
    /// For programs.
    #[schema(example = "already_revoked")]
    code: &'static str,
    /// For people.
    detail: String,
}

/// Let the same happen to up to 100 licenses. To which it could not is told; the others are done.
#[utoipa::path(
    post,
    path = "/api/v1/portal/licenses/bulk-actions",
    tag = "hub",
    operation_id = "bulk_license_action",
    request_body = Action,
    responses((status = 200, body = Outcome), (status = 401, body = Detail), (status = 403, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn bulk_action(
    State(app): State<Arc<App>>,
    call: Call<Person, Action>,
) -> Result<Response, Problem> {
    let action: BulkAction =
        call.input.action.parse().map_err(|_| Problem::new(400, "unknown_action", "Unknown action"))?;
    let render = |done: &BulkOutcome| {
        let failed =
            |(id, why): &(i64, Refusal)| Failed { id: *id, code: why.code, detail: why.detail.clone() };
        ok(&Outcome { succeeded: done.succeeded.clone(), failed: done.failed.iter().map(failed).collect() })
    };
    let done = operation::bulk_action(&app.hub, &call.who.0, action, &call.input.ids, &Once::no()).await?;
    Ok(respond(&done, &render))
}
