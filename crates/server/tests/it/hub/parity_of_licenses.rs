//! The routes of licences, sites, updates and tickets beside the same ones of a real FastAPI application (contract hub, C.2 and C.3).

use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use super::parity::{GOOD, JSON, compare, start};
use super::peer::Peer;

const LICENSES: &str = "/api/v1/portal/licenses";
const TICKETS: &str = "POST /api/v1/portal/tickets";

/// Bodies that are wrong whatever is asked for.
const BODIES: [&str; 14] = [
    "",
    "{",
    "{\"a\":}",
    "[1,]x",
    "\"text\"",
    "{}",
    "[]",
    "null",
    "true",
    "1.5",
    r#"{"more":1}"#,
    r#"{"license_key":5,"domain":null,"product_id":"x","tier":5,"product":[],"version":{},"subject":true}"#,
    r#"{"license_key":"","domain":"","product_id":1.5,"tier":"gold","product":"","version":"","subject":""}"#,
    "\u{feff}{}",
];

const POSTS: [&str; 14] = [
    "/api/v1/portal/licenses",
    "/api/v1/portal/licenses/bulk",
    "/api/v1/portal/licenses/bulk-actions",
    "/api/v1/portal/licenses/7/renew",
    "/api/v1/portal/licenses/x/upgrade",
    "/api/v1/portal/licenses/7/revoke",
    "/api/v1/portal/tickets",
    "/api/v1/portal/webhooks",
    "/api/v1/licenses/activate",
    "/api/v1/licenses/deactivate",
    "/api/v1/licenses/verify",
    "/api/v1/updates/check",
    "/api/v1/updates/download",
    "/api/v1/components/check",
];

#[tokio::test(flavor = "multi_thread")]
async fn bad_bodies_are_told_alike_with_and_without_a_credential() {
    let (server, peer, token) = start().await;
    for path in POSTS {
        let post = format!("POST {path}");
        for body in BODIES {
            compare(&server, &peer, &token, &[&post, JSON], body.as_bytes());
            compare(&server, &peer, &token, &[&post, JSON, GOOD], body.as_bytes());
        }
        compare(&server, &peer, &token, &[&post, "content-type: text/plain", GOOD], b"{}");
        compare(&server, &peer, &token, &[&post, GOOD], b"{}");
        if path.starts_with("/api/v1/licenses/") {
            compare(&server, &peer, &token, &[&format!("PUT {path}"), GOOD], b"");
        }
    }
}

/// The server, the peer, and a token that is good for both.
type Both = (TestServer, Peer, String);

/// Asks with each of the bodies.
#[track_caller]
fn all((server, peer, token): &Both, path: &str, bodies: impl IntoIterator<Item = Value>) {
    let post = format!("POST {path}");
    for body in bodies {
        compare(server, peer, token, &[&post, JSON, GOOD], body.to_string().as_bytes());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn licences_to_be_made() {
    let both = start().await;
    let moments = [
        json!("2027-03-30T23:59:59Z"),
        json!("2027-03-30"),
        json!("2027-13-30"),
        json!("2027-02-30T00:00:00Z"),
        json!("2027-03-30T25:00:00Z"),
        json!("2027/03/30"),
        json!("soon"),
        json!("next month"),
        json!(1_798_707_600),
        json!(1e30),
        json!(true),
        json!([]),
    ];
    let with = |name: &str, value: &Value| {
        let mut body = json!({"product_id": 1});
        body[name] = value.clone();
        body
    };
    let tiers = ["starter", "gold", "", "Starter", " starter"].map(Value::from);
    let tiers = tiers.into_iter().chain([json!(5), json!([]), Value::Null]);
    let ids =
        [json!("1"), json!("x"), json!(1.0), json!(1.5), json!(true), json!([1]), json!(""), Value::Null];
    let mut bodies: Vec<_> = moments.iter().map(|moment| with("expires_at", moment)).collect();
    bodies.extend(tiers.map(|tier| with("tier", &tier)));
    bodies.extend(ids.iter().map(|id| with("product_id", id)));
    bodies.extend(ids.iter().map(|id| with("customer_id", id)));
    bodies.push(json!({"customer_id": "x", "expires_at": "x", "tier": "x", "product_id": "x", "more": "x"}));
    all(&both, LICENSES, bodies);
}

#[tokio::test(flavor = "multi_thread")]
async fn licences_to_be_made_at_once() {
    let both = start().await;
    let quantities = [json!(0), json!(-1), json!(101), json!("101"), json!("7"), json!(1.5), json!(null)];
    let mut bodies: Vec<_> =
        quantities.iter().map(|quantity| json!({"product_id": 1, "quantity": quantity})).collect();
    bodies.push(json!({"quantity": 101, "tier": "gold", "source": "gift", "expires_at": "x"}));
    bodies.push(json!({"product_id": 1, "quantity": 2, "source": "individual"}));
    all(&both, &format!("{LICENSES}/bulk"), bodies);
    let actions = [
        json!({"action": "burn", "ids": []}),
        json!({"action": "revoke", "ids": ["x", 2, 1.5, null, "3"]}),
        json!({"action": "revoke", "ids": (0..101).collect::<Vec<_>>()}),
        json!({"action": "revoke", "ids": {"a": 1}}),
        json!({"action": "renew", "ids": "1"}),
        json!({"action": 5}),
        json!({"action": "revoke", "ids": [4711, "4712"]}),
    ];
    all(&both, &format!("{LICENSES}/bulk-actions"), actions);
    let reasons =
        [json!({"reason": ""}), json!({"reason": 5}), json!({"reason": "a\u{0}b"}), json!({"reason": null})];
    all(&both, &format!("{LICENSES}/4711/revoke"), reasons);
    let months = [0, 121, 12].map(|months| json!({"months": months}));
    all(&both, &format!("{LICENSES}/4711/renew"), months);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_by_what_they_are_narrowed_by() {
    let (server, peer, token) = start().await;
    let long = format!("search={}", "%C3%A9".repeat(256));
    for query in [
        "",
        "status=active&source=nfr&tier=business",
        "status=&source=&tier=&page=&per_page=",
        "status=gone&source=gift&tier=gold&customer_id=x&product_id=1.5&expires_before=x&page=0&per_page=101",
        "per_page=0&page=-1&tier=gold&status=x",
        "page=x&page=1",
        "page=1&page=x",
        "status=Active",
        "expires_before=2027-13-01",
        "expires_before=2027-01-01T00:00:00%2B01:00",
        "expires_before=1798707600",
        "customer_id=%201%20&product_id=1_0",
        "unknown=1",
        "search=%C3%A9",
        &long,
    ] {
        let what = if query.contains("page=1") || query.contains("page=2") { "tickets" } else { "licenses" };
        compare(&server, &peer, &token, &[&format!("GET /api/v1/portal/{what}?{query}"), GOOD], b"");
        compare(&server, &peer, &token, &[&format!("GET {LICENSES}?{query}")], b"");
    }
    for query in ["status=open", "status=new&page=x&per_page=1000", "page=2&per_page=3"] {
        compare(&server, &peer, &token, &[&format!("GET /api/v1/portal/tickets?{query}"), GOOD], b"");
    }
    for id in ["4711", "x", "1.0", "%20", "-1", "99999999999999999999"] {
        compare(&server, &peer, &token, &[&format!("GET {LICENSES}/{id}"), GOOD], b"");
        compare(&server, &peer, &token, &[&format!("GET {LICENSES}/{id}")], b"");
        compare(&server, &peer, &token, &[&format!("GET /api/v1/portal/tickets/{id}"), GOOD], b"");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_sites_send() {
    let both = start().await;
    let long = "k".repeat(256);
    let key = "FLVR-AAAA-BBBB-CCCC-DDDD";
    let bodies = [
        json!({"license_key": key, "domain": "shop.example.com"}),
        json!({"license_key": key, "domain": "a b"}),
        json!({"license_key": long, "domain": "a b", "product": "", "fingerprint": 5, "nonce": "a\u{7}b"}),
        json!({"license_key": key, "domain": "a..b", "version": "a\nb", "label": long, "replace_domain": "https://"}),
        json!({"license_key": [], "domain": {}, "product": 1.5, "replace_domain": ""}),
        json!({"license_key": key, "domain": "a.example", "fingerprint": "", "label": "", "nonce": null}),
        json!({"domain": "a b"}),
    ];
    for path in ["activate", "deactivate", "verify"] {
        all(&both, &format!("/api/v1/licenses/{path}"), bodies.clone());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_sites_ask_of_updates() {
    let both = start().await;
    let bodies = [
        json!({"product": "nothing", "version": "1.4.2"}),
        json!({"product": "nothing", "version": "1.4"}),
        json!({"product": "nothing", "version": "v1.4.2", "channel": "nightly", "license_key": 5, "domain": []}),
        json!({"version": "1.4.2+build", "channel": "beta"}),
        json!({"product": "p".repeat(65), "version": "1".repeat(65)}),
        json!({"product": "nothing", "version": 1.4, "channel": null}),
    ];
    all(&both, "/api/v1/updates/check", bodies);
    let bodies = [
        json!({"license_key": "x", "domain": "a.example", "product": "nothing"}),
        json!({"license_key": "x", "domain": "a.example", "product": "nothing", "version": "1"}),
        json!({"version": "x", "product": "", "domain": "", "license_key": ""}),
    ];
    all(&both, "/api/v1/updates/download", bodies);
    let asked = |components: Value| json!({"license_key": "x", "domain": "a.example", "product": "p", "version": "1.4.2", "components": components});
    let many: serde_json::Map<_, _> = (0..201).map(|n| (format!("c{n}"), json!("1.0.0"))).collect();
    let bodies = [
        asked(json!({})),
        asked(json!([])),
        asked(json!({"erp-core": "1.9.0", "erp.invoicing": "2", "x": 5, "": "1.0.0"})),
        asked(Value::Object(many)),
        json!({"components": {"a": "x"}, "version": "x"}),
    ];
    all(&both, "/api/v1/components/check", bodies);
    let (server, peer, token) = both;
    for query in ["", "product=", "product=nothing", "product=nothing&channel=x&license_key=", "channel=beta"]
    {
        compare(&server, &peer, &token, &[&format!("GET /api/v1/updates/info?{query}")], b"");
    }
    let token = format!("token={}", "x".repeat(1025));
    for query in ["", "token=", "token=x", &token] {
        compare(&server, &peer, "", &[&format!("GET /api/v1/updates/download?{query}")], b"");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_and_tickets() {
    let both = start().await;
    let bodies = [
        json!({"url": "", "events": ["license.born", 5, "license.created"], "description": 5}),
        json!({"url": "https://a.example/h", "events": []}),
        json!({"url": "https://a.example/h", "events": vec!["license.created"; 21]}),
        json!({"events": "license.created"}),
        json!({"url": "https://a.example/h", "events": ["license.created"]}),
    ];
    all(&both, "/api/v1/portal/webhooks", bodies);
    let ticket = |name: &str, value: Value| {
        let mut body =
            json!({"subject": "Key not accepted", "message": "Activation says 403", "license_id": 4711});
        body[name] = value;
        body
    };
    let bodies = [
        ticket("subject", json!("ab")),
        ticket("subject", json!("é".repeat(201))),
        ticket("message", json!("")),
        ticket("message", json!("x".repeat(20_001))),
        ticket("priority", json!("now")),
        ticket("category", json!("Billing")),
        ticket("license_id", json!("x")),
        ticket("category", Value::Null),
        json!({"category": 5, "priority": [], "message": 5, "subject": null, "license_id": 1.5}),
    ];
    all(&both, "/api/v1/portal/tickets", bodies);
}

/// A form of these parts: a name, perhaps a file's name, and what is in it.
fn form(parts: &[(&str, Option<&str>, &str)]) -> String {
    let part = |(name, file, content): &(&str, Option<&str>, &str)| {
        let file = file.map(|file| format!("; filename=\"{file}\"\r\nContent-Type: text/plain"));
        let file = file.unwrap_or_default();
        format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n")
    };
    parts.iter().map(part).collect::<String>() + "--cut--\r\n"
}

/// But for two: of a list of files that is too long FastAPI shows the inside of its temporary files, and the server their names; and what
/// came of a form that was cut off FastAPI takes for the whole.
#[tokio::test(flavor = "multi_thread")]
async fn tickets_with_files() {
    let (server, peer, token) = start().await;
    let kind = "content-type: multipart/form-data; boundary=cut";
    let good = [
        ("subject", None, "Key not accepted"),
        ("message", None, "It says 403"),
        ("license_id", None, "4711"),
    ];
    let with = |more: &[(&str, Option<&str>, &str)]| form(&[&good[..], more].concat());
    let file = ("files", Some("a.txt"), "text");
    for body in [
        with(&[]),
        with(&[file]),
        with(&[("files", None, "text"), file]),
        with(&[
            ("priority", None, "now"),
            ("category", None, ""),
            ("priority", None, "low"),
            ("more", None, "x"),
        ]),
        with(&[("subject", None, ""), ("license_id", None, "x"), ("category", None, "x")]),
        form(&[
            ("message", None, ""),
            ("priority", None, "now"),
            ("license_id", None, "1.5"),
            ("files", None, "x"),
        ]),
        form(&[("subject", None, "ab"), ("message", None, &"x".repeat(20_001))]),
        form(&[]),
    ] {
        compare(&server, &peer, &token, &[TICKETS, kind, GOOD], body.as_bytes());
        compare(&server, &peer, &token, &[TICKETS, kind], body.as_bytes());
    }
    // Of a form nothing is read for nobody, so that these two need a credential.
    compare(&server, &peer, &token, &[TICKETS, kind, GOOD], b"nonsense");
    compare(&server, &peer, &token, &[TICKETS, "content-type: multipart/form-data", GOOD], b"x");
}
