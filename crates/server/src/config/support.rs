//! What the tests of this module share.

use super::{Config, Loaded, SourceFile, Sources};

pub(super) fn file(text: &str) -> Sources {
    let file = SourceFile { name: "keyward.toml".to_owned(), text: text.to_owned() };
    Sources { file: Some(file), ..Sources::default() }
}

pub(super) fn environment(variables: &[(&str, &str)]) -> Sources {
    let environment =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Sources { environment, ..Sources::default() }
}

/// Loads what must be right.
pub(super) fn load(sources: Sources) -> Loaded {
    Config::load(sources).unwrap_or_else(|errors| panic!("{errors}"))
}

/// What is told of sources that must be wrong.
pub(super) fn failure(sources: Sources) -> String {
    Config::load(sources).expect_err("something is wrong").to_string()
}
