//! What ends with a client, wherever it is deleted: here, or as a customer at `/v1`.

use keyward_authority::Actor;
use keyward_authority::customers::delete::{Dependants, Ended};
use keyward_domain::{Customer, Id, LicenseEvent};
use keyward_storage::Tx;
use keyward_storage::licenses::{LicenseChange, lock_of_customer};

use crate::licenses::{Work, reason};
use crate::{Error, Hub, needs};

impl Work<'_> {
    /// Revokes the licences of a client that goes, which the transaction holds. So many they were.
    pub(crate) async fn end_with(&mut self, client: Id<Customer>) -> Result<usize, Error> {
        let event = LicenseEvent::Revoke { reason: reason(Some("client_deleted"))? };
        let licenses = lock_of_customer(&self.tx, self.actor.tenant, client).await?;
        for license in &licenses {
            self.apply(license, &event, LicenseChange::default()).await?;
        }
        Ok(licenses.len())
    }
}

impl Dependants for Hub {
    /// Its licences, if there are any, which asks for the right to revoke them.
    fn end<'a>(&'a self, tx: Tx, actor: &'a Actor, customer: Id<Customer>) -> Ended<'a> {
        Box::pin(async move { end(self, tx, actor, customer).await.map_err(Error::into_authority) })
    }
}

async fn end(hub: &Hub, tx: Tx, actor: &Actor, customer: Id<Customer>) -> Result<Tx, Error> {
    let mut work = Work::within(hub, tx, actor).await?;
    if work.end_with(customer).await? == 0 {
        return Ok(work.tx);
    }
    actor.may_write(needs::LICENSE_WRITE)?;
    work.written().await
}
