//! `PATCH /api/v1/admin/accounts/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_authority::accounts::decide::{self as operation, Decision};
use utoipa::ToSchema;

use super::view::OperatedAccount;
use super::{TYPES, account_type};
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Choice, Flag, Input, Sent, Whole};
use crate::hub::who::Operator;

/// What is decided about an account; what is left out stays.
#[expect(clippy::option_option, reason = "whether it changes, and into what")]
#[derive(ToSchema)]
pub(crate) struct AccountDecision {
    /// The account's id, in the path.
    #[schema(ignore)]
    id: i64,
    /// Whether what it asks to become is granted.
    approve: Option<bool>,
    /// What it is from now on: `customer`, `developer`, `reseller` or `agency`.
    #[schema(rename = "type")]
    kind: Option<&'static str>,
    /// Whether it is switched off: nobody of it signs in, its sessions end, its keys answer as disabled ones.
    disabled: Option<bool>,
    /// How many licenses it may make; -1 without limit, null as its type says.
    #[schema(value_type = Option<i64>, minimum = -1)]
    license_limit: Option<Option<i64>>,
}

impl Input for AccountDecision {
    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.path("id", Whole::ANY);
        let approve = sent.optional("approve", Flag);
        let kind = sent.optional("type", Choice(TYPES));
        let disabled = sent.optional("disabled", Flag);
        let limit = sent.optional("license_limit", Whole::between(-1, i64::MAX));
        let license_limit = sent.has("license_limit").then_some(limit?);
        Some(Self { id: id?, approve: approve?, kind: kind?, disabled: disabled?, license_limit })
    }
}

/// Decide about an account. The next request of each of its keys and sessions obeys.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/accounts/{id}",
    tag = "hub",
    operation_id = "decide_account",
    request_body = AccountDecision,
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = OperatedAccount), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    call: Call<Operator, AccountDecision>,
) -> Result<axum::Json<OperatedAccount>, Problem> {
    let AccountDecision { id, approve, kind, disabled, license_limit } = call.input;
    let decision = Decision { approve, account_type: account_type(kind), disabled, license_limit };
    let decided = operation::decide(&app.authority, &call.who.0, id, &decision).await?;
    Ok(axum::Json((&decided).into()))
}
