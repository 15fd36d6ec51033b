//! Several instances over one database.

use std::time::Duration;

use keyward_domain::AccountType;
use keyward_testkit::actors::{Caller, Method};
use keyward_testkit::server::{Setup, TestServer};
use serde_json::json;

use super::licenses::product;
use super::partner;

const VERIFY: &str = "/api/v1/licenses/verify";

/// Where a licence was revoked the next verification knows, and elsewhere one soon after, though both held it in memory.
#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_is_known_here_at_once_and_soon_at_a_second_instance() {
    let server = TestServer::postgres().await;
    let second = Setup::beside(&server).start().await;
    let product = product(&server).await;
    let you = partner(&server, "you@example.com", AccountType::Reseller).await;
    let licenses = "/api/v1/portal/licenses";
    let (here, there) = (server.anonymous(), second.anonymous());
    for _ in 0..5 {
        let license = you.post(licenses, &json!({"product_id": product})).await.expect(201).json;
        let ask = json!({"license_key": license["license_key"], "domain": "a.example"});
        let _ = here.post("/api/v1/licenses/activate", &ask).await.expect(200);
        for site in [&here, &there, &here, &there] {
            assert_eq!(site.post(VERIFY, &ask).await.expect(200).json["code"], "valid");
        }
        let revoke = format!("{licenses}/{}/revoke", license["id"]);
        let _ = you.send(Method::POST, &revoke, "").await.expect(200);
        assert_eq!(here.post(VERIFY, &ask).await.expect(200).json["code"], "revoked");
        let known = async {
            let mut ticks = tokio::time::interval(Duration::from_millis(10));
            while there.post(VERIFY, &ask).await.expect(200).json["code"] != "revoked" {
                ticks.tick().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), known).await.expect("heard of in time");
    }
}
