//! Those who can own a key: people, machines, and the tenant's customers.

use crate::{
    AccountType, Entity, Environment, ExternalId, Id, Metadata, Name, ReferralCode, RoleName, Tenant,
    Timestamp,
};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: Id<User>,
    /// Where they belong.
    pub tenant: Id<Tenant>,
    /// Their address, lower case.
    pub email: String,
    /// What they are called.
    pub name: Option<Name>,
    /// What they may do.
    pub roles: Vec<RoleName>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it was proven that the address is theirs.
    pub email_verified_at: Option<Timestamp>,
    /// When the operator switched the account off.
    pub disabled_at: Option<Timestamp>,
}

impl Entity for User {
    const PREFIX: &'static str = "user";
}

/// A person as the licensing hub sees them, with what their tenant is there: an account is a tenant with one owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The person.
    pub id: Id<User>,
    /// Their tenant.
    pub tenant: Id<Tenant>,
    /// Their address, lower case.
    pub email: String,
    /// What they are called.
    pub name: Option<Name>,
    /// For whom they work.
    pub company: Option<Name>,
    /// What the account may do on the hub.
    #[expect(clippy::struct_field_names, reason = "`type` is a keyword, and the wire calls it so")]
    pub account_type: AccountType,
    /// What it asked to become; the operator decides.
    pub pending_type: Option<AccountType>,
    /// When it was proven that the address is theirs.
    pub email_verified_at: Option<Timestamp>,
    /// A partner's code.
    pub referral_code: Option<ReferralCode>,
    /// How many licences it may make; -1 is without limit.
    pub license_limit: i64,
    /// When the operator switched it off.
    pub disabled_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceAccount {
    /// Its id.
    pub id: Id<ServiceAccount>,
    /// Where it belongs.
    pub tenant: Id<Tenant>,
    /// What people call it.
    pub name: Name,
    /// What it may do; fixed when it is made.
    pub roles: Vec<RoleName>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Entity for ServiceAccount {
    const PREFIX: &'static str = "sa";
}

/// One of the tenant's own customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Its id.
    pub id: Id<Customer>,
    /// Whose customer it is.
    pub tenant: Id<Tenant>,
    /// The environment in which it is known.
    pub environment: Id<Environment>,
    /// The tenant's own id of it, unique in the environment.
    pub external_id: ExternalId,
    /// What people call it.
    pub name: Name,
    /// Its address.
    pub email: Option<String>,
    /// What the tenant keeps beside it.
    pub metadata: Metadata,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Entity for Customer {
    const PREFIX: &'static str = "cust";
}
