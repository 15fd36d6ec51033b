//! `GET /v1/customer/portal/usage`

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use keyward_api::{ErrorBody, PortalUsage, PortalUsageItem};
use keyward_authority::customer_portal::usage as checks;
use keyward_domain::{Invalid, Permission, Permissions, PortalRight, Timestamp};
use keyward_metering::{Caller, needs, usage as operation};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::App;
use crate::http::{ApiError, PortalCaller, Query};

/// From when on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Since {
    /// RFC 3339, taken to the hour. 30 days ago by default.
    start_time: Option<String>,
}

const DEFAULT: Duration = Duration::from_hours(30 * 24);

/// How many events of each name the customer had, and what was answered about its keys.
#[utoipa::path(
    get,
    path = "/v1/customer/portal/usage",
    tag = "customer portal",
    operation_id = "get_portal_usage",
    security(("session_token" = [])),
    params(Since),
    responses((status = 200, body = PortalUsage), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn usage(
    State(app): State<Arc<App>>,
    PortalCaller(actor): PortalCaller,
    Query(since): Query<Since>,
) -> Result<axum::Json<PortalUsage>, ApiError> {
    actor.may_read(PortalRight::UsageRead)?;
    let start = match since.start_time {
        Some(text) => text.parse().map_err(|error| Invalid::one("start_time", error))?,
        None => app.authority.now().minus(DEFAULT),
    };
    let start = Timestamp::from_micros(start.as_micros().div_euclid(3_600_000_000) * 3_600_000_000);
    // The right of the session, in metering's words: its own customer and nobody else's.
    let permissions: Permissions = needs::EVENT_READ.to_string().parse::<Permission>().into_iter().collect();
    let customer = actor.customer.external_id.as_str();
    let caller = Caller {
        environment: actor.environment.id,
        permissions: &permissions,
        tenant_suspended: actor.tenant_suspended,
        customer: Some(customer),
    };
    let checks = checks::usage(&app.authority, &actor, start).await?;
    let checks =
        checks.map(|counts| counts.into_iter().map(|(code, count)| (code.as_str(), count)).collect());
    let totals = operation::totals(&app.metering, &caller, customer, start).await?;
    let item = |(event_name, value)| PortalUsageItem { event_name, value };
    let items = totals.into_iter().map(item).collect();
    Ok(axum::Json(PortalUsage { start_time: start.to_string(), items, checks }))
}
