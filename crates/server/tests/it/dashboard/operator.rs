//! The operator's pages.

use keyward_domain::AccountType;
use keyward_testkit::actors::Caller;
use keyward_testkit::browser::Browser;
use keyward_testkit::package::plugin;
use keyward_testkit::server::TestServer;
use serde_json::json;

use super::{ADA, HOSTILE, ada, is_inert, named, operator};

/// Adds a plugin called `shop` by the form; its path.
async fn product(browser: &mut Browser, home: &str, name: &str) -> String {
    let list = format!("{home}/operator/products");
    let fields = [("name", name), ("slug", "shop"), ("type", "plugin"), ("description", HOSTILE)];
    let made = browser.fill(&format!("{list}/new"), &list, &fields).await.expect(303);
    assert_eq!(made.header("location"), Some(format!("{list}/shop?done=made").as_str()));
    format!("{list}/shop")
}

async fn offered(server: &TestServer, version: &str) -> bool {
    let body = json!({"product": "shop", "version": version});
    let answer = server.anonymous().post("/api/v1/updates/check", &body).await.expect(200);
    answer["update_available"].as_bool().unwrap()
}

#[tokio::test]
async fn a_product_is_added_and_its_release_uploaded_published_and_taken_back() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = operator(&server).await;
    let list = format!("{home}/operator/products");
    assert!(browser.open(&list).await.expect(200).body().contains("No products yet"));
    let path = product(&mut browser, &home, HOSTILE).await;
    for page in [&list, &path, &format!("{path}/edit"), &format!("{path}/releases/new")] {
        is_inert(&browser.open(page).await.expect(200));
    }
    let wrong = [("name", ""), ("slug", "A b"), ("type", "plugin")];
    let wrong = browser.fill(&format!("{list}/new"), &list, &wrong).await.expect(422);
    assert!(wrong.body().contains("Name must") && wrong.body().contains("Slug must"), "{}", wrong.body());
    let twice = [("name", "x"), ("slug", "shop"), ("type", "plugin")];
    let twice = browser.fill(&format!("{list}/new"), &list, &twice).await.expect(422);
    assert!(twice.body().contains("A product of this slug exists already."), "{}", twice.body());
    let change =
        [("name", "Shop"), ("type", "plugin"), ("requires", "6.4"), ("description", "<p>Sells.</p>")];
    let _ = browser.fill(&format!("{path}/edit"), &path, &change).await.expect(303);
    let form = browser.open(&format!("{path}/edit")).await.expect(200);
    assert!(
        form.body().contains("value=\"6.4\"") && form.body().contains("&#60;p&#62;Sells."),
        "{}",
        form.body()
    );

    let (new, to) = (format!("{path}/releases/new"), format!("{path}/releases"));
    let package = plugin("shop", "1.5.0");
    let fields =
        [("version", "1.5.0"), ("channel", "stable"), ("rollout_percent", "100"), ("changelog", HOSTILE)];
    let file: &[(&str, &str, &[u8])] = &[("file", "shop.zip", &package)];
    let sent = browser.fill_with_files(&new, &to, &fields, file).await.expect(303);
    let release = format!("{to}/1.5.0");
    assert_eq!(sent.header("location"), Some(format!("{release}?done=uploaded").as_str()));
    let page = browser.open(&release).await.expect(200);
    is_inert(&page);
    assert!(page.body().contains("class=\"state draft\""), "{}", page.body());
    assert!(!offered(&server, "1.4.0").await);
    let _ = browser.fill(&release, &format!("{release}/publish"), &[]).await.expect(303);
    assert!(offered(&server, "1.4.0").await);
    let settings =
        [("channel", "beta"), ("rollout_percent", "50"), ("critical", "on"), ("from_least", "1.0.0")];
    let _ = browser.fill(&release, &release, &settings).await.expect(303);
    let page = browser.open(&path).await.expect(200);
    assert!(page.body().contains("50 % of sites") && page.body().contains("critical"), "{}", page.body());
    assert!(!offered(&server, "1.4.0").await, "who is on stable is offered no beta");
    for (field, needed) in [
        (("rollout_percent", "101"), "It must"),
        (("rollout_percent", "x"), "It must be a whole number"),
        (("from_least", "one"), "It must"),
    ] {
        let page = browser.fill(&release, &release, &[("channel", "beta"), field]).await.expect(422);
        assert!(page.body().contains(needed), "{field:?}: {}", page.body());
    }
    let yank = format!("{release}/yank");
    assert!(browser.open(&yank).await.expect(200).body().contains("no site is offered it"));
    let _ = browser.fill(&yank, &yank, &[]).await.expect(303);
    let page = browser.open(&release).await.expect(200);
    assert!(page.body().contains("It was taken back") && !page.body().contains("/yank\""), "{}", page.body());
}

#[tokio::test]
async fn what_is_no_package_or_not_from_here_leaves_nothing() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = operator(&server).await;
    let path = product(&mut browser, &home, "Shop").await;
    let (new, to) = (format!("{path}/releases/new"), format!("{path}/releases"));
    let package = plugin("shop", "1.0.0");
    let (stable, good) = ([("version", "1.0.0"), ("channel", "stable")], ("file", "shop.zip", &*package));
    let other = plugin("other", "1.0.0");
    for (fields, files, needed) in [
        (&stable[..], vec![("file", "x.zip", &b"no zip"[..])], "file"),
        (&stable, vec![("file", "x.zip", &*other)], "file"),
        (&stable, vec![("file", "", &b""[..])], "Package is required"),
        (&stable, vec![], "Package is required"),
        (&[("version", "")], vec![good], "Version is required"),
        (&[("version", "one")], vec![good], "Version must"),
        (&[("version", "1.0.0-beta.1"), ("channel", "stable")], vec![good], "Channel must not be stable"),
    ] {
        let page = browser.fill_with_files(&new, &to, fields, &files).await.expect(422);
        assert!(page.body().contains(needed), "{fields:?}: {}", page.body());
        assert!(page.body().contains("class=\"fault\""), "it stands beside its field: {}", page.body());
    }
    // Nothing of a file is taken in before the mark.
    for mark in ["", "nonsense"] {
        let fields = [("mark", mark), ("version", "1.0.0")];
        let _ = browser.fill_with_files(&new, &to, &fields, &[good]).await.expect(403);
    }
    assert!(server.release_files().is_empty(), "{:?}", server.release_files());
    let _ = browser.fill_with_files(&new, &to, &stable, &[good]).await.expect(303);
    let twice = browser.fill_with_files(&new, &to, &stable, &[good]).await.expect(422);
    assert!(twice.body().contains("There is a release of this version already."), "{}", twice.body());
    assert_eq!(server.release_files().len(), 1);
}

#[tokio::test]
async fn tiers_components_and_plans_are_set_up() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = operator(&server).await;
    let base = format!("{home}/operator");
    let product = product(&mut browser, &home, "Shop").await;
    let (tiers, components, plans) =
        (format!("{base}/tiers"), format!("{base}/components"), format!("{base}/plans"));
    let fields = [("name", "gold"), ("rank", "7"), ("domains", "-1"), ("features", "erp.basic erp.more")];
    let done = browser.fill(&format!("{tiers}/new"), &tiers, &fields).await.expect(303);
    assert_eq!(done.header("location"), Some(format!("{tiers}?done=put").as_str()));
    let page = browser.open(&tiers).await.expect(200);
    assert!(page.body().contains("without limit") && page.body().contains("erp.more"), "{}", page.body());
    let form = browser.open(&format!("{tiers}/gold")).await.expect(200);
    assert!(form.body().contains("value=\"erp.basic erp.more\""), "{}", form.body());
    for (field, needed) in [
        (("domains", "x"), "It must be a whole number"),
        (("domains", "-7"), "It must"),
        (("name", "A b"), "Name must"),
    ] {
        let mut wrong = fields.to_vec();
        wrong.retain(|(name, _)| *name != field.0);
        wrong.push(field);
        let page = browser.fill(&format!("{tiers}/new"), &tiers, &wrong).await.expect(422);
        assert!(page.body().contains(needed), "{field:?}: {}", page.body());
    }

    let fields = [
        ("name", HOSTILE),
        ("slug", "erp-core"),
        ("product", "shop"),
        ("tier", "gold"),
        ("description", HOSTILE),
    ];
    let _ = browser.fill(&format!("{components}/new"), &components, &fields).await.expect(303);
    let core = format!("{components}/erp-core");
    for page in [&components, &core, &format!("{core}/edit"), &product] {
        let page = browser.open(page).await.expect(200);
        is_inert(&page);
        assert!(page.body().contains("erp-core"), "{}", page.body());
    }
    let wrong =
        [("name", "x"), ("slug", "erp-x"), ("product", "shop"), ("tier", "gold"), ("depends_on", "absent")];
    let wrong = browser.fill(&format!("{components}/new"), &components, &wrong).await.expect(422);
    assert!(wrong.body().contains("The product has no component absent."), "{}", wrong.body());
    let fields =
        [("name", "Core"), ("tier", "gold"), ("features", "erp.basic"), ("requires_product", ">=1.4 <2.0")];
    let _ = browser.fill(&format!("{core}/edit"), &core, &fields).await.expect(303);
    assert!(browser.open(&core).await.expect(200).body().contains("&#62;=1.4 &#60;2.0"));
    let package = plugin("erp-core", "1.0.0");
    let (new, to) = (format!("{core}/releases/new"), format!("{core}/releases"));
    let file = ("file", "a.zip", &*package);
    let _ = browser
        .fill_with_files(&new, &to, &[("version", "1.0.0"), ("channel", "stable")], &[file])
        .await
        .expect(303);
    assert!(browser.open(&core).await.expect(200).body().contains("/releases/1.0.0"));

    let fields = [
        ("name", HOSTILE),
        ("id", "gold"),
        ("product", "shop"),
        ("tier", "gold"),
        ("month", "9.90"),
        ("currency", "EUR"),
        ("sold", "on"),
    ];
    let _ = browser.fill(&format!("{plans}/new"), &plans, &fields).await.expect(303);
    let page = browser.open(&plans).await.expect(200);
    is_inert(&page);
    assert!(page.body().contains("9.90 EUR a month"), "{}", page.body());
    let form = browser.open(&format!("{plans}/gold")).await.expect(200);
    assert!(
        form.body().contains("value=\"9.90\"") && form.body().contains("value=\"shop\" checked"),
        "{}",
        form.body()
    );
    for (field, needed) in [
        (("month", "much"), "It must be an amount"),
        (("currency", "Euro"), "Currency must"),
        (("tier", "none"), "Tier must"),
    ] {
        let mut wrong = fields.to_vec();
        wrong.retain(|(name, _)| *name != field.0);
        wrong.push(field);
        let page = browser.fill(&format!("{plans}/new"), &plans, &wrong).await.expect(422);
        assert!(page.body().contains(needed), "{field:?}: {}", page.body());
    }
}

#[tokio::test]
async fn accounts_are_found_approved_and_switched_off() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = operator(&server).await;
    let (mut ada, hers) = ada(&server).await;
    server.set_account_type_of(ADA, AccountType::Reseller).await;
    let page = format!("{hers}/subscriptions/account");
    let asked = ada.fill(&page, &page, &[("target", "agency")]).await.expect(303);
    assert_eq!(asked.header("location"), Some(format!("{page}?done=waits").as_str()));
    assert!(ada.open(&page).await.expect(200).body().contains("asked for"));

    let list = format!("{home}/operator/accounts");
    assert!(browser.open(&list).await.expect(200).body().contains("One account waits"));
    let waiting = browser.open(&format!("{list}?shown=pending")).await.expect(200);
    let path = named(waiting.body(), "<a href=\"")
        .into_iter()
        .find(|to| to.starts_with(&format!("{list}/")))
        .unwrap()
        .to_owned();
    assert!(waiting.body().contains("1–1 of 1") && waiting.body().contains(ADA), "{}", waiting.body());
    assert!(browser.open(&format!("{list}?q=nobody")).await.expect(200).body().contains("Nothing matches"));
    // Another limit leaves what it asks for open.
    let limits = [("type", "reseller"), ("license_limit", "12")];
    let _ = browser.fill(&path, &path, &limits).await.expect(303);
    let page = browser.open(&path).await.expect(200);
    assert!(
        page.body().contains("It asks to become: agency") && page.body().contains("<dd>12</dd>"),
        "{}",
        page.body()
    );
    let _ = browser.fill(&path, &format!("{path}/approve"), &[]).await.expect(303);
    let again = browser.fill(&path, &format!("{path}/approve"), &[]).await.expect(422);
    assert!(again.body().contains("waits for no approval"), "{}", again.body());
    let pack = [("bundle", HOSTILE), ("pack_size", "25")];
    let _ = browser.fill(&path, &format!("{path}/packs"), &pack).await.expect(303);
    let wrong = browser
        .fill(&path, &format!("{path}/packs"), &[("bundle", "x"), ("pack_size", "0")])
        .await
        .expect(422);
    assert!(wrong.body().contains("It must be 1 to"), "{}", wrong.body());
    let subscriptions = ada.open(&format!("{hers}/subscriptions")).await.expect(200);
    is_inert(&subscriptions);

    let off = format!("{path}/off");
    assert!(browser.open(&off).await.expect(200).body().contains("its sessions end now"));
    let _ = browser.fill(&off, &off, &[]).await.expect(303);
    let _ = ada.open(&hers).await.expect(303);
    let _ = browser.fill(&path, &format!("{path}/on"), &[]).await.expect(303);
    let page = browser.open(&path).await.expect(200);
    assert!(page.body().contains("<span class=\"state active\">on</span>"), "{}", page.body());
    let _ = browser.open(&format!("{list}/999")).await.expect(404);
}

#[tokio::test]
async fn licences_and_subscriptions_are_dealt_with_by_number() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = operator(&server).await;
    let (mut ada, hers) = ada(&server).await;
    server.set_account_type_of(ADA, AccountType::Reseller).await;
    let product = crate::hub::product(&server).await.to_string();
    let fields = [("product", product.as_str()), ("tier", "starter"), ("quantity", "1")];
    let list = format!("{hers}/licenses");
    let made = ada.fill(&format!("{list}/new"), &list, &fields).await.expect(303);
    let license = made.header("location").unwrap().replace("?done=made", "");
    let id = license.rsplit('/').next().unwrap();
    let page = format!("{home}/operator/by-number");
    for (act, state) in
        [("suspend", "suspended"), ("reinstate", "active"), ("revoke", "revoked"), ("reactivate", "active")]
    {
        let fields = [("license", id), ("act", act), ("reason", "looked into")];
        let done = browser.fill(&page, &format!("{page}/license"), &fields).await.expect(303);
        assert_eq!(done.header("location"), Some(format!("{page}?done={act}").as_str()));
        let seen = ada.open(&license).await.expect(200);
        assert!(seen.body().contains(&format!("\">{state}</span></h1>")), "{act}: {}", seen.body());
    }
    for (fields, needed) in [
        ([("license", "x"), ("act", "revoke")], "The number must be a number"),
        ([("license", "999"), ("act", "revoke")], "The number is of none that there is"),
        ([("license", id), ("act", "reinstate")], "License is not suspended."),
        ([("license", id), ("act", "eat")], "It must be one of these"),
    ] {
        let page = browser.fill(&page, &format!("{page}/license"), &fields).await.expect(422);
        assert!(page.body().contains(needed), "{fields:?}: {}", page.body());
    }
    let paid =
        browser.fill(&page, &format!("{page}/subscription"), &[("subscription", "999")]).await.expect(422);
    assert!(paid.body().contains("The number is of none that there is"), "{}", paid.body());
}

#[tokio::test]
async fn to_nobody_else_are_they_there() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = operator(&server).await;
    let path = product(&mut browser, &home, "Shop").await;
    let (mut ada, hers) = ada(&server).await;
    assert!(!ada.open(&hers).await.expect(200).body().contains("/operator/"), "no link leads there");
    for page in [
        "products",
        "products/new",
        "products/shop",
        "products/shop/edit",
        "products/shop/releases/new",
        "components",
        "tiers",
        "tiers/starter",
        "plans",
        "plans/new",
        "accounts",
        "accounts/1",
        "tickets",
        "tickets/1",
        "by-number",
    ] {
        let _ = ada.open(&format!("{hers}/operator/{page}")).await.expect(404);
        let _ = ada.open(&format!("{home}/operator/{page}")).await.expect(404);
    }
    let form = format!("{hers}/settings");
    for to in [
        "products",
        "products/shop",
        "tiers",
        "plans",
        "components",
        "accounts/1",
        "accounts/1/off",
        "tickets/1/resolve",
        "by-number/license",
        "products/shop/releases/1.0.0/yank",
    ] {
        let fields = [("name", "Evil"), ("slug", "evil"), ("type", "plugin")];
        let _ = ada.fill(&form, &format!("{hers}/operator/{to}"), &fields).await.expect(404);
    }
    let package = plugin("shop", "1.0.0");
    let to = format!("{hers}/operator/products/shop/releases");
    let file = ("file", "shop.zip", &*package);
    let _ = ada.fill_with_files(&form, &to, &[("version", "1.0.0")], &[file]).await.expect(404);
    assert!(server.release_files().is_empty());
    assert!(browser.open(&path).await.expect(200).body().contains("No releases yet"));
}
