//! Whose a key is.

use crate::{Customer, Id, ServiceAccount, User};

/// The one that a key belongs to and acts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// A person.
    User(Id<User>),
    /// A machine.
    ServiceAccount(Id<ServiceAccount>),
    /// One of the tenant's own customers.
    Customer(Id<Customer>),
}

/// The kind of an [`Owner`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OwnerType {
    /// A person.
    User,
    /// A machine.
    ServiceAccount,
    /// One of the tenant's own customers.
    Customer,
}

impl Owner {
    /// Its kind.
    pub const fn kind(self) -> OwnerType {
        match self {
            Self::User(_) => OwnerType::User,
            Self::ServiceAccount(_) => OwnerType::ServiceAccount,
            Self::Customer(_) => OwnerType::Customer,
        }
    }

    /// The customer, when it is one.
    pub const fn customer(self) -> Option<Id<Customer>> {
        match self {
            Self::Customer(id) => Some(id),
            Self::User(_) | Self::ServiceAccount(_) => None,
        }
    }
}

impl OwnerType {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::ServiceAccount => "service_account",
            Self::Customer => "customer",
        }
    }
}
