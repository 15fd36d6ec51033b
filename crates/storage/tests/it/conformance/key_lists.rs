use keyward_domain::{Key, KeyState, KeyStatus, Order, Owner, OwnerType, Page};
use keyward_storage::keys::{self, Change, Count, Filter, NewKey, Sort};
use keyward_storage::{Storage, Tx, customers};

use crate::sample::{House, insert_key, later, name, role, write};

const ALL: Page = Page { limit: 1000, offset: 0, order: Order::Ascending };

/// The names of the keys that the filter lets through, oldest first.
async fn names(storage: &Storage, house: &House, filter: &Filter) -> Vec<String> {
    sorted(storage, house, filter, Sort::CreatedAt, ALL).await.0
}

async fn sorted(
    storage: &Storage,
    house: &House,
    filter: &Filter,
    sort: Sort,
    page: Page,
) -> (Vec<String>, u64) {
    let (keys, total) =
        keys::list(&storage.reader(), house.environment, filter, sort, page, Count::All).await.unwrap();
    (keys.iter().map(|key| key.name.to_string()).collect(), total)
}

async fn insert(storage: &Storage, new: NewKey, called: &str) -> Key {
    insert_key(storage, &NewKey { name: name(called), ..new }).await
}

pub(crate) async fn an_empty_filter_finds_the_environments_keys(storage: &Storage) {
    let (house, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    let elsewhere = House { environment: house.other_environment(storage).await, ..house };
    let mine = insert(storage, house.key(1), "mine").await;
    insert(storage, elsewhere.key(2), "of another environment").await;
    insert(storage, other.key(3), "of another tenant").await;

    let filter = Filter::default();
    let (keys, total) =
        keys::list(&storage.reader(), house.environment, &filter, Sort::default(), ALL, Count::All)
            .await
            .unwrap();
    assert_eq!((keys, total), (vec![mine], 1));
}

pub(crate) async fn by_owner(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let owners =
        [Owner::User(house.user), Owner::ServiceAccount(house.machine), Owner::Customer(house.customer)];
    for (number, owner) in (0..).zip(owners) {
        insert(storage, NewKey { owner, ..house.key(number) }, owner.kind().as_str()).await;
    }
    for owner in owners {
        let filter = Filter { owner: Some(owner), ..Filter::default() };
        assert_eq!(names(storage, &house, &filter).await, [owner.kind().as_str()]);
    }
}

pub(crate) async fn by_kind_of_owner(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let owners =
        [Owner::User(house.user), Owner::ServiceAccount(house.machine), Owner::Customer(house.customer)];
    for (number, owner) in (0..).zip(owners) {
        insert(storage, NewKey { owner, ..house.key(number) }, owner.kind().as_str()).await;
    }
    for owner in owners {
        let filter = Filter { owner_type: Some(owner.kind()), ..Filter::default() };
        assert_eq!(names(storage, &house, &filter).await, [owner.kind().as_str()]);
    }
}

pub(crate) async fn without_those_that_are_revoked(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let states = [KeyState::Active, KeyState::Disabled, KeyState::Revoked];
    for (number, state) in (0..).zip(states) {
        let key = insert(storage, house.key(number), state.as_str()).await;
        let change = Change { state: Some(state), ..Change::default() };
        write(storage, async |tx: &Tx| keys::change(tx, key.id, &change, later(1)).await).await.unwrap();
    }
    let filter = Filter { not_revoked: true, ..Filter::default() };
    assert_eq!(names(storage, &house, &filter).await, ["active", "disabled"]);
}

pub(crate) async fn by_status_as_the_domain_computes_it(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let now = later(60);
    let mut all = Vec::new();
    let mut number = 0;
    for state in [KeyState::Active, KeyState::Disabled, KeyState::Revoked] {
        for expires_at in [None, Some(later(59)), Some(later(60)), Some(later(61))] {
            number += 1;
            let key = insert_key(storage, &NewKey { expires_at, ..house.key(number) }).await;
            let change = Change { state: Some(state), ..Change::default() };
            all.push(
                write(storage, async |tx: &Tx| keys::change(tx, key.id, &change, now).await).await.unwrap(),
            );
        }
    }
    for status in [KeyStatus::Active, KeyStatus::Disabled, KeyStatus::Expired, KeyStatus::Revoked] {
        let filter = Filter { status: Some((status, now)), ..Filter::default() };
        let listed =
            keys::list(&storage.reader(), house.environment, &filter, Sort::CreatedAt, ALL, Count::All).await;
        let expected: Vec<_> = all.iter().filter(|key| key.status(now) == status).cloned().collect();
        assert!(!expected.is_empty());
        assert_eq!(listed.unwrap().0, expected, "{status}");
    }
}

pub(crate) async fn a_prefix_is_taken_as_it_is_written(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for (number, display) in (0..).zip(["kw_aX", "kw_ax", "kwXax", r"%\_🔑é", "abc"]) {
        insert(storage, NewKey { display: display.to_owned(), ..house.key(number) }, display).await;
    }
    for (prefix, expected) in [
        ("", &["kw_aX", "kw_ax", "kwXax", r"%\_🔑é", "abc"][..]),
        ("kw_a", &["kw_aX", "kw_ax"]),
        ("kw_ax", &["kw_ax"]),
        ("kw_axe", &[]),
        ("KW_", &[]),
        ("w_a", &[]),
        ("%", &[r"%\_🔑é"]),
        (r"%\", &[r"%\_🔑é"]),
        (r"%\_🔑", &[r"%\_🔑é"]),
        (r"%\_🔑é", &[r"%\_🔑é"]),
        (r"%\__", &[]),
        ("_", &[]),
        (r"\", &[]),
        ("'", &[]),
    ] {
        let filter = Filter { display_prefix: Some(prefix.to_owned()), ..Filter::default() };
        assert_eq!(names(storage, &house, &filter).await, expected, "{prefix}");
    }
}

pub(crate) async fn a_search_is_in_the_name_or_the_shown_form_whatever_its_case(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for (number, called) in (0..).zip(["Billing", "50% of_a\\b", "Ägypten"]) {
        let display = format!("kw_Live_{number}…");
        insert(storage, NewKey { display, ..house.key(number) }, called).await;
    }
    for (asked, expected) in [
        ("bILL", &["Billing"][..]),
        ("0% ", &["50% of_a\\b"]),
        ("f_a", &["50% of_a\\b"]),
        ("a\\B", &["50% of_a\\b"]),
        ("fxa", &[]),
        ("gypt", &["Ägypten"]),
        ("KW_LIVE_2", &["Ägypten"]),
        ("Ägy", &["Ägypten"]),
        ("g\nkw", &[]),
        ("b\"i* OR", &[]),
        ("LIV", &["Billing", "50% of_a\\b", "Ägypten"]),
    ] {
        let filter = Filter { search: Some(asked.to_owned()), ..Filter::default() };
        assert_eq!(names(storage, &house, &filter).await, expected, "{asked}");
    }
}

pub(crate) async fn a_search_knows_the_present_name_alone(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let key = insert(storage, house.key(1), "Billing").await;
    let change = Change { name: Some(name("Invoices")), ..Change::default() };
    write(storage, async |tx: &Tx| keys::change(tx, key.id, &change, later(1)).await).await.unwrap();
    for (asked, expected) in [("billing", &[][..]), ("invo", &["Invoices"]), ("kw_live", &["Invoices"])] {
        let filter = Filter { search: Some(asked.to_owned()), ..Filter::default() };
        assert_eq!(names(storage, &house, &filter).await, expected, "{asked}");
    }
}

pub(crate) async fn a_search_finds_a_customer_s_keys_by_its_whole_external_id(storage: &Storage) {
    let (house, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    insert(storage, NewKey { owner: Owner::Customer(house.customer), ..house.key(1) }, "of a customer").await;
    insert(storage, NewKey { owner: Owner::Customer(other.customer), ..other.key(2) }, "of another").await;
    insert(storage, house.key(3), "of nobody").await;
    let customer =
        customers::get(&storage.reader(), house.environment, house.customer).await.unwrap().unwrap();
    let external_id = customer.external_id.as_str();
    for (asked, found) in
        [(external_id, true), (&external_id[1..], false), (&external_id.to_uppercase(), false)]
    {
        let filter = Filter { search: Some(asked.to_owned()), ..Filter::default() };
        let expected: &[&str] = if found { &["of a customer"] } else { &[] };
        assert_eq!(names(storage, &house, &filter).await, expected, "{asked}");
    }
}

pub(crate) async fn no_further_than_asked_for_is_counted(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for number in 0..5 {
        insert(storage, house.key(number), "key").await;
    }
    let (db, filter) = (storage.reader(), Filter::default());
    for (most, limit, total) in [(0, 2, 1), (3, 2, 4), (5, 2, 5), (9, 2, 5), (0, 6, 5)] {
        let (page, count) = (Page::first(limit), Count::UpTo(most));
        let found = keys::list(&db, house.environment, &filter, Sort::Name, page, count).await.unwrap();
        assert_eq!(found.1, total, "{most}");
    }
}

pub(crate) async fn by_role(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for (number, roles) in
        (0..).zip([&["key_manager", "ops"][..], &["keyxmanager"], &["ops.key_manager", "key_manager-2"], &[]])
    {
        let roles: Vec<_> = roles.iter().map(|text| role(text)).collect();
        insert(storage, NewKey { roles, ..house.key(number) }, &number.to_string()).await;
    }
    for (asked, expected) in
        [("key_manager", &["0"][..]), ("ops", &["0"]), ("key_manager-2", &["2"]), ("manager", &[])]
    {
        let filter = Filter { role: Some(role(asked)), ..Filter::default() };
        assert_eq!(names(storage, &house, &filter).await, expected, "{asked}");
    }
}

pub(crate) async fn by_last_use_and_those_never_used(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for (number, used) in [(1, None), (2, Some(later(9))), (3, Some(later(10))), (4, Some(later(11)))] {
        let key = insert(storage, house.key(number), &number.to_string()).await;
        let uses: Vec<_> = used.map(|at| (key.id, at)).into_iter().collect();
        keys::touch(storage, &uses).await.unwrap();
    }
    let filter = Filter { last_used_before: Some(later(10)), ..Filter::default() };
    assert_eq!(names(storage, &house, &filter).await, ["1", "2"]);
}

pub(crate) async fn by_end_and_none_that_never_ends(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for (number, expires_at) in [(1, None), (2, Some(later(9))), (3, Some(later(10))), (4, Some(later(11)))] {
        insert(storage, NewKey { expires_at, ..house.key(number) }, &number.to_string()).await;
    }
    let filter = Filter { expires_before: Some(later(10)), ..Filter::default() };
    assert_eq!(names(storage, &house, &filter).await, ["2"]);
}

pub(crate) async fn by_everything_at_once(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let full = NewKey { roles: vec![role("ops")], expires_at: Some(later(9)), ..house.key(1) };
    insert(storage, full.clone(), "fits").await;
    let other_owner = NewKey { owner: Owner::Customer(house.customer), ..full.clone() };
    insert(storage, NewKey { digest: house.key(2).digest, ..other_owner }, "another owner").await;
    insert(storage, NewKey { roles: Vec::new(), digest: house.key(3).digest, ..full }, "no role").await;
    insert(storage, house.key(4), "no end").await;

    let filter = Filter {
        owner: Some(Owner::User(house.user)),
        owner_type: Some(OwnerType::User),
        not_revoked: true,
        status: Some((KeyStatus::Active, later(0))),
        display_prefix: Some("kw_live_".to_owned()),
        search: Some("FITS".to_owned()),
        role: Some(role("ops")),
        last_used_before: Some(later(1)),
        expires_before: Some(later(10)),
        after: None,
    };
    assert_eq!(names(storage, &house, &filter).await, ["fits"]);
}

/// Asserts the names in ascending order, and that descending is exactly the other way round.
async fn assert_order(storage: &Storage, house: &House, sort: Sort, ascending: &[&str]) {
    let mut expected: Vec<String> = ascending.iter().map(ToString::to_string).collect();
    let filter = Filter::default();
    assert_eq!(sorted(storage, house, &filter, sort, ALL).await.0, expected);
    expected.reverse();
    let page = Page { order: Order::Descending, ..ALL };
    assert_eq!(sorted(storage, house, &filter, sort, page).await.0, expected);
}

pub(crate) async fn sorted_by_creation(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for (number, called) in (0..).zip(["c", "a", "b"]) {
        insert(storage, house.key(number), called).await;
    }
    assert_order(storage, &house, Sort::CreatedAt, &["c", "a", "b"]).await;
}

pub(crate) async fn sorted_by_name_and_then_by_creation(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let mut twins = Vec::new();
    for (number, called) in (0..).zip(["b", "Ä", "a", "b", "B"]) {
        twins.push(insert(storage, house.key(number), called).await.id);
    }
    assert_order(storage, &house, Sort::Name, &["B", "a", "b", "b", "Ä"]).await;
    let (keys, _) =
        keys::list(&storage.reader(), house.environment, &Filter::default(), Sort::Name, ALL, Count::All)
            .await
            .unwrap();
    assert_eq!((keys[2].id, keys[3].id), (twins[0], twins[3]));
}

pub(crate) async fn sorted_by_last_use_with_the_unused_as_the_oldest(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for (number, used) in
        [(1, Some(later(2))), (2, None), (3, Some(later(1))), (4, None), (5, Some(later(2)))]
    {
        let key = insert(storage, house.key(number), &number.to_string()).await;
        let uses: Vec<_> = used.map(|at| (key.id, at)).into_iter().collect();
        keys::touch(storage, &uses).await.unwrap();
    }
    assert_order(storage, &house, Sort::LastUsedAt, &["2", "4", "3", "1", "5"]).await;
}

pub(crate) async fn sorted_by_end_with_the_endless_as_the_last(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for (number, expires_at) in
        [(1, None), (2, Some(later(2))), (3, None), (4, Some(later(1))), (5, Some(later(2)))]
    {
        insert(storage, NewKey { expires_at, ..house.key(number) }, &number.to_string()).await;
    }
    assert_order(storage, &house, Sort::ExpiresAt, &["4", "2", "5", "1", "3"]).await;
}

pub(crate) async fn pages_hold_each_key_once_and_tell_the_sum(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for number in 0..7 {
        insert(storage, house.key(number), &format!("twin {}", number % 2)).await;
    }
    insert(storage, house.key(7), "other").await;

    let filter = Filter { display_prefix: Some("kw_live_".to_owned()), ..Filter::default() };
    for sort in [Sort::CreatedAt, Sort::Name, Sort::LastUsedAt, Sort::ExpiresAt] {
        let mut ids = Vec::new();
        for (offset, length) in [(0, 3), (3, 3), (6, 2), (8, 0)] {
            let page = Page { limit: 3, offset, order: Order::Descending };
            let (keys, total) =
                keys::list(&storage.reader(), house.environment, &filter, sort, page, Count::All)
                    .await
                    .unwrap();
            assert_eq!((keys.len(), total), (length, 8), "{sort:?} from {offset}");
            ids.extend(keys.iter().map(|key| key.id));
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 8, "{sort:?}");
    }
}

pub(crate) async fn the_sum_counts_what_the_filter_finds(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for number in 0..5 {
        let expires_at = (number < 3).then(|| later(1));
        insert(storage, NewKey { expires_at, ..house.key(number) }, "key").await;
    }
    let filter = Filter { expires_before: Some(later(2)), ..Filter::default() };
    let (found, total) = sorted(storage, &house, &filter, Sort::CreatedAt, Page::first(2)).await;
    assert_eq!((found.len(), total), (2, 3));
}

pub(crate) async fn a_cursor_is_not_shifted_by_rows_that_come_and_go(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let mut made = Vec::new();
    for number in 1..=4 {
        made.push(insert(storage, house.key(number), &number.to_string()).await.id);
    }
    let newest = Page { order: Order::Descending, limit: 2, ..ALL };
    let first = sorted(storage, &house, &Filter::default(), Sort::CreatedAt, newest).await;
    assert_eq!(first, (vec!["4".to_owned(), "3".to_owned()], 4));
    insert(storage, house.key(5), "5").await;
    let after = Filter { after: Some(made[2]), ..Filter::default() };
    let second = sorted(storage, &house, &after, Sort::CreatedAt, newest).await;
    assert_eq!(second, (vec!["2".to_owned(), "1".to_owned()], 5));
    assert_eq!(names(storage, &house, &after).await, ["4", "5"]);
}
