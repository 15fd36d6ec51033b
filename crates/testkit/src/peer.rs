//! Other people's servers as processes: started on a folder of files, waited for, and ended with everything that they started.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;
use tokio::net::TcpStream;

/// How long a server may take to listen: far more than it takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server that listens. Killed when dropped, its children with it.
#[derive(Debug)]
pub struct Peer {
    child: Child,
    folder: TempDir,
}

/// A port of 127.0.0.1 that was free a moment ago.
///
/// # Panics
/// When there is none left.
pub fn free_port() -> SocketAddr {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its address")
}

/// A folder with these files of another one, in which these texts are replaced by those. Each must be in one of them.
///
/// # Panics
/// When a file can't be read, or a text is in none.
pub fn copied(from: &Path, names: &[&str], replace: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::Builder::new().prefix("kw-").tempdir().expect("a temporary directory");
    let mut missing: Vec<&str> = replace.iter().map(|(text, _)| *text).collect();
    for name in names {
        let path = from.join(name);
        let mut text =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        missing.retain(|wanted| !text.contains(wanted));
        for (old, new) in replace {
            text = text.replace(old, new);
        }
        std::fs::write(folder.path().join(name), text).expect("a file in a temporary directory");
    }
    assert!(missing.is_empty(), "{missing:?} is in none of {names:?}");
    folder
}

impl Peer {
    /// Starts a program in a folder of its own, and waits until somebody listens at this address.
    ///
    /// # Panics
    /// When it ends instead, with what it said.
    pub async fn start(command: &mut Command, folder: TempDir, address: SocketAddr) -> Self {
        let log = File::create(folder.path().join("log")).expect("a file in a temporary directory");
        command.current_dir(folder.path()).env_clear().env("HOME", folder.path());
        command.stdin(Stdio::null()).stdout(log.try_clone().expect("a second handle")).stderr(log);
        let child = command.process_group(0).spawn();
        let child = child.unwrap_or_else(|error| panic!("{:?}: {error}", command.get_program()));
        let mut peer = Self { child, folder };
        let listening = async {
            let mut ticks = tokio::time::interval(Duration::from_millis(20));
            while TcpStream::connect(address).await.is_err() {
                let ended = peer.child.try_wait().expect("its state");
                assert!(ended.is_none(), "{:?} ended:\n{}", command.get_program(), peer.log());
                ticks.tick().await;
            }
        };
        let listens = tokio::time::timeout(PATIENCE, listening).await.is_ok();
        assert!(listens, "{:?} does not listen:\n{}", command.get_program(), peer.log());
        peer
    }

    /// What it has said.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Not yet waited for, so the number is still this child's.
        let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(group) = group {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}
