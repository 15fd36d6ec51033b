use std::process::Command;

use keyward_testkit::python;

use super::edge::{Example, works};

pub(super) const EXAMPLE: Example = Example {
    folder: "caddy",
    files: &["Caddyfile"],
    edge: "127.0.0.1:8080",
    keyward: "127.0.0.1:4870",
    service: "127.0.0.1:9000",
};

pub(super) fn program() -> Command {
    let mut caddy = Command::new(python::program("caddy"));
    caddy.args(["run", "--config", "Caddyfile", "--adapter", "caddyfile"]);
    caddy
}

#[tokio::test]
async fn the_example_works() {
    works(&EXAMPLE, &mut program(), 502).await;
}
