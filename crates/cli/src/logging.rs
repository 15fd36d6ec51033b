//! The log: to standard error, and never with a key in it.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;

use keyward_server::config::{Log, LogFormat};
use keyward_token::{Formats, redact};
use tracing_subscriber::EnvFilter;

use crate::failure::Failure;

/// Starts logging, once a process.
pub(crate) fn start(log: &Log, formats: Formats) -> Result<(), Failure> {
    let formats = Arc::new(formats);
    // Two lines a migration would bury what a first start has to say; a filter that names the target is heard all the same.
    let filter = format!("{}=warn,{}", keyward_storage::MIGRATION_LOG, log.level.as_str());
    let filter: EnvFilter =
        filter.parse().map_err(|error| Failure::misused(format!("log.level: {error}")))?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::IsTerminal::is_terminal(&io::stderr()))
        .with_writer(move || Redacting { formats: formats.clone() });
    let set = match log.format {
        LogFormat::Text => subscriber.with_target(false).try_init(),
        LogFormat::Json => subscriber.json().try_init(),
    };
    set.map_err(|error| Failure::failed(format!("the log can't be started: {error}")))
}

/// Blots out what looks like a key. The code logs none; this is for a library's or a later mistake.
struct Redacting {
    formats: Arc<Formats>,
}

impl Write for Redacting {
    // Lines come whole: the formatter writes each event with one call.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match std::str::from_utf8(line).map(|text| redact(text, &self.formats)) {
            Ok(Cow::Owned(redacted)) => io::stderr().write_all(redacted.as_bytes())?,
            _ => io::stderr().write_all(line)?,
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}
