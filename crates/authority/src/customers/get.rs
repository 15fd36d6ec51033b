//! One customer.

use keyward_domain::Customer;
use keyward_storage::customers;

use super::CUSTOMER;
use crate::{Actor, Authority, Error, needs};

/// The customer of that id in the actor's environment.
pub async fn get(authority: &Authority, actor: &Actor, id: &str) -> Result<Customer, Error> {
    actor.may_read(needs::CUSTOMER_READ)?;
    let environment = actor.environment()?;
    let id = authority.decode(id, CUSTOMER)?;
    let found = customers::get(&authority.storage().reader(), environment, id).await?;
    found.ok_or(Error::NotFound(CUSTOMER))
}
