use keyward_domain::{Id, TenantStatus, User};
use keyward_storage::identities::{self, Subject};
use keyward_storage::{Storage, StorageError, Tx, tenants, users};

use crate::sample::{House, NOW, at_once, write};

const ADA: Subject<'static> = Subject { issuer: "https://id.example", name: "ada" };

async fn make(storage: &Storage, subject: Subject<'_>, user: Id<User>) -> Result<bool, StorageError> {
    write(storage, async |tx: &Tx| {
        let claimed = identities::claim(tx, subject, NOW).await?;
        if claimed {
            identities::settle(tx, subject, user, true).await?;
        }
        Ok(claimed)
    })
    .await
}

async fn user_of(storage: &Storage, subject: Subject<'_>) -> Option<Id<User>> {
    identities::find(&storage.reader(), subject).await.unwrap()?.user.map(|user| user.id)
}

pub(crate) async fn a_person_comes_back_with_their_tenants_standing(storage: &Storage) {
    let house = House::build(storage, "a").await;
    assert_eq!(identities::find(&storage.reader(), ADA).await.unwrap(), None);
    assert!(make(storage, ADA, house.user).await.unwrap());
    assert!(!make(storage, ADA, house.user).await.unwrap(), "they have an account");
    let found = identities::find(&storage.reader(), ADA).await.unwrap().unwrap();
    assert_eq!(found.user.map(|user| (user.id, user.tenant)), Some((house.user, house.tenant)));
    assert_eq!((found.tenant, found.own_tenant), (TenantStatus::Active, true));

    let suspend = async |tx: &Tx| tenants::set_status(tx, house.tenant, TenantStatus::Suspended).await;
    write(storage, suspend).await.unwrap();
    let found = identities::find(&storage.reader(), ADA).await.unwrap().unwrap();
    assert_eq!(found.tenant, TenantStatus::Suspended);
}

pub(crate) async fn issuers_and_subjects_are_told_apart(storage: &Storage) {
    let (one, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    assert!(make(storage, ADA, one.user).await.unwrap());
    for subject in [
        Subject { issuer: "https://id.example/", ..ADA },
        Subject { issuer: "https://ID.example", ..ADA },
        Subject { name: "Ada", ..ADA },
        Subject { name: "ada ", ..ADA },
    ] {
        assert_eq!(user_of(storage, subject).await, None, "{subject:?}");
        assert!(make(storage, subject, other.user).await.unwrap());
    }
    assert_eq!(user_of(storage, ADA).await, Some(one.user));
}

pub(crate) async fn a_claim_rolled_back_lets_the_next_in(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let tx = storage.begin().await.unwrap();
    assert!(identities::claim(&tx, ADA, NOW).await.unwrap());
    tx.rollback().await.unwrap();
    assert_eq!(user_of(storage, ADA).await, None);
    assert!(make(storage, ADA, house.user).await.unwrap());
}

pub(crate) async fn of_many_claims_at_once_one_is_the_first(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let claim = move |storage: Storage, _| async move { make(&storage, ADA, house.user).await.unwrap() };
    let claimed = at_once(20, claim, storage).await;
    assert_eq!(claimed.into_iter().filter(|first| *first).count(), 1);
}

pub(crate) async fn a_removed_person_is_told(storage: &Storage) {
    let house = House::build(storage, "a").await;
    make(storage, ADA, house.user).await.unwrap();
    write(storage, async |tx: &Tx| users::delete(tx, house.user, NOW).await).await.unwrap();
    let found = identities::find(&storage.reader(), ADA).await.unwrap().unwrap();
    assert_eq!(found.user, None);
    assert!(!make(storage, ADA, house.user).await.unwrap(), "nobody takes their place");
}

pub(crate) async fn an_issuers_tenant_is_claimed_once(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let tenant = house.tenant;
    let claim = move |storage: Storage, _| async move {
        write(&storage, async |tx: &Tx| {
            let found = identities::claim_tenant(tx, ADA.issuer, "acme", NOW).await?;
            if found.is_none() {
                identities::settle_tenant(tx, ADA.issuer, "acme", tenant).await?;
            }
            Ok(found)
        })
        .await
        .unwrap()
    };
    let found = at_once(20, claim, storage).await;
    assert_eq!(found.iter().filter(|found| found.is_none()).count(), 1);
    assert!(found.into_iter().flatten().all(|found| found == tenant));
    let reader = storage.reader();
    assert_eq!(identities::tenant(&reader, ADA.issuer, "acme").await.unwrap(), Some(tenant));
    assert_eq!(identities::tenant(&reader, "https://other.example", "acme").await.unwrap(), None);
}
