use std::collections::BTreeMap;
use std::fmt;

use super::Preset;

/// Where in a text something stands, both counted from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Position {
    /// The position of a byte of `text`.
    pub(super) fn of(text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { line, column }
    }
}

/// Which layer set a key. A later one in this list stands over an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Built in.
    Default,
    /// A preset, and where in it.
    Preset(Preset, Option<Position>),
    /// A file, and where in it.
    File(String, Option<Position>),
    /// An environment variable.
    Environment(String),
    /// A flag.
    Flag(String),
}

impl Origin {
    /// The same source without the place in it, as in a comment: `file keyward.toml`.
    pub fn source(&self) -> String {
        match self {
            Self::Default => "default".to_owned(),
            Self::Preset(preset, _) => format!("preset {preset}"),
            Self::File(name, _) => format!("file {name}"),
            Self::Environment(name) => format!("environment {name}"),
            Self::Flag(name) => format!("flag {name}"),
        }
    }
}

/// The source with the place in it, as at the head of an error: `keyward.toml:4:1`.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = match self {
            Self::Preset(preset, at) => {
                write!(f, "preset {preset}")?;
                at
            }
            Self::File(name, at) => {
                f.write_str(name)?;
                at
            }
            _ => return f.write_str(&self.source()),
        };
        at.map_or(Ok(()), |at| write!(f, ":{}:{}", at.line, at.column))
    }
}

/// Which layer set each key, by dotted name; a key that none set has its default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(BTreeMap<String, Origin>);

impl Origins {
    /// The layer that set `key`, as in `server.listen`.
    pub fn of(&self, key: &str) -> &Origin {
        self.0.get(key).unwrap_or(&Origin::Default)
    }
}

impl FromIterator<(String, Origin)> for Origins {
    fn from_iter<I: IntoIterator<Item = (String, Origin)>>(origins: I) -> Self {
        Self(origins.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "a\nпять = 1";
        let byte = text.find('=').expect("an equals sign");
        assert_eq!(Position::of(text, byte), Position { line: 2, column: 6 });
        assert_eq!(Position::of(text, 0), Position { line: 1, column: 1 });
    }

    #[test]
    fn an_error_names_the_place_and_a_comment_the_source() {
        let file = Origin::File("keyward.toml".to_owned(), Some(Position { line: 4, column: 1 }));
        assert_eq!(
            (file.to_string(), file.source()),
            ("keyward.toml:4:1".into(), "file keyward.toml".into())
        );
        assert_eq!(Origin::Environment("KEYWARD_X".to_owned()).to_string(), "environment KEYWARD_X");
        assert!(Origin::Default < file && file < Origin::Flag("--listen".to_owned()));
    }
}
