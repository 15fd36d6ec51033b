use keyward_domain::{KeyState, KeyStatus, Order, Owner, Page};
use keyward_storage::keys::{self, Change, Count, Filter, NewKey, Sort};
use keyward_storage::{Engine, Storage, Tx, customers};

use crate::fixture::Fixture;
use crate::sample::{House, insert_key, later, name, new_customer, write};

/// The names on the first page of so many, and the sum.
async fn found(
    storage: &Storage,
    house: &House,
    filter: &Filter,
    by: (Sort, Order),
    (limit, count): (u64, Count),
) -> (Vec<String>, u64) {
    let page = Page { limit, offset: 0, order: by.1 };
    let db = storage.reader();
    let (keys, total) = keys::list(&db, house.environment, filter, by.0, page, count).await.unwrap();
    (keys.iter().map(|key| key.name.to_string()).collect(), total)
}

fn of_text(text: &str) -> Filter {
    Filter { search: Some(text.to_owned()), ..Filter::default() }
}

pub(crate) async fn of_one_or_two_characters_are_of_how_a_name_begins(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let elsewhere = House { environment: house.other_environment(storage).await, ..house };
    for (number, called) in (0..).zip(["Billing", "bill", "%_", "a b", "Ägypten", "🔑"]) {
        insert_key(storage, &NewKey { name: name(called), ..house.key(number) }).await;
    }
    insert_key(storage, &NewKey { name: name("Billing"), ..elsewhere.key(6) }).await;
    let customer = new_customer(house.tenant, house.environment, "b");
    let customer = write(storage, async |tx: &Tx| customers::insert(tx, &customer).await).await.unwrap();
    let owner = Owner::Customer(customer.id);
    insert_key(storage, &NewKey { owner, name: name("of a customer"), ..house.key(7) }).await;
    for (asked, expected) in [
        ("", &["Billing", "bill", "%_", "a b", "Ägypten", "🔑", "of a customer"][..]),
        ("b", &["Billing", "bill", "of a customer"]),
        ("B", &["Billing", "bill"]),
        ("bI", &["Billing", "bill"]),
        ("il", &[]),
        ("kw", &[]),
        ("%", &["%_"]),
        ("%_", &["%_"]),
        ("_", &[]),
        ("a ", &["a b"]),
        ("Äg", &["Ägypten"]),
        ("🔑", &["🔑"]),
        ("'", &[]),
        ("\"", &[]),
    ] {
        let by = (Sort::CreatedAt, Order::Ascending);
        let (names, total) = found(storage, &house, &of_text(asked), by, (100, Count::All)).await;
        assert_eq!(
            (names, total),
            (expected.iter().map(ToString::to_string).collect(), expected.len() as u64),
            "{asked}"
        );
    }
}

/// Ten thousand keys, each made from the first one, past the code under test, which would take its time.
async fn fill(fixture: &Fixture) {
    let digest = match fixture.engine() {
        Engine::Sqlite => "CAST(printf('%032d', i) AS BLOB)",
        Engine::Postgres => "decode(lpad(i::text, 64, '0'), 'hex')",
    };
    let same = "tenant_id, environment_id, kind, customer_id, user_id, service_account_id, format, display, algorithm, state, roles, permissions, \
                networks, metadata, created_at, updated_at";
    let sql = format!(
        "WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 10000)
         INSERT INTO keys (name, digest, last_used_at, expires_at, {same})
         SELECT 'Key ' || (10000 + i), {digest}, 1768392000000000 + i, 1999999999000000 - i, {same}
         FROM keys CROSS JOIN numbers WHERE name = 'origin'"
    );
    fixture.run(&sql).await;
}

pub(crate) async fn that_more_than_ten_thousand_hold_find_them_in_every_order(fixture: &Fixture) {
    let house = House::build(fixture, "a").await;
    for (number, called) in [(1, "origin"), (2, "Other"), (3, "A key without a use or an end")] {
        insert_key(fixture, &NewKey { name: name(called), ..house.key(number) }).await;
    }
    fill(fixture).await;
    let called = |numbers: [u64; 2]| numbers.map(|number| format!("Key {}", 10_000 + number));
    let (up, down) = (Order::Ascending, Order::Descending);
    // A page of two, of those that begin so: the ten thousand alone.
    for (sort, order, page) in [
        (Sort::CreatedAt, up, [1, 2]),
        (Sort::CreatedAt, down, [10_000, 9_999]),
        (Sort::Name, up, [1, 2]),
        (Sort::Name, down, [10_000, 9_999]),
        (Sort::LastUsedAt, up, [1, 2]),
        (Sort::LastUsedAt, down, [10_000, 9_999]),
        (Sort::ExpiresAt, up, [10_000, 9_999]),
        (Sort::ExpiresAt, down, [1, 2]),
    ] {
        for text in ["k", "kE"] {
            let (names, total) =
                found(fixture, &house, &of_text(text), (sort, order), (2, Count::UpTo(1_000))).await;
            assert_eq!((names, total), (called(page).to_vec(), 1_001), "{text}, {sort:?} {order:?}");
        }
    }
    // Anywhere in the name, and so in one more, which is neither used nor ends.
    let third = "A key without a use or an end".to_owned();
    for (sort, order, page) in [
        (Sort::CreatedAt, up, [third.clone(), called([1, 2])[0].clone()]),
        (Sort::Name, up, [third.clone(), called([1, 2])[0].clone()]),
        (Sort::LastUsedAt, up, [third.clone(), called([1, 2])[0].clone()]),
        (Sort::LastUsedAt, down, called([10_000, 9_999])),
        (Sort::ExpiresAt, down, [third.clone(), called([1, 2])[0].clone()]),
        (Sort::ExpiresAt, up, called([10_000, 9_999])),
    ] {
        let asked = (2, Count::All);
        let (names, total) = found(fixture, &house, &of_text("KEY"), (sort, order), asked).await;
        assert_eq!((names, total), (page.to_vec(), 10_001), "{sort:?} {order:?}");
    }
    // One of them is found among all.
    for (sort, order) in
        [(Sort::CreatedAt, up), (Sort::Name, down), (Sort::LastUsedAt, up), (Sort::ExpiresAt, down)]
    {
        let found = found(fixture, &house, &of_text("key 14321"), (sort, order), (2, Count::All)).await;
        assert_eq!(found, (vec!["Key 14321".to_owned()], 1), "{sort:?}");
    }
}

pub(crate) async fn without_a_text_sort_few_as_they_sort_many(fixture: &Fixture) {
    let house = House::build(fixture, "a").await;
    insert_key(fixture, &NewKey { name: name("origin"), ..house.key(1) }).await;
    fill(fixture).await;
    let owner = Owner::ServiceAccount(house.machine);
    let other = insert_key(fixture, &NewKey { name: name("of a machine"), owner, ..house.key(2) }).await;
    let change = Change { state: Some(KeyState::Disabled), ..Change::default() };
    write(fixture, async |tx: &Tx| keys::change(tx, other.id, &change, later(1)).await).await.unwrap();
    let status = |status| Filter { status: Some((status, later(2))), ..Filter::default() };
    let of_owner = Filter { owner: Some(owner), ..Filter::default() };
    for (sort, order, first) in [
        (Sort::Name, Order::Ascending, "Key 10001"),
        (Sort::Name, Order::Descending, "origin"),
        (Sort::LastUsedAt, Order::Descending, "Key 20000"),
        (Sort::ExpiresAt, Order::Ascending, "Key 20000"),
    ] {
        let asked = (1, Count::UpTo(50));
        let many = found(fixture, &house, &status(KeyStatus::Active), (sort, order), asked).await;
        assert_eq!(many, (vec![first.to_owned()], 51), "{sort:?} {order:?}");
        for filter in [&status(KeyStatus::Disabled), &of_owner] {
            let few = found(fixture, &house, filter, (sort, order), asked).await;
            assert_eq!(few, (vec!["of a machine".to_owned()], 1), "{sort:?} {order:?}");
        }
    }
}
