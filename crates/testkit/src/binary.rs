//! The real `keyward` binary as a process: for tests from end to end.
//!
//! ```no_run
//! # async fn example() {
//! use keyward_testkit::binary::Home;
//!
//! // A test of the package `keyward` says `Home::new(env!("CARGO_BIN_EXE_keyward"))`.
//! let home = Home::new("keyward");
//! let mut server = home.serve(&["--dev"]).await;
//! let url = server.url("/health");
//! assert!(server.terminate().await.success());
//! # }
//! ```

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;

/// How long anything may take before a test gives up on it: far more than it takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// The binary with a data directory of its own, which goes with the last copy of this value.
#[derive(Debug, Clone)]
pub struct Home {
    program: PathBuf,
    folder: Arc<TempDir>,
    database_url: Option<String>,
    variables: Vec<(String, String)>,
}

/// What a command said and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Its exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

impl Home {
    /// An empty home for the program at this path. The data directory is not there yet.
    ///
    /// # Panics
    /// When there is no place for temporary files.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        let folder = tempfile::Builder::new().prefix("kw-").tempdir().expect("a temporary directory");
        Self { program: program.into(), folder: Arc::new(folder), database_url: None, variables: Vec::new() }
    }

    /// The same home with its rows in this database.
    #[must_use]
    pub fn on(self, database_url: &str) -> Self {
        Self { database_url: Some(database_url.to_owned()), ..self }
    }

    /// The same home with a variable in its otherwise empty environment.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The data directory.
    pub fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// A place beside the data directory, which is also what relative paths start from.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file beside the data directory.
    ///
    /// # Panics
    /// When it can't be written.
    pub fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).expect("a file in a temporary directory");
        path
    }

    /// Runs a command to its end.
    ///
    /// # Panics
    /// When it does not start or does not end.
    pub async fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with_input(arguments, "").await
    }

    /// Runs a command to its end, with this on its standard input.
    ///
    /// # Panics
    /// When it does not start or does not end.
    pub async fn run_with_input(&self, arguments: &[&str], input: &str) -> Ended {
        let mut child = self.start(arguments, Stdio::piped());
        let mut pipe = child.stdin.take().expect("its standard input");
        // Who does not read its input may be gone already.
        let _ = pipe.write_all(input.as_bytes()).await;
        drop(pipe);
        let output =
            patiently(&format!("`keyward {}` to end", arguments.join(" ")), child.wait_with_output())
                .await
                .expect("what the command says");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ended { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Starts a server on a free port, and waits until it says that it listens. Its metrics and gRPC are off unless `arguments` say where.
    ///
    /// # Panics
    /// When it ends instead.
    pub async fn serve(&self, arguments: &[&str]) -> Keyward {
        let mut all = vec!["serve"];
        for (flag, value) in
            [("--listen", "127.0.0.1:0"), ("--metrics-listen", "off"), ("--grpc-listen", "off")]
        {
            if !arguments.contains(&flag) {
                all.extend([flag, value]);
            }
        }
        all.extend(arguments);
        let mut process = self.start(&all, Stdio::null());
        let mut out = follow(process.stdout.take().expect("its standard output"));
        let log = follow(process.stderr.take().expect("its standard error"));
        let said = wait_for(&mut out, |text| address(text).is_some()).await;
        let Some(address) = address(&said) else {
            let log = wait_for(&mut log.clone(), |_| false).await;
            panic!("the server ended before it listened:\n{said}{log}");
        };
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        Keyward { process, address, out, log, home: self.clone(), arguments }
    }

    fn start(&self, arguments: &[&str], input: Stdio) -> Child {
        let mut command = Command::new(&self.program);
        command.args(arguments).arg("--data-dir").arg(self.data());
        if let Some(url) = &self.database_url {
            command.args(["--database-url", url]);
        }
        command.env_clear().envs(self.variables.iter().cloned()).current_dir(self.folder.path());
        command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command.spawn().unwrap_or_else(|error| panic!("{}: {error}", self.program.display()))
    }
}

/// A running server. Killed when dropped.
#[derive(Debug)]
pub struct Keyward {
    process: Child,
    address: SocketAddr,
    out: watch::Receiver<Said>,
    log: watch::Receiver<Said>,
    home: Home,
    arguments: Vec<String>,
}

/// What a stream has brought so far.
#[derive(Debug, Default)]
struct Said {
    text: String,
    ended: bool,
}

impl Keyward {
    /// Starts a server of this program in a new home.
    ///
    /// # Panics
    /// When it ends before it listens.
    pub async fn spawn(program: impl AsRef<Path>, arguments: &[&str]) -> Self {
        Home::new(program.as_ref()).serve(arguments).await
    }

    /// Where it lives.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of a path on it.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What it has said on standard output.
    pub fn out(&self) -> String {
        self.out.borrow().text.clone()
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        self.log.borrow().text.clone()
    }

    /// Waits until its standard output holds a text, and gives all of it.
    ///
    /// # Panics
    /// When it ends before.
    pub async fn says(&mut self, text: &str) -> String {
        expect(&mut self.out, text).await
    }

    /// Waits until its log holds a text, and gives all of it.
    ///
    /// # Panics
    /// When it ends before.
    pub async fn logs(&mut self, text: &str) -> String {
        expect(&mut self.log, text).await
    }

    /// Waits until its log holds a text more than `times` times.
    ///
    /// # Panics
    /// When it ends before.
    pub async fn logs_past(&mut self, text: &str, times: usize) {
        let said = wait_for(&mut self.log, |log| log.matches(text).count() > times).await;
        assert!(
            said.matches(text).count() > times,
            "the server ended without saying {text:?} again:\n{said}"
        );
    }

    /// SIGKILL: it ends at once, with nothing done.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn kill9(&mut self) {
        self.signal(Signal::KILL);
        self.ended().await;
    }

    /// SIGTERM, and waits for the end.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn terminate(&mut self) -> ExitStatus {
        self.ask_to_end();
        self.ended().await
    }

    /// SIGTERM alone.
    pub fn ask_to_end(&self) {
        self.signal(Signal::TERM);
    }

    /// SIGHUP: it reads its static keys anew. Wait for it with [`Self::logs`].
    pub fn hangup(&self) {
        self.signal(Signal::HUP);
    }

    /// Waits for the end, and for the last of what it says.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn ended(&mut self) -> ExitStatus {
        let status = patiently("the server to end", self.process.wait()).await.expect("its exit status");
        wait_for(&mut self.out, |_| false).await;
        wait_for(&mut self.log, |_| false).await;
        status
    }

    /// Starts again in the same home with the same arguments, on another port. One that still runs is terminated first.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn restart(&mut self) {
        if self.process.id().is_some() {
            self.terminate().await;
        }
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        *self = self.home.clone().serve(&arguments).await;
    }

    fn signal(&self, signal: Signal) {
        // No id: it has ended, and the number may be somebody else's by now.
        if let Some(pid) = self.pid() {
            // It may end by itself at this very moment.
            let _ = kill_process(pid, signal);
        }
    }

    /// The most memory that the process has had so far, in bytes.
    ///
    /// # Panics
    /// When it has ended, or where there is no `/proc`.
    pub fn peak_memory(&self) -> u64 {
        let pid = self.pid().expect("a running process").as_raw_nonzero();
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("/proc");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("VmHWM");
        let kilobytes = peak.trim().strip_suffix(" kB").expect("kB").parse::<u64>();
        kilobytes.expect("a number") * 1024
    }

    fn pid(&self) -> Option<Pid> {
        Pid::from_raw(i32::try_from(self.process.id()?).ok()?)
    }
}

impl Drop for Keyward {
    fn drop(&mut self) {
        self.signal(Signal::KILL);
        // Its directory is removed next: nobody may write into it any more. The zombie is left to the runtime.
        if let Some(pid) = self.pid() {
            let _ = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT);
        }
    }
}

/// A port of 127.0.0.1 that somebody listens on as long as the value lives.
///
/// # Panics
/// When there is none left.
pub fn taken_port() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").expect("a free port")
}

async fn patiently<T>(what: &str, event: impl Future<Output = T>) -> T {
    let waited = tokio::time::timeout(PATIENCE, event).await;
    waited.unwrap_or_else(|_| panic!("waited {} s for {what}", PATIENCE.as_secs()))
}

/// Collects a stream, line by line.
fn follow(stream: impl AsyncRead + Unpin + Send + 'static) -> watch::Receiver<Said> {
    let (sender, receiver) = watch::channel(Said::default());
    tokio::spawn(async move {
        let mut stream = BufReader::new(stream);
        let mut line = Vec::new();
        while stream.read_until(b'\n', &mut line).await.is_ok_and(|count| count > 0) {
            sender.send_modify(|said| said.text.push_str(&String::from_utf8_lossy(&line)));
            line.clear();
        }
        sender.send_modify(|said| said.ended = true);
    });
    receiver
}

/// Waits until the text is as wanted or comes to its end, and gives it.
async fn wait_for(stream: &mut watch::Receiver<Said>, wanted: impl Fn(&str) -> bool) -> String {
    let wanted = stream.wait_for(|said| said.ended || wanted(&said.text));
    let in_time = tokio::time::timeout(PATIENCE, wanted).await.is_ok();
    let text = stream.borrow().text.clone();
    assert!(in_time, "waited {} s for more than:\n{text}", PATIENCE.as_secs());
    text
}

async fn expect(stream: &mut watch::Receiver<Said>, wanted: &str) -> String {
    let text = wait_for(stream, |text| text.contains(wanted)).await;
    assert!(text.contains(wanted), "the server ended without saying {wanted:?}:\n{text}");
    text
}

/// The first address of a server that a text names, once its line is whole.
fn address(text: &str) -> Option<SocketAddr> {
    let line = text.split_inclusive('\n').find(|line| line.contains("http://") && line.ends_with('\n'))?;
    let rest = line.split_once("http://")?.1;
    rest.split(|c: char| c.is_whitespace() || c == '/').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn the_address_is_read_from_a_whole_line() {
        assert_eq!(address("Listening on http://127.0.0.1:48"), None);
        assert_eq!(
            address("x\nKeyward listens on http://127.0.0.1:4870 (development)\n").map(|found| found.port()),
            Some(4870)
        );
        assert_eq!(
            address("http://[::1]:80/x\n").map(|found| found.to_string()),
            Some("[::1]:80".to_owned())
        );
    }
}
