use keyward_storage::{Storage, Tx, settings};

use crate::sample::{at_once, write};

async fn get_or_set(storage: &Storage, name: &str, offer: &[u8]) -> Vec<u8> {
    write(storage, async |tx: &Tx| settings::get_or_set(tx, name, offer).await).await.unwrap()
}

pub(crate) async fn the_first_offer_stays(storage: &Storage) {
    assert_eq!(get_or_set(storage, "seed", &[0, 255, 1]).await, [0, 255, 1]);
    assert_eq!(get_or_set(storage, "seed", &[2]).await, [0, 255, 1]);
    assert_eq!(get_or_set(storage, "other", &[]).await, b"");
    assert_eq!(get_or_set(storage, "other", &[3]).await, b"");
}

pub(crate) async fn an_offer_rolled_back_was_none(storage: &Storage) {
    let tx = storage.begin().await.unwrap();
    assert_eq!(settings::get_or_set(&tx, "seed", b"lost").await.unwrap(), b"lost");
    drop(tx);
    assert_eq!(get_or_set(storage, "seed", b"kept").await, b"kept");
}

pub(crate) async fn of_many_offers_at_once_all_get_one(storage: &Storage) {
    let offer = |storage: Storage, task: u16| async move {
        let tx = storage.begin().await.unwrap();
        let value = settings::get_or_set(&tx, "seed", &task.to_be_bytes()).await.unwrap();
        tx.commit().await.unwrap();
        value
    };
    let values = at_once(20, offer, storage).await;
    assert!(values.iter().all(|value| *value == values[0]), "{values:?}");
    assert_eq!(get_or_set(storage, "seed", b"late").await, values[0]);
}
