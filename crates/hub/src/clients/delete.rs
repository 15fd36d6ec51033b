//! Delete a client.

use keyward_authority::Actor;
use keyward_domain::webhook::WebhookKind;
use keyward_domain::{AuditTarget, Id, Key, KeyState, Owner};
use keyward_storage::changes::Change;
use keyward_storage::keys::Change as KeyChange;
use keyward_storage::{clients, customers, keys};

use super::environment;
use crate::caller::Caller;
use crate::licenses::Work;
use crate::{Error, Hub, needs};

/// Deletes a client of the actor's account for ever: its licences are revoked and end on every domain, its keys are revoked, its address is
/// free again. All of it, or nothing.
pub async fn delete(hub: &Hub, actor: &Actor, id: i64) -> Result<(), Error> {
    actor.may_write(needs::CLIENT_WRITE)?;
    let mut work = Work::begin(hub, actor).await?;
    Caller::of(hub, &work.tx, actor).await?.must_be_partner()?;
    let (id, now) = (Id::new(id), work.now);
    let client = clients::lock(&work.tx, actor.tenant, id).await?.ok_or_else(Error::no_client)?;
    work.end_with(id).await?;
    let mut revoked: Vec<Key> = Vec::new();
    for key in keys::lock_live_of(&work.tx, Owner::Customer(id), now).await? {
        let change = KeyChange { state: Some(KeyState::Revoked), ..KeyChange::default() };
        revoked.push(keys::change(&work.tx, key.id, &change, now).await?);
    }
    let environment = environment(&work.tx, actor).await?.id;
    let customer = customers::get(&work.tx, environment, id).await?;
    customers::delete(&work.tx, id, now).await?;
    let tx = work.written().await?;
    hub.authority().record(&tx, actor, "key.revoke", &revoked.iter().collect::<Vec<_>>(), now).await?;
    let target = AuditTarget { kind: "client", id: id.get(), name: client.name.to_string() };
    hub.authority().note(&tx, actor, "client.delete", target, "{}", now).await?;
    if let Some(customer) = customer {
        hub.authority().tell_of_customer(&tx, WebhookKind::CustomerDeleted, &customer, now).await?;
    }
    if revoked.is_empty() {
        tx.commit().await?;
    } else {
        hub.authority().finish(tx, Change::Keys(revoked.iter().map(|key| key.digest).collect())).await?;
    }
    Ok(())
}
