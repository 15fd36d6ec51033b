//! A key that was found where it should not be.

use keyward_domain::webhook::WebhookKind;
use keyward_domain::{AuditActor, AuditEvent, AuditTarget, Key, KeyState, Outcome, Timestamp};
use keyward_storage::changes::Change as Announced;
use keyward_storage::keys::{self, Change};
use keyward_storage::{Tx, audit};
use serde_json::{Value, json};

use super::LeakAction;
use crate::keys::presented;
use crate::mail::Letter;
use crate::webhooks::{Told, key as told, owners_of};
use crate::{Authority, Error, Origin};

/// What somebody found.
pub(super) struct Leak<'a> {
    /// The text.
    pub(super) token: &'a str,
    /// What the finder takes it for.
    pub(super) kind: String,
    /// Where.
    pub(super) place: Option<String>,
    /// In what, as the finder calls it: `content`, `commit`, `npm`…
    pub(super) source: Option<String>,
    /// Who found it.
    pub(super) reporter: &'static str,
}

/// Does with a found key as the policy for its format says, and tells its owner; whether it is a key of ours. One that was revoked before is
/// audited and nobody is bothered.
pub(super) async fn found(authority: &Authority, leak: &Leak<'_>, origin: &Origin) -> Result<bool, Error> {
    let Some(found) = presented(authority, &authority.storage().reader(), leak.token).await? else {
        return Ok(false);
    };
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let Some(key) = keys::lock(&tx, found.environment, found.id).await? else { return Ok(false) };
    let dead = key.state == KeyState::Revoked;
    let action = if dead { LeakAction::Notify } else { authority.policy().leaks.of(&key.format) };
    let (key, changed) = dealt_with(&tx, key, action, now).await?;
    if !dead {
        write(authority, &tx, &key, leak, action, now).await?;
    }
    let facts = json!({
        "reporter": leak.reporter,
        "type": leak.kind,
        "url": leak.place,
        "source": leak.source,
        "action": if dead { "none" } else { action.as_str() },
    });
    record(authority, &tx, &key, &facts, origin, now).await?;
    if let Some(change) = changed {
        authority.tell_of_keys(&tx, key.tenant, change, &[&key], now).await?;
    }
    if !dead {
        let mut data = told(authority, &key, now);
        data["leak"] = facts;
        let event = Told::new(WebhookKind::KeyLeaked, key.environment, data);
        authority.tell(&tx, key.tenant, now, || vec![event]).await?;
    }
    authority.finish(tx, Announced::Keys(vec![key.digest])).await?;
    authority.mail_waits();
    Ok(true)
}

/// The key afterwards, and the word for what was done to it.
async fn dealt_with(
    tx: &Tx,
    key: Key,
    action: LeakAction,
    now: Timestamp,
) -> Result<(Key, Option<&'static str>), Error> {
    let (state, word) = match (action, key.state) {
        (LeakAction::Revoke, KeyState::Active | KeyState::Disabled) => (KeyState::Revoked, "key.revoke"),
        (LeakAction::Disable, KeyState::Active) => (KeyState::Disabled, "key.disable"),
        _ => return Ok((key, None)),
    };
    let change = Change { state: Some(state), ..Change::default() };
    Ok((keys::change(tx, key.id, &change, now).await?, Some(word)))
}

async fn write(
    authority: &Authority,
    tx: &Tx,
    key: &Key,
    leak: &Leak<'_>,
    action: LeakAction,
    now: Timestamp,
) -> Result<(), Error> {
    let done = match action {
        LeakAction::Notify => "It still works: whoever has read it can use it until you revoke it.",
        LeakAction::Disable => "It was switched off, and is refused until somebody switches it on again.",
        LeakAction::Revoke => "It was revoked, and is refused for ever.",
    };
    let place = leak.place.as_deref().unwrap_or("a place that was not told");
    let letter = Letter::KeyLeaked { name: key.name.as_str(), display: &key.display, place, done };
    for owner in owners_of(tx, key.tenant, Some(key.owner)).await? {
        authority.post(tx, key.tenant, &owner, &letter, None, now).await?;
    }
    Ok(())
}

async fn record(
    authority: &Authority,
    tx: &Tx,
    key: &Key,
    facts: &Value,
    origin: &Origin,
    now: Timestamp,
) -> Result<(), Error> {
    let event = AuditEvent {
        actor: AuditActor {
            address: origin.address.map(|address| address.to_string()),
            request_id: origin.request_id.clone(),
            user_agent: origin.user_agent.clone(),
            ..AuditActor::system("leaks")
        },
        action: "key.leak",
        target: AuditTarget { kind: "key", id: key.id.get(), name: key.name.to_string() },
        outcome: Outcome::Done,
        // A URL may well hold the key.
        detail: keyward_token::redact(&facts.to_string(), authority.formats()).into_owned(),
    };
    Ok(audit::append(tx, key.tenant, now, &[event]).await?)
}
