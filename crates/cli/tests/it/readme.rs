//! The README's first screen does what it says.

use crate::support::{home, the_main_job_works};

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
const ADDRESS: &str = "127.0.0.1:4870";

#[tokio::test]
async fn the_first_block_issues_checks_and_revokes_a_key() {
    let readme = std::fs::read_to_string(README).expect("README.md at the workspace's root");
    assert!(
        readme.contains("cargo run --release -- serve --dev"),
        "README.md must say how to start the server"
    );
    let block = readme
        .split("```sh\n")
        .skip(1)
        .filter_map(|rest| rest.split("\n```").next())
        .find(|block| block.starts_with("K=$(curl "))
        .expect("README.md must have a block ```sh whose lines start with `K=$(curl`, `curl`, `curl`");
    assert_eq!(
        block.matches(&format!("http://{ADDRESS}/")).count(),
        3,
        "each line calls the default address"
    );

    let server = home().serve(&["--dev"]).await;
    let block = block.replace(ADDRESS, &server.address().to_string());
    the_main_job_works(&server, &block.lines().collect::<Vec<_>>()).await;
}

#[tokio::test]
async fn the_block_is_what_the_server_prints() {
    let readme = std::fs::read_to_string(README).expect("README.md at the workspace's root");
    let mut server = home().serve(&["--dev"]).await;
    let printed = server.says("/openapi.json\n").await.replace(&server.address().to_string(), ADDRESS);
    for line in printed.lines().filter(|line| line.starts_with("K=") || line.starts_with("curl ")) {
        assert!(readme.lines().any(|own| own == line), "README.md lacks the line\n{line}");
    }
}
