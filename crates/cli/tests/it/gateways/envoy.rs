use std::process::Command;

use keyward_testkit::python;

use keyward_testkit::peer::free_port;

use super::edge::{Edge, Example};
use super::upstream::Upstream;
use crate::support::home;

fn envoy() -> Command {
    let mut envoy = Command::new(python::program("envoy"));
    // Several may run at once, and one core each is plenty.
    envoy.args(["-c", "envoy.yaml", "--use-dynamic-base-id", "--concurrency", "1", "--log-level", "error"]);
    envoy
}

#[tokio::test]
async fn the_example_over_http_works() {
    let example = Example {
        folder: "envoy-http",
        files: &["envoy.yaml"],
        edge: "port_value: 8080",
        keyward: "port_value: 4870",
        service: "port_value: 9000",
    };
    Edge::start(&example, &mut envoy()).await.does_what_all_do(503).await;
}

#[tokio::test]
async fn the_example_over_grpc_works() {
    let example = Example {
        folder: "envoy-grpc",
        files: &["envoy.yaml"],
        edge: "port_value: 8080",
        keyward: "port_value: 4872",
        service: "port_value: 9000",
    };
    let grpc = free_port();
    let keyward = home().serve(&["--dev", "--grpc-listen", &grpc.to_string()]).await;
    let upstream = Upstream::start().await;
    Edge::beside(&example, &mut envoy(), keyward, grpc.port(), upstream).await.does_what_all_do(503).await;
}
