//! Files of releases in a bucket, kept by moto's server, which speaks S3.

use std::process::Command;
use std::sync::Arc;

use keyward_server::{Bucket, Objects};
use keyward_testkit::package::zip;
use keyward_testkit::peer::{Peer, free_port};
use keyward_testkit::python::program;
use keyward_testkit::server::Setup;
use serde_json::json;

use super::releases::{RELEASES, operator, upload};

/// What moto takes for a signature: it looks at nothing but the region.
const SIGNED: &str =
    "AWS4-HMAC-SHA256 Credential=k/20260114/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";

#[tokio::test(flavor = "multi_thread")]
async fn files_lie_in_a_bucket_and_only_those_of_releases() {
    let address = free_port();
    let mut command = Command::new(program("moto_server"));
    command.args(["-H", "127.0.0.1", "-p", &address.port().to_string()]);
    let _moto = Peer::start(&mut command, tempfile::tempdir().unwrap(), address).await;
    let endpoint = format!("http://{address}");
    let bucket = Bucket {
        name: "releases",
        endpoint: Some(&endpoint),
        region: "us-east-1",
        path_style: true,
        access_key: "k",
        secret: "s",
    };
    let store = Objects::bucket(&bucket).unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let signed = |request: reqwest::RequestBuilder| request.header("authorization", SIGNED).send();
    let made = signed(client.put(format!("{endpoint}/releases"))).await.unwrap();
    assert!(made.status().is_success(), "{made:?}");
    let listed = async |what: &str| {
        let answer = signed(client.get(format!("{endpoint}/releases{what}"))).await.unwrap();
        answer.text().await.unwrap()
    };

    let server = Setup::sqlite().releases(Arc::new(store)).start().await;
    let (operator, _) = operator(&server).await;
    // Three parts of 5 MiB at most.
    let package = zip(&[("shop/shop.php", b"<?php"), ("shop/data", &vec![7; 12 << 20])]);
    let texts = json!({"version": "1.5.0", "published": "true"});
    let _ = upload(&operator, RELEASES, &texts, &package).await.expect(201);
    upload(&operator, RELEASES, &texts, &package).await.error(400, "release_exists");
    let other = zip(&[("other/a.php", b"<?php"), ("other/data", &vec![7; 12 << 20])]);
    upload(&operator, RELEASES, &json!({"version": "1.6.0"}), &other).await.error(400, "invalid_package");
    assert_eq!(listed("").await.matches("<Key>").count(), 1);
    assert_eq!(listed("?uploads").await.matches("<UploadId>").count(), 0);

    let object = listed("").await;
    let name = object.split("<Key>").nth(1).unwrap().split("</Key>").next().unwrap();
    let kept = signed(client.get(format!("{endpoint}/releases/{name}"))).await.unwrap();
    assert_eq!(kept.bytes().await.unwrap(), package);
}
