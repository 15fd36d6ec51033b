//! Telling of keys that end soon.

use keyward_domain::webhook::WebhookKind;
use keyward_domain::{Key, Owner, Timestamp};
use keyward_storage::{Tx, audit, keys};

use super::{Told, owners_of, told};
use crate::mail::Letter;
use crate::{Authority, Error};

/// So many at a time, so that no transaction is long.
const AT_ONCE: u64 = 200;

/// Tells webhooks, and the person where a key is a person's, of keys that end within the configured time, each once; how many there were.
/// To be called now and then. A key that was rotated ends because somebody meant it to, so it is not told of.
pub async fn tell_expiring(authority: &Authority) -> Result<usize, Error> {
    let mut all = 0;
    loop {
        let some = some(authority).await?;
        all += some;
        if some < usize::try_from(AT_ONCE).unwrap_or(usize::MAX) {
            return Ok(all);
        }
    }
}

async fn some(authority: &Authority) -> Result<usize, Error> {
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let until = now.plus(authority.policy().webhooks.expiring_within);
    let ending = keys::lock_expiring(&tx, now, until, AT_ONCE).await?;
    keys::note_expiring(&tx, ending.iter().map(|key| key.id), now).await?;
    let mut tenants: Vec<_> = ending.iter().map(|key| key.tenant).collect();
    tenants.sort_unstable();
    tenants.dedup();
    for tenant in tenants {
        let of_tenant: Vec<&Key> = ending.iter().filter(|key| key.tenant == tenant).collect();
        for key in &of_tenant {
            write(authority, &tx, key, now).await?;
        }
        audit::hold(&tx, tenant).await?;
        let event =
            |key: &&Key| Told::new(WebhookKind::KeyExpiring, key.environment, told::key(authority, key, now));
        authority.tell(&tx, tenant, now, || of_tenant.iter().map(event).collect()).await?;
    }
    tx.commit().await?;
    authority.mail_waits();
    Ok(ending.len())
}

async fn write(authority: &Authority, tx: &Tx, key: &Key, now: Timestamp) -> Result<(), Error> {
    let (Owner::User(_), Some(end)) = (key.owner, key.expires_at) else { return Ok(()) };
    let end = end.to_string();
    let letter = Letter::KeyExpiring { name: key.name.as_str(), display: &key.display, end: &end };
    for person in owners_of(tx, key.tenant, Some(key.owner)).await? {
        authority.post(tx, key.tenant, &person, &letter, None, now).await?;
    }
    Ok(())
}
