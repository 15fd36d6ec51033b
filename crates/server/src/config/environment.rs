//! `KEYWARD_*`: a key's variable is its dotted name in capitals, each dot an underscore.

use keyward_token::PepperId;
use toml::Value;
use zeroize::Zeroizing;

use super::keys::{Key, Kind, MAPS, keys};
use super::layers::{Setting, single};
use super::nearest::distance;
use super::secrets::from_hex;
use super::{ConfigError, ConfigErrors, MasterSecret, Origin, Secrets};

const PREFIX: &str = "KEYWARD_";
const MASTER: &str = "KEYWARD_MASTER_SECRET";
const PEPPER: &str = "KEYWARD_PEPPER_";
const S3_SECRET: &str = "KEYWARD_RELEASES_S3_SECRET";
const SMTP_PASSWORD: &str = "KEYWARD_MAIL_SMTP_PASSWORD";

/// Variables that the command line and the tests use for themselves.
const RESERVED: [&str; 3] = ["KEYWARD_URL", "KEYWARD_API_KEY", "KEYWARD_CONFIG"];

/// What the environment sets; variables of other programs are passed over.
pub(super) fn read(
    mut variables: Vec<(String, String)>,
    errors: &mut ConfigErrors,
) -> (Vec<Setting>, Secrets) {
    variables.retain(|(name, value)| name.starts_with(PREFIX) && !is_reserved(name, value));
    variables.sort();
    let keys = keys();
    let (mut settings, mut secrets) = (Vec::new(), Secrets::default());
    for (name, text) in variables {
        let outcome = if name == SMTP_PASSWORD {
            secrets.smtp_password = Some(Zeroizing::new(text));
            Ok(())
        } else if name == S3_SECRET {
            secrets.s3_secret = Some(Zeroizing::new(text));
            Ok(())
        } else if name == MASTER || name.starts_with(PEPPER) {
            secret(&name, &text, &mut secrets)
        } else {
            setting(&keys, &name, &text).map(|set| settings.extend(set))
        };
        errors.extend(outcome.err());
    }
    (settings, secrets)
}

fn setting(keys: &[Key], name: &str, text: &str) -> Result<Vec<Setting>, ConfigError> {
    let origin = Origin::Environment(name.to_owned());
    let Some(key) = keys.iter().find(|key| key.kind != Kind::Map && key.variable() == name) else {
        return Err(ConfigError::new(origin, "", unknown(keys, name)));
    };
    if text.is_empty() && key.kind != Kind::List {
        return Err(ConfigError::new(
            origin,
            &key.name,
            "is empty; unset the variable to leave the key alone",
        ));
    }
    single(&key.name, value(key.kind, text), &origin)
}

/// A variable's text as a TOML value of the key's type; as text where it is none, to be refused with
/// what was expected.
fn value(kind: Kind, text: &str) -> Value {
    let literal = || text.trim().parse::<Value>().ok();
    let fitting = match kind {
        Kind::Number => literal().filter(Value::is_integer),
        Kind::Boolean => literal().filter(Value::is_bool),
        Kind::List => literal().filter(Value::is_array).or_else(|| Some(list(text))),
        Kind::Text | Kind::Map => None,
    };
    fitting.unwrap_or_else(|| Value::String(text.to_owned()))
}

fn list(text: &str) -> Value {
    let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
}

fn secret(name: &str, text: &str, secrets: &mut Secrets) -> Result<(), ConfigError> {
    let refused = |reason: String| ConfigError::new(Origin::Environment(name.to_owned()), "", reason);
    let bytes = from_hex(text).map_err(|reason| refused(reason.to_owned()))?;
    match name.strip_prefix(PEPPER) {
        None => secrets.master = Some(MasterSecret::new(bytes)),
        Some(id) => {
            let id = id.to_ascii_lowercase();
            let id = id.parse::<PepperId>().map_err(|reason| refused(reason.to_string()))?;
            secrets.peppers.insert(id, Zeroizing::new(bytes));
        }
    }
    Ok(())
}

fn unknown(keys: &[Key], name: &str) -> String {
    if let Some(map) =
        MAPS.iter().find(|map| name[PREFIX.len()..].starts_with(&map.replace('.', "_").to_uppercase()))
    {
        return format!("[{map}] is set in a file alone");
    }
    let variables = keys.iter().filter(|key| key.kind != Kind::Map).map(Key::variable);
    let nearest = variables.chain([MASTER.to_owned()]).min_by_key(|variable| distance(name, variable));
    format!("unknown variable; the nearest known one is {}", nearest.unwrap_or_default())
}

/// Whether a variable is for something else. Kubernetes and Docker tell every container the address of a
/// service called `keyward` in variables of its name: those too.
fn is_reserved(name: &str, value: &str) -> bool {
    let link = name.ends_with("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
        || name.split_once("_PORT_").is_some_and(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit()))
        || (name.ends_with("_PORT")
            && ["tcp://", "udp://", "sctp://"].iter().any(|start| value.starts_with(start)));
    link || RESERVED.contains(&name) || name.starts_with("KEYWARD_TEST_")
}

#[cfg(test)]
mod tests {
    use super::super::support::{environment, failure, load};

    #[test]
    fn values_take_the_key_s_type() {
        let config = load(environment(&[
            ("KEYWARD_DATA_DIR", "/var/lib/keyward"),
            ("KEYWARD_SERVER_MAX_BODY_BYTES", "2_097_152"),
            ("KEYWARD_SERVER_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.1"),
            ("KEYWARD_DATABASE_MIGRATE", "false"),
            ("KEYWARD_LOG_LEVEL", "debug"),
            ("KEYWARD_PRESET", "flapjack"),
            ("HOME", "/home/ada"),
        ]))
        .config;
        assert_eq!(config.data_dir.to_str(), Some("/var/lib/keyward"));
        assert_eq!(config.server.max_body_bytes, 2_097_152);
        assert_eq!(config.server.trusted_proxies.len(), 2);
        assert!(!config.database.migrate);
        assert_eq!(config.log.level.as_str(), "debug");
        assert_eq!(config.issue.flapjack.as_str(), "flapjack");
    }

    #[test]
    fn a_list_may_be_empty_or_a_literal() {
        for (text, count) in [("", 0), ("[\"10.0.0.0/8\", \"::1\"]", 2)] {
            let config = load(environment(&[("KEYWARD_SERVER_TRUSTED_PROXIES", text)])).config;
            assert_eq!(config.server.trusted_proxies.len(), count, "{text}");
        }
    }

    #[test]
    fn errors_name_the_variable() {
        for (name, value, expected) in [
            ("KEYWARD_SERVER_LISEN", "x", "unknown variable; the nearest known one is KEYWARD_SERVER_LISTEN"),
            ("KEYWARD_FORMATS_ACME", "x", "[formats] is set in a file alone"),
            ("KEYWARD_AUTH_STATIC_KEYS", "x", "[auth.static_keys] is set in a file alone"),
            ("KEYWARD_LOG_LEVEL", "", "log.level: is empty; unset the variable to leave the key alone"),
            (
                "KEYWARD_GATE_MAX_KEYS",
                "many",
                "gate.max_keys: invalid type: text, expected a whole number from 1 to 100000000",
            ),
            (
                "KEYWARD_GATE_MAX_KEYS",
                "0",
                "gate.max_keys: must be a whole number from 1 to 100000000, not 0",
            ),
            (
                "KEYWARD_DATABASE_MIGRATE",
                "yes",
                "database.migrate: invalid type: text, expected true or false",
            ),
            (
                "KEYWARD_SERVER_TRUSTED_PROXIES",
                "10.0.0.0/8,proxy",
                "server.trusted_proxies: \"proxy\" is no network like 10.0.0.0/8 and no address",
            ),
            ("KEYWARD_MASTER_SECRET", "5ec4e7", "must be 64 hexadecimal digits (32 bytes)"),
            ("KEYWARD_PEPPER_P1", "5ec4e7", "must be 64 hexadecimal digits (32 bytes)"),
        ] {
            assert_eq!(failure(environment(&[(name, value)])), format!("environment {name}: {expected}"));
        }
    }

    #[test]
    fn what_is_for_others_is_passed_over() {
        let loaded = load(environment(&[
            ("KEYWARD_URL", "x"),
            ("KEYWARD_API_KEY", "x"),
            ("KEYWARD_CONFIG", "x"),
            ("KEYWARD_TEST_ANYTHING", "x"),
            ("KEYWARD_SERVICE_HOST", "10.1.2.3"),
            ("KEYWARD_SERVICE_PORT_HTTP", "4870"),
            ("KEYWARD_PORT", "tcp://10.1.2.3:4870"),
            ("KEYWARD_PORT_4870_TCP_ADDR", "10.1.2.3"),
        ]));
        assert_eq!(loaded, load(environment(&[])));
        assert!(failure(environment(&[("KEYWARD_PORT", "4870")])).contains("unknown variable"));
    }

    #[test]
    fn secrets_come_in_and_show_nowhere() {
        let (pepper, master) = ("a1".repeat(32), "b2".repeat(32));
        let loaded = load(environment(&[("KEYWARD_PEPPER_P1", &pepper), ("KEYWARD_MASTER_SECRET", &master)]));
        let secrets = &loaded.config.secrets;
        assert_eq!(secrets.master.as_ref().map(|master| *master.expose()), Some([0xb2; 32]));
        assert_eq!(
            secrets.peppers.iter().map(|(id, bytes)| (id.as_str(), **bytes)).collect::<Vec<_>>(),
            [("p1", [0xa1; 32])]
        );
        for shown in [format!("{loaded:?}"), loaded.print()] {
            assert!(
                !shown.contains("a1a1") && !shown.contains("b2b2") && !shown.contains("161, 161"),
                "{shown}"
            );
        }
    }
}
