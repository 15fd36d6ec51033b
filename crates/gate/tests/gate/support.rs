//! A source under the test's control.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use keyward_domain::{
    Balance, Code, Credits, EnvironmentType, Id, KeyKind, KeyState, Limits, Metadata, Networks, Owner,
    PermissionQuery, Permissions, Timestamp,
};
use keyward_gate::{
    Ask, Gate, Grant, GrantEnvironment, GrantSource, Lease, LeaseRequest, Settings, Subject, Unavailable,
};
use keyward_token::{Digest, Formats, Pepper, Peppers};
use tokio::sync::Semaphore;

pub(crate) const SETTINGS: Settings =
    Settings { max_keys: 100_000, max_unknown: 1000, unknown_ttl: Duration::from_secs(10) };

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * 1_000_000)
}

pub(crate) fn ask(seconds: i64) -> Ask<'static> {
    Ask { now: at(seconds), address: None, query: None, within: None, private_only: false, meter: None }
}

/// A key that may pass.
pub(crate) fn grant(id: i64) -> Grant {
    Grant {
        subject: Subject::Key(Id::new(id)),
        name: "a key".into(),
        kind: KeyKind::Private,
        tenant: Id::new(1),
        tenant_suspended: false,
        environment: Some(GrantEnvironment { id: Id::new(2), kind: EnvironmentType::Production }),
        owner: Owner::User(Id::new(3)),
        external_id: None,
        roles: [].into(),
        permissions: Permissions::default().into(),
        state: KeyState::Active,
        expires_at: None,
        networks: Networks::default(),
        limits: Limits::default(),
        limit_scope: Id::new(id),
        credits: None,
        metadata: Metadata::default(),
    }
}

pub(crate) fn permissions(texts: &[&str]) -> Arc<Permissions> {
    Arc::new(texts.iter().map(|text| text.parse().unwrap()).collect())
}

pub(crate) fn query(text: &str) -> PermissionQuery {
    text.parse().unwrap()
}

/// Sees the truth when a load begins, and tells it once it is let through.
pub(crate) struct Source {
    keys: Mutex<HashMap<Digest, Grant>>,
    pub(crate) accounts: Mutex<HashMap<Id<Credits>, Credits>>,
    pub(crate) leases: AtomicUsize,
    pub(crate) down: AtomicBool,
    pub(crate) loads: AtomicUsize,
    /// One permit for each load that has begun.
    begun: Semaphore,
    /// One permit for each load that may end.
    door: Semaphore,
}

impl Source {
    /// Its loads end at once.
    pub(crate) fn open() -> Self {
        let source = Self::shut();
        source.let_through(Semaphore::MAX_PERMITS / 2);
        source
    }

    /// Its loads wait to be let through.
    pub(crate) fn shut() -> Self {
        Self {
            keys: Mutex::default(),
            accounts: Mutex::default(),
            leases: AtomicUsize::new(0),
            down: AtomicBool::new(false),
            loads: AtomicUsize::new(0),
            begun: Semaphore::new(0),
            door: Semaphore::new(0),
        }
    }

    pub(crate) fn set(&self, digest: Digest, grant: Grant) {
        self.keys.lock().unwrap().insert(digest, grant);
    }

    pub(crate) fn set_text(&self, text: &str, grant: Grant) {
        self.set(Digest::sha256(text), grant);
    }

    pub(crate) fn loads(&self) -> usize {
        self.loads.load(Ordering::SeqCst)
    }

    pub(crate) fn let_through(&self, loads: usize) {
        self.door.add_permits(loads);
    }

    /// Returns when so many more loads have begun.
    pub(crate) async fn begun(&self, loads: u32) {
        self.begun.acquire_many(loads).await.unwrap().forget();
    }
}

impl GrantSource for Source {
    async fn load(&self, digest: &Digest) -> Result<Option<Grant>, Unavailable> {
        let truth = self.keys.lock().unwrap().get(digest).cloned();
        let down = self.down.load(Ordering::SeqCst);
        self.loads.fetch_add(1, Ordering::SeqCst);
        self.begun.add_permits(1);
        self.door.acquire().await.unwrap().forget();
        if down { Err(Unavailable) } else { Ok(truth) }
    }

    /// Blocks of ten.
    async fn lease(
        &self,
        request: LeaseRequest,
        paid: Box<dyn FnOnce(Lease) + Send>,
    ) -> Result<Lease, Unavailable> {
        tokio::task::yield_now().await;
        if self.down.load(Ordering::SeqCst) {
            return Err(Unavailable);
        }
        self.leases.fetch_add(1, Ordering::SeqCst);
        let lease = {
            let mut accounts = self.accounts.lock().unwrap();
            match accounts.get_mut(&request.account).filter(|account| account.version == request.version) {
                None => Lease::Outdated,
                Some(account) => {
                    let credits = account.clone().at(request.now);
                    let leased = credits.lease(request.need, 10);
                    let balance = credits.balance.get() - leased;
                    let refill_at = credits.refill.map(|refill| refill.interval.next(request.now));
                    let rest = Balance::new(balance.cast_signed()).unwrap();
                    *account = Credits { balance: rest, ..credits };
                    Lease::Paid { leased, balance, refill_at }
                }
            }
        };
        paid(lease);
        Ok(lease)
    }
}

pub(crate) type TestGate = Arc<Gate<Source>>;

pub(crate) fn gate(source: Source) -> TestGate {
    gate_with(source, SETTINGS, Peppers::default())
}

pub(crate) fn gate_with(source: Source, settings: Settings, peppers: Peppers) -> TestGate {
    Arc::new(Gate::new(source, Arc::new(Formats::default()), Arc::new(peppers), settings))
}

pub(crate) fn pepper(id: &str) -> Pepper {
    Pepper::new(id.parse().unwrap(), [id.as_bytes()[0]; 32])
}

pub(crate) async fn code(gate: &TestGate, text: &str, seconds: i64) -> Code {
    gate.check(text, &ask(seconds)).await.unwrap().code
}
