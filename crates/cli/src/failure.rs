//! How a command ends when it does not end well.

use std::fmt;
use std::process::ExitCode;

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    code: u8,
}

impl Failure {
    /// It could not be done: exit code 1.
    pub(crate) fn failed(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), code: 1 }
    }

    /// It was asked wrongly: exit code 2.
    pub(crate) fn misused(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), code: 2 }
    }

    /// Says why on standard error.
    #[expect(clippy::print_stderr, reason = "the one place where a command says why it failed")]
    pub(crate) fn report(&self) -> ExitCode {
        for line in self.message.lines() {
            eprintln!("keyward: {line}");
        }
        ExitCode::from(self.code)
    }
}

impl From<keyward_storage::StorageError> for Failure {
    fn from(error: keyward_storage::StorageError) -> Self {
        Self::failed(error)
    }
}

impl From<keyward_hub::Error> for Failure {
    fn from(error: keyward_hub::Error) -> Self {
        Self::failed(error)
    }
}

impl From<keyward_authority::Error> for Failure {
    fn from(error: keyward_authority::Error) -> Self {
        match error {
            keyward_authority::Error::Internal(cause) => Self::failed(cause),
            keyward_authority::Error::Invalid(invalid) => Self::misused(invalid),
            other => Self::failed(other),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
