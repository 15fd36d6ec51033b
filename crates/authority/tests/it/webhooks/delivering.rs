use std::sync::Arc;
use std::time::Duration;

use keyward_authority::Policy;
use keyward_authority::mail::worker::send_due as send_mail;
use keyward_authority::webhooks::deliveries::redeliver::redeliver;
use keyward_authority::webhooks::endpoints::rotate::rotate;
use keyward_authority::webhooks::endpoints::update::{UpdateEndpoint, update};
use keyward_authority::webhooks::worker::forget_old;
use keyward_authority::webhooks::{Desk, EndpointId, WebhookPolicy};
use keyward_authority::{Error, Once};
use keyward_domain::webhook::DeliveryState;
use keyward_storage::audit;

use super::courier::{Courier, Mood, header};
use super::{admin, customer, deliveries_to, endpoint, seen};
use crate::fixture::{EMAIL, Fixture, assert_err};

async fn failing_five_times_it_is_taken_the_sixth(fixture: Fixture) {
    let actor = admin(&fixture).await;
    let to = endpoint(&fixture, &actor, &["customer.*"]).await;
    let courier = Courier::new(&[[Mood::Status(500); 5].as_slice(), &[Mood::Status(200)]].concat());
    customer(&fixture, &actor, "c1").await;
    let mut sent = Vec::new();
    for _ in 0..60 {
        courier.worker(&fixture).send_due().await.unwrap();
        sent.extend(courier.sent());
        fixture.clock.advance(Duration::from_mins(1));
    }
    assert_eq!(sent.len(), 6);
    let delivered = &deliveries_to(&fixture, &actor, &to).await[0];
    assert_eq!((delivered.state, delivered.attempts, delivered.log.len()), (DeliveryState::Delivered, 6, 6));
    let statuses: Vec<_> = delivered.log.iter().filter_map(|attempt| attempt.status).collect();
    assert_eq!(statuses, [500, 500, 500, 500, 500, 200]);
    assert_eq!(delivered.log[0].error.as_deref(), Some("answered 500"));
    assert_eq!(delivered.log[0].answer.as_deref(), Some("500\u{fffd}"));
    for request in &sent {
        assert_eq!(header(request, "webhook-id"), delivered.event_id);
        assert_eq!(request.body, sent[0].body, "the same at each attempt");
    }
    assert_eq!(seen(&fixture, &actor, &to).await.failing_since, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn failing_five_times_it_is_taken_the_sixth_on_sqlite() {
    failing_five_times_it_is_taken_the_sixth(Fixture::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failing_five_times_it_is_taken_the_sixth_on_postgres() {
    failing_five_times_it_is_taken_the_sixth(Fixture::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_takes_for_a_day_is_a_dead_letter_that_can_be_sent_again() {
    let fixture = Fixture::sqlite().await;
    let actor = admin(&fixture).await;
    let to = endpoint(&fixture, &actor, &["*"]).await;
    let courier = Courier::new(&[Mood::Broken("connection refused")]);
    customer(&fixture, &actor, "c1").await;
    for _ in 0..25 * 6 {
        courier.worker(&fixture).send_due().await.unwrap();
        fixture.clock.advance(Duration::from_mins(10));
    }
    let dead = deliveries_to(&fixture, &actor, &to).await.remove(0);
    assert_eq!((dead.state, dead.next_attempt_at), (DeliveryState::Dead, None));
    assert!((8..=16).contains(&dead.attempts), "{}", dead.attempts);
    assert_eq!(dead.log.last().unwrap().error.as_deref(), Some("connection refused"));
    courier.be(&[Mood::Status(204)]);
    assert_eq!(courier.worker(&fixture).send_due().await.unwrap(), 0);
    courier.sent();
    let again = redeliver(&fixture, &actor, Desk::Native, &dead.id).await.unwrap();
    assert_eq!((again.state, again.event_id.as_str()), (DeliveryState::Waiting, dead.event_id.as_str()));
    assert_eq!(courier.worker(&fixture).send_due().await.unwrap(), 1);
    assert_eq!(header(&courier.sent()[0], "webhook-id"), dead.event_id);
    assert_eq!(deliveries_to(&fixture, &actor, &to).await[0].state, DeliveryState::Delivered);
    assert_err!(redeliver(&fixture, &actor, Desk::Native, "0\0").await, Error::NotFound(_));
    assert_err!(redeliver(&fixture, &actor, Desk::Hub, &dead.id).await, Error::RoleRequired(_));
    fixture.clock.advance(Duration::from_hours(31 * 24));
    forget_old(&fixture).await.unwrap();
    assert!(deliveries_to(&fixture, &actor, &to).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_takes_nothing_for_a_week_is_switched_off_with_a_mail() {
    let fixture = Fixture::sqlite().await;
    let actor = admin(&fixture).await;
    let to = endpoint(&fixture, &actor, &["*"]).await;
    let courier = Courier::new(&[Mood::Status(500)]);
    for day in 0..8 {
        customer(&fixture, &actor, &format!("c{day}")).await;
        for _ in 0..24 {
            courier.worker(&fixture).send_due().await.unwrap();
            send_mail(&fixture).await.unwrap();
            fixture.clock.advance(Duration::from_hours(1));
        }
    }
    let off = seen(&fixture, &actor, &to).await;
    assert!(!off.active && off.disabled_at.is_some());
    let mail = fixture.mailbox.newest("webhook_disabled", EMAIL).unwrap();
    assert!(mail.text.contains("https://example.com/hook"), "{}", mail.text);
    let trail = audit::latest(&fixture.storage().reader(), actor.tenant, 20).await.unwrap();
    let entry = trail.iter().find(|line| line.action == "webhook.disable").unwrap();
    assert_eq!((entry.actor_kind.as_str(), entry.actor_name.as_str()), ("system", "webhooks"));
    // Nothing waits any more, nothing new is told, and nothing is sent again until it is on.
    let waiting = deliveries_to(&fixture, &actor, &to)
        .await
        .iter()
        .filter(|one| one.state == DeliveryState::Waiting)
        .count();
    fixture.clock.advance(Duration::from_hours(25));
    courier.sent();
    assert_eq!(courier.worker(&fixture).send_due().await.unwrap(), waiting);
    assert_eq!(courier.sent(), []);
    customer(&fixture, &actor, "late").await;
    let dead = deliveries_to(&fixture, &actor, &to).await;
    assert_eq!(dead.len(), 8);
    assert!(dead.iter().all(|one| one.state == DeliveryState::Dead));
    let refused = redeliver(&fixture, &actor, Desk::Native, &dead[0].id).await;
    assert_err!(refused, Error::InvalidOperation(_));
    let id = fixture.ids().encode(to.endpoint.id);
    let on = UpdateEndpoint { is_active: Some(true), ..UpdateEndpoint::default() };
    let on = update(&fixture, &actor, EndpointId::Native(&id), &on).await.unwrap();
    assert_eq!((on.active, on.disabled_at, on.failing_since), (true, None, None));
    redeliver(&fixture, &actor, Desk::Native, &dead[0].id).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn until_the_grace_ends_either_secret_signs() {
    let fixture = Fixture::sqlite().await;
    let actor = admin(&fixture).await;
    let to = endpoint(&fixture, &actor, &["*"]).await;
    let courier = Courier::new(&[Mood::Status(200)]);
    let signatures = async |external_id: &str| {
        customer(&fixture, &actor, external_id).await;
        courier.worker(&fixture).send_due().await.unwrap();
        header(&courier.sent()[0], "webhook-signature").split(' ').count()
    };
    assert_eq!(signatures("a").await, 1);
    let id = fixture.ids().encode(to.endpoint.id);
    let once = Once::no();
    rotate(&fixture, &actor, EndpointId::Native(&id), 3600, &once).await.unwrap();
    assert_eq!(signatures("b").await, 2);
    fixture.clock.advance(Duration::from_hours(1));
    assert_eq!(signatures("c").await, 1);
    let refused = rotate(&fixture, &actor, EndpointId::Native(&id), -1, &once).await;
    assert_err!(refused, Error::Invalid(_));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_never_answers_is_not_waited_for_and_delays_nobody_else() {
    let fixture = Fixture::sqlite().await;
    let actor = admin(&fixture).await;
    let to = endpoint(&fixture, &actor, &["*"]).await;
    let courier = Courier::new(&[Mood::Silent]);
    for number in 0..10 {
        customer(&fixture, &actor, &format!("c{number}")).await;
    }
    let webhooks = WebhookPolicy { timeout: Duration::from_millis(1), ..WebhookPolicy::default() };
    let impatient = fixture.another(7, Policy { webhooks, ..Policy::default() }).await;
    assert_eq!(courier.worker(&impatient).send_due().await.unwrap(), 10);
    let all = deliveries_to(&fixture, &actor, &to).await;
    assert!(all.iter().all(|one| one.log[0].error.as_deref() == Some("no answer in time")));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_send_nothing_twice() {
    let fixture = Fixture::postgres().await;
    let actor = admin(&fixture).await;
    let to = endpoint(&fixture, &actor, &["*"]).await;
    for number in 0..30 {
        customer(&fixture, &actor, &format!("c{number}")).await;
    }
    let other = fixture.another(7, Policy::default()).await;
    let courier = Arc::new(Courier::new(&[Mood::Status(200)]));
    let (one, two) = tokio::join!(courier.worker(&fixture).send_due(), courier.worker(&other).send_due());
    assert_eq!(one.unwrap() + two.unwrap(), 30);
    let mut ids: Vec<_> =
        courier.sent().iter().map(|request| header(request, "webhook-id").to_owned()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 30);
    let all = deliveries_to(&fixture, &actor, &to).await;
    assert!(all.iter().all(|one| one.state == DeliveryState::Delivered && one.attempts == 1));
}
