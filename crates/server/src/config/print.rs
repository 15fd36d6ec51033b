use std::fmt::Write as _;

use toml::Table;

use super::keys::{Kind, MAPS, get, join, keys, to_table};
use super::{DatabaseUrl, Loaded, Origin};

impl Loaded {
    /// The configuration in effect as TOML that can be read again, each key with the layer that set it;
    /// secrets hidden.
    pub fn print(&self) -> String {
        let mut out =
            String::from("# The configuration in effect; behind each key, the layer that set it.\n\n");
        let values = to_table(&self.config);
        let (mut table, keys) = ("", keys());
        for key in keys.iter().filter(|key| key.kind != Kind::Map) {
            if key.table != table {
                table = key.table;
                line(&mut out, &format!("\n[{table}]"));
            }
            match get(&values, &key.name) {
                Some(value) => {
                    line(&mut out, &format!("{} = {value} # {}", key.field(), self.source(&key.name)));
                }
                None => line(&mut out, &format!("# {} is not set", key.field())),
            }
        }
        for map in MAPS {
            for (name, entry) in get(&values, map).and_then(|map| map.as_table()).into_iter().flatten() {
                let key = join(map, name);
                line(&mut out, &format!("\n[{key}] # {}", self.source(&key)));
                line(&mut out, entry.as_table().unwrap_or(&Table::new()).to_string().trim_end());
            }
        }
        self.print_secrets(&mut out);
        out
    }

    fn print_secrets(&self, out: &mut String) {
        let secrets = &self.config.secrets;
        let peppers = secrets.peppers.keys().map(|id| format!("pepper {id}"));
        let master = secrets.master.as_ref().map(|_| "master secret".to_owned());
        let issuers = secrets.issuers.keys().map(|variable| format!("issuer's secret {variable}"));
        let mail = secrets.smtp_password.as_ref().map(|_| "mail server's password".to_owned());
        let bucket = secrets.s3_secret.as_ref().map(|_| "secret of the releases' bucket".to_owned());
        for (i, secret) in peppers.chain(master).chain(issuers).chain(mail).chain(bucket).enumerate() {
            line(
                out,
                &format!("{}# {secret}: from the environment (hidden)", if i == 0 { "\n" } else { "" }),
            );
        }
    }

    fn source(&self, key: &str) -> String {
        let source = match self.origins.of(key) {
            Origin::Default => "default".to_owned(),
            other => format!("from {}", other.source()),
        };
        let hides =
            key == "database.url" && self.config.database.url.as_ref().is_some_and(DatabaseUrl::has_password);
        // A name from outside may not end the comment.
        let source: String = source.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
        if hides { format!("{source} (password hidden)") } else { source }
    }
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("a string takes everything");
}

#[cfg(test)]
mod tests {
    use super::super::support::{environment, file, load};
    use super::super::{Config, Flag, Sources};

    /// A file with something of everything.
    const FULL: &str = r#"
        preset = "flavor-hub"
        data_dir = "it's \"here\""
        [server]
        public_url = "https://keys.example.com"
        trusted_proxies = ["10.0.0.0/8", "::1"]
        metrics_listen = "off"
        [peppers]
        current = "p1"
        [formats.acme]
        template = "acme_{env}_{base62:32}{crc}"
        [auth.static_keys.0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f]
        tenant = "acme"
        user = "ada@example.com"
        name = "Ada's \"key\""
    "#;

    #[test]
    fn what_is_printed_reads_back() {
        for sources in [Sources::default(), file(FULL)] {
            let first = load(sources);
            let again = load(file(&first.print()));
            assert_eq!(again.config, first.config);
        }
    }

    #[test]
    fn each_key_says_which_layer_set_it() {
        let sources = Sources {
            flags: vec![Flag::new("gate.max_keys", 5, "--max-keys")],
            environment: environment(&[("KEYWARD_LOG_LEVEL", "debug")]).environment,
            ..file(FULL)
        };
        let printed = load(sources).print();
        for line in [
            "preset = \"flavor-hub\" # from file keyward.toml",
            "listen = \"127.0.0.1:4870\" # default",
            "hub = \"hub\" # from preset flavor-hub",
            "level = \"debug\" # from environment KEYWARD_LOG_LEVEL",
            "max_keys = 5 # from flag --max-keys",
            "# url is not set",
            "[formats.acme] # from file keyward.toml",
        ] {
            assert!(printed.lines().any(|printed| printed == line), "{line}\n{printed}");
        }
    }

    #[test]
    fn the_default_is_printed_so() {
        let printed = load(Sources::default()).print();
        let head = "# The configuration in effect; behind each key, the layer that set it.\n\n\
                    # preset is not set\ndata_dir = \"keyward-data\" # default\n\n[server]\n";
        assert!(printed.starts_with(head), "{printed}");
        assert!(printed.ends_with("events_bulk = \"100/minute\" # default\n"), "{printed}");
    }

    #[test]
    fn a_password_is_never_printed() {
        let loaded = load(environment(&[("KEYWARD_DATABASE_URL", "postgres://k:hunter2@db/k")]));
        let masked =
            "url = \"postgres://k:********@db/k\" # from environment KEYWARD_DATABASE_URL (password hidden)";
        assert!(loaded.print().contains(masked), "{}", loaded.print());
        assert!(!format!("{}{loaded:?}", loaded.print()).contains("hunter2"));
        assert_eq!(loaded.config.database_url().expose(), "postgres://k:hunter2@db/k");
    }

    #[test]
    fn a_file_s_name_cannot_add_a_key() {
        let mut sources = file("data_dir = \"x\"");
        sources.file.as_mut().expect("a file").name = "a\ndata_dir = \"evil\"\n".to_owned();
        let again = Config::load(file(&load(sources).print())).expect("still TOML");
        assert_eq!(again.config.data_dir.to_str(), Some("x"));
    }
}
