//! Peers written in Python, from PyPI. `./test` installs what `python/requirements.txt` pins.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A command that runs Python with the pinned packages installed.
///
/// # Panics
/// Where `./test --install` has not been run.
pub fn python() -> Command {
    Command::new(program("python"))
}

/// The path of a program that one of the pinned packages brought, such as `uvicorn`.
///
/// # Panics
/// Where `./test --install` has not been run.
pub fn program(name: &str) -> PathBuf {
    let path = environment().join("bin").join(name);
    assert!(path.is_file(), "{} is missing: run `./test --install`", path.display());
    path
}

/// `<target>/tools/python`, found from the test program's own place, `<target>/<profile>/deps`.
fn environment() -> PathBuf {
    let own = std::env::current_exe().expect("the path of this program");
    own.ancestors()
        .map(|directory| directory.join("tools/python"))
        .find(|candidate| Path::new(candidate).is_dir())
        .expect("no Python packages beside the build: run `./test --install`")
}
