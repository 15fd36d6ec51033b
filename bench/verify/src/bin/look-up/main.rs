//! What a point look-up in SQLite costs with the server's driver alone: one statement, prepared once, one connection, one question after
//! the other.
//!
//! `look-up DATABASE KEYS`: KEYS holds a key a line; prints nanoseconds a look-up.

#![expect(clippy::print_stdout, reason = "its output is the result")]
#![expect(clippy::disallowed_methods, reason = "it measures")]

use std::time::Instant;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sea_orm::sqlx::{self, ConnectOptions};
use sha2::{Digest as _, Sha256};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(database), Some(keys)) = (arguments.next(), arguments.next()) else {
        return Err("usage: look-up DATABASE KEYS".into());
    };
    let keys = std::fs::read_to_string(keys)?;
    let digests: Vec<[u8; 32]> = keys.lines().map(|key| Sha256::digest(key).into()).collect();
    let mut connection: SqliteConnection = SqliteConnectOptions::new()
        .filename(database)
        .read_only(true)
        .pragma("cache_size", "-16384")
        .connect()
        .await?;
    let begun = Instant::now();
    for digest in &digests {
        let query = sqlx::query("SELECT * FROM keys WHERE digest = ?").bind(&digest[..]);
        query.fetch_one(&mut connection).await?;
    }
    println!("{}", begun.elapsed().as_nanos() / digests.len() as u128);
    Ok(())
}
