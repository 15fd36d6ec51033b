use std::time::Duration;

use keyward_domain::{Environment, Id, Timestamp};
use keyward_storage::events::{self, CountsOf, Filter, Meter, NewEvent, Scanned, Valued, hour};
use keyward_storage::{Storage, Tx};

use crate::sample::{House, NOW, at_once, later, write};

fn meter(environment: Id<Environment>, property: &str) -> Meter {
    Meter { environment, event_name: "call".to_owned(), property: property.to_owned() }
}

fn valued(customer: &str, hours: u64, events: i64) -> Valued {
    Valued {
        customer: customer.to_owned(),
        hour: hour(NOW.plus(Duration::from_hours(hours))),
        events,
        numbers: 2,
        not_numeric: 1,
        sum: "170141183460469231731687303715884105727 999999999999999999".to_owned(),
        exact: true,
        least: Some("-1".to_owned()),
        most: None,
    }
}

async fn keep(storage: &Storage, meter: &Meter, values: &[Valued]) {
    write(storage, async |tx: &Tx| events::keep_values(tx, meter, values).await).await.unwrap();
}

async fn values(storage: &Storage, meter: &Meter, of: CountsOf<'_>) -> Vec<Valued> {
    let end = Timestamp::from_micros(i64::MAX);
    events::values(&storage.reader(), meter, of, hour(NOW), end).await.unwrap()
}

pub(crate) async fn come_back_as_they_were_kept(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let tokens = meter(house.environment, "tokens");
    let odd = Valued { exact: false, least: None, most: Some("1e300".to_owned()), ..valued("b", 0, 9) };
    let (all, late) = (valued("", 0, 5), valued("", 1, 3));
    keep(storage, &tokens, &[late.clone(), odd.clone(), all.clone(), valued("c", 2, 1)]).await;
    keep(storage, &meter(house.environment, "other"), &[valued("", 7, 1)]).await;
    keep(storage, &tokens, &[]).await;
    assert_eq!(values(storage, &tokens, CountsOf::All).await, [all.clone(), late.clone()]);
    assert_eq!(values(storage, &tokens, CountsOf::One("b")).await, std::slice::from_ref(&odd));
    assert_eq!(values(storage, &tokens, CountsOf::Each).await, [odd, valued("c", 2, 1)]);
    assert_eq!(
        values(storage, &meter(house.other_environment(storage).await, "tokens"), CountsOf::All).await,
        []
    );
    let first = events::values(&storage.reader(), &tokens, CountsOf::All, all.hour, late.hour).await.unwrap();
    assert_eq!(first, [all]);
}

pub(crate) async fn what_was_reckoned_from_more_events_stays(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let tokens = meter(house.environment, "tokens");
    let with = |events: i64, sum: &str| Valued { sum: sum.to_owned(), ..valued("", 0, events) };
    for (kept, expected) in [(with(5, "5 0"), "5 0"), (with(4, "4 0"), "5 0"), (with(6, "6 0"), "6 0")] {
        keep(storage, &tokens, &[kept]).await;
        assert_eq!(values(storage, &tokens, CountsOf::All).await[0].sum, expected);
    }
    // In whichever order they are kept at once.
    let work = |storage: Storage, task: u16| {
        let tokens = tokens.clone();
        async move {
            let mut some: Vec<_> = (0..50).map(|hours| valued("x", hours, i64::from(task))).collect();
            if task % 2 == 1 {
                some.reverse();
            }
            keep(&storage, &tokens, &some).await;
        }
    };
    at_once(16, work, storage).await;
    let kept = values(storage, &tokens, CountsOf::One("x")).await;
    assert_eq!(kept.iter().map(|kept| kept.events).collect::<Vec<_>>(), [15; 50]);
}

pub(crate) async fn more_values_than_a_statement_takes(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let tokens = meter(house.environment, "tokens");
    let many: Vec<_> = (0..1234).map(|hours| valued("", hours, 1)).collect();
    keep(storage, &tokens, &many).await;
    assert_eq!(values(storage, &tokens, CountsOf::All).await, many);
}

pub(crate) async fn a_property_is_noted_once_while_there_is_room(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let elsewhere = house.other_environment(storage).await;
    let (a, b) = (meter(house.environment, "a"), meter(house.environment, "b"));
    let (c, other) = (meter(house.environment, "c"), meter(elsewhere, "a"));
    for meter in [&b, &a, &b, &c, &other] {
        write(storage, async |tx: &Tx| events::note_meter(tx, meter, 2).await).await.unwrap();
    }
    let mut noted = events::meters(&storage.reader()).await.unwrap();
    noted.sort_by_key(|meter| (meter.environment, meter.property.clone()));
    assert_eq!(noted, [a, b, other]);
}

pub(crate) async fn go_with_the_events_that_they_are_of(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let tokens = meter(house.environment, "tokens");
    keep(storage, &tokens, &[valued("", 0, 1), valued("b", 0, 1), valued("", 1, 1)]).await;
    let before = valued("", 1, 1).hour;
    let gone = write(storage, async |tx: &Tx| events::forget_before(tx, house.environment, before, 10).await);
    assert_eq!(gone.await.unwrap(), 0);
    assert_eq!(values(storage, &tokens, CountsOf::All).await, [valued("", 1, 1)]);
    assert_eq!(values(storage, &tokens, CountsOf::Each).await, []);
}

pub(crate) async fn events_are_scanned_by_time_and_id(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let event = |id: &str, at: Timestamp| NewEvent {
        environment: house.environment,
        event_id: id.to_owned(),
        name: "call".to_owned(),
        customer: "acme".to_owned(),
        at,
        received_at: later(9),
        source: Some("api".to_owned()),
        properties: r#"{"n":1}"#.to_owned(),
    };
    let new = [event("3", NOW), event("1", later(5)), event("2", NOW)];
    let new: Vec<&NewEvent> = new.iter().collect();
    let _ = write(storage, async |tx: &Tx| events::insert(tx, &new).await).await.unwrap();
    let scan = async |filter: Filter, limit| {
        events::scan(&storage.reader(), house.environment, &filter, limit).await.unwrap()
    };
    let ids = |found: &[Scanned]| found.iter().map(|event| event.event_id.clone()).collect::<Vec<_>>();
    let all = scan(Filter::default(), 9).await;
    assert_eq!(ids(&all), ["2", "3", "1"]);
    let first = Scanned {
        at: NOW,
        event_id: "2".to_owned(),
        customer: "acme".to_owned(),
        source: Some("api".to_owned()),
        properties: r#"{"n":1}"#.to_owned(),
    };
    assert_eq!(all[0], first);
    let after = Filter { after: Some((NOW, "2".to_owned())), ..Filter::default() };
    assert_eq!(ids(&scan(after, 1).await), ["3"]);
    assert_eq!(scan(Filter { name: Some("other".to_owned()), ..Filter::default() }, 9).await, []);
}
