use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Table, Value};

use super::layers::{Setting, insert};
use super::reason::reason;
use super::{
    Config, ConfigError, ConfigErrors, Origin, Origins, Preset, SourceFile, Sources, check, environment,
    flags, issuers, layers,
};

/// A whole configuration, and where each of its keys was set.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// What the server uses.
    pub config: Config,
    /// Which layer set what.
    pub origins: Origins,
}

impl Config {
    /// Puts the layers on top of each other and checks each alone and all together; gives every error
    /// that can be told apart.
    pub fn load(sources: Sources) -> Result<Loaded, ConfigErrors> {
        let mut errors = ConfigErrors::default();
        let file = sources.file.map(|file| read_file(&file, &mut errors)).unwrap_or_default();
        let variables = sources.environment.clone();
        let (environment, secrets) = environment::read(sources.environment, &mut errors);
        let flags = flags::read(sources.flags, &mut errors);

        let above: Vec<Setting> = file.into_iter().chain(environment).chain(flags).collect();
        let settings = preset(&above, &mut errors).into_iter().chain(above);
        if !errors.is_empty() {
            return Err(errors);
        }

        let (config, origins) = merge(settings)?;
        let mut config = Self { secrets, ..config };
        errors.extend(issuers::secrets(&mut config, &origins, &variables));
        check::check(&config, &origins, &mut errors);
        errors.or(Loaded { config, origins })
    }
}

fn read_file(file: &SourceFile, errors: &mut ConfigErrors) -> Vec<Setting> {
    let read = layers::read(&file.text, |at| Origin::File(file.name.clone(), at));
    read.unwrap_or_else(|found| {
        errors.extend(found);
        Vec::new()
    })
}

/// The settings of the preset that the layers above name, the topmost first.
fn preset(above: &[Setting], errors: &mut ConfigErrors) -> Vec<Setting> {
    let named = above.iter().rev().find(|setting| setting.key == "preset");
    let preset = named.and_then(|setting| setting.value.as_str()?.parse::<Preset>().ok());
    let read =
        preset.map_or(Ok(Vec::new()), |preset| layers::read(preset.text(), |at| Origin::Preset(preset, at)));
    read.unwrap_or_else(|found| {
        errors.extend(found);
        Vec::new()
    })
}

/// The last setting of each key, as one configuration.
fn merge(settings: impl Iterator<Item = Setting>) -> Result<(Config, Origins), ConfigError> {
    let last: BTreeMap<String, (Value, Origin)> =
        settings.map(|setting| (setting.key, (setting.value, setting.origin))).collect();
    let mut table = Table::new();
    for (key, (value, _)) in &last {
        insert(&mut table, key, value.clone());
    }
    // Each layer was read alone before, so that nothing is left here to be refused.
    let config = Config::deserialize(Value::Table(table))
        .map_err(|error| ConfigError::new(None, "", reason(error.message())))?;
    Ok((config, last.into_iter().map(|(key, (_, origin))| (key, origin)).collect()))
}

#[cfg(test)]
mod tests {
    use super::super::Flag;
    use super::super::support::{failure, file, load};
    use super::*;

    fn layered(text: &str, variable: Option<&str>, flag: Option<&str>) -> (String, String) {
        let loaded = load(Sources {
            environment: variable
                .map(|value| ("KEYWARD_ISSUE_HUB".into(), value.into()))
                .into_iter()
                .collect(),
            flags: flag.map(|value| Flag::new("issue.hub", value, "--hub")).into_iter().collect(),
            ..file(text)
        });
        (loaded.config.issue.hub.to_string(), loaded.origins.of("issue.hub").to_string())
    }

    #[test]
    fn the_last_layer_stands() {
        let (preset, own) =
            ("preset = \"flavor-hub\"\n", "preset = \"flavor-hub\"\nissue.hub = \"secret\"\n");
        let told = |value: &str, origin: &str| (value.to_owned(), origin.to_owned());
        assert_eq!(layered("", None, None), told("native", "default"));
        let (value, origin) = layered(preset, None, None);
        assert!(value == "hub" && origin.starts_with("preset flavor-hub:"), "{value} {origin}");
        assert_eq!(layered(own, None, None), told("secret", "keyward.toml:2:7"));
        assert_eq!(layered(own, Some("flapjack"), None), told("flapjack", "environment KEYWARD_ISSUE_HUB"));
        assert_eq!(layered(own, Some("flapjack"), Some("publishable")), told("publishable", "flag --hub"));
    }

    #[test]
    fn a_preset_named_by_a_flag_stands_over_the_file_s() {
        let flags = vec![Flag::new("preset", "flapjack", "--preset")];
        let config = load(Sources { flags, ..file("preset = \"flavor-hub\"") }).config;
        assert_eq!(config.preset, Some(Preset::Flapjack));
        assert_eq!((config.issue.hub.as_str(), config.issue.flapjack.as_str()), ("native", "flapjack"));
    }

    #[test]
    fn an_entry_of_a_map_is_one_setting() {
        let digest = "0f".repeat(32);
        let entry = |rest: &str| {
            Value::Table(
                format!("tenant = \"acme\"\nuser = \"ada\"\nname = \"k\"\n{rest}").parse().expect("a table"),
            )
        };
        let key = format!("auth.static_keys.{digest}");
        let loaded = load(Sources {
            flags: vec![Flag::new(&key, entry(""), "--dev")],
            ..file(&format!("[auth.static_keys]\n{digest} = {}", entry("environment = \"production\"")))
        });
        let keys: Vec<_> = loaded.config.auth.static_keys.values().collect();
        assert_eq!(keys.len(), 1);
        assert!(keys[0].is_active && keys[0].environment.is_none());
        assert_eq!(loaded.origins.of(&key).to_string(), "flag --dev");
    }

    #[test]
    fn every_error_is_told_in_the_order_of_the_layers() {
        let sources = Sources {
            environment: vec![("KEYWARD_LOG_FORMAT".into(), "xml".into())],
            flags: vec![Flag::new("log.level", "loud", "--log")],
            ..file("[server]\nlisten = 1\n[log]\nformt = \"json\"\n[limits]\npage_max = 0")
        };
        assert_eq!(
            failure(sources),
            "keyward.toml:2:10: server.listen: invalid type: integer `1`, expected text in quotes\n\
             keyward.toml:4:1: log.formt: unknown key, did you mean format? (allowed here: format, level)\n\
             keyward.toml:6:12: limits.page_max: must be a whole number from 1 to 10000, not 0\n\
             environment KEYWARD_LOG_FORMAT: log.format: must be text or json\n\
             flag --log: log.level: must be off, error, warn, info, debug or trace, or a list like info,keyward_gate=debug"
        );
    }
}
