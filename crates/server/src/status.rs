//! Whether the server lives, and whether it can work.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use keyward_storage::StorageError;

use crate::App;

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Status {
    /// `ok`, or what is wrong.
    status: &'static str,
}

/// Whether the process lives.
#[utoipa::path(get, path = "/health", tag = "status", responses((status = 200, body = Status)), security(()))]
pub(crate) async fn health() -> axum::Json<Status> {
    axum::Json(Status { status: "ok" })
}

/// Whether requests can be answered: storage is reachable and its schema is this version's.
#[utoipa::path(
    get,
    path = "/ready",
    tag = "status",
    responses((status = 200, body = Status), (status = 503, body = Status)),
    security(())
)]
pub(crate) async fn ready(State(app): State<Arc<App>>) -> (StatusCode, axum::Json<Status>) {
    let storage = app.authority.storage();
    let (code, status) = if storage.ping().await.is_err() {
        (StatusCode::SERVICE_UNAVAILABLE, "storage is unreachable")
    } else if matches!(storage.check_schema().await, Err(StorageError::Pending(_))) {
        // A newer schema is no fault: while a fleet is upgraded, the version before goes on working on it.
        (StatusCode::SERVICE_UNAVAILABLE, "migrations are pending")
    } else {
        (StatusCode::OK, "ok")
    };
    (code, axum::Json(Status { status }))
}
