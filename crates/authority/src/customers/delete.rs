//! Remove a customer.

use std::pin::Pin;

use keyward_domain::webhook::WebhookKind;
use keyward_domain::{Customer, Id, Key, Owner};
use keyward_storage::{Tx, changes, customers};

use super::{CUSTOMER, target};
use crate::keys::revoke::revoke_live_of;
use crate::users::delete::Removal;
use crate::{Actor, Authority, Error, needs};

/// The transaction that something was ended in.
pub type Ended<'a> = Pin<Box<dyn Future<Output = Result<Tx, Error>> + Send + 'a>>;

/// What hangs on customers in a room that this one does not know: a customer's licences.
pub trait Dependants: Send + Sync {
    /// Ends what hangs on a customer that the transaction holds and will remove.
    fn end<'a>(&'a self, tx: Tx, actor: &'a Actor, customer: Id<Customer>) -> Ended<'a>;
}

/// Removes a customer and what hangs on it. With keys that may still be used only if they are to be revoked with it, which asks for the
/// right to do so. Its events stay: they are the tenant's account of what was used.
pub async fn delete(
    authority: &Authority,
    actor: &Actor,
    id: &str,
    cascade: bool,
    dependants: &dyn Dependants,
) -> Result<Removal, Error> {
    actor.may_write(needs::CUSTOMER_WRITE)?;
    let environment = actor.environment()?;
    let id = authority.decode(id, CUSTOMER)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let customer = customers::lock(&tx, environment, id).await?.ok_or(Error::NotFound(CUSTOMER))?;
    let revoked = match revoke_live_of(&tx, Owner::Customer(id), cascade, now).await? {
        Ok(revoked) => revoked,
        Err(live) => return Ok(Removal::has_keys(authority, &live)),
    };
    if !revoked.is_empty() {
        actor.may_write(needs::SECRET_WRITE)?;
    }
    let tx = dependants.end(tx, actor, id).await?;
    customers::delete(&tx, id, now).await?;
    let all: Vec<&Key> = revoked.iter().collect();
    authority.record(&tx, actor, "key.revoke", &all, now).await?;
    authority.note(&tx, actor, "customer.delete", target(&customer), "{}", now).await?;
    authority.tell_of_customer(&tx, WebhookKind::CustomerDeleted, &customer, now).await?;
    authority.finish(tx, changes::Change::Keys(all.iter().map(|key| key.digest).collect())).await?;
    Ok(Removal::Done)
}
