//! A real browser, driven from Node. `./test` installs Debian's Chromium and what `crates/testkit/browser` pins.

use std::path::{Path, PathBuf};

use tokio::process::Command;

/// Debian's Chromium.
pub const CHROMIUM: &str = "/usr/bin/chromium";

/// A command that runs a script in Node, which finds its packages at `KEYWARD_NODE_MODULES`.
///
/// # Panics
/// Where `./test --install` has not been run.
pub fn script(path: &Path) -> Command {
    let mut command = Command::new("node");
    command.arg(path).env("KEYWARD_NODE_MODULES", tools().join("browser/node_modules")).kill_on_drop(true);
    command
}

/// A folder under the target folder for what people may want to look at afterwards.
///
/// # Panics
/// When it can't be made.
pub fn kept(name: &str) -> PathBuf {
    let folder = tools().parent().expect("the target folder").join(name);
    std::fs::create_dir_all(&folder).expect("a folder under the target folder");
    folder
}

/// `<target>/tools`, found from the test program's own place, `<target>/<profile>/deps`.
fn tools() -> PathBuf {
    let own = std::env::current_exe().expect("the path of this program");
    own.ancestors()
        .map(|directory| directory.join("tools"))
        .find(|candidate| candidate.join("browser/node_modules").is_dir())
        .expect("no Node packages beside the build: run `./test --install`")
}
