use keyward_domain::{Activation, Id, License, ReleasedBy, SiteDomain};
use keyward_storage::activations::{self, NewActivation, Seen};
use keyward_storage::{Storage, StorageError, Tx, Unique};

use super::licenses::Shop;
use crate::sample::{NOW, assert_err, at_once, later, write};

fn site(text: &str) -> SiteDomain {
    text.parse().unwrap()
}

pub(crate) fn new(license: Id<License>, domain: &str) -> NewActivation {
    NewActivation {
        license,
        domain: site(domain),
        counted: true,
        fingerprint: None,
        label: Some("Shop".to_owned()),
        version: None,
        now: NOW,
    }
}

pub(crate) async fn insert(storage: &Storage, new: &NewActivation) -> Result<Activation, StorageError> {
    write(storage, async |tx: &Tx| activations::insert(tx, new).await).await
}

async fn license(storage: &Storage) -> Id<License> {
    let shop = Shop::build(storage).await;
    shop.insert(storage, &shop.license(1)).await.license.id
}

pub(crate) async fn is_found_by_its_domain_while_it_stands(storage: &Storage) {
    let license = license(storage).await;
    let made = insert(storage, &new(license, "a.example")).await.unwrap();
    assert_eq!((made.activated_at, made.last_seen_at, made.counted), (NOW, NOW, true));
    let reader = storage.reader();
    assert_eq!(activations::find(&reader, license, &site("a.example")).await.unwrap(), Some(made.clone()));
    assert_eq!(activations::find(&reader, license, &site("b.example")).await.unwrap(), None);
    let release = async |tx: &Tx| {
        activations::release(tx, license, &site("a.example"), ReleasedBy::Site, later(1)).await
    };
    assert_eq!(write(storage, release).await.unwrap(), Some(made));
    assert_eq!(write(storage, release).await.unwrap(), None);
    assert_eq!(activations::find(&reader, license, &site("a.example")).await.unwrap(), None);
    insert(storage, &new(license, "a.example")).await.unwrap();
}

pub(crate) async fn a_domain_has_a_licence_once(storage: &Storage) {
    let license = license(storage).await;
    insert(storage, &new(license, "a.example")).await.unwrap();
    assert_err!(insert(storage, &new(license, "a.example")).await, StorageError::Taken(Unique::Activation));
    let insert_one =
        move |storage: Storage, _| async move { insert(&storage, &new(license, "b.example")).await.is_ok() };
    let made = at_once(20, insert_one, storage).await;
    assert_eq!(made.into_iter().filter(|made| *made).count(), 1);
}

pub(crate) async fn counted_ones_and_others_are_counted_apart(storage: &Storage) {
    let license = license(storage).await;
    for (domain, counted) in [("a.example", true), ("b.example", true), ("a.test", false)] {
        insert(storage, &NewActivation { counted, ..new(license, domain) }).await.unwrap();
    }
    let reader = storage.reader();
    assert_eq!(activations::count(&reader, license, true).await.unwrap(), 2);
    assert_eq!(activations::count(&reader, license, false).await.unwrap(), 1);
    let all = activations::all(&reader, [license, Id::new(4711)]).await.unwrap();
    assert_eq!(
        all.iter().map(|one| one.domain.as_str()).collect::<Vec<_>>(),
        ["a.example", "b.example", "a.test"]
    );
    let end = async |tx: &Tx| activations::release_all(tx, &[license], ReleasedBy::License, later(1)).await;
    assert_eq!(write(storage, end).await.unwrap(), all);
    assert_eq!(activations::all(&reader, [license]).await.unwrap(), []);
    assert_eq!(activations::count(&reader, license, true).await.unwrap(), 0);
}

pub(crate) async fn what_a_site_says_anew_is_kept(storage: &Storage) {
    let license = license(storage).await;
    let made = insert(storage, &new(license, "a.example")).await.unwrap();
    let seen = Seen { version: Some("1.2".to_owned()), fingerprint: Some("f".to_owned()), label: None };
    let refresh = async |tx: &Tx| activations::refresh(tx, made.id, &seen, later(9)).await;
    let changed = write(storage, refresh).await.unwrap();
    assert_eq!(
        (changed.version, changed.fingerprint, changed.label),
        (seen.version, seen.fingerprint, made.label)
    );
    assert_eq!(changed.last_seen_at, later(9));
}

pub(crate) async fn when_it_was_seen_never_goes_back(storage: &Storage) {
    let license = license(storage).await;
    let id = insert(storage, &new(license, "a.example")).await.unwrap().id;
    activations::touch(storage, &[(id, later(9)), (Id::new(4711), NOW)]).await.unwrap();
    activations::touch(storage, &[(id, later(3))]).await.unwrap();
    let found = activations::find(&storage.reader(), license, &site("a.example")).await.unwrap().unwrap();
    assert_eq!(found.last_seen_at, later(9));
}

pub(crate) async fn its_licence_must_exist(storage: &Storage) {
    assert_err!(insert(storage, &new(Id::new(4711), "a.example")).await, StorageError::Reference);
}

pub(crate) async fn an_account_has_one_where_it_counts(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let license = shop.insert(storage, &shop.license(1)).await.license.id;
    let has = async || activations::has_any(&storage.reader(), shop.house.tenant).await.unwrap();
    insert(storage, &NewActivation { counted: false, ..new(license, "a.test") }).await.unwrap();
    assert!(!has().await, "one that does not count is none");
    insert(storage, &new(license, "a.example")).await.unwrap();
    assert!(has().await);
    let other = crate::sample::House::build(storage, "other").await;
    assert!(!activations::has_any(&storage.reader(), other.tenant).await.unwrap());
    let release =
        async |tx: &Tx| activations::release_all(tx, &[license], ReleasedBy::License, later(1)).await;
    write(storage, release).await.unwrap();
    assert!(!has().await);
}
