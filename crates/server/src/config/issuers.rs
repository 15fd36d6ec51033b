//! External issuers: their secrets from the environment, and one against another.

use super::{Config, ConfigError, Origins};

const KEY: &str = "auth.issuers";

/// Takes the secrets that `hs256_secret_env` names out of the environment; gives what is wrong with them.
pub(super) fn secrets(
    config: &mut Config,
    origins: &Origins,
    variables: &[(String, String)],
) -> Vec<ConfigError> {
    let mut errors = Vec::new();
    for name in config.auth.issuers.iter().filter_map(|issuer| issuer.hs256_secret_env.as_ref()) {
        let text = variables.iter().find(|(variable, _)| variable == name).map(|(_, text)| text);
        let secret = text.ok_or("is not set").and_then(|text| text.parse());
        match secret {
            Ok(secret) => {
                config.secrets.issuers.insert(name.clone(), secret);
            }
            Err(reason) => {
                errors.push(error(origins, format!("the variable {name} of hs256_secret_env {reason}")));
            }
        }
    }
    errors
}

/// Adds what is wrong between issuers: which one a token is for must never be open.
pub(super) fn check(config: &Config, origins: &Origins) -> Vec<ConfigError> {
    let names: Vec<&str> = config.auth.issuers.iter().map(|issuer| issuer.name.as_str()).collect();
    let twice = |index: usize| names[..index].contains(&names[index]);
    let each = names.iter().enumerate();
    each.filter_map(|(index, name)| {
        if *name == config.own_issuer() {
            Some(error(origins, format!("{name} is this server itself")))
        } else if twice(index) {
            Some(error(origins, format!("{name} is there twice")))
        } else {
            None
        }
    })
    .collect()
}

fn error(origins: &Origins, reason: String) -> ConfigError {
    ConfigError::new(origins.of(KEY).clone(), KEY, reason)
}

#[cfg(test)]
mod tests {
    use super::super::Sources;
    use super::super::support::{environment, failure, file, load};

    const SECRET: &str = "a secret that has 32 bytes, or more";

    fn entry(rest: &str) -> String {
        format!("[[auth.issuers]]\nissuer = \"https://id.example\"\n{rest}\n")
    }

    #[test]
    fn what_is_wrong_has_its_place() {
        let url = "jwks_url = \"https://id.example/jwks\"";
        for (rest, expected) in [
            (
                "create_tenant = true".to_owned(),
                "keyward.toml:1:1: auth.issuers: https://id.example: must have exactly one of jwks_url, jwks_file, hs256_secret, hs256_secret_file and hs256_secret_env",
            ),
            (
                format!("{url}\nhs256_secret = \"{SECRET}\"\ncreate_tenant = true"),
                "keyward.toml:1:1: auth.issuers: https://id.example: must have exactly one of jwks_url, jwks_file, hs256_secret, hs256_secret_file and hs256_secret_env",
            ),
            (
                url.to_owned(),
                "keyward.toml:1:1: auth.issuers: https://id.example: lets nobody in: set tenant, tenants or create_tenant",
            ),
            (
                format!("{url}\ntenants = {{ a = \"b\" }}"),
                "keyward.toml:1:1: auth.issuers: https://id.example: tenants needs tenant_claim",
            ),
            (
                format!("{url}\ntenant = \"a\"\ncreate_tenant = true"),
                "keyward.toml:1:1: auth.issuers: https://id.example: tenant can't stand beside tenant_claim or create_tenant: everybody belongs to that one",
            ),
            (
                format!("{url}\ntenant = \"a\"\ndefault_roles = [\"key_verifier\"]"),
                "keyward.toml:1:1: auth.issuers: https://id.example: default_roles: key_verifier is for service accounts",
            ),
            (
                "jwks_url = \"http://id.example/jwks\"".to_owned(),
                "keyward.toml:3:12: auth.issuers.jwks_url: must be a URL like https://id.example.com/jwks.json, with https unless it is on this machine",
            ),
            (
                "hs256_secret = \"hunter2\"".to_owned(),
                "keyward.toml:3:16: auth.issuers.hs256_secret: must have at least 32 bytes",
            ),
            ("jwks = 1".to_owned(), "keyward.toml:3:1: auth.issuers.jwks: unknown key"),
        ] {
            let told = failure(file(&entry(&rest)));
            assert!(told.starts_with(expected) && told.lines().count() == 1, "{told}\n{expected}");
        }
    }

    #[test]
    fn the_entry_at_fault_is_the_one_that_is_named() {
        let good = entry("jwks_url = \"https://id.example/jwks\"\ncreate_tenant = true");
        let other = entry("create_tenant = true").replace("id.example", "other.example");
        let told = failure(file(&format!("{good}{other}")));
        assert!(told.contains("auth.issuers: https://other.example: must have exactly one of"), "{told}");
        let told = failure(file(&format!("{good}{}[gate]\nmax_keys = 0", entry("jwks_file = 7"))));
        let lines: Vec<_> = told.lines().collect();
        assert!(lines[0].starts_with("keyward.toml:7:13: auth.issuers.jwks_file: "), "{told}");
        assert!(lines.len() == 2 && lines[1].starts_with("keyward.toml:9:12: gate.max_keys: "), "{told}");
    }

    #[test]
    fn one_that_is_there_twice_or_is_this_server_is_refused() {
        let url = "jwks_url = \"https://id.example/jwks\"\ncreate_tenant = true";
        let told = failure(file(&entry(url).repeat(2)));
        assert!(told.ends_with("auth.issuers: https://id.example is there twice"), "{told}");
        let told = failure(file(&format!("server.public_url = \"https://id.example\"\n{}", entry(url))));
        assert!(told.ends_with("auth.issuers: https://id.example is this server itself"), "{told}");
    }

    #[test]
    fn a_secret_is_never_printed() {
        let text = entry(&format!("hs256_secret = \"{SECRET}\"\ncreate_tenant = true"));
        let loaded = load(file(&text));
        assert!(!format!("{}{loaded:?}", loaded.print()).contains(SECRET));
        assert!(loaded.print().contains("hs256_secret = \"********\""), "{}", loaded.print());
        let given = loaded.config.auth.issuers[0].hs256_secret.as_ref().expect("a secret");
        assert_eq!(given.expose().expose(), SECRET);
    }

    #[test]
    fn a_secret_may_come_from_a_variable() {
        let text = entry("hs256_secret_env = \"SUPABASE_JWT_SECRET\"\ncreate_tenant = true");
        let told = failure(file(&text));
        assert!(told.ends_with("the variable SUPABASE_JWT_SECRET of hs256_secret_env is not set"), "{told}");
        let variables = environment(&[("SUPABASE_JWT_SECRET", SECRET)]).environment;
        let loaded = load(Sources { environment: variables, ..file(&text) });
        assert_eq!(loaded.config.secrets.issuers["SUPABASE_JWT_SECRET"].expose().expose(), SECRET);
        assert!(!format!("{}{loaded:?}", loaded.print()).contains(SECRET));
    }
}
