//! Putting what happened before those who want to know, in the transaction in which it happens.

use keyward_domain::webhook::{WebhookEndpoint, WebhookKind};
use keyward_domain::{AuditTarget, Customer, Environment, Id, Key, License, Tenant, Timestamp};
use keyward_storage::webhooks::endpoints;
use keyward_storage::webhooks::events::{self, NewDelivery, NewEvent};
use keyward_storage::{StorageError, Tx};
use serde_json::{Value, json};

use super::told;
use crate::{Actor, Authority, Error};

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Told {
    /// What.
    pub kind: WebhookKind,
    /// Where; `None` for what lies in no environment: every environment's endpoints may be told.
    pub environment: Option<Id<Environment>>,
    /// Facts as a JSON object, without any secret.
    pub data: Value,
    /// The licence that it is about, of which endpoints of the hub are told.
    pub license: Option<Id<License>>,
    /// The batch that it is one of.
    pub batch: Option<String>,
    /// Its id, where it has one already.
    pub id: Option<String>,
}

impl Told {
    /// Something of an environment's.
    pub(crate) fn new(kind: WebhookKind, environment: Id<Environment>, data: Value) -> Self {
        Self { kind, environment: Some(environment), data, license: None, batch: None, id: None }
    }

    fn concerns(&self, endpoint: &WebhookEndpoint) -> bool {
        let place = match endpoint.environment {
            Some(environment) => self.environment.is_none_or(|own| own == environment),
            None => self.license.is_some(),
        };
        place && endpoint.interest.wants(self.kind)
    }
}

impl Authority {
    /// Tells endpoints of a tenant what happened. Called when the transaction holds the tenant's audit chain, that is, after its entries were
    /// appended. Where nobody listens, `told` is not called and nothing is written.
    pub async fn tell(
        &self,
        tx: &Tx,
        tenant: Id<Tenant>,
        now: Timestamp,
        told: impl FnOnce() -> Vec<Told> + Send,
    ) -> Result<(), Error> {
        let listening = endpoints::listening(tx, tenant).await?;
        if listening.is_empty() {
            return Ok(());
        }
        self.put(tx, tenant, now, &listening, told()).await?;
        Ok(())
    }

    /// Puts down what happened, and a delivery for each of these endpoints of the tenant that it concerns.
    pub(super) async fn put(
        &self,
        tx: &Tx,
        tenant: Id<Tenant>,
        now: Timestamp,
        listening: &[WebhookEndpoint],
        told: Vec<Told>,
    ) -> Result<(), StorageError> {
        let (mut events, mut deliveries) = (Vec::new(), Vec::new());
        for one in told {
            let mut concerned = listening.iter().filter(|endpoint| one.concerns(endpoint)).peekable();
            if concerned.peek().is_none() {
                continue;
            }
            let id = one.id.clone().unwrap_or_else(|| self.unique_id(now));
            let delivery = |endpoint: &WebhookEndpoint| NewDelivery {
                id: self.unique_id(now),
                event_id: id.clone(),
                endpoint: endpoint.id,
                now,
            };
            deliveries.extend(concerned.map(delivery));
            events.push(NewEvent {
                id,
                tenant,
                environment: one.environment,
                kind: one.kind,
                data: one.data.to_string(),
                license: one.license,
                batch: one.batch,
                at: now,
            });
        }
        events::insert(tx, &events, &deliveries).await?;
        if !deliveries.is_empty() {
            self.webhooks_wait();
        }
        Ok(())
    }

    /// Wakes the worker. It may look before the commit; then it looks again a moment later.
    pub(crate) fn webhooks_wait(&self) {
        self.webhooks.notify_one();
    }

    /// Tells what was done to keys, by the word that the audit trail has for it.
    pub(crate) async fn tell_of_keys(
        &self,
        tx: &Tx,
        tenant: Id<Tenant>,
        action: &str,
        keys: &[&Key],
        now: Timestamp,
    ) -> Result<(), Error> {
        let kind = match action {
            "key.create" | "key.import" => WebhookKind::KeyCreated,
            "key.update" => WebhookKind::KeyUpdated,
            "key.disable" => WebhookKind::KeyDisabled,
            "key.enable" => WebhookKind::KeyEnabled,
            "key.rotate" => WebhookKind::KeyRotated,
            "key.revoke" => WebhookKind::KeyRevoked,
            _ => return Ok(()),
        };
        // Of a rotation, the old key is told, which names the new one.
        let meant = |key: &&&Key| kind != WebhookKind::KeyRotated || key.successor.is_some();
        let told = |key: &&Key| Told::new(kind, key.environment, told::key(self, key, now));
        self.tell(tx, tenant, now, || keys.iter().filter(meant).map(told).collect()).await
    }

    /// Tells what was done to a customer.
    pub async fn tell_of_customer(
        &self,
        tx: &Tx,
        kind: WebhookKind,
        customer: &Customer,
        now: Timestamp,
    ) -> Result<(), Error> {
        let told = || vec![Told::new(kind, customer.environment, told::customer(self, customer))];
        self.tell(tx, customer.tenant, now, told).await
    }

    /// Tells what was done to something else that its audit entry says all about.
    pub(crate) async fn tell_of_target(
        &self,
        tx: &Tx,
        actor: &Actor,
        action: &str,
        target: &AuditTarget,
        now: Timestamp,
    ) -> Result<(), Error> {
        let kind = match action {
            "gate.create" => WebhookKind::GateCreated,
            "gate.update" | "gate.rotate_secret" => WebhookKind::GateUpdated,
            "gate.delete" => WebhookKind::GateDeleted,
            _ => return Ok(()),
        };
        let environment = actor.environment()?;
        let data = || json!({"id": self.ids().encode_any(target.kind, target.id), "name": target.name});
        self.tell(tx, actor.tenant, now, || vec![Told::new(kind, environment, data())]).await
    }

    /// An id that nothing else has: UUIDv7 (RFC 9562, 5.7).
    pub fn unique_id(&self, now: Timestamp) -> String {
        let mut random = [0; 10];
        self.entropy().fill(&mut random);
        let millis = u64::try_from(now.as_micros() / 1000).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string()
    }
}
