//! Mail over SMTP, to a real server.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use keyward_authority::accounts::verify_email::verify_email;
use keyward_authority::mail::worker::send_due;
use keyward_authority::mail::{Settings, Smtp, SmtpSettings, Tls};
use keyward_authority::sessions::Device;
use keyward_authority::{Authority, Policy};
use keyward_storage::audit;
use keyward_testkit::mail::token_in;
use keyward_testkit::smtp::{MailServer, PASSWORD, USERNAME};
use keyward_token::PlainSecret;

use crate::fixture::{EMAIL, Fixture};

fn settings(server: &MailServer) -> SmtpSettings {
    SmtpSettings {
        host: "localhost".to_owned(),
        port: server.port(),
        tls: Tls::StartTls,
        credentials: Some((USERNAME.to_owned(), PlainSecret::new(PASSWORD))),
        extra_ca: Some(std::fs::read(server.certificate()).unwrap()),
    }
}

async fn sender(fixture: &Fixture, settings: SmtpSettings) -> Arc<Authority> {
    let mailer = Arc::new(Smtp::new(settings).unwrap());
    let settings = Settings { mailer, ..fixture.mailbox.settings() };
    fixture.with_mail(7, Policy::default(), settings).await
}

/// The decoded text of the part of that type.
fn part(data: &str, kind: &str) -> String {
    let boundary = data.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
    let part =
        data.split(&format!("--{boundary}")).find(|part| part.contains(&format!("Content-Type: {kind}")));
    let (head, body) = part.unwrap().split_once("\r\n\r\n").unwrap();
    if head.contains("base64") {
        let text: String = body.split_whitespace().collect();
        return String::from_utf8(base64::engine::general_purpose::STANDARD.decode(text).unwrap()).unwrap();
    }
    if !head.contains("quoted-printable") {
        return body.to_owned();
    }
    let mut bytes = Vec::new();
    let mut rest = body.replace("=\r\n", "").into_bytes().into_iter();
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_arrives_protected_with_both_parts_and_its_token_works() {
    let fixture = Fixture::sqlite().await;
    let mut server = MailServer::start(&[]).await;
    let authority = sender(&fixture, settings(&server)).await;
    fixture.register(EMAIL).await;
    assert_eq!(send_due(&authority).await.unwrap(), 1);
    let message = server.next().await;
    assert_eq!((&message["from"], &message["to"][0]), (&"keyward@localhost".into(), &EMAIL.into()));
    assert_eq!(message["tls"], true);
    let data = message["data"].as_str().unwrap();
    for line in [
        "To: ada@example.com",
        "Subject: Keyward: confirm your e-mail address",
        "Content-Type: multipart/alternative;",
        "MIME-Version: 1.0",
    ] {
        assert!(data.contains(line), "{line}\n{data}");
    }
    let (text, html) = (part(data, "text/plain"), part(data, "text/html"));
    let token = token_in(&text);
    assert!(html.contains(&format!("/dashboard/verify-email?token={token}\"")), "{html}");
    verify_email(&authority, &Device::default(), &token).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_can_t_now_is_asked_again_and_one_that_won_t_is_not() {
    let fixture = Fixture::sqlite().await;
    let mut server = MailServer::start(&["451 try again later", "550 no such mailbox"]).await;
    let authority = sender(&fixture, settings(&server)).await;
    fixture.register(EMAIL).await;
    assert_eq!(send_due(&authority).await.unwrap(), 1);
    assert_eq!(server.next().await["answered"], "451 try again later");
    assert_eq!(send_due(&authority).await.unwrap(), 0);
    let refused = fixture.register("b@example.com").await;
    assert_eq!(send_due(&authority).await.unwrap(), 1);
    assert_eq!(server.next().await["answered"], "550 no such mailbox");
    let trail = audit::latest(&fixture.storage().reader(), refused.tenant, 1).await.unwrap();
    assert_eq!(trail[0].action, "mail.send");
    fixture.clock.advance(Duration::from_mins(1));
    assert_eq!(send_due(&authority).await.unwrap(), 1);
    assert_eq!(server.next().await["to"][0], EMAIL);
    fixture.clock.advance(Duration::from_hours(23));
    assert_eq!(send_due(&authority).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_said_to_a_server_that_is_not_trusted_and_nothing_is_lost() {
    let fixture = Fixture::sqlite().await;
    let mut server = MailServer::start(&[]).await;
    fixture.register(EMAIL).await;
    let wrong = Some((USERNAME.to_owned(), PlainSecret::new("guess")));
    for bad in [
        SmtpSettings { extra_ca: None, ..settings(&server) },
        SmtpSettings { credentials: wrong, ..settings(&server) },
        SmtpSettings { credentials: None, ..settings(&server) },
        SmtpSettings { tls: Tls::None, ..settings(&server) },
        SmtpSettings { tls: Tls::Implicit, ..settings(&server) },
    ] {
        let authority = sender(&fixture, bad).await;
        assert_eq!(send_due(&authority).await.unwrap(), 1);
        fixture.clock.advance(Duration::from_hours(1));
    }
    let authority = sender(&fixture, settings(&server)).await;
    assert_eq!(send_due(&authority).await.unwrap(), 1);
    assert_eq!(server.next().await["to"][0], EMAIL, "the first that it took");
    assert!(Smtp::new(SmtpSettings { extra_ca: Some(b"nonsense".to_vec()), ..settings(&server) }).is_err());
}
