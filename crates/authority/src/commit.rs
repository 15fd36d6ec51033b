//! The end of a change to keys: its audit entry, its announcement, its commit, and the gate.

use std::sync::Arc;

use keyward_domain::{Key, Timestamp};
use keyward_gate::Invalidation;
use keyward_storage::Tx;
use keyward_storage::changes::{self, Change};

use crate::{Actor, Authority, Error};

impl Authority {
    /// Commits what was done to these keys, with its audit entries and the word to other instances. On return no check of this instance
    /// that begins from here on sees what the keys were before. Refused when the caller does not stand any more.
    pub(crate) async fn commit(
        &self,
        tx: Tx,
        actor: &Actor,
        action: &'static str,
        keys: &[&Key],
        now: Timestamp,
    ) -> Result<(), Error> {
        self.record(&tx, actor, action, keys, now).await?;
        self.still_stands(&tx, actor, keys, now).await?;
        self.finish(tx, Change::Keys(keys.iter().map(|key| key.digest).collect())).await
    }

    /// Announces a change, commits it, and tells the gate.
    pub async fn finish(&self, tx: Tx, change: Change) -> Result<(), Error> {
        changes::announce(&tx, &change).await?;
        let (gate, gates) = (Arc::clone(&self.gate), Arc::clone(&self.gates));
        // A caller that goes away drops its request at any await. The gate must hear of a commit all the same, so this is a task.
        let ending = tokio::spawn(async move {
            let committed = tx.commit().await;
            // Told even if the commit failed: a connection that broke may have broken after it.
            match change {
                Change::Keys(digests) => {
                    for digest in &digests {
                        gate.key(digest);
                    }
                }
                Change::Tenant(tenant) => gate.tenant(tenant),
                Change::Gates(secrets) => gates.forget(&secrets),
            }
            committed
        });
        let committed = ending.await.map_err(|error| Error::Internal(Box::new(error)))?;
        Ok(committed?)
    }
}
