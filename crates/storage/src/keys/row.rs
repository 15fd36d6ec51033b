//! A key's row as a domain value.

use keyward_domain::{Id, Key, Metadata, Owner};
use keyward_token::Digest;

use crate::StorageError;
use crate::column::{At, time};
use crate::entity::key::Model;

pub(crate) fn read(row: Model) -> Result<Key, StorageError> {
    let at = |column| At("keys", column);
    Ok(Key {
        id: Id::new(row.id),
        tenant: Id::new(row.tenant_id),
        environment: Id::new(row.environment_id),
        kind: at("kind").parse(&row.kind)?,
        name: at("name").name(&row.name)?,
        description: row.description,
        owner: owner(row.user_id, row.service_account_id, row.customer_id)
            .ok_or_else(|| at("user_id").corrupt())?,
        format: row.format,
        display: row.display,
        digest: Digest::from_bytes(at("digest").hash(&row.digest)?),
        algorithm: at("algorithm").parse(&row.algorithm)?,
        state: at("state").parse(&row.state)?,
        roles: at("roles").roles(&row.roles)?,
        permissions: at("permissions").permissions(&row.permissions)?,
        networks: at("networks").networks(&row.networks)?,
        limits: at("limits").limits(&row.limits)?,
        limit_scope: Id::new(row.limit_scope_id.unwrap_or(row.id)),
        credits: row.credit_account_id.map(Id::new),
        metadata: Metadata::from_json(&row.metadata).map_err(|_| at("metadata").corrupt())?,
        expires_at: row.expires_at.map(time),
        last_used_at: row.last_used_at.map(time),
        revoked_at: row.revoked_at.map(time),
        successor: row.successor_id.map(Id::new),
        created_at: time(row.created_at),
        updated_at: time(row.updated_at),
    })
}

pub(crate) fn owner(user: Option<i64>, service_account: Option<i64>, customer: Option<i64>) -> Option<Owner> {
    match (user, service_account, customer) {
        (Some(id), None, None) => Some(Owner::User(Id::new(id))),
        (None, Some(id), None) => Some(Owner::ServiceAccount(Id::new(id))),
        (None, None, Some(id)) => Some(Owner::Customer(Id::new(id))),
        _ => None,
    }
}
