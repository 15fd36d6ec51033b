//! Hearing what other instances change, so that the cache of this one stays true.
//!
//! An instance sends itself a beat each second. A beat that was sent at some time and heard proves that every change committed before
//! that time was heard too. When the last proof is older than three seconds, the gate is bypassed: each check asks the database until the
//! subscription stands again and the cache has been emptied.

use std::time::Duration;

use keyward_gate::Invalidation;
use keyward_storage::changes::{Change, Heard, Subscription};
use keyward_storage::{Engine, StorageError};
use tokio::time::{Instant, interval, timeout_at};

use crate::Authority;

const BEAT_EVERY: Duration = Duration::from_secs(1);
/// How long a heard beat is proof that nothing was missed.
const TRUST: Duration = Duration::from_secs(3);

/// Why following ended.
enum End {
    /// SQLite: there is nobody to follow.
    Alone,
    /// The subscription broke or can't be had.
    Broken(StorageError),
    /// No beat was heard in time.
    Silent,
}

/// To be called before the first check: where there may be other instances, nothing is cached until [`follow`] hears them.
pub fn begin(authority: &Authority) {
    authority.set_deaf(authority.storage().engine() == Engine::Postgres);
}

/// Follows the other instances for ever. Returns at once where there can be none.
pub async fn follow(authority: &Authority) {
    let mut retry = interval(BEAT_EVERY);
    loop {
        retry.tick().await;
        let why = match once(authority).await {
            End::Alone => return,
            End::Broken(error) => error.to_string(),
            End::Silent => "no word came back in time".to_owned(),
        };
        authority.set_deaf(true);
        tracing::warn!(why, "changes of other instances can't be heard: checks ask the database");
    }
}

async fn once(authority: &Authority) -> End {
    let mut subscription = match authority.storage().subscribe().await {
        Ok(Some(subscription)) => subscription,
        Ok(None) => return End::Alone,
        Err(error) => return End::Broken(error),
    };
    // What was cached before the subscription stood may have changed unheard.
    authority.forget_everything();
    authority.set_deaf(false);
    hear(authority, &mut subscription).await
}

async fn hear(authority: &Authority, subscription: &mut Subscription) -> End {
    let mut beats = interval(BEAT_EVERY);
    let mut sent = (0, Instant::now());
    let mut trusted_until = Instant::now() + TRUST;
    // Beats of other instances are told from ours by the number's upper half.
    let mut seed = [0; 4];
    authority.entropy().fill(&mut seed);
    let mut number = u64::from(u32::from_le_bytes(seed)) << 32;
    loop {
        tokio::select! {
            _ = beats.tick() => {
                number += 1;
                sent = (number, Instant::now());
                match timeout_at(trusted_until, authority.storage().beat(number)).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => return End::Broken(error),
                    Err(_) => return End::Silent,
                }
            }
            heard = timeout_at(trusted_until, subscription.next()) => match heard {
                Err(_) => return End::Silent,
                Ok(Err(error)) => return End::Broken(error),
                Ok(Ok(Heard::Beat(beat))) => {
                    if beat == sent.0 {
                        trusted_until = sent.1 + TRUST;
                    }
                }
                Ok(Ok(Heard::Change(Change::Keys(digests)))) => {
                    for digest in &digests {
                        authority.gate().key(digest);
                    }
                }
                Ok(Ok(Heard::Change(Change::Tenant(tenant)))) => authority.gate().tenant(tenant),
                Ok(Ok(Heard::Change(Change::Gates(secrets)))) => authority.gates().forget(&secrets),
                Ok(Ok(Heard::Licenses(touched))) => authority.storage().tell_watchers(&touched),
                Ok(Ok(Heard::Unknown)) => authority.forget_everything(),
            },
        }
    }
}
