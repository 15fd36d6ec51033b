use std::time::Duration;

use keyward_authority::Once;
use keyward_authority::keys::OwnerRef;
use keyward_authority::keys::create::{CreateKey, create as create_key};
use keyward_authority::mail::worker::send_due as send_mail;
use keyward_authority::webhooks::expiring::tell_expiring;

use super::{admin, deliveries_to, endpoint};
use crate::fixture::{EMAIL, Fixture};

const DAY: i64 = 24 * 3600;

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_ends_soon_is_told_of_once_and_its_person_by_mail() {
    let fixture = Fixture::sqlite().await;
    let actor = admin(&fixture).await;
    let to = endpoint(&fixture, &actor, &["key.expiring"]).await;
    let keyward_authority::Principal::User { user, .. } = &actor.principal else { panic!("a person") };
    let person = OwnerRef { user_id: Some(fixture.ids().encode(*user)), ..OwnerRef::default() };
    let customer = OwnerRef { external_id: Some("c1".to_owned()), ..OwnerRef::default() };
    for (name, owner, days) in [("Mine", person.clone(), 8), ("Theirs", customer, 8), ("Later", person, 30)] {
        let ttl_seconds = Some(days * DAY);
        let input = CreateKey { name: name.to_owned(), owner, ttl_seconds, ..CreateKey::default() };
        create_key(&fixture, &actor, &input, &Once::no()).await.unwrap();
    }
    assert_eq!(tell_expiring(&fixture).await.unwrap(), 0);
    fixture.clock.advance(Duration::from_hours(24));
    assert_eq!(tell_expiring(&fixture).await.unwrap(), 2);
    assert_eq!(tell_expiring(&fixture).await.unwrap(), 0);
    let told = deliveries_to(&fixture, &actor, &to).await;
    assert_eq!(told.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["key.expiring"; 2]);
    send_mail(&fixture).await.unwrap();
    let mails = fixture.mailbox.all();
    let mails: Vec<_> = mails.iter().filter(|mail| mail.kind == "key_expiring").collect();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].to == EMAIL && mails[0].text.contains("Mine"), "{}", mails[0].text);
}
