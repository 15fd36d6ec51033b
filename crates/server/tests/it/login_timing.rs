//! From how long a refused sign-in takes, nobody learns whether an address has an account.

use std::time::{Duration, Instant};

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::json;

/// Sign-ins of each kind in one comparison: odd, for a median.
const SAMPLES: usize = 31;
/// A loaded machine may spoil a comparison. A difference by design spoils them all.
const ATTEMPTS: usize = 8;

/// How long a refused sign-in took, and how many passwords were hashed for it.
#[expect(clippy::disallowed_methods, reason = "a duration that is measured is what this is about")]
async fn refused(server: &TestServer, email: &str) -> (Duration, u64) {
    let body = json!({"email": email, "password": "not the password"});
    let before = server.authority().password_hashes();
    let begin = Instant::now();
    server.anonymous().post("/v1/auth/login", &body).await.error(401, "unauthorized");
    (begin.elapsed(), server.authority().password_hashes() - before)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The medians for two addresses whose sign-ins alternate, each going first as often.
async fn medians(server: &TestServer, addresses: [&str; 2]) -> [Duration; 2] {
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..SAMPLES {
        for which in [round % 2, 1 - round % 2] {
            let (time, hashes) = refused(server, addresses[which]).await;
            assert_eq!(hashes, 1, "{}", addresses[which]);
            times[which].push(time);
        }
    }
    times.map(median)
}

async fn alike(server: &TestServer, known: &str, unknown: &str) {
    let mut seen = Vec::new();
    for _ in 0..ATTEMPTS {
        let [one, other] = medians(server, [known, unknown]).await;
        let ratio = one.as_secs_f64() / other.as_secs_f64();
        if (0.9..=1.1).contains(&ratio) {
            return;
        }
        seen.push((one, other));
    }
    panic!("the medians of {known} and {unknown} differ by more than a tenth, each time: {seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn known_and_unknown_addresses_take_as_long() {
    let server = TestServer::sqlite().await;
    let _ = server.sign_up("known@example.com").await;
    let _ = server.person("passwordless@example.com").await;
    alike(&server, "known@example.com", "unknown@example.com").await;
    alike(&server, "known@example.com", "passwordless@example.com").await;
}
