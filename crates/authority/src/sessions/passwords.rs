//! Hashing passwords: Argon2id on a bounded pool, the same work whether or not there is anything to compare with.

use std::fmt;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc};
use argon2::{Algorithm, Argon2, Params, Version};
use keyward_domain::Password;
use keyward_token::Entropy;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::Error;

/// OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane (Password Storage Cheat Sheet).
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;

/// A hash of the same cost that no password has: what is checked when there is no account or no password.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// No password is longer in UTF-8: 128 characters of 4 bytes. More is not hashed, only refused.
const MAX_BYTES: usize = 512;

/// The pool. As many hashes at a time as there are cores; the others wait.
pub(crate) struct Passwords {
    permits: Arc<Semaphore>,
    runs: Arc<AtomicU64>,
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passwords")
            .field("permits", &self.permits.available_permits())
            .finish_non_exhaustive()
    }
}

/// Argon2 refused its own input: a mistake of ours.
#[derive(Debug, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
struct Unhashable(String);

impl Passwords {
    pub(crate) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self { permits: Arc::new(Semaphore::new(cores)), runs: Arc::default() }
    }

    /// How many hashes were computed.
    pub(crate) fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }

    /// The hash of a password under a new salt, in PHC's text form.
    pub(crate) async fn hash(&self, password: &Password, entropy: &dyn Entropy) -> Result<String, Error> {
        let mut salt = [0; SALT_BYTES];
        entropy.fill(&mut salt);
        let password = Zeroizing::new(password.expose().to_owned());
        let hash = move || {
            let hashed: Result<phc::PasswordHash, _> =
                argon2()?.hash_password_with_salt(password.as_bytes(), &salt);
            hashed.map(|hash| hash.to_string()).map_err(|error| Unhashable(error.to_string()))
        };
        self.run(hash).await?.map_err(|error| Error::Internal(Box::new(error)))
    }

    /// Whether it is the password of that hash. Without a hash the answer is no, after the same work.
    pub(crate) async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, Error> {
        let fits = password.len() <= MAX_BYTES;
        let password = Zeroizing::new(if fits { password.to_owned() } else { String::new() });
        let hash = hash.filter(|_| fits).unwrap_or(NOBODYS).to_owned();
        let verify = move || {
            Ok::<_, Unhashable>(argon2()?.verify_password(password.as_bytes(), hash.as_str()).is_ok())
        };
        self.run(verify).await?.map_err(|error| Error::Internal(Box::new(error)))
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let permits = Arc::clone(&self.permits);
        let permit = permits.acquire_owned().await.map_err(|error| Error::Internal(Box::new(error)))?;
        self.runs.fetch_add(1, Ordering::Relaxed);
        // The permit goes with the work: a caller that goes away does not make room for another hash while its own still runs.
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        });
        done.await.map_err(|error| Error::Internal(Box::new(error)))
    }
}

fn argon2() -> Result<Argon2<'static>, Unhashable> {
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| Unhashable(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Ones;
    impl Entropy for Ones {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(1);
        }
    }

    #[tokio::test]
    async fn knows_its_own_password_and_no_other() {
        let pool = Passwords::new();
        let password = Password::new("correct horse", &"a@b.example".parse().unwrap()).unwrap();
        let hash = pool.hash(&password, &Ones).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(pool.verify("correct horse", Some(&hash)).await.unwrap());
        assert!(!pool.verify("correct horse ", Some(&hash)).await.unwrap());
        assert_eq!(pool.runs(), 3);
    }

    #[tokio::test]
    async fn nobody_is_as_much_work_as_somebody() {
        let pool = Passwords::new();
        // It parses, so it is computed: a malformed one would be refused at once.
        assert!(phc::PasswordHash::new(NOBODYS).is_ok());
        for password in ["", "correct horse", &"x".repeat(MAX_BYTES + 1)] {
            assert!(!pool.verify(password, None).await.unwrap());
        }
        assert_eq!(pool.runs(), 3);
    }
}
