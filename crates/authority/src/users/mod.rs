//! Operations on accounts: people and machines, as `/v1/users` shows them (contract v1, part 5).

pub mod accept_invitation;
pub mod delete;
pub mod get;
pub mod invite;
pub mod rename;
pub mod search;
pub mod set_roles;

use keyward_domain::{ServiceAccount, User};

/// A person or a machine.
#[derive(Debug, Clone)]
pub enum Account {
    /// A person.
    User(User),
    /// A machine.
    ServiceAccount(ServiceAccount),
}
