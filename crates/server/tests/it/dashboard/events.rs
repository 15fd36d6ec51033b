//! Events, and what they come to.

use keyward_testkit::actors::Caller;
use keyward_testkit::browser::Browser;
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use super::{HOSTILE, ada, is_inert, made, named, signed_in, text_of};

/// Somebody with these events.
async fn with(server: &TestServer, events: &Value) -> (Browser, String) {
    let (mut browser, home) = ada(server).await;
    let (own, _) = made(&mut browser, &home, &[("name", "me"), ("kind", "user")]).await;
    let me = server.holder_of(text_of(own.body(), "secret"));
    let _ = me.post("/v1/events/bulk", &json!({"events": events})).await.expect(202);
    (browser, home)
}

fn event(id: &str, name: &str, customer: &str, at: &str, properties: &Value) -> Value {
    json!({"event_id": id, "event_name": name, "external_customer_id": customer, "timestamp": at, "properties": properties})
}

fn rows(page: &str) -> usize {
    page.matches("<th scope=\"row\">").count()
}

#[tokio::test]
async fn who_has_none_is_told_how_to_send_the_first() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    for page in ["events", "events/usage"] {
        let page = browser.open(&format!("{home}/{page}")).await.expect(200);
        let line = text_of(page.body(), "first");
        assert!(line.contains("/v1/events -H") && line.contains("YOUR_KEY"), "{line}");
    }
}

#[tokio::test]
async fn events_are_found_paged_and_inert() {
    let server = TestServer::sqlite().await;
    let mut events: Vec<_> = (0..60)
        .map(|number| {
            event(&format!("e{number}"), "call", "c-1", &format!("2025-12-01T10:{number:02}:00Z"), &json!({}))
        })
        .collect();
    events.push(event(HOSTILE, HOSTILE, HOSTILE, "2025-12-02T00:00:00Z", &json!({HOSTILE: HOSTILE})));
    let (mut browser, home) = with(&server, &json!(events)).await;
    let page = format!("{home}/events");
    let first = browser.open(&page).await.expect(200);
    is_inert(&first);
    assert_eq!(rows(first.body()), 50);
    let next = named(first.body(), "rel=\"next\" href=\"")[0].replace("&#38;", "&");
    let second = browser.open(&format!("{page}{next}")).await.expect(200);
    assert_eq!(rows(second.body()), 11);
    assert!(!second.body().contains("rel=\"next\""));
    for (query, count) in [
        ("name=call&from=2025-12-01T10:50", 10),
        ("customer=c-1&from=2025-12-01T10:10&to=2025-12-01T10:12", 2),
        ("customer=nobody", 0),
        ("name=%00", 50),
    ] {
        let some = browser.open(&format!("{page}?{query}")).await.expect(200);
        assert_eq!(rows(some.body()), count, "{query}: {}", some.body());
    }
    let wrong =
        browser.open(&format!("{page}?from=soon&cursor=x&name=%22%3E%3Cscript%3Ealert(1)")).await.expect(200);
    is_inert(&wrong);
    assert!(
        wrong.body().contains("<strong class=\"fault\">It must")
            && wrong.body().contains("role=\"alert\">cursor")
    );

    let to = named(first.body(), "<th scope=\"row\"><a href=\"")[0].replace("&#38;", "&");
    let one = browser.open(&to).await.expect(200);
    is_inert(&one);
    assert!(text_of(one.body(), "properties").contains("&#60;script&#62;"));
    let (mut eve, at_eve_s) = signed_in(&server, "eve@example.com").await;
    let _ = eve.open(&to).await.expect(404);
    let _ = eve.open(&to.replace(&home, &at_eve_s)).await.expect(404);
    let _ = browser.open(&format!("{page}/one")).await.expect(404);
}

#[tokio::test]
async fn usage_is_reckoned_drawn_and_told_as_a_table() {
    let server = TestServer::sqlite().await;
    let tokens = |id, customer, day, tokens: f64| {
        event(
            id,
            "call",
            customer,
            &format!("2025-12-{day}T10:00:00Z"),
            &json!({"tokens": tokens, "model": HOSTILE}),
        )
    };
    let events = json!([
        tokens("a", "c-1", "01", 0.1),
        tokens("b", "c-1", "01", 0.2),
        tokens("c", "c-2", "03", 4.0),
        event("d", "call", "c-2", "2025-12-03T11:00:00Z", &json!({})),
    ]);
    let (mut browser, home) = with(&server, &events).await;
    let ask = async |browser: &mut Browser, query: &str| {
        let path = format!("{home}/events/usage?range=own&from=2025-12-01T00:00&to=2025-12-05T00:00&{query}");
        let page = browser.open(&path).await;
        is_inert(&page);
        page
    };
    let sum = ask(&mut browser, "event=call&aggregation=SUM&property=tokens").await.expect(200);
    for shown in ["<title>2025-12-01: 0.3</title>", "<td>2025-12-03</td><td>4</td>", "1 event without"] {
        assert!(sum.body().contains(shown), "{shown}: {}", sum.body());
    }
    assert_eq!(sum.body().matches("<rect class=\"passed\"").count(), 2);
    let line = text_of(sum.body(), "curl");
    assert!(line.contains("/v1/events/usage") && line.contains("2025-12-01T00:00:00Z"), "{line}");
    let export =
        named(sum.body(), "<a href=\"").into_iter().find(|to| to.contains("/usage/export?")).unwrap();
    let file = browser.open(&export.replace("&#38;", "&")).await.expect(200);
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(file.body(), "window_start,value\r\n2025-12-01T00:00:00Z,0.3\r\n2025-12-03T00:00:00Z,4\r\n");
    let by_both = format!(
        "{home}/events/usage/export?event=call&groups=external_customer_id&window=ALL&range=own&from=2025-12-01T00:00&to=2025-12-05T00:00"
    );
    let file = browser.open(&by_both).await.expect(200);
    assert_eq!(file.body(), "external_customer_id,value\r\nc-1,2\r\nc-2,2\r\n");
    let _ = browser.open(&format!("{home}/events/usage/export?event=call&filters=model")).await.expect(404);
    let _ = browser.open(&format!("{home}/events/usage/export?event=call&aggregation=SUM")).await.expect(400);
    let grouped = ask(&mut browser, "event=call&groups=external_customer_id").await.expect(200);
    assert_eq!(grouped.body().matches("<figure").count(), 2);
    let by_model = "event=call&groups=model&window=ALL&filters=tokens%3D4.0";
    let one = ask(&mut browser, by_model).await.expect(200);
    assert!(one.body().contains("onerror") && one.body().contains("<progress"), "{}", one.body());
    let all = ask(&mut browser, "event=call&window=ALL").await.expect(200);
    assert!(all.body().contains("<dt>call</dt><dd>4</dd>"), "{}", all.body());
    let never = ask(&mut browser, "event=never").await.expect(200);
    assert!(never.body().contains("Nothing happened in this time"));
    for (query, needed) in [
        ("event=", "It must not be empty"),
        ("event=call&aggregation=SUM", "It is required"),
        ("event=call&window=MINUTE", "It makes more than 400 steps"),
        ("event=call&filters=model", "They must have a line"),
        ("event=call&groups=a+b+c+d+e+f", "It must name at most 5"),
    ] {
        let page = ask(&mut browser, query).await.expect(422);
        assert!(
            page.body().contains(&format!("<strong class=\"fault\">{needed}")),
            "{query}: {}",
            page.body()
        );
    }
    let hostile = "event=%22%3E%3Cscript%3Ealert(1)&property=%22%3E%3Cscript%3Ealert(1)&filters=%3C/textarea%3E%3Cscript%3Ealert(1)=1";
    let _ = ask(&mut browser, hostile).await.expect(200);
    let _ = browser.open(&format!("{home}/events/usage")).await.expect(200);
    for (range, ..) in [("1h",), ("24h",), ("7d",), ("12m",)] {
        let _ = browser.open(&format!("{home}/events/usage?event=call&range={range}")).await.expect(200);
    }
}
