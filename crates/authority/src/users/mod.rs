//! Operations on accounts: people and machines, as `/v1/users` shows them (contract v1, part 5).

pub mod accept_invitation;
pub mod delete;
pub mod get;
pub mod invite;
pub mod members;
pub mod rename;
pub mod search;
pub mod set_password;
pub mod set_roles;

use keyward_domain::{BuiltInRole, RoleName, ServiceAccount, User};

use crate::{Actor, Error};

/// A person or a machine.
#[derive(Debug, Clone)]
pub enum Account {
    /// A person.
    User(User),
    /// A machine.
    ServiceAccount(ServiceAccount),
}

/// Lets pass who may change or remove an account that holds these roles: the strongest ones are for their like.
fn may_touch(actor: &Actor, roles: &[RoleName]) -> Result<(), Error> {
    let holds = |name| BuiltInRole::is_among(name, roles);
    if holds(BuiltInRole::OPERATOR) && !actor.is_operator() {
        return Err(Error::Forbidden("Only an operator may change or remove an operator"));
    }
    if holds(BuiltInRole::SUPER_ADMIN) && !actor.is_super_admin() {
        return Err(Error::Forbidden("Only a super_admin may change or remove a super_admin"));
    }
    Ok(())
}
