use keyward_domain::{Id, KeyState};
use keyward_storage::keys::{self, Change, hub};
use keyward_storage::{Storage, Tx, accounts};

use crate::sample::{House, NOW, at_once, insert_key, linger, write};

pub(crate) async fn only_those_that_were_made_there_are_there(storage: &Storage) {
    let (house, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    let elsewhere = insert_key(storage, &house.key(1)).await;
    let first = write(storage, async |tx: &Tx| hub::insert(tx, &house.key(2)).await).await.unwrap();
    let second = write(storage, async |tx: &Tx| hub::insert(tx, &house.key(3)).await).await.unwrap();
    assert_eq!(hub::list(&storage.reader(), house.tenant).await.unwrap(), [second.clone(), first.clone()]);
    assert_eq!(hub::list(&storage.reader(), other.tenant).await.unwrap(), []);

    let tx = storage.begin().await.unwrap();
    assert_eq!(hub::lock(&tx, house.tenant, first.id).await.unwrap(), Some(first));
    for (tenant, id) in
        [(other.tenant, second.id), (house.tenant, elsewhere.id), (house.tenant, Id::new(4711))]
    {
        assert_eq!(hub::lock(&tx, tenant, id).await.unwrap(), None);
    }
}

pub(crate) async fn the_revoked_ones_are_listed_and_not_counted(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let made = write(storage, async |tx: &Tx| hub::insert(tx, &house.key(1)).await).await.unwrap();
    let count =
        async || write(storage, async |tx: &Tx| hub::count_unrevoked(tx, house.tenant).await).await.unwrap();
    let become_state = async |state| {
        let change = Change { state: Some(state), ..Change::default() };
        write(storage, async |tx: &Tx| keys::change(tx, made.id, &change, NOW).await).await.unwrap();
    };
    assert_eq!(count().await, 1);
    become_state(KeyState::Disabled).await;
    assert_eq!(count().await, 1);
    become_state(KeyState::Revoked).await;
    assert_eq!(count().await, 0);
    assert_eq!(hub::list(&storage.reader(), house.tenant).await.unwrap().len(), 1);
}

pub(crate) async fn whoever_holds_the_tenant_counts_alone(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let (tenant, key) = (house.tenant, move |number| house.key(number));
    let issue = move |storage: Storage, number| {
        let new = key(number);
        async move {
            let tx = storage.begin().await.unwrap();
            accounts::lock(&tx, tenant).await.unwrap();
            let count = hub::count_unrevoked(&tx, tenant).await.unwrap();
            linger(&tx).await;
            hub::insert(&tx, &new).await.unwrap();
            tx.commit().await.unwrap();
            count
        }
    };
    let mut counts = at_once(20, issue, storage).await;
    counts.sort_unstable();
    assert_eq!(counts, (0..20).collect::<Vec<_>>());
}
