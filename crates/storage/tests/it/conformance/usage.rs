use std::time::Duration;

use keyward_domain::{Code, Id, Key, Owner, OwnerType, Timestamp};
use keyward_storage::keys::NewKey;
use keyward_storage::usage::{self, Answered, By, Member, Of};
use keyward_storage::{Storage, StorageError, Tx};

use crate::sample::{House, NOW, assert_err, at_once, insert_key, later, write};

async fn add(storage: &Storage, answers: &[(Id<Key>, Code, u64)], now: Timestamp) {
    write(storage, async |tx: &Tx| usage::add(tx, answers, now).await).await.unwrap();
}

async fn of_key(storage: &Storage, house: &House, key: Id<Key>) -> Vec<Answered> {
    let reader = storage.reader();
    usage::answered(&reader, house.environment, Of::Key(key), noon(), later(7200)).await.unwrap()
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
        |hours: u64, code, count| Answered { hour: noon().plus(Duration::from_hours(hours)), code, count };
    let all = [hour(0, Code::RateLimited, 1), hour(0, Code::Valid, 5), hour(1, Code::Valid, 4)];
    let of_key = async |from, to| {
        usage::answered(&storage.reader(), house.environment, Of::Key(key), from, to).await.unwrap()
    };
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
        let hours = of_key(storage, &house, id).await;
        assert_eq!(hours, [Answered { hour: noon(), code: Code::Valid, count: 16 }]);
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
    let hours = of_key(storage, &house, last).await;
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

pub(crate) async fn the_busiest_come_first_with_what_was_answered(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let of = async |number: u16, owner: Owner| {
        insert_key(storage, &NewKey { owner, ..house.key(number) }).await.id
    };
    let (user, machine) = (Owner::User(house.user), Owner::ServiceAccount(house.machine));
    let customer = Owner::Customer(house.customer);
    let (first, second, third) = (of(1, user).await, of(2, user).await, of(3, customer).await);
    let (idle, fourth) = (of(4, machine).await, of(5, machine).await);
    let elsewhere = House::build(storage, "b").await;
    let other = insert_key(storage, &elsewhere.key(6)).await.id;
    let valid = |key, count| (key, Code::Valid, count);
    add(storage, &[valid(first, 3), valid(third, 4), (third, Code::Expired, 1), valid(other, 99)], NOW).await;
    add(storage, &[valid(second, 3), valid(first, 1), valid(fourth, 5)], later(3600)).await;
    let reader = storage.reader();
    let top = async |by, from, most| {
        usage::top(&reader, house.environment, by, from, later(7200), most).await.unwrap()
    };
    let keys = [third, fourth, first, second].map(Member::Key);
    assert_eq!(top(By::Key, noon(), 9).await, keys, "equal ones by their age");
    assert_eq!(top(By::Key, noon(), 2).await, keys[..2]);
    assert_eq!(top(By::Key, NOW, 9).await, [fourth, second, first].map(Member::Key));
    assert_eq!(top(By::Owner(None), noon(), 9).await, [user, customer, machine].map(Member::Owner));
    let customers = top(By::Owner(Some(OwnerType::Customer)), noon(), 9).await;
    assert_eq!(customers, [Member::Owner(customer)]);

    let more = async |rows| {
        usage::are_more_than(&reader, house.environment, noon(), later(7200), rows).await.unwrap()
    };
    assert_eq!([more(0).await, more(5).await, more(6).await], [true, true, false], "there are six rows");

    let answered = async |of| {
        let found = usage::answered(&reader, house.environment, of, noon(), later(7200)).await.unwrap();
        found.iter().map(|it| (it.hour > NOW, it.code, it.count)).collect::<Vec<_>>()
    };
    let (expired, valid) = (Code::Expired, Code::Valid);
    assert_eq!(answered(Of::Environment).await, [(false, expired, 1), (false, valid, 7), (true, valid, 9)]);
    assert_eq!(answered(Of::Owner(user)).await, [(false, valid, 3), (true, valid, 4)]);
    assert_eq!(answered(Of::Key(idle)).await, []);
    assert_eq!(answered(Of::Key(other)).await, [], "of another environment");
}

pub(crate) async fn those_before_a_time_are_forgotten_hour_by_hour(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let key = insert_key(storage, &house.key(1)).await.id;
    let other = insert_key(storage, &house.key(2)).await.id;
    let both = [(key, Code::Valid, 1), (key, Code::Expired, 1), (other, Code::Valid, 1)];
    for hours in 0..3 {
        let at = later(hours * 3600);
        add(storage, &both, at).await;
        let unknown = [(house.environment, 1)];
        write(storage, async |tx: &Tx| usage::add_unknown(tx, &unknown, at).await).await.unwrap();
    }
    let forget = async || {
        let before = later(7200);
        write(storage, async |tx: &Tx| usage::forget_before(tx, before, 1).await).await.unwrap()
    };
    let mut gone = Vec::new();
    while gone.last() != Some(&0) {
        gone.push(forget().await);
    }
    gone.sort_unstable();
    assert_eq!(gone, [0, 1, 1, 2, 2, 2], "a key of an hour at a time, then two hours of unknown ones");
    let end = later(10_800);
    let left =
        usage::answered(&storage.reader(), house.environment, Of::Environment, noon(), end).await.unwrap();
    assert_eq!(
        left.iter().map(|it| (it.code, it.count)).collect::<Vec<_>>(),
        [(Code::Expired, 1), (Code::Valid, 2)]
    );
    let unknown = usage::of_unknown(&storage.reader(), house.environment, noon(), end).await.unwrap();
    assert_eq!(unknown.len(), 1);
}
