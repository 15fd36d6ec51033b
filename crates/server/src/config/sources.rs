use std::fmt;
use std::path::Path;

use toml::Value;

use super::{ConfigError, Origin};

/// What the configuration is made of, beside the defaults; the last that sets a key stands.
///
/// `Debug` of the sources and their parts shows names and no value: any may be a secret.
#[derive(Clone, Default)]
pub struct Sources {
    /// The file, as after `--config`. A preset is named in the file, the environment or a flag.
    pub file: Option<SourceFile>,
    /// The process's environment, whole; what does not start with `KEYWARD_` is passed over.
    pub environment: Vec<(String, String)>,
    /// The flags that were given.
    pub flags: Vec<Flag>,
}

/// A configuration file's text, and the name it has in errors.
#[derive(Clone)]
pub struct SourceFile {
    /// The name as the operator gave it.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

impl SourceFile {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let name = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(Self { name, text }),
            Err(error) => {
                Err(ConfigError::new(Origin::File(name, None), "", format!("cannot be read: {error}")))
            }
        }
    }
}

/// A key that a flag sets.
#[derive(Clone)]
pub struct Flag {
    /// The dotted key, as in `server.listen`.
    pub key: String,
    /// Its value.
    pub value: Value,
    /// The flag as the operator knows it, as in `--listen`.
    pub name: String,
}

impl Flag {
    /// The flag called `name`, which sets `key`.
    pub fn new(key: impl Into<String>, value: impl Into<Value>, name: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into(), name: name.into() }
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.environment.iter().map(|(name, _)| name).collect();
        let mut sources = f.debug_struct("Sources");
        sources.field("file", &self.file).field("environment", &names).field("flags", &self.flags).finish()
    }
}

impl fmt::Debug for SourceFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SourceFile({:?})", self.name)
    }
}

impl fmt::Debug for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flag({}: {})", self.name, self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::super::support::file;
    use super::*;

    #[test]
    fn sources_show_no_value() {
        let sources = Sources {
            environment: vec![("KEYWARD_DATABASE_URL".into(), "postgres://k:hunter2@h/k".into())],
            flags: vec![Flag::new("database.url", "postgres://k:hunter2@h/k", "--database-url")],
            ..file("database.url = \"postgres://k:hunter2@h/k\"")
        };
        assert!(!format!("{sources:?}").contains("hunter2"));
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let error = SourceFile::read(Path::new("no/such/keyward.toml")).expect_err("no such file");
        assert_eq!(
            error.to_string(),
            "no/such/keyward.toml: cannot be read: No such file or directory (os error 2)"
        );
    }
}
