use keyward_domain::subscription::{
    Interval, Plan, Provider, Subscription, SubscriptionFacts, SubscriptionStatus,
};
use keyward_domain::{Id, Page, Timestamp};
use keyward_storage::licenses::{self, NewLicense};
use keyward_storage::plans::{self, PlanSpec};
use keyward_storage::subscriptions::{self, NewSubscription};
use keyward_storage::{Storage, StorageError, Tx, payments};

use super::licenses::Shop;
use crate::sample::{House, NOW, assert_err, later, name, write};

async fn plan(storage: &Storage, shop: &Shop) -> Id<Plan> {
    let spec = PlanSpec {
        slug: "starter".parse().unwrap(),
        name: name("Starter"),
        tier: shop.tier,
        products: vec![shop.product],
        prices: Vec::new(),
        sold: true,
    };
    write(storage, async |tx: &Tx| plans::put(tx, &spec, NOW).await).await.unwrap().id
}

async fn insert(storage: &Storage, shop: &Shop, plan: Id<Plan>) -> Subscription {
    let (tenant, provider) = (shop.house.tenant, Provider::Stripe);
    let new = NewSubscription { tenant, plan, quantity: 2, provider, interval: Interval::Year, now: NOW };
    write(storage, async |tx: &Tx| subscriptions::insert(tx, &new).await).await.unwrap()
}

async fn change(storage: &Storage, id: Id<Subscription>, facts: &SubscriptionFacts) -> Subscription {
    write(storage, async |tx: &Tx| subscriptions::change(tx, id, facts, later(5)).await).await.unwrap()
}

fn facts(status: SubscriptionStatus, end: Timestamp) -> SubscriptionFacts {
    let unpaid = SubscriptionFacts::unpaid(Interval::Year, NOW);
    SubscriptionFacts { status, period_end: end, ..unpaid }
}

pub(crate) async fn comes_back_as_it_was_made_and_changed(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let plan = plan(storage, &shop).await;
    let made = insert(storage, &shop, plan).await;
    assert_eq!((made.quantity, made.provider, made.plan), (2, Provider::Stripe, plan));
    assert_eq!(made.facts, SubscriptionFacts::unpaid(Interval::Year, NOW));
    let to = SubscriptionFacts {
        auto_renew: false,
        canceled_at: Some(later(3)),
        ..facts(SubscriptionStatus::PastDue, later(9))
    };
    let changed = change(storage, made.id, &to).await;
    assert_eq!((&changed.facts, changed.created_at, changed.updated_at), (&to, NOW, later(5)));
    let reader = storage.reader();
    assert_eq!(subscriptions::get(&reader, shop.house.tenant, made.id).await.unwrap(), Some(changed));
}

pub(crate) async fn is_found_by_its_account_alone(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let plan = plan(storage, &shop).await;
    let (one, two) = (insert(storage, &shop, plan).await, insert(storage, &shop, plan).await);
    let other = House::build(storage, "other").await;
    let reader = storage.reader();
    assert_eq!(subscriptions::get(&reader, other.tenant, one.id).await.unwrap(), None);
    let (page, total) = subscriptions::list(&reader, shop.house.tenant, Page::first(1)).await.unwrap();
    assert_eq!((page.iter().map(|one| one.id).collect::<Vec<_>>(), total), (vec![two.id], 2));
    assert_eq!(subscriptions::list(&reader, other.tenant, Page::first(1)).await.unwrap().1, 0);
    let paid = async || subscriptions::has_paid(&storage.reader(), shop.house.tenant).await.unwrap();
    assert!(!paid().await);
    change(storage, one.id, &facts(SubscriptionStatus::Active, later(9))).await;
    assert!(paid().await);
}

pub(crate) async fn a_name_at_a_provider_is_one_subscription(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let plan = plan(storage, &shop).await;
    let (one, two) = (insert(storage, &shop, plan).await, insert(storage, &shop, plan).await);
    let named = async |id| {
        write(storage, async |tx: &Tx| subscriptions::set_ref(tx, id, Provider::Stripe, "sub_1").await).await
    };
    named(one.id).await.unwrap();
    assert_err!(named(two.id).await, StorageError::Taken(_));
    let find = async |reference: &str| {
        let lock = async |tx: &Tx| subscriptions::lock_by_ref(tx, Provider::Stripe, reference).await;
        write(storage, lock).await.unwrap().map(|found| found.id)
    };
    assert_eq!(find("sub_1").await, Some(one.id));
    assert_eq!(find("sub_2").await, None);
}

pub(crate) async fn what_a_provider_told_counts_once(storage: &Storage) {
    let note = async |id: &str| {
        write(storage, async |tx: &Tx| subscriptions::note_event(tx, Provider::Stripe, id, NOW).await)
            .await
            .unwrap()
    };
    assert_eq!((note("evt_1").await, note("evt_2").await, note("evt_1").await), (true, true, false));
}

pub(crate) async fn a_payment_belongs_to_what_was_said_first(storage: &Storage) {
    let note = async |name: &str, of: &str| {
        let note = async |tx: &Tx| payments::note(tx, Provider::Stripe, (name, of), NOW).await;
        write(storage, note).await.unwrap();
    };
    let of = async |provider: Provider, name: &str| {
        payments::belongs_to(&storage.reader(), provider, name).await.unwrap()
    };
    note("pi_1", "in_1").await;
    note("pi_1", "in_2").await;
    note("pi_2", "in_1").await;
    assert_eq!(of(Provider::Stripe, "pi_1").await.as_deref(), Some("in_1"));
    assert_eq!(of(Provider::Stripe, "pi_2").await.as_deref(), Some("in_1"));
    assert_eq!(of(Provider::Stripe, "in_1").await, None);
    assert_eq!(of(Provider::Manual, "pi_1").await, None);
}

pub(crate) async fn those_of_whom_something_is_due_are_held(storage: &Storage) {
    use SubscriptionStatus as Status;
    let shop = Shop::build(storage).await;
    let plan = plan(storage, &shop).await;
    let mut put = Vec::new();
    for facts in [
        facts(Status::Active, later(100)),
        facts(Status::Active, later(101)),
        facts(Status::PastDue, later(10)),
        facts(Status::PastDue, later(60)),
        SubscriptionFacts { auto_renew: false, ..facts(Status::PastDue, later(60)) },
        SubscriptionFacts { canceled_at: Some(NOW), ..facts(Status::PastDue, later(60)) },
        facts(Status::Incomplete, NOW),
        SubscriptionFacts { period_start: later(50), ..facts(Status::Incomplete, later(50)) },
        facts(Status::Canceled, NOW),
        facts(Status::Expired, NOW),
    ] {
        let made = insert(storage, &shop, plan).await;
        put.push(change(storage, made.id, &facts).await.id);
    }
    let waited = (later(100), later(40), later(50));
    let due = async |limit| {
        let lock = async |tx: &Tx| subscriptions::lock_due(tx, waited, limit).await;
        let due = write(storage, lock).await.unwrap();
        due.into_iter().map(|one| put.iter().position(|id| *id == one.id).unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(due(100).await, [0, 2, 4, 5, 6]);
    assert_eq!(due(2).await, [0, 2]);
}

pub(crate) async fn its_licences_are_found_and_held(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let plan = plan(storage, &shop).await;
    let (one, two) = (insert(storage, &shop, plan).await, insert(storage, &shop, plan).await);
    let mut made = Vec::new();
    for (number, of) in [(1, Some(one.id)), (2, Some(one.id)), (3, Some(two.id)), (4, None)] {
        let new = NewLicense { subscription: of, ..shop.license(number) };
        made.push(shop.insert(storage, &new).await.license);
    }
    assert_eq!(made[0].subscription, Some(one.id));
    let held = async |tx: &Tx| licenses::lock_of_subscription(tx, one.id).await;
    assert_eq!(write(storage, held).await.unwrap(), made[..2]);
    let ids = licenses::ids_of_subscriptions(&storage.reader(), [one.id, two.id]).await.unwrap();
    assert_eq!(ids, [(one.id, made[0].id), (one.id, made[1].id), (two.id, made[2].id)]);
}
