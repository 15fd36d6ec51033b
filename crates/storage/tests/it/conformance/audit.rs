use keyward_domain::{
    AuditActor, AuditEntry, AuditEvent, AuditTarget, Id, Order, Outcome, Page, Tenant, link,
};
use keyward_storage::audit::{self, Filter, Line};
use keyward_storage::{Storage, StorageError, Tx};

use crate::fixture::Fixture;
use crate::sample::{House, NOW, assert_err, at_once, later, write};

/// An event that its target's id tells from every other.
fn event(id: i64) -> AuditEvent {
    AuditEvent {
        actor: AuditActor {
            kind: "key",
            id: format!("key_{id}"),
            name: "Ada's 🔑".to_owned(),
            address: (id % 2 == 0).then(|| "192.0.2.1".to_owned()),
            request_id: format!("req_{id}"),
            user_agent: (id % 2 == 1).then(|| format!("curl/{id}")),
        },
        action: "key.create",
        target: AuditTarget { kind: "key", id, name: format!("key \"{id}\"") },
        outcome: if id % 3 == 0 { Outcome::Refused } else { Outcome::Done },
        detail: format!(r#"{{"id":{id}}}"#),
    }
}

fn events(ids: std::ops::Range<i64>) -> Vec<AuditEvent> {
    ids.map(event).collect()
}

async fn append(storage: &Storage, tenant: Id<Tenant>, events: &[AuditEvent]) -> Result<(), StorageError> {
    write(storage, async |tx: &Tx| audit::append(tx, tenant, NOW, events).await).await
}

/// The whole chain, oldest first, after its sequence and hashes have been proven.
async fn proven(storage: &Storage, tenant: Id<Tenant>) -> Vec<Line> {
    let mut lines = audit::latest(&storage.reader(), tenant, 10_000).await.unwrap();
    lines.reverse();
    let mut hash = [0; 32];
    for (line, sequence) in lines.iter().zip(1..) {
        assert_eq!(line.sequence, sequence);
        let event = event(line.target_id);
        hash = link(&hash, &AuditEntry { tenant, sequence, at: line.at, event: &event });
        assert_eq!(line.hash, hash, "entry {sequence}");
    }
    lines
}

fn targets(lines: &[Line]) -> Vec<i64> {
    lines.iter().map(|line| line.target_id).collect()
}

pub(crate) async fn lines_tell_who_did_what_when(storage: &Storage) {
    let house = House::build(storage, "a").await;
    append(storage, house.tenant, &events(7..8)).await.unwrap();
    let lines = proven(storage, house.tenant).await;
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!((line.sequence, line.at, line.target_id), (1, NOW, 7));
    assert_eq!((line.actor_kind.as_str(), line.actor_name.as_str()), ("key", "Ada's 🔑"));
    assert_eq!(line.action, "key.create");
}

pub(crate) async fn every_hashed_fact_is_stored(fixture: &Fixture) {
    let house = House::build(fixture, "a").await;
    append(fixture, house.tenant, &events(5..7)).await.unwrap();
    for (sequence, id) in [(1, 5), (2, 6)] {
        let AuditEvent { actor, action, target, outcome, detail } = event(id);
        let columns = "actor_kind, actor_id, actor_name, request_id, action, target_kind, target_name, outcome, \
                       detail, address";
        let stored: [_; 10] =
            fixture.texts(&format!("SELECT {columns} FROM audit WHERE sequence = {sequence}")).await;
        let texts = [
            actor.kind,
            &actor.id,
            &actor.name,
            &actor.request_id,
            action,
            target.kind,
            &target.name,
            outcome.as_str(),
            &detail,
        ];
        assert_eq!(stored[..9], texts.map(|text| Some(text.to_owned())));
        assert_eq!(stored[9], actor.address);
    }
}

pub(crate) async fn a_chain_goes_on_over_transactions(storage: &Storage) {
    let house = House::build(storage, "a").await;
    for ids in [1..3, 3..4, 4..9] {
        append(storage, house.tenant, &events(ids)).await.unwrap();
    }
    let twice = async |tx: &Tx| {
        audit::append(tx, house.tenant, later(1), &events(9..10)).await?;
        audit::append(tx, house.tenant, later(2), &events(10..11)).await
    };
    write(storage, twice).await.unwrap();
    assert_eq!(targets(&proven(storage, house.tenant).await), (1..11).collect::<Vec<_>>());
}

pub(crate) async fn each_tenant_has_a_chain_of_its_own(storage: &Storage) {
    let (one, other) = (House::build(storage, "a").await, House::build(storage, "b").await);
    append(storage, one.tenant, &events(1..3)).await.unwrap();
    append(storage, other.tenant, &events(3..5)).await.unwrap();
    append(storage, one.tenant, &events(5..6)).await.unwrap();
    assert_eq!(targets(&proven(storage, one.tenant).await), [1, 2, 5]);
    assert_eq!(targets(&proven(storage, other.tenant).await), [3, 4]);
}

pub(crate) async fn appending_by_many_at_once_leaves_no_gap(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let append = move |storage: Storage, task: u16| async move {
        let first = i64::from(task) * 10;
        let tx = storage.begin().await.unwrap();
        audit::append(&tx, house.tenant, NOW, &events(first..first + 3)).await.unwrap();
        tx.commit().await.unwrap();
    };
    at_once(20, append, storage).await;
    let lines = proven(storage, house.tenant).await;
    assert_eq!(lines.len(), 60);
    for together in targets(&lines).chunks(3) {
        assert_eq!(together, [together[0], together[0] + 1, together[0] + 2]);
    }
}

pub(crate) async fn what_is_rolled_back_leaves_no_gap(storage: &Storage) {
    let house = House::build(storage, "a").await;
    append(storage, house.tenant, &events(1..2)).await.unwrap();
    let dropped = storage.begin().await.unwrap();
    audit::append(&dropped, house.tenant, NOW, &events(2..5)).await.unwrap();
    drop(dropped);
    append(storage, house.tenant, &events(5..6)).await.unwrap();
    assert_eq!(targets(&proven(storage, house.tenant).await), [1, 5]);
}

pub(crate) async fn a_batch_may_be_longer_than_a_statement(storage: &Storage) {
    let house = House::build(storage, "a").await;
    append(storage, house.tenant, &events(0..1201)).await.unwrap();
    append(storage, house.tenant, &events(1201..1202)).await.unwrap();
    assert_eq!(targets(&proven(storage, house.tenant).await), (0..1202).collect::<Vec<_>>());
}

pub(crate) async fn the_latest_come_first(storage: &Storage) {
    let house = House::build(storage, "a").await;
    append(storage, house.tenant, &events(1..6)).await.unwrap();
    let latest = audit::latest(&storage.reader(), house.tenant, 2).await.unwrap();
    assert_eq!(targets(&latest), [5, 4]);
}

pub(crate) async fn nothing_to_append_is_nothing(storage: &Storage) {
    let house = House::build(storage, "a").await;
    append(storage, house.tenant, &[]).await.unwrap();
    assert_eq!(audit::latest(&storage.reader(), house.tenant, 10).await.unwrap(), []);
}

pub(crate) async fn its_tenant_must_exist(storage: &Storage) {
    assert_err!(append(storage, Id::new(4711), &events(1..2)).await, StorageError::Reference);
}

pub(crate) async fn entries_are_found_by_what_they_are(storage: &Storage) {
    let house = House::build(storage, "a").await;
    let other = House::build(storage, "b").await;
    append(storage, house.tenant, &events(1..7)).await.unwrap();
    append(storage, other.tenant, &events(1..3)).await.unwrap();
    let text = |text: &str| Some(text.to_owned());
    for (filter, expected) in [
        (Filter::default(), vec![1, 2, 3, 4, 5, 6]),
        (Filter { actor_id: text("key_2"), ..Filter::default() }, vec![2]),
        (Filter { action: text("key.revoke"), ..Filter::default() }, vec![]),
        (Filter { actor_kind: text("key"), target_id: Some(5), ..Filter::default() }, vec![5]),
        (Filter { target_kind: text("role"), ..Filter::default() }, vec![]),
        (Filter { outcome: text("refused"), ..Filter::default() }, vec![3, 6]),
        (Filter { request_id: text("req_4"), ..Filter::default() }, vec![4]),
        (Filter { from: Some(later(1)), ..Filter::default() }, vec![]),
        (Filter { from: Some(NOW), to: Some(later(1)), after: Some(4), ..Filter::default() }, vec![5, 6]),
    ] {
        let page = Page { limit: 10, offset: 0, order: Order::Ascending };
        let found = audit::list(&storage.reader(), house.tenant, &filter, page).await.unwrap();
        let targets: Vec<_> = found.iter().map(|entry| entry.target_id).collect();
        assert_eq!(targets, expected, "{filter:?}");
        if filter.after.is_none() {
            let count = audit::count(&storage.reader(), house.tenant, &filter).await.unwrap();
            assert_eq!(count, expected.len() as u64);
        }
    }
}

pub(crate) async fn an_entry_as_stored_has_the_hash_it_was_written_with(storage: &Storage) {
    let house = House::build(storage, "a").await;
    assert_eq!(audit::head(&storage.reader(), house.tenant).await.unwrap(), None);
    append(storage, house.tenant, &events(1..4)).await.unwrap();
    let page = Page { limit: 10, offset: 0, order: Order::Ascending };
    let mut hash = [0; 32];
    for entry in audit::list(&storage.reader(), house.tenant, &Filter::default(), page).await.unwrap() {
        hash = entry.expected(house.tenant, &hash);
        assert_eq!(entry.hash, hash);
    }
    let head = audit::head(&storage.reader(), house.tenant).await.unwrap();
    assert_eq!(head, Some((3, hash.to_vec())));
}
