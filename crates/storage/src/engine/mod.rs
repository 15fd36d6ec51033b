//! What only one of the two engines has.

pub(crate) mod postgres;
pub(crate) mod sqlite;

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// A database engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    /// Embedded; one machine.
    Sqlite,
    /// For more than one machine.
    Postgres,
}

/// Which database to open. Its `Debug` and `Display` hide the password.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// A SQLite file, made if it is not there.
    Sqlite(PathBuf),
    /// A `postgres://` URL.
    Postgres(String),
}

/// Neither `sqlite:PATH` nor `postgres://…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/DATABASE`")]
pub struct TargetError;

impl Target {
    /// Its engine.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest));
        path.filter(|path| !path.is_empty()).map(|path| Self::Sqlite(path.into())).ok_or(TargetError)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => {
                // What follows the `?` may be a password, too.
                let (server, query) = url.split_once('?').unwrap_or((url, ""));
                match (server.split_once("://"), server.rsplit_once('@')) {
                    (Some((scheme, rest)), Some((_, host))) => {
                        let user = rest.split([':', '@']).next().unwrap_or_default();
                        write!(f, "{scheme}://{user}:***@{host}")
                    }
                    // An `@` in the query alone: the `?` may have been one of the password.
                    _ if query.contains('@') => f.write_str("postgres://***"),
                    _ => f.write_str(server),
                }
            }
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_hidden() {
        let target: Target = "postgres://me:pa:ss@db.example:5432/keyward".parse().unwrap();
        assert_eq!(format!("{target:?}"), "postgres://me:***@db.example:5432/keyward");
        for (url, shown) in [
            ("postgres://db/keyward?user=me&password=secret", "postgres://db/keyward"),
            ("postgres://db/keyward?user=me&password=secr@t", "postgres://***"),
            ("postgres://me:sec?ret@db/keyward", "postgres://***"),
            ("postgres://me:secret@db/keyward?password=secr@t", "postgres://me:***@db/keyward"),
        ] {
            assert_eq!(Target::Postgres(url.to_owned()).to_string(), shown);
        }
    }

    #[test]
    fn reads_both_spellings_of_a_file() {
        assert_eq!("sqlite:a/b.db".parse(), Ok(Target::Sqlite("a/b.db".into())));
        assert_eq!("sqlite:///a/b.db".parse(), Ok(Target::Sqlite("/a/b.db".into())));
        for bad in ["", "a.db", "sqlite:", "mysql://x"] {
            assert_eq!(bad.parse::<Target>(), Err(TargetError), "{bad}");
        }
    }
}
