//! A real mail server, aiosmtpd from PyPI, that asks for STARTTLS and a password.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::python::python;

/// Who may sign in there.
pub const USERNAME: &str = "keyward";
/// With which password.
pub const PASSWORD: &str = "let me send";

/// A running mail server. It ends with this value, and with the process that started it.
#[derive(Debug)]
pub struct MailServer {
    port: u16,
    lines: Lines<BufReader<ChildStdout>>,
    certificate: PathBuf,
    _folder: TempDir,
    _stdin: ChildStdin,
    _child: Child,
}

impl MailServer {
    /// Starts one that answers its first messages so, and takes all that come after them.
    ///
    /// # Panics
    /// When it does not start, or there is no `openssl`.
    pub async fn start(answers: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let (certificate, key) = certify(folder.path()).await;
        let mut command = Command::from(python());
        command
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("python/smtp_server.py"))
            .arg("--certificate")
            .arg(&certificate)
            .arg("--key")
            .arg(key)
            .args(["--username", USERNAME, "--password", PASSWORD])
            .args(answers.iter().flat_map(|answer| ["--answer", answer]))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().expect("a mail server");
        let stdin = child.stdin.take().expect("its input");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let port = lines.next_line().await.expect("a line").expect("its port").parse().expect("a number");
        Self { port, lines, certificate, _folder: folder, _stdin: stdin, _child: child }
    }

    /// Where it listens on `127.0.0.1`; its certificate is for `localhost`.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate, in PEM: nobody trusts it who is not told to.
    pub fn certificate(&self) -> &Path {
        &self.certificate
    }

    /// What became of the next message: `from`, `to`, `tls` and `data`, or what it was `answered` with.
    ///
    /// # Panics
    /// When the server ended.
    pub async fn next(&mut self) -> Value {
        let line = self.lines.next_line().await.expect("a line").expect("a message");
        serde_json::from_str(&line).expect("JSON")
    }
}

/// A certificate of its own for `localhost`, and its key.
async fn certify(folder: &Path) -> (PathBuf, PathBuf) {
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "30"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .await
        .expect("openssl");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    (certificate, key)
}
