use keyward_domain::{EnvironmentType, Key, KeyState, Owner, TenantStatus};
use keyward_storage::grants::KeyInContext;
use keyward_storage::keys::{self, Change, NewKey};
use keyward_storage::{Connection, Storage, Tx, grants, tenants};
use keyward_token::Digest;

use crate::sample::{House, NOW, digest, insert_key, write};

async fn load(db: &impl Connection, digest: &Digest) -> Option<KeyInContext> {
    grants::load(db, std::slice::from_ref(digest)).await.unwrap().remove(digest).map(Result::unwrap)
}

/// The key in a production environment of an active tenant, its owner no customer.
fn of(key: &Key) -> KeyInContext {
    let key = key.clone();
    KeyInContext {
        id: key.id,
        tenant: key.tenant,
        tenant_status: TenantStatus::Active,
        disabled: false,
        environment: key.environment,
        environment_type: EnvironmentType::Production,
        kind: key.kind,
        name: key.name,
        owner: key.owner,
        external_id: None,
        state: key.state,
        roles: key.roles,
        permissions: key.permissions,
        networks: key.networks,
        limits: key.limits,
        limit_scope: key.limit_scope,
        credits: key.credits,
        metadata: key.metadata,
        expires_at: key.expires_at,
    }
}

pub(crate) async fn a_customers_key_comes_with_all_that_lies_above_it(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let key = insert_key(storage, &NewKey { owner: Owner::Customer(house.customer), ..house.key(1) }).await;
    insert_key(storage, &house.key(2)).await;

    let found = load(&storage.reader(), &key.digest).await.unwrap();
    assert_eq!(found, KeyInContext { external_id: Some("acme".to_owned()), ..of(&key) });
}

pub(crate) async fn a_key_of_no_customer_comes_without_an_external_id(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for (number, owner) in (0..).zip([Owner::User(house.user), Owner::ServiceAccount(house.machine)]) {
        let key = insert_key(storage, &NewKey { owner, ..house.key(number) }).await;
        let found = load(&storage.reader(), &key.digest).await.unwrap();
        assert_eq!(found, of(&key));
    }
}

pub(crate) async fn the_tenants_and_environments_own_standing_is_told(storage: &Storage) {
    let (house, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    let development = House { environment: house.other_environment(storage).await, ..house };
    let key = insert_key(storage, &development.key(1)).await;
    let others = insert_key(storage, &other.key(2)).await;
    let suspend = async |tx: &Tx| tenants::set_status(tx, house.tenant, TenantStatus::Suspended).await;
    write(storage, suspend).await.unwrap();

    let found = load(&storage.reader(), &key.digest).await.unwrap();
    assert_eq!(
        (found.tenant_status, found.environment_type),
        (TenantStatus::Suspended, EnvironmentType::Development)
    );
    let found = load(&storage.reader(), &others.digest).await.unwrap();
    assert_eq!(
        (found.tenant_status, found.environment_type),
        (TenantStatus::Active, EnvironmentType::Production)
    );
}

pub(crate) async fn a_revoked_key_is_still_found(storage: &Storage) {
    let key = insert_key(storage, &House::build(storage, "a").await.key(1)).await;
    let revoke = Change { state: Some(KeyState::Revoked), ..Change::default() };
    write(storage, async |tx: &Tx| keys::change(tx, key.id, &revoke, NOW).await).await.unwrap();
    let found = load(&storage.reader(), &key.digest).await.unwrap();
    assert_eq!(found.state, KeyState::Revoked);
}

pub(crate) async fn an_unknown_digest_is_none(storage: &Storage) {
    insert_key(storage, &House::build(storage, "a").await.key(1)).await;
    assert!(load(&storage.reader(), &digest(2)).await.is_none());
}

pub(crate) async fn a_transaction_finds_what_it_has_written(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let tx = storage.begin().await.unwrap();
    let key = keys::insert(&tx, &house.key(1)).await.unwrap();
    assert_eq!(load(&tx, &key.digest).await, Some(of(&key)));
    assert!(load(&storage.reader(), &key.digest).await.is_none());
}

pub(crate) async fn many_are_found_at_once_each_under_its_digest(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let mut keys = Vec::new();
    for number in 0..5 {
        keys.push(insert_key(storage, &house.key(number)).await);
    }
    for count in 0..=5 {
        let mut asked: Vec<Digest> = keys.iter().take(count).map(|key| key.digest).collect();
        asked.extend([digest(100), digest(101)]);
        let found = grants::load(&storage.reader(), &asked).await.unwrap();
        assert_eq!(found.len(), count);
        assert!(keys.iter().take(count).all(|key| found[&key.digest].as_ref().unwrap() == &of(key)));
    }
    let full: Vec<Digest> = (0..).map(digest).take(grants::MOST).collect();
    assert_eq!(grants::load(&storage.reader(), &full).await.unwrap().len(), 5);
    assert_eq!(grants::load(&storage.reader(), &[]).await.unwrap().len(), 0);
}
