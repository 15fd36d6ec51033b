use std::process::Command;

use super::edge::{Example, works};

pub(super) const EXAMPLE: Example = Example {
    folder: "nginx",
    files: &["nginx.conf"],
    edge: "127.0.0.1:8080",
    keyward: "127.0.0.1:4870",
    service: "127.0.0.1:9000",
};

pub(super) fn program() -> Command {
    let mut nginx = Command::new("/usr/sbin/nginx");
    nginx.args(["-p", ".", "-c", "nginx.conf", "-g", "daemon off;"]);
    nginx
}

#[tokio::test]
async fn the_example_works() {
    works(&EXAMPLE, &mut program(), 503).await;
}
