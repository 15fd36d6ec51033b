//! `GET /v1/audit/export`

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use keyward_api::ErrorBody;
use keyward_authority::Error;
use keyward_authority::audit::list::Export;

use super::{Filter, view};
use crate::App;
use crate::http::{ApiError, Caller, Query};

/// The trail as NDJSON, oldest first, one entry a line, however long it is.
#[utoipa::path(
    get,
    path = "/v1/audit/export",
    tag = "audit",
    operation_id = "export_audit",
    params(Filter),
    responses(
        (status = 200, content_type = "application/x-ndjson", body = String),
        (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody)
    )
)]
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Query(filter): Query<Filter>,
) -> Result<Response, ApiError> {
    let export = Export::begin(&app.authority, &actor, &filter.input())?;
    // What fails on the way breaks the connection off, so that a part is not taken for the whole.
    let parts = stream::try_unfold((app, export), |(app, mut export)| async move {
        let entries = export.next(&app.authority).await?;
        if entries.is_empty() {
            return Ok::<_, Error>(None);
        }
        let mut lines = Vec::new();
        for entry in entries {
            // The view holds texts, numbers and JSON: nothing that JSON can't.
            lines.extend(serde_json::to_vec(&view::entry(&app.authority, entry)).unwrap_or_default());
            lines.push(b'\n');
        }
        Ok(Some((Bytes::from(lines), (app, export))))
    });
    let headers = [(header::CONTENT_TYPE, "application/x-ndjson"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, Body::from_stream(parts)).into_response())
}
