//! A shell for somebody who follows the documentation beside a development server.

use std::collections::BTreeMap;
use std::time::Duration;

use keyward_testkit::binary::Keyward;
use tokio::process::Command;

use crate::support::{DEVELOPMENT_KEY, home};

/// Where the documentation says that the server is.
pub(super) const BASE: &str = "http://127.0.0.1:4870";
/// Far more than any of it takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A development server that takes as many sign-ins as there are examples, and the variables of a shell beside it.
pub(super) struct Shell {
    pub(super) server: Keyward,
    variables: BTreeMap<String, String>,
}

/// What a script came to.
pub(super) struct Ran {
    pub(super) well: bool,
    pub(super) out: String,
    pub(super) err: String,
}

impl Shell {
    pub(super) async fn start() -> Self {
        let limits = ["LOGIN", "REGISTER", "RESEND_VERIFICATION", "ACTIVATE", "CHECK_UPDATES", "DOWNLOAD"];
        let home = limits
            .iter()
            .fold(home(), |home, limit| home.with(&format!("KEYWARD_RATE_LIMITS_{limit}"), "off"));
        let server = home.serve(&["--dev"]).await;
        let data = home.data().display().to_string();
        let variables = [("KEYWARD_KEY", DEVELOPMENT_KEY), ("DATA_DIR", &data), ("CURL_HOME", &data)];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Self { server, variables }
    }

    /// How `curl` is to behave.
    pub(super) fn curlrc(&self, lines: &str) {
        let always = format!("silent\nshow-error\nnoproxy = \"*\"\nmax-time = {}\n", PATIENCE.as_secs());
        std::fs::write(self.server.home().data().join(".curlrc"), always + lines).expect("a file");
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), value.to_owned());
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// Runs a script as it stands, but for where the server is.
    pub(super) async fn run(&self, script: &str) -> Ran {
        let script = script.replace(BASE, &self.server.url(""));
        let mut bash = Command::new("bash");
        bash.args(["-euo", "pipefail", "-c", &script])
            .envs(&self.variables)
            .current_dir(self.server.home().data());
        let output =
            tokio::time::timeout(PATIENCE, bash.output()).await.expect("an end in time").expect("bash");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran { well: output.status.success(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}
