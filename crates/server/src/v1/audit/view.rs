//! Entries as the wire shows them.

use keyward_api::{AuditActor, AuditEntry, AuditTarget};
use keyward_authority::Authority;
use keyward_authority::audit::Entry;
use keyward_authority::audit::list::target_id;
use serde_json::value::RawValue;

pub(super) fn entry(authority: &Authority, entry: Entry) -> AuditEntry {
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
