use std::fmt;
use std::path::Path;
use std::str::FromStr;

use crate::config::text::text_value;

const HIDDEN: &str = "********";

/// The engines that a [`DatabaseUrl`] can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseEngine {
    /// A file beside the server.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// Where the database is. Its password shows in [`DatabaseUrl::expose`] alone: `Debug`, `Display` and
/// `Serialize` hide it.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The URL of an SQLite file.
    pub fn sqlite(path: &Path) -> Self {
        Self(format!("sqlite:{}", path.display()))
    }

    /// The whole URL, password included, for whoever connects.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Which engine it is for.
    pub fn engine(&self) -> DatabaseEngine {
        if self.0.starts_with("sqlite:") { DatabaseEngine::Sqlite } else { DatabaseEngine::Postgres }
    }

    /// Whether printing it hides something.
    pub fn has_password(&self) -> bool {
        self.to_string() != self.0
    }
}

impl FromStr for DatabaseUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest =
            ["sqlite:", "postgres://", "postgresql://"].iter().find_map(|scheme| text.strip_prefix(scheme));
        match rest {
            Some(rest) if !rest.is_empty() => Ok(Self(text.to_owned())),
            _ => Err("must be sqlite:<path> or postgres://<user>@<host>/<database>"),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((scheme, rest)) =
            self.0.split_once("://").filter(|_| self.engine() == DatabaseEngine::Postgres)
        else {
            return f.write_str(&self.0);
        };
        write!(f, "{scheme}://")?;
        // The last `@`, so that a password with a raw `/`, `?` or `@` in it is hidden to its end.
        let (account, place) =
            rest.rsplit_once('@').map_or((None, rest), |(account, place)| (Some(account), place));
        if let Some(account) = account {
            match account.split_once(':') {
                Some((user, _)) => write!(f, "{user}:{HIDDEN}@")?,
                None => write!(f, "{account}@")?,
            }
        }
        let (target, query) =
            place.split_once('?').map_or((place, None), |(target, query)| (target, Some(query)));
        f.write_str(target)?;
        for (i, pair) in query.into_iter().flat_map(|query| query.split('&')).enumerate() {
            f.write_str(if i == 0 { "?" } else { "&" })?;
            match pair.split_once('=') {
                Some((name, _)) if name.to_ascii_lowercase().contains("password") => {
                    write!(f, "{name}={HIDDEN}")?;
                }
                _ => f.write_str(pair)?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

text_value!(DatabaseUrl);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_hidden_wherever_it_stands() {
        for (url, shown) in [
            ("postgres://keyward:hunter2@db:5432/keyward", "postgres://keyward:********@db:5432/keyward"),
            ("postgres://keyward:hun/ter?2@x@db/keyward", "postgres://keyward:********@db/keyward"),
            (
                "postgresql://db/keyward?user=k&password=hunter2&sslmode=require",
                "postgresql://db/keyward?user=k&password=********&sslmode=require",
            ),
        ] {
            let url: DatabaseUrl = url.parse().expect("a URL");
            assert_eq!(url.to_string(), shown);
            assert_eq!(format!("{url:?}"), format!("DatabaseUrl({shown})"));
            assert!(url.has_password());
        }
    }

    #[test]
    fn a_url_without_password_shows_whole() {
        for text in ["postgres://keyward@db/keyward?sslmode=require", "sqlite:a:b@c.db", "sqlite::memory:"] {
            let url: DatabaseUrl = text.parse().expect("a URL");
            assert_eq!(url.to_string(), text);
            assert!(!url.has_password());
        }
        for text in ["mysql://db/keyward", "sqlite:", "postgres://", "keyward.db"] {
            assert!(text.parse::<DatabaseUrl>().is_err(), "{text}");
        }
    }
}
