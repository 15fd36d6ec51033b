use keyward_domain::gates::{Credential, DenyStyle, Gate, GateLimit, GateSettings, OnOutage, Rule};
use keyward_domain::{Cost, Environment, Id, Units, Window};
use keyward_storage::gates::{self, GateChange, NewGate};
use keyward_storage::{Storage, StorageError, Tx, Unique};

use crate::sample::{House, NOW, assert_err, at_once, digest, later, name, write};

fn new(house: &House, called: &str, secret: u16, settings: GateSettings) -> NewGate {
    NewGate {
        tenant: house.tenant,
        environment: house.environment,
        name: name(called),
        secret: digest(secret),
        settings,
        now: NOW,
    }
}

fn everything() -> GateSettings {
    let rule = |method: Option<&str>, prefix: &str, permissions: Option<&str>| Rule {
        method: method.map(|text| text.parse().unwrap()),
        path_prefix: prefix.parse().unwrap(),
        permissions: permissions.map(|text| text.parse().unwrap()),
        cost: Cost::new(i64::try_from(prefix.len()).unwrap()).unwrap(),
    };
    let limit = |name: &str, cost: Option<i64>| GateLimit {
        name: name.parse().unwrap(),
        most: Units::new(4_000_000_000).unwrap(),
        window: Window::from_seconds(3600).unwrap(),
        cost: cost.map(|cost| Cost::new(cost).unwrap()),
    };
    GateSettings {
        credential: Credential {
            headers: ["x-one", "authorization"].map(|text| text.parse().unwrap()).into(),
            query: Some("api_key".parse().unwrap()),
        },
        permissions: Some("a:read AND NOT (b:read OR \"c\":read)".replace('"', "").parse().unwrap()),
        rules: vec![rule(Some("GET"), "/", None), rule(None, "/admin", Some("admin:*"))],
        limits: vec![limit("requests", None), limit("free", Some(0))],
        on_outage: OnOutage::Allow,
        deny_style: DenyStyle::Nginx,
    }
}

async fn insert(storage: &Storage, new: &NewGate) -> Result<Gate, StorageError> {
    write(storage, async |tx: &Tx| gates::insert(tx, new).await).await
}

pub(crate) async fn comes_back_as_it_was_made(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for (secret, settings) in [(1, GateSettings::default()), (2, everything())] {
        let made = insert(storage, &new(&house, &format!("gate {secret}"), secret, settings.clone())).await;
        let made = made.unwrap();
        assert_eq!((made.tenant, made.environment), (house.tenant, house.environment));
        assert_eq!((made.secret, &made.settings), (digest(secret), &settings));
        assert_eq!((made.created_at, made.updated_at), (NOW, NOW));
        let got = gates::get(&storage.reader(), house.environment, made.id).await.unwrap();
        assert_eq!(got.as_ref(), Some(&made));
        assert_eq!(gates::of_secret(&storage.reader(), &digest(secret)).await.unwrap(), Some(made));
    }
    assert_eq!(gates::of_secret(&storage.reader(), &digest(3)).await.unwrap(), None);
}

pub(crate) async fn another_environments_does_not_exist(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let other = house.other_environment(storage).await;
    let made = insert(storage, &new(&house, "gate", 1, GateSettings::default())).await.unwrap();
    assert_eq!(gates::get(&storage.reader(), other, made.id).await.unwrap(), None);
    let change = GateChange { secret: Some(digest(2)), ..GateChange::default() };
    let changed = async |tx: &Tx| gates::change(tx, other, made.id, &change, NOW).await;
    assert_eq!(write(storage, changed).await.unwrap(), None);
    let deleted = write(storage, async |tx: &Tx| gates::delete(tx, other, made.id).await).await;
    assert_eq!(deleted.unwrap(), None);
    assert_eq!(gates::list(&storage.reader(), other, None, 10, 0).await.unwrap(), (Vec::new(), 0));
}

pub(crate) async fn its_name_is_the_only_one_in_its_environment(storage: &Storage) {
    let (one, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    insert(storage, &new(&one, "gate", 1, GateSettings::default())).await.unwrap();
    let again = insert(storage, &new(&one, "gate", 2, GateSettings::default())).await;
    assert_err!(again, StorageError::Taken(Unique::GateName));
    insert(storage, &new(&other, "gate", 3, GateSettings::default())).await.unwrap();
    let second = insert(storage, &new(&one, "second", 4, GateSettings::default())).await.unwrap();
    let (taken, settings) = (name("gate"), GateSettings::default());
    let change = GateChange { definition: Some((&taken, &settings)), secret: None };
    let renamed =
        write(storage, async |tx: &Tx| gates::change(tx, one.environment, second.id, &change, NOW).await)
            .await;
    assert_err!(renamed, StorageError::Taken(Unique::GateName));
}

pub(crate) async fn made_by_many_at_once_there_is_one_of_a_name(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let insert = |storage: Storage, number| async move {
        insert(&storage, &new(&house, "gate", number, GateSettings::default())).await.is_ok()
    };
    let made = at_once(20, insert, storage).await;
    assert_eq!(made.into_iter().filter(|made| *made).count(), 1);
}

pub(crate) async fn what_it_lies_in_must_exist(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let nowhere: Id<Environment> = Id::new(4711);
    let new = NewGate { environment: nowhere, ..new(&house, "gate", 1, GateSettings::default()) };
    assert_err!(insert(storage, &new).await, StorageError::Reference);
}

pub(crate) async fn come_by_name_in_pages(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for (secret, called) in [(1, "c"), (2, "a"), (3, "b")] {
        insert(storage, &new(&house, called, secret, GateSettings::default())).await.unwrap();
    }
    let page = async |limit, offset| {
        let (page, total) =
            gates::list(&storage.reader(), house.environment, None, limit, offset).await.unwrap();
        assert_eq!(total, 3);
        page.iter().map(|gate| gate.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(page(2, 0).await, ["a", "b"]);
    assert_eq!(page(2, 2).await, ["c"]);
}

pub(crate) async fn are_found_by_what_their_name_holds(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for (secret, called) in [(1, "Edge"), (2, "edge_2"), (3, "50% of\\it")] {
        insert(storage, &new(&house, called, secret, GateSettings::default())).await.unwrap();
    }
    let found = async |text| {
        let reader = storage.reader();
        let (page, total) = gates::list(&reader, house.environment, Some(text), 10, 0).await.unwrap();
        assert_eq!(total, page.len() as u64);
        page.iter().map(|gate| gate.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(found("EDGE").await, ["Edge", "edge_2"]);
    for (text, count) in [("%", 1), ("_", 1), ("\\", 1), ("edge%", 0), ("e_ge", 0)] {
        assert_eq!(found(text).await.len(), count, "{text}");
    }
}

pub(crate) async fn changes_what_is_named_alone(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let made = insert(storage, &new(&house, "gate", 1, everything())).await.unwrap();
    let change = async |change: GateChange<'_>, at| {
        let change = async |tx: &Tx| gates::change(tx, house.environment, made.id, &change, later(at)).await;
        write(storage, change).await.unwrap().unwrap()
    };
    let rotated = change(GateChange { secret: Some(digest(2)), ..GateChange::default() }, 1).await;
    let expected = Gate { secret: digest(2), updated_at: later(1), ..made.clone() };
    assert_eq!(rotated, (made.clone(), expected.clone()));
    let (called, settings) = (name("other"), GateSettings::default());
    let changed = change(GateChange { definition: Some((&called, &settings)), secret: None }, 2).await;
    let last =
        Gate { name: called.clone(), settings: settings.clone(), updated_at: later(2), ..expected.clone() };
    assert_eq!(changed, (expected, last.clone()));
    assert_eq!(gates::get(&storage.reader(), house.environment, made.id).await.unwrap(), Some(last));
    assert_eq!(gates::of_secret(&storage.reader(), &digest(1)).await.unwrap(), None);
}

pub(crate) async fn is_deleted_once(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let made = insert(storage, &new(&house, "gate", 1, everything())).await.unwrap();
    let delete = async || {
        write(storage, async |tx: &Tx| gates::delete(tx, house.environment, made.id).await).await.unwrap()
    };
    assert_eq!(delete().await.as_ref(), Some(&made));
    assert_eq!(delete().await, None);
    assert_eq!(gates::of_secret(&storage.reader(), &digest(1)).await.unwrap(), None);
    insert(storage, &new(&house, "gate", 1, everything())).await.unwrap();
}
