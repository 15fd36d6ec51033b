//! Sending what waits in the outbox.

use std::time::Duration;

use futures_util::future::join_all;
use keyward_domain::{AuditActor, AuditEvent, AuditTarget, Outcome};
use keyward_storage::outbox::{self, ClaimedMail};
use keyward_storage::{Engine, Tx, audit, email_tokens};
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::Undelivered;
use crate::accounts::run_errands;
use crate::{Authority, Error};

/// How often the outbox is looked at when nothing wakes the worker.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How many are sent at a time.
const AT_ONCE: u64 = 8;
/// The first pause after an attempt; each one after it is twice as long, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_mins(1);
const LONGEST_PAUSE: Duration = Duration::from_hours(4);
/// An attempt ends before the mail is due again, or another instance would send it, too.
const ATTEMPT_WITHIN: Duration = Duration::from_secs(50);
/// How long it can be seen that a mail was sent.
const KEPT_FOR: Duration = Duration::from_hours(30 * 24);

/// Sends what waits, and what is put into the outbox from now on, for ever.
pub async fn run(authority: &Authority) {
    if let Err(error) = take_over(authority).await {
        tracing::warn!(%error, "the outbox can't be read");
    }
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = authority.mail().waiting.notified() => {}
        }
        if let Err(error) = send_due(authority).await {
            tracing::warn!(%error, "the outbox can't be read");
        }
    }
}

/// Writes what was asked for and sends everything that is due now; how many attempts that took.
pub async fn send_due(authority: &Authority) -> Result<usize, Error> {
    write_asked(authority).await;
    let mut attempts = 0;
    loop {
        let tx = authority.storage().begin().await?;
        let claimed = outbox::claim(&tx, authority.now(), AT_ONCE, pause).await?;
        tx.commit().await?;
        if claimed.is_empty() {
            return Ok(attempts);
        }
        attempts += claimed.len();
        for settled in join_all(claimed.iter().map(|mail| attempt(authority, mail))).await {
            settled?;
        }
    }
}

/// Puts the mails into the outbox that people asked for a moment ago.
pub async fn write_asked(authority: &Authority) {
    run_errands(authority).await;
}

/// Forgets mails that were sent or given up long ago, and tokens past their end.
pub async fn forget_old(authority: &Authority) -> Result<(), Error> {
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    outbox::forget(&tx, now.minus(KEPT_FOR)).await?;
    email_tokens::forget_expired(&tx, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Who is alone with its database need not wait for what a process before it had claimed and not sent.
async fn take_over(authority: &Authority) -> Result<(), Error> {
    if authority.storage().engine() == Engine::Sqlite {
        let tx = authority.storage().begin().await?;
        outbox::release(&tx, authority.now()).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn pause(attempts: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(1 << attempts.saturating_sub(1).min(16)).min(LONGEST_PAUSE)
}

async fn attempt(authority: &Authority, claimed: &ClaimedMail) -> Result<(), Error> {
    let outcome = if claimed.expires_at <= authority.now() {
        Err(Undelivered { permanent: true, reason: "nobody took it in time".to_owned() })
    } else {
        deliver(authority, claimed).await
    };
    let tx = authority.storage().begin().await?;
    match outcome {
        Ok(()) => {
            tracing::info!(mail = claimed.mail_id, kind = claimed.kind, "a mail was sent");
            outbox::sent(&tx, claimed.id, authority.now()).await?;
        }
        Err(Undelivered { permanent: false, reason }) if claimed.next_attempt_at < claimed.expires_at => {
            tracing::warn!(
                mail = claimed.mail_id,
                kind = claimed.kind,
                attempts = claimed.attempts,
                next = %claimed.next_attempt_at,
                reason,
                "a mail was not sent: it will be tried again"
            );
            outbox::failed(&tx, claimed.id, &reason).await?;
        }
        Err(Undelivered { reason, .. }) => {
            tracing::error!(
                mail = claimed.mail_id,
                kind = claimed.kind,
                attempts = claimed.attempts,
                reason,
                "a mail was given up"
            );
            give_up(authority, &tx, claimed, &reason).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn deliver(authority: &Authority, claimed: &ClaimedMail) -> Result<(), Undelivered> {
    let later = |reason: String| Undelivered { permanent: false, reason };
    let post = authority.mail();
    let mail = post.open(claimed).map_err(|error| {
        let cause = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
        Undelivered { permanent: true, reason: cause }
    })?;
    match timeout(ATTEMPT_WITHIN, post.settings.mailer.deliver(&mail)).await {
        Ok(delivered) => delivered,
        Err(_) => Err(later("the mail server took too long".to_owned())),
    }
}

async fn give_up(authority: &Authority, tx: &Tx, claimed: &ClaimedMail, reason: &str) -> Result<(), Error> {
    outbox::give_up(tx, claimed.id, reason).await?;
    let event = AuditEvent {
        actor: AuditActor { request_id: claimed.mail_id.clone(), ..AuditActor::system("mail") },
        action: "mail.send",
        target: AuditTarget { kind: "mail", id: claimed.id, name: claimed.recipient.clone() },
        outcome: Outcome::Refused,
        detail: serde_json::json!({"kind": claimed.kind, "attempts": claimed.attempts, "reason": reason})
            .to_string(),
    };
    Ok(audit::append(tx, claimed.tenant, authority.now(), &[event]).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let minutes = [1, 2, 3, 4, 8, 9, 10, 100].map(|attempts| pause(attempts).as_secs() / 60);
        assert_eq!(minutes, [1, 2, 4, 8, 128, 240, 240, 240]);
        assert!(ATTEMPT_WITHIN < FIRST_PAUSE);
    }
}
