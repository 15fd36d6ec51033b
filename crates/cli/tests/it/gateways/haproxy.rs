use std::process::Command;

use super::edge::{Edge, Example};

#[tokio::test]
async fn the_example_works() {
    let example = Example {
        folder: "haproxy",
        files: &["haproxy.cfg", "keyward.lua"],
        edge: "127.0.0.1:8080",
        keyward: "127.0.0.1:4870",
        service: "127.0.0.1:9000",
    };
    let mut haproxy = Command::new("/usr/sbin/haproxy");
    haproxy.args(["-db", "-f", "haproxy.cfg"]);
    Edge::start(&example, &mut haproxy).await.does_what_all_do(503).await;
}
