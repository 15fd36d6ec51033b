//! Clients of the hub's accounts.

use crate::{Customer, Id, Name, Tenant, Timestamp};

/// A client of an account of the hub: the account's customer, as the hub shows it (contract hub, A.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Its id.
    pub id: Id<Customer>,
    /// The account's tenant.
    pub tenant: Id<Tenant>,
    /// Its address; one that was made elsewhere than on the hub may have none.
    pub email: Option<String>,
    /// What people call it.
    pub name: Name,
    /// For whom it works.
    pub company: Option<Name>,
    /// How many licences it has.
    pub licenses: u64,
    /// When it was made.
    pub created_at: Timestamp,
}
