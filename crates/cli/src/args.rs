//! The arguments, as typed. What they mean is checked where they are used.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::keys::KeysCommand;
use crate::roles::RolesCommand;
use crate::tenants::TenantsCommand;
use crate::users::UsersCommand;

/// A self-hosted authority for API keys: it issues them, checks them and takes them back.
#[derive(Debug, Parser)]
#[command(name = "keyward", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// Configuration file (TOML).
    #[arg(long, value_name = "FILE", global = true, env = "KEYWARD_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Built-in configuration of a product: flavor-hub, flexprice or flapjack.
    #[arg(long, value_name = "NAME", global = true)]
    pub(crate) preset: Option<String>,
    /// Where the database, generated secrets and the operator's socket live.
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) data_dir: Option<PathBuf>,
    /// `sqlite:PATH` or `postgres://…`; by default a SQLite file in the data directory.
    #[arg(long, value_name = "URL", global = true)]
    pub(crate) database_url: Option<String>,
    /// Print data as JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the server.
    Serve(Serve),
    /// Bring the database's schema up to this version.
    Migrate,
    /// Look for what is wrong with the configuration, the data directory and the database.
    Doctor,
    /// Print or check the configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Make a tenant with its first person, who is an operator too, its two environments and first keys.
    Bootstrap(Bootstrap),
    /// Issue, list, show, revoke, rotate, verify and import keys.
    Keys(Box<KeysCommand>),
    /// List, make, name, suspend and resume tenants: for operators.
    Tenants(Box<TenantsCommand>),
    /// List, name and remove people and machines, make machines, give people roles and a first password.
    Users(Box<UsersCommand>),
    /// List, make, change and delete roles.
    Roles(Box<RolesCommand>),
    /// Look whether the audit trail is what was written.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// What to do about keys that leak.
    #[command(subcommand)]
    Leaks(LeaksCommand),
    /// Print the OpenAPI document.
    Openapi,
    /// Print a completion script for a shell.
    Completions {
        /// Which shell.
        shell: Shell,
    },
}

/// Arguments of `serve`.
#[derive(Debug, Clone, Args)]
pub(crate) struct Serve {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<String>,
    /// Address and port of /metrics, or `off`.
    #[arg(long, value_name = "ADDR")]
    pub(crate) metrics_listen: Option<String>,
    /// Address and port of Envoy's ext_authz over gRPC, or `off`.
    #[arg(long, value_name = "ADDR")]
    pub(crate) grpc_listen: Option<String>,
    /// Take the well-known development keys, and fill an empty database with samples. Never in production.
    #[arg(long)]
    pub(crate) dev: bool,
    /// Refuse to start with migrations pending, rather than run them.
    #[arg(long)]
    pub(crate) no_migrate: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print the configuration in effect, secrets masked, with the source of each value.
    Print,
    /// Check the configuration; exit code 2 when something is wrong.
    Check,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Walk every tenant's chain, and name the first entry that was changed, removed or moved; exit code 1 if there is one.
    Verify,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LeaksCommand {
    /// Print a rule of gitleaks for each format of keys, as TOML.
    Rules,
}

/// Arguments of `bootstrap`.
#[derive(Debug, Args)]
pub(crate) struct Bootstrap {
    /// The tenant's name.
    #[arg(long, value_name = "NAME", default_value = "Default")]
    pub(crate) tenant: String,
    /// The e-mail address of its first person, who becomes its super admin and an operator.
    #[arg(long, value_name = "EMAIL")]
    pub(crate) operator: String,
}
