//! How a digest is made.

use std::fmt;
use std::str::FromStr;

use crate::{PepperId, PepperIdError};

const SHA256: &str = "sha256";
const HMAC_SHA256: &str = "hmac-sha256";

/// How one digest was made, as stored beside it.
///
/// Written `sha256` or `hmac-sha256:<pepper id>`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// SHA-256 of the secret.
    Sha256,
    /// HMAC-SHA-256 of the secret under a pepper of the server.
    HmacSha256 {
        /// The pepper to look up.
        pepper: PepperId,
    },
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sha256 => f.write_str(SHA256),
            Self::HmacSha256 { pepper } => write!(f, "{HMAC_SHA256}:{pepper}"),
        }
    }
}

impl FromStr for Algorithm {
    type Err = AlgorithmError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            None if text == SHA256 => Ok(Self::Sha256),
            Some((HMAC_SHA256, id)) => Ok(Self::HmacSha256 { pepper: id.parse()? }),
            _ => Err(AlgorithmError::Unknown),
        }
    }
}

/// The text names no algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AlgorithmError {
    /// Neither of the two.
    #[error("an algorithm is `sha256` or `hmac-sha256:<pepper id>`")]
    Unknown,
    /// What follows `hmac-sha256:` is no pepper's id.
    #[error(transparent)]
    Pepper(#[from] PepperIdError),
}

/// What kind of digest a format asks for. Written `sha256` or `hmac-sha256`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DigestKind {
    /// SHA-256: enough for a secret of 96 random bits or more.
    Sha256,
    /// HMAC-SHA-256 under the newest pepper: a copy of the database alone then confirms no guess.
    HmacSha256,
}

impl DigestKind {
    /// The kind as written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => SHA256,
            Self::HmacSha256 => HMAC_SHA256,
        }
    }
}

impl fmt::Display for DigestKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for DigestKind {
    type Err = DigestKindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Sha256, Self::HmacSha256].into_iter().find(|kind| kind.as_str() == text).ok_or(DigestKindError)
    }
}

/// The text names no kind of digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a digest is `sha256` or `hmac-sha256`")]
pub struct DigestKindError;

#[cfg(test)]
mod tests {
    use super::{Algorithm, AlgorithmError, DigestKind, DigestKindError};
    use crate::PepperIdError;

    #[test]
    fn algorithms_read_back() {
        for text in ["sha256", "hmac-sha256:p1"] {
            assert_eq!(text.parse::<Algorithm>().map(|read| read.to_string()), Ok(text.to_owned()));
        }
        assert_eq!("hmac-sha256".parse::<Algorithm>(), Err(AlgorithmError::Unknown));
        assert_eq!("sha256:p1".parse::<Algorithm>(), Err(AlgorithmError::Unknown));
        assert_eq!("hmac-sha256:P".parse::<Algorithm>(), Err(AlgorithmError::Pepper(PepperIdError)));
    }

    #[test]
    fn kinds_read_back() {
        for kind in [DigestKind::Sha256, DigestKind::HmacSha256] {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        assert_eq!("md5".parse::<DigestKind>(), Err(DigestKindError));
    }
}
