//! Licences and clients.

use keyward_domain::AccountType;
use keyward_testkit::actors::Caller;
use keyward_testkit::browser::Browser;
use keyward_testkit::server::TestServer;
use serde_json::json;

use super::{ADA, HOSTILE, ada, is_inert, named, signed_in, text_of};
use crate::hub::product;

/// Ada's browser with an account of that type, and a product to license.
async fn seller(server: &TestServer, account_type: AccountType) -> (Browser, String, String) {
    let (browser, home) = ada(server).await;
    server.set_account_type_of(ADA, account_type).await;
    let product = product(server).await.to_string();
    (browser, home, product)
}

/// Makes one licence by the form; its path.
async fn license(browser: &mut Browser, home: &str, fields: &[(&str, &str)]) -> String {
    let list = format!("{home}/licenses");
    let made = browser.fill(&format!("{list}/new"), &list, fields).await.expect(303);
    made.header("location").unwrap().replace("?done=made", "")
}

async fn client(browser: &mut Browser, home: &str, name: &str, email: &str) -> String {
    let list = format!("{home}/clients");
    let made =
        browser.fill(&format!("{list}/new"), &list, &[("name", name), ("email", email)]).await.expect(303);
    made.header("location").unwrap().replace("?done=made", "")
}

/// Has a site activate the licence of that page; its key.
async fn activate(server: &TestServer, browser: &mut Browser, path: &str, domain: &str) -> String {
    let page = browser.open(path).await.expect(200);
    let key = text_of(page.body(), "key").to_owned();
    let body = json!({"license_key": key, "domain": domain});
    let _ = server.anonymous().post("/api/v1/licenses/activate", &body).await.expect(200);
    key
}

async fn verdict(server: &TestServer, key: &str, domain: &str) -> String {
    let body = json!({"license_key": key, "domain": domain});
    let answer = server.anonymous().post("/api/v1/licenses/verify", &body).await.expect(200);
    answer.text("code").to_owned()
}

#[tokio::test]
async fn licences_are_made_one_by_one_and_at_once_and_found() {
    let server = TestServer::sqlite().await;
    let (mut browser, home, product) = seller(&server, AccountType::Agency).await;
    let list = format!("{home}/licenses");
    assert!(browser.open(&list).await.expect(200).body().contains("No licences yet"));
    let fields = [("product", product.as_str()), ("tier", "starter"), ("quantity", "1")];
    let path = license(&mut browser, &home, &[&fields[..], &[("expires_at", "2027-03-30")]].concat()).await;
    let page = browser.open(&format!("{path}?done=made")).await.expect(200);
    assert!(page.body().contains("The licence is there"), "{}", page.body());
    assert!(page.body().contains("datetime=\"2027-03-30T23:59:59Z\""), "{}", page.body());
    assert!(page.body().contains("/api/v1/licenses/activate"), "it says how to activate it");
    assert!(text_of(page.body(), "key").starts_with("FLVR-"));

    // Many at once, once however often the form is sent.
    let form = browser.open(&format!("{list}/new")).await.expect(200);
    let hidden = |name: &str| named(form.body(), &format!("name=\"{name}\" value=\""))[0].to_owned();
    let (mark, once) = (hidden("mark"), hidden("once"));
    let many = [
        ("mark", mark.as_str()),
        ("once", &once),
        ("product", &product),
        ("tier", "business"),
        ("quantity", "30"),
    ];
    let made = browser.send_form(&list, &many).await.expect(200);
    let keys: Vec<_> = text_of(made.body(), "keys").split_whitespace().map(str::to_owned).collect();
    assert_eq!(keys.len(), 30);
    let again = browser.send_form(&list, &many).await.expect(303);
    assert_eq!(again.header("location"), Some(format!("{list}?done=made").as_str()));

    let first = browser.open(&list).await.expect(200);
    assert!(first.body().contains("1–25 of 31"), "{}", first.body());
    let second = browser.open(&format!("{list}?page=2")).await.expect(200);
    assert!(second.body().contains("26–31 of 31"));
    let found = browser.open(&format!("{list}?q={}", keys[7])).await.expect(200);
    assert!(found.body().contains("1–1 of 1"));
    assert_eq!(found.body().matches(&keys[7]).count(), 1, "in the field alone: the list hides most of a key");
    let none = browser.open(&format!("{list}?status=revoked")).await.expect(200);
    assert!(none.body().contains("Nothing matches"));
    for (changed, needed) in [
        (("product", "999"), "Product not found."),
        (("product", "x"), "Product must be one of these"),
        (("tier", "none"), "Tier must be one of"),
        (("quantity", "101"), "How many must be 1 to 100"),
        (("quantity", "many"), "How many must be a number"),
        (("expires_at", "2020-01-01"), "must be in the future"),
        (("expires_at", "soon"), "The end "),
        (("customer", "999"), "Client not found."),
        (("source", "bulk_pack"), "The packs of this account hold 0 more licenses."),
    ] {
        let mut wrong: Vec<_> = fields.iter().copied().filter(|(name, _)| *name != changed.0).collect();
        wrong.push(changed);
        let page = browser.fill(&format!("{list}/new"), &list, &wrong).await.expect(422);
        assert!(page.body().contains(needed), "{changed:?}: {}", page.body());
    }
}

#[tokio::test]
async fn a_licence_is_renewed_raised_given_away_revoked_and_deleted() {
    let server = TestServer::sqlite().await;
    let (mut browser, home, product) = seller(&server, AccountType::Reseller).await;
    let client = client(&mut browser, &home, HOSTILE, "client@example.com").await;
    let id = client.rsplit('/').next().unwrap().to_owned();
    let path =
        license(&mut browser, &home, &[("product", &product), ("tier", "starter"), ("quantity", "1")]).await;
    let key = activate(&server, &mut browser, &path, "shop.example.com").await;
    let done = async |browser: &mut Browser, act: &str, fields: &[(&str, &str)]| {
        let to = format!("{path}/{act}");
        let page = format!("{to}?domain=shop.example.com");
        let answer = browser.fill(&page, &to, fields).await.expect(303);
        assert_eq!(answer.header("location"), Some(format!("{path}?done={act}").as_str()));
        let page = browser.open(&format!("{path}?done={act}")).await.expect(200);
        is_inert(&page);
        page
    };
    let page = done(&mut browser, "renew", &[("months", "12")]).await;
    assert!(page.body().contains("datetime=\"2028-01-14T12:00:00Z\""), "{}", page.body());
    let page = done(&mut browser, "upgrade", &[("tier", "business")]).await;
    assert!(page.body().contains("<dd>business</dd>"), "{}", page.body());
    let page = done(&mut browser, "transfer", &[("customer", &id)]).await;
    assert!(page.body().contains(&format!("/clients/{id}\"")), "{}", page.body());

    let asked = browser.open(&format!("{path}/revoke")).await.expect(200);
    assert!(asked.body().contains("One site stops working with it"), "{}", asked.body());
    is_inert(&asked);
    let page = done(&mut browser, "release", &[]).await;
    assert!(page.body().contains("Nowhere yet"));
    assert_eq!(verdict(&server, &key, "shop.example.com").await, "not_activated");
    let again = browser
        .fill(&format!("{path}/release?domain=shop.example.com"), &format!("{path}/release"), &[])
        .await;
    assert_eq!(again.expect(303).header("location"), Some(format!("{path}?done=gone").as_str()));
    let page = done(&mut browser, "revoke", &[("reason", HOSTILE)]).await;
    assert!(page.body().contains("class=\"state revoked\""));
    assert_eq!(verdict(&server, &key, "shop.example.com").await, "revoked");
    let list = browser.open(&format!("{home}/licenses?status=revoked")).await.expect(200);
    is_inert(&list);
    assert!(list.body().contains("1–1 of 1"));
    let page = done(&mut browser, "reactivate", &[]).await;
    assert!(page.body().contains("class=\"state active\""));

    let (to, gone) = (format!("{path}/delete"), format!("{home}/licenses?done=deleted"));
    let active = browser.fill(&to, &to, &[]).await.expect(422);
    assert!(active.body().contains("An active license cannot be deleted: revoke it first."));
    let _ = done(&mut browser, "revoke", &[("reason", "")]).await;
    let deleted = browser.fill(&to, &to, &[]).await.expect(303);
    assert_eq!(deleted.header("location"), Some(gone.as_str()));
    let _ = browser.open(&path).await.expect(404);

    for (act, fields) in [("suspend", [("reason", "x")]), ("nonsense", [("x", "y")])] {
        let path =
            license(&mut browser, &home, &[("product", &product), ("tier", "starter"), ("quantity", "1")])
                .await;
        let status = if act == "suspend" { 403 } else { 404 };
        let _ = browser.open(&format!("{path}/{act}")).await.expect(status);
        let _ = browser.fill(&path, &format!("{path}/{act}"), &fields).await.expect(status);
        assert!(!browser.open(&path).await.expect(200).body().contains("/suspend\""), "no button for it");
    }
}

#[tokio::test]
async fn the_same_happens_to_those_that_are_ticked() {
    let server = TestServer::sqlite().await;
    let (mut browser, home, product) = seller(&server, AccountType::Agency).await;
    let (list, to) = (format!("{home}/licenses"), format!("{home}/licenses/selected"));
    let mut ids = Vec::new();
    for _ in 0..3 {
        let fields = [("product", product.as_str()), ("tier", "business"), ("quantity", "1")];
        let path = license(&mut browser, &home, &fields).await;
        ids.push(path.rsplit('/').next().unwrap().to_owned());
    }
    let key = activate(&server, &mut browser, &format!("{list}/{}", ids[0]), "shop.example.com").await;
    let page = browser.open(&list).await.expect(200);
    for id in &ids {
        assert!(
            page.body().contains(&format!("name=\"id\" value=\"{id}\" form=\"selected\"")),
            "{}",
            page.body()
        );
    }
    let asked =
        browser.open(&format!("{to}?act=revoke&id={}&id={}&id=4711&id=x", ids[0], ids[1])).await.expect(200);
    for shown in ["Revoke 2 licences?", "One site stops working with them", "on shop.example.com"] {
        assert!(asked.body().contains(shown), "{shown}: {}", asked.body());
    }
    let none = browser.open(&format!("{to}?act=delete")).await.expect(200);
    assert!(none.body().contains("No licence is chosen"));
    let _ = browser.open(&format!("{to}?act=nonsense&id={}", ids[0])).await.expect(404);
    let hidden = |name: &str| named(asked.body(), &format!("name=\"{name}\" value=\""))[0].to_owned();
    let (mark, once) = (hidden("mark"), hidden("once"));
    let form = |act, once| {
        vec![("mark", mark.as_str()), ("once", once), ("act", act), ("id", ids[0].as_str()), ("id", &ids[1])]
    };

    let ends = async |browser: &mut Browser| {
        let page = browser.open(&format!("{list}/{}", ids[0])).await.expect(200);
        page.body().matches("datetime=\"2028-01-14T12:00:00Z\"").count()
    };
    let renewed = browser.send_form(&to, &form("renew", &once)).await.expect(303);
    assert_eq!(renewed.header("location"), Some(format!("{list}?done=renew").as_str()));
    assert_eq!(ends(&mut browser).await, 1);
    let again = browser.send_form(&to, &form("renew", &once)).await.expect(303);
    assert_eq!(again.header("location"), Some(format!("{list}?done=again").as_str()));
    assert_eq!(ends(&mut browser).await, 1, "it is prolonged once");

    let _ = browser
        .fill(&format!("{list}/{}/revoke", ids[1]), &format!("{list}/{}/revoke", ids[1]), &[])
        .await
        .expect(303);
    let some = browser.send_form(&to, &form("revoke", "2")).await.expect(200);
    assert!(
        some.body().contains("Not all were revoked") && some.body().contains("already revoked"),
        "{}",
        some.body()
    );
    assert_eq!(verdict(&server, &key, "shop.example.com").await, "revoked");
    let gone = browser.send_form(&to, &form("delete", "3")).await.expect(303);
    assert_eq!(gone.header("location"), Some(format!("{list}?done=delete").as_str()));
    for (id, status) in [(&ids[0], 404), (&ids[1], 404), (&ids[2], 200)] {
        let _ = browser.open(&format!("{list}/{id}")).await.expect(status);
    }
    let (mut eve, hers) = signed_in(&server, "eve@example.com").await;
    server.set_account_type_of("eve@example.com", AccountType::Agency).await;
    let theirs = [("act", "revoke"), ("id", ids[2].as_str())];
    let none = eve.fill(&format!("{hers}/licenses/new"), &format!("{hers}/licenses/selected"), &theirs).await;
    assert!(none.expect(200).body().contains("None was revoked"));
    let _ = eve.send_form(&format!("{hers}/licenses/selected"), &theirs).await.expect(403);
    let page = browser.open(&format!("{list}/{}", ids[2])).await.expect(200);
    assert!(page.body().contains("class=\"state active\""));
}

#[tokio::test]
async fn a_licence_file_is_handed_out_for_a_domain_where_it_is_active() {
    let server = TestServer::sqlite().await;
    let (mut browser, home, product) = seller(&server, AccountType::Agency).await;
    let path =
        license(&mut browser, &home, &[("product", &product), ("tier", "starter"), ("quantity", "1")]).await;
    let to = format!("{path}/file");
    assert!(browser.open(&to).await.expect(200).body().contains("The licence is active nowhere"));
    assert!(!browser.open(&path).await.expect(200).body().contains(&to));
    let _ = activate(&server, &mut browser, &path, "shop.example.com").await;
    assert!(browser.open(&path).await.expect(200).body().contains(&to));
    let saved = browser.fill(&to, &to, &[("domain", "shop.example.com"), ("days", "30")]).await.expect(200);
    assert!(saved.body().starts_with("-----BEGIN LICENSE FILE-----\n"), "{}", saved.body());
    let id = path.rsplit('/').next().unwrap();
    let name = format!("attachment; filename=\"license-{id}.lic\"");
    assert_eq!(saved.header("content-disposition"), Some(name.as_str()));
    for (domain, days, needed) in [
        ("shop.example.com", "0", "It must be 1 to 366"),
        ("shop.example.com", "soon", "It must be 1 to 366"),
        ("", "30", "Domain "),
        (HOSTILE, "30", "Domain "),
        ("other.example.com", "30", "role=\"alert\""),
    ] {
        let page = browser.fill(&to, &to, &[("domain", domain), ("days", days)]).await.expect(422);
        is_inert(&page);
        assert!(page.body().contains(needed), "{domain}, {days}: {}", page.body());
    }
    let (mut eve, hers) = signed_in(&server, "eve@example.com").await;
    server.set_account_type_of("eve@example.com", AccountType::Agency).await;
    let at_hers = to.replace(&home, &hers);
    let _ = eve.open(&at_hers).await.expect(404);
    let fields = [("domain", "shop.example.com"), ("days", "30")];
    let _ = eve.fill(&format!("{hers}/licenses/new"), &at_hers, &fields).await.expect(404);
}

#[tokio::test]
async fn clients_are_added_and_deleted_with_their_licences() {
    let server = TestServer::sqlite().await;
    let (mut browser, home, product) = seller(&server, AccountType::Reseller).await;
    let list = format!("{home}/clients");
    assert!(browser.open(&list).await.expect(200).body().contains("No clients yet"));
    let path = client(&mut browser, &home, HOSTILE, "client@example.com").await;
    let fields = [("name", "Other"), ("email", "client@example.com")];
    let twice = browser.fill(&format!("{list}/new"), &list, &fields).await.expect(422);
    assert!(twice.body().contains("Email already registered."), "{}", twice.body());
    let wrong =
        browser.fill(&format!("{list}/new"), &list, &[("name", ""), ("email", "no")]).await.expect(422);
    assert!(wrong.body().contains("Name must") && wrong.body().contains("E-mail must"), "{}", wrong.body());
    let id = path.rsplit('/').next().unwrap();
    let fields = [("product", product.as_str()), ("tier", "starter"), ("quantity", "1"), ("customer", id)];
    let its = license(&mut browser, &home, &fields).await;
    for page in [&list, &path, &its, &format!("{path}/delete"), &format!("{home}/licenses/new")] {
        is_inert(&browser.open(page).await.expect(200));
    }
    let page = browser.open(&path).await.expect(200);
    assert!(page.body().contains(&its) && page.body().contains("1–1 of 1"), "{}", page.body());
    let to = format!("{path}/delete");
    assert!(browser.open(&to).await.expect(200).body().contains("It has 1 licence"));
    let done = browser.fill(&to, &to, &[]).await.expect(303);
    assert_eq!(done.header("location"), Some(format!("{list}?done=deleted").as_str()));
    let _ = browser.open(&path).await.expect(404);
    let page = browser.open(&its).await.expect(200);
    assert!(page.body().contains("It is revoked: client_deleted."), "{}", page.body());
}

#[tokio::test]
async fn what_an_account_is_decides_what_it_is_shown() {
    let server = TestServer::sqlite().await;
    let (mut browser, home, _) = seller(&server, AccountType::Customer).await;
    let licenses = browser.open(&format!("{home}/licenses")).await.expect(200);
    assert!(licenses.body().contains("You hold no licences") && !licenses.body().contains("/licenses/new"));
    let _ = browser.open(&format!("{home}/licenses/new")).await.expect(403);
    let clients = browser.open(&format!("{home}/clients")).await.expect(200);
    assert!(clients.body().contains("Clients are for resellers") && !clients.body().contains("/clients/new"));
    server.set_account_type_of(ADA, AccountType::Developer).await;
    let licenses = browser.open(&format!("{home}/licenses")).await.expect(200);
    assert!(licenses.body().contains("You have 0 of 5."), "{}", licenses.body());
    let form = browser.open(&format!("{home}/licenses/new")).await.expect(200);
    assert!(!form.body().contains("name=\"customer\"") && !form.body().contains("name=\"source\""));
}

#[tokio::test]
async fn another_account_s_licences_and_clients_are_not_there() {
    let server = TestServer::sqlite().await;
    let (mut browser, home, product) = seller(&server, AccountType::Agency).await;
    let client = client(&mut browser, &home, "Mine", "client@example.com").await;
    let mine =
        license(&mut browser, &home, &[("product", &product), ("tier", "starter"), ("quantity", "1")]).await;
    let (mut eve, hers) = signed_in(&server, "eve@example.com").await;
    server.set_account_type_of("eve@example.com", AccountType::Agency).await;
    for path in [&mine, &client] {
        let at_hers = path.replace(&home, &hers);
        for act in ["", "/revoke", "/delete", "/renew", "/transfer", "/nonsense"] {
            let _ = eve.open(&format!("{path}{act}")).await.expect(404);
            let _ = eve.open(&format!("{at_hers}{act}")).await.expect(404);
        }
        let acts: &[&str] =
            if *path == mine { &["revoke", "delete", "renew", "release"] } else { &["delete"] };
        for act in acts {
            let fields = [("months", "12"), ("domain", "shop.example.com")];
            let _ = eve
                .fill(&format!("{hers}/licenses/new"), &format!("{at_hers}/{act}"), &fields)
                .await
                .expect(404);
        }
    }
    let _ = eve.open(&format!("{hers}/licenses/0x1")).await.expect(404);
    assert!(browser.open(&mine).await.expect(200).body().contains("class=\"state active\""));
}
