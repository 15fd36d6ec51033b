use std::process::Command;

use super::edge::{Example, works};

pub(super) const EXAMPLE: Example = Example {
    folder: "haproxy",
    files: &["haproxy.cfg", "keyward.lua"],
    edge: "127.0.0.1:8080",
    keyward: "127.0.0.1:4870",
    service: "127.0.0.1:9000",
};

pub(super) fn program() -> Command {
    let mut haproxy = Command::new("/usr/sbin/haproxy");
    haproxy.args(["-db", "-f", "haproxy.cfg"]);
    haproxy
}

#[tokio::test]
async fn the_example_works() {
    works(&EXAMPLE, &mut program(), 503).await;
}
