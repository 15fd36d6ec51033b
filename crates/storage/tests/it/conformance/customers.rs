use std::collections::HashSet;

use keyward_domain::{Customer, Id, Metadata, Order, Page};
use keyward_storage::customers::{self, CustomerChange, Filter, NewCustomer};
use keyward_storage::{Storage, StorageError, Tx, Unique};

use crate::sample::{House, NOW, assert_err, at_once, later, name, new_customer, write};

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

pub(crate) async fn a_removed_one_is_gone_and_its_external_id_free(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let acme = new_customer(house.tenant, house.environment, "acme");
    let remove = async |tx: &Tx| {
        customers::lock(tx, house.environment, house.customer).await?;
        customers::delete(tx, house.customer, later(1)).await
    };
    write(storage, remove).await.unwrap();
    let reader = storage.reader();
    assert_eq!(customers::get(&reader, house.environment, house.customer).await.unwrap(), None);
    assert_eq!(customers::find(&reader, house.environment, &acme.external_id).await.unwrap(), None);
    assert!(customers::find_all(&reader, house.environment, [house.customer]).await.unwrap().is_empty());
    let again = write(storage, async |tx: &Tx| customers::get_or_insert(tx, &acme).await).await.unwrap();
    assert_ne!(again.id, house.customer);
    write(storage, async |tx: &Tx| {
        assert_eq!(customers::hold(tx, house.environment, house.customer).await?, None);
        assert_eq!(customers::hold(tx, house.environment, again.id).await?, Some(again.clone()));
        Ok(())
    })
    .await
    .unwrap();
}

pub(crate) async fn one_that_is_being_removed_is_not_handed_out(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let acme = new_customer(house.tenant, house.environment, "acme");
    let tx = storage.begin().await.unwrap();
    customers::lock(&tx, house.environment, house.customer).await.unwrap();
    customers::delete(&tx, house.customer, later(1)).await.unwrap();
    let (waiting, new) = (storage.clone(), acme.clone());
    let other = tokio::spawn(async move {
        write(&waiting, async |tx: &Tx| customers::get_or_insert(tx, &new).await).await.unwrap()
    });
    crate::sample::linger(&tx).await;
    tx.commit().await.unwrap();
    assert_ne!(other.await.unwrap().id, house.customer);
}

pub(crate) async fn everything_about_it_is_replaced_but_its_ids(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let metadata = Metadata::from_json(r#"{"plan":"pro"}"#).unwrap();
    let change = CustomerChange { name: &name("Renamed"), email: Some("a@b.c"), metadata: &metadata };
    let update = async |tx: &Tx| customers::update(tx, house.customer, &change).await;
    let changed = write(storage, update).await.unwrap();
    let found = customers::get(&storage.reader(), house.environment, house.customer).await.unwrap();
    assert_eq!(found, Some(changed.clone()));
    assert_eq!((changed.name, changed.email.as_deref()), (name("Renamed"), Some("a@b.c")));
    assert_eq!((changed.metadata, changed.external_id.as_str()), (metadata, "acme"));
}

pub(crate) async fn those_of_an_environment_come_in_pages(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let elsewhere = house.other_environment(storage).await;
    for external_id in ["one", "two"] {
        insert(storage, &new_customer(house.tenant, house.environment, external_id)).await.unwrap();
    }
    let other = NewCustomer {
        email: Some("b@example.com".to_owned()),
        ..new_customer(house.tenant, elsewhere, "three")
    };
    insert(storage, &other).await.unwrap();
    let list = async |environment, filter: &Filter, limit, order| {
        let page = Page { limit, offset: 0, order };
        let (rows, total) = customers::list(&storage.reader(), environment, filter, page).await.unwrap();
        (rows.iter().map(|row| row.external_id.to_string()).collect::<Vec<_>>(), total)
    };
    let all = Filter::default();
    let newest = list(house.environment, &all, 2, Order::Descending).await;
    assert_eq!(newest, (vec!["two".to_owned(), "one".to_owned()], 3));
    let one = Filter { external_id: Some("one".to_owned()), ..Filter::default() };
    assert_eq!(list(house.environment, &one, 9, Order::Ascending).await, (vec!["one".to_owned()], 1));
    let by_email = Filter { email: Some("b@example.com".to_owned()), ..Filter::default() };
    assert_eq!(list(elsewhere, &by_email, 9, Order::Ascending).await, (vec!["three".to_owned()], 1));
    assert_eq!(list(house.environment, &by_email, 9, Order::Ascending).await, (vec![], 0));
}
