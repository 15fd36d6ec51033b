use keyward_testkit::actors::Caller;
use keyward_testkit::server::Setup;
use serde_json::json;

use super::receiver::{Mood, Receiver};
use super::{deliveries, endpoint, server};
use crate::given::made_key;

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed() {
    let server = server().await;
    let admin = server.admin();
    let mut secret = Receiver::start(&[]).await;
    let mut receiver = Receiver::start(&[Mood::Redirect(secret.url.clone())]).await;
    let to = endpoint(&admin, &receiver.url, &["*"]).await;
    made_key(&admin, json!({})).await;
    receiver.next().await;
    let tried = deliveries(&admin, &to).await;
    assert_eq!(tried[0]["log"][0]["error"], "answered with a redirect, which is not followed");
    assert_eq!((&tried[0]["log"][0]["status"], &tried[0]["state"]), (&307.into(), &"waiting".into()));
    assert!(secret.is_quiet());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_operator_allows_is_reached_and_nothing_beside_it() {
    let setup = Setup::sqlite().config(|config| {
        config.webhooks.allowed_networks = vec!["127.0.0.0/8".parse().unwrap()];
    });
    let server = setup.start().await;
    let admin = server.admin();
    let mut receiver = Receiver::start(&[]).await;
    endpoint(&admin, &receiver.url, &["*"]).await;
    made_key(&admin, json!({})).await;
    receiver.next().await;
    let body = json!({"url": "http://10.0.0.1/", "events": ["*"]});
    let _ = admin.post(super::ENDPOINTS, &body).await.error(400, "validation_error");
}
