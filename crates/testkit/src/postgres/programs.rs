//! PostgreSQL's own programs: where they are, and running them as a user whom they accept.

use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The variable that names the directory of `initdb`, `pg_ctl` and `psql`.
const DIRECTORY: &str = "KEYWARD_TEST_PG_BIN";
/// Where Debian keeps one directory per major version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// A file system in memory, where Linux has one. A database is some three hundred files, and a test makes one.
const MEMORY: &str = "/dev/shm";
/// How much must be free there: containers often have 64 MiB.
const ROOM: u64 = 4 << 30;

/// The programs of one PostgreSQL installation.
#[derive(Clone, Debug)]
pub(super) struct Programs {
    directory: PathBuf,
    /// PostgreSQL refuses to run as root; the server's programs then run as the user `postgres`.
    as_postgres: bool,
}

impl Programs {
    /// The directory that the environment names, else the newest version, else the search path.
    pub(super) fn find() -> Self {
        let directory = variable(DIRECTORY)
            .map(PathBuf::from)
            .or_else(newest_version)
            .or_else(on_search_path)
            .filter(|directory| directory.join("initdb").is_file())
            .expect(
                "PostgreSQL is not installed: run `apt-get install postgresql`, or set KEYWARD_TEST_PG_BIN",
            );
        Self { directory, as_postgres: rustix::process::geteuid().is_root() }
    }

    /// A program of the server, to be run as a user whom PostgreSQL accepts.
    pub(super) fn command(&self, name: &str) -> Command {
        let program = self.directory.join(name);
        if !self.as_postgres {
            return Command::new(program);
        }
        let mut command = Command::new("runuser");
        // `/` because the user `postgres` may not be allowed to see the current directory.
        command.args(["-u", "postgres", "--"]).arg(program).current_dir("/");
        command
    }

    /// A new directory of the user who runs the server. The guard removes it, not Rust.
    pub(super) fn new_directory(&self) -> PathBuf {
        let parent = if is_roomy(MEMORY) { PathBuf::from(MEMORY) } else { std::env::temp_dir() };
        let directory = tempfile::Builder::new()
            .prefix("kw-pg-")
            .tempdir_in(parent)
            .expect("a temporary directory")
            .keep();
        if self.as_postgres {
            let user = run_text(Command::new("id").args(["-u", "postgres"]));
            let user = user.trim().parse().expect("the user id of `postgres`");
            chown(&directory, Some(user), None).expect("hand the directory over to `postgres`");
        }
        directory
    }

    /// Runs SQL; rows come back as lines, columns parted by `|`.
    pub(super) fn psql(&self, url: &str, sql: &str) -> String {
        run_text(&mut self.psql_command(url, sql))
    }

    pub(super) fn psql_command(&self, url: &str, sql: &str) -> Command {
        let mut command = Command::new(self.directory.join("psql"));
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, url]);
        command
    }
}

/// Runs a command to its end, and fails with all that it said if it fails.
pub(super) fn run(mut command: Command) {
    run_text(&mut command);
}

fn run_text(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command:?}\n{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

/// A variable of the environment, unless empty.
pub(super) fn variable(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the testkit is configured by the environment of the run")]
    let value = std::env::var(name);
    value.ok().filter(|value| !value.is_empty())
}

fn is_roomy(directory: &str) -> bool {
    rustix::fs::statvfs(directory).is_ok_and(|found| found.f_bavail.saturating_mul(found.f_frsize) >= ROOM)
}

fn newest_version() -> Option<PathBuf> {
    let versions = Path::new(VERSIONS).read_dir().ok()?;
    let newest = versions
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok()?.parse::<u32>().ok())
        .filter(|version| bin(*version).join("initdb").is_file())
        .max()?;
    Some(bin(newest))
}

fn bin(version: u32) -> PathBuf {
    Path::new(VERSIONS).join(version.to_string()).join("bin")
}

fn on_search_path() -> Option<PathBuf> {
    let path = variable("PATH")?;
    std::env::split_paths(&path).find(|directory| directory.join("initdb").is_file())
}
