//! What is known of one key.

use std::sync::Arc;

use keyward_domain::{
    Credits, Environment, EnvironmentType, Id, Key, KeyKind, KeyState, Limits, Metadata, Networks, Owner,
    Permissions, RoleName, Tenant, Timestamp,
};

/// What is known of one key: all that a check needs and an answer tells.
// The order is kept: what each check reads comes first.
#[derive(Debug, Clone)]
#[repr(C)]
pub struct Grant {
    /// What was decided about it. A revoked key is remembered as revoked.
    pub state: KeyState,
    /// What it is for.
    pub kind: KeyKind,
    /// The key.
    pub subject: Subject,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// From where it may be used.
    pub networks: Networks,
    /// The tenant that it belongs to.
    pub tenant: Id<Tenant>,
    /// Where it acts; `None` only for a static key without a default environment.
    pub environment: Option<GrantEnvironment>,
    /// How much it may do in a stretch of time.
    pub limits: Limits,
    /// What people call it.
    pub name: Box<str>,
    /// Whether that tenant is suspended; what follows from it depends on what the key is used for.
    pub tenant_suspended: bool,
    /// For whom it acts.
    pub owner: Owner,
    /// The tenant's own name of an owner that is a customer.
    pub external_id: Option<Box<str>>,
    /// The roles that it was given.
    pub roles: Box<[RoleName]>,
    /// What it may do, shared between the keys that may do the same.
    pub permissions: Arc<Permissions>,
    /// The key whose counts its limits take from: the first of those that it was rotated from, or itself.
    pub limit_scope: Id<Key>,
    /// The account that it spends from; `None`: it needs no credits.
    pub credits: Option<Credits>,
    /// What the tenant keeps beside it.
    pub metadata: Metadata,
}

/// Which key it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A key in storage.
    Key(Id<Key>),
    /// A key of the configuration: it has no row, and its use is not noted.
    Static,
}

/// The environment of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GrantEnvironment {
    /// Which one.
    pub id: Id<Environment>,
    /// What it is for.
    pub kind: EnvironmentType,
}
