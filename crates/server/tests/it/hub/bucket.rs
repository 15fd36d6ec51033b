//! Files of releases in a bucket, kept by moto's server, which speaks S3.

use std::process::Command;
use std::sync::Arc;

use keyward_server::{Bucket, Objects};
use keyward_testkit::package::{FORM, form, zip};
use keyward_testkit::peer::{Peer, free_port};
use keyward_testkit::python::program;
use keyward_testkit::server::Setup;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::releases::{RELEASES, upload};
use super::updates::{Shop, path};
use crate::given::until;

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
    let shop = Shop::open(&server).await;
    let operator = shop.operator();
    // Three parts of 5 MiB at most.
    let package = zip(&[("shop/shop.php", b"<?php"), ("shop/data", &vec![7; 12 << 20])]);
    let texts = json!({"version": "1.5.1", "published": "true"});
    let _ = upload(operator, RELEASES, &texts, &package).await.expect(201);
    upload(operator, RELEASES, &texts, &package).await.error(400, "release_exists");
    let other = zip(&[("other/a.php", b"<?php"), ("other/data", &vec![7; 12 << 20])]);
    upload(operator, RELEASES, &json!({"version": "1.6.0"}), &other).await.error(400, "invalid_package");
    let kept = async || listed("").await.matches("<Key>").count();
    let under_way = async || listed("?uploads").await.matches("<UploadId>").count();
    assert_eq!((kept().await, under_way().await), (2, 0));

    // An upload that breaks off leaves nothing, not even its parts.
    let mut connection = TcpStream::connect(server.address()).await.unwrap();
    let body = form(&json!({"version": "1.6.0"}), Some(&package));
    let head = format!(
        "POST {RELEASES} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: {FORM}\r\nContent-Length: {}\r\n\r\n",
        operator.signed_in().text("token"),
        body.len()
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.write_all(&body[..10 << 20]).await.unwrap();
    until(async || under_way().await == 1).await;
    drop(connection);
    until(async || under_way().await == 0).await;
    assert_eq!(kept().await, 2);

    // What is asked for comes out of the bucket, also in parts.
    let link = shop.link().await.expect(200).json;
    assert_eq!(link["version"], "1.5.1");
    let url = format!("http://{}{}", server.address(), path(&link["download_url"]));
    let whole = client.get(&url).send().await.unwrap();
    let etag = whole.headers()["etag"].clone();
    assert_eq!(whole.bytes().await.unwrap(), package);
    let rest =
        client.get(&url).header("range", "bytes=7000000-").header("if-range", etag).send().await.unwrap();
    assert_eq!(rest.status(), 206);
    assert_eq!(rest.bytes().await.unwrap(), package[7_000_000..]);
    let beyond = client.get(&url).header("range", format!("bytes={}-", package.len())).send().await.unwrap();
    assert_eq!(beyond.status(), 416);
}
