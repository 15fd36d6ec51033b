use keyward_domain::Timestamp;
use keyward_storage::signing_keys::{self, StoredSigningKey};
use keyward_storage::{Storage, StorageError, Tx};

use crate::sample::{NOW, assert_err, later, write};

fn key(kid: &str, created_at: Timestamp, retires_at: Timestamp) -> StoredSigningKey {
    StoredSigningKey {
        purpose: "access".to_owned(),
        kid: kid.to_owned(),
        sealed: vec![0, 255, 7],
        public_key: [9; 32],
        created_at,
        retires_at,
    }
}

async fn insert(storage: &Storage, key: &StoredSigningKey) -> Result<(), StorageError> {
    write(storage, async |tx: &Tx| signing_keys::insert(tx, key).await).await
}

pub(crate) async fn come_newest_first_until_they_retire(storage: &Storage) {
    let (old, new) = (key("old", NOW, later(10)), key("new", later(5), later(20)));
    insert(storage, &old).await.unwrap();
    insert(storage, &new).await.unwrap();
    let reader = storage.reader();
    assert_eq!(signing_keys::retiring_after(&reader, "access", NOW).await.unwrap(), [new.clone(), old]);
    assert_eq!(signing_keys::retiring_after(&reader, "access", later(10)).await.unwrap(), [new]);
    assert_eq!(signing_keys::retiring_after(&reader, "access", later(20)).await.unwrap(), []);
}

pub(crate) async fn a_kid_names_one(storage: &Storage) {
    insert(storage, &key("k", NOW, later(10))).await.unwrap();
    assert_err!(insert(storage, &key("k", NOW, later(10))).await, StorageError::Taken(_));
}

pub(crate) async fn retired_ones_are_forgotten(storage: &Storage) {
    insert(storage, &key("old", NOW, later(10))).await.unwrap();
    insert(storage, &key("new", NOW, later(11))).await.unwrap();
    let forget = async |tx: &Tx| signing_keys::forget(tx, "access", later(10)).await;
    assert_eq!(write(storage, forget).await.unwrap(), 1);
    let left = signing_keys::retiring_after(&storage.reader(), "access", NOW).await.unwrap();
    assert_eq!(left.iter().map(|key| key.kid.as_str()).collect::<Vec<_>>(), ["new"]);
}

pub(crate) async fn those_for_another_purpose_are_none(storage: &Storage) {
    let license = StoredSigningKey { purpose: "license".to_owned(), ..key("l", NOW, later(10)) };
    insert(storage, &license).await.unwrap();
    let reader = storage.reader();
    assert_eq!(signing_keys::retiring_after(&reader, "access", NOW).await.unwrap(), []);
    let forget = async |tx: &Tx| signing_keys::forget(tx, "access", later(99)).await;
    assert_eq!(write(storage, forget).await.unwrap(), 0);
    assert_eq!(signing_keys::retiring_after(&reader, "license", NOW).await.unwrap(), [license]);
}
