//! `POST /api/v1/portal/licenses/{id}/file`

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use keyward_hub::licenses::file as operation;
use utoipa::ToSchema;

use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{DOMAIN, Input, Sent, Whole};
use crate::hub::who::Person;

/// Where a license is to be proven, and for how long.
#[derive(ToSchema)]
pub(crate) struct LicenseFileOrder {
    /// The license's id, in the path.
    #[schema(ignore)]
    id: i64,
    /// A domain on which the license is active.
    #[schema(example = "shop.example.com")]
    domain: String,
    /// How long the file is good, but not past the end of the license's grace.
    #[schema(example = 90, minimum = 1, maximum = 366)]
    days: u32,
}

impl Input for LicenseFileOrder {
    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.path("id", Whole::ANY);
        let domain = sent.required("domain", DOMAIN);
        let days = sent.required("days", Whole::between(1, i64::from(operation::MAX_DAYS)));
        Some(Self { id: id?, domain: domain?, days: u32::try_from(days?).ok()? })
    }
}

/// A license file: a signed text that proves the license on a domain to whoever has the keys of `/api/v1/licenses/keys`, and asks nobody.
/// Between its first and its last line lies a JWS (EdDSA) with the claims of an offline token, broken into lines.
#[utoipa::path(
    post,
    path = "/api/v1/portal/licenses/{id}/file",
    tag = "hub",
    operation_id = "license_file",
    request_body = LicenseFileOrder,
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = String), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn file(
    State(app): State<Arc<App>>,
    call: Call<Person, LicenseFileOrder>,
) -> Result<Response, Problem> {
    let LicenseFileOrder { id, domain, days } = call.input;
    let made = operation::file(&app.hub, &call.who.0, id, &domain, days).await?;
    let name = format!("attachment; filename=\"license-{id}.lic\"");
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, made.text).into_response())
}
