use keyward_domain::Page;
use keyward_domain::webhook::WebhookProvider::{Standard, Stripe};
use keyward_storage::webhooks::connections;
use keyward_storage::webhooks::receipts::{self, NewReceipt, Receipt};
use keyward_storage::{Storage, StorageError, Tx, Unique};

use crate::sample::{House, NOW, assert_err, at_once, later, write};

pub(crate) async fn an_environment_has_one_connection_to_a_provider(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let other = house.other_environment(storage).await;
    let insert = async |environment, provider| {
        let insert =
            async |tx: &Tx| connections::insert(tx, house.tenant, environment, provider, vec![7], NOW).await;
        write(storage, insert).await
    };
    let made = insert(house.environment, Stripe).await.unwrap();
    insert(house.environment, Standard).await.unwrap();
    insert(other, Stripe).await.unwrap();
    assert_err!(insert(house.environment, Stripe).await, StorageError::Taken(Unique::Connection));
    let reader = storage.reader();
    let found = connections::find(&reader, house.environment, Stripe).await.unwrap();
    assert_eq!(found, Some((made.clone(), vec![7])));
    let (listed, total) = connections::list(&reader, house.environment, Page::first(10)).await.unwrap();
    assert_eq!((listed[0].clone(), listed.len(), total), (made.clone(), 2, 2));
    let delete = async |environment| {
        write(storage, async |tx: &Tx| connections::delete(tx, environment, made.id).await).await.unwrap()
    };
    assert_eq!(delete(other).await, None);
    assert_eq!(delete(house.environment).await, Some(made.clone()));
    assert_eq!(delete(house.environment).await, None);
    insert(house.environment, Stripe).await.unwrap();
}

fn receipt(house: &House, id: &str) -> NewReceipt {
    NewReceipt {
        tenant: house.tenant,
        environment: house.environment,
        provider: Stripe,
        message_id: id.to_owned(),
        body: r#"{"id":"evt_1"}"#.to_owned(),
        now: NOW,
    }
}

async fn keep(storage: &Storage, new: &NewReceipt) -> Receipt {
    write(storage, async |tx: &Tx| receipts::keep(tx, new).await).await.unwrap()
}

pub(crate) async fn a_message_is_kept_once(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let first = keep(storage, &receipt(&house, "evt_1")).await;
    assert!(!first.processed);
    let other = NewReceipt { provider: Standard, ..receipt(&house, "evt_1") };
    assert_ne!(keep(storage, &other).await.id, first.id);
    write(storage, async |tx: &Tx| receipts::processed(tx, first.id, NOW).await).await.unwrap();
    assert_eq!(keep(storage, &receipt(&house, "evt_1")).await, Receipt { processed: true, ..first });
    let forget = async |tx: &Tx| receipts::forget(tx, later(1)).await;
    assert_eq!(write(storage, forget).await.unwrap(), 2);
    assert!(!keep(storage, &receipt(&house, "evt_1")).await.processed);
}

pub(crate) async fn kept_by_many_at_once_it_is_one(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let keep = |storage: Storage, _| {
        let new = receipt(&house, "evt_1");
        async move { keep(&storage, &new).await.id }
    };
    let mut ids = at_once(20, keep, storage).await;
    ids.dedup();
    assert_eq!(ids.len(), 1);
}
