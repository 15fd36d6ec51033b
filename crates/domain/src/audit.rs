//! The audit trail: who did what to what, chained by hash so that a missing line shows.

use sha2::{Digest as _, Sha256};

use crate::{Id, Tenant, Timestamp};

/// Something that was done, or refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// Who did it.
    pub actor: AuditActor,
    /// What was done, `entity.verb`, such as `key.create`.
    pub action: &'static str,
    /// What it was done to.
    pub target: AuditTarget,
    /// How it ended.
    pub outcome: Outcome,
    /// Facts about it as a JSON object; never a secret.
    pub detail: String,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditActor {
    /// `key`, `static_key`, `user`, `operator` or `system`.
    pub kind: &'static str,
    /// The id as the wire prints it; empty where there is none.
    pub id: String,
    /// What people call them.
    pub name: String,
    /// Where the request came from, if it came over a network.
    pub address: Option<String>,
    /// The request, as in the log.
    pub request_id: String,
    /// What sent it, as it calls itself.
    pub user_agent: Option<String>,
}

impl AuditActor {
    /// A part of the server that acts by itself.
    pub fn system(name: &str) -> Self {
        let (id, name) = (String::new(), name.to_owned());
        Self { kind: "system", id, name, address: None, request_id: String::new(), user_agent: None }
    }
}

/// What something was done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditTarget {
    /// Such as `key`.
    pub kind: &'static str,
    /// The primary key.
    pub id: i64,
    /// What people call it.
    pub name: String,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused.
    Refused,
}

impl Outcome {
    /// The word in storage and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }
}

/// An event with its place in the tenant's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry<'a> {
    /// The chain it stands in.
    pub tenant: Id<Tenant>,
    /// Its place, from 1, without gaps.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: &'a AuditEvent,
}

/// The hash of an entry: SHA-256 over the previous entry's hash (32 zero bytes before the first) and each field, the texts
/// preceded by their length in bytes as 64-bit little endian, so that no two entries hash the same bytes.
pub fn link(previous: &[u8; 32], entry: &AuditEntry<'_>) -> [u8; 32] {
    let AuditEvent { actor, action, target, outcome, detail } = entry.event;
    let numbers = [entry.tenant.get(), entry.sequence, entry.at.as_micros(), target.id];
    let texts = [
        actor.kind,
        &actor.id,
        &actor.name,
        actor.address.as_deref().unwrap_or_default(),
        &actor.request_id,
        action,
        target.kind,
        &target.name,
        outcome.as_str(),
        detail,
    ];
    link_fields(previous, numbers, texts, actor.user_agent.as_deref())
}

/// The same over the fields as they are stored: tenant, sequence, time in microseconds and target; then kind, id, name, address and request
/// of the actor, the action, kind and name of the target, the outcome and the detail; then the user agent where there is one: entries that were
/// written before there was any keep their hash.
pub fn link_fields(
    previous: &[u8; 32],
    numbers: [i64; 4],
    texts: [&str; 10],
    user_agent: Option<&str>,
) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(previous);
    for number in numbers {
        hash.update(number.to_le_bytes());
    }
    for text in texts.into_iter().chain(user_agent) {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> AuditEvent {
        AuditEvent {
            actor: AuditActor {
                kind: "key",
                id: "key_1".into(),
                name: "CI".into(),
                address: None,
                request_id: "r".into(),
                user_agent: None,
            },
            action: "key.create",
            target: AuditTarget { kind: "key", id: 7, name: "new".into() },
            outcome: Outcome::Done,
            detail: "{}".into(),
        }
    }

    fn hash(sequence: i64, event: &AuditEvent) -> [u8; 32] {
        link(&[0; 32], &AuditEntry { tenant: Id::new(1), sequence, at: Timestamp::from_micros(5), event })
    }

    #[test]
    fn every_field_counts_and_none_flows_into_the_next() {
        let original = hash(1, &event());
        let mut shifted = event();
        shifted.actor.id = "key_1C".into();
        shifted.actor.name = "I".into();
        let mut refused = event();
        refused.outcome = Outcome::Refused;
        let mut with_agent = event();
        with_agent.actor.user_agent = Some(String::new());
        assert_ne!(hash(2, &event()), original);
        assert_ne!(hash(1, &shifted), original);
        assert_ne!(hash(1, &refused), original);
        assert_ne!(hash(1, &with_agent), original);
        assert_eq!(hash(1, &event()), original);
    }
}
