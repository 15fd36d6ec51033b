//! Ends a cluster, or drops a database, when the process that made it is gone, however it went.

use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Its standard input is a pipe that only the starting process holds: the kernel closes it at exit,
/// at a panic and at SIGKILL alike. Statics are never dropped, so nothing in the process would do.
const SCRIPT: &str = r#"
trap '' HUP INT TERM
directory=$1
shift
read -r _
"$@" >/dev/null 2>&1
[ -z "$directory" ] || rm -rf "$directory"
"#;

/// A process that waits for the end of this one. Dropping it does the same at once.
#[derive(Debug)]
pub(super) struct Guard(Child);

impl Guard {
    /// At the end: run `stop`, then remove `directory`.
    ///
    /// The guard keeps this process's output open, so who reads that to its end knows that the
    /// cluster is gone.
    pub(super) fn of_directory(directory: &Path, stop: &Command) -> Self {
        Self::watch(directory, stop)
    }

    /// At the end: run `stop`.
    pub(super) fn of_nothing_else(stop: &Command) -> Self {
        Self::watch(Path::new(""), stop)
    }

    fn watch(directory: &Path, stop: &Command) -> Self {
        use std::os::unix::process::CommandExt;
        let child = Command::new("sh")
            .args(["-c", SCRIPT, "guard"])
            .arg(directory)
            .arg(stop.get_program())
            .args(stop.get_args())
            .stdin(Stdio::piped())
            .current_dir("/")
            // Ctrl-C goes to the whole group of the terminal; the guard must outlive it.
            .process_group(0)
            .spawn()
            .expect("start the cluster's guard");
        Self(child)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // `wait` closes the pipe first.
        let _ = self.0.wait();
    }
}
