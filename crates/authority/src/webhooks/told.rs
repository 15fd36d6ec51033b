//! What is told of keys and customers: what lists show of them, and never a secret.

use keyward_domain::{Customer, Key, Owner, Permission, RoleName, Timestamp};
use serde_json::{Value, json};

use crate::Authority;

/// A key as webhooks show it.
pub(crate) fn key(authority: &Authority, key: &Key, now: Timestamp) -> Value {
    let ids = authority.ids();
    let owner = match key.owner {
        Owner::User(id) => ids.encode(id),
        Owner::ServiceAccount(id) => ids.encode(id),
        Owner::Customer(id) => ids.encode(id),
    };
    json!({
        "id": ids.encode(key.id),
        "name": key.name.as_str(),
        "display": key.display,
        "format": key.format,
        "status": key.status(now).as_str(),
        "owner": {"type": key.owner.kind().as_str(), "id": owner},
        "environment_id": ids.encode(key.environment),
        "roles": key.roles.iter().map(RoleName::as_str).collect::<Vec<_>>(),
        "permissions": key.permissions.iter().map(Permission::as_str).collect::<Vec<_>>(),
        "metadata": metadata(key.metadata.as_json()),
        "expires_at": key.expires_at.map(|at| at.to_string()),
        "revoked_at": key.revoked_at.map(|at| at.to_string()),
        "successor_id": key.successor.map(|id| ids.encode(id)),
        "created_at": key.created_at.to_string(),
        "updated_at": key.updated_at.to_string(),
    })
}

/// A customer as webhooks show it.
pub(crate) fn customer(authority: &Authority, customer: &Customer) -> Value {
    json!({
        "id": authority.ids().encode(customer.id),
        "external_id": customer.external_id.as_str(),
        "name": customer.name.as_str(),
        "email": customer.email,
        "metadata": metadata(customer.metadata.as_json()),
    })
}

fn metadata(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}
