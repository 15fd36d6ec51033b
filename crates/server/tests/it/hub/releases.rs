//! The operator's releases (contract hub, part E).

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use keyward_domain::{AccountType, Clock, Timestamp};
use keyward_hub::releases::sweep::sweep;
use keyward_hub::releases::{Content, ReleaseStore, StoreError};
use keyward_testkit::actors::{Answer, Caller, Method, Person};
use keyward_testkit::package::{FORM, files_under, form, plugin, release_folder, zip, zip_of};
use keyward_testkit::server::{Setup, TestServer};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use super::{names, partner};
use crate::on_both;

pub(super) const RELEASES: &str = "/api/v1/admin/products/shop/releases";
const CHECK: &str = "/api/v1/updates/check";

on_both! {
    a_release_is_taken_in_published_and_taken_back
    what_is_no_package_leaves_nothing
}

/// The operator, and a product called `shop`.
pub(super) async fn operator(server: &TestServer) -> (Person, Value) {
    let operator = server.operating_person().await;
    let product = json!({
        "slug": "shop", "name": "Shop", "type": "plugin", "homepage": "https://a.example/shop", "requires": "6.0",
        "sections": {"description": "<p>Sells.</p>", "changelog": "<p>Old.</p>"}, "icons": {"1x": "https://a.example/1.png"},
    });
    let product = operator.post("/api/v1/admin/products", &product).await.expect(201).json;
    (operator, product["id"].clone())
}

pub(super) async fn upload(person: &Person, path: &str, texts: &Value, file: &[u8]) -> Answer {
    person.with("content-type", FORM).send(Method::POST, path, form(texts, Some(file))).await
}

async fn a_release_is_taken_in_published_and_taken_back(server: &TestServer) {
    let (operator, _) = operator(server).await;
    let package = plugin("shop", "1.5.0");
    let texts =
        json!({"version": "1.5.0", "channel": "stable", "changelog": "<p>New.</p>", "requires": "6.4"});
    let made = upload(&operator, RELEASES, &texts, &package).await.expect(201).json;
    let expected = [
        "id",
        "version",
        "channel",
        "changelog",
        "upgrade_notice",
        "requires",
        "tested",
        "requires_php",
        "rollout_percent",
        "from_min",
        "from_max",
        "critical",
        "autoupdate",
        "forced",
        "size",
        "checksum",
        "signature",
        "signature_keyid",
        "created_at",
        "published_at",
        "yanked_at",
    ];
    assert_eq!(names(&made), expected);
    assert_eq!((&made["size"], &made["published_at"]), (&json!(package.len()), &Value::Null));
    let kept = server.release_files();
    assert_eq!(kept.len(), 1);
    assert_eq!(std::fs::read(&kept[0]).unwrap(), package);

    upload(&operator, RELEASES, &texts, &package).await.error(400, "release_exists");
    assert_eq!(server.release_files(), kept);
    let asked = json!({"product": "shop", "version": "1.4.2"});
    let newer =
        async || server.anonymous().post(CHECK, &asked).await.expect(200).json["update_available"].clone();
    assert_eq!(newer().await, false);

    let path = format!("{RELEASES}/1.5.0");
    let changed =
        operator.patch(&path, &json!({"tested": "6.9", "rollout_percent": 50})).await.expect(200).json;
    assert_eq!((&changed["tested"], &changed["requires"]), (&json!("6.9"), &json!("6.4")));
    let published = operator.post(&format!("{path}/publish"), &Value::Null).await.expect(200).json;
    assert_eq!(published["published_at"], "2026-01-14T12:00:00Z");
    // Half of the sites: nobody in particular is none of them.
    assert_eq!(newer().await, false);
    let _ = operator.patch(&path, &json!({"rollout_percent": 100})).await.expect(200);
    assert_eq!(newer().await, true);
    let bad =
        operator.patch(&path, &json!({"rollout_percent": 101, "channel": "soon"})).await.expect(422).json;
    let kinds = bad["detail"].as_array().unwrap().iter().map(|item| item["type"].clone());
    assert_eq!(kinds.collect::<Vec<_>>(), ["literal_error", "less_than_equal"]);

    let yanked = operator.post(&format!("{path}/yank"), &Value::Null).await.expect(200).json;
    assert_eq!(yanked["yanked_at"], "2026-01-14T12:00:00Z");
    assert_eq!(newer().await, false);
    operator.post(&format!("{path}/publish"), &Value::Null).await.error(400, "release_yanked");
    upload(&operator, RELEASES, &texts, &package).await.error(400, "release_exists");
    operator.post(&format!("{RELEASES}/1.6.0/publish"), &Value::Null).await.error(404, "release_not_found");
    let all = operator.get(RELEASES).await.expect(200).json;
    assert_eq!((all.as_array().unwrap().len(), &all[0]["version"]), (1, &json!("1.5.0")));
}

async fn what_is_no_package_leaves_nothing(server: &TestServer) {
    let (operator, _) = operator(server).await;
    let texts = json!({"version": "1.5.0"});
    let inside: &[u8] = b"<?php";
    let bomb = zip(&[("shop/a.php", inside)]);
    // The list says one name, and what stands before the file another.
    let mut untrue = bomb.clone();
    untrue[30..34].copy_from_slice(b"../a");
    let packages: Vec<Vec<u8>> = vec![
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF".to_vec(),
        Vec::new(),
        zip(&[("other/a.php", inside)]),
        zip(&[("shop/a.php", inside), ("readme.txt", inside)]),
        zip(&[("shop/a.php", inside), ("shop/../../a.php", inside)]),
        zip(&[("/shop/a.php", inside)]),
        zip_of(&[("shop/a.php", b"/etc/passwd", 0o120_777)]),
        bomb[..bomb.len() - 5].to_vec(),
        untrue,
    ];
    for package in packages {
        upload(&operator, RELEASES, &texts, &package).await.error(400, "invalid_package");
    }
    let good = plugin("shop", "1.5.0");
    for texts in [
        json!({}),
        json!({"version": "1.5"}),
        json!({"version": "1.5.0-beta.1"}),
        json!({"version": "1.5.0", "rollout_percent": "many"}),
    ] {
        let _ = upload(&operator, RELEASES, &texts, &good).await.expect(422);
    }
    let without =
        operator.with("content-type", FORM).send(Method::POST, RELEASES, form(&json!({}), None)).await;
    let items = without.expect(422).json["detail"].clone();
    let places: Vec<_> = items.as_array().unwrap().iter().map(|item| item["loc"].clone()).collect();
    assert_eq!(places, [json!(["body", "file"]), json!(["body", "version"])]);
    let _ = operator.post(RELEASES, &json!({"version": "1.5.0"})).await.expect(422);
    assert!(server.release_files().is_empty());
    assert_eq!(operator.get(RELEASES).await.expect(200).json, json!([]));

    upload(&operator, "/api/v1/admin/products/none/releases", &texts, &good)
        .await
        .error(404, "product_not_found");
    let you = partner(server, "you@example.com", AccountType::Agency).await;
    upload(&you, RELEASES, &texts, &good).await.error(403, "permission_denied");
    let guest = server.anonymous().with("content-type", FORM);
    guest.send(Method::POST, RELEASES, form(&texts, Some(&good))).await.error(401, "not_authenticated");
    assert!(server.release_files().is_empty());
}

/// A store that tells what became of what it was to keep.
#[derive(Debug)]
struct Watched(Arc<dyn ReleaseStore>, mpsc::UnboundedSender<bool>);

impl ReleaseStore for Watched {
    fn put<'a>(&'a self, name: &'a str, content: Content) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let kept = self.0.put(name, content).await;
            let _ = self.1.send(kept.is_ok());
            kept
        })
    }

    fn read<'a>(&'a self, name: &'a str, range: Range<u64>) -> BoxFuture<'a, Result<Content, StoreError>> {
        self.0.read(name, range)
    }

    fn rename<'a>(&'a self, from: &'a str, to: &'a str) -> BoxFuture<'a, Result<(), StoreError>> {
        self.0.rename(from, to)
    }

    fn forget<'a>(&'a self, folder: &'a str, then: Timestamp) -> BoxFuture<'a, Result<usize, StoreError>> {
        self.0.forget(folder, then)
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), StoreError>> {
        self.0.delete(name)
    }
}

/// What a kill of the process left of an upload goes when it is a day old; what is younger may still be written, by another instance.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_kill_left_behind_is_swept_after_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let server = Setup::sqlite().releases(release_folder(folder.path())).start().await;
    let (operator, _) = operator(&server).await;
    let made = upload(&operator, RELEASES, &json!({"version": "1.5.0"}), &plugin("shop", "1.5.0")).await;
    let _ = made.expect(201);
    let incoming = folder.path().join("_incoming");
    std::fs::create_dir_all(&incoming).unwrap();
    let now = server.clock.now().as_seconds().unsigned_abs();
    let left = |name: &str, hours_ago: u64| {
        let path = incoming.join(name);
        let file = std::fs::File::create(&path).unwrap();
        let written = std::time::UNIX_EPOCH + Duration::from_secs(now - hours_ago * 3600);
        file.set_modified(written).unwrap();
        path
    };
    let (part, whole, young) = (left("a.zip#1", 25), left("b.zip", 25), left("c.zip#1", 23));
    assert_eq!(sweep(server.hub()).await.unwrap(), 2);
    assert_eq!([part, whole, young].map(|path| path.exists()), [false, false, true]);
    assert_eq!(sweep(server.hub()).await.unwrap(), 0);
    assert_eq!(files_under(&folder.path().join("shop")).len(), 1, "a release stays, however old");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_cut_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (told, mut ends) = mpsc::unbounded_channel();
    let store = Watched(release_folder(folder.path()), told);
    let server = Setup::sqlite().releases(Arc::new(store)).start().await;
    let (operator, _) = operator(&server).await;
    let body = form(&json!({"version": "1.5.0"}), Some(&vec![7; 20 << 20]));
    let head = format!(
        "POST {RELEASES} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {}\r\nContent-Type: {FORM}\r\nContent-Length: {}\r\n\r\n",
        operator.signed_in().text("token"),
        body.len()
    );
    let mut connection = TcpStream::connect(server.address()).await.unwrap();
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.write_all(&body[..15 << 20]).await.unwrap();
    drop(connection);
    assert_eq!(ends.recv().await, Some(false));
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().flatten().collect();
    let files = left.iter().flat_map(|one| std::fs::read_dir(one.path()).unwrap().flatten());
    assert_eq!(files.count(), 0, "{left:?}");
    assert_eq!(operator.get(RELEASES).await.expect(200).json, json!([]));
}
