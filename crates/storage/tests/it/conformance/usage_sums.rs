use std::collections::BTreeMap;
use std::time::Duration;

use keyward_domain::{Code, Environment, Id, Interval, Key, Timestamp};
use keyward_storage::usage::{self, Answered, Counted, Of};
use keyward_storage::{Engine, Storage, Tx};

use crate::fixture::Fixture;
use crate::sample::{House, NOW, at_once, insert_key, write};

const HOUR: Duration = Duration::from_hours(1);
const DAYS: u64 = 6;

/// Numbers that are the same in each run and look like none of ours.
struct Lots(u64);

impl Lots {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// So many days after that of [`NOW`].
fn day(number: u64) -> Timestamp {
    Interval::Daily.latest(NOW).plus(HOUR * 24 * u32::try_from(number).unwrap())
}

async fn of(storage: &Storage, environment: Id<Environment>, of: Of) -> Vec<Answered> {
    usage::answered(&storage.reader(), environment, of, day(0), day(DAYS)).await.unwrap()
}

type Sums = BTreeMap<(Timestamp, Code), u64>;

fn by_day(hours: &[Answered]) -> Sums {
    let mut sums = Sums::new();
    for one in hours {
        *sums.entry((Interval::Daily.latest(one.hour), one.code)).or_default() += one.count;
    }
    sums
}

/// What the keys' own rows come to, hour by hour.
async fn naive(storage: &Storage, environment: Id<Environment>, keys: &[Id<Key>]) -> Vec<Answered> {
    let mut sums = Sums::new();
    for key in keys {
        for one in of(storage, environment, Of::Key(*key)).await {
            *sums.entry((one.hour, one.code)).or_default() += one.count;
        }
    }
    let mut all: Vec<_> =
        sums.into_iter().map(|((hour, code), count)| Answered { hour, code, count }).collect();
    all.sort_by_key(|one| (one.hour, one.code.as_str()));
    all
}

async fn fold_all(storage: &Storage, counted: Counted, before: Timestamp, most: u64) -> Vec<Timestamp> {
    let (mut days, mut from) = (Vec::new(), Timestamp::from_micros(0));
    let step = async |from| {
        write(storage, async |tx: &Tx| usage::fold(tx, counted, from, before, most).await).await.unwrap()
    };
    while let Some(day) = step(from).await {
        days.push(day);
        from = day;
    }
    days
}

/// Keys of two environments, and uses of them at any time.
async fn used(storage: &Storage, lots: &mut Lots) -> [(Id<Environment>, Vec<Id<Key>>); 2] {
    let (house, elsewhere) = (House::build(storage, "a").await, House::build(storage, "b").await);
    let mut keys = [Vec::new(), Vec::new()];
    for number in 0..5 {
        keys[0].push(insert_key(storage, &house.key(number)).await.id);
        keys[1].push(insert_key(storage, &elsewhere.key(10 + number)).await.id);
    }
    for _ in 0..30 {
        let at = day(0).plus(HOUR * u32::try_from(lots.next(DAYS * 24)).unwrap());
        let mut answers = BTreeMap::new();
        for _ in 0..lots.next(12) {
            let of = &keys[usize::try_from(lots.next(2)).unwrap()];
            let key = of[usize::try_from(lots.next(5)).unwrap()];
            let code =
                [Code::Valid, Code::Expired, Code::RateLimited][usize::try_from(lots.next(3)).unwrap()];
            answers.insert((key, code), 1 + lots.next(9));
        }
        let answers: Vec<_> = answers.into_iter().map(|((key, code), count)| (key, code, count)).collect();
        write(storage, async |tx: &Tx| usage::add(tx, &answers, at).await).await.unwrap();
    }
    let [one, other] = keys;
    [(house.environment, one), (elsewhere.environment, other)]
}

pub(crate) async fn an_environment_s_are_those_of_its_keys_whatever_is_done(storage: &Storage) {
    let mut lots = Lots(7);
    let both = used(storage, &mut lots).await;
    let compare = async |when: &str| {
        for (environment, keys) in &both {
            let told = of(storage, *environment, Of::Environment).await;
            assert_eq!(told, naive(storage, *environment, keys).await, "{when}");
        }
    };
    compare("after they were added").await;
    for _ in 0..8 {
        let before = day(lots.next(DAYS + 1));
        if lots.next(4) == 0 {
            write(storage, async |tx: &Tx| usage::forget_before(tx, before, 2).await).await.unwrap();
            compare("after some were forgotten").await;
        } else {
            let most = 1 + lots.next(5);
            fold_all(storage, Counted::Keys, before, most).await;
            compare("after days were folded").await;
        }
    }
    write(storage, async |tx: &Tx| usage::add(tx, &[(both[0].1[0], Code::Valid, 4)], day(1)).await)
        .await
        .unwrap();
    compare("after one was added to a day that was folded").await;
    while write(storage, async |tx: &Tx| usage::forget_before(tx, day(DAYS), 3).await).await.unwrap() > 0 {}
    assert_eq!(of(storage, both[0].0, Of::Environment).await, [], "not even a row of zero is left");
}

pub(crate) async fn folding_changes_no_sum_of_a_day(storage: &Storage) {
    for seed in 0..4 {
        let mut lots = Lots(seed);
        let (environment, keys) = &used_once(storage, &mut lots, seed).await;
        let mut before = Vec::new();
        for key in keys {
            before.push(by_day(&of(storage, *environment, Of::Key(*key)).await));
        }
        let until = day(lots.next(DAYS)).plus(HOUR * 5);
        let most = 1 + lots.next(4);
        fold_all(storage, Counted::Keys, until, most).await;
        let ended = Interval::Daily.latest(until);
        for (key, before) in keys.iter().zip(before) {
            let after = of(storage, *environment, Of::Key(*key)).await;
            assert_eq!(by_day(&after), before);
            let folded = after.iter().filter(|one| one.hour < ended);
            assert!(
                folded.clone().all(|one| one.hour == Interval::Daily.latest(one.hour)),
                "in the first hour"
            );
        }
        assert_eq!(fold_all(storage, Counted::Keys, until, most).await, [], "there is nothing left to fold");
    }
}

/// Keys of an environment of their own, used at any time.
async fn used_once(storage: &Storage, lots: &mut Lots, seed: u64) -> (Id<Environment>, Vec<Id<Key>>) {
    let house = House::build(storage, &format!("of-{seed}")).await;
    let mut keys = Vec::new();
    for number in 0..6 {
        let number = u16::try_from(seed * 10).unwrap() + number;
        keys.push(insert_key(storage, &house.key(number)).await.id);
    }
    for _ in 0..20 {
        let at = day(0).plus(HOUR * u32::try_from(lots.next(DAYS * 24)).unwrap());
        let key = keys[usize::try_from(lots.next(6)).unwrap()];
        let answers = [(key, Code::Valid, 1 + lots.next(9)), (key, Code::Disabled, 1)];
        write(storage, async |tx: &Tx| usage::add(tx, &answers, at).await).await.unwrap();
    }
    (house.environment, keys)
}

pub(crate) async fn those_of_unknown_keys_are_folded_too(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let other = house.other_environment(storage).await;
    for hours in [0_u32, 1, 25, 26, 49] {
        let answers = [(house.environment, 1), (other, 2)];
        let at = day(0).plus(HOUR * hours);
        write(storage, async |tx: &Tx| usage::add_unknown(tx, &answers, at).await).await.unwrap();
    }
    assert_eq!(fold_all(storage, Counted::Unknown, day(2), 10).await, [day(0), day(1)]);
    let found =
        async |environment| usage::of_unknown(&storage.reader(), environment, day(0), day(3)).await.unwrap();
    assert_eq!(found(house.environment).await, [(day(0), 2), (day(1), 2), (day(2).plus(HOUR), 1)]);
    assert_eq!(found(other).await, [(day(0), 4), (day(1), 4), (day(2).plus(HOUR), 2)]);
}

pub(crate) async fn many_who_add_and_fold_at_once_lose_none_and_count_none_twice(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let mut keys = Vec::new();
    for number in 0..20 {
        keys.push(insert_key(storage, &house.key(number)).await.id);
    }
    let answers: Vec<_> = keys.iter().map(|key| (*key, Code::Valid, 1)).collect();
    for hours in [0_u32, 3, 5] {
        let at = day(0).plus(HOUR * hours);
        write(storage, async |tx: &Tx| usage::add(tx, &answers, at).await).await.unwrap();
    }
    let work = |storage: Storage, task: u16| {
        let mut answers = answers.clone();
        async move {
            if task.is_multiple_of(2) {
                fold_all(&storage, Counted::Keys, day(1), 7).await;
            } else {
                answers.rotate_left(usize::from(task));
                let at = day(0).plus(HOUR * 7);
                write(&storage, async |tx: &Tx| usage::add(tx, &answers, at).await).await.unwrap();
            }
        }
    };
    at_once(12, work, storage).await;
    fold_all(storage, Counted::Keys, day(1), 7).await;
    for key in &keys {
        let told = of(storage, house.environment, Of::Key(*key)).await;
        assert_eq!(told, [Answered { hour: day(0), code: Code::Valid, count: 3 + 6 }]);
    }
    let all = [Answered { hour: day(0), code: Code::Valid, count: 20 * 9 }];
    assert_eq!(of(storage, house.environment, Of::Environment).await, all);
}

pub(crate) async fn what_was_counted_before_there_were_sums_is_summed(fixture: &Fixture) {
    let undo = match fixture.engine() {
        Engine::Sqlite => {
            "DROP TRIGGER tr_key_usage_inserted; DROP TRIGGER tr_key_usage_counted; DROP TRIGGER tr_key_usage_deleted;"
        }
        Engine::Postgres => {
            "DROP FUNCTION key_usage_in_turn CASCADE; DROP FUNCTION key_usage_inserted CASCADE; \
             DROP FUNCTION key_usage_counted CASCADE; DROP FUNCTION key_usage_deleted CASCADE;"
        }
    };
    let undo = format!(
        "{undo} DROP TABLE environment_usage; DROP INDEX ix_unknown_usage_hour; \
         DELETE FROM seaql_migrations WHERE version LIKE '%_usage_sums';"
    );
    fixture.run(&undo).await;
    let both = used(fixture, &mut Lots(3)).await;
    assert_eq!(fixture.migrate().await.unwrap(), 1);
    for (environment, keys) in &both {
        let told = of(fixture, *environment, Of::Environment).await;
        assert!(!told.is_empty());
        assert_eq!(told, naive(fixture, *environment, keys).await);
    }
}
