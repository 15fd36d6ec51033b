//! The configuration from its five layers, and the commands that show it.

use keyward_server::config::{Config, DEVELOPMENT_KEYS, Flag, Loaded, SourceFile, Sources};
use toml::{Table, Value};

use crate::args::{ConfigCommand, Global, Serve};
use crate::failure::Failure;
use crate::output;

/// `keyward config …`
pub(crate) fn run(global: &Global, what: &ConfigCommand) -> Result<(), Failure> {
    let loaded = load(global, None)?;
    loaded.config.forbid_development_keys(false).map_err(Failure::misused)?;
    match what {
        ConfigCommand::Print => output::text(&loaded.print()),
        ConfigCommand::Check => output::text("The configuration is in order.\n"),
    }
}

/// Reads every layer.
pub(crate) fn load(global: &Global, serve: Option<&Serve>) -> Result<Loaded, Failure> {
    let file = global.config.as_deref().map(SourceFile::read).transpose().map_err(Failure::misused)?;
    #[expect(
        clippy::disallowed_methods,
        reason = "the environment is a layer of the configuration, read here alone"
    )]
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    Config::load(Sources { file, environment, flags: flags(global, serve) }).map_err(Failure::misused)
}

fn flags(global: &Global, serve: Option<&Serve>) -> Vec<Flag> {
    let mut flags = Vec::new();
    let mut set = |key: &str, value: Option<Value>, name: &str| {
        if let Some(value) = value {
            flags.push(Flag::new(key, value, name));
        }
    };
    let text = |value: &Option<String>| value.clone().map(Value::String);
    set("preset", text(&global.preset), "--preset");
    set(
        "data_dir",
        global.data_dir.as_ref().map(|path| path.to_string_lossy().into_owned().into()),
        "--data-dir",
    );
    set("database.url", text(&global.database_url), "--database-url");
    if let Some(serve) = serve {
        set("server.listen", text(&serve.listen), "--listen");
        set("server.metrics_listen", text(&serve.metrics_listen), "--metrics-listen");
        let grpc = serve.grpc_listen.clone().or_else(|| serve.dev.then(|| crate::dev::GRPC.to_owned()));
        set("server.grpc_listen", grpc.map(Value::String), "--grpc-listen");
        set("database.migrate", serve.no_migrate.then_some(Value::Boolean(false)), "--no-migrate");
        if serve.dev {
            for key in DEVELOPMENT_KEYS {
                set(&format!("auth.static_keys.{}", key.sha256), Some(development_key(key.name)), "--dev");
            }
        }
    }
    flags
}

/// The tenant, person and environment that `crate::dev` makes.
fn development_key(name: &str) -> Value {
    let entries = [
        ("tenant", crate::dev::TENANT),
        ("user", crate::dev::PERSON),
        ("name", name),
        ("environment", "Development"),
    ];
    Value::Table(
        entries.into_iter().map(|(key, value)| (key.to_owned(), Value::from(value))).collect::<Table>(),
    )
}
