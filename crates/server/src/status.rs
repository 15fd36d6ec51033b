//! Whether the server lives, and whether it can work.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use tokio::time::Instant;
use utoipa::ToSchema;

use keyward_storage::{Storage, StorageError};

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
    // Anybody may ask, as often as they like: the database is asked once a second at most.
    let ask = async || readiness(app.authority.storage()).await;
    let (code, status) = match app.readiness.get(Instant::now, ask).await {
        Readiness::Ready => (StatusCode::OK, "ok"),
        Readiness::Unreachable => (StatusCode::SERVICE_UNAVAILABLE, "storage is unreachable"),
        Readiness::Pending => (StatusCode::SERVICE_UNAVAILABLE, "migrations are pending"),
    };
    (code, axum::Json(Status { status }))
}

/// How long an answer about readiness is good.
pub(crate) const GOOD_FOR: Duration = Duration::from_secs(1);

/// Whether requests can be answered.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Readiness {
    Ready,
    Unreachable,
    Pending,
}

async fn readiness(storage: &Storage) -> Readiness {
    if storage.ping().await.is_err() {
        return Readiness::Unreachable;
    }
    match storage.check_schema().await {
        // A newer schema is no fault: while a fleet is upgraded, the version before goes on working on it.
        Err(StorageError::Pending(_)) => Readiness::Pending,
        _ => Readiness::Ready,
    }
}
