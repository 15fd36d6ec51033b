use std::time::Duration;

use keyward_domain::{Environment, Id, Order, Timestamp};
use keyward_storage::events::{self, Counted, CountsOf, Filter, NewEvent, hour};
use keyward_storage::{Storage, Tx};

use crate::sample::{House, NOW, at_once, later, write};

fn event(environment: Id<Environment>, id: &str) -> NewEvent {
    NewEvent {
        environment,
        event_id: id.to_owned(),
        name: "call".to_owned(),
        customer: "acme".to_owned(),
        at: NOW,
        received_at: later(1),
        source: None,
        properties: "{}".to_owned(),
    }
}

async fn insert(storage: &Storage, new: &[NewEvent]) -> Vec<bool> {
    let new: Vec<&NewEvent> = new.iter().collect();
    write(storage, async |tx: &Tx| events::insert(tx, &new).await).await.unwrap()
}

async fn ids(storage: &Storage, environment: Id<Environment>, filter: &Filter, order: Order) -> Vec<String> {
    let found = events::list(&storage.reader(), environment, filter, order, 100, 0).await.unwrap();
    found.into_iter().map(|event| event.event_id).collect()
}

async fn total(storage: &Storage, environment: Id<Environment>, of: CountsOf<'_>) -> i64 {
    let (first, last) = (Timestamp::from_micros(0), Timestamp::from_micros(i64::MAX));
    let counts = events::counts(&storage.reader(), environment, "call", of, first, last).await.unwrap();
    counts.iter().map(|counted| counted.count).sum()
}

pub(crate) async fn each_id_counts_once_in_its_environment(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let elsewhere = house.other_environment(storage).await;
    let first = event(house.environment, "1");
    let again = NewEvent { at: later(86_400), name: "other".to_owned(), ..first.clone() };
    let both = [first.clone(), event(elsewhere, "1"), again.clone(), event(house.environment, "2")];
    assert_eq!(insert(storage, &both).await, [true, true, false, true]);
    let more = [again, event(house.environment, "3"), first];
    assert_eq!(insert(storage, &more).await, [false, true, false]);
    assert_eq!(insert(storage, &[]).await, [false; 0]);
    let all = Filter::default();
    assert_eq!(ids(storage, house.environment, &all, Order::Ascending).await, ["1", "2", "3"]);
    assert_eq!(total(storage, house.environment, CountsOf::All).await, 3);
    assert_eq!(total(storage, house.environment, CountsOf::One("acme")).await, 3);
    assert_eq!(total(storage, elsewhere, CountsOf::Each).await, 1);
}

pub(crate) async fn a_batch_may_be_longer_than_a_statement_of_events(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let many = |numbers: std::ops::Range<u32>| -> Vec<NewEvent> {
        numbers.map(|number| event(house.environment, &number.to_string())).collect()
    };
    assert!(insert(storage, &many(0..1234)).await.iter().all(|added| *added));
    let overlapping = insert(storage, &many(1000..1500)).await;
    assert_eq!(overlapping.iter().filter(|added| **added).count(), 266);
    assert!(overlapping.iter().take(234).all(|added| !added));
    assert_eq!(total(storage, house.environment, CountsOf::All).await, 1500);
    let count = events::count(&storage.reader(), house.environment, &Filter::default()).await;
    assert_eq!(count.unwrap(), 1500);
}

pub(crate) async fn many_at_once_with_the_same_ids_add_each_once(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let work = move |storage: Storage, task: u16| async move {
        // Each in an order of its own.
        let number = |index: u16| (index * 7 + task) % 50;
        let new: Vec<_> = (0..50).map(|index| event(house.environment, &number(index).to_string())).collect();
        insert(&storage, &new).await.iter().filter(|added| **added).count()
    };
    let added: usize = at_once(20, work, storage).await.into_iter().sum();
    assert_eq!(added, 50);
    assert_eq!(total(storage, house.environment, CountsOf::All).await, 50);
}

pub(crate) async fn are_found_by_what_they_are(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let environment = house.environment;
    let odd = NewEvent {
        name: "login".to_owned(),
        customer: "Umbrella 🔑".to_owned(),
        at: later(60),
        source: Some("api".to_owned()),
        properties: r#"{"a":"\u0000"}"#.to_owned(),
        ..event(environment, "2")
    };
    insert(storage, &[event(environment, "1"), odd.clone()]).await;
    let (reader, all) = (storage.reader(), Filter::default());
    let found = events::list(&reader, environment, &all, Order::Descending, 1, 0).await;
    let found = found.unwrap().remove(0);
    assert_eq!((found.event_id, found.name, found.customer), (odd.event_id, odd.name, odd.customer));
    assert_eq!((found.at, found.received_at), (odd.at, odd.received_at));
    assert_eq!((found.source, found.properties), (odd.source, odd.properties));
    let text = |text: &str| Some(text.to_owned());
    for (filter, expected) in [
        (Filter { name: text("login"), ..Filter::default() }, vec!["2"]),
        (Filter { customer: text("acme"), ..Filter::default() }, vec!["1"]),
        (Filter { event_id: text("2"), ..Filter::default() }, vec!["2"]),
        (Filter { source: text("api"), ..Filter::default() }, vec!["2"]),
        (Filter { from: Some(NOW), to: Some(later(60)), ..Filter::default() }, vec!["1"]),
        (Filter { from: Some(later(60)), ..Filter::default() }, vec!["2"]),
        (Filter { name: text("Login"), ..Filter::default() }, vec![]),
    ] {
        assert_eq!(ids(storage, environment, &filter, Order::Ascending).await, expected, "{filter:?}");
        let count = events::count(&storage.reader(), environment, &filter).await.unwrap();
        assert_eq!(count, expected.len() as u64);
    }
}

pub(crate) async fn a_cursor_goes_on_among_equal_times(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let environment = house.environment;
    let late = NewEvent { at: later(5), ..event(environment, "0") };
    insert(storage, &[event(environment, "1"), event(environment, "2"), event(environment, "3"), late]).await;
    let after = |at, id: &str| Filter { after: Some((at, id.to_owned())), ..Filter::default() };
    assert_eq!(ids(storage, environment, &after(NOW, "1"), Order::Ascending).await, ["2", "3", "0"]);
    assert_eq!(ids(storage, environment, &after(NOW, "3"), Order::Ascending).await, ["0"]);
    assert_eq!(ids(storage, environment, &after(later(5), "0"), Order::Descending).await, ["3", "2", "1"]);
    assert_eq!(ids(storage, environment, &after(NOW, "2"), Order::Descending).await, ["1"]);
}

pub(crate) async fn counts_are_told_by_the_hour(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let environment = house.environment;
    let next = NOW.plus(Duration::from_hours(1));
    let other = NewEvent { customer: "b".to_owned(), at: next, ..event(environment, "3") };
    insert(storage, &[event(environment, "1"), event(environment, "2"), other]).await;
    insert(storage, &[event(environment, "4")]).await;
    let (first, second) = (hour(NOW), hour(next));
    let end = Timestamp::from_micros(i64::MAX);
    let cell = |customer: &str, hour, count| Counted { customer: customer.to_owned(), hour, count };
    for (of, from, to, expected) in [
        (CountsOf::All, first, end, vec![cell("", first, 3), cell("", second, 1)]),
        (CountsOf::Each, first, end, vec![cell("acme", first, 3), cell("b", second, 1)]),
        (CountsOf::One("b"), first, end, vec![cell("b", second, 1)]),
        (CountsOf::All, second, end, vec![cell("", second, 1)]),
        (CountsOf::All, first, second, vec![cell("", first, 3)]),
    ] {
        let counts = events::counts(&storage.reader(), environment, "call", of, from, to).await;
        let mut counts = counts.unwrap();
        counts.sort_by_key(|counted| counted.hour);
        assert_eq!(counts, expected, "{of:?}");
    }
    let names = events::names(&storage.reader(), environment, "b", first, end, 10).await.unwrap();
    assert_eq!(names, ["call"]);
    let names = events::names(&storage.reader(), environment, "b", first, second, 10).await.unwrap();
    assert!(names.is_empty());
}

pub(crate) async fn those_before_a_time_are_forgotten_and_then_their_counts(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let environment = house.environment;
    let before = hour(NOW.plus(Duration::from_hours(1)));
    let kept = NewEvent { at: before, ..event(environment, "4") };
    insert(storage, &[event(environment, "1"), event(environment, "2"), event(environment, "3"), kept]).await;
    let forget = async || {
        write(storage, async |tx: &Tx| events::forget_before(tx, environment, before, 2).await).await.unwrap()
    };
    assert_eq!((forget().await, forget().await), (2, 1));
    assert_eq!(total(storage, environment, CountsOf::All).await, 4);
    assert_eq!(forget().await, 0);
    assert_eq!(total(storage, environment, CountsOf::All).await, 1);
    assert_eq!(ids(storage, environment, &Filter::default(), Order::Ascending).await, ["4"]);
}
