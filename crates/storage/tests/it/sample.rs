//! Rows to work with, and the ways to write them.

use std::future::Future;
use std::time::Duration;

use keyward_domain::{
    Customer, EmailAddress, Environment, EnvironmentType, Id, Key, KeyKind, Limit, LimitScope, Limits,
    Metadata, Name, Networks, Owner, Permissions, RoleName, ServiceAccount, Tenant, Timestamp, Units, User,
    Window,
};
use keyward_storage::customers::NewCustomer;
use keyward_storage::keys::NewKey;
use keyward_storage::{
    Storage, StorageError, Tx, customers, environments, keys, service_accounts, tenants, users,
};
use keyward_token::{Algorithm, Digest};
use tokio::task::JoinSet;

/// 2026-01-14T12:00:00.000001Z: a time whose microseconds count.
pub(crate) const NOW: Timestamp = Timestamp::from_micros(1_768_392_000_000_001);

pub(crate) fn later(seconds: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(seconds))
}

pub(crate) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

pub(crate) fn email(text: &str) -> EmailAddress {
    text.parse().unwrap()
}

pub(crate) fn role(text: &str) -> RoleName {
    text.parse().unwrap()
}

/// A limit of each name: every second one of the owner's keys, and taken from only when it is named.
pub(crate) fn limits(names: &[&str]) -> Limits {
    let limits = names.iter().zip(1..).map(|(name, number): (_, i64)| Limit {
        name: name.parse().unwrap(),
        most: Units::new(4_000_000_000 / number).unwrap(),
        window: Window::from_seconds(number * 60).unwrap(),
        auto: number % 2 == 1,
        scope: if number % 2 == 1 { LimitScope::Key } else { LimitScope::Owner },
    });
    Limits::new(limits.collect()).unwrap()
}

pub(crate) fn permissions(texts: &[&str]) -> Permissions {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// Does the work in a transaction and commits it.
pub(crate) async fn write<T>(
    storage: &Storage,
    work: impl AsyncFnOnce(&Tx) -> Result<T, StorageError>,
) -> Result<T, StorageError> {
    let tx = storage.begin().await?;
    let done = work(&tx).await?;
    tx.commit().await?;
    Ok(done)
}

/// Runs that many of them at once, each on a task of its own; their answers in the order in which they came.
pub(crate) async fn at_once<F>(
    count: u16,
    work: impl Fn(Storage, u16) -> F,
    storage: &Storage,
) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for number in 0..count {
        tasks.spawn(work(storage.clone(), number));
    }
    tasks.join_all().await
}

/// Keeps a transaction open for a while, so that another that should wait for it has the time to go wrong.
pub(crate) async fn linger(tx: &Tx) {
    for _ in 0..100 {
        tenants::all(tx).await.unwrap();
    }
}

/// A tenant with an environment, and one of each kind that can own a key.
#[derive(Clone, Copy)]
pub(crate) struct House {
    pub(crate) tenant: Id<Tenant>,
    pub(crate) environment: Id<Environment>,
    pub(crate) user: Id<User>,
    pub(crate) machine: Id<ServiceAccount>,
    pub(crate) customer: Id<Customer>,
}

impl House {
    pub(crate) async fn build(storage: &Storage, called: &str) -> Self {
        let build = async |tx: &Tx| {
            let tenant = tenants::insert(tx, &name(called), NOW).await?.id;
            let environment =
                environments::insert(tx, tenant, &name("Live"), EnvironmentType::Production, NOW).await?.id;
            let email = email(&format!("{called}@example.com"));
            let customer = new_customer(tenant, environment, "acme");
            Ok(Self {
                tenant,
                environment,
                user: users::insert(tx, tenant, &email, None, &[], NOW).await?.id,
                machine: service_accounts::insert(tx, tenant, &name("CI"), &[], NOW).await?.id,
                customer: customers::insert(tx, &customer).await?.id,
            })
        };
        write(storage, build).await.unwrap()
    }

    /// A key to be, with a secret of its own for each number.
    pub(crate) fn key(&self, number: u16) -> NewKey {
        NewKey {
            tenant: self.tenant,
            environment: self.environment,
            kind: KeyKind::Private,
            name: name(&format!("key {number}")),
            description: None,
            owner: Owner::User(self.user),
            format: "native".to_owned(),
            display: format!("kw_live_{number}"),
            digest: digest(number),
            algorithm: Algorithm::Sha256,
            roles: Vec::new(),
            permissions: Permissions::default(),
            networks: Networks::default(),
            limits: Limits::default(),
            limit_scope: None,
            credits: None,
            metadata: Metadata::default(),
            expires_at: None,
            now: NOW,
        }
    }

    /// Another environment of the same tenant.
    pub(crate) async fn other_environment(&self, storage: &Storage) -> Id<Environment> {
        let insert = async |tx: &Tx| {
            environments::insert(tx, self.tenant, &name("Test"), EnvironmentType::Development, NOW).await
        };
        write(storage, insert).await.unwrap().id
    }
}

pub(crate) fn digest(number: u16) -> Digest {
    Digest::sha256(&number.to_string())
}

pub(crate) fn new_customer(
    tenant: Id<Tenant>,
    environment: Id<Environment>,
    external_id: &str,
) -> NewCustomer {
    NewCustomer {
        tenant,
        environment,
        external_id: external_id.parse().unwrap(),
        name: name("Acme"),
        email: None,
        metadata: Metadata::default(),
        now: NOW,
    }
}

pub(crate) async fn insert_key(storage: &Storage, new: &NewKey) -> Key {
    write(storage, async |tx: &Tx| keys::insert(tx, new).await).await.unwrap()
}

/// Asserts that a result is an error of that pattern.
macro_rules! assert_err {
    ($result:expr, $error:pat) => {{
        let result = $result;
        assert!(matches!(result, Err($error)), "{result:?} is not {}", stringify!($error));
    }};
}
pub(crate) use assert_err;
