use keyward_domain::webhook::{Interest, WebhookEndpoint, WebhookKind};
use keyward_domain::{Order, Page};
use keyward_storage::webhooks::Scope;
use keyward_storage::webhooks::endpoints::{self, EndpointChange, NewEndpoint};
use keyward_storage::{Storage, Tx};

use crate::sample::{House, NOW, later, write};

pub(crate) fn new(house: &House, hub: bool, events: &[&str]) -> NewEndpoint {
    NewEndpoint {
        scope: scope(house, hub),
        url: "https://example.com/hook".to_owned(),
        interest: Interest::parse(events).unwrap(),
        description: Some("mine".to_owned()),
        secret: vec![1, 2, 3],
        now: NOW,
    }
}

pub(crate) fn scope(house: &House, hub: bool) -> Scope {
    Scope { tenant: house.tenant, environment: (!hub).then_some(house.environment) }
}

pub(crate) async fn insert(storage: &Storage, new: &NewEndpoint) -> WebhookEndpoint {
    write(storage, async |tx: &Tx| endpoints::insert(tx, new).await).await.unwrap()
}

pub(crate) async fn is_found_in_its_scope_alone(storage: &Storage) {
    let (house, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    let elsewhere = Scope { tenant: house.tenant, environment: Some(house.other_environment(storage).await) };
    for hub in [false, true] {
        let made = insert(storage, &new(&house, hub, &["license.*"])).await;
        assert_eq!(made.environment, scope(&house, hub).environment);
        assert!(made.active && made.interest.wants(WebhookKind::LicenseCreated));
        let reader = storage.reader();
        for (within, found) in [
            (scope(&house, hub), true),
            (scope(&house, !hub), false),
            (scope(&other, hub), false),
            (elsewhere, false),
        ] {
            let got = endpoints::get(&reader, within, made.id).await.unwrap();
            assert_eq!(got, found.then(|| made.clone()));
            let locked = async |tx: &Tx| endpoints::lock(tx, within, made.id).await;
            assert_eq!(write(storage, locked).await.unwrap().is_some(), found);
        }
    }
}

pub(crate) async fn those_that_are_on_listen(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let (one, hub) = (new(&house, false, &["*"]), new(&house, true, &["license.created"]));
    let (one, hub) = (insert(storage, &one).await, insert(storage, &hub).await);
    let off = insert(storage, &new(&house, false, &["*"])).await;
    let gone = insert(storage, &new(&house, false, &["*"])).await;
    let work = async |tx: &Tx| {
        let change = EndpointChange { active: Some(false), ..EndpointChange::default() };
        endpoints::change(tx, off.id, &change, later(1)).await?;
        endpoints::delete(tx, gone.id, later(1)).await
    };
    write(storage, work).await.unwrap();
    let listening = endpoints::listening(&storage.reader(), house.tenant).await.unwrap();
    assert_eq!(listening, [one.clone(), hub]);
    let listening_in =
        async |environments: &[_]| endpoints::listening_in(&storage.reader(), environments).await.unwrap();
    assert_eq!(listening_in(&[house.environment]).await, std::slice::from_ref(&one));
    assert_eq!(listening_in(&[]).await, []);
    let page = Page { limit: 10, offset: 0, order: Order::Ascending };
    let (listed, total) = endpoints::list(&storage.reader(), scope(&house, false), page).await.unwrap();
    assert_eq!((listed.len(), total), (2, 2));
    assert_eq!((listed[0].id, listed[1].id, listed[1].active), (one.id, off.id, false));
}

pub(crate) async fn changes_in_what_is_named_alone(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let made = insert(storage, &new(&house, false, &["key.*"])).await;
    let change = EndpointChange {
        url: Some("https://example.org/".to_owned()),
        description: Some(None),
        ..EndpointChange::default()
    };
    let changed =
        write(storage, async |tx: &Tx| endpoints::change(tx, made.id, &change, later(1)).await).await;
    let expected = WebhookEndpoint {
        url: "https://example.org/".to_owned(),
        description: None,
        updated_at: later(1),
        ..made.clone()
    };
    assert_eq!(changed.unwrap(), expected);
    let interest = Interest::parse(&["gate.created"]).unwrap();
    let change = EndpointChange { interest: Some(interest.clone()), ..EndpointChange::default() };
    let changed =
        write(storage, async |tx: &Tx| endpoints::change(tx, made.id, &change, later(2)).await).await;
    assert_eq!(changed.unwrap(), WebhookEndpoint { interest, updated_at: later(2), ..expected });
}

pub(crate) async fn fails_since_the_first_time_until_it_takes_something(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let made = insert(storage, &new(&house, false, &["*"])).await;
    let refused = async |at| {
        let refused = async |tx: &Tx| endpoints::refused(tx, made.id, later(at)).await;
        write(storage, refused).await.unwrap().unwrap().failing_since
    };
    assert_eq!(refused(1).await, Some(later(1)));
    assert_eq!(refused(2).await, Some(later(1)));
    write(storage, async |tx: &Tx| endpoints::took(tx, made.id).await).await.unwrap();
    assert_eq!(refused(3).await, Some(later(3)));
    write(storage, async |tx: &Tx| endpoints::switch_off(tx, made.id, later(4)).await).await.unwrap();
    let got = endpoints::get(&storage.reader(), scope(&house, false), made.id).await.unwrap().unwrap();
    assert_eq!((got.active, got.disabled_at), (false, Some(later(4))));
    let on = EndpointChange { active: Some(true), ..EndpointChange::default() };
    let got =
        write(storage, async |tx: &Tx| endpoints::change(tx, made.id, &on, later(5)).await).await.unwrap();
    assert_eq!((got.active, got.disabled_at, got.failing_since), (true, None, None));
}
