//! Mail that waits, is sent, is refused and is given up.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use keyward_authority::mail::worker::{forget_old, send_due};
use keyward_authority::mail::{Folder, Settings, Undelivered};
use keyward_authority::{Policy, mail::Mail};
use keyward_storage::audit;
use keyward_testkit::mail::token_in;

use crate::fixture::{EMAIL, Fixture, try_register};

fn refusal(permanent: bool) -> Undelivered {
    Undelivered { permanent, reason: "451 try again later".to_owned() }
}

async fn what_was_not_sent_is_tried_again(fixture: Fixture) {
    fixture.mailbox.refuse(Some(refusal(false)));
    fixture.register(EMAIL).await;
    assert_eq!(send_due(&fixture).await.unwrap(), 1);
    assert_eq!(send_due(&fixture).await.unwrap(), 0, "not at once");
    fixture.clock.advance(Duration::from_mins(1));
    assert_eq!(send_due(&fixture).await.unwrap(), 1);
    fixture.clock.advance(Duration::from_mins(1));
    assert_eq!(send_due(&fixture).await.unwrap(), 0, "each pause is longer");
    fixture.mailbox.refuse(None);
    fixture.clock.advance(Duration::from_mins(1));
    assert_eq!(send_due(&fixture).await.unwrap(), 1);
    assert_eq!(fixture.mailbox.all().len(), 1);
    fixture.clock.advance(Duration::from_hours(24));
    assert_eq!(send_due(&fixture).await.unwrap(), 0, "once is enough");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_sent_is_tried_again_on_sqlite() {
    what_was_not_sent_is_tried_again(Fixture::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_sent_is_tried_again_on_postgres() {
    what_was_not_sent_is_tried_again(Fixture::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_takes_for_a_day_or_never_is_given_up_and_audited() {
    for permanent in [true, false] {
        let fixture = Fixture::sqlite().await;
        fixture.mailbox.refuse(Some(refusal(permanent)));
        let account = fixture.register(EMAIL).await;
        let mut attempts = 0;
        for _ in 0..25 * 60 {
            attempts += send_due(&fixture).await.unwrap();
            fixture.clock.advance(Duration::from_mins(1));
        }
        // After 1, 2, 4 … 128 minutes, and then each 4 hours.
        assert_eq!(attempts, if permanent { 1 } else { 13 });
        let trail = audit::latest(&fixture.storage().reader(), account.tenant, 1).await.unwrap();
        assert_eq!((trail[0].actor_kind.as_str(), trail[0].action.as_str()), ("system", "mail.send"));
        fixture.mailbox.refuse(None);
        assert_eq!(send_due(&fixture).await.unwrap(), 0);
        assert!(fixture.mailbox.all().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_is_not_sent_once_its_token_has_ended() {
    let fixture = Fixture::sqlite().await;
    fixture.sign_up().await;
    fixture.mailbox.refuse(Some(refusal(false)));
    let forgot = keyward_authority::accounts::forgot_password::forgot_password;
    forgot(&fixture, &keyward_authority::sessions::Device::default(), EMAIL).await.unwrap();
    send_due(&fixture).await.unwrap();
    fixture.mailbox.refuse(None);
    fixture.clock.advance(Duration::from_mins(15));
    send_due(&fixture).await.unwrap();
    assert_eq!(fixture.mailbox.newest("reset", EMAIL).map(|mail| mail.id), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_dies_before_sending_leaves_it_to_the_next() {
    let fixture = Fixture::sqlite().await;
    fixture.register(EMAIL).await;
    let next = fixture.another(7, Policy::default()).await;
    assert_eq!(send_due(&next).await.unwrap(), 1);
    assert!(fixture.mailbox.newest("verification", EMAIL).is_some());
    forget_old(&next).await.unwrap();
    assert_eq!(send_due(&fixture).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_send_each_mail_once() {
    let fixture = Fixture::postgres().await;
    for number in 0..20 {
        fixture.sign_up_as(&format!("{number}@example.com")).await;
    }
    let other = fixture.another(7, Policy::default()).await;
    let (one, two) = tokio::join!(send_due(&fixture), send_due(&other));
    assert_eq!(one.unwrap() + two.unwrap(), 20);
    let mut ids: Vec<_> = fixture.mailbox.all().into_iter().map(|mail| mail.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn under_another_master_secret_a_mail_is_given_up_and_not_garbled() {
    let fixture = Fixture::sqlite().await;
    fixture.register(EMAIL).await;
    let moved = fixture.another(8, Policy::default()).await;
    assert_eq!(send_due(&moved).await.unwrap(), 1);
    assert!(fixture.mailbox.all().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_choose_is_text_and_never_markup() {
    let fixture = Fixture::sqlite().await;
    let settings = Settings { product_name: "<b>Keys & Co</b>".to_owned(), ..fixture.mailbox.settings() };
    let authority = fixture.with_mail(7, Policy::default(), settings).await;
    fixture.register(EMAIL).await;
    send_due(&authority).await.unwrap();
    let Mail { html, text, subject, .. } = fixture.mailbox.newest("verification", EMAIL).unwrap();
    // Written by the other instance, and so under its name.
    assert!(!html.contains("<b>") && text.contains("Keyward") && subject.starts_with("Keyward"), "{html}");
    let input = keyward_authority::accounts::register::Register {
        email: "b@example.com".to_owned(),
        password: crate::fixture::PASSWORD.to_owned(),
        name: "B".to_owned(),
        ..Default::default()
    };
    try_register(&authority, &input).await.unwrap();
    send_due(&authority).await.unwrap();
    let Mail { html, text, .. } = fixture.mailbox.newest("verification", "b@example.com").unwrap();
    assert!(!html.contains("<b>") && text.contains("<b>Keys & Co</b>"), "{html}");
    let link = format!("https://keys.example.com/dashboard/verify-email?token={}", token_in(&text));
    assert!(html.contains(&format!("href=\"{link}\"")) && text.contains(&link), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_folder_holds_whole_files_for_nobody_else() {
    let fixture = Fixture::sqlite().await;
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("mail");
    let settings = Settings { mailer: std::sync::Arc::new(Folder::new(&path)), ..fixture.mailbox.settings() };
    let authority = fixture.with_mail(7, Policy::default(), settings).await;
    fixture.register("ada@bücher.example").await;
    send_due(&authority).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(&files[0])), (0o700, 0o600));
    let name = files[0].file_name().unwrap().to_string_lossy().into_owned();
    let stem = name.strip_suffix(".eml").expect("an .eml file");
    assert!(stem.starts_with("20260114T120000Z-verification-"), "{name}");
    let text = std::fs::read_to_string(&files[0]).unwrap();
    for line in [
        "To: ada@xn--bcher-kva.example",
        "Auto-Submitted: auto-generated",
        "Date: Wed, 14 Jan 2026 12:00:00 +0000",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}
