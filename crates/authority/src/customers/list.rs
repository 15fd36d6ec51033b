//! The customers of an environment.

use keyward_domain::{Customer, Page};
use keyward_storage::customers::{self, Filter};

use crate::keys::list::Listed;
use crate::{Actor, Authority, Error, needs};

/// A page of the environment's customers in the order in which they were made.
pub async fn list(
    authority: &Authority,
    actor: &Actor,
    filter: &Filter,
    page: Page,
) -> Result<Listed<Customer>, Error> {
    actor.may_read(needs::CUSTOMER_READ)?;
    let environment = actor.environment()?;
    // What no customer can have finds none; PostgreSQL would refuse the text.
    let unknown = [&filter.external_id, &filter.email];
    if unknown.into_iter().flatten().any(|text| text.contains('\0')) {
        return Ok(Listed { items: Vec::new(), total: 0 });
    }
    let filter = Filter { email: filter.email.as_ref().map(|email| email.to_lowercase()), ..filter.clone() };
    let (items, total) = customers::list(&authority.storage().reader(), environment, &filter, page).await?;
    Ok(Listed { items, total })
}
