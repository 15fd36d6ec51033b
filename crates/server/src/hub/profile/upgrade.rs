//! `POST /api/v1/portal/profile/upgrade`

use std::sync::Arc;

use axum::extract::State;
use keyward_authority::accounts::request_upgrade::{self as operation, Upgrade};
use serde::Serialize;
use utoipa::ToSchema;

use super::view::Profile;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Choice, Input, Sent};
use crate::hub::who::Person;

/// What to become.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body, whose word is read as one of the known ones")]
pub(crate) struct UpgradeWish {
    /// `developer`, `reseller` or `agency`.
    #[schema(example = "reseller")]
    target: String,
}

/// One of the types.
pub(crate) struct Target(&'static str);

impl Input for Target {
    fn read(sent: &mut Sent) -> Option<Self> {
        sent.required("target", Choice(&["developer", "reseller", "agency"])).map(Self)
    }
}

/// The operator decides.
#[derive(Serialize, ToSchema)]
pub(crate) struct Pending {
    /// `pending_approval`
    status: &'static str,
}

/// What became of the wish: the account as it is now, or that it waits.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Upgraded {
    Done(Profile),
    Pending(Pending),
}

/// Become a developer or a reseller, where you have what that requires, or ask to become an agency.
#[utoipa::path(
    post,
    path = "/api/v1/portal/profile/upgrade",
    tag = "hub",
    operation_id = "upgrade_account",
    request_body = UpgradeWish,
    responses((status = 200, body = Upgraded), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn upgrade(
    State(app): State<Arc<App>>,
    call: Call<Person, Target>,
) -> Result<axum::Json<Upgraded>, Problem> {
    let upgraded = match operation::request_upgrade(&app.authority, &call.who.0, call.input.0).await? {
        Upgrade::Done(account) => Upgraded::Done(account.into()),
        Upgrade::PendingApproval => Upgraded::Pending(Pending { status: "pending_approval" }),
    };
    Ok(axum::Json(upgraded))
}
