use keyward_domain::{Client, Id, Page};
use keyward_storage::clients::{self, NewClient};
use keyward_storage::licenses::NewLicense;
use keyward_storage::{Storage, StorageError, Tx, Unique, customers};

use super::licenses::Shop;
use crate::sample::{House, NOW, assert_err, at_once, email, later, name, write};

fn new(house: &House, number: u16) -> NewClient {
    NewClient {
        tenant: house.tenant,
        environment: house.environment,
        external_id: format!("hub:{number}").parse().unwrap(),
        email: email(&format!("client{number}@example.com")),
        name: name("Client"),
        company: Some(name("Acme")),
        now: NOW,
    }
}

async fn insert(storage: &Storage, new: &NewClient) -> Result<Client, StorageError> {
    write(storage, async |tx: &Tx| clients::insert(tx, new).await).await
}

pub(crate) async fn is_a_customer_with_an_address(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let house = &shop.house;
    let made = insert(storage, &new(house, 1)).await.unwrap();
    assert_eq!((made.email.as_deref(), &made.company), (Some("client1@example.com"), &Some(name("Acme"))));
    let reader = storage.reader();
    let customer = customers::get(&reader, house.environment, made.id).await.unwrap().unwrap();
    assert_eq!((customer.email, customer.name), (made.email.clone(), made.name.clone()));
    shop.insert(storage, &NewLicense { customer: Some(made.id), ..shop.license(1) }).await;
    let (listed, total) =
        clients::list(&reader, house.tenant, house.environment, Page::first(10)).await.unwrap();
    let counts: Vec<_> = listed.iter().map(|client| (client.id, client.licenses)).collect();
    assert_eq!((counts, total), (vec![(made.id, 1), (house.customer, 0)], 2));
    let stranger = House::build(storage, "stranger").await;
    assert!(clients::exists(&reader, house.tenant, made.id).await.unwrap());
    assert!(!clients::exists(&reader, stranger.tenant, made.id).await.unwrap());
    let asked = [made.id, house.customer, stranger.customer];
    let some = clients::some(&reader, house.tenant, asked).await.unwrap();
    let mut counts: Vec<_> = some.iter().map(|client| (client.id, client.licenses)).collect();
    counts.sort_unstable();
    assert_eq!(counts, [(house.customer, 0), (made.id, 1)]);
    let hold = async |tx: &Tx| clients::hold(tx, stranger.tenant, made.id).await;
    assert!(!write(storage, hold).await.unwrap());
}

pub(crate) async fn an_address_is_one_client_over_all_accounts(storage: &Storage) {
    let (one, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    insert(storage, &new(&one, 1)).await.unwrap();
    assert_err!(insert(storage, &new(&other, 1)).await, StorageError::Taken(Unique::ClientEmail));
    let same = move |storage: Storage, number| async move {
        let client = NewClient { email: email("same@example.com"), ..new(&other, 100 + number) };
        insert(&storage, &client).await.is_ok()
    };
    let made = at_once(20, same, storage).await;
    assert_eq!(made.into_iter().filter(|made| *made).count(), 1);
}

pub(crate) async fn a_deleted_one_is_gone_and_its_address_free(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let made = insert(storage, &new(&house, 1)).await.unwrap();
    let delete = async |tx: &Tx| {
        assert_eq!(clients::lock(tx, house.tenant, made.id).await?.map(|client| client.id), Some(made.id));
        customers::delete(tx, made.id, later(1)).await
    };
    write(storage, delete).await.unwrap();
    let reader = storage.reader();
    assert!(!clients::exists(&reader, house.tenant, made.id).await.unwrap());
    assert_eq!(customers::get(&reader, house.environment, made.id).await.unwrap(), None);
    let lock = async |tx: &Tx| clients::lock(tx, house.tenant, made.id).await;
    assert_eq!(write(storage, lock).await.unwrap(), None);
    let again = insert(storage, &new(&house, 1)).await.unwrap();
    assert_ne!(again.id, made.id);
    let unknown = async |tx: &Tx| clients::hold(tx, house.tenant, Id::new(4711)).await;
    assert!(!write(storage, unknown).await.unwrap());
}
