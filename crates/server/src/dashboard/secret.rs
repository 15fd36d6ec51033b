//! A secret that was just made: the only page that has it.

use askama::Template;
use axum::response::Response;

use super::here::Here;
use super::shell::Shell;

/// A secret, and what its page says of it.
pub(super) struct Fresh<'a> {
    /// What it is the secret of.
    pub(super) name: &'a str,
    /// What became of that, to be read after its name.
    pub(super) what: &'a str,
    /// What to do when it is lost.
    pub(super) lost: &'a str,
    /// The page of what has it, where a reload leads.
    pub(super) path: String,
    pub(super) secret: &'a str,
    /// What comes next, and what to copy for it.
    pub(super) next: (&'a str, String),
}

#[derive(Template)]
#[template(path = "dashboard/secret.html")]
struct SecretPage<'a> {
    shell: Shell,
    fresh: Fresh<'a>,
}

/// The page with the secret. It is kept nowhere, and it is no address that one could come back to.
pub(super) fn show(here: &Here, section: &'static str, fresh: Fresh<'_>) -> Response {
    here.page(section, |shell| SecretPage { shell, fresh })
}
