use std::process::Command;

use super::edge::{Edge, Example};

#[tokio::test]
async fn the_example_works() {
    let example = Example {
        folder: "nginx",
        files: &["nginx.conf"],
        edge: "127.0.0.1:8080",
        keyward: "127.0.0.1:4870",
        service: "127.0.0.1:9000",
    };
    let mut nginx = Command::new("/usr/sbin/nginx");
    nginx.args(["-p", ".", "-c", "nginx.conf", "-g", "daemon off;"]);
    Edge::start(&example, &mut nginx).await.does_what_all_do(503).await;
}
