//! What a proxy shows to be let ask.

use std::sync::LazyLock;

use keyward_domain::EnvironmentType;
use keyward_token::{Digest, Match, PlainSecret, Template};

use crate::Authority;

/// The secrets of the sample gates that `serve --dev` makes: they are printed in documents, and so good for nothing without `--dev`.
pub const DEVELOPMENT_SECRETS: [&str; 2] =
    ["kwg_test_DevelopmentGateSecret000000000001fLMkM", "kwg_test_DevelopmentNginxGateSecret0000002aygHG"];

static TEMPLATE: LazyLock<Template> =
    LazyLock::new(|| "kwg_{env}_{base62:32}{crc}".parse().expect("a template that a test reads"));
static DEVELOPMENT: LazyLock<[Digest; 2]> = LazyLock::new(|| DEVELOPMENT_SECRETS.map(Digest::sha256));

/// A new secret.
pub(super) fn mint(authority: &Authority, environment: EnvironmentType) -> PlainSecret {
    TEMPLATE.generate(environment.tag(), authority.entropy())
}

/// What a presented text is looked up by; `None` for one that is nobody's secret.
pub(super) fn digest(authority: &Authority, text: &str) -> Option<Digest> {
    if text.len() != TEMPLATE.max_len() {
        return None;
    }
    let digest = Digest::sha256(text);
    let development = DEVELOPMENT.contains(&digest);
    (!development || authority.policy().development).then_some(digest)
}

/// Whether a text that was not found is worth a look into the database.
pub(super) fn is_well_formed(text: &str) -> bool {
    TEMPLATE.matches(text) == Match::Fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_development_secrets_are_secrets() {
        for secret in DEVELOPMENT_SECRETS {
            assert!(is_well_formed(secret));
            assert_eq!(secret.len(), TEMPLATE.max_len());
        }
    }
}
