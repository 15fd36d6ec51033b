//! The keyward binary: the server and every command. The only composition root: here alone the real clock, the real randomness, the
//! environment and the file system come in.
//!
//! Exit codes: 0 done, 1 failed, 2 misused (arguments or configuration).

mod args;
mod audit;
mod bootstrap;
mod client;
mod completions;
mod compose;
mod config;
mod data_dir;
mod dev;
mod doctor;
mod failure;
mod keys;
mod leaks;
mod logging;
mod migrate;
mod openapi;
mod output;
mod path;
mod prompt;
mod roles;
mod serve;
mod system;
mod tenants;
mod users;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Arguments, Command};
use crate::failure::Failure;

/// It keeps values of one size together: of a million keys, what each check reads lies on few pages (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::failed(format!("the runtime can't start: {error}")))
        .and_then(|runtime| runtime.block_on(run(arguments)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { global, command } = arguments;
    match command {
        Command::Serve(serve) => serve::run(&global, &serve).await,
        Command::Migrate => migrate::run(&global).await,
        Command::Doctor => doctor::run(&global).await,
        Command::Config(what) => config::run(&global, &what),
        Command::Bootstrap(bootstrap) => bootstrap::run(&global, &bootstrap).await,
        Command::Keys(keys) => keys::run(&global, *keys).await,
        Command::Tenants(tenants) => tenants::run(&global, *tenants).await,
        Command::Users(users) => users::run(&global, *users).await,
        Command::Roles(roles) => roles::run(&global, *roles).await,
        Command::Audit(command) => audit::run(&global, &command).await,
        Command::Leaks(command) => leaks::run(&global, &command),
        Command::Openapi => openapi::run(),
        Command::Completions { shell } => {
            completions::run(shell);
            Ok(())
        }
    }
}
