use super::layers::{Setting, single};
use super::{ConfigErrors, Flag, Origin};

/// What the flags set.
pub(super) fn read(flags: Vec<Flag>, errors: &mut ConfigErrors) -> Vec<Setting> {
    let mut settings = Vec::new();
    for Flag { key, value, name } in flags {
        match single(&key, value, &Origin::Flag(name)) {
            Ok(set) => settings.extend(set),
            Err(error) => errors.push(error),
        }
    }
    settings
}

#[cfg(test)]
mod tests {
    use toml::Value;

    use super::super::Sources;
    use super::super::support::{failure, load};
    use super::*;

    fn flag(key: &str, value: impl Into<Value>, name: &str) -> Sources {
        Sources { flags: vec![Flag::new(key, value, name)], ..Sources::default() }
    }

    #[test]
    fn a_flag_sets_its_key() {
        let loaded = load(flag("server.listen", "127.0.0.1:0", "--listen"));
        assert_eq!(loaded.config.server.listen.port(), 0);
        assert_eq!(*loaded.origins.of("server.listen"), Origin::Flag("--listen".to_owned()));
    }

    #[test]
    fn errors_name_the_flag() {
        assert_eq!(
            failure(flag("server.listen", "nowhere", "--listen")),
            "flag --listen: server.listen: must be an address and port like 127.0.0.1:4870"
        );
        assert_eq!(
            failure(flag("log.levl", "info", "--set")),
            "flag --set: log.levl: unknown key, did you mean level? (allowed here: format, level)"
        );
    }
}
