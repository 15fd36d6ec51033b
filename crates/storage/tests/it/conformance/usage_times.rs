use std::time::Duration;

use keyward_domain::{Environment, Histogram, Id, Interval, Timestamp};
use keyward_storage::usage;
use keyward_storage::{Storage, StorageError, Tx};

use crate::sample::{House, NOW, assert_err, at_once, write};

type Took = (Id<Environment>, Histogram);

fn of(took: &[(u64, u64)]) -> Histogram {
    let mut histogram = Histogram::default();
    for (micros, count) in took {
        histogram.add(*micros, *count);
    }
    histogram
}

fn today() -> Timestamp {
    Interval::Daily.latest(NOW)
}

/// So many hours after the day of [`NOW`] began.
fn at(hours: u64) -> Timestamp {
    today().plus(Duration::from_hours(hours))
}

async fn add(storage: &Storage, times: &[Took], now: Timestamp) {
    write(storage, async |tx: &Tx| usage::add_times(tx, times, now).await).await.unwrap();
}

pub(crate) async fn how_long_checks_took_adds_up_by_the_hour(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let other = house.other_environment(storage).await;
    let (quick, slow) = (of(&[(20, 3), (90, 2)]), of(&[(90, 1), (u64::MAX, 4)]));
    add(storage, &[(house.environment, quick), (other, slow)], at(1)).await;
    add(storage, &[(house.environment, slow)], at(2).minus(Duration::from_secs(1))).await;
    add(storage, &[(house.environment, quick)], at(2)).await;
    add(storage, &[(house.environment, quick)], at(24)).await;
    add(storage, &[(house.environment, Histogram::default())], at(5)).await;
    add(storage, &[], at(5)).await;
    let told = async |environment, from, to, hours| {
        usage::times(&storage.reader(), environment, from, to, hours).await.unwrap()
    };
    let first = of(&[(20, 3), (90, 3), (u64::MAX, 4)]);
    let hours = [(at(1), first), (at(2), quick), (at(24), quick)];
    assert_eq!(told(house.environment, at(0), at(48), 1).await, hours);
    assert_eq!(
        told(house.environment, at(2), at(24), 1).await,
        hours[1..2],
        "from one time, and before the other"
    );
    let mut day = first;
    day.merge(&quick);
    assert_eq!(told(house.environment, at(0), at(48), 24).await, [(at(0), day), (at(24), quick)]);
    assert_eq!(told(other, at(0), at(48), 24).await, [(at(0), slow)]);
    let forgotten =
        write(storage, async |tx: &Tx| usage::forget_times_before(tx, at(2)).await).await.unwrap();
    assert_eq!(forgotten, 5, "three buckets of one environment, two of the other");
    assert_eq!(told(house.environment, at(0), at(48), 1).await, hours[1..]);
}

pub(crate) async fn times_added_by_many_at_once_all_count(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let other = house.other_environment(storage).await;
    let work = |storage: Storage, task: u16| {
        let mut times = vec![(house.environment, of(&[(20, 1), (90, 1)])), (other, of(&[(20, 2)]))];
        if task % 2 == 1 {
            times.reverse();
        }
        async move { add(&storage, &times, NOW).await }
    };
    at_once(16, work, storage).await;
    for (environment, expected) in [(house.environment, of(&[(20, 16), (90, 16)])), (other, of(&[(20, 32)]))]
    {
        let told = usage::times(&storage.reader(), environment, at(0), at(24), 24).await.unwrap();
        assert_eq!(told, [(at(0), expected)]);
    }
}

pub(crate) async fn their_environment_must_exist(storage: &Storage) {
    let times = [(Id::new(4711), of(&[(20, 1)]))];
    let added = write(storage, async |tx: &Tx| usage::add_times(tx, &times, NOW).await).await;
    assert_err!(added, StorageError::Reference);
}
