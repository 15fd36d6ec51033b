use keyward_domain::{Permissions, PortalRight, PortalSession, TenantStatus};
use keyward_storage::portal_sessions::{self, NewPortalSession};
use keyward_storage::{Storage, Tx, customers};

use crate::sample::{House, NOW, digest, later, permissions, write};

async fn open(storage: &Storage, house: &House, number: u16, seconds: u64) -> PortalSession {
    let may = permissions(&["documents:read"]);
    open_for(storage, house, number, seconds, &may).await
}

async fn open_for(
    storage: &Storage,
    house: &House,
    number: u16,
    seconds: u64,
    permissions: &Permissions,
) -> PortalSession {
    let new = NewPortalSession {
        tenant: house.tenant,
        environment: house.environment,
        customer: house.customer,
        digest: &digest(number),
        allowed: &[PortalRight::KeysRead, PortalRight::UsageRead],
        permissions,
        now: NOW,
        expires_at: later(seconds),
    };
    write(storage, async |tx: &Tx| portal_sessions::insert(tx, &new).await).await.unwrap()
}

pub(crate) async fn is_found_by_its_token_with_its_customer(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let session = open(storage, &house, 1, 60).await;
    assert_eq!(session.allowed, [PortalRight::KeysRead, PortalRight::UsageRead]);
    assert_eq!(session.permissions, permissions(&["documents:read"]));
    let found = portal_sessions::in_context(&storage.reader(), &digest(1)).await.unwrap().unwrap();
    assert_eq!((found.session, found.customer.id), (session, house.customer));
    assert_eq!((found.environment.id, found.tenant), (house.environment, TenantStatus::Active));
    assert!(portal_sessions::in_context(&storage.reader(), &digest(2)).await.unwrap().is_none());
}

pub(crate) async fn ends_once_and_in_its_environment_alone(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let elsewhere = house.other_environment(storage).await;
    let session = open(storage, &house, 1, 60).await;
    let end = async |environment, at| {
        write(storage, async |tx: &Tx| portal_sessions::end(tx, environment, session.id, at).await)
            .await
            .unwrap()
    };
    assert_eq!(end(elsewhere, later(1)).await, None);
    assert_eq!(end(house.environment, later(60)).await, None);
    assert_eq!(end(house.environment, later(1)).await, Some(house.customer));
    assert_eq!(end(house.environment, later(2)).await, None);
    let found = portal_sessions::in_context(&storage.reader(), &digest(1)).await.unwrap().unwrap();
    assert_eq!(found.session.ended_at, Some(later(1)));
    assert!(!found.session.stands(later(1)));
}

pub(crate) async fn goes_with_its_customer(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let _ = open(storage, &house, 1, 60).await;
    write(storage, async |tx: &Tx| customers::delete(tx, house.customer, later(1)).await).await.unwrap();
    assert!(portal_sessions::in_context(&storage.reader(), &digest(1)).await.unwrap().is_none());
}

pub(crate) async fn expired_ones_of_the_portal_are_forgotten(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let _ = open(storage, &house, 1, 60).await;
    let _ = open(storage, &house, 2, 120).await;
    let forgotten =
        write(storage, async |tx: &Tx| portal_sessions::forget_expired(tx, later(60)).await).await.unwrap();
    assert_eq!(forgotten, 1);
    assert!(portal_sessions::in_context(&storage.reader(), &digest(1)).await.unwrap().is_none());
    assert!(portal_sessions::in_context(&storage.reader(), &digest(2)).await.unwrap().is_some());
}
