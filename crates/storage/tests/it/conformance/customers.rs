use std::collections::HashSet;

use keyward_domain::{Customer, Id, Metadata};
use keyward_storage::customers::{self, NewCustomer};
use keyward_storage::{Storage, StorageError, Tx, Unique};

use crate::sample::{House, NOW, assert_err, at_once, name, new_customer, write};

async fn insert(storage: &Storage, new: &NewCustomer) -> Result<Customer, StorageError> {
    write(storage, async |tx: &Tx| customers::insert(tx, new).await).await
}

pub(crate) async fn is_found_by_its_environment_alone(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let elsewhere = house.other_environment(storage).await;
    let new = NewCustomer {
        name: name("Umbrella"),
        email: Some("Ops@Umbrella.example".to_owned()),
        metadata: Metadata::from_json(r#"{"plan":"pro"}"#).unwrap(),
        ..new_customer(house.tenant, house.environment, "u-1")
    };
    let made = insert(storage, &new).await.unwrap();
    assert_eq!((made.tenant, made.environment), (house.tenant, house.environment));
    assert_eq!((&made.external_id, &made.name), (&new.external_id, &new.name));
    assert_eq!((&made.email, &made.metadata, made.created_at), (&new.email, &new.metadata, NOW));

    let reader = storage.reader();
    assert_eq!(customers::get(&reader, house.environment, made.id).await.unwrap(), Some(made.clone()));
    assert_eq!(customers::get(&reader, elsewhere, made.id).await.unwrap(), None);
    let find = customers::find(&reader, house.environment, &new.external_id).await;
    assert_eq!(find.unwrap(), Some(made));
    assert_eq!(customers::find(&reader, elsewhere, &new.external_id).await.unwrap(), None);
}

pub(crate) async fn an_unknown_one_is_none(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let reader = storage.reader();
    assert_eq!(customers::get(&reader, house.environment, Id::new(4711)).await.unwrap(), None);
    for unknown in ["ACME", "acm_", "%"] {
        let found = customers::find(&reader, house.environment, &unknown.parse().unwrap()).await;
        assert_eq!(found.unwrap(), None, "{unknown}");
    }
}

pub(crate) async fn an_external_id_is_the_only_one_in_its_environment(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let elsewhere = house.other_environment(storage).await;
    let again = insert(storage, &new_customer(house.tenant, house.environment, "acme")).await;
    assert_err!(again, StorageError::Taken(Unique::ExternalId));
    insert(storage, &new_customer(house.tenant, elsewhere, "acme")).await.unwrap();
}

pub(crate) async fn what_it_lies_in_must_exist(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let homeless = new_customer(house.tenant, Id::new(4711), "x");
    assert_err!(insert(storage, &homeless).await, StorageError::Reference);
    let get_or_insert = async |tx: &Tx| customers::get_or_insert(tx, &homeless).await;
    assert_err!(write(storage, get_or_insert).await, StorageError::Reference);
}

pub(crate) async fn get_or_insert_makes_it_once_and_never_changes_it(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let first = new_customer(house.tenant, house.environment, "u-1");
    let second =
        NewCustomer { name: name("Renamed"), email: Some("new@example.com".into()), ..first.clone() };
    let both = async |tx: &Tx| {
        Ok((customers::get_or_insert(tx, &first).await?, customers::get_or_insert(tx, &second).await?))
    };
    let (made, found) = write(storage, both).await.unwrap();
    assert_eq!(made.name, first.name);
    assert_eq!(found, made);
}

pub(crate) async fn get_or_insert_from_many_at_once_makes_one(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let get_or_insert = move |storage: Storage, _| async move {
        let tx = storage.begin().await.unwrap();
        let new = new_customer(house.tenant, house.environment, "u-1");
        let customer = customers::get_or_insert(&tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        customer.id
    };
    let ids: HashSet<_> = at_once(20, get_or_insert, storage).await.into_iter().collect();
    assert_eq!(ids.len(), 1);
}

pub(crate) async fn those_asked_for_are_found(storage: &Storage) {
    let (one, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    let second = new_customer(one.tenant, one.environment, "second");
    let second = write(storage, async |tx: &Tx| customers::insert(tx, &second).await).await.unwrap();
    let asked = [one.customer, second.id, other.customer, Id::new(4711)];
    let mut found = customers::find_all(&storage.reader(), one.environment, asked).await.unwrap();
    found.sort_by_key(|customer| customer.id);
    assert_eq!(found.iter().map(|customer| customer.id).collect::<Vec<_>>(), [one.customer, second.id]);
    assert!(customers::find_all(&storage.reader(), one.environment, []).await.unwrap().is_empty());
}
