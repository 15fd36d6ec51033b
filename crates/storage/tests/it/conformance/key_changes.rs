use keyward_domain::{Id, Key, KeyState, Metadata, Networks, Timestamp};
use keyward_storage::keys::{self, Change, NewKey};
use keyward_storage::{Storage, StorageError, Tx};

use crate::sample::{House, NOW, assert_err, at_once, insert_key, later, limits, name, write};

async fn change(
    storage: &Storage,
    id: Id<Key>,
    change: &Change,
    now: Timestamp,
) -> Result<Key, StorageError> {
    write(storage, async |tx: &Tx| keys::change(tx, id, change, now).await).await
}

/// Makes a key, changes it, and asserts that it then is `expected` of it.
async fn assert_changed(storage: &Storage, wanted: Change, expected: impl FnOnce(Key) -> Key) {
    let house = House::build(storage, "a").await;
    let bystander = insert_key(storage, &house.key(0)).await;
    let before = insert_key(storage, &NewKey { expires_at: Some(later(60)), ..house.key(1) }).await;
    let after = change(storage, before.id, &wanted, later(1)).await.unwrap();
    assert_eq!(after, expected(Key { updated_at: later(1), ..before }));

    let reader = storage.reader();
    assert_eq!(keys::get(&reader, house.environment, after.id).await.unwrap(), Some(after));
    assert_eq!(keys::get(&reader, house.environment, bystander.id).await.unwrap(), Some(bystander));
}

pub(crate) async fn nothing_but_the_time_of_change(storage: &Storage) {
    assert_changed(storage, Change::default(), |key| key).await;
}

pub(crate) async fn the_name(storage: &Storage) {
    let new = name("new");
    assert_changed(storage, Change { name: Some(new.clone()), ..Change::default() }, |key| Key {
        name: new,
        ..key
    })
    .await;
}

pub(crate) async fn the_metadata(storage: &Storage) {
    let new = Metadata::from_json(r#"{"a":1}"#).unwrap();
    assert_changed(storage, Change { metadata: Some(new.clone()), ..Change::default() }, |key| Key {
        metadata: new,
        ..key
    })
    .await;
}

pub(crate) async fn the_networks(storage: &Storage) {
    let new = Networks::parse(&["192.0.2.0/24"]).unwrap();
    assert_changed(storage, Change { networks: Some(new.clone()), ..Change::default() }, |key| Key {
        networks: new,
        ..key
    })
    .await;
}

pub(crate) async fn the_limits(storage: &Storage) {
    let new = limits(&["requests", "exports"]);
    assert_changed(storage, Change { limits: Some(new.clone()), ..Change::default() }, |key| Key {
        limits: new,
        ..key
    })
    .await;
}

pub(crate) async fn the_end(storage: &Storage) {
    let new = Some(later(7));
    assert_changed(storage, Change { expires_at: new, ..Change::default() }, |key| Key {
        expires_at: new,
        ..key
    })
    .await;
}

pub(crate) async fn the_successor(storage: &Storage) {
    let successor = insert_key(storage, &House::build(storage, "b").await.key(99)).await.id;
    assert_changed(storage, Change { successor: Some(successor), ..Change::default() }, |key| Key {
        successor: Some(successor),
        ..key
    })
    .await;
}

pub(crate) async fn disabling(storage: &Storage) {
    assert_changed(storage, Change { state: Some(KeyState::Disabled), ..Change::default() }, |key| Key {
        state: KeyState::Disabled,
        ..key
    })
    .await;
}

pub(crate) async fn revoking_notes_the_time(storage: &Storage) {
    assert_changed(storage, Change { state: Some(KeyState::Revoked), ..Change::default() }, |key| Key {
        state: KeyState::Revoked,
        revoked_at: Some(later(1)),
        ..key
    })
    .await;
}

pub(crate) async fn the_time_of_revocation_outlives_other_changes(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let id = insert_key(storage, &house.key(1)).await.id;
    let revoke = Change { state: Some(KeyState::Revoked), ..Change::default() };
    change(storage, id, &revoke, later(1)).await.unwrap();
    let rename = Change { name: Some(name("late")), ..Change::default() };
    assert_eq!(change(storage, id, &rename, later(2)).await.unwrap().revoked_at, Some(later(1)));
}

pub(crate) async fn everything_at_once(storage: &Storage) {
    let wanted = Change {
        name: Some(name("new")),
        metadata: Some(Metadata::from_json(r#"{"a":1}"#).unwrap()),
        networks: Some(Networks::parse(&["::/0"]).unwrap()),
        limits: Some(limits(&["requests"])),
        credits: None,
        expires_at: Some(later(7)),
        state: Some(KeyState::Disabled),
        successor: None,
    };
    let Change { name, metadata, networks, limits, expires_at, .. } = wanted.clone();
    assert_changed(storage, wanted, |key| Key {
        name: name.unwrap(),
        metadata: metadata.unwrap(),
        networks: networks.unwrap(),
        limits: limits.unwrap(),
        expires_at,
        state: KeyState::Disabled,
        ..key
    })
    .await;
}

pub(crate) async fn a_successor_must_exist(storage: &Storage) {
    let id = insert_key(storage, &House::build(storage, "a").await.key(1)).await.id;
    let wanted = Change { successor: Some(Id::new(4711)), ..Change::default() };
    assert_err!(change(storage, id, &wanted, NOW).await, StorageError::Reference);
}

pub(crate) async fn an_unknown_key_is_told(storage: &Storage) {
    let changed = change(storage, Id::new(4711), &Change::default(), NOW).await;
    assert_err!(changed, StorageError::Corrupt { table: "keys", column: "id" });
}

async fn last_used(storage: &Storage, key: &Key) -> Option<Timestamp> {
    keys::get(&storage.reader(), key.environment, key.id).await.unwrap().unwrap().last_used_at
}

pub(crate) async fn a_use_never_goes_back(storage: &Storage) {
    let key = insert_key(storage, &House::build(storage, "a").await.key(1)).await;
    for (used, expected) in [(5, 5), (9, 9), (7, 9), (9, 9), (10, 10)] {
        keys::touch(storage, &[(key.id, later(used))]).await.unwrap();
        assert_eq!(last_used(storage, &key).await, Some(later(expected)));
    }
}

pub(crate) async fn a_use_is_no_change(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let key = insert_key(storage, &house.key(1)).await;
    keys::touch(storage, &[(key.id, later(5))]).await.unwrap();
    let touched = keys::get(&storage.reader(), house.environment, key.id).await.unwrap();
    assert_eq!(touched, Some(Key { last_used_at: Some(later(5)), ..key }));
}

pub(crate) async fn many_uses_at_a_time(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let one = insert_key(storage, &house.key(1)).await;
    let other = insert_key(storage, &house.key(2)).await;
    let uses = [(one.id, later(2)), (Id::new(4711), later(1)), (other.id, later(1)), (one.id, later(1))];
    keys::touch(storage, &uses).await.unwrap();
    assert_eq!(last_used(storage, &one).await, Some(later(2)));
    assert_eq!(last_used(storage, &other).await, Some(later(1)));
    keys::touch(storage, &[]).await.unwrap();
}

pub(crate) async fn uses_noted_in_whichever_order_at_once(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let mut ids = Vec::new();
    for number in 0..50 {
        ids.push(insert_key(storage, &house.key(number)).await.id);
    }
    let touch = |storage: Storage, task: u16| {
        let mut ids = ids.clone();
        if task % 2 == 1 {
            ids.reverse();
        }
        async move {
            let uses: Vec<_> = ids.into_iter().map(|id| (id, later(u64::from(task)))).collect();
            keys::touch(&storage, &uses).await.unwrap();
        }
    };
    at_once(8, touch, storage).await;
    for id in ids {
        let key = keys::get(&storage.reader(), house.environment, id).await.unwrap().unwrap();
        assert_eq!(key.last_used_at, Some(later(7)));
    }
}

pub(crate) async fn that_it_ends_soon_is_told_once(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let ends = |number, at| NewKey { expires_at: Some(later(at)), ..house.key(number) };
    let soon = insert_key(storage, &ends(1, 100)).await;
    let rotated = insert_key(storage, &ends(2, 100)).await;
    let revoked = insert_key(storage, &ends(3, 100)).await;
    insert_key(storage, &ends(4, 101)).await;
    insert_key(storage, &ends(5, 10)).await;
    insert_key(storage, &house.key(6)).await;
    let replaced = Change { successor: Some(soon.id), ..Change::default() };
    change(storage, rotated.id, &replaced, NOW).await.unwrap();
    let ended = Change { state: Some(KeyState::Revoked), ..Change::default() };
    change(storage, revoked.id, &ended, NOW).await.unwrap();
    let told = async || {
        let tell = async |tx: &Tx| {
            let ending = keys::lock_expiring(tx, later(10), later(100), 10).await?;
            keys::note_expiring(tx, ending.iter().map(|key| key.id), later(10)).await?;
            Ok(ending)
        };
        write(storage, tell).await.unwrap()
    };
    assert_eq!(told().await, [soon]);
    assert_eq!(told().await, []);
}
