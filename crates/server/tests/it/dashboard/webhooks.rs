//! Webhooks: endpoints, what was sent to them, and connections.

use keyward_testkit::actors::Caller;
use keyward_testkit::browser::Browser;
use keyward_testkit::server::{Setup, TestServer};
use serde_json::json;

use super::{HOSTILE, ada, is_inert, made, named, reader_of, signed_in, text_of};
use crate::webhooks::deliveries;
use crate::webhooks::receiver::{Mood, Receiver};

/// A server that may send to this machine, as with `--dev`.
async fn server() -> TestServer {
    Setup::sqlite().policy(|policy| policy.webhooks.targets.loopback = true).start().await
}

/// Adds an endpoint by the form; its secret and its path.
async fn endpoint(browser: &mut Browser, home: &str, fields: &[(&str, &str)]) -> (String, String) {
    let (form, to) = (format!("{home}/webhooks/new"), format!("{home}/webhooks"));
    let shown = browser.fill(&form, &to, fields).await.expect(200);
    is_inert(&shown);
    (text_of(shown.body(), "secret").to_owned(), named(shown.body(), "data-once=\"")[0].to_owned())
}

/// Sends an act of a page; where it leads.
async fn act(browser: &mut Browser, page: &str, act: &str) -> String {
    let done = browser.fill(page, &format!("{page}/{act}"), &[]).await.expect(303);
    done.header("location").unwrap().to_owned()
}

#[tokio::test]
async fn an_endpoint_is_added_changed_switched_off_and_on_and_deleted() {
    let server = server().await;
    let (mut browser, home) = ada(&server).await;
    let (page, form) = (format!("{home}/webhooks"), format!("{home}/webhooks/new"));
    let empty = browser.open(&page).await.expect(200);
    assert!(empty.body().contains("No endpoints yet") && empty.body().contains("/v1/webhooks/endpoints -H"));
    for (fields, needed) in [
        (vec![("url", "ftp://a"), ("which", "all")], "The address must"),
        (vec![("url", "https://a.example/"), ("which", "some")], "Events must"),
        (vec![("url", "https://a.example/"), ("which", "some"), ("event", "key.nonsense")], "Events must"),
    ] {
        let refused = browser.fill(&form, &page, &fields).await.expect(422);
        assert!(refused.body().contains(&format!("<strong class=\"fault\">{needed}")), "{}", refused.body());
    }

    let shown = browser.open(&form).await.expect(200);
    let field = |name: &str| named(shown.body(), &format!("name=\"{name}\" value=\""))[0].to_owned();
    let (mark, once) = (field("mark"), field("once"));
    let fields = [
        ("mark", mark.as_str()),
        ("once", &once),
        ("url", "https://a.example/hook"),
        ("description", HOSTILE),
        ("which", "some"),
        ("event", "key.*"),
        ("event", "key.created"),
        ("event", "gate.deleted"),
    ];
    let first = browser.send_form(&page, &fields).await.expect(200);
    let secret = text_of(first.body(), "secret").to_owned();
    assert!(secret.starts_with("whsec_") && first.header("cache-control") == Some("no-store"));
    let path = named(first.body(), "data-once=\"")[0].to_owned();
    let again = browser.send_form(&page, &fields).await.expect(303);
    assert_eq!(again.header("location"), Some(path.as_str()));
    for page in [&path, &page, &format!("{path}/edit")] {
        let seen = browser.open(page).await.expect(200);
        is_inert(&seen);
        assert!(!seen.body().contains(&secret), "{page}");
    }

    let (own, _) = made(&mut browser, &home, &[("name", "me"), ("kind", "user")]).await;
    let me = server.holder_of(text_of(own.body(), "secret"));
    let of_api = format!("/v1/webhooks/endpoints/{}", path.rsplit('/').next().unwrap());
    let told = me.get(&of_api).await.expect(200);
    assert_eq!((&told["events"], told.text("description")), (&json!(["key.*", "gate.deleted"]), HOSTILE));
    let change = [("url", "https://b.example/"), ("which", "all"), ("description", "")];
    let done = browser.fill(&format!("{path}/edit"), &format!("{path}/edit"), &change).await.expect(303);
    assert_eq!(done.header("location"), Some(format!("{path}?done=changed").as_str()));
    let told = me.get(&of_api).await.expect(200);
    assert_eq!((told.text("url"), &told["events"]), ("https://b.example/", &json!(["*"])));
    assert_eq!(told["description"], json!(null));

    assert_eq!(act(&mut browser, &path, "disable").await, format!("{path}?done=disabled"));
    let off = browser.open(&path).await.expect(200);
    assert!(off.body().contains(">off</span>") && !off.body().contains("Send a test"));
    assert_eq!(act(&mut browser, &path, "enable").await, format!("{path}?done=enabled"));
    assert_eq!(me.get(&of_api).await.expect(200)["is_active"], true);

    let rotate = format!("{path}/rotate");
    let rotated = browser.fill(&rotate, &rotate, &[("grace", "3600")]).await.expect(200);
    let second = text_of(rotated.body(), "secret");
    assert!(second.starts_with("whsec_") && second != secret);
    let seen = browser.open(&path).await.expect(200);
    assert!(seen.body().contains("Two secrets are live") && !seen.body().contains(second));
    let too_long = browser.fill(&rotate, &rotate, &[("grace", "99999999")]).await.expect(422);
    assert!(too_long.body().contains("role=\"alert\""));
    let _ = browser.fill(&rotate, &rotate, &[("grace", "0")]).await.expect(200);
    assert!(!browser.open(&path).await.expect(200).body().contains("Two secrets are live"));

    let delete = format!("{path}/delete");
    let done = browser.fill(&delete, &delete, &[]).await.expect(303);
    assert_eq!(done.header("location"), Some(format!("{page}?done=deleted").as_str()));
    let _ = browser.open(&path).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_is_shown_with_each_attempt_and_sent_again() {
    let server = server().await;
    let (mut browser, home) = ada(&server).await;
    let mut receiver = Receiver::start(&[Mood::Says(500, HOSTILE)]).await;
    let (_, path) = endpoint(&mut browser, &home, &[("url", &receiver.url), ("which", "all")]).await;
    let (own, _) = made(&mut browser, &home, &[("name", HOSTILE), ("kind", "user")]).await;
    let me = server.holder_of(text_of(own.body(), "secret"));
    let to =
        me.get(&format!("/v1/webhooks/endpoints/{}", path.rsplit('/').next().unwrap())).await.expect(200);
    let came = receiver.next().await;
    let sent = deliveries(&me, &to).await;
    let [one] = sent.as_slice() else { panic!("{sent:?}") };
    let delivery = format!("{path}/deliveries/{}", one["id"].as_str().unwrap());

    let list = browser.open(&path).await.expect(200);
    assert!(list.body().contains(&delivery) && list.body().contains("<td data-label=\"Answered\">500</td>"));
    let page = browser.open(&delivery).await.expect(200);
    is_inert(&list);
    is_inert(&page);
    for shown in ["key.created", "waiting", "500", "onerror", "&#60;script&#62;alert(1)"] {
        assert!(page.body().contains(shown), "{shown}: {}", page.body());
    }
    // The payload is what was sent, to the last field.
    let html = text_of(page.body(), "body");
    let shown = html
        .replace("&#34;", "\"")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#39;", "'")
        .replace("&#38;", "&");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), came.json());
    assert!(!page.body().contains("hx-trigger"), "nothing is under way");

    assert_eq!(act(&mut browser, &delivery, "redeliver").await, delivery);
    let again = receiver.next().await;
    assert_eq!(again.header("webhook-id"), came.header("webhook-id"));
    let sent = deliveries(&me, &to).await;
    assert_eq!(sent[0]["state"], "delivered");
    let page = browser.open(&delivery).await.expect(200);
    assert!(page.body().contains("No. 2") && page.body().contains(">delivered</span>"), "{}", page.body());
    for (state, there) in [("delivered", true), ("dead", false), ("waiting", false), ("nonsense", true)] {
        let some = browser.open(&format!("{path}?state={state}")).await.expect(200);
        assert_eq!(some.body().contains(&delivery), there, "{state}");
    }

    let test = act(&mut browser, &path, "test").await;
    assert_eq!(receiver.next().await.json()["type"], "webhook.test");
    assert!(browser.open(&test).await.expect(200).body().contains("webhook.test"));
    let other = [("url", "https://a.example/"), ("which", "some"), ("event", "gate.*")];
    let (_, other) = endpoint(&mut browser, &home, &other).await;
    let stray = delivery.replace(&path, &other);
    let _ = browser.open(&stray).await.expect(404);
    let _ = browser.fill(&path, &format!("{stray}/redeliver"), &[]).await.expect(404);
    let _ = browser.open(&format!("{path}/deliveries/%00")).await.expect(404);
}

#[tokio::test]
async fn a_provider_is_connected_without_its_secret_being_shown_and_disconnected() {
    let server = server().await;
    let (mut browser, home) = ada(&server).await;
    let (page, form) = (format!("{home}/webhooks"), format!("{home}/webhooks/connect"));
    let wrong = browser.fill(&form, &form, &[("provider", "stripe"), ("secret", HOSTILE)]).await.expect(422);
    is_inert(&wrong);
    assert!(wrong.body().contains("<strong class=\"fault\">It must"), "{}", wrong.body());
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let fields = [("provider", "stripe"), ("secret", secret)];
    let done = browser.fill(&form, &form, &fields).await.expect(303);
    assert_eq!(done.header("location"), Some(format!("{page}?done=connected").as_str()));
    let twice = browser.fill(&form, &form, &fields).await.expect(422);
    assert!(twice.body().contains("role=\"alert\"") && !twice.body().contains(secret));
    let list = browser.open(&page).await.expect(200);
    assert!(list.body().contains("/v1/webhooks/stripe/tenant_") && !list.body().contains(secret));
    let end = named(list.body(), "action=\"").into_iter().find(|path| path.ends_with("/end")).unwrap();
    let (mut eve, at_eve_s) = signed_in(&server, "eve@example.com").await;
    let id = end.rsplit('/').nth(1).unwrap();
    let hers = format!("{at_eve_s}/webhooks/connections/{id}/end");
    let _ = eve.fill(&format!("{at_eve_s}/webhooks/new"), &hers, &[]).await.expect(404);
    let _ = browser.fill(&page, end, &[]).await.expect(303);
    assert!(!browser.open(&page).await.expect(200).body().contains("/v1/webhooks/stripe/"));
}

#[tokio::test]
async fn another_tenant_s_endpoint_is_not_there_and_who_may_only_read_has_no_buttons() {
    let server = server().await;
    let (mut browser, home) = ada(&server).await;
    let fields = [("url", "https://a.example/mine"), ("which", "all")];
    let (_, path) = endpoint(&mut browser, &home, &fields).await;
    let id = path.rsplit('/').next().unwrap();
    let (mut eve, at_eve_s) = signed_in(&server, "eve@example.com").await;
    let form = format!("{at_eve_s}/webhooks/new");
    for base in [path.clone(), format!("{at_eve_s}/webhooks/{id}")] {
        for act in ["", "/edit", "/rotate", "/delete", "/deliveries/1"] {
            let _ = eve.open(&format!("{base}{act}")).await.expect(404);
        }
        for act in ["edit", "rotate", "delete", "disable", "enable", "test", "deliveries/1/redeliver"] {
            let fields = [("url", "https://e.example/"), ("which", "all"), ("once", "1"), ("grace", "0")];
            let _ = eve.fill(&form, &format!("{base}/{act}"), &fields).await.expect(404);
        }
    }
    let mut reader = reader_of(&server, &mut browser, &home).await;
    for page in [format!("{home}/webhooks"), path.clone()] {
        let seen = reader.open(&page).await.expect(200);
        assert!(seen.body().contains("a.example/mine"), "{page}");
        for act in ["/new", "/connect", "/edit", "/rotate", "/delete\"", "/test", "/disable"] {
            assert!(!seen.body().contains(act), "{page}: {act}");
        }
    }
    for page in ["new", "connect"].map(|page| format!("{home}/webhooks/{page}")) {
        let _ = reader.open(&page).await.expect(403);
    }
    let _ = reader.open(&format!("{path}/edit")).await.expect(403);
    let _ = reader.fill(&home, &format!("{path}/delete"), &[]).await.expect(403);
}
