use keyward_storage::{Storage, StorageError, Tx, packs};

use crate::sample::{House, NOW, assert_err, name, write};

pub(crate) async fn come_oldest_first_with_what_was_taken(storage: &Storage) {
    let house = House::build(storage, "agency").await;
    let other = House::build(storage, "other").await;
    let insert = async |tenant, size| {
        write(storage, async |tx: &Tx| packs::insert(tx, tenant, &name("Theme"), size, NOW).await)
            .await
            .unwrap()
    };
    let (one, two) = (insert(house.tenant, 5).await, insert(house.tenant, 10).await);
    insert(other.tenant, 3).await;
    write(storage, async |tx: &Tx| packs::take(tx, one.id, 4).await).await.unwrap();
    let of = packs::of(&storage.reader(), house.tenant).await.unwrap();
    assert_eq!(
        of.iter().map(|pack| (pack.id, pack.size, pack.used)).collect::<Vec<_>>(),
        [(one.id, 5, 4), (two.id, 10, 0)]
    );
}

pub(crate) async fn hold_no_less_than_nothing(storage: &Storage) {
    let house = House::build(storage, "agency").await;
    let insert = async |tx: &Tx| packs::insert(tx, house.tenant, &name("Theme"), 5, NOW).await;
    let pack = write(storage, insert).await.unwrap();
    let take = write(storage, async |tx: &Tx| packs::take(tx, pack.id, 6).await).await;
    assert_err!(take, StorageError::Internal(_));
    assert_eq!(packs::of(&storage.reader(), house.tenant).await.unwrap()[0].used, 0);
}
