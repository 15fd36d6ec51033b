use keyward_domain::{Id, KeyKind, KeyState, Limits, Metadata, Networks, Owner};
use keyward_storage::keys::{self, NewKey};
use keyward_storage::{Storage, StorageError, Tx, Unique};
use keyward_token::Algorithm;

use crate::sample::{
    House, NOW, assert_err, at_once, insert_key, later, limits, linger, name, permissions, role, write,
};

pub(crate) async fn comes_back_as_it_was_made(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let new = NewKey {
        kind: KeyKind::Publishable,
        name: name("Shop"),
        description: Some("for the shop".to_owned()),
        format: "imported".to_owned(),
        display: "fj_live_1234…".to_owned(),
        algorithm: Algorithm::HmacSha256 { pepper: "p1".parse().unwrap() },
        roles: vec![role("key_manager"), role("a.b-c_d")],
        permissions: permissions(&["secret:read", "*:verify"]),
        networks: Networks::parse(&["192.0.2.0/24", "2001:db8::1"]).unwrap(),
        metadata: Metadata::from_json(r#"{"a":{"b":[1,null]}}"#).unwrap(),
        limits: limits(&["requests", "exports"]),
        expires_at: Some(later(60)),
        ..house.key(1)
    };
    let made = insert_key(storage, &new).await;
    assert_eq!((&made.limits, made.limit_scope, made.credits), (&new.limits, made.id, None));
    let counted_with = insert_key(storage, &NewKey { limit_scope: Some(made.id), ..house.key(2) }).await;
    assert_eq!((counted_with.limit_scope, counted_with.limits), (made.id, Limits::default()));
    assert_eq!((made.tenant, made.environment, made.kind), (new.tenant, new.environment, new.kind));
    assert_eq!((&made.name, &made.description, made.owner), (&new.name, &new.description, new.owner));
    assert_eq!((&made.format, &made.display), (&new.format, &new.display));
    assert_eq!((made.digest, &made.algorithm), (new.digest, &new.algorithm));
    assert_eq!((&made.roles, &made.permissions), (&new.roles, &new.permissions));
    assert_eq!((&made.networks, &made.metadata), (&new.networks, &new.metadata));
    assert_eq!((made.state, made.expires_at), (KeyState::Active, new.expires_at));
    assert_eq!((made.last_used_at, made.revoked_at, made.successor), (None, None, None));
    assert_eq!((made.created_at, made.updated_at), (NOW, NOW));
    assert_eq!(keys::get(&storage.reader(), house.environment, made.id).await.unwrap(), Some(made));
}

pub(crate) async fn belongs_to_whichever_kind_of_owner(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let owners =
        [Owner::User(house.user), Owner::ServiceAccount(house.machine), Owner::Customer(house.customer)];
    for (number, owner) in (0..).zip(owners) {
        let made = insert_key(storage, &NewKey { owner, ..house.key(number) }).await;
        let found = keys::get(&storage.reader(), house.environment, made.id).await.unwrap().unwrap();
        assert_eq!(found.owner, owner);
    }
}

pub(crate) async fn another_environments_key_does_not_exist(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let elsewhere = house.other_environment(storage).await;
    let made = insert_key(storage, &house.key(1)).await;
    assert_eq!(keys::get(&storage.reader(), elsewhere, made.id).await.unwrap(), None);
    assert_eq!(keys::get(&storage.reader(), house.environment, Id::new(4711)).await.unwrap(), None);

    let tx = storage.begin().await.unwrap();
    assert_eq!(keys::lock(&tx, elsewhere, made.id).await.unwrap(), None);
    assert_eq!(keys::lock(&tx, house.environment, Id::new(4711)).await.unwrap(), None);
    assert_eq!(keys::lock(&tx, house.environment, made.id).await.unwrap(), Some(made));
}

pub(crate) async fn a_secret_is_one_key_anywhere(storage: &Storage) {
    let (one, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    insert_key(storage, &one.key(1)).await;
    for house in [one, other] {
        let again = write(storage, async |tx: &Tx| keys::insert(tx, &house.key(1)).await).await;
        assert_err!(again, StorageError::Taken(Unique::Digest));
    }
}

pub(crate) async fn a_secret_inserted_by_many_at_once_is_one_key(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let insert = move |storage: Storage, _| async move {
        let tx = storage.begin().await.unwrap();
        let key = keys::insert(&tx, &house.key(1)).await?;
        tx.commit().await.map(|()| key)
    };
    let answers = at_once(20, insert, storage).await;
    let (made, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(made.len(), 1);
    for answer in refused {
        assert_err!(answer, StorageError::Taken(Unique::Digest));
    }
}

pub(crate) async fn what_it_points_to_must_exist(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let key = house.key(1);
    for orphan in [
        NewKey { tenant: Id::new(4711), ..key.clone() },
        NewKey { environment: Id::new(4711), ..key.clone() },
        NewKey { owner: Owner::User(Id::new(4711)), ..key.clone() },
        NewKey { owner: Owner::ServiceAccount(Id::new(4711)), ..key.clone() },
        NewKey { owner: Owner::Customer(Id::new(4711)), ..key.clone() },
    ] {
        let insert = write(storage, async |tx: &Tx| keys::insert(tx, &orphan).await).await;
        assert_err!(insert, StorageError::Reference);
        let skip = write(storage, async |tx: &Tx| keys::insert_or_skip(tx, &orphan).await).await;
        assert_err!(skip, StorageError::Reference);
    }
}

pub(crate) async fn insert_or_skip_goes_on_after_a_known_secret(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let known = insert_key(storage, &house.key(1)).await;
    let import = async |tx: &Tx| {
        let new = NewKey { name: name("another"), ..house.key(1) };
        assert_eq!(keys::insert_or_skip(tx, &new).await?, None);
        keys::insert_or_skip(tx, &house.key(2)).await
    };
    let added = write(storage, import).await.unwrap().unwrap();
    assert_eq!(added.name, house.key(2).name);

    let reader = storage.reader();
    assert_eq!(keys::get(&reader, house.environment, added.id).await.unwrap(), Some(added));
    assert_eq!(keys::get(&reader, house.environment, known.id).await.unwrap(), Some(known));
}

pub(crate) async fn insert_or_skip_by_many_at_once_adds_each_secret_once(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let import = move |storage: Storage, _| async move {
        let tx = storage.begin().await.unwrap();
        let mut added = 0;
        for number in 0..10 {
            added += usize::from(keys::insert_or_skip(&tx, &house.key(number)).await.unwrap().is_some());
        }
        tx.commit().await.unwrap();
        added
    };
    assert_eq!(at_once(10, import, storage).await.into_iter().sum::<usize>(), 10);
}

pub(crate) async fn a_locked_one_waits_for_its_holder(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let id = insert_key(storage, &house.key(1)).await.id;
    let holder = storage.begin().await.unwrap();
    keys::lock(&holder, house.environment, id).await.unwrap();
    let waiting = tokio::spawn({
        let storage = storage.clone();
        async move {
            let tx = storage.begin().await.unwrap();
            keys::lock(&tx, house.environment, id).await.unwrap().unwrap().name
        }
    });
    linger(&holder).await;
    let change = keys::Change { name: Some(name("changed")), ..Default::default() };
    keys::change(&holder, id, &change, NOW).await.unwrap();
    holder.commit().await.unwrap();
    assert_eq!(waiting.await.unwrap(), name("changed"));
}

pub(crate) async fn are_counted_by_algorithm_over_all_tenants(storage: &Storage) {
    assert_eq!(keys::count_by_algorithm(&storage.reader()).await.unwrap(), []);
    let (one, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    let peppered = |pepper: &str| Algorithm::HmacSha256 { pepper: pepper.parse().unwrap() };
    for (number, house, algorithm) in [
        (1, one, Algorithm::Sha256),
        (2, one, peppered("p2")),
        (3, other, peppered("p1")),
        (4, other, Algorithm::Sha256),
    ] {
        insert_key(storage, &NewKey { algorithm, ..house.key(number) }).await;
    }
    let counted = keys::count_by_algorithm(&storage.reader()).await.unwrap();
    let expected = [("hmac-sha256:p1", 1), ("hmac-sha256:p2", 1), ("sha256", 2)];
    assert_eq!(counted, expected.map(|(algorithm, count)| (algorithm.to_owned(), count)));
}

pub(crate) async fn those_of_an_owner_that_may_still_be_used_are_found(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let other = house.other_environment(storage).await;
    let live = insert_key(storage, &house.key(1)).await;
    let elsewhere =
        insert_key(storage, &NewKey { environment: other, expires_at: Some(later(60)), ..house.key(2) })
            .await;
    let disabled = insert_key(storage, &house.key(3)).await;
    let revoked = insert_key(storage, &house.key(4)).await;
    insert_key(storage, &NewKey { expires_at: Some(NOW), ..house.key(5) }).await;
    insert_key(storage, &NewKey { owner: Owner::ServiceAccount(house.machine), ..house.key(6) }).await;
    let switch = async |tx: &Tx, id, state| {
        keys::change(tx, id, &keys::Change { state: Some(state), ..keys::Change::default() }, NOW).await
    };
    write(storage, async |tx: &Tx| switch(tx, disabled.id, KeyState::Disabled).await).await.unwrap();
    write(storage, async |tx: &Tx| switch(tx, revoked.id, KeyState::Revoked).await).await.unwrap();
    let find = async |tx: &Tx| keys::lock_live_of(tx, Owner::User(house.user), NOW).await;
    let found = write(storage, find).await.unwrap();
    assert_eq!(found.iter().map(|key| key.id).collect::<Vec<_>>(), [live.id, elsewhere.id, disabled.id]);
}
