//! `keyward keys …`

mod create;
mod import;
mod list;
mod revoke;
mod rotate;
mod show;
mod verify;

use clap::{Args, Subcommand};
use serde_json::Value;

use crate::args::Global;
use crate::client::{Client, Target};
use crate::failure::Failure;
use crate::output;

/// Arguments of `keys`.
#[derive(Debug, Args)]
pub(crate) struct KeysCommand {
    #[command(flatten)]
    target: Target,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Issue a key; its secret is shown this once.
    Create(create::Create),
    /// List keys.
    List(list::List),
    /// Show one key.
    Show { id: String },
    /// Revoke a key for ever.
    Revoke { id: String },
    /// Put a new key in an old one's place.
    Rotate(rotate::Rotate),
    /// Ask whether a key may pass; exit code 1 if not.
    Verify(verify::Verify),
    /// Import keys of another system by their digests, from a file of JSON lines or a JSON array.
    Import { file: std::path::PathBuf },
}

pub(crate) async fn run(global: &Global, command: KeysCommand) -> Result<(), Failure> {
    let client = Client::connect(global, command.target.scope()).await?;
    match command.what {
        What::Create(create) => create::run(&client, global, create).await,
        What::List(list) => list::run(&client, global, &list).await,
        What::Show { id } => show::run(&client, &id).await,
        What::Revoke { id } => revoke::run(&client, global, &id).await,
        What::Rotate(rotate) => rotate::run(&client, global, &rotate).await,
        What::Verify(verify) => verify::run(&client, global, &verify).await,
        What::Import { file } => import::run(&client, global, &file).await,
    }
}

/// A key that was just issued.
fn issued(global: &Global, key: &Value) -> Result<(), Failure> {
    if global.json {
        return output::json(key);
    }
    output::line(&format!("{} {}", text(key, "/id"), text(key, "/name")))?;
    output::line(&format!("{}\n\nShown this once: it can't be had again.", text(key, "/api_key")))
}

fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}
