use keyward_authority::Once;
use keyward_authority::customers::delete::{Dependants, Ended, delete as delete_customer};
use keyward_authority::gates::{GateSpec, create::create as create_gate};
use keyward_authority::keys::create::{CreateKey, create as create_key};
use keyward_authority::keys::disable::disable;
use keyward_authority::keys::enable::enable;
use keyward_authority::keys::patch::{PatchKey, patch};
use keyward_authority::keys::revoke::revoke;
use keyward_authority::keys::rotate::rotate;
use keyward_authority::keys::{Created, OwnerRef};
use keyward_authority::{Actor, Answer, Authority, Error};
use keyward_domain::{Customer, Id};
use keyward_storage::{Tx, environments};
use serde_json::Value;

use super::courier::{Courier, Mood};
use super::{admin, asked_for_endpoint, customer, deliveries_to, endpoint, within};
use crate::fixture::{Fixture, assert_err};

async fn key(authority: &Authority, actor: &Actor) -> Created {
    let owner = OwnerRef { external_id: Some("c1".to_owned()), ..OwnerRef::default() };
    let input = CreateKey { name: "CI".to_owned(), owner, ..CreateKey::default() };
    let made = create_key(authority, actor, &input, &Once::no()).await.unwrap();
    let Answer::Fresh(made) = made else { panic!("nothing was asked for once") };
    made
}

/// Customers without anything that this crate does not know.
struct Nothing;

impl Dependants for Nothing {
    fn end<'a>(&'a self, tx: Tx, _: &'a Actor, _: Id<Customer>) -> Ended<'a> {
        Box::pin(async { Ok(tx) })
    }
}

async fn told(fixture: &Fixture, courier: &Courier) -> Vec<Value> {
    courier.worker(fixture).send_due().await.unwrap();
    let mut told: Vec<Value> =
        courier.sent().iter().map(|request| serde_json::from_str(&request.body).unwrap()).collect();
    told.sort_by_key(|body| body["type"].as_str().unwrap().to_owned());
    told
}

fn kinds(told: &[Value]) -> Vec<&str> {
    told.iter().map(|body| body["type"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_to_keys_customers_and_gates_is_told() {
    let fixture = Fixture::sqlite().await;
    let actor = admin(&fixture).await;
    endpoint(&fixture, &actor, &["*"]).await;
    let courier = Courier::new(&[Mood::Status(200)]);
    let made = key(&fixture, &actor).await;
    let id = fixture.ids().encode(made.key.id);
    let first = told(&fixture, &courier).await;
    assert_eq!(kinds(&first), ["key.created"]);
    let data = &first[0]["data"];
    assert_eq!(
        (&data["id"], &data["name"], &data["status"]),
        (&id.clone().into(), &"CI".into(), &"active".into())
    );
    assert_eq!(data["owner"]["type"], "customer");
    assert_eq!(first[0]["environment_id"], data["environment_id"]);
    assert!(!first[0].to_string().contains(made.secret.expose()), "a secret was told");

    let change = PatchKey { name: Some("CD".to_owned()), ..PatchKey::default() };
    patch(&fixture, &actor, &id, &change).await.unwrap();
    disable(&fixture, &actor, &id).await.unwrap();
    enable(&fixture, &actor, &id).await.unwrap();
    let rotated = rotate(&fixture, &actor, &id, 60, &Once::no()).await.unwrap();
    let Answer::Fresh(rotated) = rotated else { panic!("nothing was asked for once") };
    revoke(&fixture, &actor, &id).await.unwrap();
    let all = told(&fixture, &courier).await;
    assert_eq!(kinds(&all), ["key.disabled", "key.enabled", "key.revoked", "key.rotated", "key.updated"]);
    assert_eq!(all[3]["data"]["successor_id"], fixture.ids().encode(rotated.key.id));
    assert_eq!(all[2]["data"]["status"], "revoked");

    customer(&fixture, &actor, "c2").await;
    let gate = GateSpec { name: "edge".to_owned(), ..GateSpec::default() };
    create_gate(&fixture, &actor, &gate, &Once::no()).await.unwrap();
    let rest = told(&fixture, &courier).await;
    assert_eq!(kinds(&rest), ["customer.created", "gate.created"]);
    assert_eq!((&rest[0]["data"]["external_id"], &rest[1]["data"]["name"]), (&"c2".into(), &"edge".into()));
    let id = rest[0]["data"]["id"].as_str().unwrap();
    delete_customer(&fixture, &actor, id, false, &Nothing).await.unwrap();
    assert_eq!(kinds(&told(&fixture, &courier).await), ["customer.deleted"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_is_told_what_it_asked_for_of_its_own_environment() {
    let fixture = Fixture::sqlite().await;
    let actor = admin(&fixture).await;
    let all = environments::all(&fixture.storage().reader(), actor.tenant).await.unwrap();
    let elsewhere = within(&actor, &all[1]);
    let customers = endpoint(&fixture, &actor, &["customer.created"]).await;
    let keys = endpoint(&fixture, &actor, &["key.*"]).await;
    let other = endpoint(&fixture, &elsewhere, &["*"]).await;
    customer(&fixture, &actor, "c1").await;
    key(&fixture, &actor).await;
    for (endpoint, actor, expected) in [
        (&customers, &actor, vec!["customer.created"]),
        (&keys, &actor, vec!["key.created"]),
        (&other, &elsewhere, vec![]),
    ] {
        let told: Vec<_> =
            deliveries_to(&fixture, actor, endpoint).await.into_iter().map(|one| one.kind).collect();
        assert_eq!(told, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_look_after_endpoints_does_not() {
    let fixture = Fixture::sqlite().await;
    let actor = admin(&fixture).await;
    assert_err!(asked_for_endpoint(&fixture, &actor, &["nonsense"]).await, Error::Invalid(_));
    let nowhere = Actor { environment: None, ..actor.clone() };
    assert_err!(asked_for_endpoint(&fixture, &nowhere, &["*"]).await, Error::EnvironmentDenied);
    for _ in 0..50 {
        endpoint(&fixture, &actor, &["*"]).await;
    }
    assert_err!(asked_for_endpoint(&fixture, &actor, &["*"]).await, Error::LimitReached(_));
}

/// Everything that is committed after an endpoint's creation was answered is told: changes and creations race, and no change that began after
/// the answer is missing.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_committed_after_the_answer_is_told_however_they_race() {
    let fixture = Fixture::postgres().await;
    let actor = admin(&fixture).await;
    for round in 0..10 {
        let (early, late) = (format!("early-{round}"), format!("late-{round}"));
        let making = async {
            let made = endpoint(&fixture, &actor, &["customer.created"]).await;
            customer(&fixture, &actor, &late).await;
            made
        };
        let (made, ()) = tokio::join!(making, customer(&fixture, &actor, &early));
        let told = deliveries_to(&fixture, &actor, &made).await;
        assert!((1..=2).contains(&told.len()), "the later one at least: {told:?}");
    }
}
