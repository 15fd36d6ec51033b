//! Entries of the audit trail as the wire shows them, one by one and as a stream of lines.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use keyward_api::{AuditActor, AuditEntry, AuditTarget};
use keyward_authority::audit::Entry;
use keyward_authority::audit::list::{Export, target_id};
use keyward_authority::{Authority, Error};
use serde_json::value::RawValue;

use crate::App;

/// An entry.
pub(crate) fn entry(authority: &Authority, entry: Entry) -> AuditEntry {
    let target = target_id(authority, &entry);
    AuditEntry {
        sequence: entry.sequence,
        at: entry.at.to_string(),
        actor: AuditActor {
            kind: entry.actor_kind,
            id: Some(entry.actor_id).filter(|id| !id.is_empty()),
            name: entry.actor_name,
            address: entry.address,
            user_agent: entry.user_agent,
        },
        action: entry.action,
        target: AuditTarget { kind: entry.target_kind, id: target, name: entry.target_name },
        outcome: entry.outcome,
        request_id: entry.request_id,
        // Somebody may have changed it; `audit verify` says so.
        detail: RawValue::from_string(entry.detail).unwrap_or_default(),
        hash: hex::encode(entry.hash),
    }
}

/// An export as NDJSON, one entry a line, however long it is.
pub(crate) fn lines(app: Arc<App>, export: Export) -> Response {
    // What fails on the way breaks the connection off, so that a part is not taken for the whole.
    let parts = stream::try_unfold((app, export), |(app, mut export)| async move {
        let entries = export.next(&app.authority).await?;
        if entries.is_empty() {
            return Ok::<_, Error>(None);
        }
        let mut lines = Vec::new();
        for one in entries {
            // The view holds texts, numbers and JSON: nothing that JSON can't.
            lines.extend(serde_json::to_vec(&entry(&app.authority, one)).unwrap_or_default());
            lines.push(b'\n');
        }
        Ok(Some((Bytes::from(lines), (app, export))))
    });
    let headers = [(header::CONTENT_TYPE, "application/x-ndjson"), (header::CACHE_CONTROL, "no-store")];
    (headers, Body::from_stream(parts)).into_response()
}
