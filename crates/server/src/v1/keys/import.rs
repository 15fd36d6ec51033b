//! `POST /v1/keys/import`

use std::sync::Arc;

use axum::extract::{Request, State};
use keyward_api::{ErrorBody, ImportAnswer, ImportKey, ImportedRow};
use keyward_authority::keys::{self, import::Imported};
use keyward_domain::{Invalid, Key};

use super::create::input;
use crate::App;
use crate::http::{self, ApiError, Caller};

/// Take over keys that another system issued, by their SHA-256.
///
/// A JSON array, or one JSON object a line (NDJSON); at most 10,000. A row at fault is told and left out; the others are kept.
#[utoipa::path(
    post,
    path = "/v1/keys/import",
    tag = "keys",
    operation_id = "import_keys",
    request_body = Vec<ImportKey>,
    responses(
        (status = 200, body = ImportAnswer),
        (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 413, body = ErrorBody)
    )
)]
pub(crate) async fn import(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    request: Request,
) -> Result<axum::Json<ImportAnswer>, ApiError> {
    let raw = http::raw_body(request.into_body(), app.config.server.import_max_body_bytes).await?;
    let rows = rows(&raw)?;
    let outcomes = keys::import::import(&app.authority, &actor, &rows).await?;
    let imported = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let failed = outcomes.len() - imported;
    let items = outcomes.into_iter().enumerate().map(|(index, outcome)| row(&app, index, outcome)).collect();
    Ok(axum::Json(ImportAnswer { imported, failed, items }))
}

fn row(app: &App, index: usize, outcome: Imported) -> ImportedRow {
    match outcome {
        Ok(Key { id, .. }) => ImportedRow { index, id: Some(app.authority.ids().encode(id)), error: None },
        Err(error) => ImportedRow { index, id: None, error: Some(*ApiError::from(error).0) },
    }
}

type Row = Result<keys::import::ImportKey, Invalid>;

/// An array is one value, so that it is all JSON or none of it; of lines, each stands for itself.
fn rows(raw: &[u8]) -> Result<Vec<Row>, ApiError> {
    if raw.trim_ascii_start().starts_with(b"[") {
        return Ok(http::parse_list(raw)?.iter().map(|value| read(value.get().as_bytes())).collect());
    }
    Ok(raw.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).map(read).collect())
}

fn read(raw: &[u8]) -> Row {
    let row: ImportKey = http::parse(raw).map_err(|error| {
        let mut invalid = Invalid::none();
        for (field, reason) in &error.0.details {
            invalid.add(field, reason.as_str().unwrap_or_default());
        }
        invalid
    })?;
    let (digest, algorithm, display) = (row.digest, row.algorithm, row.display_id);
    Ok(keys::import::ImportKey { digest, algorithm, display, key: input(row.key) })
}
