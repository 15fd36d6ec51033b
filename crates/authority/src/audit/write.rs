//! Writing down what was done, in the transaction that does it.

use keyward_domain::{AuditActor, AuditEvent, AuditTarget, Key, Outcome, Timestamp};
use keyward_gate::Subject;
use keyward_storage::{Tx, audit};

use crate::{Actor, Authority, Error, Principal};

impl Authority {
    /// Writes down one thing done to each of these keys, and tells webhooks of it. Called last in a transaction (see [`audit::append`]).
    pub async fn record(
        &self,
        tx: &Tx,
        actor: &Actor,
        action: &'static str,
        keys: &[&Key],
        now: Timestamp,
    ) -> Result<(), Error> {
        let events: Vec<_> = keys
            .iter()
            .map(|key| {
                let target = AuditTarget { kind: "key", id: key.id.get(), name: key.name.to_string() };
                self.event(
                    actor,
                    action,
                    target,
                    format!(r#"{{"display":{}}}"#, serde_json::Value::from(key.display.as_str())),
                )
            })
            .collect();
        audit::append(tx, actor.tenant, now, &events).await?;
        self.tell_of_keys(tx, actor.tenant, action, keys, now).await
    }

    /// Writes down one thing done to something other than a key, and refuses it when the caller does not stand any more. Called last in
    /// a transaction, like [`record`](Self::record). What ends the caller's own session appends its [`event`](Self::event) by itself.
    pub async fn note(
        &self,
        tx: &Tx,
        actor: &Actor,
        action: &'static str,
        target: AuditTarget,
        detail: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let event = self.event(actor, action, target, detail.to_owned());
        audit::append(tx, actor.tenant, now, std::slice::from_ref(&event)).await?;
        self.tell_of_target(tx, actor, action, &event.target, now).await?;
        self.still_stands(tx, actor, &[], now).await
    }

    /// An event of this actor's.
    pub fn event(
        &self,
        actor: &Actor,
        action: &'static str,
        target: AuditTarget,
        detail: String,
    ) -> AuditEvent {
        AuditEvent { actor: self.audit_actor(actor), action, target, outcome: Outcome::Done, detail }
    }

    /// Who somebody is, for the trail.
    pub(crate) fn audit_actor(&self, actor: &Actor) -> AuditActor {
        let (id, name) = match &actor.principal {
            Principal::Key(grant) => {
                let id = match grant.subject {
                    Subject::Key(id) => self.ids().encode(id),
                    Subject::Static => String::new(),
                };
                (id, grant.name.to_string())
            }
            Principal::User { user, email, .. } => (self.ids().encode(*user), email.to_string()),
            Principal::Operator => (String::new(), "operator".to_owned()),
        };
        AuditActor {
            kind: actor.audit_kind(),
            id,
            name,
            address: actor.origin.address.map(|address| address.to_string()),
            request_id: actor.origin.request_id.clone(),
            user_agent: actor.origin.user_agent.clone(),
        }
    }
}
