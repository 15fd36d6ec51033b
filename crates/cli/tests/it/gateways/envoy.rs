use std::process::Command;

use keyward_testkit::peer::free_port;
use keyward_testkit::python;

use super::edge::{Example, works, works_beside};
use crate::support::home;

pub(super) const OVER_HTTP: Example = Example {
    folder: "envoy-http",
    files: &["envoy.yaml"],
    edge: "port_value: 8080",
    keyward: "port_value: 4870",
    service: "port_value: 9000",
};

const OVER_GRPC: Example = Example { folder: "envoy-grpc", keyward: "port_value: 4872", ..OVER_HTTP };

pub(super) fn program() -> Command {
    let mut envoy = Command::new(python::program("envoy"));
    // Several may run at once, and one core each is plenty.
    envoy.args(["-c", "envoy.yaml", "--use-dynamic-base-id", "--concurrency", "1", "--log-level", "error"]);
    envoy
}

#[tokio::test]
async fn the_example_over_http_works() {
    works(&OVER_HTTP, &mut program(), 503).await;
}

#[tokio::test]
async fn the_example_over_grpc_works() {
    let grpc = free_port();
    let keyward = home().serve(&["--dev", "--grpc-listen", &grpc.to_string()]).await;
    works_beside(keyward, grpc.port(), &OVER_GRPC, &mut program(), 503).await;
}
