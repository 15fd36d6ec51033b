use keyward_domain::webhook::{DeliveryState, WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookKind};
use keyward_domain::{Id, Page};
use keyward_storage::webhooks::events::{self, NewDelivery, NewEvent};
use keyward_storage::webhooks::queue::{self, Claimed};
use keyward_storage::webhooks::{deliveries, endpoints};
use keyward_storage::{Storage, StorageError, Tx};

use super::webhook_endpoints::{insert, new};
use crate::sample::{House, NOW, assert_err, at_once, later, write};

async fn put(
    storage: &Storage,
    house: &House,
    to: &[(&str, Id<WebhookEndpoint>)],
) -> Result<(), StorageError> {
    let event = |id: &&str| NewEvent {
        id: (*id).to_owned(),
        tenant: house.tenant,
        environment: Some(house.environment),
        kind: WebhookKind::KeyCreated,
        data: r#"{"id":"key_1"}"#.to_owned(),
        license: None,
        batch: Some("b".to_owned()),
        at: NOW,
    };
    let mut ids: Vec<_> = to.iter().map(|(id, _)| *id).collect();
    ids.dedup();
    let all: Vec<_> = ids.iter().map(event).collect();
    let delivery = |(number, (id, endpoint)): (usize, &(&str, Id<WebhookEndpoint>))| NewDelivery {
        id: format!("{id}/{}/{number}", endpoint.get()),
        event_id: (*id).to_owned(),
        endpoint: *endpoint,
        now: NOW,
    };
    let each: Vec<_> = to.iter().enumerate().map(delivery).collect();
    write(storage, async |tx: &Tx| events::insert(tx, &all, &each).await).await
}

async fn claim(storage: &Storage, endpoint: Id<WebhookEndpoint>, at: u64, limit: u64) -> Vec<Claimed> {
    let claim = async |tx: &Tx| queue::claim(tx, endpoint, later(at), later(at + 60), limit).await;
    write(storage, claim).await.unwrap()
}

fn attempt(number: u32, status: Option<u16>) -> WebhookAttempt {
    let error = status.is_none_or(|status| status != 200).then(|| "no".to_owned());
    WebhookAttempt { number, at: later(1), millis: 7, status, error, answer: Some("é".to_owned()) }
}

async fn settle(
    storage: &Storage,
    id: &str,
    attempt: &WebhookAttempt,
    state: DeliveryState,
    next: Option<u64>,
) {
    let settle = async |tx: &Tx| queue::settle(tx, id, attempt, state, next.map(later), later(2)).await;
    write(storage, settle).await.unwrap();
}

async fn of(storage: &Storage, endpoint: Id<WebhookEndpoint>) -> Vec<WebhookDelivery> {
    deliveries::list(&storage.reader(), endpoint, None, Page::first(100)).await.unwrap().0
}

pub(crate) async fn what_is_put_is_claimed_with_all_that_is_told(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let to = insert(storage, &new(&house, false, &["*"])).await;
    put(storage, &house, &[("e1", to.id)]).await.unwrap();
    assert_err!(put(storage, &house, &[("e1", to.id)]).await, StorageError::Taken(_));
    let claimed = claim(storage, to.id, 0, 10).await;
    let [one] = claimed.as_slice() else { panic!("{claimed:?}") };
    assert_eq!((one.attempt, one.since, &one.endpoint, &one.secret), (1, NOW, &to, &vec![1, 2, 3]));
    assert_eq!((one.event.id.as_str(), one.event.kind.as_str()), ("e1", "key.created"));
    assert_eq!((one.event.tenant, one.event.environment), (house.tenant, Some(house.environment)));
    assert_eq!((one.event.data.as_str(), one.event.batch.as_deref()), (r#"{"id":"key_1"}"#, Some("b")));
    assert_eq!((one.event.at, one.event.license, &one.old_secret), (NOW, None, &None));
    assert_eq!(queue::event(&storage.reader(), "e1").await.unwrap().as_ref(), Some(&one.event));
    assert_eq!(queue::event(&storage.reader(), "e2").await.unwrap(), None);
}

pub(crate) async fn what_was_claimed_is_due_again_when_nobody_settles_it(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let to = insert(storage, &new(&house, false, &["*"])).await;
    put(storage, &house, &[("e1", to.id)]).await.unwrap();
    assert_eq!(claim(storage, to.id, 0, 10).await.len(), 1);
    assert!(claim(storage, to.id, 59, 10).await.is_empty());
    let again = claim(storage, to.id, 60, 10).await;
    assert_eq!(again[0].attempt, 2);
    let release = async |tx: &Tx| queue::release(tx, later(61)).await;
    assert_eq!(write(storage, release).await.unwrap(), 1);
    assert_eq!(write(storage, release).await.unwrap(), 0);
    assert_eq!(claim(storage, to.id, 61, 10).await[0].attempt, 3);
}

pub(crate) async fn an_attempt_is_written_down_with_what_follows_of_it(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let to = insert(storage, &new(&house, false, &["*"])).await;
    put(storage, &house, &[("e1", to.id), ("e2", to.id), ("e3", to.id)]).await.unwrap();
    let claimed = claim(storage, to.id, 0, 10).await;
    let ids: Vec<_> = claimed.iter().map(|one| one.id.as_str()).collect();
    let (refused, taken) = (attempt(1, Some(500)), attempt(1, Some(200)));
    settle(storage, ids[0], &refused, DeliveryState::Waiting, Some(100)).await;
    settle(storage, ids[1], &taken, DeliveryState::Delivered, None).await;
    settle(storage, ids[2], &attempt(1, None), DeliveryState::Dead, None).await;
    let get = async |id: &str| deliveries::get(&storage.reader(), to.id, id).await.unwrap().unwrap();
    let waiting = get(ids[0]).await;
    assert_eq!((waiting.state, waiting.next_attempt_at), (DeliveryState::Waiting, Some(later(100))));
    assert_eq!((waiting.settled_at, waiting.log), (None, vec![refused]));
    let delivered = get(ids[1]).await;
    assert_eq!((delivered.state, delivered.settled_at), (DeliveryState::Delivered, Some(later(2))));
    assert_eq!((delivered.next_attempt_at, delivered.log), (None, vec![taken]));
    assert_eq!(get(ids[2]).await.state, DeliveryState::Dead);
    assert!(claim(storage, to.id, 99, 10).await.is_empty());
    assert_eq!(claim(storage, to.id, 100, 10).await.len(), 1);
    for (state, count) in
        [(DeliveryState::Dead, 1), (DeliveryState::Delivered, 1), (DeliveryState::Waiting, 1)]
    {
        let listed = deliveries::list(&storage.reader(), to.id, Some(state), Page::first(10)).await.unwrap();
        assert_eq!((listed.0.len(), listed.1), (count, 1));
    }
}

pub(crate) async fn an_attempt_that_was_overtaken_changes_nothing_unless_it_was_taken(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let to = insert(storage, &new(&house, false, &["*"])).await;
    put(storage, &house, &[("e1", to.id)]).await.unwrap();
    let id = claim(storage, to.id, 0, 10).await[0].id.clone();
    assert_eq!(claim(storage, to.id, 60, 10).await.len(), 1);
    settle(storage, &id, &attempt(1, Some(500)), DeliveryState::Dead, None).await;
    let got = of(storage, to.id).await;
    assert_eq!((got[0].state, got[0].log.len()), (DeliveryState::Waiting, 1));
    settle(storage, &id, &attempt(2, Some(200)), DeliveryState::Delivered, None).await;
    let got = of(storage, to.id).await;
    assert_eq!((got[0].state, got[0].log.len()), (DeliveryState::Delivered, 2));
    write(storage, async |tx: &Tx| deliveries::redeliver(tx, &id, later(500)).await).await.unwrap();
    let again = claim(storage, to.id, 500, 10).await;
    assert_eq!((again[0].attempt, again[0].since, again[0].event.id.as_str()), (3, later(500), "e1"));
}

pub(crate) async fn of_many_claims_at_once_each_delivery_is_one_s(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let to = insert(storage, &new(&house, false, &["*"])).await.id;
    let names: Vec<_> = (0..40).map(|number| format!("e{number:02}")).collect();
    let all: Vec<_> = names.iter().map(|name| (name.as_str(), to)).collect();
    put(storage, &house, &all).await.unwrap();
    let claim = move |storage: Storage, _| async move {
        claim(&storage, to, 0, 4).await.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    let mut claimed: Vec<_> = at_once(20, claim, storage).await.into_iter().flatten().collect();
    claimed.extend(self::claim(storage, to, 0, 100).await.into_iter().map(|one| one.id));
    claimed.sort();
    assert_eq!(claimed.len(), 40);
    claimed.dedup();
    assert_eq!(claimed.len(), 40);
}

pub(crate) async fn endpoints_come_by_what_is_longest_due(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let mut to = Vec::new();
    for _ in 0..3 {
        to.push(insert(storage, &new(&house, false, &["*"])).await.id);
    }
    put(storage, &house, &[("e1", to[0]), ("e1", to[1])]).await.unwrap();
    let id = claim(storage, to[0], 0, 1).await[0].id.clone();
    settle(storage, &id, &attempt(1, None), DeliveryState::Waiting, Some(10)).await;
    let due = async |at, but: &[Id<WebhookEndpoint>], limit| {
        queue::due(&storage.reader(), later(at), but, limit).await.unwrap()
    };
    assert_eq!(due(0, &[], 10).await, [to[1]]);
    assert_eq!(due(10, &[], 10).await, [to[1], to[0]]);
    assert_eq!(due(10, &[to[1]], 10).await, [to[0]]);
    assert_eq!(due(10, &[], 1).await, [to[1]]);
}

pub(crate) async fn old_secrets_sign_until_they_end(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let to = insert(storage, &new(&house, false, &["*"])).await;
    put(storage, &house, &[("e1", to.id)]).await.unwrap();
    let rotate = async |tx: &Tx| endpoints::rotate(tx, to.id, vec![9], Some(later(100)), later(1)).await;
    let rotated = write(storage, rotate).await.unwrap();
    assert_eq!((rotated.old_secret_until, rotated.updated_at), (Some(later(100)), later(1)));
    let secrets = |one: &Claimed| (one.secret.clone(), one.old_secret.clone());
    assert_eq!(secrets(&claim(storage, to.id, 1, 1).await[0]), (vec![9], Some(vec![1, 2, 3])));
    assert_eq!(secrets(&claim(storage, to.id, 100, 1).await[0]), (vec![9], None));
    let rotate = async |tx: &Tx| endpoints::rotate(tx, to.id, vec![8], None, later(101)).await;
    assert_eq!(write(storage, rotate).await.unwrap().old_secret_until, None);
    assert_eq!(secrets(&claim(storage, to.id, 200, 1).await[0]), (vec![8], None));
}

pub(crate) async fn what_was_settled_long_ago_is_forgotten(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let to = insert(storage, &new(&house, false, &["*"])).await.id;
    put(storage, &house, &[("e1", to), ("e2", to)]).await.unwrap();
    let claimed = claim(storage, to, 0, 10).await;
    settle(storage, &claimed[0].id, &attempt(1, Some(200)), DeliveryState::Delivered, None).await;
    let forget = async |at| {
        write(storage, async |tx: &Tx| deliveries::forget(tx, later(at)).await).await.unwrap();
        of(storage, to).await.len()
    };
    assert_eq!(forget(2).await, 2);
    assert_eq!(forget(3).await, 1);
    // Its event is gone too, so that it could come again.
    put(storage, &house, &[("e1", to)]).await.unwrap();
    assert_err!(put(storage, &house, &[("e2", to)]).await, StorageError::Taken(_));
}

pub(crate) async fn a_delivery_and_its_log_can_be_read_as_of_one_moment(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let to = insert(storage, &new(&house, false, &["*"])).await;
    put(storage, &house, &[("e1", to.id)]).await.unwrap();
    let claimed = claim(storage, to.id, 0, 10).await;
    let [one] = claimed.as_slice() else { panic!("{claimed:?}") };
    let snapshot = storage.snapshot().await.unwrap();
    let read = async || deliveries::get(&snapshot, to.id, &one.id).await.unwrap().unwrap();
    let before = read().await;
    assert_eq!((before.state, before.attempts, before.log.len()), (DeliveryState::Waiting, 1, 0));
    settle(storage, &one.id, &attempt(1, Some(200)), DeliveryState::Delivered, None).await;
    assert_eq!(read().await, before);
    drop(snapshot);
    let after = of(storage, to.id).await;
    let [after] = after.as_slice() else { panic!("{after:?}") };
    assert_eq!((after.state, after.log.len()), (DeliveryState::Delivered, 1));
}
