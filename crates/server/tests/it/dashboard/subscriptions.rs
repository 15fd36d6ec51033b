//! Subscriptions and what an account is.

use keyward_testkit::server::TestServer;

use super::{HOSTILE, ada, is_inert, operator, signed_in};

/// A plan called `starter`, of a product, sold by the month.
async fn plan(server: &TestServer) {
    let _ = crate::hub::product(server).await;
    let (mut browser, home) = operator(server).await;
    let plans = format!("{home}/operator/plans");
    let fields = [
        ("name", HOSTILE),
        ("id", "starter"),
        ("product", "flavor-starter"),
        ("tier", "starter"),
        ("month", "9.90"),
        ("currency", "EUR"),
        ("sold", "on"),
    ];
    let _ = browser.fill(&format!("{plans}/new"), &plans, &fields).await.expect(303);
}

#[tokio::test]
async fn a_plan_is_subscribed_to_paid_and_cancelled() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let list = format!("{home}/subscriptions");
    assert!(browser.open(&list).await.expect(200).body().contains("There is nothing to subscribe to"));
    plan(&server).await;
    let page = browser.open(&list).await.expect(200);
    is_inert(&page);
    assert!(page.body().contains("9.90 EUR a month") && page.body().contains("You have no subscription"));
    let form = format!("{list}/new?plan=starter");
    is_inert(&browser.open(&form).await.expect(200));
    for (interval, quantity, needed) in [
        ("month", "0", "How many must be 1 to 100"),
        ("year", "1", "The plan is not sold by the year."),
        ("day", "1", "It must"),
    ] {
        let fields = [("interval", interval), ("quantity", quantity)];
        let page = browser.fill(&form, &list, &fields).await.expect(422);
        assert!(page.body().contains(needed), "{needed}: {}", page.body());
    }
    let made = browser.fill(&form, &list, &[("interval", "month"), ("quantity", "2")]).await.expect(303);
    let path = made.header("location").unwrap().replace("?done=made", "");
    let page = browser.open(&path).await.expect(200);
    is_inert(&page);
    assert!(
        page.body().contains(">incomplete</span>") && page.body().contains("sends you an invoice"),
        "{}",
        page.body()
    );

    let id = path.rsplit('/').next().unwrap();
    let mut operator = server.browser();
    let fields = [("email", super::OPERATOR), ("password", super::PASSWORD)];
    let _ = operator.fill("/dashboard/sign-in", "/dashboard/sign-in", &fields).await.expect(303);
    let theirs = operator.open("/dashboard").await.expect(303).header("location").unwrap().to_owned();
    let by_number = format!("{theirs}/operator/by-number");
    let _ = operator
        .fill(&by_number, &format!("{by_number}/subscription"), &[("subscription", id)])
        .await
        .expect(303);
    let page = browser.open(&path).await.expect(200);
    assert!(page.body().contains(">active</span>"), "{}", page.body());
    assert_eq!(page.body().matches("/licenses/").count(), 2, "{}", page.body());

    let renewal = format!("{path}/renewal");
    let _ = browser.fill(&path, &renewal, &[("renew", "off")]).await.expect(303);
    assert!(browser.open(&path).await.expect(200).body().contains("it ends <time"));
    let _ = browser.fill(&path, &renewal, &[("renew", "on")]).await.expect(303);
    let cancel = format!("{path}/cancel");
    let asked = browser.open(&cancel).await.expect(200);
    assert!(asked.body().contains("Its 2 licences are revoked"), "{}", asked.body());
    let _ = browser.fill(&cancel, &cancel, &[("when", "end")]).await.expect(303);
    let twice = browser.fill(&path, &cancel, &[("when", "end")]).await.expect(400);
    assert!(twice.body().contains("already"), "{}", twice.body());
    let _ = browser.fill(&path, &format!("{path}/resume"), &[]).await.expect(303);
    assert!(browser.open(&path).await.expect(200).body().contains("it renews <time"));
    let _ = browser.fill(&cancel, &cancel, &[("when", "now")]).await.expect(303);
    let page = browser.open(&path).await.expect(200);
    assert!(
        page.body().contains(">canceled</span>") && !page.body().contains("/cancel\""),
        "{}",
        page.body()
    );
    let licenses = browser.open(&format!("{home}/licenses?status=revoked")).await.expect(200);
    assert!(licenses.body().contains("1–2 of 2"), "{}", licenses.body());

    let (mut eve, hers) = signed_in(&server, "eve@example.com").await;
    for to in ["", "/cancel"] {
        let _ = eve.open(&format!("{path}{to}")).await.expect(404);
        let _ = eve.open(&format!("{hers}/subscriptions/{id}{to}")).await.expect(404);
    }
    for act in ["cancel", "resume", "renewal"] {
        let page = format!("{hers}/subscriptions/account");
        let _ = eve.fill(&page, &format!("{hers}/subscriptions/{id}/{act}"), &[]).await.expect(404);
    }
    assert!(
        eve.open(&format!("{hers}/subscriptions"))
            .await
            .expect(200)
            .body()
            .contains("You have no subscription")
    );
}

#[tokio::test]
async fn an_account_becomes_more_when_it_has_what_that_takes() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let page = format!("{home}/subscriptions/account");
    let seen = browser.open(&page).await.expect(200);
    assert!(
        seen.body().contains("Become a developer") && seen.body().contains("Become an agency"),
        "{}",
        seen.body()
    );
    let early = browser.fill(&page, &page, &[("target", "developer")]).await.expect(422);
    assert!(
        early.body().contains("a subscription that is paid and a licence that is active"),
        "{}",
        early.body()
    );
    let _ = browser.fill(&page, &page, &[("target", "king")]).await.expect(422);
    let asked = browser.fill(&page, &page, &[("target", "agency")]).await.expect(303);
    assert_eq!(asked.header("location"), Some(format!("{page}?done=waits").as_str()));
    let seen = browser.open(&page).await.expect(200);
    assert!(
        seen.body().contains("asked for") && !seen.body().contains("Become an agency"),
        "{}",
        seen.body()
    );
}
