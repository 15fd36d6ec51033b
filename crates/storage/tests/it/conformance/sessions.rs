use keyward_domain::{EndReason, Id, Page, Session, TenantStatus, Timestamp};
use keyward_storage::sessions::{self, NewSession};
use keyward_storage::{Storage, StorageError, Tx, refresh_tokens, tenants, users};
use keyward_token::Digest;

use crate::sample::{House, NOW, assert_err, at_once, digest, email, later, role, write};

fn new(house: &House) -> NewSession {
    NewSession {
        user: house.user,
        tenant: house.tenant,
        now: NOW,
        expires_at: later(60),
        address: Some([192, 0, 2, 7].into()),
        user_agent: Some("Browser/1".to_owned()),
    }
}

async fn insert(storage: &Storage, new: &NewSession) -> Session {
    write(storage, async |tx: &Tx| sessions::insert(tx, new).await).await.unwrap()
}

async fn end(storage: &Storage, house: &House, id: Id<Session>, now: Timestamp) -> bool {
    let end = async |tx: &Tx| sessions::end(tx, house.user, id, EndReason::Logout, now).await;
    write(storage, end).await.unwrap()
}

async fn listed(storage: &Storage, house: &House, now: Timestamp) -> Vec<Id<Session>> {
    let (found, total) = sessions::list(&storage.reader(), house.user, now, Page::first(50)).await.unwrap();
    assert_eq!(found.len() as u64, total);
    found.iter().map(|session| session.id).collect()
}

async fn token(storage: &Storage, session: Id<Session>, digest: &Digest) -> Result<(), StorageError> {
    write(storage, async |tx: &Tx| refresh_tokens::insert(tx, digest, session, NOW, later(60)).await).await
}

pub(crate) async fn comes_back_with_its_person_and_their_tenants_standing(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let made = insert(storage, &new(&house)).await;
    assert_eq!((made.user, made.tenant, made.created_at), (house.user, house.tenant, NOW));
    assert_eq!((made.last_used_at, made.expires_at, made.ended_at), (NOW, later(60), None));
    assert_eq!((made.address.as_deref(), made.user_agent.as_deref()), (Some("192.0.2.7"), Some("Browser/1")));

    let roles = [role("all_reader")];
    let change = async |tx: &Tx| {
        users::set_roles(tx, house.user, &roles).await?;
        tenants::set_status(tx, house.tenant, TenantStatus::Suspended).await
    };
    write(storage, change).await.unwrap();
    let found = sessions::in_context(&storage.reader(), made.id).await.unwrap().unwrap();
    assert_eq!(found.session, made);
    assert_eq!((found.user.id, found.user.roles), (house.user, roles.to_vec()));
    assert_eq!(found.tenant, TenantStatus::Suspended);
    assert_eq!(sessions::in_context(&storage.reader(), Id::new(4711)).await.unwrap(), None);
}

pub(crate) async fn goes_with_its_persons_account(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let made = insert(storage, &new(&house)).await;
    write(storage, async |tx: &Tx| users::delete(tx, house.user, NOW).await).await.unwrap();
    assert_eq!(sessions::in_context(&storage.reader(), made.id).await.unwrap(), None);
}

pub(crate) async fn its_person_must_exist(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let nobody = NewSession { user: Id::new(4711), ..new(&house) };
    assert_err!(
        write(storage, async |tx: &Tx| sessions::insert(tx, &nobody).await).await,
        StorageError::Reference
    );
}

pub(crate) async fn those_that_stand_are_listed_latest_first(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let [first, second, third] =
        [insert(storage, &new(&house)).await, insert(storage, &new(&house)).await, {
            insert(storage, &NewSession { expires_at: later(10), ..new(&house) }).await
        }]
        .map(|session| session.id);
    assert_eq!(listed(storage, &house, NOW).await, [third, second, first]);
    assert_eq!(listed(storage, &house, later(10)).await, [second, first]);
    assert!(end(storage, &house, second, NOW).await);
    assert_eq!(listed(storage, &house, later(10)).await, [first]);
    let page = Page { offset: 1, ..Page::first(1) };
    let (found, total) = sessions::list(&storage.reader(), house.user, NOW, page).await.unwrap();
    assert_eq!((found[0].id, total), (first, 2));
}

pub(crate) async fn is_prolonged(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let id = insert(storage, &new(&house)).await.id;
    write(storage, async |tx: &Tx| sessions::prolong(tx, id, later(5), later(65)).await).await.unwrap();
    let found = sessions::in_context(&storage.reader(), id).await.unwrap().unwrap().session;
    assert_eq!((found.created_at, found.last_used_at, found.expires_at), (NOW, later(5), later(65)));
}

pub(crate) async fn ends_once_and_by_its_person_alone(storage: &Storage) {
    let (house, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    let id = insert(storage, &new(&house)).await.id;
    assert!(!end(storage, &other, id, NOW).await);
    assert!(!end(storage, &house, id, later(60)).await, "it had ended by itself");
    assert!(end(storage, &house, id, later(1)).await);
    assert!(!end(storage, &house, id, later(2)).await);
    let found = write(storage, async |tx: &Tx| sessions::lock(tx, id).await).await.unwrap().unwrap();
    assert_eq!((found.ended_at, found.end_reason), (Some(later(1)), Some(EndReason::Logout)));
}

pub(crate) async fn all_of_a_person_end_together(storage: &Storage) {
    let (house, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    for _ in 0..2 {
        insert(storage, &new(&house)).await;
    }
    let kept = insert(storage, &new(&other)).await.id;
    let end = async |tx: &Tx| sessions::end_all(tx, house.user, EndReason::PasswordReset, NOW).await;
    assert_eq!(write(storage, end).await.unwrap(), 2);
    assert!(listed(storage, &house, NOW).await.is_empty());
    assert_eq!(listed(storage, &other, NOW).await, [kept]);
}

pub(crate) async fn expired_ones_are_forgotten_with_their_tokens(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let old = insert(storage, &NewSession { expires_at: later(10), ..new(&house) }).await.id;
    let young = insert(storage, &NewSession { expires_at: later(11), ..new(&house) }).await.id;
    token(storage, old, &digest(1)).await.unwrap();
    token(storage, young, &digest(2)).await.unwrap();
    let forget = async |tx: &Tx| sessions::forget_expired(tx, later(10)).await;
    assert_eq!(write(storage, forget).await.unwrap(), 1);
    assert_eq!(write(storage, forget).await.unwrap(), 0);
    let find = async |tx: &Tx| {
        Ok((refresh_tokens::lock(tx, &digest(1)).await?, refresh_tokens::lock(tx, &digest(2)).await?))
    };
    let (gone, kept) = write(storage, find).await.unwrap();
    assert_eq!((gone, kept.map(|token| token.session)), (None, Some(young)));
}

pub(crate) async fn a_refresh_token_is_found_by_its_digest(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let session = insert(storage, &new(&house)).await.id;
    token(storage, session, &digest(1)).await.unwrap();
    let find = async |tx: &Tx| {
        Ok((refresh_tokens::lock(tx, &digest(1)).await?, refresh_tokens::lock(tx, &digest(2)).await?))
    };
    let (found, unknown) = write(storage, find).await.unwrap();
    let found = found.unwrap();
    assert_eq!((found.session, found.used_at, found.expires_at), (session, None, later(60)));
    assert_eq!(unknown, None);
    let look = async |number| refresh_tokens::find(&storage.reader(), &digest(number)).await.unwrap();
    assert_eq!((look(1).await, look(2).await), (Some(found), None));
    assert_err!(token(storage, Id::new(4711), &digest(3)).await, StorageError::Reference);
    assert_err!(token(storage, session, &digest(1)).await, StorageError::Taken(_));
}

pub(crate) async fn of_many_uses_of_a_refresh_token_at_once_one_counts(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let session = insert(storage, &new(&house)).await.id;
    token(storage, session, &digest(1)).await.unwrap();
    let take = |storage: Storage, _| async move {
        write(&storage, async |tx: &Tx| refresh_tokens::take(tx, &digest(1), later(1)).await).await.unwrap()
    };
    let taken = at_once(20, take, storage).await;
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1);
    let found = write(storage, async |tx: &Tx| refresh_tokens::lock(tx, &digest(1)).await).await.unwrap();
    assert_eq!(found.unwrap().used_at, Some(later(1)));
}

pub(crate) async fn a_person_is_found_by_their_address_with_their_password(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let address = email("a@example.com");
    let find = async || users::find_sign_in(&storage.reader(), &address).await.unwrap();
    let found = find().await.unwrap();
    assert_eq!((found.user.id, found.password_hash), (house.user, None));
    write(storage, async |tx: &Tx| users::set_password(tx, house.user, "$argon2id$x").await).await.unwrap();
    assert_eq!(find().await.unwrap().password_hash.as_deref(), Some("$argon2id$x"));
    assert_eq!(users::find_sign_in(&storage.reader(), &email("b@example.com")).await.unwrap(), None);
    let by_id = async || users::find(&storage.reader(), house.user).await.unwrap();
    assert_eq!(by_id().await, find().await.map(|found| found.user));
    write(storage, async |tx: &Tx| users::delete(tx, house.user, NOW).await).await.unwrap();
    assert_eq!((find().await, by_id().await), (None, None));
}
