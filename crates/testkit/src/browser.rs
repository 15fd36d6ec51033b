//! Debian's Chromium, driven by scripts for Node. `./test` installs what `browser/package.json` pins.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

/// Runs a script, which finds the pinned packages by the variable `TOOLS`; what it said, and whether it ended well.
///
/// # Panics
/// Where `./test --install` has not been run.
pub async fn run(script: &Path, arguments: &[&str]) -> (bool, String) {
    let mut node = Command::new("node");
    node.arg(script).args(arguments).env("TOOLS", packages()).stdin(Stdio::null()).kill_on_drop(true);
    let output = node.output().await.expect("node: run `./test --install`");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// `<target>/tools/browser`, found from the test program's own place, `<target>/<profile>/deps`.
fn packages() -> PathBuf {
    let own = std::env::current_exe().expect("the path of this program");
    own.ancestors()
        .map(|directory| directory.join("tools/browser"))
        .find(|candidate| candidate.join("node_modules").is_dir())
        .expect("no packages for Node beside the build: run `./test --install`")
}
