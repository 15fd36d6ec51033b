//! An answer that is good for a moment, asked for once however many want it.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

/// Keeps the last answer to a question that costs something.
#[derive(Debug)]
pub(crate) struct Recent<T> {
    good_for: Duration,
    last: Mutex<Option<(Instant, T)>>,
}

impl<T: Copy> Recent<T> {
    /// Nothing is known yet; an answer will be good for that long.
    pub(crate) fn new(good_for: Duration) -> Self {
        Self { good_for, last: Mutex::new(None) }
    }

    /// The last answer if it is no older than that, else a new one. Who comes while it is being asked for waits for it.
    pub(crate) async fn get(&self, now: impl Fn() -> Instant, ask: impl AsyncFnOnce() -> T) -> T {
        let mut last = self.last.lock().await;
        if let Some((at, answer)) = *last
            && now().saturating_duration_since(at) <= self.good_for
        {
            return answer;
        }
        let answer = ask().await;
        *last = Some((now(), answer));
        answer
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::task::JoinSet;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test]
    async fn an_answer_is_good_for_its_time() {
        let (recent, start) = (Recent::new(SECOND), Instant::now());
        let later = |millis| move || start + Duration::from_millis(millis);
        assert_eq!(recent.get(later(0), async || 1).await, 1);
        assert_eq!(recent.get(later(1000), async || 2).await, 1);
        assert_eq!(recent.get(later(1001), async || 3).await, 3);
        assert_eq!(recent.get(later(2001), async || 4).await, 3);
    }

    #[tokio::test]
    async fn a_hundred_ask_once() {
        let (recent, asked) = (Arc::new(Recent::new(SECOND * 3600)), Arc::new(AtomicU32::new(0)));
        let mut all = JoinSet::new();
        for _ in 0..100 {
            let (recent, asked) = (recent.clone(), asked.clone());
            all.spawn(async move {
                let ask = async || {
                    tokio::task::yield_now().await;
                    asked.fetch_add(1, Ordering::SeqCst)
                };
                recent.get(Instant::now, ask).await
            });
        }
        assert_eq!(all.join_all().await, [0; 100]);
    }

    #[tokio::test]
    async fn who_goes_away_while_asking_holds_up_nobody() {
        let recent = Recent::new(SECOND);
        let ask = recent.get(Instant::now, async || std::future::pending().await);
        assert!(tokio::time::timeout(Duration::ZERO, ask).await.is_err());
        assert_eq!(recent.get(Instant::now, async || 2).await, 2);
    }
}
