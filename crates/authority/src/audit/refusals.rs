//! Refusals of somebody who is known, written down after they were answered.
//!
//! Who is refused can ask again as often as they like, so a refusal must not cost a write each time: of one caller, method, reason and path the
//! first is written within a second, and how often it came again once a minute. What is remembered is bounded; past the bound, refusals
//! are counted in the log alone.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use keyward_domain::{AuditActor, AuditEvent, AuditTarget, Id, Outcome, Tenant, Timestamp};
use keyward_storage::audit;

use crate::customer_portal::PortalActor;
use crate::{Actor, Authority, Error};

/// What was refused.
#[derive(Debug, Clone)]
pub struct Refusal<'a> {
    /// The method of the request.
    pub method: &'a str,
    /// Its path; what may be a key in it is hidden.
    pub path: &'a str,
    /// The status that it was answered with.
    pub status: u16,
    /// The error's code.
    pub code: &'a str,
}

const MOST: usize = 4096;
const AGAIN_AFTER: Duration = Duration::from_mins(1);
const MAX_PATH_CHARS: usize = 255;
/// So many paths of one cause are told apart; what comes to further ones counts with the last. Whoever tries every id there may be fills no
/// trail with it.
const PATHS: usize = 16;

type Cause = (Id<Tenant>, &'static str, String, String, String);

struct Seen {
    event: AuditEvent,
    path: String,
    status: u16,
    /// How often since it was last written.
    times: u64,
    /// When it may be written again.
    due: Timestamp,
}

impl Seen {
    /// The entry of what was seen since the last one.
    fn told(&self, code: &str) -> AuditEvent {
        let (code, path) = (serde_json::Value::from(code), serde_json::Value::from(self.path.as_str()));
        let (status, times) = (self.status, self.times);
        let detail = format!(r#"{{"code":{code},"status":{status},"path":{path},"times":{times}}}"#);
        AuditEvent { detail, ..self.event.clone() }
    }
}

/// Refusals that are still to be written, and who writes: one at a time, so that whoever has written knows that nothing is under way.
#[derive(Default)]
pub(crate) struct Refusals(Mutex<HashMap<Cause, Vec<Seen>>>, tokio::sync::Mutex<()>);

impl Authority {
    /// Notes that somebody who is known was refused. Writes nothing.
    pub fn refused(&self, actor: &Actor, refusal: &Refusal<'_>) {
        self.note_refusal(actor.tenant, self.audit_actor(actor), refusal);
    }

    /// The same of a customer in its portal.
    pub fn refused_customer(&self, customer: &PortalActor, refusal: &Refusal<'_>) {
        self.note_refusal(customer.session.tenant, customer.audit_actor(self), refusal);
    }

    /// The same of somebody who is no actor, in that tenant's trail.
    pub(crate) fn note_refusal(&self, tenant: Id<Tenant>, actor: AuditActor, refusal: &Refusal<'_>) {
        let path = keyward_token::redact(refusal.path, self.formats());
        let path: String = path.chars().take(MAX_PATH_CHARS).collect();
        let target = AuditTarget { kind: "route", id: 0, name: format!("{} {path}", refusal.method) };
        let cause = (
            tenant,
            actor.kind,
            format!("{}\n{}", actor.id, actor.name),
            refusal.method.to_owned(),
            refusal.code.to_owned(),
        );
        let (outcome, detail) = (Outcome::Refused, String::new());
        let event = AuditEvent { actor, action: "request.refuse", target, outcome, detail };
        let now = self.now();
        let mut all = self.refusals.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST && !all.contains_key(&cause) {
            tracing::warn!(?tenant, "more refusals than can be remembered: one was not audited");
            return;
        }
        let seen = all.entry(cause).or_default();
        let known = seen.iter().position(|one| one.path == path);
        match seen.get_mut(known.unwrap_or(PATHS - 1)) {
            Some(one) => one.times += 1,
            None => seen.push(Seen { event, path, status: refusal.status, times: 1, due: now }),
        }
    }

    /// Writes down refusals that are due; all of them, when the server ends.
    pub async fn flush_refusals(&self, all: bool) -> Result<(), Error> {
        let _alone = self.refusals.1.lock().await;
        let now = self.now();
        for (tenant, events) in self.due_refusals(now, all) {
            let tx = self.storage().begin().await?;
            audit::append(&tx, tenant, now, &events).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    fn due_refusals(&self, now: Timestamp, all: bool) -> HashMap<Id<Tenant>, Vec<AuditEvent>> {
        let mut due: HashMap<_, Vec<_>> = HashMap::new();
        let mut seen = self.refusals.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|(tenant, _, _, _, code), seen| {
            seen.retain_mut(|seen| {
                if seen.due > now && !all {
                    return true;
                }
                if seen.times == 0 {
                    return false;
                }
                due.entry(*tenant).or_default().push(seen.told(code));
                (seen.times, seen.due) = (0, now.plus(AGAIN_AFTER));
                true
            });
            !seen.is_empty()
        });
        due
    }
}
