//! PostgreSQL 15 or newer.

use std::time::Duration;

use sea_orm::sqlx::postgres::PgListener;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    RuntimeErr, Statement,
};

use crate::connection::Options;

/// A pool of connections, for reading and writing.
pub(crate) async fn connect(url: &str, options: &Options) -> Result<DatabaseConnection, DbErr> {
    pool(url, options, options.max_connections.max(2), 1).await
}

/// A pool for signals: one connection listens, one sends; none is opened before there is something to hear or say.
pub(crate) async fn signals(url: &str, options: &Options) -> Result<DatabaseConnection, DbErr> {
    pool(url, options, 2, 0).await
}

async fn pool(url: &str, options: &Options, most: u32, least: u32) -> Result<DatabaseConnection, DbErr> {
    let mut connect = ConnectOptions::new(url);
    connect
        .max_connections(most)
        .min_connections(least)
        .acquire_timeout(options.acquire_timeout)
        .connect_timeout(options.acquire_timeout)
        // A server that went away and came back would otherwise fail a request for each connection that slept through it.
        .test_before_acquire_if_idle_for(Duration::from_secs(1))
        .set_application_name("keyward")
        .sqlx_logging(false);
    Database::connect(connect).await
}

/// Keeps two instances that start at once from migrating at once; held until the transaction ends.
pub(crate) async fn lock_migrations(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    // "keyward" in ASCII, so that no other program's advisory lock is likely to be the same number.
    tx.execute_unprepared("SELECT pg_advisory_xact_lock(30231449286734436)").await.map(|_| ())
}

const CHANNEL: &str = "keyward";

/// Sends a payload to whoever listens, at the commit of the transaction if there is one.
pub(crate) async fn notify(connection: &impl ConnectionTrait, payload: &str) -> Result<(), DbErr> {
    let values = [CHANNEL.into(), payload.into()];
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, "SELECT pg_notify($1, $2)", values);
    connection.execute_raw(statement).await.map(|_| ())
}

/// A connection that listens.
pub(crate) struct Listener(PgListener);

/// Takes a connection of its own and listens on it.
pub(crate) async fn listen(connection: &DatabaseConnection) -> Result<Listener, DbErr> {
    let pool = connection.get_postgres_connection_pool();
    let mut listener = PgListener::connect_with(pool).await.map_err(outage)?;
    // It would reconnect by itself and so hide that something was missed.
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await.map_err(outage)?;
    Ok(Listener(listener))
}

/// The next payload. An error when the connection broke: from then on payloads are missed.
pub(crate) async fn hear(listener: &mut Listener) -> Result<String, DbErr> {
    match listener.0.try_recv().await.map_err(outage)? {
        Some(notification) => Ok(notification.payload().to_owned()),
        None => Err(DbErr::Conn(RuntimeErr::Internal("the subscription broke".to_owned()))),
    }
}

fn outage(error: sea_orm::sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(error.into()))
}
