//! End a session of one's own, such as a lost device's.

use keyward_domain::{AuditTarget, EndReason};
use keyward_storage::{audit, sessions};

use super::SESSION;
use crate::{Actor, Authority, Error};

/// Ends the actor's session of that id; the next request with one of its tokens is refused. A suspended tenant's people may, too.
pub async fn end(authority: &Authority, actor: &Actor, id: &str) -> Result<(), Error> {
    let user = actor.signed_in()?;
    let id = authority.decode(id, SESSION)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    if !sessions::end(&tx, user, id, EndReason::Ended, now).await? {
        return Err(Error::NotFound(SESSION));
    }
    let target = AuditTarget { kind: "session", id: id.get(), name: String::new() };
    let event = authority.event(actor, "session.end", target, r#"{"reason":"ended"}"#.to_owned());
    audit::append(&tx, actor.tenant, now, &[event]).await?;
    tx.commit().await?;
    Ok(())
}
