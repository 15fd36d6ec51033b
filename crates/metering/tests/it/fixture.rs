//! Metering over a SQLite file of its own.

use std::sync::Arc;

use keyward_domain::{EnvironmentType, Id, Permissions};
use keyward_metering::events::ingest::{Batch, IngestEvent, Ingested, ingest};
use keyward_metering::{Caller, Error, Heard, Listener, Metering, Parts, Policy};
use keyward_storage::events::NewEvent;
use keyward_storage::{Options, Storage, Target, Tx, environments, tenants};
use keyward_testkit::entropy::SeededEntropy;
use keyward_testkit::time::FixedClock;
use tempfile::TempDir;

pub(crate) struct Fixture {
    pub(crate) metering: Metering,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) storage: Storage,
    environment: Id<keyward_domain::Environment>,
    permissions: Permissions,
    _folder: TempDir,
}

struct Nobody;

impl Listener for Nobody {
    fn added<'a>(&'a self, _: &'a Tx, _: &'a [&'a NewEvent]) -> Heard<'a> {
        Box::pin(async { Ok(()) })
    }
}

impl Fixture {
    pub(crate) async fn new(policy: Policy) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::Sqlite(folder.path().join("keyward.db"));
        let storage = Storage::connect(&Options::new(target)).await.unwrap();
        storage.migrate().await.unwrap();
        let clock = Arc::new(FixedClock::default());
        let tx = storage.begin().await.unwrap();
        let now = "2026-01-14T12:00:00Z".parse().unwrap();
        let tenant = tenants::insert(&tx, &"Acme".parse().unwrap(), now).await.unwrap().id;
        let live = "Live".parse().unwrap();
        let kind = EnvironmentType::Production;
        let environment = environments::insert(&tx, tenant, &live, kind, now).await.unwrap().id;
        tx.commit().await.unwrap();
        let parts = Parts {
            storage: storage.clone(),
            clock: clock.clone(),
            entropy: Arc::new(SeededEntropy::new(7)),
            policy,
            listener: Arc::new(Nobody),
        };
        let permissions = ["event:read", "event:write"].iter().map(|text| text.parse().unwrap()).collect();
        Self { metering: Metering::start(parts), clock, storage, environment, permissions, _folder: folder }
    }

    pub(crate) fn caller(&self) -> Caller<'_> {
        Caller {
            environment: self.environment,
            permissions: &self.permissions,
            tenant_suspended: false,
            customer: None,
        }
    }

    pub(crate) async fn ingest(&self, events: Vec<IngestEvent>) -> Result<Ingested, Error> {
        ingest(&self.metering, &self.caller(), Batch::Many, events).await
    }
}

/// An event at a time.
pub(crate) fn event(name: &str, customer: &str, timestamp: &str) -> IngestEvent {
    IngestEvent {
        event_name: name.to_owned(),
        external_customer_id: customer.to_owned(),
        timestamp: Some(timestamp.to_owned()),
        ..IngestEvent::default()
    }
}
