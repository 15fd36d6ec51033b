//! `keyward serve`

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use keyward_authority::Policy;
use keyward_server::config::{Config, MetricsListen};
use keyward_server::{Front, Listeners, serve};
use tokio::net::{TcpListener, UnixListener};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::args::{Global, Serve};
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::{compose, config, dev, logging, output};

pub(crate) async fn run(global: &Global, arguments: &Serve) -> Result<(), Failure> {
    let mut config = load(global, arguments)?;
    logging::start(&config.log, config.formats().map_err(Failure::misused)?)?;
    let data_dir = DataDir::open(&config.data_dir)?;
    let Some(_lock) = data_dir.try_lock(compose::database_file(&config).as_deref())? else {
        let message =
            format!("the data directory {} is in use by another keyward", config.data_dir.display());
        return Err(Failure::failed(message));
    };
    let listeners = listen(&config, &data_dir).await?;
    let address = listeners.public.local_addr().map_err(Failure::failed)?;
    // Port 0 is known only now, and links in mails lead there.
    config.server.listen = address;
    let metrics =
        listeners.metrics.as_ref().map(TcpListener::local_addr).transpose().map_err(Failure::failed)?;
    let grpc = listeners.grpc.as_ref().map(TcpListener::local_addr).transpose().map_err(Failure::failed)?;
    let mut policy = Policy { development: arguments.dev, ..config.policy() };
    policy.webhooks.targets.loopback = arguments.dev;
    let store = compose::release_store(&config)?;
    let authority = compose::authority(&config, policy, &data_dir).await?;
    let front = compose::front(authority, store, config);
    let greeting = if arguments.dev {
        dev::prepare(front.app(), address).await?
    } else {
        format!("Listening on http://{address}\n")
    };
    let stop = CancellationToken::new();
    watch_signals(&front, stop.clone(), global, arguments)?;
    output::text(&greeting)?;
    tracing::info!(%address, "listening");
    if let Some(address) = metrics {
        tracing::info!(%address, "metrics are served");
    }
    if let Some(address) = grpc {
        tracing::info!(%address, "ext_authz is answered over gRPC");
    }
    serve(front, listeners, stop).await;
    // Whoever finds the socket next should not wait for an answer from nobody.
    let _ = fs::remove_file(data_dir.socket());
    Ok(())
}

fn load(global: &Global, arguments: &Serve) -> Result<Config, Failure> {
    let config = config::load(global, Some(arguments))?.config;
    config.forbid_development_keys(arguments.dev).map_err(Failure::misused)?;
    Ok(config)
}

async fn listen(config: &Config, data_dir: &DataDir) -> Result<Listeners, Failure> {
    let bind = async |address| {
        TcpListener::bind(address)
            .await
            .map_err(|error| Failure::failed(format!("can't listen on {address}: {error}")))
    };
    let public = bind(config.server.listen).await?;
    let beside = async |listen| match listen {
        MetricsListen::Off => Ok(None),
        MetricsListen::At(address) => bind(address).await.map(Some),
    };
    let metrics = beside(config.server.metrics_listen).await?;
    let grpc = beside(config.server.grpc_listen).await?;
    Ok(Listeners { public, grpc, metrics, operator: Some(operator_socket(data_dir)?) })
}

/// The lock is ours, so a socket that lies there is a dead server's.
fn operator_socket(data_dir: &DataDir) -> Result<UnixListener, Failure> {
    let path = data_dir.socket();
    let failed =
        |error: std::io::Error| Failure::failed(format!("can't listen on {}: {error}", path.display()));
    match fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let listener = UnixListener::bind(&path).map_err(failed)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).map_err(failed)?;
    Ok(listener)
}

/// SIGTERM and SIGINT end the server gently; SIGHUP reads the static keys and the issuers' keys anew.
fn watch_signals(
    front: &Arc<Front>,
    stop: CancellationToken,
    global: &Global,
    arguments: &Serve,
) -> Result<(), Failure> {
    let mut terminate = signal(SignalKind::terminate()).map_err(Failure::failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Failure::failed)?;
    let mut hangup = signal(SignalKind::hangup()).map_err(Failure::failed)?;
    let front = front.clone();
    let (global, arguments) = (global.clone(), arguments.clone());
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => break,
                _ = interrupt.recv() => break,
                _ = hangup.recv() => match load(&global, &arguments) {
                    Ok(config) => {
                        front.app().authority().replace_static_keys(compose::static_keys(&config));
                        tracing::info!("static keys were read anew");
                        front.app().authority().refresh_issuers().await;
                    }
                    Err(failure) => tracing::error!(?failure, "the configuration was not read anew"),
                },
            }
        }
        tracing::info!("draining");
        stop.cancel();
    });
    Ok(())
}
