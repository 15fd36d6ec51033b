use std::process::Command;

use keyward_testkit::python;

use super::edge::{Edge, Example};

#[tokio::test]
async fn the_example_works() {
    let example = Example {
        folder: "caddy",
        files: &["Caddyfile"],
        edge: "127.0.0.1:8080",
        keyward: "127.0.0.1:4870",
        service: "127.0.0.1:9000",
    };
    let mut caddy = Command::new(python::program("caddy"));
    caddy.args(["run", "--config", "Caddyfile", "--adapter", "caddyfile"]);
    Edge::start(&example, &mut caddy).await.does_what_all_do(502).await;
}
