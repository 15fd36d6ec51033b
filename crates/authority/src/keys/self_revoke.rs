//! End the key that one holds (contract v1, part 6).

use keyward_domain::{AuditActor, AuditEvent, AuditTarget, KeyKind, KeyState, Outcome};
use keyward_storage::audit;
use keyward_storage::changes::Change as Announced;
use keyward_storage::keys::{self, Change};

use super::presented::presented;
use crate::{Authority, Error, Origin};

/// Ends the key that is written so, for ever; whether there is one. Whoever holds a key may end it, from anywhere and whatever it may do:
/// nobody else could, had it leaked. Ending an ended one changes nothing. Publishable keys are held by everybody, so nobody ends them so.
pub async fn self_revoke(authority: &Authority, text: &str, origin: &Origin) -> Result<bool, Error> {
    let Some(found) = presented(authority, &authority.storage().reader(), text).await? else {
        return Ok(false);
    };
    if found.kind == KeyKind::Publishable {
        return Err(Error::Forbidden("A publishable key can't end itself: everybody holds it"));
    }
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let Some(key) = keys::lock(&tx, found.environment, found.id).await? else { return Ok(false) };
    if key.state == KeyState::Revoked {
        return Ok(true);
    }
    let change = Change { state: Some(KeyState::Revoked), ..Change::default() };
    let key = keys::change(&tx, key.id, &change, now).await?;
    let event = AuditEvent {
        actor: AuditActor {
            kind: "key",
            id: authority.ids().encode(key.id),
            name: key.name.to_string(),
            address: origin.address.map(|address| address.to_string()),
            request_id: origin.request_id.clone(),
            user_agent: origin.user_agent.clone(),
        },
        action: "key.self_revoke",
        target: AuditTarget { kind: "key", id: key.id.get(), name: key.name.to_string() },
        outcome: Outcome::Done,
        detail: serde_json::json!({"display": key.display}).to_string(),
    };
    audit::append(&tx, key.tenant, now, &[event]).await?;
    authority.tell_of_keys(&tx, key.tenant, "key.revoke", &[&key], now).await?;
    authority.finish(tx, Announced::Keys(vec![key.digest])).await?;
    Ok(true)
}
