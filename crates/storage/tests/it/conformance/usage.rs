use std::time::Duration;

use keyward_domain::{Code, Id, Key, Timestamp};
use keyward_storage::usage::{self, HourOfKey};
use keyward_storage::{Storage, StorageError, Tx};

use crate::sample::{House, NOW, assert_err, at_once, insert_key, later, write};

async fn add(storage: &Storage, answers: &[(Id<Key>, Code, u64)], now: Timestamp) {
    write(storage, async |tx: &Tx| usage::add(tx, answers, now).await).await.unwrap();
}

fn noon() -> Timestamp {
    NOW.minus(Duration::from_micros(1))
}

pub(crate) async fn answers_add_up_by_the_hour(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let key = insert_key(storage, &house.key(1)).await.id;
    let other = insert_key(storage, &house.key(2)).await.id;
    add(storage, &[(key, Code::Valid, 2), (key, Code::RateLimited, 1), (other, Code::Valid, 9)], NOW).await;
    add(storage, &[(key, Code::Valid, 3)], later(3599)).await;
    add(storage, &[(key, Code::Valid, 4)], later(3600)).await;
    add(storage, &[], NOW).await;
    let hour =
        |hours: u64, code, count| HourOfKey { hour: noon().plus(Duration::from_hours(hours)), code, count };
    let all = [hour(0, Code::RateLimited, 1), hour(0, Code::Valid, 5), hour(1, Code::Valid, 4)];
    let of_key = async |from, to| usage::of_key(&storage.reader(), key, from, to).await.unwrap();
    assert_eq!(of_key(noon(), later(7200)).await, all);
    assert_eq!(of_key(noon(), later(3599)).await, all[..2], "those that begin before");
    assert_eq!(of_key(NOW, later(7200)).await, all[2..], "from the first that begins");
}

pub(crate) async fn answers_added_by_many_at_once_all_count(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let mut ids = Vec::new();
    for number in 0..20 {
        ids.push(insert_key(storage, &house.key(number)).await.id);
    }
    let work = |storage: Storage, task: u16| {
        let mut answers: Vec<_> = ids.iter().map(|id| (*id, Code::Valid, 1)).collect();
        if task % 2 == 1 {
            answers.reverse();
        }
        async move { add(&storage, &answers, NOW).await }
    };
    at_once(16, work, storage).await;
    for id in ids {
        let hours = usage::of_key(&storage.reader(), id, noon(), later(7200)).await.unwrap();
        assert_eq!(hours, [HourOfKey { hour: noon(), code: Code::Valid, count: 16 }]);
    }
}

pub(crate) async fn more_answers_than_a_statement_takes(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let mut answers = Vec::new();
    for number in 0..250 {
        let id = insert_key(storage, &house.key(number)).await.id;
        answers.extend([(id, Code::Valid, 1), (id, Code::Expired, 2)]);
    }
    for _ in 0..2 {
        add(storage, &answers, NOW).await;
    }
    let (last, _, _) = answers[answers.len() - 1];
    let hours = usage::of_key(&storage.reader(), last, noon(), later(7200)).await.unwrap();
    assert_eq!(hours.iter().map(|hour| hour.count).collect::<Vec<_>>(), [4, 2]);
}

pub(crate) async fn what_was_not_found_adds_up_by_environment(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let other = house.other_environment(storage).await;
    for answers in [vec![(house.environment, 2), (other, 1)], vec![(house.environment, 3)], vec![]] {
        write(storage, async |tx: &Tx| usage::add_unknown(tx, &answers, NOW).await).await.unwrap();
    }
    let found = usage::of_unknown(&storage.reader(), house.environment, noon(), later(7200)).await.unwrap();
    assert_eq!(found, [(noon(), 5)]);
}

pub(crate) async fn their_key_must_exist(storage: &Storage) {
    let answers = [(Id::new(4711), Code::Valid, 1)];
    let added = write(storage, async |tx: &Tx| usage::add(tx, &answers, NOW).await).await;
    assert_err!(added, StorageError::Reference);
}
