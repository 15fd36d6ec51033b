//! What can be checked only with every layer in place: one key against another.

use std::net::SocketAddr;

use keyward_token::{FormatName, Formats, FormatsError};

use super::keys::join;
use super::{Config, ConfigError, ConfigErrors, MetricsListen, Origins, issuers};

/// Adds everything that is wrong between keys.
pub(super) fn check(config: &Config, origins: &Origins, errors: &mut ConfigErrors) {
    errors.extend(listeners(config, origins));
    errors.extend(pages(config, origins));
    errors.extend(issuers::check(config, origins));
    match config.formats() {
        Ok(formats) => errors.extend(issued(config, origins, &formats)),
        Err(error) => errors.push(refused_formats(config, origins, &error)),
    }
}

fn listeners(config: &Config, origins: &Origins) -> Vec<ConfigError> {
    let (server, mut errors) = (&config.server, Vec::new());
    let listeners = [
        ("server.metrics_listen", server.metrics_listen),
        ("server.grpc_listen", server.grpc_listen),
        ("server.listen", MetricsListen::At(server.listen)),
    ];
    for (at, (key, one)) in listeners.iter().enumerate() {
        for (other_key, other) in &listeners[at + 1..] {
            if let (MetricsListen::At(one), MetricsListen::At(other)) = (one, other)
                && collide(*one, *other)
            {
                let reason = |other: &str| format!("would listen where {other} does");
                errors.push(blame(origins, [key, other_key], reason));
            }
        }
    }
    errors
}

fn collide(one: SocketAddr, other: SocketAddr) -> bool {
    let overlap = one.ip() == other.ip() || one.ip().is_unspecified() || other.ip().is_unspecified();
    one.port() != 0 && one.port() == other.port() && overlap
}

fn pages(config: &Config, origins: &Origins) -> Option<ConfigError> {
    let (usual, most) = (config.limits.page_default, config.limits.page_max);
    (usual > most).then(|| {
        let reason =
            |other: &str| format!("does not fit {other}: a page has {usual} rows by default, {most} at most");
        blame(origins, ["limits.page_default", "limits.page_max"], reason)
    })
}

/// Puts an error between two keys on the one that the later layer set.
fn blame(origins: &Origins, keys: [&str; 2], reason: impl Fn(&str) -> String) -> ConfigError {
    let [key, other] = if origins.of(keys[1]) > origins.of(keys[0]) { [keys[1], keys[0]] } else { keys };
    let other = format!("{other} ({})", origins.of(other));
    ConfigError::new(origins.of(key).clone(), key, reason(&other))
}

fn issued(config: &Config, origins: &Origins, formats: &Formats) -> Vec<ConfigError> {
    let unknown =
        config.issue.by_surface().into_iter().filter(|(_, name)| formats.get(name.as_str()).is_none());
    let names: Vec<&str> = formats.iter().map(|format| format.name.as_str()).collect();
    let names = names.join(", ");
    unknown
        .map(|(surface, name)| {
            let key = join("issue", surface);
            ConfigError::new(
                origins.of(&key).clone(),
                key,
                format!("no format is called {name} (there are: {names})"),
            )
        })
        .collect()
}

/// Puts a refusal on the configured format that it names.
fn refused_formats(config: &Config, origins: &Origins, error: &FormatsError) -> ConfigError {
    let names: Vec<&FormatName> = match error {
        FormatsError::Ambiguous(one, other) => vec![other, one],
        FormatsError::TooWeak(name, _)
        | FormatsError::TellsTooMuch(name, _)
        | FormatsError::TooLong(name, _)
        | FormatsError::NoPrefix(name) => vec![name],
    };
    let key = names
        .into_iter()
        .find(|name| config.formats.contains_key(*name))
        .map(|name| join("formats", name.as_str()));
    let origin = key.as_ref().map(|key| origins.of(key).clone());
    ConfigError::new(origin, key.unwrap_or_default(), error.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::support::{environment, failure, file, load};
    use super::super::{Flag, Sources};

    #[test]
    fn a_format_that_is_not_there_is_named() {
        assert_eq!(
            failure(file("[issue]\nhub = \"hubb\"")),
            "keyward.toml:2:1: issue.hub: no format is called hubb \
             (there are: native, hub, secret, publishable, flapjack)"
        );
        let own = "[issue]\nhub = \"acme\"\n[formats.acme]\ntemplate = \"acme_{hex:40}\"\n";
        assert_eq!(load(file(own)).config.issue.hub.as_str(), "acme");
    }

    #[test]
    fn a_format_that_is_unsafe_is_named() {
        assert_eq!(
            failure(file("[formats.acme]\ntemplate = \"acme_{hex:4}\"")),
            "keyward.toml:1:10: formats.acme: format `acme`: keys have 16 random bits, fewer than 96"
        );
        assert_eq!(
            failure(file("[formats.acme]\ntemplate = \"acme_{hex:40\"")),
            "keyward.toml:2:12: formats.acme.template: character 6: this `{` is never closed"
        );
        assert_eq!(
            failure(file("[formats.twin]\ntemplate = \"sk_{hex:64}\"\ndigest = \"hmac-sha256\"")),
            "keyward.toml:1:10: formats.twin: formats `secret` and `twin`: one text could fit both, \
             and their digests differ"
        );
    }

    #[test]
    fn the_later_layer_is_at_fault() {
        assert_eq!(
            failure(file("limits.page_max = 20")),
            "keyward.toml:1:8: limits.page_max: does not fit limits.page_default (default): \
             a page has 50 rows by default, 20 at most"
        );
        let flags = vec![Flag::new("limits.page_default", 30, "--page")];
        assert_eq!(
            failure(Sources { flags, ..file("limits.page_max = 20") }),
            "flag --page: limits.page_default: does not fit limits.page_max (keyward.toml:1:8): \
             a page has 30 rows by default, 20 at most"
        );
    }

    #[test]
    fn two_listeners_need_two_places() {
        assert_eq!(
            failure(environment(&[("KEYWARD_SERVER_LISTEN", "0.0.0.0:4871")])),
            "environment KEYWARD_SERVER_LISTEN: server.listen: would listen where server.metrics_listen (default) does"
        );
        assert_eq!(
            failure(file("server.grpc_listen = \"127.0.0.1:4870\"")),
            "keyward.toml:1:8: server.grpc_listen: would listen where server.listen (default) does"
        );
        load(file("server.listen = \"127.0.0.1:0\"\nserver.metrics_listen = \"127.0.0.1:0\""));
        load(file("server.listen = \"127.0.0.1:4871\"\nserver.metrics_listen = \"off\""));
    }
}
