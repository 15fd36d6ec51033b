use super::{Config, ConfigError, keys::join};

/// A key that is printed in documentation, and so is good for a developer's own machine alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DevelopmentKey {
    /// What it is called.
    pub name: &'static str,
    /// Its SHA-256, as a key of `[auth.static_keys]`.
    pub sha256: &'static str,
}

/// The keys that `serve --dev` adds and that nothing else may have.
pub const DEVELOPMENT_KEYS: [DevelopmentKey; 2] = [
    DevelopmentKey {
        name: "Development key",
        sha256: "c3b3fa371183f0df159d659da0b42c5270c8d53c22e180df2286e059c75802ab",
    },
    DevelopmentKey {
        name: "Local test key",
        sha256: "0cfd568f22158887f8b77bc019fb245b1f14077b80936342b052985efa7de46c",
    },
];

impl Config {
    /// Refuses a [development key](DEVELOPMENT_KEYS), active or not, unless the server runs with `--dev`.
    pub fn forbid_development_keys(&self, dev: bool) -> Result<(), ConfigError> {
        let is_configured = |known: &DevelopmentKey| {
            self.auth.static_keys.keys().any(|digest| digest.to_string() == known.sha256)
        };
        let Some(found) = DEVELOPMENT_KEYS.iter().find(|known| !dev && is_configured(known)) else {
            return Ok(());
        };
        let reason = format!("is the \"{}\" that everybody knows; it is taken with --dev alone", found.name);
        Err(ConfigError::new(None, join("auth.static_keys", found.sha256), reason))
    }
}

#[cfg(test)]
mod tests {
    use super::super::support::{file, load};
    use super::*;

    #[test]
    fn known_keys_are_for_development_alone() {
        for known in DEVELOPMENT_KEYS {
            let entry = "tenant = \"a\"\nuser = \"b\"\nname = \"c\"\nis_active = false";
            let config = load(file(&format!("[auth.static_keys.{}]\n{entry}", known.sha256))).config;
            assert_eq!(config.forbid_development_keys(true), Ok(()));
            let start = &known.sha256[..8];
            assert_eq!(
                config.forbid_development_keys(false).expect_err("refused").to_string(),
                format!(
                    "auth.static_keys.{start}…: is the \"{}\" that everybody knows; it is taken with --dev alone",
                    known.name
                )
            );
        }
        assert_eq!(Config::default().forbid_development_keys(false), Ok(()));
    }

    #[test]
    fn the_digests_are_those_of_the_documented_keys() {
        let documented = [
            "0cc505d7b917e0b1f25ccbea029dd43f4002edfea46b7f941f281911246768fe",
            "sk_local_flexprice_test_key",
        ];
        let digests = documented.map(|key| keyward_token::Digest::sha256(key).to_hex());
        assert_eq!(digests, DEVELOPMENT_KEYS.map(|known| known.sha256));
    }
}
