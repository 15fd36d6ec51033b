use keyward_domain::{EnvironmentType, KeyState, Owner, TenantStatus};
use keyward_storage::keys::{self, Change, NewKey};
use keyward_storage::{Storage, Tx, grants, tenants};

use crate::sample::{House, NOW, digest, insert_key, write};

pub(crate) async fn a_customers_key_comes_with_all_that_lies_above_it(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let key = insert_key(storage, &NewKey { owner: Owner::Customer(house.customer), ..house.key(1) }).await;
    insert_key(storage, &house.key(2)).await;

    let found = grants::load(&storage.reader(), &key.digest).await.unwrap().unwrap();
    assert_eq!(found.key, key);
    assert_eq!((found.tenant, found.environment), (TenantStatus::Active, EnvironmentType::Production));
    assert_eq!(found.external_id.as_deref(), Some("acme"));
}

pub(crate) async fn a_key_of_no_customer_comes_without_an_external_id(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for (number, owner) in (0..).zip([Owner::User(house.user), Owner::ServiceAccount(house.machine)]) {
        let key = insert_key(storage, &NewKey { owner, ..house.key(number) }).await;
        let found = grants::load(&storage.reader(), &key.digest).await.unwrap().unwrap();
        assert_eq!((found.key, found.external_id), (key, None));
    }
}

pub(crate) async fn the_tenants_and_environments_own_standing_is_told(storage: &Storage) {
    let (house, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    let development = House { environment: house.other_environment(storage).await, ..house };
    let key = insert_key(storage, &development.key(1)).await;
    let others = insert_key(storage, &other.key(2)).await;
    let suspend = async |tx: &Tx| tenants::set_status(tx, house.tenant, TenantStatus::Suspended).await;
    write(storage, suspend).await.unwrap();

    let found = grants::load(&storage.reader(), &key.digest).await.unwrap().unwrap();
    assert_eq!((found.tenant, found.environment), (TenantStatus::Suspended, EnvironmentType::Development));
    let found = grants::load(&storage.reader(), &others.digest).await.unwrap().unwrap();
    assert_eq!((found.tenant, found.environment), (TenantStatus::Active, EnvironmentType::Production));
}

pub(crate) async fn a_revoked_key_is_still_found(storage: &Storage) {
    let key = insert_key(storage, &House::build(storage, "a").await.key(1)).await;
    let revoke = Change { state: Some(KeyState::Revoked), ..Change::default() };
    write(storage, async |tx: &Tx| keys::change(tx, key.id, &revoke, NOW).await).await.unwrap();
    let found = grants::load(&storage.reader(), &key.digest).await.unwrap().unwrap();
    assert_eq!(found.key.state, KeyState::Revoked);
}

pub(crate) async fn an_unknown_digest_is_none(storage: &Storage) {
    insert_key(storage, &House::build(storage, "a").await.key(1)).await;
    assert!(grants::load(&storage.reader(), &digest(2)).await.unwrap().is_none());
}

pub(crate) async fn a_transaction_finds_what_it_has_written(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let tx = storage.begin().await.unwrap();
    let key = keys::insert(&tx, &house.key(1)).await.unwrap();
    assert_eq!(grants::load(&tx, &key.digest).await.unwrap().unwrap().key, key);
    assert!(grants::load(&storage.reader(), &key.digest).await.unwrap().is_none());
}
